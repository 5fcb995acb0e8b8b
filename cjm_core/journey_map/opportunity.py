"""Ulwick's opportunity score, where customers were asked how important something is (docs/metrics.md#3.5)."""

from __future__ import annotations

import numpy as np

from cjm_core import result
from cjm_core.dataset import Dataset
from cjm_core.estimate import Estimate, few_words
from cjm_core.journey_map.numbers import Found, Measured
from cjm_core.scope import Scope
from cjm_core.settings import in_force
from cjm_core.small_cells import SUPPRESSED, everybody, too_few

_RESAMPLES, _SEED = 2000, 1
_LEAST = 100  # respondents (METRICS §0.3)
# One row per kind of respondent: whether importance, and whether satisfaction, was in the top two boxes. Only who answered both.
_SQL = """
WITH rated AS (
  SELECT coalesce('c' || customer_key, 'r' || response_key) AS person, touchpoint,
         max((good_score > scale_max - 2)::INTEGER) FILTER (question = 'importance') AS important,
         max((good_score > scale_max - 2)::INTEGER) FILTER (question = 'csat') AS satisfied
  FROM scoped_surveys WHERE question IN ('importance', 'csat') AND state = 'valid' AND touchpoint IS NOT NULL AND scale_max - scale_min > 2
    AND (NOT $timed OR answered_at >= $start AND answered_at < $end)
  GROUP BY ALL
)
SELECT touchpoint::VARCHAR AS touchpoint, important, satisfied, count(*) AS n FROM rated
WHERE important IS NOT NULL AND satisfied IS NOT NULL GROUP BY ALL ORDER BY ALL"""


def opportunity(data: Dataset, scope: Scope) -> Measured:
    """Importance + max(importance − satisfaction, 0), both 0–10: the share in the top two boxes, divided by 10. Range 0–20.

    Unit: person who rated both at the touchpoint. Interval: 2,000 bootstrap samples of the persons, fixed seed. Fewer than 100 are a hint.
    """
    there = "importance" in data.questions and "csat" in data.questions
    counts, whole = _counted(data, scope) if there else {}, everybody(scope)
    every = _counted(data, whole) if whole and there else counts
    found = {name: Found(_estimate(here, every[name] - here)) for name, here in counts.items()}
    detail = "importance and what is missing to it, 0–20" if there else "needs answers to how important something is"
    return Measured("opportunity", "Opportunity score", detail, "score", "neither", "mean", found, empty="importance was not asked")


def _counted(data: Dataset, scope: Scope) -> dict[str, np.ndarray]:
    """Touchpoint -> how many people are neither, satisfied only, important only, both."""
    counts: dict[str, np.ndarray] = {}
    for row in result.records(data.query(_SQL, scope, timed=scope.has_period)):
        counts.setdefault(str(row["touchpoint"]), np.zeros(4))[2 * int(row["important"]) + int(row["satisfied"])] = row["n"]
    return counts


def _estimate(counts: np.ndarray, rest: np.ndarray) -> Estimate:
    """`rest` are those whom a choice of customers leaves out."""
    n = int(counts.sum())
    few = too_few(n) or next((why for count in (*counts, *rest) if (why := too_few(count))), None)
    if few:
        return Estimate(None, 0, None, None, SUPPRESSED, few, None)
    status, reason = ("small_sample", few_words(n)) if n < max(_LEAST, in_force().min_n) else ("ok", None)
    if n == 1:  # every resample of one is that one again
        return Estimate(float(_score(counts[None, :])[0]), n, None, None, status, reason, None)
    samples = np.random.default_rng(_SEED).multinomial(n, counts / n, _RESAMPLES)
    low, high = np.quantile(_score(samples), (0.025, 0.975))
    value = float(_score(counts[None, :])[0])
    return Estimate(value, n, min(float(low), value), max(float(high), value), status, reason, None)


def _score(counts: np.ndarray) -> np.ndarray:
    """Of rows of (neither, satisfied only, important only, both)."""
    n = counts.sum(axis=1)
    important, satisfied = 10 * (counts[:, 2] + counts[:, 3]) / n, 10 * (counts[:, 1] + counts[:, 3]) / n
    return np.asarray(important + np.maximum(important - satisfied, 0))
