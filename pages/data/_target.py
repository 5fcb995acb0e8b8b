"""Where the rows go: a new dataset, the open one, or the place of a file that it has."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from cjm_core.keeping.imports import File, imports
from pages.data._ready import Ready
from pages.shared import data
from pages.shared.filters import Chosen, current

_NEW = "A new dataset"


@dataclass(frozen=True)
class Target:
    """`chosen`: the dataset that the rows are added to, None for a new one. `instead_of`: numbers of its files that they replace."""

    chosen: Chosen | None = None
    instead_of: tuple[int, ...] = ()


def show(ready: list[Ready]) -> Target:
    """Draw the choice. Made-up data are never mixed with real ones."""
    chosen = current()
    if chosen is None or chosen.dataset.is_demo:
        return Target()
    held = [(one.at[:10], file) for one in imports(chosen.dataset) for file in one.files]
    add = f"Add to {data.title(chosen.key, chosen.dataset)}"
    replaced = {f"Replace {_named(file)} of {day} ({file.sha256[:6]})": file for day, file in held if _fits(file, ready)}
    picked = st.selectbox("Where", [_NEW, add, *replaced], width=360)
    if picked in replaced:
        return Target(chosen, (replaced[picked].source,))
    return Target(chosen) if picked == add else Target()


def _fits(file: File, ready: list[Ready]) -> bool:
    """Files of the same kind can stand in for each other, where one is dropped."""
    return len(ready) == 1 and ready[0].source.mapping.kind == file.kind


def _named(file: File) -> str:
    return f"{file.file}, sheet “{file.sheet}”," if file.sheet else file.file
