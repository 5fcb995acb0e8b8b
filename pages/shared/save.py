"""Save what is on a screen: one small menu with a picture, a workbook and a text table. Files are made when they are asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import streamlit as st

from cjm_core import settings
from cjm_core.faults import log_fault
from cjm_core.takeaway import TakeAway, as_csv, as_png, as_xlsx

Make = Callable[[], TakeAway]
_FILES: tuple[tuple[str, str, str, Callable[[TakeAway], bytes]], ...] = (
    ("Picture (PNG)", "png", "image/png", as_png),
    ("Spreadsheet (XLSX)", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
    ("Text table (CSV)", "csv", "text/csv", as_csv),
)
_LONGEST = 80


def menu(make: Make | Mapping[str, Make], stem: str) -> None:
    """Draw the menu. `make` says what is taken away, or names several things to choose from; `stem` becomes the files' name.

    `make` runs when a file is asked for, beside the screen's own run: it may read data and must not touch Streamlit.
    """
    key = f"save_{_safe(stem)}"
    with st.popover("Download", icon=":material/download:", key=key):
        if isinstance(make, Mapping):
            chosen = st.selectbox("What to save", list(make), key=f"{key}_what")
            make, stem = make[chosen], stem if chosen == next(iter(make)) else f"{stem}-{chosen}"
        for label, ending, kind, drawn in _FILES:
            st.download_button(label, _made(make, drawn), f"{_safe(stem)}.{ending}", kind, key=f"{key}_{ending}", on_click="ignore",
                               width="stretch")  # fmt: skip


def _made(make: Make, drawn: Callable[[TakeAway], bytes]) -> Callable[[], bytes]:
    """Makes the file under the settings of this run; a fault goes to the log and the browser says only that it failed."""
    chosen = settings.in_force()

    def data() -> bytes:
        try:
            with settings.using(chosen):
                return drawn(make())
        except Exception as error:
            raise RuntimeError(f"reference {log_fault(error)}") from None

    return data


def _safe(text: str) -> str:
    """A file name that every system takes: 'First touch: Search' -> 'first-touch-search'."""
    return re.sub(r"[^\w]+", "-", text.lower()).strip("-")[:_LONGEST].strip("-") or "numbers"
