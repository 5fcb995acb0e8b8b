"""Whether the day has come on which people wanted to look at the map again."""

from __future__ import annotations

from datetime import UTC, date, datetime

import streamlit as st

from cjm_core import calendar
from cjm_core import format as fmt
from pages.journey import _seen


def say(seen: _seen.Seen) -> None:
    """One line over the map from that day on; nothing before."""
    on = date.fromisoformat(seen.journey.review_on) if seen.journey and seen.journey.review_on else None
    if on and on <= calendar.local(datetime.now(UTC).replace(tzinfo=None)).date():
        st.markdown(f":material/event: **This map is due:** it was to be looked at again on {fmt.day(on)}. “About this map” sets another day.")
