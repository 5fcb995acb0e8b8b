"""From as it is to as it shall be: a copy of the map, with a lane for what customers should feel."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cjm_core.authored import history
from cjm_core.authored.checked import LONGEST_NAME
from cjm_core.authored.expected import EXPECTED
from pages.journey import _author, _edits, _first, _seen
from pages.shared import data, maps

ASKED = "to-be"  # what is to be opened, for _opened
_AFTER = " – as it shall be"


def button(kind: str) -> None:
    """Offer the copy, on a map of the journey as it is."""
    if kind != "to-be":
        st.button("Copy it as it shall be", icon=":material/content_copy:", key="map_to_be", type="tertiary", on_click=_asked,
                  help="A map of its own, with a lane for how customers should feel at each place: −2 to 2. All of that is assumed.")  # fmt: skip


def _asked() -> None:
    st.session_state[_edits.OPEN] = (ASKED,)


def begin() -> None:
    """Make the copy, once it is known who makes it, and show it."""
    if _author.known() is None:
        _author.ask(_copied)
    else:
        _copied()
        st.rerun()


def _copied() -> None:
    seen = _seen.current()
    if seen is None:
        return
    space, author, whole = data.workspace(), _edits.author(), seen.journey or _first.from_data(seen)
    name = whole.name[: LONGEST_NAME - len(_AFTER)] + _AFTER
    if seen.which.key:
        key = history.copy(space, seen.which.key, name, "to-be", author)
    else:
        key = history.start(space, replace(whole, name=name, kind="to-be"), author)
    lanes = [lane.name for lane in whole.lanes]
    after = lanes[lanes.index("emotion") + 1 :][:1] if "emotion" in lanes else []
    for op in ({"do": "set_lane", "hidden": False}, {"do": "move_lane", "before": "".join(after)}):
        history.edit(space, key, {**op, "name": EXPECTED}, author)
    st.session_state[maps.NEXT] = key
