"""Reading: ordinary files exactly, odd ones repaired and listed, and for everything else one plain sentence."""

from __future__ import annotations

import csv
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cjm_core.errors import BadInput
from cjm_core.reading import assemble
from cjm_core.reading.header import count_header_lines
from cjm_core.reading.read import as_json, read_table, sheet_names

fuzz = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def read(path: Path, content: str | bytes, **options: str) -> dict[str, object]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return as_json(read_table(path, **options))


# --- text files -------------------------------------------------------------------------------------------------------


def test_an_ordinary_file_is_read_as_it_is(tmp_path: Path) -> None:
    got = read(tmp_path / "a.csv", 'id,name,note\n1, Ann ,""\n2,"B, ""x""\nC",\n')
    assert got["columns"] == ["id", "name", "note"]
    assert got["rows"] == [["1", " Ann ", None], ["2", 'B, "x"\nC', None]]
    assert (got["encoding"], got["delimiter"], got["header_lines"], got["skipped"]) == ("utf-8", ",", 1, [])


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(tmp_path: Path, delimiter: str, end: str) -> None:
    rows = [["id", "value", "text"], ["1", "1,5", "a"], ["2", "2,5", "b"], ["3", "3,5", "c"]]
    text = end.join(delimiter.join(f'"{cell}"' if delimiter in cell else cell for cell in row) for row in rows)
    got = read(tmp_path / "a.csv", text)
    assert (got["delimiter"], got["columns"], got["rows"]) == (delimiter, rows[0], rows[1:])


@pytest.mark.parametrize(
    ("codec", "said"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-16", "utf-16"), ("utf-16-le", "utf-16-le"), ("cp1252", "cp1252"), ("utf-32", "utf-32")],
)
def test_encodings(tmp_path: Path, codec: str, said: str) -> None:
    got = read(tmp_path / "a.csv", "id;preis\n1;„5 €“\n2;6 é\n".encode(codec))
    assert (got["encoding"], got["columns"], got["rows"]) == (said, ["id", "preis"], [["1", "„5 €“"], ["2", "6 é"]])


def test_an_encoding_can_be_chosen_and_doubt_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("a,b\nž,1\n".encode("iso8859-2"))
    assert as_json(read_table(path, encoding="iso8859-2"))["rows"] == [["ž", "1"]]
    assert "shown as" in read_table(path, encoding="utf-8").warnings[0]
    with pytest.raises(BadInput, match="no text encoding called “klingon”"):
        read_table(path, encoding="klingon")


def test_blank_short_and_long_lines_are_listed(tmp_path: Path) -> None:
    table = read_table_of(tmp_path, "\n\na,b,c\n1,2,3\n\n4,5\n6,7,8,9\n10,11,12,\n,,\n")
    assert table.columns == ("a", "b", "c", "column_4")
    assert as_json(table)["rows"] == [["1", "2", "3", None], ["4", "5", None, None], ["6", "7", "8", "9"], ["10", "11", "12", None]]
    assert table.lines.to_pylist() == [4, 6, 7, 8]
    assert [skip.line for skip in table.skipped] == [1, 2, 5, 6, 7, 8, 9]
    assert "column_4" in table.warnings[0]


def read_table_of(folder: Path, text: str, name: str = "a.csv"):  # type: ignore[no-untyped-def]
    (folder / name).write_text(text, newline="")
    return read_table(folder / name)


def test_lines_of_rows_count_from_one_in_the_file(tmp_path: Path) -> None:
    assert read_table_of(tmp_path, 'a,b\n1,"x\ny\nz"\n2,w\n').lines.to_pylist() == [2, 5]


def test_many_skipped_lines_are_counted_not_listed(tmp_path: Path) -> None:
    table = read_table_of(tmp_path, "a,b,c\n" + "1,2\n" * 1500)
    assert len(table.skipped) == 1001
    assert table.skipped[-1].reason.startswith("and 500 more lines")
    assert table.skipped[-1].line == 1501


def test_blank_and_repeated_headers_are_named(tmp_path: Path) -> None:
    table = read_table_of(tmp_path, "name,,name,name_2,\nx,1,y,z,2\n")
    assert table.columns == ("name", "column_2", "name_3", "name_2", "column_5")
    assert len(table.warnings) == 3


def test_no_header_is_seen_only_where_it_is_plain(tmp_path: Path) -> None:
    bare = read_table_of(tmp_path, "C1,2025-01-01,Cart\nC2,2025-01-02,Order\nC3,2025-01-03,Cart\n")
    assert (bare.columns, bare.header_lines, bare.cells.num_rows) == (("column_1", "column_2", "column_3"), 0, 3)
    assert read_table_of(tmp_path, "name,2019,2020\nx,1,2\ny,3,4\n").header_lines == 1
    assert read_table_of(tmp_path, "a,b\nx,y\nv,w\n").header_lines == 1


def test_several_header_lines_are_joined() -> None:
    rows = [["Q1", "Q2", "When"], ["How satisfied?", "How easy?", "Date"], ["4", "5", "2025-01-01"], ["5", "3", "2025-01-02"]]
    assert count_header_lines(rows) == 2
    assert count_header_lines([rows[0], *rows[2:]]) == 1


def test_excel_names_its_delimiter_and_titles_stand_above(tmp_path: Path) -> None:
    got = read(tmp_path / "a.csv", "sep=;\na;b\n1,5;2\n")
    assert (got["columns"], got["rows"], got["skipped"]) == (["a", "b"], [["1,5", "2"]], [{"line": 1, "reason": "names the delimiter"}])
    got = read(tmp_path / "a.csv", "Our sales,,\n,,\nday,shop,sum\n2025-01-01,A,3\n2025-01-02,B,4\n")
    assert (got["columns"], [skip["line"] for skip in got["skipped"]]) == (["day", "shop", "sum"], [1, 2])  # type: ignore[index]


@pytest.mark.parametrize(("text", "columns"), [("", []), ("\n\n", []), ("a,b\n", ["a", "b"]), ("\ufeffa;b", ["a", "b"])])
def test_empty_and_header_only_files_have_no_rows(tmp_path: Path, text: str, columns: list[str]) -> None:
    got = read(tmp_path / "a.csv", text)
    assert (got["columns"], got["rows"]) == (columns, [])


def test_a_quote_that_is_never_closed_swallows_nothing(tmp_path: Path) -> None:
    good = "".join(f"{n},2025-01-01,text {n}\n" for n in range(1, 60))
    got = read(tmp_path / "a.csv", "id,day,note\n" + good + '60,2025-01-02,"open\n' + good)
    rows = got["rows"]
    assert isinstance(rows, list) and len(rows) == 119
    assert rows[59] == ["60", "2025-01-02", '"open']
    got = read(tmp_path / "a.csv", "a,b,c\n" + ("1,2,3\n" * 10 + '4,"5,6\n') * 20)
    assert len(got["rows"]) == 220 and got["rows"][10] == got["rows"][21] == ["4", '"5', "6"]  # type: ignore[arg-type,index]


def test_a_cell_beyond_all_measure_is_cut_at_its_delimiters(tmp_path: Path) -> None:
    rows = "".join(f"{n},text number {n}\n" for n in range(60_000))
    got = read(tmp_path / "a.csv", 'id,note\n1,"open\n' + rows)
    assert isinstance(got["rows"], list) and len(got["rows"]) == 60_001
    assert got["rows"][:2] == [["1", '"open'], ["0", "text number 0"]]
    assert got["skipped"][0]["line"] == 2  # type: ignore[index]


def test_progress_reaches_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assemble, "CHUNK_ROWS", 100)
    path, seen = tmp_path / "a.csv", []
    path.write_text("a,b\n" + "1,2\n" * 1000)
    table = read_table(path, progress=lambda phase, share: seen.append((phase, share)))
    assert table.cells.num_rows == 1000 and len(seen) == 10 and seen[-1] == ("read", 1.0)
    assert len(table.sha256) == 64


