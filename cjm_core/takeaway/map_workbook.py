"""The journey map as a workbook: the grid, every cell with all that is known of it, and what it is about.

Texts are always written as texts, never as formulas, links or numbers. `cjm_core.authored.from_workbook` reads the sheet "Map" again.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

from cjm_core import format as fmt
from cjm_core import settings, small_cells
from cjm_core.authored.model import Written
from cjm_core.journey_map.model import Cell, Item, JourneyMap, ReportedLane, TextLane
from cjm_core.look import PALETTE
from cjm_core.settings import own
from cjm_core.takeaway import map_slides_words as words
from cjm_core.takeaway.cells import clean
from cjm_core.takeaway.map_slides_grid import Column, Row, columns, number_at, placed, stage_spans
from cjm_core.takeaway.words import counted
from cjm_core.takeaway.workbook import _INERT, _code, _cut, _Formats

MEASURED, REPORTED, SAID = "measured", "reported", "words"  # how the second column of the grid begins
_COLUMNS = ("lane", "label", "stage", "touchpoint", "value", "unit", "n", "ci_low", "ci_high", "status", "reason", "grade", "mark", "share",
            "change", "change_low", "change_high", "change_since", "change_real", "target", "target_by", "target_status", "text", "detail",
            "evidence", "read_again", "source", "curve")  # fmt: skip
_FOOT = 240  # letters of a foot, of the 255 that Excel holds
_FEW = 3  # rows of a measured lane in the grid: value, interval, n


def map_xlsx(drawn: JourneyMap) -> bytes:
    """The map as an Excel file with the sheets Map, Cells and About."""
    from xlsxwriter import Workbook  # only wanted on a click

    file = io.BytesIO()
    with Workbook(file, _INERT) as book:
        formats = _Formats(book)
        _grid(book, formats, drawn)
        _cells(book, formats, drawn)
        _about(book, formats, drawn)
        book.set_properties({"title": _cut(clean(drawn.name), 250), "author": ""})
    return file.getvalue()


def _grid(book: Any, formats: _Formats, drawn: JourneyMap) -> None:
    """Stages, touchpoints, and three rows per measured lane (value, interval, n) or one of words."""
    page, shown = book.add_worksheet("Map"), columns(drawn)
    head: dict[str, Any] = {"bold": True, "bg_color": PALETTE["wash"][0], "border": 1, "border_color": PALETTE["line"][0], "text_wrap": True}
    page.set_column(0, 0, 22)
    page.set_column(1, 1, 26)
    page.set_column(2, 1 + max(len(shown), 1), 16)
    for at, label in enumerate((own("Stage"), own("Touchpoint"))):
        page.write_string(at, 0, label, formats(**head))
        page.write_blank(at, 1, None, formats(**head))
    for stage, first, end in stage_spans(shown):
        _across(page, 0, first, end, _text(drawn.stages[stage].name), formats(**head))
    for at, column in enumerate(shown):
        page.write_string(1, 2 + at, _text(column.name), formats(**head))
    page.set_row(1, _high(max((len(column.name) for column in shown), default=0), 13))
    down = 2
    for row in drawn.rows:
        down = _grid_row(page, formats, drawn, row, shown, down)
    page.freeze_panes(2, 2)
    _printed(page, drawn)


def _across(page: Any, down: int, first: int, end: int, said: str, look: Any) -> None:
    """A text over columns, merged where they are several."""
    if end - first > 1:
        page.merge_range(down, 2 + first, down, 1 + end, "", look)
    page.write_string(down, 2 + first, said, look)


def _high(letters: int, beside: int) -> float:
    """The height of a row with so many letters, so many of them beside each other."""
    return 15.0 * min(1 + max(letters - 1, 0) // beside, 25)


def _text(said: str, longest: int = 32_000) -> str:
    return _cut(clean(said), longest)


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
    page.write_string(down, 0, _text(row.label), formats(**look))
    if isinstance(row, TextLane):
        page.write_string(down, 1, f"line by {row.by}" if row.kind == "line" else f"{SAID} by {row.by}", formats(**_under()))
        return _grid_words(page, formats, drawn, row, shown, down)
    kind = REPORTED if isinstance(row, ReportedLane) else MEASURED
    what = (f"{kind}, {_unit(row.unit)}", f"{kind}, 95 % interval", f"{kind}, n")
    for at, said in enumerate(what):
        if at:
            page.write_blank(down + at, 0, None, formats(bg_color=PALETTE["wash"][0]))
        page.write_string(down + at, 1, said, formats(**_under(at)))
    for place, column in enumerate(shown):
        _grid_number(page, formats, row, number_at(row, column), down, 2 + place)
    return down + _FEW


def _under(at: int = 0) -> dict[str, Any]:
    top = {"top": 1, "top_color": PALETTE["line"][0]} if at == 0 else {}
    return {"font_color": PALETTE["faint"][0], "bg_color": PALETTE["wash"][0], "text_wrap": True, **top}


def _unit(unit: str) -> str:
    return settings.in_force().currency or unit if unit == "money" else unit


def _grid_number(page: Any, formats: _Formats, row: words.Numbers, cell: words.Number | None, down: int, at: int) -> None:
    line: dict[str, Any] = {"top": 1, "top_color": PALETTE["line"][0], "align": "left"}
    small: dict[str, Any] = {"font_color": PALETTE["soft"][0], "align": "left", "font_size": 9}
    if cell is None or cell.value is None:
        page.write_string(down, at, _text(words.missing(cell, row)), formats(font_color=PALETTE["faint"][0], **line))
        return
    tone = words.side(cell, row)
    paint: dict[str, Any] = {"font_color": PALETTE[tone][0], "bg_color": PALETTE[f"{tone}w"][0]} if tone else {}
    mark = words.MARKS[cell.mark] if isinstance(cell, Cell) and cell.mark else ""
    page.write_number(down, at, cell.value, formats(_marked(_code(cell.value, row.unit), mark), bold=cell.status == "ok", **line, **paint))
    page.write_string(down + 1, at, _text(words.interval(cell, row)), formats(**small))
    if cell.n is None:
        page.write_string(down + 2, at, "n not given", formats(**small))
    else:
        few = ' "· few"' if cell.status == "small_sample" else ""
        page.write_number(down + 2, at, cell.n, formats(f'"n" {_code(cell.n, "number")}{few}', **small))


def _marked(code: str, mark: str) -> str:
    """A number's format with its mark before it: the value stays a number."""
    parts = code.split(";") if ";" in code else [code, f"-{code}"]  # with one part the minus would stand before the mark
    return ";".join(f'"{mark} "{part}' for part in parts) if mark else code


