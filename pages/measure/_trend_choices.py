"""Which number is shown, by which step, split by what."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cjm_core import periods, timeline
from cjm_core.metrics import KPIS, kpi_named
from pages.shared import choices, data, definition
from pages.shared.filters import Chosen

_EVERY = {f"Every {every}": every for every in ("day", "week", "month", "quarter")}
_WHOLE = "Not split"
_LINES, _MULTIPLES = "In one picture", "Small multiples"
_USUAL = "conversion"
_WIDTH = 168
_KPIS = {kpi.name for kpi in KPIS}


@dataclass(frozen=True)
class Asked:
    """The choices, and the row in which they stand."""

    number: str
    every: str
    split: str | None
    multiples: bool
    row: DeltaGenerator

    @property
    def measured(self) -> bool:
        """Whether it is a KPI, and not a number that is only ever reported."""
        return self.number in _KPIS


def ask(chosen: Chosen) -> Asked | str:
    """Draw the choices; or say why there is nothing to choose."""
    known = {label: name for name, label in data.measured(chosen.dataset, timeline.shown)}
    if not known:
        return "These data do not allow any of the numbers yet. Overview says below each group what is missing."
    if periods.covered(chosen.dataset) is None:
        return "These data carry no dates, so nothing can be shown over time."
    steps, usual = data.measured(chosen.dataset, timeline.steps, chosen.scope)
    splits = {_WHOLE: None} | {f"By {name}": name for name in data.measured(chosen.dataset, timeline.splits)}
    row = st.container(horizontal=True, vertical_alignment="center", gap="small", key="trend")
    with row:
        first = next((label for label, name in known.items() if name == _USUAL), None) or _first_that_can_be_judged(known)
        number = known[choices.one("number", "Number", list(known), first, width=_WIDTH + 28)]
        every = {label: step for label, step in _EVERY.items() if step in steps}
        step = every[choices.one("every", "Step", list(every), f"Every {usual}", width=_WIDTH - 30)]
        split = splits[choices.one("by", "Split", list(splits), _WHOLE, width=_WIDTH)]
        multiples = bool(split) and choices.one("as", "As", [_LINES, _MULTIPLES], _LINES, width=_WIDTH) == _MULTIPLES
        if number in _KPIS:
            definition.button(number)
    return Asked(number, step, split, multiples, row)


def _first_that_can_be_judged(known: dict[str, str]) -> str:
    """Volumes go with the season, and some numbers differ over time by how they are made; neither is a good beginning."""
    kpis = {label: kpi_named(name) for label, name in known.items() if name in _KPIS}
    fitting = (label for label, kpi in kpis.items() if kpi.shape != "count" and not kpi.uncompared)
    return next(fitting, next(iter(known)))
