"""What every screen shows in the same way: its title, its sentence, and an empty state."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cjm_core import format as fmt
from cjm_core import look, settings, written
from cjm_core.demo import make
from pages.shared import data, filters


def head(where: str, title: str, chosen: filters.Chosen | None) -> None:
    """Where we are, which data and dates are shown, and the question that the screen answers. Demo data are labelled everywhere."""
    span = chosen.scope if chosen else None
    whose = f"{where} · {chosen.dataset.name}" if chosen else where
    crumb = f"{whose} · {fmt.span(span.start, span.end)}" if span and span.start and span.end else whose
    badge = "<span class='badge'>Demo data, made up</span>" if chosen and chosen.dataset.is_demo else ""
    st.html(f"<header class='head'><p class='crumb'>{look.bold(crumb)}{badge}</p><h1>{look.bold(title)}</h1></header>")


def in_force() -> None:
    """Count and speak as this team has chosen, with the currency that the data name where they name one.

    The router calls it first, and again when it knows the data; so must what runs again without it (a dialog).
    """
    chosen, seen = written.read_settings(data.workspace()), filters.current()
    currency = seen.dataset.currency_in(seen.scope, chosen.currency) if seen else chosen.currency
    settings.put_in_force(replace(chosen, currency=currency[:8]))


def sentence(text: str) -> None:
    """The computed answer to the screen's question; `**bold**` is kept, everything else is text."""
    st.html(f"<p class='answer'>{look.bold(text)}</p>")


def empty() -> None:
    """There is no dataset: say which data are needed and offer the ways to them."""
    known = data.dataset_files()
    start = "This dataset cannot be opened. Choose another one above, or bring" if known else "There are no data yet. Bring"
    sentence(f"{start} {settings.own('a spreadsheet of touchpoint events, of survey answers, or both')}.")
    st.page_link("data/upload.py", label="Upload spreadsheets")
    if "demo" not in known and st.button("Make the demo shop"):
        bar = st.progress(0.0, "Writing the demo's spreadsheets")
        make.make(data.home() / "demo.duckdb", progress=lambda phase, share: bar.progress(share, phase) and None)
        filters.open_dataset("demo")


def style() -> None:
    """The page's own few rules; colours come from the palette."""
    st.html(f"<style>{look.tokens()}{look.style('pages.shared', 'page.css')}</style>")
