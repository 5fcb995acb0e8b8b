"""One comment of a thread: who said it when. Whoever wrote it can change it or take it back, and undo both."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import streamlit as st

from cjm_core.authored import threads
from cjm_core.authored.checked import LONGEST_TEXT
from cjm_core.authored.model import Remark
from pages.journey import _author, _edits
from pages.shared.text import escaped, quiet

_CHANGED = "_remark_changed"  # the number of the comment that is being changed


def show(thread: str, remark: Remark) -> None:
    """The comment, and what its author can do with it."""
    mine = bool(remark.author) and remark.author == _author.known()
    if mine and st.session_state.get(_CHANGED) == remark.key:
        _field(thread, remark)
        return
    said = quiet("Taken back") if remark.gone else escaped(remark.text)
    st.markdown(f"{said}  \n" + quiet(f"{remark.author or 'Somebody'} · {_when(remark.at)}{_since(remark)}"))
    if mine:
        _choices(thread, remark)


def _since(remark: Remark) -> str:
    if not remark.changed:
        return ""
    return f" · {'taken back' if remark.gone else 'changed'} {_when(remark.changed)}"


def _when(at: str) -> str:
    return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M")


def _choices(thread: str, remark: Remark) -> None:
    with st.container(horizontal=True, gap="small"):
        if not remark.gone and st.button("Change", key=f"change_{remark.key}", type="tertiary"):
            st.session_state[_CHANGED] = remark.key
            st.rerun(scope="fragment")
        if not remark.gone and st.button("Take back", key=f"withdraw_{remark.key}", type="tertiary"):
            _do(threads.withdraw, thread, remark.key)
        if remark.changed and st.button("Undo", key=f"undo_{remark.key}", type="tertiary", help="As it was before you changed it."):
            _do(threads.undo, thread, remark.key)


def _field(thread: str, remark: Remark) -> None:
    """The words to change."""
    with st.form(f"remark_{remark.key}", border=False):
        text = st.text_area("Your comment", remark.text, max_chars=LONGEST_TEXT, height=68)
        with st.container(horizontal=True, gap="small"):
            if st.form_submit_button("Save"):
                st.session_state.pop(_CHANGED)
                _do(threads.reword, thread, remark.key, text or "")
            if st.form_submit_button("Cancel", type="tertiary"):
                st.session_state.pop(_CHANGED)
                st.rerun(scope="fragment")


def _do(what: Callable[..., Any], *about: Any) -> None:
    _edits.do(lambda space, key, author: what(space, key, *about, author))
    st.rerun(scope="fragment")
