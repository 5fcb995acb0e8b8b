"""Names that are long words break where their parts meet, in every drawing, and are copied as they are."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from cjm_core.journey_map.model import JourneyMap
from cjm_core.journey_map.render import as_fragment
from cjm_core.look import parted
from cjm_core.takeaway.lettering import width
from cjm_core.takeaway.map_drawing_ink import broken
from tests.maps import rich

NAMES = [
    ("landing_page_view", ["landing_", "page_", "view"]), ("email_verified", ["email_", "verified"]),
    ("ProductDetailPage", ["Product", "Detail", "Page"]),
    ("checkout/payment.failed", ["checkout/", "payment.", "failed"]), ("self-service-desk", ["self-", "service-", "desk"]),
    ("Support chat", ["Support chat"]), ("iPhone", ["iPhone"]), ("2026-06-30T12", ["2026-06-30T12"]), ("Rindfleischetikett", ["Rindfleischetikett"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "parts"), NAMES, ids=[name for name, _ in NAMES])
def test_a_long_word_may_break_between_its_parts(name: str, parts: list[str]) -> None:
    assert parted(name) == "<wbr>".join(parts) and parted(name).striptags().replace("\n", "") == name


def test_a_name_with_markup_stays_text() -> None:
    assert parted("<img_src=x_onerror=y>") == "&lt;img_<wbr>src=x_<wbr>onerror=y&gt;"


def called(name: str) -> JourneyMap:
    drawn = rich()
    first = replace(drawn.stages[0], touchpoints=(name, *drawn.stages[0].touchpoints[1:]), name=name)
    return replace(drawn, stages=(first, *drawn.stages[1:]))


def test_the_page_breaks_them_and_its_data_do_not() -> None:
    text = as_fragment(called("landing_page_view"))
    assert text.count("landing_<wbr>page_<wbr>view") == 2  # head of the stage and of the touchpoint
    assert 'data-touchpoint="landing_page_view"' in text and not re.search(r'"[^"<>]*<wbr>', text)


@pytest.mark.parametrize(("name", "parts"), NAMES[:5], ids=[name for name, _ in NAMES[:5]])
def test_the_picture_breaks_them_at_the_same_places(name: str, parts: list[str]) -> None:
    room = max(width(part, 13) for part in parts) / 0.96
    lines, whole = broken(name, room, 13), {"".join(parts[a:b]) for a in range(len(parts)) for b in range(a + 1, len(parts) + 1)}
    assert "".join(lines) == name and set(lines) <= whole
