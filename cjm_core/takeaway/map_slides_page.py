"""One slide: a title that says what is found, a foot that says what it is about, notes that say how it is known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from cjm_core.journey_map.model import JourneyMap
from cjm_core.journey_map.render_rows import against
from cjm_core.settings import own
from cjm_core.takeaway import map_slides_words as words
from cjm_core.takeaway.cells import clean
from cjm_core.takeaway.lettering import one_line, shorten
from cjm_core.takeaway.map_slides_paint import EDGE, HEIGHT, WIDTH, Run, colour, points, rows_of, text

_TITLE, _FOOT = 24.0, 12.0
_TITLES = (24.0, 22.0, 20.0)
_TOP, _FOOT_TOP = 92.0, 500.0
_THEME = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme"


def blank_deck(drawn: JourneyMap) -> Any:
    """An empty presentation, 16 : 9, in our type, with the map's name and nobody's."""
    from pptx import Presentation

    deck = Presentation()
    ratio = points(WIDTH) / deck.slide_width
    deck.slide_width, deck.slide_height = points(WIDTH), points(HEIGHT)
    for layout in (deck.slide_master, *deck.slide_layouts):
        for shape in layout.shapes:  # of a template that is 4 : 3
            shape.left, shape.width = round(shape.left * ratio), round(shape.width * ratio)
    _retyped(deck)
    core = deck.core_properties
    core.title, core.author, core.last_modified_by, core.subject = clean(drawn.name)[:250], "", "", clean(drawn.question)[:250]
    return deck


def _retyped(deck: Any) -> None:
    """Arial and our accent in the theme, so that what people add looks the same."""
    theme = deck.slide_master.part.part_related_by(_THEME)
    theme._blob = re.sub(rb'(<a:latin typeface=")Calibri(")', rb"\1Arial\2", theme.blob)
    theme._blob = re.sub(rb'(<a:accent1><a:srgbClr val=")\w+', rb"\g<1>3D5A99", theme._blob)


class Page:
    """A slide with title, foot and notes; `top` and `room` say where its content stands."""

    top = _TOP
    room = _FOOT_TOP - 6 - _TOP

    def __init__(self, deck: Any, drawn: JourneyMap, title: str, part: str, notes: Sequence[str], stage: int | None = None) -> None:
        self.slide = deck.slides.add_slide(deck.slide_layouts[5])  # a title, and nothing else
        self._drawn = drawn
        self._title(title, part)
        self._way(stage)
        self._foot()
        self.slide.notes_slide.notes_text_frame.text = clean("\n".join([*notes, "", *_method(drawn), "", *_about(drawn)]))

    def _title(self, said: str, part: str) -> None:
        shape = self.slide.shapes.title
        shape.left, shape.top, shape.width, shape.height = map(points, (EDGE, 28, WIDTH - 2 * EDGE, 58))
        frame = shape.text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        frame.vertical_anchor = _anchor()
        said, size = _fitted(said, part)
        paragraph = frame.paragraphs[0]
        paragraph.alignment = _left()
        for text_, bold, tone, scale in ((said, True, "ink", 1.0), (f"  {part}" if part else "", False, "soft", 0.75)):
            if text_:
                run = paragraph.add_run()
                run.text, run.font.bold, run.font.size = clean(text_), bold, points(max(size * scale, 14))
                run.font.color.rgb = colour(tone)

    def _way(self, stage: int | None) -> None:
        """Where in the journey this slide is."""
        names = [one_line(one.name) for one in self._drawn.stages]
        line = tuple(Run(f"{'  ›  ' if at else ''}{name}", "accent" if at == stage else "faint", at == stage) for at, name in enumerate(names))
        if stage is None or rows_of(line, WIDTH - 2 * EDGE, _FOOT) > 1:
            said = self._drawn.name if stage is None else own(f"Stage {stage + 1} of {len(names)}")
            line = (Run(shorten(said, WIDTH - 2 * EDGE, _FOOT), "faint"),)
        text(self.slide, (line,), (EDGE, 12, WIDTH - 2 * EDGE, 16), _FOOT, "Way")

    def _foot(self) -> None:
        room = WIDTH - 2 * EDGE
        about = words.foot_parts(self._drawn)
        if rows_of((Run(" · ".join(about)),), room, _FOOT) > 1:  # the notes have them in full
            about = [shorten(one, room / len(about) - 14, _FOOT) for one in about]
        known = f"{words.evidence(self._drawn)}. {_legend(self._drawn)}"
        lines = ((Run(" · ".join(about), "soft"),), (Run(known, "soft"),))
        text(self.slide, lines, (EDGE, _FOOT_TOP, room, 32), _FOOT, "About this map")

    def name(self, shape: Any, said: str) -> None:
        """What a shape is, for those who do not see it."""
        shape._element.xpath(".//p:cNvPr")[0].set("descr", clean(said))


def _fitted(said: str, part: str) -> tuple[str, float]:
    """A title in the largest type in which it takes two lines, cut only where even the smallest is too large."""
    said = one_line(said)
    room = WIDTH - 2 * EDGE
    for size in _TITLES:
        if rows_of((Run(said, bold=True), Run(f"  {part}", scale=0.75)), room, size) <= 2:
            return said, size
    while rows_of((Run(f"{said}…", bold=True), Run(f"  {part}", scale=0.75)), room, _TITLES[-1]) > 2 and said:
        said = said[: -max(len(said) // 50, 1)].rstrip()
    return f"{said}…", _TITLES[-1]


def _anchor() -> Any:
    from pptx.enum.text import MSO_ANCHOR

    return MSO_ANCHOR.BOTTOM


def _left() -> Any:
    from pptx.enum.text import PP_ALIGN

    return PP_ALIGN.LEFT


def _legend(drawn: JourneyMap) -> str:
    marked = any(words.sign(cell, lane) for lane in drawn.lanes for cell in lane.cells)
    return words.LEGEND + (f". ▲▼ beyond chance above or below {against(drawn)}" if marked else "")


def _method(drawn: JourneyMap) -> list[str]:
    """What the numbers mean and how the curve is made."""
    return ["How it is measured", *(f"{label}: {meaning}" for label, meaning in words.method(drawn)), *words.curve_words(drawn),
            "Intervals are 95 % intervals; n is how many answers or customers a number rests on."]  # fmt: skip


def _about(drawn: JourneyMap) -> list[str]:
    """The whole answer, the sum of customers, and every source."""
    sources = f"Sources: {', '.join(drawn.sources)}" if drawn.sources else ""
    facts = (drawn.question, drawn.answer.replace("**", ""), words.foot(drawn), f"{words.evidence(drawn)}.", words.reconciled(drawn), sources)
    return ["About this map", *(one for one in (*facts, *drawn.notes) if one)]
