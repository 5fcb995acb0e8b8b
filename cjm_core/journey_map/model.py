"""The journey map as data: frozen, testable without a browser. Page and files are drawings of it."""

from __future__ import annotations

from dataclasses import dataclass

from cjm_core.authored.lanes import PLANS
from cjm_core.authored.model import GRADES, Journey, Persona


@dataclass(frozen=True)
class Change:
    """What a number has moved by since the basis of comparison. `real`: more than noise, after correction for all that were looked at."""

    value: float
    ci_low: float | None
    ci_high: float | None
    real: bool
    since: str  # in words: 'Jul – Dec 2025'


@dataclass(frozen=True)
class Aim:
    """The target of a cell and where it stands: `code` as in `trends.targets`, `label` in words."""

    value: float
    by: str  # ISO date
    code: str
    label: str


@dataclass(frozen=True)
class Cell:
    """One number at one touchpoint, with everything that is known about it.

    `grade` is the evidence: measured, or none where nothing was asked. `mark` is above or below the map's mean (or the target, where
    the map is read against targets) when the whole interval is, and None otherwise.
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
    change: Change | None = None
    aim: Aim | None = None


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
    """One row of numbers; `cells` are in the order of the map's touchpoints. `mean` is the value over all of them."""

    name: str
    label: str
    detail: str
    unit: str
    better: str
    cells: tuple[Cell, ...]
    mean: float | None = None
    collapsed: bool = False


@dataclass(frozen=True)
class Item:
    """One thing that stands in a cell of words: typed by a person (`key`), or taken from comments and numbers (`key` empty).

    `detail` is the small line under it, already in words ('128 of 214 comments', 'Payments · by 15 Sep'). `stale` says why it should be
    read again: empty where it need not. `picture` is a data URI. `quiet` stands below the others in small letters.
    """

    text: str
    grade: str
    detail: str = ""
    quote: bool = False
    key: str = ""
    evidence: str = ""
    stale: str = ""
    picture: str = ""
    quiet: bool = False


@dataclass(frozen=True)
class TextCell:
    """Words in one cell. `at` is the key of the stage or touchpoint, `span` how many touchpoints it covers.

    `more` stands behind the cell: what was measured as well and is not drawn in it, best or worst first.
    """

    at: str
    span: int
    items: tuple[Item, ...] = ()
    open_threads: int = 0
    more: tuple[Item, ...] = ()


@dataclass(frozen=True)
class TextLane:
    """One row of words. `kind` is text, picture, or line: a dividing line of a service blueprint, which has no cells.

    `written`: people can write into it.
    """

    name: str
    label: str
    detail: str
    kind: str
    by: str  # stage or touchpoint
    cells: tuple[TextCell, ...]
    written: bool = True
    collapsed: bool = False


@dataclass(frozen=True)
class Stage:
    """A stage, how many customers were met in it, and its touchpoints in order; `keys` are theirs (see `PlannedTouchpoint`)."""

    name: str
    customers: int
    touchpoints: tuple[str, ...]
    key: str = ""
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class PeakEnd:
    """Peak and end of an emotion curve, their mean, and the plain mean beside it (docs/metrics.md#3.3)."""

    peak: str  # the touchpoint
    peak_value: float
    end: str
    end_value: float
    score: float
    mean: float


@dataclass(frozen=True)
class Curve:
    """One more emotion curve: a persona, a segment, another period. `differences` are this one minus the map's own, per touchpoint."""

    label: str
    cells: tuple[Cell, ...]
    differences: tuple[Change | None, ...]
    peak_end: PeakEnd | None = None


@dataclass(frozen=True)
class JourneyMap:
    """A journey map: what is measured and said about which customers, in which period, from which files.

    `order` lists the names of all rows as they are drawn: of `lanes`, of `texts`, and of `reported` as `reported:NAME`.
    `outside` are (why, how many) customers of the selection who are not on the map; with `customers_on_map` they add up to `customers`.
    """

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
    texts: tuple[TextLane, ...] = ()
    order: tuple[str, ...] = ()
    curves: tuple[Curve, ...] = ()
    peak_end: PeakEnd | None = None
    weights: tuple[tuple[str, float], ...] = ()  # of the questions that make the curve, where they are several
    compared: str = ""  # how many differences were looked at, and how they were corrected: one sentence
    outside: tuple[tuple[str, int], ...] = ()
    persona: Persona | None = None
    journey: Journey | None = None
    ordered: bool = True  # False: nobody knows yet in which order customers come to the touchpoints, so no curve joins them

    @property
    def name(self) -> str:
        """What the map is called."""
        return (self.journey.name if self.journey else "") or self.dataset

    @property
    def touchpoints(self) -> tuple[str, ...]:
        """All touchpoints in order."""
        return tuple(name for stage in self.stages for name in stage.touchpoints)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of all touchpoints in order; their names where the map was never edited."""
        return tuple(key for stage in self.stages for key in stage.keys or stage.touchpoints)

    @property
    def rows(self) -> tuple[Lane | TextLane | ReportedLane, ...]:
        """Every row as it is drawn."""
        known: dict[str, Lane | TextLane | ReportedLane] = {row.name: row for row in self.lanes}
        known |= {row.name: row for row in self.texts}
        known |= {f"reported:{row.name}": row for row in self.reported}
        return tuple(known[name] for name in self.order if name in known) if self.order else tuple(known.values())

    def lane(self, name: str) -> Lane | None:
        """The lane of that name, if the map has it."""
        return next((lane for lane in self.lanes if lane.name == name), None)

    @property
    def grades(self) -> dict[str, int]:
        """How many filled cells there are of each grade; a cell of words counts with the least of its items, a plan not at all."""
        found = [cell.grade for lane in self.lanes for cell in lane.cells if cell.value is not None and cell.grade]
        found += [cell.grade for told in self.reported for cell in told.cells if cell is not None and cell.value is not None]
        claims = [cell for lane in self.texts if lane.name not in PLANS for cell in lane.cells if cell.items]
        found += [max((item.grade for item in cell.items), key=GRADES.index) for cell in claims]
        return {grade: found.count(grade) for grade in GRADES}

    @property
    def filled(self) -> int:
        """How many cells hold something."""
        return sum(self.grades.values())

    @property
    def measured(self) -> int:
        """How many of them were measured from rows."""
        return self.grades["measured"]



