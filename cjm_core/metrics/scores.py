"""How a score is said, wherever one is: on which scale, and which end is good where that is the low one."""

from __future__ import annotations

import math

TURNED = "turned round so that high is good"  # of a mean whose answers are better the lower they are


def score_words(score: float, low: float | None, high: float | None, direction: str | None) -> str:
    """'4 of 5'; where low is good '6 of 6, where 1 is best'. Without a scale the score alone."""
    if high is None or math.isnan(high):
        return f"{score:g}"
    said = f"{score:g} of {high:g}"
    best = best_words(low) if direction == "lower" else ""
    return f"{said}, where {best}" if best else said


def best_words(best: float | None) -> str:
    """'1 is best'; nothing where the best answer is the highest, as people expect."""
    return "" if best is None or math.isnan(best) else f"{best:g} is best"
