"""The rows of numbers of a drawn map: reach, measured and reported lanes."""

from __future__ import annotations

from collections.abc import Iterator

from cjm_core import format as fmt
from cjm_core.journey_map import model, render_cells
from cjm_core.journey_map.model import Lane, ReportedLane
from cjm_core.takeaway import map_drawing_words as words
from cjm_core.takeaway.lettering import width
from cjm_core.takeaway.map_drawing_grid import Cell, Grid, Row, named
from cjm_core.takeaway.map_drawing_ink import INK, SMALL, TEXT, VALUE, Flow, Piece, box, mark, text

_BAR, _WIDE = 44.0, 170.0  # a bar of all customers; no bar or range is wider
_SIDE = {"good": ("goodw", "good"), "bad": ("badw", "bad")}  # ground and letters


def row_of(lane: Lane | ReportedLane, grid: Grid, keys: tuple[str, ...]) -> Row:
    """A row of numbers; a reported one stands under a dashed rule."""
    cells = tuple(_cells(lane, grid, keys))
    head = named(lane.label, lane.detail)
    if isinstance(lane, ReportedLane):
        return Row(f"reported:{lane.name}", head, cells, above="dashes")
    return Row(lane.name, head, cells, low=lane.name == "reach")


def thin(lane: Lane, grid: Grid, keys: tuple[str, ...]) -> Row:
    """A folded row: its name, and every value in one small line."""
    said = (_short(cell, lane) for cell in lane.cells)
    placed = zip(grid.touchpoints, said, keys, strict=False)
    cells = tuple(Cell(at, 1, Flow(grid.room()).say(one, SMALL, "soft").piece, where=key) for at, one, key in placed)
    return Row(lane.name, Flow(130).say(lane.label, SMALL, "soft", bold=True).piece, cells, air=4)


def _short(cell: model.Cell, lane: Lane) -> str:
    if cell.value is None:
        return words.hidden(cell) or "–"
    if lane.name == "reach":
        return f"{(cell.share or 0) * 100:.0f} %" if cell.share is not None else fmt.count(cell.n)
    return words.whole(cell, lane) + fmt.suffix(cell.value, lane.unit)


def _cells(lane: Lane | ReportedLane, grid: Grid, keys: tuple[str, ...]) -> Iterator[Cell]:
    scale = render_cells.scale_of(lane, lane.cells)
    for at, cell, key in zip(grid.touchpoints, lane.cells, keys, strict=False):
        if cell is None or cell.value is None:
            yield Cell(at, 1, Flow(grid.room()).skip(2).say(words.nothing(cell, lane)).piece, where=key)
        elif isinstance(cell, model.Cell) and lane.name == "reach":
            yield Cell(at, 1, _moved(_reach(cell, grid.room()), cell, lane).piece, where=key)
        else:
            side = words.side(cell, lane)
            fill = _SIDE[side][0] if side else "" if cell.status == "ok" else "hatch"
            yield Cell(at, 1, _number(cell, lane, grid.room(), side, scale), fill, key, mark(cell.grade, 0, 0, 6))


def _reach(cell: model.Cell, room: float) -> Flow:
    """A bar of the share, with share and customers under it."""
    flow = Flow(room)
    if cell.share is not None:
        tall = max(cell.share * _BAR, 1)
        flow.put(f'<g opacity="0.28">{box(0, 0, min(room, _WIDE), tall, "accent", 2 if tall > 4 else 0)}</g>', tall + 4)
    said = [*([] if cell.share is None else [f"{cell.share * 100:.0f} %"]), fmt.count(cell.n)]
    for line in _joined(said, room):
        flow.say(line, SMALL, "soft")
    return flow


def _number(cell: words.Number, lane: Lane | ReportedLane, room: float, side: str, scale: tuple[float, float] | None) -> Piece:
    """Value, range, interval and n, change and target under each other."""
    flow = Flow(room)
    _value(flow, cell, lane, side)
    if scale is not None:
        flow.put(_range(cell, scale, min(room, _WIDE)), 11)
    quiet = "soft" if side else "faint"
    interval = words.ends(cell, lane) or ("no interval" if isinstance(lane, ReportedLane) else "")
    for line in _joined([interval, words.based_on(cell)], room):
        flow.say(line, SMALL, quiet)
    return _moved(flow.say(getattr(cell, "period", ""), SMALL, quiet), cell, lane).piece


def _moved(flow: Flow, cell: words.Number, lane: Lane | ReportedLane) -> Flow:
    """What the number has changed by, bold where it is more than chance, and its target."""
    said = words.changed(cell, lane)
    return flow.say(said, SMALL, "soft", bold=said.startswith(("▲", "▼"))).say(words.aimed(cell, lane), SMALL, "soft")


def _joined(said: list[str], room: float) -> list[str]:
    """One line where there is room, else one each."""
    there = [one for one in said if one]
    line = " · ".join(there)
    return [line] if width(line, SMALL) <= room * 0.97 else there


def _value(flow: Flow, cell: words.Number, lane: Lane | ReportedLane, side: str) -> None:
    """The value, large, with a sign before it and its unit behind it; smaller where the column is narrow, in lines where it must."""
    said, after = words.whole(cell, lane), fmt.suffix(cell.value, lane.unit)
    sign = words.sign(cell, lane)
    fill, bold = (_SIDE[side][1], True) if side else ("ink", True) if cell.status == "ok" and not isinstance(lane, ReportedLane) else ("soft", False)
    size = 15.0 if lane.name == "leaving" or isinstance(lane, ReportedLane) else VALUE
    beside = (width(sign, SMALL) + 2 if sign else 0) + (width(after, SMALL) + 3 if after else 0) + 9  # and the mark of its grade
    while size > TEXT and width(said, size, bold) + beside > flow.room:
        size -= 0.5
    if width(said, size, bold) + beside > flow.room:
        flow.say(f"{sign}{said}", size, fill, bold).say(after)
        return
    x = width(sign, SMALL) + 2 if sign else 0.0
    drawn = text(0, size, sign, SMALL, fill, True) if sign else ""
    drawn += text(x, size, said, size, fill, bold)
    drawn += text(x + width(said, size, bold) + (1 if after == "%" else 3), size, after, SMALL, fill if side else "soft") if after else ""
    flow.put(drawn, size * 1.22)


def _range(cell: words.Number, scale: tuple[float, float], room: float) -> str:
    """A line from end to end of the scale, the interval on it, the value as a tick, the target as a notch, and 0 where it is a middle."""
    value = cell.value or 0.0
    low, high = (_along(value if end is None else end, scale) * room for end in (cell.ci_low, cell.ci_high))
    drawn = box(0, 3, room, 5, "line", 2.5) + (box(room / 2 - 0.5, 1, 1, 9, "faint") if scale[0] < 0 else "")
    drawn += box(low, 3, max(high - low, 2), 5, "faint", 2) + box(_along(value, scale) * (room - 2), 1, 2, 9, "ink")
    aim = getattr(cell, "aim", None)
    at = _along(aim.value, scale) * room if aim else 0.0
    return drawn + (f'<path d="M{at - 3.5:.1f},-1h7L{at:.1f},4z" fill="{INK["accent"]}"/>' if aim else "")


def _along(value: float, scale: tuple[float, float]) -> float:
    return min(max((value - scale[0]) / (scale[1] - scale[0]), 0.0), 1.0)
