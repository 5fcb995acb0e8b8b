"""The lanes of the map: which are seen stands in the address and can be saved as a view; order and names belong to the map."""

from __future__ import annotations

import streamlit as st

from cjm_core.authored import lanes as known
from cjm_core.authored.expected import EXPECTED
from cjm_core.authored.model import Journey
from cjm_core.journey_map import asked, lane_groups
from cjm_core.metrics import KPIS
from cjm_core.metrics.reported import measures
from cjm_core.settings import own
from pages.shared import choices, data, maps

_BEFORE = "_map_usual_lanes"
_MEASURED = (*asked.NUMBERS, *asked.SAID)
_CALLED = {kpi.name: kpi.label for kpi in KPIS if kpi.name not in asked.DEFAULT}


def choose(which: maps.Which, journey: Journey | None) -> tuple[str, ...] | None:
    """Draw the choice of the lanes to show, the same on every screen that shows the map: None for those of the map itself."""
    labels = _labels(which, journey)
    usual = [label for label, name in labels.items() if name in _usual(which, journey)]
    _follow(usual)
    with st.popover(own("Lanes"), icon=":material/table_rows:", key="map_lanes"):
        with st.container(key="lanes_unseen"):  # holds the choice and the address; what people press are the groups below
            chosen = choices.several("lanes", own("Lanes that are shown"), list(labels), usual)
        _groups(labels, chosen, data.measured(which.chosen.dataset, lane_groups.unfilled) if which.chosen else {})
    return None if set(chosen) == set(usual) else tuple(labels[label] for label in chosen)


def _groups(labels: dict[str, str], chosen: list[str], empty: dict[str, str]) -> None:
    """The lanes in groups: a press shows or hides one. One that these data cannot fill says why."""
    names = {name: label for label, name in labels.items()}
    for group, members in lane_groups.grouped(labels.values()).items():
        here, key = [names[name] for name in members], f"lanes of {group}"
        why = {names[name]: f"{names[name]} · {empty[name]}" for name in members if name in empty}
        st.session_state[key] = [label for label in here if label in chosen]
        st.pills(group, here, selection_mode="multi", format_func=lambda label, why=why: why.get(label, label), key=key,  # type: ignore[misc]
                 on_change=_picked, args=(key, here))  # fmt: skip


def _picked(key: str, here: list[str]) -> None:
    """Those of one group are now these; the others stay."""
    kept = [label for label in st.session_state.get("lanes") or [] if label not in here]
    st.session_state["lanes"] = [*kept, *st.session_state[key]]


def _follow(usual: list[str]) -> None:
    """What the map shows by itself has changed since (an edit, another map): so does the choice, but for what the person chose."""
    before, chosen = st.session_state.get(_BEFORE, usual), st.session_state.get("lanes")
    st.session_state[_BEFORE] = usual
    if chosen is not None and before != usual:
        kept = [label for label in chosen if label in usual or label not in before]
        st.session_state["lanes"] = kept + [label for label in usual if label not in before and label not in chosen]


def _usual(which: maps.Which, journey: Journey | None) -> list[str]:
    """The lanes that the map shows by itself."""
    if journey and journey.lanes:
        return [lane.name for lane in journey.lanes if not lane.hidden]
    if which.chosen is None:
        return []
    return [*asked.DEFAULT, *(f"reported:{one.name}" for one in data.measured(which.chosen.dataset, measures))]


def _labels(which: maps.Which, journey: Journey | None) -> dict[str, str]:
    """Readable label -> name of every lane there can be; those of the map first, in its order."""
    own_lanes = {lane.name: known.label_of(lane.name, lane.label) for lane in journey.lanes} if journey else {}
    names = dict.fromkeys([*own_lanes, *_usual(which, journey), *(_MEASURED if which.chosen else ()), *known.WRITTEN])
    if not own_lanes.get(EXPECTED) and (journey is None or journey.kind != "to-be"):
        names.pop(EXPECTED, None)  # only a map as it shall be is drawn with what is hoped for
    labels: dict[str, str] = {}
    for name in names:
        label = own_lanes.get(name) or own(_CALLED.get(name) or known.label_of(name))
        labels[label if label not in labels else f"{label} ({name})"] = name
    return labels
