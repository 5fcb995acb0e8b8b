"""Files dropped in this session: where they lie until they are built, and the only caches of what was read from them."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from cjm_core.ingest import outlook
from cjm_core.ingest.words import upload_name
from cjm_core.plan import Mapping, Source, Table
from cjm_core.reading import read
from cjm_core.understanding import mapping_edit
from pages.shared import data


@dataclass(frozen=True)
class Upload:
    """One table of a dropped file. `key` names it among the session's choices."""

    path: str
    sheet: str | None = None
    encoding: str | None = None

    @property
    def key(self) -> str:
        """The same for every encoding, so that choices survive another one."""
        return f"{Path(self.path).parent.name}|{self.sheet or ''}"


_remove = partial(shutil.rmtree, ignore_errors=True)


@st.cache_resource(scope="session", max_entries=1, show_spinner=False, on_release=_remove)
def _folder() -> Path:
    return data.home() / "uploads" / uuid.uuid4().hex


def kept(files: Sequence[Any]) -> list[Path]:
    """Write the dropped files into the session's folder and remove those that were taken back."""
    paths = [_folder() / upload_name(file.file_id) / upload_name(file.name) for file in files]
    for file, path in zip(files, paths, strict=True):
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.getbuffer())
    for folder in set(_folder().glob("*")) - {path.parent for path in paths}:
        _remove(folder)
    return paths


@st.cache_data(scope="session", max_entries=50, show_spinner=False)
def sheets(path: str) -> list[str]:
    """The sheets of a workbook; none for a text file."""
    return read.sheet_names(path)


@st.cache_resource(scope="session", max_entries=20, show_spinner="Reading …")
def table(upload: Upload) -> Table:
    """The table as it lies in the file."""
    return read.read_table(upload.path, upload.sheet, upload.encoding)


@st.cache_resource(scope="session", max_entries=20, show_spinner="Looking at the columns …")
def proposal(upload: Upload) -> mapping_edit.Proposal:
    """What the program makes of the table."""
    return mapping_edit.proposal(table(upload))


def look(upload: Upload, mapping: Mapping) -> outlook.Outlook:
    """What would become of the table with this mapping."""
    return _look(upload, repr(mapping), data.code(), mapping)


@st.cache_data(scope="session", max_entries=50, show_spinner="Checking every row …")
def _look(upload: Upload, said: str, version: str, _mapping: Mapping) -> outlook.Outlook:
    return outlook.look(Source(table(upload), _mapping))
