"""Where things are in a journey: its keys, and changes of one stage or touchpoint that leave the rest as it is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from cjm_core.authored.model import Journey, MergedStage, PlannedStage, PlannedTouchpoint


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


_Piece = TypeVar("_Piece")
_AnyKeyed = TypeVar("_AnyKeyed", bound=_Keyed)


def with_key(pieces: Iterable[_AnyKeyed], key: str) -> _AnyKeyed | None:
    """The one with this key."""
    return next((one for one in pieces if one.key == key), None)


def keys(journey: Journey) -> set[str]:
    """Every key that is taken, those of merged stages and touchpoints too."""
    return set(every_key(journey))


def free_key(wanted: str, taken: Collection[str]) -> str:
    """The key itself, or with a number behind it where it is taken."""
    return next(key for key in (wanted, *(f"{wanted} ({number})" for number in range(2, len(taken) + 3))) if key not in taken)


def every_key(journey: Journey) -> Iterator[str]:
    """The same, a key that is there twice twice."""
    for stage in journey.stages:
        yield from (stage.key, *stage.merged)
        for one in stage.touchpoints:
            yield from (one.key, *(part.key for part in one.parts))


def stage_at(journey: Journey, key: str) -> PlannedStage | None:
    """The stage with this key, or the one that it became part of."""
    return with_key(journey.stages, key) or next((stage for stage in journey.stages if key in stage.merged), None)


def touchpoint_at(journey: Journey, key: str) -> PlannedTouchpoint | None:
    """The touchpoint with this key, or the one that it became part of."""
    every = journey.touchpoints
    return with_key(every, key) or next((one for one in every if with_key(one.parts, key)), None)


def stage_of(journey: Journey, touchpoint: str) -> PlannedStage | None:
    """The stage that a touchpoint belongs to."""
    return next((stage for stage in journey.stages if with_key(stage.touchpoints, touchpoint)), None)


def now_at(journey: Journey, key: str) -> str | None:
    """The key of the stage or touchpoint that stands for `key` now; None when it is gone.

    In a journey without stages, which follows the data, every key stands for itself.
    """
    if not journey.stages:
        return key
    found = stage_at(journey, key) or touchpoint_at(journey, key)
    return found.key if found else None


def name_of(journey: Journey, key: str) -> str:
    """What a stage or touchpoint is called; its key where it is gone."""
    found = stage_at(journey, key) or touchpoint_at(journey, key)
    return found.name if found else key


def put(pieces: Sequence[_Piece], piece: _Piece, before: int | None) -> tuple[_Piece, ...]:
    """The pieces with one more, before that place or at the end."""
    at = len(pieces) if before is None else before
    return (*pieces[:at], piece, *pieces[at:])


def parts_of(stage: PlannedStage) -> tuple[MergedStage, ...]:
    """The stages that were merged into it; of one whose name is not known any more, its key stands for it."""
    known = {key for part in stage.parts for key in part.keys}
    return (*(MergedStage(key, key) for key in stage.merged if key not in known), *stage.parts)


def split_off(whole: PlannedStage) -> tuple[PlannedStage, ...]:
    """A stage and those that were merged into it, each where it stood: the last one first, as it was the nearest."""
    stages = [replace(whole, merged=(), parts=())]
    for part in reversed(parts_of(whole)):
        at = place_of(stages, whole.key) or 0
        mine = tuple(one for one in stages[at].touchpoints if one.key in part.touchpoints)
        stages[at] = replace(stages[at], touchpoints=tuple(one for one in stages[at].touchpoints if one not in mine))
        stages.insert(at if part.before else at + 1, _again(part, mine))
    return tuple(stages)


def _again(part: MergedStage, touchpoints: tuple[PlannedTouchpoint, ...]) -> PlannedStage:
    return PlannedStage(part.key, part.name, touchpoints, part.hidden, part.keys[1:], part.parts)


def can_be_split(journey: Journey, key: str) -> bool:
    """Whether others were merged into this stage or touchpoint, or several names of the data attached to it."""
    stage, touchpoint = with_key(journey.stages, key), with_key(journey.touchpoints, key)
    return bool((stage and stage.merged) or (touchpoint and (touchpoint.parts or len(touchpoint.sources) > 1)))


def place_of(pieces: Sequence[_AnyKeyed], key: str) -> int | None:
    """Where the one with this key stands."""
    return next((at for at, one in enumerate(pieces) if one.key == key), None)


def with_stage(journey: Journey, key: str, change: Callable[[PlannedStage], PlannedStage]) -> Journey:
    """The journey with one stage changed; as it is where there is none with this key."""
    return replace(journey, stages=tuple(change(stage) if stage.key == key else stage for stage in journey.stages))


def with_touchpoints(
    journey: Journey, change: Callable[[tuple[PlannedTouchpoint, ...]], Iterable[PlannedTouchpoint]]
) -> Journey:
    """The journey with the touchpoints of every stage changed."""
    return replace(journey, stages=tuple(replace(stage, touchpoints=tuple(change(stage.touchpoints))) for stage in journey.stages))


def with_touchpoint(journey: Journey, key: str, change: Callable[[PlannedTouchpoint], PlannedTouchpoint]) -> Journey:
    """The journey with one touchpoint changed."""
    return with_touchpoints(journey, lambda every: (change(one) if one.key == key else one for one in every))


def without_touchpoint(journey: Journey, key: str) -> Journey:
    """The journey without one touchpoint."""
    return with_touchpoints(journey, lambda every: (one for one in every if one.key != key))


def without_sources(journey: Journey, sources: Iterable[str]) -> Journey:
    """The journey with these names of the data at no touchpoint any more."""
    taken = set(sources)

    def freed(one: PlannedTouchpoint) -> PlannedTouchpoint:
        left, parts = tuple(name for name in one.sources if name not in taken), tuple(map(freed, one.parts))
        return replace(one, sources=left, parts=parts)

    return with_touchpoints(journey, lambda every: map(freed, every))


def shown_name(one: PlannedTouchpoint) -> str:
    """Its name on the map; of one that others were merged into and that nobody named since, all of them."""
    return " + ".join((one.name, *(part.name for part in one.parts))) if one.parts and one.name in one.sources[:1] else one.name


def all_sources(touchpoints: Iterable[PlannedTouchpoint]) -> tuple[str, ...]:
    """The names in the data of these touchpoints."""
    return tuple(name for one in touchpoints for name in one.sources)
