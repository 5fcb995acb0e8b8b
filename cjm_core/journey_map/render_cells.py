"""One number of the map in words and signs, as the drawing shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cjm_core import format as fmt
from cjm_core import small_cells
from cjm_core.journey_map.model import Aim, Cell, Change, JourneyMap, Lane, ReportedCell, ReportedLane

SIGNED = ("emotion", "expectation_gap")  # lanes whose zero is a middle
_OF_EVENTS = ("leaving", "time_to_next")
_PLAIN = ("not asked", "no events", "too recent", "no importance asked")  # reasons that can stand in a cell as they are
NumberLane = Lane | ReportedLane
NumberCell = Cell | ReportedCell


def hidden(cell: NumberCell) -> str | None:
    """What stands where a number is too small to be shown."""
    return small_cells.said(cell.status, cell.reason)


def whole(cell: NumberCell, lane: NumberLane) -> str:
    """A cell's value as the map shows it: percent without decimals, scores with one."""
    return fmt.value(cell.value, lane.unit, decimals(lane), lane.name in SIGNED)


def ends(cell: NumberCell, lane: NumberLane) -> str:
    """Its interval, written likewise; empty where there is none. A time says its unit where that is not the value's."""
    said = fmt.interval(cell.ci_low, cell.ci_high, lane.unit, decimals(lane), lane.name in SIGNED)
    unit = fmt.suffix(cell.ci_high, lane.unit)
    return said if not said or said.endswith(unit) or unit == fmt.suffix(cell.value, lane.unit) else f"{said} {unit}"


def spoken(cell: NumberCell, lane: NumberLane) -> str:
    """Value and unit: '44 %', '−0.8', '52 hours'; of reach the share of all customers, where it is known."""
    if lane.name == "reach" and isinstance(cell, Cell) and cell.share is not None:
        return fmt.full(cell.share, "share", 0)
    return f"{whole(cell, lane)} {fmt.suffix(cell.value, lane.unit)}".strip()


def decimals(lane: NumberLane) -> int | None:
    """How many decimals its numbers have in every drawing; None: as many as each needs."""
    if lane.unit in ("share", "points"):
        return 0
    return None if isinstance(lane, ReportedLane) or lane.unit in ("seconds", "money", "number") else 1


def moved(change: Change, lane: NumberLane) -> str:
    """'change −11' in the lane's own unit; since when stands once, under the map."""
    return f"change {difference(change.value, lane)}"


def difference(value: float, lane: NumberLane) -> str:
    """'−11', '+0.3', '±0', '+2 hours': a difference as short as the lane writes its values."""
    if lane.unit == "seconds":
        return fmt.change(value, lane.unit)
    text = fmt.value(value, lane.unit, decimals(lane), signed=True)
    return text if text[0] in f"+{fmt.MINUS}" else f"±{text}"


def empty(cell: NumberCell | None, lane: NumberLane) -> str:
    """What stands where there is no number: hidden, too recent, not asked."""
    if cell is None:
        return "not reported"
    told = hidden(cell)
    if told:
        return told
    if lane.name in _OF_EVENTS and cell.reason != "not asked":
        return "too recent" if lane.name == "leaving" and cell.n == 0 else "–"
    return cell.reason if cell.reason in _PLAIN and cell.reason else "no events" if lane.name == "reach" else "not known"


def side(cell: NumberCell, lane: NumberLane) -> str:
    """good, bad or nothing: whether the whole interval lies on one side, and that side is better or worse.

    The one rule for every drawing. How many come is neither good nor bad, and the curve has a scale in words.
    """
    mark = cell.mark if isinstance(cell, Cell) and cell.value is not None else None
    if mark is None or lane.better not in ("higher", "lower") or lane.name in ("reach", "emotion"):
        return ""
    return "good" if (mark == "above") == (lane.better == "higher") else "bad"


def sign(cell: NumberCell, lane: NumberLane) -> str:
    """▲ or ▼ beside blue and orange, and nowhere else."""
    return {"above": "▲", "below": "▼"}[str(getattr(cell, "mark", ""))] if side(cell, lane) else ""


def moved_sign(change: Change) -> str:
    """▲ or ▼ where a change is more than chance."""
    return ("▲" if change.value > 0 else "▼") if change.real else ""


def beside(cell: NumberCell | None, lane: NumberLane) -> str:
    """What a marked number is read against."""
    return "its target" if getattr(cell, "aim", None) else "0" if lane.name == "expectation_gap" else "the map’s mean"


def number(cell: NumberCell | None, lane: NumberLane, scale: tuple[float, float] | None, against: str) -> dict[str, Any]:
    """A cell for the template. `scale`: the ends of the range bar; `against`: what blue and orange mean."""
    if cell is None or cell.value is None:
        return {"value": None, "empty": empty(cell, lane), "why": (cell.reason or "") if cell is not None else ""}
    arrow = sign(cell, lane)
    share = min(cell.share, 1.0) if isinstance(cell, Cell) and lane.name == "reach" and cell.share is not None else None
    return {
        "value": whole(cell, lane), "suffix": fmt.suffix(cell.value, lane.unit), "side": side(cell, lane), "weak": cell.status != "ok",
        "arrow": arrow, "said": f"{getattr(cell, 'mark', '')} {against}" if arrow else "",
        "grade": cell.grade or "measured", "bar": _bar(cell, scale) if scale else None, "lines": _lines(cell, lane),
        "share": share, "n": None if cell.n is None else fmt.count(cell.n), "change": _change(cell, lane), "aim": _aim(cell, lane),
    }  # fmt: skip


