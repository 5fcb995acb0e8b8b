"""More maps for the tests of drawings: a very large one, one with almost nothing, one whose numbers are hidden."""

from __future__ import annotations

from dataclasses import replace

from cjm_core.authored.model import Journey
from cjm_core.journey_map.model import Cell, Item, JourneyMap, Lane, Stage, TextCell, TextLane
from tests.maps import rich

_WORDS = ("Newsletter", "Search", "Product page", "Price comparison", "Reviews", "Chat with an advisor", "Cart", "Checkout", "Payment",
          "Confirmation")  # fmt: skip
_HIDDEN = Cell(None, 3, None, None, "suppressed", "fewer than 5, so hidden", "measured")


def large(stages: int = 8, touchpoints: int = 30, lanes: int = 12) -> JourneyMap:
    """So many stages, touchpoints and rows, every cell filled."""
    names = [f"{_WORDS[at % len(_WORDS)]} {at // len(_WORDS) + 1}" for at in range(touchpoints)]
    split = [names[at * touchpoints // stages : (at + 1) * touchpoints // stages] for at in range(stages)]
    drawn = tuple(Stage(f"Stage number {at + 1}", 9000 - at * 700, tuple(part), f"s{at}", tuple(part)) for at, part in enumerate(split))
    felt = tuple(Cell(((at * 7) % 31 - 15) / 8, 40 + at * 9, ((at * 7) % 31 - 18) / 8, ((at * 7) % 31 - 12) / 8, "ok", None, "measured")
                 for at in range(touchpoints))  # fmt: skip
    met = [9000 // (at + 1) for at in range(touchpoints)]
    numbers = [Lane("reach", "Reach", "share of 12,345 customers", "number", "higher",
                    tuple(Cell(float(n), n, None, None, "ok", None, "measured", share=n / 12345) for n in met)),
               Lane("emotion", "Emotion", "−2 … +2 · from CSAT, CES, NPS", "score", "higher", felt, 0.1)]  # fmt: skip
    for row in range(lanes - 6):
        cells = tuple(Cell(0.4 + (at * row % 17) / 40, 1200 + at, 0.36 + (at * row % 17) / 40, 0.45 + (at * row % 17) / 40, "ok", None, "measured",
                           ("above", "below", None)[(at + row) % 3]) for at in range(touchpoints))  # fmt: skip
        numbers.append(Lane(f"kpi{row}", f"Measure {row + 1}", "top two of the scale", "share", "higher", cells, 0.5))
    items = (Item("Nobody says how long it takes until somebody answers", "measured", "128 of 214 comments · score 21"),
             Item("I had to type my address three times, and it was wrong anyway", "reported", "Chat · 3 Jun 2026 · 2 of 5", quote=True))  # fmt: skip
    texts = tuple(
        TextLane(f"text{row}", f"Lane of words {row + 1}", "worst first", "text", "stage",
                 tuple(TextCell(f"s{at}", len(part), items) for at, part in enumerate(split)))
        for row in range(4)
    )  # fmt: skip
    return replace(
        rich("The large one"), stages=drawn, lanes=tuple(numbers), texts=texts, reported=(), curves=(), order=(), peak_end=None, compared="",
        persona=None,
    )  # fmt: skip


def bare_map() -> JourneyMap:
    """A map without data, without rows, and with a stage that has no touchpoint."""
    return replace(
        rich(""), dataset="", demo=False, sources=(), period="", population="", question="", answer="", lanes=(), texts=(), reported=(), order=(),
        curves=(), peak_end=None, compared="", weights=(), outside=(), persona=None, customers=0, customers_on_map=0, hidden_touchpoints=0,
        never_asked=0, notes=(), stages=(Stage("Only one", 0, (), "s1"),), journey=Journey("new", "A new map", "to-be"),
    )  # fmt: skip


def hidden() -> JourneyMap:
    """The rich map with every number of one touchpoint hidden; its true n is 3."""
    map = rich()
    lanes = tuple(replace(lane, cells=tuple(_HIDDEN if at == 6 else cell for at, cell in enumerate(lane.cells))) for lane in map.lanes)
    return replace(map, lanes=lanes, curves=(), peak_end=None)
