"""Answers in plain numbers that only their header, and the columns around it, tell: scores, ratings, and numbers among codes such as 99."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Items
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from cjm_core.plan import Answer, Mapping, Table
from cjm_core.reading.values import as_number
from cjm_core.schema import DEFAULT_SCALES
from cjm_core.understanding.legends import legend, without_range
from cjm_core.understanding.likeness import likeness
from cjm_core.understanding.long_form import several_questions
from cjm_core.understanding.names import CODE
from cjm_core.understanding.profile import Profile, normal, pairs, profiles, sample
from cjm_core.understanding.questions import BY_WORDS, OWN_QUESTIONS, asked_in, asks_to_rate, names_rating, reads_like_question
from cjm_core.understanding.scales import Scale, narrow, usual_scale, without_codes
from cjm_core.understanding.survey_dates import answer_fields, whole_events
from cjm_core.understanding.synonyms import QUESTIONS
from cjm_core.understanding.understand import propose

_PROMOTERS = frozenset({"promoter", "promoters", "promotor", "promotores", "promoteur", "promotore", "promotora"})
_DETRACTORS = frozenset({"detractor", "detractors", "detrator", "detratora", "detractores", "detracteur", "detrattore", "detraktor",
                         "kritiker", "criticus"})  # fmt: skip
_NPS = frozenset({"nps", "enps", "net promoter score"})
_SCORES = frozenset({"score", "scores"})
_OF_A_SURVEY = frozenset({"survey", "review", "reviewer", "feedback", "customer", "guest", "overall", "response", "q", "your"})
_SURVEY_WORDS = frozenset({"survey", "review", "feedback", "comment", "comments", "verbatim", "respondent", "nps", "csat", "promoter", "remark",
                           "remarks", "rated"})  # fmt: skip
_NAMED = 90.0  # a likeness of headers that are names of a field
_LEAST = 3  # columns that end at the same level before 5, from which that is taken for the end of their scale
_OFTEN = 3  # rows for each thing that a column tells apart, from which it says something that their scores are all alike


def with_numbers(table: Table, mapping: Mapping) -> Mapping:
    """The mapping with the answers that nothing else found under a header that asks: scores, from 0 to 100, or among codes such as 99."""
    if mapping.kind in ("reported", "links"):
        return mapping
    mapping = _as_asked(table, mapping)
    found = _found(table, mapping)
    if not found:
        return mapping
    if mapping.kind not in ("surveys", "both") and not whole_events(mapping):
        mapping = _as_survey(table, mapping, {name: question for question, (name, _) in found.items()})
    kind = mapping.kind if mapping.kind in ("surveys", "both") else "both"
    added = tuple(Answer(question, name) for question, (name, _) in found.items())
    others = {question: scale for question, (_, scale) in found.items() if DEFAULT_SCALES.get(question) != scale}
    return replace(mapping, kind=kind, answers=(*mapping.answers, *added), scales={**mapping.scales, **others})


def _found(table: Table, mapping: Mapping) -> dict[str, tuple[str, Scale]]:
    """Question -> the column that answers it and its scale, for the questions that have no column yet."""
    taken = {*mapping.fields.values(), *(answer.column for answer in mapping.answers)}
    known, found = {answer.question for answer in mapping.answers}, dict[str, tuple[str, Scale]]()
    if "nps" not in known and (grouped := _grouped_score(table, taken)):
        found["nps"] = (grouped, (0.0, 10.0))
        taken.add(grouped)
    free = {name: question for name in table.columns if name not in taken and (question := _asks(name, table, mapping))}
    for name, seen in profiles(table.cells, free).items():
        scale = _scale_under(name, seen, table)
        question = "nps" if scale == (0.0, 10.0) and free[name] == "csat" and _of_recommending(table, name) else free[name]
        if scale and question not in known and (question != "nps" or scale == (0.0, 10.0)):
            found.setdefault(question, (name, scale))
    return found


def _scale_under(name: str, seen: Profile, table: Table) -> Scale | None:
    """The scale of a column; one whose header names no known question needs its upper end chosen, up to 10, by different answers."""
    scale = _scale_among_codes(seen)
    if scale is None or asked_in(_bare(name)) or legend(name):
        return scale
    chosen = scale[1] <= 10 and (scale == (1, 5) or bool(seen.counts.get(int(scale[1]))))
    return scale if chosen and (asks_to_rate(_bare(name)) or not _told_by_another(table, name)) else None


def _told_by_another(table: Table, score: str) -> bool:
    """Whether another column says what the score is, as a hotel does its stars: all rows of each hotel have the same."""
    part, seen = sample(table.cells), profiles(table.cells)
    levels = seen[score].distinct
    things = [name for name, one in seen.items() if name != score and one.distinct > levels and _OFTEN * one.distinct <= one.filled]
    return any(pairs(part.column(name), part.column(score)).num_rows == len(pc.unique(part.column(name))) for name in things)


def _as_survey(table: Table, mapping: Mapping, asked: Items[str, str]) -> Mapping:
    """The fields that the table has as a survey: those that are proposed where the headers of its answers say their questions."""
    named = [asked.get(name, name) for name in table.columns]
    if len(set(named)) < len(named):
        return replace(mapping, kind="surveys", fields=answer_fields(mapping), moments=())
    again = propose(replace(table, columns=tuple(named), cells=table.cells.rename_columns(named)))
    found = again if again.answers else mapping
    fields = found.fields if found.kind == "surveys" else answer_fields(found)
    return replace(mapping, kind="surveys", fields=fields, moments=(), clock=found.clock)


def _asks(header: str, table: Table, mapping: Mapping) -> str | None:
    """The question of a header that is its name, written out or numbered; "expected revenue" is none, a "score" needs a survey around it."""
    if (said := legend(header)) and said.family:
        return {"likely": "nps"}.get(said.family) or BY_WORDS.get(said.family)
    bare = _bare(header)
    if question := asked_in(bare):
        return question if bare != header or normal(bare) in QUESTIONS[question] or reads_like_question(bare) else None
    if asks_to_rate(bare):
        return "csat"
    rated = names_rating(bare) and not whole_events(mapping) and (mapping.kind != "events" or _of_a_survey(table, mapping))
    return "csat" if rated or (_scores(bare) and _of_a_survey(table, mapping) and not several_questions(table)) else None


def _bare(header: str) -> str:
    """A header without the code before it, and without a plain range."""
    code = CODE.match(header)
    return without_range(header[code.end() :] if code else header)


def _scores(header: str) -> bool:
    """Whether a header names a score of somebody's opinion, or of nothing in particular."""
    words = normal(header).split()
    return bool(words) and words[-1] in _SCORES and set(words[:-1]) <= _OF_A_SURVEY


