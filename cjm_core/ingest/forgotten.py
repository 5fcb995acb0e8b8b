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
        if item.source.mapping.kind == "reported":
            continue
        ids = [row[0] for row in con.execute(f"SELECT DISTINCT customer_id FROM {item.typed} WHERE customer_id IS NOT NULL").fetchall()]
        found = sorted(forgotten(workspace, ids))
        if found:
            listed = ", ".join(map(literal, found))
            con.execute(f"UPDATE {item.typed} SET fault = {literal(FORGOTTEN)}, event_fault = {literal(FORGOTTEN)} WHERE customer_id IN ({listed})")
