"""A dataset, a scope and a design become an experiment: one query per KPI for both groups."""

from __future__ import annotations

from datetime import datetime

from cjm_core import format as fmt
from cjm_core import periods, result
from cjm_core.calendar import Period
from cjm_core.compare import NOT_AS_PLANNED, holm, more_needed, more_than_noise
from cjm_core.dataset import Dataset
from cjm_core.experiments import health, words
from cjm_core.experiments.appearance import before
from cjm_core.experiments.model import Appearance, Design, Experiment, Row, Side
from cjm_core.metrics import KPIS, Kpi, kpi_named, lacking
from cjm_core.metrics.comparison import Comparison, compared
from cjm_core.metrics.words import counted
from cjm_core.scope import Scope
from cjm_core.settings import own

MOST = 6  # rows shown unless the person chooses
_USUAL = ("conversion", "revenue_per_customer", "csat", "nps", "cart_abandonment", "ces", "repeat_rate", "retention_30d",
          "average_order_value", "bounce_rate_single_event", "events_per_customer")  # fmt: skip


def comparable(data: Dataset, over_time: bool = False) -> tuple[Kpi, ...]:
    """The KPIs that these data allow and whose difference has an interval; over time also not those that grow with age."""
    fitting = (kpi for kpi in KPIS if kpi.shape not in ("count", "composition") and not (over_time and kpi.uncompared))
    return tuple(kpi for kpi in fitting if lacking(kpi, data, None) is None)


def usual(kpis: tuple[Kpi, ...]) -> tuple[Kpi, ...]:
    """What is shown until somebody chooses: at most six, the main one first."""
    known = {kpi.name: kpi for kpi in kpis}
    return tuple([known[name] for name in _USUAL if name in known][:MOST])


def measure_experiment(data: Dataset, scope: Scope, design: Design, seen: Appearance) -> Experiment:
    """Every KPI of the design in both groups, and the checks of the split. `seen`: see `appearance`; the scope's period is measured.

    Raises BadInput for a dimension or a value that is not in the data.
    """
    kpis = [kpi_named(name) for name in design.kpis]
    earlier = before(data, seen) if design.drawn else None
    then = Period("before", *earlier) if earlier else None
    found = [_compared(kpi, data, scope, design, None if kpi.looks_ahead else then, judge=kpi is kpis[0]) for kpi in kpis]
    rows = _rows(kpis, found, design.periods is not None)
    split = health.split(design, seen, found[0], rows[0].counted if kpis[0].of == "response" else "customers")
    refused = design.drawn and split.state == "bad"
    checks = [*([split] if design.drawn else []), health.both(design, seen)]
    if design.drawn:
        checks.append(health.same_before(rows, [one.before for one in found], earlier))
    start, end = _dates(data, scope, design)
    if refused:
        return Experiment(design, rows, NOT_AS_PLANNED, "", tuple(checks), True, _said(start, end))
    more = f"{words.scale(data, design, rows, _months(start, end))} {words.others(design, rows)}".strip()
    said = words.answer(found[0].sentence, rows)
    return Experiment(design, rows, said, more, (*checks, *words.notes(rows)), False, _said(start, end))


def _compared(kpi: Kpi, data: Dataset, scope: Scope, design: Design, before: Period | None, judge: bool) -> Comparison:
    return compared(
        kpi, data, scope, design.split, design.groups, planned=design.planned, drawn=design.drawn, periods=design.periods, before=before,
        judge=judge,
    )  # fmt: skip


def _rows(kpis: list[Kpi], found: list[Comparison], past: bool) -> tuple[Row, ...]:
    """Rows with what survives Holm's correction over all of them (docs/metrics.md#5.2); nobody more can be asked about what is `past`."""
    tested = [at for at, one in enumerate(found) if one.difference.p is not None]
    adjusted = dict(zip(tested, holm([found[at].difference.p or 0.0 for at in tested]), strict=True))
    return tuple(_row(kpi, one, adjusted.get(at), past) for at, (kpi, one) in enumerate(zip(kpis, found, strict=True)))


def _row(kpi: Kpi, found: Comparison, adjusted: float | None, past: bool) -> Row:
    a, b = (Side(**record) for record in result.records(found.rows))
    d = found.difference
    survives = adjusted is not None and adjusted <= 0.05 and more_than_noise(d)
    needed = None if past else more_needed(d, a.n + b.n, kpi.unit)
    basis = found.basis if found.basis != "at touchpoints" else None
    return Row(
        kpi.name, own(kpi.label), kpi.unit, kpi.better, own(kpi.meaning), counted(kpi), kpi.shape, a, b, d, adjusted, survives, needed, basis
    )


def _dates(data: Dataset, scope: Scope, design: Design) -> tuple[datetime | None, datetime | None]:
    """The dates measured; of two periods the later one."""
    if design.periods:
        return design.periods[1].start, design.periods[1].end
    covered = periods.covered(data) or (None, None)
    return scope.start or covered[0], scope.end or covered[1]


def _said(start: datetime | None, end: datetime | None) -> str:
    return fmt.span(start, end) if start and end else ""


def _months(start: datetime | None, end: datetime | None) -> float | None:
    """Length in mean months."""
    return (end - start).total_seconds() / (86_400 * 365.25 / 12) if start and end else None
