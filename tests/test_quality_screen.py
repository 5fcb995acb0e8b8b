"""The data quality screen behind the real router: its answer, its findings, its tables, and the rows left out as a file."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

import pytest

from cjm_core import quality, takeaway
from cjm_core.dataset import Dataset
from cjm_core.scope import Scope
from pages.shared.filters import Chosen
from tests import building
from tests.screens import drawn, opened
from tests.test_quality import shop, survey


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with good data and, the newer, data with two rows left out, one of them a formula."""
    rows = [*shop(), {"customer_id": "c1", "event_time": "=1+1", "touchpoint": "Cart"}, {"customer_id": None, "event_time": "2026-01-02"}]
    for name, events in (("good", shop()), ("bad", rows)):
        shutil.copy(building.dataset(tmp_path, events, survey()).path, tmp_path / f"{name}.duckdb")
    for made in tmp_path.glob("dataset*.duckdb"):
        made.unlink()
    monkeypatch.setenv("CJM_HOME", str(tmp_path))
    return tmp_path


screen = partial(opened, "data/quality.py")


def test_the_screen_answers_its_question_and_shows_where(home: Path) -> None:
    app = screen(dataset="bad")
    assert "Can you trust these data?" in drawn(app)
    assert "<b>160 of 162 rows</b> are in; <b>1 thing</b> to look at." in drawn(app)
    assert "1 row to look at" not in drawn(app) and "2 rows to look at" in drawn(app)
    assert len(app.get("vega_lite_chart")) == 2  # events and answers
    assert len(app.dataframe) == 3  # files, rows left out, columns
    assert [expander.label for expander in app.expander] == ["Rows left out"]
    assert list(app.dataframe[1].value.columns) == ["File", "Sheet", "Line", "Column", "Value", "Reason"]


def test_every_picture_has_its_words(home: Path) -> None:
    app = screen(dataset="good")
    assert any("120 dated rows on 40 days from 1 Jan 2026 to 9 Feb 2026" in text.value.replace("\\", "") for text in app.markdown)
    assert "nothing looks wrong" in drawn(app) and len(app.dataframe) == 2 and not app.expander


def test_a_period_chosen_elsewhere_does_not_hide_data(home: Path) -> None:
    assert "<b>160 of 162 rows</b>" in drawn(screen(dataset="bad", period="Own dates", dates="2026-01-05,2026-01-06"))


def test_rows_left_out_can_be_taken_away_and_run_nothing(home: Path) -> None:
    from pages.data import _quality_files

    data = Dataset.open(home / "bad.duckdb")
    taken = _quality_files._left_out(quality.measure_quality(data), Chosen("bad", data, Scope()))
    text = takeaway.as_csv(taken).decode("utf-8-sig").splitlines()
    assert text[0] == "file,sheet,line,column,value,reason,about"
    assert len(text) == 3 and ",122,event_time,'=1+1,event_time is not a date," in text[1]
    assert takeaway.as_xlsx(taken)[:2] == b"PK"
    drawn = _quality_files._findings(quality.measure_quality(data), Chosen("bad", data, Scope()))
    assert takeaway.as_png(drawn)[1:4] == b"PNG"


def test_without_data_the_screen_says_what_to_bring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CJM_HOME", str(tmp_path / "empty"))
    assert "There are no data yet" in drawn(screen())
