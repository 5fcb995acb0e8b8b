"""The quick route for large text files gives what reading line by line gives, holds little in memory, and can be stopped."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cjm_core.errors import BadInput
from cjm_core.plan import Table
from cjm_core.reading import large, spill, text
from cjm_core.reading.read import as_json, read_table

fuzz = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything counts as large, in blocks of a few lines."""
    monkeypatch.setattr(large, "LARGE", 0)
    monkeypatch.setattr(large, "BLOCK", 300)
    monkeypatch.setattr(large, "HEAD", 2_000)
    monkeypatch.setattr(large, "TAIL", 400)
    monkeypatch.setattr(large, "_SURE", 5)
    monkeypatch.setattr(spill, "KEPT", 500)


def quickly(path: Path, encoding: str | None = None) -> Table | None:
    return large.read_regular(path, path.name, encoding, text.assembled, None)


def slowly(path: Path, encoding: str | None = None) -> Table:
    whole, large.LARGE = large.LARGE, 1 << 40
    try:
        return read_table(path, encoding=encoding)
    finally:
        large.LARGE = whole


def same(one: Table, other: Table) -> bool:
    facts = [(table.file, table.columns, table.sha256, table.encoding, table.delimiter, table.warnings) for table in (one, other)]
    return facts[0] == facts[1] and as_json(one) == as_json(other) and one.lines.equals(other.lines)


