"""What lies behind one touchpoint of the map: its numbers, the distribution of its answers, its comments."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cjm_core.dataset import Dataset
from cjm_core.journeys.leaving import leaving
from cjm_core.metrics import KPIS, reach
from cjm_core.metrics.emotion import emotion
from cjm_core.scope import Scope

MOST_COMMENTS = 200
_WITH_TOUCHPOINTS = ("nps", "csat", "csat_mean", "ces", "ces_mean", "expectation_gap")
_INSIDE = "(answered_at IS NULL AND NOT $timed OR answered_at >= $start AND answered_at < $end)"


@dataclass(frozen=True)
class TouchpointDetail:
    """`numbers`: one result row per KPI; `answers`: question, score, n; `comments`: newest first, with the score of the response."""

    touchpoint: str
    stage: str
    numbers: pd.DataFrame
    answers: pd.DataFrame
    comments: pd.DataFrame
    comment_count: int


def touchpoint_detail(data: Dataset, scope: Scope, touchpoint: str) -> TouchpointDetail:
    """Everything measured at this touchpoint for the scope's customers and period."""
    values = {"touchpoint": touchpoint, "timed": scope.has_period}
    stages = data.query("SELECT stage FROM touchpoints WHERE touchpoint = $touchpoint", touchpoint=touchpoint)["stage"]
    comments = data.query(_COMMENTS, scope, **values)
    return TouchpointDetail(
        touchpoint,
        str(stages.iloc[0]) if len(stages) else "",
        _numbers(data, scope, touchpoint),
        data.query(_ANSWERS, scope, **values),
        comments.head(MOST_COMMENTS),
        len(comments),
    )


_ANSWERS = f"""SELECT question, score, count(*) AS n FROM scoped_surveys
               WHERE touchpoint::VARCHAR = $touchpoint AND state = 'valid' AND {_INSIDE} GROUP BY ALL ORDER BY question, score"""
_COMMENTS = f"""SELECT c.answered_at, c.text, s.question, s.score, s.scale_max
                FROM scoped_comments c
                LEFT JOIN (SELECT response_key, min_by(question, survey_key) AS question, min_by(score, survey_key) AS score,
                                  min_by(scale_max, survey_key) AS scale_max
                           FROM surveys WHERE state = 'valid' GROUP BY response_key) s USING (response_key)
                WHERE c.touchpoint::VARCHAR = $touchpoint AND {_INSIDE.replace("answered_at", "c.answered_at")}
                ORDER BY c.answered_at DESC NULLS LAST, c.response_key"""


def _numbers(data: Dataset, scope: Scope, touchpoint: str) -> pd.DataFrame:
    """Result rows of this touchpoint, with the KPI's name, label and unit in front."""
    kpis = [reach, emotion, *(kpi for kpi in KPIS if kpi.name in _WITH_TOUCHPOINTS)]
    rows = []
    for kpi in kpis:
        table = kpi(data, scope, ("touchpoint",))
        label = f"{kpi.label} (−2 … +2)" if kpi is emotion else kpi.label
        rows.append(table[table["touchpoint"] == touchpoint].assign(kpi=kpi.name, label=label, unit=kpi.unit, of=kpi.of))
    if data.has_events:
        gone = leaving(data, scope)
        rows.append(gone[gone["touchpoint"] == touchpoint].assign(kpi="leaving", label="Leave here", unit="share", of="customer"))
    found = pd.concat([table for table in rows if len(table)] or rows[:1], ignore_index=True)
    return found[found["value"].notna()].reset_index(drop=True)
