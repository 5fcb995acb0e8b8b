"""Small datasets from rows written in a test: a CSV file per kind, then the ordinary import."""
from __future__ import annotations

import csv
import itertools
import json
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Rows
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from cjm_core.dataset import Dataset
from cjm_core.ingest.build import build
from cjm_core.plan import Answer, Mapping, Source
from cjm_core.reading.read import read_table
from cjm_core.schema import FIELDS, QUESTIONS

REAL_FILES = Path(__file__).parents[1].parent / "shared" / "data"  # files nobody here wrote; not part of the project
_NUMBERS = itertools.count()


def real_file(name: str) -> Path:
    """A file of the shared test data; skips the test where that folder is absent."""
    path = REAL_FILES / name
    if not path.exists():
        pytest.skip(f"the shared test data are not on this machine ({name})")
    return path


def dataset(
    folder: Path,
    events: Sequence[Rows[str, Any]] | None = None,
    answers: Sequence[Rows[str, Any]] | None = None,
    roles: dict[str, str] | None = None,
    *,
    scales: dict[str, tuple[float, float]] | None = None,
    directions: dict[str, str] | None = None,
    questions: Iterable[str] = (),
    append: Dataset | None = None,
) -> Dataset:
    """The dataset of these rows. Keys are FIELD names, in `answers` also question names (and `questions`); others are dimensions.

    Values are texts, numbers, times or None (an empty cell). Rows need not have the same keys.
    """
    number = next(_NUMBERS)
    sources = []
    if events:
        sources.append(source(folder / f"events{number}.csv", events))
    if answers:
        known = {*QUESTIONS, *questions} - {"comment"}
        sources.append(source(folder / f"answers{number}.csv", answers, known, scales, directions))
    out = folder / f"dataset{number}.duckdb"
    build(sources, out, name="Test", roles=roles, append=append.path if append else None)
    return Dataset.open(out)


def source(
    path: Path,
    rows: Sequence[Rows[str, Any]],
    questions: Iterable[str] = (),
    scales: dict[str, tuple[float, float]] | None = None,
    directions: dict[str, str] | None = None,
) -> Source:
    """The rows as a CSV file at `path`, read back; its kind is "surveys" when `questions` are given."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows([_text(row.get(column)) for column in columns] for row in rows)
    asked = set(questions)
    mapping = Mapping(
        kind="surveys" if asked else "events",
        fields={column: column for column in columns if column in FIELDS},
        answers=tuple(Answer(column, column) for column in columns if column in asked),
        scales=scales or {},
        directions=directions or {},
    )
    return Source(read_table(path), mapping)


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat(sep=" ") if isinstance(value, datetime) else str(value)


def text_file(folder: Path, name: str, *lines: str) -> Path:
    """A text file of these lines."""
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def posthog_cases() -> dict[str, Any]:
    """PostHog's test cases with their expected results (MIT, see the README of the shared data)."""
    cases: dict[str, Any] = json.loads(real_file("posthog_cases/posthog_cases.json").read_text())
    return cases
