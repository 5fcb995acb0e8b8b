"""Which touchpoint directly follows which within a journey (docs/metrics.md#3.2)."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cjm_core.dataset import Dataset
from cjm_core.scope import Scope
from cjm_core.small_cells import too_few

COLUMNS = ("source", "target", "count", "share", "median_gap_seconds")

# Whole journeys that began in the period, in the order of time and, at the same time, of the file. A journey belongs to the
# customer it began with, so it is never cut where two customers share it.
STEPS = """SELECT e.journey_key, e.event_time, e.file_order, e.touchpoint
           FROM events e JOIN scoped_journeys j USING (journey_key) WHERE j.started_at >= $start AND j.started_at < $end"""


@dataclass(frozen=True, eq=False)
class Transitions:
    """`edges` with the columns `COLUMNS`, most frequent first; in how many of the `journeys` each touchpoint is first or last."""

    edges: pd.DataFrame
    starts: dict[str, int]
    ends: dict[str, int]
    journeys: int


def transitions(data: Dataset, scope: Scope) -> Transitions:
    """Directly-follows edges of the journeys that began in the scope's period.

    `share` is count / all occurrences of `source`, those that end a journey included; gaps are medians in seconds.
    """
    edges = data.query(_EDGES, scope)
    tips = data.query(_TIPS, scope)
    starts, ends = (_counts(tips, name) for name in ("starts", "ends"))
    edges = edges.loc[[too_few(n) is None for n in edges["count"]]].reset_index(drop=True)
    return Transitions(edges, _shown(starts), _shown(ends), sum(starts.values()))


_EDGES = f"""WITH steps AS ({STEPS}), followed AS (
  SELECT touchpoint AS source, lead(touchpoint) OVER journey AS target, event_time, lead(event_time) OVER journey AS next_time
  FROM steps WINDOW journey AS (PARTITION BY journey_key ORDER BY event_time, file_order)
), occurrences AS (SELECT source, count(*) AS occurrences FROM followed GROUP BY source)
SELECT source::VARCHAR AS source, target::VARCHAR AS target, count(*) AS count, count(*) / max(occurrences) AS share,
       median(date_diff('microsecond', event_time, next_time) / 1e6) AS median_gap_seconds
FROM followed JOIN occurrences USING (source) WHERE target IS NOT NULL
GROUP BY source, target ORDER BY count DESC, 1, 2"""

_TIPS = f"""WITH steps AS ({STEPS}), tips AS (
  SELECT touchpoint, row_number() OVER (PARTITION BY journey_key ORDER BY event_time, file_order) AS from_start,
         row_number() OVER (PARTITION BY journey_key ORDER BY event_time DESC, file_order DESC) AS from_end
  FROM steps
)
SELECT touchpoint::VARCHAR AS touchpoint, count(*) FILTER (from_start = 1) AS starts, count(*) FILTER (from_end = 1) AS ends
FROM tips GROUP BY touchpoint ORDER BY 1"""


def _shown(counts: dict[str, int]) -> dict[str, int]:
    """Without those of too few; a single one would follow from the total, so the smallest other goes with it."""
    shown = {name: n for name, n in counts.items() if too_few(n) is None}
    return dict(list(shown.items())[:-1]) if len(counts) - len(shown) == 1 else shown


def _counts(tips: pd.DataFrame, column: str) -> dict[str, int]:
    """Touchpoint -> count, most frequent first, without zeros."""
    chosen = tips[tips[column] > 0].sort_values(column, ascending=False, kind="stable")
    return {str(name): int(count) for name, count in zip(chosen["touchpoint"], chosen[column], strict=True)}
