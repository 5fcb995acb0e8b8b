"""News while a screen is open: a note that lies over the page, and something done as soon as nobody types."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import streamlit as st

# Something that draws anew waits while somebody types or has a dialog open: both would be gone with what stands in them.
_FREE = """
const kept = { timer: 0, place: null };
export default function ({ data, setTriggerValue }) {
  // A screen reader says what is put into a place that it knows already, not a place that comes with its words.
  if (!kept.place?.isConnected) {
    kept.place = Object.assign(document.createElement("p"), { className: "notice-said", role: "status" });
    document.body.append(kept.place);
  }
  if (kept.place.textContent !== data.words) kept.place.textContent = data.words;
  const busy = () => document.querySelector("[role=dialog], textarea.typing")
    || document.activeElement?.matches("textarea, input:not([type=checkbox], [role=combobox])");
  const look = () => {
    clearTimeout(kept.timer);
    if (!data.news) return;
    if (busy()) kept.timer = setTimeout(look, 500);
    else setTriggerValue("free", data.news);
  };
  look();
  return () => {
    clearTimeout(kept.timer);
    kept.place.remove();
  };
}
"""
_listen = st.components.v2.component("notice", js=_FREE)  # registered once, when the program starts
# It lies over the page: what stands there must not move under somebody's hands.
_STYLE = """<style>.st-key-notice_ear,[data-testid=stLayoutWrapper]:has(>.st-key-notice_ear){display:none}
.st-key-notice{position:fixed;z-index:90;bottom:20px;left:50%;transform:translateX(-50%);width:max-content!important;max-width:calc(100vw - 24px);
padding:8px 10px 8px 18px;border:1px solid light-dark(#c9ced8,#3a4150);border-radius:10px;background:light-dark(#fff,#1b1f27);
box-shadow:0 4px 18px rgb(0 0 0/.16)}.st-key-notice p{margin:0;color:light-dark(#1f2430,#e8eaf0);overflow-wrap:anywhere}
.notice-said{position:fixed;width:1px;height:1px;margin:-1px;overflow:hidden;clip-path:inset(50%)}</style>"""


def when_nobody_types(news: int, then: Callable[[], None], words: str = "") -> None:
    """Do this for news of that number, as soon as nobody types and no dialog is open; 0 where there is none. Call it in every run.

    A screen reader says the `words`.
    """
    st.html(_STYLE)
    with st.container(key="notice_ear"):
        _listen(key="notice_free", data={"news": news, "words": words}, on_free_change=then, height=1)


def show(words: str, label: str, then: Callable[[], None]) -> None:
    """One sentence, and a button beside it."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="notice"):
        st.html(f"<p>{escape(words)}</p>", width="content")
        st.button(label, key="notice_button", on_click=then)
