"""The emotion curve: one scale for all questions, weights, differences between curves, peak and end. Oracles in plain Python."""
from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from scipy import stats

from cjm_core.errors import BadInput
from cjm_core.estimate import Moments, estimate
from cjm_core.journey_map import feeling
from cjm_core.journey_map.model import Cell
from cjm_core.metrics._aggregate import Group
from cjm_core.metrics.by_touchpoint import inside, rest
from cjm_core.metrics.emotion import emotion
from cjm_core.scope import Scope
from cjm_core.settings import Settings, using
from tests import building, worlds
from tests.frames import same

BEGIN, DAY = datetime(2026, 1, 1), timedelta(days=1)
MIDDLE = BEGIN + 30 * DAY
PLACES = ("Ad", "Cart", "Help")
SCALES = {"csat": (1, 5), "ces": (1, 7), "nps": (0, 10), "sentiment": (-2, 2)}
TODAY = """SELECT min(survey_key) AS unit, avg(4 * (good_score - scale_min) / (scale_max - scale_min) - 2) AS x
           FROM scoped_surveys WHERE question IN ('csat', 'ces', 'nps') AND state = 'valid' AND scale_max > scale_min
           GROUP BY response_key, touchpoint"""  # as it was before there were weights


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return building.dataset(tmp_path_factory.mktemp("feeling"), worlds.events(), worlds.answers(relationship=False), worlds.ROLES)


def one(score, **same):
    return {"response_id": 1, "touchpoint": "Cart", **score, **same}


def felt_at(data, place="Cart"):
    frame = emotion(data, by=("touchpoint",)).set_index("touchpoint")
    return frame["value"].get(place)


# ---- one scale -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("score", "felt"), [
    *[({"csat": x}, x - 3) for x in range(1, 6)], *[({"ces": x}, (x - 4) / 1.5) for x in range(1, 8)],
    *[({"nps": x}, (x - 5) / 2.5) for x in range(11)], *[({"sentiment": x}, x) for x in range(-2, 3)],
])
def test_one_scale(build_dataset, score, felt):
    """docs/metrics.md#3.3, each formula as it stands there."""
    data = build_dataset(answers=[one(score)], questions=("sentiment",), scales={"sentiment": (-2, 2)})
    assert felt_at(data) == pytest.approx(felt)


def test_high_effort_is_a_bad_feeling_and_other_scales_are_stretched(build_dataset):
    assert felt_at(build_dataset(answers=[one({"ces": 7})], directions={"ces": "lower"})) == -2
    assert felt_at(build_dataset(answers=[one({"csat": 4})], scales={"csat": (0, 4)})) == 2
    found = felt_at(build_dataset(answers=[one({"Sentiment": 1})], questions=("Sentiment",), scales={"Sentiment": (-1, 1)}))
    assert found == 2  # VADER's compound ×2, and a header with a capital


# ---- weights -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("weights", "felt"), [
    ({}, (2 - 2 + 0.8) / 3), ({"weight_csat": 2.0}, (2 * 2 - 2 + 0.8) / 4), ({"weight_ces": 0.0}, 1.4),
    ({"weight_csat": 0.5, "weight_nps": 0.0}, (0.5 * 2 - 2) / 1.5),
])
def test_weights(build_dataset, weights, felt):
    data = build_dataset(answers=[one({"csat": 5, "ces": 1, "nps": 7})])
    with using(Settings(**weights)):
        assert felt_at(data) == pytest.approx(felt)


def test_weight_0_is_not_asked(build_dataset):
    data = build_dataset(answers=[one({"csat": 5})])
    with using(Settings(weight_csat=0.0)):
        assert felt_at(data) is None
        lane, _, ends, _ = feeling.drawn(feeling.measured(data, Scope()), ["Cart"])
    assert (lane.cells[0].value, lane.cells[0].reason, lane.mean, ends) == (None, "not asked", None, None)


@pytest.mark.parametrize("weight", [1.0, 0.3, 100.0])
@pytest.mark.parametrize("by", [(), ("touchpoint",), ("month",), ("segment",)], ids=lambda by: "+".join(by) or "whole")
def test_equal_weights_are_the_plain_mean(world, weight, by):
    before = replace(emotion, sql=lambda: TODAY)
    with using(Settings(weight_csat=weight, weight_ces=weight, weight_nps=weight, weight_sentiment=weight)):
        assert same(emotion(world, Scope(), by), before(world, Scope(), by))


