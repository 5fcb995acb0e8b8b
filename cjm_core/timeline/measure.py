"""One query gives a KPI in every period of its history, and in the whole period shown."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from cjm_core import calendar, periods, result
from cjm_core.calendar import Period
from cjm_core.dataset import Dataset
from cjm_core.metrics import KPIS, Kpi, kpi_named, lacking, measure, parts_of
from cjm_core.metrics.reported import reported_numbers
from cjm_core.metrics.words import needed
from cjm_core.schema import OVERLAPPING, PERIOD_UNITS, RESULT_COLUMNS
from cjm_core.scope import Scope
from cjm_core.timeline.model import Point
from cjm_core.trends import WHOLE, state

NOW = "now"
MOST_LINES = 12
_FEW_POINTS, _MANY_POINTS, _MOST_POINTS = 12, 60, 400
_SHAPES = {"share": (0.0, 1.0), "composition": (0.0, 1.0), "net": (-100.0, 100.0), "count": (0.0, math.inf)}


@dataclass(frozen=True, eq=False)
class Lines:
    """Every line from the beginning of the data to the last period that begins before `end`; `now` is the period asked for as a
    whole, where that can be compared with its parts. `end` never lies beyond the data.

    The keys are values of `split`, or None for everyone. `part` names the part that stands for a composition that is not split.
    """

    kpi: str
    every: str
    split: str | None
    start: datetime
    end: datetime
    first: datetime  # first time in the data
    last: datetime  # just after the last one
    history: dict[str | None, tuple[Point, ...]]
    now: dict[str | None, Point]
    span: tuple[float, float]
    part: str | None = None
    basis: str | None = None
    reason: str | None = None


def measurable(data: Dataset) -> list[tuple[str, str]]:
    """(name, label) of every KPI that these data allow, in the order of the registry."""
    return [(kpi.name, kpi.label) for kpi in KPIS if lacking(kpi, data, None) is None]


def steps(data: Dataset, scope: Scope) -> tuple[list[str], str]:
    """The lengths of period that give a readable picture, and the one that gives about 12 to 60 points, or comes nearest."""
    covered = periods.covered(data)
    if covered is None:
        return list(PERIOD_UNITS), "month"
    start, end = scope.start or covered[0], min(scope.end or covered[1], covered[1])
    points = {every: len(whole_periods(start, end, every)) for every in PERIOD_UNITS}
    possible = [every for every, n in points.items() if n <= _MOST_POINTS] or ["quarter"]
    if not (data.has_events or data.first_and_end("answers")):
        return possible, "month" if "month" in possible else possible[-1]  # reported numbers have steps of their own
    fitting = (every for every in possible if _FEW_POINTS <= points[every] <= _MANY_POINTS)
    return possible, next(fitting, min(possible, key=lambda every: abs(points[every] - _FEW_POINTS)))


def splits(data: Dataset) -> list[str]:
    """The dimensions with few enough values to be told apart in one picture."""
    few = [name for name, dimension in data.dimensions.items() if 1 < dimension.distinct_values <= MOST_LINES]
    many = {name: len(data.values(name)) for name in OVERLAPPING}
    told = {one.touchpoint for one in reported_numbers(data) if one.touchpoint}
    worth = {name: (data.has_events and many[name] > 1) or (name == "touchpoint" and len(told) > 1) for name in OVERLAPPING}
    return few + [name for name in OVERLAPPING if worth[name] and many[name] <= MOST_LINES]


def measure_lines(data: Dataset, kpi_name: str, scope: Scope, every: str, split: str | None = None, goal: str | None = None) -> Lines:
    """The KPI by day, week, month or quarter, for everyone or per value of a dimension. Raises BadInput for unknown names."""
    kpi = kpi_named(kpi_name)
    covered = periods.covered_of(data, kpi.of)
    reason = lacking(kpi, data, goal)
    if reason or covered is None:
        why = needed(reason) if reason else "the data carry no dates"
        nowhere = datetime(1970, 1, 1)
        return Lines(kpi_name, every, split, nowhere, nowhere, nowhere, nowhere, {}, {}, (-math.inf, math.inf), reason=why)
    start, end = scope.start or calendar.floor(covered[0], every), scope.end or covered[1]
    grid = whole_periods(covered[0], min(end, covered[1]), every)
    by = ("period", split) if split else ("period", *parts_of(kpi, data))
    whole = [] if by_length(kpi) else [Period(NOW, start, end)]
    table = measure(kpi, data, scope, by, goal, [*grid, *whole])
    states = {period.key: (period, state(period.start, period.end, covered, every)) for period in grid}
    lines, now = _read(table, states, Period(NOW, start, end))
    part = None
    if kpi.shape == "composition" and not split:
        part = max(now, key=lambda name: now[name].numerator or 0, default=None)
        lines, now = ({None: found[part]} if part in found else {} for found in (lines, now))  # type: ignore[assignment]
    basis = table.attrs.get("basis")
    return Lines(kpi_name, every, split, start, min(end, covered[1]), *covered, lines, now, _span(kpi, data), part, basis)


def by_length(kpi: Kpi) -> bool:
    """Whether the value depends on the length of the period: more customers are met in a month than in a week."""
    return kpi.shape == "count" or kpi.per_period


def whole_periods(first: datetime, end: datetime, every: str) -> list[Period]:
    """Every calendar period from the one that holds `first` to the last that begins before `end`; none is cut."""
    found, at = [], calendar.floor(first, every)
    while at < end:
        following = calendar.after(at, every)
        found.append(Period(calendar.key(at, every), at, following))
        at = following
    return found


def _read(
    table: pd.DataFrame, states: dict[str, tuple[Period, str]], whole: Period
) -> tuple[dict[str | None, tuple[Point, ...]], dict[str | None, Point]]:
    """Rows as points: per line in the order of time, and its row for the whole period."""
    lines: dict[str | None, list[Point]] = {}
    now: dict[str | None, Point] = {}
    dimension = next((name for name in table.columns if name not in ("period", *RESULT_COLUMNS)), None)
    for row in result.records(table):
        name = row[dimension] if dimension else None
        if row["period"] == NOW:
            now[name] = _point(row, whole, WHOLE)
        else:
            lines.setdefault(name, []).append(_point(row, *states[row["period"]]))
    return {name: tuple(points) for name, points in lines.items()}, now


def _point(row: dict[str, Any], period: Period, state: str) -> Point:
    return Point(
        period.key, period.start, period.end, row["n"], row["value"], row["ci_low"], row["ci_high"], row["status"], row["reason"],
        row["numerator"], state, row["excluded"],
    )  # fmt: skip


def _span(kpi: Kpi, data: Dataset) -> tuple[float, float]:
    """The range of the unit, to which the usual range is clipped."""
    if isinstance(kpi.span, tuple):
        return kpi.span
    if kpi.span is None:
        return _SHAPES.get(kpi.shape, (-math.inf, math.inf))
    question = next(need.removeprefix("answers:") for need in kpi.needs if need.startswith("answers:"))
    ends = data.query("SELECT min(scale_min) AS low, max(scale_max) AS high FROM surveys WHERE question = $question", question=question)
    low, high = float(ends["low"][0]), float(ends["high"][0])
    return (low, high) if kpi.span == "scale" else (low - high, high - low)
