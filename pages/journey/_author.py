"""Who writes: asked once per session, before the first thing is kept, with the name used last."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from pages.shared import data, show

_NAME, _LONGEST = "_author", 60


def known() -> str | None:
    """The name given in this session, empty where somebody wants none; None when nobody was asked."""
    return st.session_state.get(_NAME)


def keep(name: str) -> None:
    """Write under this name from here on."""
    st.session_state[_NAME] = " ".join(name.split())[:_LONGEST]
    if st.session_state[_NAME]:
        data.workspace().write("setting", "author", st.session_state[_NAME])


def ask(then: Callable[[], None]) -> None:
    """Ask for the name, and then keep what waits for it: under no name where the question is closed."""

    def nameless() -> None:
        show.in_force()
        keep("")
        then()

    @st.dialog("Who is editing?", on_dismiss=nameless)
    def dialog() -> None:
        show.in_force()
        st.markdown("The list of versions says who changed what. You are asked once.")
        with st.form("author", border=False):
            name = st.text_input("Your name", data.workspace().read("setting", "author", ""), max_chars=_LONGEST)
            if st.form_submit_button("Go on", type="primary"):
                keep(name or "")
                then()
                st.rerun()

    dialog()
