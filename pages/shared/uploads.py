"""The only caches of what was read from files that are not built yet: their tables, and what the program makes of them."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import streamlit as st

from cjm_core.errors import BadInput
from cjm_core.ingest import outlook
from cjm_core.plan import Mapping, Source, Table
from cjm_core.reading import read
from cjm_core.understanding import mapping_edit
from pages.shared import data, jobs

_LARGE = 20_000_000  # bytes


@dataclass(frozen=True)
class Upload:
    """One table of a dropped file. `key` names it among the session's choices."""

    path: str
    sheet: str | None = None
    encoding: str | None = None

    @property
    def key(self) -> str:
        """The same for every encoding, so that choices survive another one."""
        return f"{Path(self.path).parent.name}|{Path(self.path).name}|{self.sheet or ''}"


def _changed(path: str) -> int:
    return Path(path).stat().st_mtime_ns if Path(path).exists() else 0


def sheets(path: str) -> list[str]:
    """The tables of a workbook or an archive; none for a file that is one table."""
    return _sheets(path, _changed(path))


@st.cache_data(scope="session", max_entries=50, show_spinner=False)
def _sheets(path: str, changed: int) -> list[str]:
    return read.sheet_names(path)


def telling(path: str, first: str, names: list[str]) -> str:
    """The sheet to begin with: the first of which the program makes something, as a cover is not what a person means; else the first."""
    return next((name for name in [first, *(name for name in names if name != first)] if _tells(Upload(path, name))), first)


def _tells(upload: Upload) -> bool:
    try:
        return proposal(upload).mapping.kind != "neither"
    except BadInput:
        return False


def table(upload: Upload) -> Table:
    """The table as it lies in the file. A large one is read beside the screen, with its progress shown and a button that stops it."""
    path = Path(upload.path)
    if path.stat().st_size < _LARGE:
        return _table(upload, _changed(upload.path))
    found = st.session_state.setdefault("upload_tables", {}).get((upload, _changed(upload.path)))
    if isinstance(found, Table):
        return found
    if found:
        raise BadInput(found)
    jobs.start(f"Reading {path.name}", partial(_read_aside, upload), about=(upload, _changed(upload.path)))
    jobs.show()
    st.stop()


def _read_aside(upload: Upload, say: jobs.Progress, stop: threading.Event) -> Table:
    def watch(phase: str, share: float) -> None:
        if stop.is_set():
            raise BadInput(f"Reading {Path(upload.path).name} was cancelled.")
        say("Reading", share)

    return read.read_table(upload.path, upload.sheet, upload.encoding, watch)


def take(job: jobs.Job) -> None:
    """Keep what a job has read, or why it could not."""
    st.session_state.setdefault("upload_tables", {})[job.about] = job.problem or job.result
    st.session_state.setdefault("upload_cancelled", {})[job.about] = bool(job.problem) and job.stop.is_set()


def cancelled(path: str) -> bool:
    """Whether the person stopped the reading of this file as it lies there now."""
    about = st.session_state.get("upload_cancelled", {}).items()
    return any(stopped and upload.path == path and changed == _changed(path) for (upload, changed), stopped in about)


def read_again(path: str) -> None:
    """Forget that the reading of a file was stopped, so that it begins anew."""
    stopped: dict[tuple[Upload, int], bool] = st.session_state.get("upload_cancelled", {})
    for about in [about for about, yes in stopped.items() if yes and about[0].path == path]:
        st.session_state.get("upload_tables", {}).pop(about, None)
        del stopped[about]


@st.cache_resource(scope="session", max_entries=20, show_spinner="Reading …")
def _table(upload: Upload, changed: int) -> Table:
    return read.read_table(upload.path, upload.sheet, upload.encoding)


def proposal(upload: Upload, start: Mapping | None = None) -> mapping_edit.Proposal:
    """What the program makes of the table, by itself or from the mapping that the person agreed to begin with."""
    return _proposal(upload, _changed(upload.path), repr(start), data.code(), start)


@st.cache_resource(scope="session", max_entries=20, show_spinner="Looking at the columns …")
def _proposal(upload: Upload, changed: int, said: str, version: str, _start: Mapping | None) -> mapping_edit.Proposal:
    return mapping_edit.proposal(table(upload), _start)


def look(upload: Upload, mapping: Mapping) -> outlook.Outlook:
    """What would become of the table with this mapping."""
    return _look(upload, _changed(upload.path), repr(mapping), data.code(), mapping)


@st.cache_data(scope="session", max_entries=50, show_spinner="Checking every row …")
def _look(upload: Upload, changed: int, said: str, version: str, _mapping: Mapping) -> outlook.Outlook:
    return outlook.look(Source(table(upload), _mapping))
