"""estimate.py against published numbers and against properties any interval must have."""
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cjm_core.estimate import (
    Moments,
    Z,
    estimate,
    goodman,
    kaplan_meier,
    median_interval,
    survival_at,
    waiting_time,
    wilson,
)

# Freireich 1963, 6-MP and placebo arms, remission in weeks (docs/metrics.md#10.2, O-KM-1): (weeks, relapsed)
SIX_MP = [(6, 1), (6, 1), (6, 1), (6, 0), (7, 1), (9, 0), (10, 1), (10, 0), (11, 0), (13, 1), (16, 1), (17, 0), (19, 0), (20, 0),
          (22, 1), (23, 1), (25, 0), (32, 0), (32, 0), (34, 0), (35, 0)]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def shares(k, n):
    return Moments(n, k, k)


def net(promoters, passives, detractors):
    return Moments(promoters + passives + detractors, 100 * (promoters - detractors), 1e4 * (promoters + detractors))


def mean(values):
    return Moments(len(values), sum(values), sum(v * v for v in values))


def ratio(x, y):
    return Moments(len(x), sum(x), sum(v * v for v in x), sum(y), sum(v * v for v in y),
                   sum(v * w for v, w in zip(x, y, strict=True)), clusters=len(x))


def width(e):
    return e.ci_high - e.ci_low


@pytest.mark.parametrize(("k", "n", "low", "high"), [
    (81, 263, .255289, .366210),  # O-WIL-1: Newcombe 1998, Table I (.2553, .3662)
    (15, 148, .062386, .160487),  # same table (.0624, .1605)
    (0, 20, 0, .161125),  # same table (0, .1611)
    (1, 29, .006113, .171755),  # same table (.0061, .1718)
    (45, 50, .786398, .956524),  # O-CSAT-3: theknowledgeburrow.com, 90 %
    (482, 2864, .155040, .182440),  # O-RR-1: questionpro.com (its page cuts 16.83 % to 16.82)
    (12, 40, .180748, .454300),  # O-QUAL-5: derived in docs/metrics.md#10.6
])
def test_wilson(k, n, low, high):
    assert wilson(k, n) == pytest.approx((low, high), abs=5.1e-7)
    e = estimate("share", shares(k, n))
    assert (e.value, e.n, e.numerator) == (k / n, n, k)
    assert (e.ci_low, e.ci_high) == pytest.approx((low, high), abs=5.1e-7)


@pytest.mark.parametrize(("answers", "value", "low", "high"), [
    ((200, 150, 150), 10.0, 2.6868, 17.1939),  # O-NPS-1: displayr.com population, adjusted Wald
    ((5, 0, 0), 100.0, 17.4915, 100.0),  # O-NPS-4: [17.4915, 107.5085] clipped
    ((0, 0, 5), -100.0, -100.0, -17.4915),  # O-NPS-4 mirrored
    ((2, 1, 2), 0.0, None, None),  # O-NPS-10: answers 0, 10, 9, 7, 6
    ((14, 0, 14), 0.0, None, None),  # O-NPS-6 A: codebeats.net
    ((8, 12, 8), 0.0, None, None),  # O-NPS-6 B
    ((162, 108, 54), 100 / 3, None, None),  # O-NPS-5: Cross Validated, shares 1/2, 1/3, 1/6 of 324
])
def test_nps(answers, value, low, high):
    e = estimate("net", net(*answers))
    assert e.value == pytest.approx(value)
    assert e.numerator == answers[0] - answers[2]
    if low is not None:
        assert (e.ci_low, e.ci_high) == pytest.approx((low, high), abs=5.1e-5)


def test_nps_of_one_promoter_contains_what_it_shows():
    """n' = 4, p' = 1.75/4, d' = .75/4: 25 ± 1.959964·37.5 = [-48.5, 98.5], which misses the shown 100."""
    e = estimate("net", net(1, 0, 0))
    assert (e.value, e.ci_high, e.status) == (100, 100, "small_sample")
    assert e.ci_low == pytest.approx(25 - Z * 37.5)


def test_goodman():
    """O-NPS-8, derived in docs/metrics.md#10.1: 50, 30 and 20 of 100."""
    expected = [(.38359, .61641), (.20360, .41808), (.12172, .31080)]
    assert np.allclose(goodman([50, 30, 20]), expected, atol=5.1e-6)


