"""Wide survey files: several columns that rate one touchpoint each, on one scale."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping as Items
from dataclasses import dataclass, replace

from cjm_core.plan import Answer, Mapping, Table
from cjm_core.schema import DEFAULT_SCALES
from cjm_core.understanding.legends import fits, legend
from cjm_core.understanding.names import CODE, Header, headers, touchpoint_names
from cjm_core.understanding.profile import Profile, normal, profiles, sample
from cjm_core.understanding.questions import BY_WORDS, OWN_QUESTIONS, RATE, asked_in
from cjm_core.understanding.scales import Scale, Worded, cell_counts, narrow, without_codes
from cjm_core.understanding.synonyms import NO_RATING, QUESTION_PARTS, QUESTIONS

__all__ = ["WideRatings", "question_of", "touchpoint_names", "wide_ratings", "with_ratings"]

_SCALES = ((1, 5), (1, 7), (1, 10), (0, 10), (0, 100))
_SHORT: Scale = (1, 4)  # many answers, no 5
_LEAST = 3  # columns; two are enough where they share a text that asks
_RATED = RATE | {"rating"}
_LEAST_INSIDE = 0.1  # of the filled cells: a column that is nearly all "blank" codes holds no ratings


@dataclass(frozen=True)
class WideRatings:
    """Columns that look like ratings of touchpoints. `touchpoints` runs beside `columns`; None = the whole relationship.

    `questions` runs beside `columns` where the headers ask different questions; empty = all ask `question`.
    """

    columns: tuple[str, ...]
    touchpoints: tuple[str | None, ...]
    question: str = "csat"
    scale: tuple[float, float] = (1.0, 5.0)
    questions: tuple[str, ...] = ()


def question_of(wide: WideRatings, column: str) -> str:
    """The question that a rating column asks."""
    return dict(zip(wide.columns, wide.questions, strict=True)).get(column, wide.question) if wide.questions else wide.question


def wide_ratings(table: Table, words: Items[str, Worded] | None = None) -> WideRatings | None:
    """The rating columns of a wide survey file, or None where there are fewer than three on one scale.

    Codes just outside the scale (0 = blank, 6 = not used) do not hide a rating; they are counted as out of scale later.
    `words` says on which scale the columns answered in words are; their cells in `table` are numbers already (`scales.decoded`).
    """
    part = sample(table.cells)
    few = [name for name in table.columns if not _named_otherwise(name) and cell_counts(part.column(name))]  # ids and texts rate nothing
    seen = profiles(table.cells, few)
    told = {name: said.scale for name, said in (words or {}).items() if name in seen and said.scale and _rates(said)}
    headed = {name: said for name in seen if (said := legend(name)) and fits(said, seen[name])}
    told |= {name: said.scale for name, said in headed.items() if said.family}
    scales = {name: scale for name, profile in seen.items() if (scale := told.get(name) or _scale(name, profile))}
    scales |= {name: said.scale for name, said in headed.items() if name in scales}  # "(1-6)" alone makes no rating, but says where one ends
    scales = _unless_short(scales, {**told, **headed})
    sure = [name for name, scale in scales.items() if name in told or _mean(seen[name], scale) >= scale[0] + 0.35 * (scale[1] - scale[0])]
    if not sure:
        return None
    scale = Counter(scales[name] for name in sure).most_common(1)[0][0]
    families = {_family(name) for name in sure if scales[name] == scale}
    columns = [name for name in scales if scales[name] == scale and (name in sure or _family(name) in families)]
    if len(columns) < _LEAST and not (len(columns) == 2 and all(header.stem and asked_in(header.stem) for header in headers(columns))):
        return None
    questions = _questions(columns, words or {})
    names = touchpoint_names(columns, questions)
    main, alike = Counter(questions).most_common(1)[0][0], len(set(questions)) == 1
    return WideRatings(tuple(columns), names, main, (float(scale[0]), float(scale[1])), () if alike else tuple(questions))


def with_ratings(mapping: Mapping, wide: WideRatings) -> Mapping:
    """The mapping with one answer per rating column added; a column that was an answer before is now the rating."""
    pairs = zip(wide.columns, wide.touchpoints, strict=True)
    added = tuple(Answer(question_of(wide, column), column, touchpoint) for column, touchpoint in pairs)
    kept = tuple(answer for answer in mapping.answers if answer.column not in wide.columns)
    fields = {name: column for name, column in mapping.fields.items() if column not in wide.columns}
    scales = dict(mapping.scales)
    for question in dict.fromkeys(answer.question for answer in added):
        if DEFAULT_SCALES.get(question) != wide.scale:
            scales[question] = wide.scale
    kind = {"neither": "surveys", "events": "both"}.get(mapping.kind, mapping.kind)
    return replace(mapping, kind=kind, fields=fields, answers=kept + added, scales=scales)


def apart(mapping: Mapping, wide: WideRatings) -> Mapping:
    """The mapping beside rating columns: the same question on another scale becomes one of its own, so that no scale counts for both."""
    asked, scales = list(mapping.answers), dict(mapping.scales)
    for place, answer in enumerate(asked):
        scale = mapping.scales.get(answer.question, DEFAULT_SCALES.get(answer.question))
        same = answer.question in {question_of(wide, column) for column in wide.columns}
        if answer.column not in wide.columns and same and scale and scale != wide.scale:
            own = f"{answer.question} {scale[0]:g}–{scale[1]:g}"
            asked[place], scales[own] = replace(answer, question=own), scale
    free = {question_of(wide, column) for column in wide.columns} - {answer.question for answer in asked if answer.column not in wide.columns}
    return replace(mapping, answers=tuple(asked), scales={question: scale for question, scale in scales.items() if question not in free})


def _rates(said: Worded) -> bool:
    """Whether a column's words rate something by themselves; yes and no, and how likely, do not."""
    return said.family not in (None, "likely", "thumbs")


