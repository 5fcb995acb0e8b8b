"""The typed rows of all files in three plain tables: events, answers and comments, under common dimension columns."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import duckdb

from cjm_core.dataset import Dataset
from cjm_core.ingest.staging import Staged, missing_sql, report, scales_of
from cjm_core.plan import Answer, FileReport
from cjm_core.schema import DEFAULT_TOUCHPOINT

_EVENTS = (
    "customer_id VARCHAR, journey_id VARCHAR, event_time TIMESTAMP, touchpoint VARCHAR, channel VARCHAR, stage VARCHAR, value DOUBLE,"
    " cost DOUBLE, source INTEGER, file_row BIGINT, file_order BIGINT"
)
_ANSWERS = (
    "own_key VARCHAR, response_id VARCHAR, customer_id VARCHAR, answered_at TIMESTAMP, wave VARCHAR, touchpoint VARCHAR, channel VARCHAR,"
    " question VARCHAR, raw VARCHAR, score DOUBLE, is_missing BOOLEAN, scale_min DOUBLE, scale_max DOUBLE, direction VARCHAR,"
    " weight DOUBLE, source INTEGER, file_row BIGINT, file_order BIGINT, answer_order INTEGER"
)
_COMMENTS = (
    "own_key VARCHAR, response_id VARCHAR, customer_id VARCHAR, answered_at TIMESTAMP, touchpoint VARCHAR, text VARCHAR, source INTEGER,"
    " file_row BIGINT, file_order BIGINT"
)
_EVENT_NAMES = [part.split()[0] for part in _EVENTS.split(", ")]
_ANSWER_NAMES = [part.split()[0] for part in _ANSWERS.split(", ")]
_COMMENT_NAMES = [part.split()[0] for part in _COMMENTS.split(", ")]


@dataclass(frozen=True)
class Gathered:
    """What was gathered. `dimensions` maps a dimension's name to its column; the column lists say who carries it."""

    reports: tuple[FileReport, ...]
    dimensions: dict[str, str]
    event_columns: tuple[str, ...]
    survey_columns: tuple[str, ...]
    identity: list[object] = field(default_factory=list)


def gather(con: duckdb.DuckDBPyConnection, staged: Sequence[Staged], old: Dataset | None) -> Gathered:
    """Create s_events, s_answers and s_comments from the old dataset (if any) and the staged files, in that order."""
    columns, in_events, in_surveys = _dimensions(staged, old)
    _create(con, [columns[name] for name in in_events], [columns[name] for name in in_surveys])
    source, order = _copy_old(con, old) if old else (0, 0)
    reports: list[FileReport] = []
    identity: list[object] = [old.fingerprint] if old else []
    _create_sources(con)
    for item in staged:
        _insert_events(con, item, columns, source, order)
        _insert_answers(con, item, columns, source, order)
        reports.append(report(con, item))
        identity.append([item.source.table.sha256, reports[-1].mapping, reports[-1].rows_loaded])
        _note_source(con, item, reports[-1])
        _note_rejects(con, item)
        order += item.source.table.cells.num_rows
        source += 1
    return Gathered(tuple(reports), columns, tuple(columns[n] for n in in_events), tuple(columns[n] for n in in_surveys), identity)


def _dimensions(staged: Sequence[Staged], old: Dataset | None) -> tuple[dict[str, str], list[str], list[str]]:
    """Every dimension's physical column, and which names events and answers carry. Names that differ only in case are one."""
    columns = {name: dim.column for name, dim in old.dimensions.items() if name != "channel"} if old else {}
    in_events = [name for name, dim in old.dimensions.items() if dim.in_events and name != "channel"] if old else []
    in_surveys = [name for name, dim in old.dimensions.items() if dim.in_surveys and name != "channel"] if old else []
    known = {name.lower(): name for name in columns}
    for item in staged:
        for header in item.dimensions:
            name = known.setdefault(header.lower(), header)
            columns.setdefault(name, f"dim_{max((int(c.removeprefix('dim_')) for c in columns.values()), default=0) + 1}")
            kind = item.source.mapping.kind
            for wanted, names in (("events", in_events), ("surveys", in_surveys)):
                if kind in (wanted, "both") and name not in names:
                    names.append(name)
    return columns, in_events, in_surveys


