"""Python's sweep for garbage, which Streamlit asks for after every run: it must not look through everything that was ever loaded."""

from __future__ import annotations

import gc
from functools import cache


@cache
def spare_what_stays() -> None:
    """Leave out of every later sweep what is alive after the first screen: libraries above all. An edit then waits a tenth of a second less."""
    gc.collect()
    gc.freeze()
