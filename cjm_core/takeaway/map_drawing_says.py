"""The rows of words of a drawn map: items with the mark of their evidence, pictures, and the dividing lines of a blueprint."""

from __future__ import annotations

from cjm_core import format as fmt
from cjm_core.authored.lanes import PLANS
from cjm_core.journey_map.model import Item, TextCell, TextLane
from cjm_core.takeaway.map_drawing_grid import HEAD, Cell, Grid, Row, named, place
from cjm_core.takeaway.map_drawing_ink import SMALL, TEXT, Flow, Piece, image, mark, rule

_STRONG = ("pains", "delights", "truths", "opportunities", "actions")
_THOUGHT = ("says", "thinks", "thinking", "feels")
_HANG = 14.0  # behind the mark
_PICTURE = (168.0, 105.0)  # the most that one takes


def row_of(lane: TextLane, grid: Grid) -> Row:
    """A row of words, a dividing line, or, folded, its name alone."""
    if lane.kind == "line":
        return _divider(lane, grid)
    if lane.collapsed:
        items = sum(len(cell.items) for cell in lane.cells)
        said = f"{fmt.count(items)} {'entry' if items == 1 else 'entries'}, folded away"
        cell = Cell(0, grid.columns, Flow(grid.room(grid.columns)).say(said).piece)
        return Row(lane.name, Flow(130).say(lane.label, SMALL, "soft", bold=True).piece, (cell,), air=4)
    cells, behind = [], 0
    for found in lane.cells:
        at, span = place(grid, found, lane.by, behind)
        cells.append(Cell(at, span, _words(found, lane, grid.room(span)), where=found.at))
        behind = at + span
    return Row(lane.name, named(lane.label, lane.detail), tuple(cells))


def _divider(lane: TextLane, grid: Grid) -> Row:
    """A line across the map with its name on it."""
    middle = 12.0
    across = Piece(24, rule(0, middle, grid.wide - HEAD, middle, "soft", 1.5, "7 5"))
    return Row(lane.name, Flow(130).say(lane.label, SMALL, "soft", bold=True).piece, (), across, air=5)


def _words(cell: TextCell, lane: TextLane, room: float) -> Piece:
    """Everything that stands in a cell."""
    flow = Flow(room)
    for at, item in enumerate(cell.items):
        flow.skip(6 if at else 0)
        _item(flow, item, lane)
    if cell.more:
        flow.skip(5).say(f"and {len(cell.more)} more", SMALL, "soft")
    if cell.open_threads:
        flow.skip(3).say(fmt.plural(cell.open_threads, "open comment"), SMALL, "accent")
    return flow.piece


def _item(flow: Flow, item: Item, lane: TextLane) -> None:
    """One item: its mark, its words, and small under them what they rest on and why they should be read again."""
    if item.picture:
        _picture(flow, item)
    thought = item.quote or lane.name in _THOUGHT
    flow.parts.append(mark(None if lane.name in PLANS else item.grade, 0, flow.y + 3.5))
    said = f"“{item.text}”" if item.quote and not item.text.startswith(("“", '"')) else item.text
    strong = lane.name in _STRONG and not item.quote and not item.quiet
    fill = "accent" if lane.name == "actions" else "soft" if thought or item.quiet else "ink"
    flow.say(said, SMALL if item.quiet else TEXT, fill, strong, thought, hang=_HANG).say(item.detail, SMALL, "soft", hang=_HANG)
    flow.say(item.evidence and f"evidence: {item.evidence}", SMALL, hang=_HANG)
    flow.say(item.stale and f"read again: {item.stale}", SMALL, "bad", hang=_HANG)


def _picture(flow: Flow, item: Item) -> None:
    """A picture as large as there is room for."""
    wide = min(flow.room, _PICTURE[0])
    tall = wide / _PICTURE[0] * _PICTURE[1]
    if drawn := image(item.picture, 0, 0, wide, tall):
        flow.put(drawn, tall + 4)
