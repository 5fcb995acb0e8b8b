"""Several curves at once, small numbers hidden: nobody may be computed by adding curves up and taking them away again."""
from __future__ import annotations

from datetime import datetime
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjm_core.estimate import Moments
from cjm_core.journey_map import feeling
from cjm_core.journey_map.feeling_hiding import kept_apart
from cjm_core.metrics._aggregate import Group
from cjm_core.scope import Scope
from cjm_core.settings import Settings, using
from cjm_core.small_cells import BESIDE, SUPPRESSED, too_few
from tests import building

VALUES = ("A", "B", "C", "D")
PLACES = ("Ad", "Cart", "Help")
SETS = [kept for size in (1, 2, 3, 4) for kept in combinations(range(4), size)]
ON = Settings(hide_below=5)


def scope(kept):
    return Scope(where=tuple(("who", VALUES[at]) for at in kept)) if len(kept) < 4 else Scope()


def group(n):
    with using(ON):
        few = too_few(n)
    return Group((), Moments(0, hidden=few), {}) if few else Group((), Moments(n, n, n), {}, people=n, weight=n)


@given(st.lists(st.sampled_from(SETS), min_size=2, max_size=6), st.lists(st.tuples(*[st.integers(0, 14)] * 4), min_size=3, max_size=3))
def test_nobody_can_be_computed(sets, counts):
    """The attacker solves all visible sums as equations. A sum over few people must not follow from them (A … D are all there are)."""
    curves = [{place: group(sum(counts[at][one] for one in kept)) for at, place in enumerate(PLACES)} for kept in sets]
    with using(ON):
        shown = kept_apart([scope(kept) for kept in sets], curves)
    assert shown[0] == curves[0]
    for at, place in enumerate(PLACES):
        rows = [[one in kept for one in range(4)] for kept, curve in zip(sets, shown, strict=True) if not curve[place].moments.hidden]
        known = np.array(rows, dtype=float).reshape(-1, 4)
        filled = [one for one in range(4) if counts[at][one]]
        for size in range(1, len(filled) + 1):
            for secret in combinations(filled, size):
                if 0 < sum(counts[at][one] for one in secret) < 5:
                    wanted = np.array([[one in secret for one in range(4)]], dtype=float)
                    assert np.linalg.matrix_rank(np.vstack([known, wanted])) > np.linalg.matrix_rank(known)


def test_nothing_is_hidden_unless_the_setting_says_so():
    curves = [{"Ad": group(30)}, {"Ad": group(28)}]
    assert kept_apart([Scope(), scope((0,))], curves) == curves


@pytest.mark.parametrize(("inner", "counts", "hidden"), [
    ([scope((0,))], [20], False), ([scope((0,))], [28], True),  # 30 − 28 are two people
    ([scope((0,)), scope((1,))], [20, 8], True), ([scope((0,)), scope((1,))], [20, 10], False),  # nobody is left: no secret
    ([Scope(datetime(2026, 1, 2))], [28], True), ([Scope(end=datetime(2026, 1, 2)), Scope(datetime(2026, 1, 2))], [20, 8], True),
    ([Scope(where=(("who", "A"),)), Scope(where=(("shop", "x"),))], [15, 13], False),  # they may share people: nothing follows
])
def test_the_smallest_curve_goes(inner, counts, hidden):
    curves = [{"Ad": group(30)}, *({"Ad": group(n)} for n in counts)]
    with using(ON):
        shown = kept_apart([Scope(), *inner], curves)
    reasons = [one["Ad"].moments.hidden for one in shown]
    assert reasons[:-1] == [None] * len(counts) and reasons[-1] == (BESIDE if hidden else None)


def test_one_hidden_point_alone_would_follow_from_the_mean():
    """At Ad 28 of 30; the smallest other point goes with it, or one that another curve hides already."""
    whole, most = (dict(zip(PLACES, map(group, counts), strict=True)) for counts in ((30, 30, 30), (28, 15, 10)))
    with using(ON):
        shown = kept_apart([Scope(), scope((0,))], [whole, most])
        both = kept_apart([Scope(), scope((0,)), scope((1, 2))], [whole, most, dict(zip(PLACES, map(group, (30, 29, 20)), strict=True))])
    assert [one.moments.hidden for one in shown[1].values()] == [BESIDE, None, BESIDE]
    assert [one.moments.hidden for one in both[1].values()] == [BESIDE, BESIDE, None]


def test_a_point_that_the_map_hides_cannot_be_added_up():
    curves = [{"Ad": Group((), Moments(0, hidden=BESIDE), {})}, {"Ad": group(9)}, {"Ad": group(8)}]
    scopes = [scope((0, 1)), scope((0,)), scope((1,))]
    with using(ON):
        assert [one["Ad"].moments.hidden for one in kept_apart(scopes, curves)] == [BESIDE, None, BESIDE]


def test_hidden_points_take_part_in_nothing(build_dataset):
    """Three private customers at Help, who must not be seen: not as a point, a difference, a peak or a number of comparisons."""
    rows = [{"touchpoint": place, "segment": "private" if at < private else "business", "csat": 1 if at < private else 4 + at % 2}
            for place, private in (("Ad", 35), ("Cart", 40), ("Help", 3), ("Shop", 39)) for at in range(80)]  # fmt: skip
    data = build_dataset(answers=[{"response_id": at, "customer_id": f"u{at}", **row} for at, row in enumerate(rows)])
    with using(ON):
        asked = tuple((who, Scope(where=(("segment", who),))) for who in ("private", "business"))
        lane, curves, ends, said = feeling.drawn(feeling.measured(data, Scope(), asked), (*PLACES, "Shop"))
    assert [cell.n for cell in lane.cells] == [80] * 4 and ends is not None
    for curve in curves:
        few = [at for at, cell in enumerate(curve.cells) if cell.status == SUPPRESSED]
        assert few == [0, 1, 2]  # one hidden point alone would follow from the mean, and one hidden in either curve from the other
        assert all((curve.cells[at].value, curve.cells[at].n, curve.differences[at]) == (None, 0, None) for at in few)
        assert (curve.peak_end.peak, curve.peak_end.end) == ("Shop", "Shop")
    assert sum(change is not None for curve in curves for change in curve.differences) == 2
    assert "2 comparisons" in said


def test_a_world_of_one_curve_is_measured_as_ever(tmp_path):
    data = building.dataset(tmp_path, answers=[{"response_id": at, "touchpoint": "Ad", "csat": 4} for at in range(4)])
    with using(ON):
        lane, _, ends, _ = feeling.drawn(feeling.measured(data, Scope()), ["Ad"])
    assert (lane.cells[0].status, lane.cells[0].n, lane.mean, ends) == (SUPPRESSED, 0, None, None)
