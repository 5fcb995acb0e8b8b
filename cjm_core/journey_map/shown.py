"""A map as the program shows it everywhere, on the screen, in a file and to others: the measured numbers with all that people wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from cjm_core import periods, settings, written
from cjm_core.authored import lanes as known
from cjm_core.authored import threads
from cjm_core.authored.model import Journey, Persona
from cjm_core.dataset import Dataset
from cjm_core.journey_map.asked import Asked, asked_of
from cjm_core.journey_map.measure import blank, drawn
from cjm_core.journey_map.measuring import measure_numbers
from cjm_core.journey_map.model import JourneyMap
from cjm_core.journey_map.numbers import Numbers
from cjm_core.scope import Scope
from cjm_core.workspace import Workspace

Measure = Callable[[Dataset, Scope, Asked], Numbers]


def shown(
    data: Dataset | None, scope: Scope, journey: Journey | None, workspace: Workspace | None, *, persona: Persona | None = None,
    lanes: tuple[str, ...] | None = None, against: tuple[tuple[str, Scope], ...] = (), before: tuple[datetime, datetime] | None = None,
    measure: Measure = measure_numbers,
) -> tuple[Scope, JourneyMap]:  # fmt: skip
    """The map with its targets and the comments of colleagues, and whom it is about: `scope` and the persona together.

    `lanes` are those to show, where somebody chose; `before` is the period to compare with. `measure` is where a screen has its cache.
    """
    with_lanes = _with_lanes(journey, lanes)
    said = threads.threads(workspace, journey.key) if workspace and journey and journey.key else []
    if data is None:
        return Scope(), blank(with_lanes or Journey(""), said)
    who = with_persona(scope, persona)
    who = replace(who, merged=journey.merged) if journey else who
    targets = tuple(written.targets(workspace, data.info["id"])) if workspace else ()
    asked = asked_of(with_lanes, against=against, before=before, targets=targets)
    return who, drawn(measure(data, who, asked), with_lanes, persona, said)


def with_persona(scope: Scope, persona: Persona | None) -> Scope:
    """The scope and the persona together."""
    return replace(scope, where=(*scope.where, *persona.where)) if persona else scope


def opens_with(data: Dataset) -> Scope:
    """The period with which the map's screen opens."""
    return Scope(*(periods.bounds(data, periods.default(data)) or (None, None)))


def usually_compared(data: Dataset, scope: Scope) -> tuple[datetime, datetime] | None:
    """The period with which the map's screen compares this one, as long as nobody chooses another."""
    return periods.compared(data, scope.start, scope.end, periods.default_basis(data, scope.start, scope.end))


@contextmanager
def in_its_currency(data: Dataset | None, scope: Scope) -> Iterator[None]:
    """Write amounts with the currency of these data, where they name one."""
    chosen = settings.in_force()
    currency = data.currency_in(scope, chosen.currency) if data else chosen.currency
    with settings.using(replace(chosen, currency=currency[:8])):
        yield


def _with_lanes(journey: Journey | None, chosen: tuple[str, ...] | None) -> Journey | None:
    """The same map with exactly the lanes that somebody chose to see."""
    if chosen is None:
        return journey
    whole = journey or Journey("")
    there = {lane.name for lane in whole.lanes}
    kept = tuple(replace(lane, hidden=lane.name not in chosen) for lane in whole.lanes)
    return replace(whole, lanes=(*kept, *(known.choice(name) for name in chosen if name not in there)))