def _of_a_survey(table: Table, mapping: Mapping) -> bool:
    """Whether the names of other columns say so, and no row is a step at a touchpoint."""
    if "touchpoint" in mapping.fields:
        return False
    return "comment" in mapping.fields or any(
        _SURVEY_WORDS & set(normal(name).split()) or likeness(name, "response_id") > _NAMED for name in table.columns
    )


def _of_recommending(table: Table, column: str) -> bool:
    """Whether a column beside a score from 0 to 10 says that it is the recommendation: promoters and detractors, or NPS in every row."""
    part = sample(table.cells)
    for name in table.columns:
        words = {normal(text) for text in pc.unique(part.column(name)).slice(0, 20).to_pylist() if text} if name != column else set()
        if (words & _PROMOTERS and words & _DETRACTORS) or (words and words <= _NPS):
            return True
    return False


def _grouped_score(table: Table, taken: Iterable[str]) -> str | None:
    """The column of numbers that another column sorts into promoters (9 and 10) and detractors (0 to 6), whatever it is called."""
    part = sample(table.cells)
    few = {name: cells for name in table.columns if len(cells := pc.unique(part.column(name))) <= 12}
    sorts = [name for name, cells in few.items() if {normal(text) for text in cells.to_pylist() if text} & _PROMOTERS]
    for name in few if sorts else ():
        if name not in taken and name != sorts[0] and _sorted_so(part.column(name), part.column(sorts[0])):
            return name
    return None


