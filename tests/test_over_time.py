"""The picture of a number over time: what it shows of the data, that Vega-Lite understands it, and that it speaks the room's numbers."""

from __future__ import annotations

import tomllib
from datetime import date
from itertools import pairwise
from typing import Any

import altair as alt
import pytest
import vl_convert

from cjm_core import charts, settings, timeline
from cjm_core.charts.paint import LINES
from cjm_core.dataset import Dataset
from cjm_core.scope import Scope
from cjm_core.settings import Settings
from cjm_core.timeline.measure import whole_periods
from cjm_core.written import Note, Target
from tests import building, weeks
from tests.guards import ROOT
from tests.weeks import DAY, MONDAY, WEEK


@pytest.fixture(scope="module")
def weekly(tmp_path_factory) -> Dataset:
    return building.dataset(tmp_path_factory.mktemp("weekly"), weeks.events(), roles={"order": "Order"})


def line(data: Dataset, split: str | None = None, number: str = "conversion", **rest) -> timeline.Timeline:
    return timeline.build(timeline.measure_lines(data, number, Scope(), "week", split), **rest)


def full(data: Dataset) -> timeline.Timeline:
    """Everything that a picture can hold."""
    notes = [Note(date(2026, 6, 8), "Release 4.2"), Note(date(2026, 6, 29), "Fix", restart=True)]
    target = Target("conversion", 0.3, date(2026, 12, 31), since=date(2026, 7, 28), start=0.25, every="week")
    return line(data, compared=(MONDAY + 2 * WEEK, MONDAY + 12 * WEEK), notes=notes, targets=[target])


def svg(spec: dict[str, Any]) -> str:
    return vl_convert.vegalite_to_svg({"width": 900, **spec}, allowed_base_urls=[])


@pytest.mark.parametrize("dark", [False, True])
def test_vega_lite_understands_every_picture(weekly: Dataset, dark: bool) -> None:
    paint = charts.Paint(dark)
    both = line(weekly, "segment")
    for spec in (
        charts.over_time(timeline.drawing(full(weekly)), paint),
        charts.over_time(timeline.drawing(both), paint),
        charts.over_time(timeline.drawing(line(weekly, number="reach")), paint, charts.SMALL, "Customers reached"),
    ):
        alt.LayerChart.from_dict(spec)  # raises for a word that is none
    alt.VConcatChart.from_dict(charts.small_multiples([timeline.drawing(both, one) for one in both.series], paint))


def test_the_picture_says_what_is_what(weekly: Dataset) -> None:
    drawn = svg(charts.over_time(timeline.drawing(full(weekly)), charts.Paint()))
    for text in ("usual range", "target 30.0 % by 31 Dec 2026", "Release 4.2", "Fix", "still running", "n: 40 customers a week", ">20 %<"):
        assert text in drawn
    several = svg(charts.over_time(timeline.drawing(line(weekly, "segment")), charts.Paint()))
    assert ">New<" in several and ">Old<" in several


def test_marked_points_differ_in_colour_and_shape(weekly: Dataset) -> None:
    looks = [row["look"] for row in timeline.drawing(line(weekly)).points]
    assert [(at, look) for at, look in enumerate(looks) if " " in look] == [(at, "down bad") for at in weeks.BROKEN]
    assert (looks[0], looks[5], looks[-1]) == ("unfinished", "plain", "unfinished")


def test_an_unfinished_week_is_joined_by_dashes_only(weekly: Dataset) -> None:
    drawn = timeline.drawing(line(weekly))
    assert [row["path"] is None for row in drawn.points] == [True, *[False] * (weeks.WEEKS - 2), True]
    assert len(drawn.loose) == 4 and [row["unfinished"] for row in drawn.points].count(True) == 2
    assert drawn.points[-1]["ci_low"] is None  # no band around it


