"""What people wrote in one period of a survey KPI."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from cjm_core.dataset import Dataset
from cjm_core.metrics import kpi_named
from cjm_core.schema import OVERLAPPING
from cjm_core.scope import Scope
from cjm_core.small_cells import too_few

MOST = 200


def comments(
    data: Dataset, kpi_name: str, scope: Scope, start: datetime, end: datetime, split: str | None = None, name: str | None = None
) -> pd.DataFrame:
    """`answered_at, text, touchpoint, question, score, scale_min, scale_max, direction` of the responses that count in the KPI, the newest first.

    `split` and `name` narrow it to one line of a split. Empty for a KPI that is not made of answers.
    """
    kpi = kpi_named(kpi_name)
    if kpi.of != "response":
        return pd.DataFrame(columns=["answered_at", "text", "touchpoint", "question", "score", "scale_min", "scale_max", "direction"])
    whose = _narrowed(scope, split, name)
    touchpoints = any(dimension in OVERLAPPING for dimension in whose.values_of())
    query = f"""WITH units AS ({kpi.sql()}), counted AS (
                  SELECT s.response_key, min_by(s.question, s.survey_key) AS question, min_by(s.score, s.survey_key) AS score,
                         min_by(s.scale_min, s.survey_key) AS scale_min, min_by(s.scale_max, s.survey_key) AS scale_max,
                         min_by(s.direction, s.survey_key)::VARCHAR AS direction
                  FROM units u JOIN scoped_surveys s ON s.survey_key = u.unit WHERE u.x IS NOT NULL GROUP BY 1)
                SELECT c.answered_at, c.text, c.touchpoint::VARCHAR AS touchpoint, question, score, scale_min, scale_max, direction,
                       coalesce('c' || c.customer_key, 'r' || c.response_key) AS writer
                FROM comments c JOIN counted USING (response_key)
                WHERE c.answered_at >= $from AND c.answered_at < $until
                ORDER BY c.answered_at DESC, c.response_key"""
    found = data.query(query, whose, touchpoints=touchpoints, **{"from": start, "until": end})
    shown = found.drop(columns="writer")
    if too_few(found["writer"].nunique()):
        shown = shown.head(0)
        shown.attrs["hidden"] = "The comments are hidden: too few people wrote them."
    return shown


def _narrowed(scope: Scope, split: str | None, name: str | None) -> Scope:
    """The scope of one line: its value takes the place of an own choice of the same dimension."""
    if split is None or name is None:
        return scope
    others = tuple(pair for pair in scope.where if pair[0] != split)
    return Scope(scope.start, scope.end, (*others, (split, name)))
