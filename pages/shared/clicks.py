"""A click on a touchpoint of the drawn map reaches the program; the drawing itself stays plain HTML."""

from __future__ import annotations

import streamlit as st

_LISTEN = """
export default function ({ setTriggerValue }) {
  const heard = (event) => {
    const target = event.target.closest("[data-touchpoint]");
    if (target) setTriggerValue("touchpoint", target.dataset.touchpoint);
  };
  document.addEventListener("click", heard);
  return () => document.removeEventListener("click", heard);
}
"""


def touchpoint() -> str | None:
    """The touchpoint that was just clicked, once."""
    listen = st.components.v2.component("touchpoint_clicks", js=_LISTEN)
    return listen(key="touchpoint_clicks", on_touchpoint_change=lambda: None, height=1).touchpoint
