"""From a KPI's rows to its result: place units in periods and groups, sum what the shape needs, and estimate.

Written once for every KPI there will ever be; a KPI knows neither periods nor dimensions.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from cjm_core import format as fmt
from cjm_core import result
from cjm_core.calendar import Period
from cjm_core.dataset import Dataset
from cjm_core.estimate import Moments, estimate
from cjm_core.metrics import _hiding, _needs, _periods, _placing
from cjm_core.metrics.kpi import Kpi
from cjm_core.metrics.scores import TURNED
from cjm_core.schema import PERIOD_UNITS
from cjm_core.scope import Scope
from cjm_core.settings import in_force

_SUMS = {  # what each shape needs of its rows
    "share": "sum(x * weight) AS sum_x, sum(x * weight) AS sum_xx",
    "net": "sum(x * weight) AS sum_x, sum(x * x * weight) AS sum_xx",
    "mean": "sum(x * weight) AS sum_x, sum(x * x * weight) AS sum_xx",
    "median": "list(x) AS xs",
    "count": "count(DISTINCT id) AS ids",
    "composition": "1 AS one",
    "ratio": "sum(x) AS sum_x, sum(y) AS sum_y, sum(x * x) AS sum_xx, sum(y * y) AS sum_yy, sum(x * y) AS sum_xy, count(*) AS clusters",
}


_ANSWER_SUMS = """, min(scale_min) AS low, max(scale_max) AS high, count(DISTINCT (scale_min, scale_max)) AS scales,
                  bool_and(general) AS general, bool_or(turned) AS turned"""
_CURRENCIES = ", list(DISTINCT currency_1) || list(DISTINCT currency_2) AS currencies"


@dataclass(frozen=True)
class Group:
    """One group of a KPI: its key values in the order of `by`, its sufficient statistics and what was left out."""

    key: tuple[Any, ...]
    moments: Moments
    excluded: dict[str, int]
    low: float = -math.inf
    high: float = math.inf
    basis: str | None = None  # which answers these are, where there could be two kinds
    fault: str | None = None  # why these rows must not be put into one number
    currencies: tuple[str, ...] = ()  # of amounts, where the data name them; "" is none
    people: int = 0  # customers, and answers without one; counted only where small numbers are hidden
    weight: float = 0.0  # of all units together; their number where all count alike


def measure(
    kpi: Kpi, data: Dataset, scope: Scope, by: tuple[str, ...] = (), goal: str | None = None, periods: Sequence[Period] | None = None
) -> pd.DataFrame:
    """The KPI's result frame, one row per group of `by` (dimensions, `touchpoint`, `stage`, and at most one of day … quarter).

    Where a question has answers of two kinds, `attrs["basis"]` says which were taken.
    `periods` replaces the calendar: then `by` holds "period" and groups may overlap. Raises BadInput for unknown names.
    """
    _placing.refuse_unknown(data, by)
    lacking = _needs.lacking(kpi, data, goal)
    if lacking:
        return result.frame(by, [] if by else [result.undefined_row(lacking)])
    grid = _periods.grid(kpi, data, scope, by, periods)
    groups = _lines(moments(kpi, data, scope, by, goal, grid), by)
    rows = [result_row(kpi, by, group) for group in groups]
    empty = [] if by else [result.undefined_row("nothing to measure")]
    table = result.frame(by, _periods.filled(rows, data, kpi, by, grid) if grid else rows or empty)
    table.attrs["basis"] = next((group.basis for group in groups if group.basis), None)
    return table


def whole(kpi: Kpi, data: Dataset, scope: Scope, goal: str | None = None) -> Group | None:
    """Everything in the scope as one group: its moments, the scale of its answers, its currency."""
    return next(iter(moments(kpi, data, scope, (), goal, _periods.grid(kpi, data, scope, (), None))), None)


def parts_of(kpi: Kpi, data: Dataset) -> tuple[str, ...]:
    """By what a composition must be split to be a number: by channel, or by touchpoint where there are no channels. Others need nothing."""
    if kpi.shape != "composition":
        return ()
    return ("channel",) if "channel" in data.dimensions else ("touchpoint",)


def moments(
    kpi: Kpi, data: Dataset, scope: Scope, by: tuple[str, ...], goal: str | None, grid: Sequence[Period] | None
) -> list[Group]:
    """Sufficient statistics of every group, in the order of its key. The one place where small ones are hidden."""
    found = _moments_of(kpi, data, scope, by, goal, grid)
    if not in_force().hide_below:
        return found
    everybody = _moments_of(kpi, data, replace(scope, where=()), by, goal, grid) if scope.where else found
    return _hiding.shown(kpi, by, found, everybody)


def _moments_of(
    kpi: Kpi, data: Dataset, scope: Scope, by: tuple[str, ...], goal: str | None, grid: Sequence[Period] | None
) -> list[Group]:
    """Every group as it is."""
    sql, params = _placing.placed(kpi, data, scope, by, goal, grid)
    keys = [f"k{at}" for at in range(len(by))]
    table = data.query(_grouped(kpi, sql, keys, kpi.unit == "money" and data.currency_dimension is not None), scope, **params)
    collected: dict[tuple[Any, ...], Group] = {}
    for row in result.records(table):
        key = tuple(row[name] for name in keys)
        collected[key] = with_row(collected.get(key, Group(key, Moments(0), {})), kpi, row)
    groups = sorted(collected.values(), key=lambda group: tuple((value is None, str(value)) for value in group.key))
    return _with_whole(groups, by) if kpi.shape == "composition" else groups


def _grouped(kpi: Kpi, placed: str, keys: list[str], priced: bool) -> str:
    """SQL that sums the placed rows per group; rows without a number are only counted, by reason."""
    selected = "".join(f"{key}, " for key in keys)
    extra = _ANSWER_SUMS if kpi.of == "response" else _CURRENCIES if priced else ""
    weights = ", sum(weight) AS weight, sum(weight * weight) AS weight_2"
    people = ", count(DISTINCT customer_key) + count(*) FILTER (customer_key IS NULL) AS people" if in_force().hide_below else ""
    reason = "CASE WHEN x IS NULL THEN coalesce(why, 'missing') END AS why"
    if kpi.shape == "ratio":  # summed per customer first: one customer's orders are not independent
        ends = ", min(currency_1) AS currency_1, max(currency_2) AS currency_2" if extra else ""
        inner = f"SELECT {selected}{reason}, customer_key, sum(x) AS x, sum(y) AS y, count(*) AS units{ends} FROM placed GROUP BY ALL"
        return f"WITH {placed} SELECT {selected}why, sum(units) AS n, {_SUMS['ratio']}{extra}{people} FROM ({inner}) GROUP BY ALL"
    # Units that carry no id of their own are there once per group.
    sums = "count(*) AS ids" if kpi.shape == "count" and " AS id" not in kpi.sql() else _SUMS[kpi.shape]
    return f"WITH {placed} SELECT {selected}{reason}, count(*) AS n, {sums}{weights}{extra}{people} FROM placed GROUP BY ALL"


def with_row(group: Group, kpi: Kpi, row: dict[str, Any]) -> Group:
    """The group with one row of sums more: that of its valid units, or of those that are only counted, by their reason `why`."""
    if row["why"]:
        return replace(group, excluded={**group.excluded, str(row["why"]): int(row["ids" if kpi.shape == "count" else "n"])})
    return _with_sums(group, kpi, row)


def _with_sums(group: Group, kpi: Kpi, row: dict[str, Any]) -> Group:
    """The group with the moments of its valid rows."""
    n = int(row["n"])
    low, high = _span(kpi, row)
    fault, currencies = None, ()
    if kpi.one_scale and (row["scales"] or 0) > 1:
        fault = "answers on different scales cannot be put into one number"
    if "currencies" in row:
        currencies = tuple(sorted({currency for currency in row["currencies"] if currency is not None}))
        fault = f"amounts in {_listed(currencies)} are never added; choose one currency" if len(currencies) > 1 else None
    found = _moments(kpi.shape, n, row)
    people = int(row.get("people") or 0)
    return replace(
        group, moments=found, people=people, low=low, high=high, fault=fault, basis=_basis(kpi, found, row), currencies=currencies,
        weight=float(row.get("weight") or 0),
    )  # fmt: skip


def unlike(kpi: Kpi, a: Group, b: Group) -> str | None:
    """Why two groups must not be compared, or None: one of them is no number, or they are on different scales or in different currencies."""
    if kpi.span == "scale" and a.moments.n and b.moments.n and (a.low, a.high) != (b.low, b.high):
        return "answers on different scales cannot be compared"
    both = tuple(sorted({*a.currencies, *b.currencies}))
    return a.fault or b.fault or (f"amounts in {_listed(both)} cannot be compared" if len(both) > 1 else None)


def _lines(groups: list[Group], by: tuple[str, ...]) -> list[Group]:
    """Groups over time whose amounts change their currency from one period to another are no line."""
    at = {index for index, name in enumerate(by) if name in (*PERIOD_UNITS, "period")}
    seen: dict[tuple[Any, ...], set[str]] = {}
    for group in groups if at else ():
        seen.setdefault(_others(group, at), set()).update(group.currencies)
    mixed = {key: tuple(sorted(found)) for key, found in seen.items() if len(found) > 1}
    fault = "amounts in {} are never put in one line; choose one currency"
    return [replace(g, fault=fault.format(_listed(mixed[_others(g, at)]))) if mixed and _others(g, at) in mixed else g for g in groups]


def _others(group: Group, at: set[int]) -> tuple[Any, ...]:
    return tuple(value for index, value in enumerate(group.key) if index not in at)


def _listed(currencies: tuple[str, ...]) -> str:
    """'EUR, GBP and USD'; amounts without a currency last."""
    named = [currency for currency in currencies if currency] + ["amounts without a currency"] * ("" in currencies)
    return f"{', '.join(named[:-1])} and {named[-1]}"


def _basis(kpi: Kpi, found: Moments, row: dict[str, Any]) -> str | None:
    """Which answers these are, whether some count for more than others, and whether their scale was turned round."""
    about = None if not kpi.two_bases else "about the whole relationship" if row["general"] else "at touchpoints"
    weighted = None if found.n_effective is None else f"weighted, as good as {fmt.count(found.n_effective)} unweighted ones"
    turned = TURNED if kpi.unit == "score" and kpi.span == "scale" and row.get("turned") else None
    return ", ".join(part for part in (about, weighted, turned) if part) or None


def _moments(shape: str, n: int, row: dict[str, Any]) -> Moments:
    if shape == "count":
        return Moments(int(row["ids"]))
    if shape == "median":
        return Moments(n, values=np.asarray(row["xs"], dtype=np.float64))
    if shape == "composition":
        return Moments(n)
    if shape == "ratio":
        return Moments(n, row["sum_x"], row["sum_xx"], row["sum_y"], row["sum_yy"], row["sum_xy"], clusters=int(row["clusters"]))
    weight = float(row["weight"])
    if weight == n and row["weight_2"] == n:
        return Moments(n, float(row["sum_x"]), float(row["sum_xx"]))
    scale, effective = n / weight, weight**2 / float(row["weight_2"])
    return Moments(n, float(row["sum_x"]) * scale, float(row["sum_xx"]) * scale, n_effective=effective)


def _span(kpi: Kpi, row: dict[str, Any]) -> tuple[float, float]:
    """The range in which value and interval must lie."""
    if isinstance(kpi.span, tuple):
        return kpi.span
    if kpi.span is None or row["low"] is None:
        return -math.inf, math.inf
    width = float(row["high"]) - float(row["low"])
    return (float(row["low"]), float(row["high"])) if kpi.span == "scale" else (-width, width)


def _with_whole(groups: list[Group], by: tuple[str, ...]) -> list[Group]:
    """Parts of a composition know their whole: all units of the same period."""
    at = [index for index, name in enumerate(by) if name in (*PERIOD_UNITS, "period")]
    wholes: dict[tuple[Any, ...], int] = {}
    for group in groups:
        period = tuple(group.key[index] for index in at)
        wholes[period] = wholes.get(period, 0) + group.moments.n
    return [replace(g, moments=replace(g.moments, whole=wholes[tuple(g.key[index] for index in at)])) for g in groups]


def result_row(kpi: Kpi, by: tuple[str, ...], group: Group) -> dict[str, Any]:
    """One row of the result frame."""
    keys = dict(zip(by, group.key, strict=True))
    if group.fault:
        return {**result.undefined_row(group.fault, **keys), "excluded": group.excluded}
    return {**keys, **asdict(estimate(kpi.shape, group.moments, group.low, group.high)), "excluded": group.excluded}
