"""A journey as plain JSON values and back, and put in order where it was made outside: by a file, by a program, by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from typing import Any

from cjm_core.authored import checked, lanes, places
from cjm_core.authored.model import ASSUMED, GRADES, KINDS, TEXT_LANES, Journey, LaneChoice, PlannedStage, PlannedTouchpoint, Written
from cjm_core.errors import BadInput


def as_record(journey: Journey) -> dict[str, Any]:
    """JSON values."""
    return asdict(journey)


def from_record(record: dict[str, Any]) -> Journey:
    """The journey of `as_record`, tidied."""
    stages = (replace(PlannedStage(**stage), touchpoints=tuple(map(_touchpoint, stage["touchpoints"])), merged=tuple(stage["merged"]))
              for stage in record["stages"])  # fmt: skip
    items = (replace(Written(**one), about=(one["about"][0], one["about"][1]) if one["about"] else None) for one in record["items"])
    chosen = tuple(LaneChoice(**one) for one in record["lanes"])
    return tidied(Journey(**{**record, "stages": tuple(stages), "lanes": chosen, "items": tuple(items)}))


def _touchpoint(record: dict[str, Any]) -> PlannedTouchpoint:
    return replace(PlannedTouchpoint(**record), sources=tuple(record["sources"]), parts=tuple(map(_touchpoint, record["parts"])))


def tidied(journey: Journey) -> Journey:
    """With every key once, every name of the data at one touchpoint, texts trimmed and cut, and only what can be.

    What was put in order stays as it is: tidied twice is tidied once.
    """
    taken, sources = set[str](), set[str]()
    stages = tuple(_stage(one, taken, sources) for one in journey.stages)
    items = tuple(_item(one, key) for one, key in zip(journey.items, _fresh((one.key for one in journey.items), set()), strict=True))
    chosen = tuple({one.name: _lane(one) for one in reversed(journey.lanes) if one.name}.values())[::-1]
    kind = journey.kind if journey.kind in KINDS else KINDS[0]
    return replace(
        journey, name=_line(journey.name), kind=kind, stages=stages, items=tuple(one for one in items if one.text or one.picture),
        lanes=chosen, review_on=_day(journey.review_on),
    )  # fmt: skip


def _stage(stage: PlannedStage, taken: set[str], sources: set[str]) -> PlannedStage:
    key, *merged = _fresh((stage.key or "+stage", *stage.merged), taken)
    met = tuple(_tidy_touchpoint(one, taken, sources) for one in stage.touchpoints)
    return replace(stage, key=key, name=_cut(stage.name) or "?", touchpoints=met, merged=tuple(merged))


def _tidy_touchpoint(one: PlannedTouchpoint, taken: set[str], sources: set[str]) -> PlannedTouchpoint:
    (key,) = _fresh((one.key or "+touchpoint",), taken)
    own = tuple(name for name in dict.fromkeys(one.sources) if name and name not in sources)
    sources |= set(own)
    elsewhere = set(places.all_sources(one.parts)) - set(own)
    parts = tuple(replace(_tidy_touchpoint(part, taken, elsewhere), parts=()) for part in one.parts)
    return replace(one, key=key, name=_cut(one.name) or "?", sources=own, parts=parts)


def _fresh(wanted: Iterable[str], taken: set[str]) -> Iterator[str]:
    """Each key, with a number where it was taken before."""
    for key in wanted:
        taken.add(free := places.free_key(key or "+", taken))
        yield free


def _lane(lane: LaneChoice) -> LaneChoice:
    kind = lane.kind if lane.kind in TEXT_LANES else lanes.choice(lane.name).kind
    return replace(lane, label=_line(lane.label), kind=kind, by=lane.by if lane.by in ("stage", "touchpoint") else "stage")


def _item(one: Written, key: str) -> Written:
    return replace(
        one, key=key, text=_cut(one.text), grade=one.grade if one.grade in GRADES else ASSUMED, evidence=_cut(one.evidence), owner=_line(one.owner),
        due=_day(one.due), on=_day(one.on), author=_line(one.author), picture=_picture(one.picture),
    )  # fmt: skip


def _cut(words: str) -> str:
    return checked.letters(words).strip()[: checked.LONGEST_TEXT].strip()


def _line(words: str) -> str:
    return " ".join(checked.letters(words).split())[: checked.LONGEST_NAME].strip()


def _day(day: str) -> str:
    try:
        return checked.day(day, "day")
    except BadInput:
        return ""


def _picture(content: str) -> str:
    try:
        return checked.picture(content)
    except BadInput:
        return ""
