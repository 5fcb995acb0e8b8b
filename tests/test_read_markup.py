"""Tables that programs save as a web page or as XML Spreadsheet 2003, mostly under the name .xls."""

from __future__ import annotations

import datetime as dt
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest

from cjm_core.errors import BadInput
from cjm_core.plan import Table
from cjm_core.reading.read import as_json, read_table, sheet_names

ROWS = "".join(f"<tr><td>c{n}</td><td>2025-03-0{n}</td><td>{n}</td></tr>" for n in range(1, 8))
ORDERS = f"<table border=1><thead><tr><th>Customer</th><th>Day</th><th>Note</th></tr></thead><tbody>{ROWS}</tbody></table>"
WANTED = [[f"c{n}", f"2025-03-0{n}", str(n)] for n in range(1, 8)]
SPACE = "urn:schemas-microsoft-com:office:spreadsheet"
HEAD = f'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="{SPACE}" xmlns:ss="{SPACE}">'


def file(folder: Path, content: str | bytes, name: str = "list.xls") -> Path:
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder / name


def read(folder: Path, content: str | bytes, name: str = "list.xls") -> Table:
    return read_table(file(folder, content, name))


def shown(table: Table) -> tuple[list[str], list[list[str | None]]]:
    got = as_json(table)
    return got["columns"], got["rows"]  # type: ignore[return-value]


def sheet(rows: str, name: str = "One", more: str = "") -> str:
    return f'<Worksheet ss:Name="{name}"><Table>{rows}</Table>{more}</Worksheet>'


def cell(text: object, kind: str = "String", more: str = "") -> str:
    return f'<Cell{more}><Data ss:Type="{kind}">{text}</Data></Cell>'


def row(*cells: str, more: str = "") -> str:
    return f"<Row{more}>{''.join(cells)}</Row>"


BOOK = HEAD + sheet(row(cell("Customer"), cell("Note")) + "".join(row(cell(f"c{n}"), cell(n, "Number")) for n in range(1, 8))) + "</Workbook>"


# --- web pages --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["list.xls", "list.html", "list.htm", "list.csv", "list.xlsx", "list"])
@pytest.mark.parametrize(
    "page",
    [
        ORDERS,
        f"<html><head><title>x</title></head><body>{ORDERS}</body></html>",
        f'\ufeff<!-- saved -->\n<meta charset="utf-8"><style>td {{}}</style>{ORDERS}',
        ORDERS.replace("</td>", "").replace("</tr>", "").replace("</th>", ""),
        ORDERS.replace("<td>", "<TD NOWRAP><font size=2>&nbsp;").replace("</td>", "</font>\r\n </TD>"),
    ],
)
def test_the_table_of_a_page_is_read_whatever_the_file_is_called(tmp_path: Path, page: str, name: str) -> None:
    table = read(tmp_path, page, name)
    assert shown(table) == (["Customer", "Day", "Note"], WANTED)
    assert (table.sheet, table.header_lines, table.warnings, table.lines.to_pylist()) == ("Table 1", 1, (), list(range(2, 9)))


def test_a_cell_is_the_text_that_a_page_shows(tmp_path: Path) -> None:
    text = (
        'A &amp; <b>B</b>&nbsp;&#228;<br>second\n line<script>var a = "</td>no<td>"</script><style>p{no}</style>'
        "<select><option>no</select><!-- no -->"
    )
    assert shown(read(tmp_path, ORDERS.replace("<td>1</td>", f"<td>{text}</td>")))[1][0][2] == "A & B ä\nsecond line"


