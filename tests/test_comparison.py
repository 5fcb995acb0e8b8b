"""One KPI in two groups: what is compared, what is refused, and which split is judged."""
from dataclasses import asdict
from datetime import datetime, timedelta

import pandas as pd
import pytest

from cjm_core.calendar import Period
from cjm_core.compare import sample_ratio_p
from cjm_core.errors import BadInput
from cjm_core.metrics import KPIS, kpi_named, measure
from cjm_core.metrics.comparison import compared, drawn_by_name
from cjm_core.scope import Scope
from tests import worlds
from tests.building import dataset


def answers(scores, country):
    return [{"response_id": f"{country}{at}", "csat": score, "country": country} for at, score in enumerate(scores)]


def test_different_scales_are_not_compared(build_dataset):
    """Means on 1–5 and on 1–7 stay side by side; within one group they are no number at all."""
    five = build_dataset(answers=answers([4, 5] * 20, "NL"), scales={"csat": (1, 5)})
    both = build_dataset(answers=answers([4, 7] * 20, "BE"), scales={"csat": (1, 7)}, append=five)
    found = compared(kpi_named("csat_mean"), both, Scope(), "country", ("NL", "BE"))
    assert found.rows["value"].tolist() == [4.5, 5.5]
    assert (found.difference.value, found.difference.reason) == (None, "answers on different scales cannot be compared")
    mixed = build_dataset(answers=answers([4, 7] * 20, "NL"), scales={"csat": (1, 7)}, append=both)
    found = compared(kpi_named("csat"), mixed, Scope(), "country", ("NL", "BE"))
    assert found.difference.status == found.rows["status"][0] == "undefined"
    assert "different scales" in found.sentence


def test_the_split_is_judged_by_customers_not_by_orders(build_dataset):
    """40 customers of A with one order each and 40 of B with three: 40 to 40 is no uneven split, 40 to 120 would be."""
    begin = datetime(2025, 1, 1)
    rows = [{"customer_id": f"{name}{who}", "event_time": begin + at * timedelta(days=1), "touchpoint": "Order", "value": 10 + who, "variant": name}
            for name, orders in (("A", 1), ("B", 3)) for who in range(40) for at in range(orders)]  # fmt: skip
    data = build_dataset(rows)
    found = compared(kpi_named("average_order_value"), data, Scope(), "variant", ("A", "B"))
    assert found.srm_p == 1 > sample_ratio_p([40, 120])
    assert found.rows["n"].tolist() == [40, 120]


def test_an_empty_group_is_named(build_dataset):
    data = build_dataset([{"customer_id": "u1", "event_time": "2025-01-01", "plan": "x"},
                          {"customer_id": "u2", "event_time": "2025-06-01", "plan": "y"}])  # fmt: skip
    found = compared(kpi_named("reach"), data, Scope(datetime(2025, 5, 1)), "plan", ("x", "y"))
    assert found.rows["status"].tolist() == ["undefined", "ok"]
    assert found.difference.reason == "x: nothing to measure"


@pytest.mark.parametrize(("split", "groups", "said"), [
    ("plan", ("x", "z"), "'z'"), ("plan", ("x", "x"), "itself"), ("mood", ("x", "y"), "mood"), ("week", ("x", "y"), "plan"),
])
def test_refused(build_dataset, split, groups, said):
    data = build_dataset([{"customer_id": "u1", "event_time": "2025-01-01", "plan": name} for name in "xy"])
    with pytest.raises(BadInput, match=said):
        compared(kpi_named("reach"), data, Scope(), split, groups)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return dataset(tmp_path_factory.mktemp("world"), worlds.events(), worlds.answers(), worlds.ROLES)


SPRING = Period("spring", datetime(2025, 2, 1), datetime(2025, 4, 1))
SUMMER = Period("summer", datetime(2025, 5, 1), datetime(2025, 8, 1))


