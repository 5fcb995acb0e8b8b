"""The map's numbers as frames, with the columns of the command line."""

from __future__ import annotations

import pandas as pd

from cjm_core.dataset import Dataset
from cjm_core.journey_map.model import JourneyMap
from cjm_core.journey_map.touchpoint import TouchpointDetail
from cjm_core.journeys.leaving import leaving
from cjm_core.metrics import KPIS
from cjm_core.metrics.emotion import emotion
from cjm_core.schema import RESULT_COLUMNS
from cjm_core.scope import Scope

_COLUMNS = ["kpi", "label", "unit", "touchpoint", *RESULT_COLUMNS]


def numbers(data: Dataset, scope: Scope, drawn: JourneyMap) -> pd.DataFrame:
    """Every lane at every touchpoint of the map, in the map's order: `kpi, label, unit, touchpoint` and the result columns."""
    measures = {kpi.name: kpi for kpi in (*KPIS, emotion)}
    order = {name: at for at, name in enumerate(drawn.touchpoints)}
    tables = []
    for lane in drawn.lanes:
        table = leaving(data, scope) if lane.name == "leaving" else measures[lane.name](data, scope, ("touchpoint",))
        there = table[table["touchpoint"].isin(order)].sort_values("touchpoint", key=lambda names: names.map(order))
        tables.append(there.assign(kpi=lane.name, label=lane.label, unit=lane.unit)[_COLUMNS])
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=_COLUMNS)


def numbers_at(detail: TouchpointDetail) -> pd.DataFrame:
    """The numbers of one touchpoint in the same columns."""
    return detail.numbers[_COLUMNS]
