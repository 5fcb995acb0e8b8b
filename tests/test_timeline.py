"""A KPI over time: the same numbers as everywhere else, what is shown and judged of them, and what is said."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from cjm_core import calendar, charts, settings, timeline
from cjm_core.dataset import Dataset
from cjm_core.metrics import KPIS, kpi_named, lacking, measure
from cjm_core.scope import Scope
from cjm_core.scoreboard import measure_scoreboard
from cjm_core.settings import Settings
from cjm_core.timeline import CUT, RUNNING, WHOLE, Timeline, build, measure_lines
from cjm_core.trends import BEYOND
from cjm_core.written import Note, Target
from tests import building, weeks
from tests.weeks import BROKEN, DAY, MONDAY, WEEK, WEEKS


@pytest.fixture(scope="module")
def weekly(tmp_path_factory) -> Dataset:
    return building.dataset(tmp_path_factory.mktemp("weekly"), weeks.events(), roles={"order": "Order"})


def conversion(data: Dataset, scope: Scope | None = None, split: str | None = None, **rest) -> Timeline:
    return build(measure_lines(data, "conversion", scope or Scope(), "week", split), **rest)


# ---- the numbers -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("every", ["week", "month", "quarter"])
def test_every_kpi_has_the_numbers_of_the_command_line(shop, every: str) -> None:
    """Whole periods give what `measure` gives; the picture, the table and the sentence can be made of all of them."""
    data = Dataset.open(shop)
    for kpi in (kpi for kpi in KPIS if lacking(kpi, data, None) is None):
        split = "channel" if kpi.shape == "composition" else None
        plain = measure(kpi, data, Scope(), (every, *([split] if split else [])))
        plain = {(row[every], row.get(split)): row for row in plain.to_dict("records")}
        line = build(measure_lines(data, kpi.name, Scope(), every, split))
        for series in line.series:
            for point in series.points:
                if point.state == WHOLE:
                    row = plain[point.key, series.name]
                    assert point.n == row["n"]
                    assert point.value == (None if row["status"] == "undefined" else pytest.approx(row["value"]))
        assert len(line.answer) > 20 and line.answer.endswith(".")
        assert len(timeline.numbers(line)) == sum(len(series.points) for series in line.series) == len(timeline.in_words(line)[0])
        assert charts.over_time(timeline.drawing(line), charts.Paint())["layer"]


def test_a_composition_is_one_line_by_its_largest_part(shop) -> None:
    line = build(measure_lines(Dataset.open(shop), "first_touch_share", Scope(), "month"))
    parts = measure(kpi_named("first_touch_share"), Dataset.open(shop), Scope(), ("channel",))
    largest = parts.loc[parts["numerator"].idxmax(), "channel"]
    assert line.series[0].label == f"First touch: {largest}"
    assert line.remarks[0].startswith(f"Shown is the largest part, {largest}.")


def test_the_first_and_the_running_week_are_known_as_such(weekly: Dataset) -> None:
    (series,) = conversion(weekly).series
    assert [point.state for point in series.points] == [CUT, *[WHOLE] * (WEEKS - 2), RUNNING]
    assert [point.judged for point in series.points] == [False, *[True] * (WEEKS - 2), False]
    assert series.points[0].start == MONDAY and series.points[-1].end == MONDAY + WEEKS * WEEK
    assert len(conversion(weekly, Scope(MONDAY, MONDAY + 40 * WEEK)).series[0].points) == WEEKS  # nothing is shown after the data
    usual = series.points[5].judgement.usual
    assert usual is not None and usual.points == 20


def test_exactly_the_broken_weeks_are_marked(weekly: Dataset) -> None:
    line = conversion(weekly)
    (series,) = line.series
    marked = [(at, point.judgement.rule) for at, point in enumerate(series.points) if point in series.marked]
    assert marked == [(at, BEYOND) for at in BROKEN]
    assert line.answer == (
        "**Yes.** Conversion fell below the usual range in three weeks, from 8 Jun to 28 Jun 2026; since then all is as usual."
    )
    assert "The week from 27 Jul 2026 is still running and is not judged." in line.remarks


def test_what_is_shown_does_not_move_the_range(weekly: Dataset) -> None:
    """Limits come from the whole history, also when its beginning is not on the screen."""
    scope = Scope(MONDAY + 18 * WEEK + 3 * DAY, MONDAY + 26 * WEEK)
    whole, part = conversion(weekly), conversion(weekly, scope)
    assert [point.key for point in part.series[0].points] == [point.key for point in whole.series[0].points[19:26]]
    assert part.series[0].points == whole.series[0].points[19:26]
    quiet = conversion(weekly, Scope(MONDAY + 10 * WEEK, MONDAY + 22 * WEEK))
    assert quiet.answer.startswith("**No.** All twelve weeks lie within the usual range (")


def test_a_period_shorter_than_a_step_shows_the_step_that_holds_it(weekly: Dataset) -> None:
    scope = Scope(MONDAY + 10 * WEEK + DAY, MONDAY + 10 * WEEK + 3 * DAY)
    assert [point.start for point in conversion(weekly, scope).series[0].points] == [MONDAY + 10 * WEEK]


def test_each_line_of_a_split_has_its_own_range(weekly: Dataset) -> None:
    """Each half has 20 customers a week, fewer than the 30 that it takes."""
    line = conversion(weekly, split="segment")
    assert [series.label for series in line.series] == ["New", "Old"]
    assert line.answer == (
        "It is too early to say whether there is a change in **Conversion**: a usual range needs eight finished weeks with at least"
        " 30 customers, and there are none. Choose every month: then there are more in each."
    )
    with settings.using(Settings(min_n=10)):
        line = conversion(weekly, split="segment")
    assert line.answer.startswith("**Yes, for two of two.**") and {len(series.marked) for series in line.series} == {3}


# ---- notes, comparison, targets --------------------------------------------------------------------------------------------
def test_a_note_can_start_the_range_anew(weekly: Dataset) -> None:
    broken_at = (MONDAY + 22 * WEEK).date()
    plain = conversion(weekly, notes=[Note(broken_at, "Release")])
    anew = conversion(weekly, notes=[Note(broken_at, "Release", restart=True)])
    assert len(plain.series[0].marked) == 3 and plain.notes[0].text == "Release"
    assert [point.judgement.usual for point in anew.series[0].points[22:]] == [None] * 8  # seven finished weeks are too few
    mid_week = conversion(weekly, notes=[Note(broken_at + 2 * DAY, "Release", restart=True)])
    assert mid_week.series[0].points[22].judgement.usual is not None  # a mixed week belongs to what was before


def test_notes_outside_the_picture_are_not_drawn(weekly: Dataset) -> None:
    assert conversion(weekly, notes=[Note(date(2025, 12, 1), "Before"), Note(date(2026, 9, 1), "After")]).notes == ()


def test_the_period_behind_goes_in_step(weekly: Dataset) -> None:
    scope = Scope(MONDAY + 20 * WEEK, MONDAY + 24 * WEEK)
    compared = MONDAY + 16 * WEEK, MONDAY + 20 * WEEK
    (series,) = conversion(weekly, scope, compared=compared).series
    assert [then.start for then in series.behind] == [now.start - 4 * WEEK for now in series.points]
    behind = timeline.drawing(conversion(weekly, scope, compared=compared)).behind
    assert [row["at"] for row in behind] == [now.start + 3.5 * DAY for now in series.points]


def test_a_target_that_depends_on_the_length_holds_for_its_own_step_only(weekly: Dataset) -> None:
    lines = measure_lines(weekly, "conversion", Scope(), "week")
    target = timeline.new_target(lines, 0.30, date(2026, 12, 31), ())
    assert (target.every, target.start, target.since) == ("week", pytest.approx(weeks.orders_in(28) / weeks.CUSTOMERS), date(2026, 7, 28))
    by_week = build(lines, targets=[target])
    assert by_week.target == target and by_week.standing is not None
    assert build(measure_lines(weekly, "conversion", Scope(), "month"), targets=[target]).target is None
    elsewhere = Target("conversion", 0.3, date(2026, 12, 31), ("segment", "Old"), every="week")
    assert build(lines, targets=[elsewhere]).target is None
    assert build(lines, targets=[elsewhere], where=(("segment", "Old"),)).target == elsewhere


def test_the_overview_holds_such_a_target_against_the_last_whole_week_too(weekly: Dataset) -> None:
    """The last whole week is 25 % (14 to 40): it reaches the line, which is at 39 %. All thirty weeks are 23 % (20 to 25) and would not."""
    lines = measure_lines(weekly, "conversion", Scope(), "week")
    target = Target("conversion", 0.45, date(2026, 12, 31), since=date(2026, 7, 1), start=0.38, every="week")
    board = measure_scoreboard(weekly, Scope(), targets=(target,))
    (card,) = [card for card in board.cards if card.name == "conversion"]
    shown = build(lines, targets=[target]).standing
    assert shown is not None and card.standing == shown.code == "on_course"
    assert card.aim == "target 45.0 % a week by 31 Dec 2026: on course"


def test_a_target_of_a_share_that_does_not_depend_on_the_length_is_measured_over_the_whole_period(shop) -> None:
    data = Dataset.open(shop)
    scope = Scope(datetime(2026, 1, 1), datetime(2026, 7, 1))
    lines = measure_lines(data, "cart_abandonment", scope, "week")
    target = timeline.new_target(lines, 0.5, date(2026, 12, 31), ())
    whole = measure(kpi_named("cart_abandonment"), data, scope).iloc[0]
    assert (target.every, target.start, target.since) == (None, pytest.approx(whole["value"]), date(2026, 6, 30))
    assert build(lines, targets=[target]).standing is not None
    assert timeline.target_unit(lines) == (0.01, "%")


# ---- what cannot be judged -------------------------------------------------------------------------------------------------
def responses(months: int, odd: int | None = None) -> list[dict[str, object]]:
    """Answers with a season (half as many every August) and, in month `odd`, three times as many."""
    rows: list[dict[str, object]] = []
    for month in range(months):
        start = calendar.after(datetime(2023, 1, 1), "month", month)
        many = (20 if start.month == 8 else 40) * (3 if month == odd else 1) + month * 7 % 5
        rows += [{"response_id": len(rows) + at, "answered_at": start + at * timedelta(hours=5), "nps": 9} for at in range(many)]
    return [*rows, {"response_id": "last", "answered_at": calendar.after(start, "month") - timedelta(hours=1), "nps": 9}]


def test_a_season_is_no_change(tmp_path) -> None:
    """Less than two years: nothing is judged. With more, each month is held against the same month a year before."""
    young = build(measure_lines(building.dataset(tmp_path, answers=responses(23)), "responses", Scope(), "month"))
    assert "a season cannot be told from a change" in young.answer and not any(point.judged for point in young.series[0].points)
    old = build(measure_lines(building.dataset(tmp_path, answers=responses(36)), "responses", Scope(), "month"))
    (series,) = old.series
    assert [point.judged for point in series.points] == [False] * 12 + [True] * 24
    assert series.marked == () and old.answer.startswith("**No.**")
    august = series.points[31]
    assert august.lowest is not None and august.highest is not None and august.highest < 40  # the range goes with the season
    odd = build(measure_lines(building.dataset(tmp_path, answers=responses(36, odd=33)), "responses", Scope(), "month"))
    assert [point.key for point in odd.series[0].marked] == ["2025-10"]


def test_a_number_that_grows_is_not_judged(weekly: Dataset) -> None:
    line = build(measure_lines(weekly, "time_to_convert", Scope(), "week"))
    why = kpi_named("time_to_convert").uncompared
    assert line.answer == f"**Time to convert** cannot be compared over time, so no week is marked: {why}."
    assert timeline.method(line) == [] and timeline.drawing(line).ranges == []


def test_what_cannot_be_measured_says_what_it_needs(weekly: Dataset, tmp_path) -> None:
    line = build(measure_lines(weekly, "nps", Scope(), "week"))
    assert line.answer == "**NPS** cannot be measured here: needs answers to “Would you recommend us?”, 0–10." and line.series == ()
    undated = building.dataset(tmp_path, answers=[{"response_id": n, "nps": 9} for n in range(9)])
    assert "carry no dates" in build(measure_lines(undated, "nps", Scope(), "week")).answer
    nobody = Scope(MONDAY + 40 * WEEK, MONDAY + 44 * WEEK)
    assert conversion(weekly, nobody).answer == "**Conversion**: there is nothing to measure in this period."


def test_few_answers_are_hollow_and_gaps_stay_gaps(tmp_path) -> None:
    rows = [{"response_id": f"{week}-{n}", "answered_at": MONDAY + week * WEEK + n * timedelta(hours=2), "nps": 9 if n % 2 else 3}
            for week in range(12) for n in range(0 if week == 4 else 12 if week == 5 else 40)]  # fmt: skip
    line = build(measure_lines(building.dataset(tmp_path, answers=rows), "nps", Scope(), "week"))
    points = timeline.drawing(line).points
    assert [row["look"] for row in points][3:7] == ["plain", "plain", "few", "plain"]
    assert [row["path"] is None for row in points][3:7] == [False, True, False, False]
    assert "One point rests on fewer than 30 answers: drawn hollow, a hint only, and not judged." in line.remarks
    assert "In one place there was nothing to measure: the line has a gap." in line.remarks
    assert "The usual range rests on nine weeks; it is firm with 20." in line.remarks  # of twelve; the last one is running


# ---- what lies behind a point ----------------------------------------------------------------------------------------------
def test_the_comments_of_a_point_are_those_of_the_answers_that_count(tmp_path) -> None:
    said = [
        ("in", MONDAY, 9, "Web"), ("also in", MONDAY + 6 * DAY, 3, "Store"), ("too late", MONDAY + WEEK, 9, "Web"),
        ("no answer", MONDAY + DAY, None, "Web"),
    ]  # fmt: skip
    names = ("response_id", "answered_at", "nps", "channel", "comment")
    rows = [dict(zip(names, (*one, one[0]), strict=True)) for one in said]
    data = building.dataset(tmp_path, answers=rows)
    assert list(timeline.comments(data, "nps", Scope(), MONDAY, MONDAY + WEEK)["text"]) == ["also in", "in"]
    by_channel = timeline.comments(data, "nps", Scope(where=(("channel", "Web"),)), MONDAY, MONDAY + WEEK, "channel", "Store")
    assert list(by_channel["text"]) == ["also in"]
    assert timeline.comments(data, "reach", Scope(), MONDAY, MONDAY + WEEK).empty


def test_the_dialog_tells_value_n_and_range(weekly: Dataset) -> None:
    line = conversion(weekly)
    series, point = line.point(None, "2026-06-08") or pytest.fail("no such point")
    html = timeline.point_fragment(line, series, point)
    for text in ("2.5", "▼ unusually low", "1 of 40 customers", "outside the usual range"):
        assert text in html
    assert line.point("Old", "2026-06-08") is None


# ---- a file nobody here wrote ----------------------------------------------------------------------------------------------
def test_relay_foods_reaches_the_distinct_customers_of_each_month(tmp_path, answer, run) -> None:
    import pandas as pd

    file = building.real_file("relay_foods/relay-foods.xlsx")
    chosen = ("--map", "customer_id=UserId", "--map", "event_time=OrderDate")  # the pick-ups are proposed as events too
    assert run("import", file, *chosen, "--out", tmp_path / "relay.duckdb")[0] == 0
    rows = answer("trend", "reach", "--every", "month", "--dataset", tmp_path / "relay.duckdb")["rows"]
    orders = pd.read_excel(file, engine="calamine", sheet_name=0)
    plain = orders.groupby(orders["OrderDate"].dt.strftime("%Y-%m"))["UserId"].nunique()
    assert {row["period"]: row["n"] for row in rows} == plain.to_dict()


def test_the_command_line_knows_quarters(shop, answer) -> None:
    rows = answer("trend", "responses", "--every", "quarter", "--dataset", shop)["rows"]
    assert [row["period"] for row in rows] == ["2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2"]
