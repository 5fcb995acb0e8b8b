"""A dataset and a scope become a scoreboard: one query per KPI for this period, the one before, and twelve months."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta

from cjm_core import calendar, periods, result
from cjm_core import format as fmt
from cjm_core.calendar import Period, local
from cjm_core.compare import Difference, benjamini_hochberg, difference, more_than_noise
from cjm_core.dataset import Dataset
from cjm_core.estimate import Estimate, Moments, estimate
from cjm_core.metrics import GROUPS, KPIS, Group, Kpi, groups_of, kpi_named, lacking, parts_of, unlike
from cjm_core.metrics.words import counted
from cjm_core.scope import Scope
from cjm_core.scoreboard import words
from cjm_core.scoreboard.model import Card, Scoreboard
from cjm_core.settings import in_force
from cjm_core.trends import last_whole, none_whole, standing
from cjm_core.written import Target

NOW, BEFORE, MONTHS = "now", "before", 12


@dataclass(frozen=True)
class _Frame:
    """The periods of one scoreboard."""

    start: datetime | None
    end: datetime | None
    before: tuple[datetime, datetime] | None
    months: tuple[Period, ...]


def measure_scoreboard(
    data: Dataset, scope: Scope, goal: str | None = None, basis: str = "before", targets: tuple[Target, ...] = ()
) -> Scoreboard:
    """Every KPI that these data allow, against the period that `basis` names (see `periods.compared`) and against its target.

    Changes are marked only where they survive the correction for looking at all of them.
    """
    frame = _frame(data, scope, basis)
    measured = [_card(kpi, data, scope, frame, goal) for kpi in KPIS]
    cards = [_aimed(card, data, frame, scope, targets) for card in _marked(measured)]
    shown = {group: tuple(card for card in cards if card.group == group and card.value is not None) for group in GROUPS}
    told = 0 if scope.where else data.count_of("reported")  # reported numbers are about everyone
    absent = {group: tuple((c.label, c.reason or "no data") for c in cards if c.group == group and c.value is None) for group in GROUPS}
    return Scoreboard(
        dataset=data.name,
        demo=data.is_demo,
        sources=tuple(data.query("SELECT DISTINCT file FROM sources ORDER BY file")["file"]),
        period=fmt.span(frame.start, frame.end) if frame.start and frame.end else "all of the data, which carry no dates",
        before=fmt.span(*frame.before) if frame.before else None,
        population=scope.population,
        answer=words.aims(cards) if basis == "target" else words.answer(cards, frame.before, told),
        groups=tuple((group, found) for group, found in shown.items() if found),
        missing=tuple((group, found) for group, found in absent.items() if found),
    )


def _frame(data: Dataset, scope: Scope, basis: str) -> _Frame:
    """This period, the one it is compared with, and the twelve months up to the end of this one."""
    covered = periods.covered(data)
    if covered is None:
        return _Frame(None, None, None, ())
    start, end = scope.start or covered[0], scope.end or covered[1]
    first = max(calendar.months_before(end, MONTHS), calendar.floor(covered[0], "month"))
    months = tuple(period for period in calendar.grid(first, end, "month") if calendar.after(period.start, "month") <= end)
    earlier = periods.compared(data, start, end, basis) if scope.has_period else None
    return _Frame(start, end, earlier, months)


def _card(kpi: Kpi, data: Dataset, scope: Scope, frame: _Frame, goal: str | None) -> tuple[Card, Difference | None]:
    """One KPI with its change and its course."""
    reason = lacking(kpi, data, goal)
    if reason:
        return _blank(kpi, reason), None
    grid = None if frame.start is None or frame.end is None else [Period(NOW, frame.start, frame.end), *frame.months]
    if grid and frame.before:
        grid.append(Period(BEFORE, *frame.before))
    part = parts_of(kpi, data)
    by = ("period", *part) if grid else part
    found = groups_of(kpi, data, scope, by, goal, grid)
    by_period: dict[str, dict[str | None, Group]] = {}
    for group in found:
        period, value = (group.key[0], group.key[1:]) if grid else (NOW, group.key)
        by_period.setdefault(period, {})[value[0] if value else None] = group
    return _filled(kpi, by_period, frame, largest=bool(part))


def _filled(
    kpi: Kpi, by_period: dict[str, dict[str | None, Group]], frame: _Frame, largest: bool
) -> tuple[Card, Difference | None]:
    now = by_period.get(NOW, {})
    part = max(now, key=lambda name: now[name].moments.n, default=None) if largest else None
    group = now.get(part)
    if group is None:
        return _blank(kpi, "nothing to measure in this period"), None
    found = estimate(kpi.shape, group.moments, group.low, group.high)
    if group.fault or found.value is None:
        reason = group.fault or words.left_out(group.excluded, kpi.of) or found.reason
        return replace(_blank(kpi, reason), status=found.status, excluded=tuple(group.excluded.items())), None
    earlier = by_period.get(BEFORE, {}).get(part, Group((), Moments(0), {}))
    comparable = frame.before and not kpi.uncompared and not unlike(kpi, earlier, group)
    change = difference(kpi.shape, earlier.moments, group.moments) if comparable else None
    card = Card(
        kpi.name, f"{kpi.label}: {part}" if part else kpi.label, kpi.group, kpi.unit, kpi.better, kpi.meaning,
        found.value, found.n, counted(kpi), found.ci_low, found.ci_high, found.status, found.reason,
        course=() if kpi.uncompared else tuple(_value(kpi, group, by_period.get(month.key, {}).get(part)) for month in frame.months),
        uncompared=kpi.uncompared,
        basis=group.basis if group.basis != "at touchpoints" else None,
        excluded=tuple(group.excluded.items()),
        numerator=found.numerator,
    )  # fmt: skip
    if change is None or change.value is None:
        return card, None
    return replace(card, change=change.value, change_low=change.ci_low, change_high=change.ci_high), change


def _value(kpi: Kpi, now: Group, group: Group | None) -> float | None:
    return None if group is None or unlike(kpi, now, group) else estimate(kpi.shape, group.moments, group.low, group.high).value


def _aimed(card: Card, data: Dataset, frame: _Frame, scope: Scope, targets: tuple[Target, ...]) -> Card:
    """The card with how its target stands: that of the chosen segment, or of everyone.

    A target that is about one week, month, … is held against the last whole one that the KPI's own data fill, because a longer period
    has another value.
    """
    own = {target.where: target for target in targets if target.kpi == card.name}
    target = own.get(scope.where[0] if len(scope.where) == 1 else None) if len(scope.where) < 2 else None
    covered = periods.covered_of(data, kpi_named(card.name).of)
    if target is None or card.value is None or frame.start is None or frame.end is None or covered is None:
        return card
    found = Estimate(card.value, card.n, card.ci_low, card.ci_high, card.status, card.reason, card.numerator)
    end = min(frame.end, covered[1])
    if target.every:
        step = last_whole(frame.start, end, covered, target.every)
        found, end = (_in_step(card.name, data, scope, step), step.end) if step else (none_whole(target.every), end)
    stands = standing(target, card.better, card.unit, found, local(end - timedelta(microseconds=1)).date())
    return replace(card, standing=stands.code, aim=words.aim(card, target, stands))


def _in_step(kpi: str, data: Dataset, scope: Scope, step: Period) -> Estimate:
    (row,) = result.records(kpi_named(kpi)(data, scope.within(step.start, step.end)))
    return Estimate(*(row[field.name] for field in fields(Estimate)))


def _blank(kpi: Kpi, reason: str | None) -> Card:
    return Card(kpi.name, kpi.label, kpi.group, kpi.unit, kpi.better, kpi.meaning, None, 0, counted(kpi), None, None, "undefined", reason)


def _marked(measured: list[tuple[Card, Difference | None]]) -> list[Card]:
    """Mark what moved beyond noise, after Benjamini–Hochberg over everything shown (docs/metrics.md#5.1)."""
    tested = [at for at, (card, change) in enumerate(measured) if change is not None and change.p is not None and card.n >= in_force().min_n]
    adjusted = benjamini_hochberg([measured[at][1].p for at in tested]) if tested else []  # type: ignore[union-attr, misc]
    real = {at for at, p in zip(tested, adjusted, strict=True) if p <= 0.05 and more_than_noise(measured[at][1])}  # type: ignore[arg-type]
    return [replace(card, moved=at in real) for at, (card, _) in enumerate(measured)]
