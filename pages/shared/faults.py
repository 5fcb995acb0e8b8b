"""When a screen breaks: a short reference for the person, the whole story for the log."""

import logging
import os
import re
import secrets
from functools import lru_cache
from logging.handlers import RotatingFileHandler
from pathlib import Path

import streamlit as st

from cjm_core.errors import BadInput

LOG_BYTES = 1_000_000  # the log and three older ones: a fault that repeats does not fill the disk


def home() -> Path:
    """The folder of everything the program writes: CJM_HOME, otherwise the project's data/."""
    return Path(os.environ.get("CJM_HOME") or Path(__file__).parents[2] / "data")


def show_fault(error: Exception) -> bool:
    """Say on the screen what happened and never how. True tells Streamlit that nothing more is to be shown."""
    if isinstance(error, BadInput):
        st.error(plain_text(str(error)))
        return True
    reference = log_fault(error)
    st.error(
        f"Something went wrong on our side. Reference {reference}. Nothing you loaded is lost: "
        f"reload the page, or choose another screen. The details are in {plain_text(str(home() / 'logs'))}."
    )
    return True


def log_fault(error: Exception) -> str:
    """Write the exception with its traceback to the log under a fresh reference of eight hex digits, and return that."""
    reference = secrets.token_hex(4)
    _log(home() / "logs").error("reference %s", reference, exc_info=error)
    return reference


def plain_text(text: str) -> str:
    """Text from a file, safe in Markdown: a column called `![x](http://…)` must not become a picture from the network."""
    return re.sub(r"([\\`*_{}\[\]()<>#+\-!|:$~])", r"\\\1", text)


@lru_cache(maxsize=8)
def _log(folder: Path) -> logging.Logger:
    """One log per folder. Where the disk refuses, the server's own error output has to do."""
    log = logging.getLogger(f"cjm.faults.{folder}")
    log.propagate = False
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(folder / "errors.log", maxBytes=LOG_BYTES, backupCount=3, encoding="utf-8")
    except OSError:
        handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    log.addHandler(handler)
    return log
