"""How a number of the map's workbook is shown: as the page shows it, while its cell keeps the full number."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal

from cjm_core import format as fmt
from cjm_core.journey_map import render_cells
from cjm_core.journey_map.model import Cell, ReportedCell
from cjm_core.settings import in_force
from cjm_core.takeaway.map_slides_words import Numbers

_LONGEST = 250  # letters of a code, of the 255 that Excel holds
_EXACT = Context(prec=400, rounding=ROUND_HALF_UP)  # digits: the largest number of a file has 309
_IN_THE_UNIT = ("value", "ci_low", "ci_high", "target")


def value_code(cell: Cell | ReportedCell, row: Numbers) -> str:
    """The code of a value in the grid, with its mark; of reach, whose share stands below it, the customers."""
    number = cell.value or 0.0
    said = fmt.count(number) if row.name == "reach" else f"{render_cells.whole(cell, row)} {fmt.suffix(number, row.unit)}".strip()
    return as_on_page(number, said, f"{render_cells.sign(cell, row)} ".lstrip(), plus=_plus(row))


def code_of(column: str, number: float, row: Numbers | None) -> str:
    """The code of a number in the sheet of all cells. Times stand there in seconds, as the column of units says."""
    if column == "share":
        return as_on_page(number, fmt.full(number, "share", 0))
    if row is None or row.unit == "seconds" or row.name == "reach" or column not in (*_IN_THE_UNIT, "change", "change_low", "change_high"):
        return as_on_page(number, fmt.count(number))
    if column in _IN_THE_UNIT:
        said = fmt.value(number, row.unit, render_cells.decimals(row), row.name in render_cells.SIGNED)
        return as_on_page(number, f"{said} {fmt.suffix(number, row.unit)}".strip(), plus=_plus(row))
    apart = render_cells.difference(number, row).removeprefix("±")
    return as_on_page(number, f"{apart} {fmt.suffix(number, row.unit)}".strip(), plus=True)


def _plus(row: Numbers) -> bool:
    return row.unit == "points" or row.name in render_cells.SIGNED


def as_on_page(number: float, said: str, before: str = "", after: str = "", plus: bool = False) -> str:
    """Excel's code under which a number reads as it is said, with what stands before and after it.

    It is a format of its kind, so that another number in the cell would read alike. Where none can show what is said (a half that is rounded
    to the even neighbour, a time in hours whose cell holds seconds), it is the very words. `plus`: what is above 0 has a sign.
    """
    lead, digits, rest = _parts(said)
    bare = lead.lstrip(f"+{fmt.MINUS}")
    if _rounded(number, digits, "%" in rest) == digits and lead[: len(lead) - len(bare)] == _sign_of(number, plus):
        shown = _quoted(bare) + _pattern(digits) + "%".join(map(_quoted, rest.split("%")))
        sections = (("+" if plus else "", shown), (fmt.MINUS, shown), ("", shown))
        code = ";".join(f"{_quoted(before + sign)}{part}{_quoted(after)}" for sign, part in sections)
    else:
        code = ";".join([_quoted(before + said + after)] * 3)  # with one section a minus would be put before the words
    return code if len(code) <= _LONGEST else "General"


def _parts(said: str) -> tuple[str, str, str]:
    """What stands before the digits, the digits with their separators, what stands behind them."""
    thousands, point = map(re.escape, in_force().separators)
    between = rf"(?:{thousands}\d{{3}})*" if thousands else ""
    found = re.search(rf"\d+{between}(?:{point}\d+)?", said)
    return (said[: found.start()], found[0], said[found.end() :]) if found else (said, "", "")


def _sign_of(number: float, plus: bool) -> str:
    """The sign that Excel would put: it looks at the number, not at what is left of it when it is rounded."""
    return fmt.MINUS if number < 0 else "+" if number > 0 and plus else ""


def _rounded(number: float, like: str, percent: bool) -> str:
    """The number as Excel writes it: from 15 digits, halves away from 0, as many decimals as there."""
    thousands, point = in_force().separators
    decimals = len(like.partition(point)[2])
    exact = Decimal(f"{abs(number):.15g}") * (100 if percent else 1)
    text = f"{exact.quantize(Decimal(1).scaleb(-decimals), context=_EXACT):,.{decimals}f}"
    return text.replace(",", "\0").replace(".", point).replace("\0", thousands)


def _pattern(digits: str) -> str:
    """'#,##0.0': which separators stand in it is the choice of whoever opens the file; whether thousands are set apart is ours."""
    thousands, point = in_force().separators
    decimals = len(digits.partition(point)[2])
    return ("#,##0" if thousands else "0") + ("." + "0" * decimals if decimals else "")


def _quoted(text: str) -> str:
    """Words in a code: nothing in them is a sign of the format."""
    return '"{}"'.format(text.replace('"', "'")) if text else ""
