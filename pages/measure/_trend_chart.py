"""The picture; a click on a point is remembered until its dialog opens."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from cjm_core import charts, timeline
from cjm_core.timeline import Timeline
from pages.measure import _trend_point
from pages.shared.text import quiet


def show(line: Timeline, multiples: bool) -> None:
    """One chart, or one for each line on the scale of all."""
    if not (line.series or line.reported):
        return
    paint = charts.Paint(dark=st.context.theme.type == "dark")
    if not (multiples and line.series):
        _one(charts.over_time(timeline.drawing(line), paint), "trend_chart", line.answer)
    else:
        columns = charts.columns_of(len(line.series))
        for at in range(0, len(line.series), columns):
            for column, series in zip(st.columns(columns), line.series[at : at + columns], strict=False):
                with column:
                    drawn = timeline.drawing(line, series)
                    _one(charts.over_time(drawn, paint, charts.SMALL, series.label), f"trend_chart_{at}_{series.label}", series.label)
    st.markdown(quiet(timeline.key(line, multiples), *line.remarks))


def _one(chart: dict[str, Any], name: str, alt: str) -> None:
    key = _trend_point.fresh(name)
    said = alt.replace("**", "")
    st.vega_lite_chart(chart, key=key, width="stretch", theme=None, alt=said, on_select=partial(_clicked, key), selection_mode=charts.PICKED)


def _clicked(key: str) -> None:
    picked = st.session_state[key].selection.get(charts.PICKED) or []
    if picked:
        _trend_point.pick(picked[0]["name"] or None, picked[0]["key"])
