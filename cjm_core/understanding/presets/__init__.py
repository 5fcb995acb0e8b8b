"""Exports that many people have, recognised by their headers. A preset is a small table of names and rules (the .toml files here)."""

from cjm_core.understanding.presets.apply import applied, sentence
from cjm_core.understanding.presets.model import NAMES, Preset, preset_named
from cjm_core.understanding.presets.recognise import recognised

__all__ = ["NAMES", "Preset", "applied", "preset_named", "recognised", "sentence"]
