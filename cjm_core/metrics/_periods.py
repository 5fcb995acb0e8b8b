"""The periods in which a KPI is measured, and the empty ones it must not leave out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import product
from typing import Any

from cjm_core import calendar, result
from cjm_core.calendar import Period
from cjm_core.dataset import Dataset
from cjm_core.errors import BadInput
from cjm_core.metrics.kpi import Kpi
from cjm_core.schema import PERIOD_UNITS
from cjm_core.scope import Scope
from cjm_core.small_cells import SUPPRESSED

UNFINISHED = "period not finished"
NOTHING = "nothing to measure in this period"


def _of(kpi: Kpi) -> str:
    return "answers" if kpi.of == "response" else "events"


def grid(kpi: Kpi, data: Dataset, scope: Scope, by: tuple[str, ...], given: Sequence[Period] | None) -> list[Period] | None:
    """The periods to place units in, or None when time plays no part."""
    if given is not None:
        return list(given)
    units = [name for name in by if name in PERIOD_UNITS]
    if len(units) > 1:
        raise BadInput(f"Split by one of {', '.join(PERIOD_UNITS)} at a time, not by {' and '.join(units)}.")
    covered = data.first_and_end(_of(kpi))
    if covered is None:  # no dates at all: a period asks for what nobody can place in time
        covered = (datetime(1970, 1, 1), datetime(2200, 1, 1))
        if units:
            return [Period("", scope.start or covered[0], scope.end or covered[1])]
    start, end = scope.start or covered[0], scope.end or covered[1]
    if units:
        return calendar.grid(start, end, units[0])
    if scope.has_period:
        return [Period("", start, end)]
    if not kpi.per_period:
        return None
    if kpi.last_days:
        last = calendar.after(calendar.floor(end, "day"), "day")
        return [Period("", calendar.after(last, "day", -kpi.last_days), last)]
    return [Period("", start, end)]


def filled(rows: list[dict[str, Any]], data: Dataset, kpi: Kpi, by: tuple[str, ...], periods: Sequence[Period]) -> list[dict[str, Any]]:
    """The rows with an undefined one for every period without any, in the order of time; the running period says so."""
    at = next((name for name in by if name in (*PERIOD_UNITS, "period")), None)
    if at is None:
        return rows or ([] if by else [result.undefined_row(NOTHING)])
    others = [name for name in by if name != at]
    known = {(row[at], *(row[name] for name in others)): row for row in rows}
    parts = list(dict.fromkeys(tuple(row[name] for name in others) for row in rows)) or ([()] if not others else [])
    covered = data.first_and_end(_of(kpi))
    done = []
    for period, part in product(periods, parts):
        empty = result.undefined_row(NOTHING, **{at: period.key}, **dict(zip(others, part, strict=True)))
        row = known.get((period.key, *part), empty)
        running = at in PERIOD_UNITS and covered is not None and _runs_on(period, covered[1], at)
        done.append({**row, "reason": UNFINISHED} if running and row["status"] not in ("undefined", SUPPRESSED) else row)
    return done


def _runs_on(period: Period, end: Any, unit: str) -> bool:
    """Whether the data stop inside this calendar period: its last day has no data yet."""
    whole_end = calendar.after(calendar.floor(period.start, unit), unit)
    return bool(period.start < end and calendar.after(calendar.floor(end, "day"), "day") < whole_end)
