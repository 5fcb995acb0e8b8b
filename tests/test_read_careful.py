"""What looks like a frame, a total or a row number and is none: nothing is moved, multiplied or dropped."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from cjm_core.reading.read import as_json, read_table
from tests.building import text_file


def test_a_total_merged_over_the_lines_of_an_order_counts_once(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["order", "customer", "product", "order total"])
    for order in range(1, 9):
        for line in range(3):
            sheet.append([order + 1000, f"c{order}", f"p{line}", 100] if line == 0 else [None, None, f"p{line}", None])
        top = 3 * order - 1
        for column in "ABD":
            sheet.merge_cells(f"{column}{top}:{column}{top + 2}")
    book.save(tmp_path / "orders.xlsx")
    rows = as_json(read_table(tmp_path / "orders.xlsx"))["rows"]
    assert rows[:3] == [["1001", "c1", "p0", "100"], ["1001", "c1", "p1", None], ["1001", "c1", "p2", None]]
    assert sum(int(row[3] or 0) for row in rows) == 800


def test_apostrophes_around_every_cell_are_quotation_marks_beside_one_in_a_cell(tmp_path: Path) -> None:
    rows = ["'C0','C0',''", "'C1','C1',':'", "'C2','C2',':'", "'C3','C3',''''", "'C4','C4','\\0'"]
    table = as_json(read_table(text_file(tmp_path, "a.csv", "'customer','when','touchpoint'", *rows)))
    assert table["columns"] == ["customer", "when", "touchpoint"] and table["rows"][3:] == [["C3", "C3", "'"], ["C4", "C4", "\\0"]]


def test_dashes_in_a_note_move_no_column(tmp_path: Path) -> None:
    rows = [f",c{n},2025-01-{n % 28 + 1:02},Call," for n in range(60)]
    table = as_json(read_table(text_file(tmp_path, "a.csv", "note,customer,date,event,remark", "---,,,,", *rows)))
    assert table["columns"] == ["note", "customer", "date", "event", "remark"]
    assert table["rows"][-1] == [None, "c59", "2025-01-04", "Call", None]


def test_numbered_weeks_keep_their_name(tmp_path: Path) -> None:
    weeks = as_json(read_table(text_file(tmp_path, "w.csv", "week,orders", *(f"{n},{n * 7},x" for n in range(1, 9)))))
    assert weeks["columns"][:2] == ["week", "orders"] and weeks["rows"][0][:2] == ["1", "7"]
    named = read_table(text_file(tmp_path, "r.csv", "speed,dist", *(f"{n},{n * 7},{n + 2}" for n in range(1, 9))))
    assert named.columns[1:] == ("speed", "dist") and any("one name fewer" in text for text in named.warnings)
