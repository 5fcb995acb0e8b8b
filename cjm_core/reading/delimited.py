"""Text files with delimiters: how they are encoded and written, and their rows, one after another."""

from __future__ import annotations

import codecs
import csv
import hashlib
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from cjm_core.errors import BadInput
from cjm_core.reading.cuts import lenient, split
from cjm_core.reading.encodings import older_encoding
from cjm_core.reading.limits import LONGEST_CELL as LONGEST_CELL
from cjm_core.reading.mend import Dialect, Notes, mend, stray
from cjm_core.reading.sniff import DELIMITERS as DELIMITERS
from cjm_core.reading.sniff import sniff as sniff

_LONGEST_ROW = 20  # lines of one row whose quotation marks do not fit
_SAMPLE = 256 * 1024
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)


_LAYOUT = dict.fromkeys(map(ord, "\t\r\n\x0b\x0c\x1a\ufeff\xad\xa0\u200b"), " ")


@dataclass(frozen=True)
class Bytes:
    """What one pass over a file's bytes tells: its fingerprint and how its text is encoded."""

    sha256: str
    size: int
    encoding: str
    nul_share: float
    readable: bool  # every byte is a character in this encoding
    padding: float = 0.0  # share of NUL bytes at the end, with which some programs fill a file up
    guessed: bool = False  # nothing in the file names this encoding; its letters do


def survey(path: Path, encoding: str | None) -> Bytes:
    """Read the bytes once: SHA-256, share of NUL bytes, and the encoding: BOM, else strict UTF-8, else CP1252 (DESIGN §5.7).

    Where the letters plainly are those of another encoding (Shift-JIS, CP1251 …), that one, and `guessed`.
    """
    start = _opening(path)
    found = next((name for mark, name in _BOMS if start.startswith(mark)), None) or _bare_utf16(start)
    names = [encoding or found] if encoding or found else ["utf-8", "cp1252"]
    decoders = {name: _decoder(name) for name in names if name}
    digest, size, nul, padding = hashlib.sha256(), 0, 0, 0
    failed: set[str] = set()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
            size, nul = size + len(block), nul + block.count(0)
            filled = len(block.rstrip(b"\0"))
            padding = len(block) - filled + (0 if filled else padding)
            failed |= {name for name, decoder in decoders.items() if name not in failed and not _decodes(decoder, block)}
    failed |= {name for name, decoder in decoders.items() if name not in failed and not _decodes(decoder, b"", final=True)}
    best = next((name for name in decoders if name not in failed), list(decoders)[-1])
    if not (encoding or found) and "utf-8" in failed and (older := older_encoding(path)):
        return Bytes(digest.hexdigest(), size, older, nul / max(size, 1), _decodes_whole(path, older), padding / max(size, 1), guessed=True)
    return Bytes(digest.hexdigest(), size, best, nul / max(size, 1), best not in failed, padding / max(size, 1))


def _opening(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4096)


def _bare_utf16(start: bytes) -> str | None:
    """UTF-16 without its mark: NUL is in the first or in the second byte of characters only (line ends, delimiters, western text)."""
    half = len(start) // 2
    even, odd = start[0 : 2 * half : 2].count(0), start[1 : 2 * half : 2].count(0)
    if half < 4 or max(even, odd) < 0.04 * half or min(even, odd) > 0.05 * half:
        return None
    if max(even, odd) <= 0.4 * half and _is_plain(start.replace(b"\0", b"")):
        return None  # text with a few stray NUL bytes, or filled up with them
    name = "utf-16-le" if odd > even else "utf-16-be"
    return name if max(even, odd) > 0.4 * half or (not min(even, odd) and _decodes(_decoder(name), start)) else None


def _is_plain(start: bytes) -> bool:
    """Whether bytes are UTF-8 text without control characters (all but the last few: a character may be cut)."""
    try:
        return start[:-4].decode().translate(_LAYOUT).isprintable()
    except UnicodeError:
        return False


def _decoder(name: str) -> codecs.IncrementalDecoder:
    try:
        "a".encode(name)  # also refuses codecs that are not for text
        return codecs.getincrementaldecoder(name)("strict")
    except (LookupError, TypeError, ValueError, AssertionError):
        raise BadInput(f"There is no text encoding called “{name}”; try utf-8, cp1252 or utf-16.") from None


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, final: bool = False) -> bool:
    try:
        decoder.decode(block, final)
    except UnicodeError:
        return False
    return True


