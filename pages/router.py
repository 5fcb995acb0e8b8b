"""Names, orders and titles the screens; draws title and filters once, so that they survive a change of screen."""

from __future__ import annotations

import streamlit as st

from pages.shared import filters, show

SECTIONS = {
    "Measure": [("measure/overview.py", "Overview", "", "Which numbers need attention?")],
    "Journey": [("journey/map.py", "Map", "map", "Where do customers struggle?")],
    "Data": [("data/upload.py", "Upload", "upload", "What do your spreadsheets hold?")],
}
WITHOUT_FILTERS = {"upload"}

st.set_page_config(page_title="Customer journeys, measured", layout="wide", initial_sidebar_state="collapsed")
titles, pages = {}, []
for section, screens in SECTIONS.items():
    for file, name, path, question in screens:
        page = st.Page(file, title=name, url_path=path or None, default=not path)
        titles[page.url_path] = (section, name, question)
        pages.append(page)

chosen_page = st.navigation(pages, position="top")
section, name, question = titles[chosen_page.url_path]
show.style()
head = st.container()
filters.row(visible=chosen_page.url_path not in WITHOUT_FILTERS)
current = filters.current()
with head:
    show.head(f"{section} · {name}", question, current)
chosen_page.run()
