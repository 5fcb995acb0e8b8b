"""SQL of the tables that hold only a scope's customers, with its merged touchpoints as one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cjm_core.scope import Scope

if TYPE_CHECKING:
    from cjm_core.dataset import Dataset

BUILT_IN = ("touchpoint", "stage")
_TABLES = ("customers", "journeys", "sessions", "carts", "events", "comments")


def with_tables(sql: str, tables: dict[str, str]) -> str:
    """The query preceded by those scoped tables it mentions, directly or through another."""
    needed: set[str] = set()
    texts = [sql]
    while texts:
        words = set(re.findall(r"[a-z_]+", texts.pop()))
        for name in words & set(tables) - needed:
            needed.add(name)
            texts.append(tables[name])
    # Written out where they are used, so that each use reads only its own columns and rows; the population is found once.
    heads = [f"{name} AS {'' if name == 'population' else 'NOT MATERIALIZED '}({tables[name]})" for name in tables if name in needed]
    if not heads:
        return sql
    body = sql.strip()
    if body[:5].upper() == "WITH ":
        return "WITH " + ", ".join(heads) + ", " + body[5:]
    return "WITH " + ", ".join(heads) + " " + body


def scoped_tables(data: Dataset, scope: Scope, bound: dict[str, Any], surveys: str = "surveys") -> dict[str, str]:
    """SQL of the tables that hold only the scope's customers; binds the chosen values into `bound`.

    Where touchpoints are merged, `events`, `surveys`, `comments` and `touchpoints` mean the merged ones as well.
    `surveys` is read in the place of the table of that name.
    """
    chosen_by, own = [], []
    for index, (name, values) in enumerate(scope.values_of().items()):
        bound[f"where_{index}"] = _counted_as(data, name, values, scope)
        chosen = f"(SELECT unnest($where_{index}))"
        members = f"SELECT customer_key FROM {_kept(data, name, tuple(bound[f'where_{index}']), scope)}"
        chosen_by.append(members)
        carried = _survey_column(data, name)
        own.append(f"({carried} IN {chosen})" if carried else f"(customer_key IN ({members}) OR customer_key IS NULL)")
    tables = _merged_tables(data, scope, bound) if scope.merged else {}
    tables["population"] = " INTERSECT ".join(chosen_by) or "SELECT customer_key FROM customers"
    for table in _TABLES:
        keep = "WHERE customer_key IN (SELECT customer_key FROM population)" if chosen_by else ""
        tables[f"scoped_{table}"] = f"SELECT * FROM {table} {keep}"
    # Anonymous answers that cannot be placed in the population stay, marked, so that they are counted as left out.
    lost = "customer_key IS NULL" if any("OR customer_key IS NULL" in text for text in own) else "false"
    tables["scoped_surveys"] = (
        f"SELECT * REPLACE (CASE WHEN state = 'valid' AND {lost} THEN 'no_customer' ELSE state END AS state) FROM {surveys}"
        f" WHERE {' AND '.join(own) or 'true'}"
    )
    return tables


def _merged(data: Dataset, scope: Scope) -> list[tuple[str, str]]:
    """The merged touchpoints that these data know. Those that count as one that is not there count as the first of them."""
    stands_in: dict[str, str] = {}
    names = data.touchpoint_names if scope.merged else frozenset()
    pairs = [(name, end if end in names else stands_in.setdefault(end, name)) for name, end in scope.merged if name in names]
    return [(name, end) for name, end in pairs if name != end]


def _counted_as(data: Dataset, name: str, values: list[str], scope: Scope) -> list[str]:
    """The chosen values; a merged touchpoint is chosen with the one that it counts as."""
    known = dict(_merged(data, scope)) if name == "touchpoint" else {}
    return sorted({known.get(value, value) for value in values})


def _merged_tables(data: Dataset, scope: Scope, bound: dict[str, Any]) -> dict[str, str]:
    """The tables that name touchpoints, each merged one under the name that it counts as. A merged name is a touchpoint no more.

    Answers that were found to be repeats when they were imported stay so, and no others become one. Names that are not in these data
    play no part.
    """
    branches, pairs = [], _merged(data, scope)
    for index, pair in enumerate(pairs):
        bound |= {f"merged_{index}": pair[0], f"counts_as_{index}": pair[1]}
        branches.append(f"WHEN $merged_{index}::dataset.touchpoint_name THEN $counts_as_{index}::dataset.touchpoint_name")
    if not pairs:
        return {}
    one = f"CASE touchpoint {' '.join(branches)} ELSE touchpoint END"
    bound["merged"] = [name for name, _ in pairs]
    tables = {table: f"SELECT * REPLACE ({one} AS touchpoint) FROM dataset.{table}" for table in ("events", "surveys", "comments")}
    named = one.replace("::dataset.touchpoint_name", "")
    summed = ", ".join(f"sum({count}) AS {count}" for count in ("events", "answers"))
    tables["touchpoints"] = f"""
        SELECT t.* REPLACE (m.events AS events, m.answers AS answers)
        FROM dataset.touchpoints t JOIN (SELECT {named} AS name, {summed} FROM dataset.touchpoints GROUP BY 1) m ON m.name = t.touchpoint
        WHERE t.touchpoint NOT IN (SELECT unnest($merged))"""
    return tables


def _kept(data: Dataset, name: str, values: tuple[str, ...], scope: Scope) -> str:
    """The table of the customers who carry one of these values: found once, because every number of a screen asks for it."""
    key = (name, values, scope.merged if name in BUILT_IN else ())
    bound: dict[str, Any] = {"chosen": list(values)}
    tables = _merged_tables(data, scope, bound) if key[2] else {}
    sql = f"SELECT DISTINCT customer_key FROM ({_members(data, name, '(SELECT unnest($chosen))')}) WHERE customer_key IS NOT NULL"
    return data.beside.table(data, key, with_tables(sql, tables), bound)


def _members(data: Dataset, name: str, chosen: str) -> str:
    """SQL for the customers who carry one of the chosen values in any of their rows."""
    if name == "touchpoint":
        return f"SELECT customer_key FROM events WHERE touchpoint::VARCHAR IN {chosen}"
    if name == "stage":
        return f"SELECT customer_key FROM events JOIN touchpoints t ON t.touchpoint = events.touchpoint::VARCHAR WHERE t.stage IN {chosen}"
    dimension = data.dimension(name)
    table = "events" if dimension.in_events else "surveys"
    return f"SELECT customer_key FROM {table} WHERE {dimension.column} IN {chosen} AND customer_key IS NOT NULL"


def _survey_column(data: Dataset, name: str) -> str | None:
    """SQL for the answers' own value of a dimension, or None where answers do not carry it."""
    if name == "touchpoint":
        return "touchpoint::VARCHAR"
    if name == "stage":
        return "(SELECT t.stage FROM touchpoints t WHERE t.touchpoint = surveys.touchpoint::VARCHAR)"
    dimension = data.dimension(name)
    return dimension.column if dimension.in_surveys else None