def _create(con: duckdb.DuckDBPyConnection, event_columns: list[str], survey_columns: list[str]) -> None:
    for table, base, extra in (("s_events", _EVENTS, event_columns), ("s_answers", _ANSWERS, survey_columns), ("s_comments", _COMMENTS, [])):
        con.execute(f"CREATE TEMP TABLE {table} ({base}{''.join(f', {name} VARCHAR' for name in extra)})")


def _own_columns(item: Staged, columns: dict[str, str]) -> dict[str, str]:
    """Physical dimension column -> column of the raw table, for the dimensions of one file."""
    by_lower = {name.lower(): column for name, column in columns.items()}
    return {by_lower[name.lower()]: raw for name, raw in item.dimensions.items()}


def _insert_events(con: duckdb.DuckDBPyConnection, item: Staged, columns: dict[str, str], source: int, order: int) -> None:
    if item.source.mapping.kind == "surveys":
        return
    own = _own_columns(item, columns)
    con.execute(
        f"INSERT INTO s_events ({', '.join([*_EVENT_NAMES, *own])})"
        f" SELECT t.customer_id, t.journey_id, t.event_time, coalesce(t.touchpoint, $event::VARCHAR), t.channel, t.stage, t.value, t.cost,"
        f" $source, t.line, $order + t.row_index{''.join(f', {_trimmed(raw)}' for raw in own.values())}"
        f" FROM {item.typed} t JOIN {item.raw} r USING (row_index) WHERE t.event_fault IS NULL ORDER BY row_index",
        {"source": source, "order": order, "event": DEFAULT_TOUCHPOINT},
    )


def _trimmed(raw: str) -> str:
    return f"nullif(trim(r.{raw}), '')"


def _insert_answers(con: duckdb.DuckDBPyConnection, item: Staged, columns: dict[str, str], source: int, order: int) -> None:
    """One row per asked question; comments apart. Every question is asked in every row of the file."""
    mapping, table = item.source.mapping, item.source.table
    if mapping.kind == "events":
        return
    answers = list(mapping.answers)
    if "comment" in mapping.fields:
        answers.append(Answer("comment", mapping.fields["comment"]))
    for at, answer in enumerate(answers):
        cell = f"r.c{table.columns.index(answer.column)}"
        values: dict[str, object] = {"source": source, "order": order, "touchpoint": answer.touchpoint}
        if answer.question == "comment":
            _insert_comment(con, item, cell, values)
        else:
            _insert_question(con, item, answer, cell, {**values, "at": at}, _own_columns(item, columns))


_OWN_KEY = "coalesce('r' || t.response_id, 'l' || t.line)"


def _insert_question(
    con: duckdb.DuckDBPyConnection, item: Staged, answer: Answer, cell: str, values: dict[str, object], own: dict[str, str]
) -> None:
    mapping = item.source.mapping
    low, high = scales_of(mapping).get(answer.question, (None, None))
    con.execute(
        f"INSERT INTO s_answers ({', '.join([*_ANSWER_NAMES, *own])})"
        f" SELECT {_OWN_KEY}, t.response_id, t.customer_id, t.answered_at, t.wave, coalesce($touchpoint::VARCHAR, t.touchpoint),"
        f" t.channel, $question, {cell}, try_cast(replace(trim({cell}), ',', '.') AS DOUBLE), {missing_sql(cell)}, $low::DOUBLE,"
        f" $high::DOUBLE, $direction, coalesce(t.weight, 1), $source, t.line, $order + t.row_index,"
        f" $at{''.join(f', {_trimmed(raw)}' for raw in own.values())}"
        f" FROM {item.typed} t JOIN {item.raw} r USING (row_index) WHERE t.fault IS NULL ORDER BY row_index",
        {**values, "question": answer.question, "low": low, "high": high, "direction": mapping.directions.get(answer.question, "higher")},
    )


def _insert_comment(con: duckdb.DuckDBPyConnection, item: Staged, cell: str, values: dict[str, object]) -> None:
    con.execute(
        f"INSERT INTO s_comments SELECT {_OWN_KEY}, t.response_id, t.customer_id, t.answered_at, coalesce($touchpoint::VARCHAR, t.touchpoint),"
        f" trim({cell}), $source, t.line, $order + t.row_index"
        f" FROM {item.typed} t JOIN {item.raw} r USING (row_index) WHERE t.fault IS NULL AND NOT ({missing_sql(cell)}) ORDER BY row_index",
        values,
    )


