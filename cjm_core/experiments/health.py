"""Before anybody believes a result: split as planned, nobody in both groups, same before the test (docs/metrics.md#5.2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cjm_core import format as fmt
from cjm_core.compare import SPLIT_ALARM, Difference, holm, sample_ratio_p
from cjm_core.experiments.model import Appearance, Check, Design, Row
from cjm_core.metrics import kpi_named
from cjm_core.metrics.comparison import Comparison


def split(design: Design, seen: Appearance, main: Comparison, of: str) -> Check:
    """Whether all customers, and those (`of` says who) tested for the main number, were split as planned; alarm below 0.001."""
    shares = (design.planned, 1 - design.planned)
    p = sample_ratio_p(seen.customers, shares)
    srm_p = 1.0 if main.srm_p is None else main.srm_p
    counts = seen.customers
    if main.split and (not sum(counts) or srm_p < SPLIT_ALARM <= p):
        counts = main.split
    else:
        of = "customers"
    if not sum(counts):
        return Check("unknown", f"Split as planned: cannot be checked, because nobody is in {design.groups[0]} or {design.groups[1]}.")
    share = fmt.full(counts[0] / sum(counts), "share")
    said = f"{_numbers(counts)} {of} ({share} in {design.groups[0]}, planned {fmt.full(design.planned, 'share')})"
    if min(p, srm_p) < SPLIT_ALARM:
        return Check("bad", f"Not split as planned. {said}. Chance alone practically never does that.")
    return Check("good", f"Split as planned: {said}.")


def both(design: Design, seen: Appearance) -> Check:
    """How many customers are in both groups. Where groups were drawn that is a fault; elsewhere it is worth knowing."""
    if not sum(seen.customers):
        return Check("unknown", "In both groups: cannot be checked, because the answers name no customers.")
    where = "periods" if design.periods else "groups"
    if not seen.both:
        return Check("good" if design.drawn else "note", f"Nobody is in both {where}.")
    who = f"{fmt.plural(seen.both, 'customer')} {'is' if seen.both == 1 else 'are'} in both {where}"
    if design.drawn:
        return Check("bad", f"{who}. Each counts where they were first, but they have seen both.")
    if design.periods:
        return Check("note", f"{who}; they count in each, as if they were different people.")
    return Check("note", f"{who} (each counts where they were first; an answer counts where it was given, as if by different people).")


def same_before(rows: Sequence[Row], then: Sequence[Difference | None], dates: tuple[datetime, datetime] | None) -> Check:
    """Whether the customers of both groups were alike on the `dates` before the test; Holm's correction, 5 %.

    `then` has a difference for each row whose outcome is known by the end of those dates (a cart's a day later), None for the others.
    """
    cannot = "Same before the test: cannot be checked, because"
    if dates is None:
        return Check("unknown", f"{cannot} the data have not at least four weeks before it.")
    if all(kpi_named(row.name).looks_ahead for row in rows):
        return Check("unknown", f"{cannot} the outcome shows only later, in the test itself.")
    if all(one is None for one in then):
        return Check("unknown", f"{cannot} all dates are measured at once.")
    tested = {row.label: one.p for row, one in zip(rows, then, strict=True) if one is not None and one.p is not None and one.status == "ok"}
    if not tested:
        return Check("unknown", f"{cannot} too few of these customers were there before ({fmt.span(*dates)}).")
    apart = [label for label, p in zip(tested, holm(list(tested.values())), strict=True) if p <= 0.05]
    when = f"({len(tested)} of {fmt.plural(len(rows), 'number')} could be checked, {fmt.span(*dates)})"
    if apart:
        return Check("bad", f"Not the same before the test: {', '.join(apart)} differed already {when}.")
    return Check("good", f"Same before the test {when}.")


def _numbers(counts: tuple[int, int]) -> str:
    return f"{fmt.count(counts[0])} and {fmt.count(counts[1])}"