def test_a_new_range_is_a_new_field(weekly: Dataset) -> None:
    anew = line(weekly, notes=[Note(date(2026, 3, 30), "New shop", restart=True)])
    first, second = timeline.drawing(anew).ranges
    assert first["end"] == second["start"] == MONDAY + 12 * WEEK and first["middle"] != second["middle"]
    assert len(timeline.drawing(line(weekly)).ranges) == 1


def test_near_notes_stand_in_different_rows(weekly: Dataset) -> None:
    notes = [Note((MONDAY + at * DAY).date(), f"{at}" * 30) for at in (3, 5, 100, 190)]
    drawn = timeline.drawing(line(weekly, notes=notes)).notes
    assert [(row["row"], row["side"]) for row in drawn] == [(0, "left"), (1, "left"), (0, "left"), (0, "right")]
    assert all(len(row["text"]) <= 34 for row in drawn) and notes[0].text in drawn[0]["whole"]


def test_one_of_several_is_drawn_on_the_scale_of_all(weekly: Dataset) -> None:
    both = line(weekly, "segment")
    drawings = [timeline.drawing(both), *(timeline.drawing(both, series) for series in both.series)]
    assert len({(one.low, one.high, one.ticks) for one in drawings}) == 1


def test_bars_of_several_lines_stand_on_each_other(weekly: Dataset) -> None:
    rows = timeline.drawing(line(weekly, "segment")).points
    new, old = ([row for row in rows if row["name"] == name] for name in ("New", "Old"))
    assert [row["bar_low"] for row in old] == [row["bar_high"] for row in new]


def test_the_picture_shows_times_of_the_reporting_zone(weekly: Dataset) -> None:
    with settings.using(Settings(time_zone="Pacific/Auckland")):
        told = line(weekly)
        drawn = timeline.drawing(told)
    assert {(moment.hour, moment.weekday()) for moment in (*drawn.starts, *(row["start"] for row in drawn.points))} == {(0, 0)}
    assert {point.start.hour for point in told.series[0].points} == {11, 12}  # UTC, with and without daylight saving


@pytest.mark.parametrize(("numbers", "value"), [("1,234.5", "2.5 %"), ("1.234,5", "2,5 %")])
def test_the_picture_and_the_table_speak_the_numbers_of_the_room(weekly: Dataset, numbers: str, value: str) -> None:
    with settings.using(Settings(numbers=numbers)):
        table = timeline.in_words(line(weekly))[0]
        spec = charts.over_time(timeline.drawing(full(weekly)), charts.Paint())
    assert value in set(table["Value"]) and f"target {'30,0' if ',' in value else '30.0'} %" in svg(spec)


def test_ticks_are_round_and_hold_everything(weekly: Dataset) -> None:
    drawn = timeline.drawing(line(weekly))
    places = [place for place, _ in drawn.ticks]
    assert 3 <= len(places) <= 8 and drawn.low < places[0] and places[-1] <= drawn.high
    assert all(places[0] <= row["value"] <= places[-1] and row["bar_high"] < places[0] for row in drawn.points)


def test_a_full_count_begins_at_nothing_and_has_no_bars(weekly: Dataset) -> None:
    drawn = timeline.drawing(line(weekly, number="reach"))
    assert drawn.ticks[0] == (0.0, "0") and all(row["bar_high"] == row["bar_low"] for row in drawn.points)


def test_the_usual_step_gives_12_to_60_points(weekly: Dataset) -> None:
    assert timeline.steps(weekly, Scope())[1] == "week"
    assert timeline.steps(weekly, Scope(MONDAY, MONDAY + 5 * WEEK))[1] == "day"
    for every in ("day", "week", "month", "quarter"):
        grid = whole_periods(MONDAY + DAY, MONDAY + 20 * WEEK, every)
        assert all(a.end == b.start for a, b in pairwise(grid)) and grid[0].start <= MONDAY + DAY < grid[0].end


def test_lines_have_the_colours_of_the_page() -> None:
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    assert [list(colours) for colours in LINES] == [theme[ground]["chartCategoricalColors"] for ground in ("light", "dark")]
