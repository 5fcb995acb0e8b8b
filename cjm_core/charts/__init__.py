"""Frames become charts. Charts are named by the shape of the answer and hold no arithmetic."""

from cjm_core.charts.distribution import distribution

__all__ = ["distribution"]
