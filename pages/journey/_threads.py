"""Comments of people on one cell: a thread is open until somebody says that it is resolved."""

from __future__ import annotations

import streamlit as st

from cjm_core.authored import threads
from cjm_core.authored.checked import LONGEST_TEXT
from cjm_core.authored.model import Thread
from cjm_core.errors import BadInput
from pages.journey import _author, _edits, _kept, _remark, _seen
from pages.shared import data
from pages.shared import show as shared_show
from pages.shared.text import escaped, quiet


def open_dialog(seen: _seen.Seen, lane: str, place: str) -> None:
    """The threads of one cell in a dialog of their own."""

    @st.dialog(f"Comments: {escaped(seen.name_at(place))}", on_dismiss="rerun")
    def dialog() -> None:
        shared_show.in_force()
        show(seen, lane, place)

    dialog()


def show(seen: _seen.Seen, lane: str, place: str) -> None:
    """The threads of a cell, and a field for one more."""
    _kept.say_problem()
    st.markdown("**What the team says here**")
    for thread in threads.threads(data.workspace(), seen.which.key) if seen.which.key else ():
        if (thread.lane, thread.place) == (lane, place):
            one(seen, thread)
    _field(seen, lane, place)


def one(seen: _seen.Seen, thread: Thread) -> None:
    """One thread: who said what when, an answer, and whether it is resolved."""
    with st.container(border=True):
        for remark in thread.remarks:
            _remark.show(thread.key, remark)
        if all(remark.gone for remark in thread.remarks):
            return
        if thread.resolved:
            st.markdown(quiet("Resolved"))
        else:
            _field(seen, thread.lane, thread.place, thread.key)
        label = "Open again" if thread.resolved else "Mark as resolved"
        if st.button(label, key=f"resolve_{thread.key}", type="tertiary"):
            now = not thread.resolved
            _edits.do(lambda space, key, author: threads.resolve(space, key, thread.key, now, author or "Somebody"))
            st.rerun(scope="fragment")


def _field(seen: _seen.Seen, lane: str, place: str, thread: str = "") -> None:
    """What to say; who says it is asked where nobody knows yet. The first comment makes a map of what the data draw."""
    form = f"say_{lane}_{place}_{thread}"
    count = f"_{form}_kept"  # the field is another one after each comment that was kept: what was refused still stands there
    with st.form(form, border=False):
        at = st.session_state.get(count, 0)
        text = st.text_area("Answer" if thread else "Say something", max_chars=LONGEST_TEXT, height=68, key=f"{form}_{at}")
        name = _author.known() or st.text_input("Your name", data.workspace().read("setting", "author", ""), key=f"{form}_name")
        if st.form_submit_button("Answer" if thread else "Comment"):
            done = _said(lane, place, text or "", name or "", thread)
            st.session_state[count] = at + done
            st.rerun(scope="fragment" if seen.which.key or not done else "app")


def _said(lane: str, place: str, text: str, name: str, thread: str) -> bool:
    """Whether it was kept. What is refused makes no map, and an empty name is no wish to have none."""
    try:
        threads.check(text, name)
    except BadInput as problem:
        _kept.refuse(str(problem))
        return False
    _author.keep(name)
    return _edits.do(lambda space, key, author: threads.say(space, key, lane, place, text, author, thread), begin=True)
