"""Names of touchpoints: too many for one map, the same one written in two ways, and those that only answers have."""

from __future__ import annotations

import re
from collections import defaultdict
from difflib import SequenceMatcher

import pandas as pd

from cjm_core import format as fmt
from cjm_core.dataset import Dataset
from cjm_core.quality.model import MOST_EXAMPLES, Finding
from cjm_core.result import records
from cjm_core.understanding.matching import MOST_NAMES, similar
from cjm_core.understanding.profile import normal

_SPELLING = 0.9  # likeness of the letters of two names of events, from which they may be one name misspelt
_MOST_COMPARED = 100  # names, the most frequent ones
_SHORTEST = 5  # letters: 'Cart' and 'Card' are two words


def measure_touchpoints(data: Dataset) -> pd.DataFrame:
    """`touchpoint, events, answers`, the most frequent first."""
    return data.query("SELECT touchpoint, events, answers FROM touchpoints ORDER BY events + answers DESC, touchpoint")


def too_many(touchpoints: pd.DataFrame) -> list[Finding]:
    """More touchpoints than a map can show."""
    count = len(touchpoints)
    if count <= MOST_NAMES:
        return []
    rows = int(touchpoints["events"].sum() + touchpoints["answers"].sum())
    rare = int((touchpoints["events"] + touchpoints["answers"])[MOST_NAMES:].sum())
    said = f"There are **{fmt.count(count)} touchpoints**; a map can be read up to {MOST_NAMES}."
    advice = f"The rarest {fmt.count(count - MOST_NAMES)} hold {fmt.full(rare / rows if rows else 0, 'share')} of the rows. Group them on Upload."
    return [Finding("many_names", "look", said, advice, count - MOST_NAMES, count, _headed(touchpoints[MOST_NAMES:]))]


def written_twice(touchpoints: pd.DataFrame) -> list[Finding]:
    """Names of events that differ by case, blanks, accents or a letter."""
    named = touchpoints[touchpoints["events"] > 0]
    same = defaultdict(list)
    for row in records(named):
        same[normal(row["touchpoint"]) or row["touchpoint"]].append(row)
    pairs = [(several[0], other) for several in same.values() for other in several[1:]]
    firsts = [several[0] for several in same.values()][:_MOST_COMPARED]
    pairs += [(one, other) for at, one in enumerate(firsts) for other in firsts[at + 1 :] if _misspelt(one["touchpoint"], other["touchpoint"])]
    if not pairs:
        return []
    count, (one, other) = sum(int(pair[1]["events"]) for pair in pairs), pairs[0]
    more = f" So it is with {fmt.plural(len(pairs) - 1, 'more pair')}." if len(pairs) > 1 else ""
    said = f"**“{one['touchpoint']}” and “{other['touchpoint']}”** may be one touchpoint ({fmt.plural(int(other['events']), 'event')}).{more}"
    advice = "As two they split every number between them. Give them one name on Upload."
    rows = [(one["touchpoint"], one["events"], other["touchpoint"], other["events"]) for one, other in pairs[:MOST_EXAMPLES]]
    examples = pd.DataFrame(rows, columns=["Touchpoint", "Events", "Other touchpoint", "Its events"])
    return [Finding("spelling", "look", said, advice, count, int(named["events"].sum()), examples)]


def only_answered(touchpoints: pd.DataFrame) -> list[Finding]:
    """Touchpoints that answers name and no event has, with the event's name that may be meant."""
    happened = [str(name) for name in touchpoints.loc[touchpoints["events"] > 0, "touchpoint"]]
    lost = touchpoints[(touchpoints["events"] == 0) & (touchpoints["answers"] > 0)]
    if lost.empty or not happened:
        return []
    meant = {match.found: match.kept for match in similar(happened, [str(name) for name in lost["touchpoint"]])}
    count, of = int(lost["answers"].sum()), int(touchpoints["answers"].sum())
    first = next(iter(meant.items()), None)
    hint = f" “{first[0]}” may be “{first[1]}”." if first else ""
    said = f"**{fmt.count(count)} of {fmt.count(of)}** answers are about {fmt.plural(len(lost), 'touchpoint')} that no event has.{hint}"
    advice = "What people did there is not known, so the map shows answers alone. If it is another word for one of the events, match it on Upload."
    examples = _headed(lost).drop(columns="Events")
    examples["May be"] = pd.Series([meant.get(name) for name in examples["Touchpoint"]], dtype=object)
    return [Finding("only_answered", "look", said, advice, count, of, examples)]


def _misspelt(one: str, other: str) -> bool:
    first, second = normal(one), normal(other)
    if min(len(first), len(second)) < _SHORTEST or re.findall(r"\d", first) != re.findall(r"\d", second):  # step 1 is not step 2
        return False
    return abs(len(first) - len(second)) <= 2 and SequenceMatcher(None, first, second, autojunk=False).ratio() >= _SPELLING


def _headed(touchpoints: pd.DataFrame) -> pd.DataFrame:
    return touchpoints.head(MOST_EXAMPLES).rename(columns=str.capitalize).reset_index(drop=True)
