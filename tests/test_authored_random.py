"""Any sequence of edits, sensible or not, by one or two people: nothing breaks, nothing is lost, everything can be taken back."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cjm_core.authored import checked, edits, folding, history, places, record
from cjm_core.authored.changes import changes
from cjm_core.authored.model import Journey, LaneChoice
from cjm_core.authored.proposal import from_data, stages_of
from cjm_core.authored.words import words
from cjm_core.errors import BadInput
from cjm_core.workspace import Workspace

KEYS = ("Find", "Buy", "Ad", "Search", "Cart", "Cart (2)", "+1", "+2", "w1", "gone")
LANES = ("reach", "goals", "actions", "text-a", "text-b", "visibility")
SOURCES = ("Ad", "Search", "Cart", "Cart (2)", "Fax")
ROWS = [("Ad", "Find"), ("Search", "Find"), ("Cart", "Buy"), ("Cart (2)", "Buy")]
START = record.tidied(replace(from_data(ROWS, [LaneChoice("reach"), LaneChoice("goals")], "d", "Shop"), key="j"))

key, lane, name = st.sampled_from(KEYS), st.sampled_from(LANES), st.text(max_size=8).map(lambda text: f"{text}n")
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "key": key, "into": key, "stage": key, "at": key, "before": st.sampled_from((*KEYS, *LANES, "")), "lane": lane, "dataset": name,
    "name": name, "label": name, "text": name, "hidden": st.booleans(), "collapsed": st.booleans(), "evidence": st.just("seen"),
    "sources": st.lists(st.sampled_from(SOURCES), max_size=3), "grade": st.sampled_from(("voted", "assumed")), "owner": name,
    "due": st.sampled_from(("", "2026-09-15")), "on": st.just("2026-09-15"), "kind": st.sampled_from(("text", "line")), "by": st.just("touchpoint"),
    "picture": st.just(""), "about": st.just(["csat", 0.5]), "author": st.just("Ana"), "edits": st.just([]),
    "stages": st.just([{"key": "a", "name": "a", "touchpoints": []}]),
}  # fmt: skip


def op_of(do: str) -> st.SearchStrategy[dict[str, Any]]:
    """Edits of one kind that are well formed, about things that are there or not."""
    own = {"set_kind": {"kind": st.sampled_from(("as-is", "to-be"))}, "set_lane": {"name": lane}, "move_lane": {"name": lane},
           "add_lane": {"name": lane}, "remove_lane": {"name": lane}}.get(do, {})  # fmt: skip
    shape = {field.rstrip("?"): own.get(field, FIELDS[field.rstrip("?")]) for field in checked._SHAPES[do]}
    needed = {field: how for field, how in shape.items() if field in checked._SHAPES[do]}
    rest = {field: how for field, how in shape.items() if field not in needed}
    return st.fixed_dictionaries({"do": st.just(do), **needed}, optional=rest)


ops = st.sampled_from(tuple(checked._SHAPES)).flatmap(op_of)
several = ops | st.fixed_dictionaries({"do": st.just("together"), "edits": st.lists(ops.filter(lambda op: op["do"] != "together"), max_size=4)})
junk = st.recursive(st.none() | st.booleans() | st.floats() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3), max_leaves=4)
nonsense = st.dictionaries(st.sampled_from(("do", *FIELDS)), junk | st.sampled_from(tuple(checked._SHAPES)), max_size=5) | junk
spoiled = st.tuples(ops, st.sampled_from(tuple(FIELDS)), junk).map(lambda parts: {**parts[0], parts[1]: parts[2]})


def sound(journey: Journey) -> bool:
    """Every key once, every source at most once, every text at something that is there, lanes and texts once."""
    sources, every = places.all_sources(journey.touchpoints), list(places.every_key(journey))
    parts = [name for one in journey.touchpoints for name in places.all_sources(one.parts)]
    there = {stage.key for stage in journey.stages} | {one.key for one in journey.touchpoints}
    lanes, items = [one.name for one in journey.lanes], [one.key for one in journey.items]
    assert all(len(names) == len(set(names)) for names in (sources, every, parts, lanes, items)), journey
    assert set(parts) <= set(sources) and {one.at for one in journey.items} <= there, journey
    assert record.from_record(record.as_record(journey)) == journey
    return True


@given(st.lists(several, max_size=12))
@settings(max_examples=400, deadline=None)
@example([{"do": "remove_touchpoint", "key": "Cart (2)"}, {"do": "attach", "key": "Ad", "sources": ["Fax", "Cart", "Cart (2)"]},
          {"do": "split_touchpoint", "key": "Ad"}])
def test_any_edits_leave_a_sound_journey(done: Sequence[dict[str, Any]]) -> None:
    journey = START
    for op in done:
        after = edits.apply(journey, op)
        assert sound(after) and words(op, journey) and changes(journey, after) is not None
        assert edits.apply(after, {"do": "together", "edits": []}) == after
        journey = after
    assert edits.apply(journey, {"do": "lay_out", "stages": []}) == journey


@given(nonsense | spoiled)
@settings(max_examples=600, deadline=None)
def test_nonsense_is_refused_or_does_something_sound(op: Any) -> None:
    try:
        assert sound(edits.apply(START, op))
    except BadInput as problem:
        assert str(problem).endswith(".")



@pytest.fixture(autouse=True, scope="module")
def few_entries_between_kept_states() -> Iterator[None]:
    """The states that are kept in between are used in these short logs, too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folding, "_STRIDE", 3)
        yield


