"""A dataset and a scope become a journey map. Every number comes from the KPIs; here they are only put in place."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from cjm_core import format as fmt
from cjm_core.dataset import Dataset
from cjm_core.journey_map import reported, words
from cjm_core.journey_map.model import Cell, JourneyMap, Lane, Stage
from cjm_core.journeys.leaving import LEAVE_DAYS, leaving
from cjm_core.metrics import ces, csat, expectation_gap, nps, reach
from cjm_core.metrics.emotion import emotion
from cjm_core.metrics.kpi import Kpi
from cjm_core.metrics.reported import measures, reported_numbers
from cjm_core.scope import Scope
from cjm_core.settings import in_force
from cjm_core.small_cells import SUPPRESSED, too_few

MOST_TOUCHPOINTS = 20  # more columns than this cannot be read; the rest is counted under the map
_ASKED = (
    (csat, "Satisfied", "top two of the scale · CSAT"),
    (ces, "Easy", "upper half of the scale · CES"),
    (nps, "Would recommend", "promoters minus detractors · NPS"),
    (expectation_gap, "Against expectation", "experience minus expectation"),
)


def measure_map(data: Dataset, scope: Scope | None = None) -> JourneyMap:
    """The journey map of these customers in this period, with the touchpoints that most of them meet."""
    scope = scope or Scope()
    met = reach(data, scope, ("touchpoint",)).set_index("touchpoint")
    chosen, hidden = _chosen(data, scope, met)
    stages = _stages(data, scope, chosen)
    told = reported_numbers(data, scope)
    if not stages:  # nothing is measured: the reported numbers alone make a map
        stages, hidden = reported.stages_of(told, MOST_TOUCHPOINTS)
    order = [name for stage in stages for name in stage.touchpoints]
    customers = int(reach(data, scope)["n"].iloc[0])
    lanes = [lane for lane in _lanes(data, scope, met, order, customers) if any(map(_known, lane.cells))]
    feeling = next((lane for lane in lanes if lane.name == "emotion"), None)
    beside = reported.lanes_of(told, measures(data), order)
    unseen = reported.notes(reported_numbers(data), told, order, bool(scope.where))
    on_map = _on_map(data, scope, order, customers)
    return JourneyMap(
        dataset=data.name,
        demo=data.is_demo,
        sources=tuple(data.query("SELECT file FROM sources ORDER BY imported_at, file")["file"].unique()),
        made_at=datetime.now(UTC).strftime("%Y-%m-%d"),
        period=_period_words(data, scope),
        population=scope.population,
        question=words.QUESTION,
        answer=words.answer(order, lanes) if lanes or not beside else reported.answer(told, beside, order),
        stages=stages,
        lanes=tuple(lanes),
        customers=customers,
        customers_on_map=on_map,
        hidden_touchpoints=hidden,
        never_asked=sum(not _known(cell) for cell in feeling.cells) if feeling else len(order),
        notes=(*words.notes(data, lanes), *unseen),
        reported=beside,
    )


def _known(cell: Cell) -> bool:
    """Whether there is a number, shown or hidden."""
    return cell.value is not None or cell.status == SUPPRESSED


def _on_map(data: Dataset, scope: Scope, order: list[str], customers: int) -> int:
    """Customers met at the touchpoints drawn; all of them where the rest would be too few to be shown."""
    found = int(data.query(_ON_MAP, scope, names=order)["n"].iloc[0])
    return customers if too_few(found) or too_few(customers - found) else found


_ON_MAP = """SELECT count(DISTINCT customer_key) AS n FROM scoped_events
             WHERE event_time >= $start AND event_time < $end AND touchpoint::VARCHAR IN (SELECT unnest($names))"""


def _chosen(data: Dataset, scope: Scope, met: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """The touchpoints to draw, and how many are not: those met by most customers, or with most answers where there are no events."""
    touchpoints = data.query("SELECT touchpoint, stage, stage_position, position, answers FROM touchpoints ORDER BY position")
    touchpoints["met"] = touchpoints["touchpoint"].map(_at_least(met)).fillna(0)
    asked = emotion(data, scope, ("touchpoint",)).set_index("touchpoint")
    touchpoints["asked"] = touchpoints["touchpoint"].map(_at_least(asked)).fillna(0)
    present = touchpoints[(touchpoints["met"] > 0) | (touchpoints["asked"] > 0)]
    top = present.sort_values(["met", "asked", "position"], ascending=[False, False, True]).head(MOST_TOUCHPOINTS)
    return top.sort_values("position"), len(present) - len(top)


def _at_least(table: pd.DataFrame) -> pd.Series:
    """n by touchpoint; a hidden one is somebody, so that its touchpoint is drawn."""
    return table["n"].where(table["status"] != SUPPRESSED, 0.5)


def _stages(data: Dataset, scope: Scope, chosen: pd.DataFrame) -> tuple[Stage, ...]:
    counts = reach(data, scope, ("stage",)).set_index("stage")["n"].to_dict()
    groups = chosen.groupby("stage_position", sort=True)
    return tuple(Stage(rows["stage"].iloc[0], int(counts.get(rows["stage"].iloc[0], 0)), tuple(rows["touchpoint"])) for _, rows in groups)


def _lanes(data: Dataset, scope: Scope, met: pd.DataFrame, order: list[str], customers: int) -> list[Lane]:
    """Every lane that could be filled, in reading order."""
    lanes = [_reach_lane(met, order, customers), _emotion_lane(data, scope, order)]
    for kpi, label, detail in _ASKED:
        lanes.append(_kpi_lane(kpi, label, detail, kpi(data, scope, ("touchpoint",)), order))
    if data.has_events:
        gone = leaving(data, scope).set_index("touchpoint")
        cells = tuple(_cell(gone, name) for name in order)
        lanes.append(Lane("leaving", "Leave here", f"nothing more within {LEAVE_DAYS} days", "share", "lower", cells))
    return lanes


def _reach_lane(met: pd.DataFrame, order: list[str], customers: int) -> Lane:
    """Customers met at each touchpoint, and their share of all customers in scope."""
    cells = []
    for name in order:
        n, status = int(met["n"].get(name, 0)), met["status"].get(name)
        if status == SUPPRESSED:
            cells.append(Cell(None, 0, None, None, SUPPRESSED, met["reason"][name]))
            continue
        grade = "measured" if n else None
        share = n / customers if customers else None
        cells.append(Cell(n or None, n, None, None, "ok" if n else "undefined", None if n else "no events", grade, share=share))
    detail = f"share of {fmt.plural(customers, 'customer')}"
    return Lane("reach", "Reach", detail, "number", "higher", tuple(cells))


def _emotion_lane(data: Dataset, scope: Scope, order: list[str]) -> Lane:
    table = emotion(data, scope, ("touchpoint",))
    asked = data.query(_ASKED_AT, scope).groupby("touchpoint")["question"].agg(set).to_dict()
    questions = set().union(*(asked.get(name, set()) for name in order))
    lane = _kpi_lane(emotion, "Emotion", f"−2 … +2 · from {words.asked(questions)}", table, order)
    cells = tuple(
        replace(cell, mixed=cell.value is not None and len(asked.get(name, ())) > 1) for name, cell in zip(order, lane.cells, strict=True)
    )
    return replace(lane, cells=cells)


_ASKED_AT = """SELECT DISTINCT touchpoint::VARCHAR AS touchpoint, question FROM scoped_surveys
               WHERE state = 'valid' AND question IN ('csat', 'ces', 'nps') AND touchpoint IS NOT NULL"""


def _kpi_lane(kpi: Kpi, label: str, detail: str, table: pd.DataFrame, order: list[str]) -> Lane:
    """A KPI by touchpoint, marked where its whole interval lies above or below the value over the whole map."""
    rows = table[table["touchpoint"].isin(order)].set_index("touchpoint")
    valid = rows[rows["value"].notna()]
    n = int(valid["n"].sum())
    scale = 100.0 if kpi.shape == "net" else 1.0
    mean = float(valid["numerator"].sum()) * scale / n if n else None
    cells = tuple(_cell(rows, name, mean) for name in order)
    return Lane(kpi.name, label, detail, kpi.unit, kpi.better, cells, mean)


def _cell(rows: pd.DataFrame, name: str, mean: float | None = None) -> Cell:
    if name not in rows.index:
        return Cell(None, 0, None, None, "undefined", "not asked")
    row: Any = rows.loc[name].to_dict()
    value, low, high = (None if pd.isna(row[key]) else float(row[key]) for key in ("value", "ci_low", "ci_high"))
    if row["status"] == SUPPRESSED:
        return Cell(None, 0, None, None, SUPPRESSED, row["reason"])
    if value is None:
        asked = set(row["excluded"]) - {"missing", "no_date"}  # only blanks: the question was not put at this touchpoint
        return Cell(None, int(row["n"]), None, None, row["status"], row["reason"] if asked else "not asked")
    mark = None
    if mean is not None and low is not None and high is not None and row["n"] >= in_force().min_n:
        mark = "above" if low > mean else "below" if high < mean else None
    return Cell(value, int(row["n"]), low, high, row["status"], row["reason"], "measured", mark)


def _period_words(data: Dataset, scope: Scope) -> str:
    covered = data.first_and_end("events") or data.first_and_end("answers")
    if covered is None:
        return "no dates in the data"
    return fmt.span(scope.start or covered[0], scope.end or covered[1])
