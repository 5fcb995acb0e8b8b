"""JSON → map → JSON is the identity, and whatever is no such file is refused in one sentence."""

from __future__ import annotations

import copy
import json
import types
from dataclasses import fields, is_dataclass, replace
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import settings as trials
from hypothesis import strategies as st

from cjm_core.errors import BadInput
from cjm_core.journey_map import plain
from cjm_core.journey_map.model import Cell, Curve, JourneyMap, Lane, ReportedCell, ReportedLane, Stage, TextLane
from cjm_core.journey_map.plain import as_json, from_json
from tests.map_sizes import bare, hidden, hostile, large, nothing
from tests.maps import rich

_PIXEL = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
_PLAIN = {str: _TEXT, bool: st.booleans(), int: st.integers(0, 2**53), float: st.floats(allow_nan=False, allow_infinity=False)}


def _any(kind: Any) -> st.SearchStrategy[Any]:
    """Values of a type as the model declares it."""
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return st.builds(kind, **{one.name: _field(kind, one.name, hints[one.name]) for one in fields(kind)})
    if get_origin(kind) is tuple:
        inner = get_args(kind)
        return st.lists(_any(inner[0]), max_size=2).map(tuple) if inner[-1] is Ellipsis else st.tuples(*map(_any, inner))
    if get_origin(kind) in (types.UnionType, Union):
        return st.none() | _any(next(one for one in get_args(kind) if one is not types.NoneType))
    return _PLAIN[kind]


def _field(kind: type[Any], name: str, hint: Any) -> st.SearchStrategy[Any]:
    if (kind.__name__, name) in plain._CHOICES:
        return st.sampled_from(plain._CHOICES[kind.__name__, name])
    if (kind.__name__, name) in plain._DAYS:
        return st.just("") | st.dates().map(str)
    if name == "parts":  # of a touchpoint or a merged stage: the same again
        return st.lists(st.builds(get_args(hint)[0], _TEXT, _TEXT), max_size=2).map(tuple)
    return st.sampled_from(["", _PIXEL]) if name == "picture" else _any(hint)


@st.composite
def maps(draw: st.DrawFn) -> JourneyMap:
    """Any map whose rows fit its touchpoints."""
    named = st.lists(_TEXT, max_size=2).map(tuple)
    stages = tuple(
        Stage(draw(_TEXT), draw(_PLAIN[int]), names, draw(_TEXT), draw(st.sampled_from([(), names])))
        for names in draw(st.lists(named, max_size=2))
    )
    wide = sum(len(one.touchpoints) for one in stages)
    cells = draw(st.lists(_any(Cell), min_size=wide, max_size=wide).map(tuple))
    told = draw(st.lists(st.none() | _any(ReportedCell), min_size=wide, max_size=wide).map(tuple))
    usual = draw(_any(JourneyMap))
    lane, other, reported = draw(_any(Lane)), draw(_any(Curve)), draw(_any(ReportedLane))
    words = draw(_any(TextLane))
    return replace(
        usual, stages=stages, lanes=(replace(lane, cells=cells),), reported=(replace(reported, cells=told),),
        curves=(replace(other, cells=cells, differences=tuple(cell.change for cell in cells)),), texts=(replace(words, cells=words.cells[:1]),),
    )  # fmt: skip


@given(maps())
@trials(max_examples=60, deadline=None)
def test_any_map_comes_back_the_same(drawn: JourneyMap) -> None:
    record = as_json(drawn)
    loaded = json.loads(json.dumps(record, allow_nan=False))
    assert loaded == record
    assert from_json(loaded) == drawn
    assert as_json(from_json(loaded)) == record


@pytest.mark.parametrize("make", [rich, large, bare, nothing, hidden, hostile])
def test_every_map_comes_back_the_same(make: Any) -> None:
    drawn = make()
    text = json.dumps(as_json(drawn), ensure_ascii=False)
    assert from_json(json.loads(text)) == drawn
    assert json.dumps(as_json(from_json(json.loads(text))), ensure_ascii=False) == text


def test_the_counts_stand_beside_the_map() -> None:
    record = as_json(rich())
    assert (record["filled_cells"], record["measured_cells"]) == (rich().filled, rich().measured)
    assert as_json(from_json({**record, "filled_cells": 1})) == record  # counted from the cells, not believed


