"""Trends: one number over time, its usual range, and what left it."""

from __future__ import annotations

import streamlit as st

from cjm_core import timeline, written
from pages.measure import _trend_chart, _trend_choices, _trend_point, _trend_tables, _trend_target, _trend_written
from pages.shared import data, filters, show

chosen = filters.current()
if chosen is None:
    show.empty()
    st.stop()

said = st.container()
asked = _trend_choices.ask(chosen)
if isinstance(asked, str):
    show.sentence(asked)
    st.stop()

kept = data.workspace(), chosen.dataset.info["id"]
notes, targets = written.notes(*kept), written.targets(*kept)
told = data.measured(chosen.dataset, timeline.told, asked.number, chosen.scope)
lines = None
if asked.measured:
    lines = data.measured(chosen.dataset, timeline.measure_lines, asked.number, chosen.scope, asked.every, asked.split)
    line = timeline.beside(timeline.build(lines, chosen.compared, notes, targets, chosen.scope.where), told)
else:
    line = timeline.alone(told, asked.every, asked.split)
with said:
    show.sentence(line.answer)
    if line.standing:
        show.sentence(line.standing.sentence)
with asked.row:
    if lines and line.series:
        _trend_written.notes(notes, lines)
        _trend_target.target(line, lines, chosen.scope)
    _trend_tables.save(line, chosen, asked.multiples)
_trend_chart.show(line, asked.multiples)
_trend_tables.show(line)
_trend_point.open_picked(line, chosen)
