"""The HTML drawing of the map: every row in page and file, hooks for the editor, words of people inert, nothing said by colour alone."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from cjm_core import format as fmt
from cjm_core.journey_map.model import Aim, Cell, Change, Curve, Item, JourneyMap, Lane, PeakEnd, Stage, TextCell, TextLane
from cjm_core.journey_map.render import as_fragment, as_html
from tests import maps
from tests.maps import NASTY, rich

VOID = {"meta", "br", "wbr", "img", "link", "hr"}


class Nodes(HTMLParser):
    """Every element with its attributes and the text inside it; raises where a tag is not closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[dict[str, str]] = []
        self.found: list[dict[str, str]] = []
        self.feed(text)
        assert not self.open, self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = {key: value or "" for key, value in attrs} | {"tag": tag, "text": ""}
        self.found.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()["tag"] == tag

    def handle_data(self, data: str) -> None:
        for node in self.open:
            node["text"] += data

    def all(self, tag: str, kind: str = "", **attributes: str) -> list[dict[str, str]]:
        wanted = {key.replace("_", "-"): value for key, value in attributes.items()}
        return [node for node in self.found if node["tag"] == tag and (not kind or kind in node.get("class", "").split())
                and all(node.get(key) == value for key, value in wanted.items())]  # fmt: skip

    def one(self, tag: str, kind: str = "", **attributes: str) -> dict[str, str]:
        (node,) = self.all(tag, kind, **attributes)
        return node


def large() -> JourneyMap:
    """8 stages, 30 touchpoints, 12 lanes and five more curves."""
    names = tuple(f"Touchpoint {at}" for at in range(30))
    cuts = (0, 3, 8, 12, 17, 19, 22, 26, 30)
    parts = [names[begin:end] for begin, end in pairwise(cuts)]
    stages = tuple(Stage(f"Stage {at}", 900 - at, part, f"s{at}", part) for at, part in enumerate(parts))
    felt = tuple(Cell(at % 5 - 2.0, 50, at % 5 - 2.2, at % 5 - 1.8, "ok", None, "measured") for at in range(30))
    shares = tuple(Cell(0.4, 90, 0.3, 0.5, "ok", None, "measured", "below") for _ in names)
    numbers = (Lane(f"kpi{at}", f"Lane {at}", "", "share", "higher", shares, 0.6) for at in range(7))
    lanes = (Lane("emotion", "Emotion", "", "score", "higher", felt, 0.1), *numbers)
    said = tuple(TextCell(stage.key, len(stage.touchpoints), (Item("Words", "assumed", key=f"i{at}"),)) for at, stage in enumerate(stages))
    texts = tuple(TextLane(f"text-{at}", f"Words {at}", "", "text", "stage", said) for at in range(4))
    curves = tuple(Curve(f"Segment {at}", felt, tuple(Change(0.1, 0.0, 0.2, False, "everyone") for _ in names)) for at in range(5))
    return replace(rich(), stages=stages, lanes=lanes, texts=texts, reported=(), order=(), curves=curves, peak_end=None, persona=None)


def nasty() -> JourneyMap:
    """The name that tries to break things in every place where a name of somebody's can stand."""
    drawn = rich(NASTY)
    assert drawn.persona
    stages = tuple(replace(stage, name=NASTY, key=f"{NASTY}{at}") for at, stage in enumerate(drawn.stages))
    stages = (replace(stages[0], touchpoints=(NASTY, "B", "C"), keys=(NASTY, "b", "c")), *stages[1:])
    texts = tuple(replace(lane, label=NASTY, cells=tuple(map(_nasty, enumerate(lane.cells)))) for lane in drawn.texts)
    (told,) = drawn.reported
    told = replace(told, label=NASTY, cells=tuple(cell and replace(cell, source=NASTY, period=NASTY) for cell in told.cells))
    persona = replace(drawn.persona, name=NASTY, where=((NASTY, NASTY),), goals=NASTY, needs=NASTY, quote=NASTY)
    return replace(
        drawn, dataset=NASTY, sources=(NASTY,), period=NASTY, population=NASTY, answer=NASTY, notes=(NASTY,), stages=stages, texts=texts,
        reported=(told,), curves=(replace(drawn.curves[0], label=NASTY),), persona=persona,
        lanes=tuple(replace(lane, label=NASTY, detail=NASTY) for lane in drawn.lanes),
    )  # fmt: skip


