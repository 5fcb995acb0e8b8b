"""The emotion rows of a drawn map: one curve or several with straight segments, and under them every value in figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from cjm_core import format as fmt
from cjm_core import look
from cjm_core.charts.paint import LINES
from cjm_core.journey_map.curve import drawn_curve, letter
from cjm_core.journey_map.model import Cell as Point
from cjm_core.journey_map.model import Change, JourneyMap, Lane, PeakEnd
from cjm_core.journey_map.render_cells import difference
from cjm_core.takeaway import map_drawing_words as words
from cjm_core.takeaway.lettering import width
from cjm_core.takeaway.map_drawing_grid import Cell, Grid, Row, named
from cjm_core.takeaway.map_drawing_ink import INK, SMALL, TEXT, Flow, Piece, box, mark, moved, rule, text

_TALL, _ROOM = 144.0, 28.0  # of the curve from +2 to −2, and above and below it for the tags
_REACH = 2.0
# Of the further curves: never blue or orange, which mean better and worse.
_OTHERS = tuple(zip((INK["soft"], LINES[0][2], LINES[0][3], INK["ink"], INK["faint"]), ("6 4", "2 3", "10 3 2 3", "1.5 4", "12 5"), strict=True))
_LINE = 2.5


def rows_of(map: JourneyMap, lane: Lane, grid: Grid, keys: tuple[str, ...], spare: float = 0.0) -> Iterator[Row]:
    """The curve, the figures of each curve, and how peak and end compare. `spare`: how much taller the curve can be."""
    tall = _TALL + spare
    yield Row(lane.name, _head(lane), (), Piece(tall + 2 * _ROOM, _Plot(map, lane, grid, tall).svg))
    said = [_figures(cell, lane, grid.room()) for cell in lane.cells]
    more = [mark(cell.grade, 0, 0, 6) if cell.value is not None else "" for cell in lane.cells]
    yield _strip(f"{lane.name} figures", _sample(map.population or "everyone", INK["accent"], ""), said, more, grid, keys)
    for at, (curve, (colour, dashes)) in enumerate(zip(map.curves, _OTHERS, strict=False)):
        pieces = [_figures(cell, lane, grid.room(), change) for cell, change in zip_longest(curve.cells, curve.differences)]
        head = _sample(f"{letter(at)} {curve.label}", colour, dashes)
        yield _strip(f"{lane.name} {curve.label}", head, pieces, [""] * len(pieces), grid, keys)
    yield from _ends(map, grid)


def _ends(map: JourneyMap, grid: Grid) -> Iterator[Row]:
    """How peak and end compare with the plain mean, and how many differences were looked at, in words."""
    flow, peaks = Flow(min(grid.room(grid.columns), 1100)), _peaks(map)
    for sentence in [*peaks, *([words.starless(map.compared)] if map.compared else [])]:
        flow.rich(sentence, TEXT, "soft")
    if flow.y:
        head = named("Peak and end", "a rule of memory, not a measure") if peaks else named("Differences")
        yield Row("peak and end", head, (Cell(0, grid.columns, flow.piece),), above="none")


def _head(lane: Lane) -> Piece:
    """The row's name, and what the band is."""
    flow = Flow(132).put(*_swap(named(lane.label, lane.detail))).skip(6)
    return flow.put(f'<g opacity="0.17">{box(0, 1, 18, 9, "accent")}</g>' + text(24, 10, "95 % interval", SMALL, "faint"), 14).piece


def _swap(piece: Piece) -> tuple[str, float]:
    return piece.svg, piece.tall


def _sample(label: str, colour: str, dashes: str) -> Piece:
    """The key of a curve: how it is drawn, and whose it is."""
    flow = Flow(132).put(rule(0, 9, 20, 9, colour, _LINE if not dashes else 1.8, dashes), 0)
    return flow.say(label, SMALL, "soft", hang=26).piece


def _strip(name: str, head: Piece, pieces: Sequence[Piece], corners: Sequence[str], grid: Grid, keys: tuple[str, ...]) -> Row:
    placed = zip(grid.touchpoints, pieces, corners, keys, strict=False)
    return Row(name, head, tuple(Cell(at, 1, piece, "", key, corner) for at, piece, corner, key in placed), above="none", air=5)


