"""How many answers each point of a scale got."""

from __future__ import annotations

import altair as alt
import pandas as pd


def distribution(answers: pd.DataFrame) -> alt.Chart:
    """Bars over the scale: `answers` has `score` and `n`. Every score keeps its place even where nobody chose it."""
    bars = alt.Chart(answers, height=150).mark_bar(cornerRadiusTopLeft=2, cornerRadiusTopRight=2)
    drawn: alt.Chart = bars.encode(
        x=alt.X("score:O", title=None, axis=alt.Axis(labelAngle=0, format="d")),
        y=alt.Y("n:Q", title=None, axis=alt.Axis(tickCount=3, grid=True)),
        tooltip=[alt.Tooltip("score:O", title="Answer"), alt.Tooltip("n:Q", title="People")],
    )
    return drawn
