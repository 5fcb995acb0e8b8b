"""SQL that turns a column of text into times and numbers, decided by looking at the whole column."""

from __future__ import annotations

import duckdb

_CLOCKS = ("", " %H:%M:%S", " %H:%M", " %H.%M", " %I:%M:%S %p", " %I:%M %p", " %H:%M:%S.%f", "T%H:%M:%S")
# Form of a date -> which of day and month comes first, where that can be confused. ISO and time zones are read by a cast.
_DAYS: dict[str, str | None] = {
    "%d.%m.%Y": "day", "%d/%m/%Y": "day", "%d-%m-%Y": "day", "%d.%m.%y": "day", "%d/%m/%y": "day",
    "%m/%d/%Y": "month", "%m-%d-%Y": "month", "%m/%d/%y": "month",
    "%Y/%m/%d": None, "%Y.%m.%d": None, "%Y%m%d": None,
    "%d %b %Y": None, "%d %B %Y": None, "%d-%b-%Y": None, "%d-%b-%y": None, "%b %d, %Y": None, "%B %d, %Y": None, "%b %d %Y": None,
}  # fmt: skip
_ISO = "CASE WHEN {c} SIMILAR TO '\\d{{4}}-\\d{{1,2}}-\\d{{1,2}}([ T].*)?' THEN try_cast({c} AS TIMESTAMPTZ)::TIMESTAMP END"
_SECONDS = "CASE WHEN {c} SIMILAR TO '\\d{{10}}(\\.\\d+)?' THEN make_timestamp((try_cast({c} AS DOUBLE) * 1000000)::BIGINT) END"
_MILLIS = "CASE WHEN {c} SIMILAR TO '\\d{{13}}' THEN make_timestamp(try_cast({c} AS BIGINT) * 1000) END"
_SANE = "BETWEEN TIMESTAMP '1900-01-01' AND TIMESTAMP '2199-12-31'"
_SAMPLE = 20_000


def time_sql(con: duckdb.DuckDBPyConnection, table: str, column: str, day_first: bool | None) -> tuple[str, bool]:
    """SQL that reads `column` of `table` as UTC times, and whether day and month could be read either way (then day is first).

    One form is chosen for the whole column: the one that reads most of its values. Unreadable values become NULL.
    """
    forms, orders = _forms(column)
    wanted = {name for name in forms if day_first is None or orders[name] != ("month" if day_first else "day")}
    counts = _counts(con, table, column, {name: forms[name] for name in forms if name in wanted})
    top = max(counts.values())
    best = [name for name in forms if counts.get(name) == top]  # in the order of the lists above, so day comes before month
    if top == 0:
        return forms["iso"], False
    if {orders[name] for name in best} >= {"day", "month"}:  # the sample fits both: ask the whole column
        whole = _count_each(con, table, {name: forms[name] for name in best})
        best = [name for name in best if whole[name] == max(whole.values())]
    return forms[best[0]], day_first is None and {orders[name] for name in best} >= {"day", "month"}


def number_sql(con: duckdb.DuckDBPyConnection, table: str, column: str) -> str:
    """SQL that reads `column` as numbers; currency signs, percent and blanks are dropped, the decimal sign is that of the column."""
    bare = f"regexp_replace({column}, '[\\s€$£¥%'']|EUR|USD|GBP|CHF', '', 'g')"
    plain = f"try_cast(trim({column}) AS DOUBLE)"
    point = f"try_cast(replace({bare}, ',', '') AS DOUBLE)"
    comma = f"try_cast(replace(replace({bare}, '.', ''), ',', '.') AS DOUBLE)"
    commas = f"count(*) FILTER ({bare} SIMILAR TO '-?[0-9.]*,\\d{{1,2}}' OR {bare} SIMILAR TO '-?[0-9.]*\\.\\d{{3}},\\d+')"
    held = f"count(*) FILTER ({bare} SIMILAR TO '-?[0-9.,]*,[0-9.,]*')"  # what is no number at all says nothing about the comma
    filled, simple, decimal, any_comma = con.execute(f"SELECT count({column}), count({plain}), {commas}, {held} FROM {table}").fetchall()[0]
    chosen = plain if simple == filled else comma if decimal * 2 > any_comma else f"coalesce({plain}, {point})"
    return f"CASE WHEN isfinite({chosen}) THEN {chosen} END"


def _forms(column: str) -> tuple[dict[str, str], dict[str, str | None]]:
    """Every way in which a column might be a time: its SQL, and its order of day and month."""
    text = f"trim({column})"
    raw = {"iso": _ISO.format(c=text), "seconds": _SECONDS.format(c=text), "millis": _MILLIS.format(c=text)}
    orders: dict[str, str | None] = dict.fromkeys(raw)
    for day, order in _DAYS.items():
        for clock in _CLOCKS:
            raw[day + clock] = f"try_strptime({text}, '{day}{clock}')"
            orders[day + clock] = order
    return {name: f"CASE WHEN {sql} {_SANE} THEN {sql} END" for name, sql in raw.items()}, orders


def _counts(con: duckdb.DuckDBPyConnection, table: str, column: str, forms: dict[str, str]) -> dict[str, int]:
    """How many values each form reads, in a sample spread over the table. ISO is tried alone first: it is nearly always right."""
    filled = con.execute(f"SELECT count({column}) FROM {table}").fetchall()[0][0]
    step = max(1, filled // _SAMPLE)
    sample = f"(SELECT {column} FROM {table} WHERE {column} IS NOT NULL AND row_index % {step} = 0)"
    counts = _count_each(con, sample, {"iso": forms["iso"]})
    if counts["iso"] * step * 2 > filled:
        return counts
    return _count_each(con, sample, forms)


def _count_each(con: duckdb.DuckDBPyConnection, table: str, forms: dict[str, str]) -> dict[str, int]:
    row = con.execute(f"SELECT {', '.join(f'count({sql})' for sql in forms.values())} FROM {table}").fetchall()[0]
    return dict(zip(forms, row, strict=True))
