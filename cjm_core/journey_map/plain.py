"""The map as plain values that JSON can hold, and back again: reading what was written gives the same map.

A file is somebody else's until it is checked, so reading believes nothing: every value has its type, every row a cell for each
touchpoint, every picture is one. Whatever an older version did not have may be missing. What this version does not know is refused
in words, because drawing the rest would show less than the file says without telling anybody.
"""

from __future__ import annotations

import math
import re
import types
from collections.abc import Iterator
from dataclasses import MISSING, asdict, fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from cjm_core.authored import checked
from cjm_core.authored.model import GRADES, KINDS, TEXT_LANES
from cjm_core.errors import BadInput
from cjm_core.journey_map.model import JourneyMap
from cjm_core.schema import STATUSES

_COUNTED = ("filled_cells", "measured_cells")  # written for other readers; counted anew from the cells
_MOST, _LONGEST = 5_000, 20_000  # things in a list, letters of a text
_PICTURE = 1_500_000  # letters of a picture of 1 MB
_HALVES = re.compile("[\ud800-\udfff]")  # of a letter: no file can hold one alone
_DEEPEST = 30  # parts of parts
_WHOLE = 2**53  # the largest whole number that every reader of JSON keeps
_BETTER, _UNITS = ("higher", "lower", "neither"), ("share", "points", "number", "score", "money", "seconds")
# (class, field) -> what it can be; "" stands for a text that may be empty
_CHOICES: dict[tuple[str, str], tuple[str | None, ...]] = {
    ("Cell", "status"): STATUSES, ("Cell", "grade"): (*GRADES, None), ("Cell", "mark"): ("above", "below", None),
    ("ReportedCell", "status"): STATUSES, ("ReportedCell", "grade"): GRADES, ("Lane", "unit"): _UNITS, ("Lane", "better"): _BETTER,
    ("ReportedLane", "unit"): _UNITS, ("ReportedLane", "better"): _BETTER, ("Item", "grade"): GRADES, ("TextLane", "kind"): TEXT_LANES,
    ("TextLane", "by"): ("stage", "touchpoint"), ("LaneChoice", "kind"): ("", *TEXT_LANES), ("LaneChoice", "by"): ("stage", "touchpoint"),
    ("Written", "grade"): GRADES, ("Journey", "kind"): KINDS,
}  # fmt: skip
_DAYS = {("Written", "due"), ("Written", "on"), ("Journey", "review_on")}


def as_json(journey_map: JourneyMap) -> dict[str, Any]:
    """The map as plain values (lists, texts, numbers, None): what is on screen is what is in the file."""
    plain: dict[str, Any] = _listed(asdict(journey_map))
    return {**plain, "filled_cells": journey_map.filled, "measured_cells": journey_map.measured}


def _listed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _listed(one) for key, one in value.items()}
    return [_listed(one) for one in value] if isinstance(value, tuple) else value


def from_json(record: object) -> JourneyMap:
    """The map that `as_json` wrote. Raises BadInput, one sentence, for anything else."""
    if not isinstance(record, dict):
        raise _refused("it should be one object with the parts of a map")
    drawn: JourneyMap = _read(JourneyMap, {key: one for key, one in record.items() if key not in _COUNTED}, "")
    for fault in _misshapen(drawn):
        raise _refused(fault)
    return drawn


def _refused(why: str) -> BadInput:
    return BadInput(f"This is no journey map that this program saved as JSON: {why}.")


def _read(wanted: Any, value: Any, where: str) -> Any:
    """A value of the wanted type; `where` leads to it, for the sentence."""
    if isinstance(wanted, type) and is_dataclass(wanted):
        return _read_fields(wanted, value, where)
    if get_origin(wanted) is tuple:
        return _read_tuple(get_args(wanted), value, where)
    if get_origin(wanted) in (types.UnionType, Union):
        (kind,) = (one for one in get_args(wanted) if one is not types.NoneType)
        return None if value is None else _read(kind, value, where)
    return _PLAIN[wanted](value, where)


