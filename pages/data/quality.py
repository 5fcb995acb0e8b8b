"""Data quality: whether the data can be trusted, what is wrong with them, and what to do about it."""

from __future__ import annotations

import streamlit as st

from cjm_core import quality
from pages.data import _quality_files
from pages.shared import data, filters, show

chosen = filters.current()
if chosen is None:
    show.empty()
    st.stop()

found = data.measured(chosen.dataset, quality.measure_quality)
show.sentence(found.answer)
st.html(quality.as_fragment(found))
if found.findings:
    st.html(quality.as_findings(found.findings))
_quality_files.pictures(found)
_quality_files.tables(found, chosen)
