"""The settings screen: what is typed is kept and in force, what cannot be is refused in one sentence, and everything can be undone."""
from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cjm_core import written
from cjm_core.settings import Settings
from cjm_core.workspace import Workspace
from tests import building
from tests.screens import routed
from tests.test_settings import OTHERS

LABELS = {
    "currency": "Currency", "numbers": "Numbers look like", "week_start": "Weeks begin on", "fiscal_start": "The fiscal year begins in",
    "time_zone": "Days are those of", "min_n": "Fewer than this are a hint only", "hide_below": "Hide numbers of fewer people than",
    "weight_csat": "Satisfaction (CSAT)", "weight_ces": "Effort (CES)", "weight_nps": "Recommendation (NPS)", "weight_sentiment": "Sentiment",
}  # fmt: skip
WORDS = ("stage", "stages", "touchpoint", "touchpoints", "lane", "lanes")  # in the order of their fields


@pytest.fixture
def screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The settings behind the real router, with an empty home."""
    monkeypatch.setenv("CJM_HOME", str(tmp_path))
    return routed("data/settings.py").run()


def kept(tmp_path: Path) -> Settings:
    return written.read_settings(Workspace.open(tmp_path / "workspace.sqlite"))


def typed(screen: AppTest, **values: object) -> AppTest:
    """Type these values; months and words as people see them."""
    fields = {box.label: box for box in (*screen.selectbox, *screen.number_input, *screen.text_input)}
    words = dict(zip(WORDS, [box for box in screen.text_input if box.label != "Currency"], strict=True))
    for name, value in values.items():
        (words.get(name) or fields[LABELS[name]]).set_value(value)
    return screen


def press(screen: AppTest, label: str) -> AppTest:
    next(button for button in screen.button if button.label == label).click()
    return screen.run()


def body(screen: AppTest) -> str:
    """The screen's sentence as it was drawn."""
    return next(element.proto.body for element in screen.get("html") if "answer" in element.proto.body[:20])


def test_everything_typed_is_kept_and_in_force(screen: AppTest, tmp_path: Path) -> None:
    assert "You say <b>stage, touchpoint and lane</b>" in body(screen)
    press(typed(screen, **{**OTHERS.as_record(), "fiscal_start": "April"}), "Save")
    assert not screen.exception and not screen.error
    assert kept(tmp_path) == OTHERS
    said = body(screen)
    for part in ("84,20 CHF", "1.234,5", "Sunday", "April", "America/New York", "Fewer than <b>50</b>", "phase, encounter and row",
                 "In the emotion curve Satisfaction (CSAT) counts <b>2</b>, Effort (CES) counts <b>0.5</b>, Recommendation (NPS) counts <b>0</b>"):
        assert part in said
    assert any("Saved" in str(element.value) for element in screen.markdown)


def test_reset_to_usual(screen: AppTest, tmp_path: Path) -> None:
    press(typed(screen, min_n=99, stage="phase"), "Save")
    assert kept(tmp_path) == Settings(min_n=99, stage="phase")
    press(screen, "Reset to usual")
    assert kept(tmp_path) == Settings()
    assert [box.value for box in screen.number_input] == [30, 0, 1, 1, 1, 1] and screen.text_input[1].value == "stage"
    assert len(Workspace.open(tmp_path / "workspace.sqlite").versions("setting", "settings")) == 2  # nothing is lost


@pytest.mark.parametrize(("values", "said"), [
    (dict.fromkeys(("weight_csat", "weight_ces", "weight_nps", "weight_sentiment"), 0.0), "At least one question must count"),
    ({"touchpoint": "  "}, "touchpoint can have 1 to 30 letters"), ({"currency": "Swiss francs"}, "0 to 8 letters"),
])
def test_refused_in_one_sentence_and_nothing_is_lost(screen: AppTest, tmp_path: Path, values: dict[str, object], said: str) -> None:
    press(typed(screen, min_n=44, **values), "Save")
    assert [said in str(error.value).replace("\\", "") for error in screen.error] == [True]
    assert kept(tmp_path) == Settings()
    assert screen.number_input[0].value == 44  # what was typed stands


def test_weights_are_said_only_where_they_differ(screen: AppTest) -> None:
    assert "emotion curve" not in body(screen)
    assert any("counts twice as much" in str(element.value) for element in screen.markdown)
    press(typed(screen, weight_csat=3.0, weight_ces=3.0, weight_nps=3.0, weight_sentiment=3.0), "Save")
    assert "emotion curve" not in body(screen)


def test_words_are_shown_as_text(screen: AppTest) -> None:
    press(typed(screen, stage="<img src=x>", currency="<b>"), "Save")
    assert "&lt;img src=x&gt;" in body(screen) and "<img" not in body(screen)


@pytest.mark.parametrize(("typed_currency", "who", "shown"), [
    ("", None, ""), ("€", None, ""), ("", "currency: EUR", "EUR 20.00"), ("€", "currency: USD", "USD 30.00"),
])
def test_amounts_stand_in_the_currency_that_was_chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed_currency: str, who: str | None, shown: str
) -> None:
    monkeypatch.setenv("CJM_HOME", str(tmp_path))
    rows = [{"customer_id": f"u{at}", "event_time": f"2026-01-{at + 1:02d}", "touchpoint": "Order", "value": value, "currency": currency}
            for at, (value, currency) in enumerate([(10, "EUR"), (30, "EUR"), (30, "USD")])]  # fmt: skip
    building.dataset(tmp_path, rows)
    written.write_settings(Workspace.open(tmp_path / "workspace.sqlite"), Settings(currency=typed_currency))
    screen = routed().run()
    if who:
        screen.selectbox(key="who").select(who).run()
    assert not screen.exception
    drawn = next(element.proto.body for element in screen.get("html") if "Average order" in element.proto.body)
    assert (shown if who else "amounts in EUR and USD are never added; choose one currency") in drawn
