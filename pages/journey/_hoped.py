"""What a map as it shall be hopes that customers feel, as a curve beside the measured one."""

from __future__ import annotations

from dataclasses import replace

from cjm_core import format as fmt
from cjm_core.authored.model import Journey, PlannedTouchpoint
from cjm_core.journey_map import JourneyMap, Lane, feeling

_MOST_SAID = 3


def beside(drawn: JourneyMap, other: Journey) -> JourneyMap:
    """The map with what `other` hopes for as one more curve, and the widest differences in words; as it is where `other` says nothing."""
    felt = drawn.lane("emotion")
    curve = feeling.expected(other, [_same(drawn, other, key) for key in drawn.keys]) if felt else None
    if felt is None or curve is None:
        return drawn
    apart = [
        (abs(hoped.value - now.value), f"{name} {_signed(hoped.value, felt)} (measured {_signed(now.value, felt)})")
        for name, hoped, now in zip(drawn.touchpoints, curve.cells, felt.cells, strict=True)
        if hoped.value is not None and now.value is not None
    ]
    said = ", ".join(words for _, words in sorted(apart, key=lambda one: -one[0])[:_MOST_SAID])
    hoped = f"{other.name} expects {said}. " if said else ""
    words = f"{hoped}What {other.name} expects is an assumption, so no difference from it is tested."
    return replace(drawn, curves=(*drawn.curves, replace(curve, label=f"{other.name} (assumed)")), compared=f"{drawn.compared} {words}".strip())


def _signed(value: float, felt: Lane) -> str:
    """As the curve says it."""
    return fmt.value(value, felt.unit, 1, signed=True)


def _same(drawn: JourneyMap, other: Journey, key: str) -> str:
    """The key that this touchpoint has on the other map: its own, or that of one counted from the same data."""
    mine = _planned(drawn.journey, key)
    sources = set(mine.sources if mine else (drawn.touchpoints[drawn.keys.index(key)],))
    likely = [one for one in other.touchpoints if one.key == key] + [one for one in other.touchpoints if sources & set(one.sources)]
    return likely[0].key if likely else ""


def _planned(journey: Journey | None, key: str) -> PlannedTouchpoint | None:
    return next((one for one in journey.touchpoints if one.key == key), None) if journey else None
