"""SQL that turns a column of text into numbers; the decimal sign is decided by the whole column."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

_SIGNS = "[\\s\u00a0\u202f\u2009€$£¥₹₽₺₩%''’`+]|EUR|USD|GBP|CHF|JPY|CAD|AUD|SEK|NOK|DKK|PLN|CZK|INR|BRL|MXN|ZAR|CNY|HUF|RON|TRY|kr"
_SAMPLE = 20_000


@dataclass(frozen=True)
class _Evidence:
    """How many cells show a decimal point, a decimal comma, one group of three behind a point or a comma, few or many digits alone."""

    point: int
    comma: int
    points: int
    commas: int
    short: int
    long: int


def number_sql(con: duckdb.DuckDBPyConnection, table: str, column: str) -> str:
    """SQL that reads `column` as numbers (DOUBLE; NULL where it is none). 12 % is 12; (5) and 5- are -5; currency is dropped."""
    return number_reading(con, table, column)[0]


def number_reading(con: duckdb.DuckDBPyConnection, table: str, column: str) -> tuple[str, bool | None]:
    """SQL of `column` as numbers, and None, or where nothing but cells like 1.234 could tell: whether they were read as thousands.

    A cell that can be read in one way only (12.5, 1.234,50) is read so; the others follow the sign that most such cells have.
    """
    bare = _bare(column)
    step = max(1, con.execute(f"SELECT count({column}) FROM {table}").fetchall()[0][0] // _SAMPLE)
    found = _evidence(con, f"(SELECT {column} FROM {table} WHERE row_index % {step} = 0)", bare)
    if step > 1 and found.point == found.comma:
        found = _evidence(con, table, bare)
    comma, doubt = _decide(found)
    point_read, comma_read = "try_cast(replace(b, ',', '') AS DOUBLE)", "try_cast(replace(replace(b, '.', ''), ',', '.') AS DOUBLE)"
    if comma:
        return _finite_bound(bare, f"CASE WHEN {_clear('b', '.', ',')} THEN {point_read} ELSE {comma_read} END"), doubt
    closely = f"CASE WHEN {_clear('b', ',', '.')} THEN {comma_read} ELSE {point_read} END"
    plain = f"try_cast({column} AS DOUBLE)"  # most cells are numbers as they stand; only the others are looked at closely
    return f"coalesce(CASE WHEN isfinite({plain}) THEN {plain} END, {_finite_bound(bare, closely)})", doubt


def _finite_bound(bare: str, sql: str) -> str:
    """`sql` over the bare text b. Worked out inside a lambda: what occurs twice outside of one is worked out for every row beforehand."""
    return f"list_transform(list_transform([{bare}], lambda b: {sql}), lambda v: CASE WHEN isfinite(v) THEN v END)[1]"


def _decide(found: _Evidence) -> tuple[bool, bool | None]:
    """Whether the comma is the decimal sign, and the doubt. 1.234 beside 950 has thousands, beside 12345 has decimals."""
    if found.point != found.comma:
        return found.comma > found.point, None
    if found.points and not found.commas and not found.point:
        thousands = bool(found.short) and not found.long
        return thousands, thousands
    decimals = bool(found.commas and found.long and not found.points)  # 12,345 beside 1234
    return decimals, False if decimals else None


def _evidence(con: duckdb.DuckDBPyConnection, table: str, bare: str) -> _Evidence:
    tests = (
        _clear(bare, ".", ","), _clear(bare, ",", "."), f"regexp_matches({bare}, '^-?[1-9]\\d{{0,2}}\\.\\d{{3}}$')",
        f"regexp_matches({bare}, '^-?[1-9]\\d{{0,2}},\\d{{3}}$')", f"regexp_matches({bare}, '^-?[1-9]\\d{{0,2}}$')",
        f"regexp_matches({bare}, '^-?\\d{{4,}}$')",
    )  # fmt: skip
    return _Evidence(*con.execute(f"SELECT {', '.join(f'count(*) FILTER ({test})' for test in tests)} FROM {table}").fetchall()[0])


def _clear(bare: str, decimal: str, thousands: str) -> str:
    """Whether a cell can only be read with this decimal sign: 12.5, 0.123, 1234.567, 1,234.5; and 1,234,567 (which no decimals end)."""
    forms = (
        rf"\d*[{decimal}](\d{{1,2}}|\d{{4,}})", rf"0?[{decimal}]\d+", rf"\d{{4,}}[{decimal}]\d+",
        rf"\d{{1,3}}([{thousands}]\d{{3}})+[{decimal}]\d+", rf"\d{{1,3}}([{thousands}]\d{{3}}){{2,}}",
    )  # fmt: skip
    return f"regexp_matches({bare}, '^-?({'|'.join(forms)})$')"


def _bare(column: str) -> str:
    """A cell without currency, percent and blanks, its minus in front."""
    bare = f"regexp_replace(replace({column}, '−', '-'), '{_SIGNS}', '', 'g')"
    return f"regexp_replace({bare}, '^\\(([0-9.,]+)\\)$|^([0-9.,]+)-$', '-\\1\\2')"
