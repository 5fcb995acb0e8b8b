"""Which touchpoints stand where on the map, and how its customers are accounted for. Pure: numbers and a journey, no database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cjm_core.authored import places
from cjm_core.authored.model import Journey, PlannedStage, PlannedTouchpoint
from cjm_core.authored.proposal import stages_of
from cjm_core.journey_map import reported
from cjm_core.journey_map.model import Stage
from cjm_core.journey_map.numbers import Numbers, Place
from cjm_core.settings import own
from cjm_core.small_cells import left_over, too_few

MOST_TOUCHPOINTS = 30  # more columns than this cannot be read; the rest is counted under the map


@dataclass(frozen=True)
class Column:
    """A touchpoint that is drawn: its key and name, its name in the data (None: only drawn), and the key of its stage."""

    key: str
    name: str
    source: str | None
    stage: str


@dataclass(frozen=True)
class Layout:
    """Stages and columns in order. `hidden` are the touchpoints of the data that the journey hides, `edited` whether people placed them."""

    stages: tuple[Stage, ...]
    columns: tuple[Column, ...]
    hidden: frozenset[str]
    undrawn: int  # touchpoints of the selection that are not on the map
    edited: bool

    @property
    def names(self) -> tuple[str, ...]:
        """Touchpoints as the map calls them."""
        return tuple(column.name for column in self.columns)

    @property
    def sources(self) -> tuple[str, ...]:
        """The same as the data call them; a name that no data have for one that is only drawn."""
        return tuple(column.source if column.source is not None else f"\0{column.key}" for column in self.columns)

    @property
    def matched(self) -> bool:
        """Whether some touchpoint here is one of the data; so it is where none is drawn at all."""
        return not self.columns or any(column.source is not None for column in self.columns)

    @property
    def stage_of(self) -> dict[str, str]:
        """Touchpoint, as the data call it, -> key of its stage."""
        return {column.source: column.stage for column in self.columns if column.source is not None}


def laid_out(numbers: Numbers | None, journey: Journey | None) -> Layout:
    """The journey's stages and touchpoints, or those of the data where nobody has placed any."""
    if journey is not None and (journey.stages or numbers is None):
        return _placed(numbers, journey.stages)
    assert numbers is not None
    chosen = _commonest(numbers.places)
    if not chosen:  # nothing is measured: the reported numbers alone make a map
        stages, undrawn = reported.stages_of(numbers.told, MOST_TOUCHPOINTS)
        columns = tuple(Column(name, name, name, stage.name) for stage in stages for name in stage.touchpoints)
        return Layout(stages, columns, frozenset(), undrawn, False)
    planned = stages_of([(place.name, place.stage) for place in chosen])
    found = _placed(numbers, planned)
    stages = tuple(
        Stage(stage.name, numbers.stage_customers.get(stage.name, 0), stage.touchpoints, stage.key, stage.keys) for stage in found.stages
    )
    return Layout(stages, found.columns, frozenset(), len(numbers.places) - len(chosen), False)


def _commonest(places: Sequence[Place]) -> list[Place]:
    """Those met by most customers, or with most answers or comments where there are no events; in the order of the journey."""
    top = sorted(places, key=lambda place: (-place.met, -place.answers, -place.comments, place.position))[:MOST_TOUCHPOINTS]
    return sorted(top, key=lambda place: (place.stage_position, place.position))


def _placed(numbers: Numbers | None, planned: Sequence[PlannedStage]) -> Layout:
    known = frozenset(numbers.met.bits) | {place.name for place in numbers.places} if numbers else frozenset()
    columns, stages, hidden = [], [], set[str]()
    for stage in planned:
        shown = () if stage.hidden else tuple(one for one in stage.touchpoints if not one.hidden)
        hidden |= {source for one in stage.touchpoints if one not in shown for source in one.sources}
        if stage.hidden:
            continue
        mine = [Column(one.key, places.shown_name(one), _source(one, known), stage.key) for one in shown]
        columns += mine
        customers = _customers(numbers, [source for one in shown for source in one.sources])
        stages.append(Stage(stage.name, customers, tuple(one.name for one in mine), stage.key, tuple(one.key for one in mine)))
    drawn = {column.source for column in columns} | {source for stage in planned for one in stage.touchpoints for source in one.sources[1:]}
    undrawn = sum(place.name not in drawn for place in numbers.places) if numbers else 0
    return Layout(tuple(stages), tuple(columns), frozenset(hidden), undrawn, True)


def _source(one: PlannedTouchpoint, known: frozenset[str]) -> str | None:
    """The name in the data under which all of its sources are counted."""
    return next((source for source in one.sources if source in known), one.sources[0] if one.sources else None)


def _customers(numbers: Numbers | None, sources: Sequence[str]) -> int:
    """Distinct customers met at these touchpoints; 0 where so few, or so few others, may not be told."""
    if numbers is None:
        return 0
    found, whole = numbers.met.at(sources), numbers.everybody or numbers.met
    hidden = too_few(found) or too_few(numbers.met.customers - found) or left_over(whole.at(sources), found)
    return 0 if hidden else found


def accounted(numbers: Numbers, layout: Layout) -> tuple[int, tuple[tuple[str, int], ...]]:
    """Customers on the map, and (why, how many) of those who are not: together they are all customers of the selection.

    Reasons of too few are put together; where all outside are too few to be told, they are counted as on the map.
    """
    seen, drawn = numbers.met, [column.source for column in layout.columns if column.source is not None]
    total = numbers.customers
    on_map = min(seen.at(drawn), total)
    whole = numbers.everybody or seen
    every = whole.at(drawn)
    rest = whole.customers - every
    if too_few(on_map) or too_few(total - on_map) or left_over(every, on_map) or left_over(rest, total - on_map) or not total:
        return total, ()
    if not layout.edited:
        return on_map, _told([("with other touchpoints only", total - on_map)])
    hidden, unseen = seen.only_at(layout.hidden, drawn), whole.only_at(layout.hidden, drawn)
    elsewhere = total - on_map - hidden
    if too_few(hidden) or too_few(elsewhere) or left_over(unseen, hidden) or left_over(rest - unseen, elsewhere):
        return on_map, _told([("with other touchpoints only", total - on_map)])
    return on_map, _told([("with touchpoints only that this map hides", hidden), ("with touchpoints only that are not on this map", elsewhere)])


def _told(reasons: list[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    return tuple((own(why), n) for why, n in reasons if n)
