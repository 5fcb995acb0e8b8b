"""Text in a picture: how wide it is, where it breaks, and what is left of it where there is no room.

The font comes with the converter, so a picture looks the same on every machine; signs it lacks are taken from the machine's own.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

FONT = "Liberation Sans"  # its widths are those of Arial and Helvetica
Run = tuple[str, bool]  # a piece of a line, and whether it is bold
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")  # could turn the rest of a line around
_WIDTHS = {  # in hundredths of the font's size
    20: "'", 23: "ijl’", 26: "|", 28: " !,./:;I[\\]ft·\u202f\u00a0", 34: "()-`r{}“”\"", 39: "*", 47: "^", 50: "Jcksvxyz", 58: "+<=>~−×",
    61: "FTZ", 67: "&ABEKPSVXY", 72: "CDHNRUw", 78: "GOQ", 83: "Mm", 89: "%", 95: "W", 100: "▲▼…", 102: "@",
}  # fmt: skip
_WIDTH_OF = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
_USUAL, _BOLD = 56, 1.07


def one_line(text: object) -> str:
    """The text as one line without anything unseen."""
    return " ".join(_UNSEEN.sub("", str(text)).split())


def width(text: str, size: float, bold: bool = False) -> float:
    """About how many pixels a text takes."""
    return sum(_letter(letter) * (_BOLD if bold and letter.isalpha() else 1) for letter in text) / 100 * size


def _letter(letter: str) -> float:
    if letter in _WIDTH_OF:
        return _WIDTH_OF[letter]
    if unicodedata.combining(letter):
        return 0
    if unicodedata.east_asian_width(letter) in "WF":
        return 100
    base = unicodedata.normalize("NFD", letter)[0]
    return _WIDTH_OF.get(base, _USUAL if base.isascii() else 66)


def shorten(text: object, room: float, size: float, bold: bool = False) -> str:
    """The text, or as much of it as there is room for, with … at its end."""
    said = one_line(text)[:1000]
    if width(said, size, bold) <= room:
        return said
    while said and width(f"{said}…", size, bold) > room:
        said = said[:-1]
    return f"{said.rstrip()}…"


def lines(text: str, room: float, size: float, most: int) -> list[list[Run]]:
    """Lines of a sentence with `**bold**` in it, at most so many; the last one ends in … when something had to be left out."""
    broken: list[list[list[Run]]] = [[]]
    used = 0.0
    for word in _words(text):
        fitting = [(shorten(piece, room, size, bold), bold) for piece, bold in word]
        wide = sum(width(piece, size, bold) for piece, bold in fitting)
        if used + wide > room and broken[-1]:
            broken.append([])
            used = 0.0
        broken[-1].append(fitting)
        used += wide + width(" ", size)
    if len(broken) > most:
        last = broken[most - 1]
        while len(last) > 1 and sum(width(f"{piece} ", size, bold) for word in last for piece, bold in word) + width("…", size) > room:
            last.pop()
        last.append([("…", False)])
    return [_runs(line) for line in broken[:most] if line]


def _words(text: str) -> list[list[Run]]:
    """What stands between blanks; a word that is bold in part has several pieces."""
    found: list[list[Run]] = [[]]
    for at, part in enumerate(text[:2000].split("**")):
        for number, piece in enumerate(re.split(r"\s+", _UNSEEN.sub("", part))):
            if number:
                found.append([])
            if piece:
                found[-1].append((piece, bool(at % 2)))
    return [word for word in found if word]


def _runs(line: list[list[Run]]) -> list[Run]:
    """The words of a line with blanks between them, neighbours of the same weight joined."""
    pieces = [run for at, word in enumerate(line) for run in ([(" ", word[0][1]), *word] if at else word)]
    return [("".join(text for text, _ in group), bold) for bold, group in groupby(pieces, key=lambda run: run[1])]
