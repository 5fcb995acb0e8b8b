"""The one drawing of the findings and of the four figures above the pictures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pandas as pd

from cjm_core import format as fmt
from cjm_core import look
from cjm_core.calendar import local
from cjm_core.quality.model import Finding, Quality

_PACKAGE = "cjm_core.quality"
_SAID = {"wrong": "Numbers are wrong", "look": "To look at", "know": "Good to know"}


def as_fragment(found: Quality) -> str:
    """Four figures: rows that are in, customers known on both sides, answers that count, dates."""
    template = look.templates(_PACKAGE).get_template("figures.html.j2")
    return template.render(figures=[one for one in (_rows(found), _people(found), _answers(found), _dates(found)) if one], css=_css())


def as_findings(shown: Sequence[Finding]) -> str:
    """Findings as HTML, each with its mark, its sentence and what to do; the rows it was found in fold out."""
    template = look.templates(_PACKAGE).get_template("findings.html.j2")
    return template.render(findings=list(map(_words, shown)), css=_css())


def _words(one: Finding) -> dict[str, Any]:
    return {"one": one, "said": _SAID[one.severity], "heads": list(one.examples), "rows": _cells(one.examples)}


def _cells(examples: pd.DataFrame) -> list[list[str]]:
    return [[_text(value) for value in row] for row in examples.itertuples(index=False, name=None)]


def _text(value: Any) -> str:
    """A cell in words: times on the clock of the reporting zone, nothing for what is missing."""
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, datetime):
        return f"{local(value):%Y-%m-%d %H:%M:%S}"
    return f"{value:g}" if isinstance(value, float) else fmt.count(value) if isinstance(value, int) else str(value)


def _css() -> str:
    return look.style(_PACKAGE, "quality.css")


def _figure(label: str, value: str, suffix: str, below: str) -> dict[str, Any]:
    return {"label": label, "value": value, "suffix": suffix, "below": below}


def _rows(found: Quality) -> dict[str, Any]:
    share = found.rows_loaded / found.rows_read if found.rows_read else None
    below = f"{fmt.count(found.rows_loaded)} of {fmt.count(found.rows_read)} rows"
    return _figure("Rows that are in", _floor(share), "%", below)


def _people(found: Quality) -> dict[str, Any]:
    people = found.people
    if not people.events or not people.answers:
        known, what = (people.events, "only events") if people.events else (people.answers, "only answers")
        return _figure("Customers", fmt.count(known), "", what)
    below = f"{fmt.count(people.both)} of {fmt.count(people.answers)} who answered"
    return _figure("Answering customers with events", _floor(people.joined), "%", below)


def _answers(found: Quality) -> dict[str, Any] | None:
    if not found.answers:
        return None
    below = f"{fmt.count(found.answers_valid)} of {fmt.plural(found.answers, 'answer')}"
    return _figure("Answers that count", _floor(found.answers_valid / found.answers), "%", below)


def _dates(found: Quality) -> dict[str, Any] | None:
    days = found.coverage.days
    if days.empty:
        return None
    first, last = days["day"].min(), days["day"].max()
    below = f"{fmt.day(first)} – {fmt.day(last)}"
    return _figure("Days with rows", fmt.count(days["day"].nunique()), f"of {fmt.count((last - first).days + 1)}", below)


def _floor(share: float | None) -> str:
    """Per cent rounded down, so that 100 means all."""
    return fmt.value(None if share is None else int(share * 1000 + 1e-9) / 1000, "share", 0 if share == 1 else None)
