"""What is different between two journeys, in plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from cjm_core.authored import places
from cjm_core.authored.model import Journey, LaneChoice, PlannedStage, PlannedTouchpoint, Written
from cjm_core.authored.words import day, lane_name, quoted
from cjm_core.settings import own

_Piece = TypeVar("_Piece", PlannedStage, PlannedTouchpoint)


def changes(old: Journey, new: Journey) -> list[str]:
    """One sentence for each difference: the map, its stages, touchpoints, lanes, and what is written. Empty where there is none."""
    return [*_whole(old, new), *_stages(old, new), *_touchpoints(old, new), *_lanes(old, new), *_items(old, new)]


def _whole(old: Journey, new: Journey) -> Iterator[str]:
    if old.name != new.name:
        yield f"The map is called {quoted(new.name)}, before {quoted(old.name)}."
    if old.kind != new.kind:
        yield f"The map is {new.kind}, before {old.kind}."
    if old.dataset != new.dataset:
        yield "The map is measured from other data." if new.dataset else "The map is not measured from data any more."
    if old.review_on != new.review_on:
        yield f"To be reviewed on {day(new.review_on)}." if new.review_on else "There is no review date any more."


def _stages(old: Journey, new: Journey) -> Iterator[str]:
    yield from _pieces(old.stages, new.stages, "stage", lambda journey, key: _part_of(places.stage_at(journey, key), key), old, new)
    if _order(old.stages, new.stages) != _order(new.stages, old.stages):
        yield own("The stages stand in another order: ") + ", ".join(stage.name for stage in new.stages) + "."


def _touchpoints(old: Journey, new: Journey) -> Iterator[str]:
    merged = lambda journey, key: _part_of(places.touchpoint_at(journey, key), key)  # noqa: E731
    yield from _pieces(old.touchpoints, new.touchpoints, "touchpoint", merged, old, new)
    for was, now in _both(old.touchpoints, new.touchpoints):
        there, here = places.stage_of(old, was.key), places.stage_of(new, now.key)
        if there and here and here.key != there.key and there.key not in here.merged and here.key not in there.merged:
            yield own("The touchpoint ") + f"{quoted(now.name)} moved from {quoted(there.name)} to {quoted(here.name)}."
        apart = {name for one in (*was.parts, *now.parts) for name in one.sources}
        if set(was.sources) - apart != set(now.sources) - apart:
            yield own("The touchpoint ") + f"{quoted(now.name)} stands for {_names(now.sources)} in the data, before {_names(was.sources)}."
    for stage, after in _both(old.stages, new.stages):
        if _order(stage.touchpoints, after.touchpoints) != _order(after.touchpoints, stage.touchpoints):
            yield own("The touchpoints of ") + f"{quoted(after.name)} stand in another order."


def _pieces(
    old: Sequence[_Piece], new: Sequence[_Piece], what: str, part_of: Callable[[Journey, str], str], was_in: Journey, is_in: Journey
) -> Iterator[str]:
    """Added or split off, removed or merged, renamed, hidden."""
    said, before, after = own(f"The {what} "), {one.key for one in old}, {one.key for one in new}
    for one in new:
        if one.key not in before:
            whole = part_of(was_in, one.key)
            yield f"{said}{quoted(one.name)} " + (f"is no longer part of {quoted(whole)}." if whole else "is new.")
    for one in old:
        if one.key not in after:
            into = part_of(is_in, one.key)
            yield f"{said}{quoted(one.name)} " + (f"is part of {quoted(into)}." if into else "is gone.")
    for was, now in _both(old, new):
        if _shown(was) != _shown(now):
            yield f"{said}{quoted(_shown(was))} is called {quoted(_shown(now))}."
        if was.hidden != now.hidden:
            yield f"{said}{quoted(now.name)} is {'hidden' if now.hidden else 'shown again'}."


def _shown(one: _Piece) -> str:
    """What the map calls it: a touchpoint that others were merged into has all of their names until somebody gives it one."""
    return places.shown_name(one) if isinstance(one, PlannedTouchpoint) else one.name


def _part_of(found: PlannedStage | PlannedTouchpoint | None, key: str) -> str:
    return found.name if found and found.key != key else ""


def _both(old: Iterable[_Piece], new: Sequence[_Piece]) -> Iterator[tuple[_Piece, _Piece]]:
    now = {one.key: one for one in new}
    return ((was, now[was.key]) for was in old if was.key in now)


def _order(pieces: Sequence[_Piece], others: Sequence[_Piece]) -> list[str]:
    """The keys of those that both have, in the order of the first."""
    shared = {one.key for one in others}
    return [one.key for one in pieces if one.key in shared]


def _lanes(old: Journey, new: Journey) -> Iterator[str]:
    before, after = ({one.name: one for one in journey.lanes} for journey in (old, new))
    for name in dict.fromkeys([*before, *after]):
        yield from _lane(new if name in after else old, name, before.get(name), after.get(name))
    shared = [name for name in before if name in after]
    if shared != [name for name in after if name in before]:
        yield own("The lanes stand in another order: ") + ", ".join(lane_name(new, name) for name in after) + "."


def _lane(journey: Journey, name: str, was: LaneChoice | None, now: LaneChoice | None) -> Iterator[str]:
    said = own("The lane ") + quoted(lane_name(journey, name))
    if (was and was.hidden) != (now and now.hidden):
        yield f"{said} is {'shown' if now and not now.hidden else 'not shown any more'}."
    if was and now and was.collapsed != now.collapsed:
        yield f"{said} is {'folded' if now.collapsed else 'unfolded'}."
    if was and now and was.label != now.label:
        yield f"{said} was called {quoted(lane_name(Journey('', lanes=(was,)), name))}."


def _items(old: Journey, new: Journey) -> Iterator[str]:
    before, after = ({one.key: one for one in journey.items} for journey in (old, new))
    yield from (f"New at {_at(new, one)}: {_said(one)}{_who(one)}." for key, one in after.items() if key not in before)
    yield from (f"Gone at {_at(old, one)}: {_said(one)}." for key, one in before.items() if key not in after)
    for key, one in after.items():
        if key in before and before[key] != one:
            yield from _item(before[key], one, new)


def _item(was: Written, now: Written, journey: Journey) -> Iterator[str]:
    if was.text != now.text:
        yield f"At {_at(journey, now)}: {quoted(now.text)}, before {quoted(was.text)}."
    if was.grade == now.grade and (was.evidence, was.about) != (now.evidence, now.about):
        yield f"{_said(now)} rests on {quoted(now.evidence)}." if now.evidence else f"{_said(now)} rests on nothing any more."
    elif was.grade != now.grade:
        yield f"{_said(now)} is {now.grade}, before {was.grade}" + (f": {quoted(now.evidence)}." if now.evidence else ".")
    if was.owner != now.owner:
        yield f"{_said(now)} is with {quoted(now.owner) if now.owner else 'nobody'}, before {quoted(was.owner) if was.owner else 'nobody'}."
    if was.due != now.due:
        yield f"{_said(now)} is due {day(now.due)}." if now.due else f"{_said(now)} has no date any more."


def _at(journey: Journey, one: Written) -> str:
    return f"{quoted(places.name_of(journey, one.at))}, {quoted(lane_name(journey, one.lane))}"


def _said(one: Written) -> str:
    return quoted(one.text) if one.text else "A picture"


def _who(one: Written) -> str:
    """', with “Payments”, due 15 Sep 2026' of something new."""
    return (f", with {quoted(one.owner)}" if one.owner else "") + (f", due {day(one.due)}" if one.due else "")


def _names(sources: Sequence[str]) -> str:
    return ", ".join(map(quoted, sources)) or "nothing"
