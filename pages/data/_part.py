"""One table of one file: what it is, how its first rows are read, and what will load."""

from __future__ import annotations

import streamlit as st

from cjm_core.errors import BadInput
from cjm_core.ingest import words
from cjm_core.ingest.outlook import Outlook, as_read
from cjm_core.plan import Mapping, Source
from cjm_core.understanding import mapping_edit
from cjm_core.understanding.mapping_edit import LEAVE_OUT, Choices
from pages.data import _choices, _columns, _further, _kinds, _learned, _outlook, _personal, _ready, _start, _survey
from pages.data._ready import Ready
from pages.shared import uploads
from pages.shared.text import escaped


def show(upload: uploads.Upload) -> Ready | None:
    """Draw one table; None when nothing of it can be loaded yet."""
    table = uploads.table(upload)
    begun = _start.agreed(upload, table)
    proposed = uploads.proposal(upload, begun)
    kind = mapping_edit.kind_of(proposed, _choices.of(upload.key))
    careful = kind in _personal.KINDS and not _start.kept(upload)
    _personal.first(upload.key, table, mapping_edit.meanings(table.columns, proposed, Choices()), begun, careful)
    _learned.first(upload, table)
    choices = _choices.of(upload.key)
    said = mapping_edit.meanings(table.columns, proposed, choices)
    looks, what, rest = words.what_it_is(kind, table.cells.num_rows, kind != proposed.mapping.kind)
    st.markdown(f"**{escaped(words.place(table))}** {looks} **{what}**{rest}")
    _start.show(upload, table)
    _kinds.show(upload.key, kind)
    if kind == LEAVE_OUT:
        return None
    _survey.ratings(upload.key, proposed, choices, said)
    mapping = mapping_edit.mapping_of(table.columns, proposed, choices)
    found, problem = _looked(upload, mapping, words.needed(table, said, kind))
    if problem:
        st.warning(escaped(problem))
        st.dataframe(as_read(table), hide_index=True, placeholder="")
    if kind == "neither":
        return None
    _outlook.year(upload.key, table, mapping)
    if found:
        columns = [] if kind == "reported" else [words.columns_read(said)]
        _outlook.show(upload, table, mapping, found, [*columns, *_ready.doubts(table, mapping, proposed)])
    if kind == "reported":
        return Ready(upload, Source(table, mapping), found) if found else None
    _personal.show(upload.key, table, said, mapping)
    with st.expander("Which column is what", expanded=_choices.stays_open(upload.key, bool(problem))):
        _columns.more(upload.key, table, said)
        _columns.show(upload.key, table, proposed, choices, kind, said)
        _survey.scales(upload.key, found.asked if found else (), mapping.directions)
        _further.show(upload.key, proposed, mapping)
        _learned.show(upload, table, mapping)
    return Ready(upload, Source(table, mapping), found) if found else None


def _looked(upload: uploads.Upload, mapping: Mapping, missing: str | None) -> tuple[Outlook | None, str | None]:
    if missing:
        return None, missing
    try:
        return uploads.look(upload, mapping), None
    except BadInput as problem:
        return None, words.in_labels(str(problem))