def _figures(cell: Point, lane: Lane, room: float, change: Change | None = None) -> Piece:
    """One point in figures: value, interval and n, and how far it lies from the map's own curve."""
    flow = Flow(room)
    if cell.value is None:
        return flow.skip(1).say(words.nothing(cell, lane)).piece
    flow.say(words.whole(cell, lane), TEXT, "ink" if cell.status == "ok" else "soft", bold=cell.status == "ok")
    flow.say(words.ends(cell, lane)).say(words.based_on(cell))
    moved = words.changed(cell, lane)
    flow.say(moved, SMALL, "soft", bold=moved.startswith(("▲", "▼"))).say(words.aimed(cell, lane), SMALL, "soft")
    if change is not None:
        span = fmt.interval(change.ci_low, change.ci_high, "score", 1, True)
        sign = ("▲ " if change.value > 0 else "▼ ") if change.real else ""
        flow.say(f"{sign}{difference(change.value, lane)} apart" + (f", {span}" if span else ""), SMALL, "soft", bold=change.real)
    return flow.piece


def _peaks(map: JourneyMap) -> list[str]:
    """Peak-end score beside the plain mean, for each curve that has one."""
    whose = [(map.population or "everyone", map.peak_end), *((curve.label, curve.peak_end) for curve in map.curves)]
    return [_peak(words.starless(name), found) for name, found in whose if found is not None]


def _peak(name: str, found: PeakEnd) -> str:
    peak, end, score, mean = (_score(value) for value in (found.peak_value, found.end_value, found.score, found.mean))
    return f"{name}: **{score}**, halfway between the peak ({found.peak}, {peak}) and the end ({found.end}, {end}); the plain mean is {mean}."


def _score(value: float) -> str:
    return fmt.value(value, "score", 1, True)


