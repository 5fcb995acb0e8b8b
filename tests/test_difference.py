"""Differences, corrections and the sentence: published numbers and properties."""
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjm_core.compare import (
    Difference,
    answers_needed,
    benjamini_hochberg,
    compare_sentence,
    difference,
    holm,
    many_comparisons_sentence,
    more_needed,
    more_than_noise,
    sample_ratio_p,
)
from cjm_core.estimate import Moments, Z, estimate
from cjm_core.settings import Settings, using
from tests.test_estimate import mean, net, ratio, shares

# Benjamini & Hochberg 1995, fifteen p-values (docs/metrics.md#10.5, O-BH-1)
FIFTEEN = [.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528, .7590, 1.0]


def found(low, high, value=None, status="ok"):
    return Difference((low + high) / 2 if value is None else value, low, high, .5, status, None)


@pytest.mark.parametrize(("a", "b", "low", "high", "p"), [
    ((48, 80), (56, 70), .052431, .333873, None),  # O-NEWC: Newcombe 1998b (.0524, .3339)
    ((56, 70), (48, 80), -.333873, -.052431, None),  # reversed order: negated and swapped
    ((100, 10_000), (120, 10_000), -.000903, .004926, .175138),  # O-AB-1: alfredo.motta.name, z 1.355878
    ((12, 99), (5, 83), None, None, .159181),  # O-AB-2: statsmodels documentation of proportions_ztest (.159), z -1.407830
    ((400, 20_000), (500, 20_000), .00209459, .00791812, .000748),  # O-ROI-1: z 3.371478
    ((8, 10), (1, 6), None, None, .034965),  # O-AB-3: SciPy documentation of fisher_exact, [[8, 2], [1, 5]]
])
def test_shares(a, b, low, high, p):
    d = difference("share", shares(*a), shares(*b))
    assert d.value == b[0] / b[1] - a[0] / a[1]
    if low is not None:
        assert (d.ci_low, d.ci_high) == pytest.approx((low, high), abs=5.1e-7)
    if p is not None:
        assert d.p == pytest.approx(p, abs=5.1e-7)


def test_nps():
    """docs/metrics.md#1.1: O-NPS-1 (NPS' 9.9404, v'/n' = 3.7009^2) against 5 of 5 promoters (n' 8: p' 5.75/8, d' .75/8)."""
    p, d = 5.75 / 8, .75 / 8
    se = math.hypot(3.7009, 100 * math.sqrt((p + d - (p - d) ** 2) / 8))
    shift = 100 * (p - d) - 9.9404
    got = difference("net", net(200, 150, 150), net(5, 0, 0))
    assert (got.value, got.status) == (90, "small_sample")
    assert (got.ci_low, got.ci_high) == pytest.approx((shift - Z * se, shift + Z * se), abs=2e-3)


def test_nps_of_the_two_schools():
    """docs/metrics.md#10.1, O-NPS-6: 14/0/14 against 8/12/8, both NPS 0. With three answers added in all, n' = 31:
    A p' = d' = 14.75/31, v' = 29.5/31; B p' = d' = 8.75/31, v' = 17.5/31. SE = 100 sqrt(29.5/31^2 + 17.5/31^2) = 22.1150."""
    d = difference("net", net(14, 0, 14), net(8, 12, 8))
    half = 1.959964 * 100 * math.sqrt(29.5 + 17.5) / 31
    assert half == pytest.approx(43.3446, abs=5e-5)
    assert (d.value, d.ci_low, d.ci_high, d.p) == pytest.approx((0, -half, half, 1), abs=1e-5)


