"""The rows of the map put in place for the template: which cell stands in which column, and what it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cjm_core import format as fmt
from cjm_core.authored.lanes import PLANS
from cjm_core.journey_map import curve, render_cells
from cjm_core.journey_map.model import Curve, Item, JourneyMap, Lane, PeakEnd, ReportedLane, TextCell, TextLane
from cjm_core.metrics import KPIS

_WITH_ENTRY = {"reach", "emotion", "leaving"} | {kpi.name for kpi in KPIS}  # lanes whose label opens its definition
_ADDED_TO = ("pains", "delights", "truths", "opportunities")  # measured lanes of words below which people write
_PICTURES = ("data:image/png;base64,", "data:image/jpeg;base64,")


@dataclass(frozen=True)
class Column:
    """A touchpoint, or the empty place of a stage that has none yet (`index` None)."""

    index: int | None
    key: str
    name: str
    stage: int


def columns_of(journey_map: JourneyMap) -> tuple[Column, ...]:
    """All columns in order; a stage without touchpoints still has a place."""
    found: list[Column] = []
    index = 0
    for number, stage in enumerate(journey_map.stages):
        keys = stage.keys or stage.touchpoints
        found += [Column(index + at, keys[at], name, number) for at, name in enumerate(stage.touchpoints)]
        index += len(stage.touchpoints)
        if not stage.touchpoints:
            found.append(Column(None, "", "", number))
    return tuple(found)


def rows_of(journey_map: JourneyMap, columns: Sequence[Column], editing: bool, file: bool) -> list[dict[str, Any]]:
    """Every row for the template; `kind` names how it is drawn."""
    found = []
    for number, row in enumerate(journey_map.rows):
        if isinstance(row, TextLane):
            found.append(_words_row(row, journey_map, columns, editing))
        else:
            found.append(_numbers_row(row, journey_map, columns, number if file else None))
        found[-1]["place"] = number
    return found


def against(journey_map: JourneyMap) -> str:
    """What blue and orange are read against: the map's mean, and the target where a cell has one."""
    aims = [cell.aim is not None for lane in journey_map.lanes for cell in lane.cells if render_cells.side(cell, lane)]
    said = "its target" if aims and all(aims) else "the map’s mean or its target" if any(aims) else "the map’s mean"
    gap = journey_map.lane("expectation_gap")
    return f"{said} (0 where it is about expectation)" if gap and any(cell.mark for cell in gap.cells) else said


def _numbers_row(lane: Lane | ReportedLane, journey_map: JourneyMap, columns: Sequence[Column], number: int | None) -> dict[str, Any]:
    told = isinstance(lane, ReportedLane)
    name = f"reported:{lane.name}" if told else lane.name
    kind = "emotion" if lane.name == "emotion" and not told else "reach" if lane.name == "reach" and not told else "numbers"
    scale = render_cells.scale_of(lane, lane.cells)
    row = {"name": name, "label": lane.label, "detail": lane.detail, "kind": kind, "told": told, "drop": lane.name == "leaving",
           "entry": lane.name if lane.name in _WITH_ENTRY else ""}  # fmt: skip
    if isinstance(lane, Lane) and lane.collapsed:
        return {**row, "kind": "short", "summary": _range_in_words(lane, journey_map.touchpoints)}
    cells = []
    for place, column in enumerate(columns):
        cell = lane.cells[column.index] if column.index is not None else None
        beside = render_cells.beside(cell, lane)
        shown = render_cells.number(cell, lane, scale, beside) if column.index is not None else {"value": None, "empty": "", "why": ""}
        shown |= {"at": column.key, "place": place, "name": column.name}
        if number is not None and cell is not None and cell.value is not None:
            shown |= {"id": f"c{number}-{place}", "behind": render_cells.behind(cell, lane, journey_map, beside)}
        cells.append(shown)
    row["cells"] = cells
    return row if kind != "emotion" or not isinstance(lane, Lane) else {**row, **_emotion(lane, journey_map, columns, cells)}


def _emotion(lane: Lane, journey_map: JourneyMap, columns: Sequence[Column], cells: list[dict[str, Any]]) -> dict[str, Any]:
    """The curve, what it says in words at every touchpoint, and the differences of the further curves."""
    at = [(place + 0.5) / len(columns) * 100 for place, column in enumerate(columns) if column.index is not None]
    drawn = curve.drawn_curve(lane, journey_map, at)
    for tag in drawn["tags"]:
        tag["value"] = render_cells.whole(tag["cell"], lane)
    for shown, column in zip(cells, columns, strict=True):
        if column.index is not None:
            _felt(shown, lane, journey_map, column.index)
    for other, one in zip(drawn["others"], journey_map.curves, strict=True):
        other["said"] = peak_end(one.peak_end, lane) if one.peak_end else ()
    differences = [_differences(index, one, lane, journey_map, columns) for index, one in enumerate(journey_map.curves)]
    return {"curve": drawn, "differences": differences, "summary": peak_end(journey_map.peak_end, lane)}


