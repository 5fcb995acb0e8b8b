"""Who leaves where: customers for whom a touchpoint was the last for a while (docs/metrics.md#3.2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

import pandas as pd

from cjm_core import result
from cjm_core.dataset import PAUSES, QUIET_DAYS, Dataset
from cjm_core.estimate import Moments, estimate
from cjm_core.journeys.met import Met, met
from cjm_core.scope import Scope
from cjm_core.small_cells import everybody, left_over, too_few

LEAVE_DAYS = QUIET_DAYS

# A customer's last event at a touchpoint in the period is judged: too recent, where the data end before the days are over.
_OVER = f"last_here + INTERVAL {LEAVE_DAYS} DAY <= (SELECT max(last_at) FROM customers)"
_SQL = f"""
WITH steps AS (
  SELECT customer_key, touchpoint, event_time, event_key, lead(event_time) OVER (PARTITION BY customer_key ORDER BY event_key) AS next
  FROM scoped_events
), lasts AS (
  SELECT customer_key, touchpoint, max(event_time) AS last_here, arg_max_null(next, event_key) AS next
  FROM steps WHERE event_time >= $start AND event_time < $end GROUP BY ALL
), judged AS (
  SELECT touchpoint, CASE WHEN next <= last_here + INTERVAL {LEAVE_DAYS} DAY THEN 0 WHEN next IS NOT NULL OR {_OVER} THEN 1 END AS left_here
  FROM lasts
)
SELECT touchpoint::VARCHAR AS touchpoint, count(*) AS met, coalesce(sum(left_here), 0)::BIGINT AS gone, count(*) - count(left_here) AS too_recent
FROM judged GROUP BY 1 ORDER BY 1"""

# The same from the pauses that were found when the data were opened: those after which the customer does not come here again in the period.
_FROM_PAUSES = f"""
SELECT touchpoint::VARCHAR AS touchpoint, count(*) FILTER (NOT last OR {_OVER}) AS gone, count(*) FILTER (NOT (NOT last OR {_OVER})) AS too_recent
FROM (SELECT *, event_time AS last_here FROM {{pauses}} {{chosen}})
WHERE event_time >= $start AND event_time < $end AND (again IS NULL OR again >= $end) GROUP BY 1"""


def leaving(data: Dataset, scope: Scope, seen: Met | None = None) -> pd.DataFrame:
    """Share of the customers met at a touchpoint in the period who do nothing for 14 days after their last event there.

    A result frame by `touchpoint`; customers whose 14 days are not over at the end of the data are left out (`too_recent`).
    `seen` is who was met where, if that is known already.
    """
    rows = []
    for touchpoint, found, recent in shares(data, scope, seen):
        excluded = {"too_recent": recent} if recent and not found.hidden else {}
        rows.append({"touchpoint": touchpoint, **asdict(estimate("share", found)), "excluded": excluded})
    return result.frame(("touchpoint",), rows)


def shares(data: Dataset, scope: Scope, seen: Met | None = None) -> Iterable[tuple[str, Moments, int]]:
    """(touchpoint, the sums behind its share, how many are too recent to tell).

    Hidden where so few were met or can be judged, or so few more among everybody.
    """
    whole = everybody(scope)
    beside = {row[0]: (row[1], row[1] - row[3]) for row in judged(data, whole)} if whole else {}
    for name, here, gone, recent in judged(data, scope, seen):
        every, told = beside.get(name, (here, here - recent))
        hidden = too_few(here) or too_few(here - recent) or left_over(every, here) or left_over(told, here - recent)
        yield name, Moments(0, hidden=hidden) if hidden else Moments(here - recent, float(gone), float(gone)), recent


def judged(data: Dataset, scope: Scope, seen: Met | None = None) -> Iterable[tuple[str, int, int, int]]:
    """(touchpoint, customers met, of these gone, of these too recent to tell)."""
    pauses = None if scope.merged else data.beside.made(PAUSES)
    if pauses is None:
        found = data.query(_SQL, scope)
        return [(str(row[0]), int(row[1]), int(row[2]), int(row[3])) for row in found.itertuples(index=False, name=None)]
    chosen = "WHERE customer_key IN (SELECT customer_key FROM population)" if scope.where else ""
    stopped = data.query(_FROM_PAUSES.format(pauses=pauses, chosen=chosen), scope).itertuples(index=False, name=None)
    return list(_of_pauses(seen or met(data, scope), {str(name): (int(gone), int(recent)) for name, gone, recent in stopped}))


def _of_pauses(seen: Met, stopped: dict[str, tuple[int, int]]) -> Iterable[tuple[str, int, int, int]]:
    for touchpoint in sorted(seen.bits):
        here = seen.at((touchpoint,))
        if here:
            yield touchpoint, here, *stopped.get(touchpoint, (0, 0))
