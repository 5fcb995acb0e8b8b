"""Everything a chart of a timeline needs to be drawn without further arithmetic: places, texts, and the scale."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cjm_core import format as fmt
from cjm_core.calendar import local, midnight
from cjm_core.metrics.reported import Reported
from cjm_core.small_cells import SUPPRESSED, said
from cjm_core.timeline.model import Point, Series, Timeline
from cjm_core.timeline.words import why
from cjm_core.trends import CUT, RUNNING, WHOLE
from cjm_core.understanding.profile import normal

Rows = list[dict[str, Any]]
_BARS, _GAP, _NOTES = 0.17, 0.11, 0.14  # of the height of the lines: bars of n, the room above them, and texts of notes
_INSET = 0.14  # of a period, on either side of its bar
_TICKS = 5
_SHORT_NOTE, _NOTE_ROWS, _NEAR = 34, 3, 0.3  # letters beside a note's rule; rows of such texts; share of the width that one takes


@dataclass(frozen=True, eq=False)
class Drawing:
    """Rows to be drawn as they are; times are those that clocks show in the reporting zone, numbers in the unit of the scale.

    `points`: one row per line and period; `told`: reported numbers, which belong to no line. `ranges`: usual ranges with the time they hold,
    `loose`: the dashed pieces to unfinished periods, `labels`: texts at places; all of these, `behind` and `notes` may be empty. `ticks` are
    (value, text); `low` and `high` hold the bars of n and the texts of notes as well.
    """

    points: Rows
    told: Rows
    ranges: Rows
    loose: Rows
    behind: Rows
    notes: Rows
    labels: Rows
    names: tuple[str, ...]
    ticks: tuple[tuple[float, str], ...]
    low: float
    high: float
    first: datetime
    last: datetime
    starts: tuple[datetime, ...]
    every: str
    target: float | None
    split: bool
    measure: str


def drawing(line: Timeline, only: Series | None = None) -> Drawing:
    """The chart of all lines, or of one of several on the scale of all. Several lines at once are drawn without their usual ranges."""
    series = (only,) if only else line.series
    ticks, low, high = _scale(line)
    size = high - low
    shown = [point for one in series for point in one.points]
    told = told_of(line, only)
    bars = any(map(_estimated, shown))  # a full count is its own n
    bottom = low - size * ((_BARS if bars else 0) + _GAP)
    top = high + size * (_NOTES if line.notes else 0)
    starts = tuple(sorted({local(one.start) for one in shown or told}))
    first = local(min([*(point.start for point in shown), *(one.start for one in told)]))
    last = local(max([*(point.end for point in shown), *(one.end for one in told)]))
    points = list(_rows(line, series, bottom, size * _BARS if bars else 0))
    ranges = _ranges(series)
    labels = _labels(line, series, ranges, bars, low - size * (_GAP - 0.03))
    return Drawing(
        points, _told(line, told), ranges, _loose(series), _behind(line, series), _notes(line, first, last), labels,
        tuple(one.label for one in series) or _names(told), ticks, bottom, top, first, last, starts, line.every,
        line.target.value if line.target and series else None, max(len(line.series), len(_names(told))) > 1, line.label,
    )  # fmt: skip


def period_name(point: Point, every: str) -> str:
    """'9 – 15 Mar 2026' as people say it: a day, a week by its days, a month, a quarter."""
    if every == "month":
        return f"{local(point.start):%B %Y}"
    return f"{point.key.replace('-', ' ')}: {fmt.span(point.start, point.end)}" if every == "quarter" else fmt.span(point.start, point.end)


def value_words(point: Point, unit: str) -> str:
    """'61.2 % (52.0–69.7)'."""
    ends = fmt.interval(point.ci_low, point.ci_high, unit)
    return fmt.full(point.value, unit) + (f" ({ends})" if ends else "")


def n_words(point: Point, counted: str) -> str:
    """'1,204 customers', or '<5 customers' where it is hidden."""
    return f"{said(point.status, point.reason) or fmt.count(point.n)} {counted}"


def state_words(point: Point) -> str:
    """What to know before believing a point; empty for an ordinary one."""
    if point.value is None:
        return str(point.reason) if point.status == SUPPRESSED else "nothing to measure"
    said = {RUNNING: "still running", CUT: "the data begin inside it"}.get(point.state, "")
    return said or ("a hint only" if point.status == "small_sample" else "")


def _rows(line: Timeline, series: Sequence[Series], bottom: float, bars: float) -> Iterable[dict[str, Any]]:
    most = max((sum(point.n for point in column) for column in zip(*(one.points for one in series), strict=False)), default=0) or 1
    stacked: dict[str, int] = {}
    for one in series:
        for point in one.points:
            below = stacked.get(point.key, 0)
            stacked[point.key] = below + point.n
            start, end = local(point.start), local(point.end)
            inset = (end - start) * _INSET
            whole = point.state == WHOLE
            yield {
                "line": one.label, "name": one.name or "", "key": point.key, "start": start, "end": end, "at": _middle(point),
                "bar_start": start + inset, "bar_end": end - inset,
                "bar_low": bottom + bars * below / most, "bar_high": bottom + bars * (below + point.n) / most,
                "value": point.value, "path": point.value if whole else None,
                "ci_low": point.ci_low if whole else None, "ci_high": point.ci_high if whole else None,
                "look": look_of(line, point), "unfinished": not whole,
                "period": period_name(point, line.every), "said": value_words(point, line.unit),
                "n": n_words(point, line.counted), "note": why(point.judgement.rule) or state_words(point).capitalize() or "–",
            }  # fmt: skip


def look_of(line: Timeline, point: Point) -> str:
    """plain, few, unfinished, or for a marked point its side and whether that is good: 'up bad'."""
    if point.judgement.rule and point.judged:
        side = "up" if point.judgement.above else "down"
        good = "other" if line.better == "neither" else "good" if point.judgement.above == (line.better == "higher") else "bad"
        return f"{side} {good}"
    return "unfinished" if point.state != WHOLE else "few" if point.status == "small_sample" else "plain"


def told_of(line: Timeline, only: Series | None) -> list[Reported]:
    """The reported numbers in a chart: all of them, or those of one line's touchpoint."""
    named = normal(only.name or "") if only else ""
    return [one for one in line.reported if only is None or line.split is None or normal(one.touchpoint or "") == named]