def test_cells_over_several_rows_and_columns_are_treated_as_in_a_workbook(tmp_path: Path) -> None:
    rows = "".join(f"<tr><td rowspan=2>c{n}<td>{n}<td>5<tr><td>3<td>4" for n in range(3))
    page = f"<table><tr><th rowspan=2>Customer<th colspan=2>Score<tr><th>NPS<th>CSAT{rows}</table>"
    table = read(tmp_path, page)
    wanted = [line for n in range(3) for line in ([f"c{n}", str(n), "5"], [f"c{n}", "3", "4"])]
    assert shown(table) == (["Customer", "Score NPS", "Score CSAT"], wanted)
    book = openpyxl.Workbook()
    page_of = book.active
    assert page_of is not None
    for cells in (["Customer", "Score", None], [None, "NPS", "CSAT"], *(line for n in range(3) for line in ([f"c{n}", n, 5], [None, 3, 4]))):
        page_of.append(cells)
    for merged in ("A1:A2", "B1:C1", "A3:A4", "A5:A6", "A7:A8"):
        page_of.merge_cells(merged)
    book.save(tmp_path / "same.xlsx")
    same = read_table(tmp_path / "same.xlsx")
    assert (shown(table), table.header_lines, table.skipped) == (shown(same), same.header_lines, same.skipped)


def test_the_first_of_several_tables_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    form = "<table><tr><td>One cell</td></tr></table>"
    path = file(tmp_path, f"<html>{form}{ORDERS}{ORDERS.replace('<thead>', '<caption>Older <i>ones</i></caption><thead>')}{ORDERS}</html>")
    assert sheet_names(path) == ["Table 1", "Older ones", "Table 3"]
    assert read_table(path).warnings == ("list.xls has other sheets too: Older ones, Table 3; this is only “Table 1”.",)
    assert shown(read_table(path, "Older ones"))[1] == WANTED
    with pytest.raises(BadInput, match="its sheets are: Table 1, Older ones, Table 3"):
        read_table(path, "Four")


def test_a_table_around_a_larger_one_is_layout_and_a_small_one_in_a_cell_a_table_of_its_own(tmp_path: Path) -> None:
    around = f"<html><table><tr><td>Menu<td>Help<tr><td>Home<td>Before {ORDERS} after</table></html>"
    assert sheet_names(file(tmp_path, around)) == ["Table 1"]
    assert shown(read_table(tmp_path / "list.xls"))[1] == WANTED
    small = "<table><tr><td>a<td>b<tr><td>c<td>d</table>"
    within = read(tmp_path, ORDERS.replace("<td>1</td>", f"<td>1{small}</td>"))
    assert (shown(within)[1], within.warnings) == (WANTED, ("list.xls has other sheets too: Table 2; this is only “Table 1”.",))


@pytest.mark.parametrize(
    "page",
    [
        "<!DOCTYPE html><html><head><title>Sign in</title></head><body>…</body></html>",
        "<html><table><tr><td>1</td></tr></table></html>",
        "<html><table><tr><td>Error</td></tr><tr><td>The session has ended</td></tr></table></html>",
        "<html><table><tr><td>Name<td><input><tr><td>Word<td><input type=password></table></html>",
        "<html><table><tr><td>Logo<td>Help<tr><td>Menu<td><table><tr><td>A<td>B<tr><td>C<td>D<input type='password'></table></table></html>",
        "<html xmlns:x='urn:schemas-microsoft-com:office:excel'><frameset><frame src='sheet001.htm'></frameset></html>",
        "<html><script>" + ORDERS,
    ],
)
def test_a_page_without_a_real_table_is_refused(tmp_path: Path, page: str) -> None:
    for call in (read_table, sheet_names):
        with pytest.raises(BadInput, match=r"list\.xls is a web page, not a table; download the file itself, or save the table as CSV"):
            call(file(tmp_path, page))


@pytest.mark.parametrize(
    ("declared", "encoding"), [("iso-8859-1", "cp1252"), ("windows-1251", "cp1251"), ("shift_jis", "shift_jis"), ("x-no", "cp1252")]
)
def test_the_encoding_is_the_one_that_the_page_names(tmp_path: Path, declared: str, encoding: str) -> None:
    word = {"cp1251": "Да", "shift_jis": "はい"}.get(encoding, "Größe – €")
    page = f'<html><meta http-equiv="Content-Type" content="text/html; charset={declared}">{ORDERS.replace("Note", word)}</html>'
    table = read(tmp_path, page.encode(encoding))
    assert (table.columns[2], table.encoding, table.warnings) == (word, encoding, ())
    assert read(tmp_path, page.encode()).columns[2] == word  # bytes that can only be UTF-8 are
    assert read(tmp_path, page.encode("utf-16")).columns[2] == word


