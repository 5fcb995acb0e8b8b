"""The last step: roles of touchpoints, a name, and the button."""

from __future__ import annotations

import streamlit as st

from cjm_core.errors import BadInput
from cjm_core.format import plural
from cjm_core.ingest import words
from cjm_core.ingest.build import build
from cjm_core.settings import own
from cjm_core.understanding.understand import propose_roles
from pages.data._part import Ready
from pages.shared import data, uploads
from pages.shared.filters import Chosen, current, open_dataset
from pages.shared.text import escaped

_ASKED = {"cart": "The cart is filled at", "order": "An order is placed at", "goal": "The goal is reached at"}
_NEW = "A new dataset"


def show(ready: list[Ready]) -> None:
    """Draw the step; nothing to build is said by the tables above."""
    if not ready:
        return
    rows = sum(part.outlook.report.rows_loaded for part in ready)
    st.header(f"{plural(rows, 'row')} ready for your map", anchor=False)
    roles = _roles(ready)
    chosen = current()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        into = _target(chosen)
        files = [part.source.table.file for part in ready]
        name = st.text_input("Name", into.dataset.name if into else words.dataset_name(files), max_chars=80, width=320)
        pressed = st.button("Build the map", type="primary")
    if pressed:
        _run(ready, roles, name.strip() or words.dataset_name(files), into)


def _target(chosen: Chosen | None) -> Chosen | None:
    """The dataset that the rows are added to; None for a new one. Made-up data are never mixed with real ones."""
    if chosen is None or chosen.dataset.is_demo:
        return None
    options = [_NEW, f"Add to {chosen.dataset.name}"]
    return chosen if st.selectbox("Where", options, width=260) != _NEW else None


def _roles(ready: list[Ready]) -> dict[str, str]:
    """Which touchpoint is the cart, the order and the goal; asked only where there are touchpoints."""
    names = list(dict.fromkeys(name for part in ready for name in part.outlook.touchpoints))
    if len(names) < 2:
        return {}
    proposed, roles = propose_roles(names), {}
    valued = any(part.outlook.has_value for part in ready)
    none = own("no touchpoint")
    nothing = {"cart": none, "order": "any event with a value" if valued else none}
    for column, (role, label) in zip(st.columns(3), _ASKED.items(), strict=True):
        nothing["goal"] = "the order" if valued or "order" in roles else none
        first = names.index(proposed[role]) + 1 if role in proposed else 0
        picked = column.selectbox(label, ["", *names], first, format_func=lambda name, role=role: name or nothing[role])
        roles |= {role: picked} if picked else {}
    return roles


def _run(ready: list[Ready], roles: dict[str, str], name: str, into: Chosen | None) -> None:
    """Build under a progress bar and open the map; a problem leaves everything as it was."""
    key = data.free_key(words.safe_name(name))
    bar = st.progress(0.0, "Starting")
    try:
        build([part.source for part in ready], data.home() / "datasets" / f"{key}.duckdb", name=name, roles=roles,
              append=into.dataset.path if into else None,
              progress=lambda phase, share: bar.progress(words.phase_share(phase, share), escaped(own(phase))))  # fmt: skip
    except BadInput as problem:
        bar.empty()
        st.error(escaped(words.in_labels(str(problem))))
        return
    uploads.kept([])
    open_dataset(key)