def _names(told: Sequence[Reported]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.touchpoint or "" for one in told))


def _told(line: Timeline, told: Sequence[Reported]) -> Rows:
    """One row per reported number, at the middle of its own period; `path` joins those of one touchpoint where no line is measured."""
    labels = {normal(series.name or ""): series.label for series in line.series}
    rows: Rows = []
    for one in told:
        ends = fmt.interval(one.ci_low, one.ci_high, line.unit)
        rows.append({
            "line": labels.get(normal(one.touchpoint or ""), one.touchpoint or line.label), "name": one.touchpoint or "", "key": "",
            "start": local(one.start), "end": local(one.end), "at": _middle(one), "value": one.value, "ci_low": one.ci_low, "ci_high": one.ci_high,
            "path": None if line.series else one.value, "period": one.when, "said": fmt.full(one.value, line.unit) + (f" ({ends})" if ends else ""),
            "n": "not given" if one.n is None else fmt.count(one.n), "note": f"Reported in {one.source}", "reason": one.reason or "–",
        })  # fmt: skip
    return rows


def _middle(point: Point | Reported) -> datetime:
    start = local(point.start)
    return start + (local(point.end) - start) / 2


def _ranges(series: Sequence[Series]) -> Rows:
    """`start, end, lowest, middle, highest` of each stretch with the same usual range; none for several lines at once."""
    rows: Rows = []
    for point in series[0].points if len(series) == 1 else ():
        ends = {"lowest": point.lowest, "middle": point.middle, "highest": point.highest}
        if point.lowest is None:
            continue
        if rows and rows[-1]["end"] == local(point.start) and all(rows[-1][name] == end for name, end in ends.items()):
            rows[-1]["end"] = local(point.end)
        else:
            rows.append({"start": local(point.start), "end": local(point.end), **ends})
    return rows


def _loose(series: Sequence[Series]) -> Rows:
    """Two rows per dashed piece: an unfinished period and the finished one beside it."""
    rows: Rows = []
    for one in series:
        for a, b in zip(one.points, one.points[1:], strict=False):
            if (a.state != WHOLE or b.state != WHOLE) and a.value is not None and b.value is not None:
                piece = {"line": one.label, "piece": f"{one.label}|{a.key}"}
                rows += [{**piece, "at": _middle(point), "value": point.value} for point in (a, b)]
    return rows


def _behind(line: Timeline, series: Sequence[Series]) -> Rows:
    """The points of the period that is compared with, each at the place of the point it stands behind.

    No number where that period has none: a gap. Not behind several lines at once.
    """
    pairs = zip(series[0].points, series[0].behind, strict=False) if len(series) == 1 else ()
    return [{"at": _middle(now), "value": then.value if then else None} for now, then in pairs]


