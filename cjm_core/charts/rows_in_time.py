"""How many rows a file has on each day or in each week; days without any, although usually there are some, are shaded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from cjm_core.charts.paint import Paint

Spec = dict[str, Any]
HEIGHT = 124
_AXIS = 46  # pixels, so that the charts of several files stand under each other
_WIDE = 840  # of the picture of all files


def rows_in_time(
    rows: Sequence[tuple[date, date, int]], gaps: Sequence[tuple[date, date]], whole: tuple[date, date], every: str, paint: Paint,
    title: str | None = None,
) -> Spec:  # fmt: skip
    """One file as a Vega-Lite specification: `rows` are (start, end, count), `gaps` (start, end), both ends exclusive, as is `whole`'s."""
    x_axis = {"grid": False, "labelOverlap": "parity", "labelSeparation": 10, "tickCount": 8, "labelFlush": False, "format": "%-d %b %y"}
    domain = [_day(moment) for moment in whole]
    x = {"field": "start", "type": "temporal", "title": None, "axis": x_axis, "scale": {"domain": domain, "nice": False}}
    y_axis = {"tickCount": 3, "format": "~s", "domain": False, "ticks": False, "minExtent": _AXIS, "maxExtent": _AXIS}
    y = {"field": "rows", "type": "quantitative", "title": None, "axis": y_axis, "scale": {"zero": True}}
    told = [{"field": "start", "type": "temporal", "title": "Day" if every == "day" else "Week from", "format": "%-d %b %Y"},
            {"field": "rows", "title": "Rows", "format": ","}]  # fmt: skip
    bars = {
        "data": {"values": [{"start": start.isoformat() + "T00:00", "end": end.isoformat() + "T00:00", "rows": count} for start, end, count in rows]},
        "mark": {"type": "rect", "color": paint["accent"]},
        "encoding": {"x": x, "x2": {"field": "end"}, "y": y, "y2": {"datum": 0}, "tooltip": told},
    }  # fmt: skip
    titled: Spec = {"title": {"text": title, "anchor": "start"}} if title else {}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json", "config": paint.config(), "usermeta": {"embedOptions": {"renderer": "canvas"}},
        "height": HEIGHT, **titled, "layer": [*_shades(gaps, paint), bars],
    }  # fmt: skip


def all_rows_in_time(charts: Sequence[Spec]) -> Spec:
    """The charts of several files as one picture, for taking away."""
    parts = [{name: part for name, part in chart.items() if name not in ("$schema", "config", "usermeta")} | {"width": _WIDE} for chart in charts]
    return {"$schema": "https://vega.github.io/schema/vega-lite/v6.json", "config": charts[0]["config"] if charts else {}, "vconcat": parts}


def _shades(gaps: Sequence[tuple[date, date]], paint: Paint) -> list[Spec]:
    if not gaps:
        return []
    values = [{"start": start.isoformat() + "T00:00", "end": end.isoformat() + "T00:00"} for start, end in gaps]
    place = {"x": {"field": "start", "type": "temporal"}, "x2": {"field": "end"}, "y": {"value": 0}, "y2": {"value": "height"}}
    told = {"tooltip": [{"field": "start", "type": "temporal", "title": "No rows from", "format": "%-d %b %Y"}]}
    return [{"data": {"values": values}, "mark": {"type": "rect", "color": paint["badw"]}, "encoding": place | told}]


def _day(moment: date) -> Spec:
    return {"year": moment.year, "month": moment.month, "date": moment.day}
