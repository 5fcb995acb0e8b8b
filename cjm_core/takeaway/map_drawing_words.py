"""What a drawing of a map says in words, with the page's own wording: numbers, the facts at its head, legend and counts at its foot."""

from __future__ import annotations

from cjm_core import format as fmt
from cjm_core.journey_map import render_cells, render_words
from cjm_core.journey_map.model import Cell, JourneyMap, Lane, ReportedCell, ReportedLane
from cjm_core.settings import in_force, own

Number = Cell | ReportedCell
Numbers = Lane | ReportedLane
whole, ends, nothing, hidden, side, sign = (
    render_cells.whole, render_cells.ends, render_cells.empty, render_cells.hidden, render_cells.side, render_cells.sign
)  # fmt: skip


def based_on(cell: Number) -> str:
    """'n 431', and that they are few."""
    few = " · few" if cell.status == "small_sample" else ""
    return "n not given" if cell.n is None else f"n {fmt.count(cell.n)}{few}"


def changed(cell: Number, lane: Numbers) -> str:
    """'▼ change −11'; the sign only where it is more than chance. Empty where nothing is compared."""
    change = getattr(cell, "change", None)
    if change is None:
        return ""
    return f"{render_cells.moved_sign(change)} {render_cells.moved(change, lane)}".strip()


def aimed(cell: Number, lane: Numbers) -> str:
    """'target 60 % · at risk'; empty where there is none."""
    aim = getattr(cell, "aim", None)
    return "" if aim is None else f"{render_cells.target(aim, lane)} · {aim.label}"


def facts(map: JourneyMap) -> str:
    """The line over the title: the map's name in bold, then kind, version, whose, when and from what."""
    said = [starless(one) for one in render_words.crumb(map)]
    version = [f"version {map.journey.version}"] if map.journey and map.journey.version else []
    return " · ".join([f"**{starless(map.name)}**", *(one for one in said if one != starless(map.name)), *version])


def starless(text: str) -> str:
    """A text of people in which stars make nothing bold."""
    return text.replace("**", "* *")


def meter(map: JourneyMap) -> str:
    """How well the map is known."""
    if not map.filled:
        return "**No cell is filled yet.**"
    asked = f"{fmt.count(map.never_asked)} {'touchpoints were' if map.never_asked > 1 else 'touchpoint was'} never asked about."
    never = own(f" {asked}") if map.never_asked and map.lane("emotion") else ""
    return f"**{map.measured} of {map.filled} filled cells are measured.**{never}{_untold(render_words.footer(map)['untold'])}"


def _untold(cells: int) -> str:
    return f" {fmt.count(cells)} {'cell has no number and is' if cells == 1 else 'cells have no number and are'} not counted." if cells else ""


def legend(map: JourneyMap) -> str:
    """What the signs mean, for those that are on the map."""
    foot = render_words.footer(map)
    numbers = any(cell.value is not None for lane in map.lanes for cell in lane.cells)
    aims = any(cell.aim for lane in map.lanes for cell in lane.cells)
    said = ["n: how many it rests on; the small range: the 95 % interval."] * numbers
    said += ["Reported: computed elsewhere, the latest of the period, never part of a measured number."] * bool(map.reported)
    said += [f"Hatched or dotted: n below {in_force().min_n}, a hint only."] * foot["weak"]
    said += [f"▲▼ with colour: the whole interval lies above or below {foot['against']}; blue is better, orange worse."] * foot["marked"]
    said += [foot["changed"]] if foot["changed"] else []
    said += ["A notch on a range: the target."] * aims
    return own(" ".join(said))


def counts(map: JourneyMap) -> list[str]:
    """Customers in the selection, on the map and outside it; the curve's weights; and the map's notes."""
    return [said for said in (render_words.reconciliation(map), render_words.weights(map), *map.notes) if said]
