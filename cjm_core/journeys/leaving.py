"""Who leaves where: customers for whom a touchpoint was the last for a while (docs/metrics.md#3.2)."""

from __future__ import annotations

from dataclasses import asdict

import pandas as pd

from cjm_core import result
from cjm_core.dataset import Dataset
from cjm_core.estimate import Moments, estimate
from cjm_core.scope import Scope

LEAVE_DAYS = 14  # convention: silence for longer than this is leaving

_SQL = f"""
WITH steps AS (
  SELECT customer_key, touchpoint, event_time, event_key, lead(event_time) OVER (PARTITION BY customer_key ORDER BY event_key) AS next
  FROM scoped_events
), lasts AS (
  SELECT customer_key, touchpoint, max(event_time) AS last_here, arg_max(next, event_key) AS next
  FROM steps WHERE event_time >= $start AND event_time < $end GROUP BY ALL
), judged AS (
  SELECT touchpoint, CASE WHEN next <= last_here + INTERVAL {LEAVE_DAYS} DAY THEN 0
                          WHEN next IS NOT NULL
                            OR last_here + INTERVAL {LEAVE_DAYS} DAY <= (SELECT max(last_at) FROM customers) THEN 1 END AS left_here
  FROM lasts
)
SELECT touchpoint::VARCHAR AS touchpoint, count(left_here) AS n, coalesce(sum(left_here), 0)::BIGINT AS gone,
       count(*) - count(left_here) AS too_recent
FROM judged GROUP BY 1 ORDER BY 1"""


def leaving(data: Dataset, scope: Scope) -> pd.DataFrame:
    """Share of the customers met at a touchpoint in the period who do nothing for 14 days after their last event there.

    A result frame by `touchpoint`; customers whose 14 days are not over at the end of the data are left out (`too_recent`).
    """
    rows = []
    for row in data.query(_SQL, scope).to_dict("records"):
        excluded = {"too_recent": int(row["too_recent"])} if row["too_recent"] else {}
        found = estimate("share", Moments(int(row["n"]), float(row["gone"]), float(row["gone"])))
        rows.append({"touchpoint": row["touchpoint"], **asdict(found), "excluded": excluded})
    return result.frame(("touchpoint",), rows)
