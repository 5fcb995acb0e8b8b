"""Archives: a packed table is read like the table, several tables are chosen like sheets, and no name in an archive becomes a path."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import openpyxl
import pytest

from cjm_core.errors import BadInput
from cjm_core.reading.read import as_json, read_table, sheet_names
from tests.test_read_kinds import book

CSV = "id,name\n1,Ann\n2,Bob\n"


def packed(path: Path, **members: str | bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__dot__", "."), content)
    return path


def test_a_packed_table_is_read_like_the_table(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(CSV)
    plain = read_table(tmp_path / "a.csv")
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(CSV.encode()))
    packed(tmp_path / "a.zip", **{"a.csv": CSV, "__MACOSX/._a.csv": b"\0\5", "x/.DS_Store": b"\0"})
    (tmp_path / "a.zip.gz").write_bytes(gzip.compress((tmp_path / "a.zip").read_bytes()))
    for name in ("a.csv.gz", "a.zip", "a.zip.gz"):
        got = read_table(tmp_path / name)
        assert (as_json(got), got.file, got.sha256, got.sheet) == (as_json(plain), name, plain.sha256, None)
        assert sheet_names(tmp_path / name) == []
    with pytest.raises(BadInput, match=r"a\.zip has no table “b”; leave the sheet “b” out"):
        read_table(tmp_path / "a.zip", sheet="b")


def test_the_tables_of_an_archive_are_chosen_like_sheets(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.worksheets[0].append(["a"])
    made.worksheets[0].append([5])
    made.create_sheet("Two").append(["b"])
    made.save(tmp_path / "book.xlsx")
    members = {
        "2025/orders.csv": CSV,
        "book.xlsx": (tmp_path / "book.xlsx").read_bytes(),
        "more.json.gz": gzip.compress(b'[{"c": 1}]'),
        "paper.pdf": b"%PDF-1.7",
        "README.txt": "How these tables\nwere made.",
        "inner.zip": packed(tmp_path / "i.zip", a=CSV).read_bytes(),
    }
    path = packed(tmp_path / "all.zip", **members)
    names = ["2025/orders.csv", "book.xlsx › Sheet", "book.xlsx › Two", "more.json.gz"]
    assert sheet_names(path) == names
    assert [read_table(path, name).columns for name in names] == [("id", "name"), ("a",), ("b",), ("c",)]
    first = read_table(path)
    assert (first.sheet, first.file) == ("2025/orders.csv", "all.zip")
    assert "also holds paper.pdf, inner.zip, README.txt, which was left out" in first.warnings[0]
    assert "holds 4 tables; this is only “2025/orders.csv”" in first.warnings[1]
    assert read_table(path, "book.xlsx › Sheet").sheet == "book.xlsx › Sheet"
    with pytest.raises(BadInput, match=r"its tables are: 2025/orders\.csv, book"):
        read_table(path, "orders.csv")


def test_a_workbook_alone_in_an_archive_has_its_sheets(tmp_path: Path) -> None:
    inner = book(tmp_path / "b.xlsx", {"A1": "a", "A2": 1}).read_bytes()
    path = packed(tmp_path / "b.zip", **{"b.xlsx": inner})
    assert (sheet_names(path), read_table(path).sheet, read_table(path, "Sheet").columns) == (["Sheet"], "Sheet", ("a",))
    (tmp_path / "b.xlsx.gz").write_bytes(gzip.compress(inner))
    assert (sheet_names(tmp_path / "b.xlsx.gz"), read_table(tmp_path / "b.xlsx.gz").columns) == (["Sheet"], ("a",))


def test_archives_without_a_table_say_so(tmp_path: Path) -> None:
    for name, members, said in [
        ("e.zip", {}, "e.zip holds no table"),
        ("p.zip", {"paper.pdf": b"%PDF-"}, "p.zip › paper.pdf is a PDF"),
        ("d.zip", {"x.png": b"\x89PNG", "y.pdf": b"%PDF-"}, "d.zip holds no table"),
    ]:
        with pytest.raises(BadInput) as refusal:
            read_table(packed(tmp_path / name, **members))  # type: ignore[arg-type]
        assert str(refusal.value).startswith(said)
    twice = gzip.compress(gzip.compress(CSV.encode()))
    (tmp_path / "t.csv.gz").write_bytes(twice)
    with pytest.raises(BadInput, match="packed more than once"):
        read_table(tmp_path / "t.csv.gz")
    (tmp_path / "c.csv.gz").write_bytes(gzip.compress(CSV.encode() * 100)[:-20])
    with pytest.raises(BadInput, match=r"c\.csv\.gz is damaged or cut off"):
        read_table(tmp_path / "c.csv.gz")


def test_no_path_comes_from_a_name_in_an_archive(tmp_path: Path) -> None:
    home = tmp_path / "a" / "b"
    home.mkdir(parents=True)
    path = packed(home / "z.zip", **{"../../evil.csv": CSV, "/abs/evil.csv": CSV, "C:\\evil.csv": CSV})
    before = sorted(tmp_path.rglob("*"))
    assert [read_table(path, name).cells.num_rows for name in sheet_names(path)] == [2, 2, 2]
    assert sorted(tmp_path.rglob("*")) == before
    assert read_table(path).file == "z.zip"


def test_signs_in_a_members_name_stay_a_name(tmp_path: Path) -> None:
    """Line ends and control characters make no second line of a sentence, and the file under the name is read."""
    path = packed(tmp_path / "z.zip", **{"a\nb\x1b[2J.csv": CSV, "\u202egpj.csv": CSV, "x" * 250 + ".csv": CSV})
    assert [read_table(path, name).cells.num_rows for name in sheet_names(path)] == [2, 2, 2]
    assert sorted(tmp_path.iterdir()) == [path]


def test_text_that_is_nested_without_end_gets_a_sentence(tmp_path: Path) -> None:
    closed = '[{"a": ' + "[" * 50_000 + "]" * 50_000 + "}]"
    for name, content in (("deep.json", "[" * 100_000), ("deep.ndjson", '{"a":' * 100_000), ("nest.json", closed)):
        (tmp_path / name).write_text(content)
        with pytest.raises(BadInput, match=name):
            read_table(tmp_path / name)
