"""The quiet menu beside the choice of the map: a new map, this one's name and kind, its touchpoints in the data, and personas."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import streamlit as st

from cjm_core.authored import history
from cjm_core.authored.checked import LONGEST_NAME
from cjm_core.authored.model import KINDS, Journey
from cjm_core.settings import own
from pages.journey import _author, _edits, _matching, _new, _personas
from pages.shared import data, maps
from pages.shared import show as shared_show


def menu(which: maps.Which) -> None:
    """Draw the menu."""
    chosen, key, persona = which.chosen, which.key, which.persona
    entries: dict[str, Callable[[], None]] = {"New map …": partial(_new.open_dialog, chosen)}
    if key:
        entries["About this map …"] = partial(_about, key)
    if key and chosen:
        entries[own("Touchpoints in the data …")] = partial(_matching.open_dialog, key, chosen)
    if chosen:
        entries["New persona …"] = partial(_personas.open_dialog, chosen, None)
    if chosen and persona:
        entries["About this persona …"] = partial(_personas.open_dialog, chosen, persona)
    entries["Your name …"] = _author.change
    if wanted := st.menu_button("Maps and personas", list(entries), icon=":material/more_horiz:", key="map_more"):
        entries[wanted]()


def _about(key: str) -> None:
    """Name, kind, the day to look at it again, and how to take it away."""
    found = history.current(data.workspace(), key)
    if found is None:
        return

    @st.dialog("About this map")
    def dialog() -> None:
        shared_show.in_force()
        with st.form("about_map", border=False):
            name = st.text_input("Name", found.name, max_chars=LONGEST_NAME)
            kind = st.selectbox("It shows the journey", KINDS, KINDS.index(found.kind), format_func=maps.KIND_WORDS.get)
            day = st.date_input("Look at it again on", date.fromisoformat(found.review_on) if found.review_on else None,
                                help="From that day on the map says that it is due.")  # fmt: skip
            if st.form_submit_button("Save", type="primary"):
                _keep(found, name or "", str(kind), day)
        if st.button("Remove this map", type="tertiary", help="Its versions are kept in the workspace; the data are not touched."):
            _edits.do(history.remove)
            st.session_state.pop("map", None)
            st.rerun()

    dialog()


def _keep(found: Journey, name: str, kind: str, day: date | None) -> None:
    """Keep what differs."""
    on = day.isoformat() if day else ""
    ops = [{"do": "rename_map", "name": name}] if name != found.name else []
    ops += [{"do": "set_kind", "kind": kind}] if kind != found.kind else []
    ops += [{"do": "set_review", "on": on}] if on != found.review_on else []
    st.session_state[maps.NEXT] = found.key  # the choice of the map holds its name, which may have changed
    _edits.write(*ops)
    st.rerun()
