"""A code list that comes as a file."""

from __future__ import annotations

from pathlib import Path

from cjm_core.errors import BadInput
from cjm_core.reading.read import read_table
from cjm_core.understanding.code_list import CodeList, read

_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")


def read_file(path: Path) -> CodeList:
    """The code list in a text file of any layout, or in a workbook. Raises BadInput when none is found in it, or it cannot be read."""
    if path.suffix.lower() in _WORKBOOKS:
        return read(read_table(path))
    try:
        return read(path.read_text(encoding="utf-8-sig", errors="replace"))
    except OSError:
        raise BadInput(f"There is no file {path} with a code list; check the name and the folder.") from None
