"""What a newer program wrote: read as far as it is known, said in plain words, and never lost from the log."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from cjm_core.authored import checked, history, personas, proposal, record, threads
from cjm_core.authored.model import Journey, LaneChoice, Persona
from cjm_core.errors import BadInput
from cjm_core.workspace import Workspace
from tests.test_authored_history import ROWS, started


@pytest.fixture
def key(workspace: Workspace) -> str:
    return started(workspace)


def whole() -> dict[str, Any]:
    """A journey as it is kept, with something in every place."""
    journey = proposal.from_data(ROWS, [LaneChoice("goals")], "d1", "Shop")
    record_of_it: dict[str, Any] = json.loads(json.dumps(record.as_record(journey)))
    record_of_it["items"] = [{"key": "i", "lane": "goals", "at": "Buy", "text": "Pay", "about": ["csat", 0.5]}]
    return record_of_it


def test_fields_of_a_newer_program_are_left_out_wherever_they_stand() -> None:
    newer = whole()
    known = record.from_record(whole())
    for one in (newer, newer["stages"][0], newer["stages"][0]["touchpoints"][0], newer["lanes"][0], newer["items"][0]):
        one["colour"] = {"of": ["a newer", "program"]}
    assert record.from_record(newer) == known
    assert known.items[0].about == ("csat", 0.5) and known.touchpoints[0].sources == ("Ad",)


@pytest.mark.parametrize(
    "change",
    [
        lambda one: one["stages"].append("a stage in other words"),
        lambda one: one["stages"].append({"title": "without a key"}),
        lambda one: one["stages"][0]["touchpoints"].append(None),
        lambda one: one["items"].append({"key": "j", "words": "in another field"}),
        lambda one: one["items"].append([1, 2]),
        lambda one: one["lanes"].append({"called": "x"}),
        lambda one: one["lanes"].append(7),
    ],
    ids=["stage-text", "stage-without-key", "touchpoint-nothing", "item-without-words", "item-list", "lane-without-name", "lane-number"],
)
def test_what_has_another_form_is_left_out_and_the_rest_is_read(change) -> None:
    newer = whole()
    change(newer)
    assert record.from_record(newer) == record.from_record(whole())


@pytest.mark.parametrize("other", [None, [], "text", 5, {}, {"stages": 3, "lanes": None, "items": "x", "version": "two", "name": ["n"]}],
                         ids=["nothing", "list", "text", "number", "empty", "other-forms"])
def test_a_record_that_is_none_is_an_empty_journey(other: Any) -> None:
    assert record.from_record(other) == Journey("")


def test_a_map_stays_where_a_newer_program_wrote_into_its_log(workspace: Workspace, key: str) -> None:
    other = history.start(workspace, Journey("", "Other", dataset="d1"), "Ana")
    newer = {**whole(), "colour": "red", "layers": [1]}
    workspace.write("journey", key, {"do": "restore", "version": 1, "journey": newer, "words": "Went back"}, "Ben")
    workspace.write("journey", key, {"do": "paint", "key": "Buy", "colour": "red", "words": "Painted Buy red"}, "Ben")
    workspace.write("journey", key, {"do": "together", "edits": [{"do": "paint", "key": "Buy"}, {"do": "rename_stage", "key": "Buy", "name": "Pay"}],
                                     "words": "Two at once"}, "Ben")  # fmt: skip
    found = {one.key: one for one in history.journeys_of(workspace, "d1")}
    assert [stage.name for stage in found[key].stages] == ["Find", "Pay"] and found[other].name == "Other"
    assert [one.words for one in history.versions(workspace, key)][-2:] == ["Painted Buy red", "Two at once"]  # nothing is lost
    assert len(workspace.log("journey", key)) == 4


OTHER_FORMS: dict[str, Any] = {
    "nothing": None, "number": 3, "text": "text", "list": ["a"], "empty": {}, "do-list": {"do": ["x"]}, "undo-list": {"do": "undo", "version": ["x"]},
    "redo-text": {"do": "redo", "version": "3"}, "start": {"do": "start"}, "restore": {"do": "restore"},
    "restore-nothing": {"do": "restore", "journey": None}, "name": {"do": "name", "label": None},
}  # fmt: skip


@pytest.mark.parametrize("value", OTHER_FORMS.values(), ids=OTHER_FORMS.keys())
def test_no_entry_of_another_form_breaks_a_map(workspace: Workspace, key: str, value: Any) -> None:
    workspace.write("journey", key, value, "Ben")
    renamed = history.edit(workspace, key, {"do": "rename_stage", "key": "Buy", "name": "Pay"}, "Ana")
    assert [stage.name for stage in renamed.stages] == ["Find", "Pay"]
    assert len(history.versions(workspace, key)) == 3
    assert [stage.name for stage in history.undo(workspace, key, "Ana").stages] == ["Find", "Buy"]
    assert [one.key for one in history.journeys_of(workspace)] == [key]
    assert [stage.name for stage in history.undo(workspace, key, "Ben").stages] == ["Find", "Buy"]


def test_it_is_said_once_how_much_is_not_understood(workspace: Workspace, key: str) -> None:
    assert history.newer(workspace, key) == ""
    history.edit(workspace, key, {"do": "rename_stage", "key": "Buy", "name": "Pay"}, "Ana")
    history.name_version(workspace, key, "First", "Ana")
    history.undo(workspace, key, "Ana")
    assert history.newer(workspace, key) == ""
    workspace.write("journey", key, {"do": "paint", "words": "Painted"}, "Ben")
    assert history.newer(workspace, key) == (
        "One change of this map was made by a newer version of this program and is not shown here. It is kept, and shows where that version runs."
    )
    workspace.write("journey", key, {"do": "together", "edits": [{"do": "paint"}]}, "Ben")
    assert history.newer(workspace, key).startswith("2 changes of this map were made by a newer version")
    assert history.newer(workspace, "no such map") == ""


def test_personas_and_threads_of_a_newer_program_break_nothing(workspace: Workspace, key: str) -> None:
    kept = personas.write_persona(workspace, "d1", Persona("", "Ann", (("plan", "Free"),)))
    workspace.write("persona", "d1|newer", {"name": "Bea", "where": [["plan", "Paid"]], "mood": "calm"}, "Ben")
    workspace.write("persona", "d1|other", {"called": "Cy"}, "Ben")
    workspace.write("persona", "d1|range", {"name": "Dan", "where": {"age": [18, 30]}}, "Ben")  # a filter that is not understood must not be left out
    assert [one.name for one in personas.personas(workspace, "d1")] == ["Ann", "Bea"] and kept.name == "Ann"
    thread = threads.say(workspace, key, "reach", "Ad", "Why?", "Ana")
    for value in ({"do": "vote", "thread": thread}, {"do": "say", "words": "x"}, {"do": "resolve"}, None, {"do": "say", "thread": 3, "text": "x"}):
        workspace.write("thread", key, value, "Ben")
    assert [one.key for one in threads.threads(workspace, key)] == [thread]
    threads.say(workspace, key, "reach", "Ad", "So", "Ana", thread)
    assert len(threads.threads(workspace, key)[0].remarks) == 2


def test_edits_that_are_done_together_are_bounded_in_all() -> None:
    large = "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(900_000)).decode()
    one = {"do": "write", "key": "k", "lane": "pictures", "at": "a", "text": "", "picture": large}
    assert len(checked.checked({"do": "together", "edits": [one] * 3})["edits"]) == 3
    with pytest.raises(BadInput, match=r"^These changes hold more than 5 MB in all\. Make them in smaller steps, a few pictures at a time\.$"):
        checked.checked({"do": "together", "edits": [one] * 5})
    words = {"do": "rewrite", "key": "k", "text": "w" * 2_000}
    assert len(checked.checked({"do": "together", "edits": [words] * 1_000})["edits"]) == 1_000
