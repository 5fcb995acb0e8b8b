"""The journey map, in two steps: numbers are measured from the data (kept in a cache), and laid out as a journey says (in no time)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from cjm_core.authored.lanes import WRITTEN
from cjm_core.authored.model import Journey, LaneChoice, Persona, Thread
from cjm_core.dataset import Dataset
from cjm_core.journey_map import feeling, lanes, reported, words
from cjm_core.journey_map.asked import DEFAULT, NUMBERS, SAID, Asked, asked_of
from cjm_core.journey_map.layout import MOST_TOUCHPOINTS, Layout, accounted, laid_out
from cjm_core.journey_map.measuring import measure_numbers
from cjm_core.journey_map.model import Curve, JourneyMap, Lane, PeakEnd, ReportedLane, TextLane
from cjm_core.journey_map.numbers import Numbers
from cjm_core.journey_map.texts import Words
from cjm_core.scope import Scope
from cjm_core.settings import own
from cjm_core.understanding.stages import is_part

__all__ = ["MOST_TOUCHPOINTS", "Asked", "Numbers", "asked_of", "blank", "drawn", "measure_map", "measure_numbers"]


def measure_map(data: Dataset, scope: Scope | None = None, journey: Journey | None = None, asked: Asked | None = None) -> JourneyMap:
    """The journey map of these customers in this period: as the journey lays it out, or with the touchpoints that most of them meet."""
    return drawn(measure_numbers(data, scope or Scope(), asked or asked_of(journey)), journey)


def drawn(numbers: Numbers, journey: Journey | None = None, persona: Persona | None = None, threads: Sequence[Thread] = ()) -> JourneyMap:
    """Lay the numbers and the words of a journey out as a map. Pure; takes milliseconds."""
    layout = laid_out(numbers, journey)
    every, curves, peak_end, said_of_curves = _lanes(numbers, layout)
    beside = _reported(numbers, layout)
    said = Words(numbers, layout, journey.items if journey else (), tuple(threads), tuple(every))
    filled = [lane for lane in every if any(map(lanes.known, lane.cells))]
    there = {lane.name for lane in filled} | {f"{_TOLD}{one.name}" for one in beside} | {name for name in SAID if said.measured(name)}
    choices = _choices(numbers, journey, frozenset(there))
    felt = next((lane for lane in every if lane.name == "emotion"), None)
    on_map, outside = accounted(numbers, layout)
    unseen = reported.notes(numbers.every_told, numbers.told, _called(layout), bool(numbers.where))
    told = answer_of(layout, filled, numbers, beside)
    if journey and journey.kind == "to-be":  # a plan is drawn on what is measured now
        told = own(f"Today: {told}")
    shown, since = lanes.with_changes([_chosen(lane, choices[lane.name]) for lane in every if lane.name in choices], numbers, layout)
    ordered = len(layout.columns) < 2 or bool(numbers.met.bits) or not all(is_part(stage.name) for stage in layout.stages)
    feels = felt is not None and felt.name in choices  # what belongs to the curve is said where the curve is drawn
    compared = " ".join(text for text in (said_of_curves if feels else "", since) if text)
    reports = tuple(_renamed_report(one, choices) for one in beside if f"{_TOLD}{one.name}" in choices)
    return JourneyMap(
        dataset=numbers.dataset, demo=numbers.demo, sources=numbers.sources, made_at=numbers.made_at, period=numbers.period,
        population=numbers.population, question=words.QUESTION, answer=told, stages=layout.stages, lanes=tuple(shown), customers=numbers.customers,
        customers_on_map=on_map, hidden_touchpoints=layout.undrawn,
        never_asked=sum(not lanes.known(cell) for cell in felt.cells) if felt in filled and felt else len(layout.columns),
        notes=(*words.notes(numbers.has_answers and layout.matched, bool(numbers.met.bits), filled, feels, ordered), *unseen), reported=reports,
        texts=_texts(said, choices), order=tuple(choices),
        curves=(*(curves if ordered else _endless(curves)), *_expected(journey, layout)) if feels else (),
        peak_end=peak_end if feels and ordered else None, compared=compared, ordered=ordered,
        weights=feeling.weighed(numbers.feelings, layout.sources) if feels else (), outside=outside, persona=persona, journey=journey,
    )  # fmt: skip


def answer_of(layout: Layout, filled: Sequence[Lane], numbers: Numbers, beside: Sequence[ReportedLane]) -> str:
    """The answer to the map's question, of the measured numbers; without any, of those that were reported."""
    if not layout.matched and not beside:
        return own(_UNMATCHED)
    return words.answer(layout.names, filled) if filled or not beside else reported.answer(numbers.told, beside, layout.names)


