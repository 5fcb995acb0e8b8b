"""One KPI in two groups side by side: both estimates, their difference, the check of the split, and the sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import pandas as pd

from cjm_core import result
from cjm_core.compare import Difference, compare_sentence, difference, sample_ratio_p
from cjm_core.dataset import Dataset
from cjm_core.errors import BadInput
from cjm_core.estimate import Moments
from cjm_core.metrics import _aggregate, _needs, _periods, _placing
from cjm_core.metrics._aggregate import Group
from cjm_core.metrics.awareness import reach
from cjm_core.metrics.kpi import Kpi
from cjm_core.schema import PERIOD_UNITS
from cjm_core.scope import Scope

_OTHER_SCALES = "answers on different scales cannot be compared"
_UNITS = {"share": "percent", "points": "points", "seconds": "seconds"}  # words of `compare_sentence`; others have no unit to say
_COUNTED = {"response": "answers", "stage_visit": "stage visits", "customer_period": "customers"}
_DRAWN = re.compile(r"variants?|variation|experiment|treatment|arm|bucket|ab ?test|test ?group|split ?test")


@dataclass(frozen=True, eq=False)
class Comparison:
    """`rows` are the KPI's result with the column `group`, A then B; `difference` is B − A. `srm_p` is None without customers."""

    rows: pd.DataFrame
    difference: Difference
    srm_p: float | None
    sentence: str


def compared(kpi: Kpi, data: Dataset, scope: Scope, split: str, groups: tuple[str, str], goal: str | None = None) -> Comparison:
    """Compare two values of the dimension `split`. Raises BadInput for a dimension or a value that is not in the data.

    `srm_p` tests customers (answers, where the KPI counts answers) against two groups of equal size, docs/metrics.md#5.2. The
    sentence heeds it only where the dimension's name says that the groups were drawn by chance, as `variant` does.
    """
    _refuse(data, split, groups)
    lacking = _needs.lacking(kpi, data, goal)
    if lacking:
        nothing = Difference(None, None, None, None, "undefined", lacking)
        rows = result.frame(("group",), [result.undefined_row(lacking, group=name) for name in groups])
        return Comparison(rows, nothing, None, f"{kpi.label}: no comparison is possible ({lacking}).")
    a, b = _measured(kpi, data, scope, split, groups, goal)
    found = _difference(kpi, a, b)
    srm_p = _split_p(kpi, data, scope, split, (a, b))
    drawn = _DRAWN.search(re.sub(r"[^a-z]+", " ", split.lower())) is not None
    sentence = compare_sentence(
        kpi.label, _UNITS.get(kpi.unit, ""), kpi.better, found, a.moments.n, b.moments.n, srm_p if drawn else None, drawn,
        of=_COUNTED.get(kpi.of, f"{kpi.of}s"),
    )  # fmt: skip
    rows = result.frame(("group",), [_aggregate.result_row(kpi, ("group",), group) for group in (a, b)])
    return Comparison(rows, found, srm_p, sentence)


def _refuse(data: Dataset, split: str, groups: tuple[str, str]) -> None:
    if split in (*PERIOD_UNITS, "period"):
        there = ", ".join(["touchpoint", "stage", *data.dimensions])
        raise BadInput(f"Groups cannot be split by {split}; name a dimension: {there}.")
    known = data.values(split)
    for name in groups:
        if name not in known:
            raise BadInput(f"No row has the {split} {name!r}. There are: {', '.join(known[:30])}.")
    if groups[0] == groups[1]:
        raise BadInput(f"A group cannot be compared with itself ({groups[0]!r}); name two values of {split}.")


def _measured(
    kpi: Kpi, data: Dataset, scope: Scope, split: str, groups: tuple[str, str], goal: str | None
) -> tuple[Group, Group]:
    _placing.refuse_unknown(data, (split,))
    grid = _periods.grid(kpi, data, scope, (split,), None)
    found = {group.key[0]: group for group in _aggregate.moments(kpi, data, scope, (split,), goal, grid)}
    a, b = (found.get(name) or Group((name,), Moments(0), {}) for name in groups)
    return a, b


def _difference(kpi: Kpi, a: Group, b: Group) -> Difference:
    fault = a.fault or b.fault
    if kpi.span == "scale" and a.moments.n and b.moments.n and (a.low, a.high) != (b.low, b.high):
        fault = _OTHER_SCALES
    if fault:
        return Difference(None, None, None, None, "undefined", fault)
    found = difference(kpi.shape, a.moments, b.moments)
    if found.reason is None:
        return found
    reason = found.reason.replace("group A:", f"{a.key[0]}:").replace("group B:", f"{b.key[0]}:")
    return replace(found, reason=reason)


def _split_p(kpi: Kpi, data: Dataset, scope: Scope, split: str, groups: tuple[Group, Group]) -> float | None:
    """Chance of so uneven groups had each customer been equally likely to be in either."""
    if kpi.of in ("response", "customer", "customer_period"):
        return sample_ratio_p([group.moments.n for group in groups])
    customers = reach(data, scope, (split,)).set_index(split)["n"]
    return sample_ratio_p([int(customers.get(group.key[0], 0)) for group in groups])
