"""How many customers come back, by the period in which they were first seen (docs/metrics.md#2.4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import pandas as pd

from cjm_core import calendar
from cjm_core.dataset import Dataset
from cjm_core.errors import BadInput
from cjm_core.estimate import Moments, estimate
from cjm_core.scope import Scope
from cjm_core.small_cells import SUPPRESSED, shown_n

CADENCES = ("week", "month")
KINDS = ("bracket", "unbounded")
UNFINISHED = "period not finished"
COLUMNS = ("cohort", "age", "eligible", "retained", "value", "ci_low", "ci_high", "status", "reason")


def retention(data: Dataset, scope: Scope, every: str = "month", kind: str = "bracket") -> pd.DataFrame:
    """First-time cohorts by calendar week or month of the reporting time zone, with the columns `COLUMNS`.

    A cohort is the customers first seen in the same period; the scope's period chooses them by that first event. `age` counts
    periods since then, age 0 is the cohort's size. `bracket`: active (any event) in that period; `unbounded`: in it or later.
    `value` is retained / eligible with its Wilson interval. Periods after the end of the data have no row, not a 0; the last
    one says "period not finished" when the data stop before its last day. Raises BadInput for another `every` or `kind`.
    """
    for value, known, what in ((every, CADENCES, "every"), (kind, KINDS, "kind")):
        if value not in known:
            raise BadInput(f"Retention has no {what} {value!r}. It can be: {', '.join(known)}.")
    covered = data.first_and_end("events")
    if covered is None:
        return pd.DataFrame(columns=list(COLUMNS))
    counted = data.query(_ACTIVE.format(unit=every, kind=_AGE[kind], first=calendar.floor_sql("c.first_at", every),
                                        seen=calendar.floor_sql("e.event_time", every)), scope)
    active: dict[datetime, dict[int, int]] = {}
    for start, age, customers in zip(counted["cohort"], counted["age"], counted["customers"], strict=True):
        active.setdefault(calendar.instant(start.to_pydatetime()), {})[int(age)] = int(customers)
    last = covered[1] - timedelta(microseconds=1)
    rows = [row for start, ages in active.items() for row in _cohort(start, ages, every, kind, last)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


# The age of a customer's active periods: each of them, or only the last, from which all earlier ones follow.
_AGE = {"bracket": "age", "unbounded": "max(age)"}
_ACTIVE = """WITH seen AS (
  SELECT DISTINCT c.customer_key, {first} AS cohort, date_diff('{unit}', {first}, {seen}) AS age
  FROM scoped_customers c JOIN scoped_events e USING (customer_key) WHERE c.first_at >= $start AND c.first_at < $end
), placed AS (SELECT customer_key, cohort, {kind} AS age FROM seen GROUP BY ALL)
SELECT cohort, age, count(*) AS customers FROM placed GROUP BY cohort, age ORDER BY cohort, age"""


def _cohort(start: datetime, ages: dict[int, int], every: str, kind: str, last: datetime) -> Iterator[dict[str, Any]]:
    """The cells of one cohort, from age 0 to the period in which the data end."""
    size = ages.get(0, 0) if kind == "bracket" else sum(ages.values())
    at, age, left = start, 0, size
    while at <= last:
        following = calendar.after(at, every)
        retained = ages.get(age, 0) if kind == "bracket" else left
        found = asdict(estimate("share", Moments(size, float(retained), float(retained))))
        running = at <= last < following and calendar.after(calendar.floor(last, "day"), "day") < following
        known = {name: found[name] for name in COLUMNS if name in found}
        hidden = found["status"] == SUPPRESSED
        yield {"cohort": calendar.key(start, every), "age": age, "eligible": shown_n(size, found["status"], found["reason"]),
               "retained": None if hidden else retained, **known, "reason": UNFINISHED if running and not hidden else found["reason"]}  # fmt: skip
        left -= ages.get(age, 0)
        at, age = following, age + 1
