"""The map as slides: the same numbers as on the map, in an order that tells the story, and nothing from a file becomes markup."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from cjm_core.journey_map import slides
from cjm_core.journey_map.model import Cell, Item, JourneyMap, Lane, Stage, TextCell, TextLane
from cjm_core.journey_map.slide_words import figure, interval, lead_lanes
from tests.maps import NASTY, rich


class _Read(HTMLParser):
    """Tags and texts of a drawing, by slide."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[list[str]] = [[]]
        self.raw = False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.raw = tag in ("style", "script")
        if tag == "section":
            self.texts.append([])

    def handle_endtag(self, tag):
        self.raw = False

    def handle_data(self, data):
        if not self.raw and data.strip():
            self.texts[-1].append(data.strip())


def words(html: str, slide: int) -> str:
    return " ".join(" ".join(_Read(html).texts[slide]).split())


def test_the_story_begins_with_the_answer_and_ends_with_what_to_do():
    kinds = [slide.kind for slide in slides.slides(rich())]
    assert kinds == ["title", "curve", *["stage"] * 6, "todo"]
    shown = slides.as_slides(rich())
    assert "Web shop, as it is" in words(shown, 1)
    assert "44 of 100 are satisfied (40–49, 431 answers)" in words(shown, 1)
    assert "60 of 65 filled cells are measured" in words(shown, 1)
    assert "Retry without new card entry" in words(shown, 9)
    assert "Payments · by 15 Sep" in words(shown, 9)


def test_every_touchpoint_stands_on_the_slide_of_its_stage_with_the_numbers_of_the_map():
    drawn = rich()
    found = {row.name: row.figures for slide in slides.slides(drawn) if slide.kind == "stage" for row in slide.rows}
    assert tuple(found) == drawn.touchpoints
    lanes = lead_lanes(drawn)
    assert [lane.name for lane in lanes] == ["reach", "emotion", "csat", "leaving"]
    for at, name in enumerate(drawn.touchpoints):
        assert found[name] == tuple(figure(lane.cells[at], lane) for lane in lanes)
    checkout = found["Checkout"][2]  # 0.44, 0.40–0.49, 431 answers, below the map's mean
    assert (checkout.value, checkout.unit, checkout.told, checkout.sign, checkout.side) == ("44", "%", ("40–49", "n 431"), "▼", "bad")


def test_the_worst_and_the_best_moment_are_marked_once():
    rows = [row for slide in slides.slides(rich()) for row in slide.rows]
    assert [(row.name, row.side) for row in rows if row.side] == [("Checkout", "low"), ("Unboxing", "high")]


def test_pains_and_one_quote_stand_with_their_stage():
    buy = next(slide for slide in slides.slides(rich()) if slide.title == "Buy")
    assert [item.text for _, items in buy.things for item in items] == ["Card refused after 3-D Secure, on phones"]
    assert buy.quote.text == "Paid twice, still says failed."


def test_by_lane_every_row_of_the_map_is_shown_in_its_order():
    drawn = rich()
    titles = [slide.title for slide in slides.slides(drawn, "lane") if slide.kind in ("numbers", "words")]
    rows = [row.label for row in drawn.rows if row.name not in ("emotion", "actions", "visibility")]
    assert list(dict.fromkeys(titles)) == rows
    shown = [row.name for slide in slides.slides(drawn, "lane") if slide.title == "Satisfied" for row in slide.rows]
    assert shown == [name for name in drawn.touchpoints if name != "Ad"]  # which was never asked about


def test_long_stages_are_parted_evenly_and_no_slide_is_crowded():
    names = tuple(f"Place {number}" for number in range(9))
    cells = tuple(Cell(0.5, 100, 0.4, 0.6, "ok", None, "measured") for _ in names)
    drawn = _bare(names, (Lane("csat", "Satisfied", "", "share", "higher", cells),))
    parts = [slide for slide in slides.slides(drawn) if slide.kind == "stage"]
    assert [(slide.part, len(slide.rows)) for slide in parts] == [((1, 3), 3), ((2, 3), 3), ((3, 3), 3)]
    assert max(len(slide.rows) for slide in slides.slides(drawn, "lane")) <= 8


def test_what_is_hidden_or_unknown_is_said_and_never_a_number():
    cells = (Cell(None, 0, None, None, "suppressed", "fewer than 5, so hidden"), Cell(None, 0, None, None, "undefined", "not asked"))
    lane = Lane("csat", "Satisfied", "", "share", "higher", cells)
    hidden, unknown = (figure(cell, lane) for cell in cells)
    assert unknown.value == "not asked"
    assert hidden.value.startswith("<")
    assert (hidden.told, hidden.bar, unknown.told, unknown.bar) == ((), None, (), None)


def test_a_map_without_answers_or_plans_says_so():
    drawn = _bare(("Door",), ())
    assert [slide.kind for slide in slides.slides(drawn)] == ["title", "stage", "todo"]
    assert "Nothing is planned yet" in words(slides.as_slides(drawn), 3)


def test_nothing_that_people_typed_becomes_markup():
    drawn = rich(NASTY)
    drawn = replace(drawn, question=NASTY, period=NASTY, stages=tuple(replace(one, name=NASTY) for one in drawn.stages), texts=(
        *drawn.texts, TextLane("quotes", NASTY, NASTY, "text", "stage", (TextCell("Buy", 2, (Item(NASTY, "measured", NASTY, True),)),))))  # fmt: skip
    for by in slides.BY:
        read = _Read(slides.as_slides(replace(drawn, order=(*drawn.order, "quotes")), by))
        assert "script" not in read.tags
        assert read.tags.count("img") == (by == "lane")  # the picture of the map itself
        assert any("<img src=x" in text for slide in read.texts for text in slide)


def test_a_script_of_ours_writes_no_markup_and_its_hash_is_that_of_the_file():
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(", slides.script())
    assert f"<script>{slides.script()}</script>" in slides.for_file(rich())
    assert slides.script_hash().startswith("sha256-")


def test_the_interval_on_a_slide_is_that_of_the_map():
    drawn = rich()
    shown = slides.as_slides(drawn)
    for lane in lead_lanes(drawn)[1:]:
        for cell in lane.cells:
            if cell.value is not None:
                assert f">{interval(cell, lane)}</span>" in shown, (lane.name, cell)


@pytest.mark.parametrize("by", slides.BY)
def test_pictures_are_shown_with_their_text(by):
    assert ('alt="The box"' in slides.as_slides(rich(), by)) == (by == "lane")


def _bare(names: tuple[str, ...], lanes: tuple[Lane, ...]) -> JourneyMap:
    return JourneyMap("Shop", False, (), "2026-01-01", "2026", "everyone", "Where?", "", (Stage("All", 10, names),), lanes, 10, 10, 0, 0, ())
