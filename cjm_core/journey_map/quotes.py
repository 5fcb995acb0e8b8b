"""What customers wrote, for the map: a few telling comments of each touchpoint."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cjm_core import format as fmt
from cjm_core import result
from cjm_core.dataset import Dataset
from cjm_core.journey_map.numbers import Quote
from cjm_core.metrics.scores import score_words
from cjm_core.scope import Scope
from cjm_core.settings import in_force
from cjm_core.small_cells import everybody, left_over, too_few

_LOOKED_AT = 40  # the newest comments of a touchpoint
_KEPT = 12
_READABLE = (20, 200)  # letters of a comment that says something and can be read on a map

# The score beside a comment is that of the response's first answer about the same touchpoint, else about none; never about another one.
_COMMENTS = """
WITH newest AS (
  SELECT * FROM scoped_comments
  WHERE touchpoint IS NOT NULL AND text IS NOT NULL AND (NOT $timed OR answered_at >= $start AND answered_at < $end)
  QUALIFY row_number() OVER (PARTITION BY touchpoint ORDER BY answered_at DESC NULLS LAST, response_key) <= $most
), scores AS (
  SELECT response_key, touchpoint, arg_min(score, survey_key) AS score, arg_min(scale_min, survey_key) AS scale_min,
         arg_min(scale_max, survey_key) AS scale_max, arg_min(direction, survey_key) AS direction,
         arg_min((2 * good_score - scale_min - scale_max) / nullif(scale_max - scale_min, 0), survey_key) AS good
  FROM surveys WHERE state = 'valid' AND lower(question) NOT IN ('expectation', 'importance')
    AND response_key IN (SELECT response_key FROM newest) GROUP BY response_key, touchpoint
)
SELECT n.touchpoint::VARCHAR AS touchpoint, n.answered_at, n.text, coalesce(s.score, w.score) AS score,
       coalesce(s.scale_min, w.scale_min) AS scale_min, coalesce(s.scale_max, w.scale_max) AS scale_max,
       coalesce(s.direction, w.direction)::VARCHAR AS direction, CASE WHEN s.score IS NULL THEN w.good ELSE s.good END AS good
FROM newest n LEFT JOIN scores s ON s.response_key = n.response_key AND s.touchpoint = n.touchpoint
LEFT JOIN scores w ON w.response_key = n.response_key AND w.touchpoint IS NULL ORDER BY 1, n.answered_at DESC NULLS LAST, n.response_key"""
_COUNTED = """
SELECT touchpoint::VARCHAR AS touchpoint, count(*) AS n, {writers} AS writers FROM scoped_comments
WHERE touchpoint IS NOT NULL AND (NOT $timed OR answered_at >= $start AND answered_at < $end) GROUP BY 1"""


def comment_counts(data: Dataset, scope: Scope) -> dict[str, int]:
    """How many comments there are at each touchpoint in the period; touchpoints where too few people wrote are left out."""
    who = "count(DISTINCT coalesce('c' || customer_key, 'r' || response_key))" if in_force().hide_below else "count(*)"
    found, *whole = (
        {str(row["touchpoint"]): row for row in result.records(data.query(_COUNTED.format(writers=who), one, timed=one.has_period))}
        for one in (scope, everybody(scope)) if one
    )  # fmt: skip
    every = whole[0] if whole else found
    return {
        name: int(row["n"]) for name, row in found.items()
        if not too_few(row["writers"]) and not left_over(every[name]["writers"], row["writers"])
    }  # fmt: skip


def quotes(data: Dataset, scope: Scope, shown: Sequence[str]) -> dict[str, tuple[Quote, ...]]:
    """Comments at the touchpoints in `shown`, the most telling first; nobody's name is with them.

    Of the 40 newest: those of 20 to 200 letters first, then those whose score lies near an end of its scale, then the newest.
    A text that was written several times is taken once.
    """
    if not shown or not data.count_of("responses"):
        return {}
    rows = data.query(_COMMENTS, scope, timed=scope.has_period, most=_LOOKED_AT)
    return {str(name): _telling(here) for name, here in rows.groupby("touchpoint", sort=True) if name in shown}


def _telling(rows: pd.DataFrame) -> tuple[Quote, ...]:
    once = result.records(rows.drop_duplicates("text"))
    order = sorted(range(len(once)), key=lambda at: (not _readable(once[at]["text"]), abs(once[at]["good"] or 0.0) < 0.5, at))
    return tuple(_quote(once[at]) for at in order[:_KEPT])


def _readable(text: str) -> bool:
    return _READABLE[0] <= len(text) <= _READABLE[1]


def _quote(row: dict[str, object]) -> Quote:
    when = fmt.day(row["answered_at"]) if row["answered_at"] is not None else ""  # type: ignore[arg-type]
    scale = (row[name] for name in ("scale_min", "scale_max", "direction"))
    score = "" if row["score"] is None else score_words(row["score"], *scale)  # type: ignore[arg-type]
    return Quote(str(row["text"]), " · ".join(part for part in (when, score) if part), row["good"])  # type: ignore[arg-type]
