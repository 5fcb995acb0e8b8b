"""Sentences and pictures of trends that must not say more than the data hold: gaps, ends of data, and what could not be judged."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from cjm_core import charts, periods, timeline
from cjm_core.dataset import Dataset
from cjm_core.scope import Scope
from cjm_core.scoreboard import measure_scoreboard
from cjm_core.timeline import RUNNING, WHOLE, Timeline, build, measure_lines
from cjm_core.written import Note, Target
from tests import building, weeks
from tests.weeks import MONDAY, WEEK

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def visits(start: datetime, many: int, apart: timedelta) -> list[dict[str, object]]:
    return [{"customer_id": f"c{at}", "event_time": start + at * apart, "touchpoint": "Web"} for at in range(many)]


def answers(start: datetime, many: int, apart: timedelta) -> list[dict[str, object]]:
    return [{"response_id": f"r{at}", "answered_at": start + at * apart, "nps": at % 11} for at in range(many)]


def stands(data: Dataset, target: Target, scope: Scope) -> tuple[tuple[str | None, str | None], tuple[str, str] | None]:
    """How the target stands on the overview, (code, sentence), and on the trends screen, (code, sentence)."""
    board = measure_scoreboard(data, scope, targets=(target,), basis="target")
    (card,) = [card for card in board.cards if card.name == target.kpi]
    shown = build(measure_lines(data, target.kpi, scope, target.every or "week"), targets=[target]).standing
    return (card.standing, card.aim), (shown.code, shown.sentence) if shown else None


# ---- the period behind -----------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def late_answers(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Events of two years, answers of the last fifteen months only."""
    start, asked = datetime(2024, 1, 1), datetime(2024, 10, 1)
    return building.dataset(tmp_path_factory.mktemp("late"), visits(start, 731, DAY), answers(asked, 914, DAY / 2))


def behind_of(line: Timeline) -> list[tuple[str, str | None]]:
    (series,) = line.series
    return [(now.key, then.key if then else None) for now, then in zip(series.points, series.behind, strict=True)]


def test_the_same_months_of_last_year_stand_behind_and_gaps_where_there_are_none(late_answers: Dataset) -> None:
    scope = Scope(datetime(2025, 7, 1), datetime(2026, 1, 1))
    compared = periods.compared(late_answers, scope.start, scope.end, "year")
    line = build(measure_lines(late_answers, "nps", scope, "month"), compared)
    assert behind_of(line) == [
        ("2025-07", None), ("2025-08", None), ("2025-09", None), ("2025-10", "2024-10"), ("2025-11", "2024-11"), ("2025-12", "2024-12"),
    ]  # fmt: skip
    drawn = timeline.drawing(line)
    assert [row["value"] is None for row in drawn.behind] == [True] * 3 + [False] * 3
    assert charts.over_time(drawn, charts.Paint())["layer"]
    (series,) = line.series
    assert "October 2024" in timeline.point_fragment(line, series, series.points[3])
    assert "2024" not in timeline.point_fragment(line, series, series.points[0])
    assert "grey dashes: 1 Jul – 31 Dec 2024" in timeline.key(line)


def test_a_line_that_begins_late_keeps_its_place_in_the_calendar(late_answers: Dataset) -> None:
    """The answers begin in the fourth month shown: it stands before the fourth month of what is compared, not before the first."""
    scope, compared = Scope(datetime(2024, 7, 1), datetime(2025, 7, 1)), (datetime(2025, 1, 1), datetime(2026, 1, 1))
    lines = measure_lines(late_answers, "nps", Scope(end=datetime(2026, 1, 1)), "month")
    lines = timeline.Lines(**{**vars(lines), "start": scope.start, "end": scope.end})
    assert behind_of(build(lines, compared))[:2] == [("2024-10", "2025-04"), ("2024-11", "2025-05")]


def test_nothing_behind_is_not_in_the_key(late_answers: Dataset) -> None:
    scope, compared = Scope(datetime(2025, 1, 1), datetime(2025, 7, 1)), (datetime(2024, 1, 1), datetime(2024, 7, 1))
    line = build(measure_lines(late_answers, "nps", scope, "month"), compared)
    assert line.series[0].behind == () and "grey dashes" not in timeline.key(line)


