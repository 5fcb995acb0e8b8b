"""Reading the numbers that somebody summed before. They stand beside measured ones under their own grade and never enter them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import pandas as pd

from cjm_core import calendar, result
from cjm_core import format as fmt
from cjm_core.dataset import Dataset
from cjm_core.errors import BadInput
from cjm_core.estimate import few_words, wilson
from cjm_core.metrics import KPIS
from cjm_core.schema import RESULT_COLUMNS
from cjm_core.scope import Scope
from cjm_core.settings import in_force
from cjm_core.small_cells import SUPPRESSED, too_few
from cjm_core.understanding.spans import key_of_days

GRADE = "reported"
KEYS = ("touchpoint", "period")
COLUMNS = (*RESULT_COLUMNS, "grade", "file", "line")
GIVEN = "the interval is the one that the source gives"
_LATEST = """SELECT r.*, s.file FROM (
               SELECT * FROM reported QUALIFY row_number() OVER (
                 PARTITION BY measure, touchpoint, period_start, period_end ORDER BY source DESC, line DESC) = 1) r
             LEFT JOIN sources s USING (source) ORDER BY measure, period_start, period_end, touchpoint NULLS FIRST, line"""


@dataclass(frozen=True)
class Reported:
    """One number that somebody else computed. `n` is None where it is not known; `period` is its key, `start` and `end` are instants.

    `reason` says why there is no interval, or whose it is.
    """

    measure: str
    unit: str
    touchpoint: str | None
    period: str
    start: datetime
    end: datetime
    value: float | None  # None where so few may not be shown
    n: int | None
    ci_low: float | None
    ci_high: float | None
    status: str
    reason: str | None
    file: str
    line: int

    @property
    def source(self) -> str:
        """Where it stands: 'board.xlsx, line 4'."""
        return f"{self.file}, line {self.line}"


    @property
    def when(self) -> str:
        """The period as people say it: 'May 2026', 'Q2 2026', '2026', '1 – 7 Jun 2026'."""
        year, _, part = self.period.partition("-")
        if "/" not in self.period and part[:1] in ("Q", "H"):
            return f"{part} {year}"
        if "/" not in self.period and len(part) == 2:
            return f"{calendar.local(self.start):%b %Y}"
        return self.period if not part else fmt.span(self.start, self.end)


@dataclass(frozen=True)
class Measure:
    """What the numbers of one name are: a KPI's, or a measure of one's own."""

    name: str
    label: str
    unit: str
    better: str


def reported_numbers(data: Dataset, scope: Scope | None = None) -> tuple[Reported, ...]:
    """Every reported number whose period has its middle in the scope's; of one given twice, the one that was imported last.

    A scope that is narrowed to some customers has none: nobody knows whose these numbers are.
    """
    scope = scope or Scope()
    if scope.where or not data.count_of("reported"):
        return ()
    rows = (_read(row) for row in result.records(data.query(_LATEST)))
    return tuple(one for one in rows if _inside(one, scope))


def measures(data: Dataset) -> tuple[Measure, ...]:
    """Every measure that is reported, KPIs first and in their order, then those of one's own by name."""
    order = {kpi.name: at for at, kpi in enumerate(KPIS)}
    units = dict(sorted({one.measure: one.unit for one in reported_numbers(data)}.items()))
    named = sorted(units, key=lambda name: order.get(name, len(order)))
    return tuple(_measure(name, units[name]) for name in named)


def measure_named(data: Dataset, name: str) -> Measure:
    """The reported measure of that name. Raises BadInput that lists those there are."""
    known = measures(data)
    found = next((one for one in known if one.name == name), None)
    if found is None:
        raise BadInput(f"No number is reported for {name!r}. There are: {', '.join(one.name for one in known) or 'none'}.")
    return found


