"""Present: the map in large type, one stage or lane at a time, on the whole screen; and the ways to show it elsewhere."""

from __future__ import annotations

import streamlit as st

from cjm_core import format as fmt
from cjm_core import journey_map, sharing
from cjm_core.journey_map import slides
from cjm_core.settings import own
from pages.present import _chosen
from pages.shared import choices, filters, show
from pages.shared.text import escaped, quiet

_keys = st.components.v2.component("slides", js=slides.component())  # registered once, when the program starts
_STAGES = "One {} at a time"

with st.container(horizontal=True, vertical_alignment="center", gap="small", key="present_row"):
    drawn = _chosen.ask(filters.current())
    ways = {_STAGES.format(own(name)): name for name in slides.BY}
    by = ways[choices.one("slides", "Slides", list(ways), next(iter(ways)), width=208)] if drawn else ""
if drawn is None or not drawn.touchpoints:
    show.empty()
    st.stop()

st.html(f"<style>.st-key-slides_keys{{display:none}}</style>{slides.as_slides(drawn, by, 'Start')}")
with st.container(key="slides_keys"):
    _keys(key="slides_component", height=1)
st.markdown(quiet("Arrows, space or a clicker turn the slides, Home and End jump, R shows intervals and n, then hides the numbers, B makes the "
                  "screen black, F is full screen, Escape leaves."))  # fmt: skip

shared = sharing.running()
if shared:
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="shared"):
        st.html(f"<img class='qr' alt='QR code of the link' width='190' src='{sharing.qr_picture(shared.link)}'>", width="content")
        with st.container(width="stretch"):
            what = f"{fmt.plural(shared.maps, 'map')}, read-only, as measured when sharing began, for whoever has this link:"
            st.markdown(f"**Shared on this network.** {escaped(what)}")
            st.code(shared.link, language=None)
else:
    told = "To let the room read along on their own phones, whoever started this program also starts “make share”."
    st.markdown(quiet(f"{told} Its link then stands here as a QR code."))
page = journey_map.as_html(drawn, slides.for_file(drawn, by))
st.download_button("Save as a web page that can be presented", page, "journey-map.html", "text/html", icon=":material/download:")
