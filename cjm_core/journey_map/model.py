"""The journey map as data: frozen, testable without a browser. Page and file are two drawings of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Cell:
    """One number at one touchpoint, with everything that is known about it.

    `grade` is the evidence: measured, or none where nothing was asked. `mark` is above or below the map's mean when the whole
    interval is, and None otherwise.
    """

    value: float | None
    n: int
    ci_low: float | None
    ci_high: float | None
    status: str
    reason: str | None
    grade: str | None = None
    mark: str | None = None
    share: float | None = None  # reach only: of all customers in scope
    mixed: bool = False  # emotion only: several questions were put onto one scale


@dataclass(frozen=True)
class ReportedCell:
    """A number that somebody summed before; `n` is None where its source does not give it, `source` says where it stands."""

    value: float | None
    n: int | None
    ci_low: float | None
    ci_high: float | None
    status: str
    reason: str | None
    period: str  # in words
    key: str  # '2025-06'
    source: str
    grade: str = "reported"


@dataclass(frozen=True)
class ReportedLane:
    """One reported measure; a cell is None where nothing is reported. Never one of the map's measured lanes."""

    name: str
    label: str
    detail: str
    unit: str
    better: str
    cells: tuple[ReportedCell | None, ...]


@dataclass(frozen=True)
class Lane:
    """One row of the map; `cells` are in the order of the map's touchpoints. `mean` is the value over all of them."""

    name: str
    label: str
    detail: str
    unit: str
    better: str
    cells: tuple[Cell, ...]
    mean: float | None = None


@dataclass(frozen=True)
class Stage:
    """A stage, how many customers were met in it, and its touchpoints in order."""

    name: str
    customers: int
    touchpoints: tuple[str, ...]


@dataclass(frozen=True)
class JourneyMap:
    """A measured journey map: what is said about which customers, in which period, from which files."""

    dataset: str
    demo: bool
    sources: tuple[str, ...]
    made_at: str
    period: str
    population: str
    question: str
    answer: str
    stages: tuple[Stage, ...]
    lanes: tuple[Lane, ...]
    customers: int
    customers_on_map: int
    hidden_touchpoints: int
    never_asked: int
    notes: tuple[str, ...]
    reported: tuple[ReportedLane, ...] = ()

    @property
    def touchpoints(self) -> tuple[str, ...]:
        """All touchpoints in order."""
        return tuple(name for stage in self.stages for name in stage.touchpoints)

    def lane(self, name: str) -> Lane | None:
        """The lane of that name, if the map has it."""
        return next((lane for lane in self.lanes if lane.name == name), None)

    @property
    def filled(self) -> int:
        """How many cells hold a number."""
        told = sum(cell is not None and cell.value is not None for lane in self.reported for cell in lane.cells)
        return sum(cell.value is not None for lane in self.lanes for cell in lane.cells) + told

    @property
    def measured(self) -> int:
        """How many of them were measured from rows."""
        return sum(cell.grade == "measured" for lane in self.lanes for cell in lane.cells if cell.value is not None)
