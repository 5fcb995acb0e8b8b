"""How customers feel at a touchpoint, on one scale for all questions (docs/metrics.md#3.3)."""

from __future__ import annotations

from cjm_core.metrics.kpi import kpi
from cjm_core.settings import in_force

_FELT = "4 * (good_score - scale_min) / (scale_max - scale_min) - 2"


@kpi(label="Emotion", group="experience", unit="score", shape="mean", of="response", better="higher", source="docs/metrics.md#3.3",
     needs=("answers",), span=(-2.0, 2.0))  # fmt: skip
def emotion() -> str:
    """Mean feeling from -2 (very bad) to +2 (very good): CSAT, CES, NPS and sentiment answers stretched linearly onto that scale.

    Unit: survey response at a touchpoint; several questions of one response are averaged first, by their weights in the settings, so
    each person counts once. Range: -2 to 2. Undefined when: nothing was asked.
    Excludes: missing, out of scale, superseded answers, questions with weight 0.

    Plain: How customers feel, whatever they were asked.
    Also called: emotion curve, mood, sentiment of ratings.
    """
    return f"""SELECT min(survey_key) AS unit, {_mean()} AS x FROM scoped_surveys WHERE {felt_sql()} GROUP BY response_key, touchpoint"""


def felt_sql() -> str:
    """SQL of the condition under which a row of `scoped_surveys` is an answer that counts."""
    counted = ", ".join(f"'{question}'" for question, weight in in_force().weights if weight)
    return f"lower(question) IN ({counted}) AND state = 'valid' AND scale_max > scale_min"


def _mean() -> str:
    """Of one response's answers; the plain one where all count alike."""
    weights = {question: weight for question, weight in in_force().weights if weight}
    if len(set(weights.values())) == 1:
        return f"avg({_FELT})"
    each = " ".join(f"WHEN '{question}' THEN {weight!r}" for question, weight in weights.items())
    return f"sum(({_FELT}) * (CASE lower(question) {each} END)::DOUBLE) / sum((CASE lower(question) {each} END)::DOUBLE)"
