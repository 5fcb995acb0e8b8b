"""Comments on the cells of a journey, one thread after the other. Kept as a log that only grows."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from cjm_core.authored import checked, history, places
from cjm_core.authored.model import Remark, Thread
from cjm_core.errors import BadInput
from cjm_core.workspace import Entry, Workspace

KIND = "thread"


def threads(workspace: Workspace, key: str) -> list[Thread]:
    """The threads of a journey, oldest first. One on something that was merged since stands where that is now."""
    found = dict[str, Thread]()
    for one in workspace.log(KIND, key):
        _told(found, one)
    journey = history.current(workspace, key)
    return [replace(one, place=(places.now_at(journey, one.place) if journey else None) or one.place) for one in found.values()]


def say(workspace: Workspace, key: str, lane: str, place: str, text: str, author: str, thread: str = "") -> str:
    """Begin a thread on a cell, or answer in one (which opens it again); returns the thread's key.

    Raises BadInput without words or a name, and for a thread that is not there.
    """
    value: dict[str, Any] = {"thread": thread or uuid.uuid4().hex[:12], "text": checked.said(text)}
    if thread:
        _there(workspace, key, thread)
    else:
        value |= {"lane": checked.key(lane), "place": checked.key(place)}
    workspace.write(KIND, key, {"do": "say", **value}, _who(author))
    return str(value["thread"])


def resolve(workspace: Workspace, key: str, thread: str, resolved: bool, author: str) -> None:
    """Close a thread, or open it again. Raises BadInput for one that is not there."""
    _there(workspace, key, thread)
    workspace.write(KIND, key, {"do": "resolve", "thread": thread, "resolved": bool(resolved)}, _who(author))


def _told(found: dict[str, Thread], one: Entry) -> None:
    key = one.value["thread"]
    if one.value["do"] == "resolve" and key in found:
        found[key] = replace(found[key], resolved=one.value["resolved"])
    elif one.value["do"] == "say":
        remark = Remark(one.author, one.at, one.value["text"])
        known = found.get(key) or Thread(key, one.value.get("lane", ""), one.value.get("place", ""), ())
        found[key] = replace(known, remarks=(*known.remarks, remark), resolved=False)


def _there(workspace: Workspace, key: str, thread: str) -> None:
    if not any(one.value["thread"] == thread for one in workspace.log(KIND, key)):
        raise BadInput("This comment is not there any more. Load the page again.")


def _who(author: str) -> str:
    if not checked.line(author, "name"):
        raise BadInput("Say who you are: a comment stands under a name.")
    return checked.name(author)
