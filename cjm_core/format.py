"""Numbers as people read them. The only place where shares become percent and values are rounded."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta

from cjm_core.calendar import local
from cjm_core.settings import in_force

_SUFFIX = {"share": "%", "points": "", "number": "", "score": "", "money": "", "seconds": ""}
_CLOCK = ((86400 * 2, 86400, "days"), (3600 * 2, 3600, "hours"), (60 * 2, 60, "min"), (0, 1, "s"))
MINUS = "\u2212"
_WITHOUT_MINOR_UNIT = ("¥", "JPY", "₩", "KRW", "HUF", "CLP", "VND")


def count(n: float) -> str:
    """5912 -> '5,912'."""
    return _styled(f"{n:,.0f}")


def value(number: float | None, unit: str, decimals: int | None = None, signed: bool = False) -> str:
    """A value without its suffix: share .443 -> '44.3', points 31.4 -> '+31', seconds 187200 -> '52', money -> '€84.20'.

    `signed`: zero is a middle.
    """
    if number is None or number != number:
        return "no data"
    if unit == "seconds":
        _, size, _ = _clock(number)
        return _styled(_plain(number / size, 1 if abs(number / size) < 10 and size > 1 else 0))
    scaled = number * 100 if unit == "share" else number
    text = _plain(scaled, _decimals(scaled, unit) if decimals is None else decimals)
    plus = (signed or unit == "points") and not text.startswith(MINUS) and float(text.replace(",", ""))
    styled = _with_currency(_styled(text)) if unit == "money" else _styled(text)
    return f"+{styled}" if plus else styled


def suffix(number: float | None, unit: str) -> str:
    """What follows a value: '%', 'hours', or nothing."""
    return _clock(number or 0)[2] if unit == "seconds" else _SUFFIX[unit]


def full(number: float | None, unit: str, decimals: int | None = None) -> str:
    """Value and suffix in one text: '44.3 %', '52 hours'."""
    return f"{value(number, unit, decimals)} {suffix(number, unit)}".strip() if number is not None and number == number else "no data"


def interval(low: float | None, high: float | None, unit: str, decimals: int | None = None, signed: bool = False) -> str:
    """'40–49'; empty where there is none. A minus sign makes it '−3 to +4', because a dash would be misread."""
    if low is None or high is None or low != low or high != high:
        return ""
    if unit == "seconds":
        size = _clock(high)[1]
        if 0 < low < size / 10:  # '0.0–8.8 days' would hide 14 minutes
            return f"{full(low, unit)} to {full(high, unit)}"
        ends = [_styled(_plain(end / size, 1 if high / size < 10 and size > 1 else 0)) for end in (low, high)]
    else:
        ends = [value(end, unit, decimals, signed) for end in (low, high)]
    joiner = " to " if signed or any(text[0] in f"+{MINUS}" for text in ends) else "–"
    if unit == "money" and joiner == "–":  # the currency once: '€49.19–53.81'
        return _with_currency("–".join(_styled(_plain(end, _decimals(high, unit) if decimals is None else decimals)) for end in (low, high)))
    return joiner.join(ends)


def change(difference: float, unit: str) -> str:
    """A difference with its sign and its unit: '+2.4 points', '−3 hours'."""
    sign = "+" if difference > 0 else MINUS if difference < 0 else "±"
    size = abs(difference)
    if unit == "seconds":
        return f"{sign}{value(size, unit)} {suffix(size, unit)}"
    scaled = size * 100 if unit == "share" else size
    few = 1 if not 0 < scaled < 0.05 else min(1 - math.floor(math.log10(scaled)), 6)  # '+0.0 points' would hide what is there
    text = _plain(scaled, few if unit in ("share", "points") else _decimals(size, unit))
    if unit == "money":
        return sign + _with_currency(_styled(text))
    return f"{sign}{_styled(text)} points" if unit in ("share", "points") else f"{sign}{_styled(text)}"


def size(difference: float, unit: str, up: bool = False) -> str:
    """How large a difference is, without its sign, with the decimals it needs: '2.4 points', '0.04 points', '3 hours', '€12.30'.

    `up` rounds away from 0.
    """
    return " ".join(part for part in _sized(abs(difference), unit, up) if part)


def between(low: float, high: float, unit: str) -> str:
    """Two sizes; their unit is said once, and 'points' not at all: '0.2 and 0.8', '60 min and 3 hours'."""
    (first, word), (second, other) = _sized(abs(low), unit), _sized(abs(high), unit)
    if word != other:
        return f"{first} {word} and {second} {other}"
    return f"{first} and {second}" + (f" {word}" if word not in ("", "points") else "")


def signed(difference: float, unit: str) -> str:
    """A size with its sign: '+2.4 points', '−3 hours', '0 points'."""
    return f"{'+' if difference > 0 else MINUS if difference < 0 else ''}{size(difference, unit)}"


def from_to(low: float, high: float, unit: str) -> str:
    """Two ends of a difference, written as by `change`; the unit stands once or, for points, not at all: '+0.8 to +4.0'."""
    first, second = change(low, unit), change(high, unit)
    if unit == "seconds":
        word = f" {suffix(abs(high), unit)}"
        return f"{first.removesuffix(word) if second.endswith(word) else first} to {second}"
    return f"{first.removesuffix(' points')} to {second.removesuffix(' points')}"


def _sized(amount: float, unit: str, up: bool = False) -> tuple[str, str]:
    """A size's number and its word: ('2.4', 'points'), ('3', 'hours'), ('€12.30', '')."""
    if unit == "seconds":
        _, divisor, word = _clock(amount)
        return _styled(_needed(amount / divisor, up)), word
    if unit == "money" and in_force().currency and amount >= 1:
        return _with_currency(_styled(_plain(amount, _decimals(amount, unit)))), ""
    text = _styled(_needed(amount * 100 if unit == "share" else amount, up))
    return (_with_currency(text), "") if unit == "money" else (text, "points" if unit in ("share", "points") else "")


