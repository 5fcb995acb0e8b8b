"""What can be done with a stage, a touchpoint or a lane, in one small dialog: everything that dragging and keys do, and more."""

from __future__ import annotations

from typing import Any

import streamlit as st

from cjm_core.authored.checked import LONGEST_NAME
from cjm_core.settings import own
from pages.journey import _edits, _place, _seen
from pages.shared import show as shared_show
from pages.shared.text import escaped, quiet

_KEYS = "With its handle in focus: arrow keys move it, Delete hides it, M merges it into the one before, S splits it again, F2 renames it."


def open_dialog(seen: _seen.Seen, kind: str, key: str) -> None:
    """Open the menu of the stage, touchpoint or lane of this key."""
    row = next((row for row in seen.drawn.rows if kind == "lane" and key == row.name), None)
    name = row.label if row else seen.name_at(key) or key

    @st.dialog(escaped(name))
    def dialog() -> None:
        shared_show.in_force()
        _rename(kind, key, name)
        if kind == "lane":
            _lane(key)
        else:
            _place.choices(seen, kind, key)
        st.markdown(quiet(own(_KEYS)))

    dialog()


def _done(op: dict[str, Any]) -> None:
    _edits.write(op)
    st.rerun()


def _rename(kind: str, key: str, name: str) -> None:
    with st.form("rename", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        said = st.text_input("Name", name, max_chars=LONGEST_NAME)
        if st.form_submit_button("Rename") and said and said != name:
            _done({"do": "set_lane", "name": key, "label": said} if kind == "lane" else {"do": f"rename_{kind}", "key": key, "name": said})


def _lane(key: str) -> None:
    with st.container(horizontal=True):
        if st.button("Hide"):
            _done({"do": "set_lane", "name": key, "hidden": True})
        if st.button("Fold"):
            _done({"do": "set_lane", "name": key, "collapsed": True})
        if key.startswith("text-") and st.button("Remove"):
            _done({"do": "remove_lane", "name": key})
