"""Which map is shown, and for whom: the choices of the map screen, in the address under the same names, so that they stay."""

from __future__ import annotations

from dataclasses import replace

from cjm_core.journey_map import JourneyMap
from pages.shared import lanes, maps
from pages.shared.filters import Chosen


def ask(chosen: Chosen | None) -> JourneyMap | None:
    """Draw the choices and measure the map, with the same numbers as on the map screen. None where there is nothing to show."""
    there = maps.options(chosen)
    if not there:
        return None
    which, journey = maps.ask(chosen, there)
    return maps.laid_out(replace(which, lanes=lanes.choose(which, journey)), journey)[1]