def test_what_an_older_version_did_not_write_may_be_missing() -> None:
    record = as_json(rich())
    older = {name: record[name] for name in record if name not in ("curves", "texts", "persona", "journey", "weights", "outside")}
    assert from_json(older).texts == ()


def _set(record: Any, path: str, value: object) -> Any:
    """The record with another value at a path like lanes.2.cells.0.n."""
    changed = copy.deepcopy(record)
    at = path.split(".")
    place = changed
    for step in at[:-1]:
        place = place[int(step) if step.isdigit() else step]
    last = at[-1]
    place[int(last) if last.isdigit() else last] = value
    return changed


@pytest.mark.parametrize(("path", "value", "said"), [
    ("lanes.1.cells.3.value", float("nan"), "finite"), ("lanes.1.cells.3.value", float("inf"), "finite"),
    ("lanes.1.cells.3.value", 10**400, "a number"),
    ("lanes.1.cells.3.value", "1", "lanes → 2 → cells → 4 → value should be a number"), ("lanes.1.cells.3.value", True, "a number"),
    ("lanes.1.cells.3.n", -1, "whole number"), ("lanes.1.cells.3.n", 1.5, "whole number"), ("lanes.1.cells.3.n", True, "whole number"),
    ("lanes.1.cells.3.n", 2**60, "whole number"), ("lanes.1.cells.3.status", "fine", "status can be"),
    ("lanes.1.cells.3.grade", "sure", "grade can be"),
    ("lanes.1.cells", {}, "a list"), ("lanes", None, "a list"), ("lanes.1.cells", [], "a cell for each of 12"),
    ("lanes.1.unit", "miles", "unit can be"),
    ("demo", 1, "true or false"), ("dataset", None, "a text"), ("dataset", "\ud800", "a text"), ("dataset", "x" * 20_001, "too long"),
    ("stages", [[]], "an object"), ("stages.0.keys", ["a"], "a key for each"), ("weights", [["csat"]], "2 entries"), ("stages", "Buy", "a list"),
    ("sources", ["x"] * 5_001, "more than"), ("texts.1.cells.0.items.0.picture", "data:image/svg+xml;base64,PHN2Zy8+", "PNG or JPEG"),
    ("texts.1.cells.0.items.0.picture", "data:image/png;base64,PHN2Zy8+", "PNG or JPEG"), ("texts.1.cells.1.at", "Discover", "each cell once"),
    ("journey.review_on", "tomorrow", "a day like"), ("journey.kind", "dream", "kind can be"), ("curves.0.differences", [], "a difference for each"),
])  # fmt: skip
def test_what_does_not_fit_is_refused_in_one_sentence(path: str, value: object, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        from_json(_set(as_json(rich()), path, value))
    assert said in str(caught.value)
    assert str(caught.value).count("\n") == 0 and len(str(caught.value)) < 300


@pytest.mark.parametrize("record", [None, [], [{}], "map", 3, {}, {"rows": []}, {"dataset": "d"}, {"type": "FeatureCollection", "features": []}])
def test_another_file_is_refused(record: object) -> None:
    with pytest.raises(BadInput):
        from_json(record)


@pytest.mark.parametrize("path", ["mood", "lanes.0.mood", "journey.mood", "texts.1.cells.0.items.0.mood"])
def test_what_a_newer_version_wrote_is_refused_in_words(path: str) -> None:
    with pytest.raises(BadInput, match="newer version"):
        from_json(_set(as_json(rich()), path, 1))


_ANY = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5), lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=5), inner)
)


def test_what_is_nested_too_deeply_is_refused() -> None:
    touchpoint: dict[str, object] = {"key": "a", "name": "a"}
    for _ in range(200):
        touchpoint = {"key": "a", "name": "a", "parts": [touchpoint]}
    with pytest.raises(BadInput, match="nested too deeply"):
        from_json(_set(as_json(rich()), "journey.stages.0.touchpoints", [touchpoint]))


@given(_ANY, st.sampled_from(sorted(as_json(rich()))))
@trials(max_examples=150, deadline=None)
def test_anything_else_in_its_place_never_breaks(value: object, name: str) -> None:
    try:
        drawn = from_json({**as_json(rich()), name: value})
    except BadInput:
        return
    json.dumps(as_json(drawn), allow_nan=False)
