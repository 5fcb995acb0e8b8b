"""What a number means, in a dialog over whatever is on the screen."""

from __future__ import annotations

import streamlit as st

from cjm_core import definitions
from cjm_core.metrics import KPIS
from cjm_core.settings import own
from pages.shared import choices, clicks, data, filters, show
from pages.shared.text import escaped

_OVER_TIME = {kpi.name for kpi in KPIS}  # what Trends can draw


def open_clicked() -> None:
    """Open the definition whose label was just clicked. The router calls it, so that labels work on every screen."""
    clicked = clicks.heard()
    if clicked and clicked[0] == "kpi":
        open_dialog(clicked[1])


def button(name: str) -> None:
    """A small button that opens the definition, for a label that Streamlit draws itself."""
    found = definitions.named(name)
    if found and st.button("What is this?", key=f"define_{found.name}", type="tertiary", help=f"What {own(found.label)} means"):
        open_dialog(found.name)


def open_dialog(name: str) -> None:
    """The entry with its value for the current filters; nothing for a name without an entry."""
    found, chosen = definitions.named(name), filters.current()
    if found is None:
        return

    @st.dialog(escaped(own(found.label)), width="large")
    def dialog() -> None:
        show.in_force()
        if chosen is None:
            shown = definitions.Definition(found)
        else:
            shown = data.measured(chosen.dataset, definitions.define, chosen.scope, found.name)
        st.html(definitions.as_fragment([shown], headings=False))
        with st.container(horizontal=True, gap="medium"):
            if shown.own and shown.own.value is not None and found.name in _OVER_TIME and st.button("See it over time", type="tertiary"):
                choices.keep("number", own(found.label))
                st.switch_page("measure/trends.py", query_params={})
            st.page_link("data/definitions.py", label="All definitions")

    dialog()
