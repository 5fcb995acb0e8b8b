"""The one frame in which every KPI comes: `*by, n, value, ci_low, ci_high, status, reason, numerator, excluded`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from cjm_core.schema import RESULT_COLUMNS


def frame(by: Sequence[str], rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """A KPI result. Undefined values are NaN *and* have their status; `excluded` holds {reason: count} per row."""
    table = pd.DataFrame(list(rows), columns=[*by, *RESULT_COLUMNS])
    for name in ("value", "ci_low", "ci_high", "numerator"):
        table[name] = table[name].astype("float64")
    table["n"] = table["n"].astype("int64")
    table["reason"] = table["reason"].astype(object).where(table["reason"].notna(), None)  # a NaN here would end up in JSON
    return table


def undefined_row(reason: str, **keys: Any) -> dict[str, Any]:
    """A row that says why there is no number."""
    blank = dict.fromkeys(("value", "ci_low", "ci_high", "numerator"))
    return {**keys, **blank, "n": 0, "status": "undefined", "reason": reason, "excluded": {}}


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain values: None where a frame has NaN, so that JSON never carries NaN."""
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    return [{str(key): value for key, value in row.items()} for row in rows]
