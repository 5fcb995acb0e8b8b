"""Reading through a table that lies on disk does not leave it in memory."""

from __future__ import annotations

import resource
import sys
import time

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from cjm_core.reading import spill


def resident() -> int:
    """Pages of this process that are in memory now, in bytes."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * resource.getpagesize()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the system's own count is read, as this system writes it")
def test_what_was_read_through_is_given_back() -> None:
    kept = spill.Spill()
    for start in range(0, 3_000_000, 500_000):
        numbers = pa.array(range(start, start + 500_000), pa.int64())
        kept.add(pa.table({"text": pc.cast(numbers, pa.string()).cast(pa.string())}).append_column("long", pa.array(["x" * 60] * 500_000)), numbers)
    cells, _ = kept.whole()
    before = resident()
    with spill.resting():
        for column in cells.columns:
            assert pc.sum(pc.utf8_length(column)).as_py() > 0
        time.sleep(0.6)
        assert resident() - before < 0.3 * cells.nbytes
    assert cells.column("text")[2_999_999].as_py() == "2999999"
