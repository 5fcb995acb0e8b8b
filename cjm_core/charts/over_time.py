"""A number over time: line, interval, usual range, what left it, target, notes, the period behind, and n beneath.

Written as Vega-Lite itself: of two dozen layers Altair checks every word, which takes a second, and a screen has up to twelve charts.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cjm_core.charts.paint import Paint
from cjm_core.timeline.drawing import Drawing, Rows

PICKED = "picked"  # the selection that a click makes: fields `name` and `key`
HEIGHT, SMALL = 340, 220
Spec = dict[str, Any]
_DATES = {"day": "%-d %b", "week": "%-d %b", "month": "%b %y", "quarter": "%b %y"}
_NOTE_ROW = 15  # pixels
_WIDE, _AXIS, _LOWEST = 900, 52, 70  # of a picture of several charts, what stands beside each, and the lowest
# As a picture it has one name, the alt text; as SVG each of its hundred parts would ask for one from those who cannot see it.
_CANVAS = {"embedOptions": {"renderer": "canvas"}}
_PLACES = "places"  # the layer that is clicked


def over_time(drawn: Drawing, paint: Paint, height: int = HEIGHT, title: str | None = None) -> Spec:
    """One chart of a drawing, as a Vega-Lite specification; its points can be clicked."""
    layers = [*_range(drawn, paint), *_notes(drawn, paint), *_target(drawn, paint), *_behind(drawn, paint), *_loose(drawn, paint)]
    layers += [*_with(drawn.points, _bars(drawn, paint) + _lines(drawn, paint) + _points(drawn, paint) + [_places(drawn)])]
    layers += _told(drawn, paint)
    picked = {"name": PICKED, "select": {"type": "point", "fields": ["name", "key"], "on": "click"}, "views": [_PLACES]}
    titled = {"title": title} if title else {}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json", "config": paint.config(), "usermeta": _CANVAS,
        "height": height, **titled,
        "params": [picked], "layer": [_axes(drawn), *layers, *_with(drawn.labels, _labels(paint))],
    }  # fmt: skip


def columns_of(charts: int) -> int:
    """How many charts stand beside each other."""
    return 2 if charts in (2, 4) else 3


def small_multiples(drawings: list[Drawing], paint: Paint) -> Spec:
    """Several charts on one scale in one wide picture, for taking away; on a screen each stands for itself."""
    columns = columns_of(len(drawings))
    width, height = _WIDE // columns - _AXIS, max(_WIDE * 3 // 8 // -(-len(drawings) // columns) - _AXIS, _LOWEST)
    charts = []
    for one in drawings:
        chart = over_time(one, paint, height, one.names[0])
        charts.append({name: part for name, part in chart.items() if name not in ("$schema", "config", "params", "usermeta")} | {"width": width})
    rows = [{"hconcat": charts[at : at + columns]} for at in range(0, len(charts), columns)]
    return {"$schema": "https://vega.github.io/schema/vega-lite/v6.json", "config": paint.config(), "vconcat": rows}


def _axes(drawn: Drawing) -> Spec:
    """Both scales and axes, given once. Ticks stand where periods begin; values are labelled in the person's own number format."""
    ends = {"x": [{"at": _clock(drawn.first)}, {"at": _clock(drawn.last)}], "y": [drawn.low, drawn.high]}
    x_axis = {"format": _DATES[drawn.every], "grid": False, "labelOverlap": "parity", "labelSeparation": 6, "labelFlush": False,
              "values": [_moment(start) for start in drawn.starts]}  # fmt: skip
    y_axis = {"values": [value for value, _ in drawn.ticks], "labelExpr": _texts(drawn), "grid": True, "domain": False, "ticks": False}
    domain = [_moment(drawn.first), _moment(drawn.last)]
    return {
        "data": {"values": ends["x"]}, "mark": {"type": "point", "opacity": 0},
        "encoding": {
            "x": {"field": "at", "type": "temporal", "title": None, "axis": x_axis, "scale": {"domain": domain, "nice": False}},
            "y": {"datum": drawn.low, "type": "quantitative", "title": None, "axis": y_axis,
                  "scale": {"domain": ends["y"], "nice": False, "zero": False}},
        },
    }  # fmt: skip


def _texts(drawn: Drawing) -> str:
    """An expression that gives each tick its text; ticks are compared with room for rounding."""
    room = (drawn.ticks[1][0] - drawn.ticks[0][0]) / 4
    return " : ".join([*(f"abs(datum.value - ({value!r})) < {room!r} ? {text!r}" for value, text in drawn.ticks), "''"])


