"""Touchpoints that were drawn, and names in the data: which stands for which."""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from cjm_core.authored import edits, places
from cjm_core.authored.model import Journey, PlannedTouchpoint

_LIKE, _MOST = 0.6, 5  # below this two names have little in common; so many are proposed


def normal(name: str) -> str:
    """A name as plain words: 'ProductPage', 'product_page' and 'Product page' are the same. Signs alone stay as they are."""
    apart = re.sub(r"(?<=[^\W\d_A-Z])(?=[A-Z])", " ", name)
    plain = unicodedata.normalize("NFKD", apart.casefold().replace("ß", "ss"))
    words = re.findall(r"[^\W_]+", "".join(mark for mark in plain if not unicodedata.combining(mark)))
    return " ".join(words) or name.strip()


def matches(journey: Journey, names_in_data: Sequence[str]) -> dict[str, list[tuple[str, float]]]:
    """For each touchpoint that stands for nothing in these data: up to five names and how like they are (0..1), the likest first.

    A name that another touchpoint stands for is not proposed. The same words count as 1.
    """
    free = _free(journey, names_in_data)
    return {one.key: _likest(one.name, free) for one in _unattached(journey, names_in_data)}


def attaching(journey: Journey, names: Sequence[str]) -> list[dict[str, Any]]:
    """The edits that attach each touchpoint to the one name in the data that says the same. Where several do, a person decides."""
    free, found = _free(journey, names), list[dict[str, Any]]()
    for one in _unattached(journey, names):
        same = [name for name in free if name == one.name] or [name for name in free if normal(name) == normal(one.name)]
        if len(same) == 1:
            free.remove(same[0])
            found.append({"do": "attach", "key": one.key, "sources": same})
    return found


def attached(journey: Journey, names: Sequence[str]) -> Journey:
    """The journey after `attaching`."""
    for op in attaching(journey, names):
        journey = edits.apply(journey, op)
    return journey


def following(journey: Journey, rows: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Which rows (touchpoint, stage) of the data have a touchpoint that this journey does not place. A journey without stages places all."""
    placed = set(places.all_sources(journey.touchpoints))
    return [(touchpoint, stage) for touchpoint, stage in rows if touchpoint not in placed] if journey.stages else []


def placing(journey: Journey, touchpoint: str, stage: str) -> dict[str, Any]:
    """The edit that adds a touchpoint of the data to the stage that is called as in the data, to the last one where none is.

    Raises ValueError for a journey without stages.
    """
    if not journey.stages:
        raise ValueError("A journey without stages follows the data: nothing needs to be placed.")
    home = next((one for one in journey.stages if stage in (one.key, *one.merged) or normal(one.name) == normal(stage)), journey.stages[-1])
    taken = places.keys(journey)
    key = touchpoint if touchpoint not in taken else f"+{uuid.uuid4().hex[:8]}"
    return {"do": "add_touchpoint", "key": key, "name": touchpoint, "stage": home.key, "before": "", "sources": [touchpoint]}


def _unattached(journey: Journey, names: Sequence[str]) -> list[PlannedTouchpoint]:
    known = set(names)
    return [one for one in journey.touchpoints if not known & set(one.sources)]


def _free(journey: Journey, names: Sequence[str]) -> list[str]:
    taken = set(places.all_sources(journey.touchpoints))
    return [name for name in dict.fromkeys(names) if name not in taken]


def _likest(name: str, free: Sequence[str]) -> list[tuple[str, float]]:
    from rapidfuzz import fuzz  # takes a moment to load, and only this needs it

    own = normal(name)
    likeness = {other: 1.0 if normal(other) == own else min(0.99, fuzz.token_sort_ratio(own, normal(other)) / 100) for other in free}
    return [(other, round(likeness[other], 3)) for other in sorted(free, key=lambda other: -likeness[other]) if likeness[other] >= _LIKE][:_MOST]
