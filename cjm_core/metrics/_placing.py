"""SQL that places a KPI's units in periods and groups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cjm_core.calendar import Period
from cjm_core.dataset import Dataset, currency_sql
from cjm_core.dataset._scoped import scoped_tables, with_tables
from cjm_core.errors import BadInput
from cjm_core.metrics.kpi import Kpi, during
from cjm_core.schema import OVERLAPPING, PERIOD_UNITS
from cjm_core.scope import Scope

# Table, key and time of each unit of analysis.
_UNITS = {
    "response": ("scoped_surveys", "survey_key", "answered_at"),
    "customer": ("scoped_customers", "customer_key", "first_at"),
    "customer_period": ("scoped_customers", "customer_key", "first_at"),
    "journey": ("scoped_journeys", "journey_key", "started_at"),
    "stage_visit": ("scoped_journeys", "journey_key", "started_at"),
    "session": ("scoped_sessions", "session_key", "started_at"),
    "order": ("scoped_events", "event_key", "event_time"),
    "cart": ("scoped_carts", "cart_key", "started_at"),
}
_GOAL_EVENTS = "goal_events AS (SELECT *, {0} AS reaches_goal FROM scoped_events)"
_STAGE_VISITS = """stage_visits AS (
  SELECT e.journey_key, t.stage, t.stage_position, min(e.event_time) AS entered_at, min(e.event_key) AS first_event, max(e.event_key) AS last_event
  FROM scoped_events e JOIN touchpoints t ON t.touchpoint = e.touchpoint::VARCHAR GROUP BY ALL)"""
# A join on the day is a hash join; one on two inequalities alone takes more than twice as long over many periods.
_PERIODS = """periods AS (SELECT unnest($period_keys) AS period, unnest($period_starts)::TIMESTAMP AS period_start,
                          unnest($period_ends)::TIMESTAMP AS period_end),
  period_days AS (SELECT *, unnest(generate_series(period_start::DATE, (period_end - INTERVAL 1 MICROSECOND)::DATE, INTERVAL 1 DAY))::DATE AS day
                  FROM periods)"""

# Answers that can be units in these periods; a response that is answered at one time lies in one of them or not.
_TIMED = """timed_surveys AS (SELECT * FROM scoped_surveys
                              WHERE answered_at IS NULL OR answered_at >= $units_from AND answered_at < $units_to)"""


def refuse_unknown(data: Dataset, by: tuple[str, ...]) -> None:
    """Raise BadInput for a name that is neither a dimension nor a period, or that is given twice."""
    for name in by:
        if name not in (*OVERLAPPING, *PERIOD_UNITS, "period"):
            data.dimension(name)
    if len(set(by)) < len(by):
        raise BadInput(f"Each dimension can be named once: {', '.join(by)}.")


def placed(
    kpi: Kpi, data: Dataset, scope: Scope, by: tuple[str, ...], goal: str | None, grid: Sequence[Period] | None
) -> tuple[str, dict[str, Any]]:
    """The CTEs up to `placed(k0, k1, …, x, y, why, id, weight, customer_key, scale…)`, one row per unit and group, and parameters."""
    touchpoints = any(name in OVERLAPPING for name in (*by, *scope.values_of()))
    params: dict[str, Any] = {"goal": goal, "touchpoints": touchpoints}
    heads = []
    if grid is not None:
        heads.append(_PERIODS)
        params |= {"period_keys": [p.key for p in grid], "period_starts": [p.start for p in grid], "period_ends": [p.end for p in grid]}
    sql = kpi.sql()
    if "goal_events" in sql:
        heads.append(_GOAL_EVENTS.format("is_goal" if goal is None else "(touchpoint::VARCHAR = $goal)"))
    if "stage_visits" in sql:
        heads.append(_STAGE_VISITS)
    if kpi.unit == "money":
        heads.append(f"amounts AS ({_amounts(data, scope, by, params)})")
    if grid and kpi.of == "response" and not (kpi.looks_ahead or kpi.two_bases) and data.answered_at_once:
        heads.append(_TIMED)
        params |= {"units_from": min(p.start for p in grid), "units_to": max(p.end for p in grid)}
        sql = sql.replace("scoped_surveys", "timed_surveys")
    if kpi.of == "response" and kpi.looks_ahead and not scope.where and not scope.merged:  # the same in every period, so found once
        sql = f"SELECT * FROM {data.beside.table(data, ('units', kpi.name), with_tables(sql, scoped_tables(data, scope, {})))}"
    heads += [f"units AS ({sql})", f"placed AS ({_placed(kpi, data, by, grid is not None, kpi.sql())})"]
    return ", ".join(heads), params


def _amounts(data: Dataset, scope: Scope, by: tuple[str, ...], params: dict[str, Any]) -> str:
    """Events with their amount's `currency`. Amounts in a currency that was not chosen do not count.

    Split by currency, an event stands in the `part` of every currency its customer ever had, with its amount in its own part only:
    so each part is what choosing that currency gives. An amount of 0 without a currency is 0 in any.
    """
    money = data.currency_dimension
    if money is None:
        return "SELECT *, NULL AS part, NULL::VARCHAR AS currency, true AS counts FROM scoped_events"
    parts, counts, column = "", "true", f"e.{money.column}"
    chosen = scope.values_of().get(money.name)
    if chosen:
        params["currencies"] = chosen
        counts = f"coalesce({column} IN (SELECT unnest($currencies)), false)"
    if money.name in by:
        wanted = f"{column} IS NOT NULL OR value <> 0" if not chosen else counts
        parts = f"JOIN (SELECT DISTINCT customer_key, {column} AS part FROM scoped_events e WHERE {wanted}) p USING (customer_key)"
        counts = f"{column} IS NOT DISTINCT FROM part"
    known = f"CASE WHEN {counts} AND (value <> 0 OR {column} IS NOT NULL) THEN coalesce({currency_sql(column)}, '') END"
    return f"""SELECT e.* REPLACE (CASE WHEN {counts} THEN value END AS value), {"part" if parts else "NULL AS part"},
                      CASE WHEN value IS NOT NULL THEN {known} END AS currency, {counts} AS counts FROM scoped_events e {parts}"""


_TURNED = "t.good_score <> t.score AS turned"


def _placed(kpi: Kpi, data: Dataset, by: tuple[str, ...], timed: bool, sql: str) -> str:
    """SELECT of the placed units; answers without a date are kept, without a number, when a period was asked for."""
    table, key, time = _UNITS[kpi.of]
    time = "u.unit_time" if kpi.of == "stage_visit" else f"t.{time}"
    keys, joins = _keys(kpi, data, by)
    columns = [f"{expression} AS k{at}" for at, expression in enumerate(keys)]
    columns += ["u.why" if " AS why" in sql else "NULL AS why", "u.id" if " AS id" in sql else "u.unit AS id", "t.customer_key"]
    columns += ["u.y"] if " AS y" in sql else []
    columns += ["t.weight", "t.scale_min", "t.scale_max", "t.touchpoint IS NULL AS general", _TURNED] if kpi.of == "response" else ["1 AS weight"]
    columns += ["u.currency_1", "u.currency_2"] if kpi.unit == "money" else []
    source = f"FROM units u JOIN {table} t ON t.{key} = u.unit {' '.join(joins)}"
    if not timed or kpi.per_period:
        return f"SELECT {', '.join(columns)}, u.x::DOUBLE AS x {source}"
    inside = source.replace(f"t.{key} = u.unit", f"t.{key} = u.unit JOIN period_days p ON {during(time)}", 1)
    select = f"SELECT {', '.join(columns)}, u.x::DOUBLE AS x {inside}"
    if kpi.of != "response" or data.query("SELECT 1 FROM surveys WHERE answered_at IS NULL LIMIT 1").empty:
        return select
    columns = ["CASE WHEN u.x IS NULL THEN u.why ELSE 'no_date' END AS why" if c == "u.why" else c for c in columns]
    columns = ["'no_date' AS why" if c == "NULL AS why" else c for c in columns]
    undated = source.replace(f"t.{key} = u.unit", f"t.{key} = u.unit CROSS JOIN periods p", 1)
    return f"{select} UNION ALL SELECT {', '.join(columns)}, NULL AS x {undated} WHERE {time} IS NULL"


def _keys(kpi: Kpi, data: Dataset, by: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """An expression per name in `by`, and the joins they need."""
    keys, joins = [], []
    if any(name in OVERLAPPING for name in by):
        joins += _touchpoint_joins(kpi, by)
    for name in by:
        if name in (*PERIOD_UNITS, "period"):
            keys.append("u.period" if kpi.per_period else "p.period")
        elif kpi.unit == "money" and data.currency_dimension == data.dimensions.get(name, ""):
            keys.append("u.part")
        elif name == "touchpoint":
            keys.append("tp.touchpoint")
        elif name == "stage":
            keys.append("u.stage" if kpi.of == "stage_visit" else "tp.stage")
        else:
            expression, join = _dimension_key(kpi, data, name, len(joins))
            keys.append(expression)
            joins += join
    return keys, joins


def _touchpoint_joins(kpi: Kpi, by: tuple[str, ...]) -> list[str]:
    """Joins that give a unit its touchpoints: its own one, its first one, or every one it visited (then groups overlap)."""
    named = "JOIN touchpoints tp ON tp.touchpoint = {0}::VARCHAR"
    if kpi.of in ("response", "order"):
        return [named.format("t.touchpoint")]
    if kpi.of == "cart":
        return ["JOIN events own ON own.event_key = t.event_key", named.format("own.touchpoint")]
    if kpi.first_row:
        return ["JOIN events own ON own.event_key = t.first_event", named.format("own.touchpoint")]
    key = {"session": "session_key", "journey": "journey_key", "stage_visit": "journey_key"}.get(kpi.of, "customer_key")
    # By stage alone a unit is in a stage once, however many of its touchpoints it visited.
    columns = f"e.{key} AS unit, places.stage" + (", places.touchpoint" if "touchpoint" in by else "")
    events = "scoped_events e JOIN touchpoints places ON places.touchpoint = e.touchpoint::VARCHAR"
    if kpi.per_period:
        # A KPI that looks back is about those who were there before the period: whoever is lost was nowhere in it.
        before = f"periods ON e.event_time >= period_start - INTERVAL {kpi.last_days} DAY AND e.event_time < period_start"
        inside = before if kpi.last_days else f"period_days ON {during('e.event_time')}"
        seen = f"SELECT DISTINCT {columns}, period FROM {events} JOIN {inside}"
        return [f"JOIN ({seen}) tp ON tp.unit = u.unit AND tp.period = u.period"]
    same_stage = " AND tp.stage = u.stage" if kpi.of == "stage_visit" else ""
    return [f"JOIN (SELECT DISTINCT {columns} FROM {events}) tp ON tp.unit = u.unit{same_stage}"]


def _dimension_key(kpi: Kpi, data: Dataset, name: str, number: int) -> tuple[str, list[str]]:
    """A unit's value of a dimension: its own where it carries one, else its customer's first filled value."""
    dimension = data.dimension(name)
    column, alias = dimension.column, f"d{number}"
    first = f"LEFT JOIN (SELECT customer_key, {column} AS value FROM customers) {alias} ON {alias}.customer_key = t.customer_key"
    answered = (
        f"LEFT JOIN (SELECT customer_key, arg_min({column}, survey_key) FILTER ({column} IS NOT NULL) AS value FROM surveys"
        f" GROUP BY customer_key) {alias} ON {alias}.customer_key = t.customer_key"
    )
    if kpi.of == "response":
        return (f"t.{column}", []) if dimension.in_surveys else (f"{alias}.value", [first])
    if not dimension.in_events:
        return f"{alias}.value", [answered]
    if kpi.first_row and name == "channel":  # a first touch without a channel is unknown, not the next one's
        return f"o{number}.channel", [f"LEFT JOIN events o{number} ON o{number}.event_key = t.first_event"]
    if kpi.of == "cart":
        own = f"LEFT JOIN events o{number} ON o{number}.event_key = t.event_key"
        return (f"o{number}.{column}", [own]) if name == "channel" else (f"coalesce(o{number}.{column}, {alias}.value)", [own, first])
    if kpi.of == "order" and name != "channel":
        return f"coalesce(t.{column}, {alias}.value)", [first]
    return f"t.{column}", []
