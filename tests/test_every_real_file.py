"""Every file of the shared test data, whatever it is: read and imported by the command line with a table or with one plain sentence.

A count of rows that does not add up, a traceback, a second sentence or an error that goes to the log fails here with the file's name.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pytest

from cjm_core.command_line import files as commands
from cjm_core.errors import BadInput
from cjm_core.ingest.build import build
from cjm_core.plan import Mapping, Source, Table
from cjm_core.reading.read import read_table, sheet_names
from tests.building import REAL_FILES

FILES = sorted(path for path in REAL_FILES.rglob("*") if path.is_file())
FOLDERS = sorted({path.relative_to(REAL_FILES).parts[0] for path in FILES})
MANY = 60  # columns from which a table is not loaded by force: each would be a dimension
TOGETHER = 40  # tables in one forced import
Run = Callable[..., tuple[int, str, str]]

pytestmark = pytest.mark.skipif(not FILES, reason="the folder of real files (shared/data) is not on this machine")


@pytest.fixture
def read_once(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Table]:
    """Both commands read a file with the same function; here it is read once for both."""
    read = lru_cache(maxsize=1)(read_table)
    monkeypatch.setattr(commands, "read_table", lambda path, sheet=None, encoding=None: read(Path(path), sheet, encoding))
    return read


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_file_is_a_table_or_a_sentence_and_no_row_is_lost(folder: str, run: Run, tmp_path: Path, read_once: Callable[..., Table]) -> None:
    wrong, seen, tables = [], Counter[str](), []
    for path in FILES:
        if path.relative_to(REAL_FILES).parts[0] == folder:
            for sheet in _sheets(path):
                became, faults = _tried(path, sheet, run, tmp_path)
                seen[became] += 1
                wrong += [f"{path.name} {sheet or ''}: {fault}" for fault in faults]
                tables += [] if became == "refused" else [read_once(path, sheet, None)]
    forced = [table for table in tables if 0 < len(table.columns) <= MANY]
    whole = [table for table in forced if table.cells.column(0).null_count < table.cells.num_rows]
    alone = [[table] for table in forced if table.cells.column(0).null_count == table.cells.num_rows]  # no customer: refused
    for part in (*(whole[at : at + TOGETHER] for at in range(0, len(whole), TOGETHER)), *alone):
        wrong += _by_force(part, tmp_path)
    assert not wrong
    print(folder, dict(seen), "by force:", len(forced))  # with -s: what became of the tables


def _sheets(path: Path) -> list[str | None]:
    try:
        return [*sheet_names(path)] or [None]
    except BadInput:
        return [None]


def _tried(path: Path, sheet: str | None, run: Run, folder: Path) -> tuple[str, list[str]]:
    """What became of one table under the program's own proposal, and what was wrong with that."""
    words = [str(path), *(["--sheet", sheet] if sheet else [])]
    status, out, err = run("read", *words, "--json")
    if status:
        return "refused", _not_one_sentence("read", status, out, err)
    rows = len(json.loads(out)["rows"])
    status, out, err = run("import", *words, "--out", folder / "d.duckdb", "--json")
    if status:
        return "asked about", _not_one_sentence("import", status, out, err)
    done = json.loads(out)["files"][0]
    return "proposed", _lost(rows, done["rows_read"], done["rows_loaded"], done["rejected"])


def _not_one_sentence(command: str, status: int, out: str, err: str) -> list[str]:
    plain = err.endswith(".\n") and err.count("\n") == 1 and "Traceback" not in err
    return [] if (status, out) == (2, "") and plain else [f"{command} {status} {err}"]


def _by_force(tables: list[Table], folder: Path) -> list[str]:
    """What is lost when tables are loaded although nothing in them says what they are: the first column as customer, the others as dimensions.

    Where several are refused together each is tried alone.
    """
    constants = {"event_time": "2025-01-01", "touchpoint": "Seen"}
    try:
        sources = [Source(table, Mapping("events", {"customer_id": table.columns[0]}, constants)) for table in tables]
        done = build(sources, folder / "forced.duckdb", name="forced").files
    except BadInput as refusal:
        if len(tables) > 1:
            return [fault for table in tables for fault in _by_force([table], folder)]
        return [] if "\n" not in str(refusal) and str(refusal).endswith(".") else [f"{tables[0].file}: {refusal}"]
    except Exception as fault:  # a person would see the reference of a log
        return [f"{[table.file for table in tables]} by force: {fault!r}"]
    pairs = zip(tables, done, strict=True)
    return [lost for table, one in pairs for lost in _lost(table.cells.num_rows, one.rows_read, one.rows_loaded, one.rejected)]


def _lost(rows: int, read: int, loaded: int, rejected: dict[str, int]) -> list[str]:
    """Rows read are rows loaded and rows rejected, and as many as `read` gave."""
    known = loaded + sum(rejected.values())
    return [] if rows == read == known else [f"{rows} rows, {read} read, {known} known"]
