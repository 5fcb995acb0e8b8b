"""The demo as a dataset: its spreadsheets are written, and go the way of anybody's spreadsheets."""

from __future__ import annotations

from pathlib import Path

from cjm_core.demo import CUSTOMERS, ROLES, SEED, plan, write_spreadsheets
from cjm_core.ingest.build import Progress, build
from cjm_core.plan import ImportReport, Source
from cjm_core.reading.read import read_table

NAME = "Demo shop"


def make(out: Path, customers: int = CUSTOMERS, seed: int = SEED, progress: Progress | None = None) -> ImportReport:
    """Write the spreadsheets beside `out` and build the dataset from them. Raises BadInput for an impossible size or seed."""
    write_spreadsheets(out.parent, customers, seed)
    sources = [Source(read_table(path), mapping) for path, mapping in plan(out.parent)]
    return build(sources, out, name=NAME, roles=ROLES, demo=True, progress=progress)
