"""What the open dataset consists of: every import with who, when, file and rows, and a button that takes it out again."""

from __future__ import annotations

import streamlit as st

from cjm_core.errors import BadInput
from cjm_core.format import count, plural
from cjm_core.ingest import words
from cjm_core.keeping.imports import Import, imports, undo
from pages.shared import data
from pages.shared.filters import Chosen, current
from pages.shared.text import escaped, quiet


def show() -> None:
    """Draw the list; the demo is made anew and has none."""
    chosen = current()
    if chosen is None or chosen.dataset.is_demo:
        return
    st.header(f"What {escaped(chosen.dataset.name)} consists of", anchor=False)
    held = imports(chosen.dataset)
    for one in held:
        with st.container(horizontal=True, vertical_alignment="center", key=f"import-{one.id}"):
            st.markdown(f"**{escaped(', '.join(file.file for file in one.files))}**  \n{quiet(_line(one))}", width="stretch")
            with st.popover("Take out", key=f"undo-{one.id}"):
                st.markdown(escaped(_warning(chosen, one, len(held) == 1)))
                if st.button("Yes, take it out", key=f"really-{one.id}", type="primary"):
                    _undo(chosen, one)


def _line(one: Import) -> str:
    rows = sum(file.rows_loaded for file in one.files)
    read = sum(file.rows_read for file in one.files)
    kept = f"{plural(rows, 'row')} of {count(read)}" if rows != read else plural(rows, "row")
    prints = ", ".join(file.sha256[:8] for file in one.files)
    return f"{one.at[:16].replace('T', ' ')} UTC{f' · by {one.by}' if one.by else ''} · {kept} · content {prints}"


def _warning(chosen: Chosen, one: Import, last: bool) -> str:
    if last:
        return f"Nothing else is in {chosen.dataset.name}: the dataset goes with it."
    return "Its rows leave the dataset. What other files repeated of them was not loaded twice and is gone as well; load those again afterwards."


def _undo(chosen: Chosen, one: Import) -> None:
    """Rebuild without the import; the filter moves on where the dataset is gone."""
    try:
        with st.spinner("Taking it out …"):
            undo(chosen.dataset, one.id)
    except BadInput as problem:
        st.error(escaped(words.in_labels(str(problem))))
        return
    st.toast(escaped(f"{', '.join(file.file for file in one.files)} was taken out."))
    data.workspace().write("undone", one.id, {"dataset": chosen.dataset.info["id"], "files": [file.file for file in one.files]})
    st.rerun()
