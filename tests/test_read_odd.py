"""Text tables as programs really write them: drawn lists, labels above the header, lines in quotation marks, older encodings, wrapped JSON."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from cjm_core.errors import BadInput
from cjm_core.reading.encodings import guess
from cjm_core.reading.read import as_json, read_table

DAYS = [f"2025-03-{day:02}" for day in range(1, 21)]
PLAIN = [[str(n), day, f"text {n}"] for n, day in enumerate(DAYS, 1)]


def read(folder: Path, text: str | bytes, name: str = "a.csv") -> dict[str, object]:
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return as_json(read_table(folder / name))


def written(rows: list[list[str]] = PLAIN, header: str = "id,day,note", end: str = "\n") -> str:
    return header + end + "".join(",".join(row) + end for row in rows)


DRAWN = {
    "psql": " id | day | note \n----+-----+------\n" + "".join(f" {n:>3} | {day} | {note:<9} \n" for n, day, note in PLAIN) + "(20 rows)\n",
    "mysql": "+---+---+---+\n| id | day | note |\n+---+---+---+\n"
    + "".join(f"| {n:>3} | {day} | {note:<9} |\n" for n, day, note in PLAIN) + "+---+---+---+\n",
    "markdown": "| id | day | note |\n|---:|:---|---|\n" + "".join(f"| {n} | {day} | {note} |\n" for n, day, note in PLAIN),
}  # fmt: skip


def ruled(widths: tuple[int, ...], right: bool, rows: list[list[str]], again: int = 1000) -> str:
    """As database clients print: columns padded with blanks, a line of dashes below the header, the header again on every page."""
    def line(cells: list[str]) -> str:
        first = cells[0].rjust(widths[0]) if right else cells[0].ljust(widths[0])
        return " ".join([first, *(cell.ljust(width) for cell, width in zip(cells[1:], widths[1:], strict=True))])

    head = f"{line(['id', 'day', 'note text'])}\n{' '.join('-' * width for width in widths)}\n"
    return "".join(("\n" + head if place and place % again == 0 else head if not place else "") + line(row) + "\n" for place, row in enumerate(rows))


@pytest.mark.parametrize("end", ["", "\n(20 rows affected)\n", "\n20 rows selected.\n"])
@pytest.mark.parametrize("name", ["list.txt", "list.rpt", "list.csv"])
def test_a_line_of_dashes_says_where_columns_of_blanks_begin(tmp_path: Path, end: str, name: str) -> None:
    rows = [[n, day, "" if n == "4" else f"two, words {n}"] for n, day, _ in PLAIN]
    wanted = [[n, day, note or None] for n, day, note in rows]
    for text in (ruled((11, 16, 30), False, rows), ruled((10, 10, 14), True, rows), ruled((2, 10, 14), True, rows, again=7)):
        got = read(tmp_path, text + end, name)
        assert (got["columns"], got["rows"]) == (["id", "day", "note text"], wanted)
    assert read(tmp_path, (text + end).encode("utf-16"), name)["rows"] == wanted


def test_no_row_is_lost_where_a_title_stands_above_and_blank_lines_or_headers_come_within(tmp_path: Path) -> None:
    title = "All notes of the shop\n"
    first, *rest = written().splitlines(keepends=True)
    for blank in ((0, 7), (3, 9, 15), (0, 1, 2)):
        lines = "".join(("\n" if place in blank else "") + line for place, line in enumerate(rest))
        assert read(tmp_path, title + first + lines)["rows"] == PLAIN
    many = [[str(n), f"2025-03-{n % 28 + 1:02}", f"text {n}"] for n in range(700)]
    assert read(tmp_path, title + written(many[:50]) + written(many[50:400]) + written(many[400:]))["rows"] == many


def test_dashes_that_the_rows_do_not_keep_to_say_nothing(tmp_path: Path) -> None:
    text = "a report of\n--- ------\n" + written()
    got = read(tmp_path, text)
    assert (got["columns"], got["rows"]) == (["id", "day", "note"], PLAIN)


@pytest.mark.parametrize("text", DRAWN.values(), ids=DRAWN)
def test_drawn_tables_lose_their_lines_padding_and_frame(tmp_path: Path, text: str) -> None:
    got = read(tmp_path, text, "list.txt")
    assert (got["columns"], got["rows"]) == (["id", "day", "note"], PLAIN)


def test_a_list_of_several_pages_is_one_table(tmp_path: Path) -> None:
    line = "-" * 40 + "\n"
    pages = [f"24.03.2025   List of orders      {n}\n{line}|No  |Day       |Note     |\n{line}" for n in (1, 2)]
    rows = [f"|{n:<4}|{day}|{note:<9}|\n" for n, day, note in PLAIN]
    got = read(tmp_path, pages[0] + "".join(rows[:10]) + line + pages[1] + "".join(rows[10:]) + line, "list.txt")
    assert (got["columns"], got["rows"]) == (["No", "Day", "Note"], PLAIN)
    assert {"line": 16, "reason": "repeats what stands above the header"} in got["skipped"]  # type: ignore[operator]


ABOVE = {
    "a delimiter in a remark": "Report: Orders\nFilter: Region = North, Status = open\nRows: 20\n\n",
    "labels and values": "Account,ACME\nFrom,2025-03-01\nTo,2025-03-31\n\n",
    "comments": "# exported by hand\n# 2025-03-24, UTC\n#\n",
    "a line of another width": '"EXTF",700,21,"Book",13,20250401,,"RE"\n',
    "a title across": "24.03.2025,,Orders,,,1\n\n",
}


@pytest.mark.parametrize("above", ABOVE.values(), ids=ABOVE)
def test_what_stands_above_the_header_is_left_out_and_listed(tmp_path: Path, above: str) -> None:
    rows = [[*row, str(n), "EUR"] for n, row in enumerate(PLAIN)]
    got = read(tmp_path, above + written(rows, "id,day,note,sum,currency"))
    assert (got["columns"], got["rows"]) == (["id", "day", "note", "sum", "currency"], rows)
    listed = [skip["line"] for skip in got["skipped"] if skip["reason"] == "stands above the header"]  # type: ignore[attr-defined]
    assert listed == [place for place, line in enumerate(above.splitlines(), 1) if line]


def test_a_small_table_above_a_larger_one_is_no_preamble(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Customers\nid,name\n1,A\n2,B\n3,C\n\nOrders\n" + written([[*row, "5"] for row in PLAIN], "no,day,note,sum"))
    table = read_table(tmp_path / "a.csv")
    assert (table.columns, table.cells.num_rows) == (("id", "name"), 3)
    assert table.warnings[0].startswith("A second table begins in line 7")


def test_a_short_header_above_longer_rows_stays_the_header(tmp_path: Path) -> None:
    got = read(tmp_path, written([[*row, "5"] for row in PLAIN], "id,day"))
    assert got["columns"] == ["id", "day", "column_3", "column_4"]


@pytest.mark.parametrize("header", ["id,day,note", '"id,day,note"', '"id,day,note";;'])
def test_lines_that_stand_in_quotation_marks_as_a_whole(tmp_path: Path, header: str) -> None:
    rows = [[n, day, f"{note}, more"] for n, day, note in PLAIN]
    text = "".join(f'"{n},{day},""{note}"""{header[13:]}\n' for n, day, note in rows)
    got = read(tmp_path, f"{header}\n{text}")
    assert (got["columns"], got["rows"], got["delimiter"]) == (["id", "day", "note"], rows, ",")
    assert got["skipped"] == [{"line": 1, "reason": "each line stands in quotation marks as a whole; they were taken off"}]


