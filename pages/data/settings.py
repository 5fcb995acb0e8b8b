"""Settings: how this team counts and speaks. Kept in the workspace, in force everywhere."""

from __future__ import annotations

import streamlit as st

from cjm_core import written
from cjm_core.errors import BadInput
from cjm_core.settings import Settings
from pages.data import _counting
from pages.shared import data, show
from pages.shared.text import escaped, quiet

_VERSION, _SAID = "_settings_version", "_settings_said"


def _keep(chosen: Settings, said: str) -> None:
    """Write the settings and draw the form anew with what counts now."""
    written.write_settings(data.workspace(), chosen)
    st.session_state[_VERSION] = st.session_state.get(_VERSION, 0) + 1
    st.session_state[_SAID] = said
    st.rerun()


show.sentence(_counting.sentence())
known = written.read_settings(data.workspace())
with st.form(f"settings_{st.session_state.get(_VERSION, 0)}", width=760):
    fields = _counting.fields(known)
    with st.container(horizontal=True):
        saved = st.form_submit_button("Save", type="primary")
        usual = st.form_submit_button("Reset to usual", type="tertiary", disabled=known == Settings())
try:
    if saved:
        _keep(Settings(**fields), "Saved. It holds on every screen and in everything you take away.")
    if usual:
        _keep(Settings(), "Everything is as usual again.")
except BadInput as problem:
    st.error(escaped(problem))
if said := st.session_state.pop(_SAID, None):
    st.markdown(quiet(said))
