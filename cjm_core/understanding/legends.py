"""What a header says of its own scale: "Service (1 = very good, 5 = very poor, 0 = not used)" names the ends, and which of them is good."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Mapping as Items
from dataclasses import dataclass, replace

from cjm_core.plan import Answer, Mapping, Table
from cjm_core.schema import DEFAULT_SCALES
from cjm_core.understanding.profile import Profile, normal, profiles
from cjm_core.understanding.scale_words import BEST, MAYBE_AN_END, NO_ANSWER, WORST
from cjm_core.understanding.word_scales import pole_of

_END = re.compile(
    r"(?:(?<=[,;(\[/|])\s*(-))?(?<![\d.])(\d{1,3})\s*(?:=|:|→|\bis\b|\bmeans\b|\bbedeutet\b)\s*([^\d=:;,()\[\]]+)"
)
_IN_BRACKETS = re.compile(r"(?<![\w.])(\d{1,2})\s*\(([^\d=:()\[\]]{2,40})\)")  # "from 1 (very poor) to 5 (excellent)"
# "(1-6)", "1 to 10", "von 1 bis 6"; neither a part of a longer number or a date, nor so many of something.
_RANGE = re.compile(
    r"(?<![\w.,:/–—-])([01])\s*(?:-|–|—|‑|\.{2,3}|…|\b(?:to|bis|à|a|tot|hasta)\b)\s*(100|10|[3-9])(?![\w:/–—-]|[.,]\d)"
    r"(?!\s*(?:%|€|\$|°|(?:days?|weeks?|months?|years?|hours?|min|minutes?|times?|people|persons?|km|kg|items?|pieces?|visits?|nights?"
    r"|tage?n?|wochen?|monate?n?|jahre?n?|stunden?|minuten?|mal|personen|stück|jours?|mois|ans?|heures?|días?|meses|años|veces)\b))",
    re.IGNORECASE,
)
_NUMBERING = re.compile(
    r"(?<![^\W_])(?:questions?|fragen?|items?|waves?|welle|weeks?|woche|phase|step|part|q|nr|no|group|class|level)\s*\.?\s*$", re.IGNORECASE
)
_SCHOOL = frozenset({"schulnote", "schulnoten", "schulnotensystem", "schulnotenskala", "notensystem"})
_GRADE = frozenset({"note", "noten", "gesamtnote", "notenskala", "benotung"})  # alone "note" is a remark, or a French mark out of 20
_GRADES = (1, 6)
_FITS = 0.8  # of the answers of a column whose header says its scale
_APART = 2  # steps between a scale and a number that is surely none of it, whatever its words


@dataclass(frozen=True)
class Legend:
    """The ends of a scale; where words say so the family of these words and the end that is good, else two empty texts.

    `silent` are the numbers that the header says are no answer. `grade`: a German school grade, of which the lowest is the best.
    """

    scale: tuple[float, float]
    family: str
    direction: str
    silent: frozenset[int] = frozenset()
    grade: bool = False


def legend(header: str) -> Legend | None:
    """What a header says of its scale: both ends named and at least one by words of a scale, a school grade, or only from where to where."""
    labels, between = _labels(header), _between(header)
    silent = _silent(labels, between)
    ends = {number: _pole(label) for number, label in labels.items() if number not in silent}
    said = {number: pole for number, pole in ends.items() if pole}
    numbers = [*ends, *_without(between, silent)]
    low, high = min(numbers, default=0), max(numbers, default=0)
    words = set(normal(header).split())
    signs = sum((1 if 2 * number > low + high else -1) * side for number, (_, side) in said.items())
    if high - low >= 2 and signs:
        family = next((family for family, _ in said.values() if family), "quality")
        turned = (signs < 0) != (family == "effort")
        return Legend((float(low), float(high)), family, "lower" if turned else "higher", silent)
    if not said and ((words & _SCHOOL and between in (None, _GRADES, (1, 5))) or (words & _GRADE and between == _GRADES)):
        low, high = between or _GRADES
        return Legend((float(low), float(high)), "quality", "lower", silent, grade=True)
    return Legend((float(low), float(high)), "", "", silent) if between and not said and high - low >= 2 else None


def silent_numbers(header: str) -> dict[int, str]:
    """The numbers that a header says are no answer, each with its words: 0 -> 'not used'."""
    labels = _labels(header)
    return {number: labels[number].strip(" -–—/.") for number in sorted(_silent(labels, _between(header)))}


def without_range(header: str) -> str:
    """A header without a plain range in it: 'Rating (1-5)' -> 'Rating'. Others are left as they are."""
    found = legend(header)
    if not found or found.family or _END.search(header):
        return header
    return re.sub(r"\(\s*\)|\[\s*\]", "", _RANGE.sub("", header, count=1)).strip() or header


def fits(said: Legend, seen: Profile) -> bool:
    """Whether a column's answers lie on the scale that its header says."""
    return seen.within(*said.scale) >= _FITS * (1 - sum(seen.counts.get(number, 0) for number in said.silent) / max(seen.filled, 1))


