"""The journey map as slides of native, editable shapes: an overview, one or more slides per stage, and in the notes all that is known.

Nothing on a slide is a picture of text, nothing can be executed, and no text of a file becomes a link.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import Any

from cjm_core.journey_map.model import Cell, JourneyMap, TextLane
from cjm_core.settings import own
from cjm_core.small_cells import SUPPRESSED
from cjm_core.takeaway import map_slides_words as words
from cjm_core.takeaway.cells import clean
from cjm_core.takeaway.map_slides_grid import Column, Row, columns, number_at, placed
from cjm_core.takeaway.map_slides_overview import overview
from cjm_core.takeaway.map_slides_page import Page, blank_deck
from cjm_core.takeaway.map_slides_paint import EDGE, WIDTH, longest_word, table
from cjm_core.takeaway.map_slides_pictures import pictures
from cjm_core.takeaway.map_slides_rows import Strip, balanced, heads, height, on_pages, strip

_SIZES = (16.0, 14.0, 13.0, 12.0)  # of text on the slides of stages
_MOST = 5  # touchpoints on one slide


def map_pptx(drawn: JourneyMap) -> bytes:
    """The map as a PowerPoint file."""
    deck = blank_deck(drawn)
    overview(deck, drawn)
    for number in range(len(drawn.stages)):
        _stage(deck, drawn, number)
        pictures(deck, drawn, number)
    file = io.BytesIO()
    deck.save(file)
    return file.getvalue()


def _stage(deck: Any, drawn: JourneyMap, number: int) -> None:
    """The slides of one stage: its touchpoints × all rows that say something here."""
    every = tuple(one for one in columns(drawn) if one.stage == number)
    for shown in _fitting(every):
        rows = [strip(row, shown) for row in drawn.rows if _says(row, shown)]
        size, pages = _laid_out(rows, heads(drawn, shown, False), shown)
        for at, strips in enumerate(pages):
            part = _part(every, shown, at, len(pages))
            page = Page(deck, drawn, words.finding(drawn, number), part, _notes(drawn, number, shown), number)
            top = heads(drawn, shown, False)
            widths = _widths(shown)
            page.name(
                table(page.slide, [(one.all, height(one, widths, size)) for one in (*top, *strips)], widths, (EDGE, page.top), size, "Map"),
                own(f"Stage {drawn.stages[number].name}: lanes by touchpoint"),
            )


def _says(row: Row, shown: tuple[Column, ...]) -> bool:
    """Whether a row has anything in these columns; that nothing was asked is something, that nobody reported it is not."""
    if isinstance(row, TextLane):
        return row.kind == "line" or any(one.cell.items for one in placed(row, shown))
    cells = [number_at(row, one) for one in shown]
    return any(cell is not None and (isinstance(cell, Cell) or cell.value is not None or cell.status == SUPPRESSED) for cell in cells)


def _widths(shown: Sequence[Column]) -> list[float]:
    """Of the names of lanes and of each touchpoint."""
    head = 190.0 if len(shown) <= 3 else 156.0
    return [head, *[(WIDTH - 2 * EDGE - head) / len(shown)] * len(shown)]


def _fitting(every: tuple[Column, ...]) -> list[tuple[Column, ...]]:
    """The touchpoints in parts of about the same size that have room beside each other."""
    parts = math.ceil(len(every) / _MOST)
    size = math.ceil(len(every) / parts)
    return [every[at : at + size] for at in range(0, len(every), size)]


def _laid_out(rows: list[Strip], top: list[Strip], shown: Sequence[Column]) -> tuple[float, list[list[Strip]]]:
    """The largest type that takes no more slides than the smallest, and the rows on them."""
    widths = _widths(shown)
    rooms = {size: Page.room - sum(height(one, widths, size) for one in top) for size in _SIZES}
    fewest = len(on_pages(rows, widths, _SIZES[-1], rooms[_SIZES[-1]]))
    for size in _SIZES:
        if _whole_words(rows, widths, size) and len(on_pages(rows, widths, size, rooms[size])) == fewest:
            return size, balanced(rows, widths, size, rooms[size])
    return _SIZES[-1], balanced(rows, widths, _SIZES[-1], rooms[_SIZES[-1]])


def _whole_words(rows: Sequence[Strip], widths: Sequence[float], size: float) -> bool:
    """Whether no name of a lane and no number has a word that is too wide."""
    heads_fit = all(longest_word(one.head.lines, size) <= widths[0] for one in rows)
    return heads_fit and all(longest_word(box.lines[:2], size) <= widths[1] for one in rows for box in one.boxes if box.span == 1)


def _part(every: Sequence[Column], shown: Sequence[Column], at: int, pages: int) -> str:
    """Which part of a stage is on this slide, where there are several."""
    said = f"{shown[0].name} to {shown[-1].name}" if len(shown) < len(every) else ""
    return " · ".join(one for one in (said, f"part {at + 1} of {pages}".replace(" ", "\u00a0") if pages > 1 else "") if one)


def _notes(drawn: JourneyMap, number: int, shown: Sequence[Column]) -> list[str]:
    """Every number of these touchpoints with n and interval, then what they mean and where they come from."""
    said = []
    for row in drawn.rows:
        if isinstance(row, TextLane):
            said += [f"{row.label}: {item.text} ({item.detail})" for one in placed(row, tuple(shown)) for item in one.cell.more]
            continue
        for one in shown:
            cell = row.cells[one.at] if one.at is not None else None
            if cell is not None:
                said.append(f"{row.label} – {one.name}: {words.in_full(cell, row)}")
    return [clean(line) for line in (f"{drawn.stages[number].name}: every number with n and interval", *said)]
