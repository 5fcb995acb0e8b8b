"""Checked files become one dataset file: built under a temporary name and renamed, so that a crash leaves the old one whole."""

from __future__ import annotations

import hashlib
import json
import threading
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from cjm_core.dataset import Dataset
from cjm_core.errors import BadInput
from cjm_core.ingest import publish, reported, settle
from cjm_core.ingest.carry import Without
from cjm_core.ingest.forgotten import leave_out_forgotten
from cjm_core.ingest.gather import Gathered, gather
from cjm_core.ingest.sources import Import
from cjm_core.ingest.staging import report, stage
from cjm_core.plan import FileReport, ImportReport, Source
from cjm_core.result import records
from cjm_core.schema import ROLES, SCHEMA_VERSION
from cjm_core.understanding import stages

Progress = Callable[[str, float], None]


def check(source: Source) -> FileReport:
    """What would become of one file, without writing anything. Raises BadInput when the mapping cannot work."""
    if source.mapping.kind == "reported":
        return reported.check(source.table, source.mapping)
    with publish.scratch() as con:
        return report(con, stage(con, 0, source))


def build(
    sources: Sequence[Source],
    out: str | Path,
    *,
    name: str,
    roles: dict[str, str] | None = None,
    append: str | Path | None = None,
    without_sources: Iterable[int] = (),
    without_customers: Iterable[str] = (),
    by: str | None = None,
    demo: bool = False,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
) -> ImportReport:
    """Build the dataset file `out` from these sources, after those of the dataset `append` if one is given.

    `roles` names the touchpoint that is the goal, the cart or the order. `without_sources` (numbers in the table `sources`) and
    `without_customers` (ids) are not taken over from `append`. `by` is who imports; setting `stop` gives up. Raises BadInput and
    leaves everything as it was when a file cannot be used, the disk is full or the import is given up.
    """
    say = progress or (lambda phase, share: None)
    old = Dataset.open(append) if append else None
    if old and old.path == Path(out) and (nothing := _nothing_new(sources, old)) and not (set(without_sources) | set(without_customers)):
        return nothing
    without = Without(tuple(sorted(without_sources)), tuple(sorted(without_customers)))
    with publish.replacing(Path(out), old, stop) as con:
        gathered = _stage_all(con, sources, old, without, Import() if by is None else Import(by=by), say)
        agreed = _roles(con, roles or {}, old)
        _settle(con, gathered, agreed, say)
        info = _describe(con, gathered, agreed, name, demo, old)
    say("Done", 1.0)
    return ImportReport(str(out), info["fingerprint"], gathered.reports)


def _stage_all(
    con: duckdb.DuckDBPyConnection, sources: Sequence[Source], old: Dataset | None, without: Without, came: Import, say: Progress
) -> Gathered:
    """Type every file and gather the rows that count. What has been loaded before is not loaded again."""
    loaded = _loaded_before(old, without)
    staged, repeated = [], {}
    for index, source in enumerate(sources):
        say(f"Checking {source.table.file}", index / len(sources))
        content = _content(source.table.sha256, source.table.sheet, source.mapping.kind)
        if content & loaded:
            repeated[index] = _repeated(source)
        else:
            loaded |= content
            staged.append(stage(con, index, source))
    say("Gathering rows", 0.0)
    leave_out_forgotten(con, staged)
    gathered = gather(con, staged, old, without, came)
    fresh = iter(gathered.reports)
    gathered = replace(gathered, reports=tuple(repeated.get(index) or next(fresh) for index in range(len(sources))))
    filled = " UNION ALL ".join(f"(SELECT 1 FROM {name} LIMIT 1)" for name in ("s_events", "s_answers", "s_comments", "reported"))
    if not con.execute(filled).fetchall() and not without.sources and not without.customers:
        raise BadInput("None of the rows can be used. Check which column is what.")
    return gathered


def _nothing_new(sources: Sequence[Source], old: Dataset) -> ImportReport | None:
    """The report of an import that brings nothing: every file is in the dataset already."""
    loaded = _loaded_before(old, Without())
    known = [_content(source.table.sha256, source.table.sheet, source.mapping.kind) & loaded for source in sources]
    return ImportReport(str(old.path), old.fingerprint, tuple(map(_repeated, sources))) if known and all(known) else None


Content = set[tuple[str, str | None, str]]


def _content(sha256: str, sheet: str | None, kind: str) -> Content:
    """What a file brings: its events, its answers, or both."""
    return {(sha256, sheet, part) for part in (("events", "surveys") if kind == "both" else (kind,))}


