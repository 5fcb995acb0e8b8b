"""The journey map as a workbook: the grid, every cell with all that is known of it, and what it is about.

Texts are always written as texts, never as formulas, links or numbers. `cjm_core.authored.from_workbook` reads the sheet "Map" again.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

from cjm_core import format as fmt
from cjm_core import settings
from cjm_core.authored.model import Written
from cjm_core.journey_map.model import Cell, Item, JourneyMap, ReportedLane, TextLane
from cjm_core.look import PALETTE
from cjm_core.settings import own
from cjm_core.takeaway import map_slides_words as words
from cjm_core.takeaway.cells import clean
from cjm_core.takeaway.map_drawing_words import aimed, changed
from cjm_core.takeaway.map_slides_grid import Column, Row, columns, number_at, placed, stage_spans
from cjm_core.takeaway.map_workbook_cells import every_cell, text, unit
from cjm_core.takeaway.map_workbook_numbers import as_on_page, code_of, value_code
from cjm_core.takeaway.words import counted
from cjm_core.takeaway.workbook import _INERT, _cut, _Formats

MEASURED, REPORTED, SAID = "measured", "reported", "words"  # how the second column of the grid begins
_FEW = 3  # rows that every lane of numbers has in the grid: value, interval, n
_FOOT = 240  # letters of a foot, of the 255 that Excel holds


def map_xlsx(drawn: JourneyMap) -> bytes:
    """The map as an Excel file with the sheets Map, Cells and About."""
    from xlsxwriter import Workbook  # only wanted on a click

    file = io.BytesIO()
    with Workbook(file, _INERT) as book:
        formats = _Formats(book)
        _grid(book, formats, drawn)
        every_cell(book, formats, drawn)
        _about(book, formats, drawn)
        book.set_properties({"title": _cut(clean(drawn.name), 250), "author": ""})
    return file.getvalue()


def _grid(book: Any, formats: _Formats, drawn: JourneyMap) -> None:
    """Stages, touchpoints, and per lane of numbers a row each for value, interval and n, and for what else the map shows; one for words."""
    page, shown = book.add_worksheet("Map"), columns(drawn)
    head: dict[str, Any] = {"bold": True, "bg_color": PALETTE["wash"][0], "border": 1, "border_color": PALETTE["line"][0], "text_wrap": True}
    page.set_column(0, 0, 22)
    page.set_column(1, 1, 30)
    page.set_column(2, 1 + max(len(shown), 1), _wide(shown))
    for at, label in enumerate((own("Stage"), own("Touchpoint"))):
        page.write_string(at, 0, label, formats(**head))
        page.write_blank(at, 1, None, formats(**head))
    for stage, first, end in stage_spans(shown):
        _across(page, 0, first, end, text(drawn.stages[stage].name), formats(**head))
    for at, column in enumerate(shown):
        page.write_string(1, 2 + at, text(column.name), formats(**head))
    page.set_row(1, _high(max((len(column.name) for column in shown), default=0), _wide(shown) - 3))
    down = 2
    for row in drawn.rows:
        down = _grid_row(page, formats, drawn, row, shown, down)
    page.freeze_panes(2, 2)
    _printed(page, drawn)


def _wide(shown: Sequence[Column]) -> int:
    """Letters of a touchpoint's column: narrower where there are many, which would be printed too small."""
    return 16 if len(shown) <= 16 else 12


def _across(page: Any, down: int, first: int, end: int, said: str, look: Any) -> None:
    """A text over columns, merged where they are several."""
    if end - first > 1:
        page.merge_range(down, 2 + first, down, 1 + end, "", look)
    page.write_string(down, 2 + first, said, look)


def _high(letters: int, beside: int) -> float:
    """The height of a row with so many letters, so many of them beside each other."""
    return 15.0 * min(1 + max(letters - 1, 0) // beside, 25)


def _printed(page: Any, drawn: JourneyMap) -> None:
    """A3, landscape, one page wide, with what it is about on every page."""
    page.set_landscape()
    page.set_paper(8)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0, 1)
    page.set_margins(0.4, 0.4, 0.6, 0.7)
    page.hide_gridlines(2)
    foot = clean(words.foot(drawn))
    fits = next(many for many in range(_FOOT, 0, -1) if len(_cut(foot, many).replace("&", "&&")) <= _FOOT)
    page.set_footer(f"&L&8 {_cut(foot, fits).replace('&', '&&')}")
    page.set_header(f"&R&8 {words.evidence(drawn)} · page &P")


