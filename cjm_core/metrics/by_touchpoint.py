"""A KPI at every touchpoint as sums, so that two selections can be held against each other, also where one lies inside the other."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from cjm_core.compare import Difference, difference
from cjm_core.dataset import Dataset
from cjm_core.estimate import Moments
from cjm_core.metrics import _aggregate, _kept, _needs, _periods
from cjm_core.metrics._aggregate import Group
from cjm_core.metrics.kpi import Kpi
from cjm_core.scope import Scope

_SUMMED = ("share", "net", "mean")


def by_touchpoint(kpi: Kpi, data: Dataset, scope: Scope) -> dict[str, Group]:
    """The KPI's sums at each touchpoint, small ones hidden; empty where the data lack what it needs. One query."""
    if _needs.lacking(kpi, data, None):
        return {}
    kept = _kept.groups(kpi, data, scope)
    if kept is not None:
        return kept
    by = ("touchpoint",)
    found = _aggregate.moments(kpi, data, scope, by, None, _periods.grid(kpi, data, scope, by, None))
    return {group.key[0]: replace(group, weight=0.0) if group.moments.hidden else group for group in found}


def inside(part: Scope, whole: Scope) -> bool:
    """Whether everything in `part` is in `whole`, too: no other customers, no other time."""
    mine, theirs = part.values_of(), whole.values_of()
    if replace(part, start=None, end=None, where=()) != replace(whole, start=None, end=None, where=()):
        return False
    fewer = all(name in mine and set(mine[name]) <= set(values) for name, values in theirs.items())
    return fewer and not _before(part.start, whole.start) and not _after(part.end, whole.end)


def _before(start: datetime | None, limit: datetime | None) -> bool:
    return limit is not None and (start is None or start < limit)


def _after(end: datetime | None, limit: datetime | None) -> bool:
    return limit is not None and (end is None or end > limit)


def rest(whole: Group, part: Group, shape: str) -> Group:
    """The units of `whole` that are not in `part`, which lies inside it. Hidden where one of them is.

    `shape` must be one whose sums are over units: share, net or mean.
    """
    if shape not in _SUMMED:
        raise ValueError(f"the rest of a {shape} does not follow from two sums")
    n, weight = whole.moments.n - part.moments.n, whole.weight - part.weight
    hidden = whole.moments.hidden or part.moments.hidden
    if hidden or n <= 0 or weight <= 0:
        return replace(whole, moments=Moments(0, hidden=hidden), people=0, weight=0.0)
    (all_x, all_xx, all_2), (x, xx, squares) = _raw(whole), _raw(part)
    scale, effective = n / weight, weight**2 / (all_2 - squares)
    alike = whole.moments.n_effective is None and part.moments.n_effective is None
    left = Moments(n, (all_x - x) * scale, max(all_xx - xx, 0.0) * scale, n_effective=None if alike else effective)
    return replace(whole, moments=left, people=max(whole.people - part.people, 0), weight=weight)


def _raw(group: Group) -> tuple[float, float, float]:
    """Sums of weight times x and times x squared, and of the squared weights."""
    m = group.moments
    if not m.n:
        return 0.0, 0.0, 0.0
    unscaled = group.weight / m.n
    return m.sum_x * unscaled, m.sum_xx * unscaled, group.weight**2 / m.size


def apart(kpi: Kpi, a: Group, b: Group) -> Difference | None:
    """B − A, or None where one of them is no number, is hidden, or they must not be compared."""
    if a.moments.hidden or b.moments.hidden or _aggregate.unlike(kpi, a, b):
        return None
    found = difference(kpi.shape, a.moments, b.moments)
    return None if found.value is None else found
