"""Journeys in the workspace: a log in which nothing is lost, undone and made again, named, compared and gone back to."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from cjm_core.authored import history, personas, proposal, threads
from cjm_core.authored.model import Journey, LaneChoice, Persona, Remark
from cjm_core.errors import BadInput
from cjm_core.keeping import traces
from cjm_core.workspace import Workspace

ROWS = [("Ad", "Find"), ("Search", "Find"), ("Cart", "Buy")]


def started(workspace: Workspace) -> str:
    """The key of a map with three touchpoints in two stages."""
    return history.start(workspace, proposal.from_data(ROWS, [LaneChoice("reach"), LaneChoice("goals")], "d1", "Shop"), "Ana")


@pytest.fixture
def key(workspace: Workspace) -> str:
    return started(workspace)


def rename(name: str, key: str = "Buy") -> dict[str, Any]:
    return {"do": "rename_stage", "key": key, "name": name}


def stages(journey: Journey | None) -> list[str]:
    assert journey is not None
    return [stage.name for stage in journey.stages]


def test_an_edit_is_kept_and_found_again_by_whoever_opens_the_workspace(workspace: Workspace, key: str) -> None:
    after = history.edit(workspace, key, rename("Order"), "Ana")
    assert stages(after) == ["Find", "Order"] and after.key == key and after.dataset == "d1"
    assert history.current(Workspace(workspace.path), key) == after
    assert after.version == history.versions(workspace, key)[-1].number


def test_an_edit_that_changes_nothing_is_not_written(workspace: Workspace, key: str) -> None:
    for op in (rename("Buy"), rename("x", "gone"), {"do": "move_stage", "key": "Find", "before": "Find"}):
        assert stages(history.edit(workspace, key, op, "Ana")) == ["Find", "Buy"]
    with pytest.raises(BadInput):
        history.edit(workspace, key, rename(""), "Ana")
    assert len(history.versions(workspace, key)) == 1


def test_what_is_added_gets_a_key_and_what_is_written_its_author_and_day(workspace: Workspace, key: str) -> None:
    history.edit(workspace, key, {"do": "add_stage", "name": "Stay"}, " Ana  B ")
    history.edit(workspace, key, {"do": "add_lane", "label": "Risks", "kind": "text"}, "Ana")
    made = history.edit(workspace, key, {"do": "write", "lane": "goals", "at": "Buy", "text": "Pay", "author": "Eve", "on": "1999-01-01"}, "Ana B")
    assert made.stages[-1].key.startswith("+") and made.lanes[-1].name.startswith("text-")
    (item,) = made.items
    assert item.key and item.author == "Ana B" and item.on > "2020"
    assert history.can_undo(workspace, key, "Ana B")


def test_undo_takes_back_ones_own_newest_and_leaves_what_others_did(workspace: Workspace, key: str) -> None:
    history.edit(workspace, key, rename("Order"), "Ana")
    history.edit(workspace, key, rename("Discover", "Find"), "Ben")
    history.edit(workspace, key, {"do": "rename_map", "name": "Mine"}, "Ana")
    assert history.undo(workspace, key, "Ana").name == "Shop"
    assert stages(history.undo(workspace, key, "Ana")) == ["Discover", "Buy"]
    assert not history.can_undo(workspace, key, "Ana") and stages(history.undo(workspace, key, "Ana")) == ["Discover", "Buy"]
    assert stages(history.redo(workspace, key, "Ana")) == ["Discover", "Order"] and history.can_redo(workspace, key, "Ana")
    assert history.redo(workspace, key, "Ana").name == "Mine" and not history.can_redo(workspace, key, "Ana")
    assert history.can_undo(workspace, key, "Ben") and not history.can_redo(workspace, key, "Ben") and not history.can_undo(workspace, key, "")
    said = [one.words for one in history.versions(workspace, key)]
    assert said[-4:] == ["Took back: Named the map “Mine”", "Took back: Renamed the stage “Buy” to “Order”",
                         "Made again: Renamed the stage “Buy” to “Order”", "Made again: Named the map “Mine”"]  # fmt: skip


def test_a_new_edit_ends_what_could_be_made_again(workspace: Workspace, key: str) -> None:
    history.edit(workspace, key, rename("Order"), "Ana")
    history.undo(workspace, key, "Ana")
    assert [one.undone for one in history.versions(workspace, key)] == [False, True, False]
    history.edit(workspace, key, rename("Pay"), "Ana")
    assert not history.can_redo(workspace, key, "Ana") and stages(history.undo(workspace, key, "Ana")) == ["Find", "Buy"]


def test_what_others_did_to_something_that_is_undone_waits_for_it(workspace: Workspace, key: str) -> None:
    history.edit(workspace, key, {"do": "add_stage", "key": "+s", "name": "Stay"}, "Ana")
    history.edit(workspace, key, rename("Remain", "+s"), "Ben")
    assert stages(history.undo(workspace, key, "Ana")) == ["Find", "Buy"]
    assert stages(history.redo(workspace, key, "Ana")) == ["Find", "Buy", "Remain"]


def test_versions_are_named_compared_and_gone_back_to(workspace: Workspace, key: str) -> None:
    history.edit(workspace, key, rename("Order"), "Ana")
    named = history.name_version(workspace, key, " Before the workshop ", "Ana")
    history.edit(workspace, key, rename("Pay"), "Ben")
    version = next(one for one in history.versions(workspace, key) if one.label)
    assert (version.number, version.label, version.author, version.at[:2]) == (named, "Before the workshop", "Ana", "20")
    earlier = history.at_version(workspace, key, named)
    now = history.current(workspace, key)
    assert now is not None and history.changes(earlier, now) == ["The stage “Order” is called “Pay”."]
    assert stages(history.restore(workspace, key, named, "Ben")) == ["Find", "Order"]
    assert not history.can_undo(workspace, key, "Ana")  # it would change nothing
    assert stages(history.undo(workspace, key, "Ben")) == ["Find", "Pay"] and history.can_undo(workspace, key, "Ana")
    for number in (0, 10**6):
        with pytest.raises(BadInput, match="has no version"):
            history.at_version(workspace, key, number)
    with pytest.raises(BadInput):
        history.name_version(workspace, key, " ", "Ana")


def test_a_version_is_what_stood_there_then_whatever_was_undone_later(workspace: Workspace, key: str) -> None:
    number = history.edit(workspace, key, rename("Order"), "Ana").version
    history.undo(workspace, key, "Ana")
    assert stages(history.at_version(workspace, key, number)) == ["Find", "Order"]


def test_a_removed_map_is_gone_until_that_is_taken_back(workspace: Workspace, key: str) -> None:
    history.edit(workspace, key, rename("Order"), "Ben")
    history.remove(workspace, key, "Ana")
    assert history.current(workspace, key) is None and history.journeys_of(workspace, "d1") == []
    for act in (lambda: history.edit(workspace, key, rename("x"), "Ben"), lambda: history.name_version(workspace, key, "x", "Ben")):
        with pytest.raises(BadInput, match="somebody removed it"):
            act()
    assert stages(history.undo(workspace, key, "Ana")) == ["Find", "Order"]


def test_maps_of_a_dataset_of_none_and_all(workspace: Workspace, key: str) -> None:
    other = history.start(workspace, proposal.from_template("blank"))
    to_be = history.copy(workspace, key, "Shop, better", "to-be", "Ana")
    assert [one.key for one in history.journeys_of(workspace, "d1")] == [key, to_be]
    assert [one.key for one in history.journeys_of(workspace, "")] == [other] and len(history.journeys_of(workspace)) == 3
    copied = history.current(workspace, to_be)
    assert copied is not None and (copied.name, copied.kind, stages(copied)) == ("Shop, better", "to-be", ["Find", "Buy"])
    assert history.current(workspace, "nowhere") is None


def test_two_who_begin_the_same_map_at_once_edit_one(workspace: Workspace) -> None:
    first = history.start(workspace, Journey("map-of-d1", "Shop"), "Ana")
    history.edit(workspace, first, {"do": "rename_map", "name": "Mine"}, "Ana")
    workspace.write("journey", first, {"do": "start", "journey": {"key": first}}, "Ben")  # who had not seen that there is one
    assert history.start(workspace, Journey("map-of-d1", "Shop"), "Ben") == first
    assert history.edit(workspace, first, {"do": "set_kind", "kind": "to-be"}, "Ben").name == "Mine"


def test_eight_who_write_at_once_lose_nothing(workspace: Workspace, key: str) -> None:
    def work(who: int) -> None:
        for number in range(10):
            history.edit(workspace, key, {"do": "write", "lane": "goals", "at": "Buy", "text": f"{who}-{number}"}, f"P{who}")

    people = [threading.Thread(target=work, args=(who,)) for who in range(8)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    now = history.current(workspace, key)
    assert now is not None and {item.text for item in now.items} == {f"{who}-{number}" for who in range(8) for number in range(10)}


def test_an_entry_that_cannot_be_read_spoils_nothing(workspace: Workspace, key: str) -> None:
    for value in ({"do": "of a newer program"}, {"do": "rename_stage"}, {"do": "attach", "key": "Ad", "sources": None}, {}):
        workspace.write("journey", key, value)
    assert stages(history.edit(workspace, key, rename("Order"))) == ["Find", "Order"] and len(history.versions(workspace, key)) == 6


# ---- comments and personas
def test_comments_stand_in_threads_that_are_resolved_and_opened(workspace: Workspace, key: str) -> None:
    first = threads.say(workspace, key, "csat", "Cart", " Why so low? ", "Ana")
    threads.say(workspace, key, "reach", "Ad", "And here?", "Ben")
    threads.say(workspace, key, "", "", "Payment", "Ben", first)
    threads.resolve(workspace, key, first, True, "Ana")
    one, other = threads.threads(workspace, key)
    assert (one.key, one.lane, one.place, one.resolved, other.resolved) == (first, "csat", "Cart", True, False)
    assert [(remark.author, remark.text) for remark in one.remarks] == [("Ana", "Why so low?"), ("Ben", "Payment")]
    assert isinstance(one.remarks[0], Remark) and one.remarks[0].at.startswith("20")
    threads.say(workspace, key, "", "", "Not yet", "Ben", first)
    assert not threads.threads(workspace, key)[0].resolved


def test_comments_go_along_when_their_touchpoint_is_merged(workspace: Workspace, key: str) -> None:
    threads.say(workspace, key, "csat", "Ad", "Here", "Ana")
    history.edit(workspace, key, {"do": "merge_touchpoint", "key": "Ad", "into": "Cart"}, "Ben")
    assert threads.threads(workspace, key)[0].place == "Cart"
    history.undo(workspace, key, "Ben")
    assert threads.threads(workspace, key)[0].place == "Ad"


@pytest.mark.parametrize(
    "wrong", [{"text": " "}, {"author": ""}, {"author": " \n"}, {"thread": "gone"}, {"text": "x" * 2001}, {"lane": ""}, {"place": 3}]
)
def test_a_comment_needs_words_a_name_and_its_thread(workspace: Workspace, key: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        threads.say(workspace, key, **{"lane": "csat", "place": "Ad", "text": "x", "author": "Ana", **wrong})
    with pytest.raises(BadInput):
        threads.resolve(workspace, key, "gone", True, "Ana")
    assert threads.threads(workspace, key) == []


def test_personas_are_kept_changed_and_removed(workspace: Workspace) -> None:
    (offered, _) = personas.proposed("segment", ["Business", "Families"])
    kept = personas.write_persona(workspace, "d1", offered, "Ana")
    personas.write_persona(workspace, "d1", Persona("", "anna", (), "Order fast"))
    personas.write_persona(workspace, "d2", Persona("", "Else"))
    personas.write_persona(workspace, "d1", Persona(kept.key, " Business\nbuyer ", kept.where, quote="Time is money."))
    assert [(one.name, one.where) for one in personas.personas(workspace, "d1")] == [("anna", ()), ("Business buyer", (("segment", "Business"),))]
    assert [one.name for one in personas.proposed("segment", ["Business", "Families"], personas.personas(workspace, "d1"))] == ["Families"]
    personas.remove_persona(workspace, "d1", kept.key)
    assert [one.name for one in personas.personas(workspace, "d1")] == ["anna"]


@pytest.mark.parametrize(
    "wrong", [{"name": " "}, {"goals": "x" * 2001}, {"picture": "javascript:1"}, {"where": "ab"}, {"where": (("a",),)}, {"where": [["a", 1]]}]
)
def test_a_persona_that_cannot_be_is_refused(workspace: Workspace, wrong: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        personas.write_persona(workspace, "d1", Persona(**{"key": "", "name": "P", **wrong}))
    assert personas.personas(workspace, "d1") == []


# ---- forgetting a customer
def test_a_forgotten_customer_is_in_no_version_of_journeys_comments_and_personas(workspace: Workspace) -> None:
    named, comment = "anna@example.com", "The courier rang at my door and left"
    key = history.start(workspace, proposal.from_data([(f"Call of {named}", "Buy")], [], "d1", f"Map of {named}"), "Ben")
    history.edit(workspace, key, {"do": "write", "lane": "goals", "at": "Buy", "text": f"{named} said: {comment}"}, "Ben")
    history.edit(workspace, key, {"do": "rename_stage", "key": "Buy", "name": f"For {named}"}, "Ben")
    history.edit(workspace, key, {"do": "add_stage", "name": "x" * 100 + f" {named}"}, "Ben")
    history.edit(workspace, key, {"do": "ground", "key": "k", "grade": "reported", "evidence": f"Call with {named}"}, "Ben")
    history.name_version(workspace, key, f"Before {named}", named)
    threads.say(workspace, key, "csat", "Buy", f"Ask {named}", named)
    personas.write_persona(workspace, "d1", Persona("", f"Like {named}", (("id", named),), quote=comment))
    assert history.versions(workspace, key)
    assert workspace.rewrite(traces.without(traces.Named((named,), (comment,)))) == 7
    after = history.current(workspace, key)
    assert after is not None and after.name == "Map of [forgotten]" and after.items[0].text == "[forgotten] said: [forgotten]"
    assert [one.name for one in after.stages] == ["For [forgotten]", "x" * 100 + " [forgotten]"]
    assert after.touchpoints[0].sources == ("Call of [forgotten]",)
    assert threads.threads(workspace, key)[0].remarks[0].author == "[forgotten]"
    assert personas.personas(workspace, "d1")[0] == Persona(personas.personas(workspace, "d1")[0].key, "Like [forgotten]", (("id", "[forgotten]"),),
                                                            quote="[forgotten]")  # fmt: skip
    assert not any(named in one.words + one.label + one.author for one in history.versions(workspace, key))
    for file in workspace.path.parent.iterdir():
        assert named.encode() not in file.read_bytes() and comment.encode() not in file.read_bytes(), file
    assert history.undo(workspace, key, "Ben").stages  # the log goes on
