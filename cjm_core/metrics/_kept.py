"""Answers kept ready beside the data, narrow: a map asks for the same few columns of them again and again, whatever the period.

They are there once somebody has called `read_ahead`; without, and where these tables do not tell enough, the KPIs read the answers themselves.
"""

from __future__ import annotations

from typing import Any

from cjm_core import result
from cjm_core.dataset import Dataset
from cjm_core.dataset._scoped import scoped_tables, with_tables
from cjm_core.estimate import Moments
from cjm_core.metrics import _aggregate, _periods
from cjm_core.metrics._aggregate import Group
from cjm_core.metrics.emotion import emotion
from cjm_core.metrics.experience import expectation_gap
from cjm_core.metrics.kpi import Kpi
from cjm_core.schema import OVERLAPPING
from cjm_core.scope import Scope
from cjm_core.settings import in_force

CELL = ("question", "touchpoint", "state", "score", "good_score", "scale_min", "scale_max", "weight")
SEVERAL: tuple[Kpi, ...] = (emotion, expectation_gap)  # a unit is several answers at one touchpoint
_CELLS, _ANSWERS = "answer_cells", "answers_narrow"
_FIRST = "SELECT min(survey_key) AS unit,"  # how the SQL of each of `SEVERAL` begins


def read_ahead(data: Dataset) -> None:
    """Read the data once, and keep ready what a map needs of the answers. Very large files are left where they are."""
    data.read_ahead()
    if not data.reads_ahead or not data.questions:
        return
    for kpi in SEVERAL:
        _parts(kpi, data)
    cells = data.beside.table(data, _CELLS, f"SELECT (row_number() OVER ())::INTEGER AS cell, * FROM ({_DIFFERENT})")
    same = " AND ".join(f"a.{name} IS NOT DISTINCT FROM c.{name}" for name in CELL)
    own = "".join(f", a.{column}" for column in _carried(data))
    wanted = f"SELECT c.cell, a.customer_key, a.answered_at, a.touchpoint, a.state{own} FROM dataset.surveys a JOIN {cells} c ON {same}"
    data.beside.table(data, _ANSWERS, wanted)


_DIFFERENT = f"SELECT {', '.join(CELL)} FROM dataset.surveys WHERE touchpoint IS NOT NULL GROUP BY ALL"


def cells_sql(data: Dataset, scope: Scope) -> str | None:
    """SQL of what `answered.answer_cells` gives, with its parameters; None where answers are not kept, or must be told apart by person."""
    cells, answers = (data.beside.made(name) for name in (_CELLS, _ANSWERS))
    if not cells or not answers or scope.merged or in_force().hide_below:
        return None
    columns = ", ".join(f"{_STATE} AS state" if name == "state" else f"c.{name}" for name in CELL)
    return f"""
WITH counted AS (
  SELECT cell, state = 'no_customer' AS lost, answered_at IS NULL AS undated, count(*) AS n FROM ({data.narrowed(answers, scope)})
  WHERE {_INSIDE} GROUP BY ALL
) SELECT row_number() OVER () AS survey_key, {columns}, n, 0 AS people FROM counted JOIN {cells} c USING (cell)"""


_STATE = """CASE WHEN lost THEN 'no_customer' WHEN undated AND c.state = 'valid' AND $since IS NOT NULL THEN 'no_date' ELSE c.state END"""
_INSIDE = "($since IS NULL OR answered_at IS NULL OR answered_at >= $since AND answered_at < $until)"


def limits(kpi: Kpi, data: Dataset, scope: Scope) -> dict[str, Any]:
    """`$since` and `$until` of a query about single answers; both None where time plays no part."""
    grid = _periods.grid(kpi, data, scope, (), None)
    return {"since": grid[0].start if grid else None, "until": grid[0].end if grid else None}


def groups(kpi: Kpi, data: Dataset, scope: Scope) -> dict[str, Group] | None:
    """The sums at each touchpoint of a KPI of `SEVERAL`; None where nothing is kept, or people are to be counted."""
    if kpi not in SEVERAL or scope.merged or in_force().hide_below or not data.beside.made(_ANSWERS):
        return None
    why = "coalesce(why, 'missing')" if " AS why" in kpi.sql() else "'missing'"
    undated = f"CASE WHEN x IS NULL THEN {why} ELSE 'no_date' END" if " AS why" in kpi.sql() else "'no_date'"
    reason = f"CASE WHEN answered_at IS NULL AND $since IS NOT NULL THEN {undated} WHEN x IS NULL THEN {why} END"
    rows = data.query(_SUMS.format(reason=reason, rows=_rows(kpi, data, scope)), scope, **limits(kpi, data, scope))
    return grouped(kpi, result.records(rows))


