"""The map as a file, in one menu. Each is made when it is asked for, and shows what is on the screen."""

from __future__ import annotations

import json
from collections.abc import Callable

import streamlit as st

from cjm_core import journey_map, settings, takeaway
from cjm_core.faults import log_fault
from cjm_core.ingest.words import safe_name
from cjm_core.journey_map import JourneyMap, plain, slides
from cjm_core.takeaway import map_picture, map_slides, map_workbook
from pages.journey import _seen

Make = Callable[[JourneyMap], str | bytes]
_OFFICE = "application/vnd.openxmlformats-officedocument"
_FILES: tuple[tuple[str, str, str, Make], ...] = (
    ("Web page (HTML)", "html", "text/html", lambda drawn: journey_map.as_html(drawn, slides.for_file(drawn))),
    ("One sheet, A3 (PDF)", "pdf", "application/pdf", map_picture.map_pdf),
    ("Picture (PNG)", "png", "image/png", map_picture.map_png),
    ("Drawing (SVG)", "svg", "image/svg+xml", lambda drawn: map_picture.map_svg(drawn, "screen")),
    ("Slides (PPTX)", "pptx", f"{_OFFICE}.presentationml.presentation", map_slides.map_pptx),
    ("Spreadsheet (XLSX)", "xlsx", f"{_OFFICE}.spreadsheetml.sheet", map_workbook.map_xlsx),
    ("Map file, to be opened again (JSON)", "json", "application/json", lambda drawn: json.dumps(plain.as_json(drawn), ensure_ascii=False)),
)


def menu(seen: _seen.Seen) -> None:
    """The menu with every kind of file."""
    stem = safe_name(seen.drawn.name)
    with st.popover("Download", icon=":material/download:", key="map_download"):
        for label, ending, kind, make in _FILES:
            st.download_button(label, _made(seen.drawn, make), f"{stem}.{ending}", kind, key=f"map_file_{ending}", on_click="ignore",
                               icon=":material/download:", type="tertiary")  # fmt: skip
        if seen.which.chosen:
            chosen = seen.which.chosen
            st.download_button("All numbers (CSV)", _numbers(seen, chosen), f"{stem}.csv", "text/csv", key="map_file_csv", on_click="ignore",
                               icon=":material/download:", type="tertiary")  # fmt: skip


def _numbers(seen: _seen.Seen, chosen: _seen.Chosen) -> Callable[[], bytes]:
    return _made(seen.drawn, lambda drawn: takeaway.as_csv(takeaway.of_map(drawn, chosen.dataset, seen.scope)))


def _made(drawn: JourneyMap, make: Make) -> Callable[[], bytes]:
    """Makes the file under the settings of this run; a fault goes to the log and the browser says only that it failed."""
    chosen = settings.in_force()

    def content() -> bytes:
        try:
            with settings.using(chosen):
                made = make(drawn)
        except Exception as error:
            raise RuntimeError(f"reference {log_fault(error)}") from None
        return made.encode() if isinstance(made, str) else made

    return content
