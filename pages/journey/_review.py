"""What is to be known of the map before it is read: that its day has come, or that some of it cannot be shown."""

from __future__ import annotations

from datetime import UTC, date, datetime

import streamlit as st

from cjm_core import calendar
from cjm_core import format as fmt
from cjm_core.authored import history
from pages.journey import _seen
from pages.shared import data
from pages.shared.text import quiet


def say(seen: _seen.Seen) -> None:
    """A line over the map from the day on which people wanted to look at it again, and one where a newer program wrote into it."""
    if words := history.newer(data.workspace(), seen.which.key) if seen.journey else "":
        st.markdown(quiet(words))
    on = date.fromisoformat(seen.journey.review_on) if seen.journey and seen.journey.review_on else None
    if on and on <= calendar.local(datetime.now(UTC).replace(tzinfo=None)).date():
        st.markdown(f":material/event: **This map is due:** it was to be looked at again on {fmt.day(on)}. “About this map” sets another day.")
