"""Reading: what stands around a table, and broken lines: mended where that is sure, listed always, guessed never."""

from __future__ import annotations

from pathlib import Path

import pytest

from cjm_core.plan import Table
from cjm_core.reading.read import as_json, read_table


def read(path: Path, content: str | bytes, **options: str) -> dict[str, object]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return as_json(read_table(path, **options))


def read_table_of(folder: Path, text: str, name: str = "a.csv") -> Table:
    (folder / name).write_text(text, encoding="utf-8")
    return read_table(folder / name)


_SALES = ["day,shop,sold,price", *(f"2025-01-{n:02},Shop {n % 3},{n},{n}.50" for n in range(1, 13))]


def reasons(table: Table) -> dict[int, str]:
    return {skip.line: skip.reason for skip in table.skipped}


@pytest.mark.parametrize(
    ("below", "left_out"),
    [
        (["Total,,78,84.0"], [14]), (["Source: the tills"], [14]), (["", "any remark, at all"], [14, 15]),
        (["", "Report generated 2025-02-01 08:00", "(c) us"], [14, 15, 16]), (["Grand total:,,78,"], [14]),
        (["Summe,,78,", ",,,", "Stand: heute,,,"], [14, 15, 16]),
        (["2025-01-13,,,"], []), (["2025-01-13,Total,3,4.0"], []), (["2025-01-13"], [14]),
    ],
)
def test_footnotes_are_left_out_and_listed(tmp_path: Path, below: list[str], left_out: list[int]) -> None:
    table = read_table_of(tmp_path, "\n".join([*_SALES, *below]))
    kept = [line for line, text in enumerate(below, 14) if line not in left_out or text == "2025-01-13"]
    assert table.lines.to_pylist() == [*range(2, 14), *kept]
    assert sorted(reasons(table)) == left_out


def test_a_last_row_named_total_is_a_row_unless_it_adds_up(tmp_path: Path) -> None:
    rows = "shop,sold\nA,1\nB,2\nC,3\n"
    assert read_table_of(tmp_path, rows + "Total,6\n").lines.to_pylist() == [2, 3, 4]
    assert read_table_of(tmp_path, rows + "Total,5\n").lines.to_pylist() == [2, 3, 4, 5]


def test_a_header_again_is_left_out_and_the_rows_below_it_are_kept(tmp_path: Path) -> None:
    table = read_table_of(tmp_path, "\n".join([*_SALES, _SALES[0], "2025-02-01,Shop 1,4,5.0", "2025-02-02,Shop 2,4,5.0"]))
    assert table.cells.num_rows == 14 and reasons(table) == {14: "repeats the header"}
    again = read_table_of(tmp_path, "\n".join(_SALES + _SALES))
    assert again.cells.num_rows == 12 and len(again.skipped) == 13 and "once more" in reasons(again)[14]


@pytest.mark.parametrize("second", [["day,shop,sold", "2025-01-01,A,1"], ["", "who,when", "Ann,2025-01-01"], ["", "Returns", "who,sold", "Ann,3"]])
def test_a_second_table_is_left_out_and_listed(tmp_path: Path, second: list[str]) -> None:
    table = read_table_of(tmp_path, "\n".join([*_SALES, *second]))
    assert (table.cells.num_rows, list(table.columns)) == (12, _SALES[0].split(","))
    assert sorted(reasons(table)) == list(range(14, 14 + len(second)))
    assert "A second table begins in line" in table.warnings[0]


def test_blank_lines_between_rows_are_no_second_table(tmp_path: Path) -> None:
    table = read_table_of(tmp_path, "\n\n".join(_SALES) + "\n")
    assert table.cells.num_rows == 12 and not table.warnings


def test_trailing_delimiters_make_no_column(tmp_path: Path) -> None:
    table = read_table_of(tmp_path, "".join(f"{line},\n" for line in _SALES))
    assert len(table.columns) == 4 and not table.warnings and list(reasons(table)) == [1]
    assert len(read_table_of(tmp_path, "".join(f"{line},x\n" for line in _SALES)).columns) == 5


@pytest.mark.parametrize(
    ("broken", "meant"),
    [
        ('2025-01-13,"Shop 1,3,4.50', ["2025-01-13", '"Shop 1', "3", "4.50"]),
        ('"2025-01-13","Shop "1" x",3,4.50', ["2025-01-13", 'Shop "1" x', "3", "4.50"]),
        ("2025-01-13;Shop 1;3;4.50", ["2025-01-13", "Shop 1", "3", "4.50"]),
        ("2025-01-13 Shop 1 3 4.50", ["2025-01-13", "Shop 1", "3", "4.50"]),
        ('"2025-01-13""Shop 1","3","4.50"', ["2025-01-13", "Shop 1", "3", "4.50"]),
        ("2025-01-13Shop 1,3,4.50", ["2025-01-13", "Shop 1", "3", "4.50"]),
        ("2025-01-13,Shop 1,,3,4.50", ["2025-01-13", "Shop 1", "3", "4.50"]),
    ],
)
def test_broken_lines_are_mended_where_that_is_sure(tmp_path: Path, broken: str, meant: list[str]) -> None:
    table = read_table_of(tmp_path, "\n".join([*_SALES[:6], broken, *_SALES[6:]]) + "\n")
    rows = as_json(table)["rows"]
    assert rows[5] == meant and len(rows) == 13  # type: ignore[index,arg-type]
    assert list(reasons(table)) == [7]


@pytest.mark.parametrize("doubtful", ["2025-01-13,Shop 13,4.50", "8,Warsaw", "2025-01-13,Shop 1,3,4.50,x"])
def test_doubtful_lines_are_reported_and_not_guessed(tmp_path: Path, doubtful: str) -> None:
    table = read_table_of(tmp_path, "\n".join([*_SALES[:6], doubtful, *_SALES[6:]]) + "\n")
    row = as_json(table)["rows"][5]  # type: ignore[index]
    assert [cell for cell in row if cell] == doubtful.split(",")
    assert "cells instead of 4" in reasons(table)[7]


def test_apostrophes_as_quotation_marks(tmp_path: Path) -> None:
    lines = ["id,text,day", *(f"{n},'it's Ann's, not Bob's',2025-01-0{n}" for n in range(1, 8))]
    got = as_json(read_table_of(tmp_path, "\n".join(lines)))
    assert got["rows"] == [[str(n), "it's Ann's, not Bob's", f"2025-01-0{n}"] for n in range(1, 8)]
