"""What a KPI declares about itself. The decorated function *is* the KPI; the tuple `KPIS` is the only registry."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from cjm_core.dataset import Dataset
from cjm_core.scope import Scope

POSITIVE = (0.0, math.inf)
LESS_TIME = "newer ones have had less time to get there"
GROUPS = ("awareness", "engagement", "conversion", "retention", "experience", "value")
SHAPES = ("share", "net", "mean", "ratio", "median", "count", "composition")
UNITS_OF_ANALYSIS = ("response", "customer", "journey", "order", "cart", "session", "stage_visit", "customer_period")


@dataclass(frozen=True)
class Kpi:
    """One number and its meaning.

    `sql` gives one row per unit: `unit` (key of the unit's table), `x` (NULL when left out, then `why` says it), and for a ratio
    `y`. `per_period` KPIs are evaluated anew in every row of the table `periods(period, period_start, period_end)`, or of
    `period_days`, which has a row per period and UTC day (see `during`).
    """

    name: str
    label: str
    group: str
    unit: str  # share, points, number, seconds, money, score
    shape: str
    of: str  # the unit of analysis
    better: str  # higher, lower, or neither
    source: str
    sql: Callable[[], str]
    needs: tuple[str, ...] = ()
    per_period: bool = False
    last_days: int | None = None  # asks who was there in this many days before the period; without one, it is the last days of the data
    first_row: bool = False  # a touchpoint means the unit's first one, not every one it visited
    span: str | tuple[float, float] | None = None  # range of the unit; "scale": the answers' scale; "difference": its width
    uncompared: str | None = None  # why early and late periods differ by construction, so that they must not be compared
    two_bases: bool = False  # the relationship's own answers where there are any, otherwise those at touchpoints
    one_scale: bool = False  # answers on different scales must not be put into one number
    looks_ahead: bool = False  # a unit's outcome may lie long after the period that the unit belongs to

    @property
    def meaning(self) -> str:
        """The formula in words: the first paragraph of the docstring."""
        return inspect.cleandoc(self.sql.__doc__ or "").split("\n\n")[0].replace("\n", " ")

    @property
    def notes(self) -> str:
        """Unit, range, when it is undefined and what is left out: the rest of the docstring."""
        return "\n".join(inspect.cleandoc(self.sql.__doc__ or "").split("\n\n")[1:])

    def __call__(self, data: Dataset, scope: Scope | None = None, by: Sequence[str] = (), goal: str | None = None) -> pd.DataFrame:
        """The result frame of this KPI (see `result.frame`), one row per group of `by`."""
        from cjm_core.metrics._aggregate import measure

        return measure(self, data, scope or Scope(), tuple(by), goal)


def during(time: str) -> str:
    """SQL of the join condition that places a time in the periods of `period_days`."""
    return f"{time}::DATE = day AND {time} >= period_start AND {time} < period_end"


def kpi(
    *,
    label: str,
    group: str,
    unit: str,
    shape: str,
    of: str,
    better: str,
    source: str,
    needs: tuple[str, ...] = (),
    per_period: bool = False,
    last_days: int | None = None,
    first_row: bool = False,
    span: str | tuple[float, float] | None = None,
    uncompared: str | None = None,
    two_bases: bool = False,
    one_scale: bool = False,
    looks_ahead: bool = False,
) -> Callable[[Callable[[], str]], Kpi]:
    """Declare the decorated function, which returns the SQL of one row per unit, as a KPI."""
    assert group in GROUPS and shape in SHAPES and of in UNITS_OF_ANALYSIS and better in ("higher", "lower", "neither")

    def declare(sql: Callable[[], str]) -> Kpi:
        return Kpi(
            sql.__name__, label, group, unit, shape, of, better, source, sql, needs, per_period, last_days, first_row,
            span, uncompared, two_bases, one_scale, looks_ahead
        )

    return declare
