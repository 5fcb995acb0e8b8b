"""What the map is compared with: more curves beside its own, and another map of the same customers in words."""

from __future__ import annotations

import streamlit as st

from cjm_core import format as fmt
from cjm_core.authored import history
from cjm_core.authored.model import Journey
from cjm_core.scope import Scope
from pages.journey import _to_be
from pages.shared import choices, data, maps
from pages.shared.text import escaped

MOST, NONE = 5, "No other map"
_MOST_VALUES = 12  # a dimension with more values than this is no segment


def choose(which: maps.Which, journey: Journey | None) -> tuple[tuple[tuple[str, Scope], ...], Journey | None]:
    """Up to five more curves, and another map: as it is against as it shall be."""
    with st.popover("Compare", icon=":material/compare_arrows:", key="map_compare"):
        found = _scopes(which)
        chosen = choices.several("against", "More curves", list(found), [], max_selections=MOST) if found else []
        if found:
            st.markdown(":small[Up to five, drawn beside the map’s own curve with their differences.]")
        other = _other_map(which, journey)
        _to_be.button(journey.kind if journey else "as-is")
    return tuple((label, found[label]) for label in chosen), other


def _scopes(which: maps.Which) -> dict[str, Scope]:
    """Label -> customers and period that can be drawn beside: the time before, personas, segments."""
    if which.chosen is None:
        return {}
    scope, base, found = which.scope, which.chosen.scope, {}
    if which.chosen.compared:
        found[fmt.span(*which.chosen.compared)] = scope.within(*which.chosen.compared)
    for name, one in which.people.items():
        if one != which.persona:
            found[name] = Scope(base.start, base.end, (*base.where, *one.where))
    for name, dimension in which.chosen.dataset.dimensions.items():
        if 1 < dimension.distinct_values <= _MOST_VALUES:
            values = [value for value in data.values_of(which.chosen.dataset, name) if (name, value) not in scope.where]
            found |= {f"{name}: {value}": base.only(name, value) for value in values}
    return found


def _other_map(which: maps.Which, mine: Journey | None) -> Journey | None:
    """Another map of these data, and what it says differently, in words."""
    kept = {name: one for name, one in which.there.items() if one.key not in ("", which.key) and one.dataset}
    if not kept:
        return None
    name = choices.one("other", "Against another map", [NONE, *kept], NONE, seen_label=True)
    if mine and name in kept:
        _said(mine, kept[name])
    return kept.get(name)


def _said(mine: Journey, other: Journey) -> None:
    changes = history.changes(mine, other)
    st.markdown(f"**{escaped(other.name)}** ({escaped(other.kind)}) differs from this map ({escaped(mine.kind)}):")
    st.markdown("\n".join(f"- {escaped(one)}" for one in changes) or "Nothing differs.")
