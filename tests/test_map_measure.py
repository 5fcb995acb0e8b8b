"""What the map measures: the same as the KPIs in fewer passes, merged touchpoints as one, everybody accounted for."""
from __future__ import annotations

import math
import pickle
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cjm_core import periods
from cjm_core.authored.model import Journey, LaneChoice, PlannedStage, PlannedTouchpoint, Thread, Written
from cjm_core.dataset import PAUSES, Dataset
from cjm_core.journey_map.measure import Asked, asked_of, blank, drawn, measure_map, measure_numbers
from cjm_core.journeys import funnel
from cjm_core.journeys.leaving import leaving
from cjm_core.journeys.met import met
from cjm_core.journeys.next_step import time_to_next
from cjm_core.metrics import KPIS, csat, reach
from cjm_core.metrics.answered import ROW_BY_ROW, answer_cells, groups_at_touchpoints
from cjm_core.metrics.by_touchpoint import by_touchpoint
from cjm_core.metrics.emotion import emotion
from cjm_core.scope import Scope
from cjm_core.settings import Settings, using
from cjm_core.written import Target
from tests import building, worlds
from tests.frames import same

BEGIN, DAY = datetime(2025, 1, 1), timedelta(days=1)
SPRING = Scope(datetime(2025, 3, 1), datetime(2025, 6, 1))
SCOPES = pytest.mark.parametrize(
    "scope", [Scope(), SPRING, replace(SPRING, where=(("segment", "A"),)), Scope(where=(("channel", "web"),))], ids=["all", "spring", "A", "web"]
)
PAIR = (("Newsletter", "Ad"), ("Return", "Support chat"))
ONE = dict(PAIR)


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Dataset:
    return building.dataset(tmp_path_factory.mktemp("m"), worlds.events(), worlds.answers(relationship=False), worlds.ROLES)


SHOWN = ["n", "value", "ci_low", "ci_high", "status", "numerator"]


# ---- in one pass what the KPIs say one by one
@SCOPES
def test_answers_in_one_pass_are_the_kpis(data, scope):
    quick = groups_at_touchpoints(ROW_BY_ROW, data, answer_cells(data, scope))
    for kpi in ROW_BY_ROW:
        assert quick[kpi.name] == by_touchpoint(kpi, data, scope), kpi.name


def test_weighted_answers_in_one_pass_are_the_kpis(build_dataset):
    random = Random(3)
    rows = [{"response_id": at, "touchpoint": random.choice("AB"), "csat": random.choice((1, 2, 5, None)), "weight": random.choice((0.5, 1, 3))}
            for at in range(200)]  # fmt: skip
    data = build_dataset(answers=rows)
    quick = groups_at_touchpoints(ROW_BY_ROW[:2], data, answer_cells(data, Scope()))
    for kpi in ROW_BY_ROW[:2]:
        for name, group in by_touchpoint(kpi, data, Scope()).items():
            found = quick[kpi.name][name]
            assert (found.moments.n, found.excluded) == (group.moments.n, group.excluded)
            assert found.moments.n_effective == pytest.approx(group.moments.n_effective) != found.moments.n
            assert (found.moments.sum_x, found.moments.sum_xx) == pytest.approx((group.moments.sum_x, group.moments.sum_xx))


@SCOPES
def test_leaving_is_the_same_from_the_pauses(tmp_path, data, scope):
    again = Dataset.open(data.path)
    slow = leaving(again, scope)
    again.read_ahead()
    assert again.beside.made(PAUSES) and not data.beside.made(PAUSES)
    assert leaving(again, scope).equals(slow)


@SCOPES
def test_sets_of_touchpoints_are_counted_without_asking_again(data, scope):
    seen = met(data, scope)
    for names in (("Ad",), ("Ad", "Cart"), ("Delivery", "Return", "Support chat"), tuple(seen.bits)):
        assert seen.at(names) == people(data, scope, names)
    assert seen.only_at(("Ad",), ("Cart",)) + seen.at(("Cart",)) == seen.at(("Ad", "Cart"))


def test_more_touchpoints_than_fit_into_one_number(build_dataset):
    rows = [{"customer_id": f"u{at % 50}", "event_time": BEGIN + at * DAY, "touchpoint": f"T{at}"} for at in range(200)]
    data = build_dataset([*rows, *rows[:150]])
    seen = met(data, Scope(), first=("T199",))
    assert seen.masks.shape[1] == 3 and "T199" in seen.bits and len(seen.bits) == 185
    assert (seen.customers, seen.at(("T3", "T53", "T199"))) == (50, 2)


