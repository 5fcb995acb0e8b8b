"""How the core's time grows with the data: the demo in two sizes, each step's seconds and their ratio.

    python benchmarks/core.py [--customers 6000] [--times 10]

Prints whole-step wall times; quote the ratios, because machines differ. A step that grows faster than the data is a fault.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from cjm_core import demo, periods
from cjm_core.dataset import Dataset
from cjm_core.ingest.build import build
from cjm_core.journey_map import measure_map
from cjm_core.journeys.transitions import transitions
from cjm_core.metrics import KPIS
from cjm_core.plan import Source
from cjm_core.reading.read import read_table
from cjm_core.scope import Scope
from cjm_core.scoreboard import measure_scoreboard


def steps(folder: Path, customers: int) -> dict[str, float]:
    """Seconds of every step, from the spreadsheets to the screens."""
    taken: dict[str, float] = {}

    def timed(name: str, work: Callable[[], Any]) -> Any:
        start = time.perf_counter()
        found = work()
        taken[name] = time.perf_counter() - start
        return found

    timed("write the demo's spreadsheets", lambda: demo.write_spreadsheets(folder, customers))
    sources = timed("read them", lambda: [Source(read_table(path), mapping) for path, mapping in demo.plan(folder)])
    timed("build the dataset", lambda: build(sources, folder / "d.duckdb", name="demo", roles=demo.ROLES, demo=True))
    data = Dataset.open(folder / "d.duckdb")
    scope = Scope(*(periods.bounds(data, periods.default(data)) or (None, None)))
    timed("overview", lambda: measure_scoreboard(data, scope))
    timed("map", lambda: measure_map(data, scope))
    timed("transitions", lambda: transitions(data, scope))
    for kpi in KPIS:
        timed(f"kpi {kpi.name} by month", lambda kpi=kpi: kpi(data, Scope(), ("month",)))  # type: ignore[misc]
    taken["events"] = float(data.count_of("events"))
    return taken


def main() -> None:
    """Run both sizes and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=6000)
    parser.add_argument("--times", type=int, default=10)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as small, tempfile.TemporaryDirectory() as large:
        a, b = steps(Path(small), given.customers), steps(Path(large), given.customers * given.times)
    print(f"{'step':40} {a.pop('events'):>12,.0f} {b.pop('events'):>12,.0f}  ratio")
    for name in a:
        print(f"{name:40} {a[name]:>10.2f} s {b[name]:>10.2f} s  {b[name] / a[name]:>5.1f}")


if __name__ == "__main__":
    main()
