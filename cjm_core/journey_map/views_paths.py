"""Where the boxes and links of the flow chart run, in pixels; shapes as masks (docs/adr/0004)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from cjm_core.journey_map.model import JourneyMap
from cjm_core.journey_map.views_flow import Flow, Link

COLUMN, ROW, BOX, TALL, HEAD = 226, 122, 132, 76, 12  # pixels: of a stage, of a touchpoint, its box, and above the first
_BETWEEN = COLUMN - BOX  # where links turn
_THIN, _THICK = 1.5, 9.0
_APART = 15.0  # pixels between two links at one side of a box
_LABEL = 36.0, 15.0

Point = tuple[float, float]


@dataclass(frozen=True)
class Way:
    """A link as it is drawn: its shape and its head as masks, and where its label stands."""

    link: Link
    shape: str
    head: str
    x: float
    y: float


def spots(journey_map: JourneyMap) -> list[Point]:
    """Left edge and middle of every touchpoint's box, in the map's order."""
    return [
        (column * COLUMN + _BETWEEN / 2, HEAD + row * ROW + TALL / 2)
        for column, stage in enumerate(journey_map.stages) for row in range(len(stage.touchpoints))
    ]  # fmt: skip


def size(journey_map: JourneyMap) -> tuple[int, int]:
    """Width and height of the whole drawing."""
    return COLUMN * len(journey_map.stages), HEAD + ROW * max((len(stage.touchpoints) for stage in journey_map.stages), default=1) + 8


def ways(journey_map: JourneyMap, flow: Flow) -> list[Way]:
    """Every drawn link, the thin ones on top; labels stand where no other one does."""
    where, box = spots(journey_map), size(journey_map)
    most = max((link.count for link in flow.drawn), default=1)
    shifts, taken, found = _shifts(flow.drawn, where), list[Point](), []
    for at, link in enumerate(flow.drawn):
        points = _points(link, where, shifts, at)
        taken.append(_free(points, taken))
        found.append(_way(link, points, _THIN + (_THICK - _THIN) * link.count / most, box, taken[-1]))
    return found


def _way(link: Link, points: list[Point], thick: float, box: tuple[int, int], label: Point) -> Way:
    path = f"M{points[0][0]:.1f},{points[0][1]:.1f}" + "".join(
        "C" + " ".join(f"{x:.1f},{y:.1f}" for x, y in points[index : index + 3]) for index in range(1, len(points), 3)
    )
    return Way(link, _mask(path, box, thick, link.back), _mask(_head(*points[-2], points[-1], thick), box), *label)


def _shifts(links: Sequence[Link], where: list[Point]) -> dict[tuple[Link, int], float]:
    """How far above or below the middle of its box each end of a link stands, so that several on one side keep apart."""
    sides: dict[tuple[int, bool], list[tuple[float, Link, int]]] = {}
    for link in links:
        for end, (place, other) in enumerate(((link.source, link.target), (link.target, link.source))):
            sides.setdefault((place, link.back == bool(end)), []).append((where[other][1] + 20 * link.back, link, end))
    shifts = {}
    for ends in sides.values():
        step = min(_APART, (TALL - 16) / len(ends))
        for at, (_, link, end) in enumerate(sorted(ends, key=lambda one: one[0])):
            shifts[link, end] = (at - (len(ends) - 1) / 2) * step
    return shifts


def _points(link: Link, where: list[Point], shifts: dict[tuple[Link, int], float], at: int) -> list[Point]:
    """The link as curves that follow each other: a beginning, then three points for each."""
    (x0, y0), (x1, y1) = where[link.source], where[link.target]
    if x0 == x1 and not link.back and y1 - y0 == ROW:  # straight down to the next box
        middle, top, foot = x0 + BOX / 2, y0 + TALL / 2, y1 - TALL / 2
        return [(middle, top), (middle, top + 8), (middle, foot - 8), (middle, foot)]
    y0, y1 = y0 + shifts[link, 0], y1 + shifts[link, 1]
    return _within(x0, y0, y1, link.back) if x0 == x1 else _across(x0, y0, x1, y1, at, link.back)


def _within(x: float, y0: float, y1: float, back: bool) -> list[Point]:
    """Down or up in one stage, around what lies between; back on the left."""
    side, way = (x, -1) if back else (x + BOX, 1)
    bow = side + way * _BETWEEN * 0.5
    return [(side, y0), (bow, y0), (bow, y1), (side, y1)]


def _across(x0: float, y0: float, x1: float, y1: float, at: int, back: bool) -> list[Point]:
    """To another stage: a curve to the next one, otherwise through the gaps between boxes."""
    way = -1 if back else 1
    begin, end = (x0 if back else x0 + BOX, y0), (x1 + BOX if back else x1, y1)
    if abs(x1 - x0) <= COLUMN:
        half = _BETWEEN * 0.55 * way
        return [begin, (begin[0] + half, y0), (end[0] - half, y1), end]
    lane = _gap((y0 + y1) / 2) + (at % 5 - 2) * 6
    turn = _BETWEEN * way
    enter, leave = (begin[0] + turn, lane), (end[0] - turn, lane)
    return [begin, (begin[0] + turn * 0.6, y0), (enter[0] - turn * 0.6, lane), enter, enter, leave, leave,
            (leave[0] + turn * 0.6, lane), (end[0] - turn * 0.6, y1), end]  # fmt: skip


def _free(points: list[Point], taken: list[Point]) -> Point:
    """Where a label can stand on a link: near its middle, but on no other label if that can be."""
    first = points[:4] if len(points) == 4 else points[3:7]
    where = [_on(first, part) for part in (0.5, 0.38, 0.62, 0.28, 0.72, 0.2, 0.8)]
    return next((one for one in where if all(abs(one[0] - x) > _LABEL[0] or abs(one[1] - y) > _LABEL[1] for x, y in taken)), where[0])


def _on(points: list[Point], part: float) -> Point:
    """The point of a cubic curve after that part of its parameter."""
    rest = 1 - part
    weights = (rest**3, 3 * rest**2 * part, 3 * rest * part**2, part**3)
    return sum(w * x for w, (x, _) in zip(weights, points, strict=True)), sum(w * y for w, (_, y) in zip(weights, points, strict=True))


def _gap(y: float) -> float:
    """The middle of the gap under the box of the row that is nearest to this height."""
    row = round((y - HEAD - TALL) / ROW)
    return HEAD + max(row, 0) * ROW + TALL + (ROW - TALL) / 2


def _head(bx: float, by: float, end: tuple[float, float], thick: float) -> str:
    """A small triangle that points where the curve ends."""
    x, y = end
    half = 4 + thick / 2
    if abs(bx - x) < 1:
        return f"M{x:.1f},{y:.1f}l{-half:.1f},-8h{2 * half:.1f}Z"
    back = 8 if bx < x else -8
    return f"M{x:.1f},{y:.1f}l{-back},{-half:.1f}v{2 * half:.1f}Z"


def _mask(path: str, box: tuple[int, int], stroke: float = 0, dashed: bool = False) -> str:
    dash = " stroke-dasharray='7 4'" if dashed else ""
    paint = f"fill='none' stroke='#000' stroke-width='{stroke:.1f}'{dash}" if stroke else "fill='#000'"
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {box[0]} {box[1]}'><path d='{path}' {paint}/></svg>"
    return f'url("data:image/svg+xml,{quote(svg)}")'
