"""Journeys in the workspace, as a log of edits that only grows: two people who edit at once lose nothing, and undo is one more entry.

A journey is what its log says, read from the beginning: every entry is one edit, checked when it was written. Edits that were taken back
are left out; the others are applied to what is there without them.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from cjm_core.authored import checked, edits, expected, record
from cjm_core.authored.changes import changes
from cjm_core.authored.folding import KIND, folded, unknown, upto
from cjm_core.authored.model import Journey
from cjm_core.authored.words import quoted, words
from cjm_core.calendar import local
from cjm_core.errors import BadInput
from cjm_core.workspace import Entry, Workspace

__all__ = [
    "Version", "at_version", "can_redo", "can_undo", "changes", "copy", "current", "edit", "journeys_of", "name_version", "newer", "redo", "remove",
    "restore", "since", "start", "undo", "versions",
]  # fmt: skip
COMMENTS = "thread"  # kind of their entries in the workspace
_ADDING = ("add_stage", "add_touchpoint", "add_lane", "write")
_GONE = "This map is not there any more: somebody removed it."


@dataclass(frozen=True)
class Version:
    """One entry: when (ISO, UTC), by whom (empty: not said), what was done in words, and the name that it was given, if any.

    `undone`: it was taken back and is not part of the journey as it is now.
    """

    number: int
    at: str
    author: str
    label: str
    words: str
    undone: bool = False


def start(workspace: Workspace, journey: Journey, author: str = "") -> str:
    """Begin the log of a journey and return its key, a new one where it has none.

    Where a journey with its key is there already (two people made the first edit at once) that one stays as it is.
    """
    key = journey.key or uuid.uuid4().hex[:12]
    if current(workspace, key) is None:
        made = record.as_record(record.tidied(replace(journey, key=key, version=0)))
        _write(workspace, key, {"do": "start", "journey": made, "words": "Started the map"}, author)
    return key


def copy(workspace: Workspace, key: str, name: str, kind: str, author: str = "") -> str:
    """A journey of its own that begins as this one is, such as the to-be of an as-is; returns its key."""
    named = edits.apply(edits.apply(_there(workspace, key), {"do": "rename_map", "name": name}), {"do": "set_kind", "kind": kind})
    return start(workspace, replace(named, key=""), author)


def current(workspace: Workspace, key: str) -> Journey | None:
    """The journey as it is now; None where there is none, or where it was removed."""
    return folded(workspace, key).journey


def edit(workspace: Workspace, key: str, op: dict[str, Any], author: str = "") -> Journey:
    """Make one edit and return the journey with it, and with what others did meanwhile. An edit that changes nothing is not written.

    What is added without a key gets one; what is written gets its author and day. Raises BadInput as `edits.apply` does, and for a map
    that was removed.
    """
    before = _there(workspace, key)
    one = checked.checked(_completed(op, author))
    expected.check(one, before)
    after = edits.done(before, one)
    return before if after == before else _append(workspace, key, {**one, "words": words(one, before)}, author)


def undo(workspace: Workspace, key: str, author: str = "") -> Journey:
    """Take back this author's newest edit that is not taken back yet. Nothing happens where there is none."""
    return _turn(workspace, key, author, "undo", "Took back")


def redo(workspace: Workspace, key: str, author: str = "") -> Journey:
    """Make again what this author took back last."""
    return _turn(workspace, key, author, "redo", "Made again")


def can_undo(workspace: Workspace, key: str, author: str = "") -> bool:
    """Whether there is anything that this author could take back."""
    return bool(folded(workspace, key).stacks(_who(author))[0])


def can_redo(workspace: Workspace, key: str, author: str = "") -> bool:
    """Whether this author took something back and did nothing since."""
    return bool(folded(workspace, key).stacks(_who(author))[1])


def versions(workspace: Workspace, key: str) -> list[Version]:
    """Everything that was done, oldest first."""
    log = folded(workspace, key)
    return [
        Version(one.version, one.at, one.author, one.value.get("label", "") if one.value.get("do") == "name" else "", one.value.get("words", ""),
                one.version in log.undone)
        for one in log.entries
    ]  # fmt: skip


