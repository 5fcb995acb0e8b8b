"""Edits of a journey: pure, and tolerant of what is gone. Two people's edits can be applied one after the other in any order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from cjm_core.authored import checked, lanes, places
from cjm_core.authored.model import Journey, LaneChoice, MergedStage, PlannedStage, PlannedTouchpoint, Written

Op = Mapping[str, Any]


def apply(journey: Journey, op: Any) -> Journey:
    """The journey after an edit (a dict with `do` and what it needs). An edit of something that is gone changes nothing.

    Raises BadInput, whatever the journey looks like, for an edit that cannot be read or says something that cannot be.
    """
    return done(journey, checked.checked(op))


def done(journey: Journey, op: Op) -> Journey:
    """The same for an edit that was checked before. One that this program does not know changes nothing."""
    how = _HOW.get(op["do"])
    return how(journey, op) if how else journey


def knows(do: object) -> bool:
    """Whether this program knows an edit of that name; a newer one may have written others."""
    return isinstance(do, str) and do in _HOW


# ---- the whole
def _lay_out(journey: Journey, op: Op) -> Journey:
    """The stages of the data, as a beginning: only for a journey that has none."""
    if journey.stages:
        return journey
    drawn = replace(journey, stages=tuple(_laid(stage) for stage in op["stages"]))
    twice = len(list(places.every_key(drawn))) > len(places.keys(drawn))
    sources = places.all_sources(drawn.touchpoints)
    return journey if twice or len(sources) > len(set(sources)) else drawn


def _laid(stage: Op) -> PlannedStage:
    met = (PlannedTouchpoint(one["key"], one["name"], tuple(one["sources"])) for one in stage["touchpoints"])
    return PlannedStage(stage["key"], stage["name"], tuple(met))


def _together(journey: Journey, op: Op) -> Journey:
    for one in op["edits"]:
        journey = done(journey, one)
    return journey


# ---- stages
def _add_stage(journey: Journey, op: Op) -> Journey:
    if op["key"] in places.keys(journey):
        return journey
    new = PlannedStage(op["key"], op["name"])
    return replace(journey, stages=places.put(journey.stages, new, places.place_of(journey.stages, op.get("before", ""))))


def _rename_stage(journey: Journey, op: Op) -> Journey:
    return places.with_stage(journey, op["key"], lambda stage: replace(stage, name=op["name"]))


def _move_stage(journey: Journey, op: Op) -> Journey:
    moved, before = places.with_key(journey.stages, op["key"]), op.get("before", "")
    if moved is None or before == op["key"]:
        return journey
    others = tuple(stage for stage in journey.stages if stage.key != op["key"])
    return replace(journey, stages=places.put(others, moved, places.place_of(others, before)))


def _hide_stage(journey: Journey, op: Op) -> Journey:
    return places.with_stage(journey, op["key"], lambda stage: replace(stage, hidden=op["hidden"]))


def _merge_stage(journey: Journey, op: Op) -> Journey:
    """Its touchpoints come before or after those of the other, as the stages did; what was written at it is written at the other."""
    gone, into = places.with_key(journey.stages, op["key"]), places.stage_at(journey, op["into"])
    if gone is None or into is None or gone is into:
        return journey
    first, second = sorted((gone, into), key=journey.stages.index)
    part = MergedStage(gone.key, gone.name, tuple(one.key for one in gone.touchpoints), gone.hidden, gone is first, places.parts_of(gone))
    merged = replace(into, touchpoints=first.touchpoints + second.touchpoints, merged=(*into.merged, *part.keys), parts=(*into.parts, part))
    kept = tuple(merged if stage is into else stage for stage in journey.stages if stage is not gone)
    return replace(journey, stages=kept, items=_moved(journey, gone.key, into.key))


def _split_stage(journey: Journey, op: Op) -> Journey:
    """The stages that were merged into it stand where they stood, with those of their touchpoints that it still has, and their texts."""
    whole = places.with_key(journey.stages, op["key"])
    if whole is None or not whole.merged:
        return journey
    home, split = {key: part.key for part in places.parts_of(whole) for key in part.keys}, places.split_off(whole)
    stages = tuple(new for stage in journey.stages for new in (split if stage is whole else (stage,)))
    return replace(journey, stages=stages, items=tuple(_back(one, whole.key, home) for one in journey.items))


def _back(one: Written, at: str, home: Mapping[str, str]) -> Written:
    """What was written at something that was part of another, at that again. It may still be part of something else that was."""
    to = home.get(one.origin) if one.at == at else None
    return replace(one, at=to, origin="" if one.origin == to else one.origin) if to else one


def _remove_stage(journey: Journey, op: Op) -> Journey:
    gone = places.with_key(journey.stages, op["key"])
    lost = {op["key"], *(one.key for one in gone.touchpoints)} if gone else set()
    kept = tuple(stage for stage in journey.stages if stage is not gone)
    return replace(journey, stages=kept, items=tuple(one for one in journey.items if one.at not in lost))


def _moved(journey: Journey, at: str, to: str) -> tuple[Written, ...]:
    return tuple(replace(one, at=to, origin=one.origin or at) if one.at == at else one for one in journey.items)


# ---- touchpoints
def _add_touchpoint(journey: Journey, op: Op) -> Journey:
    stage = places.stage_at(journey, op["stage"])
    if stage is None or op["key"] in places.keys(journey):
        return journey
    sources = tuple(dict.fromkeys(op.get("sources", ())))
    new = PlannedTouchpoint(op["key"], op["name"], sources)
    return _put_touchpoint(places.without_sources(journey, sources), new, stage.key, op.get("before", ""))


def _put_touchpoint(journey: Journey, new: PlannedTouchpoint, stage: str, before: str) -> Journey:
    def with_new(into: PlannedStage) -> PlannedStage:
        return replace(into, touchpoints=places.put(into.touchpoints, new, places.place_of(into.touchpoints, before)))

    return places.with_stage(journey, stage, with_new)


def _rename_touchpoint(journey: Journey, op: Op) -> Journey:
    return places.with_touchpoint(journey, op["key"], lambda one: replace(one, name=op["name"]))


def _move_touchpoint(journey: Journey, op: Op) -> Journey:
    """Into a stage (its own where none is named), before a touchpoint of that stage or at its end."""
    moved, before = places.with_key(journey.touchpoints, op["key"]), op.get("before", "")
    stage = places.stage_at(journey, op["stage"]) if op.get("stage") else places.stage_of(journey, op["key"])
    if moved is None or stage is None or before == op["key"]:
        return journey
    return _put_touchpoint(places.without_touchpoint(journey, op["key"]), moved, stage.key, before)


def _hide_touchpoint(journey: Journey, op: Op) -> Journey:
    return places.with_touchpoint(journey, op["key"], lambda one: replace(one, hidden=op["hidden"]))


def _merge_touchpoint(journey: Journey, op: Op) -> Journey:
    """The other counts what this one counted and keeps its name; what was written at this one is written at the other."""
    gone, into = places.with_key(journey.touchpoints, op["key"]), places.touchpoint_at(journey, op["into"])
    if gone is None or into is None or gone is into:
        return journey
    own = tuple(name for name in gone.sources if not any(name in part.sources for part in gone.parts))
    parts = (*into.parts, replace(gone, sources=own, parts=()), *gone.parts)
    merged = replace(into, sources=into.sources + gone.sources, parts=parts)
    left = places.with_touchpoint(places.without_touchpoint(journey, gone.key), into.key, lambda _: merged)
    return replace(left, items=_moved(journey, gone.key, into.key))


def _split_touchpoint(journey: Journey, op: Op) -> Journey:
    """All that were merged into it stand behind it again, with what was written at them."""
    whole = places.with_key(journey.touchpoints, op["key"])
    if whole is None or not (whole.parts or len(whole.sources) > 1):
        return journey
    parts = whole.parts or _of_each_source(journey, whole)
    given = {name for part in parts for name in part.sources}
    alone = replace(whole, sources=tuple(name for name in whole.sources if name not in given), parts=())
    split = places.with_touchpoints(journey, lambda every: (new for one in every for new in ((alone, *parts) if one is whole else (one,))))
    home = {part.key: part.key for part in parts}
    return replace(split, items=tuple(_back(one, whole.key, home) for one in journey.items))


def _of_each_source(journey: Journey, whole: PlannedTouchpoint) -> tuple[PlannedTouchpoint, ...]:
    """A touchpoint for every name in the data but the first, where several were attached by hand."""
    taken, found = places.keys(journey), list[PlannedTouchpoint]()
    for name in whole.sources[1:]:
        found.append(PlannedTouchpoint(places.free_key(name, taken), name, (name,)))
        taken.add(found[-1].key)
    return tuple(found)


def _attach(journey: Journey, op: Op) -> Journey:
    """Its names in the data are these and no others; what other touchpoint had one of them loses it."""
    sources, found = tuple(dict.fromkeys(op["sources"])), places.with_key(journey.touchpoints, op["key"])
    if found is None:
        return journey
    parts = tuple(replace(part, sources=tuple(name for name in part.sources if name in sources)) for part in found.parts)
    freed = places.without_sources(journey, sources)
    return places.with_touchpoint(freed, op["key"], lambda one: replace(one, sources=sources, parts=parts))


def _remove_touchpoint(journey: Journey, op: Op) -> Journey:
    if places.with_key(journey.touchpoints, op["key"]) is None:
        return journey
    left = places.without_touchpoint(journey, op["key"])
    return replace(left, items=tuple(one for one in journey.items if one.at != op["key"]))


# ---- lanes
def _set_lane(journey: Journey, op: Op) -> Journey:
    """Shown, hidden, collapsed, renamed. A lane that is not among the journey's is switched on, unless people made and removed it."""
    chosen = {part: op[part] for part in ("hidden", "collapsed", "label") if part in op}
    if not any(one.name == op["name"] for one in journey.lanes):
        if op["name"].startswith(lanes.FREE):
            return journey
        return replace(journey, lanes=(*journey.lanes, replace(lanes.choice(op["name"]), **chosen)))
    return replace(journey, lanes=tuple(replace(one, **chosen) if one.name == op["name"] else one for one in journey.lanes))