def _loaded_before(old: Dataset | None, without: Without) -> Content:
    rows = records(old.query("SELECT source, sha256, sheet, kind FROM sources")) if old else []
    return {part for row in rows if row["source"] not in without.sources for part in _content(row["sha256"], row["sheet"], row["kind"])}


def _repeated(source: Source) -> FileReport:
    """The report of a file whose very same content is already in the dataset."""
    table, count = source.table, source.table.cells.num_rows
    warning = f"{table.file} is already in this dataset; it was not loaded again."
    return FileReport(table.file, source.mapping.kind, count, 0, {"already loaded": count}, {}, (warning,))


def _roles(con: duckdb.DuckDBPyConnection, roles: dict[str, str], old: Dataset | None) -> dict[str, str | None]:
    """The touchpoint of every role; a name that no event has is refused."""
    known = [row[0] for row in con.execute("SELECT DISTINCT touchpoint FROM s_events ORDER BY 1").fetchall()]
    for role, touchpoint in roles.items():
        if role not in ROLES:
            raise BadInput(f"There is no role {role!r}. Roles are: {', '.join(ROLES)}.")
        if touchpoint not in known:
            raise BadInput(f"No event has the touchpoint {touchpoint!r} for the role {role}. There are: {', '.join(known[:30])}.")
    before = {role: old.info.get(f"role_{role}") for role in ROLES} if old else {}
    kept = {role: touchpoint for role, touchpoint in before.items() if touchpoint in known}  # what was taken out has no role any more
    return {role: roles.get(role) or kept.get(role) for role in ROLES}


def _settle(con: duckdb.DuckDBPyConnection, gathered: Gathered, roles: dict[str, str | None], say: Progress) -> None:
    """Create the dataset's tables in one go, each in its final order."""
    con.execute(
        "CREATE TYPE touchpoint_name AS ENUM (SELECT DISTINCT touchpoint FROM (SELECT touchpoint FROM s_events UNION ALL"
        " SELECT touchpoint FROM s_answers UNION ALL SELECT touchpoint FROM s_comments) WHERE touchpoint IS NOT NULL ORDER BY 1)"
    )
    own_journeys = bool(con.execute("SELECT 1 FROM s_events WHERE journey_id IS NOT NULL LIMIT 1").fetchall())
    journeys = settle.JOURNEYS_KEYED if own_journeys else settle.CUSTOMERS_AS_JOURNEYS
    for statement in (settle.CUSTOMERS_KEYED, journeys, settle.RESPONSES_KEYED):
        con.execute(statement)
    say("Sorting events", 0.2)
    carried = "".join(f", {column}" for column in gathered.event_columns)
    con.execute(settle.events(carried, own_journeys), roles)
    say("Finding sessions and journeys", 0.5)
    firsts = "".join(f", arg_min({c}, event_key) FILTER ({c} IS NOT NULL) AS {c}" for c in ("channel", *gathered.event_columns))
    con.execute(settle.grouped("customers", "customer_key", firsts))
    con.execute(settle.grouped("journeys", "journey_key", firsts))
    con.execute(settle.grouped("sessions", "session_key", firsts))
    con.execute(settle.CARTS)
    say("Reading answers", 0.7)
    con.execute(settle.surveys("".join(f", {column}" for column in gathered.survey_columns)))
    con.execute(settle.COMMENTS)
    say("Ordering touchpoints", 0.9)
    _touchpoints(con)


def _touchpoints(con: duckdb.DuckDBPyConnection) -> None:
    """Every touchpoint with its stage and place: the file's own stages, or proposed ones."""
    rows = con.execute(
        f"""WITH p AS ({settle.PLACES}), staged AS (SELECT touchpoint, mode(stage) AS stage FROM s_events WHERE stage IS NOT NULL GROUP BY ALL),
            named AS (SELECT DISTINCT touchpoint FROM s_events UNION SELECT DISTINCT touchpoint FROM s_answers WHERE touchpoint IS NOT NULL)
            SELECT n.touchpoint, s.stage, p.place, coalesce(p.seen, a.seen) FROM named n LEFT JOIN p USING (touchpoint)
            LEFT JOIN staged s USING (touchpoint)
            LEFT JOIN (SELECT touchpoint, min(file_order * 1000 + answer_order) AS seen FROM s_answers GROUP BY ALL) a USING (touchpoint)"""
    ).fetchall()
    rank = {row[0]: at for at, row in enumerate(sorted(rows, key=lambda row: (row[3] is None, row[3] or 0, row[0])))}
    proposed = stages.propose([stages.Seen(row[0], row[1], row[2], rank[row[0]]) for row in rows])
    con.execute("CREATE TEMP TABLE proposed (touchpoint VARCHAR, stage VARCHAR, stage_position INTEGER, position INTEGER)")
    if proposed:
        con.executemany("INSERT INTO proposed VALUES (?, ?, ?, ?)", proposed)
    con.execute(
        """CREATE TABLE touchpoints AS SELECT p.*, p.touchpoint IN (SELECT touchpoint FROM s_events WHERE stage IS NOT NULL) AS stage_mapped,
           coalesce(e.events, 0) AS events, coalesce(e.customers, 0) AS customers,
           coalesce(a.answers, 0) AS answers FROM proposed p
           LEFT JOIN (SELECT touchpoint::VARCHAR AS touchpoint, count(*) AS events, count(DISTINCT customer_key) AS customers
                      FROM events GROUP BY 1) e USING (touchpoint)
           LEFT JOIN (SELECT touchpoint::VARCHAR AS touchpoint, count(*) FILTER (state = 'valid') AS answers
                      FROM surveys GROUP BY 1) a USING (touchpoint) ORDER BY position"""
    )


