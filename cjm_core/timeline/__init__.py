"""A KPI over time: measured as data, told in a sentence, drawn elsewhere."""

from cjm_core.timeline.aims import last_day, new_target, target_unit
from cjm_core.timeline.build import build
from cjm_core.timeline.comments import comments
from cjm_core.timeline.detail import point_fragment
from cjm_core.timeline.drawing import Drawing, drawing, period_name
from cjm_core.timeline.measure import Lines, by_length, measurable, measure_lines, splits, steps
from cjm_core.timeline.model import Point, Series, Timeline
from cjm_core.timeline.tables import in_words, method, numbers
from cjm_core.timeline.told import alone, beside, shown, told
from cjm_core.timeline.words import QUESTION, key
from cjm_core.trends import CUT, RUNNING, WHOLE

__all__ = [
    "CUT", "QUESTION", "RUNNING", "WHOLE", "Drawing", "Lines", "Point", "Series", "Timeline", "alone", "beside", "build", "by_length",
    "comments", "drawing", "in_words", "key", "last_day", "measurable", "measure_lines", "method", "new_target", "numbers", "period_name",
    "point_fragment", "shown", "splits", "steps", "target_unit", "told",
]  # fmt: skip
