"""Comparing two groups: the difference with its interval, corrections for looking often, and the sentence people read."""
from cjm_core.compare.corrections import benjamini_hochberg, holm
from cjm_core.compare.difference import Difference, answers_needed, difference, more_than_noise, sample_ratio_p
from cjm_core.compare.words import compare_sentence, many_comparisons_sentence

__all__ = ["Difference", "answers_needed", "benjamini_hochberg", "compare_sentence", "difference", "holm",
           "many_comparisons_sentence", "more_than_noise", "sample_ratio_p"]
