"""How long it takes to bring files in, beside what the libraries underneath need for the same file alone.

    python benchmarks/ingest.py [--rows 10000000] [--sheet-rows 100000] [--file EVENTS.csv]

Each step runs in a process of its own, and its peak memory is that of the process. Quote the ratios: machines differ.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

HEADER = "customer_id,event_time,touchpoint,channel,order_value,segment\n"
TYPES = {
    "customer_id": "VARCHAR", "event_time": "TIMESTAMP", "touchpoint": "VARCHAR", "channel": "VARCHAR", "order_value": "DOUBLE",
    "segment": "VARCHAR",
}  # fmt: skip
TOUCHPOINTS = ("App start", "Cart", "Order", "Delivery", "Support", "Newsletter", "Return", "Review")
REPEATS = 3  # of which the quickest counts


def write_events(path: Path, rows: int) -> None:
    """An event file of about 54 bytes a row."""
    chance = random.Random(1)
    start = datetime(2025, 1, 1)
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER)
        for number in range(rows):
            place = chance.choice(TOUCHPOINTS)
            value = f"{chance.random() * 200:.2f}" if place == "Order" else ""
            when = start + timedelta(seconds=number % 30_000_000)
            channel = chance.choice(("App", "Web", "Store", "Phone"))
            file.write(f"C{number // 12:08},{when},{place},{channel},{value},{'Families' if number % 3 else 'Students'}\n")


def write_sheet(path: Path, rows: int) -> None:
    """A workbook of eight columns: texts, a time, numbers, and empty cells among them."""
    import xlsxwriter

    chance = random.Random(1)
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    page, moment = book.add_worksheet("Data"), book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    page.write_row(0, 0, ["customer", "time", "touchpoint", "channel", "value", "score", "segment", "comment"])
    for row in range(1, rows + 1):
        page.write_string(row, 0, f"C{row % 20_000:08}")
        page.write_datetime(row, 1, datetime(2025, 1, 1) + timedelta(seconds=row * 37), moment)
        page.write_string(row, 2, chance.choice(TOUCHPOINTS))
        page.write_string(row, 3, chance.choice(("App", "Web")))
        if row % 3:
            page.write_number(row, 4, round(chance.random() * 100, 2))
        page.write_number(row, 5, row % 11)
        page.write_string(row, 6, "Families")
        if row % 5 == 0:
            page.write_string(row, 7, f"comment number {row}")
    book.close()


# --- steps, each in a process of its own ------------------------------------------------------------------------------


def sheet_by_calamine(path: str) -> None:
    """What calamine itself needs to give the sheet's cells to Python."""
    import python_calamine

    python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def read(path: str) -> None:
    """What the program needs to read the file as a table."""
    from cjm_core.reading.read import read_table

    read_table(path)


def csv_by_duckdb(path: str) -> None:
    """What DuckDB alone needs to load the file as a table of the same types, in a file."""
    import duckdb

    with tempfile.TemporaryDirectory() as folder, duckdb.connect(str(Path(folder) / "alone.duckdb")) as connection:
        connection.execute("CREATE TABLE events AS SELECT * FROM read_csv(?, header = true, columns = ?)", [path, TYPES])


def dataset(path: str) -> None:
    """What the program needs from the file to a dataset that is ready for every screen: read, proposed, checked, sorted, counted."""
    from cjm_core.ingest.build import build
    from cjm_core.plan import Source
    from cjm_core.reading.read import read_table
    from cjm_core.understanding.mapping_edit import proposed_mapping

    with tempfile.TemporaryDirectory() as folder:
        table = read_table(path)
        build([Source(table, proposed_mapping(table))], Path(folder) / "ready.duckdb", name="benchmark")


STEPS: dict[str, Callable[[str], None]] = {step.__name__: step for step in (sheet_by_calamine, read, csv_by_duckdb, dataset)}


def measured(step: str, path: Path, repeats: int) -> dict[str, float]:
    """Seconds of the quickest of several runs, and the peak memory in GB."""
    command = [sys.executable, __file__, "--step", step, "--path", str(path), "--repeats", str(repeats)]
    return dict(json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout))


def run_step(step: str, path: str, repeats: int) -> None:
    """Run a step in this process and print what it took; libraries are loaded before the clock starts."""
    import pandas  # noqa: F401
    import pyarrow.csv  # noqa: F401

    import cjm_core.ingest.build
    import cjm_core.reading.read
    import cjm_core.understanding.mapping_edit  # noqa: F401

    taken = []
    for _ in range(repeats):
        start = time.perf_counter()
        STEPS[step](path)
        taken.append(time.perf_counter() - start)
    print(json.dumps({"seconds": min(taken), "gigabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20}))


def report(title: str, ours: dict[str, float], theirs: dict[str, float], whose: str, bound: str) -> None:
    """One line: both times, their ratio, and what it is to be."""
    ratio = ours["seconds"] / theirs["seconds"]
    print(f"{title}: {ours['seconds']:.2f} s, {ours['gigabytes']:.2f} GB; {whose} alone {theirs['seconds']:.2f} s; ratio {ratio:.2f} ({bound})")


def main() -> None:
    """Make the files, run every step, print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--sheet-rows", type=int, default=100_000)
    parser.add_argument("--file", type=Path, help="an event file with the columns of TYPES, instead of a made one")
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    parser.add_argument("--path", help=argparse.SUPPRESS)
    parser.add_argument("--repeats", type=int, default=REPEATS, help=argparse.SUPPRESS)
    asked: Any = parser.parse_args()
    if asked.step:
        run_step(asked.step, asked.path, asked.repeats)
        return
    with tempfile.TemporaryDirectory() as folder:
        sheet, events = Path(folder) / "sheet.xlsx", asked.file or Path(folder) / "events.csv"
        write_sheet(sheet, asked.sheet_rows)
        alone = measured("sheet_by_calamine", sheet, REPEATS)
        report(f"XLSX, {asked.sheet_rows:,} rows", measured("read", sheet, REPEATS), alone, "calamine", "at most 1.5")
        if not asked.file:
            write_events(events, asked.rows)
        alone = measured("csv_by_duckdb", events, 1)
        size = f"CSV, {events.stat().st_size / 1e6:,.0f} MB"
        report(f"{size}, reading", measured("read", events, 1), alone, "DuckDB", "a part of the next line")
        report(f"{size}, to a ready dataset", measured("dataset", events, 1), alone, "DuckDB", "at most 4, and 2 GB")


if __name__ == "__main__":
    main()
