"""Data attached later: which touchpoint of the drawn map is which in the data, proposed by name and settled by hand."""

from __future__ import annotations

import streamlit as st

from cjm_core.authored import history, proposal
from cjm_core.settings import own
from pages.journey import _edits
from pages.shared import data
from pages.shared import show as shared_show
from pages.shared.filters import Chosen
from pages.shared.text import escaped, quiet


def open_dialog(key: str, chosen: Chosen) -> None:
    """For each touchpoint of the map the names in the data that it is counted from."""

    @st.dialog(own("Touchpoints in the data"), width="large")
    def dialog() -> None:
        shared_show.in_force()
        journey, names = history.current(data.workspace(), key), chosen.dataset.values("touchpoint")
        if journey is None:
            return
        st.markdown(quiet(own("What a touchpoint is counted from. Names that are alike come first.")))
        likely = proposal.matches(journey, names)
        with st.form("matching", border=False):
            found = {}
            for one in journey.touchpoints:
                order = list(dict.fromkeys([*one.sources, *(name for name, _ in likely.get(one.key, ())), *names]))
                found[one.key] = st.multiselect(escaped(one.name), order, [name for name in one.sources if name in order], key=f"match_{one.key}",
                                                placeholder="Only drawn")  # fmt: skip
            if st.form_submit_button("Save", type="primary"):
                attached = [{"do": "set_dataset", "dataset": chosen.dataset.info["id"]}] if not journey.dataset else []
                changed = [one for one in journey.touchpoints if list(one.sources) != found[one.key]]
                _edits.write(*attached, *({"do": "attach", "key": one.key, "sources": found[one.key]} for one in changed))
                st.rerun()

    dialog()
