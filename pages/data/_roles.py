"""Which touchpoint is the cart, the order and the goal."""

from __future__ import annotations

import streamlit as st

from cjm_core.settings import own
from cjm_core.understanding.understand import propose_roles
from pages.data._ready import Ready

_ASKED = {"cart": "The cart is filled at", "order": "An order is placed at", "goal": "The goal is reached at"}


def asked(ready: list[Ready]) -> dict[str, str]:
    """Which touchpoint is the cart, the order and the goal; asked only where there are touchpoints."""
    renames = {before: now for part in ready for before, now in part.source.mapping.renames.items()}
    names = list(dict.fromkeys(renames.get(name, name) for part in ready for name in part.outlook.touchpoints))
    if len(names) < 2:
        return {}
    proposed, roles = propose_roles(names), {}
    valued = any(part.outlook.has_value for part in ready)
    none = own("no touchpoint")
    nothing = {"cart": none, "order": "any event with a value" if valued else none}
    for column, (role, label) in zip(st.columns(3), _ASKED.items(), strict=True):
        nothing["goal"] = "the order" if valued or "order" in roles else none
        first = names.index(proposed[role]) + 1 if role in proposed else 0
        picked = column.selectbox(label, ["", *names], first, format_func=lambda name, role=role: name or nothing[role])
        roles |= {role: picked} if picked else {}
    return roles
