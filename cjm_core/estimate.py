"""From sums to an estimate: value, interval, status. Pure numbers – no database, no dates, no words about any KPI.

All intervals are two-sided 95 %. Shares are 0..1, NPS-like nets are points (-100..100). Formulas: `docs/metrics.md#1`.
"""
from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import bdtr, bdtrik, ndtri, stdtrit

from cjm_core.settings import in_force
from cjm_core.small_cells import SUPPRESSED, too_few

Z = float(ndtri(0.975))
FEWEST_FOR_MEDIAN = 6  # 2 * 0.5^6 = 3.1 %, but 2 * 0.5^5 = 6.3 %
Interval = tuple[float, float]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Moments:
    """Sufficient statistics of one group: the border between SQL and mathematics.

    share: x is 0/1.  net: x is 100/0/-100.  mean: x is the measurement.
    ratio: x and y are numerator and denominator *summed per cluster* (customer), `clusters` says how many clusters.
    median: `values`.  count: `n` only.  composition: `n` units of this part out of `whole` units before grouping.
    Weighted answers: `sum_*` use weights normalised to sum to `n`, and `n_effective` is Kish's (sum w)^2 / sum w^2.
    """

    n: int
    sum_x: float = 0.0
    sum_xx: float = 0.0
    sum_y: float = 0.0
    sum_yy: float = 0.0
    sum_xy: float = 0.0
    n_effective: float | None = None
    clusters: int | None = None
    values: Floats | None = None
    whole: float | None = None
    hidden: str | None = None  # why nothing of it may be shown

    @property
    def size(self) -> float:
        """How many independent units the interval may count on."""
        if self.clusters is not None:
            return float(self.clusters)
        return float(self.n) if self.n_effective is None else min(float(self.n), self.n_effective)


@dataclass(frozen=True)
class Estimate:
    """One number with what is known about it. `None`, never NaN, where there is nothing to say."""

    value: float | None
    n: int
    ci_low: float | None
    ci_high: float | None
    status: str
    reason: str | None
    numerator: float | None


def estimate(shape: str, m: Moments, low: float = -math.inf, high: float = math.inf) -> Estimate:
    """Estimate of one group. `shape`: share, net, mean, ratio, median, count or composition; `low`, `high`: range of the unit.

    0/0 is `undefined`, never 0. Fewer than 30 independent units is `small_sample` (`docs/metrics.md#0.2`); too few to show, `suppressed`.
    """
    hidden = m.hidden or too_few(m.n)
    return Estimate(None, 0, None, None, SUPPRESSED, hidden, None) if hidden else _SHAPES[shape](m, low, high)


def undefined(n: int = 0, reason: str = "nothing to measure") -> Estimate:
    return Estimate(None, n, None, None, "undefined", reason, None)


def _finish(value: float, n: int, size: float, interval: Interval | None, numerator: float | None,
            low: float = -math.inf, high: float = math.inf) -> Estimate:
    """Clip into the unit's range and see that the interval contains the value it belongs to. Without one it is never more than a hint."""
    value = min(max(value, low), high)
    status, reason = ("small_sample", few_words(size)) if size < in_force().min_n or interval is None else ("ok", None)
    ci_low, ci_high = (None, None) if interval is None else _include(clip(interval, low, high), value)
    return Estimate(value, n, ci_low, ci_high, status, reason, numerator)


def few_words(size: float) -> str:
    return f"only {math.floor(size + 1e-9)} – a hint, not a measurement"


def clip(interval: Interval, low: float, high: float) -> Interval:
    return min(max(interval[0], low), high), min(max(interval[1], low), high)


def _include(interval: Interval, value: float) -> Interval:
    return min(interval[0], value), max(interval[1], value)


def _share(m: Moments, low: float, high: float) -> Estimate:
    if m.n == 0:
        return undefined()
    p = min(max(m.sum_x / m.n, 0.0), 1.0)
    return _finish(p, m.n, m.size, wilson(p * m.size, m.size), m.sum_x, max(low, 0.0), min(high, 1.0))


def _net(m: Moments, low: float, high: float) -> Estimate:
    if m.n == 0:
        return undefined()
    # The adjusted interval is centred nearer to 0 than the shown value and misses it when there is one answer
    # (1 of 1 promoters: 100, interval ends at 98.5): `_finish` widens it to the value, people would not believe it otherwise.
    return _finish(m.sum_x / m.n, m.n, m.size, adjusted_wald(*extremes(m), m.size), m.sum_x / 100, max(low, -100.0), min(high, 100.0))


