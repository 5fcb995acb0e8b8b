"""What a map as it shall be hopes that people feel: a number from −2 to +2, written into a lane of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from cjm_core.authored.model import Journey
from cjm_core.errors import BadInput

EXPECTED = "expected"  # the lane
RANGE = "a number from −2 (angry) to +2 (glad)"
_NUMBER = re.compile(r"([+\-−])?\s*(\d+(?:[.,]\d+)?)")


def number(text: str) -> float | None:
    """The number that was written; None where it is no number from −2 to 2."""
    found = _NUMBER.fullmatch(text.strip())
    value = float(found[2].replace(",", ".")) * (-1 if found[1] in ("-", "−") else 1) if found else None
    return None if value is None or abs(value) > 2 else value


def check(op: Mapping[str, Any], journey: Journey) -> None:
    """Raises BadInput where an edit that was checked writes anything else into that lane. Maps that hold such a text already keep it."""
    for one in op["edits"] if op["do"] == "together" else [op]:
        lane = one["lane"] if one["do"] == "write" else _lane_of(one, journey)
        if lane == EXPECTED and one["text"] and number(one["text"]) is None:
            raise BadInput(f"An expected feeling is {RANGE}; this is no such number: {one['text'][:60]}")


def _lane_of(op: Mapping[str, Any], journey: Journey) -> str:
    """The lane of the text that is rewritten."""
    return next((item.lane for item in journey.items if item.key == op["key"]), "") if op["do"] == "rewrite" else ""
