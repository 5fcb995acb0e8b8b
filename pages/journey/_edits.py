"""Edits of the map on screen: each is kept at once, under the name of who made it. The first makes a map of what the data draw."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from cjm_core.authored import history
from cjm_core.errors import BadInput
from pages.journey import _author, _first, _kept
from pages.shared import data, show

OPEN = "_map_open"  # what is to be opened
EDITING = "map_editing"  # the switch
_WAITING = "_map_waiting"


def take(one: dict[str, Any]) -> None:
    """What the editor on the page has sent."""
    show.in_force()
    if isinstance(what := one.get("open"), list):
        st.session_state[OPEN] = tuple(map(str, what))
    elif one.get("edit") is True:
        st.session_state[EDITING] = True
    elif "undo" in one:
        do(history.undo if one["undo"] else history.redo)
    elif isinstance(op := one.get("op"), dict):
        write(op)


def write(*ops: dict[str, Any]) -> None:
    """Keep these edits; they wait where nobody has said a name yet."""
    st.session_state.setdefault(_WAITING, []).extend(ops)
    if _author.known() is None:
        st.session_state[OPEN] = ("author",)
    else:
        write_waiting()


def waiting() -> bool:
    """Whether something is to be kept as soon as somebody has said a name."""
    return bool(st.session_state.get(_WAITING)) and _author.known() is None


def write_waiting() -> None:
    """Keep what waits for a name."""
    for op in st.session_state.pop(_WAITING, []):
        do(lambda space, key, author, op=op: history.edit(space, key, _shown(op, key), author), begin=True)  # type: ignore[misc]


def _shown(op: dict[str, Any], key: str) -> dict[str, Any]:
    """What is written into a lane that the map does not show by itself switches it on."""
    journey = history.current(data.workspace(), key)
    lanes = {lane.name for lane in journey.lanes if not lane.hidden} if journey else set()
    if op.get("do") != "write" or op.get("lane") in lanes:
        return op
    return {"do": "together", "edits": [{"do": "set_lane", "name": op.get("lane"), "hidden": False}, op]}


def do(what: Callable[..., Any], *more: Any, begin: bool = False) -> bool:
    """Do something to the map on screen as its author: `what(workspace, key, *more, author)`. A refusal is said in one sentence: False.

    `begin`: where nobody has edited what the data draw, it becomes a map of its own.
    """
    workspace, before = data.workspace(), data.workspace().last_change()
    try:
        if key := _first.key_of_map(begin):
            what(workspace, key, *more, author())
            _kept.keep(one.version for one in history.since(workspace, key, before))
    except BadInput as problem:
        _kept.refuse(str(problem))
        return False
    return True


def author() -> str:
    """Who writes, as versions name them."""
    return _author.known() or ""
