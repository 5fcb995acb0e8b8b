"""The usual range against its golden number, its rules against a slow reading of their words, and what must not move it."""

from __future__ import annotations

import math
import random
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjm_core.trends import BEYOND, CLOSE, ONE_SIDE, Judgement, UsualRange, episodes, judged, said_of, usual_range
from cjm_core.trends.control import rules

ORACLE = [10, 12, 11, 13, 12, 14, 11, 13, 12, 12]  # O-XMR-1, docs/metrics.md#10.4
UNIT = UsualRange(centre=0.0, low=-1.0, high=1.0, spread=1.0, move_limit=1.0, points=20)  # limits at ±1, half way at ±0.5
WEEK = timedelta(days=7)


def test_the_usual_range_of_the_oracle() -> None:
    found = usual_range(ORACLE)
    assert found is not None
    assert found.centre == 12
    assert found.low == pytest.approx(7.862222, abs=5e-7)  # 12 − 2.66 · 14/9
    assert found.high == pytest.approx(16.137778, abs=5e-7)
    assert found.move_limit == pytest.approx(5.082, abs=5e-7)  # 3.267 · 14/9
    assert (found.points, found.provisional) == (10, True)
    assert rules(ORACLE, found) == [None] * 10


def test_eight_points_make_a_range_and_seven_do_not() -> None:
    assert usual_range(ORACLE[:7]) is None
    assert usual_range(ORACLE[:8]) is not None


def test_limits_stay_in_the_range_of_the_unit() -> None:
    found = usual_range([0.9, 1.0] * 5, (0.0, 1.0))
    assert found is not None
    assert (found.high, found.low) == (1.0, pytest.approx(0.95 - 2.66 * 0.1))
    assert found.spread == pytest.approx(0.266)  # judged by the unclipped one


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0.1, -0.1, 1.01, 0.1], [None, None, BEYOND, None]),
        ([0.1, -0.1, 1.0, 0.1], [None] * 4),  # on the limit is not beyond it
        ([0.6, 0.6, 0.1, 0.6], [CLOSE, CLOSE, None, CLOSE]),
        ([0.6, 0.6, 0.1, 0.1, 0.6], [None] * 5),  # three of five
        ([0.6, 0.6, -0.6, 0.4], [None] * 4),  # not on one side
        ([-0.6, -0.1, -0.6, -1.2], [CLOSE, None, CLOSE, BEYOND]),  # the one beyond is close to the limit, too
        ([0.1] * 8, [ONE_SIDE] * 8),
        ([0.1] * 7 + [0.0] + [0.1], [None] * 9),  # a point on the middle ends the run
        ([-0.1] * 9 + [0.1], [ONE_SIDE] * 9 + [None]),
    ],
)
def test_each_rule(values: list[float], expected: list[str | None]) -> None:
    assert rules(values, UNIT) == expected


def slow_rules(values: list[float], usual: UsualRange) -> list[str | None]:
    """Each rule read word by word for each point alone."""
    found: list[str | None] = []
    for at, value in enumerate(values):
        windows = [range(max(start, 0), min(start + 4, len(values))) for start in range(at - 3, at + 1)]
        runs = [range(start, start + 8) for start in range(at - 7, at + 1) if start >= 0 and start + 8 <= len(values)]
        side = math.copysign(1, value - usual.centre)
        near = [sum((values[i] - usual.centre) * side > usual.spread / 2 for i in window) for window in windows]
        if abs(value - usual.centre) > usual.spread:
            found.append(BEYOND)
        elif (value - usual.centre) * side > usual.spread / 2 and max(near) >= 3:
            found.append(CLOSE)
        elif any(all((values[i] - usual.centre) * side > 0 for i in run) for run in runs):
            found.append(ONE_SIDE)
        else:
            found.append(None)
    return found


@given(st.lists(st.sampled_from([-1.3, -0.7, -0.6, -0.2, 0.0, 0.2, 0.3, 0.6, 0.8, 1.2]), min_size=1, max_size=40))
def test_the_rules_are_what_their_words_say(values: list[float]) -> None:
    assert rules(values, UNIT) == slow_rules(values, UNIT)


def noise(n: int, seed: int) -> list[float]:
    chance = random.Random(seed)
    return [chance.gauss(0, 1) for _ in range(n)]