def test_time_to_next(build_dataset):
    """u1 goes from A (twice in a row, the second counts) to B after a day; u2 after three; u3 never: left out, and said."""
    days = (("u1", 0, "A"), ("u1", 1, "A"), ("u1", 2, "B"), ("u2", 0, "A"), ("u2", 3, "B"), ("u3", 0, "A"))
    data = build_dataset([{"customer_id": who, "event_time": BEGIN + at * DAY, "touchpoint": place} for who, at, place in days])
    found = time_to_next(data, Scope())
    assert sorted(found["A"].moments.values) == [86400, 3 * 86400] and found["A"].excluded == {"still_open": 1}
    lane = measure_map(data, asked=Asked(("time_to_next",))).lane("time_to_next")
    assert lane.cells[0].value == 2 * 86400 and lane.cells[1].value is None


def test_every_kpi_can_be_a_lane(data):
    numbers = measure_numbers(data, SPRING, Asked(tuple(kpi.name for kpi in KPIS)))
    for lane in drawn(numbers).lanes:
        kpi = next((kpi for kpi in (*KPIS, emotion) if kpi.name == lane.name), None)
        if kpi is None:
            continue
        rows = kpi(data, SPRING, ("touchpoint",)).set_index("touchpoint")
        for name, cell in zip(drawn(numbers).touchpoints, lane.cells, strict=True):
            value = rows["value"].get(name, math.nan)
            assert (cell.value is None) == math.isnan(value) and (cell.value is None or cell.value == pytest.approx(value)), (kpi.name, name)
    assert pickle.loads(pickle.dumps(numbers)).customers == numbers.customers


# ---- merged touchpoints
def merged_world(tmp_path_factory) -> tuple[Dataset, Dataset]:
    events, answers = worlds.events(), worlds.answers(relationship=False)
    seen, once = set(), []
    for row in answers:  # what counts as a repeat is settled when data are imported, so nobody answers twice here
        if (row["customer_id"], row["touchpoint"] in ("Support chat", "Return")) not in seen or row["customer_id"] is None:
            seen.add((row["customer_id"], row["touchpoint"] in ("Support chat", "Return")))
            once.append(row)
    for row in [row for row in once if row["touchpoint"] == "Support chat"][::3]:
        row["touchpoint"] = "Return"
    named = [[{**row, "touchpoint": ONE.get(row["touchpoint"], row["touchpoint"])} for row in rows] for rows in (events, once)]
    folder = tmp_path_factory.mktemp("merged")
    return building.dataset(folder, events, once, worlds.ROLES), building.dataset(folder, *named, worlds.ROLES)


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    return merged_world(tmp_path_factory)


@pytest.mark.parametrize("kpi", [*KPIS, emotion], ids=lambda kpi: kpi.name)
def test_a_merged_touchpoint_is_one_for_every_kpi(both, kpi):
    apart, one = both
    for scope in (Scope(), SPRING, replace(SPRING, where=(("segment", "A"),)), Scope(where=(("touchpoint", "Ad"),))):
        assert same(kpi(apart, replace(scope, merged=PAIR), ("touchpoint",))[SHOWN], kpi(one, scope, ("touchpoint",))[SHOWN])
        assert same(kpi(apart, replace(scope, merged=PAIR))[SHOWN], kpi(one, scope)[SHOWN])


def test_merged_touchpoints_on_the_map_are_those_of_data_that_say_one_name(both):
    apart, one = both
    lanes = ("reach", "emotion", "csat", "leaving", "time_to_next", "channels", "pains")
    a, b = measure_map(apart, replace(SPRING, merged=PAIR), asked=Asked(lanes)), measure_map(one, SPRING, asked=Asked(lanes))
    assert set(a.touchpoints) == set(b.touchpoints)
    for lane in a.lanes:
        cells = dict(zip(b.touchpoints, b.lane(lane.name).cells, strict=True))
        for name, cell in zip(a.touchpoints, lane.cells, strict=True):
            assert (cell.n, cell.status, cell.mark) == (cells[name].n, cells[name].status, cells[name].mark), (lane.name, name)
            for part in ("value", "ci_low", "ci_high"):
                assert getattr(cell, part) == pytest.approx(getattr(cells[name], part)), (lane.name, name)
    assert funnel(apart, replace(SPRING, merged=PAIR), ["Ad", "Cart"]).equals(funnel(one, SPRING, ["Ad", "Cart"]))
    assert leaving(apart, replace(SPRING, merged=PAIR)).equals(leaving(one, SPRING))