def with_legends(table: Table, mapping: Mapping) -> Mapping:
    """The mapping with scales and good ends as the headers of its answers say."""
    seen = profiles(table.cells, [answer.column for answer in mapping.answers if answer.column in table.columns])
    headed = {column: said for column in seen if (said := legend(column))}
    told = {column: said for column, said in headed.items() if (said.family and not said.grade) or fits(said, seen[column])}
    asked = tuple(_apart(answer, mapping, told) for answer in mapping.answers)
    scales, directions = dict(mapping.scales), dict(mapping.directions)
    for before, answer in zip(mapping.answers, asked, strict=True):
        said = told.get(answer.column)
        if not said or answer.question == "nps":
            continue
        if said.direction == "lower":
            directions[answer.question] = "lower"
        if answer != before or _alike(before, mapping, told):
            scales[answer.question] = said.scale
    others = {question: scale for question, scale in scales.items() if DEFAULT_SCALES.get(question) != scale}
    return replace(mapping, answers=asked, scales=others, directions=directions)


def _labels(header: str) -> dict[int, str]:
    """The numbers that a header names, with their words."""
    bracketed = {int(number): label for number, label in _IN_BRACKETS.findall(header) if _pole(label) or _no_answer(label)}
    return bracketed | {int(sign + number): label for sign, number, label in _END.findall(header)}


def _between(header: str) -> tuple[int, int] | None:
    """The range that a header writes out; two of them say nothing."""
    found = [(int(one[1]), int(one[2])) for one in _RANGE.finditer(header) if not _NUMBERING.search(header[: one.start()])]
    return found[0] if len(set(found)) == 1 else None


def _pole(label: str) -> tuple[str, int] | None:
    words = normal(label)
    return pole_of(label) or (("", 1) if words in BEST else ("", -1) if words in WORST else None)


def _no_answer(label: str) -> bool:
    """Whether a label says that there is no answer, in one way or in several: 'don't know / not applicable'."""
    parts = [normal(part) for part in re.split(r"(?<!\bn)/(?!a\b)|\bor\b|\boder\b|\bou\b|\bof\b", label, flags=re.IGNORECASE)]
    return normal(label) in NO_ANSWER or all(part in NO_ANSWER for part in parts)


def _silent(labels: Items[int, str], between: tuple[int, int] | None) -> frozenset[int]:
    """The labelled numbers that are no answer. Words like "none" may be an end of the scale, too: only a number far from it is none of it."""
    candidates = [number for number, label in labels.items() if _no_answer(label)]
    scale = [*(number for number in labels if number not in candidates), *_without(between, candidates)]
    known = len(scale) >= 2 or len(labels) == 1 or any(_pole(label) for label in labels.values())
    if not known:
        return frozenset()
    return frozenset(number for number in candidates if normal(labels[number]) not in MAYBE_AN_END or _far(number, scale))


def _far(number: int, scale: list[int]) -> bool:
    return len(scale) >= 2 and (number <= min(scale) - _APART or number >= max(scale) + _APART)


def _without(between: tuple[int, int] | None, silent: Iterable[int]) -> tuple[int, ...]:
    """The ends of a range whose outermost numbers may be no answer: 0–5, of which 0 is “not used”."""
    if between is None:
        return ()
    low, high = between
    return (low + (low in silent), high - (high in silent))


def _apart(answer: Answer, mapping: Mapping, told: Items[str, Legend]) -> Answer:
    """The answer as a question of its own where low is good, and the same question is asked the other way round, too."""
    said = told.get(answer.column)
    if not said or said.direction != "lower" or _alike(answer, mapping, told):
        return answer
    return replace(answer, question=f"{answer.question} {said.scale[0]:g}–{said.scale[1]:g}, low is good")


def _alike(answer: Answer, mapping: Mapping, told: Items[str, Legend]) -> bool:
    """Whether all columns of the answer's question say the same good end as its own; a plain range says none, but where the scale ends."""
    ends = [told.get(other.column) for other in mapping.answers if other.question == answer.question]
    same = {said.direction or said.scale for said in ends if said}
    return all(ends) and len(same) == 1
