"""The form of the settings, and the sentence that says what is in force."""

from __future__ import annotations

from typing import Any

import streamlit as st

from cjm_core import format as fmt
from cjm_core.settings import MONTHS, NUMBERS, WEEK_STARTS, Settings, in_force, zones
from pages.data import _weights

_WORDS = (
    ("stage", "stages", "A part of the journey"), ("touchpoint", "touchpoints", "Where customers meet you"),
    ("lane", "lanes", "A row of the map"),
)  # fmt: skip
_CURRENCY = "Empty: amounts stand bare, or in the one currency that your data name. Amounts in different currencies are never added."
_HIDE = (
    "0 hides nothing. 5 is usual where nobody may be recognised: such numbers then read “<5” on every screen and in every file, their comments"
    " are not shown, and a second number is hidden where the first could be computed from a total."
)
_ZONE = "Times without a zone in your files are UTC; days, weeks and months are cut at midnight of this place."


def sentence() -> str:
    """What counts at the moment, written as it will be shown."""
    now = in_force()
    words = f"{now.stage}, {now.touchpoint} and {now.lane}"
    return (
        f"Amounts look like **{fmt.full(84.2, 'money')}**, numbers like **{now.numbers}**. Weeks begin on **{now.week_start}**,"
        f" fiscal years in **{MONTHS[now.fiscal_start - 1]}**, days at midnight in **{_place(now.time_zone)}**. Fewer than"
        f" **{fmt.count(now.min_n)}** are a hint only{_hidden(now.hide_below)}. You say **{words}**.{_weights.said(now)}"
        " This holds on every screen and in everything you take away."
    )


def _hidden(below: int) -> str:
    return f", and numbers of fewer than **{fmt.count(below)}** people are hidden" if below else ""


def fields(known: Settings) -> dict[str, Any]:
    """Draw the fields; their values, not yet judged."""
    st.markdown("**Amounts and numbers**")
    left, right = st.columns(2)
    currency = left.text_input("Currency", known.currency, placeholder="€, CHF, kr", help=_CURRENCY)
    numbers = right.selectbox("Numbers look like", list(NUMBERS), list(NUMBERS).index(known.numbers))
    st.markdown("**Calendar**")
    left, right = st.columns(2)
    week = left.selectbox("Weeks begin on", WEEK_STARTS, WEEK_STARTS.index(known.week_start))
    month = right.selectbox("The fiscal year begins in", MONTHS, known.fiscal_start - 1, help="Quarters are counted from here.")
    names = ["UTC", *sorted(zones() - {"UTC"})]
    zone = st.selectbox("Days are those of", names, names.index(known.time_zone), format_func=_place, help=_ZONE)
    st.markdown("**Evidence**")
    left, right = st.columns(2)
    few = left.number_input("Fewer than this are a hint only", 2, 1000, known.min_n, help="Hatched, without arrows and without ranking.")
    least = right.number_input("Hide numbers of fewer people than", 0, 100, known.hide_below, help=_HIDE)
    return {"currency": currency, "numbers": numbers, "week_start": week, "fiscal_start": MONTHS.index(month) + 1, "time_zone": zone,
            "min_n": int(few), "hide_below": int(least), **_weights.fields(known), **_words(known)}  # fmt: skip


def _words(known: Settings) -> dict[str, str]:
    """One and many of each thing on the map."""
    st.markdown("**Your own words**")
    said = {}
    for one, many, meaning in _WORDS:
        left, right = st.columns(2)
        said[one] = left.text_input(meaning, getattr(known, one), placeholder=one)
        said[many] = right.text_input("Several of them", getattr(known, many), placeholder=many)
    return said


def _place(zone: str) -> str:
    """'America/New_York' as people read it."""
    return zone.replace("_", " ")
