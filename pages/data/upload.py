"""Upload: spreadsheets in, a dataset out."""

from __future__ import annotations

import streamlit as st

from cjm_core.errors import BadInput
from cjm_core.ingest import words
from pages.data import _build, _nothing, _part
from pages.shared import show, uploads
from pages.shared.text import escaped

_ENCODINGS = ["cp1252", "utf-8", "cp1250", "cp1251", "cp1253", "cp1254", "iso-8859-15", "mac-roman", "cp437", "cp850", "utf-16"]
_ENDINGS = ["csv", "tsv", "txt", "xlsx", "xlsm", "xls", "ods"]


def _tables(path: str, name: str) -> list[uploads.Upload]:
    """The tables of one file: the sheets chosen of a workbook, or the text file in its encoding."""
    names = uploads.sheets(path)
    if not names:
        return [uploads.Upload(path, encoding=_encoding(path, name))]
    first = uploads.table(uploads.Upload(path)).sheet
    if len(names) == 1 or first is None:
        return [uploads.Upload(path, first)]
    chosen = st.multiselect(f"Sheets of {escaped(name)}", names, default=[first], key=f"upload|sheets|{path}")
    return [uploads.Upload(path, sheet) for sheet in chosen]


def _encoding(path: str, name: str) -> str | None:
    """Ask how to read letters where the file does not say it; None is as found."""
    found = uploads.table(uploads.Upload(path)).encoding or "utf-8"
    if found in ("utf-8", "ascii"):
        return None
    label = f"{escaped(name)} was not saved as UTF-8. If letters like ä, é or € look wrong below, read it as"
    return st.selectbox(label, list(dict.fromkeys([found, *_ENCODINGS])), key=f"upload|encoding|{path}", width=480)


def _file(path: str, name: str, seen: set[tuple[str, str | None]]) -> list[_part.Ready]:
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
    return ready


show.sentence("Drop CSV or Excel files of what customers **did** and what they **answered**. Nothing leaves this computer.")
files = st.file_uploader("Your files", _ENDINGS, accept_multiple_files=True, key="upload_files", label_visibility="collapsed")
if files:
    known: set[tuple[str, str | None]] = set()
    _build.show([ready for path in uploads.kept(files) for ready in _file(str(path), path.name, known)])
else:
    uploads.kept([])
    _nothing.show()
