"""Which map is shown, and for whom: the same choice on every screen that shows one, in the address, so that a link shows what its sender saw."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TypeVar

import streamlit as st

from cjm_core import written
from cjm_core.authored import history, personas, threads
from cjm_core.authored import lanes as known
from cjm_core.authored.model import Journey, Persona
from cjm_core.journey_map import JourneyMap, measure
from cjm_core.journey_map.asked import asked_of
from cjm_core.scope import Scope
from pages.shared import choices, data
from pages.shared.filters import Chosen

MEASURED, EVERYBODY = "As the data say", "No persona"
KIND_WORDS = {"as-is": "As it is", "to-be": "As it shall be"}
NEXT, NEXT_PERSONA = "_map_next", "_next_persona"  # what to show from the next run on
_WIDTH = 168  # two of them stand side by side on a phone
One = TypeVar("One", Journey, Persona)


@dataclass(frozen=True)
class Which:
    """What was chosen: `key` of the map, empty for the one that the data draw by themselves."""

    chosen: Chosen | None
    key: str = ""
    persona: Persona | None = None
    view: str = "Grid"
    against: tuple[tuple[str, Scope], ...] = ()
    lanes: tuple[str, ...] | None = None  # those to show, where the person chose
    there: dict[str, Journey] = field(default_factory=dict, compare=False)  # every map that could be chosen, by name
    people: dict[str, Persona] = field(default_factory=dict, compare=False)  # every persona, by name

    @property
    def scope(self) -> Scope:
        """The filters and the persona together."""
        scope = self.chosen.scope if self.chosen else Scope()
        return replace(scope, where=(*scope.where, *self.persona.where)) if self.persona else scope


def named(found: Iterable[One]) -> dict[str, One]:
    """Name -> map or persona, with a number behind a name that stands there twice."""
    known_names: dict[str, One] = {}
    for one in found:
        name, number = one.name or "Without a name", 2
        while name in known_names:
            name, number = f"{one.name} ({number})", number + 1
        known_names[name] = one
    return known_names


def options(chosen: Chosen | None) -> dict[str, Journey]:
    """Name -> map of all that can be shown; what the data draw by themselves has an empty key.

    Somebody's map comes first, once there is one; those drawn by hand can be given these data.
    """
    about = [chosen.dataset.info["id"], ""] if chosen else [""]
    kept = [one for one in history.journeys_of(data.workspace()) if one.dataset in about]
    return {**named(sorted(kept, key=lambda one: about.index(one.dataset))), **({MEASURED: Journey("")} if chosen else {})}


def ask(chosen: Chosen | None, there: dict[str, Journey]) -> tuple[Which, Journey | None]:
    """Draw the choice of the map and of the persona, in the row in which this is called; the map is None where only data draw it."""
    names = list(there)
    if wanted := st.session_state.pop(NEXT, None):
        choices.put("map", next((name for name, one in there.items() if one.key == wanted), names[0]))
    name = choices.one("map", "Map", names, names[0], width=_WIDTH) if len(names) > 1 else names[0]
    journey, people = there[name], named(personas.personas(data.workspace(), chosen.dataset.info["id"])) if chosen else {}
    return Which(chosen, journey.key, _persona(people), there=there, people=people), journey if journey.key else None


def _persona(there: dict[str, Persona]) -> Persona | None:
    if not there:
        return None
    if (wanted := st.session_state.pop(NEXT_PERSONA, None)) in there:  # just written
        choices.put("persona", str(wanted))
    return there.get(choices.one("persona", "Persona", [EVERYBODY, *there], EVERYBODY, width=_WIDTH))


def laid_out(which: Which, journey: Journey | None) -> tuple[Scope, JourneyMap]:
    """This version of the map with the numbers of the chosen period and customers: remembered, and only laid out anew after an edit."""
    shown = _with_lanes(journey, which.lanes)
    said = threads.threads(data.workspace(), which.key) if which.key else []
    if which.chosen is None:
        return Scope(), measure.blank(shown or Journey(""), said)
    scope = replace(which.scope, merged=journey.merged) if journey else which.scope
    targets = tuple(written.targets(data.workspace(), which.chosen.dataset.info["id"]))
    asked = asked_of(shown, against=which.against, before=which.chosen.compared, targets=targets)
    numbers = data.measured(which.chosen.dataset, measure.measure_numbers, scope, asked)
    return scope, measure.drawn(numbers, shown, which.persona, said)


def _with_lanes(journey: Journey | None, chosen: tuple[str, ...] | None) -> Journey | None:
    """The same map with exactly the lanes that the person chose to see."""
    if chosen is None:
        return journey
    whole = journey or Journey("")
    there = {lane.name for lane in whole.lanes}
    kept = tuple(replace(lane, hidden=lane.name not in chosen) for lane in whole.lanes)
    return replace(whole, lanes=(*kept, *(known.choice(name) for name in chosen if name not in there)))
