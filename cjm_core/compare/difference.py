"""The difference of two independent groups, B − A, with its interval. Pure numbers; methods: `docs/metrics.md#5.1`."""
from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import chdtrc, ndtr, stdtr

from cjm_core.estimate import (
    Estimate,
    Interval,
    Moments,
    Z,
    adjusted_net,
    clip,
    estimate,
    extremes,
    few_words,
    standard_error,
    t_interval,
)
from cjm_core.settings import in_force

NO_MARGIN = "a count has no margin of error of its own"
SPLIT_ALARM = 0.001  # `docs/metrics.md#5.2`
SMALL_CELL = 5  # an expected count below it: the normal approximation no longer holds, Fisher's exact test does


@dataclass(frozen=True)
class Difference:
    """B − A in the unit of the KPI (shares: 0.02 is two percentage points). `p` is two-sided, for corrections, not for people."""

    value: float | None
    ci_low: float | None
    ci_high: float | None
    p: float | None
    status: str
    reason: str | None


def difference(shape: str, a: Moments, b: Moments) -> Difference:
    """B − A for two independent groups; `shape` as in `estimate`. Undefined when either side is.

    share, composition: Newcombe's interval, p of the pooled z test (Fisher's where an expected count is below 5).
    net: adjusted Wald (`docs/metrics.md#1.1`).  mean: Welch.  ratio: delta method with Welch's degrees of freedom.
    median: the two order-statistic intervals combined like Newcombe's, p by normal approximation.  count: no interval.
    """
    estimates = estimate(shape, a), estimate(shape, b)
    for name, one in zip("AB", estimates, strict=True):
        if one.value is None:
            return Difference(None, None, None, None, "undefined", f"group {name}: {one.reason}")
    value, interval, p = _SHAPES[shape](a, b, *estimates)
    low, high = interval or (None, None)
    return Difference(value, low, high, p, *_standing(shape, a, b, interval))


def _standing(shape: str, a: Moments, b: Moments, interval: Interval | None) -> tuple[str, str | None]:
    if shape == "count":
        return "ok", NO_MARGIN
    smaller = min(_whole(m).size if shape == "composition" else m.size for m in (a, b))
    return ("small_sample", few_words(smaller)) if smaller < in_force().min_n or interval is None else ("ok", None)


def more_than_noise(d: Difference) -> bool:
    """The interval leaves out 0 and neither group has fewer than 30 units: only then arrows and rankings."""
    return d.status == "ok" and d.ci_low is not None and d.ci_high is not None and (d.ci_low > 0 or d.ci_high < 0)


def sample_ratio_p(counts: Sequence[float], shares: Sequence[float] | None = None) -> float:
    """Chi-square p that the groups have the planned sizes (equal ones unless `shares`); alarm below 0.001 (`docs/metrics.md#5.2`)."""
    planned = list(shares) if shares is not None else [1.0] * len(counts)
    total = sum(counts)
    if total == 0 or len(counts) < 2:
        return 1.0
    expected = [total * share / sum(planned) for share in planned]
    chi_square = sum((count - e) ** 2 / e for count, e in zip(counts, expected, strict=True))
    return float(chdtrc(len(counts) - 1, chi_square))


def answers_needed(half_width: float, variance: float = 1.0) -> int:
    """Answers for an NPS interval of ± `half_width` points (`docs/metrics.md#0.2`).

    `variance` is that of one answer coded 1/0/-1: promoters + detractors - (promoters - detractors)^2; 1 is the worst case.
    """
    return max(math.ceil(Z**2 * variance / (half_width / 100) ** 2 - 3), 1)


# ---- one function per shape: value, interval, p -----------------------------------------------------------------------
Found = tuple[float, Interval | None, float | None]


def _values(a: Estimate, b: Estimate) -> tuple[float, float]:
    assert a.value is not None and b.value is not None  # `difference` has returned before when either is undefined
    return a.value, b.value


def _share(a: Moments, b: Moments, ea: Estimate, eb: Estimate) -> Found:
    pa, pb = _values(ea, eb)
    return pb - pa, _newcombe(ea, eb), _two_shares_p(pa * a.size, a.size, pb * b.size, b.size)


