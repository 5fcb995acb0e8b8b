"""Definitions: a glossary of every number, with its value on the person's own data beside it."""

from __future__ import annotations

import streamlit as st

from cjm_core import definitions
from pages.shared import choices, data, filters, show

ALL = "All numbers"
chosen = filters.current()

by_label = {entry.label: entry for entry in definitions.ENTRIES}
asked = definitions.named(st.query_params.get("kpi", ""))
if asked and st.query_params["kpi"] != asked.label:  # a link names the number, the address carries its label
    st.query_params["kpi"] = asked.label
    st.rerun()
with st.container(horizontal=True, gap="small", key="glossary_choices"):
    label = choices.one("kpi", "Number", [ALL, *by_label], ALL, width=260)
    choices.restore("find")
    text = choices.keep("find", st.text_input("Search", key="find", bind="query-params", placeholder="Search", width=260,
                                              label_visibility="collapsed"))  # fmt: skip

wanted = [by_label[label]] if label != ALL else list(definitions.find(text))
if chosen:
    shown = [data.measured(chosen.dataset, definitions.define, chosen.scope, entry.name) for entry in wanted]
else:
    shown = [definitions.Definition(entry) for entry in wanted]
if not shown:
    show.sentence(f"Nothing here is called “{text}”. Try another word, like satisfaction, churn or bounce.")
else:
    show.sentence(definitions.answer(shown))
    st.html(definitions.as_fragment(shown))
