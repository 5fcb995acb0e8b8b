"""Frames become charts. Charts are named by the shape of the answer and hold no arithmetic."""

from cjm_core.charts.distribution import distribution
from cjm_core.charts.forest import forest
from cjm_core.charts.over_time import PICKED, SMALL, columns_of, over_time, small_multiples
from cjm_core.charts.paint import Paint

__all__ = ["PICKED", "SMALL", "Paint", "columns_of", "distribution", "forest", "over_time", "small_multiples"]
