"""One file's text rows as typed event rows and answer rows, with the reason for every row left out."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa

from cjm_core.errors import BadInput
from cjm_core.ingest import faults
from cjm_core.ingest.conversion import number_reading, time_sql, yearless
from cjm_core.ingest.faults import literal, plain_id, text_sql
from cjm_core.ingest.prepare import prepare
from cjm_core.plan import FileReport, Mapping, Source, Table
from cjm_core.schema import DEFAULT_SCALES, MISSING_CODES, RESERVED_NAMES

EVENT_COLUMNS = ("customer_id", "journey_id", "event_time", "touchpoint", "channel", "stage", "value", "cost")
_TYPES = {"event_time": "TIMESTAMP", "answered_at": "TIMESTAMP", "value": "DOUBLE", "cost": "DOUBLE", "weight": "DOUBLE"}
_CONVERTED = ("value", "cost", "weight", "answered_at")
ANSWER_COLUMNS = ("response_id", "customer_id", "answered_at", "wave", "touchpoint", "channel", "weight", "comment")


@dataclass(frozen=True)
class Staged:
    """Tables of one source inside the build's connection, and what was found while typing it."""

    index: int
    source: Source
    dimensions: dict[str, str]  # dimension name -> its column in the typed table
    warnings: tuple[str, ...]

    @property
    def raw(self) -> str:
        """The file's own rows as text (c0, c1, …) with row_index and line; read where they lie, not copied."""
        return f"raw_{self.index}"

    @property
    def typed(self) -> str:
        """One row per file row: fields, moments (m0, …), cells of answers (a0, …), dimensions (d0, …), `event_fault` and `fault`.

        `event_fault` tells why it is no event, `fault` why nothing of it is loaded.
        """
        return f"typed_{self.index}"


def stage(con: duckdb.DuckDBPyConnection, index: int, source: Source) -> Staged:
    """Register the table and create its typed rows. Raises BadInput when the mapping cannot work for this file."""
    table, mapping = source.table, source.mapping
    refuse_impossible(table, mapping)
    if mapping.kind == "reported":  # numbers, not rows of customers: they are read where they are stored
        return Staged(index, source, {}, table.warnings)
    cells, said = prepare(table, mapping)
    judged = [rule.column for rule in mapping.left_out if rule.column in table.columns]  # by what stands in the file, not by its pseudonym
    _register(con, f"raw_{index}", table, cells, judged)
    column = {name: f"c{at}" for at, name in enumerate(table.columns)}
    expressions, warnings = _field_sql(con, f"raw_{index}", source, column)
    times = [_time(con, f"raw_{index}", column[moment.column], mapping)[0] for moment in mapping.moments]
    warnings += _dated_by_moments(mapping, expressions, times)
    taken = {*mapping.fields.values(), *(answer.column for answer in mapping.answers), *mapping.ignored}
    taken |= {*(moment.column for moment in mapping.moments), *filter(None, [mapping.clock])}
    dimensions, renamed = _dimension_names(table, mapping, [name for name in table.columns if name not in taken])
    extra = [(f"m{at}", sql) for at, sql in enumerate(times)]
    extra += [(f"a{at}", column[answer.column]) for at, answer in enumerate(mapping.answers)]
    extra += [(f"d{at}", text_sql(column[header])) for at, header in enumerate(dimensions.values())]
    _create(con, index, mapping, expressions, column, extra, {name: f"o{at}" for at, name in enumerate(judged)})
    if mapping.once:
        faults.leave_out_repeats(con, f"raw_{index}", f"typed_{index}", [column[name] for name in mapping.once])
    if mapping.pairs:
        faults.leave_out_starts(con, f"raw_{index}", f"typed_{index}", column[mapping.pairs])
    _refuse_all_faulty(con, index, source)
    warnings += _value_warnings(con, index, mapping, column)
    named = {name: f"d{at}" for at, name in enumerate(dimensions)}
    return Staged(index, source, named, (*table.warnings, *said, *warnings, *renamed))


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
        **({"moments": {moment.touchpoint: moment.column for moment in mapping.moments}} if mapping.moments else {}),
        **({"preset": mapping.preset} if mapping.preset else {}),
    }
    return FileReport(table.file, mapping.kind, loaded + sum(rejected.values()), loaded, rejected, said, staged.warnings)


def scales_of(mapping: Mapping) -> dict[str, tuple[float, float]]:
    """The scale of every question asked, where one is known."""
    asked = {answer.question for answer in mapping.answers}
    return {question: scale for question, scale in (DEFAULT_SCALES | mapping.scales).items() if question in asked}


