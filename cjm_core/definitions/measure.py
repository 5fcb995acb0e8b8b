"""The value of an entry on the person's own data, by the KPIs themselves."""

from __future__ import annotations

from typing import Any

from cjm_core.dataset import Dataset
from cjm_core.definitions import disputes
from cjm_core.definitions.entries import KPI_OF, named
from cjm_core.definitions.model import Definition, Dispute, Reading
from cjm_core.errors import BadInput
from cjm_core.journeys.leaving import leaving
from cjm_core.metrics import parts_of
from cjm_core.metrics.kpi import Kpi
from cjm_core.metrics.words import counted, left_out, needed
from cjm_core.result import records
from cjm_core.scope import Scope
from cjm_core.settings import in_force, own


def define(data: Dataset, scope: Scope, name: str) -> Definition:
    """The entry of that name with its value in this scope. Raises BadInput for a name without an entry."""
    entry = named(name)
    if entry is None:
        raise BadInput(f"There is no definition of {name!r}.")
    own = reading(KPI_OF[entry.name], data, scope) if entry.name in KPI_OF else _leaving(data, scope)
    return Definition(entry, own, _dispute(data, scope, entry.name))


def readings_of(data: Dataset, scope: Scope, names: tuple[str, ...]) -> tuple[Definition, ...]:
    """Several of them."""
    return tuple(define(data, scope, name) for name in names)


def reading(kpi: Kpi, data: Dataset, scope: Scope) -> Reading:
    """One KPI as a reading; a composition by its largest part."""
    by = parts_of(kpi, data)
    table = kpi(data, scope, by)
    if by and len(table):
        table = table.sort_values("numerator", ascending=False, kind="stable")
    if table.empty:  # split, and nothing there: the whole says why
        by, table = (), kpi(data, scope)
    row = records(table)[0]
    return _as_reading(kpi, row, table.attrs.get("basis"), str(row[by[0]]) if by and row[by[0]] is not None else None)


def _as_reading(kpi: Kpi, row: dict[str, Any], basis: str | None, of: str | None) -> Reading:
    value, low, high = (None if row[name] is None else float(row[name]) for name in ("value", "ci_low", "ci_high"))
    out = left_out(row["excluded"], kpi.of)
    empty = out and str(row["reason"]).startswith("nothing to measure")
    reason = None if value is not None else f"all left out: {out}" if empty else needed(str(row["reason"]))
    return Reading(kpi.label, kpi.meaning, kpi.unit, value, low, high, int(row["n"]), counted(kpi), row["status"], reason, out, basis, of)


def _leaving(data: Dataset, scope: Scope) -> Reading:
    """The touchpoint that most customers leave at, among those with enough customers."""
    entry = named("leaving")
    assert entry is not None
    nothing = Reading(entry.label, entry.formula, "share", None, None, None, 0, "customers", "undefined", "needs a file of events", None)
    if not data.has_events:
        return nothing
    table = leaving(data, scope)
    table = table[table["n"] >= in_force().min_n].sort_values("value", ascending=False, kind="stable")
    if table.empty:
        return Reading(**{**vars(nothing), "reason": own(f"no touchpoint has {in_force().min_n} customers")})
    row = records(table)[0]
    return Reading(
        entry.label, entry.formula, "share", row["value"], row["ci_low"], row["ci_high"], int(row["n"]), "customers", row["status"], None,
        left_out(row["excluded"]), None, f"most at {row['touchpoint']}",
    )  # fmt: skip


def _dispute(data: Dataset, scope: Scope, name: str) -> Dispute | None:
    """Both ways to count, where the field has two and these data allow at least one."""
    found = disputes.about(name)
    if found is None:
        return None
    readings = tuple(reading(kpi, data, scope) for kpi in found.kpis)
    if all(one.value is None for one in readings):
        return None
    return Dispute(found.members[0], found.question, readings, found.sentence(data, scope, readings))