def _moment(clock: datetime) -> Spec:
    return {"year": clock.year, "month": clock.month, "date": clock.day, "hours": clock.hour, "minutes": clock.minute}


def _clock(moment: datetime) -> str:
    return moment.isoformat()


def _with(rows: Rows, layers: list[Spec]) -> list[Spec]:
    """Layers over the same rows, which are sent once."""
    plain = [{name: _clock(value) if isinstance(value, datetime) else value for name, value in row.items()} for row in rows]
    return [{"data": {"values": plain}, "layer": layers}] if rows else []


def _layer(mark: Spec, x: str = "at", y: str = "value", only: str | None = None, **encoding: Any) -> Spec:
    """One layer; `x2` and `y2` are fields, everything else is Vega-Lite."""
    ends = {name: {"field": encoding.pop(name)} for name in ("x2", "y2") if name in encoding}
    places = {"x": {"field": x, "type": "temporal", "title": None}, "y": {"field": y, "type": "quantitative", "title": None}}
    filtered = {"transform": [{"filter": only}]} if only else {}
    return {**filtered, "mark": mark, "encoding": {**places, **ends, **encoding}}


def _range(drawn: Drawing, paint: Paint) -> list[Spec]:
    """The usual range as a quiet field between two hairlines, with its middle dotted; a step where it begins anew."""
    edge = {"type": "rule", "color": paint["faint"], "strokeWidth": 0.8}
    layers = [_layer({"type": "rect", "color": paint["wash"]}, "start", "lowest", x2="end", y2="highest")]
    layers += [_layer(edge, "start", name, x2="end") for name in ("lowest", "highest")]
    layers.append(_layer({**edge, "strokeDash": [1, 3], "strokeWidth": 1}, "start", "middle", x2="end"))
    return _with(drawn.ranges, layers)


def _notes(drawn: Drawing, paint: Paint) -> list[Spec]:
    """A rule on the day, and its text above."""
    at = {"field": "at", "type": "temporal", "title": None}
    tooltip = {"field": "whole", "title": "Note"}
    layers: list[Spec] = [{"mark": {"type": "rule", "color": paint["ink"]}, "encoding": {"x": at, "tooltip": tooltip}}]
    for side, away in (("left", 4), ("right", -4)):
        for row in range(3):
            mark = {"type": "text", "align": side, "baseline": "top", "dx": away, "dy": 2, "color": paint["ink"], "fontWeight": 600}
            wanted = {"filter": f"datum.side == '{side}' && datum.row == {row}"}
            encoding = {"x": at, "y": {"value": row * _NOTE_ROW}, "text": {"field": "text"}, "tooltip": tooltip}
            layers.append({"transform": [wanted], "mark": mark, "encoding": encoding})
    return _with(drawn.notes, layers)


def _target(drawn: Drawing, paint: Paint) -> list[Spec]:
    if drawn.target is None:
        return []
    mark = {"type": "rule", "color": paint["good"], "strokeDash": [8, 4], "strokeWidth": 1.3}
    return [{"data": {"values": [{}]}, "mark": mark, "encoding": {"y": {"datum": drawn.target, "type": "quantitative", "title": None}}}]


def _behind(drawn: Drawing, paint: Paint) -> list[Spec]:
    mark = {"type": "line", "strokeDash": [3, 3], "strokeWidth": 1.4, "opacity": 0.75, "color": paint["soft"]}
    return _with(drawn.behind, [_layer(mark)])


def _loose(drawn: Drawing, paint: Paint) -> list[Spec]:
    """The dashed ends of lines, to unfinished periods."""
    mark = {"type": "line", "strokeWidth": 1.6, "strokeDash": [4, 4], "color": paint["accent"]}
    return _with(drawn.loose, [_layer(mark, detail={"field": "piece"}, **_colour(drawn, paint))])


def _bars(drawn: Drawing, paint: Paint) -> list[Spec]:
    """n beneath; an unfinished period is only outlined."""
    colour = _colour(drawn, paint)
    places = {"x": "bar_start", "y": "bar_low", "x2": "bar_end", "y2": "bar_high", **colour}
    filled = _layer({"type": "rect", "color": paint["bars"], "opacity": 0.55 if colour else 1}, only="!datum.unfinished", **places)
    outline = {"fill": "transparent", "stroke": paint["soft"], "strokeDash": [2, 2], "strokeWidth": 1}
    loose = _layer({"type": "rect", **({"opacity": 0.2} if colour else outline)}, only="datum.unfinished", **places)
    return [filled, loose]


