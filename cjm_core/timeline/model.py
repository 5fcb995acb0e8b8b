"""A KPI over time as data: what a chart draws, a table lists and a sentence says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cjm_core.metrics.reported import Reported
from cjm_core.trends import WHOLE, Episode, Judgement, Standing
from cjm_core.written import Note, Target


@dataclass(frozen=True)
class Point:
    """One period of one line. `judgement.usual` is None where there is no usual range; `lowest`, `middle`, `highest` are its lines here."""

    key: str
    start: datetime
    end: datetime
    n: int
    value: float | None
    ci_low: float | None
    ci_high: float | None
    status: str
    reason: str | None
    numerator: float | None
    state: str = WHOLE
    excluded: Mapping[str, int] = field(default_factory=dict)
    judgement: Judgement = field(default_factory=Judgement)
    judged: bool = False
    lowest: float | None = None
    middle: float | None = None
    highest: float | None = None


@dataclass(frozen=True)
class Series:
    """One line: everyone (`name` None), or one value of the dimension that splits.

    `behind` has for each of `points` the one at the same place in the calendar of the period compared with, None where there is none; it
    is empty where there are none at all. `known` counts the values since the usual range last began anew that it could be made of.
    """

    name: str | None
    label: str
    points: tuple[Point, ...]
    behind: tuple[Point | None, ...] = ()
    episodes: tuple[Episode, ...] = ()  # those that touch what is shown; their places count in `history`
    history: tuple[Point, ...] = ()  # from the beginning of the data to the last point shown
    known: int = 0

    @property
    def marked(self) -> tuple[Point, ...]:
        """The points shown that make up a rule."""
        return tuple(point for point in self.points if point.judgement.rule)

    @property
    def judged(self) -> int:
        """How many of the points shown could be judged."""
        return sum(point.judged for point in self.points)


@dataclass(frozen=True)
class Timeline:
    """Everything on the screen. `why_unjudged` says in words why no line can have a usual range."""

    kpi: str
    label: str
    unit: str
    better: str
    counted: str
    every: str
    split: str | None
    series: tuple[Series, ...]
    answer: str
    remarks: tuple[str, ...] = ()
    why_unjudged: str | None = None
    by_year: bool = False  # judged is the ratio to the same period a year earlier
    reason: str | None = None  # why there is nothing at all
    notes: tuple[Note, ...] = ()
    target: Target | None = None
    standing: Standing | None = None
    behind: tuple[datetime, datetime] | None = None
    basis: str | None = None  # which answers these are
    reported: tuple[Reported, ...] = ()  # numbers that somebody summed before: beside the lines, in none of them

    def point(self, name: str | None, key: str) -> tuple[Series, Point] | None:
        """The line and the point of that name, or None."""
        found = ((series, point) for series in self.series if series.name == name for point in series.points if point.key == key)
        return next(found, None)