def regular(count: int, end: str = "\n", delimiter: str = ",", seed: int = 1) -> str:
    chance = random.Random(seed)
    lines = [delimiter.join(["customer", "time", "touchpoint", "value"])]
    for number in range(count):
        place = chance.choice(["Cart", "Order", '"Support, ""by"" phone"', "Café", '""', '"Shop"'])
        lines.append(delimiter.join([f"C{number % 50:04}", f"2025-01-{1 + number % 28:02}", place, chance.choice(["", "1.5", "0"])]))
    return end.join(lines) + end


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp1252"])
def test_regular_files_take_the_quick_route(tmp_path: Path, end: str, delimiter: str, codec: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(regular(400, end, delimiter).replace('"Support, ""by"" phone"', '"Say ""hi"""').encode(codec))
    quick = quickly(path)
    assert quick is not None and same(quick, slowly(path))
    assert (quick.cells.num_rows, quick.lines[0].as_py(), quick.lines[-1].as_py()) == (400, 2, 401)
    path.write_bytes(path.read_bytes().removesuffix(end.encode()))  # no line end at the end
    assert same(quickly(path) or slowly(path), slowly(path)) and quickly(path) is not None


ODD = {
    "a short line": "C1,2025-01-01,Cart",
    "a long line": "C1,2025-01-01,Cart,1,2",
    "a blank line": "",
    "a row of empty cells": ",,,",
    "a stray quotation mark": 'C1,2025-01-01,Ca"rt,1',
    "text behind a quotation mark": 'C1,2025-01-01,"Cart"x,1',
    "an open quotation mark": 'C1,2025-01-01,"Cart,1',
    "a line end in a cell": 'C1,2025-01-01,"Ca\nrt",1',
    "a lone return": "C1,2025-01-01,Ca\rrt,1",
    "the header again": "customer,time,touchpoint,value",
    "a NUL": "C1,2025-01-01,Ca\0rt,1",
    "a character cut in half": "C1,2025-01-01,Ca\udcc3,1",
}


@pytest.mark.parametrize("what", ODD)
@pytest.mark.parametrize("at", [0.01, 0.5, 0.999])
def test_whatever_is_odd_is_read_line_by_line(tmp_path: Path, what: str, at: float) -> None:
    lines = regular(400).splitlines()
    lines.insert(1 + int(at * 400), ODD[what])
    path = tmp_path / "a.csv"
    path.write_bytes(("\n".join(lines) + "\n").encode(errors="surrogateescape"))
    assert quickly(path) is None or slowly(path).encoding == "cp1252"  # as which any half character is a whole one
    assert same(read_table(path), slowly(path))


@pytest.mark.parametrize("below", ["Total,,,99", "Source: the shop's own figures,,,", "Source: the shop", "\n\n", "Export made on 2025-02-01"])
def test_what_stands_below_the_table_is_seen(tmp_path: Path, below: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(regular(400) + below)
    assert quickly(path) is None
    assert same(read_table(path), slowly(path))


_CELL = st.sampled_from(
    ["", "a", "b c", "é", "1", "2.5", "2025-01-01", '"', 'say "hi"', "x,y", "x;y", " ", "line\nend", "'", "\\", "#", "\u2028", "\x0b"]
)


@fuzz
@given(
    rows=st.lists(st.lists(_CELL, min_size=3, max_size=3), min_size=1, max_size=12),
    times=st.integers(1, 30),
    quoting=st.sampled_from(["all", "needed", "none"]),
    end=st.sampled_from(["\n", "\r\n"]),
    delimiter=st.sampled_from([",", ";"]),
    codec=st.sampled_from(["utf-8", "utf-8-sig", "latin-1"]),
    last=st.booleans(),
)
def test_both_routes_read_the_same(
    tmp_path: Path, rows: list[list[str]], times: int, quoting: str, end: str, delimiter: str, codec: str, last: bool
) -> None:
    def written(cell: str) -> str:
        needed = quoting == "all" or (quoting == "needed" and any(sign in cell for sign in '",;\n'))
        return '"' + cell.replace('"', '""') + '"' if needed else cell

    lines = [delimiter.join(map(written, row)) for row in [["first", "second", "third"], *([["c1", "2", "x"]] * 6), *(rows * times)]]
    path = tmp_path / "a.csv"
    path.write_bytes((end.join(lines) + end * last).encode(codec, errors="replace"))
    quick = quickly(path)
    if quick is not None:
        assert same(quick, slowly(path))


@fuzz
@given(data=st.binary(max_size=60), place=st.integers(0, 20_000), times=st.integers(0, 2))
def test_any_bytes_in_a_regular_file_read_the_same(tmp_path: Path, data: bytes, place: int, times: int) -> None:
    whole = regular(400).encode()
    at = place % len(whole)
    path = tmp_path / "a.csv"
    path.write_bytes(whole[:at] + data * times + whole[at + len(data) :])
    quick = quickly(path)
    if quick is not None:
        assert same(quick, slowly(path))


def test_chunks_beyond_the_memory_go_to_disk_and_leave_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CJM_HOME", str(tmp_path))
    kept = spill.Spill()
    kept.add(pa.table({"a": ["x"] * 100}), pa.array(range(100), pa.int64()))
    kept.add(pa.table({"a": ["y"] * 100, "b": ["é"] * 100}), pa.array(range(100, 200), pa.int64()))
    kept.add(pa.table({"a": ["z"], "b": ["z"]}), pa.array([200], pa.int64()))
    cells, lines = kept.whole()
    assert cells.to_pydict() == {"a": ["x"] * 100 + ["y"] * 100 + ["z"], "b": [None] * 100 + ["é"] * 100 + ["z"]}
    assert lines.to_pylist() == list(range(201))
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(spill, "_nameless", full)
    with pytest.raises(BadInput, match="The disk is full"):
        spill.Spill().add(pa.table({"a": ["x" * 100] * 100}), pa.array(range(100), pa.int64()))


class _Stopped(Exception):
    pass


@pytest.mark.parametrize("odd", ["", '"', "\n\n"])
def test_progress_goes_up_to_the_end_and_can_stop_the_reading(tmp_path: Path, odd: str) -> None:
    path, seen = tmp_path / "a.csv", []
    path.write_text(regular(400) + odd)
    read_table(path, progress=lambda phase, share: seen.append(share))
    assert seen[-1] == 1.0 and max(seen) <= 1.0 and (odd or (len(seen) > 20 and seen == sorted(seen)))

    def stop(phase: str, share: float) -> None:
        raise _Stopped

    with pytest.raises(_Stopped):
        read_table(path, progress=stop)


def test_a_large_file_is_read_in_little_memory(tmp_path: Path) -> None:
    """60 MB of rows, once regular and once with a repair in the first half: less than 300 MB beyond the start of Python's libraries."""
    row = "C00000{:03},2025-01-01 00:00:00,Cart,App,{:.2f},a text that makes the row longer\n"
    block = "".join(row.format(number, number / 7) for number in range(1_000))
    for name, between in (("quick.csv", ""), ("slow.csv", "C1,2025-01-01 00:00:00,Cart\n")):
        path = tmp_path / name
        with path.open("w") as file:
            file.write("customer,time,touchpoint,channel,value,comment\n" + block * 400 + between + block * 400)
        code = (
            "import resource, sys, pandas, pyarrow.csv\nfrom cjm_core.reading.read import read_table\n"
            "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\ntable = read_table(sys.argv[1])\n"
            "print(table.cells.num_rows, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)"
        )
        said = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1])
        rows, megabytes = map(int, said.stdout.split())
        assert rows == 800_000 + bool(between)
        assert megabytes < 300, (name, megabytes)
