"""What folds out below the picture: the numbers, how they are computed; and the files to take away."""

from __future__ import annotations

from functools import partial

import streamlit as st

from cjm_core import charts, takeaway, timeline
from cjm_core.dataset import Dataset
from cjm_core.metrics import kpi_named
from cjm_core.scope import Scope
from cjm_core.takeaway import Sheet, TakeAway
from cjm_core.timeline import Timeline
from pages.measure import _trend_point
from pages.shared import save as menu
from pages.shared.filters import Chosen
from pages.shared.text import escaped


def show(line: Timeline) -> None:
    """Both expanders."""
    if not (line.series or line.reported):
        return
    with st.expander("The numbers"):
        table, keys = timeline.in_words(line)
        key = _trend_point.fresh("trend_table")
        picked = partial(_picked, key, keys)
        st.dataframe(table, key=key, hide_index=True, width="stretch", on_select=picked, selection_mode="single-row")
    if not line.series:  # only the source of a reported number knows how it was computed
        return
    with st.expander("How it is computed"):
        kpi = kpi_named(line.kpi)
        st.markdown(f"**{escaped(line.label)}.** {escaped(kpi.meaning)}")
        for text in timeline.method(line):
            st.markdown(escaped(text))


def _picked(key: str, keys: list[tuple[str | None, str]]) -> None:
    rows = st.session_state[key].selection.rows
    if rows:
        _trend_point.pick(*keys[rows[0]])


def save(line: Timeline, chosen: Chosen, multiples: bool) -> None:
    """The menu of files."""
    if line.series or line.reported:
        menu.menu(partial(_taken, line, chosen.dataset, chosen.scope, multiples), f"trend-{line.kpi}")


def _taken(line: Timeline, dataset: Dataset, scope: Scope, multiples: bool) -> TakeAway:
    paint = charts.Paint()
    if multiples and line.series:
        chart = charts.small_multiples([timeline.drawing(line, series) for series in line.series], paint)
    else:
        chart = charts.over_time(timeline.drawing(line), paint)
    drawn = timeline.key(line, multiples, hint=False)
    more = [f"every {line.every}", f"by {line.split}" if line.split else "", drawn[:1].lower() + drawn[1:], *line.remarks]
    facts = takeaway.facts(dataset, scope, *(text for text in more if text))
    return TakeAway(line.label, line.answer, facts, (Sheet("Numbers", timeline.numbers(line)),), chart, unit=line.unit)
