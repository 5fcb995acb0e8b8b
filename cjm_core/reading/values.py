"""What a cell's text looks like. Only for proposals and for finding the header: the real conversion happens in the build."""

from __future__ import annotations

import re

from cjm_core.reading.dates import looks_dated

_MONTH = r"(?:jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez|fév|avr|aoû|ene|abr|ago|dic|mrt|mei)\w*\.?"
_ZONE = r"Z|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?|[a-z]{3,4}|[a-z]+/[a-z_/]+"
_HALF = r"(?:\([^\d()]{1,3}\) ?)?(?:(?:上午|午前|오전|下午|午後|오후) ?)?"
_CLOCK = (
    rf"(?:(?:[T ,]+|(?=\()){_HALF}\d{{1,2}}[:.h]\d{{2}}(?:[:.]\d{{2}}(?:[.,]\d+)?)?\s*(?:[ap]\.?m\.?)?\s*"
    rf"(?:{_ZONE})?(?:\[[a-z/_]+\])?)?"
)
_DAYS = (
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}",
    r"\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})",
    rf"\d{{1,2}}[-. ]+{_MONTH}[-, ]+(?:\d{{4}}|\d{{2}})",
    rf"{_MONTH} \d{{1,2}},? \d{{4}}", r"\d{4}\. \d{1,2}\. \d{1,2}\.?",
)
_COMPACT = r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[T _-](?:[01]\d|2[0-3]):?[0-5]\d(?::?[0-5]\d(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?"
_ALONE = rf"\d{{4}}-(?:0[1-9]|1[0-2])(?:-\d{{2}}[ T]\d{{2}})?|{_COMPACT}"
_DATE = re.compile(rf"(?:[^\W\d]{{2,10}}\.?,? )?(?:{'|'.join(_DAYS)}){_CLOCK}|{_ALONE}", re.IGNORECASE)
_TIME = re.compile(r"\d{1,2}[:h]\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[ap]\.?m\.?)?", re.IGNORECASE)
_NUMBER = re.compile(r"[-+(]?\s?[$€£¥]?\s?[-+]?(?:\d{1,3}(?:[., '’\u00a0]\d{3})+|\d*)(?:[.,]?\d+)(?:[eE][-+]?\d+)?\s?[$€£¥%)]?")
_SKELETON = ((re.compile(r"\d+"), "9"), (re.compile(r"[^\W\d_]+"), "A"), (re.compile(r"\s+"), " "))


def is_date(text: str) -> bool:
    """Whether a text looks like a day or a moment (2025-03-01, 01.03.2025 14:05, Mar 1, 2025, Sat, Oct 11); a bare number never does."""
    bare = text.strip().lstrip("'")
    bare = bare.strip("[]") if bare.startswith("[") else bare  # [01/03/25, 18:57:46]
    return (len(bare) <= 60 and _DATE.fullmatch(bare) is not None) or looks_dated(text)


def is_number(text: str) -> bool:
    """Whether a text looks like a number, with or without currency, thousands marks or per cent."""
    return len(text) <= 40 and _NUMBER.fullmatch(text.strip()) is not None


def kind_of(text: str | None) -> str:
    """One of 'empty', 'date', 'time', 'number', 'text'."""
    if text is None or not text.strip():
        return "empty"
    if is_number(text):
        return "number"
    if is_date(text):
        return "date"
    return "time" if _TIME.fullmatch(text.strip()) else "text"


def skeleton(text: str) -> str:
    """The shape of a cell: digits become 9 and letters A ('MG-8769' -> 'A-9'), so that a column's cells can be told apart."""
    shape = text[:80]
    for pattern, mark in _SKELETON:
        shape = pattern.sub(mark, shape)
    return shape


def as_number(text: str) -> float | None:
    """The number a plain text stands for (decimal point or comma), or None."""
    plain = text.strip()
    try:
        return float(plain.replace(",", ".") if plain.count(",") == 1 and "." not in plain else plain)
    except ValueError:
        return None
