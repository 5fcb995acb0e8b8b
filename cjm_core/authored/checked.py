"""An edit as it comes from a browser, checked before anything is done with it: known, complete, trimmed, not too long.

What it says is checked here, without the journey; whether the thing it is about still exists is `edits`' matter.
"""

from __future__ import annotations

import base64
import binascii
import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from cjm_core.authored.model import GRADES, KINDS, TEXT_LANES
from cjm_core.errors import BadInput

LONGEST_NAME, LONGEST_TEXT, LARGEST_PICTURE = 120, 2_000, 1_000_000  # letters, letters, bytes
_LONGEST_KEY, _MOST = 2_000, 1_000  # a key may be a name in the data; so many sources or edits at once
_PICTURE = re.compile(r"data:image/(png|jpeg);base64,([A-Za-z0-9+/]+={0,2})")
_MOST_LETTERS = 5_000_000  # of all edits that are done together, pictures as they are kept
_MOST_PIXELS = 40_000_000  # of a picture: unpacked, 160 MB
_JPEG_SIZES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # blocks of a JPEG that say its size
_BEGINS = {"png": b"\x89PNG\r\n\x1a\n", "jpeg": b"\xff\xd8\xff"}
_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp", "Zs")  # a sign that is newer than this Python has no category and may be a letter
Check = Callable[[Any, str], Any]


def checked(op: Any) -> dict[str, Any]:
    """The same edit with its known fields only, trimmed. Raises BadInput for anything that is no edit."""
    shape = _SHAPES.get(op["do"]) if isinstance(op, Mapping) and isinstance(op.get("do"), str) else None
    if shape is None:
        raise BadInput("This is no edit of a map that the program knows. Load the page again.")
    fields = [(field.rstrip("?"), field.endswith("?"), check) for field, check in shape.items()]
    found = {field: check(op.get(field), field) for field, optional, check in fields if not optional or op.get(field) is not None}
    if op["do"] == "write" and not found["text"] and not found.get("picture"):
        raise BadInput("Write something, or choose a picture.")
    return {"do": op["do"], **found}


def name(value: Any, field: str = "name") -> str:
    """A name on one line, not empty."""
    words = line(value, field)
    if not any(unicodedata.category(mark) not in _UNSEEN for mark in words):
        raise BadInput(f"Give the {field} 1 to {LONGEST_NAME} letters.")
    return words


def line(value: Any, field: str) -> str:
    """A name on one line, or nothing."""
    words = " ".join(_text(value, field).split())
    if len(words) > LONGEST_NAME:
        raise BadInput(f"Give the {field} at most {LONGEST_NAME} letters; these are {len(words):,}.")
    return words


def text(value: Any, field: str = "text") -> str:
    """Words of any number of lines, or none."""
    words = _text(value, field).strip()
    if len(words) > LONGEST_TEXT:
        raise BadInput(f"Give the {field} at most {LONGEST_TEXT:,} letters; these are {len(words):,}.")
    return words


def said(value: Any, field: str = "text") -> str:
    """Words, and at least one."""
    words = text(value, field)
    if not words:
        raise BadInput("Write something first.")
    return words


def picture(value: Any, field: str = "picture") -> str:
    """A PNG or JPEG as a data URI, or nothing. Raises BadInput for anything else, and above 1 MB."""
    if value == "":
        return ""
    if isinstance(value, str) and len(value) > LARGEST_PICTURE * 4 // 3 + 100:
        raise BadInput("The picture is larger than 1 MB. Make it smaller first.")
    parts = _PICTURE.fullmatch(value) if isinstance(value, str) else None
    content = _decoded(parts[2]) if parts else b""
    if parts is None or not content.startswith(_BEGINS[parts[1]]):
        raise BadInput("The picture must be a PNG or a JPEG.")
    if len(content) > LARGEST_PICTURE:
        raise BadInput("The picture is larger than 1 MB. Make it smaller first.")
    if _pixels(content) > _MOST_PIXELS:
        raise BadInput(f"The picture has more than {_MOST_PIXELS // 1_000_000} million pixels. Make it smaller first.")
    return str(value)


def day(value: Any, field: str) -> str:
    """An ISO date, or nothing."""
    if value == "":
        return ""
    try:
        return date.fromisoformat(value if isinstance(value, str) and len(value) == 10 else "").isoformat()
    except ValueError:
        raise BadInput(f"The {_CALLED.get(field, field)} must be a date like 2026-12-31.") from None


def _text(value: Any, field: str) -> str:
    if not isinstance(value, str):
        raise BadInput(f"An edit could not be read: its {_CALLED.get(field, field)} is no text. Load the page again.")
    return letters(value)


def letters(value: str) -> str:
    """Without half characters, and of the invisible control characters only the end of a line."""
    whole = value.replace("\r\n", "\n").replace("\t", " ").encode("utf-8", "replace").decode("utf-8")
    return "".join(mark for mark in whole if mark == "\n" or unicodedata.category(mark) != "Cc") if not whole.isprintable() else whole


def _decoded(content: str) -> bytes:
    try:
        return base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _pixels(content: bytes) -> int:
    """How many pixels a PNG or JPEG says that it has: few bytes can unpack to gigabytes. 0 where it does not say; nothing draws it then."""
    if content.startswith(_BEGINS["png"]):
        return int.from_bytes(content[16:20]) * int.from_bytes(content[20:24])
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        if content[at + 1] in _JPEG_SIZES:
            return int.from_bytes(content[at + 5 : at + 7]) * int.from_bytes(content[at + 7 : at + 9])
        at += 2 + int.from_bytes(content[at + 2 : at + 4]) if content[at + 1] != 0xFF else 1
    return 0


