"""The numbers in the cells of a small table: '45,3 %', '€ 12.30', '−4', '1.234'. One decimal sign for the whole table."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from cjm_core.schema import MISSING_CODES

_BLANKS = re.compile(r"[\s'’\u00a0\u202f]|EUR|USD|GBP|CHF|[€$£¥]")
_COMMA_DECIMAL = re.compile(r"[-+(]?[\d.]*,(?:\d{1,2}|\d{4,})%?\)?|[-+(]?0,\d+%?\)?|[-+(]?\d{1,3}(?:\.\d{3})+,\d+%?\)?")
_PLAIN = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_MISSING = {*MISSING_CODES, "–", "—", "nan", "#n/a", "#div/0!", "k. a.", "k.a."}


@dataclass(frozen=True)
class Figure:
    """A number as it is written; `percent`: a sign says that it is one of a hundred."""

    number: float
    percent: bool


def is_blank(text: str | None) -> bool:
    """Whether a cell says that there is no number."""
    return text is None or text.strip().lower() in _MISSING


def decimal_comma(texts: Iterable[str | None]) -> bool:
    """Whether a comma is the decimal sign of these cells: some cell could not be read otherwise."""
    return any(text is not None and _COMMA_DECIMAL.fullmatch(_bare(text)) for text in texts)


def figure(text: str | None, comma: bool = False) -> Figure | None:
    """The number in a cell, or None where there is none."""
    if text is None or is_blank(text):
        return None
    bare = _bare(text)
    percent = bare.endswith("%")
    bare = bare.rstrip("%")
    if bare.startswith("(") and bare.endswith(")"):  # accountants write minus so
        bare = "-" + bare[1:-1]
    plain = bare.replace(".", "").replace(",", ".") if comma else bare.replace(",", "")
    if not _PLAIN.fullmatch(plain):
        return None
    number = float(plain)
    return Figure(number, percent) if math.isfinite(number) else None


def _bare(text: str) -> str:
    return _BLANKS.sub("", text.replace("\u2212", "-"))
