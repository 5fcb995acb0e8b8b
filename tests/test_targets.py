"""Where a target stands, on both sides of every border."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cjm_core.estimate import Estimate
from cjm_core.trends import AT_RISK, MET, NOT_MEASURABLE, ON_COURSE, standing
from cjm_core.written import Target

# From 10 % on 31 December to 20 % on 31 December a year later; on 1 July half of the 365 days is over (182/365): the line is at 14.986 %.
TARGET = Target("conversion", 0.20, date(2026, 12, 31), since=date(2025, 12, 31), start=0.10)
JULY, AFTER = date(2026, 7, 1), date(2027, 1, 15)


def found(low: float | None, value: float | None, high: float | None, status: str = "ok") -> Estimate:
    return Estimate(value, 500, low, high, status, "only 12 – a hint, not a measurement" if status != "ok" else None, None)


@pytest.mark.parametrize(
    ("estimate", "at", "code"),
    [
        (found(0.20, 0.22, 0.24), JULY, MET),
        (found(0.199, 0.22, 0.24), JULY, ON_COURSE),
        (found(0.13, 0.14, 0.1499), JULY, ON_COURSE),  # reaches the line
        (found(0.13, 0.14, 0.1498), JULY, AT_RISK),
        (found(0.09, 0.15, 0.21), JULY, NOT_MEASURABLE),  # holds where it set out and where it goes
        (found(0.11, 0.15, 0.21), JULY, ON_COURSE),
        (found(None, None, None, "undefined"), JULY, NOT_MEASURABLE),
        (found(0.20, 0.22, 0.24, "small_sample"), JULY, NOT_MEASURABLE),
        (found(0.20, 0.22, 0.24), AFTER, MET),
        (found(0.19, 0.21, 0.23), AFTER, NOT_MEASURABLE),  # still holds the target after its day
        (found(0.17, 0.18, 0.199), AFTER, AT_RISK),
        (found(None, 0.2, None), JULY, MET),  # a full count has no interval
        (found(None, 0.14, None), JULY, AT_RISK),
        (found(None, 0.15, None), JULY, ON_COURSE),
    ],
)
def test_where_it_stands(estimate: Estimate, at: date, code: str) -> None:
    assert standing(TARGET, "higher", "share", estimate, at).code == code


@pytest.mark.parametrize("at", [JULY, AFTER])
def test_lower_is_better_is_the_mirror_image(at: date) -> None:
    mirrored = replace(TARGET, value=-0.20, start=-0.10)
    for middle in range(5, 30):
        for half in (0.004, 0.02, 0.12):
            value = middle / 100
            plain = standing(TARGET, "higher", "number", found(value - half, value, value + half), at)
            other = standing(mirrored, "lower", "number", found(-value - half, -value, -value + half), at)
            assert plain.code == other.code


def test_where_neither_direction_is_better_the_target_says_it() -> None:
    down = replace(TARGET, value=0.05)
    assert standing(down, "neither", "share", found(0.03, 0.04, 0.05), JULY).code == MET
    assert standing(TARGET, "neither", "share", found(0.03, 0.04, 0.05), JULY).code == AT_RISK


def test_a_line_never_asks_for_more_than_the_target() -> None:
    """Who sets out above the target may come down to it."""
    holding = replace(TARGET, start=0.30)
    assert standing(holding, "higher", "share", found(0.19, 0.20, 0.21), JULY).code == ON_COURSE
    assert standing(holding, "higher", "share", found(0.18, 0.19, 0.199), JULY).code == AT_RISK


def test_without_a_start_the_target_itself_is_the_line() -> None:
    assert standing(replace(TARGET, start=None, since=None), "higher", "share", found(0.13, 0.15, 0.199), JULY).code == AT_RISK
    assert standing(replace(TARGET, start=None, since=None), "higher", "share", found(0.13, 0.17, 0.21), JULY).code == ON_COURSE


def test_the_line_begins_where_it_was_set_and_not_before() -> None:
    assert standing(TARGET, "higher", "share", found(0.09, 0.10, 0.11), date(2025, 6, 1)).code == ON_COURSE


@pytest.mark.parametrize(
    ("estimate", "at", "label", "sentence"),
    [
        (found(0.21, 0.22, 0.24), JULY, "met", "The target of 20.0 % by 31 Dec 2026 is met: 22.0 % (likely 21.0–24.0)."),
        (found(0.13, 0.14, 0.15), JULY, "on course", "On course for the target of 20.0 % by 31 Dec 2026: 14.0 % (likely 13.0–15.0)."),
        (found(0.11, 0.12, 0.13), JULY, "at risk",
         "The target of 20.0 % by 31 Dec 2026 is at risk: 12.0 % (likely 11.0–13.0) is behind where it should be by now."),
        (found(0.11, 0.12, 0.13), AFTER, "missed", "The target of 20.0 % by 31 Dec 2026 was not reached: 12.0 % (likely 11.0–13.0)."),
        (found(0.11, 0.12, 0.13, "small_sample"), JULY, "not measurable",
         "The target of 20.0 % by 31 Dec 2026 cannot be judged: only 12 – a hint, not a measurement."),
    ],
)  # fmt: skip
def test_what_is_said(estimate: Estimate, at: date, label: str, sentence: str) -> None:
    stands = standing(TARGET, "higher", "share", estimate, at)
    assert (stands.label, stands.sentence) == (label, sentence)
