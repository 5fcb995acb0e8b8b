"""The typed rows of all files in three plain tables: events, answers and comments, under common dimension columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field

import duckdb

from cjm_core.dataset import Dataset
from cjm_core.ingest import carry, faults, known, links, reported, sources
from cjm_core.ingest.staging import Staged, missing_sql, report, scales_of
from cjm_core.plan import Answer, FileReport
from cjm_core.schema import DEFAULT_TOUCHPOINT

_ANSWER_NAMES = [part.split()[0] for part in carry.ANSWERS.split(", ")]
_OWN_KEY = "coalesce('r' || t.response_id, 'l' || t.line)"


@dataclass(frozen=True)
class Gathered:
    """What was gathered. `dimensions` maps a dimension's name to its column; the column lists say who carries it."""

    reports: tuple[FileReport, ...]
    dimensions: dict[str, str]
    event_columns: tuple[str, ...]
    survey_columns: tuple[str, ...]
    identity: list[object] = field(default_factory=list)


def gather(con: duckdb.DuckDBPyConnection, staged: Sequence[Staged], old: Dataset | None, without: carry.Without, done: sources.Import) -> Gathered:
    """Create s_events, s_answers and s_comments from the old dataset (if any) and the staged files, in that order."""
    columns, in_events, in_surveys = _dimensions(staged, old)
    event_columns, survey_columns = [columns[name] for name in in_events], [columns[name] for name in in_surveys]
    carry.create(con, survey_columns)
    sources.create(con)
    reported.create(con)
    links.create(con)
    source = carry.tables(con, old, without) if old else 0
    links.add(con, staged, source)
    order = carry.rows(con, old, without, event_columns) if old else 0
    views = [carry.old_events(event_columns)] if old else []
    reports: list[FileReport] = []
    for number, item in enumerate(staged, source):
        known.leave_out(con, item, staged[: number - source], old, {name.lower(): column for name, column in columns.items()})
        step = len(item.source.mapping.moments) + 1
        views += _event_views(con, item, columns, event_columns, (number, order, step))
        _insert_answers(con, item, columns, (number, order, step))
        reports.append(_report(con, item, number))
        sources.note(con, item, reports[-1], number, done)
        order += item.source.table.cells.num_rows * step
    _create_events(con, views, event_columns)
    links.touchpoints_of_answers(con)
    identity: list[object] = [old.fingerprint, asdict(without)] if old else []
    identity += [[item.source.table.sha256, asdict(item.source.mapping), each.rows_loaded] for item, each in zip(staged, reports, strict=True)]
    return Gathered(links.judged(con, reports), columns, tuple(event_columns), tuple(survey_columns), identity)


def _report(con: duckdb.DuckDBPyConnection, item: Staged, number: int) -> FileReport:
    """Rows of summed tables are numbers, not customers; they have a table and a count of their own."""
    mapping = item.source.mapping
    if mapping.kind == "reported":
        return reported.insert(con, number, item.source.table, mapping)
    return links.report(con, item) if mapping.kind == "links" else report(con, item)


def _dimensions(staged: Sequence[Staged], old: Dataset | None) -> tuple[dict[str, str], list[str], list[str]]:
    """Every dimension's physical column, and which names events and answers carry. Names that differ only in case are one."""
    columns = {name: dim.column for name, dim in old.dimensions.items() if name != "channel"} if old else {}
    in_events = [name for name, dim in old.dimensions.items() if dim.in_events and name != "channel"] if old else []
    in_surveys = [name for name, dim in old.dimensions.items() if dim.in_surveys and name != "channel"] if old else []
    known_names = {name.lower(): name for name in columns}
    for item in staged:
        kind = item.source.mapping.kind
        for header in item.dimensions if kind in ("events", "surveys", "both") else ():
            name = known_names.setdefault(header.lower(), header)
            columns.setdefault(name, f"dim_{max((int(c.removeprefix('dim_')) for c in columns.values()), default=0) + 1}")
            for wanted, names in (("events", in_events), ("surveys", in_surveys)):
                if kind in (wanted, "both") and name not in names:
                    names.append(name)
    return columns, in_events, in_surveys


def _own_columns(item: Staged, columns: dict[str, str]) -> dict[str, str]:
    """Physical dimension column -> column of the typed table, for the dimensions of one file."""
    by_lower = {name.lower(): column for name, column in columns.items()}
    return {by_lower[name.lower()]: typed for name, typed in item.dimensions.items()}


