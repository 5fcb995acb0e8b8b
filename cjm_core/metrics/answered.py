"""All answers at touchpoints in one pass: how often each score was given, and the KPIs that follow from it alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from cjm_core import result
from cjm_core.dataset import Dataset
from cjm_core.metrics import _kept, _needs
from cjm_core.metrics._aggregate import Group
from cjm_core.metrics.experience import ces, ces_mean, csat, csat_mean, nps
from cjm_core.metrics.kpi import Kpi
from cjm_core.scope import Scope
from cjm_core.settings import in_force

ROW_BY_ROW: tuple[Kpi, ...] = (csat, csat_mean, ces, ces_mean, nps)  # a unit is one answer, and x follows from its score and scale
# One row per different answer in place of one per answer; answers without a date are counted as such where a period was asked for.
_CELLS = f"""
SELECT min(survey_key) AS survey_key, {', '.join(_kept.CELL)}, count(*) AS n, {{people}} AS people
FROM (SELECT * REPLACE (CASE WHEN state = 'valid' AND $since IS NOT NULL AND answered_at IS NULL THEN 'no_date' ELSE state END AS state),
             coalesce('c' || customer_key, 'r' || response_key) AS person FROM scoped_surveys)
WHERE touchpoint IS NOT NULL AND ($since IS NULL OR answered_at IS NULL OR answered_at >= $since AND answered_at < $until)
GROUP BY {', '.join(_kept.CELL)}"""


def answer_cells(data: Dataset, scope: Scope) -> pd.DataFrame:
    """How often each score was given to each question at each touchpoint in the period, with its scale, weight and state.

    Columns: `survey_key` (one of its own), `question`, `touchpoint`, `state`, `score`, `good_score` (turned so that high is good),
    `scale_min`, `scale_max`, `weight`, `n`, and `people`, which is counted only where small numbers are hidden.
    """
    people = "count(DISTINCT person)" if in_force().hide_below else "0"
    found = data.query(_kept.cells_sql(data, scope) or _CELLS.format(people=people), scope, **_kept.limits(nps, data, scope))
    return found.assign(touchpoint=found["touchpoint"].astype(str))


def who_answered(data: Dataset, scope: Scope, without: Sequence[str]) -> dict[str, float]:
    """Touchpoint -> share of all who answered any question at a touchpoint in the period, `without` some questions, who did so there."""
    sql = _WHO.format(others=", ".join(f"'{question}'" for question in without))
    rows = data.query(sql, scope, **_kept.limits(nps, data, scope))
    counts = {None if pd.isna(name) else str(name): int(n) for name, n in zip(rows["touchpoint"], rows["n"], strict=True)}
    return {name: n / counts[None] for name, n in counts.items() if name is not None}


_WHO = """
SELECT touchpoint::VARCHAR AS touchpoint, count(DISTINCT coalesce('c' || customer_key, 'r' || response_key)) AS n FROM scoped_surveys
WHERE touchpoint IS NOT NULL AND state = 'valid' AND lower(question) NOT IN ({others})
  AND ($since IS NULL OR answered_at >= $since AND answered_at < $until) GROUP BY GROUPING SETS ((touchpoint), ())"""


def groups_at_touchpoints(kpis: Sequence[Kpi], data: Dataset, cells: pd.DataFrame) -> dict[str, dict[str, Group]]:
    """KPI -> touchpoint -> its sums, for KPIs of `ROW_BY_ROW`: what each of them says of an answer, as often as it was given.

    The same as asking each KPI, for a fraction of the time. Not to be shown where small numbers are hidden: nothing is hidden here.
    """
    lists: dict[str, Any] = {f"cell_{name}": [None if pd.isna(value) else value for value in cells[name].tolist()] for name in _KINDS}
    possible = [kpi for kpi in kpis if _needs.lacking(kpi, data, None) is None]
    if not possible:
        return {}
    given = ", ".join(f"unnest($cell_{name})::{kind} AS {name}" for name, kind in _KINDS.items())
    sql = f"WITH given AS MATERIALIZED (SELECT {given}) {' UNION ALL '.join(map(_summed, possible))} ORDER BY 1, 2, 3"
    rows = result.records(data.query(sql, touchpoints=True, **lists))
    return {kpi.name: _kept.grouped(kpi, [row for row in rows if row["kpi"] == kpi.name]) for kpi in possible}


_KINDS = {"survey_key": "BIGINT", "question": "VARCHAR", "touchpoint": "VARCHAR", "state": "VARCHAR"} | dict.fromkeys(
    ("score", "good_score", "scale_min", "scale_max", "weight", "n"), "DOUBLE"
)


def _summed(kpi: Kpi) -> str:
    """The KPI's grouped query over the cells: its SQL reads them where it would read the answers."""
    return f"""
SELECT '{kpi.name}' AS kpi, touchpoint, CASE WHEN x IS NULL THEN coalesce(why, 'missing') END AS why, sum(n)::BIGINT AS n,
       sum(x * weight * n) AS sum_x, sum(x * x * weight * n) AS sum_xx, sum(weight * n) AS weight, sum(weight * weight * n) AS weight_2,
       min(scale_min) AS low, max(scale_max) AS high, count(DISTINCT (scale_min, scale_max)) AS scales, false AS general,
       bool_or(good_score <> score) AS turned
FROM ({kpi.sql().replace("scoped_surveys", "given")}) JOIN given ON survey_key = unit GROUP BY ALL"""
