"""Functions of numbers over time: the usual range and what leaves it, which steps are whole, and where a target stands."""

from cjm_core.trends.control import BEYOND, CLOSE, FEWEST, FIRM, MOVES_TO_LIMIT, ONE_SIDE, Judgement, UsualRange, judged, usual_range
from cjm_core.trends.steps import CUT, RUNNING, WHOLE, last_whole, none_whole, state
from cjm_core.trends.targets import AT_RISK, MET, NOT_MEASURABLE, ON_COURSE, Standing, standing
from cjm_core.trends.words import Episode, episodes, number, rule_words, said_of

__all__ = [
    "AT_RISK", "BEYOND", "CLOSE", "CUT", "FEWEST", "FIRM", "MET", "MOVES_TO_LIMIT", "NOT_MEASURABLE", "ONE_SIDE", "ON_COURSE", "RUNNING",
    "WHOLE", "Episode", "Judgement", "Standing", "UsualRange", "episodes", "judged", "last_whole", "none_whole", "number", "rule_words",
    "said_of", "standing", "state", "usual_range",
]  # fmt: skip
