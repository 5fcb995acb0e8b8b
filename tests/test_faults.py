"""A screen that breaks shows a reference and never how it broke; the log has the rest."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.shared import faults


def _screen() -> None:
    import os

    from cjm_core.errors import BadInput
    from pages.shared import faults

    error = BadInput("The file ![x](http://a.test/x.png) has no rows.") if os.environ.get("FAULT") == "input" else KeyError("secret")
    assert faults.show_fault(error)


def test_the_screen_shows_the_reference_and_the_log_the_story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CJM_HOME", str(tmp_path))
    screen = AppTest.from_function(_screen).run()
    (sentence,) = [error.value for error in screen.error]
    (reference,) = re.findall(r"Reference ([0-9a-f]{8})\.", sentence)
    log = (tmp_path / "logs" / "errors.log").read_text(encoding="utf-8")
    assert "secret" not in sentence
    assert f"reference {reference}" in log
    assert "KeyError: 'secret'" in log


def test_bad_input_is_said_plainly_and_not_logged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CJM_HOME", str(tmp_path))
    monkeypatch.setenv("FAULT", "input")
    screen = AppTest.from_function(_screen).run()
    assert [error.value for error in screen.error] == ["The file \\!\\[x\\]\\(http\\:\u2060//a\\.test/x\\.png\\) has no rows\\."]
    assert not (tmp_path / "logs").exists()


def test_a_log_that_cannot_be_written_is_no_second_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    monkeypatch.setenv("CJM_HOME", str(tmp_path / "file"))
    reference = faults.log_fault(ValueError("lost"))
    assert f"reference {reference}" in capsys.readouterr().err


def test_two_faults_have_two_references(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CJM_HOME", str(tmp_path))
    assert faults.log_fault(ValueError()) != faults.log_fault(ValueError())
