"""Where a stage or touchpoint stands: moved, merged, hidden, split again, taken off, or something new before it."""

from __future__ import annotations

import uuid
from typing import Any

import streamlit as st

from cjm_core.authored import places
from cjm_core.settings import own
from pages.journey import _edits, _seen

Choices = dict[str, tuple[str, str]]  # label -> (key, key of the stage)


def _done(op: dict[str, Any]) -> None:
    _edits.write(op)
    st.rerun()


def choices(seen: _seen.Seen, kind: str, key: str) -> None:
    """Move, merge, hide, split, remove; and something new before it."""
    others = _others(seen, kind, key)
    to = st.selectbox("Move before", [*others, "At the end"], None, placeholder="Choose where")
    if to:
        before, stage = others.get(to, ("", seen.drawn.stages[-1].key))
        _done({"do": f"move_{kind}", "key": key, "before": before, **({"stage": stage} if kind == "touchpoint" else {})})
    into = st.selectbox("Merge into", list(others), None, placeholder="Choose which", help="Their numbers are counted together.")
    if into:
        _done({"do": f"merge_{kind}", "key": key, "into": others[into][0]})
    with st.container(horizontal=True):
        if st.button("Hide"):
            _done({"do": f"hide_{kind}", "key": key, "hidden": True})
        if seen.journey and places.can_be_split(seen.journey, key) and st.button("Split again", help="What was merged stands by itself again."):
            _done({"do": f"split_{kind}", "key": key})
        if st.button("Remove", help=own("Takes it off the map. The data stay.")):
            _done({"do": f"remove_{kind}", "key": key})
        if st.button(own(f"New {kind} before it")):
            new = {"do": f"add_{kind}", "key": f"+{uuid.uuid4().hex[:8]}", "name": own(f"New {kind}"), "before": key}
            stage = next((stage.key for stage in seen.drawn.stages if key in stage.keys), "")
            _done({**new, "stage": stage} if kind == "touchpoint" else new)


def _others(seen: _seen.Seen, kind: str, key: str) -> Choices:
    """Every other stage or touchpoint by its name."""
    if kind == "stage":
        return {stage.name: (stage.key, stage.key) for stage in seen.drawn.stages if stage.key != key}
    pairs = [(name, at, stage.key) for stage in seen.drawn.stages for name, at in zip(stage.touchpoints, stage.keys, strict=True)]
    return {name: (at, stage) for name, at, stage in pairs if at != key}
