"""Names, orders and titles the screens; draws title and filters once, so that they survive a change of screen."""

from __future__ import annotations

import streamlit as st

from pages.shared import clicks, definition, filters, show, sweeping, views

SECTIONS = {
    "Measure": [
        ("measure/overview.py", "Overview", "", "Which numbers need attention?"),
        ("measure/trends.py", "Trends", "trends", "Has anything changed?"),
    ],
    "Journey": [("journey/map.py", "Map", "map", "Where do customers struggle?")],
    "Compare": [("compare/experiments.py", "Experiments", "experiments", "Did it work?")],
    "Present": [("present/map.py", "Present", "present", "What do we show the room?")],
    "Data": [
        ("data/upload.py", "Upload", "upload", "What do your spreadsheets hold?"),
        ("data/quality.py", "Data quality", "quality", "Can you trust these data?"),
        ("data/definitions.py", "Definitions", "definitions", "What does each number mean?"),
        ("data/settings.py", "Settings", "settings", "How do you count?"),
    ],
}
WITHOUT_FILTERS = {"upload", "settings"}
DATASET_ONLY = {"quality"}  # the whole of it, whatever period or part of it is shown elsewhere

st.set_page_config(page_title="Customer journeys, measured", layout="wide", initial_sidebar_state="collapsed")
titles, pages = {}, []
for section, screens in SECTIONS.items():
    for file, name, path, question in screens:
        page = st.Page(file, title=name, url_path=path or None, default=not path)
        titles[page.url_path] = (section, name, question)
        pages.append(page)

chosen_page = st.navigation(pages, position="top")
section, name, question = titles[chosen_page.url_path]
show.in_force()
show.style()
head = st.container()
with st.container(horizontal=True, vertical_alignment="center", gap="small", key="bar"):
    filters.row(visible=chosen_page.url_path not in WITHOUT_FILTERS, whole=chosen_page.url_path in DATASET_ONLY)
    if chosen_page.url_path not in WITHOUT_FILTERS | DATASET_ONLY:
        views.save_button(chosen_page.url_path)
current = filters.current()
show.in_force()
with head:
    show.head(name if name == section else f"{section} · {name}", question, current)
clicks.listen()
definition.open_clicked()
chosen_page.run()
sweeping.spare_what_stays()