def _grid_row(page: Any, formats: _Formats, drawn: JourneyMap, row: Row, shown: tuple[Column, ...], down: int) -> int:
    """Writes one row of the map and says where the next begins."""
    look: dict[str, Any] = {"bold": True, "bg_color": PALETTE["wash"][0], "text_wrap": True, "top": 1, "top_color": PALETTE["line"][0]}
    page.write_string(down, 0, text(row.label), formats(**look))
    if isinstance(row, TextLane):
        page.write_string(down, 1, f"line by {row.by}" if row.kind == "line" else f"{SAID} by {row.by}", formats(**_under()))
        return _grid_words(page, formats, drawn, row, shown, down)
    what = _rows_of(row)
    for at, said in enumerate(what):
        if at:
            page.write_blank(down + at, 0, None, formats(bg_color=PALETTE["wash"][0]))
        page.write_string(down + at, 1, text(said), formats(**_under(at)))
    for place, column in enumerate(shown):
        if column.at is not None:
            _grid_number(page, formats, row, number_at(row, column), down, 2 + place)
            _grid_more(page, formats, row, number_at(row, column), down + _FEW, 2 + place)
    return down + len(what)


def _rows_of(row: words.Numbers) -> list[str]:
    """What each row of a lane of numbers holds: value, interval and n; then, where there are any, changes, targets, the periods of reported ones."""
    kind = REPORTED if isinstance(row, ReportedLane) else MEASURED
    beside = "share of all customers" if row.name == "reach" else "95 % interval"
    more = [f"since {since}" for since in _since(row)] + ["target"] * _aims(row) + ["period"] * isinstance(row, ReportedLane)
    return [f"{kind}, {said}" for said in (unit(row.unit), beside, "n", *more)]


def _since(row: words.Numbers) -> list[str]:
    """What the changes in a row are measured from; they all have the same basis."""
    return [cell.change.since for cell in row.cells if isinstance(cell, Cell) and cell.change][:1]


def _aims(row: words.Numbers) -> bool:
    return any(isinstance(cell, Cell) and cell.aim for cell in row.cells)


def _under(at: int = 0) -> dict[str, Any]:
    top = {"top": 1, "top_color": PALETTE["line"][0]} if at == 0 else {}
    return {"font_color": PALETTE["faint"][0], "bg_color": PALETTE["wash"][0], "text_wrap": True, **top}


def _grid_number(page: Any, formats: _Formats, row: words.Numbers, cell: words.Number | None, down: int, at: int) -> None:
    line: dict[str, Any] = {"top": 1, "top_color": PALETTE["line"][0], "align": "left"}
    small: dict[str, Any] = {"font_color": PALETTE["soft"][0], "align": "left", "font_size": 9}
    if cell is None or cell.value is None:
        page.write_string(down, at, text(words.missing(cell, row)), formats(font_color=PALETTE["faint"][0], **line))
        return
    tone = words.side(cell, row)
    paint: dict[str, Any] = {"font_color": PALETTE[tone][0], "bg_color": PALETTE[f"{tone}w"][0]} if tone else {}
    page.write_number(down, at, cell.value, formats(value_code(cell, row), bold=cell.status == "ok", **line, **paint))
    if isinstance(cell, Cell) and row.name == "reach" and cell.share is not None:
        page.write_number(down + 1, at, cell.share, formats(code_of("share", cell.share, row), **small))
    else:
        page.write_string(down + 1, at, text(words.interval(cell, row)), formats(**small))
    if cell.n is None:
        page.write_string(down + 2, at, words.counted(cell), formats(**small))
    else:
        few = " · few" if cell.status == "small_sample" else ""
        page.write_number(down + 2, at, cell.n, formats(as_on_page(cell.n, fmt.count(cell.n), "n ", few), **small))


def _grid_more(page: Any, formats: _Formats, row: words.Numbers, cell: words.Number | None, down: int, at: int) -> None:
    """Change, target and period in the rows that `_rows_of` names."""
    if cell is None or cell.value is None:
        return
    said = [changed(cell, row)] * len(_since(row)) + [aimed(cell, row)] * _aims(row)
    said += [cell.period] if not isinstance(cell, Cell) else []
    for step, one in enumerate(said):
        bold = one.startswith(("▲", "▼"))
        page.write_string(down + step, at, text(one), formats(font_color=PALETTE["soft"][0], align="left", font_size=9, bold=bold))


