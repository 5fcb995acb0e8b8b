"""The picture of what is on a screen: one SVG, made into a PNG once."""

from __future__ import annotations

import math
from typing import Any
from unicodedata import normalize

from markupsafe import Markup

from cjm_core import look
from cjm_core.takeaway import chart, table
from cjm_core.takeaway.cells import clean
from cjm_core.takeaway.lettering import FONT, lines, one_line, shorten, width
from cjm_core.takeaway.model import CardPicture, TakeAway
from cjm_core.takeaway.scripts import INK, painted, text
from cjm_core.takeaway.words import DEMO, unusual

WIDTH, HEIGHT = 2000, 1125  # 16 : 9
MARGIN, ROOM = 80, WIDTH - 2 * 80
_SENTENCE, _SMALL = 30, 20  # sizes of letters; nothing is smaller than the second
_BODY_END, _GAP = 1004, 28
_MOST_ROWS, _MOST_CARDS, _LOWEST_ROW = 18, 24, 34


def as_png(taken: TakeAway) -> bytes:
    """A sharp picture of 2000 × 1125 pixels for a slide."""
    return painted(as_svg(taken), "png")


def as_svg(taken: TakeAway) -> str:
    """The picture before it is painted: title, sentence, chart or cards or table, and the facts at its foot. Paper is white."""
    badge = DEMO if DEMO in taken.facts else ""
    said = lines(taken.sentence, ROOM - 120, _SENTENCE, 3)
    top = 152 + 42 * len(said)
    facts = " · ".join(one_line(fact).rstrip(".") for fact in (*taken.facts, *unusual("Currency", "Numbers")) if fact != DEMO)
    template = look.templates("cjm_core.takeaway").get_template("picture.svg.j2")
    svg = template.render(
        width=WIDTH, height=HEIGHT, margin=MARGIN, room=ROOM, font=FONT, ink=INK, text=_text,
        title=shorten(taken.title, ROOM - (width(badge, _SMALL) + 80 if badge else 0), 54, bold=True), badge=badge,
        badge_width=width(badge, _SMALL, True) + 36, sentence=said, facts=lines(facts.replace("**", "* *"), ROOM, _SMALL, 2),
        **_body(taken, top),
    )  # fmt: skip
    return clean(svg)


def _text(*said: Any, **look_of: Any) -> Markup:
    """A line of text, its letters composed where they can be."""
    x, y, line, *rest = said
    runs = [(line, False)] if isinstance(line, str) else line
    composed = [(normalize("NFC", clean(piece)), bold) for piece, bold in runs]
    return Markup(text(x, y, composed, *rest, **look_of))  # escaped there


def _body(taken: TakeAway, top: float) -> dict[str, Any]:
    """What stands between sentence and foot."""
    if taken.chart is not None:
        return {"kind": "chart", **_chart(taken.chart, top)}
    if len(taken.cards) == 1:
        return {"kind": "card", "top": top, **_alone(taken.cards[0], top)}
    if taken.cards:
        return {"kind": "cards", **_cards(taken.cards, top)}
    return {"kind": "table", **_table(taken, top)} if taken.sheets else {"kind": "nothing"}


def _chart(spec: dict[str, Any], top: float) -> dict[str, Any]:
    """The chart as large as there is room for."""
    high = _BODY_END - top
    inside, wide, tall = chart.drawn(spec, (ROOM, high))
    scale = min(ROOM / wide, high / tall, chart.SCALE * 1.2)
    return {"inside": inside, "box": (wide, tall), "x": MARGIN, "y": top, "wide": wide * scale, "tall": tall * scale}


def _cards(cards: tuple[CardPicture, ...], top: float) -> dict[str, Any]:
    """A grid; the first card of a group carries its name."""
    shown = cards[:_MOST_CARDS]
    across = 6 if len(shown) > 12 else 4 if len(shown) > 4 else len(shown)
    wide, tall = (ROOM + _GAP) / across, min((_BODY_END - top) / math.ceil(len(shown) / across), 230)
    placed = [
        {
            **_card(card, wide - _GAP, 42),
            "x": MARGIN + at % across * wide,
            "y": top + at // across * tall,
            "group": card.group if not at or shown[at - 1].group != card.group else "",
        }
        for at, card in enumerate(shown)
    ]
    more = len(cards) - len(shown)
    return {"cards": placed, "wide": wide - _GAP, "more": f"and {more} more in the spreadsheet" if more else ""}


