"""What the person corrected, per table; widgets show what counts and hand every change back to here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from cjm_core.understanding.mapping_edit import Choices

BARE: dict[str, Any] = {"label_visibility": "collapsed"}  # the text beside the widget says what it is
Change = Callable[[Choices, Any], Choices]


def of(key: str) -> Choices:
    """The corrections to one table."""
    return st.session_state.setdefault("upload_choices", {}).get(key) or Choices()


def put(key: str, choices: Choices) -> None:
    """Replace the corrections to one table."""
    st.session_state["upload_choices"] = {**st.session_state.get("upload_choices", {}), key: choices}


def widget(key: str, name: str, shown: Any, change: Change) -> dict[str, Any]:
    """Arguments of a widget that shows `shown` and, when it is changed, replaces the choices by `change(choices, value)`."""
    own = f"upload|{name}|{key}"
    st.session_state[own] = shown  # a choice elsewhere may have changed what counts here
    return {"key": own, "on_change": _apply, "args": (key, own, change)}


def _apply(key: str, own: str, change: Change) -> None:
    put(key, change(of(key), st.session_state[own]))


def stays_open(key: str, opened: bool) -> bool:
    """Whether a fold is open: once something in it was needed, it stays so."""
    own = f"upload|open|{key}"
    st.session_state[own] = st.session_state.get(own, False) or opened
    return bool(st.session_state[own])
