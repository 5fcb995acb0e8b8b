"""The scoreboard as data: every KPI with its value, interval, change and course."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Card:
    """One KPI in one period. `change` is against the period before; `moved` says that it is more than noise."""

    name: str
    label: str
    group: str
    unit: str
    better: str
    meaning: str
    value: float | None
    n: int
    counted: str  # what n counts: "answers", "customers", …
    ci_low: float | None
    ci_high: float | None
    status: str
    reason: str | None
    basis: str | None = None
    change: float | None = None
    change_low: float | None = None
    change_high: float | None = None
    moved: bool = False
    uncompared: str | None = None  # why periods are not compared
    course: tuple[float | None, ...] = ()
    excluded: tuple[tuple[str, int], ...] = ()
    numerator: float | None = None
    standing: str | None = None  # how its target stands: met, on_course, at_risk, not_measurable
    aim: str | None = None  # the same in words, with the target itself


@dataclass(frozen=True)
class Scoreboard:
    """All cards in their groups; `missing` tells per group which KPIs the data do not allow and why."""

    dataset: str
    demo: bool
    sources: tuple[str, ...]
    period: str
    before: str | None
    population: str
    answer: str
    groups: tuple[tuple[str, tuple[Card, ...]], ...]
    missing: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]

    @property
    def cards(self) -> tuple[Card, ...]:
        """Every card that has a number."""
        return tuple(card for _, cards in self.groups for card in cards)
