"""The map with its choices above and its tools below. It runs again alone after an edit; the rest of the screen stays."""

from __future__ import annotations

import streamlit as st

from cjm_core import journey_map
from cjm_core.authored import history
from cjm_core.settings import own
from pages.journey import _author, _choices, _colleagues, _edits, _foot, _kept, _measured, _opened, _review, _seen
from pages.shared import data, editor, show
from pages.shared.filters import Chosen
from pages.shared.text import escaped, quiet

EDITING = _edits.EDITING


@st.fragment(key=_colleagues.DRAWING)
def draw(chosen: Chosen | None) -> None:
    """Draw the choices, the chosen map, and its tools."""
    show.in_force()
    _colleagues.begin()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="map_row"):
        which, journey = _choices.ask(chosen)
        tools = st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="right", gap="small", key="map_tools")
    slot = st.container()
    with st.container(horizontal=True, gap="small", key="map_foot"):
        seen = _foot.draw(which, journey)
    with tools:
        editing = _tools(seen)
    with slot:
        show.sentence(seen.drawn.answer)
        _review.say(seen)
        editor.hear(seen.drawn, _measured.as_one(which), editing, _edits.take, _author.known(), _edits.waiting())
        _measured.show(seen, editing)
        _meanings(seen)
    _kept.say_problem()
    _opened.open_asked(seen)
    _colleagues.look(editing)


def _tools(seen: _seen.Seen) -> bool:
    """Whether the map is being edited; undo and redo while it is."""
    editing = seen.which.view == _choices.GRID and st.toggle("Edit", key=EDITING)
    if not editing:
        return False
    where = data.workspace(), seen.which.key, _edits.author()
    undo, redo = (bool(seen.which.key) and can(*where) for can in (history.can_undo, history.can_redo))
    st.button("Undo", icon=":material/undo:", key="map_undo", disabled=not undo, on_click=_edits.do, args=(history.undo,))
    st.button("Redo", icon=":material/redo:", key="map_redo", disabled=not redo, on_click=_edits.do, args=(history.redo,))
    if saved := _kept.saved():
        st.markdown(quiet(saved), width="content")
    return True


def _meanings(seen: _seen.Seen) -> None:
    with st.expander(escaped(own("How the lanes of this map are measured"))):
        for label, meaning in journey_map.meanings(seen.drawn):
            st.markdown(f"**{escaped(label)}** — {escaped(meaning)}")
