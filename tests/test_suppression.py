"""Small cells: hidden everywhere when the setting is on, and not to be computed from what is shown (METRICS §8, §10.6, §11)."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjm_core import journey_map, journeys, scoreboard, takeaway, timeline
from cjm_core.command_line import show
from cjm_core.dataset import Dataset
from cjm_core.errors import BadInput
from cjm_core.estimate import Moments, estimate
from cjm_core.journey_map.touchpoint import touchpoint_detail
from cjm_core.metrics import KPIS, kpi_named
from cjm_core.metrics._hiding import with_complements
from cjm_core.metrics.comparison import compared
from cjm_core.metrics.emotion import emotion
from cjm_core.schema import RESULT_COLUMNS
from cjm_core.scope import Scope
from cjm_core.settings import Settings, using
from cjm_core.takeaway.cells import rows as cell_rows
from cjm_core.takeaway.model import Sheet
from tests import building

BUSY, QUIET, LONELY = "Busy", "Quiet", "Lonely"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """40 customers at Busy, 12 at Quiet, 3 at Lonely, who answer and comment there; three of the answers at Busy are by one person."""
    events = [
        {"customer_id": f"c{number:02}", "event_time": f"2026-0{month}-1{at} 10:00:00", "touchpoint": place, "value": 10 + number, "shop": "s"}
        for month in (1, 2) for at, (place, many) in enumerate(((BUSY, 40), (QUIET, 12), (LONELY, 3))) for number in range(many)
    ]  # fmt: skip
    answers = [
        {"customer_id": f"c{number:02}", "answered_at": f"2026-01-2{at} 12:00:00", "touchpoint": place, "csat": 1 + number % 5, "nps": number % 11,
         "ces": 1 + number % 7, "expectation": 3, "comment": f"secret {place} {number}", "region": "north" if number < 2 else "south"}
        for at, (place, many) in enumerate(((BUSY, 40), (QUIET, 12), (LONELY, 3))) for number in range(many)
    ]  # fmt: skip
    return building.dataset(tmp_path_factory.mktemp("small"), events, answers)


@pytest.fixture
def on() -> Iterator[None]:
    with using(Settings(hide_below=5)):
        yield


# ---- the rule ------------------------------------------------------------------------------------------------------------
def test_the_setting_is_off_unless_it_is_chosen() -> None:
    assert Settings().hide_below == 0
    assert estimate("share", Moments(3, 2, 2)).value == pytest.approx(2 / 3)
    for wrong in (1, 101, -1):
        with pytest.raises(BadInput, match="2 to 100"):
            Settings(hide_below=wrong)


@pytest.mark.usefixtures("on")
def test_one_to_four_are_hidden_nobody_and_five_are_not() -> None:
    found = [estimate("share", Moments(n, n / 2, n / 2)) for n in range(7)]
    assert [one.status for one in found] == ["undefined", *["suppressed"] * 4, "small_sample", "small_sample"]
    assert {(one.value, one.n, one.ci_low, one.ci_high, one.numerator) for one in found[1:5]} == {(None, 0, None, None, None)}


def test_the_published_table_gets_its_published_pattern() -> None:
    # METRICS O-SUP-1 (GaussSuppression vignette, maxN = 1 with zeros): young Iceland 2, Portugal 0, Spain 5; old 3, 4, 6
    counts = dict(zip(itertools.product(("young", "old"), ("Iceland", "Portugal", "Spain")), (2, 0, 5, 3, 4, 6), strict=True))
    hidden = with_complements(counts, {("young", "Portugal")}, (0, 1))
    assert set(counts) - hidden == {("young", "Spain"), ("old", "Spain")}


def test_the_smallest_other_goes_with_a_lonely_one() -> None:
    assert with_complements({("a",): 50, ("b",): 3, ("c",): 9, ("d",): 0}, {("b",)}, (0,)) == {("b",), ("c",)}
    assert with_complements({("a",): 9, ("b",): 3, ("c",): 9}, {("b",)}, (0,)) == {("b",), ("a",)}  # ties go by order
    assert with_complements({("a",): 50, ("b",): 3, ("c",): 4}, {("b",), ("c",)}, (0,)) == {("b",), ("c",)}
    assert with_complements({("a",): 50, ("b",): 3}, {("b",)}, ()) == {("b",)}  # parts that do not add up to a total


@given(st.lists(st.lists(st.integers(0, 12), min_size=2, max_size=6), min_size=2, max_size=6).filter(lambda rows: len({*map(len, rows)}) == 1))
def test_no_hidden_cell_can_be_solved(rows: list[list[int]]) -> None:
    """With all totals known, linear equations leave each hidden cell open. The total of a line with one cell is that cell and hides with it."""
    counts = {(at, place): n for at, row in enumerate(rows) for place, n in enumerate(row)}
    few = {key for key, n in counts.items() if 0 < n < 5}
    hidden = sorted(with_complements(counts, few, (0, 1)))
    assert few <= set(hidden) and all(counts[key] for key in hidden)
    lines = [[key for key in counts if key[axis] == at and counts[key]] for axis in (0, 1) for at in range(max(len(rows), len(rows[0])))]
    equations = np.array([[key in line for key in hidden] for line in lines if len(line) > 1] or [[False] * len(hidden)], dtype=float)
    rank = np.linalg.matrix_rank(equations) if hidden else 0
    for place, key in enumerate(hidden):
        solved = np.linalg.matrix_rank(np.vstack([equations, np.eye(len(hidden))[place]])) == rank
        others = [n for other, n in counts.items() if other != key and n and (other[0] == key[0] or other[1] == key[1]) and other not in hidden]
        assert not solved or not others


# ---- every KPI, everywhere --------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("on")
@pytest.mark.parametrize("kpi", [*KPIS, emotion], ids=lambda kpi: kpi.name)
def test_no_kpi_shows_a_small_group(small: Dataset, kpi) -> None:
    with using(Settings()):
        open_rows = kpi(small, Scope(), ("touchpoint",)).set_index("touchpoint")
    rows = kpi(small, Scope(), ("touchpoint",)).set_index("touchpoint")
    for place, row in rows.iterrows():
        size = min(open_rows.loc[place, "n"], 3 if place == LONELY else 40)
        if kpi.shape != "composition" and 0 < size < 5:
            assert row["status"] == "suppressed", place
            assert row[["value", "ci_low", "ci_high", "numerator"]].isna().all() and row["n"] == 0 and row["excluded"] == {}
    said = show.shown(rows.reset_index())
    assert all(row["n"] in ("<5", "hidden") for row in said if row["status"] == "suppressed")
    exported = cell_rows(Sheet("s", rows.reset_index()))
    at, status = (list(rows.reset_index().columns).index(name) for name in ("n", "status"))
    assert all(row[at] in ("<5", "hidden") for row in exported if row[status] == "suppressed")


@pytest.mark.usefixtures("on")
def test_many_orders_of_few_people_are_hidden(build_dataset: Callable[..., Dataset]) -> None:
    days = [f"2026-01-{day:02} 10:00" for day in range(1, 21)]
    events = [{"customer_id": f"c{at % 3}", "event_time": day, "touchpoint": "Till", "value": 5} for at, day in enumerate(days)]
    data = build_dataset(events)
    assert kpi_named("average_order_value")(data)["status"].tolist() == ["suppressed"]
    assert kpi_named("bounce_rate_single_event")(data)["status"].tolist() == ["suppressed"]  # 20 sessions of three customers


@pytest.mark.usefixtures("on")
def test_a_choice_of_few_is_hidden_in_every_part(small: Dataset) -> None:
    south = kpi_named("csat")(small, Scope(where=(("touchpoint", LONELY),)), ("region",)).set_index("region")
    assert set(south["status"]) == {"suppressed"}


@pytest.mark.usefixtures("on")
def test_the_difference_to_everyone_is_no_way_round(build_dataset: Callable[..., Dataset]) -> None:
    rows = [{"customer_id": f"c{number}", "event_time": f"2026-01-01 10:{number:02}", "touchpoint": "Till", "value": 5,
             "region": "north" if number < 3 else "south"} for number in range(40)]  # fmt: skip
    data = build_dataset(rows)
    shown = kpi_named("reach")(data, Scope(where=(("region", "south"),)))
    assert shown["status"].tolist() == ["suppressed"]
    assert shown["reason"].iloc[0].startswith("hidden, so that")
    parts = kpi_named("reach")(data, Scope(), ("region",))
    assert parts["status"].tolist() == ["suppressed", "suppressed"]  # the smallest other goes with the small one
    assert [row["n"] for row in show.shown(parts)] == ["<5", "hidden"]


@pytest.mark.usefixtures("on")
def test_the_map_shows_less_than_five_and_no_secret(small: Dataset) -> None:
    drawn = journey_map.measure_map(small)
    assert LONELY in drawn.touchpoints
    at = drawn.touchpoints.index(LONELY)
    cells = [lane.cells[at] for lane in drawn.lanes]
    assert {cell.status for cell in cells} == {"suppressed"}
    assert "&lt;5" in journey_map.as_html(drawn)
    said = show.plain(journey_map.as_json(drawn))
    assert {lane["cells"][at]["n"] for lane in said["lanes"]} <= {"<5", "hidden"}
    json.dumps(said, allow_nan=False)


@pytest.mark.usefixtures("on")
def test_comments_and_distributions_of_few_are_not_shown(small: Dataset) -> None:
    detail = touchpoint_detail(small, Scope(), LONELY)
    assert detail.comments.empty and detail.comment_count == 0 and detail.answers.empty
    assert detail.hidden
    assert set(detail.numbers["status"]) == {"suppressed"}
    assert "&lt;5" in journey_map.numbers_fragment(detail)
    assert touchpoint_detail(small, Scope(), BUSY).comment_count == 40
    few = timeline.comments(small, "csat", Scope(where=(("touchpoint", LONELY),)), *small.first_and_end("answers"))  # type: ignore[misc]
    assert few.empty and "hidden" in few.attrs["hidden"]


@pytest.mark.usefixtures("on")
def test_the_overview_says_that_it_hides(build_dataset: Callable[..., Dataset]) -> None:
    data = build_dataset([{"customer_id": f"c{n}", "event_time": "2026-01-01 10:00", "touchpoint": "Till", "value": 3} for n in range(4)])
    board = scoreboard.measure_scoreboard(data, Scope())
    assert board.cards == ()
    table = scoreboard.tables.numbers(board)
    assert "suppressed" in set(table["status"])
    assert set(table.loc[table["status"] == "suppressed", "reason"]) == {"fewer than 5, so hidden"}


@pytest.mark.usefixtures("on")
def test_trends_hide_the_days_of_few(small: Dataset) -> None:
    lines = timeline.measure_lines(small, "csat", Scope(), "month", "touchpoint")
    points = [point for line in lines.history.values() for point in line if point.status == "suppressed"]
    assert points and {(point.value, point.n) for point in points} == {(None, 0)}


@pytest.mark.usefixtures("on")
def test_a_comparison_with_a_small_group_says_nothing(small: Dataset) -> None:
    found = compared(kpi_named("csat"), small, Scope(), "touchpoint", (BUSY, LONELY))
    assert found.difference.value is None and "hidden" in str(found.difference.reason)
    assert found.srm_p is None and " 3 " not in found.sentence
    assert found.rows.set_index("group").loc[LONELY, "status"] == "suppressed"


@pytest.mark.usefixtures("on")
def test_paths_transitions_and_cohorts_of_few_are_hidden(small: Dataset) -> None:
    found = journeys.paths(small, Scope())
    assert (found["count"] >= 5).all() and found.attrs["other_journeys"] == 3
    moved = journeys.transitions(small, Scope())
    assert (moved.edges["count"] >= 5).all()
    assert all(n >= 5 for n in (*moved.starts.values(), *moved.ends.values()))
    steps = journeys.funnel(small, Scope(), [BUSY, LONELY])
    assert show.shown(steps)[1]["n"] == "<5" and show.shown(steps)[1]["overall"] is None


def test_off_means_exactly_as_before(small: Dataset) -> None:
    rows = kpi_named("csat")(small, Scope(), ("touchpoint",))
    assert rows.set_index("touchpoint").loc[LONELY, "n"] == 3
    assert set(RESULT_COLUMNS) <= set(rows.columns)
    assert touchpoint_detail(small, Scope(), LONELY).comment_count == 3
    assert takeaway is not None
