"""One number of the map in full, and the files that it was counted from."""

from __future__ import annotations

import streamlit as st

from cjm_core import format as fmt
from cjm_core import small_cells
from cjm_core.journey_map.model import Cell, Change, Lane, ReportedCell, ReportedLane
from cjm_core.journey_map.source_rows import source_rows
from cjm_core.settings import in_force
from pages.journey import _seen
from pages.shared import data
from pages.shared.text import escaped, quiet


def number(seen: _seen.Seen, name: str, at: str) -> None:
    """Value, interval, n, status and grade of the cell in this lane, its change and its target."""
    row = next((row for row in seen.drawn.rows if name in (row.name, f"reported:{row.name}") and not hasattr(row, "written")), None)
    if not isinstance(row, Lane | ReportedLane) or at not in seen.drawn.keys:
        return
    cell = row.cells[seen.drawn.keys.index(at)]
    if cell is None:
        st.markdown(f"**{escaped(row.label)}**: nothing was reported here.")
        return
    beside = _beside(seen, row, at) if row.name == "emotion" and isinstance(row, Lane) else []
    st.markdown(f"**{escaped(row.label)}: {escaped(_value(row, cell))}**  \n{quiet(*_facts(row, cell), *beside)}")


def _beside(seen: _seen.Seen, row: Lane, at: str) -> list[str]:
    """The further curves here, and how far each is from the map's own: every number with its n and interval."""
    place, said = seen.drawn.keys.index(at), []
    for curve in seen.drawn.curves:
        cell, apart = curve.cells[place], curve.differences[place]
        said += [f"{curve.label}: {_value(row, cell)} · {_facts(row, cell)[0]}"] if cell.value is not None and cell.n else []
        said += [f"{curve.label}: {_apart(row, apart, 'against')}"] if apart else []
    return said


def _value(row: Lane | ReportedLane, cell: Cell | ReportedCell) -> str:
    hidden = small_cells.said(cell.status, cell.reason)
    return hidden or (fmt.full(cell.value, row.unit) if cell.value is not None else cell.reason or "not known")


def _facts(row: Lane | ReportedLane, cell: Cell | ReportedCell) -> list[str]:
    """Everything else that is known of the number, a line each."""
    if cell.value is None:
        return [cell.reason or "Nothing is known here."]
    ends = fmt.interval(cell.ci_low, cell.ci_high, row.unit)
    n = "n is not given" if cell.n is None else f"n {fmt.count(cell.n)}"
    none = "A full count" if isinstance(cell, Cell) and cell.status == "ok" else "No interval"
    said = [f"95 % interval {ends} · {n}" if ends else f"{none} · {n}", f"Evidence: {cell.grade or 'none'}"]
    if cell.status == "small_sample":
        said.append(f"A hint only: n is below {in_force().min_n}." if (cell.n or 0) < in_force().min_n else "A hint only.")
    if isinstance(cell, ReportedCell):
        return [*said, f"About {cell.period}, from {cell.source}"]
    return [*said, *_moved(row, cell)]


def _moved(row: Lane | ReportedLane, cell: Cell) -> list[str]:
    """What changed since the basis, and where the target stands."""
    said = [_apart(row, cell.change, "since")] if cell.change else []
    if cell.aim:
        said.append(f"Target {fmt.full(cell.aim.value, row.unit)} by {cell.aim.by}: {cell.aim.label}")
    return said


def _apart(row: Lane | ReportedLane, change: Change, word: str) -> str:
    ends = "" if change.ci_low is None or change.ci_high is None else f" ({fmt.from_to(change.ci_low, change.ci_high, row.unit)})"
    return f"{fmt.change(change.value, row.unit)} {word} {change.since}{ends}: {'more than noise' if change.real else 'may be noise'}"


def files(seen: _seen.Seen, source: str) -> None:
    """The files and how many of their rows are about this touchpoint."""
    if seen.which.chosen is None:
        return
    found = data.measured(seen.which.chosen.dataset, source_rows, seen.scope, source)
    if found:
        said = [f"{one.file}: {'too few to be shown' if one.rows is None else f'{fmt.count(one.rows)} rows of {one.kind}'}" for one in found]
        st.markdown(quiet("Counted from " + " · ".join(said)))
