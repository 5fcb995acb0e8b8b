"""Which map is shown, and for whom: the same choice on every screen that shows one, in the address, so that a link shows what its sender saw."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

import streamlit as st

from cjm_core.authored import history, personas
from cjm_core.authored.model import Journey, Persona
from cjm_core.dataset import Dataset
from cjm_core.journey_map import Asked, JourneyMap, Numbers, measure_numbers, shown
from cjm_core.scope import Scope
from pages.shared import choices, data
from pages.shared.filters import Chosen

MEASURED, EVERYBODY = "As the data say", "No persona"
KIND_WORDS = {"as-is": "As it is", "to-be": "As it shall be"}
NEXT, NEXT_PERSONA = "_map_next", "_next_persona"  # what to show from the next run on
_SHOWN = "_map_shown"  # name and key of the map that was shown last
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
        return shown.with_persona(self.chosen.scope if self.chosen else Scope(), self.persona)


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

    Somebody's map of the journey as it is comes first, once there is one, so that nobody takes a plan for it by mistake; those drawn by hand,
    which can be given these data, come last.
    """
    about = [chosen.dataset.info["id"], ""] if chosen else [""]
    kept = [one for one in history.journeys_of(data.workspace()) if one.dataset in about]
    there = named(sorted(kept, key=_rank))
    first = {name: one for name, one in there.items() if _rank(one) == 0}
    return {**first, **({MEASURED: Journey("")} if chosen else {}), **there}


def _rank(one: Journey) -> int:
    return 2 if not one.dataset else int(one.kind == "to-be")


def ask(chosen: Chosen | None, there: dict[str, Journey]) -> tuple[Which, Journey | None]:
    """Draw the choice of the map and of the persona, in the row in which this is called; the map is None where only data draw it."""
    names = list(there)
    if wanted := st.session_state.pop(NEXT, None):
        choices.put("map", next((name for name, one in there.items() if one.key == wanted), names[0]))
    _follow(there)
    name = choices.one("map", "Map", names, names[0], width=_WIDTH) if len(names) > 1 else names[0]
    if name != MEASURED:  # also where it was the only one, and data come now
        choices.keep("map", name)
    st.session_state[_SHOWN] = name, there[name].key
    journey, people = there[name], named(personas.personas(data.workspace(), chosen.dataset.info["id"])) if chosen else {}
    return Which(chosen, journey.key, _persona(people), there=there, people=people), journey if journey.key else None


def _follow(there: dict[str, Journey]) -> None:
    """The map that was shown stays chosen where somebody, perhaps a colleague, has renamed it meanwhile."""
    before, key = st.session_state.get(_SHOWN, ("", ""))
    now = next((name for name, one in there.items() if key and one.key == key), before)
    if now != before and st.session_state.get("map") == before:
        choices.put("map", now)


def _persona(there: dict[str, Persona]) -> Persona | None:
    if not there:
        return None
    if (wanted := st.session_state.pop(NEXT_PERSONA, None)) in there:  # just written
        choices.put("persona", str(wanted))
    return there.get(choices.one("persona", "Persona", [EVERYBODY, *there], EVERYBODY, width=_WIDTH))


def laid_out(which: Which, journey: Journey | None) -> tuple[Scope, JourneyMap]:
    """This version of the map with the numbers of the chosen period and customers: remembered, and only laid out anew after an edit."""
    found = which.chosen
    return shown.shown(
        found.dataset if found else None, found.scope if found else Scope(), journey, data.workspace(), persona=which.persona, lanes=which.lanes,
        against=which.against, before=found.compared if found else None, measure=_remembered,
    )  # fmt: skip


def _remembered(dataset: Dataset, scope: Scope, asked: Asked) -> Numbers:
    return data.measured(dataset, measure_numbers, scope, asked)  # type: ignore[no-any-return]