# --- workbooks --------------------------------------------------------------------------------------------------------


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    book.save(path)
    return path


def test_a_workbook_is_read_as_text(tmp_path: Path) -> None:
    row = [262.0, 1.5, date(2009, 1, 11), datetime(2009, 1, 11, 8), time(9, 30), True, None, "x"]
    path = workbook(tmp_path / "b.xlsx", Empty=[], Data=[[], list("abcdefgh"), row, [], ["y"]])
    table = read_table(path)
    assert (sheet_names(path), table.sheet, table.header_lines) == (["Empty", "Data"], "Data", 1)
    assert as_json(table)["rows"] == [
        ["262", "1.5", "2009-01-11", "2009-01-11T08:00:00", "09:30:00", "true", None, "x"], ["y", *[None] * 7],
    ]
    assert table.lines.to_pylist() == [3, 5]
    assert as_json(table)["sheet"] == "Data"


def test_sheets_are_chosen_by_name(tmp_path: Path) -> None:
    path = workbook(tmp_path / "b.xlsx", One=[["a"], [1]], Two=[["b"], [2]])
    assert as_json(read_table(path, sheet="Two"))["columns"] == ["b"]
    with pytest.raises(BadInput, match=r"b.xlsx has no sheet “Three”; its sheets are: One, Two\."):
        read_table(path, sheet="Three")
    assert read_table(path, sheet="One").cells.num_rows == 1
    assert read_table(workbook(tmp_path / "e.xlsx", One=[])).columns == ()


def test_the_bytes_decide_not_the_ending(tmp_path: Path) -> None:
    path = workbook(tmp_path / "b.xlsx", One=[["a", "b"], [1, 2]])
    renamed = path.rename(tmp_path / "b.csv")
    assert as_json(read_table(renamed))["rows"] == [["1", "2"]]
    assert read(tmp_path / "old.xls", "a\tb\n1\t2\n")["rows"] == [["1", "2"]]
    assert read(tmp_path / "text.xlsx", "a,b\n1,2\n")["rows"] == [["1", "2"]]


