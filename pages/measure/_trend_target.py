"""The value that a number over time is to reach."""

from __future__ import annotations

import math
from datetime import date, timedelta

import streamlit as st

from cjm_core import format as fmt
from cjm_core import timeline, written
from cjm_core.metrics import kpi_named
from cjm_core.scope import Scope
from cjm_core.timeline import Lines, Timeline
from pages.measure import _trend_written
from pages.shared import data
from pages.shared.text import escaped


def target(line: Timeline, lines: Lines, scope: Scope) -> None:
    """Set the value to reach, or take it away."""
    if not line.series or line.split or len(scope.where) > 1:
        return
    size, suffix = timeline.target_unit(lines)
    per = f", {line.every} by {line.every}" if timeline.by_length(kpi_named(line.kpi)) else ""
    with st.popover("Target", icon=":material/target:", key="target"):
        with st.form("target", border=False):
            st.markdown(f"**{escaped(line.label)}**{per}, {escaped(scope.population)}")
            known = line.target
            asked = f"Value to reach{f' ({suffix})' if suffix else ''}"
            value = st.number_input(asked, value=known.value / size if known else None)
            by = st.date_input("By", known.by if known else timeline.last_day(lines.end) + timedelta(days=184))
            if st.form_submit_button("Set target"):
                _aim(lines, value, size, suffix, by, scope)
        if known and st.button("Remove target"):
            _trend_written.remove("target", known.key)


def _aim(lines: Lines, value: float | None, size: float, suffix: str, by: date, scope: Scope) -> None:
    low, high = lines.span
    if value is None or not low <= value * size <= high:
        ends = [f"{word} {fmt.count(end / size)}" for word, end in (("from", low), ("to", high)) if math.isfinite(end)]
        st.error(" ".join(["Type a value to reach", *ends, suffix]).rstrip() + ".")
        return
    written.write_target(data.workspace(), _trend_written.dataset_id(), timeline.new_target(lines, value * size, by, scope.where))
    st.rerun()