def _lines(cell: NumberCell, lane: NumberLane) -> tuple[str, ...]:
    """The small lines under a value: interval, n, and when a reported number is from."""
    few = " · few" if cell.status == "small_sample" else ""
    if isinstance(cell, ReportedCell):
        n = "n not given" if cell.n is None else f"n {fmt.count(cell.n)}{few}"
        return (ends(cell, lane) or "no interval", n, cell.period)
    return tuple(line for line in (ends(cell, lane), f"n {fmt.count(cell.n)}{few}") if line)


def _change(cell: NumberCell, lane: NumberLane) -> dict[str, Any] | None:
    change = cell.change if isinstance(cell, Cell) else None
    if change is None:
        return None
    return {"text": moved(change, lane), "arrow": moved_sign(change)}


def _aim(cell: NumberCell, lane: NumberLane) -> str:
    aim = cell.aim if isinstance(cell, Cell) else None
    return f"{target(aim, lane)} · {aim.label}" if aim else ""


def target(aim: Aim, lane: NumberLane) -> str:
    """'target 60 %'."""
    return f"target {fmt.value(aim.value, lane.unit, decimals(lane), lane.name in SIGNED)} {fmt.suffix(aim.value, lane.unit)}".strip()


def scale_of(lane: NumberLane, cells: Sequence[NumberCell | None]) -> tuple[float, float] | None:
    """The ends of a lane's range bars: those of its scale, or as far as it goes to both sides of 0; None where neither says anything."""
    if lane.unit == "share":
        return 0.0, 1.0
    if lane.unit == "points":
        return -100.0, 100.0
    if lane.name != "expectation_gap":
        return None
    known = [abs(end) for cell in cells if cell is not None for end in (cell.value, cell.ci_low, cell.ci_high) if end is not None]
    far = max(known, default=0.0)
    return (-far, far) if far else None


def _bar(cell: NumberCell, scale: tuple[float, float]) -> dict[str, float | None]:
    """Percent along the bar: where the interval begins, how long it is, the value and the target."""
    value = cell.value or 0.0
    aim = cell.aim if isinstance(cell, Cell) else None
    low, high = (_along(value if end is None else end, scale) for end in (cell.ci_low, cell.ci_high))
    return {"left": low, "width": high - low, "value": min(_along(value, scale), 98), "aim": _along(aim.value, scale) if aim else None,
            "zero": 50.0 if scale[0] < 0 else None}  # fmt: skip


def _along(value: float, scale: tuple[float, float]) -> float:
    return min(max((value - scale[0]) / (scale[1] - scale[0]) * 100, 0.0), 100.0)


def behind(cell: NumberCell, lane: NumberLane, journey_map: JourneyMap, against: str) -> list[tuple[str, str]]:
    """What a file tells about a number when it is pressed: everything that is known of it, in words."""
    exactly = decimals(lane) if lane.unit != "share" else 1
    exact = f"{fmt.value(cell.value, lane.unit, exactly, lane.name in SIGNED)} {fmt.suffix(cell.value, lane.unit)}".strip()
    told = [("Value", exact), ("95 % interval", fmt.interval(cell.ci_low, cell.ci_high, lane.unit, exactly, lane.name in SIGNED) or "none"),
            ("Rests on", "n not given" if cell.n is None else f"n {fmt.count(cell.n)}"), ("Evidence", cell.grade or "measured")]  # fmt: skip
    if isinstance(cell, ReportedCell):
        told += [("About", cell.period), ("Source", cell.source)]
    else:
        told += [*_behind_measured(cell, lane, against), ("Period", journey_map.period), ("Source", ", ".join(journey_map.sources))]
    return [(term, text) for term, text in (*told, ("Note", cell.reason or "")) if text]


def _behind_measured(cell: Cell, lane: NumberLane, against: str) -> list[tuple[str, str]]:
    told = []
    if side(cell, lane):
        told.append(("Beyond chance", f"{cell.mark} {against}"))
    if cell.share is not None:
        told.insert(0, ("Share", f"{fmt.value(cell.share, 'share')} % of all customers in this selection"))
    if cell.change:
        span = fmt.from_to(cell.change.ci_low, cell.change.ci_high, lane.unit) if None not in (cell.change.ci_low, cell.change.ci_high) else ""  # type: ignore[arg-type]
        noise = "more than chance" if cell.change.real else "may be chance"
        told.append(("Change", f"{difference(cell.change.value, lane)} since {cell.change.since}{f' ({span})' if span else ''}, {noise}"))
    if cell.aim:
        told.append(("Target", f"{target(cell.aim, lane).removeprefix('target ')} by {cell.aim.by}: {cell.aim.label}"))
    return told
