"""The imports that a dataset consists of: listed, added to, replaced, undone. Every change is a new file in the old one's place."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cjm_core.dataset import Dataset
from cjm_core.errors import BadInput
from cjm_core.ingest.build import build
from cjm_core.plan import ImportReport, Source
from cjm_core.result import records

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class File:
    """One file of an import; `source` is its number in the dataset."""

    source: int
    file: str
    sheet: str | None
    kind: str
    sha256: str
    rows_read: int
    rows_loaded: int
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Import:
    """One import, as it can be undone: who brought what, and when (UTC, ISO)."""

    id: str
    by: str
    at: str
    files: tuple[File, ...]


def imports(data: Dataset) -> list[Import]:
    """Every import that is still in the dataset, newest first."""
    rows = records(data.query("SELECT * FROM sources ORDER BY max(source) OVER (PARTITION BY import_id) DESC, source"))
    found: dict[str, list[dict[str, object]]] = {}
    for row in rows:
        found.setdefault(str(row["import_id"]), []).append(row)
    return [
        Import(key, str(parts[0]["imported_by"] or ""), str(parts[0]["imported_at"]), tuple(map(_file, parts))) for key, parts in found.items()
    ]


def _file(row: dict[str, object]) -> File:
    sheet = row["sheet"]
    return File(
        int(str(row["source"])), str(row["file"]), None if sheet is None else str(sheet), str(row["kind"]), str(row["sha256"]),
        int(str(row["rows_read"])), int(str(row["rows_loaded"])), tuple(json.loads(str(row["warnings"]))),
    )  # fmt: skip


def add(
    data: Dataset, sources: Sequence[Source], *, name: str | None = None, roles: dict[str, str] | None = None,
    instead_of: Iterable[int] = (), by: str | None = None, progress: Progress | None = None, stop: threading.Event | None = None,
) -> ImportReport:  # fmt: skip
    """Add files to a dataset, where wanted in the place of files it has (`instead_of`: their numbers). Raises BadInput as `build` does."""
    return build(
        sources, data.path, name=name or data.name, roles=roles, append=data.path, without_sources=instead_of, by=by, progress=progress, stop=stop
    )


def undo(data: Dataset, import_id: str, progress: Progress | None = None, stop: threading.Event | None = None) -> bool:
    """Take one import out again; False when nothing was left, so that the dataset is gone. Raises BadInput for an unknown import."""
    data = Dataset.open(data.path)  # somebody may have added to it since
    found = imports(data)
    gone = next((item for item in found if item.id == import_id), None)
    if gone is None:
        raise BadInput("This import is not in the dataset any more.")
    if len(found) == 1:
        remove(data.path)
        return False
    numbers = [file.source for file in gone.files]
    build([], data.path, name=data.name, append=data.path, without_sources=numbers, demo=data.is_demo, progress=progress, stop=stop)
    return True


def remove(path: Path) -> None:
    """Delete a dataset file."""
    path.unlink(missing_ok=True)
