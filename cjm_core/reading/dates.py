"""The written forms of days and moments, in five languages. Patterns hold for Python and for DuckDB (RE2) alike."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

# Their names in English, German, French, Spanish, Dutch, Italian and Portuguese,
MONTHS = {
    "jan": "january januar jänner janvier enero januari gennaio janeiro",
    "feb": "february februar février fevrier febrero februari febbraio fevereiro",
    "mar": "march märz maerz marz mars marzo maart mrt março marco", "apr": "april avril abril aprile", "may": "may mai mayo mei maggio maio",
    "jun": "june juni juin junio giugno junho", "jul": "july juli juillet julio luglio julho", "aug": "august août aout agosto augustus",
    "sep": "september septembre septiembre setiembre settembre setembro", "oct": "october oktober octobre octubre ottobre outubro",
    "nov": "november novembre noviembre novembro", "dec": "december dezember décembre decembre diciembre dicembre dezembro",
}  # fmt: skip
# what they are cut to, and their names in Danish, Swedish, Polish, Turkish and Russian: these only stand beside a day.
_MORE = {
    "jan": "jan janv ene gen stycznia styczeń sty ocak oca января янв",
    "feb": "feb févr fév fevr fev lutego luty lut şubat şub февраля фев",
    "mar": "mar mär mrz marts marca marzec mart марта мар",
    "apr": "apr avr abr kwietnia kwiecień kwi nisan nis апреля апр",
    "may": "mag maj maja mayıs мая май",
    "jun": "jun giu czerwca czerwiec cze haziran haz июня июн",
    "jul": "jul juil lug lipca lipiec lip temmuz tem июля июл",
    "aug": "aug aoû ago augusti sierpnia sierpień sie ağustos ağu августа авг",
    "sep": "sept sep set września wrzesień wrz eylül eyl сентября сент сен",
    "oct": "okt oct ott out października październik paź ekim eki октября окт",
    "nov": "nov listopada listopad lis kasım kas ноября ноя",
    "dec": "dez déc dic dec grudnia grudzień gru aralık ara декабря дек",
}
# Of these, words that are a product's name as often ("Gen 2", "Set 1"): only with a year, or with the day first and a time.
_NAMES_TOO = (
    "gen|sty|ocak|oca|fev|luty|lut|şub|marts|marca|marzec|mart|kwi|nisan|nis|mag|maj|maja|giu|cze|haz|lug|lipca|lipiec|lip|temmuz|tem|"
    "augusti|sie|ağu|set|wrz|eyl|ott|out|paź|ekim|eki|listopad|lis|kasım|kas|gru|aralık|ara"
)
_WEEKDAYS = (
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tues|tue|weds|wed|thurs|thur|thu|fri|sat|sun|"
    "montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|mo|di|mi|do|fr|sa|so|"
    "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lun|mer|jeu|ven|sam|dim|"
    "lunes|martes|miércoles|miercoles|jueves|viernes|sábado|sabado|domingo|mié|mie|jue|vie|sáb|sab|dom|"
    "maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|ma|wo|vr|za|zo"
)
_THREE = "|".join(MONTHS)
_WRITTEN = {short: "|".join([*names.split(), *_MORE[short].split()]) for short, names in MONTHS.items()}
_ANY_MONTH = "|".join(_WRITTEN.values())
# What a text goes through, in this order, after it was put into lower case: pattern, replacement (every occurrence).
_BEFORE: tuple[tuple[str, str], ...] = (
    ("[\\s\u00a0\u2009\u202f\u200e]+", " "),
    (r"\[[a-z]+(?:/[a-z_]+)*\]$", ""),  # 2025-03-01T10:00+01:00[Europe/Berlin]
    (r"^[ '\[]+|[ \]]+$", ""),  # [01/Mar/2025:10:00:00 +0100], and the apostrophe that keeps a cell text
    (r"\([^\d()]{1,3}\)", " "),  # 2025/03/01(土) 10:00
    (r" ?\(.*\)$", ""),  # Sat Mar 01 2025 10:00:00 GMT+0100 (Central European Standard Time)
    (r"(?:上午|午前|오전) ?([\d:]+)", r"\1 am"),
    (r"(?:下午|午後|오후) ?([\d:]+)", r"\1 pm"),
    (r"^(\d{4})\. (\d{1,2})\. (\d{1,2})\.?( |$)", r"\1-\2-\3\4"),
    (r"(\d) ?[年月년월] ?", r"\1-"),
    (r"(\d) ?[日일] ?", r"\1 "),
    (r"^(\d{4})(\d\d)(\d\d)[ t_-](\d\d):?(\d\d)", r"\1-\2-\3 \4:\5"),  # 20250301T100000Z, 20250301-10:00:00
    (r"^(\d{4}-\d\d-\d\d \d\d:\d\d)(\d\d)", r"\1:\2"),
    (r"^(\d{4}-\d\d-\d\d)[ t](\d\d)$", r"\1 \2:00"),
    *((rf"^(?:(\d{{4}})[ /-]?q{at + 1}|q{at + 1}[ ./-]*(\d{{4}}))$", rf"\1\2-{3 * at + 1:02}") for at in range(4)),  # 2025Q1
    (rf"^(?:{_WEEKDAYS})[.,]* ", ""),
    (r" ?(?:uhr|uur|hrs|o'clock|г\.?)$", ""),
    (r"(^|[ ,])(?:at|um|om|à|a las|às|alle|de|del|of|the|den|le|el|op) ", r"\1 "),
    (r"^ | $", ""),
    (r"(\d)(?:st|nd|rd|th|er|e|º)([ ,.])", r"\1\2"),
    (r"(\d) ?h ?(\d\d)", r"\1:\2"),
    (r"(\d) ?([ap])\.? ?m\.?( |$)", r"\1 \2m\3"),
    (r"^mar[.,]* (\d{1,2} [^\d])", r"\1"),  # mardi, martes
)
_AFTER: tuple[tuple[str, str], ...] = (
    (rf"[ .,/-]*( (?:{_THREE}) )[ .,/-]*", r"\1"),
    (r"(\d{4}):(\d\d:)", r"\1 \2"),
    (r"(:\d\d),(\d)", r"\1.\2"),
    (r"([:.]\d\d\.\d{6})\d+", r"\1"),
    (r",? - |, ?|  +", " "),
    (r"(\d)t(\d)", r"\1 \2"),
    (r"^ +| +$", ""),
    (r"^([a-z]{3} \d{1,2}) (\d{1,2}:\d\d(?::\d\d)?)(.*) (\d{4})$", r"\1 \4 \2\3"),  # Mar 01 10:00:00 +0000 2025
    (r"^(\d{1,2}:\d\d(?::\d\d)?(?: [ap]m)?) (\d{1,4}[ ./-].*\d|[a-z]{3} \d.*\d)$", r"\2 \1"),  # 10:30 01.03.2025
    (r"^(\d{4})-?w(\d\d)$", r"\1-w\2-1"),
)
CLEANING = (*_BEFORE, *((rf"(^|[\d ./,-])(?:{words})([\d ./,:-]|$)", rf"\1 {short} \2") for short, words in _WRITTEN.items()), *_AFTER)
MONTH_RULES = range(len(_BEFORE), len(_BEFORE) + len(MONTHS))  # the places of the twelve months in CLEANING
_SHORT_ZONES = {
    "cest": "+02:00", "mesz": "+02:00", "mez": "+01:00", "bst": "+01:00", "ist": "+05:30", "west": "+01:00", "eest": "+03:00",
    "msk": "+03:00", "pdt": "-07:00", "mdt": "-06:00", "cdt": "-05:00", "edt": "-04:00", "pst": "-08:00", "mst": "-07:00",
    "cst": "-06:00", "est": "-05:00", "aest": "+10:00", "aedt": "+11:00", "jst": "+09:00", "z": "+00:00", "utc": "+00:00",
    "gmt": "+00:00", "cet": " CET", "eet": " EET", "wet": " WET",
}  # fmt: skip
ZONE = (
    r"(:\d\d(?:\.\d+)?(?: [ap]m)?) ?((?:utc|gmt)?[+-]\d{1,2}(?::?\d\d)?|[a-z]+/[a-z_/+-]+\d*|"
    + "|".join(_SHORT_ZONES) + ")$"
)  # fmt: skip
_ZONE = re.compile(ZONE)
_CLEAN = [(re.compile(pattern), replacement) for pattern, replacement in CLEANING]
_CLOCK = re.compile(r"(\d{1,2})(?:([:.])([0-5]\d)(?:\2([0-5]\d)(\.\d{1,6})?)?)?( ?[ap]m)?")
_NUMERIC = re.compile(r"(\d{1,4})([-/. ])(\d{1,2})\2(\d{4}|\d{1,2})")
_WORDED = (
    (re.compile(rf"(\d{{1,2}}) (?:{_THREE}) \d{{4}}"), "%d %b %Y"), (re.compile(rf"(\d{{1,2}}) (?:{_THREE}) \d\d"), "%d %b %y"),
    (re.compile(rf"(?:{_THREE}) (\d{{1,2}}) \d{{4}}"), "%b %d %Y"), (re.compile(rf"\d{{4}} (?:{_THREE}) (\d{{1,2}})"), "%Y %b %d"),
    (re.compile(rf"(?:{_THREE}) \d{{4}}()"), "%b %Y"), (re.compile(r"\d{4}-(?:0[1-9]|1[0-2])()"), "%Y-%m"),
    (re.compile(r"\d{4}-w[0-5]\d-([1-7])"), "%G-w%V-%u"),
    (re.compile(rf"(\d{{1,2}}) (?:{_THREE})"), "%d %b"), (re.compile(rf"(?:{_THREE}) (\d{{1,2}})"), "%b %d"),
)  # fmt: skip
_PAIR = re.compile(r"(\d{1,2})([./-])(\d{1,2})(\.?)")
_MONTH_SEEN = re.compile(rf"(?:^|[\W\d_])(?:{_ANY_MONTH})(?:$|[\W\d_])|[年년]|\d-?w\d", re.IGNORECASE)
_NAME_SEEN = re.compile(rf"(?:^|[\W\d_])(?:{_NAMES_TOO})(?:$|[\W\d_])", re.IGNORECASE)

_NAMED_DATE = re.compile(
    r"\s*(?:\d{1,2}/\d{1,2}\s*$|\d{1,2}\.\d{1,2}\.(?:\s|$)|\d{1,2} \d{1,2} \d{4}\b|[^\W\d_]{3,10}\.?[ /-]*\d{4}\s*$|"
    r"(?:\d{4}[ /-]?q[1-4]|q[1-4][ ./-]*\d{4})\s*$)", re.IGNORECASE,
)  # fmt: skip
_MONTH_OR_DAY = re.compile(r"\s*[^\W\d_]+-\d\d\s*")  # Mar-12 may be March 2012, and is as often a part number


@dataclass(frozen=True)
class Form:
    """One written form of a day, in strptime's signs, and of the clock behind it; which of day and month is first where that is a question."""

    day: str
    order: str | None = None  # day, month
    year: bool = True
    clock: str = ""

    @property
    def pattern(self) -> str:
        """What strptime calls the whole."""
        return f"{self.day} {self.clock}" if self.clock else self.day


