"""The row of tools under the map: its lanes, what it is compared with, its versions and comments, and files of it."""

from __future__ import annotations

from dataclasses import replace

from cjm_core.authored.model import Journey
from pages.journey import _against, _comments, _download, _lanes, _measured, _seen, _versions
from pages.shared import maps


def draw(which: maps.Which, journey: Journey | None) -> _seen.Seen:
    """Draw the tools, in the row in which this is called; gives the map as they say."""
    lanes = _lanes.choose(which, journey)
    scopes, other = _against.choose(which, journey)
    seen = _measured.seen(replace(which, lanes=lanes, against=scopes), journey, other)
    _versions.button(seen)
    _comments.button(seen)
    _download.menu(seen)
    return seen
