"""A value of a frame as a plain one that a cell can hold. Text of files stays text; what a format cannot hold is its writer's to replace."""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd

from cjm_core import settings
from cjm_core.small_cells import SUPPRESSED, shown_n
from cjm_core.takeaway.model import Sheet

Plain = None | bool | int | float | str | datetime | date
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")  # no XML can hold these
_BY_UNIT = re.compile(r"value|[ab]_value|difference|ci_low|ci_high|target\w*|centre|lower|upper|mean|expected\w*")
_DIFFERENCES = re.compile(r"(difference|change)\w*")


def clean(text: str) -> str:
    """The text with a sign in place of every character that no XML can hold."""
    return _ILLEGAL.sub("\ufffd", text)


def plain(value: Any) -> Plain:
    """None for everything that is no value; times in the reporting time zone; lists and counts by reason as text."""
    if isinstance(value, dict):
        return ", ".join(f"{key} {plain(item)}" for key, item in value.items()) or None
    if isinstance(value, (list, tuple)):
        return " > ".join(map(str, value)) or None
    if hasattr(value, "item") and getattr(value, "ndim", None) == 0:
        value = value.item()
    if value is None or pd.isna(value) or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if isinstance(value, datetime):
        moment = value.to_pydatetime() if isinstance(value, pd.Timestamp) else value
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(settings.in_force().zone)
    return value if isinstance(value, (bool, int, float, date)) else str(value)


def names(sheet: Sheet) -> list[str]:
    """The columns of a sheet."""
    return [str(name) for name in sheet.frame.columns]


def rows(sheet: Sheet) -> list[list[Plain]]:
    """The rows of a sheet; the unit of money is its currency where one is chosen, and an n that is hidden is "<5"."""
    currency, units = settings.in_force().currency, [name == "unit" for name in names(sheet)]
    return [
        [currency if unit and currency and value == "money" else plain(value) for unit, value in zip(units, row, strict=True)]
        for row in _hidden(sheet.frame).itertuples(index=False, name=None)
    ]


def _hidden(frame: pd.DataFrame) -> pd.DataFrame:
    if "n" not in frame or "status" not in frame or not (frame["status"] == SUPPRESSED).any():
        return frame
    shown = [shown_n(*row) for row in zip(frame["n"], frame["status"], frame["reason"], strict=True)]
    return frame.assign(n=pd.Series(shown, frame.index, dtype=object))


def unit_of(column: str, unit: str) -> str:
    """What the numbers of a column are: in the unit of their row, its difference, or plain numbers.

    The difference of two shares is no percentage, so it is shown as the part of one that it is.
    """
    if _DIFFERENCES.fullmatch(column):
        return "part" if unit == "share" else unit
    return unit if _BY_UNIT.fullmatch(column) else "share" if column == "share" else "number"