def _felt(shown: dict[str, Any], lane: Lane, journey_map: JourneyMap, index: int) -> None:
    """The point in words, with the further curves at the same touchpoint; `along` is where it stands on the scale, in percent."""
    cell = lane.cells[index]
    shown["along"] = None if cell.value is None else (cell.value - curve.BOTTOM) / (curve.TOP - curve.BOTTOM) * 100
    shown["mixed"] = cell.mixed
    shown["gap"] = "" if cell.value is not None else render_cells.hidden(cell) or "nothing asked"
    shown["others"] = [_beside(other, lane, index) for other in journey_map.curves if other.cells[index].value is not None]


def _beside(other: Curve, lane: Lane, index: int) -> dict[str, str]:
    """A further curve at one touchpoint in words: its value, and how far it is from the map's own."""
    cell = other.cells[index]
    text, arrow, between = _apart(other, lane, index)
    felt, span = render_cells.whole(cell, lane), render_cells.ends(cell, lane)
    return {"label": other.label, "felt": felt, "span": span, "n": fmt.count(cell.n), "apart": text, "arrow": arrow, "between": between}


def _apart(other: Curve, lane: Lane, index: int | None) -> tuple[str, str, str]:
    """A further curve minus the map's own: the difference, an arrow only where it is more than noise, and the interval."""
    change = other.differences[index] if index is not None and index < len(other.differences) else None
    if change is None:
        return "", "", ""
    span = fmt.interval(change.ci_low, change.ci_high, lane.unit, 1, True)
    return render_cells.difference(change.value, lane), render_cells.moved_sign(change), span


def _differences(index: int, other: Curve, lane: Lane, journey_map: JourneyMap, columns: Sequence[Column]) -> dict[str, Any]:
    """The row below the curve: a further curve minus the map's own, touchpoint by touchpoint."""
    found = ((_apart(other, lane, column.index), column.index) for column in columns)
    cells = [{"text": text, "arrow": arrow, "span": span, "n": fmt.count(other.cells[at].n) if at is not None else ""}
             for (text, arrow, span), at in found]  # fmt: skip
    return {"letter": curve.letter(index), "label": other.label, "cells": cells, "than": journey_map.population}


def peak_end(found: PeakEnd | None, lane: Lane) -> tuple[str, ...]:
    """'mean +0.5' and 'peak–end +1.1'; the mean alone where there is no peak."""
    if found is None:
        return () if lane.mean is None else (f"mean {fmt.value(lane.mean, lane.unit, 1, True)}",)
    return f"mean {fmt.value(found.mean, lane.unit, 1, True)}", f"peak–end {fmt.value(found.score, lane.unit, 1, True)}"


def _range_in_words(lane: Lane, touchpoints: Sequence[str]) -> str:
    """A collapsed lane in one line: from where to where it goes."""
    known = [(cell.value, name, cell) for cell, name in zip(lane.cells, touchpoints, strict=True) if cell.value is not None]
    if not known:
        return "nothing measured"
    (_, low, first), (_, high, last) = min(known, key=lambda one: one[0]), max(known, key=lambda one: one[0])
    said = [render_cells.spoken(cell, lane) for cell in (first, last)]
    return f"{said[0]} at {low} … {said[1]} at {high}; known at {len(known)} of {len(touchpoints)}" if len(known) > 1 else f"{said[0]} at {low}"


def _words_row(lane: TextLane, journey_map: JourneyMap, columns: Sequence[Column], editing: bool) -> dict[str, Any]:
    row: dict[str, Any] = {"name": lane.name, "label": lane.label, "detail": lane.detail, "told": False, "drop": False, "entry": "", "kind": "words"}
    if lane.kind == "line":
        return {**row, "kind": "rule"}
    items = sum(len(cell.items) for cell in lane.cells)
    if lane.collapsed:
        return {**row, "kind": "short", "summary": f"{items} entries" if items > 1 else "1 entry" if items else "empty"}
    there = {cell.at: cell for cell in lane.cells}
    writable = editing and (lane.written or lane.name in _ADDED_TO)
    row["cells"] = [
        {"at": at, "span": span, "place": place, "stage": lane.by == "stage", "add": writable, **_said(there.get(at), lane.name in PLANS)}
        for at, span, place in _places(lane, journey_map, columns)
    ]
    return row


def _places(lane: TextLane, journey_map: JourneyMap, columns: Sequence[Column]) -> list[tuple[str, int, int]]:
    """(key, width, first column) of every cell of a lane."""
    if lane.by == "touchpoint":
        return [(column.key, 1, place) for place, column in enumerate(columns)]
    found = []
    for number, stage in enumerate(journey_map.stages):
        mine = [place for place, column in enumerate(columns) if column.stage == number]
        found.append((stage.key or stage.name, len(mine), mine[0]))
    return found


def _said(cell: TextCell | None, plans: bool) -> dict[str, Any]:
    return {"items": tuple(_item(one, plans) for one in cell.items) if cell else (), "threads": cell.open_threads if cell else 0,
            "more": tuple(map(_item, cell.more)) if cell else ()}  # fmt: skip


def _item(item: Item, plan: bool = False) -> dict[str, Any]:
    """An item; a picture is drawn only when it is one, whatever the file says. A plan has no grade."""
    shown = item.picture if item.picture.startswith(_PICTURES) else ""
    return {"text": item.text, "grade": "" if plan else item.grade, "quote": item.quote, "key": item.key, "stale": item.stale, "picture": shown,
            "quiet": item.quiet, "detail": " · ".join(part for part in (item.detail, item.evidence) if part)}  # fmt: skip
