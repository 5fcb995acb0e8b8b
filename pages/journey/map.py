"""Map: stages and touchpoints in order, with everything measured at each."""

from __future__ import annotations

from functools import partial

import streamlit as st

from cjm_core import journey_map, takeaway
from cjm_core.settings import own
from pages.journey import _touchpoint
from pages.shared import clicks, data, filters, save, show
from pages.shared.text import escaped

chosen = filters.current()
if chosen is None:
    show.empty()
    st.stop()

drawn = data.measured(chosen.dataset, journey_map.measure_map, chosen.scope)
show.sentence(drawn.answer)
if drawn.touchpoints:
    st.html(journey_map.as_fragment(drawn))
    clicked = clicks.heard()
    if clicked and clicked[0] == "touchpoint" and clicked[1] in drawn.touchpoints:
        _touchpoint.show(chosen.dataset, chosen.scope, clicked[1])
    with st.expander(escaped(own("How the lanes of this map are measured"))):
        for label, meaning in journey_map.meanings(drawn):
            st.markdown(f"**{escaped(label)}** — {escaped(meaning)}")
    with st.container(horizontal=True):
        save.menu(partial(takeaway.of_map, drawn, chosen.dataset, chosen.scope), "journey-map")
        st.download_button("Save this map as a web page", journey_map.as_html(drawn), "journey-map.html", "text/html", icon=":material/download:")
