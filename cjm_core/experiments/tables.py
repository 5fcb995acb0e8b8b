"""The experiment's numbers as frames, with the columns of the command line."""

from __future__ import annotations

from dataclasses import asdict

import pandas as pd

from cjm_core import result
from cjm_core.experiments.model import Experiment, Side
from cjm_core.small_cells import shown_n

_HEAD = ("kpi", "label", "unit")
_SIDES = ("a_value", "a_n", "b_value", "b_n")
_DIFFERENCE = ("difference", "ci_low", "ci_high", "status", "reason", "survives", "more_needed")


def sides(found: Experiment) -> pd.DataFrame:
    """`kpi, label, unit, group` and the result columns, two rows per KPI."""
    rows = [
        {"kpi": row.name, "label": row.label, "unit": row.unit, **asdict(side)}
        for row in found.rows for side in (row.a, row.b)
    ]  # fmt: skip
    return result.frame((*_HEAD, "group"), rows)


def _n(side: Side) -> object:
    return shown_n(side.n, side.status, side.reason)


def differences(found: Experiment) -> pd.DataFrame:
    """`kpi, label, unit, groups, a_value, a_n, b_value, b_n` and `_DIFFERENCE`: B − A; shares in parts of one."""
    rows = [
        (row.name, row.label, row.unit, " − ".join(reversed(found.design.groups)), row.a.value, _n(row.a), row.b.value, _n(row.b),
         row.difference.value, row.difference.ci_low,
         row.difference.ci_high, row.difference.status, row.difference.reason, row.survives, row.more_needed)
        for row in found.rows
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=[*_HEAD, "groups", *_SIDES, *_DIFFERENCE]).astype({"more_needed": "Int64"})
