"""What every drawing of a map must say: page, SVG, slides and workbook are compared with this one list, so that they cannot drift apart."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from cjm_core import format as fmt
from cjm_core.journey_map.model import Cell, JourneyMap, Lane, ReportedCell, ReportedLane
from cjm_core.takeaway.cells import clean

SIGNED = ("emotion", "expectation_gap")  # their zero is a middle


def texts_of(map: JourneyMap) -> list[str]:
    """Every text that a drawing must say, as often as it must say it: compare with `missing`."""
    said = [map.name, map.answer.replace("**", ""), map.period, map.population, map.made_at, *map.sources, *map.notes, map.compared]
    said += [map.persona.name] if map.persona else []
    said += [map.journey.kind] if map.journey else []
    for stage in map.stages:
        said += [stage.name, fmt.count(stage.customers) if stage.customers else "", *stage.touchpoints]
    for row in map.rows:
        said += [row.label]
        if isinstance(row, Lane | ReportedLane):
            said += [row.detail, *cells_of(row)]
        elif not row.collapsed:
            said += [row.detail, *(text for cell in row.cells for item in cell.items for text in (item.text, item.detail, item.stale))]
    said += [f"{map.measured} of {map.filled}"] if map.filled else []
    said += [fmt.count(many) for many in (map.customers, *(many for _, many in map.outside)) if many]
    return [text for text in [*said, *curves_of(map)] if text]


def cells_of(row: Lane | ReportedLane) -> list[str]:
    """Value, interval and n of every cell of a row of numbers that is not folded away."""
    if isinstance(row, Lane) and row.collapsed:
        return []
    return [text for cell in row.cells if cell is not None and cell.value is not None for text in numbers(cell, row)]


def numbers(cell: Cell | ReportedCell, row: Lane | ReportedLane) -> list[str]:
    """One cell as it is written: '44%', '40–49', 'n 431'. A share of all customers where it is reach."""
    if isinstance(cell, Cell) and row.name == "reach":
        return [f"{(cell.share or 0) * 100:.0f} %", fmt.count(cell.n)]
    decimals = 0 if row.unit in ("share", "points") else 1 if isinstance(row, Lane) and row.unit == "score" else None
    signed = row.name in SIGNED
    value = fmt.value(cell.value, row.unit, decimals, signed) + fmt.suffix(cell.value, row.unit)
    n = "" if cell.n is None else f"n {fmt.count(cell.n)}"
    said = [value, fmt.interval(cell.ci_low, cell.ci_high, row.unit, decimals, signed), n]
    if isinstance(cell, Cell) and cell.change is not None:
        seconds, moved = row.unit == "seconds", cell.change.value
        said.append(fmt.change(moved, row.unit) if seconds else fmt.value(moved, row.unit, decimals, signed=True))
    if isinstance(cell, Cell) and cell.aim is not None:
        said.append(cell.aim.label)
    return [*said, cell.period] if isinstance(cell, ReportedCell) else said


def curves_of(map: JourneyMap) -> list[str]:
    """The further emotion curves: whose they are, and the value of every point."""
    values = [fmt.value(cell.value, "score", 1, True) for curve in map.curves for cell in curve.cells if cell.value is not None]
    return [*(curve.label for curve in map.curves), *values]


_UNSEEN = "[\\s\u00ad\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"


def bare(text: str) -> str:
    """Without blanks and unseen signs, because every drawing breaks its lines elsewhere; what no XML can hold is a sign in its place."""
    return re.sub(_UNSEEN, "", unicodedata.normalize("NFC", clean(text)))


def missing(drawn: str, map: JourneyMap) -> list[str]:
    """What the text of a drawing (all of it, in reading order) does not say, or not as often as the map has it."""
    there, wanted = bare(drawn), Counter(bare(text) for text in texts_of(map))
    return [text for text, times in wanted.items() if there.count(text) < times]
