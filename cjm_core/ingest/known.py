"""Rows that an earlier file of the same layout has brought already: a new month's export often repeats the end of the last one."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from cjm_core.dataset import Dataset
from cjm_core.ingest.faults import KNOWN, literal
from cjm_core.ingest.staging import Staged, missing_sql
from cjm_core.result import records
from cjm_core.schema import DEFAULT_TOUCHPOINT

_EVENT = {name: name for name in ("customer_id", "journey_id", "event_time", "channel", "value", "cost")}
_EVENT["touchpoint"] = f"coalesce(touchpoint, {literal(DEFAULT_TOUCHPOINT)})"
_RESPONSE = ("response_id", "customer_id", "answered_at", "wave")
# Ids are counted from 1 in many an export: an id alone, without whose or when, does not make two answers the same one.
_SURE = "(answered_at IS NOT NULL OR customer_id IS NOT NULL) AND (response_id IS NOT NULL OR (customer_id IS NOT NULL AND answered_at IS NOT NULL))"


def leave_out(con: duckdb.DuckDBPyConnection, item: Staged, before: Sequence[Staged], old: Dataset | None, kept_in: dict[str, str]) -> None:
    """Mark the rows of one file that files before it have brought: as many as those have, so that real repeats stay.

    Two rows are the same when everything is that is kept of them; a corrected row is another one. Only files with the same columns
    are compared, because "Event" at a day is something else in each kind of file. `kept_in`: dimension -> its column in the dataset.
    """
    kind, mapping = item.source.mapping.kind, item.source.mapping
    if kind not in ("events", "surveys") or mapping.moments:  # a row of several events may say more than it did before
        return
    alike = [other for other in before if other.source.mapping.kind == kind and other.source.table.columns == item.source.table.columns]
    names = list(item.dimensions) if kind == "events" or _scored(item) else []  # comments are kept without dimensions
    earlier = [_selected(other, _typed(other, names)) for other in alike]
    if old and (numbers := _same_layout(old, item)):
        among, held = f"source IN ({', '.join(map(str, numbers))})", [kept_in[name.lower()] for name in names]
        earlier.append(_old_events(among, held) if kind == "events" else _old_answers(among, held, item))
    if earlier:
        _mark(con, item, _typed(item, names), " UNION ALL ".join(earlier))


def _same_layout(old: Dataset, item: Staged) -> list[int]:
    """The numbers of the dataset's files that have the same columns."""
    rows = records(old.query("SELECT source, list(name) AS names FROM columns GROUP BY source"))
    return [row["source"] for row in rows if set(row["names"]) == set(item.source.table.columns)]


def _typed(item: Staged, names: list[str]) -> dict[str, str]:
    """SQL of everything that counts, under the names by which files are compared."""
    dimensions = {f"k{at}": item.dimensions.get(name, "NULL::VARCHAR") for at, name in enumerate(names)}
    if item.source.mapping.kind == "events":
        return _EVENT | dimensions
    touchpoint = "touchpoint" if "touchpoint" in item.source.mapping.fields else "NULL::VARCHAR"
    return {name: name for name in _RESPONSE} | {"touchpoint": touchpoint, "said": _said(item)} | dimensions


def _scored(item: Staged) -> list[str]:
    """The cells of answers that are no comments."""
    return [f"a{at}" for at, answer in enumerate(item.source.mapping.answers) if answer.question != "comment"]


def _said(item: Staged) -> str:
    """SQL of all answers and then the comments of a row in one text."""
    texts = [f"a{at}" for at, answer in enumerate(item.source.mapping.answers) if answer.question == "comment"]
    texts += ["comment"] if "comment" in item.source.mapping.fields else []
    parts = [f"coalesce(trim({cell}), '')" for cell in _scored(item)]
    parts += [f"CASE WHEN NOT ({missing_sql(text)}) THEN trim({text}) END" for text in texts]
    return f"concat_ws('|', {', '.join(parts)})"


def _selected(item: Staged, columns: dict[str, str]) -> str:
    listed = ", ".join(f"{sql} AS {name}" for name, sql in columns.items())
    return f"SELECT {listed} FROM {item.typed} WHERE {'event_fault' if item.source.mapping.kind == 'events' else 'fault'} IS NULL"


def _old_events(among: str, held: list[str]) -> str:
    """The same columns of the dataset's events."""
    plain = ", ".join([*_EVENT, *(f"{column} AS k{at}" for at, column in enumerate(held))])
    return f"SELECT {plain} FROM old_events WHERE {among}"


def _old_answers(among: str, held: list[str], item: Staged) -> str:
    """The same columns of the dataset's responses, once each."""
    own = "CASE WHEN touchpoint_linked THEN NULL ELSE touchpoint END" if "touchpoint" in item.source.mapping.fields else "NULL::VARCHAR"
    plain = f"source, own_key, response_id, coalesce(own_id, customer_id) AS customer_id, answered_at, {own} AS touchpoint"
    keys = [f"k{at}" for at in range(len(held))]
    dims = "".join(f", {column} AS {key}" for column, key in zip(held, keys, strict=True))
    first = ", ".join(f"any_value({name}) AS {name}" for name in (*_RESPONSE, "touchpoint"))
    return (
        f"SELECT {first}, coalesce(string_agg(said, '|' ORDER BY place), '') AS said{''.join(f', any_value({key}) AS {key}' for key in keys)} FROM ("
        f"SELECT {plain}, wave, coalesce(trim(raw), '') AS said, answer_order::BIGINT AS place{dims} FROM s_answers WHERE {among} UNION ALL"
        f" SELECT {plain}, NULL, text, 1000000 + file_order{', NULL' * len(keys)} FROM s_comments WHERE {among}) GROUP BY source, own_key"
    )


def _mark(con: duckdb.DuckDBPyConnection, item: Staged, columns: dict[str, str], earlier: str) -> None:
    listed = ", ".join(columns)
    same = " AND ".join(f"n.{name} IS NOT DISTINCT FROM e.{name}" for name in columns)
    taken = ", ".join(f"{sql} AS {name}" for name, sql in columns.items())
    con.execute(
        f"UPDATE {item.typed} SET fault = {literal(KNOWN)}, event_fault = {literal(KNOWN)} WHERE row_index IN (SELECT n.row_index FROM"
        f" (SELECT *, row_number() OVER (PARTITION BY {listed} ORDER BY row_index) AS nth FROM"
        f"  (SELECT row_index, {taken} FROM {item.typed} WHERE fault IS NULL{'' if 'event_time' in columns else f' AND {_SURE}'})) n"
        f" JOIN (SELECT {listed}, count(*) AS had FROM ({earlier}) GROUP BY ALL) e ON {same} WHERE n.nth <= e.had)"
    )
