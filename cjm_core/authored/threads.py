"""Comments on the cells of a journey, one thread after the other. Kept as a log that only grows."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from cjm_core.authored import checked, history, places
from cjm_core.authored.model import Remark, Thread
from cjm_core.errors import BadInput
from cjm_core.workspace import Entry, Workspace

KIND = "thread"
_TURNS = ("reword", "withdraw")  # what an author can do to an own comment, and take back


def threads(workspace: Workspace, key: str) -> list[Thread]:
    """The threads of a journey, oldest first. One on something that was merged since stands where that is now.

    Where every comment was taken back, nothing is left to be resolved.
    """
    found, log = dict[str, Thread](), workspace.log(KIND, key)
    undone = _undone(log)
    for one in log:
        if one.version not in undone:
            _told(found, one)
    journey = history.current(workspace, key)
    return [_as_it_is(one, (places.now_at(journey, one.place) if journey else None) or one.place) for one in found.values()]


def _as_it_is(thread: Thread, place: str) -> Thread:
    return replace(thread, place=place, resolved=thread.resolved or all(remark.gone for remark in thread.remarks))


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


def check(text: str, author: str) -> None:
    """Raises BadInput where `say` would refuse these words, or that nobody says them."""
    checked.said(text)
    _who(author)


def resolve(workspace: Workspace, key: str, thread: str, resolved: bool, author: str) -> None:
    """Close a thread, or open it again. Raises BadInput for one that is not there."""
    _there(workspace, key, thread)
    workspace.write(KIND, key, {"do": "resolve", "thread": thread, "resolved": bool(resolved)}, _who(author))


def reword(workspace: Workspace, key: str, thread: str, remark: int, text: str, author: str) -> None:
    """Say an own comment in other words; what it said stays in the log. Raises BadInput without words, and for a comment of somebody else."""
    if _own(workspace, key, thread, remark, author).text != (words := checked.said(text)):
        workspace.write(KIND, key, {"do": "reword", "thread": thread, "remark": remark, "text": words}, _who(author))


def withdraw(workspace: Workspace, key: str, thread: str, remark: int, author: str) -> None:
    """Take an own comment back; what it said stays in the log. Raises BadInput for a comment of somebody else."""
    if not _own(workspace, key, thread, remark, author).gone:
        workspace.write(KIND, key, {"do": "withdraw", "thread": thread, "remark": remark}, _who(author))


def undo(workspace: Workspace, key: str, thread: str, remark: int, author: str) -> None:
    """Make the last change of an own comment as if it had not been. Nothing happens where there is none.

    Raises BadInput for a comment of somebody else.
    """
    _own(workspace, key, thread, remark, author)
    log = workspace.log(KIND, key)
    undone = _undone(log)
    done = [one.version for one in log if _about(one, remark) and one.version not in undone]
    if done:
        workspace.write(KIND, key, {"do": "undo", "thread": thread, "version": done[-1]}, _who(author))


def _own(workspace: Workspace, key: str, thread: str, remark: int, author: str) -> Remark:
    known = (one for there in threads(workspace, key) if there.key == thread for one in there.remarks if one.key == remark)
    found = next(known, None)
    if found is None:
        raise BadInput("This comment is not there any more. Load the page again.")
    if found.author != _who(author):
        raise BadInput("Only who wrote a comment can change it or take it back.")
    return found


def _undone(log: Sequence[Entry]) -> Collection[int]:
    """The numbers of the changes that were taken back."""
    said = [one.value for one in log if isinstance(one.value, dict) and one.value.get("do") == "undo"]
    turned = {one.version for one in log if isinstance(one.value, dict) and one.value.get("do") in _TURNS}
    return {version for value in said if isinstance(version := value.get("version"), int) and version in turned}


def _about(one: Entry, remark: int) -> bool:
    return isinstance(one.value, dict) and one.value.get("do") in _TURNS and one.value.get("remark") == remark


def _told(found: dict[str, Thread], one: Entry) -> None:
    """One more entry. What has another form was written by a newer program and says nothing here."""
    said = one.value if isinstance(one.value, dict) else {}
    key, do = said.get("thread"), said.get("do")
    if not isinstance(key, str):
        return
    if do == "resolve" and key in found:
        found[key] = replace(found[key], resolved=bool(said.get("resolved")))
    elif do == "say" and isinstance(said.get("text"), str):
        remark = Remark(one.author, one.at, said["text"], one.version)
        known = found.get(key) or Thread(key, str(said.get("lane", "")), str(said.get("place", "")), ())
        found[key] = replace(known, remarks=(*known.remarks, remark), resolved=False)
    elif do in _TURNS and key in found:
        found[key] = replace(found[key], remarks=tuple(_turned(remark, one) if _about(one, remark.key) else remark for remark in found[key].remarks))


def _turned(remark: Remark, one: Entry) -> Remark:
    """A comment after its author has changed it or taken it back."""
    if one.value["do"] == "withdraw":
        return replace(remark, text="", changed=one.at, gone=True)
    return replace(remark, text=one.value["text"], changed=one.at, gone=False) if isinstance(one.value.get("text"), str) else remark


def _there(workspace: Workspace, key: str, thread: str) -> None:
    if not any(isinstance(one.value, dict) and one.value.get("thread") == thread for one in workspace.log(KIND, key)):
        raise BadInput("This comment is not there any more. Load the page again.")


def _who(author: str) -> str:
    if not checked.line(author, "name"):
        raise BadInput("Say who you are: a comment stands under a name.")
    return checked.name(author)
