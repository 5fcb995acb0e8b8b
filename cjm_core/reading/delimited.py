"""Text files with delimiters: how they are encoded and written, and their rows, one after another."""

from __future__ import annotations

import codecs
import csv
import hashlib
import itertools
import re
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TextIO

from cjm_core.errors import BadInput
from cjm_core.reading.mend import Dialect, Notes, mend, shapes_of, split
from cjm_core.reading.values import kind_of

DELIMITERS = (",", ";", "\t", "|")
LONGEST_CELL = 1_000_000  # characters; a longer one is a quotation mark that was never closed
_SAMPLE = 256 * 1024
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class Bytes:
    """What one pass over a file's bytes tells: its fingerprint and how its text is encoded."""

    sha256: str
    size: int
    encoding: str
    nul_share: float
    readable: bool  # every byte is a character in this encoding


def survey(path: Path, encoding: str | None) -> Bytes:
    """Read the bytes once: SHA-256, share of NUL bytes, and the encoding: BOM, else strict UTF-8, else CP1252 (DESIGN §5.7)."""
    start = _opening(path)
    found = next((name for mark, name in _BOMS if start.startswith(mark)), None) or _bare_utf16(start)
    names = [encoding or found] if encoding or found else ["utf-8", "cp1252"]
    decoders = {name: _decoder(name) for name in names if name}
    digest, size, nul = hashlib.sha256(), 0, 0
    failed: set[str] = set()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
            size, nul = size + len(block), nul + block.count(0)
            failed |= {name for name, decoder in decoders.items() if name not in failed and not _decodes(decoder, block)}
    failed |= {name for name, decoder in decoders.items() if name not in failed and not _decodes(decoder, b"", final=True)}
    best = next((name for name in decoders if name not in failed), list(decoders)[-1])
    return Bytes(digest.hexdigest(), size, best, nul / max(size, 1), best not in failed)


def _opening(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4096)


def _bare_utf16(start: bytes) -> str | None:
    """UTF-16 without its mark: every second byte of western text is NUL."""
    half = len(start) // 2
    if half < 4:
        return None
    even, odd = start[0 : 2 * half : 2].count(0) / half, start[1 : 2 * half : 2].count(0) / half
    if odd > 0.4 and even < 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 and odd < 0.05 else None


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


def sniff(lines: list[str], delimiters: tuple[str, ...] = DELIMITERS) -> Dialect:
    """The dialect that makes the sample the most regular table: equally many cells in all rows, cells that look like values."""
    said = re.fullmatch(r'"?sep=(.)"?', lines[0].strip("\r\n")) if lines else None
    if said:
        delimiters, lines = (said.group(1),), lines[1:]
    elif (blanks := _regular_blanks(lines)) is not None:
        delimiters = (*delimiters, blanks)
    text = "".join(lines)
    candidates = [_measured(dialect, lines) for delimiter in delimiters for dialect in _variants(delimiter, text)]
    best = max(candidates, key=lambda scored: scored[0])
    return best[1] if best[0] > 0 else Dialect(delimiters[0])


def _regular_blanks(lines: list[str]) -> str | None:
    """Blanks are tried as delimiters only where the other delimiters hardly occur in the header."""
    first = next((line for line in lines if line.strip()), "")
    return " " if first.count(" ") >= 2 and not any(mark in first for mark in DELIMITERS) else None


def _variants(delimiter: str, text: str) -> Iterator[Dialect]:
    cut = re.escape(delimiter)
    apostrophes = re.search(rf"(?:^|{cut})'[^'\n]*'(?:{cut}|$)", text, re.MULTILINE) is not None
    for quote in ('"', "'") if apostrophes else ('"',):
        escapes = (None, "\\") if f"\\{quote}" in text else (None,)
        blanks = (False, True) if delimiter != " " and f"{delimiter} {quote}" in text else (False,)
        for escape, skip_blank in itertools.product(escapes, blanks):
            yield Dialect(delimiter, quote, escape, skip_blank)


def _measured(dialect: Dialect, lines: list[str]) -> tuple[float, Dialect]:
    rows = _parsed(lines, dialect)
    if not rows:
        return 0.0, dialect
    width, same = Counter(map(len, rows)).most_common(1)[0]
    share = same / len(rows)
    if width < 2:
        return 0.0, dialect
    if dialect.delimiter == " " and (width < 3 or share < 0.95 or len(rows) < 4):
        return 0.0, dialect
    cells = [cell for row in rows[:100] for cell in row]
    stray = sum(cell.count(dialect.quote) % 2 == 1 or cell.startswith(f" {dialect.quote}") for cell in cells) / len(cells)
    values = sum(kind_of(cell) != "text" for cell in cells) / len(cells)
    doubt = (1.0 if len(rows[0]) == width else 0.6) * (0.6 if dialect.delimiter == " " else 1.0)
    score = share**2 * (1 - 1 / width) ** 0.5 * (0.5 + 0.5 * values) * (1 - stray) * doubt
    if dialect.escape or dialect.skip_blank:
        score -= 1e-9  # the plain reading wins where it is as good
    regular = [row for row in rows if len(row) == width]
    enough = share >= 0.8 and len(regular) >= 5
    return score, replace(dialect, width=width if enough else 0, shapes=shapes_of(regular[1:]) if enough else ())


def _parsed(lines: list[str], dialect: Dialect) -> list[list[str]]:
    rows: list[list[str]] = []
    with suppress(csv.Error):
        rows.extend(row for row in csv.reader(dialect.plain(lines), **dialect.options()) if any(row))  # type: ignore[arg-type]
    return rows[:500]


def rows_of(file: TextIO, dialect: Dialect, notes: Notes, nul: bool = False) -> Iterator[tuple[int, list[str]]]:
    """Yield (line the row starts on, cells); blank lines come as [].

    A row of a wrong width is mended where that can be done surely. When a stray quotation mark has swallowed the lines
    after it, those are read again.
    """
    csv.field_size_limit(LONGEST_CELL)
    lines = (line.replace('\0"', '""').replace("\0", "") for line in file) if nul else file
    source = iter(dialect.plain(lines))
    again: deque[str] = deque()
    line, done = 1, False
    while not done:
        held: list[str] = []
        done = True
        rows = csv.reader(_remembering(source, again, held), **dialect.options())  # type: ignore[arg-type]
        try:
            for row in rows:
                wrong = (dialect.width and row and len(row) != dialect.width) or _open_quote(held, dialect)
                if wrong and (mended := mend(row, held[0], dialect if dialect.width else replace(dialect, width=len(row)))):
                    row, reason = mended
                    notes.add(line, reason)
                    done = len(held) == 1
                yield line, row
                if not done:
                    break
                line += len(held)
                held.clear()
        except csv.Error:  # a cell beyond all measure: its quotation mark was never closed
            notes.add(line, "a quotation mark is never closed, so the line was cut at every delimiter")
            yield line, held[0].rstrip("\r\n").split(dialect.delimiter)
            done = False
        if not done:
            again.extendleft(reversed(held[1:]))
            line += 1


def _open_quote(held: list[str], dialect: Dialect) -> bool:
    """Whether a row of several lines hangs together only by stray quotation marks: no cell ends right after the closing one."""
    return len(held) > 1 and not split("".join(held).rstrip("\r\n"), dialect.delimiter, dialect.quote)[1]


def _remembering(source: Iterator[str], again: deque[str], held: list[str]) -> Iterator[str]:
    while again:
        held.append(again.popleft())
        yield held[-1]
    for line in source:
        held.append(line)
        yield line
