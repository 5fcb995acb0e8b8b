"""The rows of a map as boxes of a table, and how they are put on as many slides as they need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cjm_core import format as fmt
from cjm_core.journey_map.model import Cell, Item, JourneyMap, TextCell, TextLane
from cjm_core.settings import own
from cjm_core.takeaway import map_slides_words as words
from cjm_core.takeaway.map_slides_grid import Column, Row, number_at, placed, stage_spans
from cjm_core.takeaway.map_slides_paint import DOWN, Box, Line, Run, height_of, rows_of, tallest

_TIED = "\u00a0"  # a blank at which no line is broken
_LONGEST = 80  # letters of a name
_SMALL = 0.86  # of what stands under a value, against the table's size


@dataclass(frozen=True)
class Strip:
    """One row of the table: what heads it, and its boxes over the columns."""

    head: Box
    boxes: tuple[Box, ...]

    @property
    def all(self) -> tuple[Box, ...]:
        """The boxes with their head."""
        return (self.head, *self.boxes)


def heads(drawn: JourneyMap, shown: tuple[Column, ...], stages: bool) -> list[Strip]:
    """The names of stages (where wanted) and touchpoints."""
    label = Box(((Run(own("Touchpoint"), "soft", True),),), "wash")
    names = tuple(Box(((Run(short(one.name), bold=True),),), "wash") for one in shown)
    found = [Strip(label, names)]
    if stages:
        spans = tuple(Box(_stage(drawn, stage), "wash", end - first) for stage, first, end in stage_spans(shown))
        found.insert(0, Strip(Box(((Run(own("Stage"), "soft", True),),), "wash"), spans))
    return found


def short(name: str) -> str:
    """A name, cut only where it is no name any more; the notes have it in full."""
    return name if len(name) <= _LONGEST else f"{name[:_LONGEST].rstrip()}…"


def _stage(drawn: JourneyMap, stage: int) -> tuple[Line, ...]:
    one = drawn.stages[stage]
    met = ((Run(fmt.plural(one.customers, "customer") if not stage else fmt.count(one.customers), "soft", scale=_SMALL),),) if one.customers else ()
    return ((Run(f"{stage + 1}  {short(one.name)}", bold=True),), *met)


def strip(row: Row, shown: tuple[Column, ...], small: float = _SMALL, brief: bool = False) -> Strip:
    """A row of the map over these columns; `brief` leaves changes, targets and what stands under words out."""
    detail = ((Run(row.detail, "faint", scale=small),),) if row.detail and not brief else ()
    head = Box(((Run(short(row.label), bold=True),), *detail), "wash")
    if isinstance(row, TextLane):
        if row.kind == "line":
            return Strip(replace(head, ruled=True), (Box(span=len(shown), ruled=True),))
        return Strip(head, tuple(Box(_said(one.cell, small, brief), span=one.end - one.first) for one in placed(row, shown)))
    return Strip(head, tuple(_number(row, column, small, brief) for column in shown))


def _number(row: words.Numbers, column: Column, small: float, brief: bool) -> Box:
    cell = number_at(row, column)
    if cell is None or cell.value is None:
        said = words.missing(cell, row) if column.at is not None else ""
        return Box(((Run(said, "faint", scale=small),),) if said else ())
    tone = words.side(cell, row)
    weak = cell.status == "small_sample"
    mark = f"{words.sign(cell, row)} ".lstrip()
    sign = Run(f" {words.SIGNS.get(cell.grade or '', '')}", "faint", scale=small)
    first = (Run(f"{mark}{words.value(cell, row)}", "faint" if weak else tone or "ink", not weak), sign)
    lines = [first, (Run(_rests_on(cell, row), "soft", scale=small),)]
    if isinstance(cell, Cell) and not brief:
        lines += [(Run(words.changed(cell.change, row), "soft", cell.change.real, small),)] if cell.change else []
        lines += [(Run(words.aimed(cell.aim, row), "soft", scale=small),)] if cell.aim else []
    elif not isinstance(cell, Cell):
        lines.append((Run(cell.period if brief else f"{cell.period} · {cell.source}", "soft", scale=small),))
    return Box(tuple(lines), f"{tone}w" if tone else "paper")


def _rests_on(cell: words.Number, row: words.Numbers) -> str:
    if row.name == "reach":
        return f"n{_TIED}{fmt.count(cell.n or 0)}"
    return f"{words.interval(cell, row)} · {words.counted(cell).replace(' ', _TIED)}"


def _said(cell: TextCell, small: float, brief: bool) -> tuple[Line, ...]:
    """What stands in a cell of words, and how much more the notes say."""
    more = ((Run(f"and {len(cell.more)} more, in the notes", "faint", scale=small),),) if cell.more and not brief else ()
    return (*_items(cell.items, small, brief), *more)


def _items(items: Sequence[Item], small: float, brief: bool) -> tuple[Line, ...]:
    lines: list[Line] = []
    for item in items:
        said = " ".join(item.text.split()) or ("picture" if item.picture else "")
        said = f"“{said}”" if item.quote else said
        lines.append((Run(f"{words.SIGNS[item.grade]} ", "soft"), Run(said, "soft", scale=small) if item.quiet else Run(said)))
        if not brief:
            lines += [(Run(one, "soft", scale=small),) for one in (item.detail, item.evidence) if one]
            lines += [(Run(f"Read again: {item.stale}", "bad", scale=small),)] if item.stale else []
    return tuple(lines)


def height(one: Strip, widths: Sequence[float], size: float) -> float:
    """How high a strip will be; `widths` begin with that of the heads."""
    found, at = 0.0, 0
    for box in one.all:
        found = max(found, height_of(box.lines, sum(widths[at : at + box.span]), size))
        at += box.span
    return max(found, size * 1.2 + 2 * DOWN)


def on_pages(strips: Sequence[Strip], widths: Sequence[float], size: float, room: float) -> list[list[Strip]]:
    """The strips on pages so high. One that is higher than a page goes on on the next, its head saying so."""
    pages: list[list[Strip]] = [[]]
    used = 0.0
    for whole in strips:
        for piece in _cut(whole, widths, size, room):
            high = height(piece, widths, size)
            if pages[-1] and used + high > room:
                pages.append([])
                used = 0.0
            pages[-1].append(piece)
            used += high
    return pages


def balanced(strips: Sequence[Strip], widths: Sequence[float], size: float, room: float) -> list[list[Strip]]:
    """The same on as few pages, each about as full as the others."""
    pages = on_pages(strips, widths, size, room)
    fewer = (on_pages(strips, widths, size, room * part / 20) for part in range(10, 20))
    return next((found for found in fewer if len(found) == len(pages)), pages)


def _cut(whole: Strip, widths: Sequence[float], size: float, room: float) -> list[Strip]:
    """A strip in pieces that each fit on a page."""
    if height(whole, widths, size) <= room:
        return [whole]
    parts, at = [], 1
    for box in whole.boxes:
        parts.append(_cut_lines(box.lines, sum(widths[at : at + box.span]), size, room))
        at += box.span
    most = max(map(len, parts))
    pieces = []
    for number in range(most):
        boxes = tuple(replace(box, lines=part[number] if number < len(part) else ()) for box, part in zip(whole.boxes, parts, strict=True))
        more = ((Run("continued", "faint", scale=_SMALL),),) if number else ()
        pieces.append(Strip(replace(whole.head, lines=(*whole.head.lines[:1], *more) if number else whole.head.lines), boxes))
    return pieces


def _cut_lines(lines: Sequence[Line], wide: float, size: float, room: float) -> list[tuple[Line, ...]]:
    """Lines in pieces that fit; a line that is too high is cut between its words."""
    pieces: list[list[Line]] = [[]]
    for line in lines:
        for part in _cut_line(line, wide, size, room):
            if pieces[-1] and height_of([*pieces[-1], part], wide, size) > room:
                pieces.append([])
            pieces[-1].append(part)
    return [tuple(piece) for piece in pieces]


def _cut_line(line: Line, wide: float, size: float, room: float) -> list[Line]:
    most = int((room - 2 * DOWN) / tallest(line, size))
    if rows_of(line, wide - 10, size) <= most:
        return [line]
    found, rest = [], [(word, run) for run in line for word in _short(run.text)]
    while rest:
        fits = _how_many(rest, wide, size, most)
        found.append(_joined(rest[:fits]))
        rest = rest[fits:]
    return found


def _short(text: str) -> list[str]:
    """Its words, each at most 40 letters long."""
    return [word[at : at + 40] for word in text.split() for at in range(0, len(word), 40)]


def _how_many(words_: Sequence[tuple[str, Run]], wide: float, size: float, most: int) -> int:
    low, high = 1, len(words_)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if rows_of(_joined(words_[:middle]), wide - 10, size) <= most else (low, middle - 1)
    return low


def _joined(words_: Sequence[tuple[str, Run]]) -> Line:
    """Words as runs again, neighbours of one look together."""
    runs: list[Run] = []
    for word, like in words_:
        if runs and replace(runs[-1], text=like.text) == like:
            runs[-1] = replace(runs[-1], text=f"{runs[-1].text} {word}")
        else:
            runs.append(replace(like, text=f"{word} " if not runs and len(word) == 1 else word))
    return tuple(runs)
