"""All comments of the team on this map in one place, the open ones first."""

from __future__ import annotations

import streamlit as st

from cjm_core.authored import lanes, threads
from cjm_core.authored.model import Thread
from pages.journey import _kept, _seen, _threads
from pages.shared import data
from pages.shared import show as shared_show
from pages.shared.text import escaped


def button(seen: _seen.Seen) -> None:
    """The button that opens them, with the number of those that are open."""
    found = threads.threads(data.workspace(), seen.which.key) if seen.which.key else []
    still = sum(not one.resolved for one in found)
    if st.button(f"Comments ({still})" if still else "Comments", icon=":material/chat_bubble:", key="map_comments"):
        _dialog(seen)


def _dialog(seen: _seen.Seen) -> None:
    @st.dialog("Comments", width="large", on_dismiss="rerun")
    def dialog() -> None:
        shared_show.in_force()
        _kept.say_problem()
        found = threads.threads(data.workspace(), seen.which.key) if seen.which.key else []
        for one in sorted(found, key=lambda thread: thread.resolved):
            st.markdown(f"**{escaped(_where(seen, one))}**")
            _threads.one(seen, one)
        if not found:
            st.markdown("Nobody has said anything yet. A click on a number, or on the speech balloon of a cell while you edit, begins a thread.")

    dialog()


def _where(seen: _seen.Seen, thread: Thread) -> str:
    """The lane and the place that a thread is about."""
    choices = seen.journey.lanes if seen.journey else ()
    label = next((lane.label for lane in choices if lane.name == thread.lane), "")
    return f"{seen.name_at(thread.place) or 'No longer on the map'} · {lanes.label_of(thread.lane, label)}"
