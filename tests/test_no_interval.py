"""Numbers that rest on too few for an interval: everywhere they say so, nowhere do they pass for a full count."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from cjm_core import charts, definitions, experiments, journey_map, scoreboard, takeaway, timeline
from cjm_core.dataset import Dataset
from cjm_core.experiments import Design, appearance, measure_experiment
from cjm_core.journey_map import measure_map, views
from cjm_core.journey_map.touchpoint import touchpoint_detail
from cjm_core.journey_map.views_flow import measure_flow
from cjm_core.scope import Scope
from cjm_core.scoreboard import measure_scoreboard
from cjm_core.scoreboard.render import card_words
from pages.journey import _behind
from tests import building

SPRING, SUMMER = datetime(2025, 2, 1), datetime(2025, 4, 1)


@pytest.fixture(scope="module")
def few(tmp_path_factory) -> Dataset:
    """Three customers in spring and four in summer, each from the door to the till in 13 minutes and more; one rates the till."""
    rows, answers = [], []
    for who in range(7):
        at = (SPRING if who < 3 else SUMMER) + timedelta(days=who)
        for minutes, name in ((0, "Door"), (13 + who, "Till")):
            rows.append({"customer_id": f"c{who}", "event_time": at + timedelta(minutes=minutes), "touchpoint": name, "segment": "AB"[who % 2]})
    answers.append({"customer_id": "c5", "answered_at": SUMMER + timedelta(days=9), "touchpoint": "Till", "ces": 6, "segment": "B"})
    return building.dataset(tmp_path_factory.mktemp("few"), rows, answers, {"goal": "Till"})


def read(fragment: str) -> str:
    """What a fragment says, without its markup."""
    return " ".join(html.unescape(re.sub(r"<style.*?</style>|<[^>]+>", " ", fragment, flags=re.DOTALL)).split())


def test_on_the_overview_and_in_its_files(few):
    board = measure_scoreboard(few, Scope(SUMMER, datetime(2025, 6, 1)))
    assert "Time to convert 18 min 4 journeys · a hint only" in read(scoreboard.as_fragment(board))
    card = next(card for card in board.cards if card.name == "ces_mean")
    assert (card.n, card.ci_low) == (1, None)
    changed = card_words(replace(card, change=1.0))
    assert (changed["counts"], changed["change"]) == (False, "+1.00 · no clear change")  # not "+20 %", as of a full count
    taken = takeaway.of_board(board, few, Scope())
    assert takeaway.as_svg(taken) and takeaway.as_xlsx(taken) and takeaway.as_csv(taken)


def test_behind_a_touchpoint(few):
    said = read(journey_map.numbers_fragment(touchpoint_detail(few, Scope(), "Till")))
    assert "Ease, mean 6.00 a hint only no interval 1 answers" in said
    assert "Customers reached 7 a full count" in said


def test_on_the_map_its_views_and_files(few):
    asked = journey_map.Asked(("reach", "time_to_next", "emotion", "ces"), before=(SPRING, SUMMER))
    drawn = measure_map(few, Scope(SUMMER, datetime(2025, 6, 1)), asked=asked)
    lane, cell = drawn.lane("time_to_next"), drawn.lane("time_to_next").cells[0]
    assert (cell.value, cell.n, cell.ci_low, cell.status) == (17.5 * 60, 4, None, "small_sample")
    assert _behind._facts(lane, cell)[0] == "No interval · n 4"
    assert _behind._facts(drawn.lane("reach"), drawn.lane("reach").cells[0])[0] == "A full count · n 4"
    assert takeaway.map_svg(drawn) and takeaway.map_pptx(drawn) and takeaway.map_xlsx(drawn) and journey_map.as_html(drawn)
    assert journey_map.from_json(journey_map.as_json(drawn)) == drawn
    flow = measure_flow(few, Scope(SUMMER, datetime(2025, 6, 1)), drawn)
    assert "18 min no interval" in read(views.view_fragment("flow", drawn, flow=flow))
    assert "no interval · n 4 · few" in read(views.view_fragment("timeline", drawn, flow=flow))
    assert "no interval · n 4 · few" in read(views.view_fragment("timeline", drawn, flow=None))


def test_on_trends(few):
    line = timeline.build(timeline.measure_lines(few, "time_to_convert", Scope(), "month"))
    assert {point.ci_low for point in line.series[0].points} == {None}
    table, _ = timeline.in_words(line)
    assert "no interval" in set(table["95 % interval"]) and "a full count" not in set(table["95 % interval"])
    drawn = timeline.drawing(line)
    assert any(label["text"].startswith("n: ") for label in drawn.labels)  # it is no count, which is its own n
    assert charts.over_time(drawn, charts.Paint())["layer"]
    assert timeline.point_fragment(line, line.series[0], line.series[0].points[0])
    whole = timeline.in_words(timeline.build(timeline.measure_lines(few, "reach", Scope(), "month")))[0]
    assert "a full count" in set(whole["95 % interval"])


def test_in_a_comparison(few):
    design = Design("segment", ("A", "B"), ("time_to_convert", "ces"))
    found = measure_experiment(few, Scope(), design, appearance(few, Scope(), "segment", ("A", "B")))
    assert (found.main.a.n, found.main.b.n, found.main.difference.ci_low, found.main.more_needed) == (4, 3, None, None)
    assert found.answer == "Only 3 journeys – treat as a hint."
    assert "a hint only" in read(experiments.as_forest(found)) and read(experiments.as_table(found))
    drawn = experiments.forest(found)
    picture = charts.forest(drawn.rows, drawn.ticks, drawn.zero).to_dict()
    assert takeaway.as_svg(takeaway.TakeAway("Which?", found.answer, (), (), chart=picture))


def test_in_the_glossary(few):
    (found,) = definitions.readings_of(few, Scope(SUMMER, datetime(2025, 6, 1)), ("time_to_convert",))
    assert "on your data (4 journeys, a hint only)." in definitions.answer([found])
    assert "fewer than six values give none" in read(definitions.as_fragment([found]))
