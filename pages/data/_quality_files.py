"""Rows over time by file, the files, their columns, the rows left out; and all of it to take away."""

from __future__ import annotations

from functools import partial

import streamlit as st

from cjm_core import charts, quality
from cjm_core.ingest.words import short
from cjm_core.quality import Quality
from cjm_core.takeaway import Sheet, TakeAway, facts
from pages.shared import data, save
from pages.shared.filters import Chosen
from pages.shared.text import quiet

_COUNTS = {name: st.column_config.NumberColumn(format="localized") for name in ("Rows read", "Loaded", "Left out")}
_FILLED = {"Filled": st.column_config.ProgressColumn(format="%.1f %%", min_value=0, max_value=100)}
_SHOWN = 1000  # rows left out; the file to take away has all of them


def _save(found: Quality, chosen: Chosen) -> None:
    """The menu of files: every row left out with file, line, column, value and reason; what was found; the columns."""
    make = {"What was found": partial(_findings, found, chosen), "Columns": partial(_columns, found, chosen)}
    if int(found.sources["rejected"].sum()):
        make = {"Rows left out": partial(_left_out, found, chosen), **make}
    save.menu(make, "data-quality")


def pictures(found: Quality) -> None:
    """One picture per file, under each other on the same dates."""
    drawn = quality.drawings(found)
    if not drawn:
        return
    paint = charts.Paint(dark=st.context.theme.type == "dark")
    st.markdown(f"**Rows per {found.coverage.every}**")
    for at, one in enumerate(drawn):
        st.markdown(quiet(one.said))
        chart = charts.rows_in_time(one.rows, one.gaps, one.whole, one.every, paint)
        st.vega_lite_chart(chart, key=f"quality_days_{at}", width="stretch", theme=None, alt=one.said)


def tables(found: Quality, chosen: Chosen) -> None:
    """The files and how full their columns are; rows left out fold out."""
    st.markdown("**Files**")
    st.dataframe(quality.sources_in_words(found), hide_index=True, placeholder="", column_config=_COUNTS, key="quality_sources")
    left = int(found.sources["rejected"].sum())
    if left:
        with st.expander("Rows left out", key="quality_left_out"):
            rows = data.measured(chosen.dataset, quality.rejected_rows, _SHOWN)
            if left > len(rows):
                st.markdown(quiet(f"The first {len(rows)}; the download has all of them."))
            st.dataframe(rows.rename(columns=str.capitalize), hide_index=True, placeholder="", key="quality_rejects")
    _save(found, chosen)
    st.markdown("**How full each column is**")
    columns = quality.columns_in_words(found)
    columns["Column"] = columns["Column"].map(short)
    st.dataframe(columns, hide_index=True, placeholder="", column_config=_FILLED, key="quality_columns")


def _taken(found: Quality, chosen: Chosen, sheet: Sheet, drawn: bool = False) -> TakeAway:
    paint = charts.Paint()
    parts = [charts.rows_in_time(one.rows, one.gaps, one.whole, one.every, paint, one.name) for one in quality.drawings(found)]
    chart = charts.all_rows_in_time(parts) if parts and drawn else None
    return TakeAway(quality.QUESTION, found.answer, facts(chosen.dataset, chosen.scope), (sheet,), chart)


def _left_out(found: Quality, chosen: Chosen) -> TakeAway:
    return _taken(found, chosen, Sheet("Rows left out", quality.rejected_rows(chosen.dataset)))


def _findings(found: Quality, chosen: Chosen) -> TakeAway:
    return _taken(found, chosen, Sheet("What was found", quality.findings_table(found)), drawn=True)


def _columns(found: Quality, chosen: Chosen) -> TakeAway:
    return _taken(found, chosen, Sheet("Columns", found.columns.drop(columns="source")))
