"""A proposal and the person's corrections become the mapping that is built. Pure: the screen only draws what this says."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Items
from dataclasses import dataclass, field, replace

from cjm_core.plan import Answer, Mapping, Moment, Table
from cjm_core.reading.values import as_number
from cjm_core.schema import ANSWER_ONLY_FIELDS, DEFAULT_SCALES, EVENT_ONLY_FIELDS, FIELDS, QUESTIONS
from cjm_core.settings import own
from cjm_core.understanding import code_list
from cjm_core.understanding.answers import guesses
from cjm_core.understanding.code_list import CodeList
from cjm_core.understanding.legends import legend
from cjm_core.understanding.names import headers
from cjm_core.understanding.profile import profiles
from cjm_core.understanding.ratings import apart, question_of, wide_ratings, with_ratings
from cjm_core.understanding.scales import Worded, decoded, worded_columns
from cjm_core.understanding.surveyed import with_answers
from cjm_core.understanding.understand import WideRatings, propose, why

# Meanings of a column that are neither a field nor a question.
RATING, MOMENT, ALIAS, SPLIT, OUT = "rating", "moment", "alias", "split", "left out"
LEAVE_OUT = "leave out"  # a choice of kind: the file is not imported
LABELS = {
    "customer_id": "Customer", "event_time": "Date and time", "answered_at": "Date of the answer", "touchpoint": "Touchpoint",
    "channel": "Channel", "stage": "Stage", "journey_id": "Journey or case", "value": "Money earned (order value)",
    "cost": "Cost", "nps": "Recommendation 0–10 (NPS)", "csat": "Satisfaction (CSAT)", "ces": "Effort (CES)",
    "expectation": "Expectation", "importance": "Importance", "comment": "Comment", RATING: "Rating of one touchpoint",
    MOMENT: "Time of one more event",
    "response_id": "Response number", "wave": "Survey wave", "weight": "Weight of the answer", SPLIT: "A split (dimension)",
    ALIAS: "Another id of the same customer", OUT: "Leave out",
}  # fmt: skip
SCALES = ((1.0, 3.0), (1.0, 4.0), (0.0, 5.0), (1.0, 5.0), (1.0, 6.0), (1.0, 7.0), (0.0, 10.0), (1.0, 10.0), (0.0, 100.0))
_MANY = ("comment", RATING, MOMENT, ALIAS, SPLIT, OUT)  # meanings that several columns may have
_ENOUGH = 5  # rating columns from which a survey is plainly about touchpoints
_EVENT_ONLY = (*EVENT_ONLY_FIELDS, MOMENT)
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
    words: dict[str, Worded] = field(default_factory=dict)  # columns answered in words, stars or thumbs
    guessed: dict[str, str] = field(default_factory=dict)  # question -> what a person should confirm about its scale or its good end
    ids: frozenset[str] = frozenset()  # columns whose cells could name customers: nearly all different


@dataclass(frozen=True)
class Choices:
    """What the person corrected, and nothing else: None and missing keys mean "as proposed"."""

    kind: str | None = None  # a kind or LEAVE_OUT
    use_wide: bool | None = None
    meanings: dict[str, str] = field(default_factory=dict)  # column -> meaning, in the order of choosing
    names: dict[str, str] = field(default_factory=dict)  # rating or moment -> touchpoint; "" is the whole relationship
    scales: dict[str, tuple[float, float]] = field(default_factory=dict)
    directions: dict[str, str] = field(default_factory=dict)
    day_first: bool | None = None
    questions: dict[str, str] = field(default_factory=dict)  # rating column -> its question, known or one of the person's own
    titles: dict[str, str] = field(default_factory=dict)  # column -> name of its split
    renames: dict[str, str] = field(default_factory=dict)  # touchpoint in the file -> the one it is counted as, itself = not renamed
    hashed: dict[str, bool] = field(default_factory=dict)  # column -> whether its cells become pseudonyms
    mask: bool | None = None
    zone: str | None = None  # "UTC" takes a proposed zone back
    year: int | None = None
    link_days: float | None = None  # 0 = answers are not linked
    code_list: CodeList | None = None
    moments: bool | None = None  # the proposed further events of a row count
    left_out: bool | None = None  # the proposed rules for rows that do not count are followed
    once: bool | None = None
    pairs: bool | None = None


def proposal(table: Table, start: Mapping | None = None) -> Proposal:
    """Kind, mapping and rating columns of a table, with the reasons; a preset or a saved mapping as `start` is taken as it is."""
    if start is not None:
        return Proposal(start, None, why(table, start), False)
    words = worded_columns(table)
    plain = decoded(table, words)
    mapping = with_answers(plain, propose(plain), words)
    wide = wide_ratings(plain, words)
    about = _about_ratings(table, mapping, wide)
    mapping = apart(mapping, wide) if wide and about else mapping
    reasons = why(plain, mapping) | {answer.column: _in_words(words[answer.column]) for answer in mapping.answers if answer.column in words}
    ids = frozenset(name for name, seen in profiles(table.cells).items() if seen.filled and seen.distinct >= 0.9 * seen.filled and not seen.dates)
    rated = with_ratings(mapping, wide).answers if wide and about else ()
    return Proposal(mapping, wide, reasons, about, words, guesses(mapping, words, rated), ids)


def proposed_mapping(table: Table) -> Mapping:
    """The mapping that is built when nobody corrects anything."""
    return mapping_of(table.columns, proposal(table), Choices())


def _about_ratings(table: Table, mapping: Mapping, wide: WideRatings | None) -> bool:
    """Whether the rating columns are what the file is about: nothing else is asked, they are many, or they belong to one text."""
    if wide is None or mapping.kind == "events":
        return False
    others = [answer for answer in mapping.answers if answer.column not in wide.columns]
    one_text = all(header.stem for header in headers(wide.columns))
    return not others or 2 * len(wide.columns) >= len(table.columns) or len(wide.columns) >= _ENOUGH or one_text


def _in_words(words: Worded) -> str:
    """Why a column of words is an answer: '“very satisfied” is read as 5, “very dissatisfied” as 1'."""
    numbered = sorted((float(number), text) for text, number in words.codes.items() if number)
    if not numbered:
        said = " and ".join(text for text in words.codes if as_number(text) is not None)
        return f"{said} counts as no answer, as its header says" if said else "its words for “no answer” are read as empty"
    (low, first), (high, last) = numbered[0], numbered[-1]
    return f"“{last}” is read as {high:g}" + (f", “{first}” as {low:g}" if low != high else "")


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
    if kind == "links":
        return ["customer_id", ALIAS, OUT]
    barred = _ANSWER_ONLY if kind == "events" else _EVENT_ONLY if kind == "surveys" else ()
    return [meaning for meaning in LABELS if meaning not in (*barred, ALIAS)]


def meanings(columns: Iterable[str], proposed: Proposal, choices: Choices) -> dict[str, str]:
    """What every column is: as proposed, fitted to the kind, with the person's choices on top."""
    kind = kind_of(proposed, choices)
    allowed = meanings_for(kind)
    found = _fitted(_proposed(columns, proposed, uses_wide(proposed, choices)), allowed, kind)
    if kind == "links":
        counts = [column for column, meaning in found.items() if meaning == "customer_id"] or [column for column in found if column in proposed.ids]
        found = {column: "customer_id" if column in counts[:1] else ALIAS if column in proposed.ids else OUT for column in found}
    for column, meaning in choices.meanings.items():
        if column in found and meaning in allowed:
            if meaning not in _MANY:  # the column that had it gives it up
                found = {name: SPLIT if said == meaning else said for name, said in found.items()}
            found[column] = meaning
    return found


