"""Where stages, touchpoints and rows of a drawn map stand."""

from __future__ import annotations

from dataclasses import dataclass, field

from markupsafe import escape

from cjm_core.journey_map.model import JourneyMap, TextCell
from cjm_core.takeaway.lettering import width
from cjm_core.takeaway.map_drawing_ink import INK, LABEL, SAFE, SMALL, Flow, Piece, box, moved, plainly, rule

HEAD, PAD = 150.0, 7.0  # width of the names of rows; room beside what stands in a cell
_CORNER = 190.0  # the sign of the grade stands no farther from its number
NARROWEST, WIDEST, LONGEST_WORD = 66.0, 420.0, 104.0
NARROW = SMALL  # size of touchpoints' names where many columns have to fit a page


@dataclass(frozen=True)
class Grid:
    """Columns of one width. A stage without touchpoints has an empty one; `touchpoints` are the columns of the others."""

    column: float
    stages: tuple[tuple[int, int], ...]  # first column and how many, by stage
    touchpoints: tuple[int, ...]
    places: dict[str, tuple[int, int]]  # key of a stage or touchpoint -> first column and how many

    @property
    def columns(self) -> int:
        """How many there are, at least one."""
        return max(sum(span for _, span in self.stages), 1)

    @property
    def wide(self) -> float:
        """The whole width, names of rows included."""
        return HEAD + self.columns * self.column

    def room(self, span: int = 1) -> float:
        """The room inside a cell over so many columns."""
        return span * self.column - 2 * PAD

    def middle(self, at: int) -> float:
        """The middle of a touchpoint's column, from the first column on."""
        return (self.touchpoints[at] + 0.5) * self.column


@dataclass(frozen=True)
class Cell:
    """What stands in a row from a column on. `fill` is a colour of the palette or `hatch`; `where` is the key of its place."""

    at: int
    span: int
    piece: Piece
    fill: str = ""
    where: str = ""
    corner: str = ""  # drawn at the upper right


@dataclass(frozen=True)
class Row:
    """A row: its name, its cells, and what runs behind all of them (`behind`: from the first column's left upper corner)."""

    name: str
    head: Piece
    cells: tuple[Cell, ...]
    behind: Piece = field(default_factory=lambda: Piece(0))
    wash: bool = False  # as the row of stages
    above: str = "line"  # the rule over it: line, dashes, or none
    low: bool = False  # cells stand at the foot of the row
    air: float = 8.0

    @property
    def tall(self) -> float:
        """As tall as the tallest of its cells."""
        inner = max([self.head.tall, *(cell.piece.tall for cell in self.cells)])
        return max(inner + 2 * self.air, self.behind.tall)


def laid_out(map: JourneyMap, column: float) -> Grid:
    """The grid of a map with columns so wide."""
    stages: list[tuple[int, int]] = []
    touchpoints: list[int] = []
    at = 0
    places: dict[str, tuple[int, int]] = {}
    for stage in map.stages:
        span = max(len(stage.touchpoints), 1)
        stages.append((at, span))
        touchpoints += range(at, at + len(stage.touchpoints))
        places |= {key: (at + step, 1) for step, key in enumerate(stage.keys or stage.touchpoints)}
        at += span
    places |= {f"stage {stage.key or stage.name}": place for stage, place in zip(map.stages, stages, strict=True)}
    return Grid(column, tuple(stages), tuple(touchpoints), places)


def place(grid: Grid, cell: TextCell, by: str, before: int) -> tuple[int, int]:
    """First column and number of columns of a cell of words; one that names no place stands behind the one before."""
    found = grid.places.get(f"stage {cell.at}" if by == "stage" else cell.at)
    return found or (min(before, grid.columns - 1), max(min(cell.span, grid.columns - before), 1))


def narrowest(map: JourneyMap, size: float = LABEL) -> float:
    """Pixels that let the longest word of a touchpoint's name stand unbroken in letters of that size, within reason."""
    words = (word for name in map.touchpoints for word in plainly(name)[:300].split())
    longest = max((width(word, size) for word in words), default=0)
    return min(max(NARROWEST, longest / SAFE + 2 * PAD), LONGEST_WORD + 2 * PAD)


def named(label: str, detail: str = "", most: float = HEAD) -> Piece:
    """The name of a row and what it is."""
    return Flow(most - 2 * PAD - 4).say(label, LABEL, "ink", bold=True).say(detail).piece


def drawn(row: Row, grid: Grid, top: float) -> str:
    """A row with its upper edge there."""
    tall = row.tall
    ground = box(HEAD, top, grid.wide - HEAD, tall, "wash") if row.wash else ""
    parts = [box(0, top, HEAD, tall, "wash"), ground, *(_ground(cell, grid, top, tall) for cell in row.cells)]
    parts += _rule_above(row, grid, top)
    parts += [moved(PAD + 3, top + row.air, row.head.svg, ' data-part="head"'), moved(HEAD, top, row.behind.svg)]
    return f'<g data-row="{_name(row.name)}">{"".join([*parts, *(_cell(cell, row, grid, top, tall) for cell in row.cells)])}</g>'


def _rule_above(row: Row, grid: Grid, top: float) -> list[str]:
    if row.above == "none":
        return []
    return [rule(0, top, grid.wide, top) if row.above == "line" else rule(0, top, grid.wide, top, "faint", dashes="5 4")]


def _ground(cell: Cell, grid: Grid, top: float, tall: float) -> str:
    fill = "url(#few)" if cell.fill == "hatch" else INK.get(cell.fill, "")
    return box(HEAD + cell.at * grid.column, top, cell.span * grid.column, tall, fill) if fill else ""


def _cell(cell: Cell, row: Row, grid: Grid, top: float, tall: float) -> str:
    x, y = HEAD + cell.at * grid.column, top + (tall - row.air - cell.piece.tall if row.low else row.air)
    inside = moved(x + PAD, y, cell.piece.svg)
    corner = moved(x + min(cell.span * grid.column, _CORNER) - PAD - 6, top + 6, cell.corner)
    return f'<g data-at="{_name(cell.where)}">{inside}{corner}</g>' if inside or corner else ""


def _name(text: str) -> str:
    """A name as the value of an attribute."""
    return str(escape(plainly(text)[:200]))
