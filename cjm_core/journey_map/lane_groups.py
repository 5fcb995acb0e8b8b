"""The lanes to choose from, in groups, and which of them these data cannot fill."""

from __future__ import annotations

from collections.abc import Iterable

from cjm_core.authored.lanes import WRITTEN
from cjm_core.dataset import Dataset
from cjm_core.journey_map import asked
from cjm_core.metrics import KPIS, lacking
from cjm_core.settings import in_force

_OF_EVENTS = "channels"  # measured, though it is drawn as words
_BLUEPRINT = ("evidence", "frontstage", "interaction", "backstage", "visibility", "support")
MEASURED, SAID, WRITTEN_BY, BLUEPRINT, MORE = "Measured", "Said by customers", "Written by people", "Service blueprint", "More numbers"


def group_of(name: str) -> str:
    """The group in which a lane stands; what somebody reported stands with the measured ones, a lane of one's own with the written ones."""
    if name in (*asked.FIRST, *asked.LATE, _OF_EVENTS) or name.startswith("reported:"):
        return MEASURED
    if name in asked.SAID:
        return SAID
    if name in _BLUEPRINT:
        return BLUEPRINT
    return MORE if name in asked.NUMBERS and name not in WRITTEN else WRITTEN_BY


def grouped(names: Iterable[str]) -> dict[str, list[str]]:
    """Group -> its lanes, in the order in which they come; only groups that have any."""
    found = {group: list[str]() for group in (MEASURED, SAID, WRITTEN_BY, BLUEPRINT, MORE)}
    for name in names:
        found[group_of(name)].append(name)
    return {group: lanes for group, lanes in found.items() if lanes}


def unfilled(data: Dataset) -> dict[str, str]:
    """Lane -> why these data leave it empty, whoever is chosen: 'not asked', 'no events', 'not in these data'."""
    found = {kpi.name: _short(kpi.needs, data) for kpi in KPIS if lacking(kpi, data, None)}
    if not data.has_events:
        found |= dict.fromkeys(("reach", "leaving", "time_to_next", _OF_EVENTS), "no events")
    if not any(question in data.questions for question, _ in in_force().weights):  # those that say how somebody feels
        found |= dict.fromkeys(("emotion", "pains", "delights", "truths"), "not asked")
    if not {"importance", "csat"} <= set(data.questions):
        found["opportunity"] = "not asked"
    if not data.query("SELECT count(*) AS n FROM comments")["n"][0]:
        found["quotes"] = "no comments"
    return found


def _short(needs: Iterable[str], data: Dataset) -> str:
    """Why a KPI is empty, in a few words."""
    if any(need.startswith("answers:") and need.removeprefix("answers:") not in data.questions for need in needs):
        return "not asked"
    return "not in these data" if data.has_events else "no events"
