"""The middle of one to five values was shown with an interval that so few cannot give, at worst “13–13 · n 1”.

Below six values no two of them hold the median with 95 %: with n values the smallest and the largest miss it with 2 · 0.5^n, for five
6.3 %, for six 3.1 %. Shown until November 2026 as the smallest and the largest value; since then there is none, and it is a hint only.
The opportunity score of one person had the same fault: of one, every resample is that one, so it was “20.0–20.0”.
"""
from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pytest

from cjm_core.compare import difference, more_than_noise
from cjm_core.estimate import Moments, estimate
from cjm_core.journey_map import measure_map
from cjm_core.journey_map.opportunity import _estimate
from cjm_core.journey_map.views_flow import measure_flow
from cjm_core.metrics import kpi_named
from cjm_core.scope import Scope
from cjm_core.settings import Settings, using

BEGIN = datetime(2025, 1, 1)


def middle(*values: float) -> Moments:
    return Moments(len(values), values=np.array(values, dtype=float))


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
def test_five_values_and_fewer_have_a_median_and_no_interval(n):
    found = estimate("median", middle(*range(n)))
    assert (found.value, found.n, found.ci_low, found.ci_high, found.status) == ((n - 1) / 2, n, None, None, "small_sample")


def test_six_values_have_one_from_the_smallest_to_the_largest():
    found = estimate("median", middle(*range(6)))
    assert (found.ci_low, found.ci_high, found.status) == (0, 5, "small_sample")


def test_however_few_are_enough_by_the_settings_a_number_without_interval_is_no_full_count():
    with using(Settings(min_n=2)):
        assert estimate("median", middle(1, 2, 3)).status == "small_sample"
        assert difference("median", middle(1, 2, 3), middle(*range(9))).status == "small_sample"
        assert difference("count", Moments(3), Moments(9)).status == "ok"


@pytest.mark.parametrize(("a", "b"), [((1,), range(100, 140)), (range(40), (500, 501, 502, 503, 504)), ((1, 2), (3, 4))],
                         ids=["one before", "five after", "two each"])
def test_a_difference_of_medians_has_none_either_where_one_side_has_none(a, b):
    found = difference("median", middle(*a), middle(*b))
    assert found.value == np.median(list(b)) - np.median(list(a))
    assert (found.ci_low, found.ci_high, found.p, found.status) == (None, None, None, "small_sample")
    assert not more_than_noise(found)


@pytest.mark.parametrize(("people", "ends"), [(1, (None, None)), (5, (None, None)), (6, (60, 360))])
def test_the_time_along_a_link_of_the_flow_chart(build_dataset, people, ends):
    """They go from A to B, the first in one minute and each in one more than the one before."""
    rows = [{"customer_id": f"c{who}", "event_time": BEGIN + timedelta(minutes=minutes), "touchpoint": name}
            for who in range(1, people + 1) for name, minutes in (("A", 0), ("B", who))]  # fmt: skip
    data = build_dataset(events=rows)
    (link,) = measure_flow(data, Scope(), measure_map(data, Scope())).links
    assert (link.count, link.gap, link.gap_low, link.gap_high) == (people, (people + 1) * 30, *ends)


def test_time_to_convert_of_one(build_dataset):
    rows = [{"customer_id": "c", "event_time": BEGIN + timedelta(minutes=13 * at), "touchpoint": name}
            for at, name in enumerate(("Door", "Till"))]  # fmt: skip
    row = kpi_named("time_to_convert")(build_dataset(events=rows, roles={"goal": "Till"}), Scope()).iloc[0]
    assert (row["value"], row["n"], row["status"]) == (13 * 60, 1, "small_sample")
    assert row[["ci_low", "ci_high"]].isna().all()


def test_the_opportunity_score_of_one_person():
    none = np.zeros(4)
    alone = _estimate(np.array([0, 0, 1, 0]), none)
    assert (alone.value, alone.ci_low, alone.ci_high, alone.status) == (20, None, None, "small_sample")
    assert _estimate(np.array([0, 0, 1, 1]), none).ci_low is not None