def extremes(m: Moments) -> tuple[float, float]:
    """Promoters and detractors, scaled to the independent units: x is 100/0/-100, so both come out of the two sums."""
    both, balance, scale = m.sum_xx / 1e4, m.sum_x / 100, m.size / m.n
    return max(both + balance, 0.0) / 2 * scale, max(both - balance, 0.0) / 2 * scale


def _mean(m: Moments, low: float, high: float) -> Estimate:
    if m.n == 0:
        return undefined()
    mean = m.sum_x / m.n
    return _finish(mean, m.n, m.size, t_interval(mean, standard_error("mean", m), m.size - 1), m.sum_x, low, high)


def _ratio(m: Moments, low: float, high: float) -> Estimate:
    if m.n == 0 or m.sum_y == 0:
        return undefined(m.n, "nothing to measure" if m.n == 0 else "nothing to divide by")
    ratio = m.sum_x / m.sum_y
    return _finish(ratio, m.n, m.size, t_interval(ratio, standard_error("ratio", m), m.size - 1), m.sum_x, low, high)


def _median(m: Moments, low: float, high: float) -> Estimate:
    if m.values is None or len(m.values) == 0:
        return undefined()
    return _finish(float(np.median(m.values)), m.n, len(m.values), median_interval(m.values), None, low, high)


def _count(m: Moments, low: float, high: float) -> Estimate:
    return undefined() if m.n == 0 else Estimate(float(m.n), m.n, None, None, "ok", None, float(m.n))


def _composition(m: Moments, low: float, high: float) -> Estimate:
    if not m.whole:
        return undefined()
    p = min(m.n / m.whole, 1.0)
    return _finish(p, round(m.whole), m.whole, wilson(p * m.whole, m.whole), float(m.n), max(low, 0.0), min(high, 1.0))


_SHAPES: dict[str, Callable[[Moments, float, float], Estimate]] = {
    "share": _share, "net": _net, "mean": _mean, "ratio": _ratio, "median": _median, "count": _count, "composition": _composition,
}  # fmt: skip
SHAPES = tuple(_SHAPES)


# ---- intervals ------------------------------------------------------------------------------------------------------
def wilson(k: float, n: float, z: float = Z) -> Interval:
    """Wilson score interval of k of n, as shares 0..1 (`docs/metrics.md#1.6`). n must be > 0."""
    centre = (k + z * z / 2) / (n + z * z)
    half = z / (n + z * z) * math.sqrt(max(k * (n - k), 0.0) / n + z * z / 4)
    return _include(clip((centre - half, centre + half), 0.0, 1.0), k / n)  # rounding alone can miss k/n at 0 and 1


def adjusted_net(promoters: float, detractors: float, n: float) -> tuple[float, float]:
    """Adjusted net share and its standard error, both in points: three quarters of an answer added to either end,
    three answers in all (`docs/metrics.md#1.1`)."""
    size = n + 3
    p, d = (promoters + 0.75) / size, (detractors + 0.75) / size
    net = p - d
    return 100 * net, 100 * math.sqrt(max(p + d - net * net, 0.0) / size)


def adjusted_wald(promoters: float, detractors: float, n: float) -> Interval:
    """Adjusted-Wald interval of the net, in points, clipped to -100..100 (`docs/metrics.md#1.1`)."""
    net, se = adjusted_net(promoters, detractors, n)
    return clip((net - Z * se, net + Z * se), -100.0, 100.0)


def goodman(counts: Sequence[float]) -> list[Interval]:
    """Simultaneous intervals of all shares of one whole (Goodman 1965): Wilson with the error shared out among them."""
    total, z = sum(counts), float(ndtri(1 - 0.025 / len(counts)))
    return [wilson(count, total, z) for count in counts] if total else []


def t_interval(value: float, se: float | None, df: float) -> Interval | None:
    """Student interval; None when one unit alone leaves nothing to estimate the spread from."""
    if se is None or df <= 0:
        return None
    half = float(stdtrit(df, 0.975)) * se
    return value - half, value + half


def standard_error(shape: str, m: Moments) -> float | None:
    """Standard error of a mean or of a ratio of sums; None with fewer than two independent units.

    The ratio uses the delta method over clusters (`docs/metrics.md#5.1`); since x - R·y sums to 0 over the clusters,
    its variance needs only the sum of squares of that residual.
    """
    size = m.size
    if size <= 1:
        return None
    if shape == "mean":
        squares = m.sum_xx - m.sum_x**2 / m.n
        return math.sqrt(_above_rounding(squares, m.sum_xx) / m.n / (size - 1))
    ratio = m.sum_x / m.sum_y
    squares = m.sum_xx - 2 * ratio * m.sum_xy + ratio**2 * m.sum_yy
    return math.sqrt(_above_rounding(squares, m.sum_xx) * size / (size - 1)) / abs(m.sum_y)


