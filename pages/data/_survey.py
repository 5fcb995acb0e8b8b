"""What the answers mean: scales, which end is good, rating columns, and which of day and month comes first."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from cjm_core.ingest.outlook import Asked
from cjm_core.ingest.words import rating_columns, scale_text
from cjm_core.understanding.mapping_edit import SCALES, Choices, Proposal, label, touchpoint_names, uses_wide
from pages.data import _choices
from pages.shared.text import escaped

_ENDS = {"ces": ("High is easy", "High is hard")}
_ORDERS = {True: "Day first: 03/04 is 3 April", False: "Month first: 03/04 is March 4"}


def ratings(key: str, proposed: Proposal, choices: Choices, said: dict[str, str]) -> None:
    """Offer the rating columns of a wide file, under the names that they have by now."""
    if proposed.wide:
        names = touchpoint_names(said, proposed, choices)
        now = zip(proposed.wide.columns, proposed.wide.touchpoints, strict=True)
        wide = replace(proposed.wide, touchpoints=tuple(names.get(column, name) or None for column, name in now))
        widget = _choices.widget(key, "wide", uses_wide(proposed, choices), partial(_put, "use_wide"))
        st.toggle(f"{escaped(rating_columns(wide))} Use them.", **widget)


def scales(key: str, asked: tuple[Asked, ...], directions: dict[str, str]) -> None:
    """Scale and good end of every question but the recommendation, whose scale is fixed."""
    for one in asked:
        if one.question != "nps":
            name, scale, good = st.columns([4, 3, 4], vertical_alignment="center")
            name.markdown(f"**{escaped(label(one.question))}** is answered on")
            options = sorted({*SCALES, one.scale}, key=lambda ends: (ends[1], ends[0]))
            widget = _choices.widget(key, f"scale|{one.question}", one.scale, partial(_put_one, "scales", one.question))
            scale.selectbox(f"Scale of {one.question}", options, format_func=scale_text, **_choices.BARE, **widget)
            ends = dict(zip(("higher", "lower"), _ENDS.get(one.question, ("High is good", "Low is good")), strict=True))
            end = directions.get(one.question, "higher")
            widget = _choices.widget(key, f"end|{one.question}", end, partial(_put_one, "directions", one.question))
            good.selectbox(f"Good end of {one.question}", list(ends), format_func=ends.get, **_choices.BARE, **widget)


def date_order(key: str, choices: Choices, twofold: bool) -> None:
    """Ask for the order of day and month where the whole column can be read either way."""
    if twofold or choices.day_first is not None:
        widget = _choices.widget(key, "order", choices.day_first is not False, partial(_put, "day_first"))
        st.radio("Dates like 03/04/2025 can be read two ways", list(_ORDERS), format_func=_ORDERS.get, horizontal=True, **widget)


def _put(name: str, choices: Choices, value: Any) -> Choices:
    return replace(choices, **{name: value})


def _put_one(name: str, question: str, choices: Choices, value: Any) -> Choices:
    return replace(choices, **{name: {**getattr(choices, name), question: value}})
