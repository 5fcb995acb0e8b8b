"""Every kind of file that holds a table: workbooks of all makes, Parquet and JSON."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cjm_core.errors import BadInput
from cjm_core.plan import Table
from cjm_core.reading.cells import cell_text, number_texts
from cjm_core.reading.read import as_json, read_table, sheet_names
from tests.test_read_real_files import SHARED, needs_shared

fuzz = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def rows(table: Table) -> object:
    return as_json(table)["rows"]


def reasons(table: Table) -> list[tuple[int, str]]:
    return [(skip.line, skip.reason) for skip in table.skipped]


# --- workbooks --------------------------------------------------------------------------------------------------------


def book(path: Path, cells: dict[str, object], merged: tuple[str, ...] = ()) -> Path:
    made = openpyxl.Workbook()
    page = made.worksheets[0]
    for place, value in cells.items():
        page[place] = value
    for block in merged:
        page.merge_cells(block)
    made.save(path)
    return path


def test_a_table_may_start_anywhere(tmp_path: Path) -> None:
    cells = {"C4": "id", "D4": "when", "C5": 1, "D5": dt.date(2025, 3, 1), "C6": 2, "D6": dt.datetime(2025, 3, 2, 9, 30)}
    table = read_table(book(tmp_path / "b.xlsx", cells))
    assert (table.columns, table.lines.to_pylist()) == (("id", "when"), [5, 6])
    assert rows(table) == [["1", "2025-03-01"], ["2", "2025-03-02T09:30:00"]]


def test_columns_without_name_and_cells_around_the_table_are_left_out(tmp_path: Path) -> None:
    table = read_table(book(tmp_path / "b.xlsx", {"A1": "Sales of the year", "C3": "id", "D3": "n", "E3": "x", "C4": 1, "D4": 2, "E4": 3}))
    assert (table.columns, rows(table)) == (("id", "n", "x"), [["1", "2", "3"]])
    assert (1, "stands above the header") in reasons(table)
    assert not table.warnings


def test_merged_header_cells_name_each_of_their_columns(tmp_path: Path) -> None:
    """Two header rows: 'Customer' and 'Date' are merged downward, '2024' and '2025' to the right."""
    top = {"A1": "Customer", "B1": "2024", "D1": "2025", "F1": "Date", "B2": "Visits", "C2": "Orders", "D2": "Visits", "E2": "Orders"}
    data = {"A3": "Ann", "B3": 1, "C3": 2, "D3": 3, "E3": 4, "F3": dt.date(2025, 1, 1), "A4": "Bob", "B4": 5}
    table = read_table(book(tmp_path / "b.xlsx", top | data, ("A1:A2", "B1:C1", "D1:E1", "F1:F2")))
    assert table.columns == ("Customer", "2024 Visits", "2024 Orders", "2025 Visits", "2025 Orders", "Date")
    assert (rows(table)[0], table.header_lines) == (["Ann", "1", "2", "3", "4", "2025-01-01"], 2)  # type: ignore[index]
    assert table.lines.to_pylist() == [3, 4]


def test_a_merged_title_and_a_merged_name_above_data_are_no_groups(tmp_path: Path) -> None:
    title = {"A1": "Report", "A2": "id", "B2": "n", "C2": "t", "A3": 1, "B3": 2, "C3": "x"}
    assert read_table(book(tmp_path / "t.xlsx", title, ("A1:C1",))).columns == ("id", "n", "t")
    name = {"A1": "Name", "C1": "n", "A2": "Ann", "B2": "Lee", "C2": 1, "A3": "Bob", "B3": "Ray", "C3": 2}
    table = read_table(book(tmp_path / "n.xlsx", name, ("A1:B1",)))
    assert (table.header_lines, rows(table)) == (1, [["Ann", "Lee", "1"], ["Bob", "Ray", "2"]])


def test_error_cells_are_empty_and_noted_with_their_place(tmp_path: Path) -> None:
    table = read_table(book(tmp_path / "b.xlsx", {"A1": "id", "B1": "n", "A2": 1, "B2": "#N/A", "A3": 2, "B3": "#DIV/0!", "A4": 3, "B4": 5}))
    assert rows(table) == [["1", None], ["2", None], ["3", "5"]]
    assert reasons(table) == [(2, "B2 holds the error #N/A and is read as empty"), (3, "B3 holds the error #DIV/0! and is read as empty")]


def test_dates_counted_from_1904_and_formulas_are_read_by_their_value(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    page = made.worksheets[0]
    page.append(["id", "when"])
    page.append([1, dt.datetime(2025, 3, 1, 12)])
    made.save(tmp_path / "b.xlsx")
    assert rows(read_table(tmp_path / "b.xlsx")) == [["1", "2025-03-01T12:00:00"]]


@needs_shared
@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("readxl/iris-excel-xls.xls", ["5.1", "3.5", "1.4", "0.2", "setosa"]),
        ("readxl/iris-excel-xlsx.xlsx", ["5.1", "3.5", "1.4", "0.2", "setosa"]),
        ("readxl/iris-google-doc.xlsx", ["5.1", "3.5", "1.4", "0.2", "setosa"]),
    ],
)
def test_the_same_table_in_several_makes(name: str, first: list[str]) -> None:
    """R's iris (150 rows), saved by Excel as XLS and XLSX and by Google."""
    table = read_table(SHARED / name)
    assert (table.cells.num_rows, rows(table)[0]) == (150, first)  # type: ignore[index]


