"""What is said about emotion curves."""

from __future__ import annotations

from collections.abc import Iterable

from cjm_core.compare import many_comparisons_sentence
from cjm_core.metrics.by_touchpoint import inside
from cjm_core.scope import Scope
from cjm_core.settings import own

SHORT = {"csat": "CSAT", "ces": "CES", "nps": "NPS", "sentiment": "sentiment"}
_SAME = "the map’s own curve"


def detail(asked: Iterable[str], weights: tuple[tuple[str, float], ...]) -> str:
    """'−2 … +2 · from CSAT, CES'; with weights where they are not alike: 'from CSAT (weight 2), CES (weight 1)'."""
    there = set(asked)
    counted = [(SHORT[question], weight) for question, weight in weights if question in there]
    alike = len({weight for _, weight in counted}) < 2
    named = ", ".join(short if alike else f"{short} (weight {weight:g})" for short, weight in counted)
    return f"−2 … +2 · from {named or 'survey answers'}"


def against(curve: Scope, main: Scope) -> str:
    """What the differences of a curve are against."""
    if inside(curve, main):
        if (curve.start, curve.end) == (main.start, main.end):
            return "everyone else" if not main.where else "the others of this selection"
        return "the rest of the period" if curve.where == main.where else "the rest of this selection"
    if inside(main, curve):
        return f"{_SAME}, whose own answers are left out of this one"
    return _SAME


def compared(looked_at: int, real: int, nested: bool) -> str:
    """How many differences were looked at and how they were corrected; empty where there are none."""
    if not looked_at:
        return ""
    said = f"{many_comparisons_sentence(looked_at, real)} Corrected after Benjamini and Hochberg over all touchpoints and curves shown."
    return own(said + (" A group inside another one is held against the rest of it." if nested else ""))
