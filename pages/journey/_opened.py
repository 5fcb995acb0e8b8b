"""What the person has asked to see on the drawn map: the dialog of a number, of something written, of comments, or of a name."""

from __future__ import annotations

import streamlit as st

from pages.journey import _author, _edits, _handle, _item, _picture, _seen, _threads, _to_be, _touchpoint


def open_asked(seen: _seen.Seen) -> None:
    """Open what was asked for since the last run; the question for a name again, as long as something waits for it."""
    what, *about = st.session_state.pop(_edits.OPEN, None) or ("author" if _edits.waiting() else "",)
    place = [*about, "", ""][:2]
    if what == "author":
        _author.ask(_edits.write_waiting)
    elif what == "cell" and place[1] in seen.drawn.keys:
        _touchpoint.show(seen, place[1], place[0])
    elif what == "cell" or what == "talk":
        _threads.open_dialog(seen, *place)
    elif what == "item":
        _item.open_dialog(seen, place[0])
    elif what == "menu":
        _handle.open_dialog(seen, *place)
    elif what == _to_be.ASKED:
        _to_be.begin()
    elif what == "picture":
        _picture.open_dialog(seen, *place)
