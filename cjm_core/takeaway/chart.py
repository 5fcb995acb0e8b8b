"""A Vega-Lite chart as SVG on white paper, in letters that can be read from the last row."""

from __future__ import annotations

import re
from typing import Any

from markupsafe import Markup

from cjm_core import settings
from cjm_core.look import PALETTE
from cjm_core.takeaway.cells import clean
from cjm_core.takeaway.lettering import FONT

SCALE = 2.0  # a chart is laid out half as large as it is drawn, so that its letters are twice as large as on a screen
_SMALLEST = 10  # letters, before scaling
_AXES = 90  # about what axes and legend take around charts that stand one under the other
_SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
# Vega shortens text by halves of these signs (emoji, mostly), and half a sign stops the drawing.
_LARGE_SIGN = re.compile("[\U00010000-\U0010ffff]")
_ELSEWHERE = ("url", "href")  # data, pictures and links from outside the chart
_SEVERAL = ("vconcat", "hconcat", "concat")


def drawn(spec: dict[str, Any], room: tuple[float, float]) -> tuple[Markup, float, float]:
    """The inside of the chart's SVG, and its own width and height."""
    import vl_convert  # large, and only wanted on a click

    prepared = _sized(_prepared(spec), room[0] / SCALE, room[1] / SCALE)
    svg = vl_convert.vegalite_to_svg(prepared, config=_config(), allowed_base_urls=[], format_locale=_locale())
    size = _SIZE.search(svg)
    assert size, "Vega always says how large its drawing is"
    return Markup(svg[svg.index(">") + 1 : svg.rindex("</svg>")]), float(size[1]), float(size[2])


def _locale() -> dict[str, Any]:
    """The number format in force, for the axes."""
    thousands, decimal = settings.in_force().separators
    currency = f"{settings.in_force().currency} ".lstrip()
    return {"decimal": decimal, "thousands": thousands, "grouping": [3], "currency": [currency, ""], "percent": "\u00a0%", "minus": "−"}


def _prepared(part: Any, name: str = "") -> Any:
    """The specification with one font everywhere, no tiny letters, and nothing in it that cannot be drawn."""
    if isinstance(part, dict):
        return {_drawable(str(key)): _prepared(item, str(key)) for key, item in part.items() if key not in _ELSEWHERE}
    if isinstance(part, list):
        return [_prepared(item) for item in part]
    if isinstance(part, str):
        return FONT if name == "font" or name.endswith("Font") else _drawable(part)
    small = name.lower().endswith("fontsize") and isinstance(part, (int, float)) and part < _SMALLEST
    return _SMALLEST if small else part


def _drawable(text: str) -> str:
    return _LARGE_SIGN.sub("▯", clean(text))


def _sized(spec: dict[str, Any], width: float, height: float) -> dict[str, Any]:
    """Fixed sizes in place of "as wide as the page"; facets and repetitions keep theirs."""
    several = next((name for name in _SEVERAL if name in spec), None)
    if several:
        parts = spec[several]
        whole = sum(_height(part) for part in parts)
        across, down = (len(parts), 1) if several == "hconcat" else (1, whole)
        sized = [
            {**part, **_plot(part, (width - _AXES) / across, (height - _AXES) * (_height(part) / down if down > 1 else 1))} for part in parts
        ]
        return {**spec, several: sized}
    if "facet" in spec or "repeat" in spec or {"row", "column", "facet"} & set(spec.get("encoding", {})):
        return spec
    return {**spec, "width": width, "height": height, "autosize": {"type": "fit", "contains": "padding"}, "padding": 2}


def _plot(part: dict[str, Any], width: float, height: float) -> dict[str, Any]:
    """Sizes of one of several charts; a chart of charts inside it keeps its own."""
    return {} if any(name in part for name in (*_SEVERAL, "facet", "repeat", "spec")) else {"width": width, "height": height}


def _height(part: dict[str, Any]) -> float:
    height = part.get("height", 200)
    return float(height) if isinstance(height, (int, float)) else 200.0


def _config() -> dict[str, Any]:
    """The page's palette for paper. What a chart says itself goes before it."""
    ink, soft, line = (PALETTE[name][0] for name in ("ink", "soft", "line"))
    letters = {"labelFontSize": 11, "titleFontSize": 11, "labelColor": soft, "titleColor": soft, "titleFontWeight": "normal"}
    return {
        "font": FONT,
        "background": PALETTE["paper"][0],
        "view": {"stroke": None},
        "axis": {
            **letters, "gridColor": line, "domainColor": line, "tickColor": line, "gridWidth": 0.5, "domainWidth": 0.5, "tickWidth": 0.5,
            "labelLimit": 220, "titleLimit": 400, "labelSeparation": 8,
        },
        "axisX": {"grid": False},
        "legend": {**letters, "labelLimit": 220},
        "header": {**letters, "labelFontSize": 12, "labelColor": ink, "labelLimit": 300},
        "title": {"fontSize": 13, "color": ink},
        "text": {"fontSize": 11, "color": ink},
        "mark": {"color": PALETTE["accent"][0]},
    }
