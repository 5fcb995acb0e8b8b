"""How well a header names a field or a question. The words are prepared once: a table may have thousands of headers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from cjm_core.understanding.profile import normal
from cjm_core.understanding.synonyms import HEADERS, QUESTION_PARTS, QUESTIONS

EXACT, CONTAINED, FUZZY = 100.0, 80.0, 70.0
_CLOSE = 88  # rapidfuzz's ratio from which two words are one with a slip of the pen
_BEST_KNOWN = 12  # only these words count as the end of a longer header


@dataclass(frozen=True)
class _Known:
    """The words of one field: each with its place, because earlier ones are better known."""

    whole: dict[str, int]  # without blanks
    phrases: tuple[tuple[int, str], ...]  # of several words
    ends: dict[str, int]
    long: tuple[str, ...]  # long enough to be compared letter by letter


def likeness(column: str, what: str) -> float:
    """How well a header names a field or question: 100 for its best-known name, 0 for nothing in common."""
    known, name = _known(what), normal(column)
    joined, parts = name.replace(" ", ""), name.split()
    if joined in known.whole:
        return EXACT - 0.2 * known.whole[joined]
    if any(part in f"{name} " for part in QUESTION_PARTS.get(what, ())) and (len(parts) >= 3 or what in ("nps", "csat")):
        return CONTAINED
    inside = next((place for place, phrase in known.phrases if phrase in f" {name} "), None)
    if inside is None and 0 < len(parts) <= 3:
        inside = known.ends.get(parts[-1])
    if inside is not None:
        return CONTAINED - 0.2 * inside
    close = process.extractOne(joined, known.long, scorer=fuzz.ratio, score_cutoff=_CLOSE) if len(joined) >= 6 else None
    return FUZZY + (close[1] - _CLOSE) / 2 if close else 0.0


def is_case(column: str) -> bool:
    """Whether a header names a case or a journey, be it the customer's own id or not."""
    return normal(column) == "case concept name" or likeness(column, "case") > 0 or likeness(column, "journey_id") > 0


@lru_cache
def _known(what: str) -> _Known:
    words = HEADERS.get(what) or QUESTIONS.get(what, ())
    placed = list(enumerate(words))
    return _Known(
        whole={word.replace(" ", ""): place for place, word in reversed(placed)},
        phrases=tuple((place, f" {word} ") for place, word in placed if " " in word),
        ends={word: place for place, word in reversed(placed[:_BEST_KNOWN]) if " " not in word},
        long=tuple(word.replace(" ", "") for word in words if len(word) >= 6),
    )