class _Plot:
    """The curves of a map over its columns, so tall from +2 to −2."""

    def __init__(self, map: JourneyMap, lane: Lane, grid: Grid, tall: float) -> None:
        self.map, self.lane, self.grid, self.tall, self.wide = map, lane, grid, tall, grid.columns * grid.column

    def y(self, value: float) -> float:
        """Pixels from the top."""
        return _ROOM + (_REACH - min(max(value, -_REACH), _REACH)) / (2 * _REACH) * self.tall

    @property
    def svg(self) -> str:
        """Scale, band, curves, points and tags."""
        return "".join([*self._scale(), *self._others(), *self._own(), *self._gaps(), *self._points(), *self._tags()])

    def _runs(self, cells: Sequence[Point]) -> list[list[tuple[int, Point]]]:
        """Neighbours that have values, where the map knows the order; a gap ends a run."""
        joined: list[list[tuple[int, Point]]] = [[]]
        for at, cell in enumerate(cells):
            if cell.value is None or not self.map.ordered:
                joined.append([])
            if cell.value is not None:
                joined[-1].append((at, cell))
        return [run for run in joined if run]

    def _scale(self) -> Iterator[str]:
        yield box(0, self.y(1 / 3), self.wide, self.y(-1 / 3) - self.y(1 / 3), "wash") + rule(0, self.y(0), self.wide, self.y(0))
        for y, said in ((16, "+2 glad"), (self.y(0) - 4, "0"), (self.tall + 2 * _ROOM - 8, "−2 angry")):
            yield text(6, y, said, SMALL, "faint")

    def _own(self) -> Iterator[str]:
        yield from (f'<path d="{self._band(run)}" fill="{INK["accent"]}" fill-opacity="0.15"/>' for run in self._runs(self.lane.cells))
        yield from (self._path(run, INK["accent"], _LINE) for run in self._runs(self.lane.cells))

    def _others(self) -> Iterator[str]:
        """Further curves: a dashed line, small points, and a letter behind the last; letters that would meet stand lower."""
        ends: list[tuple[float, float]] = []
        for number, (curve, (colour, dashes)) in enumerate(zip(self.map.curves, _OTHERS, strict=False)):
            yield from (self._path(run, colour, 1.8, dashes) for run in self._runs(curve.cells))
            there = [(self.grid.middle(at), self.y(point.value)) for at, point in enumerate(curve.cells) if point.value is not None]
            yield from (_dot(x, y, 2.2, colour) for x, y in there)
            if there:
                x, y = there[-1][0] + 9, there[-1][1] + 4
                while any(x == other and abs(y - height) < 12 for other, height in ends):
                    y += 1
                ends.append((x, y))
                yield text(x, y, letter(number), SMALL, colour, True)

    def _path(self, run: list[tuple[int, Point]], colour: str, thick: float, dashes: str = "") -> str:
        course = look.line([(self.grid.middle(at), self.y(cell.value or 0)) for at, cell in run])
        broken = f' stroke-dasharray="{dashes}"' if dashes else ""
        line = f'fill="none" stroke="{colour}" stroke-width="{thick:g}" stroke-linejoin="round"{broken}'
        return f'<path d="{course}" {line}/>' if len(run) > 1 else ""

    def _band(self, run: list[tuple[int, Point]]) -> str:
        """Between the ends of the intervals; a lonely point gets a narrow one."""
        ends = [[self.y(point.value or 0 if end is None else end) for end in (point.ci_low, point.ci_high)] for _, point in run]
        places = [(self.grid.middle(at), low, high) for (at, _), (low, high) in zip(run, ends, strict=True)]
        if len(places) == 1:
            x, low, high = places[0]
            places = [(x - 8, low, high), (x + 8, low, high)]
        return look.line([(x, high) for x, _, high in places] + [(x, low) for x, low, _ in reversed(places)]) + "Z"

    def _gaps(self) -> Iterator[str]:
        """Where nothing was asked it says so, unless another curve runs there: the figures under the curve say it as well."""
        for at, cell in enumerate(self.lane.cells):
            if cell.value is None and all(curve.cells[at].value is None for curve in self.map.curves):
                few = words.hidden(cell)
                said = [few] if few else ["nothing", "asked"]
                top, x = self.y(0) - 7 * len(said) + 10, self.grid.middle(at)
                yield "".join(text(x, top + 14 * step, one, SMALL, "faint", anchor="middle") for step, one in enumerate(said))

    def _points(self) -> Iterator[str]:
        """A ring where questions were mixed, dotted where answers are few, large at the lowest and the highest."""
        solid = [(cell.value, at) for at, cell in enumerate(self.lane.cells) if cell.value is not None and cell.status == "ok"]
        marked = {max(solid)[1]: "good", min(solid)[1]: "bad"} if len(solid) > 1 else {}
        for at, cell in enumerate(self.lane.cells):
            if cell.value is not None:
                x, y, colour = self.grid.middle(at), self.y(cell.value), INK[marked.get(at, "accent")]
                radius, few = 6.5 if at in marked else 4.5, cell.status != "ok"
                yield _dot(x, y, radius + 2, INK["paper"]) + _dot(x, y, radius, colour, cell.mixed or few, "2 2" if few else "")

    def _tags(self) -> Iterator[str]:
        """Words at the lowest, the highest, the peak and the end; where two would meet, the later one stands higher."""
        middles = [self.grid.middle(at) / self.wide * 100 for at in range(len(self.lane.cells))]
        taken: list[tuple[float, float, float]] = []
        for tag in drawn_curve(self.lane, self.map, middles)["tags"]:
            sign = {"low": "▼ ", "high": "▲ "}.get(tag["side"], "")
            said = f"{sign}{tag['words']} · {words.whole(tag['cell'], self.lane)}"
            half, y = width(said, 12, True) / 2 + 4, self.y(tag["cell"].value) + (22 if tag["side"] == "low" else -13)
            beside_scale = 58 if y < 24 or y > self.tall + 2 * _ROOM - 20 else 0
            x = min(max(tag["x"] / 100 * self.wide, half + beside_scale), max(self.wide - half, half))
            while any(abs(x - other) < half + wide and abs(y - height) < 15 for other, height, wide in taken):
                y += 15 if tag["side"] == "low" else -15
            taken.append((x, y, half))
            fill = {"low": "bad", "high": "good"}.get(tag["side"], "ink")
            ground = box(0, -11, 2 * half, 15, "paper", 3, ' fill-opacity="0.85"')
            yield moved(x - half, y, ground + text(half, 0, said, 12, fill, True, anchor="middle"))


def _dot(x: float, y: float, radius: float, colour: str, hollow: bool = False, dashes: str = "") -> str:
    broken = f' stroke-dasharray="{dashes}"' if dashes else ""
    line = f' stroke="{colour}" stroke-width="2.5"{broken}' if hollow else ""
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius - hollow:g}" fill="{INK["paper"] if hollow else colour}"{line}/>'
