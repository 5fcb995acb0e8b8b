"""How many of the Pollock benchmark's polluted CSV files are read as they were meant: this reader, pandas and DuckDB.

    python benchmarks/pollock.py [FOLDER]

FOLDER holds `csv/` (files as found) and `clean/` (each file as it should load); without it the folder `shared/data/pollock` beside the
project is used, where there is one. No reader is given a hint. The rule, the same for all three: a file counts when its header and
all its cells, in their order, are as in `clean/`, an empty cell being the same as none. Where `clean/` has no header (the first row of the
polluted file is data), the reader must not make one of a row: rows are compared, and names a reader made up are not.
Exit status 1 if another reader leads.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from cjm_core.reading.read import as_json, read_table

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data" / "pollock"
Cells = list[list[str]]
Reader = Callable[[Path], tuple[Cells, bool]]


def ours(path: Path) -> tuple[Cells, bool]:
    """Header and rows; whether the header was made up."""
    got = as_json(read_table(path))
    return [got["columns"], *([cell or "" for cell in row] for row in got["rows"])], not got["header_lines"]  # type: ignore[attr-defined,list-item]


def by_pandas(path: Path) -> tuple[Cells, bool]:
    """`read_csv` with its defaults, everything as text."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    return [list(map(str, frame.columns)), *frame.fillna("").astype(str).to_numpy().tolist()], False


def by_duckdb(path: Path) -> tuple[Cells, bool]:
    """`read_csv` with its own sniffer, everything as text."""
    found = duckdb.connect().execute("SELECT * FROM read_csv(?, all_varchar=true)", [str(path)])
    names = [column[0] for column in found.description]
    rows = [[cell or "" for cell in row] for row in found.fetchall()]
    return [names, *rows], all(name.startswith("column") and name[6:].isdigit() for name in names)


READERS: dict[str, Reader] = {"this reader": ours, "pandas.read_csv": by_pandas, "DuckDB read_csv": by_duckdb}


def same(reader: Reader, path: Path, clean: Cells) -> bool:
    """Whether the file is read as in `clean`; a reader that stops has not read it, except a file without anything in it."""
    try:
        cells, made_up = reader(path)
    except Exception:  # whatever a reader says instead of a table
        return not clean
    return (cells[1:] if made_up or not clean else cells) == clean


def main() -> int:
    """Read every file with every reader and print the shares."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=BESIDE)
    folder: Path = parser.parse_args().folder
    files = sorted((folder / "csv").glob("*")) if (folder / "csv").is_dir() else []
    if not files:
        print(f"There are no Pollock files in {folder}; name the folder that holds csv/ and clean/.")
        return 0
    wrong: dict[str, list[str]] = {name: [] for name in READERS}
    for path in files:
        with (folder / "clean" / path.name).open(newline="", encoding="utf-8") as file:
            clean = [row for row in csv.reader(file) if row]
        for name, reader in READERS.items():
            if not same(reader, path, clean):
                wrong[name].append(path.name)
    for name, failed in wrong.items():
        print(f"{name:16} {len(files) - len(failed):4} of {len(files)}  {1 - len(failed) / len(files):.1%}")
    print("Not as in clean/ by this reader: " + (", ".join(wrong["this reader"]) or "none"))
    return int(any(len(wrong["this reader"]) >= len(failed) for name, failed in wrong.items() if name != "this reader"))


if __name__ == "__main__":
    sys.exit(main())
