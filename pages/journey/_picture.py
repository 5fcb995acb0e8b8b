"""A picture for a cell of the map: PNG or JPEG, kept inside the map."""

from __future__ import annotations

import base64
from typing import Any

import streamlit as st

from cjm_core.authored.checked import LONGEST_TEXT
from pages.journey import _edits, _seen
from pages.shared import show as shared_show
from pages.shared.text import escaped

KINDS = {"png": "png", "jpg": "jpeg", "jpeg": "jpeg"}
LARGEST = 1_000_000  # bytes


def open_dialog(seen: _seen.Seen, lane: str, at: str) -> None:
    """Ask for the picture and put it into the cell."""

    @st.dialog(f"A picture for {escaped(seen.name_at(at) or 'this cell')}")
    def dialog() -> None:
        shared_show.in_force()
        file = upload("A picture (PNG or JPEG, at most 1 MB)", "cell_picture")
        text = st.text_input("What it shows", max_chars=LONGEST_TEXT, help="Read aloud to people who cannot see it.")
        if st.button("Put it there", type="primary", disabled=not file):
            _edits.write({"do": "write", "lane": lane, "at": at, "text": text or "", "picture": file})
            st.rerun()

    dialog()


def upload(label: str, key: str) -> str:
    """A dropped picture as a data URI; empty without one. What it really is, is checked where it is kept."""
    file: Any = st.file_uploader(label, list(KINDS), key=key, max_upload_size=1)
    if file is None:
        return ""
    if file.size > LARGEST:
        st.error("The picture is larger than 1 MB. Make it smaller first.")
        return ""
    return f"data:image/{KINDS[file.name.rsplit('.', 1)[-1].lower()]};base64,{base64.b64encode(file.getvalue()).decode()}"
