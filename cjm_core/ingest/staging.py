"""One file's text rows as typed event rows and answer rows, with the reason for every row left out."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pyarrow as pa

from cjm_core.errors import BadInput
from cjm_core.ingest.conversion import number_sql, time_sql
from cjm_core.plan import FileReport, Mapping, Source, Table
from cjm_core.schema import DEFAULT_SCALES, MISSING_CODES, RESERVED_NAMES

EVENT_COLUMNS = ("customer_id", "journey_id", "event_time", "touchpoint", "channel", "stage", "value", "cost")
_TYPES = {"event_time": "TIMESTAMP", "answered_at": "TIMESTAMP", "value": "DOUBLE", "cost": "DOUBLE", "weight": "DOUBLE"}
ANSWER_COLUMNS = ("response_id", "customer_id", "answered_at", "wave", "touchpoint", "channel", "weight")


@dataclass(frozen=True)
class Staged:
    """Tables of one source inside the build's connection, and what was found while typing it."""

    index: int
    source: Source
    dimensions: dict[str, str]  # dimension name -> physical column of the raw table
    warnings: tuple[str, ...]

    @property
    def raw(self) -> str:
        """The file's own rows as text (c0, c1, …) with row_index and line."""
        return f"raw_{self.index}"

    @property
    def typed(self) -> str:
        """One typed row per file row, with `event_fault` telling why it is no event."""
        return f"typed_{self.index}"


def stage(con: duckdb.DuckDBPyConnection, index: int, source: Source) -> Staged:
    """Register the table and create its typed rows. Raises BadInput when the mapping cannot work for this file."""
    table, mapping = source.table, source.mapping
    _refuse_impossible(table, mapping)
    _register(con, f"raw_{index}", table)
    column = {name: f"c{at}" for at, name in enumerate(table.columns)}
    expressions, warnings = _field_sql(con, f"raw_{index}", source, column)
    _create(con, index, mapping, expressions, column)
    _refuse_all_faulty(con, index, source)
    warnings += _value_warnings(con, index, mapping, column)
    taken = {*mapping.fields.values(), *(answer.column for answer in mapping.answers), *mapping.ignored}
    dimensions, renamed = _dimension_names(table, [name for name in table.columns if name not in taken])
    named = {name: column[header] for name, header in dimensions.items()}
    return Staged(index, source, named, (*table.warnings, *warnings, *renamed))


def report(con: duckdb.DuckDBPyConnection, staged: Staged) -> FileReport:
    """How many rows of the file are loaded and how many are not, and why."""
    mapping, table = staged.source.mapping, staged.source.table
    rows = con.execute(f"SELECT fault, count(*) FROM {staged.typed} GROUP BY fault ORDER BY fault").fetchall()
    rejected = {fault: count for fault, count in rows if fault is not None}
    loaded = sum(count for fault, count in rows if fault is None)
    said: dict[str, object] = {
        "fields": mapping.fields,
        "constants": mapping.constants,
        "answers": [{"question": a.question, "touchpoint": a.touchpoint, "column": a.column} for a in mapping.answers],
        "scales": {question: list(scale) for question, scale in scales_of(mapping).items()},
        "dimensions": list(staged.dimensions),
    }
    return FileReport(table.file, mapping.kind, loaded + sum(rejected.values()), loaded, rejected, said, staged.warnings)


def scales_of(mapping: Mapping) -> dict[str, tuple[float, float]]:
    """The scale of every question asked, where one is known."""
    asked = {answer.question for answer in mapping.answers}
    return {question: scale for question, scale in (DEFAULT_SCALES | mapping.scales).items() if question in asked}


def _refuse_impossible(table: Table, mapping: Mapping) -> None:
    """A mapping that can give neither events nor answers is refused before any work."""
    if not table.columns or table.cells.num_rows == 0:
        raise BadInput(f"{table.file} has no rows under its header. Export it again with data in it.")
    missing = [name for name in mapping.fields.values() if name not in table.columns]
    missing += [answer.column for answer in mapping.answers if answer.column not in table.columns]
    if missing:
        raise BadInput(f"{table.file} has no column {missing[0]!r}. It has: {', '.join(table.columns)}.")
    given = {**mapping.fields, **mapping.constants}
    if mapping.kind in ("events", "both"):
        if "customer_id" not in given and "journey_id" not in given:
            raise BadInput(f"{table.file} needs a column that says which customer or journey a row belongs to: map one to customer_id.")
        if "event_time" not in given:
            raise BadInput(f"{table.file} needs a column with the date or time of each event: map one to event_time.")
    elif mapping.kind == "surveys":
        if not mapping.answers and "comment" not in given:
            raise BadInput(f"{table.file} has no column with answers: say which one with --answer nps=COLUMN (or csat, ces, comment).")
    else:
        raise BadInput(f"{table.file} looks like neither events nor survey answers: say which column is what.")


def _register(con: duckdb.DuckDBPyConnection, name: str, table: Table) -> None:
    """The file's cells as a real table whose columns are c0, c1, …: a header never becomes an identifier."""
    count = table.cells.num_rows
    arrays = [*table.cells.columns, pa.array(range(count), pa.int64()), table.lines.cast(pa.int64())]
    names = [*(f"c{at}" for at in range(len(table.columns))), "row_index", "line"]
    con.register("arriving", pa.table(arrays, names=names))
    con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM arriving")
    con.unregister("arriving")


