"""Numbers that somebody summed before, beside a measured line or alone. They are drawn, listed and exported; nothing is judged by them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from cjm_core import format as fmt
from cjm_core.dataset import Dataset
from cjm_core.metrics.reported import Measure, Reported, measures, reported_numbers
from cjm_core.schema import OVERLAPPING
from cjm_core.scope import Scope
from cjm_core.settings import own
from cjm_core.timeline.measure import measurable, splits
from cjm_core.timeline.model import Timeline
from cjm_core.understanding.profile import normal

MOST_TOUCHPOINTS = 12  # more cannot be told apart in one picture
_TOUCHPOINT = OVERLAPPING[0]


@dataclass(frozen=True)
class Told:
    """The reported numbers of one measure in a scope: about the whole, at touchpoints, and how many the scope leaves out."""

    measure: Measure
    whole: tuple[Reported, ...]
    parts: tuple[Reported, ...]
    left_out: int
    narrowed: bool
    can_be_split: bool  # into touchpoints: a picture holds only so many


def told(data: Dataset, name: str, scope: Scope) -> Told | None:
    """What is reported for this KPI or measure; None where nothing is."""
    measure = next((one for one in measures(data) if one.name == name), None)
    if measure is None:
        return None
    every = [one for one in reported_numbers(data) if one.measure == name]
    inside = [one for one in reported_numbers(data, scope) if one.measure == name and one.value is not None]
    whole, parts = (tuple(one for one in inside if (one.touchpoint is None) is general) for general in (True, False))
    return Told(measure, whole, parts, len(every) - len(inside), bool(scope.where), _TOUCHPOINT in splits(data))


def shown(data: Dataset) -> list[tuple[str, str]]:
    """(name, label) of everything that can be drawn over time: what these data measure, then what is only reported."""
    measured = measurable(data)
    known = dict(measured)
    return [*measured, *((one.name, f"{one.label} · reported") for one in measures(data) if one.name not in known)]


def alone(found: Told, every: str, split: str | None) -> Timeline:
    """The picture of a measure of one's own, which nothing here measures."""
    measure = found.measure
    return beside(Timeline(measure.name, measure.label, measure.unit, measure.better, "", every, split, (), answer=""), found)


def beside(line: Timeline, found: Told | None) -> Timeline:
    """The measured picture with its reported numbers; where there is nothing measured, with a sentence about them alone."""
    if found is None:
        return line
    numbers, remarks = _chosen(line, found)
    if line.series or not numbers:
        answer = line.answer or f"**{line.label}** is only reported, and not in this selection."
        return replace(line, reported=numbers, remarks=(*line.remarks, *map(own, remarks)), answer=answer)
    return replace(line, reported=numbers, remarks=tuple(map(own, remarks)), answer=own(_answer(line, numbers)))


def _chosen(line: Timeline, found: Told) -> tuple[tuple[Reported, ...], list[str]]:
    """The numbers that are drawn, and sentences about the others."""
    if found.narrowed:
        return (), ["Reported numbers are about all customers, so none is shown for this selection."]
    outside = [f"{_many(found.left_out)} about other periods."] if found.left_out else []
    if line.split == _TOUCHPOINT:
        lines = {normal(series.name or "") for series in line.series}
        drawn = [one for one in found.parts if not lines or normal(one.touchpoint or "") in lines]
        return _few(drawn), [*_elsewhere(len(found.parts) - len(drawn), "at touchpoints without a line"), *_about_whole(found), *outside]
    if line.split:
        return (), [f"Reported numbers are not split by {line.split}, so none is shown."]
    if found.whole or line.series:
        hint = f"at single touchpoints: {'split by touchpoint to see them' if found.can_be_split else 'they are on the map'}"
        return found.whole, [*_elsewhere(len(found.parts), hint), *outside]
    return _few(found.parts), outside


def _few(numbers: Iterable[Reported]) -> tuple[Reported, ...]:
    """Those of the first touchpoints of the file, as many as can be told apart."""
    found = list(numbers)
    names = list(dict.fromkeys(one.touchpoint for one in sorted(found, key=lambda one: one.line)))[:MOST_TOUCHPOINTS]
    return tuple(one for one in found if one.touchpoint in names)


def _elsewhere(count: int, where: str) -> list[str]:
    return [f"{_many(count)} {where}."] if count else []


def _about_whole(found: Told) -> list[str]:
    return _elsewhere(len(found.whole), "about the whole: they are shown when nothing is split")


def _many(count: int) -> str:
    return f"{fmt.plural(count, 'reported number')} {'is' if count == 1 else 'are'}"


def _answer(line: Timeline, numbers: tuple[Reported, ...]) -> str:
    """What is shown where nothing is measured, from where, and what is missing."""
    files = ", ".join(dict.fromkeys(one.file for one in numbers))
    many = f"{fmt.plural(len(numbers), 'number')} reported in **{files}**"
    last = max(numbers, key=lambda one: one.end)
    alone_ = len({one.touchpoint for one in numbers}) == 1
    newest = f", the last one {fmt.full(last.value, line.unit)} ({last.when})" if alone_ else ""
    why = f"**{line.label}** cannot be measured here: {line.reason}." if line.reason else f"**{line.label}** is reported, not measured."
    return f"{why} Shown {'is' if len(numbers) == 1 else 'are'} {many}{newest}; whether a change is more than chance cannot be said from sums."