def _nasty(numbered: tuple[int, TextCell]) -> TextCell:
    at, cell = numbered
    items = tuple(replace(item, text=NASTY, detail=NASTY, evidence=NASTY, stale=NASTY, key=NASTY) for item in cell.items)
    return replace(cell, at=f"{NASTY}{at}", items=items)


def words(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL))).split())


# ---- page and file are one drawing ---------------------------------------------------------------------------------
def test_the_file_is_the_fragment_and_what_stands_behind_its_numbers() -> None:
    """The curve's shapes are masks on a page, whose sanitizer drops SVG, and SVG in a file, because readers of PDF fill masks."""
    page, file = as_fragment(rich(), linked=False), as_html(rich())
    shapes = r'<svg.*?</svg>|<div class="ink">.*?</div>|<i class="dash".*?</i>'
    bare = re.sub(rf'{shapes}|<div popover.*?</dl></div>| popovertarget="[^"]*"', "", file, flags=re.DOTALL)
    assert re.sub(shapes, "", page, flags=re.DOTALL) in bare
    assert "<svg" not in page and "mask-image:url" not in file
    assert "<script" not in page + file and "<div popover" not in page


def test_every_row_is_drawn_in_its_order_and_says_all_its_cells() -> None:
    drawn = rich()
    nodes = Nodes(as_html(drawn))
    assert [node["data-lane"] for node in nodes.all("th") if "data-lane" in node] == list(drawn.order)
    for lane in drawn.lanes:
        tag = "li" if lane.name == "emotion" else "td"
        cells = {node["data-at"]: node for node in nodes.all(tag, data_lane=lane.name) if "data-at" in node}
        assert tuple(cells) == drawn.keys
        for key, cell in zip(drawn.keys, lane.cells, strict=True):
            if cell.value is None:
                assert "asked" in cells[key]["text"] and "0" not in cells[key]["text"]
            else:
                assert f"{cell.n:,}" in cells[key]["text"]
    text = words(as_html(drawn))
    assert all(item.text in text for lane in drawn.texts for cell in lane.cells for item in cell.items)


def test_a_number_of_the_file_tells_everything_when_pressed() -> None:
    nodes = Nodes(as_html(rich()))
    checkout = next(node for node in nodes.all("td", data_lane="csat") if node["data-at"] == "Checkout")
    for said in ("44.0 %", "40.0–49.0", "n 431", "measured", "below its target",
                 "−11 since Jul – Dec 2025 (−17.0 to −5.0), more than chance", "60 % by 2026-12-31: at risk",
                 "orders.csv, survey_h1.xlsx"):  # fmt: skip
        assert said in checkout["text"], said
    told = next(node for node in nodes.all("td", data_lane="reported:nps") if node["data-at"] == "Checkout")
    assert "quarter.xlsx, row 4" in told["text"] and "n not given" in told["text"]
    targets = [node["popovertarget"] for node in nodes.all("button", "cell")]
    assert len(set(targets)) == len(targets) == sum(cell.value is not None for lane in rich().lanes for cell in lane.cells) + 1
    assert set(targets) == {node["id"] for node in nodes.all("div", "pop")}


def test_changes_have_an_arrow_only_where_they_are_more_than_chance() -> None:
    text = as_fragment(rich())
    assert '<em class="chg real"><i>▼</i>change −11</em>' in text
    assert '<em class="chg">change +1</em>' in text
    assert "target 60 % · at risk" in text