def _grid_words(page: Any, formats: _Formats, drawn: JourneyMap, row: TextLane, shown: tuple[Column, ...], down: int) -> int:
    look = formats(text_wrap=True, top=1 if row.kind != "line" else 8, top_color=PALETTE["line" if row.kind != "line" else "ink"][0])
    if row.kind == "line":
        _across(page, down, 0, len(shown), "", look)
        return down + 1
    typed = {one.key: one for one in drawn.journey.items} if drawn.journey else {}
    most = 1
    for one in placed(row, shown):
        said = text("\n".join(line for item in one.cell.items for line in _lines(item, typed.get(item.key))))
        _across(page, down, one.first, one.end, said, look)
        room = (_wide(shown) + 1) * (one.end - one.first)
        most = max(most, sum(1 + len(line) // room for line in said.split("\n")))
    page.set_row(down, min(15 * most, 400))
    return down + 1


def _lines(item: Item, typed: Written | None) -> Iterator[str]:
    """An item as lines of a cell: its sign and text, and set in by four blanks what stands under it (see `from_workbook`)."""
    first, *more = [line.strip() for line in item.text.splitlines() if line.strip()] or ["picture" if item.picture else ""]
    yield f"{words.SIGNS[item.grade]} {first}"
    yield from (f" {line}" for line in more)
    about = {"evidence": item.evidence, "owner": typed.owner if typed else "", "due": typed.due if typed else ""}
    yield from (f"    {name}: {' '.join(said.split())}" for name, said in about.items() if said)
    if item.detail and not (about["owner"] or about["due"]):
        yield f"    {' '.join(item.detail.split())}"
    if item.stale:
        yield f"    read again: {' '.join(item.stale.split())}"


def _about(book: Any, formats: _Formats, drawn: JourneyMap) -> None:
    """What the map is about, how it adds up, and what its numbers mean."""
    page = book.add_worksheet("About")
    page.hide_gridlines(2)
    page.set_column(0, 0, 28)
    page.set_column(1, 1, 100)
    for at, (name, said) in enumerate(_facts(drawn)):
        looks: dict[str, Any] = {"bold": True, "font_size": 16} if at == 0 else {"text_wrap": True}
        page.write_string(at, 0, text(name), formats(font_color=PALETTE["faint"][0], text_wrap=True))
        page.write_string(at, 1, text(said), formats(**looks))
        page.set_row(at, 24 if at == 0 else _high(len(said), 95))
    page.set_portrait()
    page.set_paper(8)
    page.set_margins(0.4, 0.4, 0.6, 0.6)
    page.fit_to_pages(1, 0)


def _facts(drawn: JourneyMap) -> Iterator[tuple[str, str]]:
    yield "Map", f"{drawn.name} ({drawn.journey.kind})" if drawn.journey else drawn.name
    met = (f"{stage.name} {fmt.count(stage.customers)}" for stage in drawn.stages if stage.customers)
    facts = (
        (drawn.question or "Question", drawn.answer.replace("**", "")), ("Data", "Demo data, made up" if drawn.demo else drawn.dataset),
        ("Persona", drawn.persona.name if drawn.persona else ""), ("Customers", drawn.population), ("Period", drawn.period),
        ("Source files", ", ".join(drawn.sources)), ("Made", drawn.made_at), ("Evidence", words.evidence(drawn)), ("Signs", words.LEGEND),
        ("Adds up", words.reconciled(drawn)), (own("Customers by stage"), " · ".join(met)),
        (own("Touchpoints not drawn"), fmt.count(drawn.hidden_touchpoints) if drawn.hidden_touchpoints else ""),
        ("Curve", " ".join(words.curve_words(drawn))), ("Notes", " ".join(drawn.notes)),
    )  # fmt: skip
    yield from ((name, said) for name, said in facts if said)
    yield "Rows", " · ".join(f"{row.label}: {row.detail}" for row in drawn.rows if row.detail)
    yield from words.method(drawn)
    yield from counted(settings.in_force()).items()
