"""Pain points and moments of delight, scored from the answers at each touchpoint (docs/metrics.md#3.4). Conventions are stated here.

A bad answer lies below the middle of its scale; a top answer lies within a tenth of the scale's length of its good end (5 of 5, 9 and 10
of 0–10). Severity is how far the mean bad answer lies below the middle, 0 to 4; intensity how far the mean top answer lies above it, 0 to 2.
Pain score = severity/4 × frequency × reach × 100, delight score = intensity/2 × frequency × reach × 100. Frequency is the share of the
answers to one question at the touchpoint; reach is the share of all customers who were met there, or, at a touchpoint without events,
the share of those who answered anything there among all who answered at touchpoints. A touchpoint speaks with its worst (best) question.

Severity 4 is listed apart, whatever its frequency: how many gave the worst mark of the scale, because a score that counts heads loses the
one in a thousand who met a catastrophe. A scale without a milder bad mark (yes or no, three stars) does not say how bad it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pandas as pd

from cjm_core import format as fmt
from cjm_core.estimate import wilson
from cjm_core.journey_map.numbers import Point, Reached, WorstMark
from cjm_core.settings import in_force
from cjm_core.small_cells import too_few

LEAST = 1.0  # points of score that are worth a line
NOT_FELT = ("expectation", "importance")  # questions that say nothing about what was experienced
_BAD = {"csat": "unsatisfied", "ces": "found it hard", "nps": "would not recommend", "sentiment": "sound unhappy"}
_TOP = {"csat": "gave a top mark", "ces": "found it very easy", "nps": "would surely recommend", "sentiment": "sound very happy"}


@dataclass(frozen=True)
class _Side:
    """One end of the scale: whether an answer lies there, how far it lies from the middle (0 to 1), and what is said of it."""

    of: Callable[[pd.DataFrame], pd.Series]
    words: dict[str, str]
    other: str
    score: str
    strength: str
    most: float


_PAIN = _Side(lambda rows: rows["above"] < 0, _BAD, "badly rated", "pain score", "severity", 4.0)
_DELIGHT = _Side(lambda rows: rows["above"] >= 0.8, _TOP, "gave a top mark", "delight score", "intensity", 2.0)


def pains(cells: pd.DataFrame, reach: Reached, hidden: frozenset[tuple[str, str]]) -> tuple[Point, ...]:
    """The pain point of every touchpoint that has one, worst first.

    `cells` as from `metrics.answered.answer_cells`; `hidden` are (question, touchpoint) whose numbers may not be shown.
    """
    return _points(_PAIN, cells, reach, hidden)


def delights(cells: pd.DataFrame, reach: Reached, hidden: frozenset[tuple[str, str]]) -> tuple[Point, ...]:
    """The moment of delight of every touchpoint that has one, best first."""
    return _points(_DELIGHT, cells, reach, hidden)


def worst_marks(cells: pd.DataFrame, hidden: frozenset[tuple[str, str]]) -> tuple[WorstMark, ...]:
    """Who gave the worst mark there is, at every touchpoint and to every question, the largest share first. Counts of answers, not weighted."""
    found = []
    for key, every in _valid(cells).groupby(["touchpoint", "question"], sort=True):
        place, question = str(key[0]), str(key[1])
        rows = every[_can_be_milder(every)]
        there, bad = rows[_worst(rows)], rows[_PAIN.of(rows)]
        n, k, milder = int(rows["n"].sum()), int(there["n"].sum()), int(bad["n"].sum()) - int(there["n"].sum())
        few = too_few(k) or too_few(n - k) or too_few(milder) or too_few(int(every["n"].sum()) - n) or _few_people(there) or _few_people(rows)
        if k and not few and (question, place) not in hidden:
            found.append(WorstMark(place, question, k, n))
    return tuple(sorted(found, key=lambda one: (-one.worst / one.n, one.place, one.question)))


def _worst(rows: pd.DataFrame) -> pd.Series:
    return rows["above"] <= -1 + 1e-9


def _milder(rows: pd.DataFrame) -> pd.Series:
    return _PAIN.of(rows) & ~_worst(rows)


def _good(rows: pd.DataFrame) -> pd.Series:
    return ~_PAIN.of(rows)


def _can_be_milder(rows: pd.DataFrame) -> pd.Series:
    """Which answers are on a scale with a bad mark that is not the worst: from four whole marks on, or where marks are no whole numbers."""
    parts = (rows["score"] % 1 != 0).groupby([rows["scale_min"], rows["scale_max"]]).transform("any")
    return (rows["scale_max"] - rows["scale_min"] >= 3) | parts


def telling(cells: pd.DataFrame, everybody: pd.DataFrame) -> frozenset[tuple[str, str]]:
    """(question, touchpoint) where those whom a choice of customers leaves out, of all answers or of a part that is told, are too few."""
    part, whole = _valid(cells), _valid(everybody)
    found: set[tuple[str, str]] = set()
    for side in (lambda rows: rows["n"] > 0, _PAIN.of, _good, _DELIGHT.of, _worst, _milder):
        for of in ("n", "people"):
            here, every = (rows[side(rows)].groupby(["question", "touchpoint", "score"])[of].sum() for rows in (part, whole))
            left = every.sub(here, fill_value=0).groupby(["question", "touchpoint"])
            rest = left.sum() if of == "n" else left.max()  # nobody is in both, but one may be in several scores
            found |= {(str(question), str(name)) for question, name in rest.index[[too_few(float(n)) is not None for n in rest]]}
    return frozenset(found)


def _points(side: _Side, cells: pd.DataFrame, reach: Reached, hidden: frozenset[tuple[str, str]]) -> tuple[Point, ...]:
    valid = _valid(cells)
    found: dict[str, Point] = {}
    for key, rows in valid.groupby(["touchpoint", "question"], sort=True):
        place, question = str(key[0]), str(key[1])
        if (question, place) in hidden:
            continue
        point = _point(side, place, question, rows, *reach.at(place))
        if point and point.score > found.get(place, Point(place, LEAST, "", "")).score:
            found[place] = point
    return tuple(sorted(found.values(), key=lambda point: (-point.score, point.place)))


def _valid(cells: pd.DataFrame) -> pd.DataFrame:
    """Valid answers with `above`: −1 at the bad end of the scale, 0 in its middle, 1 at the good end."""
    rows = cells[(cells["state"] == "valid") & ~cells["question"].isin(NOT_FELT) & (cells["scale_max"] > cells["scale_min"])]
    middle, half = (rows["scale_min"] + rows["scale_max"]) / 2, (rows["scale_max"] - rows["scale_min"]) / 2
    return rows.assign(above=(rows["good_score"] - middle) / half)


def _point(side: _Side, place: str, question: str, rows: pd.DataFrame, reach: float, met: float | None) -> Point | None:
    there = rows[side.of(rows)]
    n, k = int(rows["n"].sum()), int(there["n"].sum())
    few = too_few(k) or too_few(n - k) or _few_people(there) or _few_people(rows)
    if n < in_force().min_n or not k or few:
        return None
    weight, size = _weighted(rows), _size(rows)
    frequency = _weighted(there) / weight
    strength = side.most * float((there["above"].abs() * there["weight"] * there["n"]).sum()) / _weighted(there)
    low, high = (100 * end for end in wilson(frequency * size, size))
    score = 100 * strength / side.most * frequency * reach
    said = side.words.get(question.lower(), f"{side.other} (“{question}”)")
    affected = f"rated by {fmt.full(reach, 'share', 0)} of those who answered"
    affected = affected if met is None else f"about {fmt.count(_two_digits(frequency * met))} customers"
    how_strong = f"{side.strength} {fmt.value(strength, 'score', 1)} of {side.most:.0f}"
    parts = (f"{side.score} {score:.0f}", f"{low:.0f}–{high:.0f} of 100", affected, how_strong, f"n {fmt.count(n)}")
    return Point(place, score, f"{100 * frequency:.0f} of 100 {said}", " · ".join(part for part in parts if part))


def _weighted(rows: pd.DataFrame) -> float:
    return float((rows["weight"] * rows["n"]).sum())


def _size(rows: pd.DataFrame) -> float:
    """Kish's effective number of answers; their number where all count alike."""
    return _weighted(rows) ** 2 / float((rows["weight"] ** 2 * rows["n"]).sum())


def _few_people(rows: pd.DataFrame) -> bool:
    """Whether answers come from too few; `people` is counted only where small numbers are hidden, per score, so this is on the safe side."""
    return bool(in_force().hide_below) and too_few(float(rows["people"].max() if len(rows) else 0)) is not None


def _two_digits(number: float) -> float:
    """An estimate is no count: 1,234 is said as 1,200."""
    size = int(10 ** max(len(str(int(number))) - 2, 0))
    return float(round(number / size) * size)


def chosen(points: Iterable[Point], stage_of: dict[str, str], most: int = 6, in_one: int = 2) -> list[Point]:
    """The first point of every stage, and others in their rank, no more than `in_one` of a stage and `most` in all: a list that can be read."""
    by_stage: dict[str, list[Point]] = {}
    ranked = [point for point in points if point.place in stage_of]
    for point in ranked:
        by_stage.setdefault(stage_of[point.place], []).append(point)
    first = [among[0] for among in by_stage.values()]  # otherwise a stage that few reach would seem to have none
    others = [point for point in ranked if point not in first and point in by_stage[stage_of[point.place]][:in_one]]
    drawn = [*first, *others[: max(most - len(first), 0)]]
    return [point for point in ranked if point in drawn]
