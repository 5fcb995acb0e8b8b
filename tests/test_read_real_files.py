"""Reading real files that nobody here wrote; see shared/data/README.md. They are not part of the project."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from cjm_core.errors import BadInput
from cjm_core.reading.read import as_json, read_table, sheet_names

SHARED = Path(__file__).parents[1].parent / "shared" / "data"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of real files (shared/data) is not on this machine")


def files(folder: str) -> list[Path]:
    return sorted(path for path in (SHARED / folder).glob("*") if path.is_file())


@needs_shared
@pytest.mark.parametrize("path", files("csv_spectrum/csvs"), ids=lambda path: path.stem)
def test_csv_spectrum(path: Path) -> None:
    """max-mapper/csv-spectrum: the expected content lies beside each file as JSON."""
    expected = json.loads((path.parents[1] / "json" / f"{path.stem}.json").read_text())
    if path.stem == "location_coordinates":  # its JSON holds another telephone number than the CSV, as published
        expected = [expected | {"Contact Phone Number": "2095257564"}]
    got = as_json(read_table(path))
    assert [dict(zip(got["columns"], [cell or "" for cell in row], strict=True)) for row in got["rows"]] == expected  # type: ignore[call-overload,attr-defined]


@needs_shared
@pytest.mark.parametrize("folder", ["readxl", "frictionless", "qualtrics", "naughty_strings", "reviews"])
def test_only_sentences_come_out_of_odd_files(folder: str) -> None:
    for path in files(folder):
        try:
            sheets = sheet_names(path)
            for sheet in sheets or [None]:
                table = read_table(path, sheet)
                assert table.cells.num_rows == len(table.lines)
        except BadInput as refusal:
            assert path.name in str(refusal)


@needs_shared
def test_pollock() -> None:
    """HPI's Pollock benchmark (VLDB 2023): files whose cells load as in clean/. The floor may only rise."""
    same = []
    for path in files("pollock/csv"):
        got = as_json(read_table(path))
        cells = [got["columns"]] * bool(got["header_lines"]) + [[cell or "" for cell in row] for row in got["rows"]]  # type: ignore[attr-defined]
        with (path.parents[1] / "clean" / path.name).open(newline="", encoding="utf-8") as file:
            same.append(cells == [row for row in csv.reader(file) if row])
    assert len(same) == 79
    assert sum(same) >= 77


@needs_shared
def test_real_files_have_their_rows() -> None:
    """Row counts as published in the folder's README."""
    assert read_table(SHARED / "event_logs" / "receipt.csv").cells.num_rows == 8577
    assert read_table(SHARED / "telco" / "Telco-Customer-Churn.csv").cells.num_rows == 7043
    survey = read_table(next((SHARED / "sfo_2017").glob("*.csv")))
    assert (survey.cells.num_rows, len(survey.columns)) == (2831, 97)
    food = read_table(SHARED / "relay_foods" / "relay-foods.xlsx")
    assert (food.cells.num_rows, food.columns[:4]) == (2891, ("OrderId", "OrderDate", "UserId", "column_4"))
    assert as_json(food)["rows"][0] == ["262", "2009-01-11", "47", None, "TRQKD", "2", "2009-01-12"]  # type: ignore[index]