def test_a_page_that_is_cut_off_says_so(tmp_path: Path) -> None:
    table = read(tmp_path, ORDERS[: -len("</tbody></table>")])
    assert shown(table)[1] == WANTED
    assert table.warnings == ("list.xls ends in the middle of the table; if rows are missing, save or download it again.",)


# --- XML Spreadsheet --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["list.xls", "list.xml", "list.csv"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_worksheet_is_read_whatever_the_file_is_called(tmp_path: Path, name: str, encoding: str) -> None:
    table = read(tmp_path, BOOK.encode(encoding), name)
    assert shown(table) == (["Customer", "Note"], [[f"c{n}", str(n)] for n in range(1, 8)])
    assert (table.sheet, table.warnings) == ("One", ())


def test_cells_are_the_text_that_they_are_in_other_workbooks(tmp_path: Path) -> None:
    day, half = dt.datetime(2025, 3, 1), dt.datetime(2025, 3, 1, 8, 30)
    cells: list[tuple[str, str, object]] = [
        ("Number", "262", 262), ("Number", "0.1", 0.1), ("Number", "1.5E-7", 1.5e-7), ("Boolean", "1", True), ("Boolean", "0", False),
        ("DateTime", "2025-03-01T00:00:00.000", day), ("DateTime", "2025-03-01T08:30:00.000", half),
        ("DateTime", "1899-12-31T08:30:00.000", dt.time(8, 30)), ("String", "007", "007"), ("String", " a&amp;b&#10;c", " a&b\nc"),
    ]  # fmt: skip
    book = openpyxl.Workbook()
    assert book.active is not None
    for number in range(3):
        book.active.append([f"k{place}" if number == 0 else value for place, (_, _, value) in enumerate(cells)])
    book.save(tmp_path / "same.xlsx")
    names = row(*(cell(f"k{place}") for place in range(len(cells))))
    table = read(tmp_path, HEAD + sheet(names + 2 * row(*(cell(text, kind) for kind, text, _ in cells))) + "</Workbook>")
    assert shown(table) == shown(read_table(tmp_path / "same.xlsx"))


def test_places_errors_comments_and_merged_cells_of_a_worksheet(tmp_path: Path) -> None:
    noted = '<Cell><Data ss:Type="Number">5</Data><Comment><ss:Data>No</ss:Data></Comment></Cell>'
    text = HEAD + sheet(
        row(cell("Customer", more=' ss:MergeDown="1"'), cell("Score", more=' ss:MergeAcross="1"'))
        + row(cell("NPS", more=' ss:Index="2"'), cell("CSAT"))
        + row(cell("a", more=' ss:MergeDown="1"'), cell(7, "Number"), noted)
        + row(cell(3, "Number", ' ss:Index="2"'), cell("#N/A", "Error"))
        + row(cell("b"), cell(9, "Number", ' ss:Index="3"'), more=' ss:Index="7"')
    ) + "</Workbook>"  # fmt: skip
    table = read(tmp_path, text)
    assert shown(table) == (["Customer", "Score NPS", "Score CSAT"], [["a", "7", "5"], ["a", "3", None], ["b", None, "9"]])
    assert table.lines.to_pylist() == [3, 4, 7]
    assert (4, "C4 holds the error #N/A and is read as empty") in [(skip.line, skip.reason) for skip in table.skipped]


