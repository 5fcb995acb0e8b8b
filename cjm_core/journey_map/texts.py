"""The lanes of words: what was measured in words, and what people wrote, each at its place. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from cjm_core import format as fmt
from cjm_core.authored.expected import EXPECTED, RANGE
from cjm_core.authored.lanes import WRITTEN, label_of
from cjm_core.authored.model import LaneChoice, Thread, Written
from cjm_core.journey_map import pains
from cjm_core.journey_map.layout import Layout
from cjm_core.journey_map.model import Cell, Item, Lane, TextCell, TextLane
from cjm_core.journey_map.numbers import Numbers, Point, Quote, WorstMark
from cjm_core.settings import own

_DETAILS = {
    "pains": "severity × frequency × reach, worst first", "delights": "intensity × frequency × reach, best first",
    "quotes": "from comments, the most telling of the newest", "truths": "linked with the relationship more than others, and met by many",
    "channels": "share of the events",
}  # fmt: skip
_BY_TOUCHPOINT = ("channels",)
_IN_A_STAGE = 2  # quotes
_WORST = 3  # touchpoints whose worst marks stand in a cell; the others follow behind it
_MARKED = {"csat": "for satisfaction", "ces": "for ease", "nps": "for recommending", "sentiment": "in comments"}
Items = dict[str, list[Item]]  # by key of stage or touchpoint


@dataclass(frozen=True)
class Words:
    """Everything that can stand in lanes of words: measured, written, and how many open threads hang on (lane, place)."""

    numbers: Numbers | None
    layout: Layout
    items: tuple[Written, ...]
    threads: tuple[Thread, ...]
    lanes: tuple[Lane, ...]  # of numbers, to see what has moved since something was written

    def lane(self, choice: LaneChoice) -> TextLane:
        """The lane of that name with everything in it."""
        measured, more = self.measured(choice.name), self.more(choice.name)
        usual = WRITTEN.get(choice.name)
        by = "touchpoint" if choice.name in _BY_TOUCHPOINT else choice.by
        kind = choice.kind or (usual.kind if usual else "text")
        cells = () if kind == "line" else tuple(
            replace(self._cell(choice.name, at, span, measured), more=tuple(more.get(at, ()))) for at, span in self._places(by)
        )  # fmt: skip
        label = choice.label or own(label_of(choice.name))
        return TextLane(choice.name, label, self._detail(choice.name), kind, by, cells, choice.name not in _DETAILS, choice.collapsed)

    def measured(self, name: str) -> Items:
        """What the data say in this lane, by stage or touchpoint."""
        numbers = self.numbers
        if numbers is None:
            return {}
        if name in ("pains", "delights"):
            found = self._points(numbers.pains if name == "pains" else numbers.delights, numbers, worst=name == "pains")
            return self._with_worst_marks(found, numbers) if name == "pains" else found
        if name == "quotes":
            return self._quotes(numbers)
        if name == "truths":
            return self._truths(numbers)
        return self._channels(numbers) if name == "channels" else {}

    def more(self, name: str) -> Items:
        """What was measured as well and has no room in the cells, in its rank; then the worst marks of which the cells say nothing."""
        if self.numbers is None or name not in ("pains", "delights"):
            return {}
        points = self.numbers.pains if name == "pains" else self.numbers.delights
        drawn, found = pains.chosen(points, self.layout.stage_of), Items()
        for point in points:
            if point not in drawn and (stage := self.layout.stage_of.get(point.place)):
                found.setdefault(stage, []).append(self._point(point))
        told = [mark for marks in self._worst_of_stages(self.numbers).values() for mark in marks[:_WORST]]
        for mark in self.numbers.worst_marks if name == "pains" else ():
            if mark not in told and (stage := self.layout.stage_of.get(mark.place)):
                about = _MARKED.get(mark.question.lower(), f"for “{mark.question}”")
                said = f"{_of(mark)} gave the worst mark {about} at {self._names[mark.place]}"
                found.setdefault(stage, []).append(Item(said, "measured", "severity 4 of 4"))
        return found

    def _detail(self, name: str) -> str:
        why = self.numbers.truths.why if self.numbers and name == "truths" else ""
        return own(why or _DETAILS.get(name, "") or (RANGE if name == EXPECTED else ""))

    def _places(self, by: str) -> list[tuple[str, int]]:
        """(key, how many touchpoints wide) of every cell."""
        if by == "touchpoint":
            return [(column.key, 1) for column in self.layout.columns]
        return [(stage.key or stage.name, max(len(stage.touchpoints), 1)) for stage in self.layout.stages]

    def _cell(self, lane: str, at: str, span: int, measured: Items) -> TextCell:
        here = {at, *(column.key for column in self.layout.columns if column.stage == at)} if span else {at}
        first = [column.key for column in self.layout.columns if column.key == at and self._leads(at)]
        if first:  # written at the stage before the lane had a cell for every touchpoint
            here |= {column.stage for column in self.layout.columns if column.key == at}
        said = [self._written(one) for one in self.items if one.lane == lane and one.at in here]
        open_threads = sum(not one.resolved for one in self.threads if one.lane == lane and one.place in here)
        return TextCell(at, span, (*measured.get(at, ()), *said), open_threads)

    def _leads(self, key: str) -> bool:
        """Whether this touchpoint is the first of its stage."""
        return any(stage.keys[:1] == (key,) for stage in self.layout.stages)

    def _written(self, one: Written) -> Item:
        due = f"by {fmt.day(date.fromisoformat(one.due))}" if one.due else ""
        detail = " · ".join(part for part in (one.owner, due) if part)
        return Item(one.text, one.grade, detail, False, one.key, one.evidence, self._stale(one), one.picture)

    def _stale(self, one: Written) -> str:
        """What has moved by more than the noise since this was written, in words.

        The value it rests on lies outside every interval there, made √2 times as wide: it was measured with an error of its own. Nothing
        is said of a part of the customers: that a part differs from what was written of others is no movement.
        """
        if one.about is None or self.numbers is None or self.numbers.where:
            return ""
        name, then = one.about
        lane = next((lane for lane in self.lanes if lane.name == name), None)
        here = [cell for column, cell in zip(self.layout.columns, lane.cells, strict=True) if one.at in (column.key, column.stage)] if lane else []
        there = [cell for cell in here if cell.value is not None]
        if lane is None or not there or not all(_left(cell, then) for cell in there):
            return ""
        return _moved(lane, then, min(there, key=lambda cell: abs((cell.value or 0.0) - then)))

    # ---- what was measured
    def _points(self, points: Sequence[Point], numbers: Numbers, worst: bool) -> Items:
        found: Items = {}
        names = self._names
        for point in pains.chosen(points, self.layout.stage_of):
            items = found.setdefault(self.layout.stage_of[point.place], [])
            items.append(self._point(point))
            quote = next((one for one in numbers.quotes.get(point.place, ()) if one.good is not None and (one.good < 0) == worst), None)
            if quote and abs(quote.good or 0.0) >= 0.5:
                items.append(_quoted(quote, names[point.place]))
        return found

    def _point(self, point: Point) -> Item:
        return Item(f"{point.words} at {self._names[point.place]}", "measured", point.detail)

    @property
    def _names(self) -> dict[str, str]:
        """What the touchpoints of the data are called on the map."""
        return dict(zip(self.layout.sources, self.layout.names, strict=True))

    def _with_worst_marks(self, found: Items, numbers: Numbers) -> Items:
        """Below the pain points of each stage: where the worst mark was given, however rarely."""
        for stage, marks in self._worst_of_stages(numbers).items():
            first, rest = [f"{_of(mark)} at {self._names[mark.place]}" for mark in marks[:_WORST]], len(marks) - _WORST
            more = f" · and at {rest} more" if rest > 0 else ""
            found.setdefault(stage, []).append(Item(f"Worst mark there is: {' · '.join(first)}{more}", "measured", quiet=True))
        return found

    def _worst_of_stages(self, numbers: Numbers) -> dict[str, list[WorstMark]]:
        """By stage, of every touchpoint the question to which the largest share gave the worst mark."""
        found: dict[str, dict[str, WorstMark]] = {}
        for mark in numbers.worst_marks:
            if stage := self.layout.stage_of.get(mark.place):
                found.setdefault(stage, {}).setdefault(mark.place, mark)
        return {stage: list(marks.values()) for stage, marks in found.items()}

    def _quotes(self, numbers: Numbers) -> Items:
        """The worst and the best that was written in each stage, without those that stand under pains and delights."""
        used = {item.text for name in ("pains", "delights") for items in self.measured(name).values() for item in items if item.quote}
        found: Items = {}
        for stage in self.layout.stages:
            columns = [column for column in self.layout.columns if column.stage == (stage.key or stage.name)]
            said = [(quote, column.name) for column in columns for quote in numbers.quotes.get(column.source or "", ())]
            fresh = [(quote, name) for quote, name in said if quote.text not in used] or said
            if picked := _telling(fresh):
                found[stage.key or stage.name] = [_quoted(quote, name) for quote, name in picked]
        return found

    def _truths(self, numbers: Numbers) -> Items:
        found: Items = {}
        names = dict(zip(self.layout.sources, self.layout.names, strict=True))
        for place, words, detail in numbers.truths.found:
            if place in self.layout.stage_of:
                found.setdefault(self.layout.stage_of[place], []).append(Item(f"{names[place]}: {words}", "measured", detail))
        return found

    def _channels(self, numbers: Numbers) -> Items:
        return {
            column.key: [Item(words, "measured", detail) for words, detail in numbers.channels.get(column.source or "", ())]
            for column in self.layout.columns
        }


def _of(mark: WorstMark) -> str:
    return f"{fmt.count(mark.worst)} of {fmt.count(mark.n)}"


def _telling(said: Sequence[tuple[Quote, str]]) -> list[tuple[Quote, str]]:
    """One from either end of the scale where there are both; otherwise the first."""
    if not said:
        return []
    worst = min(said, key=lambda one: one[0].good if one[0].good is not None else 0.0)
    best = max(said, key=lambda one: one[0].good if one[0].good is not None else 0.0)
    return [worst, best] if worst[0].text != best[0].text else list(said[:_IN_A_STAGE])


def _quoted(quote: Quote, name: str) -> Item:
    return Item(quote.text, "measured", " · ".join(part for part in (name, quote.detail) if part), quote=True)


def _left(cell: Cell, then: float) -> bool:
    """Whether a number that was `then` and is the cell's now has moved by more than both errors together."""
    if cell.value is None or cell.ci_low is None or cell.ci_high is None:
        return False
    reach = (cell.ci_high if then > cell.value else cell.ci_low) - cell.value
    return abs(then - cell.value) > abs(reach) * math.sqrt(2)


def _moved(lane: Lane, then: float, cell: Cell) -> str:
    """'Satisfied was 55.0 % when this was written; it is 44.0 % now (40.0–49.0).'"""
    ends = fmt.interval(cell.ci_low, cell.ci_high, lane.unit)
    return f"{lane.label} was {fmt.full(then, lane.unit)} when this was written; it is {fmt.full(cell.value, lane.unit)} now ({ends})."