def _grid_words(page: Any, formats: _Formats, drawn: JourneyMap, row: TextLane, shown: tuple[Column, ...], down: int) -> int:
    look = formats(text_wrap=True, top=1 if row.kind != "line" else 8, top_color=PALETTE["line" if row.kind != "line" else "ink"][0])
    if row.kind == "line":
        _across(page, down, 0, len(shown), "", look)
        return down + 1
    typed = {one.key: one for one in drawn.journey.items} if drawn.journey else {}
    most = 1
    for one in placed(row, shown):
        said = _text("\n".join(line for item in one.cell.items for line in _lines(item, typed.get(item.key))))
        _across(page, down, one.first, one.end, said, look)
        room = 17 * (one.end - one.first)
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


def _cells(book: Any, formats: _Formats, drawn: JourneyMap) -> None:
    """Every cell in a row of its own, with all that is known of it."""
    page, at = book.add_worksheet("Cells"), 0
    for place, name in enumerate(_COLUMNS):
        page.set_column(place, place, 40 if name in ("text", "source", "evidence") else 14)
        page.write_string(0, place, name, formats(bold=True, bg_color=PALETTE["wash"][0], bottom=1))
    for at, (unit, found) in enumerate(_long(drawn), start=1):
        for place, name in enumerate(_COLUMNS):
            _write(page, formats, at, place, found.get(name), unit if name in ("value", "ci_low", "ci_high", "target") else "part"
                   if name.startswith("change") and unit == "share" else "share" if name == "share" else "number")  # fmt: skip
    page.freeze_panes(1, 2)
    page.autofilter(0, 0, at, len(_COLUMNS) - 1)
    page.set_landscape()
    page.set_paper(8)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def _write(page: Any, formats: _Formats, down: int, at: int, value: object, unit: str) -> None:
    if isinstance(value, bool):
        page.write_boolean(down, at, value, formats())
    elif isinstance(value, (int, float)):
        page.write_number(down, at, value, formats(_code(value, unit)))
    elif value:
        page.write_string(down, at, _text(str(value)), formats())


def _long(drawn: JourneyMap) -> Iterator[tuple[str, dict[str, object]]]:
    """(unit, the cell by column names) of every cell of every row, and of the other curves."""
    shown = columns(drawn)
    for row in drawn.rows:
        name = f"reported:{row.name}" if isinstance(row, ReportedLane) else row.name
        head: dict[str, object] = {"lane": name, "label": row.label}
        if isinstance(row, TextLane):
            yield from (("", head | one) for one in _long_words(drawn, row, shown))
        else:
            yield from ((row.unit, head | {"unit": _unit(row.unit)} | one) for one in _long_numbers(drawn, row, shown))
    lane = drawn.lane("emotion")
    for curve in drawn.curves if lane else ():
        for column, cell, apart in ((one, curve.cells[one.at], curve.differences[one.at]) for one in shown if one.at is not None):
            moved = {"change": apart.value, "change_low": apart.ci_low, "change_high": apart.ci_high, "change_since": apart.since,
                     "change_real": apart.real} if apart else {}  # fmt: skip
            yield "score", {"lane": "emotion", "label": "Emotion", "unit": "score", "curve": curve.label, **_place(drawn, column),
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


def _about(book: Any, formats: _Formats, drawn: JourneyMap) -> None:
    """What the map is about, how it adds up, and what its numbers mean."""
    page = book.add_worksheet("About")
    page.hide_gridlines(2)
    page.set_column(0, 0, 28)
    page.set_column(1, 1, 100)
    for at, (name, said) in enumerate(_facts(drawn)):
        looks: dict[str, Any] = {"bold": True, "font_size": 16} if at == 0 else {"text_wrap": True}
        page.write_string(at, 0, _text(name), formats(font_color=PALETTE["faint"][0], text_wrap=True))
        page.write_string(at, 1, _text(said), formats(**looks))
        page.set_row(at, 24 if at == 0 else _high(len(said), 95))
    page.set_landscape()
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
