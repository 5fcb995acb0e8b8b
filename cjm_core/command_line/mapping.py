"""What the options of `import` say about the files: `--map`, `--const`, `--answer`, `--scale`, `--role` become mappings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cjm_core.command_line.adjusting import preset_mapping
from cjm_core.command_line.options import moment, split_pair
from cjm_core.errors import BadInput
from cjm_core.plan import Answer, Mapping, Source, Table
from cjm_core.schema import FIELDS, ROLES
from cjm_core.understanding import mapping_edit

_NUMBER = r"-?\d+(?:\.\d+)?"
_SCALE = re.compile(rf"({_NUMBER})-({_NUMBER})")


@dataclass(frozen=True)
class Wishes:
    """What the person asked for; columns as typed, for all files together."""

    kind: str  # auto, events or surveys
    fields: tuple[tuple[str, str], ...]
    constants: dict[str, str]
    answers: tuple[Answer, ...]
    scales: dict[str, tuple[float, float]]

    @property
    def columns(self) -> list[tuple[str, str]]:
        """Every (option, column) asked for."""
        return [("--map", column) for _, column in self.fields] + [("--answer", answer.column) for answer in self.answers]


def wishes(kind: str, maps: Sequence[str], constants: Sequence[str], answers: Sequence[str], scales: Sequence[str]) -> Wishes:
    """Read the texts of the options. Raises BadInput that quotes the text and shows the form."""
    fields = tuple(_field("--map", text, "FIELD=COLUMN") for text in maps)
    fixed = dict(_field("--const", text, "FIELD=TEXT") for text in constants)
    if "comment" in fixed:
        raise BadInput("--const comment is not possible: a comment is a column, so write --map comment=COLUMN.")
    for name in ("event_time", "answered_at"):
        moment(f"--const {name}", fixed.get(name))
    asked = tuple(_answer(text) for text in answers)
    if kind == "events" and asked:
        raise BadInput("--answer asks for survey answers, but --kind is events; leave one of the two out.")
    return Wishes(kind, fields, fixed, asked, dict(_scale(text) for text in scales))


def roles(texts: Sequence[str]) -> dict[str, str]:
    """`--role cart=Basket` as {"cart": "Basket"}."""
    chosen = dict(split_pair("--role", text, "ROLE=TOUCHPOINT") for text in texts)
    for role in chosen:
        if role not in ROLES:
            raise BadInput(f"--role {role!r} is not a role; roles are: {', '.join(ROLES)}.")
    return chosen


def _field(option: str, text: str, form: str) -> tuple[str, str]:
    name, value = split_pair(option, text, form)
    if name not in FIELDS:
        raise BadInput(f"{option} {text!r}: there is no field {name!r}. Fields are: {', '.join(FIELDS)}.")
    return name, value


def _answer(text: str) -> Answer:
    name, column = split_pair("--answer", text, "QUESTION[@TOUCHPOINT]=COLUMN")
    question, at, touchpoint = (part.strip() for part in name.partition("@"))
    if not question or (at and not touchpoint):
        raise BadInput(f"--answer {text!r} is not understood; write it as --answer QUESTION[@TOUCHPOINT]=COLUMN.")
    return Answer(question, column, touchpoint or None)


def _scale(text: str) -> tuple[str, tuple[float, float]]:
    question, span = split_pair("--scale", text, "QUESTION=MIN-MAX")
    match = _SCALE.fullmatch(span.strip())
    if not match or float(match[1]) >= float(match[2]):
        raise BadInput(f"--scale {text!r} is not understood; write the lower end first, as in --scale csat=1-5.")
    return question, (float(match[1]), float(match[2]))


def sources(tables: Sequence[Table], wanted: Wishes, preset: str | None = None) -> list[Source]:
    """Each table with its mapping: the person's where any column is named, else that of the preset, else the program's own proposal."""
    if not wanted.columns:
        found = [Source(table, _completed(preset_mapping(preset, table) or _proposed(table, wanted.kind), wanted)) for table in tables]
    else:
        _refuse_unknown(tables, wanted)
        found = [Source(table, _asked(table, wanted)) for table in tables]
    asked = list(dict.fromkeys(answer.question for source in found for answer in source.mapping.answers))
    for question in wanted.scales:
        if question not in asked:
            there = ", ".join(asked) or "none"
            raise BadInput(f"--scale {question}: no column was mapped to this question. Questions are: {there}.")
    return found


def _refuse_unknown(tables: Sequence[Table], wanted: Wishes) -> None:
    for option, column in wanted.columns:
        if all(_header(table, column) is None for table in tables):
            there = "; ".join(f"{table.file} has: {', '.join(table.columns) or 'none'}" for table in tables)
            raise BadInput(f"{option}: there is no column {column!r}. {there}.")


def _header(table: Table, column: str) -> str | None:
    """The header that is meant: the same text, or the same without blanks around it."""
    if column in table.columns:
        return column
    return next((header for header in table.columns if header.strip() == column.strip()), None)


def _proposed(table: Table, kind: str) -> Mapping:
    proposed = mapping_edit.proposal(table)
    wide = proposed.wide is not None and proposed.mapping.kind in ("neither", "surveys")
    mapping = mapping_edit.mapping_of(table.columns, proposed, mapping_edit.Choices(use_wide=wide))
    if kind == "links":
        return mapping_edit.mapping_of(table.columns, proposed, mapping_edit.Choices(kind=kind))
    if kind != "auto":
        return replace(mapping, kind=kind)
    if mapping.kind == "neither":
        raise BadInput(
            f"{table.file} looks like neither events nor survey answers. Say which column is what: --map event_time=COLUMN"
            f" --map customer_id=COLUMN, or --answer nps=COLUMN. It has: {', '.join(table.columns) or 'no columns'}."
        )
    return mapping


def _completed(mapping: Mapping, wanted: Wishes) -> Mapping:
    """The proposal with what the person fixed: a text for every row, and scales."""
    fields = {name: column for name, column in mapping.fields.items() if name not in wanted.constants}
    asked = {answer.question for answer in mapping.answers}
    scales = {question: scale for question, scale in wanted.scales.items() if question in asked}
    return replace(mapping, fields=fields, constants=mapping.constants | wanted.constants, scales=mapping.scales | scales)


def _asked(table: Table, wanted: Wishes) -> Mapping:
    """The part of the wishes that this table can fulfil; a column wins over a text for every row."""
    fields: dict[str, str] = {}
    for name, column in wanted.fields:
        header = _header(table, column)
        if header and fields.setdefault(name, header) != header:
            raise BadInput(f"--map {name}: {table.file} has both columns {fields[name]!r} and {header!r}; name one of them.")
    answers = tuple(replace(a, column=header) for a in wanted.answers if (header := _header(table, a.column)))
    _refuse_twice(table, answers)
    if not fields and not answers:
        raise BadInput(f"None of the named columns is in {table.file}. It has: {', '.join(table.columns) or 'no columns'}.")
    constants = {name: text for name, text in wanted.constants.items() if name not in fields}
    scales = {question: scale for question, scale in wanted.scales.items() if any(a.question == question for a in answers)}
    return Mapping(_kind(wanted.kind, {*fields, *constants}, answers), fields, constants, answers, scales)


def _refuse_twice(table: Table, answers: Sequence[Answer]) -> None:
    seen: dict[tuple[str, str | None], str] = {}
    for answer in answers:
        first = seen.setdefault((answer.question, answer.touchpoint), answer.column)
        if first != answer.column:
            raise BadInput(
                f"--answer {answer.question}: {table.file} has both columns {first!r} and {answer.column!r}; tell them apart"
                f" by touchpoint, as in --answer {answer.question}@TOUCHPOINT={answer.column}."
            )


def _kind(kind: str, given: set[str], answers: Sequence[Answer]) -> str:
    """Answers make a survey; where rows are events of a known customer besides, they are both."""
    if kind != "auto":
        return kind
    asked = bool(answers) or "comment" in given
    events = "event_time" in given and bool({"customer_id", "journey_id"} & given)
    if asked:
        return "both" if events else "surveys"
    return "events"
