"""Which column is what: one row per column, with its first values and the reason for the proposal."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from cjm_core.ingest.outlook import first_values
from cjm_core.ingest.words import short
from cjm_core.plan import Table
from cjm_core.settings import own
from cjm_core.understanding.mapping_edit import OUT, SPLIT, Choices, Proposal, choose, label, meanings_for, touchpoint_names
from pages.data import _choices, _personal
from pages.shared.text import escaped, quiet

_MANY = 24  # a wider file shows the columns that mean something, and others when asked


def show(key: str, table: Table, proposed: Proposal, choices: Choices, kind: str, said: dict[str, str]) -> None:
    """Draw the rows."""
    names = touchpoint_names(said, proposed, choices)
    for place, column in enumerate(table.columns):
        if column in _shown(key, table, said):
            named, chosen, because = st.columns([4, 3, 4], vertical_alignment="center")
            named.markdown(f"**{escaped(short(column))}**  \n{quiet(first_values(table, column))}")
            change = partial(_chosen, column)
            widget = _choices.widget(key, f"meaning|{place}", said[column], change)
            chosen.selectbox(f"What {escaped(column)} is", meanings_for(kind), format_func=label, **_choices.BARE, **widget)
            with because:
                if column in names:
                    _touchpoint(key, place, column, names[column])
                else:
                    _reason(key, proposed, choices, column, said[column])


def _shown(key: str, table: Table, said: dict[str, str]) -> list[str]:
    """All columns of an ordinary file; of a wide one those that mean something and those asked for."""
    if len(table.columns) <= _MANY:
        return list(table.columns)
    asked = st.session_state.get(f"upload|more|{key}", [])
    return [column for column in table.columns if said[column] != SPLIT or column in asked]


def more(key: str, table: Table, said: dict[str, str]) -> None:
    """Ask which other columns of a wide file are to be seen."""
    if len(table.columns) > _MANY:
        others = [column for column in table.columns if said[column] == SPLIT]
        asked = st.session_state.get(f"upload|more|{key}", [])
        st.multiselect(f"{len(others)} other columns are splits. Which ones are something else?",
                       list(dict.fromkeys([*others, *asked])), key=f"upload|more|{key}", placeholder="Find a column")  # fmt: skip


def _touchpoint(key: str, place: int, column: str, name: str) -> None:
    widget = _choices.widget(key, f"name|{place}", name, partial(_named, column))
    st.text_input(f"{own('Touchpoint')} that {escaped(column)} rates", placeholder="the whole experience", **_choices.BARE, **widget)


def _reason(key: str, proposed: Proposal, choices: Choices, column: str, meaning: str) -> None:
    if meaning == OUT and column in _personal.unasked(key):
        st.markdown(quiet("may say who somebody is"))
    elif column in choices.meanings:
        st.markdown(quiet("your choice"))
    elif meaning != SPLIT and column in proposed.reasons:
        st.markdown(quiet(proposed.reasons[column]))


def _chosen(column: str, choices: Choices, meaning: str) -> Choices:
    return choose(choices, column, meaning)


def _named(column: str, choices: Choices, name: str) -> Choices:
    return replace(choices, names={**choices.names, column: name})
