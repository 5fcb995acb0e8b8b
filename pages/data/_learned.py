"""What the person tells about a file once, for the next one like it: a code list, and the choices under a name."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cjm_core.errors import BadInput
from cjm_core.plan import Mapping, Table
from cjm_core.understanding import code_file, code_list, saved
from pages.data import _choices
from pages.shared import data, dropped, uploads
from pages.shared.text import escaped, quiet

_EXAMPLE = "Q7FOOD = Food\nQ7WIFI = Wi-Fi\n6 = not used"


def show(upload: uploads.Upload, table: Table, mapping: Mapping) -> None:
    """Draw both."""
    given, kept = st.columns(2, gap="large")
    with given:
        _code_list(upload, table)
    with kept, st.form(f"upload|save|{upload.key}", border=False):
        name = st.text_input("Keep these choices for the next file like this, under a name", max_chars=60)
        if st.form_submit_button("Keep") and name.strip():
            try:
                saved.save(data.workspace(), name.strip(), table, mapping)
                st.markdown(quiet(f"Kept as “{name.strip()}”. It is offered when a file with these columns comes again."))
            except BadInput as problem:
                st.error(escaped(problem))


def first(upload: uploads.Upload, table: Table) -> None:
    """A code list that was given for these columns before is in use from the start."""
    if f"upload|listed|{upload.key}" not in st.session_state:
        st.session_state[f"upload|listed|{upload.key}"] = True
        before = data.workspace().read("code_list", saved.fingerprint(table.columns))
        if before:
            _choices.put(upload.key, replace(_choices.of(upload.key), code_list=code_list.from_plain(before)))


def _code_list(upload: uploads.Upload, table: Table) -> None:
    """What columns and values mean, pasted or as a file; kept for the next file with these columns."""
    with st.form(f"upload|codes|{upload.key}", border=False):
        text = st.text_area("A code list: what columns and values mean", placeholder=_EXAMPLE, height=112)
        file = st.file_uploader("or as a file", ["txt", "csv", "tsv", "sps", "xlsx", "xls", "ods"], key=f"upload|codefile|{upload.key}")
        pressed = st.form_submit_button("Use it")
    if pressed:
        try:
            found = code_file.read_file(dropped.aside(file)) if file else code_list.read(text) if text.strip() else None
        except BadInput as problem:
            st.error(escaped(problem))
            return
        data.workspace().write("code_list", saved.fingerprint(table.columns), code_list.as_plain(found) if found else None)
        _choices.put(upload.key, replace(_choices.of(upload.key), code_list=found))
        st.rerun()
    used = _choices.of(upload.key).code_list
    if used:
        st.markdown(quiet("A code list is in use, and will be for the next file with these columns. Press the button with nothing in it to stop.",
                          *code_list.strange(used, table.columns)))  # fmt: skip