def test_merging_follows_chains_and_names_that_are_gone(data):
    assert Scope(merged=(("a", "b"), ("b", "c"))).merged == (("a", "c"), ("b", "c"))
    assert Scope(merged=(("a", "b"), ("b", "a"))).merged == (("b", "a"),)
    assert Scope(merged=()) == Scope() and hash(Scope(merged=PAIR)) == hash(Scope(merged=PAIR[::-1]))
    assert reach(data, Scope(merged=(("Ad", "Nowhere"), ("Lost", "Cart"))), ("touchpoint",)).equals(reach(data, Scope(), ("touchpoint",)))


# ---- everybody is accounted for
STAGES = st.lists(st.lists(st.sampled_from(worlds.STEPS), max_size=4), min_size=1, max_size=4)


@settings(max_examples=40, deadline=None)
@given(
    scope=st.sampled_from((Scope(), SPRING)), stages=STAGES, hidden=st.sets(st.sampled_from(worlds.STEPS), max_size=4),
    below=st.sampled_from((0, 5, 60)),
)  # fmt: skip
def test_customers_on_the_map_and_outside_are_all(data, scope, stages, hidden, below):
    placed, planned = set(), []
    for at, names in enumerate(stages):
        mine = [name for name in dict.fromkeys(names) if name not in placed]
        placed |= set(mine)
        planned.append(PlannedStage(f"s{at}", f"Stage {at}", tuple(PlannedTouchpoint(name, name.upper(), (name,), name in hidden) for name in mine)))
    with using(Settings(hide_below=below)):
        found = measure_map(data, scope, Journey("j", stages=tuple(planned)))
        assert found.customers_on_map + sum(n for _, n in found.outside) == found.customers == reach(data, scope)["n"][0]
        assert not any(0 < n < below for _, n in found.outside) and not 0 < found.customers_on_map < below
    if not below:
        shown = [name for name in worlds.STEPS if name in placed - hidden]
        cells = found.lane("reach").cells if shown else ()
        for name, cell in zip(found.keys, cells, strict=True):
            assert cell.n == people(data, scope, [name])
            assert scope.has_period or cell.n == funnel(data, scope, [name])["n"][0]  # a funnel asks who begins in the period
        assert found.customers_on_map == people(data, scope, shown)
        for stage in found.stages:
            assert stage.customers == people(data, scope, list(stage.keys))


def people(data, scope, names) -> int:
    """Distinct customers at these touchpoints, by plain SQL."""
    sql = """SELECT count(DISTINCT customer_key) AS n FROM scoped_events
             WHERE event_time >= $start AND event_time < $end AND touchpoint::VARCHAR IN (SELECT unnest($names))"""
    return int(data.query(sql, scope, names=list(names))["n"][0])


# ---- against a basis and targets
def test_changes_are_differences_and_chance_is_corrected_for(data):
    before = (datetime(2025, 1, 1), datetime(2025, 3, 1))
    found = measure_map(data, SPRING, asked=Asked(before=before))
    assert "Benjamini" in found.compared and "1 Jan – 28 Feb 2025" in found.compared
    then, now = (by_touchpoint(csat, data, scope) for scope in (SPRING.within(*before), SPRING))
    for name, cell in zip(found.touchpoints, found.lane("csat").cells, strict=True):
        if cell.value is not None:
            old, new = (groups[name].moments for groups in (then, now))
            assert cell.change.value == pytest.approx(new.sum_x / new.n - old.sum_x / old.n)
            assert cell.change.since == "1 Jan – 28 Feb 2025"
    assert all(any(cell.change for cell in found.lane(name).cells) for name in ("emotion", "leaving"))
    assert all(cell.change is None for lane in measure_map(data, SPRING).lanes for cell in lane.cells)


def test_a_real_change_is_real_and_noise_is_not(build_dataset):
    def answers(name, day, good, n):
        return [{"response_id": f"{name}{day}{at}", "touchpoint": name, "answered_at": BEGIN + (day + at % 20) * DAY, "csat": 5 if at < good else 1}
                for at in range(n)]  # fmt: skip

    data = build_dataset(answers=[*answers("A", 0, 30, 100), *answers("A", 60, 80, 100), *answers("B", 0, 50, 100), *answers("B", 60, 52, 100)])
    found = measure_map(data, Scope(BEGIN + 60 * DAY, BEGIN + 90 * DAY), asked=Asked(before=(BEGIN, BEGIN + 30 * DAY)))
    real = {name: cell.change.real for name, cell in zip(found.touchpoints, found.lane("csat").cells, strict=True)}
    assert real == {"A": True, "B": False}


