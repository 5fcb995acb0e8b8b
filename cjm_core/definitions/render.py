"""The one drawing of the glossary: on its screen and in the dialog."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from cjm_core import format as fmt
from cjm_core import look
from cjm_core.definitions import words
from cjm_core.definitions.model import Definition, Dispute, Reading
from cjm_core.settings import own

_PACKAGE = "cjm_core.definitions"


def as_fragment(shown: Sequence[Definition], headings: bool = True) -> str:
    """Entries in their groups as HTML; `headings` is off where a dialog already says the name."""
    there = {found.entry.name for found in shown}
    groups = [
        (name.capitalize(), [_entry(found, there, headings) for found in members])
        for name, members in groupby(shown, key=lambda found: found.entry.group)
    ]
    template = look.templates(_PACKAGE).get_template("glossary.html.j2")
    return template.render(groups=groups, headings=headings, css=look.style(_PACKAGE, "glossary.css"))


def _entry(found: Definition, there: set[str], headings: bool) -> dict[str, Any]:
    """What the template prints. A dispute about several entries is shown at the first of those on the page."""
    entry, dispute = found.entry, found.dispute
    elsewhere = dispute is not None and dispute.at != entry.name and dispute.at in there
    return {
        "label": own(entry.label) if headings else "", "plain": words.said(entry.plain), "formula": words.said(entry.formula),
        "counting": words.counting(entry), "also": words.said(entry.also), "exactly": words.exactly(entry),
        "own": _reading(found.own) if found.own else None, "dispute": _dispute(dispute, entry.label) if dispute and not elsewhere else None,
    }  # fmt: skip


def _dispute(dispute: Dispute, label: str) -> dict[str, Any]:
    """The entry's own formula and what is left out stand above already."""
    readings = [_reading(one) | {"left_out": None} | ({"formula": ""} if one.label == label else {}) for one in dispute.readings]
    return {"question": own(dispute.question), "readings": readings, "sentence": dispute.sentence}


def _reading(one: Reading) -> dict[str, Any]:
    value = None if one.value is None else fmt.value(one.value, one.unit)
    few = one.status == "small_sample"
    whole = one.ci_low is None and not few
    n = "a full count" if whole else f"{fmt.count(one.n)} {one.counted}"
    facts = [fmt.interval(one.ci_low, one.ci_high, one.unit), n, "a hint only" if few else "", own(one.basis or "")]
    return {
        "label": own(one.label), "formula": words.said(one.formula), "value": value, "suffix": fmt.suffix(one.value, one.unit),
        "facts": " · ".join(fact for fact in facts if fact), "reason": one.reason, "left_out": one.left_out, "of": one.of, "few": few,
    }  # fmt: skip
