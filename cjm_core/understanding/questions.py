"""What a header asks: the known question in its words, and which end of an effort scale is good."""

from __future__ import annotations

import re

from cjm_core.understanding.profile import normal
from cjm_core.understanding.scale_words import EASE, EFFORT, QUESTION_STARTS, RATING_WORDS
from cjm_core.understanding.synonyms import QUESTION_PARTS, QUESTIONS

# A family of words -> the question that it answers where the header reads like one, or a question of its own.
BY_WORDS = {"satisfied": "csat", "easy": "ces", "effort": "ces", "quality": "csat", "thumbs": "csat", "stars": "csat", "important": "importance"}
OWN_QUESTIONS = {"expected": "Better or worse than expected", "likely": "Likely to recommend"}
RATE = frozenset({
    "rate", "bewerte", "bewerten", "notez", "evaluez", "valora", "valore", "califica", "califique", "beoordeel", "beoordeelt",
})  # fmt: skip
_RATED_LAST = frozenset({"rating", "stars", "sat", "csat", "bewertung", "sterne", "etoiles", "estrellas", "sterren"})
_RATED_OTHERWISE = frozenset({  # ratings that nobody gave as an answer of their own
    "scores", "average", "avg", "mean", "credit", "content", "age", "performance", "risk", "energy", "debt", "power", "total", "public", "member",
    "lead", "contact", "account", "driver", "seller", "imdb", "difficulty", "hotel", "priority", "severity",
})  # fmt: skip
_ORDER = ("nps", "importance", "ces", "csat", "expectation")  # "as easy as you expected" asks for effort, "satisfied as expected" for CSAT


def asked_in(header: str) -> str | None:
    """The question (nps, csat, ces, expectation, importance) that a header names or asks in full; None for any other text."""
    plain = normal(header)
    words = plain.split()
    for question in _ORDER:
        if plain in QUESTIONS[question] or any(part in f"{plain} " for part in QUESTION_PARTS[question]) or words[:1] == [question]:
            return question
    return next((question for question in _ORDER if len(words) <= 3 and words[-1:] and words[-1] in QUESTIONS[question][:8]), None)


def asks_to_rate(header: str) -> bool:
    """Whether a header asks somebody to rate: 'Rate our restaurant', 'How would you rate our service?'."""
    words = normal(header).split()
    question = "?" in header or bool(QUESTION_STARTS & set(words[:1]))
    return len(words) > 1 and (words[0] in RATE or (question and bool(RATE & set(words))))


def names_rating(header: str) -> bool:
    """Whether a header names a rating, which may be an attribute, too: 'Star Rating', 'Review Stars', 'overall sat'."""
    words = normal(header).split()
    if not 1 <= len(words) <= 3 or words[0].isdigit() or _RATED_OTHERWISE & set(words):
        return False
    return words[-1] in _RATED_LAST or (words[0] == "sat" and len(words) == 2)


def reads_like_question(header: str) -> bool:
    """Whether a header is a question or a statement written out, or speaks of a rating."""
    plain = normal(re.sub(r"^\s*q?\d+(?:[_.]\d+)*[\s_.:)-]+", "", header, flags=re.IGNORECASE))
    words = plain.split()
    if "?" in header or "¿" in header or RATING_WORDS & set(words):
        return True
    return len(words) >= 4 and words[0] in QUESTION_STARTS


def effort_end(header: str) -> tuple[str, bool]:
    """("higher" or "lower" is good, whether that is a guess) of an effort question: high effort is hard, high ease is easy."""
    plain = f" {normal(header)} "
    easy = any(f" {word}" in plain for word in EASE)
    effort = any(f" {word}" in plain for word in EFFORT)
    if easy and not effort:
        return "higher", False
    if "score" in plain or not effort:  # a Customer Effort Score of today is high where it was easy
        return "higher", True
    return "lower", True
