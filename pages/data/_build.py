"""The last step: names of touchpoints, their roles, a name for the dataset, and the button."""

from __future__ import annotations

import streamlit as st

from cjm_core.format import plural
from cjm_core.ingest import words
from cjm_core.ingest.build import build
from cjm_core.plan import ImportReport
from cjm_core.settings import own
from pages.data import _names, _roles, _target
from pages.data._ready import Ready
from pages.shared import data, dropped, jobs, uploads
from pages.shared.filters import open_dataset
from pages.shared.text import escaped

BUILDING = "building"


def show(ready: list[Ready]) -> None:
    """Draw the step; nothing to build is said by the tables above."""
    if not ready:
        return
    rows = sum(part.outlook.report.rows_loaded for part in ready)
    st.header(f"{plural(rows, 'row')} ready for your map", anchor=False)
    with st.container(key="upload_target"):
        into = _target.show(ready)
    ready = _names.settled(ready, into.chosen)
    roles = _roles.asked(ready)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        files = [part.source.table.file for part in ready]
        usual = into.chosen.dataset.name if into.chosen else data.free_name(words.dataset_name(files))[0]
        name = st.text_input("Name", usual, max_chars=80, width=320)
        pressed = st.button("Build the map", type="primary")
    if pressed:
        _start(ready, roles, name.strip() or usual, into)


def _start(ready: list[Ready], roles: dict[str, str], name: str, into: _target.Target) -> None:
    """Build beside the screen, so that it can be watched and stopped; a problem leaves everything as it was."""
    chosen = into.chosen
    named, key = (name, chosen.key) if chosen else data.free_name(name)
    out = chosen.dataset.path if chosen else data.home() / "datasets" / f"{key}.duckdb"
    sources = [part.source for part in ready]

    def work(say: jobs.Progress, stop: jobs.Stop) -> ImportReport:
        told = lambda phase, share: say(own(phase), words.phase_share(phase, share))  # noqa: E731
        return build(sources, out, name=named, roles=roles, append=chosen.dataset.path if chosen else None, without_sources=into.instead_of,
                     progress=told, stop=stop)  # fmt: skip

    jobs.start(f"Building {named}", work, about=BUILDING)
    st.rerun()


def underway() -> None:
    """Deal with what is done, and show nothing else while something is being read or built."""
    if job := jobs.finished():
        finish(job) if job.about == BUILDING else uploads.take(job)
    if jobs.current():
        for key in [key for key in st.session_state if str(key).startswith(("upload|sheets|", "upload|encoding|"))]:
            st.session_state[key] = st.session_state[key]  # Streamlit forgets what is not drawn
        jobs.show()
        st.stop()


def finish(job: jobs.Job) -> None:
    """Open the map of what was built, or say why nothing was."""
    if job.problem:
        dropped.renew()  # the widget was not drawn meanwhile: at the next click the files would be gone
        stopped = job.stop.is_set()
        (st.info if stopped else st.error)(escaped(words.in_labels(job.problem)))
    elif not any(file.rows_loaded for file in job.result.files):
        for file in job.result.files:
            st.info(escaped(" ".join(file.warnings) or f"Nothing of {file.file} was new. Nothing was changed."))
        dropped.drop_all()
    else:
        dropped.drop_all()
        open_dataset(data.key_of(job.result.dataset))
