"""Who writes: asked once per browser, before the first thing is kept. The browser remembers it (see editor.js), and it can be changed."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote

import streamlit as st

from cjm_core.authored import checked
from pages.shared import data, show

COOKIE = "cjm_author"
_NAME, _LONGEST = "_author", 60


def known() -> str | None:
    """The name given in this browser, empty where somebody wants none; None when nobody was asked."""
    given = st.session_state.get(_NAME)
    return _remembered() if given is None else str(given)


def _remembered() -> str | None:
    """The name that the browser keeps. Anybody could have written it there, so it is cut and cleaned as one that is typed."""
    kept = st.context.cookies.get(COOKIE)
    return None if kept is None else _cleaned(unquote(kept[: 12 * _LONGEST]))


def _cleaned(name: str) -> str:
    return " ".join(checked.letters(name).split())[:_LONGEST].strip()


def keep(name: str) -> None:
    """Write under this name from here on."""
    st.session_state[_NAME] = _cleaned(name)
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
        st.markdown("The list of versions says who changed what. This browser remembers your name.")
        _form(then)

    dialog()


def change() -> None:
    """Ask for another name; the one before stays where the question is closed."""

    @st.dialog("Your name")
    def dialog() -> None:
        show.in_force()
        st.markdown("What you change and say from now on stands under this name. Leave it empty to give none.")
        _form(lambda: None)

    dialog()


def _form(then: Callable[[], None]) -> None:
    with st.form("author", border=False):
        before = known()
        usual = data.workspace().read("setting", "author", "") if before is None else before
        # Its key keeps what is typed: without one, a colleague who gives a name meanwhile changes `usual`, and that name would stand here.
        name = st.text_input("Your name", usual, max_chars=_LONGEST, key="author_name")
        if st.form_submit_button("Go on" if before is None else "Save", type="primary"):
            keep(name or "")
            then()
            st.rerun()
