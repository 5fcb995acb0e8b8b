"""Around a drawn map: title and facts above it, the heads of stages and touchpoints, meter, legend and reconciliation under it."""

from __future__ import annotations

from cjm_core import format as fmt
from cjm_core.authored.model import GRADES, Persona
from cjm_core.journey_map.model import JourneyMap
from cjm_core.settings import own
from cjm_core.takeaway import map_drawing_words as words
from cjm_core.takeaway.lettering import width
from cjm_core.takeaway.map_drawing_grid import NARROW, Cell, Grid, Row, named, narrowest
from cjm_core.takeaway.map_drawing_ink import INK, LABEL, SMALL, TEXT, Flow, Piece, box, image, mark, moved, text

_SHADES = {"measured": 1.0, "reported": 0.62, "voted": 0.34, "assumed": 0.14}
_METER, _WIDEST, _PERSONA = 150.0, 1250.0, 330.0


def above(map: JourneyMap, wide: float) -> Piece:
    """Facts, the question, its answer, and at the right the persona."""
    card = _persona(map.persona, min(_PERSONA, wide * 0.32)) if map.persona else Piece(0)
    flow = Flow(min(wide - (_PERSONA + 40 if map.persona else 0), _WIDEST - 200)).rich(words.facts(map), TEXT, "faint").skip(4)
    flow.say(own(map.question) or map.name, 30, "ink", bold=True).skip(2).rich(map.answer, 16, "soft").skip(14)
    beside = moved(wide - min(_PERSONA, wide * 0.32), 0, card.svg, ' data-part="persona"')
    return Piece(max(flow.y, card.tall + 14), "".join(flow.parts) + beside)


def _persona(one: Persona, wide: float) -> Piece:
    """A small portrait: picture, name, goals, needs, and what they would say."""
    left = 66.0 if image(one.picture, 0, 0, 1, 1) else 0.0
    flow = Flow(wide - left - 24).say("Persona", SMALL).say(one.name, 15, "ink", bold=True)
    for label, said in (("Goals: ", one.goals), ("Needs: ", one.needs)):
        flow.say(said and label + said, TEXT, "soft")
    flow.say(one.quote and f"“{one.quote}”", TEXT, "soft", italic=True)
    tall = max(flow.y, 56 if left else 0) + 20
    return Piece(tall, box(0, 0, wide, tall, "wash", 10) + image(one.picture, 12, 10, 56, 56) + moved(12 + left, 9, flow.piece.svg))


def heads(map: JourneyMap, grid: Grid) -> tuple[Row, Row]:
    """The row of stages with their customers, and the row of touchpoints."""
    stages = tuple(
        Cell(at, span, _stage(map, number, grid.room(span)), where=map.stages[number].key or map.stages[number].name)
        for number, (at, span) in enumerate(grid.stages)
    )
    size = LABEL if grid.column >= narrowest(map) else NARROW
    names = tuple(
        Cell(at, 1, Flow(grid.room()).say(name, size, "ink").piece, where=key)
        for at, name, key in zip(grid.touchpoints, map.touchpoints, map.keys, strict=True)
    )
    top = Row("stages", named(own("Stage")), stages, wash=True, above="none", air=10)
    return top, Row("touchpoints", named(own("Touchpoint")), names)


def _stage(map: JourneyMap, number: int, room: float) -> Piece:
    """Number, name, and how many customers were met in it."""
    stage = map.stages[number]
    disc = f'<circle cx="9.5" cy="9.5" r="9.5" fill="{INK["ink"]}"/>'
    flow = Flow(room).put(disc + text(9.5, 13.5, str(number + 1), SMALL, "paper", anchor="middle"), 0)
    flow.say(stage.name, 15, "ink", bold=True, hang=26)
    noun = "" if number else " customer" if stage.customers == 1 else " customers"
    return flow.say(f"{fmt.count(stage.customers)}{noun}" if stage.customers else "", SMALL, hang=26).piece


def below(map: JourneyMap, wide: float) -> Piece:
    """Evidence meter, legend, notes and the reconciliation line."""
    flow = Flow(min(wide - _METER - 18, _WIDEST)).rich(words.meter(map), TEXT, "soft").skip(3)
    flow.put(*_marks(map, flow.room))
    flow.say(words.legend(map), TEXT, "soft").skip(3)
    for said in words.counts(map):
        flow.say(said, TEXT, "soft")
    return Piece(flow.y + 12, moved(0, 16, _meter(map)) + moved(_METER + 18, 12, flow.piece.svg))


def _meter(map: JourneyMap) -> str:
    """How much of what is filled has which grade, from the best to the least."""
    drawn, x = box(0, 0, _METER, 8, "line", 4), 0.0
    for grade in GRADES:
        part = map.grades[grade] / map.filled * _METER if map.filled else 0.0
        drawn += box(x, 0, part, 8, "accent", more=f' fill-opacity="{_SHADES[grade]}"') if part else ""
        x += part
    return f'<g clip-path="url(#meter)">{drawn}</g>'


def _marks(map: JourneyMap, room: float) -> tuple[str, float]:
    """The four grades by their signs, with how many cells have each."""
    said = {grade: f"{fmt.count(map.grades[grade])} {grade}" for grade in GRADES}
    said |= {"assumed": f"{said['assumed']} (typed in, without evidence)"}
    drawn, x, y = "", 0.0, 0.0
    for grade, one in said.items():
        wide = 15 + width(one, TEXT) + 20
        if x and x + wide > room:
            x, y = 0.0, y + TEXT * 1.4
        drawn += mark(grade, x, y + 4) + text(x + 14, y + TEXT, one, TEXT, "soft")
        x += wide
    return drawn, y + TEXT * 1.6
