"""In which order customers come to the touchpoints of a survey is known only when somebody says so; till then no curve joins them."""
from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from cjm_core import journey_map
from cjm_core.authored.model import Journey, PlannedStage, PlannedTouchpoint
from cjm_core.authored.proposal import from_data
from cjm_core.journey_map.asked import Asked
from cjm_core.journey_map.measure import drawn as lay_out
from cjm_core.journey_map.measure import measure_map, measure_numbers
from cjm_core.scope import Scope
from cjm_core.takeaway import map_picture
from tests.building import dataset

PLACES = ("Q7A", "Q7B", "Q7C", "Q7D")


@pytest.fixture
def survey(tmp_path):
    return dataset(tmp_path, answers=[
        {"response_id": f"r{who}", "touchpoint": place, "csat": 1 + (who + at) % 5, "segment": "AB"[who % 2]}
        for who in range(80) for at, place in enumerate(PLACES)
    ])  # fmt: skip


def named(data, *names):
    """The same map after somebody called its stages so."""
    map = measure_map(data)
    stages = [(place, stage.name) for stage in map.stages for place in stage.touchpoints]
    journey = from_data(stages, (), data.info["id"], "Mine")
    return replace(journey, stages=tuple(replace(one, name=name) for one, name in zip(journey.stages, names, strict=True)))


def test_the_points_of_a_survey_are_not_joined(survey):
    map = measure_map(survey)
    assert [stage.name for stage in map.stages] == ["Part 1", "Part 2"]
    assert (map.ordered, map.peak_end) == (False, None)
    assert "nor in which order" in map.notes[0] and "not joined" in map.notes[1]
    assert journey_map.from_json(journey_map.as_json(map)) == map


def test_the_further_curves_have_no_end_either(survey):
    numbers = measure_numbers(survey, Scope(), Asked(against=(("B", Scope(where=(("segment", "B"),))),)))
    assert [one.peak_end for one in lay_out(numbers).curves] == [None]
    assert all(one.peak_end for one in lay_out(numbers, named(survey, "Arrive", "Leave")).curves)


def test_named_stages_tell_the_order(survey):
    journey = named(survey, "Arrive", "Leave")
    map = measure_map(survey, journey=journey)
    assert map.ordered and map.peak_end
    assert "the order is that of the survey" in map.notes[0] and len(map.notes) == 1
    assert not measure_map(survey, journey=named(survey, "Part 1", "Part 2")).ordered


def test_pictures_join_no_more_than_the_page(survey):
    from cjm_core.journey_map.curve import drawn_curve

    for map, lines in ((measure_map(survey), 0), (measure_map(survey, journey=named(survey, "Arrive", "Leave")), 1)):
        lane = map.lane("emotion")
        shapes = drawn_curve(lane, map, [12.5, 37.5, 62.5, 87.5])
        assert bool(shapes["line"]["path"]) == bool(lines) and len(shapes["points"]) == 4
        svg = map_picture.map_svg(map)
        assert svg.count('stroke-width="2.5" stroke-linejoin') == lines


def test_with_events_the_order_is_measured(tmp_path):
    events = [{"customer_id": who, "event_time": f"2026-03-0{1 + at} 10:00", "touchpoint": one} for who in range(9) for at, one in enumerate(PLACES)]
    map = measure_map(dataset(tmp_path, events))
    assert map.ordered and [stage.name for stage in map.stages] == ["Start", "End"]


def test_names_can_tell_the_order(tmp_path):
    rows = [{"response_id": who, "touchpoint": place, "csat": 4} for who in range(9) for place in ("Delivery", "Checkout")]
    map = measure_map(dataset(tmp_path, answers=rows))
    assert map.ordered and [stage.name for stage in map.stages] == ["Buy", "Receive"]


# ---- in the order in which customers come
def test_short_journeys_do_not_push_back_where_they_end(tmp_path):
    """Half of the customers leave after the second of six steps: it is the second none the less (a shipped order was wrong here)."""
    steps = [f"Q{at}" for at in range(6)]
    events = [{"customer_id": who, "event_time": datetime(2026, 1, 1) + timedelta(hours=at), "touchpoint": step}
              for who in range(40) for at, step in enumerate(steps[: 2 if who % 2 else 6])]  # fmt: skip
    assert list(measure_map(dataset(tmp_path, events)).touchpoints) == steps


def test_journeys_that_begin_midway_do_not_bring_forward_where_they_begin(tmp_path):
    steps = [f"Q{at}" for at in range(6)]
    events = [{"customer_id": who, "event_time": datetime(2026, 1, 1) + timedelta(hours=at), "touchpoint": steps[at]}
              for who in range(40) for at in range(3 if who % 2 else 0, 6)]  # fmt: skip
    assert list(measure_map(dataset(tmp_path, events)).touchpoints) == steps


# ---- what an empty map and one without feelings say
def test_a_drawn_map_that_is_matched_with_nothing_says_so(survey):
    journey = Journey("", "Mine", dataset=survey.info["id"], stages=(PlannedStage("s", "Arrive", (PlannedTouchpoint("t", "Door"),)),))
    map = measure_map(survey, journey=journey)
    assert map.answer.startswith("No touchpoint of this map is matched with one of the data yet") and not any("survey" in note for note in map.notes)


@pytest.mark.parametrize("answer", [{"nps": 9}, {"touchpoint": "Q7", "csat": 4}])
def test_a_survey_of_one_touchpoint_or_none_has_nothing_to_put_in_order(tmp_path, answer):
    map = measure_map(dataset(tmp_path, answers=[{"response_id": who, **answer} for who in range(40)]))
    assert map.ordered and not any("in order" in note or "which order" in note for note in map.notes)


def test_the_end_of_the_journey_is_not_where_customers_are_lost(tmp_path):
    events = [{"customer_id": who, "event_time": datetime(2026, 1, 1) + timedelta(hours=at), "touchpoint": step}
              for who in range(90) for at, step in enumerate(("Ask", "Order", "Pay")[: 1 + who % 3])]  # fmt: skip
    events.append({"customer_id": 0, "event_time": datetime(2026, 3, 1), "touchpoint": "Later"})
    answer = measure_map(dataset(tmp_path, events)).answer
    assert "More customers stop after **Ask** than elsewhere: 30 of 90" in answer