@pytest.mark.parametrize(
    "lines", [["comment", "Very good", "Bad, very bad", "Fine", "Late, rude, dear", "Ok"], ["Wert", "4,5", "3,25", "5,0"]]
)
def test_the_commas_of_a_single_column_are_part_of_it(tmp_path: Path, lines: list[str]) -> None:
    got = read(tmp_path, "\n".join(lines))
    assert (got["columns"], got["rows"]) == ([lines[0]], [[line] for line in lines[1:]])


def test_rows_numbered_without_a_name_do_not_shift_the_columns(tmp_path: Path) -> None:
    numbered = [[str(n), day, note, "7"] for n, day, note in PLAIN]
    got = read(tmp_path, written(numbered, "day,note,sum"))
    assert (got["columns"], got["rows"]) == (["column_1", "day", "note", "sum"], numbered)
    assert read(tmp_path, written(numbered, "id,day,note"))["columns"] == ["id", "day", "note", "column_4"]  # the last has no name


@pytest.mark.parametrize("text", [written() + "\x1a", written() + "\0" * 300, written().replace("text 7", "text\0 7"), "SEP=,\n" + written()])
def test_marks_of_old_programs_are_no_cells(tmp_path: Path, text: str) -> None:
    got = read(tmp_path, text)
    assert (got["columns"], got["rows"], got["encoding"]) == (["id", "day", "note"], PLAIN, "utf-8")