def test_targets(data):
    aim = Target("csat", 0.99, date(2025, 12, 31))
    lane = measure_map(data, SPRING, asked=Asked(targets=(aim,))).lane("csat")
    assert "marked against the target of 99.0 %" in lane.detail
    assert {(cell.mark, cell.aim.code) for cell in lane.cells if cell.value is not None} == {("below", "at_risk")}
    only = Target("csat", 0.99, date(2025, 12, 31), ("touchpoint", "Delivery"))
    found = measure_map(data, SPRING, asked=Asked(targets=(only,)))
    assert [name for name, cell in zip(found.touchpoints, found.lane("csat").cells, strict=True) if cell.aim] == ["Delivery"]


# ---- a journey
def journey(**more) -> Journey:
    advert, basket = PlannedTouchpoint("Ad", "Advert", ("Ad", "Newsletter")), PlannedTouchpoint("Cart", "Basket", ("Cart",))
    first = PlannedStage("s1", "First", (advert, PlannedTouchpoint("+x", "Idea", ()), basket))
    return Journey("j", "Mine", stages=(first, PlannedStage("s2", "Then", (PlannedTouchpoint("Delivery", "Delivery", ("Delivery",)),))), **more)


def test_a_journey_lays_the_numbers_out(data):
    lanes = (LaneChoice("csat", "Happy"), LaneChoice("reach", collapsed=True), LaneChoice("goals"), LaneChoice("ces", hidden=True))
    late = Written("i2", "goals", "s2", "Late?", about=("csat", 0.0))
    items = (Written("i1", "goals", "s1", "Be found"), late, Written("i3", "goals", "gone", "?"))
    mine = journey(lanes=lanes, items=items)
    threads = (Thread("t", "goals", "s1", ()), Thread("u", "goals", "s1", (), resolved=True))
    found = drawn(measure_numbers(data, SPRING, asked_of(mine)), mine, None, threads)
    assert (found.touchpoints, found.keys) == (("Advert", "Idea", "Basket", "Delivery"), ("Ad", "+x", "Cart", "Delivery"))
    assert found.order == ("csat", "reach", "goals")
    ad, idea = found.lane("reach").cells[:2]
    assert ad.n == met(data, SPRING).at(("Ad", "Newsletter")) and (idea.value, idea.reason) == (None, "only drawn, not in the data")
    assert [(row.label, row.collapsed) for row in found.rows] == [("Happy", False), ("Reach", True), ("Stage goals", False)]
    first, then = found.rows[2].cells
    assert ([item.text for item in first.items], first.span, first.open_threads) == (["Be found"], 3, 1)
    assert then.items[0].stale.startswith("Satisfied was 0.0 % when this was written; it is ")
    assert found.name == "Mine" and found.hidden_touchpoints == 4


def test_an_edit_needs_no_new_numbers(data):
    mine = journey(lanes=(LaneChoice("reach"), LaneChoice("pains")))
    moved = replace(mine, stages=mine.stages[::-1], lanes=mine.lanes[::-1])
    renamed = replace(mine, stages=(replace(mine.stages[0], name="Other", hidden=True), mine.stages[1]))
    assert asked_of(mine) == asked_of(moved) == asked_of(renamed)


def test_a_map_without_data():
    lanes = (LaneChoice("reach"), LaneChoice("doing"), LaneChoice("line-1", kind="line"))
    mine = journey(lanes=lanes, items=(Written("i", "doing", "s2", "Arrive"),))
    found = blank(mine)
    assert (found.touchpoints, found.lanes, [row.name for row in found.rows]) == (("Advert", "Idea", "Basket", "Delivery"), (), ["doing", "line-1"])
    assert (found.filled, found.measured, found.customers) == (1, 0, 0)


# ---- which period a sparse file opens at
def test_thirteen_years_with_a_few_customers_a_month_open_at_all_their_dates(build_dataset):
    sparse = build_dataset([{"customer_id": f"u{at}", "event_time": BEGIN + at * 16 * DAY, "touchpoint": "A"} for at in range(300)])
    assert periods.default(sparse) == "all"
    dense = build_dataset([{"customer_id": f"u{at}", "event_time": BEGIN + at * DAY * 2, "touchpoint": "A"} for at in range(400)])
    assert periods.default(dense) == "6m"
