"""Spreadsheet files (XLSX, XLSM, XLSB, XLS, ODS): their sheets, and their cells as text."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator
from pathlib import Path

import python_calamine as calamine

from cjm_core.errors import BadInput

_MOST_UNPACKED = 4 << 30  # bytes; a small file that unpacks to more is not a spreadsheet anyone made by hand


class Workbook:
    """An open spreadsheet file. The library's failures, and its panics, come out as BadInput."""

    def __init__(self, path: Path) -> None:
        self.path = path
        _check_size(path)
        try:
            self.book = calamine.CalamineWorkbook.from_path(str(path))
            self.sheets = list(self.book.sheet_names)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:
            raise self._refusal(error) from None

    def _refusal(self, error: BaseException) -> BadInput:
        if isinstance(error, calamine.PasswordError) or "password" in str(error).lower():
            return BadInput(f"{self.path.name} is protected by a password; save it without one and try again.")
        return BadInput(f"{self.path.name} is damaged or cut off; open it in a spreadsheet program and save it again.")

    def rows(self, sheet: str) -> Iterator[tuple[int, list[str]]]:
        """Yield (row number in the sheet, cells as text); empty columns and rows behind the last filled one are left out."""
        try:
            page = self.book.get_sheet_by_name(sheet)
            end = page.end
            for number, cells in enumerate(page.iter_rows() if end is not None else (), 1):
                yield number, [cell_text(cell) for cell in cells]
        except (KeyboardInterrupt, SystemExit, GeneratorExit):
            raise
        except BaseException as error:
            raise self._refusal(error) from None

    def chosen(self, sheet: str | None) -> str | None:
        """The sheet asked for, or the first that is not empty; None when all are empty."""
        if sheet is not None:
            if sheet not in self.sheets:
                raise BadInput(f"{self.path.name} has no sheet “{sheet}”; its sheets are: {', '.join(self.sheets) or 'none'}.")
            return sheet
        return next((name for name in self.sheets if any(any(cells) for _, cells in self.rows(name))), None)


def _check_size(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return  # .xls is no archive; a damaged archive is refused by the reader
    if unpacked > _MOST_UNPACKED:
        raise BadInput(f"{path.name} unpacks to more than 4 GB and is not read; save the sheet as CSV instead.")


def cell_text(cell: object) -> str:
    """A cell as the text it means: 262 not 262.0, dates and times in ISO form, true and false in lower case."""
    if isinstance(cell, str):
        return cell.replace("\0", "")  # some old .xls writers leave NUL between the letters
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e21 else repr(cell)
    if isinstance(cell, (dt.datetime, dt.date, dt.time)):
        return cell.isoformat()
    if isinstance(cell, dt.timedelta):
        seconds = round(cell.total_seconds())
        return f"{'-' if seconds < 0 else ''}{abs(seconds) // 3600:02}:{abs(seconds) // 60 % 60:02}:{abs(seconds) % 60:02}"
    return "" if cell is None else str(cell)