def _move_lane(journey: Journey, op: Op) -> Journey:
    moved = next((one for one in journey.lanes if one.name == op["name"]), None)
    if moved is None or op.get("before", "") == op["name"]:
        return journey
    return _with_lane(replace(journey, lanes=tuple(one for one in journey.lanes if one is not moved)), moved, op.get("before", ""))


def _with_lane(journey: Journey, new: LaneChoice, before: str) -> Journey:
    at = next((place for place, one in enumerate(journey.lanes) if one.name == before), None)
    return replace(journey, lanes=places.put(journey.lanes, new, at))


def _add_lane(journey: Journey, op: Op) -> Journey:
    if any(one.name == op["name"] for one in journey.lanes):
        return journey
    return _with_lane(journey, LaneChoice(op["name"], op["label"], kind=op["kind"], by=op.get("by", "stage")), op.get("before", ""))


def _remove_lane(journey: Journey, op: Op) -> Journey:
    """What stands in one of our own lanes is kept for when it is switched on again."""
    items = tuple(one for one in journey.items if one.lane != op["name"]) if op["name"].startswith(lanes.FREE) else journey.items
    return replace(journey, lanes=tuple(one for one in journey.lanes if one.name != op["name"]), items=items)


# ---- what people write
def _write(journey: Journey, op: Op) -> Journey:
    at, lane = places.now_at(journey, op["at"]), next((one for one in journey.lanes if one.name == op["lane"]), None)
    gone = at is None or (lane is None and op["lane"].startswith(lanes.FREE)) or (lane is not None and lane.kind == "line")
    if gone or at is None or any(one.key == op["key"] for one in journey.items):
        return journey
    origin = op["at"] if at != op["at"] else ""
    new = Written(op["key"], op["lane"], at, op["text"], picture=op.get("picture", ""), author=op.get("author", ""), on=op.get("on", ""),
                  origin=origin)  # fmt: skip
    return replace(journey, items=(*journey.items, new))


