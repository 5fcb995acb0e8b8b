"""A proposal and the person's corrections become the mapping that is built. Pure: the screen only draws what this says."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Items
from dataclasses import dataclass, field, replace

from cjm_core.plan import Answer, Mapping, Table
from cjm_core.schema import ANSWER_ONLY_FIELDS, DEFAULT_SCALES, EVENT_ONLY_FIELDS, FIELDS, QUESTIONS
from cjm_core.settings import own
from cjm_core.understanding.understand import WideRatings, propose, why, wide_ratings

RATING, SPLIT, OUT = "rating", "split", "left out"  # meanings of a column that are neither a field nor a question
LEAVE_OUT = "leave out"  # a choice of kind: the file is not imported
LABELS = {
    "customer_id": "Customer", "event_time": "Date and time", "answered_at": "Date of the answer", "touchpoint": "Touchpoint",
    "channel": "Channel", "stage": "Stage", "journey_id": "Journey or case", "value": "Money earned (order value)",
    "cost": "Cost", "nps": "Recommendation 0–10 (NPS)", "csat": "Satisfaction (CSAT)", "ces": "Effort (CES)",
    "expectation": "Expectation", "importance": "Importance", "comment": "Comment", RATING: "Rating of one touchpoint",
    "response_id": "Response number", "wave": "Survey wave", "weight": "Weight of the answer", SPLIT: "A split (dimension)",
    OUT: "Leave out",
}  # fmt: skip
SCALES = ((1.0, 3.0), (1.0, 4.0), (0.0, 5.0), (1.0, 5.0), (1.0, 6.0), (1.0, 7.0), (0.0, 10.0), (1.0, 10.0), (0.0, 100.0))
_MANY = ("comment", RATING, SPLIT, OUT)  # meanings that several columns may have
_EVENT_ONLY = EVENT_ONLY_FIELDS
_ANSWER_ONLY = (*ANSWER_ONLY_FIELDS, *QUESTIONS, RATING)
_OTHER_TIME = {"event_time": "answered_at", "answered_at": "event_time"}


def label(meaning: str) -> str:
    """What a column can be, as people are asked; a question of their own stands for itself."""
    return own(LABELS[meaning]) if meaning in LABELS else meaning


@dataclass(frozen=True)
class Proposal:
    """What the program makes of a table by itself; `reasons` says why, per column."""

    mapping: Mapping
    wide: WideRatings | None
    reasons: dict[str, str]
    use_wide: bool  # the rating columns are plainly what the file is about


@dataclass(frozen=True)
class Choices:
    """What the person corrected, and nothing else: None and missing keys mean "as proposed"."""

    kind: str | None = None  # a kind or LEAVE_OUT
    use_wide: bool | None = None
    meanings: dict[str, str] = field(default_factory=dict)  # column -> meaning, in the order of choosing
    names: dict[str, str] = field(default_factory=dict)  # rating column -> touchpoint; "" is the whole relationship
    scales: dict[str, tuple[float, float]] = field(default_factory=dict)
    directions: dict[str, str] = field(default_factory=dict)
    day_first: bool | None = None


def proposal(table: Table) -> Proposal:
    """Kind, mapping and rating columns of a table, with the reasons."""
    mapping, wide = propose(table), wide_ratings(table)
    main = wide is not None and (not mapping.answers or 2 * len(wide.columns) >= len(table.columns)) and mapping.kind != "events"
    return Proposal(mapping, wide, why(table, mapping), main)


def choose(choices: Choices, column: str, meaning: str) -> Choices:
    """The choices with one more column's meaning; the latest choice wins where only one column can have a meaning."""
    others = {name: said for name, said in choices.meanings.items() if name != column}
    return replace(choices, meanings={**others, column: meaning})


def uses_wide(proposed: Proposal, choices: Choices) -> bool:
    """Whether the rating columns found are used as ratings of touchpoints."""
    return proposed.wide is not None and (proposed.use_wide if choices.use_wide is None else choices.use_wide)


def kind_of(proposed: Proposal, choices: Choices) -> str:
    """The kind that counts: the person's, else the proposed one, which ratings of touchpoints make a survey."""
    if choices.kind:
        return choices.kind
    kind = proposed.mapping.kind
    return {"neither": "surveys", "events": "both"}.get(kind, kind) if uses_wide(proposed, choices) else kind


