"""The scoreboard's numbers as frames, with the columns of the command line."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cjm_core import result, small_cells
from cjm_core.metrics import KPIS
from cjm_core.scoreboard import words
from cjm_core.scoreboard.model import Card, Scoreboard

_HEAD = ("kpi", "label", "unit")


def numbers(board: Scoreboard) -> pd.DataFrame:
    """`kpi, label, unit` and the result columns of every KPI; those that these data do not allow are there with their reason."""
    known = {kpi.label: kpi for kpi in KPIS}
    rows = [of_card(card) for card in board.cards]
    for label, reason in (pair for _, pairs in board.missing for pair in pairs):
        blank = result.undefined_row(words.needed(reason), kpi=known[label].name, label=label, unit=known[label].unit)
        rows.append({**blank, "status": small_cells.SUPPRESSED} if small_cells.hides(reason) else blank)
    return result.frame(_HEAD, rows)


def number(card: Card) -> pd.DataFrame:
    """The same for one card."""
    return result.frame(_HEAD, [of_card(card)])


def changes(board: Scoreboard) -> pd.DataFrame:
    """`kpi, label, unit, change, change_low, change_high, clear`: every change, and whether it is more than noise.

    The change of a share is in parts of one, like the share.
    """
    rows = [
        {"kpi": card.name, "label": card.label, "unit": card.unit, "change": card.change, "change_low": card.change_low,
         "change_high": card.change_high, "clear": card.moved}
        for card in board.cards if card.change is not None
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=[*_HEAD, "change", "change_low", "change_high", "clear"])


def targets(board: Scoreboard) -> pd.DataFrame:
    """`kpi, label, unit, standing, target`: how each target stands, and the target in words."""
    rows = [(card.name, card.label, card.unit, card.standing, card.aim) for card in board.cards if card.standing]
    return pd.DataFrame(rows, columns=[*_HEAD, "standing", "target"])


def of_card(card: Card) -> dict[str, Any]:
    """One card as a row of a result."""
    named = {"kpi": card.name, "label": card.label, "unit": card.unit}
    measured = {name: getattr(card, name) for name in ("n", "value", "ci_low", "ci_high", "status", "reason", "numerator")}
    return {**named, **measured, "excluded": dict(card.excluded)}
