"""The map's sentences. Each says only what was measured."""

from __future__ import annotations

from collections.abc import Sequence

from cjm_core import format as fmt
from cjm_core.journey_map.model import Cell, JourneyMap, Lane
from cjm_core.journeys.leaving import LEAVE_DAYS
from cjm_core.metrics import KPIS
from cjm_core.metrics.emotion import emotion
from cjm_core.settings import in_force, own

QUESTION = "Where do customers struggle?"
def answer(order: Sequence[str], lanes: Sequence[Lane]) -> str:
    """The answer to the map's question in one or two sentences."""
    by_name = {lane.name: dict(zip(order, lane.cells, strict=True)) for lane in lanes}
    felt = {name: cell for name, cell in by_name.get("emotion", {}).items() if cell.value is not None and cell.n >= in_force().min_n}
    if not felt:
        return _without_answers(by_name)
    worst = min(felt, key=lambda name: _upper(felt[name]))  # surely low: a few answers cannot push a well-known low point aside
    best = max(felt, key=lambda name: felt[name].value or 0.0)
    said = [f"At **{worst}**: {_low_point(worst, by_name)}"]
    if best != worst:
        rating = _rating(by_name, best)
        if _apart(felt[worst], felt[best]):
            said.append(f"**{best}** is the best moment{rating}.")
        else:
            said.append(f"{own('No touchpoint is clearly better')}: the lead of **{best}**{rating}, may be chance.")
    return " ".join(said)


def _upper(cell: Cell) -> float:
    return (cell.value or 0.0) if cell.ci_high is None else cell.ci_high


def _apart(worst: Cell, best: Cell) -> bool:
    """Whether the intervals of the lowest and the highest point leave a gap."""
    return worst.ci_high is not None and best.ci_low is not None and worst.ci_high < best.ci_low


def _low_point(name: str, by_name: dict[str, dict[str, Cell]]) -> str:
    """What is measured at the lowest point: satisfaction or feeling, and how many leave."""
    cell = by_name.get("csat", {}).get(name)
    if cell is not None and cell.value is not None and cell.ci_low is not None and cell.ci_high is not None:
        share = f"{cell.value * 100:.0f} of 100 are satisfied"
        said = f"{share} ({cell.ci_low * 100:.0f}–{cell.ci_high * 100:.0f}, {fmt.plural(cell.n, 'answer')})"
    else:
        felt = by_name["emotion"][name]
        said = f"feeling {fmt.value(felt.value, 'score', 1)} on a scale of −2 to +2 ({fmt.plural(felt.n, 'response')})"
    gone = by_name.get("leaving", {}).get(name)
    if gone is not None and gone.value is not None and gone.n >= in_force().min_n:
        said += f", and {gone.value * 100:.0f} % of those who get there leave"
    return said + "."


def _rating(by_name: dict[str, dict[str, Cell]], name: str) -> str:
    """What makes it the best: its satisfaction, or its feeling where another touchpoint has as many satisfied."""
    satisfied = {at: cell.value for at, cell in by_name.get("csat", {}).items() if cell.value is not None and cell.n >= in_force().min_n}
    if name in satisfied and satisfied[name] == max(satisfied.values()):
        return f", with {satisfied[name] * 100:.0f} of 100 satisfied"
    return f", feeling {fmt.value(by_name['emotion'][name].value, 'score', 1, True)} on a scale of −2 to +2"


def _without_answers(by_name: dict[str, dict[str, Cell]]) -> str:
    """Without answers the map can only say where people leave."""
    if not any(cell.value is not None for cells in by_name.values() for cell in cells.values()):
        return own("Nothing in this selection names a touchpoint, so there is no map to draw. The overview shows what is measured as a whole.")
    gone = {name: cell for name, cell in by_name.get("leaving", {}).items() if cell.value is not None and cell.n >= in_force().min_n}
    if not gone:
        few = fmt.count(in_force().min_n)
        return own(f"Too few to say: no touchpoint in this selection has {few} answers or {few} customers.")
    last = next(reversed(by_name["leaving"]))
    before = {name: cell for name, cell in gone.items() if name != last} or gone  # where a journey is over, stopping is no trouble
    most = max(before, key=lambda name: (before[name].value or 0.0) * before[name].n)
    where = f"After **{most}**, {_stops(gone[most])}."
    if len(before) > 1 and gone[most].value:
        where = f"More customers stop after **{most}** than elsewhere: {_stops(gone[most])}."
    if last in gone and last != most:
        where += own(f" The last touchpoint here is **{last}**: {_stops(gone[last])}.")
    return where + _feelings(by_name)


