"""Choices that stand in the address, survive a change of screen, and fall back to the default when the data do not have them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import streamlit as st

Value = TypeVar("Value")
_KEPT = "_kept_choices"


def one(name: str, label: str, options: Sequence[str], default: str, *, seen_label: bool = False, **look: Any) -> str:
    """One of the options. Options are readable texts, because they stand in the address."""
    restore(name)
    if st.session_state.get(name, default) not in options:
        st.session_state[name] = default
    at = list(options).index(default)
    shown = "visible" if seen_label else "collapsed"
    chosen = st.selectbox(label, options, at, key=name, bind="query-params", label_visibility=shown, **look)  # type: ignore[arg-type]
    return keep(name, str(chosen))


def usual(name: str, default: str) -> str:
    """The default of a choice that other data have other defaults for: who never chose anything else goes along with it."""
    before = kept(f"{name} by itself")
    if before is not None and before != default and kept(name) == before and st.session_state.get(name, before) == before:
        st.session_state[name] = keep(name, default)
    return keep(f"{name} by itself", default)


def several(name: str, label: str, options: Sequence[str], default: Sequence[str], *, seen_label: bool = True, **look: Any) -> list[str]:
    """Any of the options, in the order in which they were chosen."""
    restore(name)
    if not set(st.session_state.get(name, ())) <= set(options):
        st.session_state[name] = [choice for choice in st.session_state[name] if choice in options]
    shown = "visible" if seen_label else "collapsed"
    return keep(name, list(st.multiselect(label, options, default, key=name, bind="query-params", label_visibility=shown, **look)))


def put(name: str, value: str) -> None:
    """Choose for the person what was just made, before the widget is drawn. The address follows by itself only where it was drawn before."""
    if name not in st.session_state:
        st.query_params[name] = value
    st.session_state[name] = value


def restore(name: str) -> None:
    """Streamlit forgets a widget that was not drawn; the choice comes back from our own copy unless the address has a newer one."""
    known = kept(name)
    if known is not None and name not in st.session_state and name not in st.query_params:
        st.session_state[name] = known


def kept(name: str) -> Any:
    """What was chosen when the widget was last drawn, or None."""
    return st.session_state.get(_KEPT, {}).get(name)


def keep(name: str, value: Value) -> Value:
    """Remember a choice for the next time its widget is drawn."""
    st.session_state.setdefault(_KEPT, {})[name] = value
    return value
