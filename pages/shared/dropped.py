"""Files dropped in this session, or put into the inbox, and where they lie until they are built."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from cjm_core.ingest.words import upload_name
from pages.shared import data

TAKEN = "upload_taken"  # names of the files in the inbox that the person takes
_KEPT = "upload_paths"  # file id -> path: what was dropped stays while the person looks at other screens
_remove = partial(shutil.rmtree, ignore_errors=True)


@st.cache_resource(scope="session", max_entries=1, show_spinner=False, on_release=_remove)
def _folder() -> Path:
    return data.home() / "uploads" / uuid.uuid4().hex


def kept(files: Sequence[Any], returned: bool) -> dict[str, Path]:
    """Write the dropped files into the session's folder; file id -> path of all that are there.

    `returned`: the person comes from another screen, so that a file that the widget no longer shows was not taken back.
    """
    paths: dict[str, Path] = st.session_state.setdefault(_KEPT, {})
    shown = {file.file_id for file in files}
    for name in [] if returned else [name for name in paths if name not in shown and name in st.session_state.get("upload_shown", ())]:
        drop(name)
    for file in files:
        if file.file_id not in paths:
            path = _folder() / upload_name(file.file_id) / upload_name(file.name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.getbuffer())
            paths[file.file_id] = path
    st.session_state["upload_shown"] = shown
    return {name: path for name, path in paths.items() if path.exists()}


def aside(file: Any) -> Path:
    """Write a file that belongs to another one, such as a code list, beside those that wait; it is read at once."""
    path = _folder() / "aside" / upload_name(file.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(file.getbuffer())
    return path


def drop(name: str) -> None:
    """Take one file back."""
    path = st.session_state.get(_KEPT, {}).pop(name, None)
    if path is not None and path.is_relative_to(_folder()):
        _remove(path.parent)


def drop_all() -> None:
    """Take all files back: they are built, or nothing of them was new. The widget begins anew without them."""
    for name in list(st.session_state.get(_KEPT, {})):
        drop(name)
    st.session_state.pop(TAKEN, None)
    renew()


def renew() -> None:
    """Begin with an empty widget and keep the files: the browser forgets those of a widget that was not drawn for a while."""
    st.session_state["upload_round"] = st.session_state.get("upload_round", 0) + 1


def widget_key() -> str:
    """The key of the widget that takes the files."""
    return f"upload_files{st.session_state.get('upload_round') or ''}"


def inbox() -> Path:
    """The folder on this machine from which files of any size are read where they lie."""
    path = data.home() / "inbox"
    path.mkdir(parents=True, exist_ok=True)
    return path


def waiting() -> list[Path]:
    """The files in the inbox, newest first."""
    found = [path for path in inbox().iterdir() if path.is_file() and not path.name.startswith(".")]
    return sorted(found, key=lambda path: -path.stat().st_mtime)