def cleaned(text: str) -> str:
    """A text of a date in lower case, with English months of three letters, blanks for commas, and no weekday or other words."""
    plain = text.strip().lower()
    for pattern, replacement in _CLEAN:
        plain = pattern.sub(replacement, plain)
    return plain


def rules_for(texts: list[str]) -> tuple[tuple[int, ...], list[str]]:
    """Which rules of CLEANING change any of these texts (trimmed), and the texts after them; one foreign month brings all twelve."""
    used: set[int] = set()
    plain = [text.lower() for text in texts]
    for at, (pattern, replacement) in enumerate(_CLEAN):
        changed = [pattern.sub(replacement, text) for text in plain]
        if changed != plain:
            used.add(at)
        plain = changed
    return tuple(sorted(used | set(MONTH_RULES if used & set(MONTH_RULES) else ()))), plain


def split_zone(text: str) -> tuple[str, str]:
    """A cleaned text without its zone, and the zone ('' where it has none)."""
    found = _ZONE.search(text)
    return (text[: found.start()] + found.group(1), found.group(2)) if found else (text, "")


def zone_suffix(zone: str) -> str | None:
    """A zone as DuckDB reads it behind a time ('gmt+2' -> '+02:00', 'europe/berlin' -> ' europe/berlin'), None where it is no zone."""
    if zone in _SHORT_ZONES:
        return _SHORT_ZONES[zone]
    found = re.fullmatch(r"(?:utc|gmt)?([+-])(\d{1,2})(?::?(\d\d))?", zone)
    return f"{found.group(1)}{int(found.group(2)):02}:{found.group(3) or '00'}" if found else f" {zone}" if "/" in zone else None


