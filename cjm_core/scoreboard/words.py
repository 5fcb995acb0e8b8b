"""The scoreboard's sentences. Each says only what was measured."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cjm_core import format as fmt
from cjm_core.metrics.words import left_out, needed, reason
from cjm_core.scoreboard.model import Card
from cjm_core.trends import Standing
from cjm_core.written import Target

__all__ = ["QUESTION", "answer", "left_out", "needed", "reason"]
QUESTION = "Which numbers need attention?"
_NUMBERS = ("None", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve")


STANDINGS = {"met": "met", "on_course": "on course", "at_risk": "at risk", "not_measurable": "not measurable"}


def aim(card: Card, target: Target, stands: Standing) -> str:
    """'target 13.4 % by 31 Dec 2026: on course'; 'a week' where the value depends on the length of the period."""
    small = f" with these {fmt.count(card.n)} {card.counted}" if stands.code == "not_measurable" and not target.every else ""
    per = f" a {target.every}" if target.every else ""
    return f"target {fmt.full(target.value, card.unit)}{per} by {fmt.day(target.by)}: {stands.label}{small}"


def aims(cards: Sequence[Card]) -> str:
    """How many targets are met, on course, at risk or not measurable, and which are at risk."""
    aimed = [card for card in cards if card.standing]
    if not aimed:
        return "No targets are set for this selection. Choose a number on Trends and give it a target there."
    counts = ", ".join(f"{_number(n).lower()} {word}" for code, word in STANDINGS.items() if (n := sum(c.standing == code for c in aimed)))
    risky = ", ".join(f"**{card.label}**" for card in aimed if card.standing == "at_risk")
    head = f"**{_number(len(aimed))} target{'s' if len(aimed) > 1 else ''}**: {counts}."
    return f"{head} At risk: {risky}." if risky else head


def answer(cards: Sequence[Card], before: tuple[datetime, datetime] | None, reported: int = 0) -> str:
    """How many numbers moved and which moved most; where nothing can be measured, how many are reported."""
    shown = [card for card in cards if card.value is not None]
    compared = [card for card in shown if card.change is not None and card.change_low is not None]
    if not shown:
        told = f" The map and Trends show {fmt.plural(reported, 'reported number')}." if reported else ""
        return f"These data do not allow any of the numbers yet. Below each group it says what is missing.{told}"
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