def test_welch():
    """Student's sleep data (1908), SciPy and R `t.test(extra ~ group)`: t -1.8608, df 17.776, p .07939, [-3.3654832, .2054832]."""
    a = [.7, -1.6, -.2, -1.2, -.1, 3.4, 3.7, .8, 0, 2]
    b = [1.9, .8, 1.1, .1, -.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    d = difference("mean", mean(a), mean(b))
    assert (d.value, d.ci_low, d.ci_high, d.p) == pytest.approx((1.58, -.2054832, 3.3654832, .07939), abs=1e-5)


def test_ratio_uses_the_delta_method_on_both_sides():
    """O-DELTA-1 against itself: difference 0, SE .032275·sqrt 2, ten degrees of freedom: t(.975) = 2.228139."""
    m = ratio([1, 0, 2, 3, 1, 5], [2, 1, 4, 5, 2, 10])
    d = difference("ratio", m, m)
    assert (d.value, d.p) == (0, pytest.approx(1))
    assert d.ci_high == pytest.approx(2.228139 * .0322749 * math.sqrt(2), abs=1e-6)


def test_median():
    """0..24: median 12, ranks 7 and 17; 100..124 the same, shifted: 100 ± sqrt(5² + 5²)."""
    a, b = (Moments(25, values=np.arange(start, start + 25.0)) for start in (0, 100))
    d = difference("median", a, b)
    assert (d.value, d.ci_low, d.ci_high) == pytest.approx((100, 100 - math.sqrt(50), 100 + math.sqrt(50)))


def test_composition_compares_shares_and_count_has_no_interval():
    parts = difference("composition", Moments(48, whole=80), Moments(56, whole=70))
    assert parts == difference("share", shares(48, 80), shares(56, 70))
    d = difference("count", Moments(7), Moments(10))
    assert (d.value, d.ci_low, d.status) == (3, None, "ok")
    assert d.reason and not more_than_noise(d)


@pytest.mark.parametrize("shape", ["share", "net", "mean", "ratio", "median", "count", "composition"])
def test_nothing_on_one_side_is_undefined(shape):
    some = Moments(50, 20, 20, 50, 50, 20, values=np.ones(50), whole=100)
    none = Moments(0)
    for a, b, name in ((some, none, "B"), (none, some, "A")):
        d = difference(shape, a, b)
        assert (d.value, d.ci_low, d.p, d.status) == (None, None, None, "undefined")
        assert d.reason.startswith(f"group {name}")


def test_only_a_clear_difference_of_large_enough_groups_is_more_than_noise():
    assert more_than_noise(difference("share", shares(48, 80), shares(56, 70)))
    assert not more_than_noise(difference("share", shares(100, 10_000), shares(120, 10_000)))
    assert not more_than_noise(difference("share", shares(0, 29), shares(70, 70)))
    one = difference("mean", mean([1.0]), mean([2.0] * 40))
    assert (one.ci_low, one.status) == (None, "small_sample")
    assert more_than_noise(difference("mean", mean([1.0] * 40), mean([2.0] * 40)))


@pytest.mark.parametrize(("counts", "planned", "p", "rel"), [
    ([600, 400], None, 2.54e-10, 2e-3),  # O-SRM-1: kampuspedia.com, chi-square 40
    ([44_000, 45_000], None, .000802, 1e-3),  # srm.osc.garden, 11.235955
    ([821_588, 815_482], None, 1.8e-06, 2e-2),  # Kohavi, Tang & Xu, 22.774369
    ([10_000, 10_050], None, .724004, 1e-6),  # community.cxl.com
    ([5100, 2400, 2500], [50, 25, 25], .049787, 1e-5),  # codingace, chi-square 6.0
])
def test_sample_ratio(counts, planned, p, rel):
    assert sample_ratio_p(counts, planned) == pytest.approx(p, rel=rel)


def test_corrections():
    assert benjamini_hochberg(FIFTEEN)[:5] == pytest.approx([.0015, .003, .0095, .035625, .0603])  # O-BH-1
    assert sum(p <= .05 for p in benjamini_hochberg(FIFTEEN)) == 4  # O-BH-1
    assert sum(p <= .05 for p in holm(FIFTEEN)) == 3  # O-BH-1
    assert holm([.01, .04, .03, .005]) == pytest.approx([.03, .06, .06, .02])  # O-HOLM-1
    assert benjamini_hochberg([.01, .04, .03, .005]) == pytest.approx([.02, .04, .04, .02])  # O-HOLM-1
    assert holm([]) == benjamini_hochberg([]) == []


@pytest.mark.parametrize(("half_width", "variance", "n"), [(10, .61, 232), (10, 1, 382), (5, .69, 1058)])  # docs/metrics.md#0.2
def test_answers_needed(half_width, variance, n):
    assert answers_needed(half_width, variance) == n


@pytest.mark.parametrize(("d", "options", "sentence"), [  # phrases: docs/metrics.md#5.4
    (found(.002, .008), {"randomised": True},
     "The change worked: conversion rose by about 0.5 points (likely between 0.2 and 0.8)."),
    (found(-.008, -.002), {"randomised": True},
     "The change did harm: conversion fell by about 0.5 points (likely between 0.2 and 0.8)."),
    (found(-.008, -.002), {"randomised": True, "better": "lower"},
     "The change worked: conversion fell by about 0.5 points (likely between 0.2 and 0.8)."),
    (found(.002, .008), {"randomised": True, "better": "neither"},
     "The change made a difference: conversion rose by about 0.5 points (likely between 0.2 and 0.8)."),
    (found(.002, .008), {"over_time": True},
     ("Conversion rose by about 0.5 points (likely between 0.2 and 0.8). It improved, but other things changed too; "
      "we cannot say what caused it.")),
    (found(.002, .008), {"groups": ("Web", "App")}, ("Conversion is about 0.5 points higher in App than in Web (likely between 0.2 and 0.8). "
     "The groups were not drawn by chance, so this alone does not say why.")),
    (found(-.004, .011), {}, "No meaningful difference – any real effect is smaller than 1.1 points."),
    (found(-.03, .05), {"randomised": True}, ("Too early to tell. The true change could be anywhere from −3 points to +5 points. "
     "You need about 6,000 more customers.")),  # half-width 4 instead of 2 points: four times 2,000 customers
    (found(-.03, .05), {}, ("Too early to tell. The true difference could be anywhere from −3 points to +5 points. "
     "You need about 6,000 more customers.")),
    (found(-30, 20), {"unit": "money"}, "No clear difference. The true difference could be anywhere from −30 to +20."),
    (found(3600, 10_800), {"unit": "seconds", "label": "Time to convert", "better": "lower", "randomised": True},
     "The change did harm: time to convert rose by about 2 hours (likely between 60 min and 3 hours)."),
    (found(4, 12), {"unit": "points", "label": "NPS", "randomised": True},
     "The change worked: NPS rose by about 8 points (likely between 4 and 12)."),
    (found(.1, .5, status="small_sample"), {"n_a": 12}, "Only 12 customers – treat as a hint."),
    (found(.002, .008), {"srm_p": .0002, "randomised": True},
     "The two groups were not split as planned. Do not use this result until the cause is found."),
    (Difference(None, None, None, None, "undefined", "group B: nothing to measure"), {},
     "Conversion: no comparison is possible (group B: nothing to measure)."),
    (Difference(3, None, None, None, "ok", "x"), {"unit": "number", "label": "Orders", "over_time": True}, "Orders rose by about 3."),
    (Difference(0, None, None, None, "ok", "x"), {"unit": "number", "label": "Orders"}, "Orders is the same in both groups."),
])
def test_sentence(d, options, sentence):
    given_ = {"label": "Conversion", "unit": "share", "better": "higher", "n_a": 1000, "n_b": 1000, "of": "customers"} | options
    assert compare_sentence(d=d, **given_) == sentence


def test_the_sentence_heeds_the_settings():
    """Number format, currency and smallest n are those in force, as everywhere else."""
    with using(Settings(currency="€", numbers="1.234,5", min_n=1000)):
        said = compare_sentence("Revenue", "money", "higher", found(1200.5, 3400.5), 5000, 5000, randomised=True)
        assert said == "The change worked: revenue rose by about 2.300 € (likely between 1.200 € and 3.400 €)."
        few = found(.002, .008, status="small_sample")
        assert compare_sentence("Conversion", "share", "higher", few, 999, 5000) == "Only 999 answers – treat as a hint."
        assert difference("share", shares(400, 999), shares(500, 5000)).status == "small_sample"
        assert compare_sentence("Conversion", "share", "higher", found(.002, .008), 5000, 5000, over_time=True).startswith(
            "Conversion rose by about 0,5 points (likely between 0,2 and 0,8).")


@pytest.mark.parametrize(("d", "unit", "n", "more"), [
    (found(-.03, .05), "share", 2000, 6000),  # half-width 4 points, wanted 2: (4/2)^2 = 4 times as many
    (found(-8, 12), "points", 634, 2000),  # half-width 10, wanted 5: three times 634 more = 1,902, in two leading digits upwards
    (found(.01, .05), "share", 2000, None),  # clear already
    (found(-.01, .015), "share", 2000, None),  # narrow enough: any real effect is smaller than 2 points
    (found(-30, 20), "money", 2000, None),  # nobody said which amount matters
    (Difference(3, None, None, None, "ok", "x"), "number", 9, None),
])
def test_more_needed(d, unit, n, more):
    assert more_needed(d, n, unit) == more


def test_many_comparisons_sentence():
    assert many_comparisons_sentence(24, 2) == (
        "We looked at 24 comparisons; about one looks real by luck alone. These 2 survive the correction.")
    assert many_comparisons_sentence(200, 0).endswith("about 10 look real by luck alone. None survives the correction.")
    assert many_comparisons_sentence(6, 1) == "We looked at 6 comparisons; one in 20 looks real by luck alone. One survives the correction."


# ---- properties (docs/metrics.md#11) ----
share_of_something = st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
values = st.lists(st.integers(1, 7), min_size=2, max_size=40)


def mirrored(shape, a, b):
    d, back = difference(shape, a, b), difference(shape, b, a)
    assert d.ci_low <= d.value <= d.ci_high
    assert (back.value, back.ci_low, back.ci_high) == pytest.approx((-d.value, -d.ci_high, -d.ci_low), abs=1e-9)
    assert back.p == pytest.approx(d.p, abs=1e-9) and 0 <= d.p <= 1 + 1e-9
    assert difference(shape, a, a).value == 0
    assert d.value == estimate(shape, b).value - estimate(shape, a).value


@given(share_of_something, share_of_something)
def test_shares_mirror(a, b):
    mirrored("share", shares(*a), shares(*b))
    d = difference("share", shares(*a), shares(*b))
    assert d.ci_low >= -1 and d.ci_high <= 1


@given(*[st.integers(0, 50)] * 6)
def test_nps_mirrors(p, q, d, r, s, t):
    mirrored("net", net(p + 1, q, d), net(r, s, t + 1))


@given(values, values)
def test_means_medians_and_ratios_mirror(a, b):
    mirrored("mean", mean(a), mean(b))
    mirrored("median", *(Moments(3 * len(v), values=np.array(3 * v, dtype=float)) for v in (a, b)))  # fewer than 6 have no interval
    mirrored("ratio", *(ratio(v, [x % 3 + 1 for x in v]) for v in (a, b)))


@given(st.lists(st.floats(0, 1), max_size=30))
def test_corrections_only_raise_and_keep_the_order(p):
    for adjusted in (holm(p), benjamini_hochberg(p)):
        assert all(raw - 1e-12 <= new <= 1 for raw, new in zip(p, adjusted, strict=True))
        assert all(np.diff([adjusted[i] for i in np.argsort(p, kind="stable")]) >= 0)
    assert all(h >= b - 1e-12 for h, b in zip(holm(p), benjamini_hochberg(p), strict=True))
