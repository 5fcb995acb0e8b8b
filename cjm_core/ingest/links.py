"""One customer under several ids: key files, and answers that belong to the customer's last touchpoint."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

import duckdb

from cjm_core.format import plural
from cjm_core.ingest.faults import plain_id
from cjm_core.ingest.staging import Staged
from cjm_core.ingest.staging import report as rows_of
from cjm_core.plan import FileReport

_STEPS = 4  # an id that stands for an id that stands for an id …


def create(con: duckdb.DuckDBPyConnection) -> None:
    """The table of other ids: `alias` is compared as `plain_id` writes it."""
    con.execute("CREATE TABLE links (alias VARCHAR, customer_id VARCHAR, source INTEGER)")


def add(con: duckdb.DuckDBPyConnection, staged: Sequence[Staged], first: int) -> None:
    """Take in the key files among the staged ones, and settle which id counts: `links_in_force` (alias, customer_id)."""
    for number, item in enumerate(staged, first):
        for column in item.dimensions.values() if item.source.mapping.kind == "links" else ():
            con.execute(
                f"INSERT INTO links SELECT DISTINCT {plain_id(column)}, customer_id, {number} FROM {item.typed}"
                f" WHERE fault IS NULL AND {column} IS NOT NULL AND {plain_id(column)} <> customer_id"
            )
    con.execute(
        "CREATE TEMP TABLE links_in_force AS SELECT alias, any_value(customer_id) AS customer_id FROM links"
        " GROUP BY alias HAVING count(DISTINCT customer_id) = 1"
    )
    for _ in range(_STEPS):
        con.execute(
            "UPDATE links_in_force AS l SET customer_id = m.customer_id FROM links_in_force m"
            " WHERE m.alias = l.customer_id AND m.customer_id <> l.alias"
        )


def joined(con: duckdb.DuckDBPyConnection) -> tuple[str, str, str]:
    """SQL of a typed row's customer, of the id it has in its file where that is another, and the join both need."""
    if not con.execute("SELECT 1 FROM links_in_force LIMIT 1").fetchall():
        return "t.customer_id", "NULL::VARCHAR", ""
    join = f"LEFT JOIN links_in_force l ON l.alias = {plain_id('t.customer_id')}"
    return "coalesce(l.customer_id, t.customer_id)", "CASE WHEN l.customer_id IS NOT NULL THEN t.customer_id END", join


def report(con: duckdb.DuckDBPyConnection, item: Staged) -> FileReport:
    """A key file's report, with the ids that stand for two customers: they are not linked."""
    twofold = con.execute("SELECT count(*) FROM (SELECT alias FROM links GROUP BY alias HAVING count(DISTINCT customer_id) > 1)").fetchall()[0][0]
    said = (f"{plural(twofold, 'id')} stand for two customers or more and link nobody.",) if twofold else ()
    done = rows_of(con, item)
    return replace(done, warnings=(*done.warnings, *said))


def judged(con: duckdb.DuckDBPyConnection, reports: Sequence[FileReport]) -> tuple[FileReport, ...]:
    """The reports, with what linking achieved said beside the key file: unlinked customers are counted, not guessed."""
    if not any(item.kind == "links" for item in reports):
        return tuple(reports)
    answered, known = con.execute(
        "SELECT count(*), count(*) FILTER (customer_id IN (SELECT customer_id FROM s_events)) FROM"
        " (SELECT DISTINCT customer_id FROM s_answers WHERE customer_id IS NOT NULL)"
    ).fetchall()[0]
    said = f"{known:,} of {plural(answered, 'customer')} with answers also have events; the others stay without."
    return tuple(replace(item, warnings=(*item.warnings, said)) if item.kind == "links" and answered else item for item in reports)


def touchpoints_of_answers(con: duckdb.DuckDBPyConnection) -> None:
    """Where the person wants it, answers without a touchpoint belong to the customer's last one before, within so many days.

    Done anew for every file of the dataset, because events may come after the answers, or be taken out again. An answer that has a day
    and no time comes after what happened on that day.
    """
    for number, plan in con.execute("SELECT source, plan FROM sources").fetchall():
        days = json.loads(plan).get("link_days")
        for table in ("s_answers", "s_comments") if days else ():
            con.execute(
                f"UPDATE {table} SET touchpoint = f.touchpoint, touchpoint_linked = true FROM"
                f" (SELECT a.own_key, any_value(e.touchpoint) AS touchpoint FROM"
                f" (SELECT DISTINCT own_key, customer_id, answered_at + CASE WHEN answered_at = date_trunc('day', answered_at)"
                f"  THEN INTERVAL 1 DAY ELSE INTERVAL 0 DAY END AS moment FROM {table} WHERE source = {number} AND touchpoint IS NULL"
                f"  AND customer_id IS NOT NULL AND answered_at IS NOT NULL) a"
                f" ASOF JOIN (SELECT customer_id, event_time, arg_max(touchpoint, file_order) AS touchpoint FROM s_events GROUP BY ALL) e"
                f" ON a.customer_id = e.customer_id AND a.moment > e.event_time"
                f" WHERE a.moment <= e.event_time + to_microseconds(({days} * 86400000000)::BIGINT) GROUP BY a.own_key) f"
                f" WHERE {table}.source = {number} AND {table}.own_key = f.own_key AND {table}.touchpoint IS NULL"
            )