def test_blue_and_orange_mean_one_thing_and_the_legend_says_which() -> None:
    drawn = rich()
    assert "below the map’s mean or its target; blue is better" in words(as_fragment(drawn))  # Checkout has a target
    bare = replace(drawn, lanes=tuple(replace(lane, cells=tuple(replace(cell, aim=None) for cell in lane.cells)) for lane in drawn.lanes))
    assert "or below the map’s mean; blue is better" in words(as_fragment(bare))
    marked = [node for node in Nodes(as_fragment(bare)).all("td", "num") if {"good", "bad"} & set(node["class"].split())]
    assert marked and all("▲" in node["text"] or "▼" in node["text"] for node in marked)
    assert all("the map’s mean" in node["text"] for node in marked)  # heard, not only seen
    plain = replace(bare, lanes=tuple(replace(lane, cells=tuple(replace(cell, mark=None) for cell in lane.cells)) for lane in bare.lanes))
    assert "blue is better" not in words(as_fragment(plain))


def test_the_meter_counts_all_four_grades_and_leaves_out_what_nobody_asked() -> None:
    drawn = rich()
    text = words(as_fragment(drawn))
    assert drawn.grades == {"measured": 60, "reported": 2, "voted": 1, "assumed": 2}  # of the typed texts the action is a plan and not counted
    assert "60 of 65 filled cells are measured. 1 touchpoint was never asked about. 2 cells have no number and are not counted." in text
    assert "measured 60 reported 2 voted 1 assumed 2" in text


def test_the_reconciliation_line_names_everybody_outside() -> None:
    drawn = replace(rich(), outside=(("with other touchpoints only", 150), ("at hidden touchpoints only", 22)))
    apart = "150 with other touchpoints only + 22 at hidden touchpoints only (2 touchpoints are not drawn)."
    assert f"5,912 customers in this selection = 5,740 on the map + {apart}" in words(as_fragment(drawn))


# ---- the curve -----------------------------------------------------------------------------------------------------
def test_the_curve_says_in_words_what_it_draws() -> None:
    nodes = Nodes(as_fragment(rich()))
    assert nodes.one("div", "draw")["aria-hidden"] == "true"
    said = {node["data-at"]: " ".join(node["text"].split()) for node in nodes.all("li")}
    assert said["Ad"] == "Ad: nothing asked"
    assert said["Checkout"].startswith("Checkout: −0.8") and "−0.9 to −0.7 · n 431" in said["Checkout"]
    assert "Business customers: −0.2 " in said["Delivery"] and "▼−0.3 than everyone, more than chance" in said["Delivery"]
    assert "▼" not in said["Search"]


def test_a_difference_of_two_curves_says_its_interval_and_n() -> None:
    nodes, curve = Nodes(as_fragment(rich())), rich().curves[0]
    at = next(place for place, one in enumerate(curve.differences) if one and one.real)
    text = " ".join(words(as_fragment(rich())).split())
    change = curve.differences[at]
    assert change and change.ci_low is not None and change.ci_high is not None
    between = fmt.interval(change.ci_low, change.ci_high, "score", 1, True)
    assert f"more than chance {between} n {fmt.count(curve.cells[at].n)}" in text and "n: answers of A" in text
    said = {node["data-at"]: " ".join(node["text"].split()) for node in nodes.all("li")}
    assert f"than everyone, more than chance ({between})" in said[rich().keys[at]]


def test_a_plan_has_no_grade_and_a_claim_has_one() -> None:
    items = {node["data-lane"]: node for node in Nodes(as_fragment(rich())).all("div", "item") + Nodes(as_fragment(rich())).all("div", "item todo")}
    text = as_fragment(rich())
    assert items and "actions" in items
    for lane, marked in (("actions", False), ("pictures", True)):
        one = re.search(rf'<div class="item[^>]*data-lane="{lane}"[^>]*>(<i class="g )?', text)
        assert one and bool(one[1]) == marked


def test_peak_end_and_mean_stand_beside_each_other() -> None:
    text = words(as_fragment(rich()))
    assert "mean +0.5 peak–end +1.1" in text and "▲ peak · +1.3" in text and "end · +0.9" in text and "▼ lowest · −0.8" in text
    both = replace(rich(), peak_end=PeakEnd("Renewal", 0.9, "Renewal", 0.9, 0.9, 0.5))
    assert "peak and end · +0.9" in words(as_fragment(both))
    assert "CSAT, CES, NPS weigh the same" in text
    assert "Weights on the curve: CSAT 2, NPS 1." in words(as_fragment(replace(both, weights=(("csat", 2.0), ("ces", 0.0), ("nps", 1.0)))))