# ---- the curve against the KPI, and against plain Python -------------------------------------------------------------------
def test_the_lane_is_the_kpi(world):
    scope = Scope(datetime(2025, 3, 1), datetime(2025, 6, 1), (("segment", "A"),))
    names = [*worlds.ASKED_AT, "never heard of"]
    lane, curves, _, said = feeling.drawn(feeling.measured(world, scope), names)
    rows = emotion(world, scope, ("touchpoint",)).set_index("touchpoint")
    for name, cell in zip(names[:-1], lane.cells[:-1], strict=True):
        row = rows.loc[name]
        assert (cell.value, cell.n, cell.ci_low, cell.ci_high, cell.status) == tuple(row[["value", "n", "ci_low", "ci_high", "status"]])
    assert lane.cells[-1] == Cell(None, 0, None, None, "undefined", "not asked")
    assert lane.mean == pytest.approx(rows["numerator"].sum() / rows["n"].sum())
    assert (lane.name, lane.label, lane.detail) == ("emotion", "Emotion", "−2 … +2 · from CSAT, CES, NPS")
    assert (curves, said) == ((), "")


SCORES = {question: st.one_of(st.none(), st.integers(low, high + 1)) for question, (low, high) in SCALES.items()}
ANSWER = st.tuples(st.sampled_from(PLACES), st.sampled_from("AB"), st.integers(0, 59), st.fixed_dictionaries(SCORES))
WEIGHTS = st.tuples(*[st.sampled_from([0.0, 0.5, 1.0, 3.0])] * 4).filter(any)


def feelings_of(rows, weights, place, keep):
    """One number per response, in plain Python."""
    found = []
    for where, group, at, scores in rows:
        parts = []
        for (question, (low, high)), weight in zip(SCALES.items(), weights, strict=True):
            score = scores[question]
            if score is not None and low <= score <= high and weight:
                good = low + high - score if question == "ces" else score
                parts.append((weight, 4 * (good - low) / (high - low) - 2))
        if parts and where == place and keep(group, at):
            found.append(sum(weight * x for weight, x in parts) / sum(weight for weight, _ in parts))
    return found


def survivors(ps):
    """Benjamini & Hochberg as they wrote it: the largest k with p(k) ≤ k/m × 5 %, and all below it."""
    ordered = sorted(ps)
    k = max((at for at, p in enumerate(ordered, 1) if p < at / len(ps) * 0.05), default=0)
    return ordered[k - 1] if k else -1.0


@pytest.mark.filterwarnings("ignore:Precision loss")  # scipy's, where all answers of one side are alike
@settings(max_examples=12, deadline=None, phases=(Phase.reuse, Phase.generate), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ANSWER, min_size=60, max_size=160), weights=WEIGHTS)
def test_against_the_oracle(build_dataset, rows, weights):
    """A segment is held against everybody else, a period inside the map's against the rest of it, other periods as they are."""
    data = build_dataset(
        answers=[{"response_id": at, "customer_id": f"u{at}", "touchpoint": where, "segment": group, "answered_at": BEGIN + day * DAY, **scores}
                 for at, (where, group, day, scores) in enumerate(rows)],
        questions=("sentiment",), scales={"sentiment": (-2, 2)}, directions={"ces": "lower"},
    )  # fmt: skip
    asked = (("A", Scope(where=(("segment", "A"),))), ("late", Scope(MIDDLE)))
    sides = [(lambda g, _: g == "A", lambda g, _: g != "A"), (lambda _, d: d >= 30, lambda _, d: d < 30)]
    with using(Settings(min_n=10, **{f"weight_{question}": weight for question, weight in zip(SCALES, weights, strict=True)})):
        lane, curves, ends, said = feeling.drawn(feeling.measured(data, Scope(), asked), PLACES)
        for place, cell in zip(PLACES, lane.cells, strict=True):
            check_cell(cell, feelings_of(rows, weights, place, lambda *_: True))
        looked_at = {}
        for at, (curve, (mine, others)) in enumerate(zip(curves, sides, strict=True)):
            for place, cell, change in zip(PLACES, curve.cells, curve.differences, strict=True):
                a, b = feelings_of(rows, weights, place, others), feelings_of(rows, weights, place, mine)
                check_cell(cell, b)
                if not a or not b:
                    assert change is None
                    continue
                assert change.value == pytest.approx(np.mean(b) - np.mean(a), abs=1e-9)
                if min(len(a), len(b)) > 1 and np.var(a) + np.var(b) > 1e-12:
                    welch = stats.ttest_ind(b, a, equal_var=False)
                    interval = welch.confidence_interval()
                    assert (change.ci_low, change.ci_high) == pytest.approx((interval.low, interval.high), abs=1e-6)
                    looked_at[at, place] = float(welch.pvalue), change, min(len(a), len(b))
                elif min(len(a), len(b)) > 1:
                    looked_at[at, place] = float(abs(change.value) < 1e-9), change, min(len(a), len(b))
        limit = survivors([p for p, _, _ in looked_at.values()]) if looked_at else -1
        for p, change, n in looked_at.values():
            if abs(p - limit) > 1e-6 or p == limit:
                assert change.real == (p <= limit and n >= 10)
        assert (str(len(looked_at)) in said) if looked_at else said == ""
        check_ends(ends, lane.cells, lane.mean)


