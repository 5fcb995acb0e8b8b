"""Another dataset opens in the period that suits it, unless the person chose one."""
from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cjm_core.home import home
from tests import building, screens


@pytest.fixture
def two(tmp_path: Path) -> None:
    """A dataset of 20 months, and one of 8 weeks."""
    (home() / "datasets").mkdir(parents=True)
    for name, days in (("long", 600), ("short", 56)):
        events = [{"customer_id": who, "event_time": datetime(2024, 1, 1) + timedelta(days=who % days, hours=at), "touchpoint": place}
                  for who in range(1200) for at, place in enumerate(("Door", "Desk"))]  # fmt: skip
        made = building.dataset(tmp_path, events)
        shutil.copy(made.path, home() / "datasets" / f"{name}.duckdb")


def opened(**choices: str):
    return screens.opened("journey/map.py", dataset="long", **choices)


def seen(app) -> tuple[str, str]:
    return app.selectbox(key="period").value, app.selectbox(key="basis").value


def test_the_default_goes_along(two: None) -> None:
    app = opened()
    assert seen(app) == ("Last 6 months", "Against last year")
    app.selectbox(key="dataset").set_value("short").run()
    assert seen(app) == ("Later half", "Against the period before")
    app.selectbox(key="dataset").set_value("long").run()
    assert seen(app) == ("Last 6 months", "Against last year")


def test_what_was_chosen_stays(two: None) -> None:
    app = opened()
    app.selectbox(key="period").set_value("All dates").run()
    app.selectbox(key="dataset").set_value("short").run()
    assert seen(app)[0] == "All dates"
    assert seen(opened(period="All dates"))[0] == "All dates"
