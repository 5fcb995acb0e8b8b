"""The KPI reference as a page, made from the KPIs themselves so that it cannot drift from them."""

from __future__ import annotations

from cjm_core.metrics import GROUPS, KPIS, Kpi

_UNITS = {
    "share": "share, shown as %", "points": "points", "number": "number", "seconds": "seconds", "money": "amount",
    "score": "points of the scale",
}  # fmt: skip
_INTERVALS = {
    "share": "Wilson", "net": "adjusted Wald, clipped to ±100", "mean": "t", "ratio": "delta method over customers",
    "median": "order statistics", "count": "none: a full count", "composition": "Wilson on the whole",
}  # fmt: skip
_HEAD = """# KPI reference

Made from the code with `make docs`; do not edit by hand. Every result carries `n, value, ci_low, ci_high, status, reason, numerator,
excluded`. Intervals are two-sided 95 %. Fewer than 30 units is `small_sample`; nothing to divide by is `undefined`, never 0.
"""


def markdown() -> str:
    """The whole page."""
    parts = [_HEAD]
    for group in GROUPS:
        parts.append(f"## {group.capitalize()}\n")
        parts += [_entry(kpi) for kpi in KPIS if kpi.group == group]
    return "\n".join(parts)


def _entry(kpi: Kpi) -> str:
    needs = ", ".join(f"`{need}`" for need in kpi.needs)
    better = "neither direction is better" if kpi.better == "neither" else f"{kpi.better} is better"
    grows = "\n\nEarly units have had longer to get there, so periods are not compared." if kpi.grows else ""
    return (
        f"### {kpi.label} — `{kpi.name}`\n\n{kpi.meaning}\n\n{kpi.notes}{grows}\n\n"
        f"{_UNITS[kpi.unit]} · {better} · interval: {_INTERVALS[kpi.shape]} · needs {needs} · [{kpi.source}]({kpi.source.removeprefix('docs/')})\n"
    )