@lru_cache(maxsize=50_000)
def forms(text: str) -> tuple[Form, ...]:
    """The forms in which a cleaned text without zone can be read as a day or a moment: none, one, or both orders of day and month."""
    for day, clock in _halves(text):
        found = _day_forms(day)
        if found and (time := clock_form(clock) if clock else ""):
            return tuple(replace(form, clock=time) for form in found)
        if found and not clock:
            return found
    return ()


def clock_form(text: str) -> str | None:
    """The form of a time of day ('9:05 pm' -> '%I:%M %p'), or None."""
    found = _CLOCK.fullmatch(text)
    if not found or (found.group(2) is None and not found.group(6)):
        return None
    half, hour = found.group(6), int(found.group(1))
    late = half is not None and 12 < hour < 24 and "p" in half  # 14:05 PM, as some programs write
    if hour > (12 if half and not late else 24):
        return None
    sign, second, part = found.group(2) or "", found.group(4), found.group(5)
    minutes = f"{sign}%M" if found.group(3) else ""
    seconds = f"{sign}%S" if second else ""
    suffix = "" if not half else half if late else " %p" if half.startswith(" ") else "%p"
    return f"{'%I' if half and not late else '%H'}{minutes}{seconds}{'.%f' if part else ''}{suffix}"


def looks_dated(text: str) -> bool:
    """Whether a text with a month's name (or a week, or 年) is a day or a moment; months alone and bare numbers are not."""
    if len(text) > 80 or not _MONTH_SEEN.search(text) or _MONTH_OR_DAY.fullmatch(text):
        return False
    found = [form for form in forms(split_zone(cleaned(text))[0]) if "%d" in form.day or "%u" in form.day]
    if _NAME_SEEN.search(text):
        return any(form.year or (form.clock and form.day.startswith("%d")) for form in found)
    return bool(found)


