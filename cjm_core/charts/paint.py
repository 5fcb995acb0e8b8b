"""The page's colours for charts, light or dark. A chart carries its own, so that it reads the same on a screen and on paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cjm_core.look import PALETTE

# Okabe–Ito, as `chartCategoricalColors` of the page's theme.
LINES = (
    ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#1f2430"),
    ("#56b4e9", "#e69f00", "#009e73", "#cc79a7", "#f0e442", "#d55e00", "#3d94cf", "#e8eaf0"),
)
_BARS = ("#ccd2df", "#3d4454")
_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif"


@dataclass(frozen=True)
class Paint:
    """`paint["accent"]` is the palette's colour for this ground; `line(2)` that of the third line."""

    dark: bool = False

    def __getitem__(self, name: str) -> str:
        return _BARS[self.dark] if name == "bars" else PALETTE[name][self.dark]

    def line(self, at: int) -> str:
        """The colour of one of several lines."""
        colours = LINES[self.dark]
        return colours[at % len(colours)]

    def config(self) -> dict[str, Any]:
        """The page's own ground, hairlines and quiet letters, for Vega-Lite."""
        letters = {"labelColor": self["soft"], "labelFontSize": 12, "titleColor": self["soft"]}
        lines = {"gridColor": self["line"], "domainColor": self["line"], "tickColor": self["line"]}
        return {
            "background": "transparent", "font": _FONT, "view": {"stroke": None}, "axis": {**letters, **lines},
            "legend": {**letters, "labelLimit": 170}, "text": {"fontSize": 12},
            "title": {"color": self["ink"], "fontSize": 13, "anchor": "start", "fontWeight": 600},
        }  # fmt: skip
