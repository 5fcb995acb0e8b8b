"""What a table holds, as the person may correct it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cjm_core.understanding.mapping_edit import LEAVE_OUT
from pages.data import _choices

_KINDS = {"events": "Events", "surveys": "Survey answers", "both": "Both", "links": "Key file", LEAVE_OUT: "Leave out"}
_HELP = "A key file says which ids belong to the same customer: an e-mail address in one file, a number in the other."


def show(key: str, kind: str) -> None:
    """Draw the choice; totals that somebody added up before are offered only where the table looks like them."""
    options = _KINDS | ({"reported": "Totals"} if kind == "reported" else {})
    widget = _choices.widget(key, "kind", kind if kind in options else None, lambda now, chosen: replace(now, kind=chosen))
    st.segmented_control("What it holds", list(options), format_func=options.get, label_visibility="collapsed", help=_HELP, **widget)
