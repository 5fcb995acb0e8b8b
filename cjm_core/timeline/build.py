"""From measured lines to what the screen shows: what is shown of them, what left its usual range, notes, target and the sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from cjm_core import calendar
from cjm_core.metrics import NOTHING, Kpi, kpi_named
from cjm_core.metrics.words import counted
from cjm_core.settings import own
from cjm_core.timeline import words
from cjm_core.timeline.aims import Where, standing_of, target_for
from cjm_core.timeline.measure import Lines, whole_periods
from cjm_core.timeline.model import Point, Series, Timeline
from cjm_core.trends import WHOLE, Judgement, episodes, judged
from cjm_core.written import Note, Target

A_YEAR = {"day": 364, "week": 52, "month": 12, "quarter": 4}  # periods; days and weeks keep their weekday


def build(
    lines: Lines, compared: tuple[datetime, datetime] | None = None, notes: Sequence[Note] = (), targets: Sequence[Target] = (),
    where: Where = (),
) -> Timeline:
    """What the screen shows. `compared` is the period drawn behind, `where` whom the numbers are about."""
    kpi = kpi_named(lines.kpi)
    why = kpi.uncompared or (words.SEASON if _is_volume(kpi) and not _two_years(lines) else None)
    restarts = [calendar.midnight(note.day) for note in notes if note.restart]
    made = [_series(kpi, lines, name, compared, restarts, why) for name in _names(lines)]
    shown = tuple(series for series in made if any(point.value is not None for point in series.points))
    target = None if lines.split else target_for(targets, lines.kpi, where, lines.every)
    bare = Timeline(
        kpi.name, own(kpi.label), kpi.unit, kpi.better, counted(kpi), lines.every, lines.split,
        shown, answer="", why_unjudged=why, by_year=_is_volume(kpi), reason=lines.reason or _why_nothing(made),
        notes=tuple(note for note in notes if _inside(note, made)), target=target, standing=standing_of(lines, target) if shown else None,
        behind=compared if any(series.behind for series in made) else None, basis=lines.basis,
    )  # fmt: skip
    return replace(bare, answer=words.answer(bare), remarks=words.remarks(bare, lines.part))


def _why_nothing(made: Sequence[Series]) -> str | None:
    """What keeps every point from having a number, where that is more than a lack of rows: amounts in several currencies, say."""
    points = [point for series in made for point in series.points]
    reasons = sorted({point.reason for point in points if point.reason} - {NOTHING})
    return reasons[0] if reasons and all(point.value is None for point in points) else None


def _names(lines: Lines) -> list[str | None]:
    """Values in the order of the alphabet, those who have none last."""
    return sorted(lines.history, key=lambda name: (name is None, name or ""))


def _two_years(lines: Lines) -> bool:
    """Whether the data reach over two years, so that a season can be told from a change."""
    end = calendar.after(calendar.floor(lines.last, "day"), "day")
    return calendar.year_before(calendar.year_before(end)) >= calendar.floor(lines.first, "day")


def _series(
    kpi: Kpi, lines: Lines, name: str | None, compared: tuple[datetime, datetime] | None, restarts: list[datetime], why: str | None
) -> Series:
    """One line with its judgements."""
    history, known = (lines.history[name], 0) if why else _judged(kpi, lines, lines.history[name], restarts)
    places = _shown(history, lines.start, lines.end)
    changes = episodes([point.judgement for point in history], [point.judged for point in history])
    label = f"{own(kpi.label)}: {lines.part}" if lines.part else own(kpi.label) if not lines.split else name or f"without {lines.split}"
    return Series(
        name, label, tuple(history[at] for at in places),
        _behind([history[at] for at in places], history, lines, compared) if compared else (),
        tuple(change for change in changes if set(change.places) & set(places)), history, known,
    )  # fmt: skip


def _shown(history: tuple[Point, ...], start: datetime, end: datetime) -> list[int]:
    """Places of the periods that begin in `[start, end)`, or that overlap it where none begins."""
    begin = [at for at, point in enumerate(history) if start <= point.start < end]
    return begin or [at for at, point in enumerate(history) if point.start < end and point.end > start]


def _behind(
    shown: Sequence[Point], history: tuple[Point, ...], lines: Lines, compared: tuple[datetime, datetime]
) -> tuple[Point | None, ...]:
    """For each point shown the one at the same place in the calendar of the period compared with; empty where none has a number."""
    pairs = dict(zip(_beginning(lines.start, lines.end, lines.every), _beginning(*compared, lines.every), strict=False))
    known = {point.key: point for point in history if point.value is not None}
    found = tuple(known.get(pairs.get(point.key, "")) for point in shown)
    return found if any(found) else ()


def _beginning(start: datetime, end: datetime, every: str) -> list[str]:
    """Keys of the calendar periods that begin in `[start, end)`, or that hold it where none begins."""
    overlapping = whole_periods(start, end, every)
    return [period.key for period in overlapping if period.start >= start] or [period.key for period in overlapping]


def _judged(kpi: Kpi, lines: Lines, history: tuple[Point, ...], restarts: list[datetime]) -> tuple[tuple[Point, ...], int]:
    """The history with its usual range, and how many values there are since the range last began anew.

    A volume is judged by its ratio to the same period a year earlier (docs/metrics.md#4.1).
    """
    lag = A_YEAR[lines.every] if _is_volume(kpi) else 0
    bases = [_base(kpi, history, at, lag) for at in range(len(history))]
    values = [
        point.value / base if base and point.value is not None and _can_be_judged(kpi, point) else None
        for point, base in zip(history, bases, strict=True)
    ]
    places = [next((at for at, point in enumerate(history) if point.start >= moment), len(history)) for moment in restarts]
    found = judged(values, places, lines.span)
    anew = max((place for place in places if place < len(history)), default=0)
    ranged = (_with_range(point, *rest) for point, *rest in zip(history, found, values, bases, strict=True))  # type: ignore[arg-type]
    return tuple(ranged), sum(value is not None for value in values[anew:])


def _is_volume(kpi: Kpi) -> bool:
    """Whether it says how many: customers, answers, visits. These come and go with the season; shares and means of answers hardly do."""
    return kpi.unit == "number"


def _can_be_judged(kpi: Kpi, point: Point) -> bool:
    """A finished period with enough in it; a full count is never too small."""
    return point.state == WHOLE and (point.status == "ok" or kpi.shape == "count")


def _base(kpi: Kpi, history: tuple[Point, ...], at: int, lag: int) -> float | None:
    """What a point is measured in: itself in units of 1, or the same period a year earlier."""
    if not lag:
        return 1.0
    earlier = history[at - lag] if at >= lag else None
    return earlier.value if earlier and _can_be_judged(kpi, earlier) else None


def _with_range(point: Point, judgement: Judgement, value: float | None, base: float | None) -> Point:
    usual = judgement.usual
    if usual is None or base is None:
        return replace(point, judgement=judgement, judged=False)
    return replace(point, judgement=judgement, judged=value is not None,
                   lowest=usual.low * base, middle=usual.centre * base, highest=usual.high * base)  # fmt: skip


def _inside(note: Note, made: Sequence[Series]) -> bool:
    points = [point for series in made for point in series.points]
    at = calendar.midnight(note.day)
    return bool(points) and min(point.start for point in points) <= at < max(point.end for point in points)
