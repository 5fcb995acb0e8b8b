"""One table of one file: what it is, how its first rows are read, and what will load."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from cjm_core.errors import BadInput
from cjm_core.ingest import words
from cjm_core.ingest.outlook import Outlook, as_read
from cjm_core.plan import Mapping, Source, Table
from cjm_core.understanding import mapping_edit
from cjm_core.understanding.mapping_edit import LEAVE_OUT, Choices
from pages.data import _choices, _columns, _survey
from pages.shared import uploads
from pages.shared.text import escaped, quiet

_WIDE = {"Comment": st.column_config.TextColumn(width="large")}
_KINDS = {"events": "Events", "surveys": "Survey answers", "both": "Both", LEAVE_OUT: "Leave out"}


@dataclass(frozen=True)
class Ready:
    """A table that can be built."""

    source: Source
    outlook: Outlook


def show(upload: uploads.Upload) -> Ready | None:
    """Draw one table; None when nothing of it can be loaded yet."""
    table, proposed, choices = uploads.table(upload), uploads.proposal(upload), _choices.of(upload.key)
    kind = mapping_edit.kind_of(proposed, choices)
    said = mapping_edit.meanings(table.columns, proposed, choices)
    looks, what, rest = words.what_it_is(kind, table.cells.num_rows, kind != proposed.mapping.kind)
    st.markdown(f"**{escaped(words.place(table))}** {looks} **{what}**{rest}")
    widget = _choices.widget(upload.key, "kind", kind if kind in _KINDS else None, lambda now, chosen: replace(now, kind=chosen))
    st.segmented_control("What it holds", list(_KINDS), format_func=_KINDS.get, label_visibility="collapsed", **widget)
    if kind == LEAVE_OUT:
        return None
    _survey.ratings(upload.key, proposed, choices)
    mapping = mapping_edit.mapping_of(table.columns, proposed, choices)
    found, problem = _looked(upload, mapping, words.needed(table, said, kind))
    if problem:
        st.warning(escaped(problem))
        st.dataframe(as_read(table), hide_index=True, placeholder="")
    if kind == "neither":
        return None
    if found:
        _outlook(upload, table, choices, found, words.columns_read(said))
    with st.expander("Which column is what", expanded=_choices.stays_open(upload.key, bool(problem))):
        _columns.more(upload.key, table, said)
        _columns.show(upload.key, table, proposed, choices, kind, said)
        _survey.scales(upload.key, found.asked if found else (), mapping.directions)
    return Ready(Source(table, mapping), found) if found else None


def _looked(upload: uploads.Upload, mapping: Mapping, missing: str | None) -> tuple[Outlook | None, str | None]:
    if missing:
        return None, missing
    try:
        return uploads.look(upload, mapping), None
    except BadInput as problem:
        return None, words.in_labels(str(problem))


def _outlook(upload: uploads.Upload, table: Table, choices: Choices, found: Outlook, columns: str) -> None:
    """The first rows, then in words what loads and what does not."""
    st.dataframe(found.first, hide_index=True, placeholder="", column_config=_WIDE)
    st.markdown(f"**{escaped(words.will_load(found.report))}**")
    lines = [columns, *words.answers(found.asked), *map(words.in_labels, found.report.warnings), *words.while_reading(table)]
    st.markdown(quiet(*lines))
    _survey.date_order(upload.key, choices, any("two ways" in line for line in lines))
    if len(found.rejects):
        with st.expander("Rows that will not load"):
            said = found.rejects.assign(reason=[words.reason(name) for name in found.rejects["reason"]])
            st.dataframe(said, hide_index=True, placeholder="")
