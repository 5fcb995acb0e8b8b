"""Frames become charts. Charts are named by the shape of the answer and hold no arithmetic."""

from cjm_core.charts.distribution import distribution
from cjm_core.charts.forest import forest
from cjm_core.charts.over_time import PICKED, SMALL, columns_of, over_time, small_multiples
from cjm_core.charts.paint import Paint
from cjm_core.charts.rows_in_time import all_rows_in_time, rows_in_time

__all__ = ["PICKED", "SMALL", "Paint", "all_rows_in_time", "columns_of", "distribution", "forest", "over_time", "rows_in_time",
           "small_multiples"]  # fmt: skip
