"""How a table will be read: its first rows, then in words what loads, what does not, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from cjm_core.ingest import outlook, words
from cjm_core.ingest.outlook import Outlook
from cjm_core.plan import Mapping, Source, Table
from cjm_core.takeaway import Sheet, TakeAway
from cjm_core.understanding import times
from pages.data import _choices, _figures, _survey
from pages.shared import save, uploads
from pages.shared.text import escaped, quiet

_COMMENT = st.column_config.TextColumn(width="large")
_TWOFOLD, _YEARLESS = ("can be read two ways", "could change places"), "have no year"  # said by the core; the screen asks instead


def show(upload: uploads.Upload, table: Table, mapping: Mapping, found: Outlook, first: list[str]) -> None:
    """Draw it."""
    shown = _figures.in_words(found.first) if mapping.kind == "reported" else found.first
    st.dataframe(shown, hide_index=True, placeholder="", column_config=_headed(shown))
    st.markdown(f"**{escaped(words.will_load(found.report))}**")
    lines = [*first, *words.answers(found.asked), *map(words.in_labels, found.report.warnings), *words.while_reading(table)]
    st.markdown(quiet(*dict.fromkeys(words.short(line) for line in lines if not any(mark in line for mark in (*_TWOFOLD, _YEARLESS)))))
    _survey.date_order(upload.key, _choices.of(upload.key), any(mark in line for line in lines for mark in _TWOFOLD))
    if found.report.rejected:
        _rejects(upload, table, mapping, found)
    if table.skipped:
        with st.expander(f"{len(table.skipped):,} repairs and lines left out while reading"):
            st.dataframe([{"line": skip.line, "what": skip.reason} for skip in table.skipped], hide_index=True, placeholder="")


def _headed(shown: pd.DataFrame) -> dict[str, Any]:
    """How the columns of the preview are called: an export's own without what it writes for machines."""
    return {column: words.short(column) for column in shown if words.short(column) != column} | {"Comment": _COMMENT}


def year(key: str, table: Table, mapping: Mapping) -> None:
    """Ask for the year of dates that carry none."""
    dated = [mapping.fields[name] for name in ("event_time", "answered_at") if name in mapping.fields]
    lacking = [column for column in (*dated, *(moment.column for moment in mapping.moments)) if times.lacks_year(table, column)]
    if lacking:
        today = datetime.now(UTC).date()
        shown = mapping.year or times.likely_year(table, lacking[0], today) or today.year
        widget = _choices.widget(key, "year", shown, lambda choices, value: replace(choices, year=int(value)))
        st.number_input(f"The dates in {escaped(lacking[0])} carry no year. It is", 1990, 2100, step=1, width=340, **widget)
        if mapping.year is None:
            st.button(f"Yes, {shown}", key=f"upload|thisyear|{key}", on_click=_take_year, args=(key, shown))


def _take_year(key: str, year: int) -> None:
    _choices.put(key, replace(_choices.of(key), year=year))


def _rejects(upload: uploads.Upload, table: Table, mapping: Mapping, found: Outlook) -> None:
    """The first rows that do not load, and all of them as a file with line, column, value and reason."""
    with st.expander("Rows that will not load"):
        said = found.rejects.assign(reason=[words.reason(name) for name in found.rejects["reason"]])
        st.dataframe(said, hide_index=True, placeholder="")
        save.menu(partial(_all_rejects, table, mapping), f"{table.file}-rows-that-do-not-load")


def _all_rejects(table: Table, mapping: Mapping) -> TakeAway:
    frame = outlook.rejects(Source(table, mapping))
    return TakeAway("Rows that do not load", f"{len(frame):,} rows of {table.file}.", (), (Sheet("rows", frame),))
