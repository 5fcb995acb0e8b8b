"""Upload: spreadsheets in, a dataset out."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from cjm_core.errors import BadInput
from cjm_core.ingest import words
from pages.data import _build, _inbox, _nothing, _part, _ready
from pages.shared import dropped, show, uploads
from pages.shared.text import escaped, quiet

_ENCODINGS = ["cp1252", "utf-8", "cp1250", "cp1251", "cp1253", "cp1254", "iso-8859-15", "mac-roman", "cp437", "cp850", "utf-16"]
_MOST = 8  # tables of an archive that are read without being asked for


def _tables(path: str, name: str) -> list[uploads.Upload]:
    """The tables of one file: the sheets chosen of a workbook or an archive, or the text file in its encoding."""
    names = uploads.sheets(path)
    if not names:
        return [uploads.Upload(path, encoding=_encoding(path, name))]
    first = uploads.table(uploads.Upload(path)).sheet
    if len(names) == 1 or first is None:
        return [uploads.Upload(path, first)]
    every = names if name.lower().endswith(".zip") and len(names) <= _MOST else [uploads.telling(path, first, names[:_MOST])]
    label = f"{escaped(name)} holds {len(names)} tables. These are read"
    chosen = st.multiselect(label, names, default=every, key=f"upload|sheets|{path}", placeholder="Choose what to read")
    return [uploads.Upload(path, sheet) for sheet in chosen]


def _encoding(path: str, name: str) -> str | None:
    """Ask how to read letters where the file does not say it; None is as found."""
    found = uploads.table(uploads.Upload(path)).encoding or "utf-8"
    if found in ("utf-8", "ascii"):
        return None
    label = f"{escaped(name)} was not saved as UTF-8. If letters like ä, é or € look wrong below, read it as"
    return st.selectbox(label, list(dict.fromkeys([found, *_ENCODINGS])), key=f"upload|encoding|{path}", width=480)


def _file(path: str, name: str, seen: set[tuple[str, str | None]]) -> list[_ready.Ready]:
    """Draw one file. What cannot be read is said in one sentence, and the other files go on."""
    ready = []
    try:
        for upload in _tables(path, name):
            table = uploads.table(upload)
            if (table.sha256, table.sheet) in seen:
                raise BadInput(f"{name} holds the same as another file here; it is loaded once. Remove one of the two.")
            if problem := words.needed(table, {}, ""):
                raise BadInput(problem)
            seen.add((table.sha256, table.sheet))
            with st.container(border=True):
                found = _part.show(upload)
            ready += [found] if found else []
    except BadInput as problem:
        st.error(escaped(problem))
        if uploads.cancelled(path):
            st.button("Read it again", key=f"upload|again|{path}", on_click=uploads.read_again, args=(path,))
    return ready


show.sentence("Drop spreadsheets of what customers **did** and what they **answered**. Nothing leaves this computer.")
_build.underway()
returned = dropped.widget_key() not in st.session_state  # from another screen: Streamlit forgets the widget, the files are still here
files = st.file_uploader("Your files", accept_multiple_files=True, key=dropped.widget_key(), label_visibility="collapsed")
paths = dropped.kept(files, returned) | {str(path): path for path in _inbox.chosen()}
for kept in [name for name in paths if name not in {file.file_id for file in files} and not Path(name).is_absolute()]:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(quiet(f"Still here from before: {paths[kept].name}"), width="content")
        st.button("Remove", key=f"drop-{kept}", on_click=dropped.drop, args=(kept,), type="tertiary")
if paths:
    known: set[tuple[str, str | None]] = set()
    _build.show([ready for path in paths.values() for ready in _file(str(path), path.name, known)])
else:
    _nothing.show()