def _above_rounding(squares: float, scale: float) -> float:
    """Equal values leave rounding noise instead of 0; it must not look like a spread."""
    return squares if squares > 1e-13 * scale else 0.0


def median_interval(values: npt.ArrayLike) -> Interval | None:
    """Order-statistic interval of the median: the innermost pair of ranks that covers 95 % (binomial, p = 1/2).

    None below six values: even the smallest and the largest of five hold it in 94 % only (`docs/metrics.md#0.3`).
    """
    x = np.asarray(values, dtype=float)
    if len(x) < FEWEST_FOR_MEDIAN:
        return None
    rank = _median_rank(len(x))
    ordered = np.partition(x, (rank, len(x) - 1 - rank))
    return float(ordered[rank]), float(ordered[len(x) - 1 - rank])


def _median_rank(n: int) -> int:
    """0-based rank of the lower limit: the largest r with P(Binomial(n, 1/2) <= r) <= 2.5 %, at least 0."""
    guess = max(int(bdtrik(0.025, n, 0.5)), 0)
    while guess > 0 and bdtr(guess, n, 0.5) > 0.025:
        guess -= 1
    return guess


# ---- times that may still be open -----------------------------------------------------------------------------------
@dataclass(frozen=True)
class Survival:
    """Kaplan–Meier curve: one entry per time at which something happened; before the first of them survival is 1."""

    time: Floats
    at_risk: Floats
    events: Floats
    survival: Floats
    se: Floats
    ci_low: Floats
    ci_high: Floats
    followed_to: float  # nobody was watched for longer; the curve says nothing beyond
    median: float | None
    median_low: float | None
    median_high: float | None


def kaplan_meier(times: npt.ArrayLike, observed: npt.ArrayLike) -> Survival:
    """Share still waiting after each time, with Greenwood error and log-log interval (`docs/metrics.md#2.4`).

    `times`: how long each unit was watched; `observed`: True where it happened then, False where it was still open.
    The median is None while more than half still wait.
    """
    t, seen = np.asarray(times, dtype=float), np.asarray(observed, dtype=bool)
    time, events = np.unique(t[seen], return_counts=True)
    at_risk = (len(t) - np.searchsorted(np.sort(t), time, side="left")).astype(float)
    survival = np.cumprod(1 - events / at_risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(events / (at_risk * (at_risk - events)))
        se = np.where(survival > 0, survival * np.sqrt(greenwood), 0.0)
        spread = Z * np.sqrt(greenwood) / np.abs(np.log(survival))
        ci_low = np.where(survival > 0, survival ** np.exp(spread), 0.0)
        ci_high = np.where(survival > 0, survival ** np.exp(-spread), 1.0)
    ci_high = np.minimum.accumulate(ci_high)  # survival cannot rise, so an earlier upper limit holds later (needed where it is 0)
    middle = [_first_at_half(time, curve) for curve in (survival, ci_low, ci_high)]
    return Survival(time, at_risk, events.astype(float), survival, se, ci_low, ci_high, float(t.max()) if len(t) else 0.0, *middle)


def _first_at_half(time: Floats, curve: Floats) -> float | None:
    reached = np.flatnonzero(curve <= 0.5 + 1e-12)
    return float(time[reached[0]]) if len(reached) else None


def survival_at(curve: Survival, times: npt.ArrayLike) -> Floats:
    """Survival at any times (1 before the first event)."""
    steps = np.concatenate(([1.0], curve.survival))
    at: Floats = steps[np.searchsorted(curve.time, np.asarray(times, dtype=float), side="right")]
    return at


def waiting_time(times: npt.ArrayLike, observed: npt.ArrayLike) -> Estimate:
    """Median time until it happens, cases still open counted as open (Kaplan–Meier); n is all cases, open ones too.

    An interval limit the curve has not reached yet is None. Undefined while more than half still wait.
    """
    curve, n = kaplan_meier(times, observed), int(np.size(times))
    happened = float(curve.events.sum())
    if n == 0 or curve.median is None:
        return undefined(n, "nothing to measure" if n == 0 else "more than half are still waiting")
    status, reason = ("small_sample", few_words(happened)) if happened < in_force().min_n else ("ok", None)
    return Estimate(curve.median, n, curve.median_low, curve.median_high, status, reason, happened)
