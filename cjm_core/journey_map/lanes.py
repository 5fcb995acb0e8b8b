"""Numbers become lanes: cells in the order of the map, marked, held against the period before and against targets. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from cjm_core import format as fmt
from cjm_core.compare import Difference, benjamini_hochberg, many_comparisons_sentence
from cjm_core.estimate import Estimate
from cjm_core.journey_map.layout import Column, Layout
from cjm_core.journey_map.model import Aim, Cell, Change, Lane
from cjm_core.journey_map.numbers import Found, Measured, Numbers
from cjm_core.settings import in_force, own
from cjm_core.small_cells import SUPPRESSED
from cjm_core.trends.targets import standing
from cjm_core.written import Target

_FALSE_ALARMS = 0.05  # of all changes that are called real
_DRAWN_ONLY = Cell(None, 0, None, None, "undefined", "only drawn, not in the data")


def known(cell: Cell) -> bool:
    """Whether there is a number, shown or hidden."""
    return cell.value is not None or cell.status == SUPPRESSED


def reach_lane(numbers: Numbers, layout: Layout) -> Lane:
    """Customers met at each touchpoint, and their share of all customers in scope."""
    cells = tuple(_reach_cell(numbers.reach.get(column.source or ""), numbers.customers, column) for column in layout.columns)
    return Lane("reach", "Reach", f"share of {fmt.plural(numbers.customers, 'customer')}", "number", "higher", cells)


def _reach_cell(found: Found | None, customers: int, column: Column) -> Cell:
    if column.source is None:
        return _DRAWN_ONLY
    one = found.estimate if found else None
    if one is not None and one.status == SUPPRESSED:
        return Cell(None, 0, None, None, SUPPRESSED, one.reason)
    n = one.n if one else 0
    share = n / customers if customers else None
    return Cell(n or None, n, None, None, "ok" if n else "undefined", None if n else "no events", "measured" if n else None, share=share)


_AGAINST_NOTHING = ("expectation_gap",)  # its 0 is what customers expected: above it is better than expected, whatever the map's mean


def number_lane(measured: Measured, layout: Layout) -> Lane:
    """A measured lane in the order of the map, marked where a whole interval lies above or below the value over the whole map."""
    mean = _mean(measured, [column.source for column in layout.columns if column.source is not None])
    border = 0.0 if measured.name in _AGAINST_NOTHING else mean
    cells = tuple(_cell(measured.found.get(column.source or ""), measured.empty, border, column) for column in layout.columns)
    marked = border is not None and border == mean and any(cell.mark for cell in cells)
    detail = f"{measured.detail} · mean {_plain(mean, measured.unit)}" if marked else measured.detail
    return Lane(measured.name, measured.label, detail, measured.unit, measured.better, cells, mean)


def _plain(value: float | None, unit: str) -> str:
    """'77 %', as exact as the cells beside it."""
    return f"{fmt.value(value, unit, 0 if unit in ('share', 'points') else None)} {fmt.suffix(value, unit)}".strip()


def _mean(measured: Measured, sources: Iterable[str]) -> float | None:
    """Over all answers at the touchpoints drawn."""
    found = [measured.found[name].estimate for name in sources if name in measured.found]
    valid = [one for one in found if one.value is not None and one.numerator is not None]
    n = sum(one.n for one in valid)
    scale = 100.0 if measured.shape == "net" else 1.0
    return sum(one.numerator or 0.0 for one in valid) * scale / n if n and measured.pooled else None


def _cell(found: Found | None, empty: str, mean: float | None, column: Column) -> Cell:
    if column.source is None:
        return _DRAWN_ONLY
    if found is None:
        return Cell(None, 0, None, None, "undefined", empty)
    one = found.estimate
    if one.status == SUPPRESSED:
        return Cell(None, 0, None, None, SUPPRESSED, one.reason)
    if one.value is None:
        return Cell(None, one.n, None, None, one.status, found.reason or one.reason)
    return Cell(one.value, one.n, one.ci_low, one.ci_high, one.status, one.reason, "measured", _mark(one, mean))


def _mark(one: Estimate | Cell, border: float | None) -> str | None:
    if border is None or one.ci_low is None or one.ci_high is None or one.n < in_force().min_n:
        return None
    return "above" if one.ci_low > border else "below" if one.ci_high < border else None


# ---- against the period before ------------------------------------------------------------------------------------------
def with_changes(lanes: Sequence[Lane], numbers: Numbers, layout: Layout) -> tuple[list[Lane], str]:
    """The lanes with what each cell has changed by, and the sentence that says how many changes were looked at."""
    found = {(lane.name, at): one for lane in lanes for at, one in _differences(lane, numbers, layout)}
    tested = {place: one.p for place, one in found.items() if one.p is not None}
    adjusted = dict(zip(tested, benjamini_hochberg(list(tested.values())), strict=True))
    real = {place for place, p in adjusted.items() if p < _FALSE_ALARMS and found[place].status == "ok"}
    changed = [
        replace(lane, cells=tuple(
            replace(cell, change=_change(found.get((lane.name, at)), (lane.name, at) in real, numbers.since)) for at, cell in enumerate(lane.cells)
        )) for lane in lanes
    ]  # fmt: skip
    if not tested:
        return changed, ""
    said = many_comparisons_sentence(len(tested), len(real))
    return changed, own(f"Changes since {numbers.since}: {said} Corrected after Benjamini and Hochberg over all cells shown.")


def _differences(lane: Lane, numbers: Numbers, layout: Layout) -> Iterable[tuple[int, Difference]]:
    for at, column in enumerate(layout.columns):
        name = column.source or ""
        found = numbers.measured[lane.name].found.get(name) if lane.name in numbers.measured else None
        one = numbers.felt.get(name) if lane.name == "emotion" else found.difference if found else None
        if one is not None and lane.cells[at].value is not None:
            yield at, one


def _change(one: Difference | None, real: bool, since: str) -> Change | None:
    return None if one is None or one.value is None else Change(one.value, one.ci_low, one.ci_high, real, since)


# ---- against targets ----------------------------------------------------------------------------------------------------
def with_aims(lane: Lane, numbers: Numbers, layout: Layout) -> Lane:
    """The lane with its targets; where it has any, cells are marked against them and no longer against the mean."""
    meant = [one for one in numbers.asked.targets if one.kpi == lane.name and one.every is None]
    each = [_target(meant, column, numbers.where) for column in layout.columns]
    if not any(each) or numbers.until is None:
        return lane
    cells = tuple(_aimed(cell, target, lane, numbers) for cell, target in zip(lane.cells, each, strict=True))
    values = sorted({target.value for target in each if target})
    aims = " and ".join(fmt.full(value, lane.unit) for value in values[:2]) if len(values) < 3 else "several values"
    return replace(lane, cells=cells, detail=f"{lane.detail} · marked against the target of {aims}")


def _target(targets: Sequence[Target], column: Column, where: tuple[tuple[str, str], ...]) -> Target | None:
    """The target of this touchpoint; otherwise the one of these very customers as a whole."""
    if column.source is None:
        return None
    here = next((one for one in targets if one.where == ("touchpoint", column.source)), None)
    whose = where[0] if len(where) == 1 else None
    return here or (next((one for one in targets if one.where == whose), None) if len(where) < 2 else None)


def _aimed(cell: Cell, target: Target | None, lane: Lane, numbers: Numbers) -> Cell:
    if target is None or cell.value is None or numbers.until is None:
        return replace(cell, mark=None)
    now = Estimate(cell.value, cell.n, cell.ci_low, cell.ci_high, cell.status, cell.reason, None)
    stands = standing(target, lane.better, lane.unit, now, numbers.until)
    return replace(cell, mark=_mark(cell, target.value), aim=Aim(target.value, target.by.isoformat(), stands.code, stands.label))
