"""The scoreboard's sentences. Each says only what was measured."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cjm_core import format as fmt
from cjm_core.scoreboard.model import Card

QUESTION = "Which numbers need attention?"
_NUMBERS = ("None", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve")
_REASONS = {
    "missing": "no answer given", "out_of_scale": "outside the scale", "superseded": "answered again later", "no_date": "without a date",
    "no_customer": "without a customer", "too_recent": "too recent to judge", "not_converted": "did not convert",
    "unpaired": "only one of the two answers", "history_too_short": "met too near the start of the data", "last_stage": "in the last stage",
    "not_observed": "in a period that is not covered by the data",
}  # fmt: skip


def reason(code: str) -> str:
    """A reason for leaving a row out, in words."""
    return _REASONS.get(code, code.replace("_", " "))


def left_out(excluded: dict[str, int]) -> str | None:
    """'85 without a date' when every row had to be left out."""
    return ", ".join(f"{fmt.count(count)} {reason(code)}" for code, count in excluded.items()) or None


_LACKING = {
    "no events were loaded": "needs a file of events",
    "no survey answers were loaded": "needs a file of survey answers",
    "no column was mapped to value": "needs a column with order values",
    "no order is known: map a column to value, or give a touchpoint the role order": "needs order values, or the touchpoint where orders are placed",
    "no touchpoint has the role cart": "needs the touchpoint where the cart is filled",
    "no goal was chosen, and no order is known": "needs order values, or the touchpoint where the goal is reached",
    "no column was mapped to the question nps": "needs answers to “Would you recommend us?”, 0–10",
    "no column was mapped to the question csat": "needs answers to “How satisfied are you?”",
    "no column was mapped to the question ces": "needs answers to “How easy was it?”",
    "no column was mapped to the question expectation": "needs answers to “What did you expect?”",
}  # fmt: skip


def lacking(said: str) -> str:
    """What a KPI cannot do without, in the words of the upload screen."""
    return _LACKING.get(said, said)


def answer(cards: Sequence[Card], before: tuple[datetime, datetime] | None) -> str:
    """How many numbers moved and which moved most."""
    shown = [card for card in cards if card.value is not None]
    compared = [card for card in shown if card.change is not None and card.change_low is not None]
    if not shown:
        return "These data do not allow any of the numbers yet. Below each group it says what is missing."
    if before is None or not compared:
        ready = f"{_number(len(shown))} number{'s' if len(shown) > 1 else ''} can be measured."
        why = "no earlier period of the same length in these data" if before is None else f"too little in {fmt.span(*before)}"
        return f"{ready} What has changed cannot be said: there is {why} to compare with."
    moved = sorted((card for card in compared if card.moved), key=_weight, reverse=True)
    if not moved:
        return f"None of the {len(compared)} numbers that can be compared differs from {fmt.span(*before)} by more than chance would explain."
    verb = "numbers differs" if len(moved) == 1 else "numbers differ"
    head = f"**{_number(len(moved))} of {len(compared)}** {verb} from {fmt.span(*before)} by more than chance would explain."
    return f"{head} {'; '.join(_said(card) for card in moved[:3])}."


def _said(card: Card) -> str:
    """'**NPS** rose by 6.2 points (2.1–10.3)'."""
    verb = "rose" if (card.change or 0) > 0 else "fell"
    size = fmt.change(abs(card.change or 0), card.unit).lstrip("+")
    low, high = sorted((abs(card.change_low or 0), abs(card.change_high or 0)))
    ends = fmt.interval(low, high, "number" if card.unit == "points" else card.unit, 1 if card.unit in ("points", "share") else None)
    return f"**{card.label}** {verb} by {size} ({ends})"


def _weight(card: Card) -> float:
    """How clearly a number moved: its change in widths of its interval."""
    width = (card.change_high or 0) - (card.change_low or 0)
    return abs(card.change or 0) / width if width else 0.0


def _number(n: int) -> str:
    return _NUMBERS[n] if n < len(_NUMBERS) else str(n)
