"""Which export a table is, told by its headers."""

from __future__ import annotations

import re

from cjm_core.plan import Table
from cjm_core.understanding.presets.headers import first, key, known
from cjm_core.understanding.presets.model import Preset, presets

_CELLS = 50


def recognised(table: Table) -> Preset | None:
    """The preset that the table's headers fit best; None where its characteristic columns are not there."""
    among = known(table)
    scores = [(_score(preset, table, among), preset) for preset in presets()]
    best = max(scores, key=lambda pair: pair[0])
    return best[1] if best[0] else None


def missing(preset: Preset, table: Table) -> str | None:
    """The name of a column that an export of this kind has and this table has not."""
    among = known(table)
    lacking = [names[0] for names in preset.needs if first(names, among) is None]
    if preset.first and first(preset.first, among) is None:
        lacking.append(preset.first[0])
    return lacking[0] if lacking else None


def _score(preset: Preset, table: Table, among: dict[str, str]) -> int:
    """How many of its names the table has; 0 where it is no such export."""
    some = sum(key(name) in among for name in preset.some)
    if not table.columns or missing(preset, table) or some < preset.least or (preset.first and not _begins(preset, table)):
        return 0
    return 1 + len(preset.needs) + some


def _begins(preset: Preset, table: Table) -> bool:
    """Whether the first column has the right name and cells, and another header is a question."""
    column = table.columns[0]
    if key(column) not in map(key, preset.first):
        return False
    cells = [text for text in table.cells.column(column).slice(0, _CELLS).to_pylist() if text]
    pattern = preset.first_cells or ""
    if pattern and (not cells or not all(re.fullmatch(pattern, text.strip()) for text in cells)):
        return False
    return not preset.asks_questions or any(_is_question(name) for name in table.columns[1:])


def _is_question(name: str) -> bool:
    return name.rstrip(" *").endswith(("?", "]", ":", ".")) or name.count(" ") >= 3