steps = st.lists(st.tuples(st.sampled_from(("Ana", "Ben")), several | st.sampled_from(("undo", "redo", "restore", "name"))), max_size=10)


@given(steps)
@settings(max_examples=60, deadline=None)
def test_two_who_edit_at_once_lose_nothing_and_can_take_all_back(done: Sequence[tuple[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace.open(Path(folder) / "w.sqlite")
        key = history.start(workspace, START)
        begun = history.current(workspace, key)
        for author, step in done:
            _act(workspace, key, author, step)
            fresh = Workspace.open(Path(folder) / "w.sqlite")
            now = history.current(fresh, key)
            assert now is not None and sound(now)
            assert now == history.at_version(workspace, key, now.version)  # read from the beginning it is the same
        _take_all_back(workspace, key)
        ended = history.current(workspace, key)
        assert begun is not None and ended is not None and replace(ended, version=begun.version) == begun


def _act(workspace: Workspace, key: str, author: str, step: Any) -> None:
    if step == "restore":
        history.restore(workspace, key, history.versions(workspace, key)[0].number, author)
    elif step == "name":
        history.name_version(workspace, key, "A version", author)
    elif step in ("undo", "redo"):
        getattr(history, step)(workspace, key, author)
    else:
        _edit(workspace, key, author, step)


def _edit(workspace: Workspace, key: str, author: str, op: dict[str, Any]) -> None:
    """What an edit makes is there for everybody; what the other did before it stays, unless the edit is about that."""
    before = history.current(workspace, key)
    after = history.edit(workspace, key, op, author)
    assert before is not None
    assert replace(after, version=0) == replace(edits.apply(before, history._completed(op, author)), version=0)


def _take_all_back(workspace: Workspace, key: str) -> None:
    """Whoever can take something back does, until nobody can."""
    for _ in range(100):
        who = [author for author in ("Ana", "Ben") if history.can_undo(workspace, key, author)]
        if not who:
            return
        history.undo(workspace, key, who[-1])
    raise AssertionError("there is always something more to take back")


@given(st.lists(st.tuples(st.sampled_from(SOURCES), st.sampled_from(("A", "Ad", "Cart", ""))), max_size=8))
def test_stages_of_any_rows_are_sound_and_place_every_touchpoint(rows: list[tuple[str, str]]) -> None:
    journey = Journey("j", stages=stages_of(rows))
    assert sound(journey) and sorted(places.all_sources(journey.touchpoints)) == sorted({touchpoint for touchpoint, _ in rows})