def blank(journey: Journey, threads: Sequence[Thread] = ()) -> JourneyMap:
    """The map of a journey without data: what people drew and wrote, and nothing else."""
    layout = laid_out(None, journey)
    choices = {choice.name: choice for choice in journey.lanes if not choice.hidden and choice.name not in NUMBERS}
    texts = _texts(Words(None, layout, journey.items, tuple(threads), ()), choices)
    return JourneyMap(
        dataset="", demo=False, sources=(), made_at=datetime.now(UTC).strftime("%Y-%m-%d"), period="", population="everyone",
        question=words.QUESTION, answer=own(_NOTHING), stages=layout.stages, lanes=(), customers=0, customers_on_map=0, hidden_touchpoints=0,
        never_asked=len(layout.columns), notes=(), texts=texts, order=tuple(choices), curves=_expected(journey, layout), journey=journey,
    )  # fmt: skip


_UNMATCHED = "No touchpoint of this map is matched with one of the data yet, so nothing on it is measured. Match them in the menu of the map."
_NOTHING = "Nothing on this map is measured yet: it has no dataset. Everything here is what people wrote."


def _lanes(numbers: Numbers, layout: Layout) -> tuple[list[Lane], tuple[Curve, ...], PeakEnd | None, str]:
    """Every lane of numbers that was measured, in the usual order, whether shown or not."""
    emotion, curves, peak_end, said = feeling.drawn(numbers.feelings, layout.sources)
    names = dict(zip(layout.sources, layout.names, strict=True))
    found = {"reach": lanes.reach_lane(numbers, layout), "emotion": emotion}
    found |= {name: lanes.number_lane(lane, layout) for name, lane in numbers.measured.items()}
    ordered = [lanes.with_aims(found[name], numbers, layout) for name in NUMBERS if name in found]
    curves = tuple(replace(curve, peak_end=_renamed(curve.peak_end, names)) for curve in curves)
    return ordered, curves, _renamed(peak_end, names), said


def _renamed(found: PeakEnd | None, names: dict[str, str]) -> PeakEnd | None:
    return replace(found, peak=names.get(found.peak, found.peak), end=names.get(found.end, found.end)) if found else None


def _endless(curves: Sequence[Curve]) -> tuple[Curve, ...]:
    """The curves without peak and end: what comes last is not known."""
    return tuple(replace(curve, peak_end=None) for curve in curves)


def _expected(journey: Journey | None, layout: Layout) -> tuple[Curve, ...]:
    found = feeling.expected(journey, [column.key for column in layout.columns]) if journey else None
    return (found,) if found else ()


def _choices(numbers: Numbers, journey: Journey | None, filled: frozenset[str]) -> dict[str, LaneChoice]:
    """The rows to show, by name and in their order. `filled` are the rows with something in them."""
    if journey is not None and journey.lanes:
        asked = frozenset(numbers.asked.lanes) or frozenset(DEFAULT)
        return {choice.name: choice for choice in journey.lanes if not choice.hidden and _shows(choice.name, filled, asked)}
    told = [name for name in sorted(filled) if name.startswith(_TOLD)]
    written = dict.fromkeys(item.lane for item in journey.items) if journey is not None else {}
    if numbers.asked.lanes:
        usual = [*NUMBERS, *told, *SAID, *(name for name in numbers.asked.lanes if name in WRITTEN)]
        order = [name for name in usual if name in numbers.asked.lanes and (name in filled or name not in DEFAULT)]
    else:
        order = [name for name in (*_USUAL_NUMBERS, *told, *_USUAL_WORDS) if name in filled]
    return {name: WRITTEN.get(name, LaneChoice(name)) for name in dict.fromkeys((*order, *written))}


_TOLD = "reported:"
_USUAL_NUMBERS = tuple(name for name in DEFAULT if name in NUMBERS)
_USUAL_WORDS = tuple(name for name in DEFAULT if name in SAID)


def _shows(name: str, filled: frozenset[str], asked: frozenset[str]) -> bool:
    """Whether a lane that somebody put on the map is drawn: the usual ones only with numbers in them, others also to say why there are none."""
    if name in NUMBERS:
        return name in filled or (name in asked and name not in DEFAULT)
    return name in filled if name.startswith(_TOLD) else True


def _chosen(lane: Lane, choice: LaneChoice) -> Lane:
    """With the room's own word for it."""
    return replace(lane, label=choice.label or own(lane.label), collapsed=choice.collapsed)


def _texts(said: Words, choices: dict[str, LaneChoice]) -> tuple[TextLane, ...]:
    return tuple(said.lane(choice) for name, choice in choices.items() if name not in NUMBERS and not name.startswith(_TOLD))


def _reported(numbers: Numbers, layout: Layout) -> tuple[ReportedLane, ...]:
    return reported.lanes_of(numbers.told, numbers.measures, _called(layout))


def _renamed_report(lane: ReportedLane, choices: dict[str, LaneChoice]) -> ReportedLane:
    return replace(lane, label=choices[f"{_TOLD}{lane.name}"].label or lane.label)


def _called(layout: Layout) -> list[str]:
    """The names under which reports know the touchpoints."""
    return [column.source or column.name for column in layout.columns]
