"""Overview: a scoreboard of every KPI that the data allow, and the views that people have saved."""

from __future__ import annotations

from functools import partial

import streamlit as st

from cjm_core import scoreboard, takeaway, written
from pages.shared import data, filters, save, show, views

chosen = filters.current()
if chosen is None:
    show.empty()
    st.stop()

targets = tuple(written.targets(data.workspace(), chosen.dataset.info["id"]))
board = data.measured(chosen.dataset, scoreboard.measure_scoreboard, chosen.scope, None, chosen.basis, targets)
show.sentence(board.answer)
st.html(scoreboard.as_fragment(board))
about = {"data": chosen.dataset, "scope": chosen.scope}
cards = {card.label: partial(takeaway.of_card, board, card, **about) for card in board.cards}
save.menu({"All numbers": partial(takeaway.of_board, board, **about), **cards}, "overview")
views.shelf()
