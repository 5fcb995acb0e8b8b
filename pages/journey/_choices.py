"""The row above the map: which map, for which persona, in which view."""

from __future__ import annotations

from dataclasses import replace

from cjm_core.authored.model import Journey
from cjm_core.journey_map import views
from pages.journey import _more
from pages.shared import choices, maps
from pages.shared.filters import Chosen

GRID = "Grid"
_WIDTH = 168


def ask(chosen: Chosen | None) -> tuple[maps.Which, Journey | None]:
    """Draw the choices, in the row in which this is called; and the map itself where people keep it."""
    which, journey = maps.ask(chosen, maps.options(chosen))
    view = choices.one("view", "View", [GRID, *(name.capitalize() for name in views.VIEWS)], GRID, width=_WIDTH)
    _more.menu(which)
    return replace(which, view=view), journey
