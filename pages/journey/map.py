"""Map: stages and touchpoints in order, with everything measured at each."""

from __future__ import annotations

import streamlit as st

from cjm_core import journey_map
from pages.journey import _touchpoint
from pages.shared import clicks, data, filters, show
from pages.shared.text import escaped

chosen = filters.current()
if chosen is None:
    show.empty()
    st.stop()

drawn = data.journey_map(chosen.dataset, chosen.scope)
show.sentence(drawn.answer)
if drawn.touchpoints:
    st.html(journey_map.as_fragment(drawn))
    name = clicks.touchpoint()
    if name in drawn.touchpoints:
        _touchpoint.show(chosen.dataset, chosen.scope, name)
    with st.expander("How this map is measured"):
        for label, meaning in journey_map.meanings(drawn):
            st.markdown(f"**{escaped(label)}** — {escaped(meaning)}")
    st.download_button("Save this map as a web page", journey_map.as_html(drawn), "journey-map.html", "text/html", icon=":material/download:")
