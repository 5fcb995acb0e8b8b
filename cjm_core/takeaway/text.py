"""The numbers as a text table that a spreadsheet opens and a script reads."""

from __future__ import annotations

import csv
import io
import re
from datetime import date

from cjm_core import settings
from cjm_core.takeaway import cells
from cjm_core.takeaway.model import TakeAway
from cjm_core.takeaway.words import about

# Where a spreadsheet would see the beginning of a formula: at the start of a cell, or behind what another country's spreadsheet takes
# for the end of one (OWASP, CSV injection).
_BEGINS = r"^(?=[\t\r\n])|(?:^|(?<=[,;\t\r\n]))(?=(?:[^\S\t\r\n]|\")*[{}])"
_FORMULA, _PLAINLY = (re.compile(_BEGINS.format(signs)) for signs in (r"=+\-@\uff1d\uff0b\uff0d\uff20", r"=+\uff1d\uff0b"))
# What begins with - or @ is how people write ("- slow delivery", "@anna"). It can call or reach something only with one of these.
_REACHES = re.compile(r"[(|!=\[\uff08\uff5c\uff01\uff1d\uff3b]")
_LAST = "about"


def as_csv(taken: TakeAway, sheet: int = 0) -> bytes:
    """One sheet as CSV: the command line's columns, raw values in full precision, and the facts in a last column.

    UTF-8 with a byte order mark. Number formats with a decimal comma give `;` between cells and a comma in numbers.
    """
    mark = settings.in_force().separators[1]
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";" if mark == "," else ",", lineterminator="\r\n")
    writer.writerow([*map(inert, cells.names(taken.sheets[sheet])), _LAST])
    said = inert(about(taken))
    writer.writerows([*(_cell(value, mark) for value in row), said] for row in cells.rows(taken.sheets[sheet]))
    return file.getvalue().encode("utf-8-sig")


def inert(text: str) -> str:
    """The text with an apostrophe before everything that a spreadsheet would run; what merely begins with - or @ stays as it is."""
    return (_FORMULA if _REACHES.search(text) else _PLAINLY).sub("'", cells.clean(text))


def _cell(value: cells.Plain, mark: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return inert(value)
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    return str(value).lower() if isinstance(value, bool) else repr(value).replace(".", mark)
