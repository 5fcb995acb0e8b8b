"""Experiments: several numbers in two groups; first whether the groups can be trusted, then what differs."""

from __future__ import annotations

import streamlit as st

from cjm_core import experiments
from pages.compare import _design, _more
from pages.shared import data, filters, show

chosen = filters.current()
if chosen is None:
    show.empty()
    st.stop()

design = st.container(horizontal=True, gap="small")
said = st.empty()
left, right = st.columns([5, 6], gap="large")
picture, numbers = right.container(), right.container()
asked = _design.ask(chosen, design, numbers)
if isinstance(asked, str):
    with said:
        show.sentence(asked)
    st.stop()

found = data.measured(chosen.dataset, experiments.measure_experiment, asked.scope, asked.design, asked.seen)
left.html(experiments.as_answer(found))
if found.refused and not left.toggle("Show the numbers anyway", key=f"anyway {asked.design.split} {asked.design.groups}"):
    st.stop()
picture.html(experiments.as_forest(found))
_more.below(chosen.dataset, asked.scope, found)