def check_cell(cell, xs):
    assert cell.n == len(xs)
    if not xs:
        assert (cell.value, cell.reason) == (None, "not asked")
        return
    assert cell.value == pytest.approx(np.mean(xs), abs=1e-9)
    if len(xs) > 1 and np.var(xs) > 1e-12:
        low, high = stats.t.interval(0.95, len(xs) - 1, np.mean(xs), stats.sem(xs))
        assert (cell.ci_low, cell.ci_high) == pytest.approx((max(low, -2), min(high, 2)), abs=1e-6)


def check_ends(ends, cells, mean):
    sure = [cell.value for cell in cells if cell.value is not None and cell.n >= 10]
    if not sure:
        assert ends is None
        return
    most = max(abs(x) for x in sure)
    peak = -most if -most in sure else most
    assert (ends.peak_value, ends.end_value, ends.score, ends.mean) == (peak, sure[-1], (peak + sure[-1]) / 2, mean)


# ---- words, mixed points, several curves -------------------------------------------------------------------------------------
def test_mixed_points_are_about_the_answers_that_count(build_dataset):
    """Two questions at Cart, but the second one only later and with a weight of its own."""
    data = build_dataset(answers=[
        {"response_id": at, "touchpoint": "Cart", "answered_at": BEGIN + at * DAY, "csat": 4, "ces": 5 if at > 5 else None} for at in range(10)
    ])
    early = Scope(BEGIN, BEGIN + 3 * DAY)
    found = feeling.measured(data, Scope(), (("early", early),))
    lane, (curve,), _, _ = feeling.drawn(found, ["Cart"])
    assert (lane.cells[0].mixed, curve.cells[0].mixed) == (True, False)
    assert feeling.drawn(feeling.measured(data, early), ["Cart"])[0].detail == "−2 … +2 · from CSAT"
    with using(Settings(weight_ces=0.0)):
        assert not feeling.drawn(feeling.measured(data, Scope()), ["Cart"])[0].cells[0].mixed
    with using(Settings(weight_csat=2.5)):
        assert feeling.drawn(feeling.measured(data, Scope()), ["Cart"])[0].detail == "−2 … +2 · from CSAT (weight 2.5), CES (weight 1)"


def test_measured_is_a_plain_value(world):
    found = feeling.measured(world, Scope(), (("A", Scope(where=(("segment", "A"),))),))
    again = pickle.loads(pickle.dumps(found))
    assert again == found and feeling.drawn(again, worlds.ASKED_AT) == feeling.drawn(found, worlds.ASKED_AT)


def test_at_most_five_more(world):
    with pytest.raises(BadInput, match="At most 5 more curves"):
        feeling.measured(world, Scope(), tuple((str(at), Scope()) for at in range(6)))


