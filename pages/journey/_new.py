"""A new map: from the data, from a template, empty, or from a file. It can begin without any data."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from cjm_core.authored import history, proposal
from cjm_core.authored.checked import LONGEST_NAME
from cjm_core.authored.model import KINDS, Journey
from cjm_core.errors import BadInput
from pages.journey import _author, _file, _first, _seen
from pages.shared import data, maps
from pages.shared import show as shared_show
from pages.shared.filters import Chosen
from pages.shared.text import escaped

THIS, FILE = "What is drawn now", "A file (XLSX or JSON)"


def open_dialog(chosen: Chosen | None) -> None:
    """Ask what the map begins with, make it, and show it."""
    seen = _seen.current() if chosen else None
    starts = {**({THIS: ""} if seen else {}), **{one.title: one.name for one in proposal.templates()}, FILE: ""}

    @st.dialog("New map")
    def dialog() -> None:
        shared_show.in_force()
        start = str(st.selectbox("Begin with", list(starts)))
        file = _file.ask() if start == FILE else None
        name = st.text_input("Name", placeholder="Web shop, as it is", max_chars=LONGEST_NAME, key="new_map_name")
        kind = st.selectbox("It shows the journey", KINDS, format_func=maps.KIND_WORDS.get)
        if _author.known() is None:
            author = st.text_input("Your name", data.workspace().read("setting", "author", ""))
        if st.button("Make the map", type="primary", disabled=start == FILE and file is None):
            if _author.known() is None:
                _author.keep(author or "")
            try:
                _begin(_made(start, starts, file, seen), name or "", str(kind), chosen)
            except BadInput as problem:
                st.error(escaped(problem))
                return
            st.rerun()

    dialog()


def _made(start: str, starts: dict[str, str], file: Any, seen: _seen.Seen | None) -> Journey:
    """The map to begin with. Raises BadInput for a file that holds none."""
    if start == THIS and seen:
        return seen.journey or _first.from_data(seen)
    if start != FILE:
        return proposal.from_template(starts[start])
    return _file.read(file.getvalue(), file.name)


def _begin(journey: Journey, name: str, kind: str, chosen: Chosen | None) -> None:
    """Keep the map and show it; its touchpoints are attached to those of the same name in the data."""
    dataset = chosen.dataset.info["id"] if chosen else ""
    made = replace(journey, key="", name=name.strip() or journey.name or "New map", kind=kind, dataset=dataset)
    if chosen:
        made = proposal.attached(made, chosen.dataset.values("touchpoint"))
    st.session_state[maps.NEXT] = history.start(data.workspace(), made, _author.known() or "")
