"""The sheet of the map's workbook that has a row for every cell, with all that is known of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from cjm_core import settings, small_cells
from cjm_core.journey_map.model import Cell, JourneyMap, ReportedLane, TextLane
from cjm_core.look import PALETTE
from cjm_core.takeaway import map_slides_words as words
from cjm_core.takeaway.cells import clean
from cjm_core.takeaway.map_slides_grid import Column, columns, number_at, placed
from cjm_core.takeaway.map_workbook_numbers import code_of
from cjm_core.takeaway.workbook import _cut, _Formats

_COLUMNS = ("lane", "label", "stage", "touchpoint", "value", "unit", "n", "ci_low", "ci_high", "status", "reason", "grade", "mark", "share",
            "change", "change_low", "change_high", "change_since", "change_real", "target", "target_by", "target_status", "text", "detail",
            "evidence", "read_again", "source", "curve")  # fmt: skip
_NARROW, _WIDE = 6, 44  # widths of columns in letters: as wide as what is in them, within these
_BEHIND = "listed behind the cell"  # the status of what the map has no room for


def text(said: str, longest: int = 32_000) -> str:
    """What a cell of the workbook can hold."""
    return _cut(clean(said), longest)


def unit(of: str) -> str:
    """A unit as the workbook names it; money by its currency."""
    return settings.in_force().currency or of if of == "money" else of


def every_cell(book: Any, formats: _Formats, drawn: JourneyMap) -> None:
    """Every cell in a row of its own, with all that is known of it. Columns in which nothing stands are there, but hidden."""
    page, rows = book.add_worksheet("Cells"), list(_long(drawn))
    for place, name in enumerate(_COLUMNS):
        longest = max((_letters(found.get(name)) for _, found in rows), default=0)
        page.set_column(place, place, min(max(longest, len(name) + 2, _NARROW) + 1, _WIDE), None, {} if longest else {"hidden": True})
        page.write_string(0, place, name, formats(bold=True, bg_color=PALETTE["wash"][0], bottom=1, indent=1))
    for at, (row, found) in enumerate(rows, start=1):
        for place, name in enumerate(_COLUMNS):
            _write(page, formats, (at, place), name, found.get(name), row)
    page.freeze_panes(1, 2)
    page.autofilter(0, 0, len(rows), len(_COLUMNS) - 1)
    page.set_landscape()
    page.set_paper(8)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def _letters(value: object) -> int:
    """How long a value reads; of a text its longest line, because it is wrapped."""
    if value is None or isinstance(value, (int, float)):
        return 0 if value is None else 8
    return max(map(len, str(value).splitlines()), default=0)


def _write(page: Any, formats: _Formats, place: tuple[int, int], name: str, value: object, row: words.Numbers | None) -> None:
    if isinstance(value, bool):
        page.write_boolean(*place, value, formats())
    elif isinstance(value, (int, float)):
        page.write_number(*place, value, formats(code_of(name, value, row)))
    elif value:
        page.write_string(*place, text(str(value)), formats(indent=1, text_wrap=True))


def _long(drawn: JourneyMap) -> Iterator[tuple[words.Numbers | None, dict[str, object]]]:
    """(row of numbers, the cell by column names) of every cell of every row, and of the other curves."""
    shown = columns(drawn)
    for row in drawn.rows:
        name = f"reported:{row.name}" if isinstance(row, ReportedLane) else row.name
        head: dict[str, object] = {"lane": name, "label": row.label}
        if isinstance(row, TextLane):
            yield from ((None, head | one) for one in _long_words(drawn, row, shown))
        else:
            yield from ((row, head | {"unit": unit(row.unit)} | one) for one in _long_numbers(drawn, row, shown))
    lane = drawn.lane("emotion")
    for curve in drawn.curves if lane else ():
        for column, cell, apart in ((one, curve.cells[one.at], curve.differences[one.at]) for one in shown if one.at is not None):
            moved = {"change": apart.value, "change_low": apart.ci_low, "change_high": apart.ci_high, "change_since": apart.since,
                     "change_real": apart.real} if apart else {}  # fmt: skip
            yield lane, {"lane": "emotion", "label": "Emotion", "unit": "score", "curve": curve.label, **_place(drawn, column),
                           **_known(cell), **moved}  # fmt: skip


def _place(drawn: JourneyMap, column: Column) -> dict[str, object]:
    return {"stage": drawn.stages[column.stage].name, "touchpoint": column.name}


def _known(cell: words.Number) -> dict[str, object]:
    """Value, n, interval, status and grade; a number that is hidden says so in place of n."""
    plain = {name: getattr(cell, name) for name in ("value", "n", "ci_low", "ci_high", "status", "reason", "grade")}
    return {**plain, "n": small_cells.shown_n(cell.n, cell.status, cell.reason)}


def _long_numbers(drawn: JourneyMap, row: words.Numbers, shown: Sequence[Column]) -> Iterator[dict[str, object]]:
    for column in shown:
        cell = number_at(row, column)
        if cell is None:
            continue
        found = _place(drawn, column) | _known(cell)
        if not isinstance(cell, Cell):
            yield found | {"source": f"{cell.period}, {cell.source}"}
            continue
        moved, aim = cell.change, cell.aim
        found |= {"mark": cell.mark, "share": cell.share, "source": ", ".join(drawn.sources)}
        found |= {"text": "several questions on one scale"} if cell.mixed else {}
        found |= {"change": moved.value, "change_low": moved.ci_low, "change_high": moved.ci_high, "change_since": moved.since,
                  "change_real": moved.real} if moved else {}  # fmt: skip
        yield found | ({"target": aim.value, "target_by": aim.by, "target_status": aim.label} if aim else {})


def _long_words(drawn: JourneyMap, row: TextLane, shown: tuple[Column, ...]) -> Iterator[dict[str, object]]:
    if row.kind == "line":
        yield {"text": "", "status": "line"}
    for one in placed(row, shown):
        column = shown[one.first]
        place: dict[str, object] = _place(drawn, column) if row.by == "touchpoint" else {"stage": drawn.stages[column.stage].name}
        for item in one.cell.items:
            yield place | {"grade": item.grade, "text": item.text, "detail": item.detail, "evidence": item.evidence, "read_again": item.stale}
        for item in one.cell.more:
            yield place | {"status": _BEHIND, "grade": item.grade, "text": item.text, "detail": item.detail}
