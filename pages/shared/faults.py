"""When a screen breaks: a short reference for the person, the whole story for the log."""

import streamlit as st

from cjm_core.errors import BadInput
from cjm_core.faults import log_fault
from cjm_core.home import home
from pages.shared.text import escaped


def show_fault(error: Exception) -> bool:
    """Say on the screen what happened and never how. True tells Streamlit that nothing more is to be shown."""
    if isinstance(error, BadInput):
        st.error(escaped(str(error)))
        return True
    reference = log_fault(error)
    st.error(
        f"Something went wrong on our side. Reference {reference}. Nothing you loaded is lost: "
        f"reload the page, or choose another screen. The details are in {escaped(str(home() / 'logs'))}."
    )
    return True
