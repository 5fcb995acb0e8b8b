"""Numbers that somebody summed before, on the map: rows of their own under the measured ones, never in the curve."""

from __future__ import annotations

from collections.abc import Sequence

from cjm_core import format as fmt
from cjm_core.journey_map.model import ReportedCell, ReportedLane, Stage
from cjm_core.metrics.reported import Measure, Reported
from cjm_core.settings import own
from cjm_core.understanding.profile import normal
from cjm_core.understanding.stages import Seen, propose

_NAMED = 3  # touchpoints or files that a sentence lists


def lanes_of(told: Sequence[Reported], measures: Sequence[Measure], order: Sequence[str]) -> tuple[ReportedLane, ...]:
    """One row per reported measure, with the latest number at each touchpoint of the map."""
    at = {normal(name): place for place, name in enumerate(order)}
    found = []
    for measure in measures:
        cells: list[ReportedCell | None] = [None] * len(order)
        used = [one for one in told if one.measure == measure.name and one.touchpoint and normal(one.touchpoint) in at]
        for one in sorted(used, key=lambda one: (one.end, one.start)):
            cells[at[normal(one.touchpoint or "")]] = _cell(one)
        if used:
            found.append(ReportedLane(measure.name, measure.label, f"reported in {files(used)}", measure.unit, measure.better, tuple(cells)))
    return tuple(found)


def _cell(one: Reported) -> ReportedCell:
    return ReportedCell(one.value, one.n, one.ci_low, one.ci_high, one.status, one.reason, one.when, one.period, one.source)


def stages_of(told: Sequence[Reported], most: int) -> tuple[tuple[Stage, ...], int]:
    """Stages of a map on which nothing is measured, from the names in the reported tables; and how many touchpoints are not drawn."""
    names = list(dict.fromkeys(one.touchpoint for one in sorted(told, key=lambda one: one.line) if one.touchpoint))
    placed = propose([Seen(name, None, None, at) for at, name in enumerate(names[:most])])
    stages: dict[int, tuple[str, list[str]]] = {}
    for name, stage, position, _ in placed:
        stages.setdefault(position, (stage, []))[1].append(name)
    return tuple(Stage(name, 0, tuple(touchpoints)) for _, (name, touchpoints) in sorted(stages.items())), max(len(names) - most, 0)


def answer(told: Sequence[Reported], lanes: Sequence[ReportedLane], order: Sequence[str]) -> str:
    """What a map says on which nothing is measured, and what it takes to measure."""
    said = f"All numbers here are reported in **{files(told)}**; nothing is measured. Import the events or survey answers behind them to measure."
    lane = next((lane for lane in lanes if lane.better != "neither" and sum(cell is not None for cell in lane.cells) > 1), None)
    if lane is None:
        return own(said)
    known = [(cell.value, name, cell) for name, cell in zip(order, lane.cells, strict=True) if cell and cell.value is not None]
    if len(known) < 2:
        return own(said)
    value, name, cell = (min if lane.better == "higher" else max)(known, key=lambda item: item[0])
    worst = "lowest" if lane.better == "higher" else "highest"
    return f"The {worst} reported {lane.label} is at **{name}**: {fmt.full(value, lane.unit)} ({cell.period}). {own(said)}"


def notes(every: Sequence[Reported], told: Sequence[Reported], order: Sequence[str], narrowed: bool) -> list[str]:
    """Which reported numbers are not on the map, and why. `every`: whatever the scope."""
    if not every:
        return []
    if narrowed:
        return [own(f"{_many(len(every), 'reported number')} not shown: {_they(len(every))} about all customers, not about this selection.")]
    said = []
    drawn = {normal(name) for name in order}
    others = list(dict.fromkeys(one.touchpoint for one in told if one.touchpoint and normal(one.touchpoint) not in drawn))
    count = sum(one.touchpoint in others for one in told if one.touchpoint)
    if others:
        said.append(f"{_many(count, 'reported number')} at touchpoints that are not on this map: {_listed(others)}.")
    whole = sum(one.touchpoint is None for one in told)
    if whole:
        said.append(f"{_many(whole, 'reported number')} about the whole, not about a touchpoint; Trends shows {'it' if whole == 1 else 'them'}.")
    elsewhere = len(every) - len(told)
    if elsewhere:
        said.append(f"{_many(elsewhere, 'reported number')} about other periods.")
    return [own(text) for text in said]


def files(told: Sequence[Reported]) -> str:
    """The sources in words."""
    return _listed(list(dict.fromkeys(one.file for one in told)))


def _listed(names: Sequence[str]) -> str:
    rest = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {rest} more" if rest > 0 else "")


def _many(count: int, word: str) -> str:
    return f"{fmt.plural(count, word)} {'is' if count == 1 else 'are'}"


def _they(count: int) -> str:
    return "it is" if count == 1 else "they are"
