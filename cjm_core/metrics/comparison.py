"""One KPI in two groups side by side: both estimates, their difference, the check of the split, and the sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

import pandas as pd

from cjm_core import result
from cjm_core.calendar import Period
from cjm_core.compare import Difference, compare_sentence, difference, sample_ratio_p
from cjm_core.dataset import Dataset
from cjm_core.errors import BadInput
from cjm_core.estimate import Moments
from cjm_core.metrics import _aggregate, _needs, _periods, _placing
from cjm_core.metrics._aggregate import Group
from cjm_core.metrics.awareness import reach
from cjm_core.metrics.kpi import Kpi
from cjm_core.metrics.words import counted
from cjm_core.schema import PERIOD_UNITS
from cjm_core.scope import Scope
from cjm_core.settings import own
from cjm_core.small_cells import SUPPRESSED

_DRAWN = re.compile(r"\b(variants?|variations?|experiments?|treatments?|arms?|buckets?|a ?b ?tests?|test ?groups?|split ?tests?)\b")


@dataclass(frozen=True, eq=False)
class Comparison:
    """`rows` are the KPI's result with the column `group`, A then B; `difference` is B − A.

    `split` are the customers (answers, where the KPI counts answers) of A and B whose split was tested, with the chance `srm_p` of it;
    both are None where there is nothing to test.
    """

    rows: pd.DataFrame
    difference: Difference
    srm_p: float | None
    sentence: str
    basis: str | None = None  # which answers these are, where there could be two kinds
    before: Difference | None = None  # the same groups in an earlier period, where one was asked for
    split: tuple[int, int] | None = None


def compared(
    kpi: Kpi, data: Dataset, scope: Scope, split: str, groups: tuple[str, str], goal: str | None = None, *,
    planned: float = 0.5, drawn: bool | None = None, periods: tuple[Period, Period] | None = None, before: Period | None = None,
    judge: bool = True,
) -> Comparison:  # fmt: skip
    """Compare two values of the dimension `split`, or two `periods` whose keys are the groups (then `split` is "period").

    `planned` is the share of A in both groups; `srm_p` tests customers (answers, where the KPI counts answers) against it,
    docs/metrics.md#5.2. The sentence heeds it only where the groups were `drawn` by chance; unless that is said, the dimension's
    name tells, as `variant` does. Without `judge` the split is not tested and nothing is said. `before` is measured in the same
    query; it needs a period in the scope.
    Raises BadInput for a dimension or a value that is not in the data.
    """
    _refuse(split, groups, periods, data)
    lacking = _needs.lacking(kpi, data, goal) or (kpi.uncompared if periods else None)
    if lacking:
        _refuse_unknown_values(data, split, groups, periods)
        nothing = Difference(None, None, None, None, "undefined", lacking)
        rows = result.frame(("group",), [result.undefined_row(lacking, group=name) for name in groups])
        return Comparison(rows, nothing, None, f"{own(kpi.label)}: no comparison is possible ({lacking}).")
    (a, b), earlier = _measured(kpi, data, scope, split, groups, goal, periods, before)
    found = _difference(kpi, a, b)
    then = _difference(kpi, *earlier) if earlier else None
    rows = result.frame(("group",), [_aggregate.result_row(kpi, ("group",), group) for group in (a, b)])
    basis = _shared(a.basis, b.basis)
    if not judge:
        return Comparison(rows, found, None, "", basis, then)
    by_chance = drawn_by_name(split) if drawn is None else drawn
    drawn_into = None if periods else _split(kpi, data, scope, split, (a, b))
    srm_p = sample_ratio_p(drawn_into, (planned, 1 - planned)) if drawn_into else None
    sentence = compare_sentence(
        own(kpi.label), kpi.unit, kpi.better, found, a.moments.n, b.moments.n, srm_p if by_chance else None, by_chance,
        over_time=periods is not None, of=counted(kpi), groups=groups,
    )  # fmt: skip
    return Comparison(rows, found, srm_p, sentence, basis, then, drawn_into)


def drawn_by_name(split: str) -> bool:
    """Whether the dimension's name says that customers were drawn into its groups by chance."""
    return _DRAWN.search(re.sub(r"[^a-z]+", " ", split.lower())) is not None


