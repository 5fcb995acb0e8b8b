"""The screen before any file is dropped: what is accepted, with examples, and the datasets there are."""

from __future__ import annotations

import streamlit as st

from cjm_core.errors import BadInput
from cjm_core.home import sweep
from cjm_core.ingest import publish
from cjm_core.ingest.words import dataset_line
from cjm_core.settings import own
from pages.data import _forget, _imports, _totals
from pages.shared import data
from pages.shared.filters import current, open_dataset
from pages.shared.text import escaped, quiet

_MOST = 12  # datasets
_EVENTS = """customer_id  event_time        touchpoint  channel  order_value
C001         2026-03-01 10:04  Search      Web
C001         2026-03-01 10:09  Order       Web            49.90
C002         2026-03-02 18:30  Delivery    Store"""
_ANSWERS = """response_id  customer_id  answered_at  touchpoint  csat  comment
R001         C001         2026-03-02   Checkout       4  Quick and easy
R002         C002         2026-03-04   Delivery       2  Came two days late
R003                      2026-03-04   Support        5"""


def show() -> None:
    """Draw it. An import that was cut off, by a crash or a power cut, left nothing behind but this sentence."""
    sweep()
    for name in publish.left_behind(data.home() / "datasets"):
        st.warning(escaped(f"An import into {name} was cut off before it was done. Nothing of it was loaded; drop the files again."))
    for name in publish.under_way(data.home() / "datasets"):
        st.info(escaped(f"An import into {name} is under way. It goes on by itself; the dataset stands in the list below when it is done."))
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(f"**Events** need a customer and a date. {_said('A touchpoint')}, a channel and an order value make the map richer.")
        st.code(_EVENTS, language=None)
    with right:
        st.markdown(f"**Survey answers** need scores or comments. Customer, date and {_said('touchpoint')} say where they belong.")
        st.code(_ANSWERS, language=None)
    st.markdown(quiet(own(
        "Excel, CSV, JSON and more, zipped or not: one table per file or sheet, with the names of its columns on top. Call them as you"
        " like; the program asks what each is. A survey with one rating column per touchpoint is fine too. Every other column can be used"
        " to split the numbers."
    )))  # fmt: skip
    _datasets()
    _imports.show()
    _totals.show()
    _forget.show()


def _said(text: str) -> str:
    """The room's own words, shown as text."""
    return escaped(own(text))


def _datasets() -> None:
    """Every dataset, with a button that opens its map."""
    keys, chosen, seen = list(data.dataset_files())[:_MOST], current(), set[str]()
    if keys:
        st.header("Datasets on this computer", anchor=False)
    for key in keys:
        try:
            found = data.dataset(key)
        except BadInput as problem:
            st.markdown(quiet(problem))
            continue
        with st.container(horizontal=True, vertical_alignment="center", key=f"dataset-{key}"):
            mark = " · open now" if chosen and chosen.key == key else ""
            mark += " · as it was before more was added" if found.info["id"] in seen else ""
            seen.add(found.info["id"])
            st.markdown(f"**{escaped(data.title(key, found))}**{mark}  \n{quiet(dataset_line(found))}", width="stretch")
            if st.button("Open the demo" if found.is_demo else "Open the map", key=f"open-{key}"):
                open_dataset(key)
