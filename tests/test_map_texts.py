"""Page and file say everything that the map's data say, as picture and slides do (tests/test_map_picture.py, tests/test_map_slides.py)."""

from __future__ import annotations

import html
import re

import pytest

from cjm_core.journey_map import as_html
from cjm_core.journey_map.model import JourneyMap
from tests import drawn_maps
from tests.map_texts import missing
from tests.maps import rich

MAPS = {"rich": rich, "bare": drawn_maps.bare_map, "large": drawn_maps.large, "hidden": drawn_maps.hidden}


def said(page: str) -> str:
    """The text of a page, without style sheets."""
    return html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"<(style|script)\b.*?</\1>", "", page, flags=re.DOTALL)))


@pytest.mark.parametrize("name", MAPS)
def test_nothing_is_missing(name: str) -> None:
    """The file; the page is its table, under a screen that says the map's name, answer and period itself."""
    drawn: JourneyMap = MAPS[name]()
    assert missing(said(as_html(drawn)), drawn) == []


def test_what_is_missing_is_seen() -> None:
    drawn = rich()
    assert missing(said(as_html(drawn)).replace("Retry without new card entry", ""), drawn) == ["Retrywithoutnewcardentry"]
