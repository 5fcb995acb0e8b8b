"""Long work beside the screen: how far it is, how many seconds it will still take, and how to stop it."""

from __future__ import annotations

import contextvars
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from cjm_core.errors import BadInput
from cjm_core.faults import log_fault
from pages.shared.text import escaped

Progress = Callable[[str, float], None]
Stop = threading.Event
_KEY = "job"
_LOOK_AGAIN, _AT_ONCE = 0.4, 1.0  # seconds


@dataclass
class Job:
    """Work under way or done; `share` is of the whole, from 0 to 1. Exactly one of `result` and `problem` is set when it is done."""

    title: str
    about: Any = None  # what the work is about, for whoever deals with its result
    phase: str = "Starting"
    share: float = 0.0
    started: float = field(default_factory=time.monotonic)
    stop: threading.Event = field(default_factory=threading.Event)
    done: threading.Event = field(default_factory=threading.Event)
    result: Any = None
    problem: str = ""

    def left(self) -> str:
        """How long it will still take, once that can be said."""
        passed = time.monotonic() - self.started
        if passed < 2 or self.share < 0.05:
            return ""
        seconds = round(passed / self.share * (1 - self.share))
        return f", about {seconds} s left" if seconds < 90 else f", about {round(seconds / 60)} min left"


def start(title: str, work: Callable[[Progress, threading.Event], Any], about: Any = None) -> None:
    """Begin `work(progress, stop)` in a thread that sees the settings of this run. One job per person at a time."""
    job = Job(title, about)
    inside = contextvars.copy_context()
    st.session_state[_KEY] = job
    threading.Thread(target=lambda: inside.run(_work, job, work), daemon=True).start()
    job.done.wait(_AT_ONCE)  # what is quick needs no bar


def current() -> Job | None:
    """The job of this person, under way or not yet looked at."""
    return st.session_state.get(_KEY)


def finished() -> Job | None:
    """The job, once, when it is done: whoever asks deals with its result."""
    job = current()
    return st.session_state.pop(_KEY) if job and job.done.is_set() else None


def _work(job: Job, work: Callable[[Progress, threading.Event], Any]) -> None:
    def say(phase: str, share: float) -> None:
        job.phase, job.share = phase, max(job.share, share)

    try:
        job.result = work(say, job.stop)
    except BadInput as problem:
        job.problem = str(problem)
    except Exception as error:
        job.problem = f"Something went wrong in this program (reference {log_fault(error)}). Nothing was changed."
    finally:
        job.done.set()


@st.fragment(run_every=_LOOK_AGAIN)
def show() -> None:
    """Draw how far the job is, with a button that stops it; when it is done the screen is drawn anew."""
    job = current()
    if job is None:
        return
    if job.done.is_set():
        st.rerun(scope="app")
    st.header(escaped(job.title), anchor=False)
    said = "Stopping …" if job.stop.is_set() else f"{job.phase}{job.left()}"
    st.progress(min(job.share, 1.0), escaped(said))
    st.button("Cancel", disabled=job.stop.is_set(), on_click=job.stop.set)