@given(st.integers(0, 50), st.floats(0.1, 100), st.floats(-100, 100))
def test_another_unit_marks_the_same_points(seed: int, scale: float, shift: float) -> None:
    values = noise(40, seed)
    plain, moved = judged(values), judged([value * scale + shift for value in values])
    assert [one.rule for one in plain] == [one.rule for one in moved]
    mirrored = judged([-value for value in values])
    assert [(one.rule, one.above) for one in plain if one.rule] == [(one.rule, not one.above) for one in mirrored if one.rule]


def test_the_range_is_frozen_after_twenty_points() -> None:
    values = noise(20, 1)
    early = judged(values)[0].usual
    later = judged([*values, *[value + 50 for value in noise(20, 2)]])
    assert early is not None and not early.provisional
    assert {one.usual for one in later} == {early}
    assert all(one.rule == BEYOND and one.above for one in later[20:])


def test_points_that_cannot_be_judged_neither_make_the_range_nor_part_a_run() -> None:
    values: list[float | None] = [*ORACLE, None, *([13.0] * 4), None, *([13.0] * 4)]
    found = judged(values)
    assert found[0].usual is not None and found[0].usual.points == 18
    assert found[10] == Judgement(found[0].usual)
    short = judged([*ORACLE[:7], None, None])
    assert [one.usual for one in short] == [None] * 9


def test_a_restart_makes_a_new_range_from_there() -> None:
    old, new = noise(20, 3), [value + 50 for value in noise(10, 4)]
    found = judged([*old, *new], restarts=[20])
    assert found[0].usual != found[-1].usual
    assert all(one.rule is None for one in found[20:])
    assert found[-1].usual is not None and found[-1].usual.points == 10
    too_few = judged([*old, *new[:7]], restarts=[20])
    assert [one.usual for one in too_few[20:]] == [None] * 7


def test_equal_numbers_are_no_change() -> None:
    values = [0.1] * 21  # their mean is not exactly 0.1 in floating point
    assert {one.rule for one in judged(values)} == {None}
    assert judged([*values, 0.2])[-1].rule == BEYOND


def test_neighbours_that_resemble_each_other_are_noticed() -> None:
    rising, jumping = usual_range([float(at) for at in range(20)]), usual_range([float(at % 2) for at in range(20)])
    assert rising is not None and rising.alike
    assert jumping is not None and not jumping.alike


# ---- words -----------------------------------------------------------------------------------------------------------------
def marks(text: str) -> list[Judgement]:
    """'..HH.l' as judgements: H and L beyond, h and l close."""
    return [Judgement(UNIT, {"H": BEYOND, "L": BEYOND, "h": CLOSE, "l": CLOSE}.get(letter), letter in "Hh") for letter in text]


def told(text: str) -> str:
    spans = [(datetime(2026, 1, 5) + at * WEEK, datetime(2026, 1, 5) + (at + 1) * WEEK) for at in range(len(text))]
    return said_of(episodes(marks(text), [letter != "?" for letter in text]), spans, "week")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("......", ""),
        ("..HHHHH..", "rose above the usual range in five weeks, from 19 Jan to 22 Feb 2026; since then all is as usual"),
        (".ll.l..", "stayed lower than usual in three of four weeks, from 12 Jan to 8 Feb 2026; since then all is as usual"),
        ("...H", "rose above the usual range in one week, from 26 Jan to 1 Feb 2026; this has not ended"),
        ("..H?H?", "rose above the usual range in two of three weeks, from 19 Jan to 8 Feb 2026; this has not ended"),
        (
            "L..h..h..h..h.",
            "stayed higher than usual in one week, from 30 Mar to 5 Apr 2026; since then all is as usual. Earlier: stayed higher than"
            " usual in one week, from 9 Mar to 15 Mar 2026; stayed higher than usual in one week, from 16 Feb to 22 Feb 2026;"
            " and two more times",
        ),
    ],
)
def test_what_is_said(text: str, sentence: str) -> None:
    assert told(text) == sentence
    assert not {"signal", "sigma", "p-value", "significant"} & set(sentence.split())


def test_the_side_parts_episodes() -> None:
    found = episodes(marks("HHLL.."), [True] * 6)
    assert [(episode.places, episode.above, episode.left, episode.ongoing) for episode in found] == [
        ((0, 1), True, True, False), ((2, 3), False, True, False)
    ]  # fmt: skip
