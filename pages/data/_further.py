"""Further choices about one table, each drawn only where it can matter: time zone, answers without a touchpoint, rows that do not count."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cjm_core.plan import Mapping
from cjm_core.settings import own, zones
from cjm_core.understanding.mapping_edit import Choices, Proposal
from pages.data import _choices
from pages.shared.text import escaped

_DAYS = 14  # of patience, when a person first wants answers to be linked


def show(key: str, proposed: Proposal, mapping: Mapping) -> None:
    """Draw them."""
    if {"event_time", "answered_at"} & set(mapping.fields) or mapping.moments:
        names = ["UTC", *sorted(zones() - {"UTC"})]
        widget = _choices.widget(key, "zone", mapping.zone or "UTC", lambda choices, value: replace(choices, zone=value))
        st.selectbox("Times that name no time zone are those of", names, format_func=lambda name: name.replace("_", " "), width=360, **widget)
    if mapping.kind == "surveys" and "touchpoint" not in mapping.fields and {"customer_id", "answered_at"} <= set(mapping.fields):
        _linked(key, mapping)
    if proposed.mapping.pairs:
        widget = _choices.widget(key, "pairs", mapping.pairs is not None, lambda choices, value: replace(choices, pairs=value))
        st.toggle(f"{escaped(proposed.mapping.pairs)} tells starts from ends: count an activity that has both once", **widget)
    if proposed.mapping.left_out:
        reasons = ", ".join(dict.fromkeys(rule.reason for rule in proposed.mapping.left_out))
        widget = _choices.widget(key, "rules", bool(mapping.left_out), lambda choices, value: replace(choices, left_out=value))
        st.toggle(f"Leave out a row that {escaped(reasons)}", **widget)


def _linked(key: str, mapping: Mapping) -> None:
    """Answers that name no touchpoint, given to the customer's last one: off unless the person wants it."""
    widget = _choices.widget(key, "linked", mapping.link_days is not None, _turn)
    st.toggle(own("Answers that name no touchpoint belong to the customer's last one before"), **widget)
    if mapping.link_days is not None:
        widget = _choices.widget(key, "days", int(mapping.link_days), lambda choices, value: replace(choices, link_days=float(value)))
        st.number_input("within so many days", 1, 365, step=1, width=200, **widget)


def _turn(choices: Choices, on: bool) -> Choices:
    return replace(choices, link_days=float(_DAYS) if on else 0.0)
