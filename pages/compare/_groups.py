"""Which two groups, whether chance made them, and on which dates they are compared."""

from __future__ import annotations

import re

from cjm_core import experiments
from cjm_core import format as fmt
from cjm_core.experiments import Appearance
from cjm_core.scope import Scope
from pages.shared import choices
from pages.shared.filters import Chosen

WIDTH = 168  # two of them stand side by side on a phone
_OLD = re.compile(r"(a|0|control|old|original|baseline|without|none|no|off|false)\b", re.IGNORECASE)


def values(known: list[str]) -> tuple[str, str]:
    """Two different values; what sounds like the old way comes first."""
    old = next((value for value in known if _OLD.match(value)), known[0])
    a = choices.one("group_a", "A", known, old, seen_label=True, width=WIDTH)
    others = [value for value in known if value != a]
    return a, choices.one("group_b", "B", others, others[0], seen_label=True, width=WIDTH)


def drawn(label: str, by_name: bool) -> tuple[bool, float]:
    """Whether chance put customers into the groups, and how many of 100 it should have put into A."""
    yes, no = f"Yes ({label})", f"No ({label})"
    if choices.one("drawn", "Drawn by chance?", [yes, no], yes if by_name else no, seen_label=True, width=WIDTH) == no:
        return False, 0.5
    planned = choices.one("planned", "Planned in A", [f"{part} %" for part in range(5, 100, 5)], "50 %", seen_label=True, width=110)
    return True, int(planned.removesuffix(" %")) / 100


def dates(chosen: Chosen, seen: Appearance, by_chance: bool) -> Scope:
    """The period above, or the dates on which the groups appear, where these are a part of the data: an experiment has its own."""
    own_dates = experiments.own_dates(chosen.dataset, seen)
    if own_dates is None:
        return chosen.scope
    its_own, above = f"{'The test’s' if by_chance else 'Their'} own: {fmt.span(*own_dates)}", "The period above"
    picked = choices.one("dates_of", "Dates", [its_own, above], its_own if by_chance else above, seen_label=True, width=2 * WIDTH - 46)
    return chosen.scope.within(*own_dates) if picked == its_own else chosen.scope
