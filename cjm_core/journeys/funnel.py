"""How many customers get from step to step (docs/metrics.md#2.3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pandas as pd

from cjm_core.dataset import Dataset
from cjm_core.errors import BadInput
from cjm_core.estimate import wilson
from cjm_core.scope import Scope
from cjm_core.small_cells import SUPPRESSED, shown_n, too_few

MODES = ("ordered", "strict", "any_order")
COLUMNS = (
    "position", "step", "n", "overall", "overall_low", "overall_high",
    "from_previous", "from_previous_low", "from_previous_high", "median_seconds",
)  # fmt: skip
_LONGEST = 2**62  # microseconds; a longer window is no window


def funnel(
    data: Dataset, scope: Scope, steps: Sequence[str], window: timedelta | None = None, mode: str = "ordered"
) -> pd.DataFrame:
    """Customers who get through the `steps` (touchpoints) in order, one row per step, with the columns `COLUMNS`.

    Every entry (event of step 1; with `any_order` of any step) begins a chain; the longest chain of each customer counts, the
    earliest of equally long ones, and it must begin in the scope's period. All steps lie within `window` of the entry, inclusive.
    Events at the same time are taken in the order of the steps, and one event is one step only.

    `ordered`: other events may lie between. `strict`: none may. `any_order`: row k counts customers with any k of the steps.
    `overall` is n / n of step 1 and `from_previous` n / n of the step before, each with Wilson's interval (docs/metrics.md#1.6);
    `median_seconds` is counted from the entry, among those who get there. Undefined numbers are NaN.
    Customers whose every entry is younger than the window at the end of the data, and who are not through, are left out:
    `.attrs["immature"]` says how many. Raises BadInput for an unknown step, mode or window.
    """
    _refuse(data, steps, window, mode)
    chains = {"ordered": _ordered, "strict": _strict, "any_order": _any_order}[mode](steps)
    covered = data.first_and_end("events")
    assert covered is not None  # there are events: their touchpoints were asked for above
    counted = data.query(_counted(chains, len(steps), window), scope, **_values(steps, window, covered[1])).iloc[0]
    counts = [int(counted[f"n{at}"]) for at in range(len(steps))]
    medians = [float(counted[f"seconds{at}"]) for at in range(len(steps))]
    table = pd.DataFrame([_row(at, steps[at], counts, medians[at]) for at in range(len(steps))], columns=list(COLUMNS))
    table.attrs["immature"] = int(counted["immature"])
    return table


def _refuse(data: Dataset, steps: Sequence[str], window: timedelta | None, mode: str) -> None:
    if mode not in MODES:
        raise BadInput(f"There is no funnel mode {mode!r}. Modes are: {', '.join(MODES)}.")
    if not steps:
        raise BadInput("A funnel needs at least one step: name the touchpoints in their order.")
    if window is not None and window < timedelta(0):
        raise BadInput("The window of a funnel cannot be negative.")
    known = data.query("SELECT touchpoint FROM touchpoints WHERE events > 0 ORDER BY position")["touchpoint"].tolist()
    if not known:
        raise BadInput("There is no funnel, because no events were loaded.")
    for step in steps:
        if step not in known:
            raise BadInput(f"No event has the touchpoint {step!r}, so it cannot be a step. There are: {', '.join(known)}.")


def _values(steps: Sequence[str], window: timedelta | None, end: datetime) -> dict[str, Any]:
    """Parameters of the query: the steps as a list and one by one, the window in microseconds, the last moment of the data."""
    named: dict[str, Any] = {f"step_{at}": step for at, step in enumerate(steps)}
    microseconds = None if window is None else min(window // timedelta(microseconds=1), _LONGEST)
    return {**named, "steps": list(steps), "window": microseconds, "last": end - timedelta(microseconds=1)}


# Step events in the order in which they are taken: by time, at the same time by step, then as in the file.
_STEP_EVENTS = """steps AS (
  SELECT customer_key, event_time, touchpoint::VARCHAR AS name,
         row_number() OVER (ORDER BY customer_key, event_time, list_position($steps, touchpoint::VARCHAR), file_order) AS place
  FROM scoped_events WHERE touchpoint::VARCHAR IN (SELECT unnest($steps)))"""


def _ordered(steps: Sequence[str]) -> str:
    """Chains: from each entry to the next event of step 2 behind it, from there to the next one of step 3, and so on."""
    later = range(1, len(steps))
    following = "".join(f", min(CASE WHEN name = $step_{at} THEN place END) OVER behind AS next{at}" for at in later)
    joins = " ".join(f"LEFT JOIN following c{at} ON c{at}.place = c{at - 1}.next{at}" for at in later)
    return f"""{_STEP_EVENTS}, following AS (
  SELECT *{following} FROM steps
  WINDOW behind AS (PARTITION BY customer_key ORDER BY place ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)
), chains AS (
  SELECT c0.customer_key, {', '.join(f'c{at}.event_time AS t{at}' for at in range(len(steps)))}
  FROM following c0 {joins} WHERE c0.name = $step_{0})"""


def _strict(steps: Sequence[str]) -> str:
    """Chains of events that follow each other directly; at the same time, events that are no step come last."""
    later = range(1, len(steps))
    looked = "".join(f", lead(name, {at}) OVER own AS name{at}, lead(event_time, {at}) OVER own AS at{at}" for at in later)
    holds = [" AND ".join(f"name{k} = $step_{k}" for k in range(1, at + 1)) for at in later]
    times = "".join(f", CASE WHEN {held} THEN at{at} END AS t{at}" for at, held in zip(later, holds, strict=True))
    return f"""followed AS (
  SELECT customer_key, event_time, name, row_number() OVER own AS place{looked} FROM (SELECT *, touchpoint::VARCHAR AS name FROM scoped_events)
  WINDOW own AS (PARTITION BY customer_key ORDER BY event_time, list_position($steps, name) NULLS LAST, file_order)
), chains AS (SELECT customer_key, event_time AS t0{times} FROM followed WHERE name = $step_{0})"""


def _any_order(steps: Sequence[str]) -> str:
    """From each step event the times at which one, two, three … of the steps are done. A step named twice needs two events."""
    nth = [list(steps[:at]).count(step) for at, step in enumerate(steps)]
    again = "".join(f", lead(event_time, {n}) OVER same AS again{n}" for n in range(max(nth) + 1))
    done = ", ".join(f"min(CASE WHEN name = $step_{at} THEN again{nth[at]} END) OVER onward" for at in range(len(steps)))
    return f"""{_STEP_EVENTS}, repeated AS (
  SELECT *{again} FROM steps WINDOW same AS (PARTITION BY customer_key, name ORDER BY place)
), onwards AS (
  SELECT customer_key, list_sort([{done}], 'ASC', 'NULLS LAST') AS done FROM repeated
  WINDOW onward AS (PARTITION BY customer_key ORDER BY place ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)
), chains AS (SELECT customer_key, {', '.join(f'done[{at + 1}] AS t{at}' for at in range(len(steps)))} FROM onwards)"""


def _counted(chains: str, steps: int, window: timedelta | None) -> str:
    """SQL of one row: for each step how many customers reach it and after how long, and how many customers are immature."""
    inside = "t{0} IS NOT NULL" if window is None else "coalesce(date_diff('microsecond', t0, t{0}) <= $window, false)"
    level = " + ".join(["1", *(f"({inside.format(at)})::INTEGER" for at in range(1, steps))])
    counts = ", ".join(
        f"count(*) FILTER (NOT immature AND level > {at}) AS n{at},"
        f" median(date_diff('microsecond', t0, t{at}) / 1e6) FILTER (NOT immature AND level > {at}) AS seconds{at}"
        for at in range(steps)
    )
    return f"""WITH {chains}, levelled AS (
  SELECT *, {level} AS level FROM chains
), ranked AS (
  SELECT *, row_number() OVER (PARTITION BY customer_key ORDER BY level DESC, t0) AS rank,
         min(t0) OVER (PARTITION BY customer_key) AS first_entry
  FROM levelled
), best AS (
  SELECT *, level < {steps} AND coalesce(date_diff('microsecond', first_entry, $last) < $window::BIGINT, false) AS immature
  FROM ranked WHERE rank = 1 AND t0 >= $start AND t0 < $end
)
SELECT {counts}, count(*) FILTER (immature) AS immature FROM best"""


def _row(at: int, step: str, counts: list[int], median: float) -> dict[str, Any]:
    if too_few(counts[at]):
        return {**dict.fromkeys(COLUMNS), "position": at + 1, "step": step, "n": shown_n(counts[at], SUPPRESSED, None)}
    overall = _share(counts[at], counts[0])
    previous = _share(counts[at], counts[at - 1]) if at else (None, None, None)
    return dict(zip(COLUMNS, (at + 1, step, counts[at], *overall, *previous, median), strict=True))


def _share(part: int, whole: int) -> tuple[float | None, float | None, float | None]:
    """Share with its Wilson interval; nothing of nothing is undefined."""
    return (part / whole, *wilson(part, whole)) if whole else (None, None, None)
