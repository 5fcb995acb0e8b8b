"""The map's sentences. Each says only what was measured."""

from __future__ import annotations

from collections.abc import Sequence

from cjm_core import format as fmt
from cjm_core.dataset import Dataset
from cjm_core.journey_map.model import Cell, JourneyMap, Lane
from cjm_core.journeys.leaving import LEAVE_DAYS
from cjm_core.metrics import KPIS
from cjm_core.metrics.emotion import emotion
from cjm_core.schema import FEW

QUESTION = "Where do customers struggle?"
_SHORT = {"csat": "CSAT", "ces": "CES", "nps": "NPS"}


def asked(questions: set[str]) -> str:
    """The questions from which feelings are computed."""
    return ", ".join(short for question, short in _SHORT.items() if question in questions) or "survey answers"


def answer(order: Sequence[str], lanes: Sequence[Lane]) -> str:
    """The answer to the map's question in one or two sentences."""
    by_name = {lane.name: dict(zip(order, lane.cells, strict=True)) for lane in lanes}
    felt = {name: cell for name, cell in by_name.get("emotion", {}).items() if cell.value is not None and cell.n >= FEW}
    if not felt:
        return _without_answers(by_name)
    worst = min(felt, key=lambda name: felt[name].value or 0.0)
    best = max(felt, key=lambda name: felt[name].value or 0.0)
    said = [f"At **{worst}**: {_low_point(worst, by_name)}"]
    if best != worst:
        said.append(f"**{best}** is the best moment{_rating(by_name, best)}.")
    return " ".join(said)


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
    if gone is not None and gone.value is not None and gone.n >= FEW:
        said += f", and {gone.value * 100:.0f} % of those who get there leave"
    return said + "."


def _rating(by_name: dict[str, dict[str, Cell]], name: str) -> str:
    cell = by_name.get("csat", {}).get(name)
    return "" if cell is None or cell.value is None else f", with {cell.value * 100:.0f} of 100 satisfied"


def _without_answers(by_name: dict[str, dict[str, Cell]]) -> str:
    """Without answers the map can only say where people leave."""
    gone = {name: cell for name, cell in by_name.get("leaving", {}).items() if cell.value is not None and cell.n >= FEW}
    if not gone:
        return "There are too few answers and events in this selection to say."
    most = max(gone, key=lambda name: (gone[name].value or 0.0) * gone[name].n)
    cell = gone[most]
    return (
        f"Most customers stop after **{most}**: {fmt.count((cell.value or 0) * cell.n)} of {fmt.count(cell.n)} do nothing more within 14 days."
        " How they feel is not known: no survey answers at touchpoints in this selection."
    )


def meanings(journey_map: JourneyMap) -> list[tuple[str, str]]:
    """(label, meaning) of every lane that is drawn, and how stages and touchpoints were put in order."""
    known = {kpi.name: kpi.meaning for kpi in (*KPIS, emotion)}
    known["leaving"] = f"Of the customers met here, the share who do nothing more for {LEAVE_DAYS} days after their last event here."
    order = "Stages come from the data where a column names them, otherwise from the touchpoints' names or their usual place in a journey."
    lanes = [(lane.label, known[lane.name] + _map_mean(lane)) for lane in journey_map.lanes]
    return [*lanes, ("Order", order + " Touchpoints stand where customers usually meet them first.")]


def _map_mean(lane: Lane) -> str:
    """Against what the cells of a lane are marked."""
    return "" if lane.mean is None else f" Over the whole map: {fmt.full(lane.mean, lane.unit)}."


def notes(data: Dataset, lanes: Sequence[Lane]) -> tuple[str, ...]:
    """What the reader should know and cannot see."""
    said = []
    names = {lane.name for lane in lanes}
    if data.questions and "emotion" not in names:
        said.append("The survey answers are about the whole relationship or fall outside this selection, so no touchpoint has any.")
    if "reach" not in names:
        said.append("No events were loaded, so nobody knows how many customers reach a touchpoint; the order is that of the survey.")
    mixed = [lane for lane in lanes if any(cell.mixed for cell in lane.cells)]
    if mixed:
        said.append("A ring marks feelings computed from several questions, stretched onto one scale.")
    return tuple(said)