def dated_if_named(text: str) -> bool:
    """Whether a text is a day, a month or a quarter where a header says that it is a date: 13.06., 12/05, 26 08 2024, May 2024, 2024Q1."""
    return len(text) <= 40 and _NAMED_DATE.match(text) is not None and bool(forms(split_zone(cleaned(text))[0]))


def _halves(text: str) -> list[tuple[str, str]]:
    """A text as day and clock, cut at every blank: the longest clock first, then the day alone."""
    cuts = [at for at, mark in enumerate(text) if mark == " "]
    return [*((text[:at], text[at + 1 :]) for at in cuts), (text, "")]


def _day_forms(text: str) -> tuple[Form, ...]:
    for pattern, form in _WORDED:
        found = pattern.fullmatch(text)
        if found:
            return (Form(form, None, "%Y" in form or "%y" in form or "%G" in form),) if int(found.group(1) or 1) in range(1, 32) else ()
    if (found := _NUMERIC.fullmatch(text)) is not None:
        return _numeric(found)
    if (found := _PAIR.fullmatch(text)) is not None:
        first, sign, second, end = found.groups()
        return _orders(int(first), int(second), f"%d{sign}%m{end}", f"%m{sign}%d{end}", sign, year=False)
    return ()


def _numeric(found: re.Match[str]) -> tuple[Form, ...]:
    first, sign, second, third = found.groups()
    if len(first) == 4:
        fits = int(second) in range(1, 13) and int(third) in range(1, 32) and len(third) <= 2
        return (Form(f"%Y{sign}%m{sign}%d"),) if fits else ()
    if len(first) == 3 or len(third) == 1 or (sign == " " and len(third) != 4):
        return ()
    year = "%Y" if len(third) == 4 else "%y"
    return _orders(int(first), int(second), f"%d{sign}%m{sign}{year}", f"%m{sign}%d{sign}{year}", sign)


def _orders(first: int, second: int, day: str, month: str, sign: str, *, year: bool = True) -> tuple[Form, ...]:
    """Both orders, as far as the numbers allow; between dots the day is always first, so the order is no question there."""
    found = []
    if first in range(1, 32) and second in range(1, 13):
        found.append(Form(day, None if sign == "." else "day", year))
    if sign != "." and first in range(1, 13) and second in range(1, 32):
        found.append(Form(month, "month", year))
    return tuple(found)
