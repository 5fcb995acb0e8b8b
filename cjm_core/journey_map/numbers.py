"""All that a map needs from the database, by the touchpoints' names in the data. Plain values: they can be kept and laid out again."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from cjm_core.compare import Difference
from cjm_core.estimate import Estimate
from cjm_core.journey_map.asked import Asked
from cjm_core.journey_map.feeling import Feelings
from cjm_core.journeys.met import Met
from cjm_core.metrics.reported import Measure, Reported


@dataclass(frozen=True)
class Place:
    """A touchpoint of the data, in their order. `met` is its customers, `answers` those to the question most answered there.

    `met` is half a one where so few may not be told, and `about` counts answers and comments together.
    """

    name: str
    stage: str
    stage_position: int
    position: int
    met: float
    answers: int
    comments: int


@dataclass(frozen=True)
class Found:
    """One number at one touchpoint. `reason` says why there is none; `difference` is now minus before, where that was asked for."""

    estimate: Estimate
    reason: str | None = None
    difference: Difference | None = None


@dataclass(frozen=True)
class Reached:
    """How many `customers` there are and `met` at each touchpoint; where no events are, what share of those who answered did so there."""

    met: dict[str, Found]
    customers: int
    answering: dict[str, float]

    def at(self, place: str) -> tuple[float, float | None]:
        """Reach as a share, and the customers met; None where they are not known or hidden."""
        if place not in self.met:
            return self.answering.get(place, 0.0), None
        met = self.met[place].estimate.value
        return (met / self.customers, met) if met and self.customers else (0.0, None)


@dataclass(frozen=True)
class Measured:
    """One lane of numbers: what it is called and measured in, and what was found at which touchpoint.

    `pooled`: the values may be put together into one for the whole map, against which the cells are then marked.
    """

    name: str
    label: str
    detail: str
    unit: str
    better: str
    shape: str
    found: dict[str, Found]
    pooled: bool = False
    empty: str = "not asked"  # what a touchpoint without any row says


@dataclass(frozen=True)
class Quote:
    """A comment. `good` is how its score lies on the scale, from −1 to 1, and None without a score."""

    text: str
    detail: str  # 'Checkout' is put in front when it is drawn: '3 Jun 2026 · 1 of 5'
    good: float | None


@dataclass(frozen=True)
class Point:
    """Something good or bad at one touchpoint, with its score from 0 to 100 (docs/metrics.md#3.4). `words` lacks the touchpoint's name."""

    place: str
    score: float
    words: str
    detail: str


@dataclass(frozen=True)
class WorstMark:
    """How many of `n` answers to a question at a touchpoint are the worst mark of its scale."""

    place: str
    question: str
    worst: int
    n: int


@dataclass(frozen=True)
class Truths:
    """Moments of truth: (touchpoint, words, detail). `why` says why there are none."""

    found: tuple[tuple[str, str, str], ...] = ()
    why: str = ""


@dataclass(frozen=True)
class Numbers:
    """See `measure.measure_numbers`."""

    dataset: str
    demo: bool
    sources: tuple[str, ...]
    made_at: str
    period: str
    since: str  # the basis of comparison in words
    until: date | None  # the last day of the period
    where: tuple[tuple[str, str], ...]
    population: str
    asked: Asked
    has_answers: bool
    places: tuple[Place, ...]
    met: Met
    customers: int
    reach: dict[str, Found]
    stage_customers: dict[str, int]
    measured: dict[str, Measured]
    feelings: Feelings
    felt: dict[str, Difference]  # emotion now minus before
    told: tuple[Reported, ...]
    every_told: tuple[Reported, ...]
    measures: tuple[Measure, ...]
    channels: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)  # touchpoint -> (words, detail)
    pains: tuple[Point, ...] = ()
    delights: tuple[Point, ...] = ()
    worst_marks: tuple[WorstMark, ...] = ()
    quotes: dict[str, tuple[Quote, ...]] = field(default_factory=dict)
    truths: Truths = Truths()
    everybody: Met | None = None  # met without the choice of customers, where the rest must not follow by subtraction
