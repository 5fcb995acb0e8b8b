"""Which groups of a KPI are too small to be shown, and which others must go with them, so that none can be computed (METRICS §8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from cjm_core.estimate import Moments
from cjm_core.metrics.kpi import Kpi
from cjm_core.schema import OVERLAPPING, PERIOD_UNITS
from cjm_core.small_cells import BESIDE, too_few

if TYPE_CHECKING:
    from cjm_core.metrics._aggregate import Group

Key = tuple[Any, ...]
_MOST_SOLVED = 400  # hidden cells whose equations are looked at as a whole; a table with more is judged line by line


def shown(kpi: Kpi, by: tuple[str, ...], groups: list[Group], everybody: list[Group]) -> list[Group]:
    """The groups, those with too few people emptied. `everybody` are the same groups without the scope's choice of customers."""
    whole = {group.key: group for group in everybody}
    few = {g.key: why for g in groups if (why := _too_few(g) or _left_over(g, whole.get(g.key)))}
    beside = with_complements({g.key: g.moments.n for g in groups}, set(few), _adding_up(kpi, by))
    reasons = {**dict.fromkeys(beside, BESIDE), **few}
    return [_emptied(group, reasons[group.key]) if group.key in reasons else group for group in groups]


def _too_few(group: Group) -> str | None:
    """Few rows, or many rows of few people."""
    return too_few(group.moments.n) or too_few(group.people) or (too_few(group.moments.clusters) if group.moments.clusters else None)


def _left_over(group: Group, whole: Group | None) -> str | None:
    """Whether what a choice of customers leaves out would be too few: whole minus shown would tell their number."""
    if whole is None or not group.moments.n:
        return None
    rest = (whole.moments.n - group.moments.n, whole.people - group.people)
    return BESIDE if any(too_few(number) for number in rest) else None


def _emptied(group: Group, reason: str) -> Group:
    return replace(group, moments=Moments(0, hidden=reason), excluded={}, people=0, currencies=group.currencies)


def _adding_up(kpi: Kpi, by: tuple[str, ...]) -> tuple[int, ...]:
    """The places in the key whose parts add up to a total. A customer can be at several touchpoints and in several periods."""
    one_place = kpi.of in ("response", "order", "cart") or kpi.first_row
    free = (*(() if one_place else OVERLAPPING), *((*PERIOD_UNITS, "period") if kpi.per_period else ()))
    return tuple(at for at, name in enumerate(by) if name not in free)


def with_complements(counts: Mapping[Key, int], hidden: set[Key], axes: Iterable[int]) -> set[Key]:
    """The hidden cells and the further ones that must be hidden with them: no cell may follow from the others and the totals.

    `axes` are the places in the key along which totals are shown. Where one cell of a line is hidden alone, the smallest other one
    that is not 0 is hidden, too; ties go by order.
    """
    order, found, axes = {key: at for at, key in enumerate(counts)}, set(hidden), tuple(axes)
    filled = {key for key, n in counts.items() if n}
    lines: dict[tuple[int, Key], list[Key]] = {}
    for key in counts:
        for axis in axes:
            lines.setdefault((axis, (*key[:axis], *key[axis + 1 :])), []).append(key)
    while True:
        alone = [line for line in lines.values() if sum(key in found for key in line) == 1]
        rest = _first(alone, filled - found)
        rest = rest or _first((_neighbours(key, lines) for key in _solved(sorted(found, key=order.__getitem__), lines, filled)), filled - found)
        if not rest:
            return found
        found.add(min(rest, key=lambda key: (counts[key], order[key])))


def _first(lines: Iterable[list[Key]], free: set[Key]) -> list[Key]:
    """What can still be hidden of the first line that has any."""
    return next((rest for line in lines if (rest := [key for key in line if key in free])), [])


def _neighbours(key: Key, lines: Mapping[tuple[int, Key], list[Key]]) -> list[Key]:
    return [other for line in lines.values() if key in line for other in line]


def _solved(hidden: list[Key], lines: Mapping[tuple[int, Key], list[Key]], filled: set[Key]) -> list[Key]:
    """The hidden cells that the totals of all lines together determine: no solution of the homogeneous equations touches them."""
    crossing = len({axis for axis, _ in lines}) > 1
    if not crossing or not 0 < len(hidden) <= _MOST_SOLVED:
        return []
    place = {key: at for at, key in enumerate(hidden)}
    wide = [line for line in lines.values() if sum(key in filled for key in line) > 1]  # the total of a single cell hides with it
    equations = np.zeros((max(len(wide), 1), len(hidden)))
    for row, line in enumerate(wide):
        equations[row, [place[key] for key in line if key in place]] = 1.0
    _, sizes, basis = np.linalg.svd(equations)
    free = basis[int((sizes > 1e-9).sum()) :]
    return [key for key in hidden if not (np.abs(free[:, place[key]]) > 1e-9).any()]
