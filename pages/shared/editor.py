"""What people do on the drawn map reaches the program: edits in place, moves, undo, and what they want to open. See editor.js."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from cjm_core.authored.checked import LONGEST_NAME, LONGEST_TEXT
from cjm_core.journey_map import JourneyMap
from cjm_core.settings import in_force, own

Take = Callable[[dict[str, Any]], None]
_KEY, _DONE = "edited", "_edits_done"
_SCRIPT = "".join(Path(__file__).with_name(name).read_text(encoding="utf-8") for name in ("drafts.js", "editor.js"))
_listen = st.components.v2.component("editor", js=_SCRIPT)
_HIDDEN = ".st-key-editor,[data-testid=stLayoutWrapper]:has(>.st-key-editor){display:none}"
_ROOM = ".st-key-map_tools{min-height:40px}"  # for the buttons of editing, so that the map stays where it is when they appear


def hear(drawn: JourneyMap, name: str, editing: bool, take: Take, author: str | None = None, waiting: bool = False) -> None:
    """Listen to the map called `name`. `take` gets each thing done there, once and in order, before the screen runs again:

    `{"op": …}` an edit as in `authored.edits`, `{"undo": true}` or false for redo, `{"open": [what, …]}` for what is to be shown,
    `{"edit": true}` where somebody had typed something before the page was loaded. The browser remembers the `author`; it keeps what is
    typed until it has arrived, and while something is `waiting` for a name.
    """
    said = in_force()
    about = {
        "editing": editing, "done": st.session_state.get(_DONE, 0), "map": name, "about": f"{drawn.dataset}|{name}",
        "author": author, "waiting": waiting,
        "order": [[stage.key or stage.name, list(stage.keys or stage.touchpoints)] for stage in drawn.stages],
        "lanes": [*drawn.order] or [row.name for row in drawn.rows],
        "pictures": [lane.name for lane in drawn.texts if lane.kind == "picture"],
        "words": {"name": "New name", "text": own("Text"), "stage": said.stage, "touchpoint": said.touchpoint, "lane": said.lane},
        "longest": {"name": LONGEST_NAME, "text": LONGEST_TEXT},
    }  # fmt: skip
    st.html(f"<style>{_HIDDEN}{_ROOM}</style>")
    with st.container(key="editor"):
        _listen(key=_KEY, data=about, on_sent_change=partial(_sent, take), height=1)


def _sent(take: Take) -> None:
    """Hand on what was not taken yet: the browser sends everything again until it sees that it has arrived.

    What was to be shown last is shown again where it comes twice: the run that it comes with draws the screen without it.
    """
    sent = st.session_state[_KEY].get("sent")
    found = [one for one in (sent if isinstance(sent, list) else []) if isinstance(one, dict) and isinstance(one.get("number"), int)]
    done = st.session_state.get(_DONE, 0)
    for one in found:
        if one["number"] > done or (one is found[-1] and one["number"] == done and "open" in one):
            st.session_state[_DONE] = one["number"]
            take(one)
