"""The menu that saves what is on a screen: files are made on a click, under the settings of their screen, and fail without a story."""

from __future__ import annotations

import threading
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from cjm_core import settings
from cjm_core.settings import Settings
from cjm_core.takeaway import Sheet, TakeAway, as_csv
from pages.shared import save


def taken(title: str = "T") -> TakeAway:
    return TakeAway(title, "S", (), (Sheet("Numbers", pd.DataFrame({"unit": ["money"], "value": [1.5]})),))


def elsewhere(made):
    """What a callable gives in a thread of the server, which knows nothing of the run that drew the button."""
    found = []
    thread = threading.Thread(target=lambda: found.append(made()))
    thread.start()
    thread.join()
    return found[0]


def test_a_file_is_made_under_the_settings_of_its_screen() -> None:
    with settings.using(Settings(currency="€", numbers="1.234,5")):
        made = save._made(taken, as_csv)
    assert b"\xe2\x82\xac;1,5;" in elsewhere(made)
    assert b"money,1.5," in elsewhere(save._made(taken, as_csv))


def test_nothing_is_made_before_the_click() -> None:
    asked = []
    made = save._made(lambda: asked.append("made") or taken(), as_csv)
    assert asked == []
    assert made()
    assert asked == ["made"]


def test_a_fault_goes_to_the_log_and_says_no_more_than_its_reference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CJM_HOME", str(tmp_path))

    def broken() -> TakeAway:
        raise KeyError("a secret of the data")

    with pytest.raises(RuntimeError, match=r"^reference [0-9a-f]{8}$") as raised:
        save._made(broken, as_csv)()
    assert raised.value.__cause__ is None and raised.value.__suppress_context__
    assert "a secret of the data" in (tmp_path / "logs" / "errors.log").read_text(encoding="utf-8")


@pytest.mark.parametrize(("stem", "name"), [
    ("overview", "overview"), ("overview-First touch: Search", "overview-first-touch-search"), ("../../etc/passwd", "etc-passwd"),
    ("touchpoint-Größe/日本", "touchpoint-größe-日本"), ("  ", "numbers"), ("x" * 300, "x" * 80), ('a"b\r\nc', "a-b-c"),
])  # fmt: skip
def test_file_names_are_safe(stem: str, name: str) -> None:
    assert save._safe(stem) == name


def _one() -> None:
    from pages.shared import save
    from tests.test_save_menu import taken

    save.menu(taken, "one thing")


def _several() -> None:
    from functools import partial

    from pages.shared import save
    from tests.test_save_menu import taken

    save.menu({"All numbers": partial(taken, "all"), "First touch: Web": partial(taken, "web")}, "overview")


def _buttons(app: AppTest) -> list[str]:
    assert not app.exception
    return [button.label for button in app.get("download_button")]


def test_the_menu_offers_three_files() -> None:
    assert _buttons(AppTest.from_function(_one).run()) == ["Picture (PNG)", "Spreadsheet (XLSX)", "Text table (CSV)"]


def test_the_menu_lets_choose_among_several_things() -> None:
    app = AppTest.from_function(_several).run()
    assert app.selectbox[0].options == ["All numbers", "First touch: Web"]
    app.selectbox[0].select("First touch: Web").run()
    assert len(_buttons(app)) == 3