def _stops(cell: Cell) -> str:
    return f"{fmt.count((cell.value or 0.0) * cell.n)} of {fmt.count(cell.n)} customers do nothing more within {LEAVE_DAYS} days"


def _feelings(by_name: dict[str, dict[str, Cell]]) -> str:
    """Why the sentence says nothing about feelings."""
    if "emotion" in by_name:
        return own(f" How they feel is uncertain: no touchpoint has {fmt.count(in_force().min_n)} answers in this selection.")
    return own(" How they feel is not known: no survey answers at touchpoints in this selection.")


def meanings(journey_map: JourneyMap) -> list[tuple[str, str]]:
    """(label, meaning) of every lane that is drawn, and how stages and touchpoints were put in order."""
    known = {kpi.name: kpi.meaning for kpi in (*KPIS, emotion)}
    known["leaving"] = f"Of the customers met here, the share who do nothing more for {LEAVE_DAYS} days after their last event here."
    order = "Stages come from the data where a column names them, otherwise from the touchpoints' names or their usual place in a journey."
    known |= _OTHERS
    lanes = [(lane.label, own(known[lane.name]) + _map_mean(lane)) for lane in journey_map.lanes if lane.name in known]
    lanes += [(lane.label, own(_SAID[lane.name])) for lane in journey_map.texts if lane.name in _SAID]
    if journey_map.reported:
        lanes.append(("Reported numbers", own(_REPORTED)))
    return [*lanes, ("Order", own(order + _stand(journey_map)))]


def _stand(journey_map: JourneyMap) -> str:
    """Why touchpoints stand where they do."""
    if journey_map.journey is not None and journey_map.journey.stages:
        return " Touchpoints stand where people put them."
    met = journey_map.lane("reach") is not None
    return " Touchpoints stand where customers usually meet them first." if met else " Touchpoints stand in the order of the survey."


_OTHERS = {
    "time_to_next": "Median time from the last of a customer’s events here to the next event at another touchpoint, of those who went on.",
    "opportunity": "Importance plus what satisfaction lacks to it, both as the share of the top two answers divided by 10 (Ulwick); 0 to 20.",
}
_SAID = {
    "pains": "Score = severity (0–4, how far bad answers lie below the middle of the scale) ÷ 4 × share of bad answers × share of customers"
    " who get there (without events: of those who answered, who rated it) × 100. A touchpoint speaks with its worst question. The worst"
    " mark of a scale (severity 4) is listed apart, however few gave it: a score that counts customers would lose them.",
    "delights": "Score = intensity (0–2, how far top answers lie above the middle) ÷ 2 × share of top answers × share of customers who"
    " get there (without events: of those who answered, who rated it) × 100.",
    "truths": "Touchpoints in the top quarter of derived importance (squared correlation with the answer about the whole relationship) that at"
    " least 10 % of customers meet (without events: rate). Linked with, not the cause.",
    "quotes": "Comments as they were written, of the newest at each touchpoint; no names are shown.",
    "channels": "The channels of the events at each touchpoint, the three commonest.",
}
_REPORTED = (
    "Numbers that somebody computed elsewhere, as their files give them: the latest of each touchpoint in this period. They have an interval"
    " where the file gives one, or where it gives n and the number is a share. They are about all customers, and no measured number uses them."
)


def _map_mean(lane: Lane) -> str:
    """Against what the cells of a lane are marked."""
    return "" if lane.mean is None else f" Over the whole map: {fmt.full(lane.mean, lane.unit)}."


def notes(has_answers: bool, has_events: bool, lanes: Sequence[Lane], curve: bool = True, ordered: bool = True) -> tuple[str, ...]:
    """What the reader should know and cannot see. `has_answers`: whether any question was asked at all; `has_events`: whether any event is.

    `curve`: whether the emotion curve is drawn; `ordered`: whether it is known in which order customers come to the touchpoints.
    """
    said = []
    names = {lane.name for lane in lanes}
    if has_answers and "emotion" not in names:
        said.append("The survey answers name no touchpoint or fall outside this selection, so no touchpoint has any.")
    if lanes and "reach" not in names:
        none = "There are no events in this selection" if has_events else "No events were loaded"
        order = "; the order is that of the survey" if ordered else ", nor in which order"
        said.append(f"{none}, so it is not known how many customers reach a touchpoint{order}.")
    if not ordered:
        joined = ", and the points of the curve are not joined" if curve and "emotion" in names else ""
        said.append(f"The stages are only parts of the survey{joined}. Put the touchpoints in order and name the stages with Edit.")
    if curve and any(cell.mixed for lane in lanes for cell in lane.cells):
        said.append("A ring on the curve: computed from several questions, put onto one scale.")
    return tuple(map(own, said))
