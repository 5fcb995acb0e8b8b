"""Taking results away: one description of what is on a screen, drawn as a picture, a workbook or a text table."""

from cjm_core.takeaway.map_picture import map_pdf, map_png, map_svg
from cjm_core.takeaway.map_slides import map_pptx
from cjm_core.takeaway.map_workbook import map_xlsx
from cjm_core.takeaway.model import CardPicture, Sheet, TakeAway
from cjm_core.takeaway.picture import as_png, as_svg
from cjm_core.takeaway.screens import of_board, of_card, of_map, of_touchpoint
from cjm_core.takeaway.text import as_csv
from cjm_core.takeaway.words import facts
from cjm_core.takeaway.workbook import as_xlsx

__all__ = [
    "CardPicture", "Sheet", "TakeAway", "as_csv", "as_png", "as_svg", "as_xlsx", "facts", "map_pdf", "map_png", "map_pptx", "map_svg", "map_xlsx",
    "of_board", "of_card", "of_map", "of_touchpoint",
]  # fmt: skip
