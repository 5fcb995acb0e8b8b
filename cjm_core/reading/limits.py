"""How large a file may be. Each limit is stated in the sentence that refuses what is beyond it."""

from __future__ import annotations

from cjm_core.errors import BadInput

MOST_BYTES = 20 * 10**9  # of one file as it lies on the disk, and of a text table
MOST_ROWS = 100_000_000
MOST_COLUMNS = 16_384  # as in a spreadsheet
LONGEST_CELL = 1_000_000  # characters; in a text file a longer one is a quotation mark that was never closed
MOST_UNPACKED = 4 * 10**9  # bytes that an archive, or a workbook (itself an archive), may unpack to
MOST_RATIO = 300  # times its packed size; tables hardly pack better than 1 : 50, bombs 1 : 1,000
SMALL = 200 * 10**6  # bytes; what unpacks to less is no danger whatever its ratio
MOST_MEMBERS = 1_000  # of one archive
MOST_GRID = 100_000_000  # cells between the first and the last filled corner of a sheet, which are held in memory


def check_bytes(name: str, size: int) -> None:
    """Refuse a file that is larger than any table read here."""
    if size > MOST_BYTES:
        raise BadInput(f"{name} has {size / 1e9:,.1f} GB; at most {MOST_BYTES // 10**9} GB are read. Split it by month and load the parts.")


def check_rows(rows: int, name: str = "The table") -> None:
    """Refuse more rows than are read."""
    if rows > MOST_ROWS:
        raise BadInput(f"{name} has more than {MOST_ROWS:,} rows, the most that are read; split it by month and load the parts.")


def check_columns(columns: int, name: str = "The table") -> None:
    """Refuse more columns than are read."""
    if columns > MOST_COLUMNS:
        raise BadInput(f"{name} has {columns:,} columns; at most {MOST_COLUMNS:,} are read. Leave out the columns that are not needed.")


def check_cell(length: int, name: str, line: int) -> None:
    """Refuse a cell that is longer than any text a person writes (`length` in characters or bytes)."""
    if length > LONGEST_CELL:
        raise BadInput(f"{name} has a cell of {length:,} characters in row {line:,}; at most {LONGEST_CELL:,} are read. Shorten it and try again.")


def check_unpacked(name: str, unpacked: int, packed: int) -> None:
    """Refuse what unpacks to more than is read, or to so much more than its own size that it is made to do harm (both in bytes)."""
    if unpacked > MOST_UNPACKED:
        raise BadInput(f"{name} unpacks to more than {MOST_UNPACKED // 10**9} GB and is not read; unpack it and choose the file inside.")
    if unpacked > SMALL and unpacked > MOST_RATIO * max(packed, 1):
        raise BadInput(f"{name} unpacks to more than {MOST_RATIO} times its size and is not read; unpack it and choose the file inside.")


def check_grid(name: str, where: str, rows: int, columns: int) -> None:
    """Refuse a sheet whose filled cells lie so far apart that the cells between them fill the memory."""
    if rows * columns > MOST_GRID:
        raise BadInput(
            f"{name}: {where} has {rows:,} rows × {columns:,} columns; at most {MOST_GRID:,} cells are read. "
            "Remove what lies far off the table, or save the sheet as CSV."
        )
