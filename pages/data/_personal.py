"""Columns that look personal, before anything is stored: left out, replaced by pseudonyms, or kept, as the person decides."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from cjm_core.format import plural
from cjm_core.ingest.words import short
from cjm_core.plan import Table
from cjm_core.privacy import personal
from cjm_core.understanding.mapping_edit import OUT, SPLIT, Choices, choose
from pages.data import _choices
from pages.shared.text import escaped, quiet

KINDS = ("events", "surveys", "both")  # what a key file holds is needed, whoever it names
_DROP, _HASH, _KEEP = "Leave it out", "Replace it by pseudonyms", "Keep it"


def show(key: str, table: Table, said: dict[str, str]) -> None:
    """Draw one line per such column, and the switch that masks contacts in comments."""
    found = [one for one in personal.found(table) if one.column in said]
    columns = [one for one in found if one.advice in ("drop", "hash") or said[one.column] != "comment"]  # comments have the switch below
    if columns:
        st.markdown(f"**{escaped(plural(len(columns), 'column'))} may say who somebody is.** What is left out is not stored at all.")
    for place, one in enumerate(columns):
        named, chosen = st.columns([6, 5], vertical_alignment="center")
        named.markdown(f"{escaped(short(one.column))}  \n{quiet(one.what)}")
        now = _DROP if said[one.column] == OUT else _HASH if _choices.of(key).hashed.get(one.column) else _KEEP
        widget = _choices.widget(key, f"personal|{place}", now, partial(_decide, one.column))
        chosen.selectbox(f"What becomes of {escaped(one.column)}", [_DROP, _HASH, _KEEP], **_choices.BARE, **widget)
    if "comment" in said.values():
        widget = _choices.widget(key, "mask", _choices.of(key).mask is not False, lambda choices, value: replace(choices, mask=value))
        st.toggle("Mask e-mail addresses, phone and card numbers in comments before they are stored", **widget)


def first(key: str, table: Table, said: dict[str, str]) -> None:
    """The careful way is what a person finds: columns that nothing needs are left out, contacts in comments masked."""
    if f"upload|personal|{key}" not in st.session_state:
        st.session_state[f"upload|personal|{key}"] = True
        choices = replace(_choices.of(key), mask=True)
        for one in personal.found(table):
            if one.advice in ("drop", "mask") and said.get(one.column) == SPLIT:
                choices = choose(choices, one.column, OUT)
        _choices.put(key, choices)


def _decide(column: str, choices: Choices, decision: str) -> Choices:
    hashed = {**choices.hashed, column: decision == _HASH}
    if decision == _DROP:
        return replace(choose(choices, column, OUT), hashed=hashed)
    meanings = {name: meaning for name, meaning in choices.meanings.items() if name != column or meaning != OUT}
    if column in choices.meanings and column not in meanings:
        meanings[column] = SPLIT
    return replace(choices, hashed=hashed, meanings=meanings)