def _notes(line: Timeline, first: datetime, last: datetime) -> Rows:
    """Notes at their day. Texts of near neighbours stand in different rows; late ones stand to the left of their rule."""
    rows: Rows = []
    taken: dict[int, datetime] = {}
    for note in line.notes:
        at = local(midnight(note.day))
        room = (last - first) * _NEAR
        row = next((row for row in range(_NOTE_ROWS) if row not in taken or at - taken[row] > room), len(rows) % _NOTE_ROWS)
        taken[row] = at
        side = "right" if at > last - room else "left"
        rows.append({"at": at, "text": _short(note.text), "whole": f"{fmt.day(note.day)}: {note.text}", "row": row, "side": side})
    return rows


def _short(text: str) -> str:
    return text if len(text) <= _SHORT_NOTE else text[: _SHORT_NOTE - 1].rstrip() + "…"


def _labels(line: Timeline, series: Sequence[Series], ranges: Rows, bars: bool, above_bars: float) -> Rows:
    """Words that stand in the picture itself."""
    points = [point for one in series for point in one.points]
    rows: Rows = []
    if ranges:
        rows.append({"kind": "range", "at": ranges[0]["start"], "value": ranges[0]["highest"], "text": "usual range"})
    running = next((point for point in points if point.state == RUNNING), None)
    if running:
        rows.append({"kind": "running", "at": local(running.end), "value": above_bars, "text": "still running"})
    if bars:
        ends = sorted({found(point.n for point in points if point.state == points[len(points) // 2].state) for found in (min, max)})
        whose = " in each" if len(series) > 1 else ""
        text = f"n: {' to '.join(fmt.count(n) for n in ends)} {line.counted} a {line.every}{whose}"
        rows.append({"kind": "n", "at": local(points[0].start), "value": above_bars, "text": text})
    if line.target and points:
        text = f"target {fmt.full(line.target.value, line.unit)} by {fmt.day(line.target.by)}"
        rows.append({"kind": "target", "at": local(max(point.end for point in points)), "value": line.target.value, "text": text})
    return rows


def _estimated(point: Point) -> bool:
    """Whether it is no full count: it has an interval, or too few for one."""
    return point.ci_low is not None or point.status == "small_sample"


def _scale(line: Timeline) -> tuple[tuple[tuple[float, str], ...], float, float]:
    """Round ticks that cover what is drawn, with their texts, and the lowest and highest of them. Wide intervals of a few do not count."""
    points = [point for one in line.series for point in (*one.points, *one.behind) if point]
    ends = [end for point in points for end in (point.value, point.lowest, point.highest)]
    ends += [end for one in line.reported for end in (one.value, one.ci_low, one.ci_high)]
    ends += [end for point in points if point.status == "ok" and point.state == WHOLE for end in (point.ci_low, point.ci_high)]
    known = [end for end in (*ends, line.target.value if line.target else None) if end is not None and math.isfinite(end)]
    size, suffix = scale_unit(max(known), line.unit)
    low, high = min(known) / size, max(known) / size
    if line.unit == "number" and not any(map(_estimated, points)):
        low = min(low, 0.0)  # a count is drawn from nothing
    step = _round_step((high - low) / (_TICKS - 1) or abs(high) / 10 or 1.0)
    places = range(math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9) + 1)
    if len(places) < 2:
        places = range(places.start, places.start + 2)
    ticks = tuple((at * step * size, _tick(at * step, step, line.unit, suffix)) for at in places)
    return ticks, ticks[0][0], ticks[-1][0]


def scale_unit(largest: float, unit: str) -> tuple[float, str]:
    """What people read numbers of this size in: how many of the unit are 1 of it, and its name. (0.01, '%'), (86400, 'days')."""
    if unit == "share":
        return 0.01, "%"
    if unit == "seconds":
        name = fmt.suffix(largest, unit)
        return {"days": 86_400.0, "hours": 3_600.0, "min": 60.0, "s": 1.0}[name], name
    return 1.0, ""


def _tick(number: float, step: float, unit: str, suffix: str) -> str:
    decimals = next((places for places in range(9) if abs(round(step, places) - step) < step * 1e-6), 9)
    text = fmt.value(number, unit if unit in ("points", "money") else "number", decimals)
    return f"{text} {suffix}".rstrip()


def _round_step(rough: float) -> float:
    """1, 2, 2.5 or 5 times a power of ten, not smaller than `rough`."""
    power = 10.0 ** math.floor(math.log10(rough))
    return float(next(round_one for round_one in (1, 2, 2.5, 5, 10) if round_one * power >= rough * (1 - 1e-9)) * power)
