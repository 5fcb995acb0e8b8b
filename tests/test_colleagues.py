"""Looking for what others wrote about the map: what it costs, whom it names, and what is news."""

from __future__ import annotations

from pathlib import Path

import pytest

from cjm_core.authored import history, proposal, threads
from cjm_core.authored.model import Journey
from cjm_core.journey_map import measure
from cjm_core.scope import Scope
from cjm_core.workspace import Entry, Workspace
from pages.journey import _author, _colleagues, _edits, _seen
from pages.shared import data, maps


def entries(*authors: str) -> list[Entry]:
    return [Entry(number, "2026-01-01T10:00:00+00:00", author, {}) for number, author in enumerate(authors, start=1)]


@pytest.mark.parametrize(
    ("authors", "words"),
    [
        (("Ben",), "Ben changed this map."),
        (("Ben", "Ana", "Ben"), "Ben changed this map."),
        (("Ben", "Cy"), "Ben and Cy changed this map."),
        (("Ben", "Cy", ""), "Ben, Cy and Somebody changed this map."),
        (("Ben", "Cy", "Di", "Ed"), "Ben, Cy, Di and others changed this map."),
        (("",), "Somebody changed this map."),
        (("Ana",), "You changed this map in another window."),
    ],
    ids=["one", "one-and-oneself", "two", "three", "many", "nameless", "oneself"],
)
def test_who_changed_the_map_is_said_in_one_sentence(authors: tuple[str, ...], words: str) -> None:
    assert _colleagues.said(entries(*authors), "Ana") == words
    assert _colleagues.said(entries(""), "") == "Somebody changed this map."  # who gives no name is not taken for oneself


def test_edits_and_comments_of_this_map_are_news_and_nothing_else(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path / "w.sqlite")
    assert workspace.last_change() == 0
    key, other = (history.start(workspace, proposal.from_data([("Ad", "Find")], [], "d1", name), "Ana") for name in ("One", "Two"))
    before = workspace.last_change()
    history.edit(workspace, other, {"do": "rename_stage", "key": "Find", "name": "Look"}, "Ben")
    workspace.write("setting", "author", "Ben")
    assert history.since(workspace, key, before) == [] and workspace.last_change() == before + 2
    history.edit(workspace, key, {"do": "rename_stage", "key": "Find", "name": "Look"}, "Ben")
    threads.say(workspace, key, "reach", "Ad", "Why?", "Cy")
    assert [one.author for one in history.since(workspace, key, before)] == ["Ben", "Cy"]
    assert history.since(workspace, key, workspace.last_change()) == []


def test_as_long_as_nothing_was_written_a_look_is_one_question(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace, asked = Workspace.open(tmp_path / "w.sqlite"), []
    state: dict[str, object] = {}
    monkeypatch.setattr(data, "workspace", lambda: workspace)
    monkeypatch.setattr(_colleagues.st, "session_state", state)
    _colleagues.begin()
    open_one = Workspace._connection
    monkeypatch.setattr(Workspace, "_connection", lambda self: asked.append(1) or open_one(self))
    assert _colleagues._news() == [] and len(asked) == 1


def test_what_is_done_in_a_dialog_over_the_map_is_no_news_to_who_did_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace, said, state = Workspace.open(tmp_path / "w.sqlite"), list[str](), dict[str, object]()
    monkeypatch.setattr(data, "workspace", lambda: workspace)
    monkeypatch.setattr(_colleagues.st, "session_state", state)
    monkeypatch.setattr(_colleagues.notice, "when_nobody_types", lambda *_: None)
    monkeypatch.setattr(_colleagues.notice, "show", lambda words, *_: said.append(words))
    key = history.start(workspace, proposal.from_data([("Ad", "Find")], [], "d1", "One"), "Ana")
    _seen.keep(_seen.Seen(maps.Which(None, key), Scope(), measure.blank(history.current(workspace, key) or Journey(""))))
    _author.keep("Ana")
    _colleagues.begin()
    look = _colleagues.look.__wrapped__
    _edits.do(lambda space, key, author: threads.say(space, key, "reach", "Ad", "Why?", author))
    look(True)
    assert said == []  # the dialog shows it already, and no other window did it
    history.edit(workspace, key, {"do": "rename_stage", "key": "Find", "name": "Look"}, "Ben")
    _edits.do(history.name_version, "After the workshop")
    look(True)
    history.edit(workspace, key, {"do": "rename_stage", "key": "Find", "name": "Seek"}, "Ana")  # in another window
    look(True)
    assert said == ["Ben changed this map."] * 2
    _colleagues.begin()
    look(True)
    assert len(said) == 2
