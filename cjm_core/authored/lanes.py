"""The lanes that people fill, and what every lane is called. A lane without a name here is called by its KPI's."""

from __future__ import annotations

from cjm_core.authored.expected import EXPECTED
from cjm_core.authored.model import LaneChoice

WRITTEN = {
    lane.name: lane for lane in (
        LaneChoice("goals", "Stage goals", kind="text"), LaneChoice("doing", "Customer actions", kind="text"),
        LaneChoice("says", "Says", kind="text"), LaneChoice("thinks", "Thinking", kind="text"), LaneChoice("feels", "Feels", kind="text"),
        LaneChoice("opportunities", "Opportunities", kind="text"), LaneChoice("actions", "Actions", kind="text"),
        LaneChoice("evidence", "Physical evidence", kind="text"), LaneChoice("frontstage", "Frontstage", kind="text"),
        LaneChoice("interaction", "Line of interaction", kind="line"), LaneChoice("backstage", "Backstage", kind="text"),
        LaneChoice("visibility", "Line of visibility", kind="line"), LaneChoice("support", "Support processes", kind="text"),
        LaneChoice("owner", "Who is responsible", kind="text"), LaneChoice("pictures", "Pictures", kind="picture"),
        LaneChoice(EXPECTED, "Expected feeling", kind="text", by="touchpoint"),  # of a map as it shall be
    )
}  # fmt: skip
"""Lanes of words that only people fill, as they are when switched on; their names are the room's to change."""

PLANS = ("actions", EXPECTED)
"""Those of them that say what is wanted, not what is: they need no evidence and are not counted by the meter (docs/adr/0015)."""

FREE = "text-"  # what the name of a lane that people made themselves begins with
MEASURED = {
    "reach": "Reach", "emotion": "Emotion", "csat": "Satisfied", "ces": "Easy", "nps": "Would recommend", "expectation_gap": "Against expectation",
    "leaving": "Leave here", "time_to_next": "Time to the next", "opportunity": "Opportunity score", "channels": "Touchpoints by channel",
    "pains": "Pain points", "delights": "Moments of delight", "truths": "Moments of truth", "quotes": "Quotes",
}  # fmt: skip
SAID = ("channels", "pains", "delights", "truths", "quotes")  # those of them that are words


def label_of(name: str, own: str = "") -> str:
    """What a lane is called: by the room (`own`), by us, or after its name."""
    known = WRITTEN[name].label if name in WRITTEN else MEASURED.get(name, "")
    return own or known or name.removeprefix("reported:").replace("_", " ").strip().capitalize()


def choice(name: str) -> LaneChoice:
    """A lane as it is when it is switched on."""
    return WRITTEN.get(name, LaneChoice(name))
