"""A persona: customers of the data with a face. Proposed from the segments that the data have; choosing one changes the whole map."""

from __future__ import annotations

import uuid

import streamlit as st

from cjm_core.authored import personas
from cjm_core.authored.checked import LONGEST_NAME, LONGEST_TEXT
from cjm_core.authored.model import Persona
from cjm_core.errors import BadInput
from pages.journey import _picture
from pages.shared import data, maps
from pages.shared import show as shared_show
from pages.shared.filters import Chosen
from pages.shared.text import escaped

_MOST_VALUES = 12  # a dimension with more values than this is no segment


def open_dialog(chosen: Chosen, persona: Persona | None) -> None:
    """Write a new persona, or change one."""
    found = persona or Persona(uuid.uuid4().hex[:12], "")

    @st.dialog(f"Persona {escaped(found.name)}" if persona else "New persona")
    def dialog() -> None:
        shared_show.in_force()
        segments = proposals(chosen)
        known = [label for label, pair in segments.items() if pair in found.where]
        who = st.multiselect("Customers", list(segments), known, placeholder="Everyone, or those with …",
                             help="Two values of one column mean either; values of two columns mean both.")  # fmt: skip
        proposed = " · ".join(segments[label][1] for label in who)
        name = st.text_input("Name", found.name, placeholder=proposed or "Busy Bea", max_chars=LONGEST_NAME)
        goals = st.text_area("Goals", found.goals, max_chars=LONGEST_TEXT, height=68)
        needs = st.text_area("Needs", found.needs, max_chars=LONGEST_TEXT, height=68)
        quote = st.text_input("A quote", found.quote, max_chars=LONGEST_TEXT)
        picture = _picture.upload("Picture (PNG or JPEG, at most 1 MB)", f"persona_picture_{found.key}") or found.picture
        with st.container(horizontal=True):
            if st.button("Save", type="primary"):
                where = tuple(segments[label] for label in who)
                _keep(chosen, Persona(found.key, (name or "").strip() or proposed, where, goals or "", needs or "", quote or "", picture))
            if persona and st.button("Remove", type="tertiary"):
                personas.remove_persona(data.workspace(), chosen.dataset.info["id"], found.key)
                st.rerun()

    dialog()


def proposals(chosen: Chosen) -> dict[str, tuple[str, str]]:
    """Label -> (dimension, value) of every segment in the data."""
    return {
        f"{name}: {value}": (name, value)
        for name, dimension in chosen.dataset.dimensions.items() if 1 < dimension.distinct_values <= _MOST_VALUES
        for value in data.values_of(chosen.dataset, name)
    }  # fmt: skip


def _keep(chosen: Chosen, persona: Persona) -> None:
    try:
        personas.write_persona(data.workspace(), chosen.dataset.info["id"], persona)
    except BadInput as problem:
        st.error(escaped(problem))
        return
    st.session_state[maps.NEXT_PERSONA] = persona.name
    st.rerun()
