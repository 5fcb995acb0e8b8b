"""An unexpected exception gets a short reference for the person; the whole story goes to the log."""

from __future__ import annotations

import logging
import secrets
from functools import lru_cache
from logging.handlers import RotatingFileHandler
from pathlib import Path

from cjm_core.home import home

LOG_BYTES = 1_000_000  # the log and three older ones: a fault that repeats does not fill the disk


def log_fault(error: Exception) -> str:
    """Write the exception with its traceback to the log under a fresh reference of eight hex digits, and return that."""
    reference = secrets.token_hex(4)
    _log(home() / "logs").error("reference %s", reference, exc_info=error)
    return reference


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
