"""The trends screen: choices, notes, targets and dialogs, as far as they can be tried without a browser."""

from __future__ import annotations

import shutil
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cjm_core import written
from cjm_core.dataset import Dataset
from cjm_core.workspace import Workspace
from cjm_core.written import Note
from tests.screens import drawn, opened


@pytest.fixture
def home(shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copy(shop, tmp_path / "shop.duckdb")
    monkeypatch.setenv("CJM_HOME", str(tmp_path))
    return tmp_path


screen = partial(opened, "measure/trends.py")


def kept(home: Path) -> tuple[Workspace, str]:
    return Workspace.open(home / "workspace.sqlite"), Dataset.open(home / "shop.duckdb").info["id"]


def charts(app: AppTest) -> int:
    return len(app.get("vega_lite_chart"))


def test_the_screen_answers_its_question(home: Path) -> None:
    app = screen()
    assert "Has anything changed?" in drawn(app)
    assert app.selectbox(key="number").value == "Conversion" and app.selectbox(key="every").value == "Every week"
    assert charts(app) == 1 and len(app.dataframe) == 1
    assert len(app.dataframe[0].value) == 26


@pytest.mark.parametrize("number", ["Customers reached", "First touch", "Time to convert", "NPS", "Average order", "Customers lost"])
def test_every_kind_of_number_has_its_picture(home: Path, number: str) -> None:
    app = screen(number=number, every="Every month")
    assert app.selectbox(key="number").value == number and charts(app) == 1


def test_a_split_is_one_picture_or_one_for_each(home: Path) -> None:
    app = screen(by="By channel")
    assert charts(app) == 1 and len(app.dataframe[0].value) == 26 * 4
    app.selectbox(key="as").select("Small multiples").run()
    assert not app.exception and charts(app) == 4


def test_what_these_data_do_not_have_falls_back(home: Path) -> None:
    app = screen(number="Sunspots", every="Every hour", by="By moon")
    assert (app.selectbox(key="number").value, app.selectbox(key="by").value) == ("Conversion", "Not split")


def test_a_note_is_kept_and_can_be_removed(home: Path) -> None:
    app = screen()
    app.text_input[-1].set_value("Release 4.2: *new* payment page")
    app.checkbox[-1].check()
    next(button for button in app.button if button.label == "Add note").click().run()
    assert not app.exception
    (note,) = written.notes(*kept(home))
    assert (note.text, note.restart) == ("Release 4.2: *new* payment page", True)
    assert any("Release 4\\.2" in part.value and "\\*new\\*" in part.value for part in app.markdown)  # shown as text
    next(button for button in app.button if button.label == "Remove").click().run()
    assert written.notes(*kept(home)) == []


def test_a_note_without_words_is_refused(home: Path) -> None:
    app = screen()
    next(button for button in app.button if button.label == "Add note").click().run()
    assert [error.value for error in app.error] == ["Give the note 1 to 200 letters\\."] and written.notes(*kept(home)) == []


def test_a_target_is_typed_as_people_read_it(home: Path) -> None:
    app = screen(number="Carts abandoned")
    assert app.number_input[0].label == "Value to reach (%)"
    app.number_input[0].set_value(55.0)
    next(button for button in app.button if button.label == "Set target").click().run()
    assert not app.exception
    (target,) = written.targets(*kept(home))
    assert (target.kpi, target.value, target.every, target.since) == ("cart_abandonment", pytest.approx(0.55), None, date(2026, 6, 30))
    assert "the target of 55.0 %" in drawn(app)
    next(button for button in app.button if button.label == "Remove target").click().run()
    assert written.targets(*kept(home)) == [] and "target" not in drawn(app)


def test_a_target_for_a_segment_is_the_segments_own(home: Path) -> None:
    app = screen(number="Carts abandoned", channel="Web")
    app.number_input[0].set_value(50.0)
    next(button for button in app.button if button.label == "Set target").click().run()
    (target,) = written.targets(*kept(home))
    assert target.where == ("channel", "Web")
    app.selectbox(key="channel").select("All channels").run()
    assert "target" not in drawn(app)
    both = screen(number="Carts abandoned", channel="Web", who="segment: Families")
    assert not both.number_input  # a target is for everyone, or for one segment


def test_the_point_that_was_picked_opens(home: Path) -> None:
    app = screen(number="NPS", every="Every month")
    app.session_state["_trend_picked"] = (None, "2026-03")
    app.run()
    assert not app.exception
    assert "answers" in drawn(app) and "In March 2025" in drawn(app)
    assert len(app.dataframe) == 2  # the table of the screen, and the comments
    app.run()
    assert len(app.dataframe) == 1  # once


def test_a_point_that_is_gone_opens_nothing(home: Path) -> None:
    app = screen(number="NPS", every="Every month")
    app.session_state["_trend_picked"] = ("Web", "1999-01")
    app.run()
    assert not app.exception and len(app.dataframe) == 1


def test_a_new_range_is_drawn_from_its_note_on(home: Path) -> None:
    workspace, dataset = kept(home)
    written.write_note(workspace, dataset, Note(date(2026, 3, 2), "New shop", restart=True))
    app = screen(number="Single-event sessions")
    table = app.dataframe[0].value
    assert table["Usual range"].nunique() == 2


def test_without_data_the_screen_says_what_it_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CJM_HOME", str(tmp_path))
    assert "There are no data yet" in drawn(screen())