def meanings_for(kind: str) -> list[str]:
    """The meanings that a column of such a file can have, the usual first."""
    barred = _ANSWER_ONLY if kind == "events" else _EVENT_ONLY if kind == "surveys" else ()
    return [meaning for meaning in LABELS if meaning not in barred]


def meanings(columns: Iterable[str], proposed: Proposal, choices: Choices) -> dict[str, str]:
    """What every column is: as proposed, fitted to the kind, with the person's choices on top."""
    kind = kind_of(proposed, choices)
    allowed = meanings_for(kind)
    found = _fitted(_proposed(columns, proposed, uses_wide(proposed, choices)), allowed, kind)
    for column, meaning in choices.meanings.items():
        if column in found and meaning in allowed:
            if meaning not in _MANY:  # the column that had it gives it up
                found = {name: SPLIT if said == meaning else said for name, said in found.items()}
            found[column] = meaning
    return found


def _proposed(columns: Iterable[str], proposed: Proposal, wide: bool) -> dict[str, str]:
    mapping = proposed.mapping
    said = {column: name for name, column in mapping.fields.items()}
    said |= {answer.column: answer.question if answer.touchpoint is None else RATING for answer in mapping.answers}
    said |= dict.fromkeys(mapping.ignored, OUT)
    said |= dict.fromkeys(proposed.wide.columns, RATING) if wide and proposed.wide else {}
    return {column: said.get(column, SPLIT) for column in columns}


def _fitted(found: dict[str, str], allowed: list[str], kind: str) -> dict[str, str]:
    """A survey's date is when it was answered, an event's when it happened; what a kind does not know becomes a split."""
    fitted = dict(found)
    for column, meaning in found.items():
        other = _OTHER_TIME.get(meaning, "")
        if other and other not in fitted.values() and (meaning not in allowed or (kind == "both" and meaning == "answered_at")):
            fitted[column] = other
        elif meaning not in allowed:
            fitted[column] = SPLIT
    return fitted


def touchpoint_names(said: Items[str, str], proposed: Proposal, choices: Choices) -> dict[str, str]:
    """The touchpoint that each rating column rates; "" is the whole relationship."""
    wide = proposed.wide
    known = dict(zip(wide.columns, wide.touchpoints, strict=True)) if wide else {}
    return {
        column: choices.names.get(column, (known[column] or "") if column in known else column.strip())
        for column, meaning in said.items() if meaning == RATING
    }  # fmt: skip


def rating_question(proposed: Proposal) -> str:
    """The question that the rating columns ask."""
    return proposed.wide.question if proposed.wide else "csat"


def mapping_of(columns: Iterable[str], proposed: Proposal, choices: Choices) -> Mapping:
    """The mapping that is checked and built."""
    said = meanings(columns, proposed, choices)
    names = touchpoint_names(said, proposed, choices)
    fields: dict[str, str] = {}
    answers: list[Answer] = []
    for column, meaning in said.items():
        if meaning == RATING:
            answers.append(Answer(rating_question(proposed), column, names[column].strip() or None))
        elif meaning in FIELDS and meaning not in fields:
            fields[meaning] = column
        elif meaning in QUESTIONS:
            answers.append(Answer(meaning, column))
    scales = {**proposed.mapping.scales, **_wide_scale(proposed, choices), **choices.scales}
    asked = {answer.question for answer in answers}
    return Mapping(
        kind_of(proposed, choices), fields, dict(proposed.mapping.constants), tuple(answers),
        {question: scale for question, scale in scales.items() if question in asked},
        {question: end for question, end in choices.directions.items() if question in asked},
        choices.day_first, tuple(column for column, meaning in said.items() if meaning == OUT),
    )  # fmt: skip


def _wide_scale(proposed: Proposal, choices: Choices) -> dict[str, tuple[float, float]]:
    wide = proposed.wide
    used = wide is not None and uses_wide(proposed, choices) and DEFAULT_SCALES.get(wide.question) != wide.scale
    return {wide.question: wide.scale} if wide and used else {}