def _card(card: CardPicture, room: float, size: float) -> dict[str, Any]:
    """A card's words, cut to its width. The interval stands behind the value where there is room, else on a line of its own."""
    value = shorten(card.value, room, size, bold=True)
    at = width(value, size, True) + 8
    behind = at + (width(card.suffix, 24) + 10 if card.suffix else 4)
    beside = behind + width(card.ends, 22) <= room
    said = [(card.n, None), (card.change, card.side), (card.note, card.note_side)]
    alone = not beside and not all(text for text, _ in said)  # else there is no line left for the interval alone
    first = [(card.ends, None)] if alone else []
    said[0] = (card.n, None) if beside or alone else (f"{card.ends} · {card.n}", None)
    return {
        "label": shorten(card.label, room, 22, bold=True), "value": value, "suffix": card.suffix, "suffix_at": at,
        "ends": card.ends if beside else "", "ends_at": behind,
        "lines": [(shorten(text, room, _SMALL, side is not None), side) for text, side in [*first, *said] if text],
    }  # fmt: skip


def _alone(card: CardPicture, top: float) -> dict[str, Any]:
    """One card, large, with its course over the months beside it."""
    at = width(card.value, 180, True) + 20
    said = [(card.n, None), (card.change, card.side), (card.note, card.note_side)]
    return {
        "card": card, "value": shorten(card.value, ROOM, 180, True), "y": top + 360,
        "suffix_at": at, "ends_at": at + width(card.suffix, 70) + (36 if card.suffix else 16),
        "lines": [(shorten(text, ROOM, 32), side) for text, side in said if text], "path": _course(card, (1240, top + 220, 680, 140)),
    }  # fmt: skip


def _course(card: CardPicture, box: tuple[float, float, float, float]) -> str:
    """The course over the months as one path; months without data leave a gap."""
    known = sum(value is not None for value in card.course)
    return look.course(card.course, *box) if known >= 3 else ""


def _table(taken: TakeAway, top: float) -> dict[str, Any]:
    """Rows with hairlines between them, as many as can be read."""
    read = table.as_read(taken.sheets[0], taken.unit)
    double = any(cell.under for row in read.rows for cell in row)
    lowest = 47 if double else _LOWEST_ROW
    fitting = min(_MOST_ROWS, int((_BODY_END - top - 44) / lowest))
    more = len(read.rows) - fitting if len(read.rows) > fitting else 0
    rows = read.rows[: fitting - 1] if more else read.rows
    more = len(read.rows) - len(rows)
    tall = min(max(lowest, (_BODY_END - top - 44) / max(len(rows) + bool(more), 1)), lowest + 12)
    columns = _columns(read, rows)
    said = f"and {more} more rows in the spreadsheet" if more > 1 else "and one more row in the spreadsheet" if more else ""
    placed = [
        {"y": top + 44 + at * tall, "cells": [_placed(cell, column) for cell, column in zip(row, columns, strict=True)]}
        for at, row in enumerate(rows)
    ]
    header = [{**column, "text": shorten(name, column["room"], _SMALL)} for name, column in zip(read.header, columns, strict=True)]
    return {"top": top, "header": header, "rows": placed, "tall": tall, "double": double, "more": said,
            "more_y": top + 44 + len(rows) * tall, "wide": columns[-1]["end"] - MARGIN}  # fmt: skip


def _columns(read: table.Table, rows: tuple[tuple[table.Cell, ...], ...]) -> list[dict[str, Any]]:
    """Where each column stands: as wide as its text, with what is left between them; the widest give way first."""
    gap = 36.0
    wanted = []
    for at, name in enumerate(read.header):
        texts = [width(name, _SMALL), *(max(width(row[at].text, 22, row[at].strong), width(row[at].under, _SMALL)) for row in rows)]
        wanted.append(max(texts) + 2)
    while sum(wanted) + gap * (len(wanted) - 1) > ROOM and max(wanted) > 60:
        widest = wanted.index(max(wanted))
        wanted[widest] -= 20
    spare = min(max(0.0, ROOM - sum(wanted)) / max(1, len(wanted) - 1), 220.0)
    placed: list[dict[str, Any]] = []
    x = float(MARGIN)
    for room, right in zip(wanted, read.right, strict=True):
        placed.append({"x": x + room if right else x, "room": room, "right": right, "end": x + room})
        x += room + spare
    return placed


def _placed(cell: table.Cell, column: dict[str, Any]) -> dict[str, Any]:
    text, under = shorten(cell.text, column["room"], 22, cell.strong), shorten(cell.under, column["room"], _SMALL)
    return {**column, "text": text, "under": under, "strong": cell.strong}
