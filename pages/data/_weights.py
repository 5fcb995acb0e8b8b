"""How much each question counts in the emotion curve: the fields, and the words where they do not count alike."""

from __future__ import annotations

import streamlit as st

from cjm_core.settings import HEAVIEST, Settings
from pages.shared.text import quiet

_ASKED = {"csat": "Satisfaction (CSAT)", "ces": "Effort (CES)", "nps": "Recommendation (NPS)", "sentiment": "Sentiment"}
_MEANING = (
    "All answers are put onto one scale from −2 to +2, then averaged. A question with 2 counts twice as much as one with 1; with 0 it is left out."
)


def said(now: Settings) -> str:
    """One more sentence about what is in force; empty where all count alike."""
    if len({weight for _, weight in now.weights}) == 1:
        return ""
    return f" In the emotion curve {', '.join(f'{_ASKED[question]} counts **{weight:g}**' for question, weight in now.weights)}."


def fields(known: Settings) -> dict[str, float]:
    """Draw the fields; their values, not yet judged."""
    st.markdown("**Emotion curve**")
    st.markdown(quiet(_MEANING))
    columns = st.columns(len(known.weights))
    return {
        f"weight_{question}": column.number_input(_ASKED[question], 0.0, float(HEAVIEST), float(weight), 0.5, "%g")
        for column, (question, weight) in zip(columns, known.weights, strict=True)
    }
