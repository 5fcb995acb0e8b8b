"""What stands below the picture: every number, how it is compared, and what can be taken away."""

from __future__ import annotations

from functools import partial

import streamlit as st

from cjm_core import charts, experiments
from cjm_core.dataset import Dataset
from cjm_core.experiments import Experiment
from cjm_core.scope import Scope
from cjm_core.takeaway import Sheet, TakeAway, facts
from pages.shared import save
from pages.shared.text import escaped


def below(data: Dataset, scope: Scope, found: Experiment) -> None:
    """The table, the methods one click away, and the menu to save."""
    st.html(experiments.as_table(found))
    with st.expander("How this is computed"):
        for text in experiments.methods(found.rows):
            st.markdown(f"- {escaped(text)}")
    save.menu(partial(taken, data, scope, found), "experiment")


def taken(data: Dataset, scope: Scope, found: Experiment) -> TakeAway:
    """The forest plot, both groups' numbers, and the differences."""
    a, b = found.design.groups
    about = facts(data, scope, *experiments.reading(found))
    sheets = (Sheet("Differences", experiments.differences(found)), Sheet("Groups", experiments.sides(found)))
    drawn = experiments.forest(found)
    chart = charts.forest(drawn.rows, drawn.ticks, drawn.zero)
    said = f"{found.answer} {found.scale}".strip()
    return TakeAway(f"{experiments.QUESTION} {b} against {a}", said, about, sheets, chart=chart.to_dict())