def _sorted_so(scores: pa.ChunkedArray, groups: pa.ChunkedArray) -> bool:
    """Whether all promoters scored 9 or 10, and all detractors 0 to 6."""
    seen = pairs(scores, groups).to_pylist()
    said = {(as_number(pair["first"]), normal(pair["second"])) for pair in seen if pair["first"] and pair["second"]}
    high = {score for score, group in said if group in _PROMOTERS}
    low = {score for score, group in said if group in _DETRACTORS}
    return bool(high and low) and high <= {9.0, 10.0} and low <= {float(score) for score in range(7)}


def _as_asked(table: Table, mapping: Mapping) -> Mapping:
    """Plain numbers under a question that they do not fit: 1–5 is no recommendation, a rating beside "promoter" is one; narrow scales."""
    asked, scales = list(mapping.answers), dict(mapping.scales)
    seen = profiles(table.cells, [answer.column for answer in asked])
    for place, answer in enumerate(asked):
        if answer.column in mapping.codes or answer.question not in DEFAULT_SCALES:
            continue
        given, known = without_codes(seen[answer.column].counts), {other.question for other in asked}
        question, scale = answer.question, scales.get(answer.question, DEFAULT_SCALES[answer.question])
        if question == "nps" and seen[answer.column].filled >= 30 and max(given, default=9) <= 5 and min(given) >= 1:
            question, scale = OWN_QUESTIONS["likely"], (1.0, 5.0)
        elif question == "csat" and scale == (0.0, 10.0) and "nps" not in known and _of_recommending(table, answer.column):
            question = "nps"
        elif question not in ("nps", "ces") and scale == (1.0, 5.0):
            scale = _ending_alike(table, given) or scale
        if (question, scale) != (answer.question, scales.get(question, DEFAULT_SCALES.get(question))):
            asked[place] = replace(answer, question=question)
            scales[question] = scale
    used = {answer.question for answer in asked}
    kept = {question: scale for question, scale in scales.items() if question in used and DEFAULT_SCALES.get(question) != scale}
    return replace(mapping, answers=tuple(asked), scales=kept)


def _ending_alike(table: Table, given: Items[int, int]) -> Scale | None:
    """The scale of answers that stop before 5, where the answers of several ratings of the table do."""
    scale = narrow(given)
    rated = [name for name in table.columns if asked_in(name) or names_rating(name)] if scale else []
    alike = [name for name, seen in profiles(table.cells, rated).items() if narrow(without_codes(seen.counts)) == scale]
    return scale if len(alike) >= _LEAST else None


def _scale_among_codes(seen: Profile) -> Scale | None:
    """The usual scale of whole numbers, without the codes for 'no answer' that may lie among them; None where there is none."""
    if seen.filled < 3 or seen.whole < 0.98 or min(seen.counts, default=0) < -99:
        return None
    if len([number for number in seen.counts if 11 < number < 97]) >= 3:
        return (0, 100) if seen.within(-1, 100) >= 0.98 else None
    answers = without_codes(seen.counts)
    common = {float(number): often for number, often in answers.items() if often >= 0.01 * seen.filled}
    likely = usual_scale({number: often for number, often in common.items() if number not in (0, 6)} or common)
    likely = (0.0, 10.0) if likely == (1.0, 10.0) and answers.get(0) else likely
    return likely if likely and len(answers) >= 2 and sum(answers.values()) >= 0.3 * seen.filled else None
