"""What people put together or said can be taken apart and taken back: merged stages are split again, comments are changed by who wrote them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cjm_core.authored import history, places, proposal, record, threads
from cjm_core.authored.changes import changes
from cjm_core.authored.model import Journey, LaneChoice, PlannedStage, PlannedTouchpoint, Thread, Written
from cjm_core.authored.words import words
from cjm_core.errors import BadInput
from cjm_core.workspace import Workspace
from tests.test_authored import edited, journey, names
from tests.test_authored_random import sound

ROWS = [("Ad", "Find"), ("Search", "Find"), ("Cart", "Buy"), ("Checkout", "Buy"), ("Parcel", "Use")]
SPLIT = {"do": "split_stage", "key": "Buy"}


def three() -> Journey:
    """Three stages with a text at each."""
    drawn = proposal.from_data(ROWS, [LaneChoice("goals", kind="text")], "d1", "Shop")
    items = tuple(Written(f"w-{stage.key}", "goals", stage.key, stage.key) for stage in drawn.stages)
    return record.tidied(replace(drawn, key="j", items=items))


def merge(key: str, into: str) -> dict[str, Any]:
    return {"do": "merge_stage", "key": key, "into": into}


# ---- stages
def test_a_merged_stage_is_split_again_as_it_was() -> None:
    start = edited({"do": "rename_stage", "key": "Find", "name": "Look"}, {"do": "hide_stage", "key": "Find", "hidden": True}, start=three())
    merged = edited(merge("Find", "Buy"), start=start)
    assert names(merged) == {"Buy": ["Ad", "Search", "Cart", "Checkout"], "Use": ["Parcel"]} and places.can_be_split(merged, "Buy")
    assert edited(SPLIT, start=merged) == start


@pytest.mark.parametrize("merges", [
    [("Find", "Buy"), ("Use", "Buy")], [("Use", "Buy"), ("Find", "Buy")], [("Use", "Find"), ("Find", "Buy")],
    [("Find", "Use"), ("Use", "Buy")],
], ids=["before-after", "after-before", "nested-before", "nested-after"])  # fmt: skip
def test_several_merged_stages_come_back_with_their_touchpoints_and_texts(merges: list[tuple[str, str]]) -> None:
    merged = edited(*(merge(*one) for one in merges), start=three())
    assert len(merged.stages) == 1 and {one.at for one in merged.items} == {"Buy"} and sound(merged)
    split = edited(SPLIT, start=merged)
    again = edited(*({"do": "split_stage", "key": stage.key} for stage in split.stages), start=split)
    assert {stage.key: [one.key for one in stage.touchpoints] for stage in again.stages} == {
        "Find": ["Ad", "Search"], "Buy": ["Cart", "Checkout"], "Use": ["Parcel"],
    }
    assert again.items == three().items and not any(stage.merged or stage.parts for stage in again.stages)


def test_stages_that_stood_side_by_side_come_back_in_their_order() -> None:
    merged = edited(merge("Use", "Buy"), merge("Find", "Buy"), start=three())
    assert edited(SPLIT, start=merged) == three()


def test_a_split_leaves_what_was_done_since() -> None:
    drawn = edited(
        merge("Find", "Buy"), {"do": "add_touchpoint", "key": "+n", "name": "New", "stage": "Buy", "before": "Ad"},
        {"do": "move_touchpoint", "key": "Ad", "stage": "Use"}, {"do": "rename_touchpoint", "key": "Search", "name": "Seek"},
        {"do": "write", "key": "late", "lane": "goals", "at": "Find", "text": "x"}, {"do": "merge_touchpoint", "key": "Checkout", "into": "Cart"},
        {"do": "split_stage", "key": "Buy"}, start=three(),
    )  # fmt: skip
    assert names(drawn) == {"Find": ["Seek"], "Buy": ["New", "Cart"], "Use": ["Parcel", "Ad"]}
    assert {one.key: one.at for one in drawn.items} == {"w-Find": "Find", "w-Buy": "Buy", "w-Use": "Use", "late": "Find"}
    assert sound(drawn)


def test_a_stage_that_an_older_program_merged_comes_back_under_its_key() -> None:
    cart = PlannedTouchpoint("Cart", "Cart", ("Cart",))
    old = record.from_record({"key": "j", "stages": [{"key": "Buy", "name": "Order", "touchpoints": [], "merged": ["Find"]}]})
    assert old.stages == (PlannedStage("Buy", "Order", merged=("Find",)),)
    held = edited({"do": "add_touchpoint", "key": "Cart", "name": "Cart", "stage": "Buy", "sources": ["Cart"]}, SPLIT, start=old)
    assert held.stages == (PlannedStage("Buy", "Order", (cart,)), PlannedStage("Find", "Find"))


def test_only_what_was_merged_can_be_split() -> None:
    for key in ("Buy", "Cart", "gone"):
        assert not places.can_be_split(three(), key)
        assert edited({"do": "split_stage", "key": key}, start=three()) == three()
    several = edited({"do": "attach", "key": "Cart", "sources": ["Cart", "Basket"]}, start=three())
    assert places.can_be_split(several, "Cart")


def test_a_split_is_said_in_words_and_among_the_differences() -> None:
    merged = edited(merge("Find", "Buy"), start=three())
    assert words(SPLIT, merged) == "Split the stage “Buy”"
    assert changes(merged, edited(SPLIT, start=merged)) == ["The stage “Find” is no longer part of “Buy”."]
    both = edited({"do": "merge_touchpoint", "key": "Ad", "into": "Search"}, start=three())
    apart = edited({"do": "split_touchpoint", "key": "Search"}, start=both)
    assert changes(both, apart) == [
        "The touchpoint “Ad” is no longer part of “Search”.", "The touchpoint “Search + Ad” is called “Search”."]


merges = st.tuples(st.sampled_from(("Find", "Buy", "Use")), st.sampled_from(("Find", "Buy", "Use")))


@given(st.lists(merges, max_size=4))
@settings(max_examples=60, deadline=None)
def test_however_stages_are_merged_splitting_gives_all_back(done: list[tuple[str, str]]) -> None:
    drawn = edited(*(merge(*one) for one in done), start=three())
    assert record.from_record(record.as_record(drawn)) == drawn and sound(drawn)
    for _ in range(3):
        drawn = edited(*({"do": "split_stage", "key": stage.key} for stage in drawn.stages), start=drawn)
    assert {stage.key: {one.key for one in stage.touchpoints} for stage in drawn.stages} == {
        stage.key: {one.key for one in stage.touchpoints} for stage in three().stages
    }
    assert {one.key: (one.at, one.origin) for one in drawn.items} == {one.key: (one.at, "") for one in three().items}


# ---- comments
@pytest.fixture
def key(workspace: Workspace) -> str:
    return history.start(workspace, journey(), "Ana")


def only(workspace: Workspace, key: str) -> Thread:
    (found,) = threads.threads(workspace, key)
    return found


def test_a_split_takes_the_threads_along_and_can_be_undone(workspace: Workspace, key: str) -> None:
    threads.say(workspace, key, "goals", "find", "Here", "Ana")
    history.edit(workspace, key, merge("find", "buy"), "Ana")
    assert only(workspace, key).place == "buy"
    split = history.edit(workspace, key, {"do": "split_stage", "key": "buy"}, "Ana")
    assert only(workspace, key).place == "find" and names(split) == names(journey())
    assert names(history.undo(workspace, key, "Ana")) == {"Buy": ["Ad", "Search", "Cart", "Checkout"]}
    assert names(history.redo(workspace, key, "Ana")) == names(journey())
    assert history.versions(workspace, key)[-2].words == "Took back: Split the stage “Buy”"


def test_an_own_comment_is_changed_taken_back_and_both_are_undone(workspace: Workspace, key: str) -> None:
    thread = threads.say(workspace, key, "reach", "Ad", "Too low?", "Ana")
    threads.say(workspace, key, "", "", "No", "Ben", thread)
    first = only(workspace, key).remarks[0]
    threads.reword(workspace, key, thread, first.key, " Too high? ", "Ana")
    (now, other) = only(workspace, key).remarks
    assert (now.text, now.gone, bool(now.changed), now.at, now.author) == ("Too high?", False, True, first.at, "Ana")
    assert (other.text, other.changed) == ("No", "")
    threads.withdraw(workspace, key, thread, first.key, "Ana")
    assert (only(workspace, key).remarks[0].text, only(workspace, key).remarks[0].gone) == ("", True)
    threads.undo(workspace, key, thread, first.key, "Ana")
    assert (only(workspace, key).remarks[0].text, only(workspace, key).remarks[0].gone) == ("Too high?", False)
    threads.undo(workspace, key, thread, first.key, "Ana")
    threads.undo(workspace, key, thread, first.key, "Ana")  # there is nothing more
    assert only(workspace, key).remarks[0] == first
    assert [one.value["do"] for one in workspace.log("thread", key)] == ["say", "say", "reword", "withdraw", "undo", "undo"]  # all is kept


def test_a_thread_whose_comments_were_all_taken_back_is_not_open(workspace: Workspace, key: str) -> None:
    thread = threads.say(workspace, key, "reach", "Ad", "Oops", "Ana")
    number = only(workspace, key).remarks[0].key
    threads.withdraw(workspace, key, thread, number, "Ana")
    threads.withdraw(workspace, key, thread, number, "Ana")  # twice is once
    assert only(workspace, key).resolved and len(workspace.log("thread", key)) == 2
    threads.undo(workspace, key, thread, number, "Ana")
    assert not only(workspace, key).resolved


def test_nobody_changes_the_comment_of_somebody_else_or_one_that_is_not_there(workspace: Workspace, key: str) -> None:
    thread = threads.say(workspace, key, "reach", "Ad", "Mine", "Ana")
    number = only(workspace, key).remarks[0].key
    for act in (threads.withdraw, threads.undo, lambda *about: threads.reword(*about[:-1], "Yours", about[-1])):
        with pytest.raises(BadInput, match="Only who wrote"):
            act(workspace, key, thread, number, "Ben")
        with pytest.raises(BadInput, match="Say who you are"):
            act(workspace, key, thread, number, "")
        for gone in ((thread, number + 99), ("gone", number)):
            with pytest.raises(BadInput, match="not there any more"):
                act(workspace, key, *gone, "Ana")
    with pytest.raises(BadInput, match="Write something"):
        threads.reword(workspace, key, thread, number, " ", "Ana")
    assert only(workspace, key).remarks[0].text == "Mine"


@pytest.mark.parametrize("value", [
    {"do": "reword"}, {"do": "reword", "text": 3}, {"do": "withdraw", "remark": "x"}, {"do": "undo"}, {"do": "undo", "version": ["x"]},
    {"do": "undo", "version": 1}, {"do": "reword", "remark": 1, "text": "another's"},
], ids=["no-words", "number", "text-number", "undo-nothing", "undo-list", "undo-say", "not-of-it"])  # fmt: skip
def test_an_entry_of_another_form_changes_no_comment(workspace: Workspace, key: str, value: dict[str, Any]) -> None:
    thread = threads.say(workspace, key, "reach", "Ad", "Why?", "Ana")
    before = only(workspace, key)
    workspace.write("thread", key, {"thread": thread, **value}, "Ben")
    assert only(workspace, key) == before
