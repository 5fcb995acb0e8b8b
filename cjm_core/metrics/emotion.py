"""How customers feel at a touchpoint, on one scale for all questions (docs/metrics.md#3.3)."""

from __future__ import annotations

from cjm_core.metrics.kpi import kpi

QUESTIONS = ("csat", "ces", "nps")


@kpi(label="Emotion", group="experience", unit="score", shape="mean", of="response", better="higher", source="docs/metrics.md#3.3",
     needs=("answers",), span=(-2.0, 2.0))  # fmt: skip
def emotion() -> str:
    """Mean feeling from -2 (very bad) to +2 (very good): CSAT, CES and NPS answers stretched linearly onto that scale.

    Unit: survey response at a touchpoint; several questions of one response are averaged first, so each person counts once.
    Range: -2 to 2. Undefined when: nothing was asked. Excludes: missing, out of scale, superseded answers.

    Plain: How customers feel, whatever they were asked.
    Also called: emotion curve, mood, sentiment of ratings.
    """
    asked = ", ".join(f"'{question}'" for question in QUESTIONS)
    return f"""SELECT min(survey_key) AS unit, avg(4 * (good_score - scale_min) / (scale_max - scale_min) - 2) AS x
               FROM scoped_surveys WHERE question IN ({asked}) AND state = 'valid' AND scale_max > scale_min
               GROUP BY response_key, touchpoint"""
