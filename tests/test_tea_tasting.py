"""The same example data through our import and KPIs, and through tea-tasting 1.14: the same differences, intervals and p-values.

tea-tasting's example: 4,000 made-up people in two variants with 7,958 sessions, some of which end in an order. Here every session is
an event a day after the one before, and its order another a minute later. Compared with equal methods: Welch's t for means, the delta
method for ratios, the pooled z test for shares. Shares: tea-tasting has no Newcombe interval, so that one is computed from SciPy's
Wilson limits with the formula of docs/metrics.md#1.6.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta

import pandas as pd
import pytest
from scipy.stats import binomtest

from cjm_core.compare import sample_ratio_p
from cjm_core.metrics import kpi_named
from cjm_core.metrics.comparison import Comparison, compared
from cjm_core.scope import Scope
from tests import building

BEGIN = datetime(2025, 1, 1, 9)
CLOSE = 1e-9


@pytest.fixture(scope="module")
def sessions() -> pd.DataFrame:
    import tea_tasting as tt

    return tt.make_sessions_data(rng=42, return_type="pandas")


@pytest.fixture(scope="module")
def people(sessions: pd.DataFrame) -> pd.DataFrame:
    found = sessions.groupby("user", as_index=False).agg(variant=("variant", "first"), sessions=("sessions", "sum"),
                                                         orders=("orders", "sum"), revenue=("revenue", "sum"))  # fmt: skip
    return found.assign(ordered=(found["orders"] > 0).astype(int), events=found["sessions"] + found["orders"])


@pytest.fixture(scope="module")
def data(sessions: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory):
    rows = []
    for row, earlier in zip(sessions.itertuples(), sessions.groupby("user").cumcount(), strict=True):
        at = BEGIN + int(earlier) * timedelta(days=1)
        who = {"customer_id": f"p{row.user}", "variant": f"v{row.variant}"}
        rows.append({**who, "event_time": at, "touchpoint": "Visit"})
        if row.orders:
            rows.append({**who, "event_time": at + timedelta(minutes=1), "touchpoint": "Order", "value": row.revenue})
    return building.dataset(tmp_path_factory.mktemp("tea"), rows)


def ours(data, name: str) -> Comparison:
    return compared(kpi_named(name), data, Scope(), "variant", ("v0", "v1"))


def theirs(table: pd.DataFrame, metric):
    import tea_tasting as tt

    return tt.Experiment(metric=metric).analyze(table, control=0)["metric"]


@pytest.mark.parametrize(("name", "column"), [
    ("revenue_per_customer", "revenue"), ("sessions_per_customer", "sessions"), ("events_per_customer", "events"),
])  # fmt: skip
def test_means(data, people, name, column):
    import tea_tasting as tt

    found, expected = ours(data, name), theirs(people, tt.Mean(column, equal_var=False, use_t=True))
    assert found.rows["value"].tolist() == pytest.approx([expected.control, expected.treatment], abs=CLOSE)
    assert same(found, expected)


def test_ratio_of_sums(data, people):
    """Revenue per order; the clusters are those who ordered, because nobody else has a share in either sum."""
    import tea_tasting as tt

    metric = tt.RatioOfMeans("revenue", "orders", equal_var=False, use_t=True)
    assert same(ours(data, "average_order_value"), theirs(people[people["orders"] > 0], metric))


def test_shares(data, people):
    import tea_tasting as tt

    metric = tt.Proportion("ordered", method="norm", equal_var=True, correction=False)
    share(ours(data, "conversion"), theirs(people, metric), people.groupby("variant")["ordered"])


def test_shares_of_sessions(data, sessions):
    import tea_tasting as tt

    lonely = sessions.assign(single=1 - sessions["orders"])
    metric = tt.Proportion("single", method="norm", equal_var=True, correction=False)
    share(ours(data, "bounce_rate_single_event"), theirs(lonely, metric), lonely.groupby("variant")["single"])


@pytest.mark.parametrize("ratio", [1, 0.97, 0.5])
def test_sample_ratio(data, people, ratio):
    """`ratio` is that of treatment to control; chi-square with one degree of freedom is the square of their z."""
    import tea_tasting as tt

    expected = theirs(people, tt.SampleRatio(ratio, method="norm", correction=False))
    counts = ours(data, "conversion").rows["n"].tolist()
    assert counts == [expected.control, expected.treatment]
    assert sample_ratio_p(counts, [1, ratio]) == pytest.approx(expected.pvalue, abs=CLOSE)
    planned = compared(kpi_named("conversion"), data, Scope(), "variant", ("v0", "v1"), planned=1 / (1 + ratio))
    assert planned.srm_p == pytest.approx(expected.pvalue, abs=CLOSE)


def same(found: Comparison, expected) -> bool:
    d = found.difference
    assert (d.value, d.ci_low, d.ci_high, d.p) == pytest.approx(
        (expected.effect_size, expected.effect_size_ci_lower, expected.effect_size_ci_upper, expected.pvalue), abs=CLOSE
    )
    return True


def share(found: Comparison, expected, groups) -> None:
    d = found.difference
    assert found.rows["value"].tolist() == pytest.approx([expected.control, expected.treatment], abs=CLOSE)
    assert (d.value, d.p) == pytest.approx((expected.effect_size, expected.pvalue), abs=CLOSE)
    assert (d.ci_low, d.ci_high) == pytest.approx(newcombe(*groups.sum(), *groups.count()), abs=CLOSE)
    assert (d.ci_low, d.ci_high) == pytest.approx((expected.effect_size_ci_lower, expected.effect_size_ci_upper), abs=1e-3)  # theirs is Wald's


def newcombe(k_a: int, k_b: int, n_a: int, n_b: int) -> tuple[float, float]:
    (a, b), (wilson_a, wilson_b) = (k_a / n_a, k_b / n_b), (binomtest(int(k), int(n)).proportion_ci(method="wilson")
                                                            for k, n in ((k_a, n_a), (k_b, n_b)))  # fmt: skip
    low, high = math.hypot(b - wilson_b.low, wilson_a.high - a), math.hypot(wilson_b.high - b, a - wilson_a.low)
    return b - a - low, b - a + high
