"""What a KPI cannot do without, and the sentence that says which column is missing."""

from __future__ import annotations

from cjm_core.dataset import Dataset
from cjm_core.errors import BadInput
from cjm_core.metrics.kpi import Kpi

_COUNTED = {
    "events": ("events", "no events were loaded"),
    "value": ("values", "no column was mapped to value"),
    "order": ("orders", "no order is known: map a column to value, or give a touchpoint the role order"),
    "cart": ("carts", "no touchpoint has the role cart"),
    "goal": ("goals", "no goal was chosen, and no order is known"),
    "answers": ("responses", "no survey answers were loaded"),
}


def lacking(kpi: Kpi, data: Dataset, goal: str | None) -> str | None:
    """Why this KPI cannot be measured from these data, or None. Raises BadInput for a goal that no event has."""
    if goal is not None:
        known = data.query("SELECT touchpoint FROM touchpoints WHERE events > 0 ORDER BY position")["touchpoint"].tolist()
        if goal not in known:
            raise BadInput(f"No event has the touchpoint {goal!r}. There are: {', '.join(known[:30])}.")
    for need in kpi.needs:
        reason = _reason(need, data, goal)
        if reason:
            return reason
    return None


def _reason(need: str, data: Dataset, goal: str | None) -> str | None:
    if need == "goal" and goal is not None:
        return None
    if need == "stages":
        stages = data.query("SELECT count(DISTINCT stage) AS n FROM touchpoints WHERE events > 0")["n"][0]
        return None if stages > 1 else "there is only one stage, so there is no next one"
    if need.startswith("answers:"):
        question = need.removeprefix("answers:")
        return None if question in data.questions else f"no column was mapped to the question {question}"
    counted, sentence = _COUNTED[need]
    return None if data.count_of(counted) else sentence
