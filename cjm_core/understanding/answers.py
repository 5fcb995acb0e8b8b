"""Answers that are not plain numbers in the mapping: codes, scales and good ends; and what a person should look at."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from collections.abc import Mapping as Items
from dataclasses import replace

from cjm_core.format import count, plural
from cjm_core.plan import Answer, Mapping, Table
from cjm_core.reading.values import as_number
from cjm_core.schema import DEFAULT_SCALES, MISSING_CODES
from cjm_core.understanding.legends import legend, silent_numbers
from cjm_core.understanding.profile import normal
from cjm_core.understanding.questions import BY_WORDS, OWN_QUESTIONS, asked_in, effort_end, reads_like_question
from cjm_core.understanding.scales import CODES, Scale, Worded, cell_counts, narrow
from cjm_core.understanding.survey_dates import answer_fields, whole_events

__all__ = ["OWN_QUESTIONS", "code_doubts", "guesses", "with_effort_ends", "with_words"]

_PLAINLY = {"satisfied": "csat", "expected": OWN_QUESTIONS["expected"]}  # words that say by themselves what was asked
_OTHERS: tuple[Scale, ...] = ((0, 5), (1, 5), (1, 6), (1, 7), (0, 10))  # scales that a code just outside another may belong to
_MEANS = {"below": "often “no answer”", "above": "often “not used”", "far": "often “don’t know” or “no answer”", 11: "often “no answer”"}


def with_words(mapping: Mapping, found: Items[str, Worded]) -> Mapping:
    """The mapping of the decoded table with the codes of its answer columns, and with answers that only their words tell."""
    asked = tuple(_fitting(answer, found.get(answer.column)) for answer in mapping.answers)
    taken = {*mapping.fields.values(), *(answer.column for answer in asked), *mapping.ignored}
    known = {answer.question for answer in asked}
    for name, said in found.items():
        question = _told(name, said)
        if name not in taken and question and question not in known:
            asked, known = (*asked, Answer(question, name)), {*known, question}
    scales, asked = _scales(mapping, asked, found)
    turned = {answer.question: "lower" for answer in asked if (words := found.get(answer.column)) and words.direction == "lower"}
    kind = mapping.kind if not asked or mapping.kind in ("surveys", "both") else "both" if whole_events(mapping) else "surveys"
    fields = answer_fields(mapping) if kind == "surveys" and mapping.kind != "surveys" else mapping.fields
    codes = {answer.column: found[answer.column].codes for answer in asked if answer.column in found}
    return replace(
        mapping, kind=kind, fields=fields, answers=asked, scales=scales, directions={**turned, **mapping.directions},
        codes={**codes, **mapping.codes},
    )  # fmt: skip


def with_effort_ends(mapping: Mapping) -> Mapping:
    """The mapping with the good end of an effort question taken from its header, where nothing else tells it."""
    ends = {answer.question: effort_end(answer.column)[0] for answer in mapping.answers if answer.question == "ces"}
    turned = {question: end for question, end in ends.items() if end == "lower" and question not in mapping.directions}
    return replace(mapping, directions={**mapping.directions, **turned}) if turned else mapping


def guesses(mapping: Mapping, found: Items[str, Worded], rated: Iterable[Answer] = ()) -> dict[str, str]:
    """Question -> what was guessed about its scale or its good end, for a person to confirm; `rated` are columns that rate touchpoints."""
    said: dict[str, str] = {}
    for answer in mapping.answers:
        words = found.get(answer.column)
        if answer.question == "ces" and not (words and words.family in ("easy", "effort", "agree")) and effort_end(answer.column)[1]:
            end = "easy" if mapping.directions.get("ces", "higher") == "higher" else "hard"
            said.setdefault("ces", f"“{answer.column}” does not say which end is good; a high answer was taken as {end}.")
        if words and words.guessed and words.scale:
            low, high = words.scale
            text = f"“{answer.column}” uses only some of the words of its scale; it was taken as {low:g}–{high:g}."
            said[answer.question] = " ".join(dict.fromkeys([*filter(None, [said.get(answer.question)]), text]))
    plain = (one for one in mapping.answers if not _speaks_of_grades(one) or mapping.directions.get(one.question) == "lower")
    ends = _guessed_ends(tuple(rated) or plain)
    return said | {question: " ".join(filter(None, [said.get(question), text])) for question, text in ends.items()}


def _speaks_of_grades(answer: Answer) -> bool:
    """Whether a header speaks of grades; its answers may be other marks, of which the highest is the best."""
    said = legend(answer.column)
    return said is not None and said.grade


def _guessed_ends(answers: Iterable[Answer]) -> dict[str, str]:
    """Question -> which end was taken as the good one where its headers speak of a grade, or could."""
    columns: dict[tuple[str, Scale, bool], list[str]] = defaultdict(list)
    for answer in answers:
        said = legend(answer.column)
        if said and answer.question not in ("nps", "ces") and (said.grade or _may_be_grade(said.family, said.scale, answer.column)):
            columns[(answer.question, said.scale, said.grade)].append(answer.column)
    ends: dict[str, str] = {}
    for (question, scale, grade), names in columns.items():
        ends[question] = " ".join(filter(None, [ends.get(question), _end(scale, grade, names)]))
    return ends


def _may_be_grade(family: str, scale: Scale, header: str) -> bool:
    """Whether a plain range may be one of grades, whose lowest is the best."""
    return not family and (scale == (1, 6) or bool({"note", "noten"} & set(normal(header).split())))


def _end(scale: Scale, grade: bool, columns: list[str]) -> str:
    low, high = scale
    one = len(columns) == 1
    if grade:
        return f"{_columns(columns)} {'is read as a school grade' if one else 'are read as school grades'}: {low:g} is best, {high:g} is worst."
    return f"{_columns(columns)} {'does' if one else 'do'} not say whether {low:g} or {high:g} is good; a high answer was taken as good."


def code_doubts(table: Table, mapping: Mapping) -> tuple[str, ...]:
    """One sentence for each number that is no answer as its header says, that looks like a code outside a scale, or a 0 that may be one.

    Columns with the same code are named together. Nothing is changed: such answers are counted as out of scale by the build.
    """
    outside: dict[tuple[float, Scale, str], dict[str, int]] = defaultdict(dict)
    zeros: list[str] = []
    for answer in mapping.answers:
        scale = (DEFAULT_SCALES | mapping.scales).get(answer.question)
        if scale is None or answer.column not in table.columns:
            continue
        numbers = _numbers(table, answer.column, mapping.codes.get(answer.column, {}))
        for number, often in numbers.items():
            if what := _doubt(number, scale, often, numbers.total()):
                outside[(number, scale, what)][answer.column] = often
        zeros += [_zero(answer.column, numbers[0], scale)] if _zero_stands_out(numbers, scale) else []
    ordered = sorted(outside.items(), key=lambda item: -sum(item[1].values()))
    return (*_silent(table, mapping), *(_sentence(*key, columns) for key, columns in ordered), *zeros, *_short_scales(table, mapping))


def _silent(table: Table, mapping: Mapping) -> list[str]:
    """One sentence for each number that headers call no answer, with how often it was given; columns that say it alike are named together."""
    found: dict[tuple[int, str], dict[str, int]] = defaultdict(dict)
    for answer in mapping.answers:
        said, codes = silent_numbers(answer.column), mapping.codes.get(answer.column, {})
        for text, often in cell_counts(table.cells.column(answer.column)).items() if said and answer.column in table.columns else ():
            number = as_number(plain := text.strip().lower())
            if number in said and codes.get(plain) == "":
                here = found[(int(number), said[int(number)])]
                here[answer.column] = here.get(answer.column, 0) + often
    return [_as_said(number, words, columns) for (number, words), columns in found.items()]


def _as_said(number: int, words: str, columns: dict[str, int]) -> str:
    rows = sum(columns.values())
    one = len(columns) == 1
    where = f"holds {number} in {_rows(rows)}" if one else f"hold {number} in {count(rows)} answers altogether"
    counts = "It counts" if rows == 1 else "They count"
    names = [name.split("(")[0].strip() or name for name in columns]  # the words in brackets are told
    return f"{_columns(names)} {where}: “{words}”, as {'its header says' if one else 'their headers say'}. {counts} as no answer."


def _short_scales(table: Table, mapping: Mapping) -> list[str]:
    """One sentence for each question in plain numbers whose scale was taken although nobody chose 5, and nothing says where it ends."""
    said = []
    for question in dict.fromkeys(answer.question for answer in mapping.answers):
        columns = [answer.column for answer in mapping.answers if answer.question == question and answer.column in table.columns]
        scale = (DEFAULT_SCALES | mapping.scales).get(question)
        if scale and not any(mapping.codes.get(column) or legend(column) for column in columns):
            given = sum((_numbers(table, column, {}) for column in columns), Counter[float]())
            inside = {int(number): often for number, often in given.items() if number == int(number) and number not in CODES}
            said += [_short(columns, scale, ends)] if (ends := narrow(inside)) and scale in ((1, 5), ends) else []
    return said


def _short(columns: list[str], scale: Scale, ends: Scale) -> str:
    where = _columns(columns)
    low, high = ends if scale == (1, 5) else (1, 5)
    whether = f"If the scale is {low:g}–{high:g}" if scale == (1, 5) else "If 5 could be chosen"
    return f"Nobody chose 5 in {where}; the scale {scale[0]:g}–{scale[1]:g} was taken. {whether}, choose the scale {low:g}–{high:g}."


def _told(header: str, words: Worded) -> str | None:
    """The question that a column asks by its words alone, or by its words under something that reads like a question."""
    if words.scale is None or words.family is None:
        return None
    asked = asked_in(header)
    if words.family == "likely":
        return None if asked != "nps" else "nps" if words.scale == (0, 10) else OWN_QUESTIONS["likely"]
    if words.family in _PLAINLY:
        return _PLAINLY[words.family]
    if asked and asked != "nps":
        return asked
    return BY_WORDS.get(words.family) if reads_like_question(header) else None


def _fitting(answer: Answer, words: Worded | None) -> Answer:
    """The answer under a question that its words fit: five words are no NPS, "better than expected" is no expectation."""
    if words and words.family == "expected" and answer.question == "expectation":
        return replace(answer, question=OWN_QUESTIONS["expected"])
    if words and words.scale and answer.question == "nps" and words.scale != (0, 10):
        return replace(answer, question=OWN_QUESTIONS["likely"])
    return answer


def _scales(mapping: Mapping, asked: tuple[Answer, ...], found: Items[str, Worded]) -> tuple[dict[str, Scale], tuple[Answer, ...]]:
    """One scale per question, that of most of its columns; a column of words on another scale is left to the splits."""
    seen: dict[str, Counter[Scale]] = defaultdict(Counter)
    for answer in asked:
        if (words := found.get(answer.column)) and words.scale:
            seen[answer.question][words.scale] += 1
    worded = {question: ends.most_common(1)[0][0] for question, ends in seen.items()}
    unlike = [a for a in asked if (words := found.get(a.column)) and words.scale not in (None, worded.get(a.question))]
    others = {question: scale for question, scale in worded.items() if DEFAULT_SCALES.get(question) != scale}
    kept = {question: scale for question, scale in mapping.scales.items() if question not in worded}
    return {**kept, **others}, tuple(answer for answer in asked if answer not in unlike)


def _numbers(table: Table, column: str, codes: Items[str, str]) -> Counter[float]:
    """How often each number was answered, after the codes; a column with far too many different cells gives none."""
    numbers = Counter[float]()
    for text, often in cell_counts(table.cells.column(column)).items():
        plain = text.strip().lower()
        number = None if plain in MISSING_CODES else as_number(codes.get(plain, plain) or "x")
        if number is not None:
            numbers[number] += often
    return numbers


def _doubt(number: float, scale: Scale, often: int, answers: int) -> str | None:
    """'below', 'above' or 'far' for a number outside the scale that looks like a code."""
    low, high = scale
    if low <= number <= high or number != int(number):
        return None
    if number in (low - 1, high + 1):
        return "below" if number < low else "above"
    return "far" if number in CODES and (number in (8, 9) or often >= max(2, 0.001 * answers)) else None


def _sentence(number: float, scale: Scale, what: str, columns: dict[str, int]) -> str:
    low, high = scale
    rows = sum(columns.values())
    where = f"just outside {low:g}–{high:g}" if what != "far" else f"outside {low:g}–{high:g}"
    means = _MEANS[11] if number == 11 else _MEANS[what]
    if len(columns) == 1:
        held = f"“{next(iter(columns))}” holds {number:g} in {_rows(rows)}, {where}: {means}."
    else:
        held = f"{_named(columns)} hold {number:g} in {count(rows)} answers altogether, {where}: {means}."
    other = (min(low, number), max(high, number))
    wider = f" If {number:g} is an answer, choose the scale {other[0]:g}–{other[1]:g}." if other in _OTHERS else ""
    return f"{held} {'It' if rows == 1 else 'They'} will not count.{wider}"


def _columns(names: list[str]) -> str:
    return _named(names) if len(names) > 1 else f"“{names[0]}”"


def _named(columns: Iterable[str]) -> str:
    names = [f"“{name}”" for name in columns]
    return " and ".join(names) if len(names) == 2 else f"{', '.join(names[:2])} and {plural(len(names) - 2, 'more column')}"


def _rows(rows: int) -> str:
    return "1 row" if rows == 1 else f"{count(rows)} rows"


def _zero_stands_out(numbers: Counter[float], scale: Scale) -> bool:
    """0 on a scale from 0, chosen far more often than the next answers: 'blank' is often written so."""
    return scale[0] == 0 and scale[1] >= 5 and numbers[0] >= 20 and numbers[0] > 3 * (numbers[1] + numbers[2] + numbers[3])


def _zero(column: str, often: int, scale: Scale) -> str:
    return (
        f"“{column}” holds 0 in {_rows(often)}, many more than 1, 2 and 3: if 0 means “no answer”, choose the scale 1–{scale[1]:g}"
        " and they will not count."
    )
