"""What people write beside a number over time: notes on days, and targets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import streamlit as st

from cjm_core import format as fmt
from cjm_core import timeline, written
from cjm_core.errors import BadInput
from cjm_core.metrics import kpi_named
from cjm_core.scope import Scope
from cjm_core.timeline import Lines, Timeline
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
                _remove("note", note.key)


def _keep(note: Note) -> None:
    try:
        written.write_note(data.workspace(), _dataset_id(), note)
    except BadInput as problem:
        st.error(escaped(problem))
        return
    st.rerun()


def target(line: Timeline, lines: Lines, scope: Scope) -> None:
    """Set the value to reach, or take it away."""
    if not line.series or line.split or len(scope.where) > 1:
        return
    size, suffix = timeline.target_unit(lines)
    per = f", {line.every} by {line.every}" if timeline.by_length(kpi_named(line.kpi)) else ""
    with st.popover("Target", icon=":material/target:", key="target"):
        with st.form("target", border=False):
            st.markdown(f"**{escaped(line.label)}**{per}, {escaped(scope.population)}")
            known = line.target
            asked = f"Value to reach{f' ({suffix})' if suffix else ''}"
            value = st.number_input(asked, value=known.value / size if known else None)
            by = st.date_input("By", known.by if known else timeline.last_day(lines.end) + timedelta(days=184))
            if st.form_submit_button("Set target") and value is not None:
                written.write_target(data.workspace(), _dataset_id(), timeline.new_target(lines, value * size, by, scope.where))
                st.rerun()
        if known and st.button("Remove target"):
            _remove("target", known.key)


def _remove(kind: str, key: str) -> None:
    written.remove(data.workspace(), kind, _dataset_id(), key)
    st.rerun()


def _dataset_id() -> str:
    chosen = filters.current()
    return chosen.dataset.info["id"] if chosen else ""
