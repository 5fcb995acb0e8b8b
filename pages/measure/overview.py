"""Overview: a scoreboard of every KPI that the data allow."""

from __future__ import annotations

import streamlit as st

from cjm_core import scoreboard
from cjm_core.metrics import KPIS
from pages.shared import data, filters, show
from pages.shared.text import escaped

chosen = filters.current()
if chosen is None:
    show.empty()
    st.stop()

board = data.board(chosen.dataset, chosen.scope)
show.sentence(board.answer)
st.html(scoreboard.as_fragment(board))
with st.expander("How each number is computed, and what is left out"):
    excluded = {card.name: dict(card.excluded) for card in board.cards}
    for kpi in KPIS:
        left = ", ".join(f"{count:,} {scoreboard.reason(code)}" for code, count in excluded.get(kpi.name, {}).items())
        st.markdown(f"**{kpi.label}** — {escaped(kpi.meaning)}" + (f"  \nLeft out here: {left}." if left else ""))
