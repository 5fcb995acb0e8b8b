"""A comparison of several KPIs as data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cjm_core.calendar import Period
from cjm_core.compare import Difference

IN_POINTS = ("share", "points")  # units whose differences are points, so that they can share one scale
PERIOD = "period"  # the split of a design that compares two periods


@dataclass(frozen=True)
class Design:
    """What is compared: two values of the dimension `split`, or two `periods` whose keys are the groups. The first KPI is the main one.

    `drawn`: customers were put into the groups by chance, the share `planned` of them into A.
    """

    split: str
    groups: tuple[str, str]
    kpis: tuple[str, ...]
    drawn: bool = False
    planned: float = 0.5
    periods: tuple[Period, Period] | None = None


@dataclass(frozen=True)
class Appearance:
    """When the two groups appear in the data, and how many known customers carry the first, the second and both."""

    first: datetime | None
    last: datetime | None
    customers: tuple[int, int]
    both: int


@dataclass(frozen=True)
class Side:
    """One group's result of a KPI, with the columns of a result frame."""

    group: str
    n: int
    value: float | None
    ci_low: float | None
    ci_high: float | None
    status: str
    reason: str | None
    numerator: float | None
    excluded: dict[str, int]


@dataclass(frozen=True)
class Row:
    """One KPI in both groups. `survives`: more than noise, and still so after Holm's correction over all rows of the experiment."""

    name: str
    label: str
    unit: str
    better: str
    meaning: str
    counted: str  # what n counts: "answers", "customers", …
    shape: str
    a: Side
    b: Side
    difference: Difference
    adjusted_p: float | None
    survives: bool
    more_needed: int | None  # units until the smallest difference worth acting on would be seen
    basis: str | None = None

    @property
    def mark(self) -> str | None:
        """good, bad, other (neither end is better), or None where the difference may be noise."""
        if not self.survives or not self.difference.value:
            return None
        return "other" if self.better == "neither" else "good" if (self.difference.value > 0) == (self.better == "higher") else "bad"


@dataclass(frozen=True)
class Check:
    """What was checked before anybody believes a result. `state`: good, bad, unknown (cannot be checked), or note (no verdict)."""

    state: str
    text: str


@dataclass(frozen=True)
class Experiment:
    """Rows in the order of the design's KPIs. `refused`: the split is not as planned, so the results must not be used."""

    design: Design
    rows: tuple[Row, ...]
    answer: str
    scale: str  # what the main difference means in customers a month and in money; may be empty
    checks: tuple[Check, ...]
    refused: bool
    dates: str  # on which it was measured, of two periods the later ones; empty where the data carry none

    @property
    def main(self) -> Row:
        """The number that was chosen first."""
        return self.rows[0]
