"""What a table is recognised as: a known export, or a file like one that was read before. Used after one confirmation."""

from __future__ import annotations

import streamlit as st

from cjm_core.plan import Mapping, Table
from cjm_core.understanding import presets, saved
from pages.shared import data, uploads
from pages.shared.text import escaped, quiet

_AS_FOUND = "as found"


def agreed(upload: uploads.Upload, table: Table) -> Mapping | None:
    """The mapping that the person agreed to begin with, or None for the program's own proposal."""
    offer = _offers(table).get(st.session_state.get(_own(upload), ""))
    return offer[2] if offer else None


def kept(upload: uploads.Upload) -> bool:
    """Whether the person began with choices of their own, kept from an earlier file."""
    return str(st.session_state.get(_own(upload), "")).startswith("saved ")


def show(upload: uploads.Upload, table: Table) -> None:
    """Draw the offers, or what was agreed to."""
    own, offers = _own(upload), _offers(table)
    said = st.session_state.get(own)
    if said in offers:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(quiet(f"Agreed. {offers[said][0]}"), width="content")
            st.button("Read it as found instead", key=f"{own}|back", on_click=_agree, args=(own, _AS_FOUND), type="tertiary")
    elif offers and said != _AS_FOUND:
        for sentence, _, _ in offers.values():
            st.markdown(escaped(sentence))
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            for name, (_, label, _) in offers.items():
                st.button(label, key=f"{own}|{name}", on_click=_agree, args=(own, name), type="primary")
            st.button("No, read it as found", key=f"{own}|no", on_click=_agree, args=(own, _AS_FOUND), type="tertiary")


def _own(upload: uploads.Upload) -> str:
    return f"upload|start|{upload.key}"


def _offers(table: Table) -> dict[str, tuple[str, str, Mapping]]:
    """Name -> sentence, button and mapping: mappings saved for such a file first, then a known export."""
    before = "You kept choices for a file like this."
    offers = {
        f"saved {one.name}": (f"{before} {one.sentence()}", f"Read it as “{escaped(one.name)}”", saved.fitted(one))
        for one in saved.offered(data.workspace(), table)[:2]
    }
    preset = presets.recognised(table)
    if preset is not None and not offers:
        offers[f"preset {preset.name}"] = (presets.sentence(preset, table), f"Read it as {preset.title}", presets.applied(preset, table))
    return offers


def _agree(own: str, name: str) -> None:
    st.session_state[own] = name
