"""Native shapes on a slide: texts, tables, pictures. Sizes are points; every text is cleaned here, and nothing is a link."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cjm_core.look import PALETTE
from cjm_core.takeaway.cells import clean
from cjm_core.takeaway.lettering import width as wide

WIDTH, HEIGHT, EDGE = 960.0, 540.0, 36.0  # of a slide, 16 : 9
SMALLEST = 12.0  # type on the slides of stages
ACROSS, DOWN = 5.0, 3.0  # margins of a cell
_LEADING, _CAREFUL = 1.2, 1.05  # of a line; how much wider a text may be than is thought
_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # of a table: nothing but what its cells say

_TURNED = re.compile("[\u202a-\u202e\u2066-\u2069]")  # signs that turn the rest of a line around


@dataclass(frozen=True)
class Run:
    """A piece of a line; `colour` is a name of the palette, `scale` its size against that of the table."""

    text: str
    colour: str = "ink"
    bold: bool = False
    scale: float = 1.0


Line = tuple[Run, ...]


@dataclass(frozen=True)
class Box:
    """A cell of a table: its lines, its fill, and how many columns it covers."""

    lines: tuple[Line, ...] = ()
    fill: str = "paper"
    span: int = 1
    ruled: bool = False  # a strong line through the map, as in a service blueprint


def type_of(run: Run, size: float) -> float:
    """The size of a run: never under 12 points where the table is not."""
    return max(round(size * run.scale, 1), min(size, SMALLEST))


def height_of(lines: Sequence[Line], room: float, size: float) -> float:
    """How high these lines will be, in a cell so wide (margins included)."""
    return sum(rows_of(line, room - 2 * ACROSS, size) * tallest(line, size) for line in lines) + 2 * DOWN


def tallest(line: Line, size: float) -> float:
    """The height of one row of a line."""
    return max((type_of(run, size) for run in line), default=size) * _LEADING


def rows_of(line: Line, room: float, size: float) -> int:
    """Over how many rows a line is broken; a word that is wider than the room is broken too."""
    rows, used = 1, 0.0
    for run in line:
        for word in run.text.split(" "):
            long = wide(word, type_of(run, size), run.bold) * _CAREFUL
            blank = wide(" ", type_of(run, size)) if used else 0.0
            if used and used + blank + long > room:
                rows, used, blank = rows + 1, 0.0, 0.0
            used += blank + long
            if used > room:
                more = math.ceil(used / room) - 1
                rows, used = rows + more, used - more * room
    return rows


def longest_word(lines: Sequence[Line], size: float) -> float:
    """How wide a cell has to be so that no word is broken."""
    words = (wide(word, type_of(run, size), run.bold) for line in lines for run in line for word in run.text.split())
    return max(words, default=0.0) * _CAREFUL + 2 * ACROSS


def colour(name: str) -> Any:
    """A colour of the light palette."""
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(PALETTE[name][0][1:7])  # type: ignore[no-untyped-call]


def points(length: float) -> Any:
    """A length as PowerPoint counts it."""
    from pptx.util import Emu

    return Emu(round(length * 12_700))


def write(frame: Any, lines: Sequence[Line], size: float) -> None:
    """Lines as the paragraphs of a text frame or a cell."""
    for at, line in enumerate(lines or ((Run(""),),)):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        for piece in line:
            run = paragraph.add_run()
            run.text = clean(_TURNED.sub("", piece.text)).replace("\n", " ").replace("\v", " ")
            run.font.size, run.font.bold = points(type_of(piece, size)), piece.bold
            run.font.color.rgb = colour(piece.colour)


def text(slide: Any, lines: Sequence[Line], box: tuple[float, float, float, float], size: float, name: str, fill: str = "") -> Any:
    """A text box at (left, top, width, height)."""
    from pptx.enum.text import MSO_AUTO_SIZE

    shape = slide.shapes.add_textbox(*map(points, box))
    shape.name = name
    frame = shape.text_frame
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    _margins(frame, ACROSS if fill else 0.0)
    if fill:
        shape.fill.solid()
        shape.fill.fore_color.rgb = colour(fill)
    write(frame, lines, size)
    return shape


def _margins(frame: Any, across: float) -> None:
    frame.margin_left = frame.margin_right = points(across)
    frame.margin_top = frame.margin_bottom = points(DOWN if across else 0)


def table(
    slide: Any, rows: Sequence[tuple[Sequence[Box], float]], widths: Sequence[float], place: tuple[float, float], size: float, name: str
) -> Any:
    """A table at (left, top) of rows of boxes with their heights, in columns so wide."""
    left, top = place
    sides = (left, top, sum(widths), sum(height for _, height in rows))
    shape = slide.shapes.add_table(len(rows), len(widths), *map(points, sides))
    shape.name, made = clean(name), shape.table
    made.first_row, made.first_col, made.horz_banding = True, True, False
    shape._element.graphic.graphicData.tbl.tblPr.find(f"{_A}tableStyleId").text = _NO_STYLE
    for at, width in enumerate(widths):
        made.columns[at].width = points(width)
    for down, (boxes, height) in enumerate(rows):
        made.rows[down].height = points(height)
        at = 0
        for box in boxes:
            _cell(made, down, at, box, size)
            at += box.span
    return shape


_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def _cell(made: Any, down: int, at: int, box: Box, size: float) -> None:
    cell = made.cell(down, at)
    if box.span > 1:
        cell.merge(made.cell(down, at + box.span - 1))
    cell.margin_left = cell.margin_right = points(ACROSS)
    cell.margin_top = cell.margin_bottom = points(DOWN)
    cell.fill.solid()
    cell.fill.fore_color.rgb = colour(box.fill)
    write(cell.text_frame, box.lines, size)
    if not box.lines:
        cell.text_frame.paragraphs[0].font.size = points(size)
    for one in range(at, at + box.span):
        _rule(made.cell(down, one), box.ruled)


def _rule(cell: Any, strong: bool) -> None:
    """A thin line under a cell, and none at its sides."""
    from pptx.oxml import parse_xml

    ink, weight, dash = (PALETTE["soft"][0][1:], 19_050, '<a:prstDash val="dash"/>') if strong else (PALETTE["line"][0][1:], 9_525, "")
    space = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    lines = "".join(f'<a:ln{side} w="0"><a:noFill/></a:ln{side}>' for side in "LRT")
    lines += f'<a:lnB w="{weight}"><a:solidFill><a:srgbClr val="{ink}"/></a:solidFill>{dash}</a:lnB>'
    for at, one in enumerate(parse_xml(f"<a:tcPr {space}>{lines}</a:tcPr>")):
        cell._tc.get_or_add_tcPr().insert(at, one)
