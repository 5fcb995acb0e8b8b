"""What a person takes away from a screen, as plain values. Picture, workbook and text file are three drawings of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd


@dataclass(frozen=True, eq=False)
class Sheet:
    """Rows with the columns of the command line, raw values: shares 0..1, durations in seconds, times as naive UTC.

    A column `unit` says per row what `value` and its interval are; without one they are in the unit of the `TakeAway`.
    """

    name: str
    frame: pd.DataFrame


@dataclass(frozen=True)
class CardPicture:
    """One number as it stands on a card, already in words: '44.3', '%', '40–49', '1,204 customers', '▲ +2.1 points'.

    `side` colours the change: good, bad, other, or None for one that is no more than noise. `note` is one more line, such as how the
    target stands. `course` is drawn as a line.
    """

    label: str
    value: str
    suffix: str = ""
    ends: str = ""
    n: str = ""
    change: str = ""
    side: str | None = None
    group: str = ""
    note: str = ""
    note_side: str | None = None
    course: tuple[float | None, ...] = ()


@dataclass(frozen=True, eq=False)
class TakeAway:
    """What is on a screen: its question, its sentence, the facts under it (see `facts`), and the numbers.

    The picture shows `chart` (a Vega-Lite specification, `chart.to_dict()`), else `cards`, else the first sheet as a table.
    """

    title: str
    sentence: str
    facts: tuple[str, ...]
    sheets: tuple[Sheet, ...]
    chart: dict[str, Any] | None = None
    cards: tuple[CardPicture, ...] = ()
    unit: str = "number"
