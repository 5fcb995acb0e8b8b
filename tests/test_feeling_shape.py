"""Peak and end of an emotion curve, and the curve that people expect of a journey to be."""
from __future__ import annotations

import pytest

from cjm_core.authored.model import Journey, PlannedStage, PlannedTouchpoint, Written
from cjm_core.journey_map import feeling
from cjm_core.journey_map.model import Cell


# ---- peak and end ----------------------------------------------------------------------------------------------------------
def cells(*points):
    return [Cell(value, n, None, None, "ok" if n >= 30 else "small_sample", None) for value, n in points]


@pytest.mark.parametrize(("points", "expected"), [
    ([(0.5, 30), (-1.5, 30), (1.0, 30)], ("B", -1.5, "C", 1.0, -0.25)),
    ([(1.5, 30), (-1.5, 30), (1.0, 30)], ("B", -1.5, "C", 1.0, -0.25)),  # as far from 0 on both sides: the negative one
    ([(-1.5, 30), (1.5, 30)], ("A", -1.5, "B", 1.5, 0.0)),
    ([(0.5, 30), (-2.0, 29), (1.0, 30), (None, 0)], ("C", 1.0, "C", 1.0, 1.0)),  # a hint is no peak, a gap is no end
])
def test_peak_and_end(points, expected):
    found = feeling.peak_end("ABCD"[: len(points)], cells(*points), 0.1)
    assert (found.peak, found.peak_value, found.end, found.end_value, found.score, found.mean) == (*expected, 0.1)


def test_no_peak_of_hints():
    assert feeling.peak_end("AB", cells((1.0, 29), (None, 0)), 1.0) is None


# ---- a journey to be -----------------------------------------------------------------------------------------------------
def to_be(*texts, kind="to-be"):
    stops = tuple(PlannedTouchpoint(key, key.upper(), hidden=key == "d") for key in "abcd")
    items = tuple(Written(str(at), "expected", key, text) for at, (key, text) in enumerate(texts))
    hidden = PlannedStage("t", "T", (PlannedTouchpoint("e", "E"),), hidden=True)
    return Journey("j", "Soon", kind, stages=(PlannedStage("s", "S", stops), hidden), items=items)


def test_expected():
    curve = feeling.expected(to_be(("a", "0"), ("a", " −1,5 "), ("b", "+2"), ("c", "fine"), ("d", "1"), ("e", "1")))
    assert [(cell.value, cell.n, cell.ci_low, cell.grade) for cell in curve.cells] == [
        (-1.5, 0, None, "assumed"), (2.0, 0, None, "assumed"), (None, 0, None, None)]  # fmt: skip
    assert curve.cells[2].reason == "not a number from −2 to 2" and curve.differences == (None,) * 3
    assert [cell.value for cell in feeling.expected(to_be(("a", "1"), ("c", "-1")), ("c", "b", "a")).cells] == [-1, None, 1]


@pytest.mark.parametrize("text", ["2.1", "-3", "1e9", "nan", "", "one", "1 2", "٣" * 400])
def test_expected_refuses_what_is_no_number(text):
    assert feeling.expected(to_be(("a", text))) is None


def test_nothing_is_expected_of_a_journey_as_it_is():
    assert feeling.expected(to_be(("a", "1"), kind="as-is")) is None and feeling.expected(to_be()) is None
