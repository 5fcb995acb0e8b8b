"""The first slide: the whole map as one table where it is small, otherwise stage by stage; the curve on top."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cjm_core import format as fmt
from cjm_core.journey_map.model import JourneyMap, TextLane
from cjm_core.settings import own
from cjm_core.takeaway import map_slides_words as words
from cjm_core.takeaway.map_slides_chart import curve, names_fit
from cjm_core.takeaway.map_slides_grid import Column, columns, placed
from cjm_core.takeaway.map_slides_page import Page
from cjm_core.takeaway.map_slides_paint import EDGE, WIDTH, Box, Line, Run, longest_word, table, text
from cjm_core.takeaway.map_slides_rows import Strip, heads, height, short, strip

_WHOLE = (12, 8)  # touchpoints and rows that one slide can show
_HEAD, _CURVE, _KEYS = 90.0, 112.0, 54.0
_LEAST, _TALL = 145.0, 250.0  # heights of the curve over the stages
_ROOM = WIDTH - 2 * EDGE
_SIZES = (12.0, 11.0, 10.0)
_BESIDE = 8  # stages on one slide


def overview(deck: Any, drawn: JourneyMap) -> None:
    """The slide, or several where there are more stages than one can show."""
    shown = columns(drawn)
    title = drawn.answer.replace("**", "") or drawn.name
    notes = ["The whole map: every number with n and interval is in the notes of the slides that follow."]
    for curved in (drawn.lane("emotion") is not None, False):
        strips = _strips(drawn, shown, curved)
        size = next((size for size in _SIZES if strips and _fits(strips, curved, len(shown), size)), None)
        if size:
            _whole(Page(deck, drawn, title, "", notes), drawn, strips, shown, size, curved)
            return
    for at in range(0, max(len(drawn.stages), 1), _BESIDE):
        _by_stage(Page(deck, drawn, title, _which(drawn, at), notes), drawn, shown, at)


def _strips(drawn: JourneyMap, shown: tuple[Column, ...], curved: bool) -> list[Strip]:
    """All rows of a small map, the emotion as a curve or in numbers; none for a large one."""
    if not shown or len(shown) > _WHOLE[0] or len(drawn.rows) > _WHOLE[1]:
        return []
    rows = (row for row in drawn.rows if not (curved and row.name == "emotion"))
    return [*heads(drawn, shown, True), *(strip(row, shown, 0.9, True) for row in rows)]


def _fits(strips: Sequence[Strip], curved: bool, many: int, size: float) -> bool:
    widths = _widths(many)
    words_fit = all(longest_word(box.lines, size) <= widths[1] for one in strips for box in one.boxes if box.span == 1)
    return words_fit and sum(height(one, widths, size) for one in strips) <= Page.room - (_CURVE if curved else 0)


def _widths(many: int) -> list[float]:
    return [_HEAD, *[(_ROOM - _HEAD) / max(many, 1)] * many]


def _whole(page: Page, drawn: JourneyMap, strips: Sequence[Strip], shown: Sequence[Column], size: float, curved: bool) -> None:
    """The curve, where there is room, over the columns of the table."""
    lane, top = drawn.lane("emotion"), page.top
    if lane and curved:
        text(page.slide, ((Run(lane.label, bold=True),), (Run(lane.detail, "faint", scale=0.9),)), (EDGE, top + 26, _HEAD - 24, 60), size, lane.label)
        curve(page.slide, drawn, lane, (EDGE, top, _ROOM, _CURVE), (_HEAD / _ROOM, 1 - _HEAD / _ROOM))
        top += _CURVE
    _table(page, strips, _widths(len(shown)), top, size)


def _table(page: Page, strips: Sequence[Strip], widths: Sequence[float], top: float, size: float) -> None:
    made = table(page.slide, [(one.all, height(one, widths, size)) for one in strips], widths, (EDGE, top), size, "Overview")
    page.name(made, own("Stages and what they show"))


def _which(drawn: JourneyMap, at: int) -> str:
    if len(drawn.stages) <= _BESIDE:
        return ""
    return own(f"Stages {at + 1} to {min(at + _BESIDE, len(drawn.stages))} of {len(drawn.stages)}")


def _by_stage(page: Page, drawn: JourneyMap, shown: tuple[Column, ...], at: int) -> None:
    """Key numbers, the curve, and of each stage its touchpoints and what stands out."""
    lane, top = drawn.lane("emotion"), page.top
    if at == 0:
        _keys(page, drawn)
        top += _KEYS + 8
    strips = _stage_strips(drawn, shown, at)
    widths = _widths(len(strips[0].boxes))
    size, high = _largest(strips, widths, page.top + page.room - top - (_LEAST if lane and at == 0 else 0))
    if lane and at == 0:
        tall = min(page.top + page.room - top - high - 6, _TALL)
        curve(page.slide, drawn, lane, (EDGE, top, _ROOM, tall))
        top += tall + 4
    if strips[0].boxes:
        _table(page, strips, widths, top, size)


def _largest(strips: list[Strip], widths: Sequence[float], room: float) -> tuple[float, float]:
    """The largest type with which the rows fit, and how high they are; rows that never fit are left to the slides that follow."""
    while True:
        for size in (14.0, 13.0, *_SIZES):
            high = sum(height(one, widths, size) for one in strips)
            if high <= room:
                return size, high
        if len(strips) == 1:
            return _SIZES[-1], high
        strips.pop()


def _stage_strips(drawn: JourneyMap, shown: tuple[Column, ...], at: int) -> list[Strip]:
    numbers = range(at, min(at + _BESIDE, len(drawn.stages)))
    first = heads(drawn, tuple(one for one in shown if one.stage in numbers), True)[0]
    row = [Box(box.lines, box.fill) for box in first.boxes]
    found = [Strip(first.head, tuple(row)), _row("What stands out", [_standing(drawn, one) for one in numbers])]
    if at or not drawn.lane("emotion") or not names_fit(drawn, _ROOM):  # otherwise the curve names them
        touchpoints = [_named(drawn.stages[one].touchpoints, one + 1) for one in numbers]
        found.insert(1, _row(own("Touchpoints"), [((Run(said, "soft"),),) if said else () for said in touchpoints]))
    pains = next((one for one in drawn.texts if one.name == "pains"), None)
    if pains and any(cell.items for cell in pains.cells):
        found.append(_row(pains.label, [_first(pains, shown, one) for one in numbers]))
    return found


def _named(touchpoints: Sequence[str], stage: int) -> str:
    return " · ".join(f"{stage}.{at} {short(name)}" for at, name in enumerate(touchpoints, start=1))


def _row(label: str, cells: Sequence[tuple[Line, ...]]) -> Strip:
    return Strip(Box(((Run(label, bold=True),),), "wash"), tuple(Box(lines) for lines in cells))


def _standing(drawn: JourneyMap, stage: int) -> tuple[Line, ...]:
    said = words.finding(drawn, stage).removeprefix(f"{drawn.stages[stage].name}").removeprefix(": ")
    return ((Run(said),),) if said else ()


def _first(lane: TextLane, shown: tuple[Column, ...], stage: int) -> tuple[Line, ...]:
    """The first thing said in a stage."""
    items = [item for one in placed(lane, tuple(column for column in shown if column.stage == stage)) for item in one.cell.items]
    if not items:
        return ()
    more = ((Run(f"and {len(items) - 1} more", "faint"),),) if len(items) > 1 else ()
    return ((Run(f"{words.SIGNS[items[0].grade]} ", "soft"), Run(" ".join(items[0].text.split()))), *more)


def _keys(page: Page, drawn: JourneyMap) -> None:
    """Up to five numbers that sum the map up."""
    keys = list(_key_numbers(drawn))[:5]
    wide = (_ROOM - 8 * (len(keys) - 1)) / len(keys)
    for at, (large, small, tone) in enumerate(keys):
        lines = ((Run(large, tone or "ink", True),), (Run(small, "soft", scale=0.67),))
        text(page.slide, lines, (EDGE + at * (wide + 8), page.top, wide, _KEYS), 18, "Key number", "wash")


def _key_numbers(drawn: JourneyMap) -> list[tuple[str, str, str]]:
    found = []
    if drawn.customers:
        found.append((fmt.count(drawn.customers_on_map), f"of {fmt.plural(drawn.customers, 'customer')} on the map", ""))
    lane, ends = drawn.lane("emotion"), words.extremes(drawn)
    if lane and ends:
        for (at, cell), sign, tone in zip(ends, ("▼", "▲"), ("bad", "good"), strict=True):
            said = f"{drawn.touchpoints[at]} ({words.interval(cell, lane)}, {words.counted(cell)})"
            found.append((f"{sign} {words.value(cell, lane)}", said, tone))
    if drawn.peak_end:
        score, mean = (fmt.value(one, "score", 1, signed=True) for one in (drawn.peak_end.score, drawn.peak_end.mean))
        found.append((score, f"peak–end score; plain mean {mean}", ""))
    found.append((f"{drawn.measured} of {drawn.filled}", "filled cells are measured", ""))
    return found