def _proposed(columns: Iterable[str], proposed: Proposal, wide: bool) -> dict[str, str]:
    mapping = proposed.mapping
    said = {moment.column: MOMENT for moment in mapping.moments}
    said |= {column: name for name, column in mapping.fields.items()}
    said |= {
        answer.column: answer.question if answer.touchpoint is None and answer.question in QUESTIONS else RATING for answer in mapping.answers
    }
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
    """The touchpoint that each rating column rates ("" is the whole relationship) or that each moment is an event at."""
    wide = proposed.wide
    known: dict[str, str | None] = {moment.column: moment.touchpoint for moment in proposed.mapping.moments}
    known |= {answer.column: answer.touchpoint for answer in proposed.mapping.answers}
    known |= dict(zip(wide.columns, wide.touchpoints, strict=True)) if wide and uses_wide(proposed, choices) else {}
    whole = {column for column, name in known.items() if name is None}
    listed = code_list.named(choices.code_list, list(said)) if choices.code_list else {}
    known |= {column: name for column, name in listed.items() if column not in whole}
    return {
        column: choices.names.get(column, (known[column] or "") if column in known else column.strip())
        for column, meaning in said.items() if meaning in (RATING, MOMENT)
    }  # fmt: skip


def rating_question(proposed: Proposal, choices: Choices | None = None, column: str | None = None) -> str:
    """The question that a rating column asks; without a column the one that most of them ask."""
    chosen = choices.questions.get(column, "").strip() if choices and column else ""
    asked = {answer.column: answer.question for answer in proposed.mapping.answers}
    if proposed.wide and (column is None or column in proposed.wide.columns):
        return chosen or (question_of(proposed.wide, column) if column else proposed.wide.question)
    return chosen or asked.get(column or "", "csat")