def test_a_large_sheet_is_read_as_a_small_one(tmp_path: Path) -> None:
    """1,500 rows go the quick way; with one blank row in the middle they are read row by row."""
    made = openpyxl.Workbook()
    page = made.worksheets[0]
    page.append(["id", "when", "text", "value"])
    for number in range(1_500):
        page.append([number, dt.datetime(2025, 1, 1) + dt.timedelta(hours=number), f"text {number}" if number % 3 else None, number / 8])
    made.save(tmp_path / "quick.xlsx")
    quick = read_table(tmp_path / "quick.xlsx")
    page.insert_rows(1_000)
    made.save(tmp_path / "slow.xlsx")
    slow = read_table(tmp_path / "slow.xlsx")
    assert rows(quick) == rows(slow)
    assert (quick.lines.to_pylist(), reasons(quick)) == (list(range(2, 1_502)), [])
    assert (slow.lines.to_pylist()[997:1_000], reasons(slow)) == ([999, 1_001, 1_002], [(1_000, "blank line")])
    page["A1600"] = "Source: our own shop"
    made.save(tmp_path / "foot.xlsx")
    assert rows(read_table(tmp_path / "foot.xlsx")) == rows(quick)


def open_document(path: Path, table: str) -> Path:
    content = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
        f'<office:body><office:spreadsheet><table:table table:name="One">{table}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>')
    return path


def test_open_document_sheets(tmp_path: Path) -> None:
    text = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    number = '<table:table-cell office:value-type="float" office:value="{0}"><text:p>{0}</text:p></table:table-cell>'
    day = '<table:table-cell office:value-type="date" office:date-value="2025-03-01"><text:p>1.3.25</text:p></table:table-cell>'
    lines = [text.format("id") + text.format("day"), number.format(1) + day]
    path = open_document(tmp_path / "b.ods", "".join(f"<table:table-row>{line}</table:table-row>" for line in lines))
    assert (sheet_names(path), rows(read_table(path))) == (["One"], [["1", "2025-03-01"]])


# --- Parquet ----------------------------------------------------------------------------------------------------------


def test_parquet_of_any_types_is_text(tmp_path: Path) -> None:
    zone = dt.timezone(dt.timedelta(hours=2))
    table = pa.table(
        {
            "text": pa.array(["00123", "", None]),
            "whole": pa.array([1, None, -3]),
            "number": pa.array([262.0, 0.1, float("nan")]),
            "short": pa.array([0.1, 2.0, None], pa.float32()),
            "day": pa.array([dt.date(2025, 3, 1), None, dt.date(1969, 1, 1)]),
            "moment": pa.array([dt.datetime(2025, 3, 1, 8, 30), dt.datetime(2025, 3, 1, 8, 30, 0, 500_000), None]),
            "zoned": pa.array([dt.datetime(2025, 7, 1, 8, tzinfo=zone), None, None], pa.timestamp("us", "Europe/Berlin")),
            "utc": pa.array([dt.datetime(2025, 7, 1, 8, tzinfo=dt.UTC), None, None], pa.timestamp("ms", "UTC")),
            "clock": pa.array([dt.time(9, 5), dt.time(9, 5, 0, 250_000), None]),
            "yes": pa.array([True, False, None]),
            "exact": pa.array([Decimal("5.70"), Decimal("-1.00"), None]),
            "kind": pa.array(["a", "b", "a"]).dictionary_encode(),
            "list": pa.array([[1, 2], [], None]),
            "nested": pa.array([{"a": 1, "b": "é"}, None, {"a": None, "b": ""}]),
            "bytes": pa.array([b"abc", b"\xff", None]),
        }
    )
    pq.write_table(table, tmp_path / "t.parquet")
    got = read_table(tmp_path / "t.parquet")
    assert got.columns == tuple(table.column_names)
    assert rows(got) == [
        ["00123", "1", "262", "0.1", "2025-03-01", "2025-03-01T08:30:00", "2025-07-01T08:00:00+02:00", "2025-07-01T08:00:00Z", "09:05:00",
         "true", "5.70", "a", "[1, 2]", '{"a": 1, "b": "é"}', "abc"],
        [None, None, "0.1", "2", None, "2025-03-01T08:30:00.5", None, None, "09:05:00.25", "false", "-1.00", "b", "[]", None, "ff"],
        [None, "-3", None, None, "1969-01-01", None, None, None, None, None, None, "a", None, '{"a": null, "b": ""}', None],
    ]  # fmt: skip
    assert (got.lines.to_pylist(), got.header_lines, sheet_names(tmp_path / "t.parquet")) == ([1, 2, 3], 0, [])
    whole = (tmp_path / "t.parquet").read_bytes()
    (tmp_path / "cut.parquet").write_bytes(whole[:-9])
    with pytest.raises(BadInput, match=r"cut\.parquet is damaged"):
        read_table(tmp_path / "cut.parquet")


