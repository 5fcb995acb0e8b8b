"""What people write beside a number over time: notes on days, and targets."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from cjm_core import format as fmt
from cjm_core import timeline, written
from cjm_core.errors import BadInput
from cjm_core.timeline import Lines
from cjm_core.written import Note
from pages.shared import data, filters
from pages.shared.text import escaped


def notes(known: Sequence[Note], lines: Lines) -> None:
    """Add a note, or take one away."""
    with st.popover("Notes", icon=":material/flag:", key="notes"):
        with st.form("note", border=False, clear_on_submit=True):
            text = st.text_input("What happened?", max_chars=200, placeholder="Release 4.2: new payment page")
            day = st.date_input("On", timeline.last_day(lines.end))
            anew = st.checkbox("The usual range starts anew here", help="Choose this when the change is meant to last.")
            if st.form_submit_button("Add note"):
                _keep(Note(day, text, anew))
        for note in known:
            left, right = st.columns([5, 1], vertical_alignment="center")
            left.markdown(f"**{fmt.day(note.day)}** {escaped(note.text)}{' :small[· new usual range]' if note.restart else ''}")
            if right.button("Remove", key=f"remove_{note.key}", type="tertiary"):
                remove("note", note.key)


def _keep(note: Note) -> None:
    try:
        written.write_note(data.workspace(), dataset_id(), note)
    except BadInput as problem:
        st.error(escaped(problem))
        return
    st.rerun()


def remove(kind: str, key: str) -> None:
    written.remove(data.workspace(), kind, dataset_id(), key)
    st.rerun()


def dataset_id() -> str:
    chosen = filters.current()
    return chosen.dataset.info["id"] if chosen else ""