def name_version(workspace: Workspace, key: str, label: str, author: str = "") -> int:
    """Give the journey as it is now a name among its versions; returns the version's number. Raises BadInput for an empty name."""
    _there(workspace, key)
    called = checked.name(label)
    return _write(workspace, key, {"do": "name", "label": called, "words": f"Named this version {quoted(called)}"}, author)


def at_version(workspace: Workspace, key: str, number: int) -> Journey:
    """The journey as it was after that entry. Raises BadInput where it has no such version."""
    log = folded(workspace, key)
    found = upto(log, number, key) if any(one.version == number for one in log.entries) else None
    if found is None:
        raise BadInput(f"This map has no version {number}.")
    return found


def restore(workspace: Workspace, key: str, number: int, author: str = "") -> Journey:
    """Make the journey again what it was after that entry; what was done since stays among the versions."""
    earlier = at_version(workspace, key, number)
    said = f"Went back to version {number}"
    return _append(workspace, key, {"do": "restore", "version": number, "journey": record.as_record(earlier), "words": said}, author)


def since(workspace: Workspace, key: str, number: int) -> list[Entry]:
    """What was written about a journey after that number, its comments too, oldest first."""
    found = (one for kind in (KIND, COMMENTS) for one in workspace.log(kind, key, number))
    return sorted(found, key=lambda one: one.version)


def newer(workspace: Workspace, key: str) -> str:
    """One sentence where the log holds changes that only a newer version of this program understands; empty where it holds none.

    They stay in the log. Until that version runs here the map is shown without them.
    """
    log = folded(workspace, key)
    count = sum(unknown(one.value) for one in log.entries if one.version not in log.undone)
    what = "One change of this map was" if count == 1 else f"{count} changes of this map were"
    left = "is not shown here. It is kept, and shows" if count == 1 else "are not shown here. They are kept, and show"
    return f"{what} made by a newer version of this program and {left} where that version runs." if count else ""


def journeys_of(workspace: Workspace, dataset_id: str | None = None) -> list[Journey]:
    """The journeys of a dataset, in the order in which they were begun; of all where it is None, of none (drawn by hand) where it is ''."""
    found = (current(workspace, key) for key in workspace.keys(KIND))
    return [one for one in found if one is not None and dataset_id in (None, one.dataset)]


def remove(workspace: Workspace, key: str, author: str = "") -> None:
    """Take a journey away. Its log stays, and its author can take that back."""
    if current(workspace, key) is not None:
        _write(workspace, key, {"do": "remove", "words": "Removed the map"}, author)


def _there(workspace: Workspace, key: str) -> Journey:
    journey = current(workspace, key)
    if journey is None:
        raise BadInput(_GONE)
    return journey


def _write(workspace: Workspace, key: str, value: dict[str, Any], author: str) -> int:
    return workspace.write(KIND, key, value, _who(author))


def _who(author: str) -> str:
    """A person's name as it is kept."""
    return checked.line(author, "name")


def _append(workspace: Workspace, key: str, value: dict[str, Any], author: str) -> Journey:
    _write(workspace, key, value, author)
    return _there(workspace, key)


def _turn(workspace: Workspace, key: str, author: str, do: str, said: str) -> Journey:
    log = folded(workspace, key)
    done, undone = log.stacks(_who(author))
    stack = done if do == "undo" else undone
    if not stack:
        return _there(workspace, key)
    what = next(one.value.get("words", "") for one in log.entries if one.version == stack[-1])
    return _append(workspace, key, {"do": do, "version": stack[-1], "words": f"{said}: {what}"}, author)


def _completed(op: Any, author: str) -> Any:
    """With a key for what is new, and author and day for what is written."""
    if not isinstance(op, dict):
        return op
    if op.get("do") == "together" and isinstance(op.get("edits"), list):
        return {**op, "edits": [_completed(one, author) for one in op["edits"]]}
    new = {"name" if op["do"] == "add_lane" else "key": _new_key(op)} if op.get("do") in _ADDING else {}
    who = {"author": _who(author), "on": local(datetime.now(UTC)).date().isoformat()} if op.get("do") in ("write", "rewrite") else {}
    return {**new, **{part: value for part, value in op.items() if value is not None}, **who}


def _new_key(op: dict[str, Any]) -> str:
    return {"add_lane": "text-", "write": ""}.get(op["do"], "+") + uuid.uuid4().hex[:8]
