"""Rows that an earlier file of the same layout has brought already: a new month's export often repeats the end of the last one."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from cjm_core.dataset import Dataset
from cjm_core.ingest.faults import KNOWN, literal
from cjm_core.ingest.staging import Staged
from cjm_core.result import records

_EVENT = ("customer_id", "event_time", "touchpoint", "value", "channel")
_RESPONSE = ("response_id", "customer_id", "answered_at", "said")


def leave_out(con: duckdb.DuckDBPyConnection, item: Staged, before: Sequence[Staged], old: Dataset | None) -> None:
    """Mark the rows of one file that files before it have brought: as many as those have, so that real repeats stay.

    Only files with the same columns are compared, because "Event" at a day is something else in each kind of file.
    """
    kind = item.source.mapping.kind
    if kind == "both" or kind not in ("events", "surveys") or item.source.mapping.moments:
        return
    alike = [other for other in before if other.source.mapping.kind == kind and other.source.table.columns == item.source.table.columns]
    earlier = [_typed(kind, other) for other in alike]
    if old and (numbers := _same_layout(old, item)):
        earlier.append(_old(kind, numbers))
    if earlier:
        _mark(con, item, kind, " UNION ALL ".join(earlier))


def _same_layout(old: Dataset, item: Staged) -> list[int]:
    """The numbers of the dataset's files that have the same columns."""
    rows = records(old.query("SELECT source, list(name) AS names FROM columns GROUP BY source"))
    return [row["source"] for row in rows if set(row["names"]) == set(item.source.table.columns)]


def _typed(kind: str, item: Staged) -> str:
    if kind == "events":
        return f"SELECT {', '.join(_EVENT)} FROM {item.typed} WHERE event_fault IS NULL"
    return f"SELECT response_id, customer_id, answered_at, {_said(item)} AS said FROM {item.typed} WHERE fault IS NULL"


def _said(item: Staged) -> str:
    """SQL of everything that a row of answers says, in one text: a corrected answer is not the same answer."""
    cells = [f"a{at}" for at, answer in enumerate(item.source.mapping.answers) if answer.question != "comment"]
    return " || '|' || ".join(f"coalesce(trim({cell}), '')" for cell in cells) or "''"


def _old(kind: str, numbers: list[int]) -> str:
    """The same columns of what the dataset holds, once per event or response."""
    among = f"source IN ({', '.join(map(str, numbers))})"
    if kind == "events":
        return f"SELECT customer_id, event_time, touchpoint, value, channel FROM old_events WHERE {among}"
    held = "own_key, source, response_id, coalesce(own_id, customer_id) AS customer_id, answered_at"
    return (
        "SELECT any_value(response_id) AS response_id, any_value(customer_id) AS customer_id, any_value(answered_at) AS answered_at,"
        " coalesce(string_agg(said, '|' ORDER BY place), '') AS said FROM ("
        f"SELECT {held}, coalesce(trim(raw), '') AS said, answer_order AS place FROM s_answers WHERE {among}"
        f" UNION ALL SELECT {held}, NULL, -1 FROM s_comments WHERE {among}) GROUP BY source, own_key"
    )


def _mark(con: duckdb.DuckDBPyConnection, item: Staged, kind: str, earlier: str) -> None:
    columns = _EVENT if kind == "events" else _RESPONSE
    said = "" if kind == "events" else f", {_said(item)} AS said"
    listed, same = ", ".join(columns), " AND ".join(f"n.{name} IS NOT DISTINCT FROM e.{name}" for name in columns)
    sure = "touchpoint IS NOT NULL" if kind == "events" else "(response_id IS NOT NULL OR (customer_id IS NOT NULL AND answered_at IS NOT NULL))"
    con.execute(
        f"UPDATE {item.typed} SET fault = {literal(KNOWN)}, event_fault = {literal(KNOWN)} WHERE row_index IN (SELECT n.row_index FROM"
        f" (SELECT row_index, {listed}, row_number() OVER (PARTITION BY {listed} ORDER BY row_index) AS nth FROM"
        f"  (SELECT *{said} FROM {item.typed} WHERE fault IS NULL AND {sure})) n"
        f" JOIN (SELECT {listed}, count(*) AS had FROM ({earlier}) GROUP BY ALL) e ON {same} WHERE n.nth <= e.had)"
    )
