"""Numbers that somebody has added up before, typed in: they take the road of an uploaded table and are marked as reported."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from cjm_core.errors import BadInput
from cjm_core.ingest import words
from cjm_core.keeping.imports import add
from cjm_core.plan import Source
from cjm_core.settings import own
from cjm_core.understanding.typed import Typed, typed
from pages.shared.filters import Chosen, current
from pages.shared.text import escaped, quiet

_NUMBERS = ("Value", "n", "Low", "High")
_EMPTY = {"Number": "NPS", "Touchpoint": None, "Period": None, "Value": None, "n": None, "Low": None, "High": None}


def show() -> None:
    """Draw the form for the open dataset."""
    chosen = current()
    if chosen is None or chosen.dataset.is_demo:
        return
    with st.expander("Type in numbers that you only have as totals"):
        st.markdown(quiet(own(
            "One row per number, such as an NPS from last year's report. They stand on the map and the trends under a mark of their own"
            " and are never mixed with what is measured. Shares as 0 to 100; how many answered, and the range, if you know them."
        )))  # fmt: skip
        with st.form("totals", border=False):
            frame = st.data_editor(pd.DataFrame([_EMPTY]).astype(dict.fromkeys(_NUMBERS, "float64")), num_rows="dynamic", hide_index=True,
                                   placeholder="", key="totals_rows", width="stretch", column_config=_columns())  # fmt: skip
            who = st.text_input("Who says so, or where it is written", max_chars=80, width=420)
            pressed = st.form_submit_button("Add them")
        if pressed:
            _add(chosen, frame, who.strip() or "somebody")


def _columns() -> dict[str, Any]:
    return {
        "Number": st.column_config.TextColumn(help="NPS, CSAT, conversion or a name of your own"),
        "Touchpoint": st.column_config.TextColumn(own("Touchpoint"), help="Empty: the whole relationship"),
        "Period": st.column_config.TextColumn(help="2025-06, Q2 2025 or 2025"),
        "n": st.column_config.NumberColumn(min_value=0, step=1),
    }


def _add(chosen: Chosen, frame: pd.DataFrame, who: str) -> None:
    rows = [_typed(row, who) for row in frame.to_dict("records") if _text(row["Number"]) and _text(row["Period"]) and pd.notna(row["Value"])]
    if not rows:
        st.warning("Each row needs the number's name, a period and a value.")
        return
    try:
        table, mapping = typed(rows)
        done = add(chosen.dataset, [Source(table, mapping)], by=who).files[0]
        st.success(escaped(words.will_load(done).replace("will load", "are in").replace("will not", "are not")))
    except BadInput as problem:
        st.error(escaped(words.in_labels(str(problem))))


def _typed(row: dict[str, Any], who: str) -> Typed:
    low, high = (None if pd.isna(row[name]) else float(row[name]) for name in ("Low", "High"))
    n = None if pd.isna(row["n"]) else int(row["n"])
    return _text(row["Number"]), _text(row["Touchpoint"]) or None, _text(row["Period"]), float(row["Value"]), n, low, high, who


def _text(cell: object) -> str:
    return cell.strip() if isinstance(cell, str) else ""
