"""A timeline's numbers as frames: raw for files, in words for the screen."""

from __future__ import annotations

import pandas as pd

from cjm_core import format as fmt
from cjm_core.metrics.reported import GRADE, Reported
from cjm_core.schema import RESULT_COLUMNS
from cjm_core.timeline import words
from cjm_core.timeline.drawing import n_words, period_name, state_words
from cjm_core.timeline.model import Series, Timeline
from cjm_core.timeline.words import why
from cjm_core.trends import RUNNING

UNFINISHED = "period not finished"  # as the command line says it
_RANGE = ("usual_low", "usual_middle", "usual_high", "marked")


def numbers(line: Timeline) -> pd.DataFrame:
    """The columns of `trend` on the command line (`kpi, label, unit`, the dimension, `period` and the result), and the usual range.

    `marked` is high or low where a point left its usual range, in one of Wheeler's three ways.
    """
    rows = []
    for one in line.series:
        for point in one.points:
            measured = {name: getattr(point, name) for name in RESULT_COLUMNS}
            measured["reason"] = UNFINISHED if point.state == RUNNING and point.value is not None else point.reason
            side = ("high" if point.judgement.above else "low") if point.judgement.rule and point.judged else None
            named = {"kpi": line.kpi, "label": line.label, "unit": line.unit, **({line.split: one.name} if line.split else {})}
            usual = dict(zip(_RANGE, (point.lowest, point.middle, point.highest, side), strict=True))
            grade = None if point.status == "undefined" else "measured"
            rows.append({**named, "period": point.key, **measured, **usual, "grade": grade})
    rows += [_reported(line, one) for one in line.reported]
    split = [line.split] if line.split else []
    source = [*(["touchpoint"] if line.split != "touchpoint" else []), "source"] if line.reported else []
    table = pd.DataFrame(rows, columns=["kpi", "label", "unit", *split, "period", *RESULT_COLUMNS, *_RANGE, "grade", *source])
    texts = ["reason", "marked", "grade", *source, *split]
    if line.reported:
        floats = dict.fromkeys(("value", "ci_low", "ci_high", "numerator"), "float64")
        table = table.astype({"n": "Int64", **floats})  # a reported number may not say how many it rests on
    return table.assign(**{name: table[name].astype(object).where(table[name].notna(), None) for name in texts})


def _reported(line: Timeline, one: Reported) -> dict[str, object]:
    """A reported number in the same columns."""
    told = {name: getattr(one, name) for name in RESULT_COLUMNS if hasattr(one, name)}
    named = {"kpi": line.kpi, "label": f"{line.label}, reported", "unit": line.unit, **({line.split: one.touchpoint} if line.split else {})}
    return {**named, "period": one.period, **told, "excluded": {}, "touchpoint": one.touchpoint, "grade": GRADE, "source": one.source}


def in_words(line: Timeline) -> tuple[pd.DataFrame, list[tuple[str | None, str]]]:
    """The table as people read it, the newest first, and the line and key behind each row."""
    rows, keys = [], []
    for at in reversed(range(max((len(one.points) for one in line.series), default=0))):
        for one in line.series:
            point = one.points[at]
            keys.append((one.name, point.key))
            no_ends = "" if point.value is None else "a full count" if point.status == "ok" else "no interval"
            rows.append(
                {
                    **({line.split.capitalize(): one.label} if line.split else {}),
                    "Period": period_name(point, line.every),
                    "Value": fmt.full(point.value, line.unit),
                    "95 % interval": fmt.interval(point.ci_low, point.ci_high, line.unit) or no_ends,
                    "Based on": n_words(point, line.counted),
                    "Usual range": fmt.interval(point.lowest, point.highest, line.unit),
                    "To know": why(point.judgement.rule) if point.judged and point.judgement.rule else state_words(point),
                }
            )
    if not line.reported:
        return pd.DataFrame(rows), keys
    rows = [{**row, "Evidence": "measured"} for row in rows] + [_reported_in_words(line, one) for one in reversed(line.reported)]
    return pd.DataFrame(rows).fillna(""), [*keys, *((None, "") for _ in line.reported)]


def _reported_in_words(line: Timeline, one: Reported) -> dict[str, str]:
    whose = {line.split.capitalize(): one.touchpoint or ""} if line.split else {"Touchpoint": one.touchpoint} if one.touchpoint else {}
    return {
        **whose, "Period": one.when, "Value": fmt.full(one.value, line.unit), "95 % interval": fmt.interval(one.ci_low, one.ci_high, line.unit),
        "Based on": "n not given" if one.n is None else f"n {fmt.count(one.n)}", "Usual range": "", "To know": one.reason or "",
        "Evidence": f"reported in {one.source}",
    }  # fmt: skip


def method(line: Timeline) -> list[str]:
    """How the usual range is computed, with the numbers of each line."""
    return words.method(line, [text for one in line.series if (text := _range_of(one, line))])


def _range_of(one: Series, line: Timeline) -> str:
    usual = next((point.judgement.usual for point in reversed(one.points) if point.judged), None)
    if usual is None:
        return ""
    whose = f"{one.label}: " if line.split else ""
    unit, ratio = ("share", " of the same period a year earlier") if line.by_year else (line.unit, "")
    middle, spread = fmt.full(usual.centre, unit), fmt.change(usual.spread, unit).lstrip("+")
    moves = f"From one {line.every} to the next it usually moves by at most {fmt.change(usual.move_limit, unit).lstrip('+')}."
    return f"{whose}middle {middle}{ratio}, plus and minus {spread}, from {usual.points} {line.every}s. {moves}"
