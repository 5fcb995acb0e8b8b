"""A row per number: what it is, the interval of a difference, and its size in words."""

from __future__ import annotations

import altair as alt
import pandas as pd

from cjm_core.look import PALETTE

_ROW = 52  # pixels
_PLOT = [{"expr": "width * 0.28"}, {"expr": "width * 0.82"}]  # between the labels and the sizes
_SIDES = ("good", "bad", "other", "open")
_COLOURS = ("good", "bad", "ink", "faint")


def forest(rows: pd.DataFrame, ticks: pd.DataFrame, zero: float) -> alt.LayerChart:
    """`rows`: `label, n, low, value, high, text, ends, side`; `ticks`: `at, text`. Places are per cent of the width, 0 lies at `zero`."""
    sided = rows.assign(side=rows["side"].fillna("open"))
    base = alt.Chart(sided).encode(y=alt.Y("label:N", sort=None, axis=None, scale=alt.Scale(paddingInner=0.2, paddingOuter=0.35)))
    colour = alt.Color("side:N", legend=None, scale=alt.Scale(domain=list(_SIDES), range=[PALETTE[name][0] for name in _COLOURS]))
    left, right = alt.value(0), alt.value("width")
    middle = alt.Chart(pd.DataFrame({"zero": [zero]})).mark_rule(color=PALETTE["soft"][0]).encode(x=_x("zero"))
    labels = base.mark_text(align="left", baseline="bottom", fontWeight=600, fontSize=13).encode(text="label:N", x=left)
    counts = base.mark_text(align="left", baseline="top", dy=2, color=PALETTE["faint"][0]).encode(text="n:N", x=left)
    bars = base.mark_bar(height=3, cornerRadius=1.5).encode(x=_x("low"), x2="high:Q", color=colour)
    points = base.mark_point(shape="square", filled=True, size=95, opacity=1).encode(x=_x("value"), color=colour)
    sizes = base.mark_text(align="right", baseline="bottom", fontWeight=600, fontSize=13).encode(text="text:N", x=right, color=colour)
    ends = base.mark_text(align="right", baseline="top", dy=2, color=PALETTE["faint"][0]).encode(text="ends:N", x=right)
    scale = alt.Chart(ticks).mark_text(color=PALETTE["faint"][0], baseline="top").encode(x=_x("at"), y=alt.value("height"), text="text:N")
    layers = [middle, labels, counts, bars, points, sizes, ends]
    if len(ticks):
        layers += [scale, scale.mark_text(align="right", baseline="top", color=PALETTE["faint"][0]).encode(x=right, text=alt.value("points"))]
    return alt.LayerChart(layer=layers, height=len(rows) * _ROW)


def _x(field: str) -> alt.X:
    return alt.X(f"{field}:Q", axis=None, scale=alt.Scale(domain=[0, 100], range=_PLOT))