# --- bad input --------------------------------------------------------------------------------------------------------

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("page.csv", b"\n <!DOCTYPE html><html><body>Sign in</body></html>", "page.csv is a web page"),
        ("page.xls", b"<html><table><tr><td>1</td></tr></table></html>", "page.xls is a web page"),
        ("cut.xlsx", b"PK\x03\x04" + bytes(range(200)), "cut.xlsx is damaged or cut off"),
        ("locked.xlsx", _OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "locked.xlsx is protected by a password"),
        ("old.xls", _OLE + b"\x01" * 700, "old.xls is damaged or cut off"),
        ("noise.xls", b"\x09\x08\x00\x01" * 50, "noise.xls is a binary file"),
        ("not.xlsx", b"just a sentence", "not.xlsx is not a spreadsheet"),
        ("binary.csv", bytes(range(256)) * 20, "binary.csv is a binary file"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(100), "picture.csv is a picture"),
        ("paper.pdf", b"%PDF-1.7 ...", "paper.pdf is a PDF"),
        ("data.xml", b"<a>1</a>", "data.xml has the ending .xml"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    for call in (read_table, sheet_names) if not name.startswith(("noise", "not", "binary")) else (read_table,):
        with pytest.raises(BadInput) as refusal:
            call(tmp_path / name)
        assert str(refusal.value).startswith(said)
        assert str(refusal.value).endswith(".") and "\n" not in str(refusal.value)


def test_missing_files_folders_archives_and_sheets_of_text(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="There is no file"):
        read_table(tmp_path / "nothing.csv")
    with pytest.raises(BadInput, match="is a folder"):
        read_table(tmp_path)
    with zipfile.ZipFile(tmp_path / "w.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    with pytest.raises(BadInput, match=r"w.xlsx is a Word document"):
        read_table(tmp_path / "w.xlsx")
    (tmp_path / "t.csv").write_text("a,b\n1,2\n")
    with pytest.raises(BadInput, match="has no sheets"):
        read_table(tmp_path / "t.csv", sheet="One")
    with pytest.raises(BadInput, match="more than any table"):
        read_table_of(tmp_path, "a,b\n" + "1," * 20_000 + "1\n")


def test_a_workbook_cut_anywhere_is_refused_or_read(tmp_path: Path) -> None:
    whole = workbook(tmp_path / "b.xlsx", One=[["a", "b"], *([n, "x"] for n in range(50))]).read_bytes()
    for share in range(1, 20):
        (tmp_path / "cut.xlsx").write_bytes(whole[: len(whole) * share // 20])
        with pytest.raises(BadInput):
            read_table(tmp_path / "cut.xlsx")


@fuzz
@given(
    content=st.binary(max_size=400),
    ending=st.sampled_from([".csv", ".xlsx", ".xls", ".ods", ".txt"]),
    start=st.sampled_from([b"", b"PK\x03\x04", _OLE]),
)
def test_any_bytes_give_a_table_or_a_sentence(tmp_path: Path, content: bytes, ending: str, start: bytes) -> None:
    path = tmp_path / f"any{ending}"
    path.write_bytes(start + content)
    try:
        as_json(read_table(path))
    except BadInput as refusal:
        assert path.name in str(refusal) or "cells" in str(refusal)


@fuzz
@given(text=st.text(alphabet=st.sampled_from('ab1",;\t\n\r\\\'| \0é'), max_size=200))
def test_any_marks_give_a_table_whose_rows_are_all_accounted_for(tmp_path: Path, text: str) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(text.encode())
    try:
        table = read_table(path)
    except BadInput:
        return
    assert table.cells.num_rows == len(table.lines)
    assert table.lines.to_pylist() == sorted(table.lines.to_pylist())
    assert len(set(table.columns)) == len(table.columns)


_LINES = ["day,shop,sold", "2025-01-01,A,1", "2025-01-02,B,2", "", ",,", "Total,,3", "Note", "x", "1,2,3,4", "who,when"]


@fuzz
@given(lines=st.lists(st.sampled_from(_LINES), max_size=30))
def test_every_line_is_a_header_a_row_or_listed(tmp_path: Path, lines: list[str]) -> None:
    table = read_table_of(tmp_path, "".join(f"{line}\n" for line in lines))
    left_out = {skip.line for skip in table.skipped} - set(table.lines.to_pylist())
    assert table.header_lines + table.cells.num_rows + len(left_out) == len(lines)


_PRINTED = st.characters(codec="utf-8", exclude_categories=["Cc"]) | st.just("\n")


@fuzz
@given(rows=st.lists(st.lists(st.text(_PRINTED, min_size=1), min_size=3, max_size=3), min_size=1))
def test_what_csv_writes_is_read_back(tmp_path: Path, rows: list[list[str]]) -> None:
    path = tmp_path / "any.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows([["first", "second", "third"], *rows])
    got = as_json(read_table(path))
    if got["header_lines"] == 1 and not got["skipped"]:
        assert got["rows"] == rows
