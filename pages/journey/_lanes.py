"""The lanes of the map: those that are shown, and a way to their order and names."""

from __future__ import annotations

import streamlit as st

from cjm_core.authored.model import Journey
from cjm_core.settings import own
from pages.journey import _lane_order
from pages.shared import lanes, maps


def choose(which: maps.Which, journey: Journey | None) -> tuple[str, ...] | None:
    """The lanes to show: None for those of the map itself. A button beside it leads to their order and names."""
    chosen = lanes.choose(which, journey)
    if st.button(own("Lane order"), icon=":material/swap_vert:", key="map_lane_order", help=own("Order, names, folded and new lanes")):
        _lane_order.open_dialog()
    return chosen
