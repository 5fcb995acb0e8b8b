"""What a header asks: the known question in its words, and which end of an effort scale is good."""

from __future__ import annotations

import re

from cjm_core.understanding.profile import normal
from cjm_core.understanding.scale_words import EASE, EFFORT, QUESTION_STARTS, RATING_WORDS
from cjm_core.understanding.synonyms import QUESTION_PARTS, QUESTIONS

# A family of words -> the question that it answers where the header reads like one, or a question of its own.
BY_WORDS = {"satisfied": "csat", "easy": "ces", "effort": "ces", "quality": "csat", "thumbs": "csat", "stars": "csat", "important": "importance"}
OWN_QUESTIONS = {"expected": "Better or worse than expected", "likely": "Likely to recommend"}
_ORDER = ("nps", "importance", "ces", "csat", "expectation")  # "as easy as you expected" asks for effort, "satisfied as expected" for CSAT


def asked_in(header: str) -> str | None:
    """The question (nps, csat, ces, expectation, importance) that a header names or asks in full; None for any other text."""
    plain = normal(header)
    words = plain.split()
    for question in _ORDER:
        if plain in QUESTIONS[question] or any(part in f"{plain} " for part in QUESTION_PARTS[question]) or words[:1] == [question]:
            return question
    return next((question for question in _ORDER if len(words) <= 3 and words[-1:] and words[-1] in QUESTIONS[question][:8]), None)


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