def _needed(number: float, up: bool) -> str:
    """As many decimals as the size asks for: 1,234 · 12.3 · 0.52 · 0.004."""
    if number == 0:
        return "0"
    decimals = 0 if number >= 100 else 1 if number >= 1 else min(1 - math.floor(math.log10(number)), 6)
    rounded = math.ceil(number * 10**decimals - 1e-9) / 10**decimals if up else number
    text = f"{rounded:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def day(moment: datetime | date) -> str:
    """'1 Jan 2026': the day on which an instant falls in the reporting time zone, or a day itself."""
    shown = local(moment) if isinstance(moment, datetime) else moment
    return f"{shown.day} {shown:%b %Y}"


def span(start: datetime, end: datetime) -> str:
    """A half-open period by its first and last day: '1 Jan – 30 Jun 2026'."""
    first, last = local(start).date(), local(end - timedelta(microseconds=1)).date()
    begin = f"{first.day} {first:%b}" if first.year == last.year else day(first)
    return f"{begin} – {day(last)}" if first != last else day(first)


def plural(n: float, word: str) -> str:
    """'1 answer', '2 answers'."""
    return f"{count(n)} {word}" if n == 1 else f"{count(n)} {word}s"


def _plain(number: float, decimals: int) -> str:
    text = f"{abs(number):,.{decimals}f}"
    return MINUS + text if number < 0 and float(text.replace(",", "")) else text


def _styled(text: str) -> str:
    """'1,234.5' in the number format in force."""
    thousands, decimal = in_force().separators
    return text.replace(",", "\0").replace(".", decimal).replace("\0", thousands)


def _with_currency(text: str) -> str:
    """'€84.20' and 'CHF 84.20', or '84,20 €' where the decimal sign is a comma."""
    currency = in_force().currency
    if not currency:
        return text
    if in_force().separators[1] == ",":
        return f"{text} {currency}"
    sign, size = (MINUS, text[1:]) if text.startswith(MINUS) else ("", text)
    return f"{sign}{currency}{' ' if currency[-1].isalnum() else ''}{size}"


def _decimals(scaled: float, unit: str) -> int:
    """Percent one decimal, points none, amounts to the minor unit unless they are large, other numbers by their size."""
    if unit == "money" and in_force().currency:
        return 0 if abs(scaled) >= 1000 or in_force().currency in _WITHOUT_MINOR_UNIT else 2
    if unit == "share":
        return 1
    if unit == "points":
        return 0
    return 0 if unit == "number" and float(scaled).is_integer() else 2 if abs(scaled) < 10 else 1 if abs(scaled) < 1000 else 0


def _clock(seconds: float) -> tuple[int, int, str]:
    return next(step for step in _CLOCK if abs(seconds) >= step[0])
