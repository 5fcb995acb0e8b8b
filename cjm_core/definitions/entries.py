"""The entries of the glossary: every KPI, and the lanes of the map that are none."""

from __future__ import annotations

from cjm_core.journeys.leaving import LEAVE_DAYS
from cjm_core.metrics import GROUPS, KPIS
from cjm_core.metrics.emotion import emotion
from cjm_core.metrics.reference import Entry, entry
from cjm_core.settings import own

_LEAVING = Entry(
    name="leaving",
    label="Leave here",
    group="conversion",
    plain="After which touchpoint customers fall silent",
    formula=f"Of the customers met at a touchpoint, the share who do nothing more for {LEAVE_DAYS} days after their last event there.",
    counts="customer at a touchpoint",
    range="0 to 1",
    left_out=f"customers whose {LEAVE_DAYS} days are not over at the end of the data (`too_recent`)",
    undefined="nobody was met there, or nobody’s days are over",
    unit="a share, shown as %",
    better="lower",
    interval="Wilson’s method, which never leaves 0 to 100 % and is honest about few",
    source="docs/metrics.md#3.2",
    also="drop-off, exit rate, leaving rate",
)
KPI_OF = {kpi.name: kpi for kpi in (*KPIS, emotion)}
ENTRIES: tuple[Entry, ...] = tuple(
    sorted((*(entry(kpi) for kpi in KPI_OF.values()), _LEAVING), key=lambda found: GROUPS.index(found.group))
)  # fmt: skip


def named(text: str) -> Entry | None:
    """The entry of that name or label, in capitals or not, also in the room's own words."""
    wanted = text.casefold()
    return next((found for found in ENTRIES if wanted in {said.casefold() for said in (found.name, found.label, own(found.label))}), None)


def find(text: str) -> tuple[Entry, ...]:
    """The entries that hold every word of the text somewhere: in their name, what else they are called, or their words."""
    words = text.casefold().split()
    return tuple(found for found in ENTRIES if all(word in _searched(found) for word in words))


def _searched(found: Entry) -> str:
    return " ".join((found.name.replace("_", " "), found.label, found.group, found.plain, found.formula, found.also)).casefold()
