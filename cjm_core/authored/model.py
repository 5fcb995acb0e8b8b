"""A journey as people draw it: stages, touchpoints, lanes, and what they wrote. Frozen values; every change makes a new one."""

from __future__ import annotations

from dataclasses import dataclass

ASSUMED = "assumed"
GRADES = ("measured", "reported", "voted", ASSUMED)  # of evidence, from the best to the least
KINDS = ("as-is", "to-be")
TEXT_LANES = ("text", "picture", "line")  # kinds of lanes that people add; a line divides a service blueprint


@dataclass(frozen=True)
class PlannedTouchpoint:
    """`sources` are the names of this touchpoint in the data: none for one that is only drawn, several where some were merged.

    `key` stays when it is renamed: its first source, or `+` and some letters for one added by hand. `parts` are the touchpoints that were
    merged into it, as they were, for splitting them off again; their sources are among its own.
    """

    key: str
    name: str
    sources: tuple[str, ...] = ()
    hidden: bool = False
    parts: tuple[PlannedTouchpoint, ...] = ()


@dataclass(frozen=True)
class MergedStage:
    """A stage that became part of another, as it was, for splitting it off again: the keys of its touchpoints, and whether it stood before."""

    key: str
    name: str
    touchpoints: tuple[str, ...] = ()
    hidden: bool = False
    before: bool = False
    parts: tuple[MergedStage, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """Its key, and those of the stages that were part of it."""
        return (self.key, *(key for part in self.parts for key in part.keys))


@dataclass(frozen=True)
class PlannedStage:
    """A stage and its touchpoints in order. `key` stays when it is renamed; `merged` are the keys of stages that became part of it.

    `parts` are those stages as they were, the last one last. One that was merged by an older program has none.
    """

    key: str
    name: str
    touchpoints: tuple[PlannedTouchpoint, ...] = ()
    hidden: bool = False
    merged: tuple[str, ...] = ()
    parts: tuple[MergedStage, ...] = ()


@dataclass(frozen=True)
class LaneChoice:
    """A lane of the map in its place. `label` is the room's own word for it; `kind` is one of TEXT_LANES for one that people fill.

    `by` says whether its cells are one per stage or one per touchpoint.
    """

    name: str
    label: str = ""
    hidden: bool = False
    collapsed: bool = False
    kind: str = ""
    by: str = "stage"


@dataclass(frozen=True)
class Written:
    """Something a person wrote into a cell (`at`: the key of a stage or touchpoint). An assumption until evidence is attached.

    `evidence` says in words what it rests on; `about` is the number that it was attached to (a lane and its value when written), so that
    it can be seen when the data have moved since. `picture` is a data URI of a PNG or JPEG. `origin` is the key of the stage or touchpoint
    that it was written at, where that was merged into another since.
    """

    key: str
    lane: str
    at: str
    text: str
    grade: str = ASSUMED
    evidence: str = ""
    owner: str = ""
    due: str = ""  # ISO date
    picture: str = ""
    author: str = ""
    on: str = ""  # ISO date
    about: tuple[str, float] | None = None
    origin: str = ""


@dataclass(frozen=True)
class Journey:
    """One map as it is drawn. `dataset` is the stable id of the data it is measured from, empty for none.

    A journey without stages follows the data: their stages and touchpoints in their order, until somebody edits it.
    """

    key: str
    name: str = ""
    kind: str = "as-is"
    dataset: str = ""
    stages: tuple[PlannedStage, ...] = ()
    lanes: tuple[LaneChoice, ...] = ()
    items: tuple[Written, ...] = ()
    review_on: str = ""  # ISO date
    version: int = 0

    @property
    def touchpoints(self) -> tuple[PlannedTouchpoint, ...]:
        """All touchpoints in order, hidden ones too."""
        return tuple(one for stage in self.stages for one in stage.touchpoints)

    @property
    def merged(self) -> tuple[tuple[str, str], ...]:
        """(source, the source that it counts as) for every touchpoint drawn as part of another: see `Scope.merged`."""
        return tuple(sorted((source, one.sources[0]) for one in self.touchpoints for source in one.sources[1:]))


@dataclass(frozen=True)
class Persona:
    """A saved filter with a portrait. `where` are (dimension, value) pairs as in `Scope`."""

    key: str
    name: str
    where: tuple[tuple[str, str], ...] = ()
    goals: str = ""
    needs: str = ""
    quote: str = ""
    picture: str = ""  # data URI


@dataclass(frozen=True)
class Remark:
    """One comment of a thread on a cell. `key` is its number in the log; `changed` says when its words were changed, if they were.

    `gone`: its author has taken it back; it has no words then.
    """

    author: str
    at: str  # ISO time
    text: str
    key: int = 0
    changed: str = ""  # ISO time
    gone: bool = False


@dataclass(frozen=True)
class Thread:
    """Comments on one cell, (lane, key of the stage or touchpoint)."""

    key: str
    lane: str
    place: str
    remarks: tuple[Remark, ...]
    resolved: bool = False
