"""The first edit of a map that the data draw: it becomes a map of its own, which people keep."""

from __future__ import annotations

import itertools
from dataclasses import replace

import streamlit as st

from cjm_core.authored import history, proposal
from cjm_core.authored.model import Journey, LaneChoice
from pages.journey import _author, _seen
from pages.shared import data, maps


def key_of_map(begin: bool) -> str:
    """The map on screen; empty where nobody has edited what the data draw, and `begin` is not asked for."""
    seen = _seen.current()
    if seen is None or seen.which.key or not begin:
        return seen.which.key if seen else ""
    about = seen.which.chosen.dataset.info["id"] if seen.which.chosen else ""
    made = replace(from_data(seen), key=_first_key(about) if about else "")
    key = history.start(data.workspace(), made, _author.known() or "")
    _seen.now_edited(key)
    st.session_state[maps.NEXT] = key
    return key


def _first_key(about: str) -> str:
    """The same for two people who begin at once; another one where such a map was removed."""
    keys = (f"map-{about}-{number}" for number in itertools.count(1))
    return next(key for key in keys if history.current(data.workspace(), key) is not None or not history.versions(data.workspace(), key))


def from_data(seen: _seen.Seen) -> Journey:
    """What the data draw, as a map of its own."""
    rows = [(name, stage.name) for stage in seen.drawn.stages for name in stage.touchpoints]
    lanes = [LaneChoice(name) for name in seen.drawn.order or [row.name for row in seen.drawn.rows]]
    about = seen.which.chosen.dataset if seen.which.chosen else None
    return proposal.from_data(rows, lanes, about.info["id"] if about else "", about.name if about else "New map")
