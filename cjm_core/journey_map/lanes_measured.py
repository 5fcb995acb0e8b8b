"""The lanes of numbers, measured: any KPI at every touchpoint, and the few numbers that are no KPI."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import cached_property

import pandas as pd

from cjm_core.compare import Difference, difference
from cjm_core.dataset import Dataset
from cjm_core.estimate import Moments, estimate, undefined
from cjm_core.journey_map.numbers import Found, Measured
from cjm_core.journey_map.opportunity import opportunity
from cjm_core.journeys.leaving import LEAVE_DAYS, shares
from cjm_core.journeys.met import Met, met
from cjm_core.journeys.next_step import time_to_next
from cjm_core.metrics import KPIS, Group, Kpi, lacking, unlike
from cjm_core.metrics.answered import ROW_BY_ROW, answer_cells, groups_at_touchpoints
from cjm_core.metrics.by_touchpoint import by_touchpoint
from cjm_core.metrics.scores import TURNED
from cjm_core.metrics.words import counted
from cjm_core.scope import Scope
from cjm_core.settings import in_force

_SHORT = {
    "csat": ("Satisfied", "top two of the scale · CSAT"), "ces": ("Easy", "upper half of the scale · CES"),
    "nps": ("Would recommend", "promoters minus detractors · NPS"),
    "expectation_gap": ("Against expectation", "experience minus expectation, read against 0"),
}  # fmt: skip
_BLANKS = {"missing", "no_date"}  # nothing but these: the question was not put there


class Lanes:
    """Measures lanes of one scope, and how each number differs from the one `before`. What several lanes share is asked for once."""

    def __init__(self, data: Dataset, scope: Scope, before: tuple[datetime, datetime] | None, seen: Met, cells: pd.DataFrame) -> None:
        """`seen` and `cells`: who was met where, and the answers, in the scope's period."""
        self._data, self._scope, self._seen, self._cells = data, scope, seen, cells
        self._earlier = scope.within(*before) if before else None

    def lane(self, name: str) -> Measured | None:
        """The lane of that name; None for one that is not measured here, or cannot be from these data."""
        kpi = next((kpi for kpi in KPIS if kpi.name == name and name != "reach"), None)
        if kpi is not None:
            return self._of_kpi(kpi) if lacking(kpi, self._data, None) is None else None
        if name == "opportunity":
            return opportunity(self._data, self._scope)
        if not self._data.has_events:
            return None
        return self._leaving() if name == "leaving" else self._time_to_next() if name == "time_to_next" else None

    def changes(self, kpi: Kpi, now: dict[str, Moments]) -> dict[str, Difference]:
        """What a KPI that was measured elsewhere has changed by since the period before."""
        if self._earlier is None or kpi.uncompared:
            return {}
        before = by_touchpoint(kpi, self._data, self._earlier)
        found = {name: difference(kpi.shape, before[name].moments, one) for name, one in now.items() if name in before}
        return {name: one for name, one in found.items() if one.value is not None}

    def _of_kpi(self, kpi: Kpi) -> Measured:
        now, before = self._groups(kpi, self._scope), {}
        if self._earlier is not None and not kpi.uncompared:
            before = self._groups(kpi, self._earlier)
        label, detail = _SHORT.get(kpi.name, (kpi.label, f"of {counted(kpi)} met here"))
        detail += f", {TURNED}" if any(TURNED in (group.basis or "") for group in now.values()) else ""
        found = {name: _found(kpi, group, before.get(name)) for name, group in now.items()}
        answers = kpi.of == "response"
        pooled = answers and kpi.shape in ("share", "net", "mean") and _one_scale(kpi, now)
        return Measured(kpi.name, label, detail, kpi.unit, kpi.better, kpi.shape, found, pooled, "not asked" if answers else "no events")

    def _groups(self, kpi: Kpi, scope: Scope) -> dict[str, Group]:
        """The KPI's sums at each touchpoint; those of single answers all come from one pass, unless small numbers have to be hidden."""
        if kpi not in ROW_BY_ROW or in_force().hide_below:
            return by_touchpoint(kpi, self._data, scope)
        return (self._answered if scope == self._scope else self._answered_before).get(kpi.name, {})

    @cached_property
    def _answered(self) -> dict[str, dict[str, Group]]:
        return groups_at_touchpoints(ROW_BY_ROW, self._data, self._cells)

    @cached_property
    def _answered_before(self) -> dict[str, dict[str, Group]]:
        assert self._earlier is not None
        return groups_at_touchpoints(ROW_BY_ROW, self._data, answer_cells(self._data, self._earlier))

    def _leaving(self) -> Measured:
        now = _left(self._data, self._scope, self._seen)
        before = _left(self._data, self._earlier, met(self._data, self._earlier)) if self._earlier else {}
        found = {name: _difference("share", group, before.get(name), _plain("share", group)) for name, group in now.items()}
        return Measured("leaving", "Leave here", f"nothing more within {LEAVE_DAYS} days", "share", "lower", "share", found, empty="no events")

    def _time_to_next(self) -> Measured:
        now = _gaps(self._data, self._scope)
        before = _gaps(self._data, self._earlier) if self._earlier else {}
        found = {name: _difference("median", group, before.get(name), _plain("median", group)) for name, group in now.items()}
        detail = "median, of visits that went on elsewhere"
        return Measured("time_to_next", "Time to the next", detail, "seconds", "neither", "median", found, empty="no events")


def _left(data: Dataset, scope: Scope, seen: Met) -> dict[str, Group]:
    return {
        name: Group((name,), sums, {"too_recent": recent} if recent and not sums.hidden else {})
        for name, sums, recent in shares(data, scope, seen)
    }


def _gaps(data: Dataset, scope: Scope) -> dict[str, Group]:
    return {name: Group((name,), found.moments, found.excluded, low=0.0) for name, found in time_to_next(data, scope).items()}


def _plain(shape: str, group: Group) -> Found:
    one = estimate(shape, group.moments, group.low, group.high)
    return Found(one, _too_recent(group) if one.value is None and group.excluded else None)


def _too_recent(group: Group) -> str:
    return "too recent to tell" if "too_recent" in group.excluded else "nobody went on elsewhere yet"


def _found(kpi: Kpi, group: Group, before: Group | None) -> Found:
    one = undefined(0, group.fault) if group.fault else estimate(kpi.shape, group.moments, group.low, group.high)
    reason = None
    if one.value is None and group.moments.hidden is None and kpi.of == "response" and not set(group.excluded) - _BLANKS and not group.fault:
        reason = "not asked"
    found = Found(one, reason)
    return found if before is None or unlike(kpi, before, group) else _difference(kpi.shape, group, before, found)


def _difference(shape: str, group: Group, before: Group | None, found: Found) -> Found:
    if before is None or found.estimate.value is None:
        return found
    one = difference(shape, before.moments, group.moments)
    return found if one.value is None else replace(found, difference=one)


def _one_scale(kpi: Kpi, groups: dict[str, Group]) -> bool:
    return kpi.span not in ("scale", "difference") or len({(group.low, group.high) for group in groups.values() if group.moments.n}) < 2
