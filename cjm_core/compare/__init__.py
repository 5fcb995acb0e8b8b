"""Comparing two groups: the difference with its interval, corrections for looking often, and the sentence people read."""
from cjm_core.compare.corrections import benjamini_hochberg, holm
from cjm_core.compare.difference import SPLIT_ALARM, Difference, answers_needed, difference, more_than_noise, sample_ratio_p
from cjm_core.compare.words import NOT_AS_PLANNED, compare_sentence, many_comparisons_sentence, more_needed

__all__ = [
    "NOT_AS_PLANNED", "SPLIT_ALARM", "Difference", "answers_needed", "benjamini_hochberg", "compare_sentence", "difference", "holm",
    "many_comparisons_sentence", "more_needed", "more_than_noise", "sample_ratio_p",
]  # fmt: skip
