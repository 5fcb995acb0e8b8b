"""The one drawing of a journey map outside the page: an SVG, and from it a picture and a page of paper. All of the map is on it."""

from __future__ import annotations

from collections.abc import Iterator

from cjm_core.journey_map.model import JourneyMap, Lane, TextLane
from cjm_core.takeaway import map_drawing_curve, map_drawing_numbers, map_drawing_says
from cjm_core.takeaway.cells import clean
from cjm_core.takeaway.map_drawing_frame import above, below, heads
from cjm_core.takeaway.map_drawing_grid import HEAD, NARROW, WIDEST, Grid, Row, drawn, laid_out, narrowest
from cjm_core.takeaway.map_drawing_ink import FONT, INK, Piece, box, moved, rule
from cjm_core.takeaway.scripts import painted

PAPERS = {"A3": (420.0, 297.0), "A1": (841.0, 594.0)}  # landscape, in millimetres
_EDGE = 10.0 / 420.0  # of the paper's width
_MARGIN, _USUAL, _LEAST = 32.0, 1170.0, 900.0  # on a screen; a page is never drawn narrower than the last
_TALLER = 160.0  # that the curve grows by where a page has room left
_SHARP, _MOST_PIXELS = 2400, 60_000_000
_POINTS = 72 / 25.4  # in a millimetre


def map_svg(map: JourneyMap, paper: str = "screen") -> str:
    """The whole map as one SVG: on `screen` as large as it needs, on `A3` or `A1` one page in landscape.

    Raises KeyError for another paper. Text is text; nothing is fetched: pictures lie in the file.
    """
    return _on_screen(map)[0] if paper == "screen" else _on_paper(map, *PAPERS[paper], unit="mm")


def map_png(map: JourneyMap) -> bytes:
    """The map as a picture, at least 2,400 pixels wide, so that its smallest letters can be read."""
    svg, wide, tall = _on_screen(map)
    scale = min(max(2.0, _SHARP / wide), (_MOST_PIXELS / (wide * tall)) ** 0.5)
    return painted(svg, "png", scale)


def map_pdf(map: JourneyMap, paper: str = "A3") -> bytes:
    """One page of exactly that paper, its text selectable. Raises KeyError for another paper than `A3` and `A1`."""
    wide, tall = (side * _POINTS for side in PAPERS[paper])
    return painted(_on_paper(map, wide, tall), "pdf")


def _on_screen(map: JourneyMap) -> tuple[str, float, float]:
    """The drawing in its own size, and how wide and tall it is."""
    columns = laid_out(map, 1).columns
    body = _Body(map, max(narrowest(map), 84, (_USUAL - HEAD) / columns))
    wide, tall = body.grid.wide + 2 * _MARGIN, body.tall + 2 * _MARGIN
    return _document(body, (wide, tall), (_MARGIN, _MARGIN), 'width="%.0f" height="%.0f"' % (wide, tall)), wide, tall  # noqa: UP031


def _on_paper(map: JourneyMap, wide: float, tall: float, unit: str = "") -> str:
    """The drawing on a page with those sides, with columns that fill it best."""
    body = _fitting(map, wide * (1 - 2 * _EDGE) / (tall - 2 * _EDGE * wide))
    inner = max(body.grid.wide, body.tall * (wide * (1 - 2 * _EDGE)) / (tall - 2 * _EDGE * wide))
    page = inner / (1 - 2 * _EDGE)
    return _document(body, (page, page * tall / wide), ((page - body.grid.wide) / 2, page * _EDGE), f'width="{wide:g}{unit}" height="{tall:g}{unit}"')


def _fitting(map: JourneyMap, wanted: float) -> _Body:
    """The map with columns as wide as makes its drawing's sides stand as the paper's: wider columns make lower rows."""
    least = (_LEAST - HEAD) / laid_out(map, 1).columns
    low, high = max(narrowest(map, NARROW), least), max(WIDEST, least)
    body = _Body(map, low)
    if body.grid.wide >= body.tall * wanted:
        return _Body(map, low, min(body.grid.wide / wanted - body.tall, _TALLER))
    for _ in range(7):
        middle = (low + high) / 2
        body = _Body(map, middle)
        low, high = (middle, high) if body.grid.wide < body.tall * wanted else (low, middle)
    return body


class _Body:
    """The drawing with columns so wide: what it consists of and how tall that is."""

    def __init__(self, map: JourneyMap, column: float, spare: float = 0.0) -> None:
        self.grid = laid_out(map, column)
        self.above, self.below = above(map, self.grid.wide), below(map, self.grid.wide)
        self.rows = [*heads(map, self.grid), *_rows(map, self.grid, spare)]

    @property
    def tall(self) -> float:
        """With everything above and below the grid."""
        return self.above.tall + sum(row.tall for row in self.rows) + self.below.tall

    @property
    def piece(self) -> Piece:
        """All of it, drawn."""
        y, parts = self.above.tall, [moved(0, 0, self.above.svg, ' data-part="above"')]
        for row in self.rows:
            parts.append(drawn(row, self.grid, y))
            y += row.tall
        parts.append(_frame(self.grid, self.above.tall, self.rows[0].tall, y))
        return Piece(self.tall, "".join([*parts, moved(0, y, self.below.svg, ' data-part="below"')]))


def _rows(map: JourneyMap, grid: Grid, spare: float) -> Iterator[Row]:
    """Every row of the map in its order. `spare` is for the curve."""
    for row in map.rows:
        if isinstance(row, TextLane):
            yield map_drawing_says.row_of(row, grid)
        elif isinstance(row, Lane) and row.collapsed:
            yield map_drawing_numbers.thin(row, grid, map.keys)
        elif isinstance(row, Lane) and row.name == "emotion":
            yield from map_drawing_curve.rows_of(map, row, grid, map.keys, spare)
        else:
            yield map_drawing_numbers.row_of(row, grid, map.keys)


def _frame(grid: Grid, top: float, stages: float, foot: float) -> str:
    """The line around the grid, the one behind the names of its rows, and those between the stages."""
    around = f'<rect x="0" y="{top:.1f}" width="{grid.wide:.1f}" height="{foot - top:.1f}" rx="8" fill="none" stroke="{INK["line"]}"/>'
    between = (rule(HEAD + at * grid.column, top, HEAD + at * grid.column, top + stages) for at, _ in grid.stages if at)
    return "".join([around, rule(HEAD, top, HEAD, foot), *between])


def _document(body: _Body, page: tuple[float, float], at: tuple[float, float], size: str) -> str:
    few = f'<rect width="9" height="9" fill="{INK["paper"]}"/><rect width="3.5" height="9" fill="{INK["wash"]}"/>'
    shapes = (
        f'<defs><pattern id="few" width="9" height="9" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">{few}</pattern>'
        '<clipPath id="meter"><rect width="150" height="8" rx="4"/></clipPath></defs>'
    )
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {page[0]:.1f} {page[1]:.1f}" font-family="{FONT}, Arial, sans-serif">'
    ground = box(-2, -2, page[0] + 4, page[1] + 4, "paper")  # over the edge, where pixels are drawn in part
    return clean(f"{head}{shapes}{ground}{moved(*at, body.piece.svg)}</svg>")
