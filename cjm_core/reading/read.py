"""Read any table file a person may have: what kind of file it is, its sheets, and its cells as text."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from zipfile import ZipInfo

import pyarrow as pa

from cjm_core.errors import BadInput
from cjm_core.plan import Table
from cjm_core.reading import archives, columnar, delimited, limits, records, web_pages, xml_sheets
from cjm_core.reading.kinds import JSON_ENDINGS, MARKUP_ENDINGS, OTHER_ENDINGS, TEXT_ENDINGS, WORKBOOK_ENDINGS, kind_of_file, kind_of_text
from cjm_core.reading.markup import Markup
from cjm_core.reading.mend import Notes
from cjm_core.reading.text import Progress, read_text
from cjm_core.reading.workbooks import Workbook

ENDINGS = tuple(dict.fromkeys(ending for ending in TEXT_ENDINGS + JSON_ENDINGS + WORKBOOK_ENDINGS + OTHER_ENDINGS + MARKUP_ENDINGS if ending))
_INSIDE = " › "  # between an archive, the file in it and the sheet of that
_PROSE = (".txt", ".log", "")  # endings of texts that often lie beside tables in an archive
_PACKED = ("gzip", "zip")
_MARKUP = {"page": (web_pages.rows_of, web_pages.real), "sheets": (xml_sheets.rows_of, xml_sheets.every)}
_TYPED = (b"PK", b"PAR1", b"\x1f\x8b", b"\xd0\xcf\x11\xe0")  # members that must be unpacked to say what they are


def read_table(
    path: str | Path, sheet: str | None = None, encoding: str | None = None, progress: Progress | None = None
) -> Table:
    """Read one table as text, nothing interpreted: empty cells are null, every repair is in `skipped` (DESIGN §7 `read`).

    `sheet`: default the first that is not empty; of an archive with several tables one of `sheet_names`. `encoding`: default BOM, else
    UTF-8, else CP1252. `progress("read", share)`; an exception it raises ends the reading and leaves nothing behind. `sha256` is that of
    the table's own file, unpacked. An empty or header-only file gives no rows. Raises BadInput, naming the file, for what is no table.
    """
    path = Path(path)
    kind = kind_of_file(path)
    limits.check_bytes(path.name, path.stat().st_size)
    return replace(_read(path, path.name, kind, sheet, encoding, progress), file=path.name)


def sheet_names(path: str | Path) -> list[str]:
    """The names of a workbook's sheets, or of the tables in an archive, in order; [] for a file that is one table. Raises BadInput."""
    path = Path(path)
    return _sheets(path, path.name, kind_of_file(path))


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


def _read(path: Path, name: str, kind: str, sheet: str | None, encoding: str | None, progress: Progress | None) -> Table:
    if kind == "gzip":
        with _gunzipped(path, name, progress) as (inner, inside, inner_kind):
            return _read(inner, inside, inner_kind, sheet, encoding, _share(progress, 0.2, 1))
    if kind == "zip":
        return _read_zip(path, name, sheet, encoding, progress)
    if kind == "workbook" or kind in _MARKUP:
        return _read_workbook(_book(path, name, kind, encoding), sheet, progress)
    if sheet is not None:
        raise BadInput(f"{name} is a text file and has no sheets; leave the sheet “{sheet}” out.")
    if kind == "parquet":
        cells, lines, warnings = columnar.read_parquet(path, name, _watch(progress))
        return Table(name, None, tuple(cells.column_names), cells, lines, _sha256(path), header_lines=0, warnings=warnings)
    return _read_json(path, name, encoding, progress) if kind == "json" else read_text(path, name, encoding, progress)


def _sheets(path: Path, name: str, kind: str) -> list[str]:
    if kind == "gzip":
        with _gunzipped(path, name, None) as (inner, inside, inner_kind):
            return _sheets(inner, inside, inner_kind)
    if kind == "zip":
        tables, _ = _tables_in(path, name)
        return [label for label, _, _ in tables] if len({member.header_offset for _, member, _ in tables}) > 1 else _only_sheets(tables)
    return _book(path, name, kind).sheets if kind == "workbook" or kind in _MARKUP else []


def _book(path: Path, name: str, kind: str, encoding: str | None = None) -> Workbook | Markup:
    return Markup(path, name, encoding, *_MARKUP[kind]) if kind in _MARKUP else Workbook(path, name)


def _read_workbook(book: Workbook | Markup, sheet: str | None, progress: Progress | None) -> Table:
    name, chosen, sha256 = book.name, book.chosen(sheet), _sha256(book.path)
    if chosen is None:
        return Table(name, None, (), pa.table({}), pa.array([], pa.int64()), sha256, header_lines=0)
    read = book.read(chosen, _watch(progress))
    others = book.others(chosen) if sheet is None else []
    listed = f"{', '.join(others[:5])}{' …' if len(others) > 5 else ''}"
    said = (f"{name} has other sheets too: {listed}; this is only “{chosen}”.",) if others else ()
    if progress:
        progress("read", 1.0)
    return Table(
        name, chosen, tuple(read.cells.column_names), read.cells, read.lines, sha256, book.encoding, None, read.header_lines,
        read.notes.all(), (*read.warnings, *said),
    )


