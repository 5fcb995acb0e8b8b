"""The HTML drawing of the map: what people wrote, pictures and dividing lines, and the hooks by which the editor finds everything."""

from __future__ import annotations

from dataclasses import replace

from cjm_core.journey_map.model import Item, Stage, TextCell, TextLane
from cjm_core.journey_map.render import as_fragment, as_html
from tests.maps import NASTY, rich
from tests.test_map_html import Nodes


# ---- words ---------------------------------------------------------------------------------------------------------
def test_items_show_their_grade_as_a_shape_and_that_they_should_be_read_again() -> None:
    nodes = Nodes(as_fragment(rich()))
    marks = {item["data-item"]: item for item in nodes.all("div", "item") if "data-item" in item}
    assert set(marks) == {"i1", "i2", "i3", "i4", "i5"}
    assert "↻ read again: Satisfied moved from 55 % to 44 %" in marks["i4"]["text"] and "Payments · by 15 Sep" in marks["i4"]["text"]
    assert "8 interviews, May 2026" in marks["i1"]["text"]
    grades = [node["aria-label"] for node in nodes.all("i", "g") if "aria-label" in node]
    assert set(grades) == {"measured", "reported", "voted", "assumed"}
    (picture,) = nodes.all("img")
    assert picture["src"].startswith("data:image/png;base64,") and picture["alt"] == "Picture: The box"


def test_a_picture_that_is_none_is_not_fetched() -> None:
    drawn = rich()
    texts = tuple(replace(lane, cells=tuple(replace(cell, items=tuple(replace(item, picture="https://example.org/x.png") for item in cell.items))
                                            for cell in lane.cells)) for lane in drawn.texts)  # fmt: skip
    assert drawn.persona
    bad = replace(drawn, texts=texts, persona=replace(drawn.persona, picture="//example.org/x.png"))
    for text in (as_fragment(bad), as_html(bad)):
        assert not Nodes(text).all("img") and "example.org" not in text


def test_dividing_lines_and_collapsed_lanes() -> None:
    drawn = rich()
    shut = tuple(replace(lane, collapsed=lane.name == "csat") for lane in drawn.lanes)
    texts = tuple(replace(lane, collapsed=lane.name in ("thinking", "pictures")) for lane in drawn.texts)
    nodes = Nodes(as_fragment(replace(drawn, lanes=shut, texts=texts)))
    assert nodes.one("tr", "rule")["text"].strip() == "Line of visibility"
    summaries = [node["text"].strip() for node in nodes.all("td", "short")]
    assert summaries == ["44 % at Checkout … 88 % at Unboxing; known at 11 of 12", "3 entries", "1 entry"]
    assert not [node for node in nodes.all("td", data_lane="csat") if "data-at" in node]


def test_a_stage_without_touchpoints_keeps_its_place() -> None:
    drawn = rich()
    stages = (Stage("Before", 0, (), "before", ()), *drawn.stages)
    texts = (TextLane("goals", "Stage goals", "", "text", "stage", (TextCell("before", 0, (Item("Plan", "assumed", key="k"),)),)),)
    nodes = Nodes(as_fragment(replace(drawn, stages=stages, texts=texts, order=()), editing=True))
    assert "no touchpoint yet" in nodes.all("tr", "tps")[0]["text"]
    rows = nodes.all("td", data_lane="csat")
    assert len(rows) == 13 and rows[0]["data-at"] == ""
    assert [node["data-at"] for node in nodes.all("td", data_lane="goals")] == ["before", *(stage.key for stage in drawn.stages)]


def test_a_map_without_columns_says_what_it_can() -> None:
    text = as_html(replace(rich(), stages=(), lanes=(), texts=(), reported=(), curves=(), peak_end=None))
    assert "<table" not in text and "0 of 0 filled cells are measured" in text


# ---- hooks ---------------------------------------------------------------------------------------------------------
def test_the_editor_finds_everything_by_its_key() -> None:
    drawn = rich()
    nodes = Nodes(as_fragment(drawn, editing=True))
    assert [node["data-stage"] for node in nodes.all("th") if "data-stage" in node] == [stage.key for stage in drawn.stages]
    named = [(node["data-key"], node["text"]) for node in nodes.all("span", "edit", data_edit="stage")]
    assert named == [(stage.key, stage.name) for stage in drawn.stages]
    named = [(node["data-key"], node["data-touchpoint"]) for node in nodes.all("button", "tp")]
    assert named == list(zip(drawn.keys, drawn.touchpoints, strict=True))
    for what, keys in (("stage", [stage.key for stage in drawn.stages]), ("touchpoint", list(drawn.keys)), ("lane", list(drawn.order))):
        assert [node["data-key"] for node in nodes.all("button", "handle", data_handle=what)] == keys
    assert {node["data-lane"] for node in nodes.all("button", "add")} == {"pains", "thinking", "actions", "pictures"}
    talk = nodes.one("button", "talk", data_lane="actions", data_at="Buy")
    assert talk["text"] == "1" and talk["aria-label"] == "1 open thread"
    says = {node["text"] for node in nodes.all("span", "say")}
    assert {"Who do I ask?", NASTY} <= says  # the text alone, so that it can be edited in place
    assert all(node.get("type") == "button" for node in nodes.all("button"))


def test_without_editing_only_open_threads_remain() -> None:
    nodes = Nodes(as_fragment(rich()))
    assert not nodes.all("button", "handle") and not nodes.all("button", "add")
    assert [(node["data-lane"], node["text"]) for node in nodes.all("button", "talk")] == [("actions", "1")]