def test_the_first_worksheet_that_is_shown_and_not_empty_is_read(tmp_path: Path) -> None:
    hidden = '<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible></WorksheetOptions>'
    rows = row(cell("id"), cell("n")) + row(cell("a"), cell("b"))
    path = file(tmp_path, HEAD + sheet(rows, "Codes", hidden) + sheet("", "Empty") + sheet(rows, "Data") + sheet(rows, "More") + "</Workbook>")
    assert sheet_names(path) == ["Codes", "Empty", "Data", "More"]
    table = read_table(path)
    assert (table.sheet, table.warnings) == ("Data", ("list.xls has other sheets too: More; this is only “Data”.",))
    assert read(tmp_path, HEAD + sheet("") + "</Workbook>").cells.num_rows == 0


# --- what does harm, and archives -------------------------------------------------------------------------------------


LAUGHS = '<!DOCTYPE a [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><Workbook'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (BOOK[:-30], "is damaged or cut off"),
        (BOOK.replace("Customer", "A & B"), "is damaged or cut off"),
        (BOOK.replace("<Workbook", LAUGHS).replace("Customer", "&b;"), "begins with a DOCTYPE"),
        (BOOK.replace("<Workbook", '<!DOCTYPE a SYSTEM "file:///etc/passwd"><Workbook'), "begins with a DOCTYPE"),
        (BOOK.replace("Customer", "x" * 1_000_001), "has a cell of 1,000,001 characters in row 1"),
        (BOOK.replace("<Cell>", '<Cell ss:Index="16385">', 1), "has 16,385 columns"),
        (BOOK.replace("<Cell>", '<Cell ss:MergeAcross="1000000">', 1), "has 1,000,001 columns"),
        (BOOK.replace("<Row>", '<Row ss:Index="99999999">', 1), "is damaged or cut off"),
        (HEAD + "<a>" * 1_000_000, "is damaged or cut off"),
        (HEAD + '<a b="' + "x" * 6_000_000, "is damaged or cut off"),
        (ORDERS.replace("Customer", "x" * 1_000_001), "has a cell of 1,000,001 characters in row 1"),
        ("<table><tr>" + "<td>x" * 1_000_000, "has 16,385 columns"),
        ("<html>" + "<table><tr><td>" * 1_000_000, "is a web page"),
        (ORDERS + "<!--" * 500_000, "is a web page"),
        (ORDERS[:-8] + "<tr><td colspan=1000>x" * 200_000, "at most 100,000,000 cells are read"),
    ],
)
def test_what_does_harm_is_refused_soon(tmp_path: Path, content: str, said: str) -> None:
    begun = time.monotonic()
    with pytest.raises(BadInput, match=said):
        read(tmp_path, content)
    assert time.monotonic() - begun < 60


@pytest.mark.parametrize("tail", ["<b>", "<div>", "<", "</", "&", "<tr>", "<script>x<", "<a b='"])
def test_a_hundred_thousand_tags_that_never_end_cost_seconds(tmp_path: Path, tail: str) -> None:
    begun = time.monotonic()
    assert shown(read(tmp_path, ORDERS.removesuffix("</table>") + tail * 100_000))[1][:6] == WANTED[:6]
    assert time.monotonic() - begun < 30


def test_the_longest_cell_is_read(tmp_path: Path) -> None:
    table = read(tmp_path, ORDERS.replace("<td>1</td>", f"<td>{'x' * 1_000_000}</td>"))
    assert len(shown(table)[1][0][2] or "") == 1_000_000


def test_pages_in_archives_are_tables_and_pages_without_one_are_left_out(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("orders.xls", ORDERS)
        archive.writestr("index.html", "<html><body>Hello</body></html>")
    table = read_table(tmp_path / "all.zip")
    assert shown(table)[1] == WANTED
    assert table.warnings == ("all.zip also holds index.html, which was left out.",)


@pytest.mark.parametrize("text", ["<DATE>,<OPEN>\n20250301,1\n20250302,2\n", "<b>,c\n1,2\n3,4\n"])
def test_a_text_table_that_begins_with_an_angle_bracket_stays_one(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text, "a.csv").cells.num_rows == 2
