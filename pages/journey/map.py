"""Map: stages and touchpoints in order, with everything measured at each and what people wrote beside it."""

from __future__ import annotations

import streamlit as st

from pages.journey import _drawing, _new, _touchpoint
from pages.shared import clicks, filters, maps, show

chosen = filters.current()
if not maps.options(chosen):  # no data, and no map that was made without them
    show.empty()
    if st.button("Start a map without data", type="tertiary"):
        _new.open_dialog(None)
    st.stop()

_drawing.draw(chosen)
clicked = clicks.heard()
if clicked and clicked[0] == "touchpoint":
    _touchpoint.open_named(clicked[1])
