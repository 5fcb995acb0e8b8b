"""A map's cells in words, for slides and workbooks: the value, how well it is known, and what a stage shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from cjm_core import format as fmt
from cjm_core import small_cells
from cjm_core.journey_map import render_cells, render_words
from cjm_core.journey_map.model import Aim, Cell, Change, JourneyMap, Lane, ReportedCell, ReportedLane
from cjm_core.journey_map.words import meanings
from cjm_core.settings import own
from cjm_core.takeaway.lettering import one_line

SIGNS = {"measured": "■", "reported": "◪", "voted": "○", "assumed": "☐"}
LEGEND = " ".join(f"{sign} {grade}" for grade, sign in SIGNS.items())
_FIRST = ("csat", "ces", "nps", "emotion", "expectation_gap")  # which number speaks for a stage
_FILES = 3  # that a foot lists

Number = Cell | ReportedCell
Numbers = Lane | ReportedLane


side, sign, value = render_cells.side, render_cells.sign, render_cells.spoken  # the page's own


def interval(cell: Number, row: Numbers) -> str:
    """'40–49', or why there is none."""
    if row.name == "reach":
        return "a full count"
    return render_cells.ends(cell, row) or "no interval"


def counted(cell: Number) -> str:
    """'n 431', '<5', 'n not given'."""
    if hidden := small_cells.said(cell.status, cell.reason):
        return f"n {hidden}"
    few = " · few" if cell.status == "small_sample" else ""
    return f"n {fmt.count(cell.n)}{few}" if cell.n is not None else "n not given"


def missing(cell: Number | None, row: Numbers) -> str:
    """What stands where there is no value; nothing where a stage has no touchpoint yet."""
    return "" if cell is None and not isinstance(row, ReportedLane) else render_cells.empty(cell, row)


def changed(change: Change, row: Numbers) -> str:
    """'▼ −11 since Jul – Dec 2025 (−17 to −5), more than chance'; the difference as on the map, its interval in the same way."""
    ends = "" if change.ci_low is None or change.ci_high is None else " to ".join(
        render_cells.difference(end, row) for end in (change.ci_low, change.ci_high))  # fmt: skip
    said = f"{render_cells.moved_sign(change)} {render_cells.difference(change.value, row)} since {change.since}".strip()
    return f"{said}{f' ({ends})' if ends else ''}, {'more than chance' if change.real else 'may be chance'}"


def aimed(aim: Aim, row: Numbers) -> str:
    """'Target 60 % by 31 Dec 2026: at risk'."""
    return f"Target {render_cells.target(aim, row).removeprefix('target ')} by {_day(aim.by)}: {aim.label}"


def _day(iso: str) -> str:
    try:
        return fmt.day(date.fromisoformat(iso))
    except ValueError:
        return iso


def known(cell: Number, row: Numbers) -> str:
    """A number with all that is known of it in one line: '44 % (95 % interval 40–49, n 431)'."""
    if cell.value is None:
        return missing(cell, row)
    if row.name == "reach":
        return f"{value(cell, row)} ({fmt.plural(cell.n or 0, 'customer')}, {interval(cell, row)})"
    ends = interval(cell, row)
    return f"{value(cell, row)} ({ends if ends == 'no interval' else f'95 % interval {ends}'}, {counted(cell)})"


def in_full(cell: Number, row: Numbers) -> str:
    """The same with mark, change, target, period and source."""
    said = [known(cell, row)]
    if isinstance(cell, Cell):
        said += [f"{sign(cell, row)} {_standing(cell, row)}"] if sign(cell, row) else []
        said += [changed(cell.change, row)] if cell.change else []
        said += [aimed(cell.aim, row)] if cell.aim else []
        said += ["from several questions on one scale"] if cell.mixed else []
    else:
        said += [f"{cell.period}, {cell.source}"]
    return "; ".join([*said, *([cell.grade] if cell.grade and cell.value is not None else [])])


def _standing(cell: Cell, row: Numbers) -> str:
    """'below the map’s mean', 'above its target'."""
    return f"{cell.mark} {render_cells.beside(cell, row)}"


def extremes(drawn: JourneyMap) -> tuple[tuple[int, Cell], tuple[int, Cell]] | None:
    """Where the emotion curve is lowest and highest, among points that rest on enough answers."""
    lane = drawn.lane("emotion")
    solid = [(at, cell) for at, cell in enumerate(lane.cells) if cell.value is not None and cell.status == "ok"] if lane else []
    if len(solid) < 2:
        return None
    return min(solid, key=_felt), max(solid, key=_felt)


def _felt(one: tuple[int, Cell]) -> float:
    return one[1].value or 0.0


def finding(drawn: JourneyMap, stage: int) -> str:
    """What a stage shows, in one sentence: what is beyond chance first, the worse before the better."""
    name = drawn.stages[stage].name
    cells = sorted(_of_stage(drawn, stage), key=lambda one: _weight(*one[1:]))
    if not cells:
        return f"{name}: {own('nothing was asked here')}" if drawn.stages[stage].touchpoints else name
    touchpoint, cell, lane = cells[0]
    standing = f", {_standing(cell, lane)}" if sign(cell, lane) else ""
    few = ", few answers: a hint only" if cell.status == "small_sample" else ""
    what = lane.label if lane.name in _FIRST else lane.label.lower()
    return f"{name}: {touchpoint} – {what} {value(cell, lane)} ({interval(cell, lane)}, {counted(cell).removesuffix(' · few')}){standing}{few}"


def _of_stage(drawn: JourneyMap, stage: int) -> Iterator[tuple[str, Cell, Lane]]:
    before = sum(len(one.touchpoints) for one in drawn.stages[:stage])
    for lane in drawn.lanes:
        for at, name in enumerate(drawn.stages[stage].touchpoints, start=before):
            if lane.cells[at].value is not None and lane.better != "neither" and lane.name != "reach":
                yield name, lane.cells[at], lane


def _weight(cell: Cell, lane: Lane) -> tuple[int, int, int, float]:
    rank = _FIRST.index(lane.name) if lane.name in _FIRST else len(_FIRST)
    worst = (cell.value or 0.0) * (1 if lane.better == "higher" else -1)
    beyond = {"bad": 0, "good": 1, "": 2}[side(cell, lane)] if rank < len(_FIRST) else 2
    return cell.status != "ok", beyond, rank, worst if beyond != 1 else -worst


def evidence(drawn: JourneyMap) -> str:
    """'60 of 66 filled cells are measured'."""
    return f"{fmt.count(drawn.measured)} of {fmt.count(drawn.filled)} filled cells are measured"


def foot_parts(drawn: JourneyMap) -> list[str]:
    """Name (as it is or to be), persona, period, files and day: what stands on every page."""
    who = drawn.persona.name if drawn.persona else drawn.population
    rest = len(drawn.sources) - _FILES
    files = ", ".join(drawn.sources[:_FILES]) + (f" and {rest} more" if rest > 0 else "")
    name = f"{drawn.name} ({drawn.journey.kind})" if drawn.journey else drawn.name
    parts = (name, who, drawn.period, files, f"made {drawn.made_at}" if drawn.made_at else "")
    return [one for one in ("Demo data, made up" if drawn.demo else "", *map(one_line, parts)) if one]


def foot(drawn: JourneyMap) -> str:
    """The same in one line."""
    return " · ".join(foot_parts(drawn))


def reconciled(drawn: JourneyMap) -> str:
    """Customers in the selection, on the map and outside it, as the map says it."""
    return render_words.reconciliation(drawn) if drawn.customers else ""


def method(drawn: JourneyMap) -> list[tuple[str, str]]:
    """(label, meaning) of everything that is measured on the map, and how it is ordered."""
    return [*(_meaning(drawn, lane) for lane in drawn.lanes), *meanings(replace(drawn, lanes=()))]


def _meaning(drawn: JourneyMap, lane: Lane) -> tuple[str, str]:
    try:
        return meanings(replace(drawn, lanes=(lane,), reported=()))[0]
    except KeyError:  # a map from a file can have a number that this version does not compute
        return lane.label, lane.detail


def curve_words(drawn: JourneyMap) -> list[str]:
    """Peak and end of each curve, and the weights of the questions behind it."""
    ends = [(drawn.population, drawn.peak_end), *((one.label, one.peak_end) for one in drawn.curves)]
    said = [
        f"{label}: peak–end score {_felt_as(one.score)} (peak {_felt_as(one.peak_value)} at {one.peak}, end {_felt_as(one.end_value)}"
        f" at {one.end}); plain mean {_felt_as(one.mean)}."
        for label, one in ends if one
    ]  # fmt: skip
    return [*said, *(one for one in (render_words.weights(drawn), drawn.compared) if one)]


def _felt_as(number: float) -> str:
    return fmt.value(number, "score", 1, signed=True)
