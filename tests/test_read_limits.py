"""Limits: what is too large, or made to do harm, is refused in one sentence that states the limit."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cjm_core.errors import BadInput
from cjm_core.reading import limits
from cjm_core.reading.read import read_table, sheet_names
from tests.test_read_kinds import open_document


@pytest.fixture
def low(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits that a test's file can reach."""
    monkeypatch.setattr(limits, "MOST_UNPACKED", 3_000_000)
    monkeypatch.setattr(limits, "SMALL", 1_000_000)


def refusal(path: Path) -> str:
    with pytest.raises(BadInput) as said:
        read_table(path)
    assert str(said.value).endswith(".") and "\n" not in str(said.value)
    return str(said.value)


def archive(path: Path, content: bytes, name: str = "a.csv") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, content)
    return path


def test_a_bomb_is_refused_by_what_it_says_of_itself(tmp_path: Path, low: None) -> None:
    assert "unpacks to more than 0 GB" in refusal(archive(tmp_path / "a.zip", b"1,2\n" * 1_000_000))
    assert "unpacks to more than 300 times its size" in refusal(archive(tmp_path / "b.zip", b"1,2\n" * 500_000))
    assert refusal(archive(tmp_path / "b.xlsx", b"0" * 2_000_000, "xl/worksheets/sheet1.xml")).startswith("b.xlsx unpacks to more than 300 times")


def test_a_bomb_that_lies_is_stopped_while_it_unpacks(tmp_path: Path, low: None) -> None:
    path = archive(tmp_path / "a.zip", b"1,2\n" * 1_000_000)
    said = (4_000_000).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(said, (400).to_bytes(4, "little")))
    with pytest.raises(BadInput, match=r"unpacks to more than|damaged"):
        read_table(path)
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"1,2\n" * 500_000))
    assert "unpacks to more than 300 times its size" in refusal(tmp_path / "a.csv.gz")
    noise = bytes(range(256)) * 40
    (tmp_path / "b.csv.gz").write_bytes(b"".join(gzip.compress(noise, 0) for _ in range(400)))
    assert "unpacks to more than 0 GB" in refusal(tmp_path / "b.csv.gz")


def test_a_file_that_unpacks_to_itself_is_refused_at_the_second_layer(tmp_path: Path) -> None:
    content = b"a,b\n1,2\n"
    for _ in range(20):
        content = gzip.compress(content)
    (tmp_path / "a.csv.gz").write_bytes(content)
    assert "packed more than once" in refusal(tmp_path / "a.csv.gz")


def test_many_members_and_large_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as made:
        for number in range(limits.MOST_MEMBERS + 1):
            made.writestr(f"{number}.csv", "a,b\n1,2\n")
    assert refusal(tmp_path / "a.zip").startswith("a.zip holds 1,001 files; at most 1,000 are read.")
    monkeypatch.setattr(limits, "MOST_BYTES", 10)
    (tmp_path / "a.csv").write_text("a,b\n1,2\n" * 10)
    assert refusal(tmp_path / "a.csv").startswith("a.csv has")


def test_rows_columns_and_cells_have_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "wide.csv").write_text("a,b\n" + "1," * 20_000 + "1\n")
    assert "more than any table" in refusal(tmp_path / "wide.csv")
    (tmp_path / "wide.ndjson").write_text("\n".join(json.dumps({f"key {place}": place}) for place in range(17_000)))
    assert "wide.ndjson has 17,000 columns; at most 16,384 are read." in refusal(tmp_path / "wide.ndjson")
    (tmp_path / "long.json").write_text(json.dumps([{"a": "x" * 1_000_001}]))
    assert "a cell of 1,000,001 characters in row 1; at most 1,000,000 are read." in refusal(tmp_path / "long.json")
    pq.write_table(pa.table({"a": ["x" * 1_000_001]}), tmp_path / "long.parquet")
    assert "long.parquet has a cell of 1,000,001 characters" in refusal(tmp_path / "long.parquet")
    monkeypatch.setattr(limits, "MOST_ROWS", 100)
    (tmp_path / "rows.csv").write_text("a,b\n" + "1,2\n" * 101)
    assert refusal(tmp_path / "rows.csv").startswith("The table has more than 100 rows")
    pq.write_table(pa.table({"a": range(101)}), tmp_path / "rows.parquet")
    assert refusal(tmp_path / "rows.parquet").startswith("rows.parquet has more than 100 rows")


def test_a_sheet_with_one_cell_far_away_is_refused(tmp_path: Path) -> None:
    """A dense grid up to XFD1048576 would take hundreds of gigabytes of memory."""
    made = openpyxl.Workbook()
    page = made.worksheets[0]
    page.append(["a", "b"])
    page.append([1, 2])
    page["XFD1048576"] = 1
    made.save(tmp_path / "far.xlsx")
    assert "the sheet “Sheet” has 1,048,576 rows × 16,384 columns; at most 100,000,000 cells are read" in refusal(tmp_path / "far.xlsx")
    page["XFD1048576"] = None
    page["C1048576"] = 1  # far below, but narrow
    made.save(tmp_path / "deep.xlsx")
    assert read_table(tmp_path / "deep.xlsx").lines.to_pylist()[-1] == 1_048_576


def test_a_sheet_that_repeats_a_filled_row_without_end_is_refused(tmp_path: Path) -> None:
    """Open Document writes equal rows once, with a count; programs do that for the empty rest of a sheet only."""
    row = '<table:table-row table:number-rows-repeated="1048576">{}</table:table-row>'
    cell = '<table:table-cell {}table:number-columns-repeated="16384"/>'
    assert "1,048,576 rows × 16,384 columns" in refusal(open_document(tmp_path / "a.ods", row.format(cell.format('office:value-type="string" '))))
    assert read_table(open_document(tmp_path / "b.ods", row.format(cell.format("")))).columns == ()


def test_locked_archives_are_refused(tmp_path: Path) -> None:
    content = bytearray(archive(tmp_path / "a.zip", b"a,b\n1,2\n").read_bytes())
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(sign) + place] |= 1
    (tmp_path / "a.zip").write_bytes(content)
    for call in (read_table, sheet_names):
        with pytest.raises(BadInput, match="protected by a password"):
            call(tmp_path / "a.zip")


def test_a_zip_cut_anywhere_is_refused(tmp_path: Path) -> None:
    whole = archive(tmp_path / "a.zip", b"".join(b"%d,%d\n" % (number, number * 7919 % 1000) for number in range(2_000))).read_bytes()
    for share in range(1, 20):
        (tmp_path / "cut.zip").write_bytes(whole[: len(whole) * share // 20])
        assert "damaged or cut off" in refusal(tmp_path / "cut.zip")
    broken = bytearray(whole)
    broken[len(whole) // 2] ^= 0xFF
    (tmp_path / "broken.zip").write_bytes(broken)
    assert "damaged or cut off" in refusal(tmp_path / "broken.zip")


def test_a_written_out_entity_bomb_is_no_danger(tmp_path: Path) -> None:
    """The parts of a workbook that we look through ourselves are searched as bytes: no XML is unfolded."""
    entities = "".join(f'<!ENTITY {name} "{inner * 10}">' for name, inner in (("a", "x"), ("b", "&a;"), ("c", "&b;")))
    bomb = f'<!DOCTYPE x [{entities}]><workbook><sheets><sheet name="&c;" r:id="r1"/></sheets></workbook>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr("xl/workbook.xml", bomb)
    (tmp_path / "a.xlsx").write_bytes(out.getvalue())
    assert "a.xlsx" in refusal(tmp_path / "a.xlsx")
