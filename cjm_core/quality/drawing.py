"""The coverage as rectangles: per file its rows in steps, its gaps, and the same told in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from cjm_core import format as fmt
from cjm_core.quality.coverage import sources_of
from cjm_core.quality.model import Quality

MOST_FILES = 8  # pictures; all files are in the table below them


@dataclass(frozen=True)
class FileDrawing:
    """`rows`: (start, end, rows) of each step; `gaps`: (start, end); ends are exclusive, also that of `whole`, the same for all files."""

    name: str
    rows: tuple[tuple[date, date, int], ...]
    gaps: tuple[tuple[date, date], ...]
    whole: tuple[date, date]
    every: str
    said: str


def drawings(found: Quality) -> list[FileDrawing]:
    """One per file that has dates, in the order of the files."""
    steps, wide = found.coverage.steps(), timedelta(days=1 if found.coverage.every == "day" else 7)
    if steps.empty:
        return []
    whole = (steps["start"].min(), steps["start"].max() + wide)
    files = {int(source): _name(file, sheet) for source, file, sheet in found.sources[["source", "file", "sheet"]].to_numpy().tolist()}
    drawn = []
    for source in sources_of(steps)[:MOST_FILES]:
        group = steps[steps["source"] == source]
        rows = tuple((start, start + wide, int(count)) for start, count in zip(group["start"], group["rows"], strict=True))
        gaps = tuple((gap.first, gap.last + timedelta(days=1)) for gap in found.coverage.gaps if gap.source == source)
        drawn.append(FileDrawing(files[source], rows, gaps, whole, found.coverage.every, _said(found, source, files[source])))
    return drawn


def _name(file: str, sheet: object) -> str:
    return f"{file}, {sheet}" if isinstance(sheet, str) else file


def _said(found: Quality, source: int, name: str) -> str:
    """What the picture shows, for those who cannot see it."""
    days = found.coverage.days[found.coverage.days["source"] == source]
    first, last, total = days["day"].min(), days["day"].max(), int(days["rows"].sum())
    top = days.sort_values("rows", ascending=False, kind="stable").iloc[0]
    parts = [f"{name}: {fmt.plural(total, 'dated row')} on {fmt.plural(len(days), 'day')} from {fmt.day(first)} to {fmt.day(last)}"]
    parts += [f"at most {fmt.count(int(top['rows']))} on one day, {fmt.day(top['day'])}"]
    gaps = [gap for gap in found.coverage.gaps if gap.source == source]
    parts += [f"no rows for {fmt.plural(gap.days, 'day')} from {fmt.day(gap.first)}" for gap in gaps[:3]]
    return "; ".join(parts) + "."
