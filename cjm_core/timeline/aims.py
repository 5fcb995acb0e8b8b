"""Targets of a KPI over time: which one holds here, where it stands, and how a new one sets out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from cjm_core import calendar
from cjm_core.estimate import Estimate
from cjm_core.metrics import kpi_named
from cjm_core.timeline.drawing import scale_unit
from cjm_core.timeline.measure import Lines, by_length
from cjm_core.timeline.model import Point
from cjm_core.trends import Standing, last_whole, none_whole, standing
from cjm_core.written import Target

Where = tuple[tuple[str, str], ...]


def target_for(targets: Sequence[Target], kpi: str, where: Where, every: str) -> Target | None:
    """The target of these very customers; one that is about a month says nothing about weeks."""
    if len(where) > 1:
        return None
    whose = where[0] if where else None
    return next((one for one in targets if (one.kpi, one.where) == (kpi, whose) and one.every in (None, every)), None)


def standing_of(lines: Lines, target: Target | None) -> Standing | None:
    """Where the target stands: in the whole period shown, or in the last whole step of it where the value depends on the length.

    Without a whole step it is not measurable; None without a target, or where the whole period has no number of its own.
    """
    point = _measured(lines, bool(target and target.every))
    if target is None or not (point or target.every):
        return None
    kpi = kpi_named(lines.kpi)
    found = _estimate(point) if point else none_whole(lines.every)
    return standing(target, kpi.better, kpi.unit, found, last_day(point.end if point and target.every else lines.end))


def new_target(lines: Lines, value: float, by: date, where: Where) -> Target:
    """A target that sets out from what is measured now."""
    every = lines.every if by_length(kpi_named(lines.kpi)) else None
    point = _measured(lines, bool(every))
    return Target(lines.kpi, value, by, where[0] if where else None, last_day(lines.end), point.value if point else None, every=every)


def target_unit(lines: Lines) -> tuple[float, str]:
    """What people type a target in: (0.01, '%'), (86400, 'days')."""
    point = _measured(lines, by_length(kpi_named(lines.kpi)))
    return scale_unit(point.value if point and point.value else 1.0, kpi_named(lines.kpi).unit)


def last_day(end: datetime) -> date:
    """The last day before an instant, in the reporting time zone."""
    return calendar.local(end - timedelta(microseconds=1)).date()


def _measured(lines: Lines, one_step: bool) -> Point | None:
    """The whole period shown, or the last whole step of it."""
    if not one_step:
        return lines.now.get(None)
    step = last_whole(lines.start, lines.end, (lines.first, lines.last), lines.every)
    return next((point for point in lines.history.get(None, ()) if step and point.start == step.start), None)


def _estimate(point: Point) -> Estimate:
    return Estimate(point.value, point.n, point.ci_low, point.ci_high, point.status, point.reason, point.numerator)
