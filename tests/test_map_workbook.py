"""The map as a workbook and back: numbers are numbers, texts are texts, and the journey in it is the one that was written."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import settings as trials
from hypothesis import strategies as st

from cjm_core import settings
from cjm_core.authored.from_workbook import journey_from_xlsx
from cjm_core.authored.model import GRADES, Journey
from cjm_core.errors import BadInput
from cjm_core.journey_map.model import Item, JourneyMap, TextCell, TextLane
from cjm_core.takeaway.map_workbook import map_xlsx
from tests.map_sizes import bare, hidden, hostile, large, nothing
from tests.maps import rich

EVERY = [rich, large, bare, nothing, hidden, hostile]


def _book(drawn: JourneyMap) -> Any:
    return openpyxl.load_workbook(io.BytesIO(map_xlsx(drawn)))


def _long(drawn: JourneyMap) -> list[dict[str, Any]]:
    head, *rows = _book(drawn)["Cells"].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def _sheet(*rows: tuple[Any, ...], title: str = "Journey") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("make", [rich, large])
def test_every_number_is_in_both_sheets(make: Any) -> None:
    drawn = make()
    grid, long = _book(drawn)["Map"], _long(drawn)
    rows = {row[0].value: at for at, row in enumerate(grid.iter_rows(max_col=1), start=1) if row[0].value}
    for lane in drawn.lanes:
        found = [one for one in long if one["lane"] == lane.name and not one["curve"]]
        for at, (cell, one) in enumerate(zip(lane.cells, found, strict=True)):
            assert (one["value"], one["n"], one["ci_low"], one["ci_high"]) == (
                pytest.approx(cell.value) if cell.value is not None else None, cell.n, cell.ci_low and pytest.approx(cell.ci_low),
                cell.ci_high and pytest.approx(cell.ci_high))  # fmt: skip
            assert (one["touchpoint"], one["status"], one["grade"], one["mark"]) == (drawn.touchpoints[at], cell.status, cell.grade, cell.mark)
            shown = grid.cell(rows[lane.label], 3 + at)
            assert shown.value == (pytest.approx(cell.value) if cell.value is not None else "not asked")
            if cell.value is not None:
                assert grid.cell(rows[lane.label] + 2, 3 + at).value == cell.n
                assert grid.cell(rows[lane.label] + 1, 3 + at).value not in (None, "")


@pytest.mark.parametrize("number", [1e28, -1e30, 1e300])
@pytest.mark.parametrize("unit", ["money", "share", "seconds"])
def test_numbers_too_large_for_any_format_are_written(number: float, unit: str) -> None:
    told = rich().reported[0]
    cells = tuple(cell and replace(cell, value=number, ci_low=None, ci_high=None) for cell in told.cells)
    long = _long(replace(rich(), reported=(replace(told, unit=unit, cells=cells),)))
    assert number in {row["value"] for row in long if row["lane"] == f"reported:{told.name}"}


def test_changes_targets_and_other_curves_are_in_the_long_sheet() -> None:
    long = _long(rich())
    one = next(row for row in long if (row["lane"], row["touchpoint"]) == ("csat", "Checkout"))
    assert (one["change"], one["change_low"], one["change_high"], one["change_real"]) == (-0.11, -0.17, -0.05, True)
    assert (one["target"], one["target_by"], one["target_status"]) == (0.6, "2026-12-31", "at risk")
    assert sum(row["curve"] == "Business customers" for row in long) == 12
    assert {row["evidence"] for row in long} >= {"8 interviews, May 2026", "Workshop of 12 June"}


def test_what_it_is_about() -> None:
    said = {row[0]: row[1] for row in _book(rich())["About"].iter_rows(values_only=True)}
    assert said["Map"] == "Web shop, as it is (as-is)" and said["Persona"] == "Business buyer"
    assert said["Source files"] == "orders.csv, survey_h1.xlsx"
    assert said["Evidence"] == "60 of 65 filled cells are measured" and "5,740 on the map + 172" in said["Adds up"]
    assert "CSAT, CES, NPS weigh the same" in said["Curve"] and "Discover 5,740" in said["Customers by stage"]
    assert "Satisfied: top two of the scale · CSAT" in said["Rows"]


def test_it_prints_on_a3_one_page_wide_with_its_heads_in_view() -> None:
    page = _book(rich())["Map"]
    assert (page.page_setup.orientation, page.page_setup.paperSize, page.page_setup.fitToHeight, page.freeze_panes) == ("landscape", 8, 0, "C3")
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert "Web shop" in page.oddFooter.left.text and "60 of 65" in page.oddHeader.right.text


@pytest.mark.parametrize("make", EVERY)
def test_nothing_is_a_formula_or_a_link(make: Any) -> None:
    book = _book(make())
    for page in book.worksheets:
        assert not page._hyperlinks
        assert not [cell for row in page.iter_rows() for cell in row if cell.data_type == "f"]


def test_hidden_numbers_stay_hidden() -> None:
    with settings.using(settings.Settings(hide_below=5)):
        long = _long(hidden())
        grid = [cell for row in _book(hidden())["Map"].iter_rows(values_only=True) for cell in row]
    few = [row for row in long if row["status"] == "suppressed"]
    assert len(few) == 11 and {row["n"] for row in few} == {"<5", "hidden"} and {row["value"] for row in few} == {None}
    assert "<5" in grid and "hidden" in grid


def _words(journey: Journey) -> list[tuple[str, str, str]]:
    names = {stage.key: stage.name for stage in journey.stages} | {one.key: one.name for one in journey.touchpoints}
    return [(names[one.at], one.text, one.grade) for one in journey.items]


@pytest.mark.parametrize("make", [rich, large, bare, hidden])
def test_the_journey_comes_back(make: Any) -> None:
    drawn = make()
    found = journey_from_xlsx(map_xlsx(drawn), "k", "Loaded")
    assert [(stage.name, [one.name for one in stage.touchpoints]) for stage in found.stages] == [
        (stage.name, list(stage.touchpoints)) for stage in drawn.stages]  # fmt: skip
    assert [lane.name for lane in found.lanes] == [
        f"reported:{row.name}" if row in drawn.reported else row.name for row in drawn.rows]  # fmt: skip
    names = dict(zip(drawn.keys, drawn.touchpoints, strict=True))
    told = [(names.get(cell.at, cell.at), item.text, "reported" if item.grade == "measured" else item.grade)
            for lane in drawn.texts for cell in lane.cells for item in cell.items]  # fmt: skip
    assert _words(found) == told
    assert len({one.key for one in found.items}) == len(found.items)
    assert (found.key, found.name) == ("k", "Loaded")


def test_evidence_owner_and_due_come_back() -> None:
    items = {one.text: one for one in journey_from_xlsx(map_xlsx(rich()), "k", "n").items}
    assert items["Is this really for people like me?"].evidence == "8 interviews, May 2026"
    assert (items["Retry without new card entry"].owner, items["Retry without new card entry"].due) == ("Payments", "2026-09-15")


_LINE = st.text(st.characters(categories=["L", "N", "P", "S"], include_characters=" "), min_size=1, max_size=20).map(str.strip).filter(bool)


@given(st.lists(st.tuples(st.lists(_LINE, min_size=1, max_size=3).map("\n".join), st.sampled_from(GRADES)), max_size=4))
@trials(max_examples=40, deadline=None)
def test_any_words_come_back(said: list[tuple[str, str]]) -> None:
    lane = TextLane("says", "Says", "", "text", "stage", (TextCell("Only", 1, tuple(Item(text, grade) for text, grade in said)),))
    found = journey_from_xlsx(map_xlsx(replace(bare(), texts=(lane,))), "k", "n")
    assert [(one.text, one.grade) for one in found.items] == [(text, "reported" if grade == "measured" else grade) for text, grade in said]


@pytest.mark.parametrize("rows", [
    [("Stage", "Find", None, "Buy"), ("Touchpoint", "Ad", "Search", "Shop"), ("Thinking", "Hm", None, "Yes")],
    [(None, "Find", "Find", "Buy"), (None, "Ad", "Search", "Shop"), ("Thinking", "Hm", None, "Yes")],
    [(None, None, None, None), ("Phase", "Find", "", "Buy"), ("steps", "Ad", "Search", "Shop"), ("Thinking", "Hm", None, "Yes")],
])  # fmt: skip
def test_sheets_made_by_hand(rows: list[tuple[Any, ...]]) -> None:
    found = journey_from_xlsx(_sheet(*rows), "k", "n")
    assert [(stage.name, [one.name for one in stage.touchpoints]) for stage in found.stages] == [("Find", ["Ad", "Search"]), ("Buy", ["Shop"])]
    assert _words(found) == [("Find", "Hm", "assumed"), ("Buy", "Yes", "assumed")]
    assert [(lane.name, lane.by) for lane in found.lanes] == [("thinks", "stage")]


def test_numbers_are_never_taken_as_measured() -> None:
    rows = [(None, "Find", "Buy"), ("Satisfied", 0.7, 0.4), ("Visits last year", 1200, None), ("Says", "Hm", "○ Voted\n■ Sure"), (None, "More", None)]
    found = journey_from_xlsx(_sheet(*rows), "k", "n")
    assert _words(found) == [("Find", "1,200", "reported"), ("Find", "Hm", "assumed"), ("Buy", "Voted", "voted"), ("Buy", "Sure", "reported"),
                             ("Find", "More", "assumed")]  # fmt: skip
    assert [stage.touchpoints for stage in found.stages] == [(), ()]
    assert found.lanes[0].name == "csat" and found.lanes[1].label == "Visits last year"


def test_a_lane_with_words_inside_a_stage_is_by_touchpoint() -> None:
    found = journey_from_xlsx(_sheet((None, "Find", None), ("Touchpoint", "Ad", "Search"), ("Says", "a", "b")), "k", "n")
    assert _words(found) == [("Ad", "a", "assumed"), ("Search", "b", "assumed")]


@pytest.mark.parametrize(("data", "said"), [
    (b"", "no Excel workbook"), (b"PK\x03\x04 broken", "no Excel workbook"), (b"a;b\n1;2", "no Excel workbook"),
    (_sheet(), "no sheet with something"),
    (_sheet(("only a name",)), "names no stage"), (_sheet((None, *["s"] * 203)), "more than 200 columns"),
    (_sheet((None, "s"), *[(f"l{at}", "x") for at in range(101)]), "more than 100 lanes"),
    (_sheet((None, "s"), *[("l", "x")] * 501), "more than 500 rows"),
    (_sheet((None, "s"), ("Says", "x" * 2001)), "more than 2,000 letters"), (_sheet((None, "s" * 201)), "more than 200 letters"),
    (b"x" * 20_000_001, "larger than 20 MB"),
])  # fmt: skip
def test_anything_else_is_refused_in_one_sentence(data: bytes, said: str) -> None:
    with pytest.raises(BadInput, match=said) as caught:
        journey_from_xlsx(data, "k", "n")
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"gone\.xlsx cannot be read"):
        journey_from_xlsx(tmp_path / "gone.xlsx", "k", "n")
    (tmp_path / "map.xlsx").write_bytes(map_xlsx(rich()))
    assert len(journey_from_xlsx(tmp_path / "map.xlsx", "k", "n").stages) == 6
