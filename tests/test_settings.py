"""Settings as values: what they refuse, how they are kept, that they are in force where they should be, and the room's own words."""
from __future__ import annotations

import threading
from dataclasses import fields, replace
from zoneinfo import ZoneInfo

import pytest

from cjm_core import settings, written
from cjm_core.errors import BadInput
from cjm_core.settings import MONTHS, NUMBERS, WEEK_STARTS, WORDS, Settings, from_record, in_force, own, using
from cjm_core.workspace import Workspace

OTHERS = Settings(
    currency="CHF", numbers="1.234,5", week_start="Sunday", fiscal_start=4, time_zone="America/New_York", min_n=50, hide_below=10,
    weight_csat=2.0, weight_ces=0.5, weight_nps=0.0, weight_sentiment=100.0,
    stage="phase", stages="phases", touchpoint="encounter", touchpoints="encounters", lane="row", lanes="rows",
)  # fmt: skip


def test_others_differ_everywhere():
    assert [one.name for one in fields(Settings) if getattr(OTHERS, one.name) == getattr(Settings(), one.name)] == []


@pytest.mark.parametrize(("name", "value", "said"), [
    ("currency", "Swiss francs", "currency can have 0 to 8 letters"), ("numbers", "1,5", "numbers can be 1,234.5"),
    ("week_start", "Tuesday", "week_start"),
    ("fiscal_start", 0, "fiscal_start"), ("fiscal_start", 13, "fiscal_start"), ("time_zone", "Berlin", "no time zone 'Berlin'. Write it like Europe"),
    ("time_zone", "../etc/passwd", "no time zone"), ("min_n", 1, "2 to 1,000"), ("min_n", 1001, "2 to 1,000"),
    ("hide_below", 1, "2 to 100"), ("hide_below", 101, "2 to 100"),
    ("weight_csat", -0.5, "from 0 to 100"), ("weight_nps", 100.5, "from 0 to 100"), ("weight_ces", float("nan"), "from 0 to 100"),
    ("weight_sentiment", float("inf"), "from 0 to 100"), ("stage", "  ", "1 to 30 letters"), ("lanes", "x" * 31, "1 to 30 letters"),
])
def test_refused_in_one_plain_sentence(name, value, said):
    with pytest.raises(BadInput, match=said) as refused:
        Settings(**{name: value})
    assert str(refused.value).count("\n") == 0 and len(str(refused.value)) < 160


def test_one_question_must_count():
    with pytest.raises(BadInput, match="At least one question must count"):
        Settings(weight_csat=0, weight_ces=0, weight_nps=0, weight_sentiment=0)
    assert Settings(weight_csat=0, weight_ces=0, weight_nps=0).weights == (("csat", 0), ("ces", 0), ("nps", 0), ("sentiment", 1))
    assert from_record({"weight_csat": "much"}) == Settings()


def test_what_is_offered_is_taken():
    for numbers in NUMBERS:
        assert Settings(numbers=numbers).separators == NUMBERS[numbers]
    for week_start in WEEK_STARTS:
        assert Settings(week_start=week_start).week_start == week_start
    assert len(MONTHS) == 12
    assert Settings(currency="  US $ ", stage=" a   b ") == Settings(currency="US $", stage="a b")  # blanks never differ
    assert Settings(time_zone="Asia/Kathmandu").zone == ZoneInfo("Asia/Kathmandu")


def test_kept_in_the_workspace(tmp_path):
    workspace = Workspace.open(tmp_path / "workspace.sqlite")
    assert written.read_settings(workspace) == Settings()
    written.write_settings(workspace, OTHERS)
    assert written.read_settings(Workspace.open(tmp_path / "workspace.sqlite")) == OTHERS


def test_a_record_of_another_version_is_read_as_far_as_it_is_known():
    assert from_record({**OTHERS.as_record(), "colour": "red"}) == OTHERS
    assert from_record({"currency": "€"}) == Settings(currency="€")
    assert from_record({"min_n": "many"}) == from_record({"week_start": "Tuesday"}) == from_record(None) == Settings()


def test_in_force_in_this_run_only():
    seen = {}
    with using(OTHERS):
        thread = threading.Thread(target=lambda: seen.update(other=in_force()))
        thread.start()
        thread.join()
        with using(replace(OTHERS, min_n=60)):
            seen["inner"] = in_force().min_n
        seen["outer"] = in_force().min_n
    assert seen == {"other": Settings(), "inner": 60, "outer": 50}
    assert in_force() == Settings()
    with pytest.raises(ZeroDivisionError), using(OTHERS):
        raise ZeroDivisionError
    assert in_force() == Settings()


@pytest.mark.parametrize(("text", "said"), [
    ("No touchpoint has a stage.", "No encounter has a phase."), ("Touchpoints in each lane", "Encounters in each row"),
    ("a touchpoint, A touchpoint, the Stages", "an encounter, An encounter, the Phases"),
    ("stage_visit and multistage", "stage_visit and multistage"),
    ("at touchpoints", "at encounters"),
])
def test_own_words(text, said):
    assert own(text) == text
    with using(OTHERS):
        assert own(text) == said
    assert own(text) == text


def test_own_words_are_whole_words_and_never_read_as_a_pattern():
    with using(Settings(stage=r"\1 $", stages="étapes", touchpoint="touchpoints")):
        assert own("a stage, stages, a touchpoint") == r"a \1 $, étapes, a touchpoints"
    assert all(hasattr(Settings(), word) for word in WORDS)
    assert settings.zones() >= {"UTC", "Europe/Berlin"}
