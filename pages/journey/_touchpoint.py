"""The numbers, answers and comments behind one touchpoint, in a dialog over the map."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from cjm_core import calendar, charts, journey_map, takeaway
from cjm_core import format as fmt
from cjm_core.dataset import Dataset
from cjm_core.journey_map.touchpoint import touchpoint_detail
from cjm_core.scope import Scope
from cjm_core.settings import own
from pages.shared import data, save
from pages.shared import show as shared_show
from pages.shared.text import escaped, quiet

_ASKED = {"csat": "How satisfied?", "ces": "How easy?", "nps": "Would you recommend us?", "expectation": "What did you expect?"}


def show(dataset: Dataset, scope: Scope, name: str) -> None:
    """Open the dialog."""
    detail = data.measured(dataset, touchpoint_detail, scope, name)

    @st.dialog(escaped(name), width="large")
    def dialog() -> None:
        shared_show.in_force()  # a dialog runs again without the router
        st.html(journey_map.numbers_fragment(detail))
        asked = list(detail.answers.groupby("question", sort=False))
        for column, (question, answers) in zip(st.columns(max(1, len(asked))), asked, strict=False):
            column.markdown(f"**{_ASKED.get(str(question), escaped(str(question)))}**  \n{fmt.plural(int(answers['n'].sum()), 'answer')}")
            column.altair_chart(charts.distribution(answers), width="stretch")
        if detail.hidden:
            st.markdown(quiet(detail.hidden))
        if not asked and not detail.hidden:
            st.markdown(escaped(own("No answers about this touchpoint in this selection, so how customers feel here is not known.")))
        none = "" if detail.hidden else "No comments in this selection."
        said = f"**{fmt.plural(detail.comment_count, 'comment')}**" if detail.comment_count else none
        st.markdown(said + (", the newest first" if detail.comment_count > 1 else ""))
        if detail.comment_count:
            st.dataframe(_comments(detail.comments), hide_index=True, width="stretch", height=320)
        save.menu(partial(takeaway.of_touchpoint, detail, dataset, scope), f"touchpoint-{name}")

    dialog()


def _comments(comments: pd.DataFrame) -> pd.DataFrame:
    scores = [
        "" if pd.isna(row["score"]) else f"{row['question'].upper()} {row['score']:g} of {row['scale_max']:g}"
        for row in comments.to_dict("records")
    ]
    days = ["" if pd.isna(moment) else calendar.local(moment.to_pydatetime()).strftime("%Y-%m-%d") for moment in comments["answered_at"]]
    return pd.DataFrame({"Date": days, "Comment": comments["text"], "Score": scores})
