"""Several KPIs in two groups: is the split sound, did anything differ, and what would be needed to know more."""

from cjm_core.experiments.appearance import appearance, own_dates
from cjm_core.experiments.measure import comparable, measure_experiment, usual
from cjm_core.experiments.model import PERIOD, Appearance, Check, Design, Experiment, Row, Side
from cjm_core.experiments.render import Forest, as_answer, as_forest, as_table, forest
from cjm_core.experiments.tables import differences, sides
from cjm_core.experiments.words import QUESTION, methods, reading

__all__ = [
    "PERIOD", "QUESTION", "Appearance", "Check", "Design", "Experiment", "Forest", "Row", "Side", "appearance", "as_answer", "as_forest",
    "as_table", "comparable", "differences", "forest", "measure_experiment", "methods", "own_dates", "reading", "sides", "usual",
]  # fmt: skip