# ---- a target stands the same on both screens ------------------------------------------------------------------------------
def test_a_target_a_month_needs_a_whole_month(tmp_path: Path) -> None:
    data = building.dataset(tmp_path, visits(datetime(2025, 1, 25), 24 * 7, HOUR))
    target = Target("reach", 1000.0, date(2025, 1, 31), None, date(2025, 1, 25), 500.0, "x", "month")
    overview, trends = stands(data, target, Scope())
    assert overview == ("not_measurable", "target 1,000 a month by 31 Jan 2025: not measurable")
    assert trends == (
        "not_measurable", "The target of 1,000 by 31 Jan 2025 cannot be judged: no whole month lies in this period.",
    )  # fmt: skip


@pytest.fixture(scope="module")
def half_year(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Events by the hour up to 30 June 2025, 23:00; answers up to 31 March."""
    start = datetime(2025, 1, 1)
    return building.dataset(tmp_path_factory.mktemp("half"), visits(start, 24 * 181, HOUR), answers(start, 24 * 90, HOUR))


def test_a_target_of_answers_is_held_against_their_last_whole_month(half_year: Dataset) -> None:
    target = Target("responses", 700.0, date(2025, 12, 31), None, date(2025, 1, 25), 500.0, "x", "month")
    overview, trends = stands(half_year, target, Scope(datetime(2025, 1, 1), datetime(2025, 7, 1)))
    assert overview == ("met", "target 700 a month by 31 Dec 2025: met")
    assert trends == ("met", "The target of 700 by 31 Dec 2025 is met: 744.")  # March: 31 · 24


@pytest.mark.parametrize(
    ("scope", "code"),
    [
        (Scope(), "on_course"),  # June, whose last day has data, is whole: 720; May would have met it
        (Scope(datetime(2025, 2, 1), datetime(2025, 3, 1)), "on_course"),  # 672: not reached, but beyond the line
        (Scope(datetime(2025, 6, 5), datetime(2025, 6, 20)), "not_measurable"),  # no whole month, and May is not asked for
    ],
)
def test_both_screens_take_the_same_month(half_year: Dataset, scope: Scope, code: str) -> None:
    target = Target("reach", 730.0, date(2025, 12, 31), None, date(2025, 1, 1), 600.0, "x", "month")
    overview, trends = stands(half_year, target, scope)
    assert trends is not None and (overview[0], trends[0]) == (code, code)


def test_a_target_a_day_leaves_out_the_last_day(tmp_path: Path) -> None:
    data = building.dataset(tmp_path, visits(datetime(2025, 6, 1), 24 * 10 + 7, HOUR))
    target = Target("reach", 24.0, date(2025, 6, 10), None, date(2025, 1, 1), 10.0, "x", "day")
    assert [found and found[0] for found in stands(data, target, Scope())] == ["met", "met"]
    lines = measure_lines(data, "reach", Scope(), "day")
    assert timeline.new_target(lines, 30.0, date(2025, 12, 31), ()).start == 24.0


def test_a_target_is_not_missed_before_the_data_reach_its_day(half_year: Dataset) -> None:
    """The answers end in March; that the screen shows up to the end of June does not make it June."""
    scope = Scope(datetime(2025, 1, 1), datetime(2025, 7, 1))
    target = Target("nps", 50.0, date(2025, 5, 31), None, date(2025, 3, 30), -50.0, "x")
    overview, trends = stands(half_year, target, scope)
    assert trends is not None and "was not reached" not in trends[1] and overview[0] == trends[0] == "on_course"
    assert overview[1] is not None and "missed" not in overview[1]
    lines = measure_lines(half_year, "nps", scope, "month")
    assert timeline.last_day(lines.end) == date(2025, 3, 31)
    assert timeline.new_target(lines, 50.0, date(2025, 12, 31), ()).since == date(2025, 3, 31)


# ---- the last day ----------------------------------------------------------------------------------------------------------
def test_the_last_day_is_not_judged(tmp_path: Path) -> None:
    """An export made at seven in the morning: orders of that day are still to come."""
    rows: list[dict[str, object]] = []
    for day in range(40):
        for number in range(40):
            at = datetime(2025, 1, 1) + day * DAY + number * timedelta(minutes=10)
            rows.append({"customer_id": f"{day}-{number}", "event_time": at, "touchpoint": "Web"})
            if day < 39 and number < 12 + day % 3:
                rows.append({"customer_id": f"{day}-{number}", "event_time": at + 10 * HOUR, "touchpoint": "Order"})
    line = build(measure_lines(building.dataset(tmp_path, rows, roles={"order": "Order"}), "conversion", Scope(), "day"))
    assert [point.state for point in line.series[0].points] == [WHOLE] * 39 + [RUNNING]
    assert line.answer.startswith("**No.**")
    assert "The day of 9 Feb 2025 may still be running and is not judged." in line.remarks


def test_a_month_with_data_on_its_last_day_is_whole(half_year: Dataset) -> None:
    assert {point.state for point in build(measure_lines(half_year, "reach", Scope(), "month")).series[0].points} == {WHOLE}


def test_data_up_to_the_last_moment_of_a_day_do_not_reach_the_next(tmp_path: Path) -> None:
    rows = visits(datetime(2025, 1, 1), 24 * 30, HOUR)  # up to 30 January
    rows.append({"customer_id": "last", "event_time": datetime(2025, 1, 30, 23, 59, 59, 999_999), "touchpoint": "Web"})
    assert build(measure_lines(building.dataset(tmp_path, rows), "reach", Scope(), "month")).series[0].points[-1].state == RUNNING


# ---- too early -------------------------------------------------------------------------------------------------------------
def monthly(months: int) -> list[dict[str, object]]:
    """Sixty customers a month, the same every month, to the last day of the last one."""
    starts = [datetime(2024 + month // 12, month % 12 + 1, 1) for month in range(months)]
    rows = [{"customer_id": f"c{at}", "event_time": start + at % 28 * DAY, "touchpoint": "Web"} for start in starts for at in range(60)]
    return [*rows, {"customer_id": "c1", "event_time": starts[-1] + 30 * DAY, "touchpoint": "Web"}]


def test_too_early_counts_what_can_be_compared_with_a_year_earlier(tmp_path: Path) -> None:
    line = build(measure_lines(building.dataset(tmp_path, monthly(24)), "reach", Scope(), "quarter"))
    assert line.answer == (
        "It is too early to say whether there is a change in **Customers reached**: a usual range needs eight finished quarters that can"
        " be compared with a year earlier, and there are four."
    )


@pytest.fixture(scope="module")
def weekly(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return building.dataset(tmp_path_factory.mktemp("weekly"), weeks.events(), roles={"order": "Order"})


def test_too_early_counts_from_the_last_restart(weekly: Dataset) -> None:
    note = Note((MONDAY + 25 * WEEK).date(), "Release", restart=True)
    line = build(measure_lines(weekly, "conversion", Scope(MONDAY + 25 * WEEK, MONDAY + 30 * WEEK), "week"), notes=[note])
    assert line.answer.endswith("needs eight finished weeks with at least 30 customers, and there are four.")


def test_where_only_unfinished_weeks_are_shown_it_is_not_too_early(weekly: Dataset) -> None:
    line = build(measure_lines(weekly, "conversion", Scope(MONDAY + 29 * WEEK, MONDAY + 30 * WEEK), "week"))
    assert line.answer == (
        "Whether there is a change in **Conversion** cannot be said here: no week shown is finished with at least 30 customers."
    )


# ---- how it is computed ----------------------------------------------------------------------------------------------------
def test_the_largest_usual_move_is_told(weekly: Dataset) -> None:
    line = build(measure_lines(weekly, "conversion", Scope(), "week"))
    usual = line.series[0].points[5].judgement.usual  # 201 orders of 800 in twenty weeks; 19 moves of 25/40 in all
    assert usual is not None and usual.move_limit == pytest.approx(3.267 * 25 / 40 / 19)
    assert timeline.method(line)[-1] == (
        "Middle 25.1 %, plus and minus 8.8 points, from 20 weeks. From one week to the next it usually moves by at most 10.7 points."
    )