def test_the_sentence_and_what_a_difference_is_against(build_dataset):
    """40 business customers at 5 and 40 private ones at 4 in Cart, all 4 in Help: one real difference of two."""
    rows = [{"customer_id": f"u{at}", "touchpoint": place, "segment": who, "answered_at": BEGIN + at * DAY, "csat": score}
            for place, high in (("Cart", 5), ("Help", 4)) for who, score, start in (("business", high, 0), ("private", 4, 40))
            for at in range(start, start + 40)]  # fmt: skip
    rows += [{**row, "customer_id": f"v{at}", "csat": 3} for at, row in enumerate(rows)]  # so that there is a spread
    data = build_dataset(answers=[{"response_id": at, **row} for at, row in enumerate(rows)])
    business = Scope(where=(("segment", "business"),))
    _, (curve,), _, said = feeling.drawn(feeling.measured(data, Scope(), (("Business", business),)), ["Cart", "Help", "Nowhere"])
    cart, calm, nothing = curve.differences
    assert (cart.value, cart.real, cart.since) == (pytest.approx(1.0 - 0.5), True, "everyone else")  # (2 + 0)/2 − (1 + 0)/2
    assert (calm.value, calm.real, nothing) == (0, False, None)
    assert said == (
        "We looked at 2 comparisons; one in 20 looks real by luck alone. One survives the correction. Corrected after Benjamini and"
        " Hochberg over all touchpoints and curves shown. A group inside another one is held against the rest of it."
    )
    _, (everyone,), _, _ = feeling.drawn(feeling.measured(data, business, (("Everyone", Scope()),)), ["Cart"])
    assert everyone.differences[0].value == pytest.approx(-0.5)  # the others minus business: each answer on one side
    assert everyone.differences[0].since == "the map’s own curve, whose own answers are left out of this one"
    _, (same,), _, said = feeling.drawn(feeling.measured(data, business, (("Again", business),)), ["Cart"])
    assert (same.differences, said) == ((None,), "")


@pytest.mark.parametrize(("n", "real"), [(29, False), (30, True)])
@pytest.mark.parametrize("few", ["inside", "outside"])
def test_no_difference_of_few_is_real(build_dataset, n, real, few):
    """Nobody satisfied against everybody; one side has `n` answers, the other 100."""
    rows = [{"segment": who, "csat": low + at % 2} for who, many, low in ((few, n, 1), ("other", 100, 4)) for at in range(many)]
    data = build_dataset(answers=[{"response_id": at, "customer_id": f"u{at}", "touchpoint": "Cart", **row} for at, row in enumerate(rows)])
    chosen = Scope(where=(("segment", "inside" if few == "inside" else "other"),))
    change = feeling.drawn(feeling.measured(data, Scope(), (("", chosen),)), ["Cart"])[1][0].differences[0]
    assert abs(change.value) > 2.9 and (change.ci_low > 0) == (change.ci_high > 0)
    assert change.real == real


A, B, AB = (("who", "A"),), (("who", "B"),), (("who", "A"), ("who", "B"))


@pytest.mark.parametrize(("part", "whole", "expected"), [
    (Scope(where=A), Scope(), True), (Scope(), Scope(where=A), False), (Scope(where=A), Scope(where=AB), True),
    (Scope(where=AB), Scope(where=A), False), (Scope(where=A), Scope(where=B), False), (Scope(where=(*A, ("shop", "x"))), Scope(where=A), True),
    (Scope(BEGIN), Scope(), True), (Scope(), Scope(BEGIN), False), (Scope(BEGIN, MIDDLE), Scope(BEGIN), True),
    (Scope(BEGIN), Scope(BEGIN, MIDDLE), False), (Scope(MIDDLE), Scope(BEGIN), True), (Scope(BEGIN), Scope(MIDDLE), False),
])
def test_inside(part, whole, expected):
    assert inside(part, whole) == expected


@given(st.lists(st.tuples(st.integers(-4, 4), st.sampled_from([0.5, 1.0, 2.0]), st.booleans()), min_size=2, max_size=30))
def test_the_rest_of_weighted_answers(rows):
    """Sums of the rest are those of the rows that are not in the part."""
    whole, part, left = (group(kept) for kept in (rows, [r for r in rows if r[2]], [r for r in rows if not r[2]]))
    found = estimate("mean", rest(whole, part, "mean").moments)
    direct = estimate("mean", left.moments)
    assert found.n == direct.n
    if direct.value is not None:
        assert found.value == pytest.approx(direct.value, abs=1e-9)
    if direct.ci_low is not None and direct.ci_high - direct.ci_low > 1e-3:
        assert (found.ci_low, found.ci_high) == pytest.approx((direct.ci_low, direct.ci_high), rel=1e-5, abs=1e-5)


def group(rows):
    n, weight = len(rows), sum(w for _, w, _ in rows)
    if not n:
        return Group((), Moments(0), {})
    scale = n / weight
    sums = (sum(x**power * w for x, w, _ in rows) * scale for power in (1, 2))
    squares = sum(w * w for _, w, _ in rows)
    return Group((), Moments(n, *sums, n_effective=None if n == weight == squares else weight**2 / squares), {}, weight=weight)


def test_no_rest_of_a_median():
    with pytest.raises(ValueError, match="median"):
        rest(group([]), group([]), "median")