@given(st.lists(st.floats(), min_size=1))
def test_numbers_are_written_alike_one_by_one_and_as_a_column(numbers: list[float]) -> None:
    assert number_texts(pa.array(numbers, pa.float64())).to_pylist() == [cell_text(number) or None for number in numbers]


# --- JSON -------------------------------------------------------------------------------------------------------------

_OBJECTS = [
    {"id": "007", "n": 5, "who": {"name": "Ann", "at": {"city": "Bonn"}}, "tags": ["a", 1], "ok": True},
    {"id": "8", "n": 1.5, "late": None, "who": {}},
    {"late": "x", "n": 12345678901234567890},
]
_COLUMNS = ("id", "n", "who.name", "who.at.city", "tags", "ok", "late", "who")
_ROWS = [
    ["007", "5", "Ann", "Bonn", '["a", 1]', "true", None, None], ["8", "1.5", None, None, None, None, None, "{}"],
    [None, "12345678901234567890", None, None, None, None, "x", None],
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text", "lines"),
    [
        ("a.ndjson", "\n".join(json.dumps(found) for found in _OBJECTS), [1, 2, 3]),
        ("a.txt", "\n".join(json.dumps(found) for found in _OBJECTS) + "\n", [1, 2, 3]),
        ("a.json", json.dumps(_OBJECTS), [1, 1, 1]),
        ("b.json", json.dumps(_OBJECTS, indent=1), [2, 17, 23]),
        ("c.json", "\n\n".join(json.dumps(found, indent=1) for found in _OBJECTS), [1, 17, 24]),
    ],
)
def test_json_objects_are_rows(tmp_path: Path, name: str, text: str, lines: list[int]) -> None:
    (tmp_path / name).write_text(text)
    table = read_table(tmp_path / name)
    assert (table.columns, rows(table), table.skipped) == (_COLUMNS, _ROWS, ())
    assert table.lines.to_pylist() == lines


def test_json_numbers_keep_their_digits_and_bad_lines_are_noted(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"a": 5.70, "b": "\\ud800"}\n\n{"a": 1e3\n[1]\n{}\n{"a": NaN, "b": "x"}\n')
    table = read_table(tmp_path / "a.jsonl")
    assert rows(table) == [["5.70", "?"], [None, "x"]]
    assert reasons(table) == [
        (2, "blank line"), (3, "cannot be read as JSON, so it was left out"), (4, "is no JSON object, so it was left out"),
        (5, "an object without any value was left out"),
    ]  # fmt: skip
    (tmp_path / "b.json").write_text("[1, 2]")
    with pytest.raises(BadInput, match=r"b\.json holds no JSON objects"):
        read_table(tmp_path / "b.json")
    (tmp_path / "c.json").write_text('[{"a": 1},\n {"a": 2')
    with pytest.raises(BadInput, match=r"c\.json cannot be read as JSON from line 2 on"):
        read_table(tmp_path / "c.json")


_VALUES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8)


@fuzz
@given(found=st.lists(st.dictionaries(st.sampled_from("abc"), _VALUES, min_size=1), min_size=1), indent=st.sampled_from([None, 0, 2]))
def test_what_json_writes_is_read_back(tmp_path: Path, found: list[dict[str, str]], indent: int | None) -> None:
    (tmp_path / "a.json").write_text(json.dumps(found, indent=indent))
    table = read_table(tmp_path / "a.json")
    back = [dict(zip(table.columns, row, strict=True)) for row in rows(table)]  # type: ignore[attr-defined]
    plain = [{key: text.replace("\0", "") for key, text in row.items() if text.strip("\0")} for row in found]
    assert [{key: text for key, text in row.items() if text is not None} for row in back] == [row for row in plain if row]
