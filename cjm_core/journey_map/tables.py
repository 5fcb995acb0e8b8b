"""The map's numbers as frames, with the columns of the command line."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd

from cjm_core.dataset import Dataset
from cjm_core.journey_map.model import JourneyMap, Lane
from cjm_core.journey_map.touchpoint import TouchpointDetail
from cjm_core.journeys.leaving import leaving
from cjm_core.metrics import KPIS
from cjm_core.metrics.emotion import emotion
from cjm_core.metrics.reported import frame_of
from cjm_core.schema import RESULT_COLUMNS
from cjm_core.scope import Scope

_COLUMNS = ["kpi", "label", "unit", "touchpoint", *RESULT_COLUMNS, "grade"]
_TOLD = ["reported_period", "source"]  # only where a number is reported


def numbers(data: Dataset, scope: Scope, drawn: JourneyMap) -> pd.DataFrame:
    """Every lane at every touchpoint of the map, in the map's order: `kpi, label, unit, touchpoint`, the result columns and `grade`.

    Where numbers are reported, these follow, with the period they are about and where they stand.
    """
    measures = {kpi.name: kpi for kpi in (*KPIS, emotion)}
    names = _names(drawn)
    order = {name: at for at, name in enumerate(names)}
    scope = replace(scope, merged=(*scope.merged, *drawn.journey.merged)) if drawn.journey else scope
    tables = []
    for lane in drawn.lanes:
        if lane.name not in measures and lane.name != "leaving":
            tables.append(_of_cells(lane, drawn.touchpoints))
            continue
        table = leaving(data, scope) if lane.name == "leaving" else measures[lane.name](data, scope, ("touchpoint",))
        there = table[table["touchpoint"].isin(order)].sort_values("touchpoint", key=lambda found: found.map(order))
        grades = there["status"].map(lambda status: None if status == "undefined" else "measured").astype(object)
        said = there.assign(kpi=lane.name, label=lane.label, unit=lane.unit, grade=grades, touchpoint=there["touchpoint"].map(names))
        tables.append(said[_COLUMNS])
    told = _told(drawn)
    tables += [told] if len(told) else []
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=_COLUMNS)


def _names(drawn: JourneyMap) -> dict[str, str]:
    """Touchpoint as the data call it -> as the map calls it, in the map's order."""
    planned = {one.key: one.sources for one in drawn.journey.touchpoints} if drawn.journey else {}
    sources = (planned.get(key, (key,)) for key in drawn.keys)
    return {found[0]: name for found, name in zip(sources, drawn.touchpoints, strict=True) if found}


def _of_cells(lane: Lane, touchpoints: tuple[str, ...]) -> pd.DataFrame:
    """A lane that is no KPI, as it is on the map."""
    rows = [
        {"kpi": lane.name, "label": lane.label, "unit": lane.unit, "touchpoint": name, "numerator": math.nan, "excluded": {},
         **{key: getattr(cell, key) for key in _COLUMNS if hasattr(cell, key)}}
        for name, cell in zip(touchpoints, lane.cells, strict=True)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=_COLUMNS).astype(dict.fromkeys(("value", "ci_low", "ci_high", "numerator"), "float64"))


def _told(drawn: JourneyMap) -> pd.DataFrame:
    """The map's reported numbers in the same columns; n is empty where it is not known."""
    rows = [
        {"kpi": lane.name, "label": f"{lane.label}, reported", "unit": lane.unit, "touchpoint": name, "numerator": math.nan, "excluded": {},
         **{key: getattr(cell, key) for key in _COLUMNS if hasattr(cell, key)}, "reported_period": cell.key, "source": cell.source}
        for lane in drawn.reported for name, cell in zip(drawn.touchpoints, lane.cells, strict=True) if cell is not None
    ]  # fmt: skip
    numbers = dict.fromkeys(("value", "ci_low", "ci_high", "numerator"), "float64")
    return pd.DataFrame(rows, columns=[*_COLUMNS, *_TOLD]).astype({**numbers, "n": "Int64"})


def numbers_at(detail: TouchpointDetail) -> pd.DataFrame:
    """The numbers of one touchpoint in the same columns."""
    measured = detail.numbers.assign(grade="measured")[_COLUMNS]
    if not detail.reported:
        return measured
    told = frame_of(detail.reported).rename(columns={"period": "reported_period"})
    source = [one.source for one in detail.reported]
    labels = {one.name: f"{one.label}, reported" for one in detail.reported_measures}
    rows = told.assign(kpi=told["measure"], label=told["measure"].map(labels), source=source)[[*_COLUMNS, *_TOLD]]
    return pd.concat([measured, rows], ignore_index=True) if len(measured) else rows
