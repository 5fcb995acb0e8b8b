"""What kind of file it is, from its own bytes; its name only decides between kinds of text."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from cjm_core.errors import BadInput

TEXT_ENDINGS = ("", ".csv", ".tsv", ".tab", ".txt", ".psv", ".dat", ".xls", ".log")  # many programs name a text table .xls
_RARE_TEXT_ENDING = re.compile(r"\.(?:ssv|asc|prn|rpt|data|lst|out|del|unl|exp|md|bak|old|orig|[\d_-]+)")  # reports, and copies numbered or dated
JSON_ENDINGS = (".json", ".ndjson", ".jsonl")
WORKBOOK_ENDINGS = (".xlsx", ".xlsm", ".xlsb", ".ods", ".xls")
OTHER_ENDINGS = (".parquet", ".gz", ".zip")
MARKUP_ENDINGS = (".html", ".htm", ".xml")  # read only where the content is a web page or XML Spreadsheet, which often are named .xls
SAVE = "save the table as CSV or XLSX and try again"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIPS = (b"PK\x03\x04", b"PK\x05\x06")
_SIGNS = (
    (b"%PDF", "a PDF"), (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"), (b"GIF8", "a picture"),
    (b"7z\xbc\xaf", "a 7-Zip archive"), (b"Rar!", "a RAR archive"), (b"BZh", "a bzip2 archive"), (b"\xfd7zXZ", "an XZ archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"), (b"SQLite format 3", "a database"), (b"$FL2", "an SPSS file"),
    (b"{\\rtf", "a text document"),
)  # fmt: skip
_PARTS = (("xl", "workbook"), ("word", "a Word document"), ("ppt", "a presentation"))
_PAGE = re.compile(rb"<(?:!doctype html|html|head|meta|style|body|table)\b")
_XML_BOOK = re.compile(rb"<(?:\w+:)?workbook\b[^>]*urn:schemas-microsoft-com:office:spreadsheet")
_JSON = re.compile(rb'\s*(?:\[\s*)?\{\s*(?:"(?:[^"\\]|\\.)*"\s*:|\}\s*$)')


def kind_of_file(path: Path, name: str | None = None) -> str:
    """One of text, json, page, sheets (XML Spreadsheet), workbook, parquet, gzip, zip; BadInput for everything else.

    `name` (default: the file's) is shown.
    """
    name = path.name if name is None else name
    start = opening(path, name)
    if start.startswith(_OLE):
        if _contains(path, "EncryptedPackage".encode("utf-16-le")):
            raise BadInput(f"{name} is protected by a password; save it without one and try again.")
        return "workbook"
    if start.startswith(_ZIPS):
        return _kind_of_zip(path, name)
    if start.startswith(b"PAR1"):
        return "parquet"
    if start.startswith(b"\x1f\x8b"):
        return "gzip"
    return kind_of_text(start, name)


def kind_of_text(start: bytes, name: str) -> str:
    """'text', 'json', 'page' or 'sheets' for the first bytes of a file called `name`; BadInput for what is neither."""
    for sign, what in _SIGNS:
        if start.startswith(sign):
            raise BadInput(f"{name} is {what}, not a table; {SAVE}.")
    if start[257:262] == b"ustar":
        raise BadInput(f"{name} is a tar archive, not a table; unpack it, or pack the files as ZIP.")
    head = start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()  # also in UTF-16
    if head.startswith(b"<") and (markup := "sheets" if _XML_BOOK.search(head) else "page" if _PAGE.search(head) else None):
        return markup
    ending = Path(name).suffix.lower()
    if ending in JSON_ENDINGS or _JSON.match(start.removeprefix(b"\xef\xbb\xbf")):
        return "json"
    if ending not in TEXT_ENDINGS + WORKBOOK_ENDINGS + OTHER_ENDINGS and not _RARE_TEXT_ENDING.fullmatch(ending):
        raise BadInput(f"{name} has the ending {ending}, which is not read; {SAVE}.")
    return "text"


def no_page(name: str) -> BadInput:
    """What is said of a web page without a table."""
    return BadInput(f"{name} is a web page, not a table; download the file itself, or {SAVE}.")


def opening(path: Path, name: str) -> bytes:
    """The first 4,096 bytes. Raises BadInput for a folder, for what does not exist and for what may not be read."""
    if path.is_dir():
        raise BadInput(f"{name or path} is a folder; name a file in it.")
    try:
        with path.open("rb") as file:
            return file.read(4096)
    except FileNotFoundError:
        raise BadInput(f"There is no file {path}; check the name and the folder.") from None
    except (OSError, ValueError):
        raise BadInput(f"{name} cannot be opened; check that it is not open elsewhere and that you may read it.") from None


def _contains(path: Path, mark: bytes) -> bool:
    with path.open("rb") as file:
        rest = b""
        while block := file.read(1 << 20):
            if mark in rest + block:
                return True
            rest = block[-len(mark) :]
    return False


def _kind_of_zip(path: Path, name: str) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            ods = "mimetype" in names and b"opendocument.spreadsheet" in archive.open("mimetype").read(200)
    except Exception:  # zipfile raises more kinds of error than it names when an archive is damaged
        raise BadInput(f"{name} is damaged or cut off and cannot be opened; download or save it again.") from None
    office = "[Content_Types].xml" in names
    folders = {part.lstrip("/").split("/")[0] for part in names} if office or not name.lower().endswith(".zip") else set()
    what = next((what for folder, what in _PARTS if folder in folders), None)
    if ods or what == "workbook" or (what is None and office):
        return "workbook"
    if what:
        raise BadInput(f"{name} is {what}, not a table; {SAVE}.")
    return "zip"
