"""The map as slides for a room: the same numbers in large type, one stage or one lane at a time, numbers told when somebody asks."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from cjm_core import look
from cjm_core.journey_map.model import Cell, Curve, Item, JourneyMap, Lane, ReportedLane, Stage, TextLane
from cjm_core.journey_map.slide_words import Figure, curve, few_words, figure, lead_lanes
from cjm_core.settings import own

BY = ("stage", "lane")
_PACKAGE = "cjm_core.journey_map"
_ROWS, _ROWS_OF_A_LANE, _THINGS = 4, 8, 5  # as many as can be read from the last row
_ALONE = ("emotion",)  # lanes that have a slide of their own anyhow


@dataclass(frozen=True)
class Row:
    """A touchpoint on the slide of its stage: its figures in the order of the slide's heads. `side` is low, high or empty."""

    name: str
    side: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Slide:
    """One slide. `kind` names its drawing; `part` is (1, 2) for the first of two that belong together."""

    kind: str  # title, curve, stage, numbers, words or todo
    title: str
    about: str = ""
    number: int = 0  # of the stage, from 1
    part: tuple[int, int] = (1, 1)
    heads: tuple[tuple[str, str], ...] = ()  # label and detail
    rows: tuple[Row, ...] = ()
    things: tuple[tuple[str, tuple[Item, ...]], ...] = ()  # (whose, what)
    quote: Item | None = None


def slides(journey_map: JourneyMap, by: str = "stage") -> tuple[Slide, ...]:
    """What is shown, in order: the answer, the curve, each stage (or each lane), and what to do."""
    felt = journey_map.lane("emotion")
    shown = [Slide("title", journey_map.name, journey_map.question)]
    if felt is not None and any(cell.value is not None for cell in felt.cells):
        shown.append(Slide("curve", "How they feel", felt.detail))
    shown += _stages(journey_map) if by == "stage" else _lanes(journey_map)
    return (*shown, *_todo(journey_map))


def as_slides(journey_map: JourneyMap, by: str = "stage", start: str = "Present") -> str:
    """The slides as HTML: small pictures of all of them, which the script (see `script`) shows one at a time on the whole screen.

    `start` is the text of the button that begins.
    """
    return look.templates(_PACKAGE).get_template("slides.html.j2").render(
        map=journey_map, slides=slides(journey_map, by), curve=curve(journey_map), css=look.style(_PACKAGE, "slides.css"), start=start,
        explain=_explain(journey_map), few=few_words, own=own,
        tokens=Markup(look.tokens().replace(".cjm", ".deck")),  # the map beside it has its own rules
    )  # fmt: skip


def for_file(journey_map: JourneyMap, by: str = "stage") -> Markup:
    """Slides and script for a standalone file: a button and nothing else until it is pressed; not printed."""
    return Markup('<div class="in-file">%s</div><script>%s</script>') % (Markup(as_slides(journey_map, by)), script())


def script() -> Markup:
    """Our own script for a file; it listens for keys and clicks and knows no data."""
    return Markup("%s\npresent();") % look.style(_PACKAGE, "slides.js")


def component() -> str:
    """The same for a component of a page."""
    leave = "() => setTriggerValue('left', true)"
    # Streamlit calls again with new data, and cleans up only at the end: without `stop` a key would turn two slides.
    again = f"export default ({{ setTriggerValue }}) => {{ stop?.(); stop = present({leave}); return stop; }};"
    return f"{look.style(_PACKAGE, 'slides.js')}\nlet stop;\n{again}"


