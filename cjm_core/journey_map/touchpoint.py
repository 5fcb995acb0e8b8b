"""What lies behind one touchpoint of the map: its numbers, the distribution of its answers, its comments."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cjm_core.dataset import Dataset
from cjm_core.journeys.leaving import leaving
from cjm_core.metrics import KPIS, reach
from cjm_core.metrics.emotion import emotion
from cjm_core.metrics.reported import Measure, Reported, measures, reported_numbers
from cjm_core.metrics.scores import TURNED
from cjm_core.scope import Scope
from cjm_core.small_cells import SUPPRESSED, too_few
from cjm_core.understanding.profile import normal

MOST_COMMENTS = 200
_WITH_TOUCHPOINTS = ("nps", "csat", "csat_mean", "ces", "ces_mean", "expectation_gap")
_INSIDE = "(answered_at IS NULL AND NOT $timed OR answered_at >= $start AND answered_at < $end)"


@dataclass(frozen=True)
class TouchpointDetail:
    """`numbers`: one result row per KPI; `answers`: question, score, n, and `best` where low is good somewhere, with the best score there;
    `comments`: newest first, with the score of the response."""

    touchpoint: str
    stage: str
    numbers: pd.DataFrame
    answers: pd.DataFrame
    comments: pd.DataFrame
    comment_count: int
    hidden: str | None = None  # why answers or comments are not shown
    reported: tuple[Reported, ...] = ()  # the newest first
    reported_measures: tuple[Measure, ...] = ()


def touchpoint_detail(data: Dataset, scope: Scope, touchpoint: str) -> TouchpointDetail:
    """Everything measured at this touchpoint for the scope's customers and period."""
    values = {"touchpoint": touchpoint, "timed": scope.has_period}
    stages = data.query("SELECT stage FROM touchpoints WHERE touchpoint = $touchpoint", touchpoint=touchpoint)["stage"]
    answers, few_answers = _answers_shown(data.query(_ANSWERS, scope, **values))
    comments, few_comments = _comments_shown(data.query(_COMMENTS, scope, **values))
    return TouchpointDetail(
        touchpoint,
        str(stages.iloc[0]) if len(stages) else "",
        _numbers(data, scope, touchpoint),
        answers,
        comments.head(MOST_COMMENTS),
        len(comments),
        few_comments or few_answers,
        _reported(data, scope, touchpoint),
        measures(data),
    )


def _reported(data: Dataset, scope: Scope, touchpoint: str) -> tuple[Reported, ...]:
    """What somebody else computed for this touchpoint in this period, the newest first."""
    here = [one for one in reported_numbers(data, scope) if one.touchpoint and normal(one.touchpoint) == normal(touchpoint)]
    return tuple(sorted(here, key=lambda one: (one.measure, one.end), reverse=True))


def _answers_shown(answers: pd.DataFrame) -> tuple[pd.DataFrame, str | None]:
    """The distributions without those that have a bar of too few, and why."""
    few = answers.loc[[too_few(n) is not None for n in answers["n"]], "question"].unique()
    shown = answers[~answers["question"].isin(few)]
    shown = shown if shown["best"].notna().any() else shown.drop(columns="best")
    return shown, "Some answers are hidden: a score was given by too few." if len(few) else None


def _comments_shown(comments: pd.DataFrame) -> tuple[pd.DataFrame, str | None]:
    """The comments, or none where too few people wrote them."""
    reason = too_few(comments["writer"].nunique())
    shown = comments.drop(columns="writer")
    return (shown.head(0), "The comments are hidden: too few people wrote them.") if reason else (shown, None)


_ANSWERS = f"""SELECT question, score, count(*) AS n, min(scale_min) FILTER (direction = 'lower') AS best FROM scoped_surveys
               WHERE touchpoint::VARCHAR = $touchpoint AND state = 'valid' AND {_INSIDE} GROUP BY question, score ORDER BY question, score"""
# The score beside a comment is that of the response's first answer about the same touchpoint, else about none; never about another one.
_COMMENTS = f"""WITH first_answers AS (
                  SELECT response_key, touchpoint, min_by(question, survey_key) AS question, min_by(score, survey_key) AS score,
                         min_by(scale_min, survey_key) AS scale_min, min_by(scale_max, survey_key) AS scale_max,
                         min_by(direction, survey_key) AS direction
                  FROM surveys WHERE state = 'valid' GROUP BY response_key, touchpoint)
                SELECT c.answered_at, c.text, coalesce(s.question, w.question) AS question, coalesce(s.score, w.score) AS score,
                       coalesce(s.scale_min, w.scale_min) AS scale_min, coalesce(s.scale_max, w.scale_max) AS scale_max,
                       coalesce(s.direction, w.direction)::VARCHAR AS direction,
                       coalesce('c' || c.customer_key, 'r' || c.response_key) AS writer
                FROM scoped_comments c
                LEFT JOIN first_answers s ON s.response_key = c.response_key AND s.touchpoint = c.touchpoint
                LEFT JOIN first_answers w ON w.response_key = c.response_key AND w.touchpoint IS NULL
                WHERE c.touchpoint::VARCHAR = $touchpoint AND {_INSIDE.replace("answered_at", "c.answered_at")}
                ORDER BY c.answered_at DESC NULLS LAST, c.response_key"""


def _numbers(data: Dataset, scope: Scope, touchpoint: str) -> pd.DataFrame:
    """Result rows of this touchpoint, with the KPI's name, label and unit in front."""
    kpis = [reach, emotion, *(kpi for kpi in KPIS if kpi.name in _WITH_TOUCHPOINTS)]
    rows = []
    for kpi in kpis:
        table = kpi(data, scope, ("touchpoint",))
        turned = TURNED in (table.attrs.get("basis") or "")
        label = f"{kpi.label} (−2 … +2)" if kpi is emotion else f"{kpi.label} ({TURNED})" if turned else kpi.label
        rows.append(table[table["touchpoint"] == touchpoint].assign(kpi=kpi.name, label=label, unit=kpi.unit, of=kpi.of))
    if data.has_events:
        gone = leaving(data, scope)
        rows.append(gone[gone["touchpoint"] == touchpoint].assign(kpi="leaving", label="Leave here", unit="share", of="customer"))
    found = pd.concat([table for table in rows if len(table)] or rows[:1], ignore_index=True)
    return found[found["value"].notna() | (found["status"] == SUPPRESSED)].reset_index(drop=True)
