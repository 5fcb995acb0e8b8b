"""The drawings of an experiment: answer with facts and checks, forest, and table."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cjm_core import format as fmt
from cjm_core import look, result
from cjm_core.experiments.model import IN_POINTS, Experiment, Row, Side
from cjm_core.small_cells import said

_PACKAGE = "cjm_core.experiments"
_POINTS_SCALE = "in points"
_LONGEST_LEAD = 45  # letters
_MARGIN = 0.06  # of the longest bar, free on either side
_SIGNS = {"good": "✓", "bad": "!", "unknown": "–", "note": "·"}
_SAID = {"good": "fine", "bad": "warning", "unknown": "cannot be checked", "note": "note"}


@dataclass(frozen=True, eq=False)
class Forest:
    """`rows`: `name, label, n, low, value, high, text, ends, side, own`; `ticks`: `at, text`, in points. Places are per cent of the width."""

    rows: pd.DataFrame
    ticks: pd.DataFrame
    zero: float


def as_answer(found: Experiment) -> str:
    """The sentence, the main number in both groups, and the checks, as HTML."""
    lead, rest = _lead(found.answer)
    checks = [{"state": check.state, "sign": _SIGNS[check.state], "said": _SAID[check.state], "text": check.text} for check in found.checks]
    facts = [] if found.refused else _facts(found)
    return _drawn("answer.html.j2", lead=lead, rest=rest, found=found, groups=found.design.groups, facts=facts, checks=checks)


def as_forest(found: Experiment) -> str:
    """One row per KPI with the interval of its difference, as HTML."""
    drawn = forest(found)
    rows, ticks = result.records(drawn.rows), result.records(drawn.ticks)
    own = [row["label"] for row in rows if row["own"] and row["value"] is not None]
    where = "now" if found.design.periods else f"in {found.design.groups[1]}"
    return _drawn("forest.html.j2", rows=rows, ticks=ticks, zero=drawn.zero, where=where, own=own)


def as_table(found: Experiment) -> str:
    """Every number, as HTML."""
    rows = [
        {
            "name": row.name, "label": row.label, "basis": row.basis, "sides": [_side(row, side) for side in (row.a, row.b)],
            "difference": _signed(row), "ends": _ends(row), "mark": row.mark, "needed": _needed(row),
        }
        for row in found.rows
    ]  # fmt: skip
    return _drawn("table.html.j2", rows=rows, groups=found.design.groups)


def forest(found: Experiment) -> Forest:
    """Where everything of the forest plot lies. 0 is at the same place in every row; rows in points share one scale, each other has its own."""
    bars = {row.name: [_in_scale(end, row) for end in (row.difference.ci_low, row.difference.value, row.difference.ci_high)] for row in found.rows}
    extent: dict[str, float] = {}
    for row in found.rows:
        extent[_scale(row)] = max([extent.get(_scale(row), 0.0), *(abs(end) for end in bars[row.name] if end is not None)])
    parts = {row.name: [None if end is None else end / (extent[_scale(row)] or 1.0) for end in bars[row.name]] for row in found.rows}
    left, right = (max([0.0, *(sign * end for ends in parts.values() for end in ends if end is not None)]) + _MARGIN for sign in (-1, 1))

    def place(part: float | None) -> float | None:
        return None if part is None else round(100 * (part + left) / (left + right), 2)

    rows = [
        {"name": row.name, "label": row.label, "n": _both_n(row), **dict(zip(("low", "value", "high"), map(place, parts[row.name]), strict=True)),
         "text": _signed(row), "ends": _ends(row), "side": row.mark, "own": _scale(row) != _POINTS_SCALE}
        for row in found.rows
    ]  # fmt: skip
    points = extent.get(_POINTS_SCALE, 0.0)
    ticks = [{"at": place(at / points), "text": fmt.signed(at, "number")}
             for at in _ticks(points, left * points, right * points)] if points else []  # fmt: skip
    return Forest(pd.DataFrame(rows), pd.DataFrame(ticks, columns=["at", "text"]), place(0.0) or 0.0)


def _scale(row: Row) -> str:
    return _POINTS_SCALE if row.unit in IN_POINTS else row.name


def _in_scale(value: float | None, row: Row) -> float | None:
    """Shares in points, everything else as it is."""
    return None if value is None else value * 100 if row.unit == "share" else value


def _ticks(extent: float, left: float, right: float) -> list[float]:
    """Round values, at most three on either side of 0."""
    size = 10.0 ** math.floor(math.log10(extent))
    step = next(size * many for many in (0.5, 1, 2, 5) if extent / (size * many) < 4)
    return [number * step for number in range(-math.floor(left / step), math.floor(right / step) + 1)]


def _both_n(row: Row) -> str:
    return f"{fmt.count(row.a.n)} and {fmt.count(row.b.n)} {row.counted}"


def _signed(row: Row) -> str:
    """'▲ +2.4 points'; without an arrow where it may be noise."""
    if row.difference.value is None:
        return "no data"
    text = fmt.change(row.difference.value, row.unit)
    return f"{'▲' if row.difference.value > 0 else '▼'} {text}" if row.mark else text


def _ends(row: Row) -> str:
    """'+0.8 to +4', with a warning where it rests on few; or why there is nothing."""
    d = row.difference
    if d.value is None:
        return d.reason or "no data"
    ends = "" if d.ci_low is None or d.ci_high is None else fmt.from_to(d.ci_low, d.ci_high, row.unit)
    return f"{ends} · a hint only".lstrip(" ·") if d.status == "small_sample" else ends


def _side(row: Row, side: Side) -> dict[str, str]:
    """Value, interval and n of one group."""
    few = " · a hint only" if side.status == "small_sample" else ""
    ends = fmt.interval(side.ci_low, side.ci_high, row.unit)
    hidden = said(side.status, side.reason)
    return {"value": hidden or fmt.full(side.value, row.unit), "ends": ends, "n": f"{hidden or fmt.count(side.n)} {row.counted}{few}"}


def _needed(row: Row) -> str:
    return f"about {fmt.count(row.more_needed)} more {row.counted}" if row.more_needed else ""


def _facts(found: Experiment) -> list[tuple[str, str]]:
    """The main number in both groups, how many they are, and when."""
    main, (a, b) = found.main, _short(found)
    facts = [
        (f"{fmt.full(main.a.value, main.unit)} → {fmt.full(main.b.value, main.unit)}", f"{main.label}, {a} → {b}"),
        (f"{fmt.count(main.a.n)} / {fmt.count(main.b.n)}", f"{main.counted}, {a} / {b}"),
    ]
    return facts if found.design.periods or not found.dates else [*facts, (found.dates, "dates used")]


def _short(found: Experiment) -> tuple[str, str]:
    return ("then", "now") if found.design.periods else found.design.groups


def _lead(text: str) -> tuple[str, str]:
    """The answer's first words up to a colon, a dash or a full stop, where they are few, and the rest."""
    found = re.match(rf"(.{{1,{_LONGEST_LEAD}}}?(?::| –|\.(?=\s|$)))(.*)", text, re.DOTALL)
    return (found[1], found[2].strip()) if found else ("", text)


def _drawn(template: str, **said: Any) -> str:
    return look.templates(_PACKAGE).get_template(template).render(css=look.style(_PACKAGE, "experiment.css"), **said)