@pytest.mark.parametrize(("values", "expected"), [
    ([2, 4, 4, 5, 3, 2, 3, 4, 4, 5], 3.6),  # O-CES-2: givainc.com
    ([100] * 10 + [75] * 4 + [25] * 2, 84.375),  # O-CSAT-2: pisano.com
])
def test_mean(values, expected):
    e = estimate("mean", mean(values))
    half = 2.262157 if len(values) == 10 else 2.131450  # t(.975) with 9 and 15 degrees of freedom, any table
    assert e.value == pytest.approx(expected)
    assert width(e) / 2 == pytest.approx(half * np.std(values, ddof=1) / math.sqrt(len(values)), rel=1e-6)


def test_delta_method():
    """O-DELTA-1, derived in docs/metrics.md#10.5: clicks per session of six people, R = .5, SE .032275; t(.975, 5) = 2.570582."""
    e = estimate("ratio", ratio([1, 0, 2, 3, 1, 5], [2, 1, 4, 5, 2, 10]))
    assert (e.value, e.status) == (.5, "small_sample")
    assert (e.ci_low, e.ci_high) == pytest.approx((.5 - 2.570582 * .032275, .5 + 2.570582 * .032275), abs=2e-6)


@pytest.mark.parametrize("n", [0, 1, 4, 5])
def test_no_median_interval_where_no_pair_of_values_covers_95_percent(n):
    """P(all on one side) of five = 2 * 0.5^5 = 6.3 %."""
    assert median_interval(np.arange(n)) is None


@pytest.mark.parametrize(("n", "low", "high"), [
    (6, 0, 5),  # 2/64 = 3.1 %
    (10, 1, 8),  # 2·(1 + 10)/1024 = 2.1 %; one rank further in: 2·56/1024 = 10.9 %
    (25, 7, 17),  # Conover, Practical Nonparametric Statistics, table A3: P(B(25, 1/2) <= 7) = 2.16 %, <= 8: 5.4 %
])
def test_median_interval(n, low, high):
    assert median_interval(np.arange(n)[::-1]) == (low, high)


@pytest.mark.parametrize(("week", "survival", "se", "interval"), [
    (6, .857143, .076360, None), (7, .806723, .086935, None), (10, .752941, .096350, (.5032, .8894)), (13, .690196, .106815, None),
    (16, .627451, .114054, None), (22, .537815, .128234, None), (23, .448179, .134591, (.1881, .6801)),  # O-KM-1
])
def test_kaplan_meier(week, survival, se, interval):
    curve = kaplan_meier(*zip(*SIX_MP, strict=True))
    row = list(curve.time).index(week)
    assert (curve.survival[row], curve.se[row]) == pytest.approx((survival, se), abs=5.1e-7)
    if interval:
        assert (curve.ci_low[row], curve.ci_high[row]) == pytest.approx(interval, abs=5.1e-5)


def test_waiting_time():
    """O-KM-1: medians 23 and 8. With three of four still open there is no median."""
    six_mp, placebo = waiting_time(*zip(*SIX_MP, strict=True)), waiting_time(PLACEBO, [1] * 21)
    assert (six_mp.value, six_mp.n, six_mp.numerator, six_mp.ci_high) == (23, 21, 9, None)
    assert placebo.value == 8
    assert waiting_time([1, 2, 3, 4], [1, 0, 0, 0]).status == "undefined"
    assert waiting_time([], []).status == "undefined"


@pytest.mark.parametrize(("shape", "m"), [
    ("share", Moments(0)), ("net", Moments(0)), ("mean", Moments(0)), ("ratio", Moments(0)), ("ratio", Moments(3, 5, 25)),
    ("median", Moments(0, values=np.array([]))), ("median", Moments(0)), ("count", Moments(0)), ("composition", Moments(0, whole=0)),
])
def test_nothing_is_undefined_never_zero(shape, m):
    e = estimate(shape, m)
    assert (e.value, e.ci_low, e.ci_high, e.status) == (None, None, None, "undefined")
    assert e.reason


@pytest.mark.parametrize(("n", "status"), [(1, "small_sample"), (29, "small_sample"), (30, "ok")])
@pytest.mark.parametrize("shape", ["share", "net", "mean", "ratio", "median", "composition"])
def test_few_is_said(shape, n, status):
    m = Moments(n, n, n, n, n, n, clusters=n if shape == "ratio" else None, values=np.ones(n), whole=n)
    e = estimate(shape, m)
    assert e.status == status
    assert (e.reason is None) == (status == "ok")
    assert str(n) in (e.reason or str(n))


def test_one_answer_has_a_mean_and_no_interval():
    e = estimate("mean", mean([4.0]))
    assert (e.value, e.ci_low, e.ci_high, e.status) == (4, None, None, "small_sample")


