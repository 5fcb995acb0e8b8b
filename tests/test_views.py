"""Flow chart, timeline, empathy map and blueprint: other drawings of the same map, with the same numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from cjm_core.authored.model import Journey, PlannedStage, PlannedTouchpoint
from cjm_core.dataset import Dataset
from cjm_core.demo.make import make
from cjm_core.journey_map import measure_map, views
from cjm_core.journey_map.model import JourneyMap, Stage
from cjm_core.journey_map.views_flow import Flow, Link, measure_flow
from cjm_core.journey_map.views_time import distances
from cjm_core.journeys import transitions
from cjm_core.scope import Scope
from cjm_core.settings import Settings, using
from tests.maps import NASTY, rich

START = datetime(2026, 3, 1)


def walks(*paths: str, minutes: int = 10):
    """One customer per path; a letter is a touchpoint, and each step takes so many minutes."""
    return [
        {"customer_id": f"c{who}", "event_time": str(START + timedelta(minutes=minutes * at)), "touchpoint": letter}
        for who, path in enumerate(paths) for at, letter in enumerate(path)
    ]  # fmt: skip


def drawn(*names: str, journey: Journey | None = None) -> JourneyMap:
    stages = (Stage("All", 10, names),)
    return JourneyMap("Shop", False, (), "2026-01-01", "2026", "everyone", "Where?", "", stages, (), 10, 10, 0, 0, (), journey=journey)


def test_every_step_is_a_link_a_repeat_or_elsewhere(build_dataset):
    # AB, BA, AB, BC | AB, BB, BC | AX, XC: 5 links A>B (3), B>A, B>C (2); one repeat at B; two steps by X, which is not on the map
    flow = measure_flow(build_dataset(events=walks("ABABC", "ABBC", "AXC")), Scope(), drawn("A", "B", "C"))
    assert {(link.source, link.target): (link.count, link.visits) for link in flow.links} == {(0, 1): (3, 4), (1, 2): (2, 4), (1, 0): (1, 4)}
    assert flow.again == ((1, 1, 4),)
    assert (flow.journeys, flow.steps, flow.elsewhere) == (3, 6, 2)
    assert (flow.begins, flow.ends, flow.visits) == ((3, 0, 0), (0, 0, 3), (4, 4, 3))
    assert sum(link.count for link in flow.links) == flow.steps


def test_a_share_has_the_interval_of_a_ratio_over_journeys(build_dataset):
    # y = visits of A per journey: 2, 1, 1; x = steps to B: 2, 1, 0. R = 3/4; residuals .5, .25, -.75 -> squares sum to .875
    # se = sqrt(.875 * 3 / 2) / 4 = .2864; t(2) .975 = 4.3027 -> .75 -+ 1.232, clipped to 0..1
    link = measure_flow(build_dataset(events=walks("ABABC", "ABBC", "AXC")), Scope(), drawn("A", "B", "C")).between(0, 1)
    assert link.share == pytest.approx(0.75)
    assert (link.share_low, link.share_high) == (0.0, 1.0)
    assert link.few


def test_the_steps_are_the_transitions_that_the_command_line_prints(tmp_path):
    make(tmp_path / "demo.duckdb", customers=400)
    data = Dataset.open(tmp_path / "demo.duckdb")
    whole = measure_map(data, Scope())
    flow = measure_flow(data, Scope(), whole)
    edges = transitions(data, Scope()).edges
    names = whole.touchpoints
    by_name = {(names[link.source], names[link.target]): (link.count, link.share, link.gap) for link in flow.links}
    assert len(by_name) > 20
    for row in edges.to_dict("records"):
        pair = (row["source"], row["target"])
        if pair in by_name:
            assert by_name[pair] == (row["count"], pytest.approx(row["share"]), pytest.approx(row["median_gap_seconds"]))
    on_map = edges[edges["source"].isin(names) & edges["target"].isin(names) & (edges["source"] != edges["target"])]
    assert int(on_map["count"].sum()) == flow.steps


def test_the_median_of_a_gap_has_its_order_statistic_interval(build_dataset):
    # gaps of 1..15 minutes: rank floor(7.5 - .98 * 3.873) = 3 and ceil(8.5 + 3.795) = 13, at least as wide as binomial's 4 and 12
    paths = [walks("AB", minutes=minutes) for minutes in range(1, 16)]
    events = [{**row, "customer_id": f"c{who}"} for who, path in enumerate(paths) for row in path]
    link = measure_flow(build_dataset(events=events), Scope(), drawn("A", "B")).between(0, 1)
    assert (link.gap, link.gap_low, link.gap_high) == (8 * 60, 3 * 60, 13 * 60)


def test_touchpoints_drawn_as_one_are_one_place_and_hidden_ones_are_elsewhere(build_dataset):
    planned = (PlannedTouchpoint("A", "Begin", ("A", "X")), PlannedTouchpoint("C", "End", ("C",)), PlannedTouchpoint("B", "B", ("B",), True))
    journey = Journey("j", stages=(PlannedStage("s", "All", planned),))
    one = replace(drawn("Begin", "End", journey=journey), stages=(Stage("All", 3, ("Begin", "End"), "s", ("A", "C")),))
    flow = measure_flow(build_dataset(events=walks("AXC", "ABC", "XC")), Scope(), one)
    assert [(link.source, link.target, link.count) for link in flow.links] == [(0, 1, 2)]  # X>C twice
    assert flow.again == ((0, 1, 4),)  # A>X
    assert flow.elsewhere == 2  # A>B>C


def test_small_links_are_hidden_and_cannot_be_computed_from_the_others(build_dataset):
    with using(Settings(hide_below=3)):
        # A>B 4, A>C 3, A>D 1: D is hidden, and the smallest other with it, or 8 visits - 4 - 3 would tell it
        flow = measure_flow(build_dataset(events=walks(*["AB"] * 4, *["AC"] * 3, "AD")), Scope(), drawn("A", "B", "C", "D"))
        assert [(link.source, link.target) for link in flow.links] == [(0, 1)]
        assert 1 not in flow.ends
        assert 1 not in flow.visits


def test_the_drawn_links_are_those_that_explain_most():
    flow = Flow(tuple(_link(0, 1, count) for count in (50, 30, 15, 5)), (), (), (), (), 10, 100, 0)
    assert [link.count for link in flow.drawn] == [50, 30]  # 80 of 100
    assert flow.explained == pytest.approx(0.8)


def test_a_decision_and_a_loop_are_told():
    links = (_link(0, 1, 40, 0.4), _link(0, 2, 30, 0.3), _link(1, 0, 30, 0.5))
    flow = Flow(links, (), (), (), (), 10, 100, 0)
    assert [flow.decides(place) for place in range(3)] == [True, False, False]
    assert [flow.loops(link) for link in links] == [True, False, True]
    assert [link.back for link in links] == [False, False, True]


def test_the_chart_and_its_table_say_the_same(build_dataset):
    events = walks(*["ABABC"] * 4, *["AC"] * 3)
    said = views.view_fragment("flow", drawn("A", "B", "C"), build_dataset(events=events), Scope())
    for words in ("73 %", "8 of 11 visits", "10 min", "back", "⟲", "95 % interval"):  # A is left 8 times for B, 3 times for C
        assert words in said, words
    assert said.count('class="share') == said.count("<tr") - 1


def test_distances_are_the_direct_steps_and_unknown_where_there_are_none(build_dataset):
    data = build_dataset(events=walks("ABD", "ABD", "AB"))
    flow = measure_flow(data, Scope(), drawn("A", "B", "C", "D"))
    found = distances(drawn("A", "B", "C", "D"), flow)
    assert [(one.seconds, one.n) for one in found] == [(600, 3), (None, 0), (None, 0)]
    said = views.view_fragment("timeline", drawn("A", "B", "C", "D"), data, Scope())
    assert "10 min" in said
    assert "2 distances are not known" in said


def test_a_hidden_step_is_not_said_to_be_taken_by_nobody(build_dataset):
    with using(Settings(hide_below=3)):
        said = views.view_fragment("timeline", drawn("A", "B", "C", "D"), build_dataset(events=walks(*["AB"] * 4, "AC", "AD", "ABC", "ABD")), Scope())
        assert "10 min" in said
        assert "too few go straight on, if anybody" in said
        assert "nobody goes" not in said


def test_where_every_step_is_hidden_it_is_not_said_that_there_are_no_data(build_dataset):
    with using(Settings(hide_below=3)):
        data = build_dataset(events=walks("AB", "AB"))
        assert "Too few customers" in views.view_fragment("timeline", drawn("A", "B"), data, Scope())
        assert "Too few customers" in views.view_fragment("flow", drawn("A", "B"), data, Scope())


def test_without_data_the_timeline_uses_the_lane_and_says_so():
    said = views.view_fragment("timeline", rich())
    assert "whichever one its customers meet next" in said
    assert "2.0 hours" in said  # the second touchpoint of the map: 7,200 seconds


def test_ten_times_longer_adds_the_same_length():
    flows = (Flow((_link(0, 1, 9, gap=gap),), (), (), (), (), 1, 9, 0) for gap in (99, 999, 9999))
    lengths = [distances(drawn("A", "B"), flow)[0].pixels for flow in flows]
    assert lengths[1] - lengths[0] == pytest.approx(lengths[2] - lengths[1])


def test_the_empathy_map_has_what_was_said_thought_done_and_felt():
    said = views.view_fragment("empathy", rich())
    for words in ("Is this really for people like me?", "8 interviews, May 2026", "−0.8 (−0.9 to −0.7, n 431)", "+1.3 (+1.2 to +1.4, n 236)",
                  "74 % (n 4,375)", "Business buyer", "“Paid twice, still says failed.”"):  # fmt: skip
        assert words in said, words
    assert "No quotes in this selection" in said


def test_the_blueprint_is_the_map_in_the_order_of_a_blueprint():
    blue = views.blueprint(rich())
    names = [row.name for row in blue.rows]
    assert names.index("csat") < names.index("interaction") < names.index("visibility")
    assert blue.lanes == rich().lanes
    said = views.view_fragment("blueprint", rich())
    assert "Line of visibility" in said
    assert "Line of interaction" in said
    assert "Not written yet: Physical evidence, Customer actions, Frontstage, Backstage, Support processes, Who is responsible" in said


@pytest.mark.parametrize("name", views.VIEWS)
def test_nothing_known_is_said_in_words_and_nothing_typed_becomes_markup(name):
    bare = views.view_fragment(name, drawn("Door", "Hall"))
    assert any(word in bare for word in ("not known", "Nobody", "Not written yet"))
    nasty = replace(rich(NASTY), stages=tuple(replace(one, name=NASTY) for one in rich().stages), period=NASTY, population=NASTY)
    flow = Flow((_link(0, 1, 9), _link(5, 1, 9)), ((0, 3, 9),), (9,) * 12, (1,) * 12, (1,) * 12, 9, 18, 0)
    assert "<img src=x" not in views.view_fragment(name, nasty, flow=flow)


def _link(source: int, target: int, count: int, share: float = 0.5, gap: float = 60.0) -> Link:
    return Link(source, target, count, 100, share, 0.4, 0.6, gap, gap, gap)
