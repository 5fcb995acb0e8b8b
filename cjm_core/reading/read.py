"""Read any table file a person may have: what kind of file it is, its sheets, and its cells as text."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TextIO

import pyarrow as pa

from cjm_core.errors import BadInput
from cjm_core.plan import Table
from cjm_core.reading import assemble, delimited
from cjm_core.reading.mend import Dialect, Notes
from cjm_core.reading.workbooks import Workbook

Progress = Callable[[str, float], None]

TEXT_ENDINGS = ("", ".csv", ".tsv", ".tab", ".txt", ".psv", ".dat", ".xls")  # many programs name a text table .xls
WORKBOOK_ENDINGS = (".xlsx", ".xlsm", ".xlsb", ".ods", ".xls")
_SAVE = "save the table as CSV or XLSX and try again"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SIGNS = (
    (b"%PDF", "a PDF"), (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"), (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a gzip archive"), (b"7z\xbc\xaf", "a 7-Zip archive"), (b"Rar!", "a RAR archive"),
    (b"PAR1", "a Parquet file"), (b"SQLite format 3", "a database"), (b"$FL2", "an SPSS file"), (b"{\\rtf", "a text document"),
)
_ARCHIVES = (("xl", "workbook"), ("word", "a Word document"), ("ppt", "a presentation"))


def read_table(
    path: str | Path, sheet: str | None = None, encoding: str | None = None, progress: Progress | None = None
) -> Table:
    """Read one table as text, nothing interpreted: empty cells are null, every repair is in `skipped` (DESIGN §7 `read`).

    `sheet`: default the first that is not empty. `encoding`: default BOM, else UTF-8, else CP1252. `progress("read", share)`.
    An empty or header-only file gives no rows. Raises BadInput, naming the file, for anything that is no table.
    """
    path = Path(path)
    if _kind(path) == "workbook":
        return _read_workbook(path, sheet, progress)
    if sheet is not None:
        raise BadInput(f"{path.name} is a text file and has no sheets; leave the sheet “{sheet}” out.")
    return _read_text(path, encoding, progress)


def sheet_names(path: str | Path) -> list[str]:
    """The names of a workbook's sheets in order; [] for a text file. Raises BadInput as `read_table` does."""
    path = Path(path)
    return Workbook(path).sheets if _kind(path) == "workbook" else []


def as_json(table: Table) -> dict[str, object]:
    """The table as `read --json` prints it: columns, rows (null = empty cell), encoding, delimiter, header_lines, skipped."""
    cells = [column.to_pylist() for column in table.cells.columns]
    return {
        "columns": list(table.columns),
        "rows": [list(row) for row in zip(*cells, strict=True)],
        "encoding": table.encoding,
        "delimiter": table.delimiter,
        "header_lines": table.header_lines,
        "skipped": [{"line": skip.line, "reason": skip.reason} for skip in table.skipped],
        **({"sheet": table.sheet} if table.sheet is not None else {}),
    }


