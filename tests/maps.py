"""A map with something in every kind of cell, for the tests of its drawings. Numbers are made up; names try to break things."""

from __future__ import annotations

from cjm_core.authored.model import Journey, LaneChoice, Persona, PlannedStage, PlannedTouchpoint, Written
from cjm_core.journey_map.model import (
    Aim,
    Cell,
    Change,
    Curve,
    Item,
    JourneyMap,
    Lane,
    PeakEnd,
    ReportedCell,
    ReportedLane,
    Stage,
    TextCell,
    TextLane,
)

NASTY = "<img src=x onerror=alert(1)> & =1+1"
_STAGES = (("Discover", 5740, ("Ad", "Social post", "Search")), ("Compare", 4610, ("Product page", "Reviews")), ("Buy", 2424, ("Cart", "Checkout")),
           ("Receive", 698, ("Delivery", "Unboxing")), ("Use", 501, ("Setup guide", "Support chat")), ("Stay", 177, ("Renewal",)))  # fmt: skip
_MET = (3665, 1833, 4375, 4079, 2247, 2424, 1301, 650, 591, 414, 296, 177)
_FELT = (None, 0.6, 0.8, 0.7, 1.1, 0.4, -0.8, 0.1, 1.3, 0.3, 0.5, 0.9)
_SATISFIED = (None, 0.71, 0.76, 0.74, 0.82, 0.69, 0.44, 0.63, 0.88, 0.66, 0.71, 0.79)
_ANSWERS = (0, 142, 310, 468, 255, 340, 431, 377, 236, 49, 190, 24)
_PIXEL = ("data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


def _cell(value: float | None, n: int, half: float, low: float, high: float, mean: float | None = None) -> Cell:
    if value is None:
        return Cell(None, 0, None, None, "undefined", "not asked")
    ends = max(low, value - half), min(high, value + half)
    status = "ok" if n >= 30 else "small_sample"
    mark = None if mean is None or n < 30 or ends[0] <= mean <= ends[1] else "above" if value > mean else "below"
    return Cell(value, n, *ends, status, None if n >= 30 else f"only {n} answers", "measured", mark)


def rich(name: str = "Web shop, as it is") -> JourneyMap:
    """A map of 12 touchpoints in 6 stages with every kind of lane."""
    customers = 5912
    reach = tuple(Cell(float(n), n, None, None, "ok", None, "measured", share=n / customers) for n in _MET)
    felt = tuple(_cell(value, n, 2 / max(n, 1) ** 0.5, -2, 2) for value, n in zip(_FELT, _ANSWERS, strict=True))
    satisfied = [_cell(value, n, 1 / max(n, 1) ** 0.5, 0, 1, 0.69) for value, n in zip(_SATISFIED, _ANSWERS, strict=True)]
    satisfied[6] = Cell(0.44, 431, 0.40, 0.49, "ok", None, "measured", "below", change=Change(-0.11, -0.17, -0.05, True, "Jul – Dec 2025"),
                        aim=Aim(0.6, "2026-12-31", "at_risk", "at risk"))  # fmt: skip
    satisfied[2] = Cell(0.76, 310, 0.71, 0.80, "ok", None, "measured", "above", change=Change(0.01, -0.04, 0.06, False, "Jul – Dec 2025"))
    lanes = (
        Lane("reach", "Reach", "share of 5,912 customers", "number", "higher", reach),
        Lane("emotion", "Emotion", "−2 … +2 · from CSAT, CES, NPS", "score", "higher", felt, 0.5),
        Lane("csat", "Satisfied", "top two of the scale · CSAT", "share", "higher", tuple(satisfied), 0.69),
        Lane("time_to_next", "Time to the next", "median", "seconds", "neither",
             tuple(_cell(3600.0 * (at + 1), n, 1800.0, 0, 1e9) for at, n in enumerate(_MET))),
        Lane("leaving", "Leave here", "nothing more within 14 days", "share", "lower", tuple(_cell(0.3, n, 0.02, 0, 1, 0.25) for n in _MET)),
    )  # fmt: skip
    one = ReportedCell(12.0, None, None, None, "ok", None, "Q1 2026", "2026-Q1", "quarter.xlsx, row 4")
    told = ReportedLane("nps", "NPS", "reported in quarter.xlsx", "points", "higher", (*[None] * 6, one, *[None] * 5))
    items = (
        Written("i1", "thinking", "Discover", "Is this really for people like me?", "reported", "8 interviews, May 2026",
                author="Ana", on="2026-06-02"),
        Written("i2", "thinking", "Use", "Who do I ask?", "voted", "Workshop of 12 June"),
        Written("i3", "thinking", "Stay", NASTY),
        Written("i4", "actions", "Buy", "Retry without new card entry", owner="Payments", due="2026-09-15", about=("csat", 0.55)),
        Written("i5", "pictures", "Receive", "The box", picture=_PIXEL),
    )
    journey = Journey(
        "shop", name, "as-is", "dataset-1",
        tuple(PlannedStage(stage, stage, tuple(PlannedTouchpoint(one, one, (one,)) for one in names)) for stage, _, names in _STAGES),
        (*(LaneChoice(one) for one in ("reach", "emotion", "csat", "time_to_next", "leaving", "reported:nps", "pains")),
         LaneChoice("thinking", "Thinking", kind="text"), LaneChoice("visibility", "Line of visibility", kind="line"),
         LaneChoice("actions", "What to do", kind="text"), LaneChoice("pictures", "Pictures", kind="picture")),
        items, "2026-12-01", 7,
    )  # fmt: skip
    lower = (None if value is None else value - 0.3 for value in _FELT)
    other = tuple(_cell(value, n // 4, 4 / max(n, 1) ** 0.5, -2, 2) for value, n in zip(lower, _ANSWERS, strict=True))
    apart = tuple(None if cell.value is None else Change(-0.3, -0.5, -0.1, at == 7, "everyone") for at, cell in enumerate(other))
    return JourneyMap(
        dataset="Web shop", demo=True, sources=("orders.csv", "survey_h1.xlsx"), made_at="2026-11-22", period="1 Jan – 30 Jun 2026",
        population="everyone", question="Where do customers struggle?",
        answer="At **Checkout**: 44 of 100 are satisfied (40–49, 431 answers), and 30 % of those who get there leave.",
        stages=tuple(Stage(stage, n, names, stage, names) for stage, n, names in _STAGES), lanes=lanes,
        customers=customers, customers_on_map=5740,
        hidden_touchpoints=2, never_asked=1, notes=("A ring on the curve: computed from several questions, put onto one scale.",), reported=(told,),
        texts=(_pains(), _words("thinking", "Thinking", items), TextLane("visibility", "Line of visibility", "", "line", "stage", ()),
               _words("actions", "What to do", items), _words("pictures", "Pictures", items, "picture")),
        order=("reach", "emotion", "csat", "time_to_next", "leaving", "reported:nps", "pains", "thinking", "visibility", "actions", "pictures"),
        curves=(Curve("Business customers", other, apart, PeakEnd("Checkout", -1.1, "Renewal", 0.6, -0.25, 0.2)),),
        peak_end=PeakEnd("Unboxing", 1.3, "Renewal", 0.9, 1.1, 0.5), weights=(("csat", 1.0), ("ces", 1.0), ("nps", 1.0)),
        compared="12 differences were looked at; about one looks real by chance. 1 survives the correction.",
        outside=(("with other touchpoints only", 172),),
        persona=Persona("p1", "Business buyer", (("segment", "Business"),), "Order fast", quote="Time is money."),
        journey=journey,
    )  # fmt: skip


def _pains() -> TextLane:
    said = {"Buy": (Item("Card refused after 3-D Secure, on phones", "measured", "128 of 214 comments · score 21"),
                    Item("Paid twice, still says failed.", "measured", "Checkout · 3 Jun 2026 · 1 of 5", quote=True)),
            "Receive": (Item("No delivery window", "measured", "61 of 160 comments"),)}  # fmt: skip
    cells = tuple(TextCell(stage, len(names), said.get(stage, ())) for stage, _, names in _STAGES)
    return TextLane("pains", "Pain points", "worst first", "text", "stage", cells, False)


def _words(name: str, label: str, items: tuple[Written, ...], kind: str = "text") -> TextLane:
    def seen(one: Written) -> Item:
        detail = f"{one.owner} · by 15 Sep" if one.owner else ""
        stale = "Satisfied moved from 55 % to 44 % since this was written" if one.about else ""
        return Item(one.text, one.grade, detail, False, one.key, one.evidence, stale, one.picture)

    there = {stage: tuple(seen(one) for one in items if (one.lane, one.at) == (name, stage)) for stage, _, _ in _STAGES}
    cells = (TextCell(stage, len(names), there[stage], int((name, stage) == ("actions", "Buy"))) for stage, _, names in _STAGES)
    return TextLane(name, label, "", kind, "stage", tuple(cells))