def _read_json(path: Path, name: str, encoding: str | None, progress: Progress | None) -> Table:
    found = delimited.survey(path, encoding)
    notes, size = Notes(), max(found.size, 1)
    doubt = f"Some characters of {name} cannot be read as {found.encoding}; they are shown as \ufffd."
    watch = _watch(progress)
    cells, lines = records.read_records(
        path, name, found.encoding, notes, (lambda file: watch(min(1.0, file.buffer.tell() / size))) if watch else None
    )
    return Table(
        name, None, tuple(cells.column_names), cells, lines, found.sha256, found.encoding.removesuffix("-sig"), None, 0, notes.all(),
        () if found.readable else (doubt,),
    )


# --- archives ---------------------------------------------------------------------------------------------------------

Member = tuple[str, ZipInfo, str | None]  # what the table is called, the file in the archive, the sheet in that


@contextmanager
def _gunzipped(path: Path, name: str, progress: Progress | None) -> Iterator[tuple[Path, str, str]]:
    """The unpacked file, what it is called in sentences, and its kind, which is never gzip again."""
    with archives.unpacked_gzip(path, name, _watch(_share(progress, 0, 0.2))) as inner:
        bare = name.rpartition(_INSIDE)[2]
        inside = f"{name}{_INSIDE}{bare[:-3] if bare.lower().endswith('.gz') else bare}"
        kind = kind_of_file(inner, inside)
        if kind == "gzip" or (kind == "zip" and _INSIDE in name):
            raise BadInput(f"{name} is packed more than once; unpack it and choose the file inside.")
        yield inner, inside, kind


def _tables_in(path: Path, name: str) -> tuple[list[Member], list[str]]:
    """The tables in a ZIP archive, and the names of the files in it that are none. Raises BadInput when there is no table."""
    tables: list[Member] = []
    left_out: dict[str, BadInput] = {}
    members = archives.members_of(path, name)
    for label, member in zip(_labels(members), members, strict=True):
        try:
            sheets = _member_sheets(path, name, member)
            tables += [(_INSIDE.join(filter(None, (label, sheet))), member, sheet) for sheet in sheets]
        except BadInput as refusal:
            left_out[label] = refusal
    prose = [table for table in tables if Path(table[0]).suffix.lower() in _PROSE and _is_prose(path, name, table[1])]
    if len(prose) < len(tables):
        tables = [table for table in tables if table not in prose]
    elif len(left_out) == 1 and not tables:
        raise next(iter(left_out.values()))
    elif not tables:
        raise BadInput(f"{name} holds no table; pack CSV, XLSX, Parquet or JSON files, or choose one of them without packing it.")
    return tables, [*left_out, *(label for label, _, _ in prose if len(prose) < len(members))]


def _labels(members: list[ZipInfo]) -> list[str]:
    """The names in the archive; a name that comes again is numbered."""
    labels: list[str] = []
    for member in members:
        again = labels.count(member.filename)
        labels.append(f"{member.filename} ({again + 1})" if again else member.filename)
    return labels


def _member_sheets(path: Path, name: str, member: ZipInfo) -> list[str | None]:
    shown, start = f"{name}{_INSIDE}{member.filename}", archives.opening_of(path, name, member)
    if not start.startswith(_TYPED) and kind_of_text(start, shown) not in _MARKUP:
        return [None] if start.strip() else []
    with archives.unpacked_member(path, name, member) as inner:
        kind = kind_of_file(inner, shown)
        if kind == "zip":
            raise BadInput(f"{shown} is packed more than once; unpack it and choose the file inside.")
        return list(_sheets(inner, shown, kind)) or [None]


def _only_sheets(tables: list[Member]) -> list[str]:
    return [sheet for _, _, sheet in tables if sheet is not None]


def _is_prose(path: Path, name: str, member: ZipInfo) -> bool:
    lines = archives.opening_of(path, name, member).decode("latin-1").splitlines()[:20]
    return not any(sum(mark in line for line in lines) > 0.7 * len(lines) for mark in delimited.DELIMITERS)


def _read_zip(path: Path, name: str, sheet: str | None, encoding: str | None, progress: Progress | None) -> Table:
    tables, left_out = _tables_in(path, name)
    alone = len({member.header_offset for _, member, _ in tables}) == 1
    names = _only_sheets(tables) if alone else [label for label, _, _ in tables]
    if sheet is not None and sheet not in names:
        others = f"its tables are: {', '.join(names)}" if names else f"leave the sheet “{sheet}” out"
        raise BadInput(f"{name} has no table “{sheet}”; {others}.")
    label, member, inner_sheet = tables[names.index(sheet)] if sheet is not None else tables[0]
    inner_sheet = inner_sheet if sheet is not None or not alone else None
    shown = f"{name}{_INSIDE}{member.filename}"
    with archives.unpacked_member(path, name, member, _watch(_share(progress, 0, 0.2))) as inner:
        table = _read(inner, shown, kind_of_file(inner, shown), inner_sheet, encoding, _share(progress, 0.2, 1))
    said = [f"{name} also holds {', '.join(left_out[:5])}{' …' if len(left_out) > 5 else ''}, which was left out."] if left_out else []
    if sheet is None and not alone:
        said.append(f"{name} holds {len(tables)} tables; this is only “{label}”. The others: {', '.join(names[1:6])}.")
    return replace(table, sheet=table.sheet if alone else label, warnings=(*table.warnings, *said))


def _watch(progress: Progress | None) -> Callable[[float], None] | None:
    return (lambda share: progress("read", share)) if progress else None


def _share(progress: Progress | None, first: float, last: float) -> Progress | None:
    """The part of the whole progress that one step stands for."""
    return (lambda phase, share: progress(phase, first + share * (last - first))) if progress else None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