def mapping_of(columns: Iterable[str], proposed: Proposal, choices: Choices) -> Mapping:
    """The mapping that is checked and built."""
    kind, base, columns = kind_of(proposed, choices), proposed.mapping, tuple(columns)
    if kind == "reported":
        return replace(base, kind=kind, hashed=_hashed(columns, base, choices))
    said = meanings(columns, proposed, choices)
    if kind == "links":
        out = tuple(column for column, meaning in said.items() if meaning not in ("customer_id", ALIAS))
        counts = {meaning: column for column, meaning in said.items() if meaning == "customer_id"}
        return Mapping(kind, counts, ignored=out, hashed=_hashed(columns, base, choices))
    names = touchpoint_names(said, proposed, choices)
    fields, answers = _fields_and_answers(said, names, proposed, choices)
    asked = {answer.question for answer in answers}
    codes = {column: words.codes for column, words in proposed.words.items() if column in {answer.column for answer in answers}} | base.codes
    moments = tuple(Moment(column, names[column].strip() or column) for column, meaning in said.items() if meaning == MOMENT)
    given = replace(
        base, kind=kind, fields=fields, answers=answers,
        constants={name: text for name, text in base.constants.items() if name not in fields},
        scales={question: scale for question, scale in {**base.scales, **_wide_scales(proposed, choices)}.items() if question in asked},
        directions={question: end for question, end in {**_wide_ends(proposed, choices), **base.directions}.items() if question in asked},
        day_first=base.day_first if choices.day_first is None else choices.day_first,
        ignored=tuple(column for column, meaning in said.items() if meaning == OUT),
        moments=() if choices.moments is False else moments,
        codes={column: meant for column, meant in codes.items() if said.get(column) != OUT},
    )  # fmt: skip
    if choices.code_list:
        given = code_list.applied(given, choices.code_list, columns, keep=choices.names)
    return _overridden(given, said, choices)


def _fields_and_answers(
    said: dict[str, str], names: Items[str, str], proposed: Proposal, choices: Choices
) -> tuple[dict[str, str], tuple[Answer, ...]]:
    fields: dict[str, str] = {}
    answers: list[Answer] = []
    for column, meaning in said.items():
        if meaning == RATING:
            answers.append(Answer(rating_question(proposed, choices, column), column, names[column].strip() or None))
        elif meaning in FIELDS and meaning not in fields:
            fields[meaning] = column
        elif meaning in QUESTIONS:
            answers.append(Answer(meaning, column))
    return fields, tuple(answers)


def _overridden(given: Mapping, said: Items[str, str], choices: Choices) -> Mapping:
    """The mapping with what the person chose over what was proposed or listed."""
    asked = {answer.question for answer in given.answers}
    renames = {name: kept for name, kept in {**given.renames, **choices.renames}.items() if name != kept}
    titles = {column: title.strip() for column, title in {**given.titles, **choices.titles}.items() if title.strip()}
    days = given.link_days if choices.link_days is None else choices.link_days
    return replace(
        given,
        scales={**given.scales, **{question: scale for question, scale in choices.scales.items() if question in asked}},
        directions={**given.directions, **{question: end for question, end in choices.directions.items() if question in asked}},
        renames=renames, titles={column: title for column, title in titles.items() if said.get(column) == SPLIT},
        hashed=_hashed(tuple(column for column, meaning in said.items() if meaning != OUT), given, choices),
        mask=given.mask if choices.mask is None else choices.mask, zone=given.zone if choices.zone is None else choices.zone,
        year=given.year if choices.year is None else choices.year, link_days=days or None,
        left_out=() if choices.left_out is False else given.left_out, once=() if choices.once is False else given.once,
        pairs=None if choices.pairs is False else given.pairs,
    )  # fmt: skip


def _hashed(columns: tuple[str, ...], given: Mapping, choices: Choices) -> tuple[str, ...]:
    """The columns whose cells become pseudonyms, in the file's order; those left out are not stored at all."""
    return tuple(column for column in columns if choices.hashed.get(column, column in given.hashed))


def _wide_scales(proposed: Proposal, choices: Choices) -> dict[str, tuple[float, float]]:
    wide = proposed.wide if uses_wide(proposed, choices) else None
    asked = {rating_question(proposed, choices, column) for column in wide.columns} if wide else set()
    return {question: wide.scale for question in sorted(asked) if DEFAULT_SCALES.get(question) != wide.scale} if wide else {}


def _wide_ends(proposed: Proposal, choices: Choices) -> dict[str, str]:
    """The questions of rating columns whose words say that a low number is good."""
    columns = proposed.wide.columns if proposed.wide and uses_wide(proposed, choices) else ()
    said = {column: words for column in columns if (words := proposed.words.get(column)) and words.scale}
    lower = [column for column in columns if (end := said.get(column) or legend(column)) and end.direction == "lower"]
    return {rating_question(proposed, choices, column): "lower" for column in lower}
