"""Moments of truth: touchpoints that are linked with the relationship more than others (docs/metrics.md#3.3, #3.7)."""

from __future__ import annotations

import math
from typing import Any

from cjm_core import format as fmt
from cjm_core import result
from cjm_core.dataset import Dataset
from cjm_core.estimate import Z
from cjm_core.journey_map.numbers import Reached, Truths
from cjm_core.scope import Scope
from cjm_core.small_cells import everybody, left_over

LEAST_PAIRS = 100  # customers who answered both (METRICS §3.7, convention)
LEAST_REACH = 0.10  # of all customers (METRICS §3.3, convention)
_CLOSE = 0.1  # of the answers about the whole it would explain alone; less is little (METRICS §3.7)
_FEWEST = 4  # touchpoints; of fewer there is no top quarter
_OVERALL = {"nps": "whether they would recommend", "csat": "how satisfied they are on the whole"}

# Somebody's mean score at a touchpoint, stretched to 0–1, beside the same person's mean answer about the whole relationship. Of answers
# without a customer each response is a person.
_PAIRS = """
WITH scored AS (
  SELECT coalesce('c' || customer_key, 'r' || response_key) AS person, touchpoint, question,
         (good_score - scale_min) / (scale_max - scale_min) AS x
  FROM scoped_surveys
  WHERE state = 'valid' AND scale_max > scale_min
    AND (NOT $timed OR answered_at >= $start AND answered_at < $end)
), overall AS (
  SELECT person, avg(x) AS y FROM scored WHERE touchpoint IS NULL AND question = $overall GROUP BY 1
), here AS (
  SELECT person, touchpoint, avg(x) AS x FROM scored
  WHERE touchpoint IS NOT NULL AND lower(question) NOT IN ('expectation', 'importance') GROUP BY ALL
)
SELECT touchpoint::VARCHAR AS touchpoint, count(*) AS n, corr(x, y) AS r FROM here JOIN overall USING (person) GROUP BY 1 ORDER BY 1"""
_ASKED = "SELECT DISTINCT question FROM surveys WHERE touchpoint IS NULL AND state = 'valid' AND question IN ('nps', 'csat')"


def truths(data: Dataset, scope: Scope, reach: Reached) -> Truths:
    """The touchpoints in the top quarter of derived importance that at least 10 % of the customers meet (without events: rate).

    Derived importance is the squared simple correlation of a person's mean score at the touchpoint with the same person's answer
    about the whole relationship (recommendation, else satisfaction; answers without a touchpoint), where 100 people or more
    answered both. Linked with, never caused by. A link that may be chance (interval around 0) or runs the other way is none.
    """
    asked = set(data.query(_ASKED)["question"])
    overall = next((question for question in _OVERALL if question in asked), None)
    if overall is None:
        return Truths(why="not measured: no answers about the whole relationship (a recommendation or satisfaction without a touchpoint)")
    found, *whole = (
        result.records(data.query(_PAIRS, one, overall=overall, timed=one.has_period)) for one in (scope, everybody(scope)) if one
    )
    every = {row["touchpoint"]: row["n"] for rows in whole for row in rows}
    found = [row for row in found if not left_over(every.get(row["touchpoint"], row["n"]), row["n"])]
    known = [row for row in found if row["n"] >= LEAST_PAIRS and row["r"] is not None and not math.isnan(row["r"])]
    if len(known) < _FEWEST:
        return Truths(why=f"not measured: fewer than {_FEWEST} touchpoints have {LEAST_PAIRS} people who also answered about the whole")
    top = sorted(known, key=lambda row: -(row["r"] ** 2))[: len(known) // 4]
    best = [row for row in top if _interval(row)[0] > 0 and reach.at(row["touchpoint"])[0] >= LEAST_REACH]
    told = tuple(_told(row, overall, reach) for row in sorted(best, key=lambda row: -row["r"]))
    return Truths(told, "" if told else "none: no touchpoint that many meet is clearly linked with the relationship more than the others")


def _interval(row: dict[str, Any]) -> tuple[float, float]:
    """Of a correlation, by Fisher's z."""
    z, half = math.atanh(min(max(float(row["r"]), -0.999999), 0.999999)), Z / math.sqrt(max(row["n"] - 3, 1))
    return math.tanh(z - half), math.tanh(z + half)


def _told(row: dict[str, Any], overall: str, reach: Reached) -> tuple[str, str, str]:
    share, met = reach.at(row["touchpoint"])
    many = f"met by {fmt.full(share, 'share', 0)}" if met else f"rated by {fmt.full(share, 'share', 0)} of those who answered"
    who = fmt.plural(row["n"], "customer") if reach.customers else f"{fmt.count(row['n'])} people"
    low, high = _interval(row)
    ends = f"{fmt.value(low, 'score', 2)}–{fmt.value(high, 'score', 2)}"
    detail = f"correlation {fmt.value(row['r'], 'score', 2)} ({ends}) · {who} · {many}"
    close = "closely linked" if row["r"] ** 2 >= _CLOSE else "linked a little, but more than others,"
    return str(row["touchpoint"]), f"{close} with {_OVERALL[overall]}", detail
