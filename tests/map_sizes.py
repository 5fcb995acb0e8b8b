"""Maps that are too large, nearly empty, or hold what breaks files: for the tests of slides, workbook and JSON."""

from __future__ import annotations

from dataclasses import replace

from cjm_core.authored.model import Journey
from cjm_core.journey_map.model import Cell, Change, Item, JourneyMap, Lane, ReportedCell, Stage, TextCell, TextLane
from cjm_core.small_cells import BESIDE
from tests.maps import rich

_WORDS = ("the", "parcel", "came", "late", "and", "nobody", "answered", "when", "I", "asked", "where", "it", "was", "so", "I", "called", "again")


def large() -> JourneyMap:
    """8 stages, 30 touchpoints, 12 lanes and long texts."""
    sizes = (4, 4, 4, 4, 4, 4, 3, 3)
    stages, at = [], 0
    for number, size in enumerate(sizes):
        names = tuple(f"{('Comparison page', 'Chat', 'Telephone support', 'E-mail')[one]} {number + 1}" for one in range(size))
        stages.append(Stage(f"Stage of {('finding', 'choosing', 'paying', 'waiting')[number % 4]} {number + 1}", 9000 - 1000 * number, names))
        at += size
    lanes = tuple(
        Lane(name, label, "detail of the lane", unit, "higher", tuple(_cell(at, place, unit) for at in range(30)), 0.5)
        for place, (name, label, unit) in enumerate((
            ("reach", "Reach", "number"), ("emotion", "Emotion", "score"), ("csat", "Satisfied", "share"), ("ces", "Easy", "share"),
            ("nps", "Would recommend", "points"), ("expectation_gap", "Against expectation", "score"), ("leaving", "Leave here", "share"),
            ("time_to_next", "Time to the next", "seconds"), ("revenue_per_customer", "Revenue", "money"),
        ))
    )  # fmt: skip
    texts = tuple(
        TextLane(name, label, "", "text", by, tuple(_said(keys, place) for place, keys in enumerate(_places(stages, by))))
        for name, label, by in (("pains", "Pain points", "stage"), ("thinks", "Thinking", "touchpoint"), ("actions", "What to do", "stage"))
    )
    return replace(
        rich(), stages=tuple(stages), lanes=lanes, texts=texts, reported=(), order=(), curves=(), peak_end=None,
        journey=None, persona=None, hidden_touchpoints=0,
    )  # fmt: skip


def _places(stages: list[Stage], by: str) -> list[str]:
    return [stage.name for stage in stages] if by == "stage" else [name for stage in stages for name in stage.touchpoints]


def _cell(at: int, place: int, unit: str) -> Cell:
    if (at + place) % 11 == 3:
        return Cell(None, 0, None, None, "undefined", "not asked")
    part = ((at * 7 + place * 3) % 17) / 17
    value, low, high = {"share": (part, part - 0.05, part + 0.05), "points": (part * 100 - 50, part * 100 - 60, part * 100 - 40),
                        "score": (part * 3 - 1.5, part * 3 - 1.8, part * 3 - 1.2)}.get(unit, (part * 9000, part * 8000, part * 9900))  # fmt: skip
    mark = ("above", "below", None, None)[(at + place) % 4]
    change = Change(0.05, -0.01, 0.11, at % 5 == 0, "Jul – Dec 2025") if at % 6 == 1 else None
    share = part if place == 0 else None
    return Cell(value, 100 + at, low, high, "ok", None, "measured", mark, share, change=change)


def _said(at: str, place: int) -> TextCell:
    many = (0, 1, 3)[place % 3]
    items = tuple(Item(" ".join(_WORDS[: 6 + 3 * one]), ("measured", "reported", "voted")[one], "61 of 160 comments") for one in range(many))
    return TextCell(at, 4, items)


def bare() -> JourneyMap:
    """One stage with one touchpoint about which nothing is known, and a stage without any."""
    lane = Lane("csat", "Satisfied", "", "share", "higher", (Cell(None, 0, None, None, "undefined", "not asked"),))
    return JourneyMap("d", False, (), "", "", "", "", "", (Stage("Only", 0, ("Shop",)), Stage("Later", 0, ())), (lane,), 0, 0, 0, 1, (),
                      journey=Journey("k", "Bare"))  # fmt: skip


def nothing() -> JourneyMap:
    """A map without stages and rows."""
    return replace(bare(), stages=(), lanes=())


def hidden() -> JourneyMap:
    """A map with numbers that must not be seen: of 3 people, and one beside it."""
    few = Cell(None, 0, None, None, "suppressed", "fewer than 5, so hidden")
    beside = Cell(None, 0, None, None, "suppressed", BESIDE)
    told = ReportedCell(None, None, None, None, "suppressed", "fewer than 5, so hidden", "Q1 2026", "2026-Q1", "quarter.xlsx, row 4")
    drawn = rich()
    lanes = tuple(replace(lane, cells=(few, beside, *lane.cells[2:])) for lane in drawn.lanes)
    return replace(drawn, lanes=lanes, reported=(replace(drawn.reported[0], cells=(told, *drawn.reported[0].cells[1:])),))


def hostile() -> JourneyMap:
    """Names and texts that try to be formulas, links, markup and signs that no XML can hold; and very long words."""
    bad = ("=1+1", '=HYPERLINK("http://example.org")', "<b>x</b> & ]]>", "\x00\x0b\ufffe\x1b", "https://example.org", "@SUM(A1)", "W" * 400,
           "\u202eabc", "😀 日本語 العربية")  # fmt: skip
    drawn = rich(bad[3] + "=cmd|' /C calc'!A0")
    names = iter([*bad, *(f"+{one}" for one in bad)])
    stages = tuple(replace(stage, name=next(names), touchpoints=tuple(next(names) for _ in stage.touchpoints)) for stage in drawn.stages)
    items = tuple(Item(one, "assumed", evidence=one, detail=one) for one in bad)
    cells = tuple(TextCell(stage.key, len(stage.touchpoints), items) for stage in stages)
    texts = (TextLane("thinking", "=2+2", bad[3], "text", "stage", cells),)
    return replace(drawn, stages=stages, texts=texts, sources=bad, dataset=bad[0], answer=bad[1], order=())
