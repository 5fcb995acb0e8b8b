"""Every version of the map: who changed what when. One can be named, looked at, compared and brought back."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from cjm_core import journey_map
from cjm_core.authored import history
from cjm_core.authored.checked import LONGEST_NAME
from cjm_core.authored.history import Version
from pages.journey import _edits, _seen
from pages.shared import data, maps
from pages.shared import show as shared_show
from pages.shared.text import escaped, quiet

_MOST = 200  # versions to choose from; the newest


def button(seen: _seen.Seen) -> None:
    """The button that opens the list."""
    none = "Nobody has edited this map yet." if not seen.which.key else None
    if st.button("Versions", icon=":material/history:", key="map_versions", disabled=none is not None, help=none):
        _dialog(seen)


def _dialog(seen: _seen.Seen) -> None:
    @st.dialog("Versions", width="large", on_dismiss="rerun")
    def dialog() -> None:
        shared_show.in_force()
        found = {_label(one): one for one in reversed(history.versions(data.workspace(), seen.which.key))}
        with st.form("name_version", border=False, clear_on_submit=True), st.container(horizontal=True, vertical_alignment="bottom"):
            label = st.text_input("Name the map as it is now", placeholder="After the workshop of 12 June", max_chars=LONGEST_NAME)
            if st.form_submit_button("Keep this name") and label:
                _edits.do(history.name_version, label)
                st.rerun(scope="fragment")
        shown = list(found)[:_MOST]
        one = found[str(st.selectbox("Version", shown, key="map_version"))]
        other = found[str(st.selectbox("Compare it with", shown, min(1, len(shown) - 1), key="map_version_other"))]
        _compared(seen, one, other)
        if st.button("Bring this version back", key="map_restore"):
            _edits.do(history.restore, one.number)
            st.rerun()
        _look(seen, one)

    dialog()


def _label(one: Version) -> str:
    """One line of the list: number, day, author, its name or what was done."""
    when = datetime.fromisoformat(one.at).astimezone().strftime("%Y-%m-%d %H:%M")
    name = f"“{one.label}” · " if one.label else ""
    return f"{one.number} · {when} · {one.author or 'somebody'} · {name}{one.words}"


def _compared(seen: _seen.Seen, one: Version, other: Version) -> None:
    """What differs between two versions, in words."""
    if one.number == other.number:
        st.markdown(quiet("This is one and the same version."))
        return
    first, last = sorted((one.number, other.number))
    old, new = (history.at_version(data.workspace(), seen.which.key, number) for number in (first, last))
    said = "\n".join(f"- {escaped(words)}" for words in history.changes(old, new))
    st.markdown(said or "These two versions say the same.")


def _look(seen: _seen.Seen, one: Version) -> None:
    """The map as it was then, with the numbers of now."""
    if st.toggle("Look at this version", key="map_look"):
        st.markdown(quiet("As people had drawn it then; the numbers are those of the period chosen above."))
        then = history.at_version(data.workspace(), seen.which.key, one.number)
        st.html(journey_map.as_fragment(maps.laid_out(seen.which, then)[1], linked=False))
