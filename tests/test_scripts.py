"""Text of several scripts in a picture: the converter gives up on some mixtures, and then drew nothing more until the program was restarted."""

from __future__ import annotations

import pytest

from cjm_core.takeaway import TakeAway, as_png, as_svg, map_png, map_svg, scripts
from tests import maps
from tests.taking import taken, words

NAMES = ["متجر Store 日本語 😀", "日本 Café 👍🏽 हिन्दी", "مرحبا بالعالم", "दुकान 中文 متجر e\u0302\u0301"]
_INSIDE = '<text y="20"><tspan font-weight="700">日本</tspan><tspan>हि</tspan></text>'
BOLD = f'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="40">{_INSIDE}</svg>'


def picture(name: str) -> TakeAway:
    """In the title, in a sentence that is bold in part, in rows and in a chart."""
    spec = {"data": {"values": [{"a": name, "b": 1}]}, "mark": "bar", "title": name, "encoding": {"x": {"field": "b"}, "y": {"field": "a"}}}
    chart = {} if name == NAMES[0] else {"chart": spec}
    return taken(*({"value": 0.5, "touchpoint": each} for each in NAMES), by=("touchpoint",), title=name, sentence=f"**{name}**हि is **店**👍🏽.",
                 facts=(name,), **chart)  # fmt: skip


@pytest.mark.parametrize("name", NAMES, ids=["rows", "emoji", "arabic", "marks"])
def test_a_picture_with_names_of_any_scripts_is_painted_and_so_is_the_next(name: str) -> None:
    assert as_png(picture(name)).startswith(b"\x89PNG")
    assert as_png(taken({"value": 0.5})).startswith(b"\x89PNG")
    assert map_png(maps.rich()).startswith(b"\x89PNG")


def test_no_letter_is_lost_in_the_drawing() -> None:
    said = words(as_svg(picture(NAMES[0]))).replace(" ", "")
    assert all(letter in said for letter in "متجرStore日本語😀店हि")


def test_one_drawing_that_cannot_be_painted_spoils_no_other() -> None:
    """This one makes the converter give up where the machine's fonts have these letters."""
    for kind, begins in (("png", b"\x89PNG"), ("pdf", b"%PDF")):
        assert scripts.painted(BOLD, kind).startswith(begins)
        assert scripts.painted(BOLD.replace("日本", "Shop").replace("हि", "x"), kind).startswith(begins)


def test_what_cannot_be_painted_gets_signs_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def picky(svg: str, kind: str, scale: float) -> bytes:
        seen.append(svg)
        if "日" in svg:
            raise RuntimeError("removal index (is 40) should be < len (is 40)")
        return svg.encode()

    monkeypatch.setattr(scripts, "_converted", picky)
    svg = map_svg(maps.rich("日本 Müller “x” ▲"))
    drawn = scripts.painted(svg, "png").decode()
    assert "日本" in svg and ">□□<" in drawn and "Müller “x” ▲" in drawn and len(seen) == 2
    assert scripts.painted("plain", "png") == b"plain" and len(seen) == 3