def refuse_impossible(table: Table, mapping: Mapping) -> None:
    """A mapping that can give neither events nor answers is refused before any work."""
    if not table.columns or table.cells.num_rows == 0:
        raise BadInput(f"{table.file} has no rows under its header. Export it again with data in it.")
    named = [*mapping.fields.values(), *(answer.column for answer in mapping.answers), *(moment.column for moment in mapping.moments)]
    named += [*mapping.hashed, *mapping.codes, *mapping.once, *filter(None, [mapping.pairs, mapping.clock])]
    missing = [name for name in named if name not in table.columns]
    if missing:
        raise BadInput(f"{table.file} has no column {missing[0]!r}. It has: {', '.join(table.columns)}.")
    given = {**mapping.fields, **mapping.constants}
    if mapping.kind in ("events", "both"):
        if "customer_id" not in given and "journey_id" not in given:
            raise BadInput(f"{table.file} needs a column that says which customer or journey a row belongs to: map one to customer_id.")
        if "event_time" not in given and not mapping.moments:
            raise BadInput(f"{table.file} needs a column with the date or time of each event: map one to event_time.")
    elif mapping.kind == "links":
        if "customer_id" not in given:
            raise BadInput(f"{table.file} needs the column with the customer id that counts: map one to customer_id.")
    elif mapping.kind == "reported":
        if mapping.summed is None:
            raise BadInput(f"{table.file} does not say which column holds the numbers: choose the column with the values.")
    elif mapping.kind == "surveys":
        if not mapping.answers and "comment" not in given:
            raise BadInput(f"{table.file} has no column with answers: say which one with --answer nps=COLUMN (or csat, ces, comment).")
    else:
        raise BadInput(f"{table.file} looks like neither events nor survey answers: say which column is what.")


def _register(con: duckdb.DuckDBPyConnection, name: str, table: Table, cells: pa.Table, judged: list[str]) -> None:
    """The file's cells under the names c0, c1, …: a header never becomes an identifier. They are read where they lie.

    `judged` columns come once more, as o0, o1, …, as they were before anything was changed in them.
    """
    numbers = pa.array(np.arange(cells.num_rows, dtype=np.int64))
    arrays = [*cells.columns, *(table.cells.column(column) for column in judged), numbers, table.lines.cast(pa.int64())]
    names = [*(f"c{at}" for at in range(len(table.columns))), *(f"o{at}" for at in range(len(judged))), "row_index", "line"]
    con.register(name, pa.table(arrays, names=names))


def _time(con: duckdb.DuckDBPyConnection, raw: str, column: str, mapping: Mapping, clock: str | None = None) -> tuple[str, bool]:
    return time_sql(con, raw, column, mapping.day_first, zone=mapping.zone, year=mapping.year, clock=clock)