def test_a_single_nul_does_not_make_a_text_utf_16(tmp_path: Path) -> None:
    got = read(tmp_path, "a,b,c\n1,\x002,3\n4,5,6\n")
    assert (got["encoding"], got["rows"]) == ("utf-8", [["1", "2", "3"], ["4", "5", "6"]])


@pytest.mark.parametrize("name", ["a.prn", "a.csv.1", "a.2025-03", "a.md", "a.rpt", "u.data"])
def test_reports_and_numbered_copies_are_read(tmp_path: Path, name: str) -> None:
    assert read(tmp_path, written(), name)["rows"] == PLAIN


def test_a_text_table_named_as_a_workbook_is_read_in_any_encoding(tmp_path: Path) -> None:
    text = "\tKunde\tStraße\n" + "".join(f"\t{n}\tGrüner Weg {n}\n" for n in range(9))
    assert read(tmp_path, text.encode("cp1252"), "a.xls")["columns"] == ["Kunde", "Straße"]
    with pytest.raises(BadInput, match="not a spreadsheet although its name says so"):
        read(tmp_path, "Grüße\nohne Tabelle\n".encode("cp1252"), "b.xlsx")


# --- older encodings --------------------------------------------------------------------------------------------------

SPOKEN = {
    "ja": "とても満足しています、ありがとう\n東京の店舗でカードを使いました\n", "zh": "非常满意谢谢北京\n送货太慢了上海的门店服务\n",
    "ko": "매우 만족합니다 감사합니다\n배송이 늦었습니다 서울\n", "ru": "Очень хорошо, спасибо\nДоставка опоздала на неделю\n",
    "el": "πολύ καλό ευχαριστώ\nη παράδοση άργησε στην Αθήνα\n", "pl": "Zażółć gęślą jaźń\nBardzo długi łańcuch, źle obsłużono\n",
    "de": "Größe, Maße, Straße\nmüßte schöner heißen\nÜBERGRÖSSE ÄÖÜ\n", "fr": "L’été à Orléans, naïve\nÉcole créée, cœur à côté\n",
    "es": "¿Qué opinas? ¡Muy bueno sí!\nAño, niño, corazón, camión 1ª 3º\n", "pt": "Não, avaliação ótima\nInformação às três, região\n",
}  # fmt: skip


@pytest.mark.parametrize(
    ("tongue", "codec"),
    [("ja", "cp932"), ("ja", "euc_jp"), ("zh", "gb18030"), ("ko", "euc_kr"), ("ru", "cp1251"), ("ru", "koi8_r"), ("ru", "cp866"), ("el", "cp1253"),
     ("pl", "cp1250"), ("de", "cp850"), ("de", "mac_roman"), ("fr", "mac_roman")],
)  # fmt: skip
def test_an_older_encoding_is_told_by_its_letters_and_said(tmp_path: Path, tongue: str, codec: str) -> None:
    text = "id;note\n" + "".join(f"{n};{line}\n" for n, line in enumerate(SPOKEN[tongue].splitlines() * 4))
    (tmp_path / "a.csv").write_bytes(text.encode(codec))
    table = read_table(tmp_path / "a.csv")
    assert (table.encoding, as_json(table)["rows"][1]) == (codec, ["1", SPOKEN[tongue].splitlines()[1]])  # type: ignore[index]
    assert "choose another encoding if its letters look wrong" in table.warnings[0]


@pytest.mark.parametrize("tongue", ["de", "fr", "es", "pt"])
@pytest.mark.parametrize("upper", [False, True])
def test_western_texts_stay_western(tongue: str, upper: bool) -> None:
    text = SPOKEN[tongue] * 5
    assert guess((text.upper() if upper else text).encode("cp1252", "ignore")) is None


@pytest.mark.parametrize("sign", ["\u20ac", "\xa0\u20ac", "\xa0", "°", "\xa0°C", "…", "§\xa0"])
def test_a_sign_again_and_again_is_no_alphabet(sign: str) -> None:
    for text in (f"1.234,56 {sign}\n", f"12{sign}34;x\n", f"Müller;7{sign}\n", f"{sign}5;{sign}6\n"):
        assert guess((text * 40).encode("cp1252")) is None


