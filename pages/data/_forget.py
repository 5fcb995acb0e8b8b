"""Forget one customer everywhere, and prove it."""

from __future__ import annotations

import streamlit as st

from cjm_core.errors import BadInput
from cjm_core.home import home
from cjm_core.keeping import forget
from pages.shared.text import escaped, quiet


def show() -> None:
    """Draw the form. What was done is shown without naming anybody."""
    with st.expander("Forget a customer"):
        st.markdown(quiet(
            "Takes one customer out of every dataset, out of what was written about them, and out of kept files, and checks that nothing is left."
            " The next export will not bring them back. This cannot be undone."
        ))  # fmt: skip
        with st.form("forget", border=False, clear_on_submit=True):
            name = st.text_input("The customer's id or e-mail address", max_chars=300)
            sure = st.checkbox("Yes, forget this customer for good")
            pressed = st.form_submit_button("Forget")
        if pressed and not (name.strip() and sure):
            st.warning("Write the id and tick the box.")
        elif pressed:
            try:
                with st.spinner("Forgetting …"):
                    done = forget.forget(home(), name.strip())
                (st.success if done.complete else st.warning)(escaped(done.sentence))
            except BadInput as problem:
                st.error(escaped(problem))