def _lines(drawn: Drawing, paint: Paint) -> list[Spec]:
    """The interval as a band, and the line. Where there is no number there is a gap."""
    band = _layer({"type": "area", "color": paint["accent"], "opacity": 0.15, "clip": True}, y="ci_low", y2="ci_high")
    line = _layer({"type": "line", "strokeWidth": 2, "color": paint["accent"]}, y="path", **_colour(drawn, paint))
    return [band, line] if len(drawn.names) == 1 else [line]


def _points(drawn: Drawing, paint: Paint) -> list[Spec]:
    """Filled, hollow for few or unfinished, a large triangle for what left the usual range."""
    full = {"type": "point", "size": 26, "opacity": 1, "stroke": None}
    hollow = {"type": "point", "size": 34, "opacity": 1, "fill": paint["paper"], "strokeWidth": 1.4}
    found = [
        _layer(full, only="datum.look == 'plain'", **_colour(drawn, paint, "fill")),
        _layer(hollow, only="datum.look == 'few' || datum.look == 'unfinished'", **_colour(drawn, paint, "stroke")),
    ]
    for side in ("up", "down"):
        for how, name in (("bad", "bad"), ("good", "good"), ("other", "ink")):
            mark = {"type": "point", "shape": f"triangle-{side}", "size": 120, "opacity": 1, "fill": paint[name], "stroke": paint["paper"]}
            found.append(_layer(mark, only=f"datum.look == '{side} {how}'"))
    return found


def _told(drawn: Drawing, paint: Paint) -> list[Spec]:
    """Reported numbers as hollow squares over the time they are about; dotted together only where nothing is measured."""
    colour = _colour(drawn, paint) or {"color": {"value": paint["ink"]}}
    stroke = _colour(drawn, paint, "stroke") if len(drawn.names) > 1 else {"stroke": {"value": paint["ink"]}}
    said = [("period", "About"), ("said", drawn.measure), ("n", "n"), ("note", "Evidence"), ("reason", "To know")]
    tooltip = [{"field": field, "title": title} for field, title in [*([("line", "Of")] if drawn.split else []), *said]]
    square = {"type": "point", "shape": "square", "size": 70, "opacity": 1, "fill": paint["paper"], "strokeWidth": 1.6, "tooltip": True}
    layers = [
        _layer({"type": "line", "strokeWidth": 1.2, "strokeDash": [1, 3]}, y="path", detail={"field": "name"}, **colour),
        _layer({"type": "rule", "strokeWidth": 1.2, "opacity": 0.6}, "start", x2="end", **colour),
        _layer({"type": "rule", "strokeWidth": 1.2, "opacity": 0.6}, y="ci_low", y2="ci_high", **colour),
        {**_layer(square, tooltip=tooltip, **stroke), **({} if drawn.points else {"name": _PLACES})},
    ]
    return _with(drawn.told, layers)


def _labels(paint: Paint) -> list[Spec]:
    """Words in the picture."""
    looks: dict[str, Spec] = {
        "range": {"align": "left", "dx": 4, "dy": -3, "color": paint["soft"]},
        "running": {"align": "right", "color": paint["soft"]},
        "n": {"align": "left", "dx": 2, "color": paint["faint"]},
        "target": {"align": "right", "dx": -4, "dy": -4, "color": paint["good"], "fontWeight": 600},
    }
    return [
        _layer({"type": "text", "baseline": "bottom", **look}, only=f"datum.kind == '{kind}'", text={"field": "text"})
        for kind, look in looks.items()
    ]


def _places(drawn: Drawing) -> Spec:
    """Unseen places around the points that can be pointed at and clicked."""
    told = [*([("line", "Of")] if drawn.split else []), ("period", "Period"), ("said", drawn.measure), ("n", "Based on"), ("note", "To know")]
    mark = {"type": "point", "size": 420, "filled": True, "opacity": 0, "cursor": "pointer"}
    return {"name": _PLACES, **_layer(mark, tooltip=[{"field": field, "title": title} for field, title in told])}


def _colour(drawn: Drawing, paint: Paint, channel: str = "color") -> Spec:
    """The colour of each line where there are several, otherwise the accent."""
    if len(drawn.names) < 2:
        return {} if channel == "color" else {channel: {"value": paint["accent"]}}
    scale = {"domain": list(drawn.names), "range": [paint.line(at) for at in range(len(drawn.names))]}
    legend = {"orient": "top", "columns": 4, "symbolType": "stroke", "symbolStrokeWidth": 3} if channel == "color" else None
    return {channel: {"field": "line", "type": "nominal", "scale": scale, "title": None, "legend": legend}}
