"""What stands in each cell of a drawn map, read back from page, picture, slides and workbook as a person sees it there.

Every reader gives {(row, touchpoint): the texts in that cell}; the rows are named by their lanes, the touchpoints by their names.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import openpyxl
from pptx import Presentation

from cjm_core.journey_map import as_fragment
from cjm_core.journey_map.model import JourneyMap, TextLane
from cjm_core.settings import in_force
from cjm_core.takeaway.map_picture import map_svg
from cjm_core.takeaway.map_slides import map_pptx
from cjm_core.takeaway.map_workbook import map_xlsx

_UNITS = ("%", "days", "hours", "min", "s")
Cells = dict[tuple[str, str], list[str]]
_UNSEEN = ("vh", "pop", "more", "draw")  # for those who hear the page, behind a press, the further curves, the drawn curve


def on_page(drawn: JourneyMap) -> Cells:
    """What the page shows; a number's unit stands behind it."""
    reader = _Page()
    reader.feed(as_fragment(drawn))
    return {place: [text for text in said if text] for place, said in reader.found.items()}


class _Page(HTMLParser):
    """The cells of the page's table: what has `data-lane` and `data-at`."""

    def __init__(self) -> None:
        super().__init__()
        self.found: Cells = {}
        self._open: list[tuple[str, bool]] = []  # (element, whether what is in it is unseen)
        self._at: tuple[int, tuple[str, str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag in ("img", "br", "input", "path"):
            return
        self._open.append((tag, any(name in _UNSEEN for name in (said.get("class") or "").split())))
        if tag in ("td", "li") and said.get("data-lane") and said.get("data-at"):
            self._at = len(self._open), (str(said["data-lane"]), str(said["data-at"]))
            self.found[self._at[1]] = []
        if tag in ("b", "em", "button", "span") and self._at:  # each its own text; `small` goes on with the number before it
            self.found[self._at[1]].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("img", "br", "input", "path"):
            self._open.pop()
            if self._at and len(self._open) < self._at[0]:
                self._at = None
            if tag in ("em", "button", "b") and self._at:
                self.found[self._at[1]].append("")

    def handle_data(self, data: str) -> None:
        if self._at and data.strip() and not any(unseen for _, unseen in self._open):
            said = self.found[self._at[1]]
            said[-1:] = [(said[-1] if said else "") + data.strip()]


def in_picture(drawn: JourneyMap) -> Cells:
    """What the picture shows in the cells of its rows."""
    found: Cells = {}
    names = dict(zip(drawn.keys, drawn.touchpoints, strict=True))
    for row in ElementTree.fromstring(map_svg(drawn)).iter():
        if (lane := row.get("data-row")) is not None:
            for cell in (one for one in row.iter() if one.get("data-at") in names):
                said = found.setdefault((lane.removesuffix(" figures"), str(cell.get("data-at"))), [])
                for text in (" ".join("".join(one.itertext()).split()) for one in cell.iter() if one.tag.endswith("}text")):
                    if text in _UNITS and said:  # in smaller letters behind its number
                        said[-1] += text
                    else:
                        said.append(text)
    return found


def on_slides(drawn: JourneyMap, overview: bool = False) -> Cells:
    """What the tables of the stages' slides show, or that of the overview, where it has the touchpoints as columns."""
    found: Cells = {}
    rows = _by_label(drawn)
    for slide in Presentation(io.BytesIO(map_pptx(drawn))).slides:
        for table in (shape.table for shape in slide.shapes if shape.has_table and shape.name == ("Overview" if overview else "Map")):
            said = [[[" ".join(line.text.split()) for line in cell.text_frame.paragraphs] for cell in row.cells] for row in table.rows]
            heads = next((row for row in said if row[0][0] == "Touchpoint"), None)
            for row in said if heads else ():
                if row[0][0] in rows and heads:
                    for head, lines in zip(heads[1:], row[1:], strict=True):
                        found.setdefault((rows[row[0][0]], head[0]), []).extend(lines)
    return found


def in_workbook(drawn: JourneyMap) -> Cells:
    """What the sheet Map shows: numbers in the format that their cell has."""
    page = openpyxl.load_workbook(io.BytesIO(map_xlsx(drawn)))["Map"]
    rows, found, lane = _by_label(drawn), {}, ""
    keys = [column for stage in drawn.stages for column in (stage.keys or stage.touchpoints or ("",))]
    for row in page.iter_rows(min_row=3):
        lane = rows.get(str(row[0].value), "") if row[0].value else lane
        for key, cell in zip(keys, row[2:], strict=False):
            if lane and key and cell.value is not None:
                found.setdefault((lane, key), []).append(shown_by_excel(cell.value, cell.number_format))
    return found


def _by_label(drawn: JourneyMap) -> dict[str, str]:
    """label -> name of the rows of numbers, as the drawings name them."""
    rows = (row for row in drawn.rows if not isinstance(row, TextLane))
    return {row.label: f"reported:{row.name}" if row in drawn.reported else row.name for row in rows}


# ---- what Excel shows ---------------------------------------------------------------------------------------------------
_TOKEN = re.compile(r'"(?P<said>[^"]*)"|(?P<number>[#0][#,0]*(?:\.0+)?)|(?P<percent>%)|(?P<other>.)', re.DOTALL)


def shown_by_excel(value: Any, code: str) -> str:
    """A cell as Excel shows it: up to three sections (positive; negative; zero), halves away from zero; the signs of the format in force."""
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return str(value)
    if code == "General":
        return f"{value:.10g}"
    sections = list(_sections(code))
    chosen = sections[0] if value > 0 or len(sections) == 1 else sections[1] if value < 0 else sections[min(2, len(sections) - 1)]
    sign = "-" if value < 0 and len(sections) == 1 else ""
    percent = any(token["percent"] for token in chosen)
    return sign + "".join(_part(token, abs(value), percent) for token in chosen)


def _sections(code: str) -> Iterator[list[re.Match[str]]]:
    section: list[re.Match[str]] = []
    for token in _TOKEN.finditer(code):
        if token["other"] == ";":
            yield section
            section = []
        else:
            section.append(token)
    yield section


def _part(token: re.Match[str], size: float, percent: bool) -> str:
    if not token["number"]:
        return token["said"] if token["said"] is not None else token["percent"] or token["other"]
    decimals = len(token["number"].partition(".")[2])
    exact = Decimal(f"{size:.15g}") * (100 if percent else 1)  # a cell holds 15 digits
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    thousands, point = in_force().separators
    text = f"{rounded:,.{decimals}f}" if "," in token["number"] else f"{rounded:.{decimals}f}"
    return text.replace(",", "\0").replace(".", point).replace("\0", thousands)
