"""Small tables of sums, written in a test, as they are read from a file."""

from __future__ import annotations

import pyarrow as pa

from cjm_core.plan import Mapping, Source, Table
from cjm_core.understanding.summed import proposed

AGENCY = "Touchpoint;Month;CSAT;n\nCheckout;Jan 2026;52,5 %;250\nDelivery;Jan 2026;60 %;180\nCheckout;Feb 2026;50 %;25\nMoon;Feb 2026;70 %;80\n"
BOARD = "KPI,2025,Q1 2026\nNPS,31,28\nStaff,40,42\n"


def table(text: str, file: str = "board.csv", mark: str = ",") -> Table:
    """A table as it is read, without a file."""
    rows = [line.split(mark) for line in text.strip("\n").split("\n")]
    head, cells = rows[0], [[cell or None for cell in row] for row in rows[1:]]
    columns = {name: pa.array([row[at] for row in cells], pa.string()) for at, name in enumerate(head)}
    return Table(file, None, tuple(head), pa.table(columns), pa.array(range(2, len(cells) + 2), pa.int64()), str(hash((file, text))))


def source(text: str, file: str = "board.csv", mark: str = ",") -> Source:
    read = table(text, file, mark)
    found = proposed(read)
    assert found is not None
    return Source(read, Mapping("reported", summed=found))