def _field_sql(
    con: duckdb.DuckDBPyConnection, raw: str, source: Source, column: dict[str, str]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """SQL of each field's typed value."""
    mapping, warnings = source.mapping, []
    sql = {name: _text(column[header]) for name, header in mapping.fields.items()}
    for name in ("event_time", "answered_at"):
        if name in mapping.fields:
            header = mapping.fields[name]
            sql[name], twofold = time_sql(con, raw, column[header], mapping.day_first)
            if twofold:
                warnings.append(f"Dates in {header!r} can be read two ways; they were read as day, month, year.")
    for name in ("value", "cost", "weight"):
        if name in mapping.fields:
            sql[name] = number_sql(con, raw, column[mapping.fields[name]])
    for name, text in mapping.constants.items():
        sql[name] = _constant(name, text)
    sql.setdefault("answered_at", sql.get("event_time", "NULL"))
    sql.setdefault("customer_id", sql.get("journey_id", "NULL"))
    sql.setdefault("touchpoint", "NULL")
    return sql, tuple(warnings)


def _constant(name: str, text: str) -> str:
    """A text given for every row, as a literal of the right kind."""
    quoted = "'" + text.replace("'", "''") + "'"
    if name in ("event_time", "answered_at"):
        return f"try_cast({quoted} AS TIMESTAMPTZ)::TIMESTAMP"
    return f"try_cast({quoted} AS DOUBLE)" if name in ("value", "cost", "weight") else quoted


def _fault_sql(mapping: Mapping, sql: dict[str, str], column: dict[str, str]) -> str:
    """Why a row is no event, in the order in which a person would look."""
    if mapping.kind == "surveys":
        return "NULL"
    cases = [f"WHEN {sql['customer_id']} IS NULL THEN 'customer_id is empty'"]
    if "event_time" in mapping.fields:
        cases.append(f"WHEN {_text(column[mapping.fields['event_time']])} IS NULL THEN 'event_time is empty'")
    cases.append(f"WHEN {sql['event_time']} IS NULL THEN 'event_time is not a date'")
    if "touchpoint" in mapping.fields:
        cases.append(f"WHEN {sql['touchpoint']} IS NULL THEN 'touchpoint is empty'")
    return f"CASE {' '.join(cases)} END"


def _create(con: duckdb.DuckDBPyConnection, index: int, mapping: Mapping, sql: dict[str, str], column: dict[str, str]) -> None:
    """The typed rows. `fault` is why a row is left out altogether: a row that still carries an answer is loaded."""
    asked = [column[answer.column] for answer in mapping.answers]
    asked += [column[mapping.fields["comment"]]] if "comment" in mapping.fields else []
    answered = " OR ".join(f"NOT ({missing_sql(name)})" for name in asked) or "false"
    names = dict.fromkeys((*EVENT_COLUMNS, *ANSWER_COLUMNS, "comment"))
    typed = ", ".join(f"({sql.get(name, 'NULL')})::{_TYPES.get(name, 'VARCHAR')} AS {name}" for name in names)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE typed_{index} AS SELECT *, CASE WHEN answered THEN NULL ELSE event_fault END AS fault FROM ("
        f"SELECT row_index, line, {typed}, ({_fault_sql(mapping, sql, column)})::VARCHAR AS event_fault, {answered} AS answered FROM raw_{index})"
    )


def _text(column: str) -> str:
    """A trimmed cell; blanks are nothing."""
    return f"nullif(trim({column}), '')"


def missing_sql(column: str) -> str:
    """SQL that is true where a survey cell holds no answer."""
    codes = ", ".join("'" + code + "'" for code in MISSING_CODES)
    return f"{column} IS NULL OR lower(trim({column})) IN ({codes})"


def _refuse_all_faulty(con: duckdb.DuckDBPyConnection, index: int, source: Source) -> None:
    """A column that fits no row at all is a wrong mapping, not bad rows."""
    fault, count, whole = con.execute(
        f"SELECT any_value(fault), count(DISTINCT fault), count(*) FILTER (fault IS NULL) FROM typed_{index}"
    ).fetchall()[0]
    if whole or not count:
        return
    name = str(fault).split()[0]
    header = source.mapping.fields.get(name, name)
    what = "holds no date that can be read" if "not a date" in fault else "is empty in every row"
    raise BadInput(f"Column {header!r} of {source.table.file}, mapped to {name}, {what}. Map {name} to another column.")


def _value_warnings(con: duckdb.DuckDBPyConnection, index: int, mapping: Mapping, column: dict[str, str]) -> tuple[str, ...]:
    """Cells that were left empty because they hold no number or no date."""
    said = []
    for name, what in (("value", "number"), ("cost", "number"), ("weight", "number"), ("answered_at", "date")):
        if name in mapping.fields:
            cell = column[mapping.fields[name]]
            count = con.execute(
                f"SELECT count(*) FROM raw_{index} JOIN typed_{index} t USING (row_index) WHERE {_text(cell)} IS NOT NULL AND t.{name} IS NULL"
            ).fetchall()[0][0]
            if count:
                said.append(f"{count:,} cells of {mapping.fields[name]!r} hold no {what}; they were left empty.")
    partly = con.execute(f"SELECT count(*) FROM typed_{index} WHERE event_fault IS NOT NULL AND fault IS NULL").fetchall()[0][0]
    if partly:
        said.append(f"{partly:,} rows hold an answer but no usable event; only the answer was loaded.")
    return tuple(said)


def _dimension_names(table: Table, headers: list[str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Dimension name -> header for the columns that are nothing else, renamed where a name is one of ours."""
    names: dict[str, str] = {}
    warnings = []
    for header in headers:
        name = header.strip() or header
        if name.lower() in RESERVED_NAMES:
            name = f"{name}_2"
            warnings.append(f"Column {header!r} of {table.file} is kept as {name!r}, because {header!r} is a name of this program.")
        names[name] = header
    return names, tuple(warnings)