def key(value: Any, field: str = "key") -> str:
    """What something is called in the journey or in the data, letter for letter."""
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST_KEY:
        raise BadInput("An edit could not be read: it does not say what it is about. Load the page again.")
    return value.encode("utf-8", "replace").decode("utf-8")


def _place(value: Any, field: str) -> str:
    return "" if value == "" else key(value, field)


def _yes_or_no(value: Any, field: str) -> bool:
    if not isinstance(value, bool):
        raise BadInput(f"An edit could not be read: {field} is either true or false. Load the page again.")
    return value


def _one_of(*known: str) -> Check:
    def check(value: Any, field: str) -> str:
        if value not in known:
            raise BadInput(f"The {field} can be {', '.join(known)}.")
        return str(value)

    return check


def _many(each: Check) -> Check:
    def check(value: Any, field: str) -> list[Any]:
        if not isinstance(value, list | tuple) or len(value) > _MOST:
            raise BadInput(f"An edit could not be read: its {field} must be a list of at most {_MOST:,}. Load the page again.")
        return [each(one, field) for one in value]

    return check


def _about(value: Any, field: str) -> list[Any]:
    """A lane and its value."""
    pair = list(value) if isinstance(value, list | tuple) else []
    if len(pair) != 2 or not isinstance(pair[1], int | float) or isinstance(pair[1], bool) or not abs(pair[1]) < math.inf:
        raise BadInput("An edit could not be read: evidence is about one lane and its number. Load the page again.")
    return [key(pair[0], field), float(pair[1])]


def _stage(value: Any, field: str) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise BadInput("An edit could not be read: its stages have another form. Load the page again.")
    shape: dict[str, Check] = {"key": key, "name": text, "touchpoints": _many(_touchpoint)}
    return {part: check(value.get(part), part) for part, check in shape.items()}


def _touchpoint(value: Any, field: str) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise BadInput("An edit could not be read: its touchpoints have another form. Load the page again.")
    shape: dict[str, Check] = {"key": key, "name": text, "sources": _many(key)}
    return {part: check(value.get(part), part) for part, check in shape.items()}


def _edit(value: Any, field: str) -> dict[str, Any]:
    if isinstance(value, Mapping) and value.get("do") == "together":
        raise BadInput("Edits that are done together cannot hold others of that kind.")
    return checked(value)


def _edits(value: Any, field: str) -> list[Any]:
    """Each checked, and not too much in all: every person who opens the map reads it."""
    left = _MOST_LETTERS

    def each(one: Any, field: str) -> Any:
        nonlocal left
        found = _edit(one, field)
        left -= _letters_in(found)
        if left < 0:
            most = f"{_MOST_LETTERS // 1_000_000} MB"
            raise BadInput(f"These changes hold more than {most} in all. Make them in smaller steps, a few pictures at a time.")
        return found

    return _many(each)(value, field)  # type: ignore[no-any-return]


def _letters_in(value: Any) -> int:
    if isinstance(value, str):
        return len(value)
    return sum(map(_letters_in, value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()))


_CALLED = {"on": "day", "due": "due date"}
_WHO: dict[str, Check] = {"author?": line, "on?": day}
_SHAPES: dict[str, dict[str, Check]] = {
    "rename_map": {"name": name},
    "set_kind": {"kind": _one_of(*KINDS)},
    "set_review": {"on": day},
    "set_dataset": {"dataset": _place},
    "lay_out": {"stages": _many(_stage)},
    "add_stage": {"key": key, "name": name, "before?": _place},
    "rename_stage": {"key": key, "name": name},
    "move_stage": {"key": key, "before?": _place},
    "hide_stage": {"key": key, "hidden": _yes_or_no},
    "merge_stage": {"key": key, "into": key},
    "split_stage": {"key": key},
    "remove_stage": {"key": key},
    "add_touchpoint": {"key": key, "name": name, "stage": key, "before?": _place, "sources?": _many(key)},
    "rename_touchpoint": {"key": key, "name": name},
    "move_touchpoint": {"key": key, "stage?": _place, "before?": _place},
    "hide_touchpoint": {"key": key, "hidden": _yes_or_no},
    "merge_touchpoint": {"key": key, "into": key},
    "split_touchpoint": {"key": key},
    "attach": {"key": key, "sources": _many(key)},
    "remove_touchpoint": {"key": key},
    "set_lane": {"name": key, "hidden?": _yes_or_no, "collapsed?": _yes_or_no, "label?": line},
    "move_lane": {"name": key, "before?": _place},
    "add_lane": {"name": key, "label": name, "kind": _one_of(*TEXT_LANES), "by?": _one_of("stage", "touchpoint"), "before?": _place},
    "remove_lane": {"name": key},
    "write": {"key": key, "lane": key, "at": key, "text": text, "picture?": picture, **_WHO},
    "rewrite": {"key": key, "text": text, **_WHO},
    "ground": {"key": key, "grade": _one_of(*GRADES), "evidence": text, "about?": _about},
    "assign": {"key": key, "owner": line, "due": day},
    "erase": {"key": key},
    "together": {"edits": _edits},
}
