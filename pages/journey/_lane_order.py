"""The order of the lanes, their names, which are shown or folded, and new ones for words, pictures or a dividing line."""

from __future__ import annotations

import uuid

import streamlit as st

from cjm_core.authored import lanes as known
from cjm_core.authored.checked import LONGEST_NAME
from cjm_core.settings import own
from pages.journey import _edits, _seen
from pages.shared import show as shared_show
from pages.shared.text import escaped

_KINDS = {"Text": "text", "Pictures": "picture", "A dividing line": "line"}


def open_dialog() -> None:
    """The list of lanes, and a field for a new one."""
    seen = _seen.current()
    if seen is None:
        return

    @st.dialog(own("Lanes"), width="large", on_dismiss="rerun")
    def dialog() -> None:
        shared_show.in_force()
        now = _seen.current() or seen
        order = [(lane.name, known.label_of(lane.name, lane.label), lane.hidden, lane.collapsed) for lane in now.journey.lanes] if now.journey else [
            (row.name, row.label, False, False) for row in now.drawn.rows
        ]  # fmt: skip
        for at, one in enumerate(order):
            _row(at, one, [name for name, *_ in order])
        _new_lane()

    dialog()


def _row(at: int, one: tuple[str, str, bool, bool], names: list[str]) -> None:
    """One lane: its name, up, down, hidden, folded."""
    name, label, hidden, folded = one
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.text_input(own("Lane"), label, key=f"lane_name_{name}", label_visibility="collapsed", max_chars=LONGEST_NAME, width=300,
                      on_change=_renamed, args=(name,))  # fmt: skip
        _move(name, label, "up", at - 1, names)
        _move(name, label, "down", at + 2, names)
        for words, value, field in (("Shown", not hidden, "hidden"), ("Folded", folded, "collapsed")):
            op = {"do": "set_lane", "name": name, field: value if field == "hidden" else not value}
            st.checkbox(words, value, key=f"lane_{field}_{name}", on_change=_edits.write, args=(op,))


def _renamed(name: str) -> None:
    _edits.write({"do": "set_lane", "name": name, "label": st.session_state[f"lane_name_{name}"]})


def _move(name: str, label: str, words: str, to: int, names: list[str]) -> None:
    """A button that puts the lane before the one at `to`, or at the end."""
    op = {"do": "move_lane", "name": name, "before": names[to] if 0 <= to < len(names) else ""}
    st.button(f"Move {escaped(label)} {words}", icon=f":material/arrow_{words}ward:", key=f"lane_{words}_{name}",
              disabled=not 0 <= to <= len(names), on_click=_edits.write, args=(op,))  # fmt: skip


def _new_lane() -> None:
    with st.form("new_lane", clear_on_submit=True):
        label = st.text_input(own("Name of a new lane"), max_chars=LONGEST_NAME)
        kind = st.selectbox("It holds", list(_KINDS))
        by = st.selectbox("One cell for each", [own("stage"), own("touchpoint")])
        if st.form_submit_button("Add") and label:
            name, kept = f"{known.FREE}{uuid.uuid4().hex[:8]}", "stage" if by == own("stage") else "touchpoint"
            _edits.write({"do": "add_lane", "name": name, "label": label, "kind": _KINDS[str(kind)], "by": kept})
            st.rerun(scope="fragment")
