"""Where the rows come from: every file of every import, how full its columns are, and each row left out with its reason."""

from __future__ import annotations

import getpass
import json
import uuid
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime

import duckdb

from cjm_core.ingest.staging import Staged
from cjm_core.plan import FileReport, Mapping


def _who() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # an account without a name
        return ""


@dataclass(frozen=True)
class Import:
    """One import: several files may come in one. It is undone as a whole."""

    id: str = field(default_factory=lambda: uuid.uuid4().hex[:12])
    by: str = field(default_factory=_who)
    at: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))


def create(con: duckdb.DuckDBPyConnection) -> None:
    """The three tables, empty."""
    con.execute(
        "CREATE TABLE sources (source INTEGER, import_id VARCHAR, imported_by VARCHAR, file VARCHAR, sheet VARCHAR, kind VARCHAR,"
        " sha256 VARCHAR, rows_read BIGINT, rows_loaded BIGINT, mapping VARCHAR, plan VARCHAR, warnings VARCHAR, imported_at VARCHAR)"
    )
    con.execute("CREATE TABLE columns (source INTEGER, name VARCHAR, meaning VARCHAR, filled BIGINT, rows BIGINT)")
    con.execute('CREATE TABLE rejects (source INTEGER, file VARCHAR, line BIGINT, "column" VARCHAR, value VARCHAR, reason VARCHAR)')


def note(con: duckdb.DuckDBPyConnection, item: Staged, done: FileReport, number: int, came: Import) -> None:
    """Write down what became of one file. `mapping` is as reported, `plan` the whole mapping without the cells that are not to be kept."""
    table = item.source.table
    con.execute(
        f"INSERT INTO sources VALUES ({', '.join('?' * 13)})",
        [number, came.id, came.by, table.file, table.sheet, done.kind, table.sha256, done.rows_read, done.rows_loaded,
         json.dumps(done.mapping), json.dumps(asdict(_without_cells(item.source.mapping))), json.dumps(done.warnings), came.at],
    )  # fmt: skip
    meanings, other = _meanings(item.source.mapping), _OTHER.get(done.kind, "dimension")
    rows = table.cells.num_rows
    counted = [[number, name, meanings.get(name, other), rows - table.cells.column(name).null_count, rows] for name in table.columns]
    if counted:
        con.executemany("INSERT INTO columns VALUES (?, ?, ?, ?, ?)", counted)
    if done.rejected and done.kind != "reported":
        _note_rejects(con, item, number)


def _without_cells(mapping: Mapping) -> Mapping:
    """The mapping without what it says of single cells of columns that are replaced by pseudonyms."""
    hashed = set(mapping.hashed)
    return replace(
        mapping, codes={column: meanings for column, meanings in mapping.codes.items() if column not in hashed},
        left_out=tuple(rule for rule in mapping.left_out if rule.column not in hashed),
        renames={} if mapping.fields.get("touchpoint") in hashed else mapping.renames,
    )  # fmt: skip


_OTHER = {"links": "link", "reported": "left out"}  # kind -> what a column is that the mapping does not name


def _meanings(mapping: Mapping) -> dict[str, str]:
    """column -> FIELD, QUESTION, 'moment', 'clock', 'reported' or 'left out'."""
    said = {answer.column: answer.question for answer in mapping.answers} | {moment.column: "moment" for moment in mapping.moments}
    said |= dict.fromkeys(mapping.summed.columns if mapping.summed else (), "reported") | ({mapping.clock: "clock"} if mapping.clock else {})
    said |= dict.fromkeys(mapping.ignored, "left out")
    return said | {column: name for name, column in mapping.fields.items()}


def _note_rejects(con: duckdb.DuckDBPyConnection, item: Staged, number: int) -> None:
    """Each row left out, with the column and the value that are at fault; of a column that is left out no value, of a hashed one its pseudonym."""
    table, mapping = item.source.table, item.source.mapping
    rules = [(rule.reason, rule.column) for rule in mapping.left_out if rule.column in table.columns]
    blamed = [(f"{name} %", mapping.fields[name]) for name in ("customer_id", "event_time", "touchpoint") if name in mapping.fields]
    names = values = ""
    said: dict[str, object] = {"file": table.file}
    for at, (pattern, column) in enumerate([*rules, *blamed]):
        when = f" WHEN t.fault {'=' if at < len(rules) else 'LIKE'} $p{at} THEN"
        names, values = f"{names}{when} $c{at}", f"{values}{when} {_value(item, column)}"
        said |= {f"p{at}": pattern, f"c{at}": column}
    nothing = " WHEN false THEN NULL"
    con.execute(
        f"INSERT INTO rejects SELECT {number}, $file, t.line, CASE{names or nothing} END, CASE{values or nothing} END, t.fault"
        f" FROM {item.typed} t JOIN {item.raw} r USING (row_index) WHERE t.fault IS NOT NULL ORDER BY row_index", said
    )  # fmt: skip


def _value(item: Staged, column: str) -> str:
    """SQL of the cell that is kept of a row left out: beside the day the time of day, which may be what cannot be read."""
    mapping, columns = item.source.mapping, item.source.table.columns
    if column in mapping.ignored:
        return "NULL"
    if mapping.clock and column == mapping.fields.get("event_time") and mapping.clock not in mapping.ignored:
        return f"r.c{columns.index(column)} || coalesce(' ' || r.c{columns.index(mapping.clock)}, '')"
    return f"r.c{columns.index(column)}"
