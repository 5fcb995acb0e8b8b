"""What lies behind a touchpoint or one of its numbers, in a dialog over the map: numbers, answers, comments, files, one customer."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from cjm_core import calendar, charts, journey_map, takeaway
from cjm_core import format as fmt
from cjm_core.journey_map.touchpoint import TouchpointDetail, touchpoint_detail
from cjm_core.metrics.scores import best_words, score_words
from cjm_core.settings import own
from pages.journey import _behind, _customer, _seen, _threads
from pages.shared import data, save
from pages.shared import show as shared_show
from pages.shared.text import escaped, quiet

_ASKED = {"csat": "How satisfied?", "ces": "How easy?", "nps": "Would you recommend us?", "expectation": "What did you expect?"}


def open_named(name: str) -> None:
    """Open the dialog of the touchpoint of this name, if the map on screen has it."""
    seen = _seen.current()
    if seen and name in seen.drawn.touchpoints:
        show(seen, seen.drawn.keys[seen.drawn.touchpoints.index(name)])


def show(seen: _seen.Seen, at: str, lane: str = "") -> None:
    """Open the dialog of the touchpoint of this key, beginning with its number in `lane` where one was clicked."""
    source = seen.source(at)
    found = data.measured(seen.which.chosen.dataset, touchpoint_detail, seen.scope, source) if source and seen.which.chosen else None

    @st.dialog(escaped(seen.name_at(at) or at), width="large", on_dismiss="rerun" if seen.which.key else "ignore")
    def dialog() -> None:
        shared_show.in_force()  # a dialog runs again without the router
        if lane:
            _behind.number(seen, lane, at)
        if found is None or seen.which.chosen is None or source is None:
            st.markdown(escaped(own("This touchpoint is drawn by hand, and no data are attached to it.")))
        else:
            _measured(found)
            _behind.files(seen, source)
            _customer.choose(seen, source)
        _threads.show(seen, lane or "reach", at)
        if found is not None and seen.which.chosen is not None:
            save.menu(partial(takeaway.of_touchpoint, found, seen.which.chosen.dataset, seen.scope), f"touchpoint-{found.touchpoint}")

    dialog()


def _measured(detail: TouchpointDetail) -> None:
    st.html(journey_map.numbers_fragment(detail))
    asked = list(detail.answers.groupby("question", sort=False))
    for column, (question, answers) in zip(st.columns(max(1, len(asked))), asked, strict=False):
        best = best_words(answers["best"].min()) if "best" in answers else ""
        told = " · ".join(filter(None, [fmt.plural(int(answers["n"].sum()), "answer"), best]))
        column.markdown(f"**{_ASKED.get(str(question), escaped(str(question)))}**  \n{told}")
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


def _comments(comments: pd.DataFrame) -> pd.DataFrame:
    scores = [
        "" if pd.isna(score) else f"{question.upper()} {score_words(score, *scale)}"
        for question, score, *scale in comments[["question", "score", "scale_min", "scale_max", "direction"]].itertuples(index=False)
    ]
    days = ["" if pd.isna(moment) else calendar.local(moment.to_pydatetime()).strftime("%Y-%m-%d") for moment in comments["answered_at"]]
    return pd.DataFrame({"Date": days, "Comment": comments["text"], "Score": scores})