def script_hash() -> str:
    """What a Content-Security-Policy names so that this script runs and no other."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script().encode()).digest()).decode()


def _stages(journey_map: JourneyMap) -> Iterator[Slide]:
    lanes = lead_lanes(journey_map)
    heads = tuple((lane.label, lane.detail) for lane in lanes)
    first = 0
    for number, stage in enumerate(journey_map.stages, start=1):
        rows = _rows(journey_map, stage, first, lanes)
        first += len(stage.touchpoints)
        pains = _said(journey_map, stage, ("pains",))
        quote = next((item for item in _said(journey_map, stage, ("quotes", "pains", "delights", "thinking", "says")) if item.quote), None)
        things = tuple(item for item in pains if not item.quote)[:2]
        for part, some in _parts(rows, _ROWS):
            first_part = part[0] == 1
            said = (("Pain points", things),) if things and first_part else ()
            yield Slide("stage", stage.name, few_words(stage), number, part, heads, some, said, quote if first_part else None)


def _rows(journey_map: JourneyMap, stage: Stage, first: int, lanes: Sequence[Lane]) -> tuple[Row, ...]:
    lowest, highest = (end and end["name"] for end in (curve(journey_map).get("lowest"), curve(journey_map).get("highest")))
    return tuple(
        Row(name, "low" if name == lowest else "high" if name == highest else "", tuple(figure(lane.cells[at], lane) for lane in lanes))
        for at, name in enumerate(stage.touchpoints, start=first)
    )


def _lanes(journey_map: JourneyMap) -> Iterator[Slide]:
    for row in journey_map.rows:
        if isinstance(row, TextLane):
            if row.name != "actions":
                yield from _words(journey_map, row)
        elif row.name not in _ALONE:
            yield from _numbers(journey_map, row)


def _numbers(journey_map: JourneyMap, lane: Lane | ReportedLane) -> Iterator[Slide]:
    cells = zip(journey_map.touchpoints, lane.cells, strict=True)
    rows = tuple(Row(name, "", (figure(cell, lane),)) for name, cell in cells if cell is not None and _known(cell))
    for part, some in _parts(rows, _ROWS_OF_A_LANE):
        yield Slide("numbers", lane.label, lane.detail, 0, part, (), some)


def _known(cell: Any) -> bool:
    return cell.value is not None or (isinstance(cell, Cell) and cell.status == "suppressed")


def _words(journey_map: JourneyMap, lane: TextLane) -> Iterator[Slide]:
    names = {stage.key or stage.name: stage.name for stage in journey_map.stages}
    names |= dict(zip(journey_map.keys, journey_map.touchpoints, strict=True))
    things = tuple((names.get(cell.at, cell.at), (item,)) for cell in lane.cells for item in cell.items)
    for part, some in _parts(things, _THINGS):
        yield Slide("words", lane.label, lane.detail, 0, part, things=_together(some))


def _todo(journey_map: JourneyMap) -> Iterator[Slide]:
    """What to do comes last; where nothing is planned the slide says so, because that is what the room is there for."""
    lane = next((lane for lane in journey_map.texts if lane.name == "actions"), None)
    found = [replace(slide, kind="todo", title="What to do") for slide in (_words(journey_map, lane) if lane else ())]
    yield from found or [Slide("todo", "What to do")]


def _together(things: Sequence[tuple[str, tuple[Item, ...]]]) -> tuple[tuple[str, tuple[Item, ...]], ...]:
    """Things of one place under one head."""
    kept: dict[str, tuple[Item, ...]] = {}
    for whose, items in things:
        kept[whose] = (*kept.get(whose, ()), *items)
    return tuple(kept.items())


def _parts(rows: tuple[Any, ...], most: int) -> Iterator[tuple[tuple[int, int], tuple[Any, ...]]]:
    """Rows in even parts of at most so many: five rows become three and two, not four and one."""
    if not rows:
        return
    parts = -(-len(rows) // most)
    size, more = divmod(len(rows), parts)
    begin = 0
    for part in range(parts):
        end = begin + size + (part < more)
        yield (part + 1, parts), rows[begin:end]
        begin = end


def _said(journey_map: JourneyMap, stage: Stage, lanes: Sequence[str]) -> list[Item]:
    """What stands in these lanes at a stage or its touchpoints, in the order of the lanes."""
    here = {stage.key or stage.name, *(stage.keys or stage.touchpoints)}
    known = {lane.name: lane for lane in journey_map.texts}
    return [item for name in lanes if name in known for cell in known[name].cells if cell.at in here for item in cell.items]


def _explain(journey_map: JourneyMap) -> list[tuple[Curve, str]]:
    """The further curves, each with the touchpoints at which it differs beyond the noise."""
    names = journey_map.touchpoints
    real = ([names[at] for at, one in enumerate(curve.differences) if one is not None and one.real] for curve in journey_map.curves)
    return [(curve, ", ".join(found)) for curve, found in zip(journey_map.curves, real, strict=True)]
