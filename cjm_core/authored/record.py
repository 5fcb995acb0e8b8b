"""A journey as plain JSON values and back, and put in order where it was made outside: by a file, by a program, by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import MISSING, asdict, fields, replace
from typing import Any, TypeVar

from cjm_core.authored import checked, lanes, places
from cjm_core.authored.model import (
    ASSUMED,
    GRADES,
    KINDS,
    TEXT_LANES,
    Journey,
    LaneChoice,
    MergedStage,
    PlannedStage,
    PlannedTouchpoint,
    Written,
)
from cjm_core.errors import BadInput

_Kind = TypeVar("_Kind", Journey, PlannedStage, MergedStage, PlannedTouchpoint, LaneChoice, Written)
_FORMS: dict[Any, type] = {"str": str, "bool": bool, "int": int}  # of a field, as it is annotated


def as_record(journey: Journey) -> dict[str, Any]:
    """JSON values."""
    return asdict(journey)


def from_record(record: Any) -> Journey:
    """The journey of `as_record`, tidied. Tolerant: a newer program may have written it, so what is not known here is left out."""
    said = record if isinstance(record, dict) else {}
    return tidied(_piece(Journey, {"key": "", **said}, stages=_pieces(_stage_of, said.get("stages")), lanes=_pieces(_lane_of, said.get("lanes")),
                         items=_pieces(_item_of, said.get("items"))) or Journey(""))  # fmt: skip


def _piece(kind: type[_Kind], record: Any, **parts: Any) -> _Kind | None:
    """Of the record what this kind has in that form, with `parts` as they are; None where it lacks what none of this kind can be without."""
    known = [one for one in fields(kind) if one.name not in parts]
    said = {one.name: record[one.name] for one in known if isinstance(record, dict) and isinstance(record.get(one.name), _FORMS.get(one.type, ()))}
    lacking = any(one.default is MISSING and one.name not in said for one in known)
    return None if lacking else kind(**said, **parts)


def _pieces(read: Callable[[Any], _Kind | None], records: Any) -> tuple[_Kind, ...]:
    return tuple(one for record in _many(records) if (one := read(record)) is not None)


def _stage_of(record: Any) -> PlannedStage | None:
    return _piece(PlannedStage, record, touchpoints=_pieces(_touchpoint_of, _part(record, "touchpoints")), merged=_texts(_part(record, "merged")),
                  parts=_pieces(_merged_of, _part(record, "parts")))  # fmt: skip


def _merged_of(record: Any) -> MergedStage | None:
    return _piece(MergedStage, record, touchpoints=_texts(_part(record, "touchpoints")), parts=_pieces(_merged_of, _part(record, "parts")))


def _touchpoint_of(record: Any) -> PlannedTouchpoint | None:
    return _piece(PlannedTouchpoint, record, sources=_texts(_part(record, "sources")), parts=_pieces(_touchpoint_of, _part(record, "parts")))


def _lane_of(record: Any) -> LaneChoice | None:
    return _piece(LaneChoice, record)


def _item_of(record: Any) -> Written | None:
    about = _many(_part(record, "about"))
    pair = len(about) == 2 and isinstance(about[0], str) and isinstance(about[1], int | float)
    return _piece(Written, record, about=(about[0], about[1]) if pair else None)


def _part(record: Any, name: str) -> Any:
    return record.get(name) if isinstance(record, dict) else None


def _many(records: Any) -> tuple[Any, ...]:
    return tuple(records) if isinstance(records, list | tuple) else ()


def _texts(records: Any) -> tuple[str, ...]:
    return tuple(one for one in _many(records) if isinstance(one, str))


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
    parts = _tidy_parts(stage.parts, dict(zip(stage.merged, merged, strict=True)))
    return replace(stage, key=key, name=_cut(stage.name) or "?", touchpoints=met, merged=tuple(merged), parts=parts)


def _tidy_parts(parts: Iterable[MergedStage], keys: dict[str, str]) -> tuple[MergedStage, ...]:
    """Those that `keys` names, each once, under their keys as they are now."""
    left = ((one, keys.pop(one.key)) for one in parts if one.key in keys)
    return tuple(replace(one, key=key, name=_cut(one.name) or "?", parts=_tidy_parts(one.parts, keys)) for one, key in left)


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
