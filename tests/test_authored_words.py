"""Edits and differences of journeys in plain words."""

from __future__ import annotations

from typing import Any

import pytest

from cjm_core.authored.changes import changes
from cjm_core.authored.words import words
from cjm_core.settings import Settings, using
from tests.test_authored import ARRANGED, edited, journey

SAID = [
    ({"do": "rename_stage", "key": "buy", "name": "Order"}, "Renamed the stage “Buy” to “Order”"),
    ({"do": "add_touchpoint", "key": "+", "name": "Fax", "stage": "buy"}, "Added the touchpoint “Fax” to “Buy”"),
    ({"do": "move_touchpoint", "key": "Ad", "stage": "buy"}, "Moved the touchpoint “Ad” to “Buy”"),
    ({"do": "move_touchpoint", "key": "Ad", "stage": "find", "before": ""}, "Moved the touchpoint “Ad”"),
    ({"do": "merge_touchpoint", "key": "Ad", "into": "Search"}, "Merged the touchpoint “Ad” into “Search”"),
    ({"do": "attach", "key": "Ad", "sources": ["x", "y"]}, "Attached the touchpoint “Ad” to “x”, “y” in the data"),
    ({"do": "hide_stage", "key": "buy", "hidden": False}, "Showed the stage “Buy”"),
    ({"do": "set_lane", "name": "expectation_gap", "hidden": True}, "Hid the lane “Against expectation”"),
    ({"do": "set_lane", "name": "text-abc", "label": "Dangers", "collapsed": True}, "Named the lane “Risks” “Dangers” and folded the lane “Risks”"),
    ({"do": "write", "key": "k", "lane": "goals", "at": "buy", "text": "Pay\nsoon"}, "Wrote “Pay soon” at “Buy” in “Stage goals”"),
    ({"do": "rewrite", "key": "w2", "text": "x" * 99}, f"Changed “Pay” to “{'x' * 59}…”"),
    ({"do": "ground", "key": "w2", "grade": "reported", "evidence": "8 interviews"}, "Marked “Pay” as reported: “8 interviews”"),
    ({"do": "assign", "key": "w2", "owner": "Payments", "due": "2026-09-15"}, "Gave “Pay” to “Payments”, due 15 Sep 2026"),
    ({"do": "set_review", "on": "2026-12-01"}, "Set the review for 1 Dec 2026"),
    ({"do": "erase", "key": "w2"}, "Removed “Pay”"),
]


@pytest.mark.parametrize(("op", "sentence"), SAID)
def test_an_edit_is_said_in_words(op: dict[str, Any], sentence: str) -> None:
    assert words(op, journey()) == sentence


def test_words_are_the_rooms_own_and_names_stay_as_they_are() -> None:
    with using(Settings(stage="phase", stages="phases")):
        assert words({"do": "rename_stage", "key": "buy", "name": "Last stage {x}"}, journey()) == "Renamed the phase “Buy” to “Last stage {x}”"
        assert changes(journey(), edited({"do": "rename_stage", "key": "buy", "name": "Last stage"})) == ["The phase “Buy” is called “Last stage”."]


@pytest.mark.parametrize("op", [one for one, _ in ARRANGED] + [one for one, _ in SAID])
def test_every_edit_has_words_and_every_difference_is_said(op: dict[str, Any]) -> None:
    assert words(op, journey()) and (changes(journey(), edited(op)) != []) == (edited(op) != journey())
    assert changes(journey(), journey()) == []


CHANGED = [
    ([{"do": "merge_touchpoint", "key": "Ad", "into": "Cart"}],
     ["The touchpoint “Ad” is part of “Cart”.", "The touchpoint “Cart” is called “Cart + Ad”."]),
    ([{"do": "merge_stage", "key": "find", "into": "buy"}], ["The stage “Find” is part of “Buy”."]),
    ([{"do": "move_touchpoint", "key": "Ad", "stage": "buy"}], ["The touchpoint “Ad” moved from “Find” to “Buy”."]),
    ([{"do": "move_touchpoint", "key": "Ad", "stage": "find"}], ["The touchpoints of “Find” stand in another order."]),
    ([{"do": "attach", "key": "Ad", "sources": ["x"]}], ["The touchpoint “Ad” stands for “x” in the data, before “Ad”."]),
    ([{"do": "set_lane", "name": "reach", "hidden": True}], ["The lane “Reach” is not shown any more."]),
    ([{"do": "set_lane", "name": "text-abc", "label": "Dangers"}], ["The lane “Dangers” was called “Risks”."]),
    ([{"do": "move_lane", "name": "reach"}], ["The lanes stand in another order: Stage goals, Risks, Line of visibility, Reach."]),
    ([{"do": "rewrite", "key": "w2", "text": "Pay fast"}], ["At “Buy”, “Stage goals”: “Pay fast”, before “Pay”."]),
    ([{"do": "write", "key": "new", "lane": "actions", "at": "buy", "text": "Show the cost"},
      {"do": "assign", "key": "new", "owner": "Ana", "due": "2026-09-15"}],
     ["New at “Buy”, “Actions”: “Show the cost”, with “Ana”, due 15 Sep 2026."]),
    ([{"do": "ground", "key": "w2", "grade": "assumed", "evidence": "Workshop"}], ["“Pay” rests on “Workshop”."]),  # a goal has no grade
    ([{"do": "erase", "key": "w2"}], ["Gone at “Buy”, “Stage goals”: “Pay”."]),
    ([{"do": "assign", "key": "w2", "owner": "A", "due": "2026-09-15"}], ["“Pay” is with “A”, before nobody.", "“Pay” is due 15 Sep 2026."]),
]  # fmt: skip


@pytest.mark.parametrize(("ops", "sentences"), CHANGED)
def test_differences_are_said_once_each(ops: list[dict[str, Any]], sentences: list[str]) -> None:
    assert changes(journey(), edited(*ops)) == sentences