def _named_otherwise(name: str) -> bool:
    """A count, an age, the recommendation, or the one column of a question ('csat'), which rates no touchpoint."""
    plain = normal(name)
    words = set(plain.split())
    rated = asked_in(name) is not None or bool(words & _RATED)  # "How do you rate the number of seats?"
    return (
        (bool(words & NO_RATING) and not rated)
        or any(plain in named for named in QUESTIONS.values())
        or any(part in plain for part in QUESTION_PARTS["nps"])
    )


def _scale(name: str, seen: Profile) -> Scale | None:
    """The scale a column is answered on: whole numbers, the upper end and most levels used; 0–100 only under a question."""
    if seen.fill < 0.1 or seen.whole < 0.98:
        return None
    given = without_codes(seen.counts) if _says(name) else seen.counts  # a bare code and a 9 together are too little to go by
    total = sum(given.values())
    for low, high in _SCALES:
        inside = {number: count for number, count in given.items() if low <= number <= high}
        near = sum(count for number, count in given.items() if low - 1 <= number <= high + 1)
        levels = min(0.6 * (high - low + 1), 8)
        if near < 0.98 * total or len(inside) < levels or (high <= 10 and high not in inside):
            continue
        if high == 100 and (max(inside) <= 20 or asked_in(name) is None):
            return None
        if (low, high) == (1, 10) and _from_zero(given):
            continue
        return (low, high) if (low == 1 or high == 100 or given.get(0)) and seen.within(low, high) >= _LEAST_INSIDE else None
    return _SHORT if asked_in(name) and narrow(given) == _SHORT else None


def _says(name: str) -> bool:
    """Whether a header says anything: more than 'qa1', 'Q7_4' or 'v12'."""
    return any(len(re.sub(r"\d", "", word)) >= 3 for word in normal(name).split())


def _unless_short(scales: dict[str, Scale], told: Items[str, object]) -> dict[str, Scale]:
    """The scales without those that only seem to end at 4: that is one where three columns end there, and none beside them at 5."""
    short = [name for name, scale in scales.items() if scale == _SHORT and name not in told]
    sure = len(short) >= _LEAST and (1, 5) not in scales.values()
    return scales if sure else {name: scale for name, scale in scales.items() if name not in short}


def _from_zero(given: Items[int, int]) -> bool:
    """Whether 0 is an answer on a scale up to 10; chosen far more often than the next ones, or apart from them, it may be "blank"."""
    return bool(given.get(1) or given.get(2)) and 0 < given.get(0, 0) <= 3 * sum(given.get(number, 0) for number in (1, 2, 3))


def _mean(seen: Profile, scale: Scale) -> float:
    """Mean of the answers on the scale: ratings lie in its upper part, codes of categories mostly do not."""
    inside = {number: count for number, count in seen.counts.items() if scale[0] <= number <= scale[1]}
    return sum(number * count for number, count in inside.items()) / max(sum(inside.values()), 1)


def _family(name: str) -> str:
    """What a column shares with its neighbours: its question number or its first word. A bad rating is known by its family."""
    match = CODE.match(name)
    return match.group(1).lower() if match else (normal(name).split() or [name])[0]


def _questions(columns: list[str], words: Items[str, Worded]) -> list[str]:
    """What each column asks, by its header, else by its words; those that do not say it ask what most others do, or for satisfaction."""
    said = [_said(name, header, words.get(name)) for name, header in zip(columns, headers(columns), strict=True)]
    usual = Counter(question for question in said if question).most_common(1)
    main = usual[0][0] if usual and 2 * usual[0][1] > len(columns) else "csat"
    return [question or main for question in said]


def _said(name: str, header: Header, words: Worded | None) -> str | None:
    """What the shared part of a header asks, else the whole of it, else its first word ('imp_food'), else its words."""
    shared = asked_in(header.stem) if header.stem else None
    parts = normal(name).split()
    short = {"imp": "importance", "exp": "expectation", "sat": "csat"}.get(parts[0]) if parts[1:] else None
    asked = shared or asked_in(name) or short
    if words and words.family == "expected":
        return OWN_QUESTIONS["expected"]
    return (BY_WORDS.get(words.family or "") if words else None) if asked in (None, "nps") else asked
