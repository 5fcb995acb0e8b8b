"""Where everything that the program writes is kept."""

from __future__ import annotations

import os
from pathlib import Path


def home() -> Path:
    """The folder that CJM_HOME names, otherwise the project's data/."""
    return Path(os.environ.get("CJM_HOME") or Path(__file__).resolve().parents[1] / "data")
