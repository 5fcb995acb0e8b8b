"""SQL that turns a column of text into times, in the forms that its own values show."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

import duckdb

from cjm_core.errors import BadInput
from cjm_core.ingest.numerals import number_reading, number_sql
from cjm_core.reading.dates import CLEANING, ZONE, Form, clock_form, forms, rules_for, split_zone, zone_suffix

__all__ = ["number_reading", "number_sql", "time_sql", "yearless"]

_SAMPLE = 20_000
_DISTINCT = 5_000  # different texts beside ISO that are looked at
_FEW = 0.01  # bare numbers in a column of dates are times only where they are no accident (a cell that slipped)
_SANE = "BETWEEN TIMESTAMP '1900-01-01' AND TIMESTAMP '2199-12-31'"
_CLOCKS = ("", "%H:%M:%S", "%H:%M", "%I:%M %p", "%I:%M:%S %p", "%I:%M%p", "%H.%M", "%H.%M.%S", "%H:%M:%S.%f", "%I %p")
_DAY_PATTERN = r"\d{4}-\d\d-\d\d"
_ISO = re.compile(rf"{_DAY_PATTERN}(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?", re.ASCII)
_ISO_ZONED = re.compile(rf"{_DAY_PATTERN}[ T]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d(?::?\d\d)?)", re.ASCII)
_BARE = re.compile(r"\d+(?:[.,]\d+)?", re.ASCII)
_PART_OF_DAY = r"(0?[.,]\d+|0|1([.,]0+)?)"
_END_OF_DAY = r"24(([:.]?00){1,2}([.]0+)?)?"
_DATED = r"^\S*\d{4}\S*[ t]+"  # the day that Excel puts before a mere time of day: 1899-12-31 09:30


@dataclass
class _Seen:
    """What a sample of a column holds: texts with how often each occurs, sorted by what reads them."""

    whole: bool  # the sample is all there is
    iso: int = 0
    zoned: int = 0
    bare: int = 0
    other: Counter[str] = field(default_factory=Counter)

    @property
    def filled(self) -> int:
        return self.iso + self.zoned + self.bare + self.other.total()


def time_sql(
    con: duckdb.DuckDBPyConnection,
    table: str,
    column: str,
    day_first: bool | None,
    *,
    zone: str | None = None,
    year: int | None = None,
    clock: str | None = None,
) -> tuple[str, bool]:
    """SQL that reads `column` of `table` as UTC times, and whether day and month could be read either way (then day is first).

    The forms are those of the column's own values; day and month have one order in the whole column. Unreadable values become NULL.
    Times without a zone are local to `zone` (None = UTC): one that summer time skips is an hour later, one that occurs twice is the
    second. Dates without a year need `year`. `clock` is a column with the time of day: an empty cell is midnight, and of `column` only the
    day counts, as it is written. Raises BadInput for a zone that nobody knows.
    """
    _refuse_unknown(con, zone)
    seen = _look(con, table, column)
    chosen, rules, suffixes, twofold = _choose(con, table, column, seen, day_first, year)
    fast = _sane(_iso(column))
    if clock is not None:
        slow = _slow(column, seen, chosen, rules, None if suffixes else {}, year, None)
        day = f"date_trunc('day', {_either(fast, *_zoned(column, seen, day=True), *slow)})"
        return _in_utc(f"({day} + {_clock_sql(con, table, clock)})", zone), twofold
    slow = _slow(column, seen, chosen, rules, suffixes, year, zone)
    return _either(_in_utc(fast, zone), *_zoned(column, seen), *slow), twofold


def yearless(con: duckdb.DuckDBPyConnection, table: str, column: str) -> bool:
    """Whether most dates in a column lack a year, so that a person must say it."""
    seen = _look(con, table, column)
    _, plain = rules_for(list(seen.other))
    found = [(forms(split_zone(text)[0]), often) for text, often in zip(plain, seen.other.values(), strict=True)]
    lacking = sum(often for read, often in found if read and not any(form.year for form in read))
    return 2 * lacking > max(seen.filled, 1)


def _refuse_unknown(con: duckdb.DuckDBPyConnection, zone: str | None) -> None:
    if zone is not None and not _known(con, zone):
        raise BadInput(f"{zone!r} is no time zone that is known here. Write it like Europe/Berlin, America/New_York or UTC.")


def _known(con: duckdb.DuckDBPyConnection, zone: str) -> bool:
    try:  # the list of all names takes seconds
        con.execute("SELECT timezone('UTC', timezone(?, TIMESTAMP '2020-01-01'))", [zone]).fetchall()
    except duckdb.Error:
        return False
    return True


def _look(con: duckdb.DuckDBPyConnection, table: str, column: str) -> _Seen:
    """A sample spread over the table."""
    filled = con.execute(f"SELECT count({column}) FROM {table}").fetchall()[0][0]
    step = max(1, filled // _SAMPLE)
    rows = con.execute(
        f"SELECT {column}, count(*) FROM {table} WHERE {column} IS NOT NULL AND row_index % {step} = 0 GROUP BY 1 ORDER BY 2 DESC, 1"
    ).fetchall()
    seen = _Seen(step == 1)
    for text, often in rows:
        if not text.strip():
            continue
        if _ISO.fullmatch(text):
            seen.iso += often
        elif _ISO_ZONED.fullmatch(text):
            seen.zoned += often
        elif _BARE.fullmatch(text.strip()):
            seen.bare += often
        elif len(seen.other) < _DISTINCT and len(text) <= 80:
            seen.other[text.strip()] += often
        else:
            seen.whole = False
    return seen


def _choose(
    con: duckdb.DuckDBPyConnection, table: str, column: str, seen: _Seen, day_first: bool | None, year: int | None
) -> tuple[list[Form], tuple[int, ...], dict[str, str], bool]:
    """The forms that are read, the most frequent first; the rules that clean the texts before; the zones seen; and the open question."""
    rules, plain = rules_for(list(seen.other))
    votes: Counter[Form] = Counter()
    only: Counter[str | None] = Counter()
    suffixes: dict[str, str] = {}
    for text, often in zip(plain, seen.other.values(), strict=True):
        bare, zone = split_zone(text)
        found = [form for form in forms(bare) if form.year or year is not None]
        if found and zone and zone not in suffixes and (suffix := zone_suffix(zone)) and (suffix[0] != " " or _known(con, suffix[1:])):
            suffixes[zone] = suffix
        votes.update(dict.fromkeys(found, often))
        if len(found) == 1:
            only[found[0].order] += often
    both = {form.order for form in votes} >= {"day", "month"}
    twofold = False
    if day_first is None and both:
        if not only["day"] and not only["month"] and not seen.whole:  # the sample fits both: ask the whole column
            only |= _asked(con, table, f"regexp_replace({_rules_sql(column, rules)}, '{ZONE}', '\\1')", list(votes), year)
        day_first, twofold = only["day"] >= only["month"], only["day"] == only["month"]
    barred = None if day_first is None else "month" if day_first else "day"
    chosen = [form for form, _ in votes.most_common() if barred is None or form.order != barred]
    return chosen, rules, suffixes, twofold


def _asked(con: duckdb.DuckDBPyConnection, table: str, text: str, found: list[Form], year: int | None) -> Counter[str | None]:
    """How many values of the whole column each order of day and month reads."""
    orders = ("day", "month")
    counts = [f"count(coalesce({', '.join(_read(text, form, year) for form in found if form.order == order)}))" for order in orders]
    return Counter(dict(zip(orders, con.execute(f"SELECT {', '.join(counts)} FROM {table}").fetchall()[0], strict=True)))


def _either(*parts: str) -> str:
    return f"coalesce({', '.join(parts)})" if len(parts) > 1 else parts[0]


def _sane(sql: str) -> str:
    return f"CASE WHEN {sql} {_SANE} THEN {sql} END"


def _slow(
    column: str, seen: _Seen, chosen: list[Form], rules: tuple[int, ...], suffixes: dict[str, str] | None, year: int | None, zone: str | None
) -> list[str]:
    """SQL of the values that are not ISO as they stand: bare numbers, and texts in the chosen forms, with their zones (None: without them)."""
    parts = []
    if seen.bare >= max(1, _FEW * seen.filled):
        parts += [_bind(f"trim({column})", "t", _sane(_epoch("t"))), _in_utc(_bind(f"trim({column})", "t", _sane(_bare_day("t"))), zone)]
    if chosen:
        read = [_read("t", form, year) for form in chosen] + ([] if seen.whole else [_companions("t", chosen, year)])
        local, text = _either(*read), _rules_sql(column, rules)
        if suffixes is None or suffixes:
            named = _bind(f"regexp_replace(x, '{ZONE}', '\\1')", "t", local)
            text_zone = f"regexp_extract(x, '{ZONE}', 2)"
            moment = _bind(named, "m", _bind(text_zone, "z", _with_zone("m", "z", suffixes, zone))) if suffixes else named
            parts.append(_bind(text, "x", moment))
        else:
            parts.append(_in_utc(_bind(text, "t", local), zone))
    return parts


def _bind(value: str, name: str, body: str) -> str:
    """`body` with `name` standing for `value`, worked out once, and only for the rows that come here (DuckDB works out common parts first)."""
    return f"list_transform([{value}], lambda {name}: {body})[1]"


def _with_zone(moment: str, zone: str, suffixes: dict[str, str], local_zone: str | None) -> str:
    """The moment in UTC: by the zone that its text carries, else by the zone of the file. A zone that is a constant is fast."""
    known = " ".join(f"WHEN '{name}' THEN {_shifted(moment, suffix)}" for name, suffix in suffixes.items())
    other = f"timezone('UTC', try_cast(strftime({moment}, '%Y-%m-%d %H:%M:%S.%f') || CASE WHEN contains({zone}, '/') THEN ' ' ELSE '' END"
    return f"CASE {zone} WHEN '' THEN {_in_utc(moment, local_zone)} {known} ELSE {other} || {zone} AS TIMESTAMPTZ)) END"


def _shifted(moment: str, suffix: str) -> str:
    if suffix.startswith(" "):
        return _in_utc(moment, suffix.strip())
    minutes = int(suffix[1:3]) * 60 + int(suffix[4:6])
    return f"{moment} {'-' if suffix[0] == '+' else '+'} INTERVAL {minutes} MINUTE"


def _read(text: str, form: Form, year: int | None) -> str:
    return _sane(f"try_strptime({text}, '{form.pattern}')" if form.year else f"try_strptime({text} || ' {year}', '{form.pattern} %Y')")


def _companions(text: str, chosen: list[Form], year: int | None) -> str:
    """The chosen days with every other clock: for cells that the sample did not hold. Years of two digits first, %Y would take them."""
    days = sorted(dict.fromkeys((form.day, form.year) for form in chosen), key=lambda item: "%y" not in item[0])
    patterns = [f"'{f'{day} {clock}'.strip()}'" for day, has in days if has for clock in _CLOCKS]
    bare = [f"'{f'{day} {clock}'.strip()} %Y'" for day, has in days if not has for clock in _CLOCKS]
    found = [f"try_strptime({text}, [{', '.join(patterns)}])"] if patterns else []
    found += [f"try_strptime({text} || ' {year}', [{', '.join(bare)}])"] if bare else []
    return _either(*(_sane(sql) for sql in found))


def _iso(column: str) -> str:
    """ISO without a zone. A cast to TIMESTAMP would drop an offset, so only lengths that leave no room for one are cast."""
    plain = f"(strlen({column}) = 19 AND {column}[17] = ':') OR strlen({column}) IN (10, 16)"
    long = f"strlen({column}) > 19 AND regexp_matches({column}, '^{_DAY_PATTERN}[ T]\\d\\d:\\d\\d:\\d\\d\\.\\d+$')"
    return f"CASE WHEN {plain} THEN try_cast({column} AS TIMESTAMP) WHEN {long} THEN try_cast({column} AS TIMESTAMP) END"


def _bare_day(column: str) -> str:
    """Days and moments written as bare numbers that are local: 20250301, 20250301094500 and the serial numbers of Excel."""
    number = f"try_cast(replace({column}, ',', '.') AS DOUBLE)"
    return (
        f"CASE WHEN {number} BETWEEN 10000 AND 80000 THEN"
        f" TIMESTAMP '1899-12-30' + to_microseconds((round({number} * 86400000) * 1000)::BIGINT)"
        f" WHEN {number} BETWEEN 19000101 AND 21991231 THEN try_strptime({column}, '%Y%m%d')"
        f" WHEN {number} BETWEEN 19000101000000 AND 21991231235959 THEN try_strptime({column}, '%Y%m%d%H%M%S') END"
    )


def _epoch(column: str) -> str:
    """Seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by their size (1990 to 2099)."""
    number = f"try_cast(replace({column}, ',', '.') AS DOUBLE)"
    cases = [
        f"WHEN {number} BETWEEN 631152000 * {unit} AND 4102444800 * {unit} THEN make_timestamp(({number} * 1000000 / {unit})::BIGINT)"
        for unit in ("1::DOUBLE", "1000::DOUBLE", "1000000::DOUBLE", "1000000000::DOUBLE")
    ]
    return f"CASE {' '.join(cases)} END"


def _zoned(column: str, seen: _Seen, *, day: bool = False) -> list[str]:
    """ISO with an offset, which is the same moment wherever the file is from; or only its `day` as written."""
    if not seen.zoned and seen.whole:
        return []
    guard = f"strlen({column}) > 19 AND regexp_matches({column}, ':\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d(:?\\d\\d)?)$')"
    read = f"try_cast({column}[:10] AS TIMESTAMP)" if day else f"timezone('UTC', try_cast({column} AS TIMESTAMPTZ))"
    moment = _bind(read, "m", _sane("m"))
    return [f"CASE WHEN {guard} THEN {moment} END"]


def _rules_sql(column: str, rules: tuple[int, ...]) -> str:
    """The cleaned text of a cell; only the rules that something in the column needs."""
    text = f"lower(trim({column}))"
    for at in rules:
        pattern, replacement = (part.replace("'", "''") for part in CLEANING[at])
        text = f"regexp_replace({text}, '{pattern}', '{replacement}', 'g')"
    return text


def _clock_sql(con: duckdb.DuckDBPyConnection, table: str, column: str) -> str:
    """SQL of the time of day as an interval: 09:30, 9.30 Uhr, 3:04 PM, 9h30, 0930, 1899-12-31 09:30:00; or 0.3958 of a day (Excel).

    24:00 is the end of the day, an empty cell its beginning; what cannot be read is NULL.
    """
    rows = con.execute(f"SELECT DISTINCT trim({column}) FROM {table} WHERE trim({column}) <> '' LIMIT {_DISTINCT}").fetchall()
    empty = f"WHEN coalesce(trim({column}), '') = '' THEN INTERVAL 0 SECOND"
    if 2 * sum(re.fullmatch(_PART_OF_DAY, text) is not None for (text,) in rows) > len(rows):
        part = f"to_microseconds((round(try_cast(replace(trim({column}), ',', '.') AS DOUBLE) * 86400000) * 1000)::BIGINT)"
        empty += f" WHEN regexp_full_match(trim({column}), '{_PART_OF_DAY}') THEN {part}"
    rules, plain = rules_for([text for (text,) in rows])
    found = Counter(filter(None, (clock_form(re.sub(_DATED, "", text)) for text in plain)))
    patterns = dict.fromkeys([*(form for form, _ in found.most_common()), *_CLOCKS[1:]])
    read = [f"try_strptime(t, '{form}')" for form in patterns]
    read.append("CASE WHEN regexp_matches(t, '^\\d{3,4}$') THEN try_strptime(lpad(t, 4, '0'), '%H%M') END")
    clock = f"CASE WHEN regexp_full_match(t, '{_END_OF_DAY}') THEN INTERVAL 1 DAY ELSE {_either(*read)} - TIMESTAMP '1900-01-01' END"
    text = f"regexp_replace({_rules_sql(column, rules)}, '{_DATED}', '')"
    return f"CASE {empty} ELSE {_bind(text, 't', clock)} END"


def _in_utc(local: str, zone: str | None) -> str:
    if zone is None or zone.upper() == "UTC":
        return local
    return f"timezone('UTC', timezone('{zone}', {local}))"