def _newcombe(a: Estimate, b: Estimate) -> Interval | None:
    """Newcombe's hybrid (1998, method 10): each side brings the limit that lies towards the other (`docs/metrics.md#1.6`).

    With Wilson limits it is his interval for shares; with other limits it is the same idea for other estimates (Zou & Donner 2008).
    """
    va, vb = _values(a, b)
    if a.ci_low is None or a.ci_high is None or b.ci_low is None or b.ci_high is None:
        return None
    d = vb - va
    return d - math.hypot(vb - b.ci_low, a.ci_high - va), d + math.hypot(b.ci_high - vb, va - a.ci_low)


def _two_shares_p(ka: float, na: float, kb: float, nb: float) -> float:
    pooled = (ka + kb) / (na + nb)
    if pooled in (0.0, 1.0):
        return 1.0
    if min(na, nb) * min(pooled, 1 - pooled) < SMALL_CELL:
        return _fisher_p(round(ka), round(na), round(kb), round(nb))
    return _two_sided((kb / nb - ka / na) / math.sqrt(pooled * (1 - pooled) * (1 / na + 1 / nb)))


def _fisher_p(ka: int, na: int, kb: int, nb: int) -> float:
    from scipy.stats import fisher_exact  # a second to import, and seldom needed

    return float(fisher_exact(np.array([[ka, na - ka], [kb, nb - kb]]))[1])


def _two_sided(z: float) -> float:
    return 2 * float(ndtr(-abs(z)))


def _net(a: Moments, b: Moments, ea: Estimate, eb: Estimate) -> Found:
    va, vb = _values(ea, eb)
    (net_a, se_a), (net_b, se_b) = adjusted_net(*extremes(a), a.size), adjusted_net(*extremes(b), b.size)
    shift, se = net_b - net_a, math.hypot(se_a, se_b)
    low, high = clip((shift - Z * se, shift + Z * se), -200.0, 200.0)
    # The interval is centred on the adjusted difference; with one or two answers it can miss the shown one, as in `estimate`.
    return vb - va, (min(low, vb - va), max(high, vb - va)), _two_sided(shift / se)


def _welch(shape: str) -> Callable[[Moments, Moments, Estimate, Estimate], Found]:
    def found(a: Moments, b: Moments, ea: Estimate, eb: Estimate) -> Found:
        va, vb = _values(ea, eb)
        se_a, se_b = standard_error(shape, a), standard_error(shape, b)
        if se_a is None or se_b is None:
            return vb - va, None, None
        se = math.hypot(se_a, se_b)
        if se == 0:  # no spread in either group: they are equal or they are not
            return vb - va, (vb - va, vb - va), float(va == vb)
        # fractions of the variance, not fourth powers of the error: those underflow for small units
        fa, fb = (se_a / se) ** 2, (se_b / se) ** 2
        df = 1 / (fa**2 / (a.size - 1) + fb**2 / (b.size - 1))
        return vb - va, t_interval(vb - va, se, df), 2 * float(stdtr(df, -abs(vb - va) / se))

    return found


def _median(a: Moments, b: Moments, ea: Estimate, eb: Estimate) -> Found:
    """The interval keeps the skew of both sides; p reads a standard error off its half towards 0 (normal approximation),
    so that p < 5 % and an interval without 0 are the same statement."""
    va, vb = _values(ea, eb)
    d, interval = vb - va, _newcombe(ea, eb)
    if interval is None:
        return d, None, None
    half = d - interval[0] if d > 0 else interval[1] - d
    return d, interval, _two_sided(Z * d / half) if half > 0 else float(d == 0)


def _count(a: Moments, b: Moments, ea: Estimate, eb: Estimate) -> Found:
    va, vb = _values(ea, eb)
    return vb - va, None, None


def _whole(m: Moments) -> Moments:
    """A part of a whole, read as a share: n of `whole` units."""
    return replace(m, n=round(m.whole or 0), sum_x=float(m.n), sum_xx=float(m.n), whole=None, clusters=None, n_effective=None)


def _composition(a: Moments, b: Moments, ea: Estimate, eb: Estimate) -> Found:
    return _share(_whole(a), _whole(b), ea, eb)


_SHAPES: dict[str, Callable[[Moments, Moments, Estimate, Estimate], Found]] = {
    "share": _share, "net": _net, "mean": _welch("mean"), "ratio": _welch("ratio"),
    "median": _median, "count": _count, "composition": _composition,
}
