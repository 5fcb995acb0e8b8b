"""What a map is asked to measure, and the lanes that there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cjm_core.authored.lanes import WRITTEN
from cjm_core.authored.model import Journey
from cjm_core.metrics import KPIS
from cjm_core.scope import Scope
from cjm_core.written import Target

SAID = ("channels", "pains", "delights", "truths", "quotes")  # lanes of words that are measured
DEFAULT = ("reach", "emotion", "csat", "ces", "nps", "expectation_gap", "leaving", "pains", "delights", "quotes")
FIRST = ("reach", "emotion", "csat", "ces", "nps", "expectation_gap")
LATE = ("time_to_next", "leaving", "opportunity")
NUMBERS = (*FIRST, *(kpi.name for kpi in KPIS if kpi.name not in FIRST), *LATE)  # lanes of numbers, in the order of an unedited map


@dataclass(frozen=True)
class Asked:
    """`lanes` are names to measure and show (none: the usual ones), `against` up to five more emotion curves with their names.

    `before` is the period that numbers are compared with. `merged` counts touchpoints as others, beside what the scope says.
    """

    lanes: tuple[str, ...] = ()
    against: tuple[tuple[str, Scope], ...] = ()
    before: tuple[datetime, datetime] | None = None
    targets: tuple[Target, ...] = ()
    merged: tuple[tuple[str, str], ...] = ()
    places: tuple[str, ...] = ()  # touchpoints of the data that must be told apart, however rare


def asked_of(
    journey: Journey | None, *, lanes: Iterable[str] = (), against: tuple[tuple[str, Scope], ...] = (),
    before: tuple[datetime, datetime] | None = None, targets: tuple[Target, ...] = (),
) -> Asked:  # fmt: skip
    """What this journey needs: its visible lanes, or `lanes` alone, and the numbers that something written rests on.

    Moving, renaming and hiding touchpoints asks for nothing new, so that the numbers of a cache still serve.
    """
    chosen = tuple(lanes)
    if journey is None:
        return Asked(chosen, against, before, targets)
    if not chosen:
        shown = [lane.name for lane in journey.lanes if not lane.hidden and not lane.kind and lane.name not in WRITTEN]
        about = [item.about[0] for item in journey.items if item.about]
        chosen = tuple(sorted({*shown, *about}))
    places = tuple(sorted(source for one in journey.touchpoints for source in one.sources))
    return Asked(chosen, against, before, targets, journey.merged, places)
