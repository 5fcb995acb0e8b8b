"""What became of the last edit: when it was kept, or why it was refused."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

import streamlit as st

from pages.shared.text import escaped

_SAVED, _PROBLEM, _REFUSED, _OWN = "_map_saved", "_map_problem", "_map_refused", "_map_own"


def begin() -> None:
    """The map is drawn anew, with all that was kept up to now."""
    st.session_state[_OWN] = frozenset()


def own() -> Collection[int]:
    """The numbers of what was kept here since the map was drawn: a dialog shows it already."""
    return frozenset(st.session_state.get(_OWN, ()))


def keep(numbers: Iterable[int]) -> None:
    """It was kept just now, under these numbers."""
    st.session_state[_OWN] = frozenset((*own(), *numbers))
    st.session_state[_SAVED] = datetime.now().astimezone().strftime("%H:%M:%S")


def refuse(why: str) -> None:
    """It was refused, and this sentence says why."""
    st.session_state[_PROBLEM] = why


def refused() -> int:
    """How many edits were refused in this session."""
    return int(st.session_state.get(_REFUSED, 0))


def saved() -> str:
    """When the last edit was kept, in words."""
    return f"Saved {st.session_state[_SAVED]}" if _SAVED in st.session_state else ""


def say_problem() -> None:
    """Say why the last edit was refused."""
    if problem := st.session_state.pop(_PROBLEM, None):
        st.toast(escaped(problem), icon=":material/error:", duration="long")
        st.session_state[_REFUSED] = refused() + 1
