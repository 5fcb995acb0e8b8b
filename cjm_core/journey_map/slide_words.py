"""What stands on slides and in the other views: a cell's number in words, and the curve in large."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cjm_core import format as fmt
from cjm_core import look
from cjm_core.journey_map.model import Cell, JourneyMap, Lane, ReportedCell, ReportedLane, Stage
from cjm_core.journey_map.render_cells import SIGNED, decimals, empty, side, sign
from cjm_core.journey_map.render_cells import ends as written

_TOP, _BOTTOM = 2.0, -2.0
_LEAD, _MOST_LANES = ("csat", "ces", "nps", "expectation_gap", "leaving"), 4
_LONGEST = 140  # letters of something said, on a slide


@dataclass(frozen=True)
class Figure:
    """One number as it is shown. `side` is good, bad or empty (the interval excludes the map's mean); `bar` are percents of the lane's
    scale: low end, value and high end. `told` (interval and n) is shown when asked for.
    """

    value: str
    unit: str = ""
    told: tuple[str, ...] = ()
    side: str = ""
    sign: str = ""
    weak: bool = False
    bar: tuple[float, float, float] | None = None
    full: bool = False  # a bar from 0 rather than a range
    grade: str = ""


def figure(cell: Cell | ReportedCell, lane: Lane | ReportedLane) -> Figure:
    """A cell in words and as a bar."""
    if cell.value is None:
        return Figure(empty(cell, lane))
    if lane.name == "reach" and isinstance(cell, Cell) and cell.share is not None:
        share = cell.share * 100
        return Figure(f"{share:.0f}", "%", (f"n {fmt.count(cell.n)}",), bar=(0, share, share), full=True, grade=cell.grade or "")
    ends = interval(cell, lane)
    few = " · few" if cell.status == "small_sample" else ""
    told = (ends or "no interval", "n not given" if cell.n is None else f"n {fmt.count(cell.n)}{few}")
    return Figure(
        fmt.value(cell.value, lane.unit, decimals(lane), lane.name in SIGNED), fmt.suffix(cell.value, lane.unit), told, side(cell, lane),
        sign(cell, lane), cell.status != "ok", _bar(cell, lane), grade=cell.grade or "",
    )  # fmt: skip


def interval(cell: Cell | ReportedCell, lane: Lane | ReportedLane) -> str:
    """The ends of a cell's interval, as the map writes them."""
    return written(cell, lane)


def sentence(cell: Cell, lane: Lane) -> str:
    """A number with all that is known of it, in one line: '44 % (40–49, n 431)'."""
    shown = figure(cell, lane)
    return " ".join(part for part in (shown.value, shown.unit, f"({', '.join(shown.told)})" if shown.told else "") if part)


def lead_lanes(journey_map: JourneyMap) -> tuple[Lane, ...]:
    """The few numbers that matter at a touchpoint: how many get there, how they feel, what they answer, who leaves."""
    known = [lane for lane in journey_map.lanes if any(cell.value is not None or cell.status == "suppressed" for cell in lane.cells)]
    first = [lane for name in ("reach", "emotion", "leaving") for lane in known if lane.name == name]
    asked = sorted((lane for lane in known if lane.name in _LEAD[:-1]), key=lambda lane: _LEAD.index(lane.name))
    others = [lane for lane in known if lane.name not in ("reach", "emotion", *_LEAD)]
    chosen = [*first, *[*asked, *others][: _MOST_LANES - len(first)]]
    place = {"reach": 0, "emotion": 1, "leaving": 3}
    return tuple(sorted(chosen, key=lambda lane: place.get(lane.name, 2)))


def few_words(said: Stage | str) -> str:
    """How many customers a stage has; or something said, in so many letters as a slide can hold."""
    if isinstance(said, Stage):
        return fmt.plural(said.customers, "customer") if said.customers else ""
    text = " ".join(said.split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rsplit(' ', 1)[0]} …"


def curve(journey_map: JourneyMap) -> dict[str, Any]:
    """The emotion curve in percent of its box: points, gaps, shapes as masks, and its two ends; empty without one."""
    lane = journey_map.lane("emotion")
    if lane is None:
        return {}
    wide = len(lane.cells)
    points = [
        {"x": (at + 0.5) / wide * 100, "y": height(cell.value), "name": name, "cell": cell, "said": sentence(cell, lane), **_told(cell, lane)}
        for at, (name, cell) in enumerate(zip(journey_map.touchpoints, lane.cells, strict=True)) if cell.value is not None
    ]  # fmt: skip
    solid = [point for point in points if point["cell"].status == "ok"]
    others = [(other, look.mask("".join(map(_path, _runs(other.cells))), stroke=3)) for other in journey_map.curves]
    edges: dict[str, Any] = {"lowest": None, "highest": None}
    if len(solid) > 1:
        edges = {"lowest": min(solid, key=lambda one: one["cell"].value), "highest": max(solid, key=lambda one: one["cell"].value)}
    runs = _runs(lane.cells)
    return {
        "points": points, "line": look.mask("".join(map(_path, runs)), stroke=4), "others": others,
        "band": look.mask("".join(_band(run, wide) for run in runs)), "stages": _shares(journey_map), **edges,
    }  # fmt: skip


def height(value: float) -> float:
    """Percent from the top on the scale of feelings; a margin keeps the ends of the scale inside."""
    return 4 + (_TOP - value) / (_TOP - _BOTTOM) * 92


def _told(cell: Cell, lane: Lane) -> dict[str, Any]:
    return {"value": figure(cell, lane).value, "told": ", ".join(figure(cell, lane).told)}


def _shares(journey_map: JourneyMap) -> list[tuple[str, float]]:
    """Each stage with its share of the width, in percent."""
    return [(stage.name, len(stage.touchpoints) / len(journey_map.touchpoints) * 100) for stage in journey_map.stages]


def _runs(cells: tuple[Cell, ...]) -> list[list[tuple[float, float, float, float]]]:
    """Neighbouring points as (x, y, y of the low end, y of the high end); where nothing is known a run ends."""
    runs: list[list[tuple[float, float, float, float]]] = [[]]
    for at, cell in enumerate(cells):
        if cell.value is None:
            runs.append([])
        else:
            low, high = (height(cell.value if end is None else end) for end in (cell.ci_low, cell.ci_high))
            runs[-1].append(((at + 0.5) / len(cells) * 100, height(cell.value), low, high))
    return [run for run in runs if run]


def _path(run: list[tuple[float, float, float, float]]) -> str:
    return look.line([(x, y) for x, y, _, _ in run]) if len(run) > 1 else ""


def _band(run: list[tuple[float, float, float, float]], wide: int) -> str:
    if len(run) == 1:  # a lonely point gets a narrow band
        x, y, low, high = run[0]
        run = [(x - 12 / wide, y, low, high), (x + 12 / wide, y, low, high)]
    return look.line([(x, high) for x, _, _, high in run] + [(x, low) for x, _, low, _ in reversed(run)]) + "Z"


def _bar(cell: Cell | ReportedCell, lane: Lane | ReportedLane) -> tuple[float, float, float] | None:
    """Low end, value and high end in percent of the scale; None where the lane has no scale with two ends."""
    scale = {"share": (0.0, 1.0), "points": (-100.0, 100.0)}.get(lane.unit) or ((_BOTTOM, _TOP) if lane.name == "emotion" else None)
    if scale is None or cell.value is None:
        return None
    ends = (cell.ci_low if cell.ci_low is not None else cell.value, cell.value, cell.ci_high if cell.ci_high is not None else cell.value)
    low, value, high = (min(max((end - scale[0]) / (scale[1] - scale[0]) * 100, 0), 100) for end in ends)
    return low, value, high
