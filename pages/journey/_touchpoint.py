"""The numbers, answers and comments behind one touchpoint, in a dialog over the map."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from cjm_core import charts
from cjm_core import format as fmt
from cjm_core.dataset import Dataset
from cjm_core.scope import Scope
from pages.shared import data
from pages.shared.text import escaped

_ASKED = {"csat": "How satisfied?", "ces": "How easy?", "nps": "Would you recommend us?", "expectation": "What did you expect?"}


def show(dataset: Dataset, scope: Scope, name: str) -> None:
    """Open the dialog."""
    detail = data.touchpoint(dataset, scope, name)

    @st.dialog(escaped(name), width="large")
    def dialog() -> None:
        st.dataframe(_table(detail.numbers), hide_index=True, width="stretch")
        asked = list(detail.answers.groupby("question", sort=False))
        for column, (question, answers) in zip(st.columns(max(1, len(asked))), asked, strict=False):
            column.markdown(f"**{_ASKED.get(str(question), escaped(str(question)))}**  \n{fmt.plural(int(answers['n'].sum()), 'answer')}")
            column.altair_chart(charts.distribution(answers), width="stretch")
        if not asked:
            st.markdown("No answers about this touchpoint in this selection, so how customers feel here is not known.")
        said = f"**{fmt.plural(detail.comment_count, 'comment')}**" if detail.comment_count else "No comments in this selection."
        st.markdown(said + (", the newest first" if detail.comment_count > 1 else ""))
        if detail.comment_count:
            st.dataframe(_comments(detail.comments), hide_index=True, width="stretch", height=320)

    dialog()


def _table(numbers: pd.DataFrame) -> pd.DataFrame:
    """The numbers as a person reads them."""
    rows = []
    for row in numbers.to_dict("records"):
        few = " (a hint only)" if row["status"] == "small_sample" else ""
        rows.append(
            {
                "": row["label"],
                "Value": fmt.full(row["value"], row["unit"]) + few,
                "95 % interval": fmt.interval(row["ci_low"], row["ci_high"], row["unit"]) or "a full count",
                "Based on": f"{fmt.count(row['n'])} {'answers' if row['of'] == 'response' else 'customers'}",
            }
        )
    return pd.DataFrame(rows)


def _comments(comments: pd.DataFrame) -> pd.DataFrame:
    scores = [
        "" if pd.isna(row["score"]) else f"{row['question'].upper()} {row['score']:g} of {row['scale_max']:g}"
        for row in comments.to_dict("records")
    ]
    days = comments["answered_at"].dt.strftime("%Y-%m-%d") if len(comments) else comments["answered_at"]
    return pd.DataFrame({"Date": days, "Comment": comments["text"], "Score": scores})