def test_further_curves_differ_in_dash_and_marker_and_letter() -> None:
    text = as_fragment(large())
    dashes = set(re.findall(r"stroke-dasharray%3D%27([^%]+(?:%20[^%]+)*)%27", text))
    assert len(dashes) == 5
    nodes = Nodes(text)
    assert [" ".join(node["text"].split()) for node in nodes.all("span") if re.fullmatch(r"o\d", node.get("class", ""))] == [
        f"{letter} Segment {at}" for at, letter in enumerate("ABCDE")]  # fmt: skip
    assert len(nodes.all("tr", "diff")) == 5


def test_a_run_without_answers_breaks_the_line() -> None:
    drawn = rich()
    lane = drawn.lane("emotion")
    assert lane
    gap = replace(lane, cells=(*lane.cells[:5], replace(lane.cells[0]), *lane.cells[6:]))
    with_gap = replace(drawn, lanes=tuple(gap if one.name == "emotion" else one for one in drawn.lanes), curves=())
    moves = [re.search(r'class="line" style="mask-image:url\((?:&#34;|")([^&"]+)', as_fragment(one)) for one in (replace(drawn, curves=()), with_gap)]
    assert [len(re.findall(r"M\d", found[1])) for found in moves if found] == [1, 2]


# ---- semantics, safety, speed --------------------------------------------------------------------------------------
@pytest.mark.parametrize("make", [rich, large, nasty], ids=lambda make: make.__name__)
def test_every_head_has_its_scope_and_every_row_all_columns(make) -> None:
    drawn = make()
    text = as_fragment(drawn, editing=True)
    nodes = Nodes(text)
    assert nodes.one("caption")["text"]
    assert all(node.get("scope") in ("row", "col", "colgroup") for node in nodes.all("th"))
    body = text[text.index("<tbody>") : text.index("</tbody>")]
    for row in re.findall(r"<tr[^>]*>(.*?)</tr>", body, flags=re.DOTALL):
        spans = [int((re.search(r'colspan="(\d+)"', cell) or ["", "1"])[1]) for cell in re.findall(r"<td[^>]*>", row)]
        assert sum(spans) == len(drawn.touchpoints)


@pytest.mark.parametrize("draw", [as_fragment, lambda drawn: as_fragment(drawn, editing=True), as_html], ids=["page", "editing", "file"])
def test_no_text_of_anybody_becomes_markup(draw) -> None:
    text = draw(nasty())
    nodes = Nodes(text)
    assert all(node["src"].startswith("data:image/") for node in nodes.all("img")) and not nodes.all("script")
    assert not [key for node in nodes.found for key in node if key.startswith("on")]
    assert "<img src=x" not in text and "onerror=alert(1)>" not in text
    assert words(text).count(NASTY) > 30


def test_a_name_cannot_end_the_style_sheet_of_the_file() -> None:
    name = '</style><b id="out">"} body{display:none}'
    text = as_html(rich(name))
    assert not [node for node in Nodes(text).found if node.get("id") == "out"]
    style = text[text.index("<style>") : text.index("</style>")]
    assert "display:none}" not in style.split("@bottom-left{content:")[-1]


def test_slides_stand_in_the_file_as_they_are_given() -> None:
    assert '<div class="in-file">x</div>' in as_html(rich(), '<div class="in-file">x</div>')


def test_a_large_map_is_a_small_text() -> None:
    assert len(as_fragment(large())) < 300_000


def test_the_target_and_the_mean_are_told_apart_in_the_cell() -> None:
    cell = maps._cell(0.44, 431, 0.05, 0, 1, 0.69)
    lane = Lane("csat", "Satisfied", "", "share", "higher", (replace(cell, aim=Aim(0.6, "2026-12-31", "at_risk", "at risk")), *[cell] * 11), 0.69)
    found = Nodes(as_fragment(replace(rich(), lanes=(lane,), order=("csat",)))).all("td", data_lane="csat")
    assert "below its target" in found[0]["text"] and "below the map’s mean" in found[1]["text"]
