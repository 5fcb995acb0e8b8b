"""Rows of people who asked to be forgotten do not come back with the next export (METRICS §8)."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from cjm_core.home import home
from cjm_core.ingest.faults import FORGOTTEN, literal
from cjm_core.ingest.staging import Staged
from cjm_core.privacy.suppression_list import forgotten
from cjm_core.workspace import Workspace


def leave_out_forgotten(con: duckdb.DuckDBPyConnection, staged: Sequence[Staged]) -> None:
    """Mark every row whose customer is on the list. Without a list nothing is read."""
    path = home() / "workspace.sqlite"
    workspace = Workspace.open(path) if path.exists() else None
    if workspace is None or not workspace.newest("forgotten"):
        return
    for item in staged:
        for column in _ids(item):
            ids = [row[0] for row in con.execute(f"SELECT DISTINCT {column} FROM {item.typed} WHERE {column} IS NOT NULL").fetchall()]
            found = sorted(forgotten(workspace, ids))
            if found:
                listed, said = ", ".join(map(literal, found)), literal(FORGOTTEN)
                con.execute(f"UPDATE {item.typed} SET fault = {said}, event_fault = {said} WHERE {column} IN ({listed})")


def _ids(item: Staged) -> list[str]:
    """The typed columns that name customers: in a key file every column does, in a table of totals none."""
    kind = item.source.mapping.kind
    return [] if kind == "reported" else ["customer_id", *item.dimensions.values()] if kind == "links" else ["customer_id"]
