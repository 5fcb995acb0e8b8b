"""Adjusted p-values for many comparisons at once (`docs/metrics.md#5.2`). Order in is order out."""
from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def holm(p: Sequence[float]) -> list[float]:
    """Holm's step-down (1979): keeps the chance of even one false alarm below 5 %. For a few comparisons named beforehand."""
    raw = np.asarray(p, dtype=float)
    order = np.argsort(raw, kind="stable")
    stepped = np.maximum.accumulate(raw[order] * np.arange(len(raw), 0, -1))
    return _back_in_place(np.minimum(stepped, 1.0), order)


def benjamini_hochberg(p: Sequence[float]) -> list[float]:
    """Benjamini & Hochberg (1995): keeps false alarms below 5 % of all alarms. For exploring many KPIs or segments."""
    raw = np.asarray(p, dtype=float)
    order = np.argsort(raw, kind="stable")
    stepped = raw[order] * (len(raw) / np.arange(1, len(raw) + 1))
    return _back_in_place(np.minimum(np.minimum.accumulate(stepped[::-1])[::-1], 1.0), order)


def _back_in_place(adjusted: np.ndarray, order: np.ndarray) -> list[float]:
    out = np.empty_like(adjusted)
    out[order] = adjusted
    return [float(value) for value in out]
