"""A map from a file: a sheet of stages × lanes, or a map that was downloaded here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import streamlit as st

from cjm_core.authored import from_workbook, proposal
from cjm_core.authored.model import Journey
from cjm_core.errors import BadInput
from cjm_core.journey_map import plain

_LARGEST = 20  # MB


def ask() -> Any:
    """The dropped file, or None."""
    help = "A sheet of stages × lanes, or a map that was downloaded here."
    return st.file_uploader("The file", ["xlsx", "json"], max_upload_size=_LARGEST, help=help)


def read(content: bytes, name: str) -> Journey:
    """The map in this file. Raises BadInput for one that holds none."""
    if len(content) > _LARGEST * 1_000_000:
        raise BadInput(f"{name} is larger than {_LARGEST} MB, which no map is.")
    stem = Path(name).stem
    return _from_json(content, stem) if name.lower().endswith(".json") else from_workbook.journey_from_xlsx(content, "", stem)


def _from_json(content: bytes, name: str) -> Journey:
    try:
        found = plain.from_json(json.loads(content))
    except (ValueError, RecursionError):
        raise BadInput(f"{name} is not a map that was downloaded here.") from None
    return found.journey or proposal.from_data([(one, stage.name) for stage in found.stages for one in stage.touchpoints], (), "", found.name)