def _create_sources(con: duckdb.DuckDBPyConnection) -> None:
    """Tables that say where the rows come from; filled from the old dataset by `_copy_old` when there is one."""
    con.execute(
        "CREATE TABLE IF NOT EXISTS sources (file VARCHAR, sheet VARCHAR, kind VARCHAR, sha256 VARCHAR, rows_read BIGINT,"
        " rows_loaded BIGINT, mapping VARCHAR, warnings VARCHAR, imported_at VARCHAR)"
    )
    con.execute('CREATE TABLE IF NOT EXISTS rejects (file VARCHAR, line BIGINT, "column" VARCHAR, value VARCHAR, reason VARCHAR)')


def _note_source(con: duckdb.DuckDBPyConnection, item: Staged, done: FileReport) -> None:
    table = item.source.table
    con.execute(
        "INSERT INTO sources VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [table.file, table.sheet, done.kind, table.sha256, done.rows_read, done.rows_loaded, json.dumps(done.mapping),
         json.dumps(done.warnings), datetime.now(UTC).isoformat(timespec="seconds")],
    )  # fmt: skip


def _note_rejects(con: duckdb.DuckDBPyConnection, item: Staged) -> None:
    """Each row left out, with the column and the value that are at fault."""
    table, fields = item.source.table, item.source.mapping.fields
    for name in ("customer_id", "event_time", "touchpoint"):
        header = fields.get(name)
        cell = f"r.c{table.columns.index(header)}" if header else "NULL"
        con.execute(
            f"INSERT INTO rejects SELECT $file, t.line, $column, {cell}, t.fault FROM {item.typed} t JOIN {item.raw} r USING (row_index)"
            f" WHERE t.fault LIKE '{name} %' ORDER BY row_index",
            {"file": table.file, "column": header},
        )


def _copy_old(con: duckdb.DuckDBPyConnection, old: Dataset) -> tuple[int, int]:
    """Take over every row of the dataset that is appended to; returns the next source number and the next file order."""
    path = str(old.path).replace("'", "''")
    con.execute(f"ATTACH '{path}' AS old (READ_ONLY)")
    for name in ("sources", "rejects"):
        con.execute(f"CREATE TABLE {name} AS SELECT * FROM old.{name}")
    extra = [dim.column for name, dim in old.dimensions.items() if dim.in_events and name != "channel"]
    con.execute(
        f"INSERT INTO s_events ({', '.join([*_EVENT_NAMES, *extra])})"
        f" SELECT c.customer_id, CASE WHEN j.own THEN j.journey_id END, e.event_time, e.touchpoint::VARCHAR, e.channel,"
        f" CASE WHEN t.stage_mapped THEN t.stage END, e.value, e.cost, e.source, e.file_row, e.file_order{''.join(f', e.{c}' for c in extra)}"
        f" FROM old.events e JOIN old.customers c USING (customer_key) JOIN old.journeys j USING (journey_key)"
        f" JOIN old.touchpoints t ON t.touchpoint = e.touchpoint::VARCHAR ORDER BY e.file_order"
    )
    extra = [dim.column for name, dim in old.dimensions.items() if dim.in_surveys and name != "channel"]
    con.execute(
        f"INSERT INTO s_answers ({', '.join([*_ANSWER_NAMES, *extra])})"
        f" SELECT s.own_key, s.response_id, c.customer_id, s.answered_at, s.wave, s.touchpoint::VARCHAR, s.channel, s.question, s.raw,"
        f" s.score, s.state = 'missing', s.scale_min, s.scale_max, s.direction, s.weight, s.source, s.file_row, s.file_order,"
        f" s.answer_order{''.join(f', s.{column}' for column in extra)}"
        f" FROM old.surveys s LEFT JOIN old.customers c USING (customer_key) ORDER BY s.survey_key"
    )
    con.execute(
        "INSERT INTO s_comments SELECT m.own_key, m.response_id, c.customer_id, m.answered_at, m.touchpoint::VARCHAR, m.text, m.source,"
        " m.file_row, m.file_order FROM old.comments m LEFT JOIN old.customers c USING (customer_key) ORDER BY m.file_order"
    )
    most = "SELECT max(source) + 1, max(file_order) + 1 FROM (SELECT source, file_order FROM s_events UNION ALL SELECT source, file_order"
    source, order = con.execute(most + " FROM s_answers UNION ALL SELECT source, file_order FROM s_comments)").fetchall()[0]
    con.execute("DETACH old")
    return source, order
