"""The glossary's sentences, made from the entries."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cjm_core import format as fmt
from cjm_core.definitions.model import Definition
from cjm_core.metrics.reference import Entry
from cjm_core.settings import in_force, own

QUESTION = "What does each number mean?"
_CODE = re.compile(r" \(`\w+`\)")
_SIGNS = ((re.compile(r"(?<=\d)-(?=\d)"), "–"), (re.compile(r"(?<!\w)-(?=\d)"), fmt.MINUS), (re.compile(r"(?<=\w)'(?=\w)"), "’"))
_BLANKS = re.compile("missing, out of scale, superseded answers(?: of the same customer and wave)?")
_BLANKS_SAID = "blanks, scores outside the scale and answers that the same customer gave again later"
_BETTER = {"higher": "Higher is better.", "lower": "Lower is better.", "neither": "Neither direction is better."}


def answer(shown: Sequence[Definition]) -> str:
    """How many of the numbers these data allow, and in how many cases the field disagrees."""
    known = [found for found in shown if found.own is not None]
    if not known:
        return "Every number of this program in plain words. With data, its value stands beside it."
    disputed = len({found.dispute.at for found in known if found.dispute})
    ways = "counted in more than one way out there: each way is shown, with what it changes for you."
    if len(known) == 1:
        return f"{_one(known[0])} It is {ways}" if disputed else _one(known[0])
    there = sum(found.own is not None and found.own.value is not None for found in known)
    head = f"**{there} of {len(known)}** can be measured on your data."
    return f"{head} {'One of them is' if disputed == 1 else f'{disputed} of them are'} {ways}" if disputed else head


def _one(found: Definition) -> str:
    """'**NPS** is **+16** on your data (+11 to +20, 1,236 answers).'"""
    number, label = found.own, own(found.entry.label)
    if number is None or number.value is None:
        return f"**{label}** cannot be measured on your data: {number.reason if number else 'there are none'}."
    ends = fmt.interval(number.ci_low, number.ci_high, number.unit)
    what = f"{label}, {number.of}," if number.of else label
    few = "" if ends or number.status == "ok" else "a hint only"  # as the numbers beside it say where there is no interval
    evidence = f" ({', '.join(part for part in (ends, f'{fmt.count(number.n)} {number.counted}', few) if part)})" if ends or few else ""
    return f"**{what}** is **{fmt.full(number.value, number.unit)}** on your data{evidence}."


def said(text: str) -> str:
    """A phrase of an entry as people read it: real signs, no codes, the room's own words."""
    for pattern, sign in _SIGNS:
        text = pattern.sub(sign, text)
    return own(_BLANKS.sub(_BLANKS_SAID, _CODE.sub("", text)))


def exactly(entry: Entry) -> list[str]:
    """The rest of what there is to know, in sentences."""
    page, section = entry.source.split("#")
    undefined = f"There is no number – not a zero – when {entry.undefined}."
    few = f"Fewer than {fmt.count(in_force().min_n)} are a hint only."
    interval = f"The 95 % interval comes from {entry.interval}. {few}"
    if entry.interval.startswith("none: "):
        interval = f"There is no interval: {entry.interval.removeprefix('none: ')}."
    span = entry.range.replace("0 to 1", "0 to 100 %").replace("up to 1", "up to 100 %") if "%" in entry.unit else entry.range
    sentences = [f"Unit: {entry.unit}; range: {span}.", undefined, interval, entry.note, f"From {page}, section {section}."]
    return [said(sentence) for sentence in sentences if sentence]


def counting(entry: Entry) -> str:
    """'Counts survey responses. Leaves out blanks. Higher is better.'"""
    nothing, _, rest = entry.left_out.partition("nothing")
    rest = rest.lstrip("; .")
    left = f" Leaves out {entry.left_out}." if nothing or entry.left_out == rest else f" {rest[0].upper()}{rest[1:]}." if rest else ""
    return said(f"Counted per {entry.counts}.{left} {_BETTER[entry.better]}")
