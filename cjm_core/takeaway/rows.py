"""Result frames with the KPI's name in front, as the command line prints it."""

from __future__ import annotations

import pandas as pd

from cjm_core.metrics import Kpi


def with_kpi(kpi: Kpi, table: pd.DataFrame) -> pd.DataFrame:
    """The result frame with `kpi`, `label` and `unit` before its own columns."""
    named = table.copy()
    for at, (name, said) in enumerate((("kpi", kpi.name), ("label", kpi.label), ("unit", kpi.unit))):
        named.insert(at, name, said)
    return named
