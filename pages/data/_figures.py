"""Numbers that somebody has added up before, as people read them, before they are kept."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from cjm_core import format as fmt
from cjm_core.settings import own

_SHORT = ("nps", "csat", "ces")


def in_words(first: pd.DataFrame) -> pd.DataFrame:
    """'NPS · 1 Jan 2025 – 31 Jan 2025 · +32': one row per number; the days are those of the calendar and in no time zone."""
    begins = [one.date() for one in first["period_start"]]
    ends = [one.date() - timedelta(days=1) for one in first["period_end"]]
    shown = {"Number": [name.upper() if name in _SHORT else name.replace("_", " ") for name in first["measure"]]}
    shown |= {own("Touchpoint"): first["touchpoint"]} if "touchpoint" in first else {}
    shown |= {"From": list(map(fmt.day, begins)), "To": list(map(fmt.day, ends))}
    for name, heading in (("value", "Value"), ("low", "Low"), ("high", "High")):
        if name in first:
            shown[heading] = [fmt.full(number, unit) for number, unit in zip(first[name], first["unit"], strict=True)]
    shown |= {"n": [fmt.count(one) if one == one else "" for one in first["n"]]} if "n" in first else {}
    return pd.DataFrame(shown)
