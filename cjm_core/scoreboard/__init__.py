"""The first screen's numbers: measured as data, drawn by a renderer."""

from cjm_core.scoreboard.measure import measure_scoreboard
from cjm_core.scoreboard.model import Card, Scoreboard
from cjm_core.scoreboard.render import as_fragment
from cjm_core.scoreboard.words import QUESTION, reason

__all__ = ["QUESTION", "Card", "Scoreboard", "as_fragment", "measure_scoreboard", "reason"]
