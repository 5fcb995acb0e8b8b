"""What is compared: the choices above the picture."""

from __future__ import annotations

from dataclasses import dataclass

from streamlit.delta_generator import DeltaGenerator

from cjm_core import experiments
from cjm_core import format as fmt
from cjm_core.calendar import Period
from cjm_core.experiments import Appearance, Design
from cjm_core.metrics.comparison import drawn_by_name
from cjm_core.scope import Scope
from pages.compare import _groups
from pages.shared import choices, data
from pages.shared.filters import Chosen

TWO_PERIODS = "Two periods"
_MOST_VALUES = 12  # a dimension with more values is no split
_NOTHING = (
    "There is nothing to compare here yet. It needs a column with 2 to 12 values, such as variant, segment or channel; or a period above that "
    "has another one before it."
)


@dataclass(frozen=True)
class Asked:
    """A design, the scope in which it is measured, and where its groups appear."""

    design: Design
    scope: Scope
    seen: Appearance


def ask(chosen: Chosen, row: DeltaGenerator, below: DeltaGenerator) -> Asked | str:
    """Draw the choices of the groups into `row` and those of the numbers into `below`; or say why there is nothing to choose."""
    splits = _splits(chosen)
    if not splits:
        return _NOTHING
    with row:
        usual = next((label for label, name in splits.items() if drawn_by_name(name)), next(iter(splits)))
        label = choices.one("split", "Split by", list(splits), usual, seen_label=True, width=_groups.WIDTH)
        split = splits[label]
        periods = _periods(chosen) if split == experiments.PERIOD else None
        groups = (periods[0].key, periods[1].key) if periods else _groups.values(data.values_of(chosen.dataset, split))
        drawn, planned = (False, 0.5) if periods else _groups.drawn(label, drawn_by_name(split))
        seen = data.measured(chosen.dataset, experiments.appearance, chosen.scope.within(None, None), split, groups, periods)
        scope = chosen.scope if periods else _groups.dates(chosen, seen, drawn)
    known = {kpi.label: kpi for kpi in experiments.comparable(chosen.dataset, periods is not None)}
    usual_ones = [kpi.label for kpi in experiments.usual(tuple(known.values()))]
    with below:
        labels = choices.several("numbers", "Numbers shown, the main one first", list(known), usual_ones)
    if not labels:
        return "Choose at least one number to compare."
    return Asked(Design(split, groups, tuple(known[name].name for name in labels), drawn, planned, periods), scope, seen)


def _splits(chosen: Chosen) -> dict[str, str]:
    """What the groups can be: a readable label -> dimension, or two periods."""
    fitting = [name for name, dimension in chosen.dataset.dimensions.items() if 2 <= dimension.distinct_values <= _MOST_VALUES]
    over_time = {TWO_PERIODS: experiments.PERIOD} if chosen.compared else {}
    return over_time | {f"{name[:1].upper()}{name[1:]}": name for name in fitting}


def _periods(chosen: Chosen) -> tuple[Period, Period]:
    """The basis of comparison, and the period above."""
    assert chosen.compared and chosen.scope.start and chosen.scope.end
    now, then = (chosen.scope.start, chosen.scope.end), chosen.compared
    return Period(fmt.span(*then), *then), Period(fmt.span(*now), *now)
