"""The numbers and comments behind one point, in a dialog over the picture."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from cjm_core import calendar, timeline
from cjm_core import format as fmt
from cjm_core.metrics.scores import score_words
from cjm_core.timeline import Point, Series, Timeline
from pages.shared import data, show
from pages.shared.filters import Chosen
from pages.shared.text import escaped, quiet

_PICKED, _TIMES = "_trend_picked", "_trend_times"


def pick(name: str | None, key: str) -> None:
    """Remember which point was picked, by a click or in the table."""
    st.session_state[_PICKED] = (name, key)
    st.session_state[_TIMES] = st.session_state.get(_TIMES, 0) + 1


def fresh(name: str) -> str:
    """A widget's key that is new after each picked point, so that the same point can be picked again."""
    return f"{name}_{st.session_state.get(_TIMES, 0)}"


def open_picked(line: Timeline, chosen: Chosen) -> None:
    """Open the dialog of the point that was just picked."""
    picked = st.session_state.pop(_PICKED, None)
    found = line.point(*picked) if picked else None
    if found:
        _open(line, *found, chosen)


def _open(line: Timeline, series: Series, point: Point, chosen: Chosen) -> None:
    scope, split = chosen.scope, line.split
    said = data.measured(chosen.dataset, timeline.comments, line.kpi, scope, point.start, point.end, split, series.name)

    @st.dialog(escaped(f"{line.label}, {timeline.period_name(point, line.every)}"), width="large")
    def dialog() -> None:
        show.in_force()  # a dialog runs again without the router
        st.html(timeline.point_fragment(line, series, point))
        if len(said):
            st.markdown(f"**{fmt.plural(len(said), 'comment')}**{', the newest first' if len(said) > 1 else ''}")
            st.dataframe(_comments(said), hide_index=True, width="stretch", height=320)
        elif line.counted == "answers":
            st.markdown(quiet(said.attrs.get("hidden", "Nobody wrote a comment in this period.")))

    dialog()


def _comments(said: pd.DataFrame) -> pd.DataFrame:
    days = [fmt.day(calendar.local(moment.to_pydatetime()).date()) for moment in said["answered_at"]]
    asked = said[["question", "score", "scale_min", "scale_max", "direction"]].itertuples(index=False)
    scores = ["" if pd.isna(score) else f"{question.upper()} {score_words(score, *scale)}" for question, score, *scale in asked]
    where = [touchpoint or "" for touchpoint in said["touchpoint"].astype(object).where(said["touchpoint"].notna(), None)]
    return pd.DataFrame({"Date": days, "Comment": said["text"], "Score": scores, "Where": where})
