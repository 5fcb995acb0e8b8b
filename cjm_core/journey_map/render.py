"""The one drawing of the map: the same template makes the page's fragment and the standalone file."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from markupsafe import Markup

from cjm_core import format as fmt
from cjm_core import look, small_cells
from cjm_core.journey_map.model import Cell, JourneyMap, Lane, ReportedCell, ReportedLane
from cjm_core.journey_map.touchpoint import TouchpointDetail
from cjm_core.metrics import KPIS
from cjm_core.metrics.reported import Measure, Reported
from cjm_core.settings import in_force

_PACKAGE = "cjm_core.journey_map"
_TOP, _BOTTOM = 2.0, -2.0
_SIGNED = ("emotion", "expectation_gap")  # lanes whose zero is a middle


def as_json(journey_map: JourneyMap) -> dict[str, Any]:
    """The map as plain values: what is on screen is what is in the file."""
    return {**asdict(journey_map), "filled_cells": journey_map.filled, "measured_cells": journey_map.measured}


def as_fragment(journey_map: JourneyMap, linked: bool = True) -> str:
    """The map as HTML for a page that has its own title; `linked`: labels open their definitions."""
    template = look.templates(_PACKAGE).get_template("map.html.j2")
    return template.render(
        map=journey_map, curve=_curve(journey_map), width=_column_width(journey_map), css=look.style(_PACKAGE, "map.css"),
        shown=_shown(journey_map), whole=_whole, ends=_ends, hidden=hidden, linked=linked, said=in_force(),
        kpis={kpi.name for kpi in KPIS},
    )


def as_html(journey_map: JourneyMap) -> str:
    """The map as one HTML file that needs no network and prints on A3."""
    body = Markup(as_fragment(journey_map, linked=False))  # a file has no other screens
    return look.templates(_PACKAGE).get_template("file.html.j2").render(map=journey_map, body=body)


def numbers_fragment(detail: TouchpointDetail) -> str:
    """The numbers of one touchpoint as a table whose labels open their definitions."""
    rows = [
        {
            "name": row["kpi"], "label": row["label"],
            "value": small_cells.said(row["status"], row["reason"]) or fmt.full(row["value"], row["unit"]),
            "ends": fmt.interval(row["ci_low"], row["ci_high"], row["unit"]) or ("a full count" if row["n"] else ""),
            "n": f"{fmt.count(row['n'])} {'answers' if row['of'] == 'response' else 'customers'}" if row["n"] else row["reason"],
            "few": row["status"] == "small_sample",
        }
        for row in detail.numbers.to_dict("records")
    ]  # fmt: skip
    told = list(map(_told, detail.reported, [{one.name: one for one in detail.reported_measures}] * len(detail.reported)))
    return look.templates(_PACKAGE).get_template("numbers.html.j2").render(rows=rows, told=told, css=look.style(_PACKAGE, "numbers.css"))


def _told(one: Reported, measures: dict[str, Measure]) -> dict[str, str | None]:
    """A reported number in words."""
    return {
        "label": measures[one.measure].label, "when": one.when, "source": one.source, "reason": one.reason,
        "value": small_cells.said(one.status, one.reason) or fmt.full(one.value, one.unit),
        "ends": fmt.interval(one.ci_low, one.ci_high, one.unit) or "none", "n": "not given" if one.n is None else fmt.count(one.n),
    }  # fmt: skip


def _column_width(journey_map: JourneyMap) -> int:
    """Pixels that let the longest word of a touchpoint's name stand unbroken, within reason."""
    words = (word for name in journey_map.touchpoints for word in name.split())
    longest = max((sum(10 if letter.isupper() else 8 for letter in word) for word in words), default=0)
    return min(max(77, longest + 14), 128)


def _shown(journey_map: JourneyMap) -> dict[str, bool]:
    """Which signs the legend has to explain."""
    cells = [(lane, cell) for lane in journey_map.lanes for cell in lane.cells if cell.value is not None]
    marked = any(cell.mark for lane, cell in cells if lane.name not in ("reach", "emotion", "leaving"))
    return {"weak": any(cell.status != "ok" for _, cell in cells), "marked": marked}


def hidden(cell: Cell | ReportedCell) -> str | None:
    """What stands where a number is too small to be shown."""
    return small_cells.said(cell.status, cell.reason)


def _whole(cell: Cell | ReportedCell, lane: Lane | ReportedLane) -> str:
    """A cell's value as the map shows it: percent without decimals, scores with one."""
    return fmt.value(cell.value, lane.unit, _decimals(lane), lane.name in _SIGNED)


def _ends(cell: Cell | ReportedCell, lane: Lane | ReportedLane) -> str:
    return fmt.interval(cell.ci_low, cell.ci_high, lane.unit, _decimals(lane), lane.name in _SIGNED)


def _decimals(lane: Lane | ReportedLane) -> int | None:
    return 0 if lane.unit in ("share", "points") else None if isinstance(lane, ReportedLane) else 1


def _curve(journey_map: JourneyMap) -> dict[str, Any]:
    """Where the emotion curve runs: points in percent of the lane, and shapes as masks (colour comes from the style sheet)."""
    lane = journey_map.lane("emotion")
    if lane is None:
        return {}
    width = len(lane.cells)
    points: list[dict[str, Any]] = []
    runs: list[list[tuple[float, float, float, float]]] = [[]]
    for at, cell in enumerate(lane.cells):
        x = (at + 0.5) / width * 100
        if cell.value is None:
            runs.append([])
        else:
            low, high = (cell.value if end is None else end for end in (cell.ci_low, cell.ci_high))
            points.append({"x": x, "y": _y(cell.value), "cell": cell, "name": journey_map.touchpoints[at]})
            runs[-1].append((x, _y(cell.value), _y(low), _y(high)))
    gaps = [((at + 0.5) / width * 100, hidden(cell)) for at, cell in enumerate(lane.cells) if cell.value is None]
    solid = [point for point in points if point["cell"].status == "ok"]
    return {
        "points": points,
        "gaps": gaps,
        "line": look.mask("".join(_path(run) for run in runs), stroke=2.5),
        "band": look.mask("".join(_area(run, width) for run in runs)),
        "lowest": min(solid, key=lambda point: point["cell"].value, default=None) if len(solid) > 1 else None,
        "highest": max(solid, key=lambda point: point["cell"].value, default=None) if len(solid) > 1 else None,
    }


def _y(value: float) -> float:
    """Height on the curve in percent from the top; a margin keeps the ends of the scale inside."""
    return 4 + (_TOP - value) / (_TOP - _BOTTOM) * 92


def _path(run: list[tuple[float, float, float, float]]) -> str:
    return look.line([(x, y) for x, y, _, _ in run]) if len(run) > 1 else ""


def _area(run: list[tuple[float, float, float, float]], width: int) -> str:
    """The band between the ends of the intervals; a lonely point gets a narrow one."""
    if not run:
        return ""
    if len(run) == 1:
        x, y, low, high = run[0]
        half = 12 / width
        run = [(x - half, y, low, high), (x + half, y, low, high)]
    return look.line([(x, high) for x, _, _, high in run] + [(x, low) for x, _, low, _ in reversed(run)]) + "Z"
