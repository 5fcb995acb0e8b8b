"""Where the emotion curves run: points in percent of their lane, and shapes whose colour comes from the style sheet.

A page gets the shapes as masks, because its sanitizer drops SVG (docs/adr/0004). A file gets them as SVG: a mask in a printed PDF is drawn
as a filled box by some readers.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any
from urllib.parse import quote

from cjm_core import look
from cjm_core.journey_map.model import Cell, Curve, JourneyMap, Lane

TOP, BOTTOM = 2.0, -2.0
MARGIN = 6.0  # percent above and below the ends of the scale, so that a point there is whole
_DASHES = ("6 4", "2 3", "10 3 2 3", "5 2", "1 4")  # of the further curves; each has its own marker as well
_APART = 9.0  # percent between two letters at the ends of curves
_TALL = 17.0  # percent that a tag takes
Run = list[tuple[float, float, float, float]]  # x, y, y of the low end, y of the high end


def drawn_curve(lane: Lane, journey_map: JourneyMap, at: Sequence[float]) -> dict[str, Any]:
    """Everything of the curve's picture. `at`: the middle of each touchpoint in percent of the width."""
    points = [_point(cell, x) for cell, x in zip(lane.cells, at, strict=True) if cell.value is not None]
    wide = min((b - a for a, b in pairwise(at)), default=100.0)
    runs = _runs(lane.cells, at, journey_map.ordered)
    line, band = "".join(map(_path, runs)), "".join(_area(run, wide) for run in runs)
    return {
        "points": points, "tags": _tags(journey_map, lane, at, points), "others": _others(journey_map, at),
        "line": {"path": line, "dashes": "", "mask": look.mask(line, stroke=2.5)}, "band": {"path": band, "dashes": "", "mask": look.mask(band)},
    }  # fmt: skip


def height(value: float) -> float:
    """Height on the curve in percent from the top."""
    return MARGIN + (TOP - min(max(value, BOTTOM), TOP)) / (TOP - BOTTOM) * (100 - 2 * MARGIN)


def _point(cell: Cell, x: float) -> dict[str, Any]:
    return {"x": x, "y": height(cell.value or 0.0), "weak": cell.status != "ok", "mixed": cell.mixed, "side": ""}


def _tags(journey_map: JourneyMap, lane: Lane, at: Sequence[float], points: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Words at the lowest and highest point, at the peak and at the end; a point gets one tag that says all it is.

    Colour marks lowest and highest only; numbers of too few answers are neither.
    """
    values = {index: cell.value for index, cell in enumerate(lane.cells) if cell.value is not None and cell.status == "ok"}
    ends = (min(values, key=lambda one: values[one]), max(values, key=lambda one: values[one])) if len(values) > 1 else ()
    said: dict[int, list[str]] = {}
    for index, word in zip(ends, ("lowest", "highest"), strict=False):
        said.setdefault(index, []).append(word)
    for name, word in _peak_and_end(journey_map):
        if name in journey_map.touchpoints:
            said.setdefault(journey_map.touchpoints.index(name), []).append(word)
    found = []
    for index, names in said.items():
        cell = lane.cells[index]
        if cell.value is None:
            continue
        side = ("low" if index == ends[0] else "high" if index == ends[1] else "") if ends else ""
        point = next(one for one in points if one["x"] == at[index])
        point["side"] = side
        found.append({"x": at[index], "y": _clear(point["y"], side, journey_map.curves, index), "side": side, "words": _joined(names), "cell": cell})
    return found


def _clear(y: float, side: str, curves: Sequence[Curve], index: int) -> float:
    """Where a tag begins, so that it covers no point of a further curve: the lowest has its tag below, all others above."""
    down = 1 if side == "low" else -1
    beside = sorted((height(value) for one in curves if (value := one.cells[index].value) is not None), reverse=down < 0)
    for other in beside:
        if 0 < (other - y) * down < _TALL:
            y = other
    return y


def _peak_and_end(journey_map: JourneyMap) -> tuple[tuple[str, str], ...]:
    both = journey_map.peak_end
    return ((both.peak, "peak"), (both.end, "end")) if both else ()


def _joined(names: list[str]) -> str:
    """'lowest, peak and end'; the peak of a good journey is its highest point, which need not be said twice."""
    shown = [name for name in names if not (name == "highest" and "peak" in names)]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def _others(journey_map: JourneyMap, at: Sequence[float]) -> list[dict[str, Any]]:
    """The further curves: a dashed line, a marker at each point and a letter at the end."""
    found: list[dict[str, Any]] = []
    for index, curve in enumerate(journey_map.curves):
        known = [(x, height(cell.value), cell.status != "ok") for cell, x in zip(curve.cells, at, strict=True) if cell.value is not None]
        end = {"x": known[-1][0], "y": known[-1][1]} if known else None
        dashes = _DASHES[index % len(_DASHES)]
        found.append({
            "letter": letter(index), "number": index % 5 + 1, "label": curve.label, "points": known, "end": end,
            "line": _dashed("".join(map(_path, _runs(curve.cells, at, journey_map.ordered))), dashes), "sample": _dashed("M0,50L100,50", dashes),
        })  # fmt: skip
    _spread([one["end"] for one in found if one["end"]])
    return found


def letter(index: int) -> str:
    """A, B, C … for the further curves, so that each can be told without its colour."""
    return chr(ord("A") + index % 26)


def _spread(ends: list[dict[str, float]]) -> None:
    """Letters at the same place move apart, from the top down."""
    ends.sort(key=lambda end: (end["x"], end["y"]))
    for before, after in pairwise(ends):
        if abs(before["x"] - after["x"]) < 1e-9:
            after["y"] = max(after["y"], before["y"] + _APART)


def _dashed(path: str, dashes: str) -> dict[str, str]:
    """A line of dashes; its mask is as `look.mask` makes it."""
    paint = f"fill='none' stroke='#000' stroke-width='2' stroke-dasharray='{dashes}' vector-effect='non-scaling-stroke' stroke-linejoin='round'"
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 100 100' preserveAspectRatio='none'><path d='{path}' {paint}/></svg>"
    return {"path": path, "dashes": dashes, "mask": f'url("data:image/svg+xml,{quote(svg)}")'}


def _runs(cells: Sequence[Cell], at: Sequence[float], joined: bool) -> list[Run]:
    """Neighbouring points that are known; where nothing was asked the line breaks, and everywhere if they are not to be `joined`."""
    runs: list[Run] = [[]]
    for cell, x in zip(cells, at, strict=True):
        if cell.value is None:
            runs.append([])
        else:
            low, high = (height(cell.value if end is None else end) for end in (cell.ci_low, cell.ci_high))
            runs[-1].append((x, height(cell.value), low, high))
            if not joined:
                runs.append([])
    return [run for run in runs if run]


def _path(run: Run) -> str:
    return look.line([(x, y) for x, y, _, _ in run]) if len(run) > 1 else ""


def _area(run: Run, wide: float) -> str:
    """The band between the ends of the intervals; a lonely point gets a narrow one."""
    if len(run) == 1:
        x, y, low, high = run[0]
        run = [(x - wide / 8, y, low, high), (x + wide / 8, y, low, high)]
    return look.line([(x, high) for x, _, _, high in run] + [(x, low) for x, _, low, _ in reversed(run)]) + "Z"
