"""Dates and numbers in any usual form: from text to a time in UTC and to a number, decided by the whole column."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cjm_core.errors import BadInput
from cjm_core.ingest.conversion import number_reading, time_sql, yearless
from cjm_core.plan import Table
from cjm_core.reading.dates import cleaned, clock_form, forms, looks_dated, split_zone
from cjm_core.reading.values import is_date
from cjm_core.understanding.times import lacks_year, likely_year, order_open


def connection(values: list[str | None], clocks: list[str] | None = None) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute("SET TimeZone = 'UTC'")
    rows = {"row_index": pa.array(range(len(values)), pa.int64()), "c0": pa.array(values, pa.string())}
    con.register("raw", pa.table({**rows, "c1": pa.array(clocks or values, pa.string())}))
    return con


def times(
    values: list[str | None], day_first: bool | None = None, *, zone: str | None = None, year: int | None = None, clocks: list[str] | None = None
) -> tuple[list[str | None], bool]:
    """What is read, as text, and whether day and month could change places."""
    con = connection(values, clocks)
    sql, twofold = time_sql(con, "raw", "c0", day_first, zone=zone, year=year, clock="c1" if clocks else None)
    rows = con.execute(f"SELECT strftime({sql}, '%Y-%m-%d %H:%M:%S.%g') FROM raw ORDER BY row_index").fetchall()
    return [text and text.removesuffix(".000").removesuffix(" 00:00:00") for (text,) in rows], twofold


def numbers(*values: str) -> tuple[list[float | None], bool | None]:
    con = connection(list(values))
    sql, doubt = number_reading(con, "raw", "c0")
    return [number for (number,) in con.execute(f"SELECT {sql} FROM raw ORDER BY row_index").fetchall()], doubt


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2025-03-01", "2025-03-01"), ("2025-03-01 10:05", "2025-03-01 10:05:00"), ("2025-03-01T10:05:06.5", "2025-03-01 10:05:06.500"),
        ("2025-03-01T10:00:00Z", "2025-03-01 10:00:00"), ("2025-03-01T10:00:00+02:00", "2025-03-01 08:00:00"),
        ("2025-03-01T10:00:00-0800", "2025-03-01 18:00:00"), ("2025-03-01T10:00Z", "2025-03-01 10:00:00"),
        ("2025-03-01 09:00:00 +0200", "2025-03-01 07:00:00"), ("2025-03-01T10:00:00.1234567Z", "2025-03-01 10:00:00.123"),
        ("2011-10-11 13:45:40.276000+02:00", "2011-10-11 11:45:40.276"), ("  2025-03-01 ", "2025-03-01"), ("2025-3-1 9:05", "2025-03-01 09:05:00"),
        ("2025/03/01 10:00", "2025-03-01 10:00:00"), ("2025.03.01", "2025-03-01"), ("2025-03", "2025-03-01"), ("2025-W10", "2025-03-03"),
        ("24-02-2015 11.35", "2015-02-24 11:35:00"), ("12/31/1999 09:30:00 AM", "1999-12-31 09:30:00"), ("1.3.25", "2025-03-01"),
        ("3/31/25 9:30\u202fPM", "2025-03-31 21:30:00"), ("10:30 01.03.2025", "2025-03-01 10:30:00"), ("11.10.2025 - 10:00", "2025-10-11 10:00:00"),
        ("Oct 11, 2025 3:04 PM", "2025-10-11 15:04:00"), ("March 1st, 2025 at 3:04 p.m.", "2025-03-01 15:04:00"), ("01-Mar-25", "2025-03-01"),
        ("1mar2025", "2025-03-01"), ("01/Mar/2025:10:00:00 +0000", "2025-03-01 10:00:00"), ("3:04:05 PM, Mar 1 2025", "2025-03-01 15:04:05"),
        ("1. März 2025", "2025-03-01"), ("Samstag, 1. März 2025, 10:00 Uhr", "2025-03-01 10:00:00"), ("mi 05.03.25", "2025-03-05"),
        ("1er août 2025", "2025-08-01"), ("mar. 11 mars 2025 à 14h30", "2025-03-11 14:30:00"), ("2 févr. 2025", "2025-02-02"),
        ("1 de marzo de 2025", "2025-03-01"), ("15 ene. 2025", "2025-01-15"), ("maandag 3 maart 2025", "2025-03-03"), ("4 mei 2025", "2025-05-04"),
        ("2025年3月1日", "2025-03-01"), ("2025年3月1日 10:05", "2025-03-01 10:05:00"),
        ("Sat Mar 01 2025 10:00:00 GMT+0100 (Central European Standard Time)", "2025-03-01 09:00:00"),
        ("Sat Mar 01 10:00:00 +0000 2025", "2025-03-01 10:00:00"),
        ("2025-03-01 10:00 Europe/Berlin", "2025-03-01 09:00:00"), ("2025-07-01 10:00 CET", "2025-07-01 08:00:00"),
        ("2025-07-01 10:00 GMT+2", "2025-07-01 08:00:00"), ("2025-03-01 10:00:00 PDT", "2025-03-01 17:00:00"),
        ("20250301", "2025-03-01"), ("20250301094500", "2025-03-01 09:45:00"), ("45321", "2024-01-30"), ("45321.604166667", "2024-01-30 14:30:00"),
        ("1741000000", "2025-03-03 11:06:40"), ("1741000000123", "2025-03-03 11:06:40.123"), ("1741000000123456", "2025-03-03 11:06:40.123"),
        ("8 de fevereiro de 2025", "2025-02-08"), ("9 febbraio 2025 06:43", "2025-02-09 06:43:00"), ("20-mag-25", "2025-05-20"),
        ("27 września 2025", "2025-09-27"), ("5 апреля 2025 г.", "2025-04-05"), ("26 mart 2025", "2025-03-26"), ("3 maj 2025", "2025-05-03"),
        ("16. oktober 2025", "2025-10-16"), ("14 mei 2025 om 13:53 uur", "2025-05-14 13:53:00"), ("25/02/2025 02h05", "2025-02-25 02:05:00"),
        ("[03/Jan/2025:10:44:11 +0100]", "2025-01-03 09:44:11"), ("[13/02/25, 18:57:46]", "2025-02-13 18:57:46"),
        ("'2025-03-01 10:00", "2025-03-01 10:00:00"),
        ("14-AUG-25 03.25.10.000000000 PM", "2025-08-14 15:25:10"), ("13/02/2025 14:59:42 PM", "2025-02-13 14:59:42"),
        ("20250301T094500Z", "2025-03-01 09:45:00"), ("20250301-09:45:00", "2025-03-01 09:45:00"),
        ("2025-03-01 09", "2025-03-01 09:00:00"),
        ("2025-03-01T10:38:45.123+01:00[Europe/Berlin]", "2025-03-01 09:38:45.123"), ("2025Q3", "2025-07-01"), ("Q2 2025", "2025-04-01"),
        ("2025/2/3 下午 4:56", "2025-02-03 16:56:00"), ("2025. 3. 15. 오전 6:57", "2025-03-15 06:57:00"),
        ("2025/09/08(月) 21:26", "2025-09-08 21:26:00"),
        ("epoch", None), ("x", None), ("2025", None), ("2025-02-30", None), ("31.02.2025", None), ("12/31/1899 09:30:00 AM", None),
        ("2025-03-01 10:00 Nowhere/Land", None),
    ],
)  # fmt: skip
def test_one_text_alone(text: str, read: str | None) -> None:
    assert times([text])[0] == [read]


def test_the_whole_column_decides_on_day_and_month() -> None:
    assert times(["03/04/2025", "05/04/2025 10:00", "13/04/2025"]) == (["2025-04-03", "2025-04-05 10:00:00", "2025-04-13"], False)
    assert times(["03/04/2025", "04/13/2025"]) == (["2025-03-04", "2025-04-13"], False)
    assert times(["03/04/2025"] * 2) == (["2025-04-03"] * 2, True)
    assert times(["03/04/2025"], False) == (["2025-03-04"], False)
    assert times(["13/04/2025", "04/13/2025", "05/20/2025"])[0][0] is None  # never both orders in one column
    many: list[str | None] = ["03/04/2025"] * 60_000
    many[59_999] = "04/13/2025"  # between the rows of the sample
    assert times(many) == (["2025-03-04"] * 59_999 + ["2025-04-13"], False)


def test_forms_that_do_not_contradict_are_read_together() -> None:
    mixed = ["01.03.2025", "01.03.2025 10:00", "2025-03-04", "1.4.25", None, "", "Mar 5, 2025", "45321"]
    assert times(mixed)[0] == ["2025-03-01", "2025-03-01 10:00:00", "2025-03-04", "2025-04-01", None, None, "2025-03-05", "2024-01-30"]
    rare: list[str | None] = ["01.03.2025"] * 60_000
    rare[59_999] = "02.03.2025 10:30"  # the sample holds no clock
    assert times(rare)[0][-1] == "2025-03-02 10:30:00"
    slipped: list[str | None] = ["2025-03-01"] * 500
    slipped[7] = "45000"  # an amount that slipped into the column of dates is no date
    assert times(slipped)[0][7] is None


def test_a_stray_offset_in_a_column_of_plain_times_is_not_dropped() -> None:
    plain: list[str | None] = ["2025-03-01 10:00:00"] * 60_000
    plain[59_999] = "2025-03-01 10:00:00+02:00"
    plain[59_998] = "2025-3-1 9:05:00+02"  # as long as a plain one
    assert times(plain)[0][-2:] == [None, "2025-03-01 08:00:00"] or times(plain)[0][-2:] == ["2025-03-01 07:05:00", "2025-03-01 08:00:00"]


def test_times_without_a_zone_are_local() -> None:
    values = ["2025-03-01 10:00", "2025-03-01T10:00:00Z", "2025-07-01", "45321.5", "1741000000", "2025-03-30 02:30", "2025-10-26 02:30"]
    read = ["2025-03-01 09:00:00", "2025-03-01 10:00:00", "2025-06-30 22:00:00", "2024-01-30 11:00:00", "2025-03-03 11:06:40"]
    assert times(list(values), zone="Europe/Berlin")[0] == [*read, "2025-03-30 01:30:00", "2025-10-26 01:30:00"]
    with pytest.raises(BadInput, match="Europe/Berlin"):
        times(["2025-03-01"], zone="Berlin time")


def test_dates_without_a_year_need_one() -> None:
    values: list[str | None] = ["Sat, Oct 11", "11 Oct", "11.10.", "Oct 12 3:04 PM", "12. Oktober"]
    assert times(values, year=2025)[0] == ["2025-10-11", "2025-10-11", "2025-10-11", "2025-10-12 15:04:00", "2025-10-12"]
    assert times(values)[0] == [None] * 5
    assert yearless(connection(values), "raw", "c0") and not yearless(connection(["2025-03-01", "11 Oct 2025"]), "raw", "c0")
    assert times(["Feb 29"], year=2025)[0] == [None] and times(["Feb 29"], year=2024)[0] == ["2024-02-29"]


def test_the_time_of_day_in_a_second_column() -> None:
    days: list[str | None] = ["2025-03-01", "2025-03-02 00:00:00", "01.04.2025", "2025-03-05", "2025-03-06", "2025-03-07"]
    clocks = ["9:30", "3:04 PM", "9h05", "9.30 Uhr", "12/31/1899 09:30:00 AM", ""]
    read = ["2025-03-01 08:30:00", "2025-03-02 14:04:00", "2025-04-01 07:05:00", "2025-03-05 08:30:00", "2025-03-06 08:30:00", "2025-03-06 23:00:00"]
    assert times(days, zone="Europe/Berlin", clocks=clocks)[0] == read
    assert times(["2025-03-01"] * 2, clocks=["0.5", "0.395833333"])[0] == ["2025-03-01 12:00:00", "2025-03-01 09:30:00"]  # as Excel keeps them
    assert times(["2025-03-01"] * 2, clocks=["0930", "1745"])[0] == ["2025-03-01 09:30:00", "2025-03-01 17:45:00"]


MOMENTS = st.datetimes(datetime(1951, 1, 1), datetime(2099, 12, 31)).map(lambda when: when.replace(microsecond=0))
PATTERNS = ("%Y-%m-%d %H:%M:%S", "%d.%m.%Y %H:%M:%S", "%b %d, %Y %I:%M:%S %p", "%A, %d %B %Y %H:%M:%S", "%Y%m%d%H%M%S", "%Y-%m-%dT%H:%M:%SZ")


@given(st.lists(MOMENTS, min_size=1, max_size=12), st.sampled_from(PATTERNS))
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_read(moments: list[datetime], pattern: str) -> None:
    assert [datetime.fromisoformat(text or "") for text in times([when.strftime(pattern) for when in moments])[0]] == moments


@given(st.lists(MOMENTS, min_size=1, max_size=8))
@settings(max_examples=30, deadline=None)
def test_local_times_agree_with_another_reader_of_zones(moments: list[datetime]) -> None:
    zone = ZoneInfo("America/New_York")
    plain = [when for when in moments if len({when.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1)}) == 1 and when.year > 1970]
    expected = [when.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None) for when in plain]
    read = times([when.isoformat(" ") for when in plain], zone="America/New_York")[0]
    assert [datetime.fromisoformat(text or "") for text in read] == expected


@pytest.mark.parametrize(
    ("values", "read"),
    [
        (["1.234,50", "12,5", "1.234"], [1234.5, 12.5, 1234.0]), (["1,234.50", "12"], [1234.5, 12.0]), (["€ 12,50", "3,20 €"], [12.5, 3.2]),
        (["(5)", "5-", "-3", "12 %", "−3"], [-5.0, -5.0, -3.0, 12.0, -3.0]), (["1 234,5", "1\xa0234,5", "1\u202f234,5"], [1234.5] * 3),
        (["1'234.50", "CHF 1’200.00"], [1234.5, 1200.0]), (["1.234.567"], [1234567.0]), (["12.5", "3,5", "4,2", "1.000"], [12.5, 3.5, 4.2, 1000.0]),
        (["1e5", "nan", "inf", "x", ""], [100000.0, None, None, None, None]), (["0.123", "1.234"], [0.123, 1.234]), (["1,23,456"], [123456.0]),
        (["$1,200", "$950"], [1200.0, 950.0]), ([".5", "1"], [0.5, 1.0]), (["1,234"], [1234.0]), (["12 EUR", "USD 3.5"], [12.0, 3.5]),
    ],
)  # fmt: skip
def test_numbers(values: list[str], read: list[float | None]) -> None:
    assert numbers(*values) == (read, None)


def test_a_point_before_three_digits_is_decided_by_its_neighbours_and_told() -> None:
    assert numbers("1.234", "950") == ([1234.0, 950.0], True)
    assert numbers("1.234", "2.345") == ([1.234, 2.345], False)
    assert numbers("1.234", "12345") == ([1.234, 12345.0], False)
    assert numbers("12,345", "1234") == ([12.345, 1234.0], False)


@pytest.mark.parametrize("text", ["Sat, Oct 11", "11 Oct", "1er août 2025", "2025年3月1日", "2025-W10", "2025-03-01 10:00 Europe/Berlin", "5 mars",
                                  "8 de fevereiro de 2025", "3 maj 2025", "25/02/2025 02h05", "[13/02/25, 18:57:46]", "'2025-03-01 10:00",
                                  "20250301T094500Z", "2025-03-01 09", "2025/2/3 下午 4:56", "2025. 3. 15. 오전 6:57", "2025/09/08(月) 21:26"])
def test_texts_that_look_like_dates(text: str) -> None:
    assert is_date(text)


@pytest.mark.parametrize("text", ["Mar-12", "may be 3", "marcel 3", "May", "2025", "1-2-3-4", "3 of 4", "MG-8769", "Oct", "12 monkeys", "Mai 2025"])
def test_texts_that_do_not(text: str) -> None:
    assert not is_date(text) and not looks_dated(text)


def test_a_cleaned_text_has_one_form_or_both_orders() -> None:
    assert cleaned("Samstag, 1. März 2025, 10:00 Uhr") == "1 mar 2025 10:00"
    assert split_zone("2025-03-01 10:00 gmt+2") == ("2025-03-01 10:00", "gmt+2") and split_zone("01-03-2025") == ("01-03-2025", "")
    assert [(form.pattern, form.order) for form in forms("03/04/2025")] == [("%d/%m/%Y", "day"), ("%m/%d/%Y", "month")]
    assert forms("32/13/2025") == () and clock_form("25:00") is None and clock_form("9:05 pm") == "%I:%M %p" and clock_form("9") is None


def table(values: list[str], file: str = "visits.csv") -> Table:
    return Table(file, None, ("Date",), pa.table({"Date": pa.array(values, pa.string())}), pa.array(range(len(values)), pa.int64()), "")


def test_what_a_column_leaves_open() -> None:
    days = [date(2025, 10, 1) + timedelta(days=day) for day in range(30)]
    bare = table([f"{calendar.day_abbr[day.weekday()]}, {calendar.month_abbr[day.month]} {day.day}" for day in days])
    assert lacks_year(bare, "Date") and not lacks_year(table(["2025-03-01"]), "Date")
    assert likely_year(bare, "Date", date(2026, 11, 22)) == 2025  # golden: 11 October 2025 was a Saturday
    assert likely_year(bare, "Date", date(2025, 10, 5)) == 2014  # the year before in which the weekdays fit
    assert likely_year(table(["11 Oct"], "visits 2024.csv"), "Date", date(2026, 1, 1)) == 2024
    assert likely_year(table(["11 Oct"]), "Date", date(2026, 1, 1)) is None
    assert order_open(table(["03/04/2025", "05/06/2025"]), "Date") and not order_open(table(["03/04/2025", "13/04/2025"]), "Date")
    assert not order_open(table(["03.04.2025", "2025-03-01"]), "Date")


@pytest.mark.skipif(not (Path(__file__).parents[1].parent / "shared" / "data").is_dir(), reason="shared/data is not on this machine")
def test_times_of_a_real_log_agree_with_pandas() -> None:
    import pandas as pd

    path = Path(__file__).parents[1].parent / "shared" / "data" / "event_logs" / "receipt.csv"
    stamps = pd.read_csv(path, dtype=str)["time:timestamp"]
    expected = pd.to_datetime(stamps, utc=True, format="ISO8601").dt.strftime("%Y-%m-%d %H:%M:%S")
    con = connection(list(stamps))
    sql, _ = time_sql(con, "raw", "c0", None)
    read = con.execute(f"SELECT strftime({sql}, '%Y-%m-%d %H:%M:%S') FROM raw ORDER BY row_index").fetchall()
    assert [text for (text,) in read] == list(expected)