def _field_sql(
    con: duckdb.DuckDBPyConnection, raw: str, source: Source, column: dict[str, str]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """SQL of each field's typed value."""
    mapping, warnings = source.mapping, []
    sql = {name: text_sql(column[header]) for name, header in mapping.fields.items()}
    for name in ("event_time", "answered_at"):
        if name in mapping.fields:
            header = mapping.fields[name]
            alone = name == "answered_at" and "event_time" in mapping.fields
            clock = None if mapping.clock is None or alone else column[mapping.clock]
            sql[name], twofold = _time(con, raw, column[header], mapping, clock)
            if twofold:
                warnings.append(f"Dates in {header!r} can be read two ways; they were read as day, month, year.")
    for name in ("value", "cost", "weight"):
        if name in mapping.fields:
            header = mapping.fields[name]
            sql[name], thousands = number_reading(con, raw, column[header])
            if thousands is not None:
                how = "thousands" if thousands else "decimals"
                warnings.append(f"Nothing in {header!r} shows what is decimal: numbers like 1.234 were read as {how}.")
    for name, text in mapping.constants.items():
        sql[name] = _constant(name, mapping.renames.get(text, text) if name == "touchpoint" else text)
    if "event_time" in sql:
        sql.setdefault("answered_at", sql["event_time"])
    sql["customer_id"] = plain_id(sql["customer_id"]) if "customer_id" in sql else sql.get("journey_id", "NULL")
    sql.setdefault("touchpoint", "NULL")
    return sql, tuple(warnings)


def _dated_by_moments(mapping: Mapping, sql: dict[str, str], times: list[str]) -> tuple[str, ...]:
    """Answers that no column dates are given at the last moment of their row; people are told."""
    if "answered_at" in sql or not times:
        return ()
    sql["answered_at"] = f"greatest({', '.join(times)})"
    asked = bool(mapping.answers) or "comment" in mapping.fields
    return ("No column says when the answers were given: each is dated by the last date in its row.",) if asked else ()


def _constant(name: str, text: str) -> str:
    """A text given for every row, as a literal of the right kind."""
    quoted = literal(text)
    if name in ("event_time", "answered_at"):
        return f"try_cast({quoted} AS TIMESTAMPTZ)::TIMESTAMP"
    return f"try_cast({quoted} AS DOUBLE)" if name in ("value", "cost", "weight") else quoted


def _create(
    con: duckdb.DuckDBPyConnection, index: int, mapping: Mapping, sql: dict[str, str], column: dict[str, str], extra: list[tuple[str, str]],
    judged: dict[str, str],
) -> None:  # fmt: skip
    """The typed rows. A row that still carries an answer is loaded although its event has a fault."""
    asked = [column[answer.column] for answer in mapping.answers]
    asked += [column[mapping.fields["comment"]]] if "comment" in mapping.fields else []
    answered = " OR ".join(f"NOT ({missing_sql(name)})" for name in asked) or "false"
    if mapping.kind == "surveys":
        answered = "true"
    names = dict.fromkeys((*EVENT_COLUMNS, *ANSWER_COLUMNS))
    typed = ", ".join(f"({sql.get(name, 'NULL')})::{_TYPES.get(name, 'VARCHAR')} AS {name}" for name in names)
    more = "".join(f", {expression} AS {name}" for name, expression in extra)
    lacks = faults.event_fault_sql(mapping, sql, column, [expression for name, expression in extra if name[0] == "m"])
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE typed_{index} AS SELECT * EXCLUDE (ruled, answered, lacks),"
        f" coalesce(ruled, lacks) AS event_fault, coalesce(ruled, CASE WHEN NOT answered THEN lacks END) AS fault FROM ("
        f"SELECT row_index, line, {typed}{more}, ({faults.rule_sql(mapping, judged)})::VARCHAR AS ruled,"
        f" ({lacks})::VARCHAR AS lacks, {answered} AS answered FROM raw_{index})"
    )


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
    if name not in source.mapping.fields:
        why = f"every one {fault}" if fault in {rule.reason for rule in source.mapping.left_out} else f"{str(fault).replace('_', ' ')}"
        raise BadInput(f"No row of {source.table.file} counts: {why}. Change which column is what, or what is left out.")
    header = source.mapping.fields[name]
    what = "holds no date that can be read" if "not a date" in fault else "is empty in every row"
    cell = f"c{source.table.columns.index(header)}"
    if "not a date" in fault and source.mapping.year is None and yearless(con, f"raw_{index}", cell):
        raise BadInput(f"The dates in {header!r} of {source.table.file} have no year. Say which year they are from.")
    raise BadInput(f"Column {header!r} of {source.table.file}, mapped to {name}, {what}. Map {name} to another column.")


def _value_warnings(con: duckdb.DuckDBPyConnection, index: int, mapping: Mapping, column: dict[str, str]) -> tuple[str, ...]:
    """Cells that were left empty because they hold no number or no date."""
    said = []
    typed_of: dict[str, tuple[str, str]] = {name: (name, mapping.fields[name]) for name in _CONVERTED if name in mapping.fields}
    typed_of |= {f"m{at}": ("date", moment.column) for at, moment in enumerate(mapping.moments)}
    for name, (kind, header) in typed_of.items():
        filled = con.execute(f"SELECT count(*) FILTER (NOT ({missing_sql(column[header])})) FROM raw_{index}").fetchall()[0][0]
        read = con.execute(f"SELECT count({name}) FROM typed_{index}").fetchall()[0][0]
        if filled > read:
            what = "date" if kind in ("date", "answered_at") else "number"
            said.append(f"{filled - read:,} cells of {header!r} hold no {what}; they were left empty.")
    negative = con.execute(f"SELECT count(*) FILTER (weight < 0) FROM typed_{index}").fetchall()[0][0]
    if negative:
        said.append(f"{negative:,} weights are negative; they count as 1.")
    partly = con.execute(f"SELECT count(*) FROM typed_{index} WHERE event_fault IS NOT NULL AND fault IS NULL").fetchall()[0][0]
    if partly:
        said.append(f"{partly:,} rows hold an answer but no usable event; only the answer was loaded.")
    return tuple(said)


def _dimension_names(table: Table, mapping: Mapping, headers: list[str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Dimension name -> header for the columns that are nothing else, renamed where a name is one of ours or taken."""
    names: dict[str, str] = {}
    taken, warnings = set[str](), []
    for header in headers:
        name = plain = mapping.titles.get(header, "").strip() or header.strip() or header
        if name.lower() in RESERVED_NAMES:
            name = f"{name}_2"
            warnings.append(f"Column {header!r} of {table.file} is called {name!r} in the filters, because {plain!r} means something else there.")
        if name.lower() in taken:
            name = next(f"{plain}_{n}" for n in itertools.count(len(names) + 1) if f"{plain}_{n}".lower() not in taken)
            warnings.append(f"Column {header!r} of {table.file} is called {name!r} in the filters, because another one has the same name.")
        names[name] = header
        taken.add(name.lower())
    return names, tuple(warnings)
