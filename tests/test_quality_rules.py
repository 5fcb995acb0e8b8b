"""Rows that are left out because somebody wanted it so are not held against the data."""

from __future__ import annotations

from pathlib import Path

from cjm_core import quality
from cjm_core.dataset import Dataset
from cjm_core.ingest.build import build
from cjm_core.plan import Mapping, RowRule, Source
from cjm_core.reading.read import read_table

RULE = RowRule("status", ("test",), "is a test")
LOG = Mapping("events", {"customer_id": "who", "event_time": "at", "touchpoint": "what"}, left_out=(RULE,))


def log(folder: Path, *more: str) -> quality.Quality:
    """Three tests and six visits, and more lines."""
    visits = [f"c{n},2026-01-0{n},Visit,{'test' if n < 4 else 'real'}" for n in range(1, 10)]
    (folder / "log.csv").write_text("\n".join(["who,at,what,status", *visits, *more]) + "\n", encoding="utf-8")
    build([Source(read_table(folder / "log.csv"), LOG)], folder / "log.duckdb", name="log")
    return quality.measure_quality(Dataset.open(folder / "log.duckdb"))


def test_a_fault_is_told_without_what_was_left_out_by_a_rule(tmp_path: Path) -> None:
    found = log(tmp_path, ",2026-01-09,Visit,real")
    (one,) = (one for one in found.findings if one.kind == "rejected")
    assert (one.count, one.of, one.sentence) == (1, 10, "**1 of 10** row was left out: 1 has no customer.")
    assert list(one.examples["Line"]) == [11]
    assert list(quality.sources_in_words(found)["Why"]) == ["3 are a test; 1 has no customer"]


def test_rules_alone_are_no_finding_but_are_counted(tmp_path: Path) -> None:
    found = log(tmp_path)
    assert not [one for one in found.findings if one.kind == "rejected"]
    assert (found.rows_read, found.rows_loaded) == (9, 6) and found.answer.startswith("**6 of 9 rows** are in")
