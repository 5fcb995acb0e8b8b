"""The same map in other drawings: flow chart, timeline, empathy map, service blueprint. Same data, same selection, same numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from cjm_core import format as fmt
from cjm_core import look
from cjm_core.dataset import Dataset
from cjm_core.journey_map import render, views_paths
from cjm_core.journey_map.model import Item, JourneyMap, TextLane
from cjm_core.journey_map.render_rows import peak_end
from cjm_core.journey_map.slide_words import curve, lead_lanes, sentence
from cjm_core.journey_map.views_flow import DECISION, Flow, Link, measure_flow
from cjm_core.journey_map.views_time import distances, nobody, timeline
from cjm_core.scope import Scope
from cjm_core.settings import in_force, own

__all__ = ["VIEWS", "Flow", "blueprint", "measure_flow", "view_fragment"]

_PACKAGE = "cjm_core.journey_map"
_ABOVE, _LINES = ("evidence", "goals", "doing"), {"interaction": "Line of interaction", "visibility": "Line of visibility"}
_BELOW = (("interaction", ""), ("frontstage", "Frontstage"), ("visibility", ""), ("backstage", "Backstage"), ("support", "Support processes"),
          ("owner", "Who is responsible"))  # fmt: skip
_SIDES = (("says", "Says", ("says",), ("quotes",)), ("thinks", "Thinks", ("thinks", "thinking"), ()),
          ("does", "Does", ("doing",), ()), ("feels", "Feels", ("feels",), ()))  # fmt: skip


def view_fragment(name: str, journey_map: JourneyMap, data: Dataset | None = None, scope: Scope | None = None, flow: Flow | None = None) -> str:
    """One of `VIEWS` as HTML. Flow and timeline need the steps: `flow`, measured before, or the data and the scope to measure them from."""
    if flow is None and data is not None and name in _NEED_STEPS and journey_map.touchpoints:
        flow = measure_flow(data, scope or Scope(), journey_map)
    return VIEWS[name](journey_map, flow)


def blueprint(journey_map: JourneyMap) -> JourneyMap:
    """The map with its rows in the order of a service blueprint: what customers meet and do above the line of interaction, then what
    stands behind it. The measured rows stay."""
    there = {lane.name: lane for lane in journey_map.texts}
    missing = tuple(TextLane(name, label, "", "line", "stage", ()) for name, label in _LINES.items() if name not in there)
    below = [name for name, _ in _BELOW]
    rows = journey_map.order or tuple([lane.name for lane in journey_map.lanes] + [f"reported:{lane.name}" for lane in journey_map.reported])
    measured = [name for name in rows if name not in (*_ABOVE, *below) and (name not in there or not there[name].written)]
    return replace(journey_map, texts=(*journey_map.texts, *missing), order=(*(name for name in _ABOVE if name in there), *measured, *below))


def _flow(journey_map: JourneyMap, flow: Flow | None) -> str:
    said = _no_steps(flow)
    if said or flow is None:
        return _draw("flow", journey_map, said=said)
    reach, linked = journey_map.lane("reach"), {place for link in flow.drawn for place in (link.source, link.target)}
    boxes = [
        {"name": name, "x": x, "y": y, "decides": flow.decides(at), "met": fmt.count(reach.cells[at].n) if reach and reach.cells[at].n else "",
         "begins": _part(flow.begins[at], flow.journeys), "ends": _part(flow.ends[at], flow.journeys)}
        for at, (name, (x, y)) in enumerate(zip(journey_map.touchpoints, views_paths.spots(journey_map), strict=True))
    ]  # fmt: skip
    return _draw(
        "flow", journey_map, said="", flow=flow, boxes=boxes, size=views_paths.size(journey_map), column=views_paths.COLUMN, words=_way_words,
        ways=views_paths.ways(journey_map, flow), explained=round(flow.explained * 100), decision=round(DECISION * 100),
        again=sorted(flow.again, key=lambda one: -one[1]), apart=[name for at, name in enumerate(journey_map.touchpoints) if at not in linked],
    )  # fmt: skip


def _no_steps(flow: Flow | None) -> str:
    """Why there is nothing to follow, in plain words."""
    if flow is None:
        return own("This map has no data with touchpoint events, so it is not known who goes from where to where.")
    return "" if flow.links else _nobody_goes()


def _nobody_goes() -> str:
    if in_force().hide_below:
        return own("Too few customers of this selection go from one touchpoint of the map to another to be shown, if anybody does.")
    return own("Nobody in this selection goes from one touchpoint of the map to another, as far as the data say.")


def _no_times(flow: Flow | None) -> str:
    """Why no distance is known."""
    if flow is None:
        return own("It is not known how much time passes between the touchpoints of this map: it has no data with dated events.")
    if flow.links:
        return own("It is not known how much time passes between the touchpoints of this map: nobody goes straight from one to the next.")
    return _nobody_goes()


def _part(count: int, whole: int) -> str:
    return f"{count / whole * 100:.0f} %" if whole and count / whole >= 0.005 else ""


def _way_words(link: Link) -> dict[str, str]:
    """What is known of a link, in words."""
    return {
        "share": f"{link.share * 100:.0f} %",
        "ends": fmt.interval(link.share_low, link.share_high, "share", 0) or "no interval",
        "n": f"{fmt.count(link.count)} of {fmt.plural(link.visits, 'visit')}" + (" · few" if link.few else ""),
        "gap": fmt.full(link.gap, "seconds"), "between": fmt.interval(link.gap_low, link.gap_high, "seconds") or "no interval",
    }  # fmt: skip


def _timeline(journey_map: JourneyMap, flow: Flow | None) -> str:
    found = distances(journey_map, flow)
    said = "" if any(one.seconds is not None for one in found) else _no_times(flow)
    return _draw("timeline", journey_map, said=said, nobody=nobody(), line=None if said else timeline(journey_map, found))


def _empathy(journey_map: JourneyMap, flow: Flow | None) -> str:
    felt, drawn = journey_map.lane("emotion"), curve(journey_map)
    sides = [
        {"name": name, "label": label, "items": _said(journey_map, (*written, *measured)), "missing": own(f"Nobody has written it yet. Switch on the"
         f" lane “{_CALLED.get(written[0], label)}” on the map and write there what is known.")} for name, label, written, measured in _SIDES
    ]  # fmt: skip
    ends = [(sign, one["name"], one["said"]) for sign, one in (("▲", drawn.get("highest")), ("▼", drawn.get("lowest"))) if one]
    if felt and not ends:
        ends = [("", one["name"], one["said"]) for one in drawn["points"]]
    reach = journey_map.lane("reach")
    met = sorted(zip(journey_map.touchpoints, reach.cells, strict=True), key=lambda one: -one[1].n)[:3] if reach else []
    does = [(name, sentence(cell, reach)) for name, cell in met if reach and cell.value is not None]
    more = [(label, _said(journey_map, (name,))) for name, label in (("pains", "Pain points"), ("delights", "Delights"))]
    return _draw("empathy", journey_map, sides=sides, ends=ends, does=does, more=[one for one in more if one[1]], felt=felt,
                 ending=peak_end(journey_map.peak_end, felt) if felt and journey_map.peak_end else ())


_CALLED = {"thinks": "Thinking", "doing": "Customer actions"}


def _said(journey_map: JourneyMap, lanes: tuple[str, ...]) -> list[tuple[str, Item]]:
    """(whose, what) in these lanes; whose is the name of a stage or touchpoint."""
    names = {stage.key or stage.name: stage.name for stage in journey_map.stages}
    names |= {key: name for key, name in zip(journey_map.keys, journey_map.touchpoints, strict=True) if key not in names}
    found = [lane for name in lanes for lane in journey_map.texts if lane.name == name]
    return [(names.get(cell.at, ""), item) for lane in found for cell in lane.cells for item in cell.items]


def _blueprint(journey_map: JourneyMap, flow: Flow | None) -> str:
    there = {lane.name for lane in journey_map.texts}
    called = dict((("evidence", "Physical evidence"), ("doing", "Customer actions"), *_BELOW))
    missing = [label for name, label in called.items() if label and name not in there]
    return render.as_fragment(blueprint(journey_map)) + _draw("blueprint", journey_map, missing=missing)


def _draw(name: str, journey_map: JourneyMap, **values: Any) -> str:
    template = look.templates(_PACKAGE).get_template(f"views_{name}.html.j2")
    lanes, css = lead_lanes(journey_map), look.style(_PACKAGE, "views.css")
    return template.render(map=journey_map, css=css, lanes=lanes, sentence=sentence, own=own, **values)


VIEWS: dict[str, Callable[[JourneyMap, Flow | None], str]] = {"flow": _flow, "timeline": _timeline, "empathy": _empathy, "blueprint": _blueprint}
_NEED_STEPS = ("flow", "timeline")
