"""Saved views: a name for what is on a screen. Its choices stand in the address, so a view is a path and an address."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st
from markupsafe import escape

from cjm_core import written
from cjm_core.errors import BadInput
from cjm_core.written import View
from pages.shared import data
from pages.shared.text import escaped


def address(view: View) -> str:
    """The link that opens a view, below the server's own address."""
    return f"{view.path}?{urlencode(view.choices)}" if view.choices else view.path or "."


def save_button(path: str) -> None:
    """Name what is on this screen and keep it."""
    with st.popover("Save view", icon=":material/bookmark_add:"), st.form("save_view", border=False, clear_on_submit=True):
        name = st.text_input("Name of this view", placeholder="Mobile carts, by week", max_chars=80)
        if st.form_submit_button("Save") and name is not None:
            _save(View(name, path, _choices()))


def _choices() -> tuple[tuple[str, str], ...]:
    return tuple((key, value) for key in st.query_params for value in st.query_params.get_all(key))


def _save(view: View) -> None:
    name = " ".join(view.name.split())
    replaced = any(known.name == name for known in written.views(data.workspace()))
    try:
        written.write_view(data.workspace(), view)
        st.toast(f"Saved as {escaped(name)}. {'It replaces the earlier view of that name.' if replaced else 'It is listed on Overview.'}")
    except BadInput as problem:
        st.error(escaped(problem))


def shelf() -> None:
    """Every saved view as a link, and a way to take one away."""
    saved = written.views(data.workspace())
    if not saved:
        return
    links = "".join(
        f"<li><a href='{escape(address(view))}' target='_self'>{escape(view.name)}</a>"
        f"<small>{escape(view.path.capitalize() or 'Overview')}</small></li>"
        for view in saved
    )
    st.html(f"<nav class='views' aria-label='Saved views'><h2>Saved views</h2><ul>{links}</ul></nav>")
    with st.popover("Remove a view", type="tertiary"):
        name = st.selectbox("View", [view.name for view in saved])
        if st.button("Remove", key="remove_view"):
            written.remove_view(data.workspace(), name)
            st.rerun()