def _kind(path: Path) -> str:
    """'workbook' or 'text', from the file's own bytes; BadInput for everything else."""
    start = _opening(path)
    if start.startswith(_OLE):
        if _contains(path, "EncryptedPackage".encode("utf-16-le")):
            raise BadInput(f"{path.name} is protected by a password; save it without one and try again.")
        return "workbook"
    if start.startswith(b"PK\x03\x04"):
        return _archive(path)
    for sign, what in _SIGNS:
        if start.startswith(sign):
            raise BadInput(f"{path.name} is {what}, not a table; {_SAVE}.")
    head = start[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html", b"<head", b"<body")) or (head.startswith(b"<") and b"<html" in head):
        raise BadInput(f"{path.name} is a web page, not a table; download the file itself, or {_SAVE}.")
    if path.suffix.lower() not in TEXT_ENDINGS + WORKBOOK_ENDINGS:
        raise BadInput(f"{path.name} has the ending {path.suffix}, which is not read; {_SAVE}.")
    return "text"


def _opening(path: Path) -> bytes:
    if path.is_dir():
        raise BadInput(f"{path.name or path} is a folder; name a file in it.")
    try:
        with path.open("rb") as file:
            return file.read(4096)
    except FileNotFoundError:
        raise BadInput(f"There is no file {path}; check the name and the folder.") from None
    except (OSError, ValueError):
        raise BadInput(f"{path.name} cannot be opened; check that it is not open elsewhere and that you may read it.") from None


def _contains(path: Path, mark: bytes) -> bool:
    with path.open("rb") as file:
        rest = b""
        while block := file.read(1 << 20):
            if mark in rest + block:
                return True
            rest = block[-len(mark) :]
    return False


def _archive(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            ods = "mimetype" in names and b"opendocument.spreadsheet" in archive.read("mimetype")
    except Exception:
        raise BadInput(f"{path.name} is damaged or cut off and cannot be opened; download or save it again.") from None
    folders = {name.lstrip("/").split("/")[0] for name in names}
    what = next((kind for folder, kind in _ARCHIVES if folder in folders), "a ZIP archive")
    if ods or what == "workbook" or (what == "a ZIP archive" and "[Content_Types].xml" in names):
        return "workbook"
    raise BadInput(f"{path.name} is {what}, not a table; {'unpack it and choose the file inside' if 'ZIP' in what else _SAVE}.")


def _read_workbook(path: Path, sheet: str | None, progress: Progress | None) -> Table:
    sha256 = delimited.survey(path, "latin-1").sha256
    book = Workbook(path)
    chosen = book.chosen(sheet)
    if chosen is None:
        return Table(path.name, None, (), pa.table({}), pa.array([], pa.int64()), sha256, header_lines=0)
    notes = Notes()
    cells, lines, header_lines, warnings = assemble.assemble(book.rows(chosen), notes)
    if progress:
        progress("read", 1.0)
    columns = tuple(cells.column_names)
    return Table(path.name, chosen, columns, cells, lines, sha256, None, None, header_lines, notes.all(), warnings)


def _read_text(path: Path, encoding: str | None, progress: Progress | None) -> Table:
    found = delimited.survey(path, encoding)
    wide = found.encoding.startswith(("utf-16", "utf-32"))
    doubt = f"Some characters of {path.name} cannot be read as {found.encoding}; they are shown as \ufffd."
    warnings = () if found.readable else (doubt,)
    lines = delimited.sample_lines(path, found.encoding)
    _check_text(path, found, "".join(lines), wide)
    dialect = delimited.sniff(lines)
    notes = Notes()
    try:
        with delimited.open_text(path, found.encoding) as file:
            watch = partial(_report, file, found.size, progress) if progress else None
            rows = delimited.rows_of(file, dialect, notes, nul=found.nul_share > 0 and not wide)
            cells, places, header_lines, more = assemble.assemble(_after_sep(rows, dialect, notes), notes, watch)
    except (UnicodeError, pa.ArrowException):
        raise BadInput(f"{path.name} cannot be read as {found.encoding}; choose another encoding.") from None
    return Table(
        path.name, None, tuple(cells.column_names), cells, places, found.sha256, found.encoding.removesuffix("-sig"),
        dialect.delimiter, header_lines, notes.all(), (*warnings, *more),
    )


def _report(file: TextIO, size: int, progress: Progress, _line: int) -> None:
    progress("read", min(1.0, file.buffer.tell() / max(size, 1)))


def _check_text(path: Path, found: delimited.Bytes, sample: str, wide: bool) -> None:
    """Refuse what only looks like text: many control characters, or a workbook's name on something else."""
    control = sum(1 for sign in sample[:20_000] if sign < " " and sign not in "\t\r\n\x0b\x0c")
    if control > max(4, 0.01 * len(sample[:20_000])) or (found.nul_share > 0.001 and not wide):
        raise BadInput(f"{path.name} is a binary file, not a table; {_SAVE}.")
    named_workbook = path.suffix.lower() in WORKBOOK_ENDINGS
    if named_workbook and found.size and (found.encoding == "cp1252" or not any(mark in sample for mark in delimited.DELIMITERS)):
        raise BadInput(f"{path.name} is not a spreadsheet although its name says so, or it is damaged; {_SAVE}.")


def _after_sep(rows: Iterator[assemble.Row], dialect: Dialect, notes: Notes) -> Iterator[assemble.Row]:
    """Leave out the line `sep=;` with which Excel names the delimiter."""
    for line, cells in rows:
        if line == 1 and (cells == ["sep=", ""] or cells == [f"sep={dialect.delimiter}"]):
            notes.add(1, "names the delimiter")
        else:
            yield line, cells