def _of_item(change: Callable[[Written, Op], Written]) -> Callable[[Journey, Op], Journey]:
    def edit(journey: Journey, op: Op) -> Journey:
        return replace(journey, items=tuple(change(one, op) if one.key == op["key"] else one for one in journey.items))

    return edit


def _rewritten(one: Written, op: Op) -> Written:
    """The author stays who wrote it first; the day is that of the words as they stand. Only a picture can be without words."""
    same = one.text == op["text"] or not (op["text"] or one.picture)
    return one if same else replace(one, text=op["text"], on=op.get("on") or one.on)


def _grounded(one: Written, op: Op) -> Written:
    about = op.get("about")
    return replace(one, grade=op["grade"], evidence=op["evidence"], about=(about[0], about[1]) if about else None)


def _erase(journey: Journey, op: Op) -> Journey:
    return replace(journey, items=tuple(one for one in journey.items if one.key != op["key"]))


_HOW: dict[str, Callable[[Journey, Op], Journey]] = {
    "rename_map": lambda journey, op: replace(journey, name=op["name"]),
    "set_kind": lambda journey, op: replace(journey, kind=op["kind"]),
    "set_review": lambda journey, op: replace(journey, review_on=op["on"]),
    "set_dataset": lambda journey, op: replace(journey, dataset=op["dataset"]),
    "lay_out": _lay_out, "together": _together,
    "add_stage": _add_stage, "rename_stage": _rename_stage, "move_stage": _move_stage, "hide_stage": _hide_stage,
    "merge_stage": _merge_stage, "split_stage": _split_stage, "remove_stage": _remove_stage,
    "add_touchpoint": _add_touchpoint, "rename_touchpoint": _rename_touchpoint, "move_touchpoint": _move_touchpoint,
    "hide_touchpoint": _hide_touchpoint, "merge_touchpoint": _merge_touchpoint, "split_touchpoint": _split_touchpoint,
    "attach": _attach, "remove_touchpoint": _remove_touchpoint,
    "set_lane": _set_lane, "move_lane": _move_lane, "add_lane": _add_lane, "remove_lane": _remove_lane,
    "write": _write, "rewrite": _of_item(_rewritten), "ground": _of_item(_grounded), "erase": _erase,
    "assign": _of_item(lambda one, op: replace(one, owner=op["owner"], due=op["due"])),
}  # fmt: skip
