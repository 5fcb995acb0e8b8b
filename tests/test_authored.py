"""Edits of a journey: each does what it says, tolerates what is gone, and refuses in one sentence what is no edit."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

import pytest

from cjm_core.authored import record
from cjm_core.authored.edits import apply
from cjm_core.authored.model import Journey, LaneChoice, PlannedStage, PlannedTouchpoint, Written
from cjm_core.errors import BadInput

PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def journey() -> Journey:
    """Two stages with two touchpoints each; one text at each of the stages and at one touchpoint."""
    def stage(name: str, *touchpoints: str) -> PlannedStage:
        return PlannedStage(name.lower(), name, tuple(PlannedTouchpoint(one, one, (one,)) for one in touchpoints))

    return Journey(
        "shop", "Shop", stages=(stage("Find", "Ad", "Search"), stage("Buy", "Cart", "Checkout")),
        lanes=(LaneChoice("reach"), LaneChoice("goals", kind="text"), LaneChoice("text-abc", "Risks", kind="text"),
               LaneChoice("visibility", kind="line")),
        items=(Written("w1", "goals", "find", "Find something"), Written("w2", "goals", "buy", "Pay"),
               Written("w3", "text-abc", "Cart", "Lost carts")),
    )  # fmt: skip


def edited(*ops: dict[str, Any], start: Journey | None = None) -> Journey:
    drawn = start or journey()
    for op in ops:
        drawn = apply(drawn, op)
    return drawn


def names(drawn: Journey) -> dict[str, list[str]]:
    return {stage.name: [one.name for one in stage.touchpoints] for stage in drawn.stages}


AS_IT_IS = {"Find": ["Ad", "Search"], "Buy": ["Cart", "Checkout"]}
NEW = {"do": "add_touchpoint", "key": "+n", "name": "New"}
ARRANGED: list[tuple[dict[str, Any], dict[str, list[str]]]] = [
    ({"do": "add_stage", "key": "+s", "name": " Stay \n on "}, {**AS_IT_IS, "Stay on": []}),
    ({"do": "add_stage", "key": "+s", "name": "Stay", "before": "buy"}, {"Find": ["Ad", "Search"], "Stay": [], "Buy": ["Cart", "Checkout"]}),
    ({"do": "add_stage", "key": "+s", "name": "Stay", "before": "gone"}, {**AS_IT_IS, "Stay": []}),
    ({"do": "add_stage", "key": "buy", "name": "Again"}, AS_IT_IS),
    ({"do": "rename_stage", "key": "buy", "name": "購入 🛒"}, {"Find": ["Ad", "Search"], "購入 🛒": ["Cart", "Checkout"]}),
    ({"do": "move_stage", "key": "buy", "before": "find"}, {"Buy": ["Cart", "Checkout"], "Find": ["Ad", "Search"]}),
    ({"do": "move_stage", "key": "find"}, {"Buy": ["Cart", "Checkout"], "Find": ["Ad", "Search"]}),
    ({"do": "move_stage", "key": "find", "before": "find"}, AS_IT_IS),
    ({"do": "merge_stage", "key": "find", "into": "buy"}, {"Buy": ["Ad", "Search", "Cart", "Checkout"]}),
    ({"do": "merge_stage", "key": "buy", "into": "find"}, {"Find": ["Ad", "Search", "Cart", "Checkout"]}),
    ({"do": "merge_stage", "key": "buy", "into": "buy"}, AS_IT_IS),
    ({"do": "remove_stage", "key": "find"}, {"Buy": ["Cart", "Checkout"]}),
    ({**NEW, "stage": "find"}, {"Find": ["Ad", "Search", "New"], "Buy": ["Cart", "Checkout"]}),
    ({**NEW, "stage": "find", "before": "Ad"}, {"Find": ["New", "Ad", "Search"], "Buy": ["Cart", "Checkout"]}),
    ({**NEW, "stage": "gone"}, AS_IT_IS),
    ({**NEW, "stage": "find", "key": "Cart"}, AS_IT_IS),
    ({"do": "rename_touchpoint", "key": "Ad", "name": "Advert"}, {"Find": ["Advert", "Search"], "Buy": ["Cart", "Checkout"]}),
    ({"do": "move_touchpoint", "key": "Ad", "stage": "buy", "before": "Checkout"}, {"Find": ["Search"], "Buy": ["Cart", "Ad", "Checkout"]}),
    ({"do": "move_touchpoint", "key": "Ad"}, {"Find": ["Search", "Ad"], "Buy": ["Cart", "Checkout"]}),
    ({"do": "move_touchpoint", "key": "Ad", "stage": "find", "before": "Ad"}, AS_IT_IS),
    ({"do": "move_touchpoint", "key": "Ad", "stage": "gone"}, AS_IT_IS),
    ({"do": "merge_touchpoint", "key": "Ad", "into": "Cart"}, {"Find": ["Search"], "Buy": ["Cart", "Checkout"]}),
    ({"do": "merge_touchpoint", "key": "Ad", "into": "Ad"}, AS_IT_IS),
    ({"do": "split_touchpoint", "key": "Ad"}, AS_IT_IS),
    ({"do": "remove_touchpoint", "key": "Ad"}, {"Find": ["Search"], "Buy": ["Cart", "Checkout"]}),
    ({"do": "lay_out", "stages": [{"key": "x", "name": "X", "touchpoints": []}]}, AS_IT_IS),
]


@pytest.mark.parametrize(("op", "expected"), ARRANGED, ids=lambda one: one.get("do") if "do" in one else "")
def test_stages_and_touchpoints_are_arranged(op: dict[str, Any], expected: dict[str, list[str]]) -> None:
    assert names(edited(op)) == expected
    assert list(names(edited(op))) == list(expected)


@pytest.mark.parametrize("what", ["stage", "touchpoint"])
@pytest.mark.parametrize("do", ["rename", "move", "hide", "merge", "remove"])
def test_what_is_gone_changes_nothing(do: str, what: str) -> None:
    assert edited({"do": f"{do}_{what}", "key": "gone", "name": "x", "hidden": True, "into": "gone"}) == journey()


def test_a_merge_keeps_what_was_written_and_is_split_again_as_it_was() -> None:
    written = {"do": "write", "key": "w4", "lane": "goals", "at": "Ad", "text": "See it"}
    start = edited({"do": "rename_touchpoint", "key": "Ad", "name": "Advert"}, written)
    both = ({"do": "merge_touchpoint", "key": "Ad", "into": "Search"}, {"do": "merge_touchpoint", "key": "Search", "into": "Cart"})
    merged = edited(*both, start=start)
    assert merged.merged == (("Ad", "Cart"), ("Search", "Cart"))
    assert [one.at for one in merged.items] == ["find", "buy", "Cart", "Cart"]
    split = edited({"do": "split_touchpoint", "key": "Cart"}, start=merged)
    assert names(split) == {"Find": [], "Buy": ["Cart", "Search", "Advert", "Checkout"]}
    assert split.items == start.items and split.merged == ()
    assert {one.key: one.sources for one in split.touchpoints} == {name: (name,) for name in ("Cart", "Search", "Ad", "Checkout")}


def test_somebody_who_writes_at_what_was_merged_meanwhile_writes_where_it_is_now() -> None:
    merged = edited({"do": "merge_stage", "key": "find", "into": "buy"}, {"do": "merge_touchpoint", "key": "Ad", "into": "Cart"})
    written = edited(
        {"do": "write", "key": "a", "lane": "goals", "at": "find", "text": "x"},
        {"do": "write", "key": "b", "lane": "goals", "at": "Ad", "text": "y"},
        {**NEW, "stage": "find"}, {"do": "merge_touchpoint", "key": "Search", "into": "Ad"}, start=merged,
    )  # fmt: skip
    assert [(one.key, one.at) for one in written.items[-2:]] == [("a", "buy"), ("b", "Cart")]
    assert names(written) == {"Buy": ["Cart", "Checkout", "New"]}
    assert edited({"do": "split_touchpoint", "key": "Cart"}, start=written).items[-1].at == "Ad"


def test_a_name_in_the_data_stands_at_one_touchpoint_only() -> None:
    drawn = edited({"do": "attach", "key": "Ad", "sources": ["Search", "Banner", "Banner"]})
    assert [one.sources for one in drawn.touchpoints] == [("Search", "Banner"), (), ("Cart",), ("Checkout",)]
    again = edited({**NEW, "stage": "buy", "sources": ["Banner"]}, start=drawn)
    assert [one.sources for one in again.touchpoints] == [("Search",), (), ("Cart",), ("Checkout",), ("Banner",)]
    apart = edited({"do": "split_touchpoint", "key": "Ad"}, start=drawn)
    assert [(one.key, one.sources) for one in apart.touchpoints][:2] == [("Ad", ("Search",)), ("Banner", ("Banner",))]


def test_removing_takes_what_was_written_there_along() -> None:
    assert [one.key for one in edited({"do": "remove_stage", "key": "buy"}).items] == ["w1"]
    assert [one.key for one in edited({"do": "remove_touchpoint", "key": "Cart"}).items] == ["w1", "w2"]


def test_lanes_are_shown_hidden_named_moved_and_filled() -> None:
    drawn = edited(
        {"do": "set_lane", "name": "nps"}, {"do": "set_lane", "name": "reach", "hidden": True}, {"do": "set_lane", "name": "goals", "label": "Ziele"},
        {"do": "move_lane", "name": "goals", "before": "reach"}, {"do": "set_lane", "name": "says", "collapsed": True},
        {"do": "set_lane", "name": "text-gone"}, {"do": "add_lane", "name": "text-new", "label": "Photos", "kind": "picture", "by": "touchpoint"},
        {"do": "add_lane", "name": "reach", "label": "Twice", "kind": "text"}, {"do": "move_lane", "name": "gone"},
    )  # fmt: skip
    assert [one.name for one in drawn.lanes] == ["goals", "reach", "text-abc", "visibility", "nps", "says", "text-new"]
    assert drawn.lanes[0].label == "Ziele" and drawn.lanes[1].hidden
    assert drawn.lanes[5] == LaneChoice("says", "Says", collapsed=True, kind="text")
    assert drawn.lanes[6] == LaneChoice("text-new", "Photos", kind="picture", by="touchpoint")


def test_a_removed_lane_keeps_what_was_written_only_where_it_can_come_back() -> None:
    drawn = edited({"do": "remove_lane", "name": "goals"}, {"do": "remove_lane", "name": "text-abc"})
    assert [one.key for one in drawn.items] == ["w1", "w2"] and [one.name for one in drawn.lanes] == ["reach", "visibility"]


def test_texts_are_written_grounded_given_to_somebody_and_erased() -> None:
    drawn = edited(
        {"do": "write", "key": "w4", "lane": "actions", "at": "buy", "text": " Ask\r\nless \x00", "author": "Ana", "on": "2026-06-01"},
        {"do": "ground", "key": "w4", "grade": "voted", "evidence": "Workshop", "about": ["csat", 0.44]},
        {"do": "assign", "key": "w4", "owner": "Payments", "due": "2026-09-15"},
        {"do": "rewrite", "key": "w4", "text": "Ask less", "on": "2026-06-02"}, {"do": "erase", "key": "w1"}, {"do": "erase", "key": "w1"},
    )  # fmt: skip
    expected = Written("w4", "actions", "buy", "Ask less", "voted", "Workshop", "Payments", "2026-09-15", "", "Ana", "2026-06-02", ("csat", 0.44))
    assert drawn.items[-1] == expected and [one.key for one in drawn.items] == ["w2", "w3", "w4"]
    assert edited({"do": "ground", "key": "w4", "grade": "assumed", "evidence": ""}, start=drawn).items[-1].about is None


def test_nothing_is_written_where_nothing_can_stand() -> None:
    for lane, at, key in (("goals", "gone", "w4"), ("text-gone", "buy", "w4"), ("visibility", "buy", "w4"), ("goals", "buy", "w1")):
        assert edited({"do": "write", "key": key, "lane": lane, "at": at, "text": "x"}) == journey()
    assert edited({"do": "rewrite", "key": "w1", "text": " "}) == journey()
    following = Journey("j")
    assert edited({"do": "write", "key": "w", "lane": "goals", "at": "Any name in the data", "text": "x"}, start=following).items[0].text == "x"


def test_a_journey_that_follows_the_data_takes_over_their_stages_once() -> None:
    stages = [{"key": "A", "name": "A", "touchpoints": [{"key": "a", "name": "a", "sources": ["a"]}]}]
    assert names(edited({"do": "lay_out", "stages": stages}, start=Journey("j"))) == {"A": ["a"]}
    assert edited({"do": "lay_out", "stages": stages + stages}, start=Journey("j")).stages == ()


def test_several_edits_are_one() -> None:
    single = [{"do": "rename_map", "name": "M"}, {"do": "set_dataset", "dataset": "d1"}, {"do": "set_kind", "kind": "to-be"}]
    assert edited({"do": "together", "edits": single}) == replace(journey(), name="M", dataset="d1", kind="to-be")


REFUSED: list[Any] = [
    None, "rename_map", [], {}, {"do": "explode"}, {"do": ["rename_map"]}, {"do": "rename_map"}, {"do": "rename_map", "name": ""},
    {"do": "rename_map", "name": " \u200b\n"}, {"do": "rename_map", "name": "x" * 121},
    {"do": "rename_map", "name": 5}, {"do": "rename_map", "name": {}},
    {"do": "set_kind", "kind": "maybe"}, {"do": "set_kind", "kind": ["as-is"]}, {"do": "set_review", "on": "tomorrow"},
    {"do": "set_review", "on": "2026-02-30"}, {"do": "set_review", "on": "20260230"},
    {"do": "hide_stage", "key": "buy", "hidden": "yes"}, {"do": "hide_stage", "hidden": True}, {"do": "rename_stage", "key": "gone", "name": ""},
    {"do": "attach", "key": "Ad", "sources": "Ad"}, {"do": "attach", "key": "Ad", "sources": [1]}, {"do": "attach", "key": "Ad", "sources": [""]},
    {"do": "add_lane", "name": "text-x", "label": "X", "kind": "number"}, {"do": "set_lane", "name": "reach", "label": "x" * 121},
    {"do": "write", "key": "k", "lane": "goals", "at": "buy", "text": ""},
    {"do": "write", "key": "k", "lane": "goals", "at": "buy", "text": "x" * 2001},
    {"do": "write", "key": "k", "lane": "goals", "at": "buy", "text": "x", "picture": "https://example.org/x.png"},
    {"do": "write", "key": "k", "lane": "goals", "at": "buy", "text": "x", "picture": "data:image/svg+xml;base64,PHN2Zz4="},
    {"do": "write", "key": "k", "lane": "goals", "at": "buy", "text": "x", "picture": PIXEL.replace("png", "jpeg")},
    {"do": "ground", "key": "w1", "grade": "certain", "evidence": ""}, {"do": "ground", "key": "w1", "grade": "voted", "evidence": None},
    {"do": "ground", "key": "w1", "grade": "voted", "evidence": "", "about": ["csat", float("nan")]},
    {"do": "ground", "key": "w1", "grade": "voted", "evidence": "", "about": ["csat", True]},
    {"do": "ground", "key": "w1", "grade": "voted", "evidence": "", "about": "csat"}, {"do": "assign", "key": "w1", "owner": "A", "due": "soon"},
    {"do": "together", "edits": [{"do": "together", "edits": []}]}, {"do": "together", "edits": {}}, {"do": "lay_out", "stages": [1]},
    {"do": "lay_out", "stages": [{"key": "a", "name": "a", "touchpoints": ["a"]}]},
]  # fmt: skip


@pytest.mark.parametrize("op", REFUSED, ids=lambda op: str(op)[:60])
def test_what_is_no_edit_is_refused_in_one_sentence(op: Any) -> None:
    with pytest.raises(BadInput) as problem:
        apply(journey(), op)
    assert str(problem.value).endswith(".") and len(str(problem.value)) < 120
    with pytest.raises(BadInput):  # whatever the journey looks like
        apply(Journey("empty"), op)


def test_a_picture_may_have_a_million_bytes_and_no_more() -> None:
    def sized(size: int) -> str:
        head = b"\x89PNG\r\n\x1a\n"
        return "data:image/png;base64," + base64.b64encode(head + bytes(size - len(head))).decode()

    write = {"do": "write", "key": "p", "lane": "pictures", "at": "buy", "text": ""}
    assert edited({**write, "picture": sized(1_000_000)}).items[-1].picture == sized(1_000_000)
    for size in (1_000_001, 3_000_000):
        with pytest.raises(BadInput, match="larger than 1 MB"):
            apply(journey(), {**write, "picture": sized(size)})
    named = {"do": "rewrite", "key": "p", "text": "The box"}
    assert edited({**write, "picture": PIXEL}, named).items[-1].text == "The box"
    assert edited({**write, "picture": PIXEL}, named, {**named, "text": ""}).items[-1].text == ""


def test_half_characters_of_a_text_do_not_come_in() -> None:
    assert edited({"do": "rename_map", "name": "a\ud800b"}).name.encode() == b"a?b"


def test_a_journey_from_outside_is_put_in_order() -> None:
    touchpoint = PlannedTouchpoint("a", " ", ("a", "a", "b"), parts=(PlannedTouchpoint("a", "B", ("b", "z")),))
    messy = Journey(
        "j", " My\nmap ", "never",
        stages=(PlannedStage("a", "A", (touchpoint, PlannedTouchpoint("a", "x" * 3000, ("b", "c")))), PlannedStage("", "")),
        lanes=(LaneChoice("goals"), LaneChoice("goals", "Twice"), LaneChoice("x", kind="film", by="day")), review_on="soon",
        items=(Written("i", "goals", "a", "x", "sure", due="x", picture="http://x"), Written("i", "goals", "a", "y"),
               Written("k", "goals", "a", " ")),
    )  # fmt: skip
    tidy = record.tidied(messy)
    assert (tidy.name, tidy.kind, tidy.review_on) == ("My map", "as-is", "")
    assert [one.key for one in tidy.stages] == ["a", "+stage"] and tidy.stages[1].name == "?"
    assert [(one.key, one.sources) for one in tidy.touchpoints] == [("a (2)", ("a", "b")), ("a (4)", ("c",))]
    assert [(one.key, one.sources) for one in tidy.touchpoints[0].parts] == [("a (3)", ("b",))]
    assert [(one.name, one.label, one.kind, one.by) for one in tidy.lanes] == [("goals", "", "text", "stage"), ("x", "", "", "stage")]
    assert tidy.items == (Written("i", "goals", "a", "x"), Written("i (2)", "goals", "a", "y"))
    assert record.tidied(tidy) == tidy == record.from_record(record.as_record(tidy))