def test_equal_values_have_no_spread():
    assert width(estimate("mean", mean([0.1] * 50))) == 0
    assert width(estimate("ratio", ratio([0.1] * 50, [0.3] * 50))) == 0


def test_composition_is_a_share_of_the_whole():
    """O-AWR-1: 60 of 100 first touches are search."""
    e, share = estimate("composition", Moments(60, whole=100)), estimate("share", shares(60, 100))
    assert (e.value, e.n, e.numerator, e.ci_low, e.ci_high) == (.6, 100, 60, share.ci_low, share.ci_high)
    assert estimate("composition", Moments(0, whole=100)).value == 0


def test_count_has_no_interval():
    e = estimate("count", Moments(7))
    assert (e.value, e.n, e.ci_low, e.ci_high, e.status) == (7, 7, None, None, "ok")


def test_weights_widen():
    """Weights 3 and 1, half each: Kish (4n/2)^2 / (10n/2) = .8 n; the interval is that of 80 answers, the value stays."""
    plain, weighted = shares(50, 100), Moments(100, 50, 50, n_effective=80)
    e = estimate("share", weighted)
    assert (e.value, e.n) == (.5, 100)
    assert (e.ci_low, e.ci_high) == wilson(40, 80)
    assert width(e) > width(estimate("share", plain))


# ---- properties (docs/metrics.md#11) ----
counts = st.integers(0, 400)


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_stays_inside_and_contains_the_share(pair):
    k, n = pair
    low, high = wilson(k, n)
    assert 0 <= low <= k / n <= high <= 1


@given(counts, counts, counts)
def test_nps_mirrors_narrows_and_contains(p, q, d):
    if p + q + d == 0:
        return
    e, mirrored, doubled = (estimate("net", net(*a)) for a in ((p, q, d), (d, q, p), (2 * p, 2 * q, 2 * d)))
    assert -100 <= e.ci_low <= e.value <= e.ci_high <= 100
    assert (mirrored.value, mirrored.ci_low, mirrored.ci_high) == pytest.approx((-e.value, -e.ci_high, -e.ci_low))
    assert doubled.value == e.value
    assert width(doubled) < width(e)


@given(st.lists(st.integers(1, 7), min_size=2, max_size=80))
def test_means_stay_in_range_and_twice_the_answers_never_widen(values):
    once, twice = (estimate("mean", mean(values * k), 1, 7) for k in (1, 2))
    assert 1 <= once.ci_low <= once.value <= once.ci_high <= 7
    assert width(twice) <= width(once) + 1e-12
    loose, narrow = (estimate("mean", mean(values * k)) for k in (1, 2))
    assert width(narrow) < width(loose) or width(loose) == 0


@given(st.lists(st.floats(-1e6, 1e6), min_size=6, max_size=120))
def test_median_is_inside_and_twice_the_values_never_widen(values):
    once, twice = (estimate("median", Moments(len(values) * k, values=np.array(values * k))) for k in (1, 2))
    assert once.ci_low <= once.value <= once.ci_high
    assert twice.value == once.value
    assert width(twice) <= width(once)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 20)), min_size=2, max_size=60))
def test_ratio_is_pooled_and_contained(pairs):
    x, y = zip(*pairs, strict=True)
    e = estimate("ratio", ratio(x, y))
    assert min(a / b for a, b in pairs) - 1e-9 <= e.value <= max(a / b for a, b in pairs) + 1e-9
    assert e.ci_low <= e.value <= e.ci_high


@settings(max_examples=50)
@given(st.lists(st.integers(0, 30), min_size=1, max_size=60))
def test_kaplan_meier_without_open_cases_is_the_share_not_yet(times):
    curve = kaplan_meier(times, [True] * len(times))
    at = np.arange(-1, 32)
    assert np.allclose(survival_at(curve, at), [np.mean(np.array(times) > t) for t in at])
    assert np.all((curve.ci_low <= curve.survival + 1e-12) & (curve.survival <= curve.ci_high + 1e-12))


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 30), st.booleans()), max_size=60))
def test_kaplan_meier_band_is_finite_and_falls(cases):
    curve = kaplan_meier([t for t, _ in cases], [seen for _, seen in cases])
    for line in (curve.survival, curve.ci_low, curve.ci_high, curve.se):
        assert np.all(np.isfinite(line)) and np.all((line >= 0) & (line <= 1))
    assert np.all(np.diff(curve.survival) <= 0) and np.all(np.diff(curve.ci_high) <= 0)
