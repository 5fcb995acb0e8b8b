"""What others do to the map while it is open here: looked for every few seconds, and drawn at once unless somebody is at work here."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from cjm_core.authored import history
from cjm_core.workspace import Entry
from pages.journey import _edits, _kept, _seen
from pages.shared import data, maps, notice

DRAWING = "map_drawing"  # the fragment that draws the map
_EVERY = 4  # seconds
_DRAWN = "_map_drawn_at"
_MOST_NAMES = 3


def begin() -> None:
    """The map is read from here on: what is written later is news."""
    st.session_state[_DRAWN] = data.workspace().last_change()
    _kept.begin()


@st.fragment(run_every=_EVERY)
def look(editing: bool) -> None:
    """Look once; while `editing`, say what there is and leave it to the person when to see it."""
    news = _news()
    others = [one for one in news if one.version not in _kept.own()]
    words = said(others, _edits.author()) if editing and others else ""
    notice.when_nobody_types(news[-1].version if news and not editing else 0, _draw_anew, words)
    if words:
        notice.show(words, "Show", _draw_anew)


def _draw_anew() -> None:
    """Draw the map and nothing else."""
    st.rerun(DRAWING)


def said(news: Iterable[Entry], mine: str) -> str:
    """Who changed the map, in one sentence; who writes here as `mine` may do so in another window, too."""
    names = [name or "Somebody" for name in dict.fromkeys(one.author for one in news) if not name or name != mine]
    if not names:
        return "You changed this map in another window."
    first, last = (names[:_MOST_NAMES], "others") if len(names) > _MOST_NAMES else (names[:-1], names[-1])
    return f"{', '.join(first)}{' and ' if first else ''}{last} changed this map."


def _news() -> list[Entry]:
    """What was written about the map on screen since it was drawn. One look at the number of the last change, as long as there is nothing."""
    workspace, seen = data.workspace(), _seen.current()
    last = workspace.last_change()
    drawn = st.session_state.setdefault(_DRAWN, last)
    if seen is None or last == drawn:
        return []
    found = history.since(workspace, key, drawn) if (key := _key(seen)) else []
    if not found:
        st.session_state[_DRAWN] = last  # it was about something else
    return found


def _key(seen: _seen.Seen) -> str:
    """The map to watch; where nobody had made one, that which somebody has made since."""
    if seen.which.key or len(seen.which.there) > 1:
        return seen.which.key
    return next((one.key for one in maps.options(seen.which.chosen).values()), "")
