"""What a header says of its own scale: "Service (1 = very good, 5 = very poor)" names the ends, and which of them is good."""

from __future__ import annotations

import re
from collections.abc import Mapping as Items
from dataclasses import dataclass, replace

from cjm_core.plan import Answer, Mapping
from cjm_core.schema import DEFAULT_SCALES
from cjm_core.understanding.word_scales import pole_of

_END = re.compile(r"(?<![\d.])(\d{1,3})\s*(?:=|:|→|\bis\b|\bmeans\b|\bbedeutet\b)\s*([^\d=:;,()\[\]]+)")


@dataclass(frozen=True)
class Legend:
    """The ends of a scale, the family of the words at them, and the end that is good."""

    scale: tuple[float, float]
    family: str
    direction: str


def legend(header: str) -> Legend | None:
    """The legend in a header, where both ends are named and at least one by words of a scale."""
    ends = {int(number): pole_of(label) for number, label in _END.findall(header)}
    said = {number: pole for number, pole in ends.items() if pole}
    low, high = min(ends, default=0), max(ends, default=0)
    if high - low < 2 or not said:
        return None
    signs = sum((1 if 2 * number > low + high else -1) * side for number, (_, side) in said.items())
    family = next(iter(said.values()))[0]
    turned = (signs < 0) != (family == "effort")
    return Legend((float(low), float(high)), family, "lower" if turned else "higher") if signs else None


def with_legends(mapping: Mapping) -> Mapping:
    """The mapping with scales and good ends as the headers of its answers say."""
    told = {answer.column: said for answer in mapping.answers if (said := legend(answer.column))}
    asked = tuple(_apart(answer, mapping, told) for answer in mapping.answers)
    scales, directions = dict(mapping.scales), dict(mapping.directions)
    for before, answer in zip(mapping.answers, asked, strict=True):
        said = told.get(answer.column)
        if not said or answer.question == "nps":
            continue
        if said.direction == "lower":
            directions[answer.question] = "lower"
        if (answer != before or _alike(before, mapping, told)) and DEFAULT_SCALES.get(answer.question) != said.scale:
            scales[answer.question] = said.scale
    return replace(mapping, answers=asked, scales=scales, directions=directions)


def _apart(answer: Answer, mapping: Mapping, told: Items[str, Legend]) -> Answer:
    """The answer as a question of its own where low is good, and the same question is asked the other way round, too."""
    said = told.get(answer.column)
    if not said or said.direction != "lower" or _alike(answer, mapping, told):
        return answer
    return replace(answer, question=f"{answer.question} {said.scale[0]:g}–{said.scale[1]:g}, low is good")


def _alike(answer: Answer, mapping: Mapping, told: Items[str, Legend]) -> bool:
    """Whether all columns of the answer's question say the same good end as its own."""
    ends = [told.get(other.column) for other in mapping.answers if other.question == answer.question]
    return all(ends) and len({said.direction for said in ends if said}) == 1