@pytest.mark.parametrize("kpi", [kpi for kpi in KPIS if not kpi.uncompared and kpi.shape != "composition"], ids=lambda kpi: kpi.name)
def test_two_periods_are_two_groups(world, kpi):
    """Each group is what the KPI says of that period alone; nothing is said about a split that nobody made."""
    found = compared(kpi, world, Scope(), "period", ("spring", "summer"), periods=(SPRING, SUMMER))
    assert found.srm_p is None
    assert found.rows["group"].tolist() == ["spring", "summer"]
    alone = [measure(kpi, world, Scope(period.start, period.end)) for period in (SPRING, SUMMER)]
    pd.testing.assert_frame_equal(found.rows.drop(columns="group"), pd.concat(alone, ignore_index=True))


def test_what_grows_with_age_is_not_compared_over_time(world):
    found = compared(kpi_named("time_to_convert"), world, Scope(), "period", ("spring", "summer"), periods=(SPRING, SUMMER))
    assert found.difference.status == "undefined"
    assert "less time" in found.sentence
    assert compared(kpi_named("time_to_convert"), world, Scope(), "segment", ("A", "B")).difference.value is not None


def test_without_judging_the_numbers_are_the_same(world):
    kpi, where = kpi_named("cart_abandonment"), ("segment", ("A", "B"))
    judged, bare = compared(kpi, world, Scope(), *where), compared(kpi, world, Scope(), *where, judge=False)
    assert judged.difference == bare.difference and judged.rows.equals(bare.rows)
    assert (bare.srm_p, bare.sentence) == (None, "")
    assert judged.srm_p is not None and judged.sentence


def test_a_planned_share_is_heeded(build_dataset):
    """90 to 10, planned as 90 % in A, is what was planned; as halves it is not."""
    begin = datetime(2025, 1, 1)
    rows = [{"customer_id": f"{name}{who}", "event_time": begin, "touchpoint": "Visit", "variant": name}
            for name, many in (("A", 90), ("B", 10)) for who in range(many)]  # fmt: skip
    data = build_dataset(rows, roles={"goal": "Visit"})
    asked = (kpi_named("conversion"), data, Scope(), "variant", ("A", "B"))
    assert compared(*asked, planned=0.9).srm_p == pytest.approx(1)
    assert "not split as planned" in compared(*asked).sentence
    assert "not split as planned" not in compared(*asked, planned=0.9).sentence
    assert "not split as planned" not in compared(*asked, drawn=False).sentence


@pytest.mark.parametrize(("name", "drawn"), [
    ("variant", True), ("A/B test", True), ("Experiment arm", True), ("test_group", True), ("treatment", True), ("variation", True),
    ("segment", False), ("channel", False), ("department", False), ("pharmacy", False), ("latest", False),
])
def test_drawn_by_name(name, drawn):
    assert drawn_by_name(name) == drawn


@pytest.mark.parametrize("kpi", [kpi for kpi in KPIS if kpi.shape != "composition"], ids=lambda kpi: kpi.name)
def test_before_is_measured_as_if_it_were_asked_alone(world, kpi):
    """One query for both periods gives what two queries give."""
    asked = ("segment", ("A", "B"))
    now, then = (Scope(period.start, period.end) for period in (SUMMER, SPRING))
    both = compared(kpi, world, now, *asked, before=SPRING, judge=False)
    alone, earlier = (compared(kpi, world, scope, *asked, judge=False) for scope in (now, then))
    pd.testing.assert_frame_equal(both.rows, alone.rows)
    assert asdict(both.difference) == pytest.approx(asdict(alone.difference))
    assert asdict(both.before) == pytest.approx(asdict(earlier.difference))
    assert compared(kpi, world, Scope(), *asked, before=SPRING, judge=False).before is None  # all dates hold the earlier ones too
    with pytest.raises(BadInput, match="'Z'"):
        compared(kpi, world, now, "segment", ("A", "Z"), before=SPRING)


def test_only_what_is_true_of_both_groups_is_said_of_their_answers(build_dataset):
    """90 answers of weight 1 and 2 in either group, in other shares: weighted both, but worth another number of unweighted ones."""
    rows = [{"response_id": f"{name}{at}", "csat": 2 + at % 3, "country": name, "weight": 1 + (at % many == 0)}
            for name, many in (("NL", 2), ("BE", 9)) for at in range(90)]  # fmt: skip
    found = compared(kpi_named("csat"), build_dataset(answers=rows), Scope(), "country", ("NL", "BE"))
    assert found.basis == "about the whole relationship, weighted"