def _describe(
    con: duckdb.DuckDBPyConnection, gathered: Gathered, roles: dict[str, str | None], name: str, demo: bool, old: Dataset | None
) -> dict[str, str]:
    """What the dataset is: identity, fingerprint, roles, time range, dimensions. The id survives an append."""
    said = json.dumps([gathered.identity, roles, name, SCHEMA_VERSION, demo], sort_keys=True, default=str)
    first, last = con.execute("SELECT min(event_time), max(event_time) FROM events").fetchall()[0]
    asked, answered = con.execute("SELECT min(answered_at), max(answered_at) FROM surveys").fetchall()[0]
    info: dict[str, Any] = {
        "id": old.info["id"] if old else uuid.uuid4().hex,
        "name": name, "demo": "1" if demo else "0", "schema_version": SCHEMA_VERSION,
        "fingerprint": hashlib.sha256(said.encode()).hexdigest()[:16],
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "events_from": first, "events_to": last, "answers_from": asked, "answers_to": answered,
        **{f"role_{role}": touchpoint for role, touchpoint in roles.items()}, **_facts(con),
    }  # fmt: skip
    con.execute("CREATE TABLE dataset_info (key VARCHAR, value VARCHAR)")
    texts = {key: value.isoformat() if isinstance(value, datetime) else str(value) for key, value in info.items() if value is not None}
    con.executemany("INSERT INTO dataset_info VALUES (?, ?)", [list(pair) for pair in texts.items()])
    _note_dimensions(con, gathered)
    return texts


def _facts(con: duckdb.DuckDBPyConnection) -> dict[str, object]:
    """What there is to measure, so that a KPI can say at once which column it misses."""
    names = ("values", "orders", "goals", "carts", "channels", "events", "customers", "journeys")
    row = con.execute(
        "SELECT count(value), count(*) FILTER (is_order), count(*) FILTER (is_goal), count(*) FILTER (is_cart), count(channel), count(*),"
        " (SELECT count(*) FROM customers), (SELECT count(*) FROM journeys) FROM events"
    ).fetchall()[0]
    asked = con.execute("SELECT question, count(*) FILTER (state = 'valid') FROM surveys GROUP BY ALL ORDER BY min(survey_key)").fetchall()
    responses = con.execute("SELECT count(DISTINCT response_key) FROM surveys").fetchall()[0][0]
    counts = {f"count_{name}": count for name, count in zip(names, row, strict=True)}
    return {**counts, "count_responses": responses, "questions": json.dumps(dict(asked)), **reported.facts(con)}


def _note_dimensions(con: duckdb.DuckDBPyConnection, gathered: Gathered) -> None:
    """The dimensions that are filled at all, with the number of their values. An empty channel is no dimension."""
    con.execute('CREATE TABLE dimensions (name VARCHAR, "column" VARCHAR, in_events BOOLEAN, in_surveys BOOLEAN, distinct_values BIGINT)')
    for name, column in {"channel": "channel", **gathered.dimensions}.items():
        carriers = [table for table, columns in (("events", gathered.event_columns), ("surveys", gathered.survey_columns))
                    if column in ("channel", *columns)]  # fmt: skip
        filled = [t for t in carriers if con.execute(f"SELECT 1 FROM {t} WHERE {column} IS NOT NULL LIMIT 1").fetchall()]
        union = " UNION ".join(f"SELECT {column} FROM {table}" for table in filled)
        if filled:
            count = con.execute(f"SELECT count(DISTINCT {column}) FROM ({union})").fetchall()[0][0]
            con.execute("INSERT INTO dimensions VALUES (?, ?, ?, ?, ?)", [name, column, "events" in filled, "surveys" in filled, count])
