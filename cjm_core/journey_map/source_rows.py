"""From which files, and how many of their rows, the numbers at one touchpoint come."""

from __future__ import annotations

from dataclasses import dataclass

from cjm_core.dataset import Dataset
from cjm_core.scope import Scope
from cjm_core.small_cells import too_few


@dataclass(frozen=True)
class SourceRows:
    """Rows of one file (and sheet) behind a touchpoint; a count is None where it is of too few to be shown."""

    file: str
    kind: str  # events or answers
    rows: int | None


def source_rows(data: Dataset, scope: Scope, touchpoint: str) -> tuple[SourceRows, ...]:
    """The files behind a touchpoint in this period, those with most rows first."""
    found = data.query(_ROWS, scope, touchpoint=touchpoint, timed=scope.has_period)
    return tuple(
        SourceRows(f"{row['file']}, {row['sheet']}" if row["sheet"] else row["file"], row["kind"], None if too_few(row["n"]) else int(row["n"]))
        for row in found.to_dict("records")
    )


_ROWS = """
WITH used AS (
  SELECT source, 'events' AS kind, count(*) AS n FROM scoped_events
  WHERE touchpoint::VARCHAR = $touchpoint AND event_time >= $start AND event_time < $end GROUP BY source
  UNION ALL
  SELECT source, 'answers' AS kind, count(*) AS n FROM scoped_surveys
  WHERE touchpoint::VARCHAR = $touchpoint AND state = 'valid'
    AND (answered_at IS NULL AND NOT $timed OR answered_at >= $start AND answered_at < $end) GROUP BY source)
SELECT s.file, coalesce(s.sheet, '') AS sheet, used.kind, used.n FROM used JOIN sources s USING (source) ORDER BY used.n DESC, s.file
"""
