"""A click on something drawn reaches the program: a touchpoint of the map, or the label of a number. The drawing stays plain HTML.

While a map is edited, a click on the name of a touchpoint belongs to editor.py.
"""

from __future__ import annotations

import streamlit as st

# A click with a key held down, or with another button, is left to the browser: it opens a link in a new tab.
# The browser's sanitizer takes an attribute away whose text looks like the end of a script or of a comment; the button's own text stays.
_LISTEN = """
export default function ({ setTriggerValue }) {
  const heard = (event) => {
    const target = event.target.closest?.("button.tp, [data-touchpoint], [data-kpi]");
    if (!target || target.closest(".cjm.editing .tp") || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const { kpi, touchpoint } = target.dataset;
    setTriggerValue("clicked", kpi ? ["kpi", kpi] : ["touchpoint", touchpoint ?? target.textContent]);
  };
  document.addEventListener("click", heard);
  return () => document.removeEventListener("click", heard);
}
"""
_listen = st.components.v2.component("clicks", js=_LISTEN)  # registered once, when the program starts


def listen() -> None:
    """Hear what was clicked since the last run. The router calls it once, above the screen."""
    with st.container(key="clicks"):
        clicked = _listen(key="clicked", on_clicked_change=lambda: None, height=1).clicked
    st.session_state["_clicked"] = clicked if isinstance(clicked, list) and len(clicked) == 2 else None


def heard() -> tuple[str, str] | None:
    """What was just clicked: ("touchpoint", its name), or ("kpi", the name of its definition)."""
    clicked = st.session_state.get("_clicked")
    return (str(clicked[0]), str(clicked[1])) if clicked else None
