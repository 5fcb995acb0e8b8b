"""Files too large for the browser: a folder on this machine from which they are read where they lie."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from pages.shared import dropped
from pages.shared.text import quiet

_KEY = "upload|inbox"


def chosen() -> list[Path]:
    """Draw the fold; the files of the folder that the person takes."""
    waiting = {path.name: path for path in dropped.waiting()}
    taken = [name for name in st.session_state.get(dropped.TAKEN, ()) if name in waiting]
    with st.expander(f"Larger than 200 MB? {len(waiting)} waiting in the folder" if waiting else "Larger than 200 MB?", expanded=bool(taken)):
        st.markdown("Put the file into this folder on this computer. It is read where it lies, whatever its size.")
        st.code(str(dropped.inbox()), language=None)
        if not waiting:
            st.markdown(quiet("Nothing is in it yet."))
            st.button("Look again")
            return []
        st.session_state[_KEY] = taken  # the widget is not drawn while a file is read, and would forget
        st.multiselect("Files in the folder", list(waiting), format_func=lambda name: f"{name} ({_size(waiting[name])})",
                       key=_KEY, placeholder="Choose what to read", on_change=_take)  # fmt: skip
    return [waiting[name] for name in taken]


def _take() -> None:
    st.session_state[dropped.TAKEN] = list(st.session_state[_KEY])


def _size(path: Path) -> str:
    megabytes = path.stat().st_size / 1e6
    return f"{megabytes / 1000:.1f} GB" if megabytes >= 1000 else f"{megabytes:.0f} MB" if megabytes >= 1 else "under 1 MB"
