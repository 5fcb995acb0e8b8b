"""The map that was chosen, measured and drawn in the chosen view."""

from __future__ import annotations

import streamlit as st

from cjm_core import journey_map
from cjm_core.authored.model import Journey
from cjm_core.dataset import Dataset
from cjm_core.journey_map import views, views_flow
from cjm_core.journey_map.views_flow import Flow
from cjm_core.scope import Scope
from pages.journey import _choices, _hoped, _kept, _seen
from pages.shared import data, maps


def seen(which: maps.Which, journey: Journey | None, other: Journey | None = None) -> _seen.Seen:
    """The map as it is to be drawn, `other` beside it; remembered as what is on the screen."""
    scope, drawn = maps.laid_out(which, journey)
    return _seen.keep(_seen.Seen(which, scope, _hoped.beside(drawn, other) if other else drawn))


def as_one(which: maps.Which) -> str:
    """A name for what is on screen that the first edit does not change, so that the page stays where it was; of these data alone."""
    first = f"map-{which.chosen.dataset.info['id']}-" if which.chosen else ""
    return first if first and (not which.key or which.key.startswith(first)) else which.key


def show(seen: _seen.Seen, editing: bool) -> None:
    """The drawing behind its rules: those stay the same in an edit, so the browser does not read them again."""
    rules, end, drawing = _fragment(seen, editing).partition("</style>")
    st.html(rules + end)
    st.html(drawing)


def _fragment(seen: _seen.Seen, editing: bool) -> str:
    """The chosen view; drawn anew where an edit was refused, so that what was typed does not stand there."""
    if seen.which.view == _choices.GRID:
        return f"{journey_map.as_fragment(seen.drawn, editing=editing)}<i hidden data-drawn='{_kept.refused()}'></i>"
    name = seen.which.view.lower()
    return views.view_fragment(name, seen.drawn, flow=_flow(seen) if name in ("flow", "timeline") else None)


def _flow(seen: _seen.Seen) -> Flow | None:
    """The steps between the touchpoints, measured once for those that the map has, whatever is written on it."""
    if seen.which.chosen is None or not seen.drawn.touchpoints:
        return None

    def steps(dataset: Dataset, scope: Scope, *_places: object) -> Flow:
        return views.measure_flow(dataset, scope, seen.drawn)

    places = tuple(views_flow.places(seen.drawn).items())
    return data.measured(seen.which.chosen.dataset, steps, seen.scope, places, len(seen.drawn.touchpoints))  # type: ignore[no-any-return]
