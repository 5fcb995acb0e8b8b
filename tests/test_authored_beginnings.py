"""Where a map begins: the data's stages, a template; and how touchpoints find their names in the data."""

from __future__ import annotations

from pathlib import Path

import pytest

from cjm_core.authored import history, lanes, matching, proposal
from cjm_core.authored.edits import apply
from cjm_core.authored.model import Journey, LaneChoice, PlannedStage, PlannedTouchpoint
from cjm_core.authored.record import tidied
from cjm_core.errors import BadInput
from cjm_core.workspace import Workspace

ROWS = [("Ad", "Find"), ("Order", "Order"), ("Search", "Find"), ("Cart", "Buy"), ("Ad", "Buy"), ("Fax", "")]


def drawn(*names: str, sources: tuple[str, ...] = ()) -> Journey:
    """A stage with touchpoints of these names; the first stands for `sources`."""
    touchpoints = (PlannedTouchpoint(f"+{place}", name, () if place else sources) for place, name in enumerate(names))
    return Journey("j", stages=(PlannedStage("s", "Find", tuple(touchpoints)),))


def test_the_stages_of_the_data_are_proposed_in_their_order() -> None:
    journey = proposal.from_data(ROWS, [LaneChoice("reach")], "d1", "Shop")
    assert [(stage.name, [one.name for one in stage.touchpoints]) for stage in journey.stages] == [
        ("Find", ["Ad", "Search"]), ("Order", ["Order"]), ("Buy", ["Cart"]), ("Stage", ["Fax"]),
    ]  # fmt: skip
    assert [stage.key for stage in journey.stages] == ["Find", "Order (2)", "Buy", "Stage"]  # a touchpoint is called Order, too
    assert all(one.key == one.name and one.sources == (one.name,) for one in journey.touchpoints)
    assert (journey.dataset, journey.name, journey.lanes) == ("d1", "Shop", (LaneChoice("reach"),))
    assert apply(Journey("j"), proposal.laying_out(ROWS)).stages == journey.stages
    assert proposal.from_data([], [], "d1", "Empty").stages == ()


@pytest.mark.parametrize("name", proposal.TEMPLATES)
def test_a_template_is_a_whole_map_of_assumptions(name: str) -> None:
    journey = proposal.from_template(name)
    listed = next(one for one in proposal.templates() if one.name == name)
    assert (len(journey.stages), len(journey.touchpoints)) == (len(listed.stages), listed.touchpoints) and listed.says.endswith(".")
    assert tidied(journey) == journey and journey.key == "" and journey.dataset == ""
    assert {item.grade for item in journey.items} <= {"assumed"} and {item.at for item in journey.items} <= {stage.key for stage in journey.stages}
    shown = {lane.name for lane in journey.lanes}
    assert {item.lane for item in journey.items} <= shown
    assert all(lanes.label_of(one) for one in shown) and shown <= {*lanes.WRITTEN, *lanes.MEASURED}
    assert name == "blank" or ({item.lane for item in journey.items} >= {"goals", "doing", "thinks", "pains", "owner"} and len(journey.stages) >= 6)


def test_a_template_is_edited_like_any_map(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path / "w.sqlite")
    key = history.start(workspace, proposal.from_template("donors"), "Ana")
    after = history.edit(workspace, key, {"do": "add_touchpoint", "name": "Legacy", "stage": "+s6"}, "Ana")
    assert after.stages[-1].touchpoints[-1].name == "Legacy"
    with pytest.raises(BadInput, match="There are: retail"):
        proposal.from_template("../retail")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("ProductPage", "product_page", True), ("Rückgabe", "RUCKGABE ", True), ("Straße", "STRASSE", True), ("購入", "購入", True),
     ("!!!", "???", False), ("Cart", "Card", False), ("📦", "📦", True)],
)  # fmt: skip
def test_names_are_the_same_in_plain_words(one: str, other: str, same: bool) -> None:
    assert (matching.normal(one) == matching.normal(other)) is same


def test_matches_are_proposed_for_what_stands_for_nothing_the_likest_first() -> None:
    journey = drawn("Search", "Product page", "Check-out", "Zebra", sources=("Search",))
    found = proposal.matches(journey, ["Search", "product_page", "Product pages", "checkout", "Invoice"])
    assert set(found) == {"+1", "+2", "+3"} and found["+3"] == []
    assert found["+1"][0] == ("product_page", 1.0) and found["+1"][1][0] == "Product pages" and 0.9 < found["+1"][1][1] < 1
    assert found["+2"][0][0] == "checkout" and found["+2"][0][1] < 1
    renamed = proposal.matches(drawn("Search", sources=("Old name",)), ["Searches"])
    assert renamed["+0"][0][0] == "Searches"  # what it stood for is not in these data


def test_only_what_says_the_same_is_attached_unasked() -> None:
    names = ["product_page", "cart", "Cart", "Deliveries", "CHAT", "chat!"]
    journey = proposal.attached(drawn("Product page", "Cart", "cart ", "Delivery", "Chat"), names)
    assert [one.sources for one in journey.touchpoints] == [("product_page",), ("Cart",), ("cart",), (), ()]
    assert proposal.attached(journey, ["product_page", "cart", "Cart"]) == journey


def test_what_newer_data_bring_is_named_and_placed() -> None:
    journey = proposal.from_data([("Ad", "Find"), ("Cart", "Buy")], [], "d1", "Shop")
    rows = [("Ad", "Find"), ("Fax", "find"), ("Cart", "Buy"), ("Chat", "Help"), ("Buy", "Buy")]
    assert proposal.following(journey, rows) == [("Fax", "find"), ("Chat", "Help"), ("Buy", "Buy")]
    assert proposal.following(Journey("j"), rows) == []
    for touchpoint, stage in proposal.following(journey, rows):
        journey = apply(journey, proposal.placing(journey, touchpoint, stage))
    assert [[one.name for one in stage.touchpoints] for stage in journey.stages] == [["Ad", "Fax"], ["Cart", "Chat", "Buy"]]
    assert proposal.following(journey, rows) == [] and journey.touchpoints[-1].key != "Buy"  # a stage has that key
    merged = apply(journey, {"do": "merge_touchpoint", "key": "Ad", "into": "Cart"})
    assert proposal.following(merged, rows) == []
    with pytest.raises(ValueError):
        proposal.placing(Journey("j"), "Fax", "Find")
