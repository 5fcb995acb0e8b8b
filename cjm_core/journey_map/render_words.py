"""What stands around the map in words: whose it is, how well it is known, and where its customers are."""

from __future__ import annotations

from typing import Any

from cjm_core import format as fmt
from cjm_core.journey_map.model import JourneyMap
from cjm_core.journey_map.render_cells import side
from cjm_core.journey_map.render_rows import against
from cjm_core.settings import in_force, own

_WEIGHED = {"csat": "CSAT", "ces": "CES", "nps": "NPS", "sentiment": "comments"}


def crumb(journey_map: JourneyMap) -> tuple[str, ...]:
    """Name, kind, whose, when and from what: the line that every page of a file carries."""
    journey = journey_map.journey
    from_files = f"from {', '.join(journey_map.sources)}" if journey_map.sources else ""
    parts = ("Demo data, made up" if journey_map.demo else "", journey_map.name, f"{journey.kind} map" if journey else "",
             "" if journey_map.name.startswith(journey_map.dataset) else journey_map.dataset, _persona(journey_map), journey_map.period,
             journey_map.population, from_files, f"made {journey_map.made_at}")  # fmt: skip
    return tuple(part for part in parts if part)


def _persona(journey_map: JourneyMap) -> str:
    return f"persona {journey_map.persona.name}" if journey_map.persona else ""


def changes_words(since: str) -> str:
    """What the changes in the cells are measured from."""
    return f"Change: since {since}; in bold with ▲▼ only where it is more than chance."


def footer(journey_map: JourneyMap) -> dict[str, Any]:
    """The evidence meter, the legend, the reconciliation line and the notes."""
    filled, grades = journey_map.filled, journey_map.grades
    cells = [cell for lane in journey_map.lanes for cell in lane.cells]
    changes = [cell.change for cell in cells if cell.change]
    return {
        "shares": [(grade, 100 * n / filled) for grade, n in grades.items() if n], "counts": list(grades.items()),
        "untold": sum(cell.value is None and cell.status != "suppressed" for cell in cells),
        "weak": any(cell.status != "ok" for cell in cells if cell.value is not None),
        "marked": any(side(cell, lane) for lane in journey_map.lanes for cell in lane.cells if cell.value is not None),
        "against": against(journey_map), "changed": changes_words(changes[0].since) if changes else "",
        "stale": any(item.stale for lane in journey_map.texts for cell in lane.cells for item in cell.items),
        "recon": reconciliation(journey_map), "weights": weights(journey_map),
    }  # fmt: skip


def weights(journey_map: JourneyMap) -> str:
    """The weights of the questions that make the curve, in words."""
    known = [(_WEIGHED.get(name, name), weight) for name, weight in journey_map.weights if weight]
    if len(known) < 2:
        return ""
    names = ", ".join(name for name, _ in known)
    if len({weight for _, weight in known}) == 1:
        return f"On the curve {names} weigh the same."
    weighed = (f"{name} {fmt.value(weight, 'score', _needed(weight))}" for name, weight in known)
    return f"Weights on the curve: {', '.join(weighed)}."


def _needed(weight: float) -> int:
    """How many decimals a weight has: 1 · 0.5 · 0.25."""
    return next((many for many in range(3) if round(weight, many) == round(weight, 3)), 3)


def reconciliation(journey_map: JourneyMap) -> str:
    """Customers of the selection = on the map + outside it and why."""
    found, outside = journey_map, journey_map.customers - journey_map.customers_on_map
    hidden = found.hidden_touchpoints
    kind = "" if found.journey is not None and found.journey.stages else "rarer "  # people may leave out what is not rare
    rarer = f"{hidden} {own(f'{kind}touchpoint is' if hidden == 1 else f'{kind}touchpoints are')} not drawn"
    if outside > 0:
        why = found.outside or (("with other touchpoints only", outside),)
        parts = " + ".join(f"{fmt.count(n)} {own(reason)}" for reason, n in why)
        told = f"{fmt.plural(found.customers, 'customer')} in this selection = {fmt.count(found.customers_on_map)} on the map + {parts}"
        return told + (f" ({rarer})." if hidden else ".")
    said = _everybody(found.customers)
    return f"{said} {rarer}, and the sentence on top is about those that are.".strip() if hidden else said


def _everybody(customers: int) -> str:
    least = in_force().hide_below
    if customers == 1:
        return "The 1 customer in this selection is on the map."
    if customers and least:
        return f"{fmt.count(customers)} customers are in this selection. Numbers of fewer than {least} are hidden."
    return f"All {fmt.count(customers)} customers in this selection are on the map." if customers else ""
