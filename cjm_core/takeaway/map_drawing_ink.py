"""The means of drawing a map: text that wraps and is never cut, boxes, and the marks of evidence. Lengths in abstract pixels."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from markupsafe import escape

from cjm_core.takeaway.cells import clean
from cjm_core.takeaway.lettering import FONT as FONT
from cjm_core.takeaway.lettering import Run, one_line, width
from cjm_core.takeaway.scripts import INK as INK
from cjm_core.takeaway.scripts import text as text

SMALL, TEXT, LABEL, VALUE = 11.0, 12.5, 13.0, 19.0  # sizes of letters; nothing is smaller than the first
LEADING = 1.3
_LONGEST = 3000  # letters of one text; more is no longer a text on a map
SAFE = 0.97  # of the room: widths are estimates
_VARIANTS = re.compile("[\ufe00-\ufe0f\U000e0000-\U000e01ef\u00ad]")


@dataclass(frozen=True)
class Piece:
    """Something drawn from (0, 0) downwards."""

    tall: float
    svg: str = ""


def plainly(text: object) -> str:
    """The text as it is drawn: one line, composed letters, nothing unseen."""
    said = _VARIANTS.sub("", unicodedata.normalize("NFC", one_line(clean(str(text)))))
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"


def broken(text: object, room: float, size: float, bold: bool = False) -> list[str]:
    """The text in lines that fit; a word that is too long goes on in the next line. Nothing is left out."""
    found: list[str] = []
    line = ""
    for word in plainly(text).split(" "):
        joined = f"{line} {word}" if line else word
        if width(joined, size, bold) <= room * SAFE:
            line = joined
            continue
        found += [line] if line else []
        *whole, line = _split(word, room * SAFE, size, bold)
        found += whole
    return [*found, line] if line else found


def _split(word: str, room: float, size: float, bold: bool) -> list[str]:
    """A word in pieces that fit, the last one to be gone on with; behind a hyphen, dash or slash, before a capital, not inside a number."""
    pieces, used = [""], 0.0
    for part in re.split(r"(?<=[-/_@–])(?![-/_.@–])|(?<=\.)(?![-/_.@–\d])|(?<=[a-z])(?=[A-Z])", word):
        wide = width(part, size, bold)
        if used + wide > room and wide <= room:
            pieces, used = [*pieces, part], wide
            continue
        for letter in part:
            step = width(letter, size, bold)
            if used + step > room and pieces[-1] and step:
                pieces, used = [*pieces, ""], 0.0
            pieces[-1], used = pieces[-1] + letter, used + step
    return [piece for piece in pieces if piece] or [""]


def rich(text: str, room: float, size: float) -> list[list[Run]]:
    """A sentence with `**bold**` in it in lines that fit."""
    rows: list[list[Run]] = [[]]
    used = 0.0
    for piece, bold in _pieces(text, room * SAFE, size):
        wide = width(piece, size, bold)
        if used + wide > room * SAFE and rows[-1]:
            rows, used, piece = [*rows, []], 0.0, piece.lstrip()
        rows[-1] += [(piece, bold)] if piece else []
        used += wide if rows[-1] else 0.0
    return [[("".join(piece for piece, _ in group), bold) for bold, group in groupby(row, key=lambda run: run[1])] for row in rows if row]


def _pieces(text: str, room: float, size: float) -> Iterator[Run]:
    """Blanks and words in turn, words that are too long in parts."""
    for at, part in enumerate(text.split("**")):
        for blank, word in re.findall(r"(\s+)|(\S+)", clean(part)):
            said = " " if blank else plainly(word)
            yield from ((piece, bool(at % 2)) for piece in ([said] if width(said, size, bool(at % 2)) <= room else _split(said, room, size, True)))


def box(x: float, y: float, wide: float, tall: float, fill: str, radius: float = 0, more: str = "") -> str:
    """A filled rectangle."""
    curve = f' rx="{radius:g}"' if radius else ""
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(wide, 0):.1f}" height="{max(tall, 0):.1f}" fill="{INK.get(fill, fill)}"{curve}{more}/>'


def rule(x: float, y: float, to_x: float, to_y: float, fill: str = "line", thick: float = 1, dashes: str = "") -> str:
    """A straight line."""
    broken_up = f' stroke-dasharray="{dashes}"' if dashes else ""
    ends = f'x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}"'
    return f'<line {ends} stroke="{INK.get(fill, fill)}" stroke-width="{thick:g}"{broken_up}/>'


def moved(x: float, y: float, svg: str, more: str = "") -> str:
    """What was drawn from (0, 0), elsewhere."""
    return f'<g transform="translate({x:.1f} {y:.1f})"{more}>{svg}</g>' if svg else ""


def mark(grade: str | None, x: float, y: float, size: float = 8) -> str:
    """The sign of an evidence grade by shape: full square, half square, circle, dotted square."""
    line = f' stroke="{INK["soft"]}" stroke-width="1.3"'
    if grade == "measured":
        return box(x, y, size, size, "soft")
    if grade == "reported":
        half = f"M{x:.1f},{y:.1f}h{size:g}L{x:.1f},{y + size:.1f}z"
        return box(x, y, size, size, "none", more=line) + f'<path d="{half}" fill="{INK["soft"]}"/>'
    if grade == "voted":
        return f'<circle cx="{x + size / 2:.1f}" cy="{y + size / 2:.1f}" r="{size / 2:g}" fill="none"{line}/>'
    return box(x, y, size, size, "none", more=f'{line} stroke-dasharray="1.6 1.6"') if grade == "assumed" else ""


def image(uri: str, x: float, y: float, wide: float, tall: float) -> str:
    """A picture that lies in the map itself. Anything but a PNG or JPEG as a data URI is not drawn."""
    if not re.fullmatch(r"data:image/(png|jpeg);base64,[A-Za-z0-9+/=\s]+", uri):
        return ""
    place = f'x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{tall:.1f}"'
    return f'<image {place} preserveAspectRatio="xMinYMid meet" href="{escape(uri)}"/>'


@dataclass
class Flow:
    """Lines under each other in a column so wide."""

    room: float
    y: float = 0.0
    parts: list[str] = field(default_factory=list)

    def say(self, said: object, size: float = SMALL, fill: str = "faint", bold: bool = False, italic: bool = False, hang: float = 0.0) -> Flow:
        """A text in as many lines as it needs. `hang` moves it to the right."""
        for line in broken(said, self.room - hang, size, bold):
            self.parts.append(text(hang, self.y + size, line, size, fill, bold, italic))
            self.y += size * LEADING
        return self

    def rich(self, said: str, size: float, fill: str, strong: str = "ink") -> Flow:
        """The same with `**bold**` in it."""
        for runs in rich(said, self.room, size):
            self.parts.append(text(0, self.y + size, runs, size, fill, strong=strong))
            self.y += size * LEADING * 1.05
        return self

    def put(self, svg: str, tall: float) -> Flow:
        """Something drawn from (0, 0), so tall."""
        self.parts.append(moved(0, self.y, svg))
        self.y += tall
        return self

    def skip(self, tall: float) -> Flow:
        """Room between."""
        self.y += tall
        return self

    @property
    def piece(self) -> Piece:
        """What was drawn so far."""
        return Piece(self.y, "".join(self.parts))
