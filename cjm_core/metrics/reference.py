"""What every number means, as a glossary entry and as the KPI reference: both made from the KPIs, so that they cannot drift from them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cjm_core.metrics import GROUPS, KPIS
from cjm_core.metrics.emotion import emotion
from cjm_core.metrics.kpi import Kpi

_UNITS = {
    "share": "a share, shown as %", "points": "points", "number": "a number", "seconds": "a time span", "money": "an amount of money",
    "score": "points of the scale",
}  # fmt: skip
_INTERVALS = {
    "share": "Wilson’s method, which never leaves 0 to 100 % and is honest about few",
    "net": "the adjusted Wald method, cut at ±100",
    "mean": "Student’s t",
    "ratio": "the delta method over customers, because one customer’s orders are alike",
    "median": "the order of the values, whatever their shape; fewer than six values give none",
    "count": "none: everything is counted, nothing is estimated",
    "composition": "Wilson’s method, on the whole",
}
_PARTS = ("Unit", "Range", "Undefined when", "Excludes", "Plain", "Also called", "Note")
_PART = re.compile(rf"\b({'|'.join(_PARTS)}): ")
_HEAD = """# KPI reference

Made from the code with `make docs`; do not edit by hand. Every result carries `n, value, ci_low, ci_high, status, reason, numerator,
excluded`. Intervals are two-sided 95 %. Fewer than 30 units (a setting) is `small_sample`; nothing to divide by is `undefined`, never 0.
"""


@dataclass(frozen=True)
class Entry:
    """One number in words. Sentences and phrases of ours only; `source` is `docs/metrics.md#1.1`."""

    name: str
    label: str
    group: str
    plain: str  # what it tells
    formula: str  # how it is computed
    counts: str  # the unit of analysis
    range: str
    left_out: str
    undefined: str
    unit: str
    better: str
    interval: str
    source: str
    also: str
    note: str = ""


def entry(kpi: Kpi) -> Entry:
    """The entry of a KPI, from its declaration and its docstring."""
    part = _parts(kpi)
    note = f"Periods are not compared: {kpi.uncompared}." if kpi.uncompared else f"{part['Note']}." if "Note" in part else ""
    return Entry(
        kpi.name, kpi.label, kpi.group, part["Plain"], kpi.meaning, part["Unit"], part["Range"], part["Excludes"], part["Undefined when"],
        _UNITS[kpi.unit], kpi.better, _INTERVALS[kpi.shape], kpi.source, part["Also called"], note,
    )  # fmt: skip


def _parts(kpi: Kpi) -> dict[str, str]:
    """'Unit: customer. Range: 0 and more.' as {Unit: 'customer', …}: every part ends before the next one's name."""
    pieces = _PART.split(" ".join(kpi.notes.split()))
    return {name: text.strip().rstrip(".") for name, text in zip(pieces[1::2], pieces[2::2], strict=True)}


def markdown() -> str:
    """The whole page."""
    parts = [_HEAD]
    for group in GROUPS:
        parts.append(f"## {group.capitalize()}\n")
        parts += [_section(kpi) for kpi in (*KPIS, emotion) if kpi.group == group]
    return "\n".join(parts)


def _section(kpi: Kpi) -> str:
    said = entry(kpi)
    needs = ", ".join(f"`{need}`" for need in kpi.needs)
    better = "neither direction is better" if kpi.better == "neither" else f"{kpi.better} is better"
    note = f"{said.note}\n\n" if said.note else ""
    return (
        f"### {said.label} — `{said.name}`\n\n{said.plain}. {said.formula}\n\n"
        f"Counts: {said.counts}. Range: {said.range}. Undefined when: {said.undefined}.\nExcludes: {said.left_out}.\n\n"
        f"{note}{said.unit} · {better} · interval: {said.interval} · needs {needs} · also called: {said.also} · "
        f"[{said.source}]({said.source.removeprefix('docs/')})\n"
    )
