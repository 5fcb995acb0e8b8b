"""The screen that presents, without a browser: the lanes of the address, and what it is called."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cjm_core.dataset import Dataset
from tests import screens
from tests.test_map_screen import kept, opened_shop


@pytest.fixture
def shop(tmp_path: Path) -> Dataset:
    return opened_shop(tmp_path)


def opened(**choices: str) -> str:
    """What the screen draws. The router runs before: the map's screen has the same file name, and only then are they told apart."""
    app = screens.routed()
    app.query_params.update(choices)
    app.run().switch_page("present/map.py").run()
    assert not app.exception, [fault.message for fault in app.exception]
    return screens.drawn(app)


def lanes_shown(**choices: str) -> list[str]:
    """The titles of the slides, one for each lane, without the first and the last."""
    seen = opened(period="All dates", slides="One lane at a time", **choices)
    return re.findall(r'<section class="slide (?:numbers|words|curve)[^>]*aria-label="Slide [^"]*: ([^"]*)"', seen)


def test_exactly_the_lanes_of_the_address_are_presented(shop: Dataset) -> None:
    whole = lanes_shown()
    assert "Reach" in whole and len(whole) > 1
    assert lanes_shown(lanes="Reach") == ["Reach"]


def test_a_map_of_ones_own_is_presented_with_the_lanes_of_the_address_too(shop: Dataset) -> None:
    kept(shop)
    assert len(lanes_shown(map="Our map")) > 1
    assert lanes_shown(map="Our map", lanes="Reach") == ["Reach"]


def test_the_screen_is_named_once(shop: Dataset) -> None:
    seen = opened()
    assert "<p class='crumb'>Present · " in seen and "Present · Present" not in seen
    assert "<p class='crumb'>Journey · Map · " in screens.drawn(screens.opened("journey/map.py"))
