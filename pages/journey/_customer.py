"""One customer's own way through the journey, under a pseudonym, unless the settings hide single people."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from cjm_core import calendar
from cjm_core.errors import BadInput
from cjm_core.journey_map import one_customer
from cjm_core.journey_map.one_customer import Happening
from pages.journey import _seen
from pages.shared import data
from pages.shared.text import escaped, quiet

NOBODY = "Nobody"
_KINDS = {"event": "Event", "answer": "Answer", "comment": "Comment"}


def choose(seen: _seen.Seen, source: str) -> None:
    """Offer up to 20 customers of this touchpoint, and draw the way of the chosen one."""
    if not one_customer.shown():
        st.markdown(quiet("The way of one customer is not shown, because the settings hide numbers of few people."))
        return
    if seen.which.chosen is None:
        return
    try:
        found = data.measured(seen.which.chosen.dataset, one_customer.customers_at, seen.scope, source)
    except BadInput as problem:
        st.markdown(quiet(problem))
        return
    if found:
        numbers = {one.pseudonym: one.number for one in found}
        name = st.selectbox("The way of one customer", [NOBODY, *numbers], key=f"customer_{source}", help=_WHO)
        if name in numbers:
            _draw(data.measured(seen.which.chosen.dataset, one_customer.happenings, numbers[name]))


_WHO = "The names are pseudonyms. Those who answered here come first; the whole way of the customer is shown, whatever the period."


def _draw(way: tuple[Happening, ...]) -> None:
    """A table of what happened, the earliest first."""
    rows = [
        {"When": calendar.local(one.time).strftime("%Y-%m-%d %H:%M") if one.time else "no date", "What": _KINDS[one.kind],
         "Where": one.touchpoint, "Said": one.detail}
        for one in way
    ]  # fmt: skip
    st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch", height=min(36 * len(rows) + 38, 320))
    if len(way) == one_customer.MOST_ROWS:
        st.markdown(escaped(f"Only the first {one_customer.MOST_ROWS} are shown."))
