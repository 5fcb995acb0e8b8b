"""How long until a customer is met elsewhere (docs/metrics.md#2.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cjm_core.dataset import Dataset
from cjm_core.estimate import Moments
from cjm_core.scope import Scope
from cjm_core.settings import in_force
from cjm_core.small_cells import everybody, left_over, too_few

OPEN = "still_open"


@dataclass(frozen=True, eq=False)
class Gaps:
    """Seconds between one touchpoint and the next of each visit, and what was left out."""

    moments: Moments
    excluded: dict[str, int]


# One gap per visit: from the last of a customer's events in a row at one touchpoint to the event after it, which is elsewhere.
_GAPS = """
WITH steps AS (
  SELECT customer_key, touchpoint, event_time, lead(touchpoint) OVER own AS elsewhere, lead(event_time) OVER own AS next_time
  FROM scoped_events WINDOW own AS (PARTITION BY customer_key ORDER BY event_key)
)
SELECT touchpoint::VARCHAR AS touchpoint, list(date_diff('microsecond', event_time, next_time) / 1e6) FILTER (elsewhere IS NOT NULL) AS gaps,
       count(*) FILTER (elsewhere IS NULL) AS still_open, {people} AS people
FROM steps WHERE event_time >= $start AND event_time < $end AND elsewhere IS DISTINCT FROM touchpoint GROUP BY 1 ORDER BY 1"""


def time_to_next(data: Dataset, scope: Scope) -> dict[str, Gaps]:
    """Seconds from leaving a touchpoint to the customer's next event at another one, whenever that was: touchpoint -> gaps.

    A visit counts when its last event lies in the scope's period. Visits after which the customer was met nowhere else are left out and
    counted (`still_open`), so the median is that of those who went on. Its interval is that of the ranks (`estimate`, shape median).
    """
    people = "count(DISTINCT customer_key) FILTER (elsewhere IS NOT NULL)" if in_force().hide_below else "0"
    whole = everybody(scope)
    every = {row[0]: (len(_values(row[1])), int(row[3])) for row in _rows(data, whole, people)} if whole else {}
    return {
        str(name): _of(_values(gaps), int(still_open), int(who), every.get(name))
        for name, gaps, still_open, who in _rows(data, scope, people)
    }  # fmt: skip


def _rows(data: Dataset, scope: Scope, people: str) -> Iterator[tuple[str, object, int, int]]:
    found: Iterator[tuple[str, object, int, int]] = data.query(_GAPS.format(people=people), scope).itertuples(index=False, name=None)
    return found


def _values(gaps: object) -> npt.NDArray[np.float64]:
    return np.asarray(gaps if isinstance(gaps, list | np.ndarray) else [], dtype=np.float64)


def _of(values: npt.NDArray[np.float64], still_open: int, people: int, every: tuple[int, int] | None) -> Gaps:
    gaps, who = every or (len(values), people)
    hidden = too_few(len(values)) or too_few(people) or left_over(gaps, len(values)) or left_over(who, people)
    if hidden:
        return Gaps(Moments(0, hidden=hidden), {})
    return Gaps(Moments(len(values), values=values), {OPEN: still_open} if still_open else {})
