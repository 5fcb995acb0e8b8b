"""What is on the map screen: which map, measured for whom. Kept for the dialogs and for edits, which come before the screen runs."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from cjm_core.authored.model import Journey
from cjm_core.journey_map import JourneyMap
from cjm_core.scope import Scope
from pages.shared.maps import Which

_KEPT = "_map_seen"


@dataclass(frozen=True)
class Seen:
    """The map as it is drawn now."""

    which: Which
    scope: Scope
    drawn: JourneyMap

    @property
    def journey(self) -> Journey | None:
        """The map as people keep it; None while nobody has edited it."""
        return self.drawn.journey if self.which.key else None

    def name_at(self, key: str) -> str:
        """What the stage or touchpoint of that key is called."""
        names = dict(zip(self.drawn.keys, self.drawn.touchpoints, strict=True))
        return names.get(key) or next((stage.name for stage in self.drawn.stages if key in (stage.key, stage.name)), "")

    def source(self, key: str) -> str | None:
        """The name of this touchpoint in the data; None for one that is only drawn."""
        found = next((one for one in self.journey.touchpoints if one.key == key), None) if self.journey else None
        sources = found.sources if found else (self.name_at(key),)
        return sources[0] if sources and self.which.chosen else None


def keep(seen: Seen) -> Seen:
    """Remember what is drawn."""
    st.session_state[_KEPT] = seen
    return seen


def current() -> Seen | None:
    """What was drawn last in this session."""
    found = st.session_state.get(_KEPT)
    return found if isinstance(found, Seen) else None


def now_edited(key: str) -> None:
    """From here on edits go to this map, although the screen has not run yet."""
    if seen := current():
        keep(replace(seen, which=replace(seen.which, key=key)))
