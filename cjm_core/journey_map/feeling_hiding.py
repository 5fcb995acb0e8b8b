"""Which points of several curves must be hidden, so that a group that is too small cannot be computed from the others (METRICS §8)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import numpy.typing as npt

from cjm_core.estimate import Moments
from cjm_core.metrics._aggregate import Group
from cjm_core.metrics._hiding import with_complements
from cjm_core.scope import Scope
from cjm_core.settings import in_force
from cjm_core.small_cells import BESIDE, too_few

Curves = Sequence[dict[str, Group]]
Place = tuple[int, str]  # curve (0 is the map's own) and touchpoint
Whole = npt.NDArray[np.int64]
Sets = npt.NDArray[np.bool_]
_NOBODY = Group((), Moments(0), {})
_TIMES = (-2, -1, 0, 1, 2)  # how often a curve may be added or taken away by somebody who computes


def kept_apart(scopes: Sequence[Scope], curves: Curves) -> list[dict[str, Group]]:
    """The curves without points from which, with the points of the others, few people's feelings could be computed.

    The map's own curve, the first, stays as it is.
    """
    if not in_force().hide_below or len(scopes) == 1:
        return list(curves)
    told = [_computable(_parts(scopes, others)) for others in (True, False)]
    hidden = {(at, name) for at, groups in enumerate(curves) for name, group in groups.items() if group.moments.hidden}
    while more := set(_telling(told, curves, hidden)) - hidden or _alone(curves, hidden):
        hidden |= more
    return [{name: _emptied(group) if (at, name) in hidden else group for name, group in groups.items()} for at, groups in enumerate(curves)]


def _emptied(group: Group) -> Group:
    return replace(group, moments=Moments(0, hidden=group.moments.hidden or BESIDE), excluded={}, people=0, weight=0.0)


@dataclass(frozen=True, eq=False)
class _Told:
    """What can be computed: `ways` to add and take away curves that leave a set, in how many `times` it is counted, and which are the `sets`.

    `own` are the curves as sets. A set says of each part, the smallest that can be told apart, whether it is inside. `nothing` are the
    ways that leave nobody, if there are the parts that were thought of and no others.
    """

    ways: Whole
    times: Whole
    sets: Sets
    own: Sets
    nothing: Whole


def _parts(scopes: Sequence[Scope], others: bool) -> Sets:
    """The parts, one a row: in which of the scopes (columns) it lies. `others`: whether there is anybody with values never named."""
    chosen = [scope.values_of() for scope in scopes]
    parts = {tuple(row) for row in _by_time(scopes, others)}
    for name in sorted({name for values in chosen for name in values}):
        named: set[str | None] = {value for values in chosen for value in values.get(name, ())}
        values = named | {None} if others or len(named) == 1 else named
        lies = {tuple(name not in one or value in one[name] for one in chosen) for value in values}
        parts = {tuple(a and b for a, b in zip(part, one, strict=True)) for part in parts for one in lies}
    return np.array(sorted(parts), dtype=np.bool_)


def _by_time(scopes: Sequence[Scope], others: bool) -> Iterator[list[bool]]:
    """The same for every stretch between two ends of periods, and for answers without a date."""
    if others:
        yield [not scope.has_period for scope in scopes]
    yield [scope.start is None for scope in scopes]
    for cut in sorted({cut for scope in scopes for cut in (scope.start, scope.end) if cut}):
        yield [(scope.start is None or scope.start <= cut) and (scope.end is None or cut < scope.end) for scope in scopes]


def _computable(parts: Sets) -> _Told:
    """Every way whose sum holds each part equally often or not at all."""
    ways = np.array(list(product(_TIMES, repeat=parts.shape[1])), dtype=np.int64)
    sums = ways @ parts.T.astype(np.int64)
    times = sums.max(axis=1)
    found = (times > 0) & ((sums == 0) | (sums == times[:, None])).all(axis=1)
    return _Told(ways[found], times[found], sums[found] > 0, parts.T, ways[(sums == 0).all(axis=1)])


def _telling(told: Sequence[_Told], curves: Curves, hidden: set[Place]) -> Iterator[Place]:
    """Points that would tell of a small or a hidden group."""
    for name in sorted({name for groups in curves for name in groups}):
        groups = [one.get(name, _NOBODY) for one in curves]
        n, people = np.array([one.moments.n for one in groups]), np.array([one.people for one in groups])
        gone = [at for at in range(len(curves)) if (at, name) in hidden]
        small = [at for at, one in enumerate(groups) if one.moments.hidden]
        beside = [at for at in gone if groups[at].moments.hidden in (None, BESIDE)]  # what is too small itself is found by its number
        for one in told:
            if (_without(one.nothing, small) @ n).any():
                continue  # there are other parts than thought of
            few = _few(one.ways @ n / one.times) | _few(one.ways @ people / one.times)
            secret = (one.sets[:, None, :] == one.own[None, beside, :]).all(axis=2).any(axis=1)
            for way in _without(one.ways[few | secret], gone):
                others = [at for at in np.flatnonzero(way).tolist() if at and n[at]]
                if others:
                    yield min(others, key=n.__getitem__), name


def _without(ways: Whole, unseen: list[int]) -> Whole:
    """The ways that need none of the unseen curves."""
    needed: Sets = (ways[:, unseen] != 0).any(axis=1)
    return ways[~needed]


def _few(numbers: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    return np.array([too_few(number) is not None for number in numbers])


def _alone(curves: Curves, hidden: set[Place]) -> set[Place]:
    """A second point of the first curve in which one alone is hidden: that one would follow from the curve's mean.

    Where other curves have a hidden point it costs least.
    """
    elsewhere = {name for _, name in hidden}
    for at, groups in enumerate(curves):
        gone = {(name,) for name in groups if (at, name) in hidden}
        order = sorted(groups, key=lambda name: (name not in elsewhere, groups[name].moments.n, name))
        costs = {(name,): place if groups[name].moments.n else 0 for place, name in enumerate(order, 1)}
        more = with_complements(costs, gone, (0,)) - gone if at and gone else set()
        if more:
            return {(at, name) for (name,) in more}
    return set()