def _shared(a: str | None, b: str | None) -> str | None:
    """What is true of both groups' answers: weights are worth something else in each."""
    return ", ".join(part for part in (a or "").split(", ") if part in (b or "").split(", ")) or None


def _refuse(split: str, groups: tuple[str, str], periods: tuple[Period, Period] | None, data: Dataset) -> None:
    if split in (*PERIOD_UNITS, "period") and periods is None:
        there = ", ".join(["touchpoint", "stage", *data.dimensions])
        raise BadInput(f"Groups cannot be split by {split}; name a dimension: {there}.")
    if groups[0] == groups[1]:
        raise BadInput(f"A group cannot be compared with itself ({groups[0]!r}); name two values of {split}.")
    if periods is None:
        _placing.refuse_unknown(data, (split,))


def _refuse_unknown_values(data: Dataset, split: str, groups: tuple[str, str], periods: tuple[Period, Period] | None) -> None:
    known = groups if periods else data.values(split)
    for name in groups:
        if name not in known:
            raise BadInput(f"No row has the {split} {name!r}. There are: {', '.join(known[:30])}.")


def _measured(
    kpi: Kpi, data: Dataset, scope: Scope, split: str, groups: tuple[str, str], goal: str | None,
    periods: tuple[Period, Period] | None, before: Period | None,
) -> tuple[tuple[Group, Group], tuple[Group, Group] | None]:  # fmt: skip
    """A and B, and the same before where that can be asked for."""
    grid = _periods.grid(kpi, data, scope, (split,), periods)
    timed = before is not None and grid is not None and scope.has_period
    by, asked = (("period", split), [*(grid or ()), *([before] if before else ())]) if timed else ((split,), grid)
    found = _aggregate.moments(kpi, data, scope, by, goal, asked)
    if not set(groups) <= {group.key[-1] for group in found}:  # looking up every value takes a scan, so only where one is missing
        _refuse_unknown_values(data, split, groups, periods)
    if not timed or before is None or grid is None:
        return _pair(found, groups), None
    now, then = ([replace(group, key=group.key[1:]) for group in found if group.key[0] == period.key] for period in (grid[0], before))
    return _pair(now, groups), _pair(then, groups)


def _pair(found: Iterable[Group], groups: tuple[str, str]) -> tuple[Group, Group]:
    known = {group.key[0]: group for group in found}
    a, b = (known.get(name) or Group((name,), Moments(0), {}) for name in groups)
    return a, b


def _difference(kpi: Kpi, a: Group, b: Group) -> Difference:
    fault = _aggregate.unlike(kpi, a, b)
    if fault:
        return Difference(None, None, None, None, "undefined", fault)
    found = difference(kpi.shape, a.moments, b.moments)
    if found.reason is None:
        return found
    reason = found.reason.replace("group A:", f"{a.key[0]}:").replace("group B:", f"{b.key[0]}:")
    return replace(found, reason=reason)


def _split(kpi: Kpi, data: Dataset, scope: Scope, split: str, groups: tuple[Group, Group]) -> tuple[int, int] | None:
    """How many were put into each group: answers, or customers reached. What a KPI counts may be an outcome, as buyers are.

    None where one of them is too small to be shown.
    """
    a, b = groups
    if a.moments.hidden or b.moments.hidden:
        return None
    if kpi.of == "response":
        return a.moments.n, b.moments.n
    reached = reach(data, scope, (split,)).set_index(split)
    if SUPPRESSED in set(reached["status"].reindex([a.key[0], b.key[0]])):
        return None
    customers = reached["n"]
    return int(customers.get(a.key[0], 0)), int(customers.get(b.key[0], 0))
