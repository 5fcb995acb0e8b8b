"""Pictures that people put on the map, on a slide of their own behind their stage."""

from __future__ import annotations

import base64
import binascii
import io
from typing import Any

from cjm_core.authored import checked
from cjm_core.errors import BadInput
from cjm_core.journey_map.model import Item, JourneyMap, TextLane
from cjm_core.takeaway import map_slides_words as words
from cjm_core.takeaway.cells import clean
from cjm_core.takeaway.lettering import one_line, shorten
from cjm_core.takeaway.map_slides_grid import columns, placed
from cjm_core.takeaway.map_slides_page import Page
from cjm_core.takeaway.map_slides_paint import EDGE, WIDTH, Run, points, text

_ON_A_PAGE, _GAP, _CAPTION = 3, 18.0, 40.0


def pictures(deck: Any, drawn: JourneyMap, stage: int) -> None:
    """The pictures of a stage, three on a slide, each with its words; none, no slide."""
    shown = tuple(one for one in columns(drawn) if one.stage == stage)
    lanes = [lane for lane in drawn.rows if isinstance(lane, TextLane)]
    found = [item for lane in lanes for one in placed(lane, shown) for item in one.cell.items if item.picture]
    for at in range(0, len(found), _ON_A_PAGE):
        page = Page(deck, drawn, f"{drawn.stages[stage].name}: pictures", "", [one_line(item.text) for item in found[at : at + _ON_A_PAGE]], stage)
        for place, item in enumerate(found[at : at + _ON_A_PAGE]):
            _picture(page, item, place)


def _picture(page: Page, item: Item, place: int) -> None:
    wide = (WIDTH - 2 * EDGE - (_ON_A_PAGE - 1) * _GAP) / _ON_A_PAGE
    left, high = EDGE + place * (wide + _GAP), page.room - _CAPTION
    said = f"{words.SIGNS[item.grade]} {item.text}"
    text(page.slide, ((Run(shorten(said, wide * 1.8, 14)),),), (left, page.top + high + 6, wide, _CAPTION - 6), 14, "Caption")
    try:
        if not checked.picture(item.picture):
            raise ValueError
        shape = page.slide.shapes.add_picture(io.BytesIO(base64.b64decode(item.picture.partition(",")[2], validate=True)), 0, 0)
    except (binascii.Error, ValueError, OSError, BadInput):  # not a picture after all, or one that unpacks to gigabytes
        text(page.slide, ((Run("This picture cannot be shown.", "faint"),),), (left, page.top, wide, 20), 14, "Picture")
        return
    scale = min(points(wide) / shape.width, points(high) / shape.height)
    shape.width, shape.height = round(shape.width * scale), round(shape.height * scale)
    shape.left, shape.top = points(left), points(page.top)
    page.name(shape, clean(item.text) or "Picture")
