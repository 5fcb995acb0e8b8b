"""What is on screen is what is in the file: marks, rounding, signs, few and hidden numbers, cell by cell, in page, picture, slides, workbook."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

import openpyxl
import pytest

from cjm_core import settings
from cjm_core.journey_map.model import Aim, Cell, JourneyMap, Lane, ReportedCell, ReportedLane, TextLane
from cjm_core.takeaway.map_workbook import map_xlsx
from tests import drawn_maps, map_sizes
from tests.map_cells import Cells, in_picture, in_workbook, on_page, on_slides, shown_by_excel
from tests.map_texts import bare, numbers
from tests.maps import rich

DRAWINGS = {"page": on_page, "picture": in_picture, "slides": on_slides, "workbook": in_workbook}


def marked() -> JourneyMap:
    """The rich map with every number marked, as measured maps have them, and with targets."""
    map = rich()
    lanes = tuple(
        replace(lane, cells=tuple(
            replace(cell, mark=("above", "below", None)[at % 3], aim=Aim(0.7, "2026-12-31", "met", "met") if lane.name == "leaving" else cell.aim)
            if cell.value is not None else cell for at, cell in enumerate(lane.cells)
        )) for lane in map.lanes
    )  # fmt: skip
    return replace(map, lanes=lanes)


def awkward() -> JourneyMap:
    """Halves, numbers that round to nothing, below nothing, large ones, intervals in another unit than their value, every unit."""
    values = {
        "share": (0.125, 0.445, 0.0049, 1.0, 0.995, 0.005), "points": (12.5, -12.5, 0.4, -0.4, 100.0, -0.5),
        "score": (0.04, -0.04, 0.25, -0.35, 2.0, 0.05), "seconds": (47 * 3600.0, 90.0, 0.0, 7200.0, 1e6, 119.5),
        "money": (84.2, 1234.5, -3.005, 0.0, 999.995, 12.345), "number": (3.0, 1234567.0, 2.345, 45.25, 0.5, 1234.5),
    }  # fmt: skip
    better = {"share": "lower", "seconds": "neither"}
    far = {"share": 0.01, "seconds": 2 * 3600.0}
    lanes = []
    for unit, found in values.items():
        cells = tuple(Cell(value, 40 + at, value - far.get(unit, 0.3), value + far.get(unit, 0.3), "ok", None, "measured", ("above", "below")[at % 2])
                      for at, value in enumerate((*found, *found)))  # fmt: skip
        lanes.append(Lane(f"kpi_{unit}", f"A {unit}", "", unit, better.get(unit, "higher"), cells))
    gap = Lane("expectation_gap", "Against expectation", "", "score", "higher", lanes[2].cells)
    told = tuple(ReportedCell(value, None, None, None, "ok", None, "Q1 2026", "2026-Q1", "a.xlsx, row 4") for value in values["share"] * 2)
    return replace(rich(), lanes=(*lanes, gap), reported=(ReportedLane("told", "Told", "", "share", "higher", told),), texts=(), order=(), curves=(),
                   peak_end=None)  # fmt: skip


MAPS = {"rich": rich, "marked": marked, "awkward": awkward, "hidden": drawn_maps.hidden, "large": map_sizes.large}


def sign_of(cell: Cell | ReportedCell, lane: Lane | ReportedLane) -> str:
    """▲ or ▼ where blue or orange says something: not for how many come, and not for the curve, which has its own scale."""
    if isinstance(cell, ReportedCell) or cell.mark is None or lane.better == "neither" or lane.name in ("reach", "emotion"):
        return ""
    return "▲" if cell.mark == "above" else "▼"


def cells_of(drawn: JourneyMap) -> list[tuple[Any, Any, str]]:
    rows = (row for row in drawn.rows if not isinstance(row, TextLane))
    return [(row, cell, key) for row in rows for cell, key in zip(row.cells, drawn.keys, strict=True) if cell is not None]


def faults(drawn: JourneyMap, found: Cells, changes: bool = True) -> list[str]:
    """Where a drawing shows something else than the data say."""
    wrong = []
    for row, cell, key in cells_of(drawn):
        name = f"reported:{row.name}" if isinstance(row, ReportedLane) else row.name
        said = [bare(text) for text in found.get((name, key), ())]
        all_said = numbers(cell, row) if changes or isinstance(cell, ReportedCell) else numbers(cell, row)[:3]
        wanted = [bare(text) for text in all_said if text] if cell.value is not None else []
        change = getattr(cell, "change", None)
        real = "" if not changes or change is None or not change.real else "▲" if change.value > 0 else "▼"
        signs = "".join(re.findall("[▲▼]", "".join(said)))
        if signs != (sign_of(cell, row) + real if cell.value is not None else ""):
            wrong.append(f"{name} at {key}: signs {signs!r} in {said}")
        near = ["".join(said[at:end]) for at in range(len(said)) for end in range(at + 1, at + 4)]  # a narrow column breaks lines
        wrong += [f"{name} at {key}: {text!r} is not in {said}" for text in wanted if not any(_there(text, one) for one in near)]
        if (cell.status == "small_sample" and cell.value is not None and name != "reach") != any("few" in one for one in said):
            wrong.append(f"{name} at {key}: few or not? {said}")
    return wrong


def _there(wanted: str, text: str) -> bool:
    """Whether it stands there and is not a part of a longer number."""
    return re.search(rf"(?<![\d.,+−-]){re.escape(wanted)}(?![\d]|[.,]\d)", text) is not None


@pytest.mark.parametrize("name", MAPS)
@pytest.mark.parametrize("drawing", DRAWINGS)
def test_every_cell_says_what_the_data_say(drawing: str, name: str) -> None:
    with settings.using(settings.Settings(currency="€")):
        drawn = MAPS[name]()
        assert faults(drawn, DRAWINGS[drawing](drawn)) == []


def test_the_overview_says_the_same_without_changes() -> None:
    drawn = replace(marked(), texts=(), reported=(), order=())
    found = on_slides(drawn, overview=True)
    rows = {lane for lane, _ in found}
    assert {"reach", "csat", "leaving"} <= rows
    assert faults(replace(drawn, lanes=tuple(lane for lane in drawn.lanes if lane.name in rows)), found, changes=False) == []


@pytest.mark.parametrize(("numbers_as", "currency"), [("1.234,5", "€"), ("1 234,5", "kr"), ("1234.5", "CHF"), ("1,234.5", "¥")])
def test_in_every_number_format(numbers_as: str, currency: str) -> None:
    with settings.using(settings.Settings(numbers=numbers_as, currency=currency)):
        for drawing in DRAWINGS.values():
            assert faults(awkward(), drawing(awkward())) == []


@pytest.mark.parametrize("drawing", DRAWINGS)
def test_hidden_numbers_and_empty_places_read_alike(drawing: str) -> None:
    with settings.using(settings.Settings(hide_below=5)):
        for drawn in (drawn_maps.hidden(), map_sizes.hidden(), rich()):
            page, found = on_page(drawn), {place: said[-1:] for place, said in DRAWINGS[drawing](drawn).items()}
            for row, cell, key in cells_of(drawn):
                if cell.value is None and row.name != "emotion":  # the curve says 'nothing asked'
                    name = f"reported:{row.name}" if isinstance(row, ReportedLane) else row.name
                    assert found[name, key] == page[name, key], (name, key)
                elif cell.value is None and cell.status == "suppressed":
                    assert found["emotion", key] == page["emotion", key][-1:]


def test_an_interval_says_its_unit_where_it_is_not_that_of_the_value() -> None:
    """47 hours with an interval that ends beyond two days: '1.9–2.0' under it would be read as hours."""
    drawn = awkward()
    for drawing in DRAWINGS.values():
        assert any("1.9–2.0days" in bare(text) for text in drawing(drawn)["kpi_seconds", "Ad"])


def test_a_full_number_stays_in_the_cell() -> None:
    page = openpyxl.load_workbook(io.BytesIO(map_xlsx(awkward())))["Map"]
    full = {cell.value for row in page.iter_rows(min_row=3) for cell in row if isinstance(cell.value, float)}
    assert {0.445, 0.995, 84.2, -0.35, 119.5} <= full


@pytest.mark.parametrize(("value", "code", "shown"), [
    (0.699, "0%", "70%"), (0.125, "0%", "13%"), (-3.0, '"+"0;"−"0;0', "−3"), (0.0, '"+"0;"−"0;0', "0"), (1234.5, "#,##0.0", "1,234.5"),
    (-2.0, "0", "-2"), (2.5, "0", "3"), (187200.0, '"52 hours"', "52 hours"), (3, '"n "#,##0" · few"', "n 3 · few"),
])  # fmt: skip
def test_the_reader_of_formats(value: float, code: str, shown: str) -> None:
    """As LibreOffice shows them."""
    assert shown_by_excel(value, code) == shown


def test_a_wrong_mark_and_a_wrong_digit_are_seen() -> None:
    drawn = rich()
    found = on_page(drawn)
    at = ("csat", "Checkout")
    assert found[at][0].startswith("▼")
    assert len(faults(drawn, found | {at: ["44%", "40–49", "n 431", "▼ change −11", "at risk"]})) == 1
    assert len(faults(drawn, found | {at: ["▼44.0%", "40–49", "n 431", "▼ change −11", "at risk"]})) == 1