def _decodes_whole(path: Path, name: str) -> bool:
    decoder = _decoder(name)
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            if not _decodes(decoder, block):
                return False
    return _decodes(decoder, b"", final=True)


def open_text(path: Path, encoding: str) -> TextIO:
    """The file as text with its own line ends; bytes that are no characters become U+FFFD."""
    plain = codecs.lookup(encoding).name == "utf-8"
    return path.open(encoding="utf-8-sig" if plain else encoding, errors="replace", newline="")


def sample_lines(path: Path, encoding: str) -> list[str]:
    """The first lines of the file (about 256,000 characters, never a line cut in half unless it is the only one)."""
    with open_text(path, encoding) as file:
        text = file.read(_SAMPLE)
        whole = not file.read(1)
    lines = re.split(r"(?<=\n)|(?<=\r)(?!\n)", text.replace('\0"', '""').replace("\0", ""))
    return [line for line in (lines if whole or len(lines) < 2 else lines[:-1]) if line]


def rows_of(file: TextIO, dialect: Dialect, notes: Notes, nul: bool = False) -> Iterator[tuple[int, list[str]]]:
    """Yield (line the row starts on, cells); blank lines come as [].

    A row of a wrong width is mended where that can be done surely. When a stray quotation mark has swallowed the lines
    after it, those are read again.
    """
    csv.field_size_limit(LONGEST_CELL)
    lines = (line.replace('\0"', '""').replace("\0", "") for line in file) if nul else file
    if dialect.lenient:
        yield from _lenient_rows(lines, dialect, notes)
        return
    source = iter(dialect.plain(lines))
    again: deque[str] = deque()
    line, done, header = 1, False, True
    width, mark, around = dialect.width, dialect.quote, re.escape(dialect.quote + dialect.delimiter)
    inside = re.compile(rf"{mark}(?=[^{around}\r\n])(?<=[^{around}]{mark})").search  # quick: a quotation mark inside a cell
    while not done:
        held: list[str] = []
        done = True
        rows = csv.reader(_remembering(source, again, held), strict=True, **dialect.options())  # type: ignore[arg-type]
        try:
            for row in rows:
                if len(row) == width and not (inside(held[0]) and stray(row, held[0], dialect)):
                    header = False
                elif width and row and (mended := mend(row, held[0], dialect, header=header)):
                    row, reason = mended
                    notes.add(line, reason)
                    done = len(held) == 1
                yield line, row
                if not done:
                    break
                line += len(held)
                held.clear()
        except csv.Error:  # quotation marks that make no sense, or that are never closed
            row, used = _broken(held, line, dialect, notes, header)
            yield line, row
            done = False
        else:
            used = 1
        if not done:
            again.extendleft(reversed(held[used:]))
            line += used


def _broken(held: list[str], line: int, dialect: Dialect, notes: Notes, header: bool) -> tuple[list[str], int]:
    """The cells of a row whose quotation marks make no sense, and how many of the held lines it takes."""
    if mended := mend([], held[0], dialect, broken=True, header=header):
        notes.add(line, mended[1])
        return mended[0], 1
    if 1 < len(held) <= _LONGEST_ROW and (mended := mend([], "".join(held), dialect, broken=True)):
        notes.add(line, mended[1])
        return mended[0], len(held)
    notes.add(line, "a quotation mark is never closed or stands inside a cell, so the line was cut at every delimiter")
    return split(held[0].rstrip("\r\n"), dialect.delimiter, dialect.quote)[0], 1


def _lenient_rows(lines: Iterable[str], dialect: Dialect, notes: Notes) -> Iterator[tuple[int, list[str]]]:
    for line, text in enumerate(lines, 1):
        plain = text.rstrip("\r\n")
        cells, clean = lenient(plain, dialect.delimiter, dialect.quote, dialect.width) if plain else ([], True)
        if not clean:
            notes.add(line, "quotation marks inside a cell were read as part of the text")
        yield line, cells


def _remembering(source: Iterator[str], again: deque[str], held: list[str]) -> Iterator[str]:
    while again:
        held.append(again.popleft())
        yield held[-1]
    for line in source:
        held.append(line)
        yield line