def reported(data: Dataset, name: str | None = None, scope: Scope | None = None, by: Sequence[str] = KEYS) -> pd.DataFrame:
    """The numbers of one measure, or of all, as a frame: `measure, unit`, the keys of `by`, the KPI result, `grade, file, line`.

    `n` is empty where it is not known. A number is never added to another: with fewer keys than touchpoint and period there stands,
    per key, the latest, and without `touchpoint` only those about the whole. Raises BadInput for an unknown name or key.
    """
    unknown = [key for key in by if key not in KEYS]
    if unknown:
        raise BadInput(f"Reported numbers are split by {' and '.join(KEYS)} only, not by {unknown[0]}.")
    if name is not None:
        measure_named(data, name)
    found = [one for one in reported_numbers(data, scope) if name in (None, one.measure)]
    if "touchpoint" not in by:
        found = [one for one in found if one.touchpoint is None]
    latest = {(one.measure, *(getattr(one, key) for key in by)): one for one in sorted(found, key=lambda one: (one.end, one.start))}
    return frame_of([one for one in found if latest[(one.measure, *(getattr(one, key) for key in by))] is one], by)


def frame_of(numbers: Sequence[Reported], by: Sequence[str] = KEYS) -> pd.DataFrame:
    """These numbers as the frame of `reported`."""
    rows = [_row(one, by) for one in numbers]
    table = pd.DataFrame(rows, columns=["measure", "unit", *by, *COLUMNS])
    texts = [key for key in (*by, "reason", "file") if key in table]
    kinds = {"n": "Int64", **dict.fromkeys(("value", "ci_low", "ci_high", "numerator"), "float64")}
    return table.astype(kinds).assign(**{key: table[key].astype(object).where(table[key].notna(), None) for key in texts})


def _row(one: Reported, by: Sequence[str]) -> dict[str, Any]:
    keys = {key: getattr(one, key) for key in ("measure", "unit", *by)}
    said = {key: getattr(one, key) for key in ("n", "value", "ci_low", "ci_high", "status", "reason", "file", "line")}
    return {**keys, **said, "numerator": math.nan, "excluded": {}, "grade": GRADE}


def _measure(name: str, unit: str) -> Measure:
    kpi = next((kpi for kpi in KPIS if kpi.name == name), None)
    return Measure(name, kpi.label, unit, kpi.better) if kpi else Measure(name, name, unit, "neither")


def _read(row: dict[str, Any]) -> Reported:
    first, end = row["period_start"].to_pydatetime(), row["period_end"].to_pydatetime()
    n = None if row["n"] is None else int(row["n"])
    bare = Reported(
        row["measure"], row["unit"], row["touchpoint"], key_of_days(first.date(), end.date()), _midnight(first.date()), _midnight(end.date()),
        float(row["value"]), n, row["low"], row["high"], "ok", None, row["file"] or "an unknown source", int(row["line"]),
    )  # fmt: skip
    return _judged(bare)


def _judged(one: Reported) -> Reported:
    """With its interval, where the source gives one or n allows one; otherwise with the reason why there is none."""
    hidden = too_few(one.n) if one.n is not None else None
    if hidden:
        return replace(one, value=None, ci_low=None, ci_high=None, status=SUPPRESSED, reason=hidden)
    few = one.n is not None and one.n < in_force().min_n
    status = "small_sample" if few else "ok"
    said = few_words(one.n) if few and one.n is not None else None
    if one.ci_low is not None and one.ci_high is not None:
        return replace(one, status=status, reason=said or GIVEN)
    if one.n is None:
        return replace(one, status=status, reason="no interval: the source does not say how many it rests on")
    if one.unit == "share" and one.value is not None and 0 <= one.value <= 1:
        low, high = wilson(one.value * one.n, one.n)
        return replace(one, ci_low=low, ci_high=high, status=status, reason=said)
    return replace(one, status=status, reason="no interval: besides n it takes how the single answers or amounts lie apart")


def _inside(one: Reported, scope: Scope) -> bool:
    middle = one.start + (one.end - one.start) / 2
    return (scope.start is None or middle >= scope.start) and (scope.end is None or middle < scope.end)


def _midnight(day: date) -> datetime:
    return calendar.midnight(day)
