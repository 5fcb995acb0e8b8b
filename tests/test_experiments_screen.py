"""The experiments screen: what it proposes, what it hides, and that its choices fall back to what the data have."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cjm_core.scope import Scope
from cjm_core.takeaway import as_png
from pages.compare import _more
from pages.compare._design import TWO_PERIODS
from tests import worlds
from tests.building import dataset
from tests.screens import routed
from tests.trials import measured, of_test, words_of


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "home"
    place.mkdir()
    monkeypatch.setenv("CJM_HOME", str(place))
    return place


def opened(home: Path, name: str, *rows, **choices: object) -> AppTest:
    """The screen with a dataset of these rows; `choices` are made before it is drawn, as an address would."""
    shutil.copy(dataset(home.parent, *rows).path, home / f"{name}.duckdb")
    screen = routed()
    for key, value in {"dataset": name, **choices}.items():
        screen.session_state[key] = value
    screen.switch_page("compare/experiments.py").run()
    assert not screen.exception and not screen.error
    return screen


def said(screen: AppTest) -> str:
    return " ".join(words_of(block.proto.body) for block in screen.get("html"))


def box(screen: AppTest, key: str):
    return screen.selectbox(key=key)


def test_a_test_is_proposed_with_its_own_dates(home):
    screen = opened(home, "test", of_test((200, 40), (200, 70)))
    assert [box(screen, key).value for key in ("split", "group_a", "group_b", "drawn", "planned")] == ["Variant", "A", "B", "Yes (Variant)", "50 %"]
    assert box(screen, "dates_of").value == "The test’s own: 2 Mar – 22 Mar 2025"
    shown = said(screen)
    assert "The change worked: conversion rose by about 15 points (likely between 6.3 and 23.4)." in shown
    assert "Split as planned: 200 and 200 customers" in shown and "2 Mar – 22 Mar 2025 dates used" not in shown
    assert "Conversion 20.0 % 15.0–26.1 · 200 customers" in shown
    assert screen.multiselect(key="numbers").value[0] == "Conversion"


def test_an_uneven_split_hides_its_numbers_until_they_are_asked_for(home):
    screen = opened(home, "uneven", of_test((600, 120), (400, 120)))
    assert "The two groups were not split as planned. Do not use this result until the cause is found." in said(screen)
    assert "Not split as planned. 600 and 400 customers (60.0 % in A, planned 50.0 %)" in said(screen)
    assert "+10.0 points" not in said(screen) and "30.0 %" not in said(screen)
    (anyway,) = [toggle for toggle in screen.toggle if toggle.label == "Show the numbers anyway"]
    anyway.set_value(True).run()
    assert "The two groups were not split as planned." in said(screen) and "+10.0 points" in said(screen)
    box(screen, "planned").set_value("60 %").run()
    assert "The change worked" in said(screen) and not [toggle for toggle in screen.toggle if toggle.label == "Show the numbers anyway"]


def test_segments_use_the_period_above_and_other_choices_fall_back(home):
    screen = opened(home, "world", worlds.events(), worlds.answers(), split="Channel", group_a="gone", drawn="Yes (Variant)", numbers=["gone", "NPS"])
    assert [box(screen, key).value for key in ("split", "group_a", "group_b", "drawn")] == ["Channel", "shop", "web", "No (Channel)"]
    assert "dates_of" not in [one.key for one in screen.selectbox]
    assert screen.multiselect(key="numbers").value == ["NPS"]
    assert "touchpoint" not in [option.lower() for option in box(screen, "split").options]
    box(screen, "group_a").set_value("web").run()
    assert box(screen, "group_b").value == "shop"  # a group is never compared with itself
    screen.multiselect(key="numbers").set_value([]).run()
    assert "Choose at least one number to compare." in said(screen)


def test_two_periods_follow_the_basis_above(home):
    screen = opened(home, "world", worlds.events(), worlds.answers(), split=TWO_PERIODS)
    assert "group_a" not in [one.key for one in screen.selectbox]
    assert "customers are in both periods" in said(screen) or "Nobody is in both periods" in said(screen)
    box(screen, "basis").set_value("Against targets").run()
    assert TWO_PERIODS not in box(screen, "split").options and not screen.exception


def test_nothing_to_compare_says_what_is_needed(home):
    rows = [{"response_id": at, "csat": 1 + at % 5} for at in range(40)]
    screen = opened(home, "bare", None, rows)
    assert "It needs a column with 2 to 12 values" in said(screen)


def test_what_is_taken_away_is_what_is_shown(build_dataset):
    data = build_dataset(of_test((200, 40), (200, 70)))
    found = measured(data, "conversion", "revenue_per_customer")
    taken = _more.taken(data, Scope(), found)
    assert taken.title == "Did it work? B against A" and taken.sentence.startswith(found.answer)
    assert "B minus A" in taken.facts and "Revenue per customer on its own scale" in taken.facts
    assert [sheet.name for sheet in taken.sheets] == ["Differences", "Groups"]
    assert "+15.0 points" in json.dumps(taken.chart, ensure_ascii=False)
    assert as_png(taken).startswith(b"\x89PNG")