_SUMS = f"""
SELECT touchpoint::VARCHAR AS touchpoint, * EXCLUDE (touchpoint) FROM (
  SELECT touchpoint, {{reason}} AS why, count(*) AS n, sum(x * weight) AS sum_x, sum(x * x * weight) AS sum_xx, sum(weight) AS weight,
         sum(weight * weight) AS weight_2, min(scale_min) AS low, max(scale_max) AS high, count(DISTINCT (scale_min, scale_max)) AS scales,
         false AS general
  FROM ({{rows}}) WHERE state = 'valid' AND {_INSIDE} GROUP BY ALL)
ORDER BY 1, 2"""


def grouped(kpi: Kpi, rows: list[dict[str, Any]]) -> dict[str, Group]:
    """Touchpoint -> its group, from rows of sums by `touchpoint` and `why`; those with a reason are only counted."""
    found: dict[str, Group] = {}
    for row in rows:
        name = str(row["touchpoint"])
        found[name] = _aggregate.with_row(found.get(name, Group((name,), Moments(0), {})), kpi, row)
    return found


def _rows(kpi: Kpi, data: Dataset, scope: Scope) -> str:
    """SQL of the KPI's units of a scope. Those of which it may have only a part of the answers are worked out anew, from these answers."""
    kept = data.narrowed(_units(kpi, data), scope)
    if not any(_chosen_by(data, name) for name in scope.values_of()):
        return kept
    parts = _parts(kpi, data)
    anew = f"WITH scoped_surveys AS ({data.narrowed(parts, scope)}) {_units_sql(kpi, data, parts)}"
    return f"SELECT * FROM ({kept}) WHERE mixed IS NULL UNION ALL BY NAME SELECT * FROM ({anew})"


def _units(kpi: Kpi, data: Dataset) -> str:
    """The table of all units of a KPI, at all times."""
    sql = with_tables(_units_sql(kpi, data, "dataset.surveys"), scoped_tables(data, Scope(), {}))
    return data.beside.table(data, ("all units", kpi.name, kpi.sql()), sql)


def _parts(kpi: Kpi, data: Dataset) -> str:
    """The table of the answers of those units whose answers differ in what customers are chosen by."""
    apart = f"SELECT unnest(mixed) AS survey_key FROM {_units(kpi, data)} WHERE mixed IS NOT NULL"
    return data.beside.table(data, ("parts of units", kpi.name, kpi.sql()), f"SELECT * FROM dataset.surveys JOIN ({apart}) USING (survey_key)")


def _units_sql(kpi: Kpi, data: Dataset, answers: str) -> str:
    """SQL of the KPI's units in `scoped_surveys`.

    Beside its number a unit has the columns of its first answer, and `mixed`: its answers, if they differ in what customers are chosen by.
    """
    columns = ("customer_key", *_carried(data))
    same = " AND ".join(f"count({c}) IN (0, count(*)) AND min({c}) IS NOT DISTINCT FROM max({c})" for c in columns)
    units = kpi.sql().replace(_FIRST, f"{_FIRST} CASE WHEN NOT ({same}) THEN list(survey_key) END AS mixed,", 1)
    first = ", ".join(f"s.{name}" for name in ("answered_at", "touchpoint", "weight", "scale_min", "scale_max", "state", *columns))
    return f"SELECT u.*, {first} FROM ({units}) u JOIN {answers} s ON s.survey_key = u.unit WHERE s.touchpoint IS NOT NULL"


def _carried(data: Dataset) -> list[str]:
    """The columns of the dimensions that answers carry themselves."""
    return [one.column for one in data.dimensions.values() if one.in_surveys]


def _chosen_by(data: Dataset, name: str) -> str:
    """The column by which answers are chosen; none for a touchpoint, because all answers of a unit are at the same one."""
    if name in OVERLAPPING:
        return ""
    return data.dimension(name).column if data.dimension(name).in_surveys else "customer_key"
