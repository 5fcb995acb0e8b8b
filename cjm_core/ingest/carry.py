"""What is taken over from the dataset that is appended to, undone in part, or rebuilt without a customer."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from cjm_core.dataset import Dataset
from cjm_core.ingest.faults import FORGOTTEN, literal, plain_id

EVENTS = (
    "customer_id VARCHAR, journey_id VARCHAR, event_time TIMESTAMP, touchpoint VARCHAR, channel VARCHAR, stage VARCHAR, value DOUBLE,"
    " cost DOUBLE, own_id VARCHAR, source INTEGER, file_row BIGINT, file_order BIGINT"
)
ANSWERS = (
    "own_key VARCHAR, response_id VARCHAR, customer_id VARCHAR, own_id VARCHAR, answered_at TIMESTAMP, wave VARCHAR, touchpoint VARCHAR,"
    " touchpoint_linked BOOLEAN, channel VARCHAR, question VARCHAR, raw VARCHAR, score DOUBLE, is_missing BOOLEAN, scale_min DOUBLE,"
    " scale_max DOUBLE, direction VARCHAR, weight DOUBLE, source INTEGER, file_row BIGINT, file_order BIGINT, answer_order INTEGER"
)
COMMENTS = (
    "own_key VARCHAR, response_id VARCHAR, customer_id VARCHAR, own_id VARCHAR, answered_at TIMESTAMP, touchpoint VARCHAR,"
    " touchpoint_linked BOOLEAN, text VARCHAR, source INTEGER, file_row BIGINT, file_order BIGINT"
)
_OLD_EVENTS = (
    "SELECT coalesce(l.customer_id, t.customer_id) AS customer_id, t.journey_id, t.event_time, t.touchpoint, t.channel, t.stage, t.value,"
    " t.cost, CASE WHEN l.customer_id IS NOT NULL THEN t.customer_id END AS own_id, t.source, t.file_row, t.file_order{extra}"
    " FROM old_events t LEFT JOIN links_in_force l ON l.alias = {plain}"
)


@dataclass(frozen=True)
class Without:
    """What is not taken over: whole imported files, by their number, and whole customers, by any of their ids."""

    sources: tuple[int, ...] = ()
    customers: tuple[str, ...] = ()


def old_events(event_columns: list[str]) -> str:
    """SQL of the events that are taken over, under the ids that count now."""
    return _OLD_EVENTS.format(extra="".join(f", {column}" for column in event_columns), plain=plain_id("t.customer_id"))


def create(con: duckdb.DuckDBPyConnection, survey_columns: list[str]) -> None:
    """Empty tables for answers and comments."""
    con.execute(f"CREATE TEMP TABLE s_answers ({ANSWERS}{''.join(f', {name} VARCHAR' for name in survey_columns)})")
    con.execute(f"CREATE TEMP TABLE s_comments ({COMMENTS})")


def tables(con: duckdb.DuckDBPyConnection, old: Dataset, without: Without) -> int:
    """Take over what is known about the files that stay; returns the next source number. The old dataset stays attached."""
    con.execute(f"ATTACH {literal(str(old.path))} AS old (READ_ONLY)")
    con.execute("CREATE TEMP TABLE gone (id VARCHAR)")
    if without.customers:
        con.executemany("INSERT INTO gone VALUES (?)", [[name] for name in without.customers])
    for name in ("sources", "columns", "rejects", "reported", "links"):
        con.execute(f"INSERT INTO {name} SELECT * FROM old.{name} WHERE {_stays(without)}")
    con.execute("DELETE FROM links WHERE alias IN (FROM gone) OR customer_id IN (FROM gone)")
    con.execute('DELETE FROM rejects WHERE "value" IN (FROM gone)')
    return int(con.execute("SELECT coalesce(max(source) + 1, 0) FROM old.sources").fetchall()[0][0])


def rows(con: duckdb.DuckDBPyConnection, old: Dataset, without: Without, event_columns: list[str]) -> int:
    """Take over every row that stays, under the ids of the files; returns the next file order. The old dataset is let go."""
    _copy_events(con, old, _stays(without), event_columns)
    _copy_answers(con, old, _stays(without))
    if without.customers:
        _note_gone(con, _stays(without))
    last = ("SELECT coalesce(max(file_order) + 1, 0) FROM (SELECT file_order FROM old_events UNION ALL SELECT file_order FROM s_answers"
            " UNION ALL SELECT file_order FROM s_comments)")  # fmt: skip
    order = con.execute(last).fetchall()[0][0]
    con.execute("DETACH old")
    return int(order)


def _note_gone(con: duckdb.DuckDBPyConnection, stays: str) -> None:
    """The rows of customers who are not taken over count as left out of their files from now on; nothing else is kept of them."""
    lost = " UNION ".join(
        f"SELECT t.source, t.file_row FROM old.{table} t LEFT JOIN old.customers c USING (customer_key) WHERE t.{stays} AND NOT ({_kept('t')})"
        for table in ("events", "surveys", "comments")
    )
    con.execute(f"CREATE TEMP TABLE lost AS {lost}")
    told = f"SELECT source, file, file_row, NULL, NULL, {literal(FORGOTTEN)} FROM lost JOIN sources USING (source) ORDER BY ALL"
    con.execute(f"INSERT INTO rejects {told}")
    con.execute("UPDATE sources SET rows_loaded = rows_loaded - n FROM (SELECT source AS s, count(*) AS n FROM lost GROUP BY 1) WHERE source = s")


def _stays(without: Without) -> str:
    return f"source NOT IN ({', '.join(map(str, without.sources)) or '-1'})"


def _kept(table: str) -> str:
    """Rows of customers who stay, by the id they have now and the one they had in the file."""
    return f"(c.customer_id IS NULL OR c.customer_id NOT IN (FROM gone)) AND ({table}.own_id IS NULL OR {table}.own_id NOT IN (FROM gone))"


def _copy_events(con: duckdb.DuckDBPyConnection, old: Dataset, stays: str, event_columns: list[str]) -> None:
    extra = {dim.column for name, dim in old.dimensions.items() if dim.in_events and name != "channel"}
    dims = "".join(f", {f'e.{column}' if column in extra else 'NULL::VARCHAR'} AS {column}" for column in event_columns)
    con.execute(
        f"CREATE TEMP TABLE old_events AS SELECT coalesce(e.own_id, c.customer_id) AS customer_id, CASE WHEN j.own THEN j.journey_id END"
        f" AS journey_id, e.event_time, e.touchpoint::VARCHAR AS touchpoint, e.channel, e.own_stage AS stage,"
        f" e.value, e.cost, e.source, e.file_row, e.file_order{dims}"
        f" FROM old.events e JOIN old.customers c USING (customer_key) JOIN old.journeys j USING (journey_key)"
        f" WHERE e.{stays} AND {_kept('e')} ORDER BY e.file_order"
    )


def _copy_answers(con: duckdb.DuckDBPyConnection, old: Dataset, stays: str) -> None:
    extra = "".join(f", {dim.column}" for name, dim in old.dimensions.items() if dim.in_surveys and name != "channel")
    names = ", ".join(part.split()[0] for part in ANSWERS.split(", "))
    con.execute(
        f"INSERT INTO s_answers ({names}{extra})"
        f" SELECT s.own_key, s.response_id, coalesce(l.customer_id, s.own_id, c.customer_id),"
        f" CASE WHEN l.customer_id IS NOT NULL THEN coalesce(s.own_id, c.customer_id) END, s.answered_at, s.wave,"
        f" CASE WHEN NOT s.touchpoint_linked THEN s.touchpoint::VARCHAR END, false, s.channel, s.question, s.raw,"
        f" s.score, s.state = 'missing', s.scale_min, s.scale_max, s.direction, s.weight, s.source, s.file_row, s.file_order,"
        f" s.answer_order{extra.replace(', ', ', s.')} FROM old.surveys s LEFT JOIN old.customers c USING (customer_key)"
        f" LEFT JOIN links_in_force l ON l.alias = {plain_id('coalesce(s.own_id, c.customer_id)')}"
        f" WHERE s.{stays} AND {_kept('s')} ORDER BY s.survey_key"
    )
    con.execute(
        "INSERT INTO s_comments SELECT m.own_key, m.response_id, coalesce(l.customer_id, m.own_id, c.customer_id),"
        " CASE WHEN l.customer_id IS NOT NULL THEN coalesce(m.own_id, c.customer_id) END, m.answered_at,"
        " CASE WHEN NOT m.touchpoint_linked THEN m.touchpoint::VARCHAR END, false, m.text,"
        " m.source, m.file_row, m.file_order FROM old.comments m LEFT JOIN old.customers c USING (customer_key)"
        f" LEFT JOIN links_in_force l ON l.alias = {plain_id('coalesce(m.own_id, c.customer_id)')}"
        f" WHERE m.{stays} AND {_kept('m')} ORDER BY m.file_order"
    )
