"""Columns that look personal, before anything is stored: left out, replaced by pseudonyms, or kept, as the person decides."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from cjm_core.format import plural
from cjm_core.ingest.words import short
from cjm_core.plan import Mapping, Table
from cjm_core.privacy import personal
from cjm_core.understanding.mapping_edit import OUT, SPLIT, Choices, choose
from pages.data import _choices
from pages.shared.text import escaped, quiet

KINDS = ("events", "surveys", "both")  # what a key file holds is needed, whoever it names
_DROP, _HASH, _KEEP = "Leave it out", "Replace it by pseudonyms", "Keep it"


def show(key: str, table: Table, said: dict[str, str], mapping: Mapping) -> None:
    """Draw one line per such column, and the switch that masks contacts in comments."""
    found = [one for one in personal.found(table) if one.column in said]
    columns = [one for one in found if one.advice in ("drop", "hash") or said[one.column] != "comment"]  # comments have the switch below
    if columns:
        st.markdown(f"**{escaped(plural(len(columns), 'column'))} may say who somebody is.** What is left out is not stored at all.")
    for place, one in enumerate(columns):
        named, chosen = st.columns([6, 5], vertical_alignment="center")
        named.markdown(f"{escaped(short(one.column))}  \n{quiet(one.what)}")
        now = _DROP if said[one.column] == OUT else _HASH if one.column in mapping.hashed else _KEEP
        widget = _choices.widget(key, f"personal|{place}", now, partial(_decide, one.column))
        chosen.selectbox(f"What becomes of {escaped(one.column)}", [_DROP, _HASH, _KEEP], **_choices.BARE, **widget)
    if "comment" in said.values():
        widget = _choices.widget(key, "mask", mapping.mask, lambda choices, value: replace(choices, mask=value))
        st.toggle("Mask e-mail addresses, phone and card numbers in comments before they are stored", **widget)


def first(key: str, table: Table, said: dict[str, str], begun: Mapping | None, careful: bool) -> None:
    """The careful way is what a person finds: columns that nothing needs are left out, contacts in comments masked.

    `begun`: the mapping that the person began with; another one may need a column that nothing needed before. `careful`: False where
    the person has said before what becomes of such columns, or where they are needed, as in a key file.
    """
    own = f"upload|personal|{key}"
    before, left_out = st.session_state.get(own, (None, ()))
    if before == (begun, careful):
        return
    choices = _choices.of(key)
    kept = {column: meaning for column, meaning in choices.meanings.items() if column not in left_out or meaning != OUT}
    looked = personal.found(table) if careful else ()
    needless = [one.column for one in looked if one.advice != "keep" and said.get(one.column) == SPLIT and one.column not in kept]
    mask = False if choices.mask is False else careful or None  # what a person switched off stays off
    choices = replace(choices, meanings=kept | dict.fromkeys(needless, OUT), mask=mask)
    st.session_state[own] = ((begun, careful), needless)
    _choices.put(key, choices)


def unasked(key: str) -> tuple[str, ...]:
    """The columns that were left out without being asked for."""
    return tuple(st.session_state.get(f"upload|personal|{key}", (None, ()))[1])


def _decide(column: str, choices: Choices, decision: str) -> Choices:
    hashed = {**choices.hashed, column: decision == _HASH}
    if decision == _DROP:
        return replace(choose(choices, column, OUT), hashed=hashed)
    meanings = {name: meaning for name, meaning in choices.meanings.items() if name != column or meaning != OUT}
    if column in choices.meanings and column not in meanings:
        meanings[column] = SPLIT
    return replace(choices, hashed=hashed, meanings=meanings)