def _read_fields(wanted: Any, value: Any, where: str) -> Any:
    if not isinstance(value, dict):
        raise _refused(f"{where} should be an object")
    known = _fields(wanted)
    strange = next((key for key in value if key not in known), None)
    if strange is not None:
        place = f" in {where}" if where else ""
        raise BadInput(f"This map holds {str(strange)[:40]!r}{place}, which this version does not know: open it with a newer version.")
    found = {}
    for name, (kind, needed) in known.items():
        inside = f"{where} → {name}" if where else name
        if name in value:
            found[name] = _chosen(wanted, name, _read(kind, value[name], inside), inside)
        elif needed:
            raise _refused(f"{inside} is missing")
    return wanted(**found)


@cache
def _fields(wanted: Any) -> dict[str, tuple[Any, bool]]:
    """name -> (type, whether it must be there) of a value's fields."""
    hints = get_type_hints(wanted)
    return {one.name: (hints[one.name], one.default is MISSING and one.default_factory is MISSING) for one in fields(wanted)}


def _chosen(wanted: Any, name: str, value: Any, where: str) -> Any:
    """The value, if it is one of those that the field can have."""
    choices = _CHOICES.get((wanted.__name__, name))
    if choices and value not in choices:
        raise _refused(f"{where} can be {', '.join(str(one) for one in choices if one)}")
    if name == "picture" and value and not _is_picture(value):
        raise _refused(f"{where} should be a PNG or JPEG picture")
    if (wanted.__name__, name) in _DAYS and value and not _is_day(value):
        raise _refused(f"{where} should be a day like 2026-06-30")
    return value


def _is_picture(text: str) -> bool:
    try:
        return bool(checked.picture(text))
    except BadInput:
        return False


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _read_tuple(kinds: tuple[Any, ...], value: Any, where: str) -> tuple[Any, ...]:
    if not isinstance(value, (list, tuple)):
        raise _refused(f"{where} should be a list")
    if where.count("→") > _DEEPEST:
        raise _refused("its parts are nested too deeply")
    if len(value) > _MOST:
        raise _refused(f"{where} has more than {_MOST:,} entries")
    if kinds[-1] is not Ellipsis and len(value) != len(kinds):
        raise _refused(f"{where} should have {len(kinds)} entries")
    of_each = kinds if kinds[-1] is not Ellipsis else (kinds[0],) * len(value)
    return tuple(_read(kind, one, f"{where} → {at}") for at, (kind, one) in enumerate(zip(of_each, value, strict=True), start=1))


def _read_text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise _refused(f"{where} should be a text")
    if len(value) > (_PICTURE if value.startswith("data:") else _LONGEST):
        raise _refused(f"{where} is too long")
    if _HALVES.search(value):
        raise _refused(f"{where} should be a text")
    return value


def _read_flag(value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        raise _refused(f"{where} should be true or false")
    return value


def _read_whole(value: Any, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _WHOLE:
        raise _refused(f"{where} should be a whole number, 0 or more")
    return value


def _read_number(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or (isinstance(value, int) and abs(value) > _WHOLE):
        raise _refused(f"{where} should be a number")
    if not math.isfinite(value):
        raise _refused(f"{where} should be a number that is finite")
    return value  # a whole number stays one, so that a file written again is the same


_PLAIN = {str: _read_text, bool: _read_flag, int: _read_whole, float: _read_number}


def _misshapen(drawn: JourneyMap) -> Iterator[str]:
    """Where the parts of a map do not fit together."""
    wide = len(drawn.touchpoints)
    for stage in drawn.stages:
        if stage.keys and len(stage.keys) != len(stage.touchpoints):
            yield f"the stage {stage.name[:60]} should have a key for each touchpoint"
    rows = [(row.label, len(row.cells)) for row in drawn.lanes] + [(row.label, len(row.cells)) for row in drawn.reported]
    rows += [(row.label, len(row.cells)) for row in drawn.curves]
    yield from (f"{label[:60]} should have a cell for each of {wide} touchpoints" for label, cells in rows if cells != wide)
    yield from (f"{one.label[:60]} should have a difference for each touchpoint" for one in drawn.curves if len(one.differences) != wide)
    for lane in drawn.texts:
        if len({cell.at for cell in lane.cells}) != len(lane.cells):
            yield f"{lane.label[:60]} should have each cell once"