def _event_views(
    con: duckdb.DuckDBPyConnection, item: Staged, columns: dict[str, str], event_columns: list[str], place: tuple[int, int, int]
) -> list[str]:
    """SQL of a file's events, read where they were typed: one per row and one more per moment. A row's value is its first event's."""
    mapping = item.source.mapping
    if mapping.kind not in ("events", "both"):
        return []
    source, order, step = place
    own = _own_columns(item, columns)
    dims = "".join(f", {f't.{own[column]}' if column in own else 'NULL::VARCHAR'} AS {column}" for column in event_columns)
    plain = "event_time" in mapping.fields or "event_time" in mapping.constants
    times = [("t.event_time", f"coalesce(t.touchpoint, {faults.literal(DEFAULT_TOUCHPOINT)})")] if plain else []
    times += [(f"t.m{at}", faults.literal(mapping.renames.get(moment.touchpoint, moment.touchpoint))) for at, moment in enumerate(mapping.moments)]
    customer, own_id, join = links.joined(con)
    return [
        f"SELECT {customer} AS customer_id, t.journey_id, {time} AS event_time, {touchpoint} AS touchpoint, t.channel, t.stage,"
        f" {_worth([before for before, _ in times[:at]])}, {own_id} AS own_id, {source}::INTEGER AS source,"
        f" t.line AS file_row, {order} + t.row_index * {step} + {at} AS file_order{dims}"
        f" FROM {item.typed} t {join} WHERE t.event_fault IS NULL{f' AND {time} IS NOT NULL' if mapping.moments else ''}"
        for at, (time, touchpoint) in enumerate(times)
    ]


def _worth(before: list[str]) -> str:
    """SQL of value and cost for an event that has them where none of these other times of its row is filled."""
    first = " AND ".join(f"{time} IS NULL" for time in before)
    return f"CASE WHEN {first} THEN t.value END AS value, CASE WHEN {first} THEN t.cost END AS cost" if before else "t.value, t.cost"


def _create_events(con: duckdb.DuckDBPyConnection, views: Iterable[str], event_columns: list[str]) -> None:
    """All events under one name, without copying them; an empty table of the same shape where there are none."""
    con.execute(f"CREATE TEMP TABLE no_events ({carry.EVENTS}{''.join(f', {name} VARCHAR' for name in event_columns)})")
    con.execute("CREATE TEMP VIEW s_events AS " + " UNION ALL ".join([*views, "SELECT * FROM no_events"]))


def _insert_answers(con: duckdb.DuckDBPyConnection, item: Staged, columns: dict[str, str], place: tuple[int, int, int]) -> None:
    """One row per asked question; comments apart. Every question is asked in every row of the file."""
    mapping = item.source.mapping
    if mapping.kind not in ("surveys", "both"):
        return
    answers = [(answer, f"t.a{at}") for at, answer in enumerate(mapping.answers)]
    if "comment" in mapping.fields:
        answers.append((Answer("comment", mapping.fields["comment"]), "t.comment"))
    for at, (answer, cell) in enumerate(answers):
        values: dict[str, object] = {"source": place[0], "order": place[1], "step": place[2]}
        values["touchpoint"] = mapping.renames.get(answer.touchpoint or "", answer.touchpoint)
        if answer.question == "comment":
            _insert_comment(con, item, cell, values)
        else:
            _insert_question(con, item, answer, cell, {**values, "at": at}, _own_columns(item, columns))


def _insert_question(
    con: duckdb.DuckDBPyConnection, item: Staged, answer: Answer, cell: str, values: dict[str, object], own: dict[str, str]
) -> None:
    mapping = item.source.mapping
    low, high = scales_of(mapping).get(answer.question, (None, None))
    customer, own_id, join = links.joined(con)
    con.execute(
        f"INSERT INTO s_answers ({', '.join([*_ANSWER_NAMES, *own])})"
        f" SELECT {_OWN_KEY}, t.response_id, {customer}, {own_id}, t.answered_at, t.wave, coalesce($touchpoint::VARCHAR, t.touchpoint),"
        f" false, t.channel, $question, {cell}, try_cast(replace(trim({cell}), ',', '.') AS DOUBLE), {missing_sql(cell)}, $low::DOUBLE,"
        f" $high::DOUBLE, $direction, CASE WHEN t.weight >= 0 THEN t.weight ELSE 1 END, $source, t.line, $order + t.row_index * $step,"
        f" $at{''.join(f', t.{typed}' for typed in own.values())}"
        f" FROM {item.typed} t {join} WHERE t.fault IS NULL ORDER BY row_index",
        {**values, "question": answer.question, "low": low, "high": high, "direction": mapping.directions.get(answer.question, "higher")},
    )


def _insert_comment(con: duckdb.DuckDBPyConnection, item: Staged, cell: str, values: dict[str, object]) -> None:
    customer, own_id, join = links.joined(con)
    con.execute(
        f"INSERT INTO s_comments SELECT {_OWN_KEY}, t.response_id, {customer}, {own_id}, t.answered_at,"
        f" coalesce($touchpoint::VARCHAR, t.touchpoint), false, trim({cell}), $source, t.line, $order + t.row_index * $step"
        f" FROM {item.typed} t {join} WHERE t.fault IS NULL AND NOT ({missing_sql(cell)}) ORDER BY row_index",
        values,
    )
