"""A map drawn along time: the median time from each touchpoint to the next one as distance."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from cjm_core import format as fmt
from cjm_core import look
from cjm_core.journey_map.model import JourneyMap
from cjm_core.journey_map.slide_words import figure, height, sentence
from cjm_core.journey_map.views_flow import Flow
from cjm_core.settings import in_force

_LEAST, _PER_TEN, _UNKNOWN, _EDGE = 74.0, 26.0, 118.0, 70.0  # pixels: of no time at all, for every ten times more, where it is not known
_TALL = 170.0  # of the curve


@dataclass(frozen=True)
class Distance:
    """From one touchpoint of the map to the next one in order: median seconds with its interval, None where nobody went straight on, and
    no interval where too few did.

    `onward`: to whichever touchpoint came next, where only that is known.
    """

    seconds: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0
    onward: bool = False

    @property
    def pixels(self) -> float:
        """How long it is drawn: ten times as much time adds the same length."""
        return _UNKNOWN if self.seconds is None else _LEAST + _PER_TEN * math.log10(1 + max(self.seconds, 0.0))


def distances(journey_map: JourneyMap, flow: Flow | None) -> list[Distance]:
    """One for each pair of neighbours on the map."""
    lane = journey_map.lane("time_to_next")
    found = []
    for at in range(len(journey_map.touchpoints) - 1):
        link, cell = flow.between(at, at + 1) if flow else None, lane.cells[at] if lane else None
        if link:
            found.append(Distance(link.gap, link.gap_low, link.gap_high, link.count))
        elif flow is None and cell is not None and cell.value is not None:
            found.append(Distance(cell.value, cell.ci_low, cell.ci_high, cell.n, True))
        else:
            found.append(Distance(None))
    return found


def timeline(journey_map: JourneyMap, found: list[Distance]) -> dict[str, Any]:
    """Everything of the picture: points with what is felt there, stretches with their times, stages, and how wide it all is."""
    xs = [_EDGE]
    for one in found:
        xs.append(xs[-1] + one.pixels)
    wide = xs[-1] + _EDGE
    lane = journey_map.lane("emotion")
    cells = lane.cells if lane else (None,) * len(xs)
    points = [
        {"name": name, "x": x, "y": None if cell is None or cell.value is None else _down(cell.value), "cell": cell,
         "value": "" if cell is None or lane is None or cell.value is None else figure(cell, lane).value,
         "said": "" if cell is None or lane is None or cell.value is None else sentence(cell, lane)}
        for name, x, cell in zip(journey_map.touchpoints, xs, cells, strict=True)
    ]  # fmt: skip
    stretches = [{"x": x, "wide": one.pixels, **_words(one)} for x, one in zip(xs, found, strict=False)]
    return {
        "points": points, "stretches": stretches, "stages": _stages(journey_map, xs), "wide": round(wide), "tall": _TALL,
        "line": look.mask(_line(points), stroke=2.5, box=(round(wide), _TALL)) if lane else "", "onward": any(one.onward for one in found),
        "unknown": sum(one.seconds is None for one in found),
    }  # fmt: skip


def _down(value: float) -> float:
    return height(value) / 100 * _TALL


def _line(points: list[dict[str, Any]]) -> str:
    runs: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if point["y"] is None:
            runs.append([])
        else:
            runs[-1].append((point["x"], point["y"]))
    return "".join(look.line(run) for run in runs if len(run) > 1)


def _words(one: Distance) -> dict[str, str]:
    if one.seconds is None:
        return {"time": "", "told": nobody()}
    few = " · few" if one.n < in_force().min_n else ""
    ends = fmt.interval(one.low, one.high, "seconds") or "no interval"
    return {"time": fmt.full(one.seconds, "seconds"), "told": f"{ends} · n {fmt.count(one.n)}{few}"}


def nobody() -> str:
    """Why a distance is not known."""
    return "too few go straight on, if anybody" if in_force().hide_below else "nobody goes straight on"


def _stages(journey_map: JourneyMap, xs: list[float]) -> list[tuple[str, float, float]]:
    """(name, left, width) of each stage: from half way before its first touchpoint to half way behind its last."""
    found, first = [], 0
    for stage in journey_map.stages:
        last = first + len(stage.touchpoints) - 1
        left = 0.0 if first == 0 else (xs[first - 1] + xs[first]) / 2
        right = xs[-1] + _EDGE if last + 1 >= len(xs) else (xs[last] + xs[last + 1]) / 2
        found.append((stage.name, left, right - left))
        first = last + 1
    return found
