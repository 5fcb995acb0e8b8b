"""Numbers as people read them. The only place where shares become percent and values are rounded."""

from __future__ import annotations

from datetime import datetime, timedelta

_SUFFIX = {"share": "%", "points": "", "number": "", "score": "", "money": "", "seconds": ""}
_CLOCK = ((86400 * 2, 86400, "days"), (3600 * 2, 3600, "hours"), (60 * 2, 60, "min"), (0, 1, "s"))
MINUS = "\u2212"


def count(n: float) -> str:
    """5912 -> '5,912'."""
    return f"{n:,.0f}"


def value(number: float | None, unit: str, decimals: int | None = None, signed: bool = False) -> str:
    """A value without its suffix: share .443 -> '44.3', points 31.4 -> '+31', seconds 187200 -> '52'. `signed`: zero is a middle."""
    if number is None or number != number:
        return "no data"
    if unit == "seconds":
        _, size, _ = _clock(number)
        return _plain(number / size, 1 if abs(number / size) < 10 and size > 1 else 0)
    scaled = number * 100 if unit == "share" else number
    text = _plain(scaled, _decimals(scaled, unit) if decimals is None else decimals)
    plus = (signed or unit == "points") and not text.startswith(MINUS) and float(text.replace(",", ""))
    return f"+{text}" if plus else text


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
        ends = [_plain(end / size, 1 if high / size < 10 and size > 1 else 0) for end in (low, high)]
    else:
        ends = [value(end, unit, decimals, signed) for end in (low, high)]
    joiner = " to " if signed or any(text[0] in f"+{MINUS}" for text in ends) else "–"
    return joiner.join(ends)


def change(difference: float, unit: str) -> str:
    """A difference with its sign and its unit: '+2.4 points', '−3 hours'."""
    sign = "+" if difference > 0 else MINUS if difference < 0 else "±"
    size = abs(difference)
    if unit == "seconds":
        return f"{sign}{value(size, unit)} {suffix(size, unit)}"
    text = _plain(size * 100 if unit == "share" else size, 1 if unit in ("share", "points") else _decimals(size, unit))
    return f"{sign}{text} points" if unit in ("share", "points") else f"{sign}{text}"


def day(moment: datetime) -> str:
    """'1 Jan 2026'."""
    return f"{moment.day} {moment:%b %Y}"


def span(start: datetime, end: datetime) -> str:
    """A half-open period by its first and last day: '1 Jan – 30 Jun 2026'."""
    last = end - timedelta(microseconds=1)
    first = f"{start.day} {start:%b}" if start.year == last.year else day(start)
    return f"{first} – {day(last)}" if start.date() != last.date() else day(start)


def plural(n: float, word: str) -> str:
    """'1 answer', '2 answers'."""
    return f"{count(n)} {word}" if n == 1 else f"{count(n)} {word}s"


def _plain(number: float, decimals: int) -> str:
    text = f"{abs(number):,.{decimals}f}"
    return MINUS + text if number < 0 and float(text.replace(",", "")) else text


def _decimals(scaled: float, unit: str) -> int:
    """Percent one decimal, points none, other numbers by their size."""
    if unit == "share":
        return 1
    if unit == "points":
        return 0
    return 0 if unit == "number" and float(scaled).is_integer() else 2 if abs(scaled) < 10 else 1 if abs(scaled) < 1000 else 0


def _clock(seconds: float) -> tuple[int, int, str]:
    return next(step for step in _CLOCK if abs(seconds) >= step[0])