# --- JSON -------------------------------------------------------------------------------------------------------------

ENTRIES = [{"id": row[0], "day": row[1], "note": row[2]} for row in PLAIN]
LISTS = [list(entry.values()) for entry in ENTRIES]


@pytest.mark.parametrize(
    "found",
    [
        {"data": ENTRIES, "page": 1}, {"status": "ok", "result": {"items": ENTRIES, "next": None}}, [["id", "day", "note"], *LISTS],
        {"columns": ["id", "day", "note"], "index": [1, 2], "data": LISTS},
    ],
)  # fmt: skip
def test_rows_wrapped_in_what_a_program_answers(tmp_path: Path, found: object) -> None:
    got = read(tmp_path, json.dumps(found), "a.json")
    assert (got["columns"], got["rows"]) == (["id", "day", "note"], PLAIN)


@pytest.mark.parametrize("name", ["a.json", "a.ndjson"])
def test_a_list_within_a_row_is_a_cell(tmp_path: Path, name: str) -> None:
    order = {"order": "O1", "lines": [{"sku": "a"}, {"sku": "b"}]}
    got = read(tmp_path, json.dumps([order] if name == "a.json" else order), name)
    assert (got["columns"], len(got["rows"])) == (["order", "lines"], 1)  # type: ignore[arg-type]


# --- workbooks --------------------------------------------------------------------------------------------------------


def filled(sheet: Worksheet, left: int = 1, top: int = 1) -> None:
    for place, row in enumerate([["Customer", "Day", "Score"], *([f"C{n}", day, n] for n, day in enumerate(DAYS))]):
        for column, cell in enumerate(row):
            sheet.cell(top + place, left + column, cell)


def test_cells_merged_over_several_rows_belong_to_each_of_them(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    filled(book.worksheets[0])
    book.worksheets[0].merge_cells("A2:A5")
    book.save(tmp_path / "a.xlsx")
    got = as_json(read_table(tmp_path / "a.xlsx"))
    assert [row[0] for row in got["rows"]][:5] == ["C0", "C0", "C0", "C0", "C4"]  # type: ignore[attr-defined]
    assert [skip["line"] for skip in got["skipped"]] == [3, 4, 5]  # type: ignore[attr-defined]


def test_a_total_below_a_table_that_begins_further_right(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["A1"] = "Scores"
    filled(sheet, left=3, top=3)
    sheet["C24"], sheet["E24"] = "Total", sum(range(20))
    book.save(tmp_path / "a.xlsx")
    got = as_json(read_table(tmp_path / "a.xlsx"))
    assert (got["columns"], len(got["rows"])) == (["Customer", "Day", "Score"], 20)  # type: ignore[arg-type]


def test_other_sheets_are_named_and_hidden_ones_come_last(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name in ("Help", "March", "April", "Empty"):
        book.create_sheet(name)
        filled(book[name]) if name != "Empty" else None
    book["Help"].sheet_state = "hidden"
    book.active = 2
    book.save(tmp_path / "a.xlsx")
    table = read_table(tmp_path / "a.xlsx")
    assert (table.sheet, table.warnings) == ("March", ("a.xlsx has other sheets too: April; this is only “March”.",))
    assert read_table(tmp_path / "a.xlsx", "April").warnings == ()


def test_a_workbook_is_read_under_the_name_of_another_kind(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    filled(book.worksheets[0])
    for name in ("a.xls", "a.csv", "a.ods"):
        book.save(tmp_path / "a.xlsx")
        (tmp_path / "a.xlsx").rename(tmp_path / name)
        assert read_table(tmp_path / name).columns == ("Customer", "Day", "Score")


def test_formulas_without_a_saved_result_are_said(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    filled(book.worksheets[0])
    book.worksheets[0]["D1"] = "Double"
    for row in range(2, 22):
        book.worksheets[0].cell(row, 4, f"=C{row}*2")
    book.save(tmp_path / "a.xlsx")
    table = read_table(tmp_path / "a.xlsx")
    assert table.warnings[0].startswith("20 cells hold formulas without a saved result")
    assert table.skipped[0].reason == "D2 holds a formula whose result is not saved, and is read as empty"
