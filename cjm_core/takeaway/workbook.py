"""The numbers as a workbook: a sheet that says what they are about, then one per table."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from cjm_core import format as fmt
from cjm_core import settings
from cjm_core.errors import BadInput
from cjm_core.takeaway import cells
from cjm_core.takeaway.model import Sheet, TakeAway
from cjm_core.takeaway.words import counted

_INERT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_LONGEST_TEXT, _MOST_ROWS, _LONGEST_NAME = 32_767, 1_048_575, 31  # Excel's own limits
_UNHELD = re.compile("[\0\ud800-\udfff]")  # every other sign has a form of its own in a workbook: _x0007_
_NARROW, _WIDE = 8, 60  # widths of columns, in letters


def as_xlsx(taken: TakeAway) -> bytes:
    """A workbook with the sheet "About" and one per `Sheet`: the command line's columns, raw values, formats by unit.

    Undefined numbers are empty cells, text is never a formula or a link. Raises BadInput for more rows than Excel can hold.
    """
    from xlsxwriter import Workbook  # only wanted on a click

    file = io.BytesIO()
    with Workbook(file, {"constant_memory": True, **_INERT}) as book:
        formats = _Formats(book)
        _about(book, formats, taken)
        names = _names([sheet.name for sheet in taken.sheets])
        for name, sheet in zip(names, taken.sheets, strict=True):
            _sheet(book, formats, name, sheet, taken.unit)
    return file.getvalue()


class _Formats:
    """The workbook's cell formats, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def __call__(self, code: str = "General", **looks: Any) -> Any:
        key = (("num_format", code), *sorted(looks.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"valign": "top", **dict(key)})
        return self._made[key]


def _about(book: Any, formats: _Formats, taken: TakeAway) -> None:
    """Title, sentence, facts, and the settings under which the numbers were counted."""
    page = book.add_worksheet("About")
    page.hide_gridlines(2)
    page.set_column(0, 0, 28)
    page.set_column(1, 1, 80)
    said = [("", taken.title), ("", taken.sentence.replace("**", "")), *(("", fact) for fact in taken.facts)]
    lines = [*said, ("", ""), *counted(settings.in_force()).items()]
    for at, (name, text) in enumerate(lines):
        page.write_string(at, 0, name, formats(font_color="#5c6475"))
        look = {"bold": True, "font_size": 16} if at == 0 else {"text_wrap": True}
        page.write_string(at, 1, _cut(text), formats(**look))


def _sheet(book: Any, formats: _Formats, name: str, sheet: Sheet, unit: str) -> None:
    """One table: header frozen and filtered, widths fitted to what is in it."""
    if len(sheet.frame) > _MOST_ROWS:
        rows, most = fmt.count(len(sheet.frame)), fmt.count(_MOST_ROWS)
        raise BadInput(f"A workbook holds {most} rows and {name} has {rows}. Save the text table instead.")
    page, names, found = book.add_worksheet(name), cells.names(sheet), cells.rows(sheet)
    units = [str(said) for said in sheet.frame["unit"]] if "unit" in sheet.frame else [unit] * len(found)
    page.freeze_panes(1, 0)
    for at, column in enumerate(names):
        longest = max([len(column) + 3, *(len(_shown(row[at])) + 1 for row in found)])
        page.set_column(at, at, min(max(longest, _NARROW), _WIDE))
        page.write_string(0, at, _cut(column), formats(bold=True, bg_color="#f6f7f9", bottom=1, bottom_color="#e3e6ec"))
    for down, (row, measured) in enumerate(zip(found, units, strict=True), start=1):
        for at, (column, value) in enumerate(zip(names, row, strict=True)):
            _write(page, formats, down, at, value, cells.unit_of(column, measured))
    if names:
        page.autofilter(0, 0, len(found), len(names) - 1)


def _write(page: Any, formats: _Formats, row: int, column: int, value: cells.Plain, unit: str) -> None:
    """A cell by the kind of its value; nothing for None."""
    if isinstance(value, bool):
        page.write_boolean(row, column, value, formats())
    elif isinstance(value, (int, float)):
        page.write_number(row, column, value, formats(_code(value, unit)))
    elif isinstance(value, datetime):
        day_only = (value.hour, value.minute, value.second) == (0, 0, 0)
        page.write_datetime(row, column, value.replace(tzinfo=None), formats("yyyy-mm-dd" if day_only else "yyyy-mm-dd hh:mm"))
    elif isinstance(value, date):
        page.write_datetime(row, column, value, formats("yyyy-mm-dd"))
    elif value:
        page.write_string(row, column, _cut(value), formats())


def _code(value: float, unit: str) -> str:
    """Excel's code for a number of this unit. Which separators stand in it is the choice of whoever opens the file; whether
    thousands are set apart at all is ours."""
    chosen = settings.in_force()
    whole = "#,##0" if chosen.separators[0] else "0"
    if unit == "share":
        return "0.0%"
    if unit == "money":
        currency = '"{}"'.format(chosen.currency.replace('"', "'")) if chosen.currency else ""
        amount = f"{whole}.00"
        return f"{amount} {currency}".strip() if chosen.separators[1] == "," else f"{currency} {amount}".strip()
    if unit in ("points", "part"):
        decimals = ".000" if unit == "part" else ""
        return f"+{whole}{decimals};-{whole}{decimals};0"
    return whole if unit == "seconds" or float(value).is_integer() else f"{whole}.00"


def _shown(value: cells.Plain) -> str:
    """About as wide as the cell will be."""
    return "" if value is None else str(round(value, 2)) if isinstance(value, float) else str(value)[:_WIDE]


def _cut(text: str, longest: int = _LONGEST_TEXT) -> str:
    """What Excel can hold, which counts in halves of UTF-16 and drops longer text without a word."""
    halves = _UNHELD.sub("\ufffd", text).encode("utf-16-le")
    short = halves if len(halves) <= 2 * longest else halves[: 2 * longest - 2] + "…".encode("utf-16-le")
    return short.decode("utf-16-le", "ignore")


def _names(wanted: Sequence[str]) -> list[str]:
    """Names that Excel accepts for sheets, each once."""
    taken = ["about", "history"]  # Excel keeps the second for itself
    found = []
    for name in wanted:
        base = re.sub(r"[\[\]:*?/\\]", " ", cells.clean(name)).strip("' ") or "Numbers"
        tries = (_cut(base, _LONGEST_NAME) if number == 1 else f"{_cut(base, _LONGEST_NAME - 4)} {number}" for number in range(1, 1000))
        free = next(one for one in tries if one.lower() not in taken)
        taken.append(free.lower())
        found.append(free)
    return found
