"""The columns of a map in a table, and which cell of which row stands in which of them."""

from __future__ import annotations

from dataclasses import dataclass

from cjm_core.journey_map.model import Cell, JourneyMap, Lane, ReportedCell, ReportedLane, TextCell, TextLane

Row = Lane | TextLane | ReportedLane


@dataclass(frozen=True)
class Column:
    """A touchpoint in its stage. `at` is its place in the rows of numbers; a stage without touchpoints has one column, `at` None."""

    stage: int
    stage_key: str
    name: str
    key: str
    at: int | None


@dataclass(frozen=True)
class Placed:
    """A cell of words and the columns that it covers, the last one exclusive."""

    cell: TextCell
    first: int
    end: int


def columns(drawn: JourneyMap) -> tuple[Column, ...]:
    """All columns in order."""
    found: list[Column] = []
    at = 0
    for number, stage in enumerate(drawn.stages):
        key = stage.key or stage.name
        for name, place in zip(stage.touchpoints, stage.keys or stage.touchpoints, strict=True):
            found.append(Column(number, key, name, place, at))
            at += 1
        if not stage.touchpoints:
            found.append(Column(number, key, "", "", None))
    return tuple(found)


def stage_spans(shown: tuple[Column, ...]) -> list[tuple[int, int, int]]:
    """(stage, first column, end) of the stages in these columns."""
    spans: list[tuple[int, int, int]] = []
    for place, column in enumerate(shown):
        if spans and spans[-1][0] == column.stage:
            spans[-1] = (column.stage, spans[-1][1], place + 1)
        else:
            spans.append((column.stage, place, place + 1))
    return spans


def placed(lane: TextLane, shown: tuple[Column, ...]) -> list[Placed]:
    """The cells of a row of words over these columns; a place without a cell has an empty one."""
    known = {cell.at: cell for cell in lane.cells}
    if lane.by == "touchpoint":
        return [Placed(known.get(one.key) or TextCell(one.key, 1), place, place + 1) for place, one in enumerate(shown)]
    keys = {column.stage: column.stage_key for column in shown}
    return [Placed(known.get(keys[stage]) or TextCell(keys[stage], end - first), first, end) for stage, first, end in stage_spans(shown)]


def number_at(row: Lane | ReportedLane, column: Column) -> Cell | ReportedCell | None:
    """The number of a row in a column; None where there is none, as in a stage without touchpoints."""
    return None if column.at is None else row.cells[column.at]
