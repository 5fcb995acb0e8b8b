"""What customers say in surveys (docs/metrics.md#1)."""

from __future__ import annotations

from cjm_core.metrics.kpi import kpi

NPS_POINTS = "CASE WHEN score >= 9 THEN 100 WHEN score <= 6 THEN -100 ELSE 0 END"
# The relationship's own answers where there are any, otherwise those of all touchpoints. `$touchpoints` asks for touchpoints.
_BASIS = """($touchpoints OR touchpoint IS NULL OR NOT EXISTS (
              SELECT 1 FROM scoped_surveys WHERE question = '{0}' AND touchpoint IS NULL AND state = 'valid'))"""


def answers_to(question: str, x: str, basis: str = "true") -> str:
    """One row per asked question; only valid answers carry a number."""
    return f"""SELECT survey_key AS unit, CASE WHEN state = 'valid' THEN {x} END AS x, state AS why
               FROM scoped_surveys WHERE question = '{question}' AND {basis.format(question)}"""


@kpi(label="NPS", group="experience", unit="points", shape="net", of="response", better="higher", source="docs/metrics.md#1.1",
     needs=("answers:nps",), two_bases=True)  # fmt: skip
def nps() -> str:
    """Share of promoters (9-10) minus share of detractors (0-6), passives (7-8) counted in the base. Net Promoter Score.

    Unit: survey response. Range: -100 to 100 points. Undefined when: there is no valid answer.
    Excludes: missing, out of scale, superseded answers of the same customer and wave.

    Plain: Of 100 who answer, how many more would recommend you than would not.
    Also called: Net Promoter Score, tNPS after an event, rNPS about the whole relationship.
    Note: NPS and Net Promoter Score are registered marks of Bain & Company, NICE Satmetrix and Fred Reichheld.
    """
    return answers_to("nps", NPS_POINTS, _BASIS)


@kpi(label="Satisfied (CSAT)", group="experience", unit="share", shape="share", of="response", better="higher", source="docs/metrics.md#1.2",
     needs=("answers:csat",), two_bases=True, one_scale=True)  # fmt: skip
def csat() -> str:
    """Share of answers in the top two boxes of the satisfaction scale (4 and 5 of 5; with thumbs only the good one).

    Unit: survey response. Range: 0 to 1. Undefined when: there is no valid answer, or answers on different scales would be mixed.
    Excludes: missing, out of scale, superseded answers.

    Plain: How many of 100 answers say “satisfied”.
    Also called: CSAT, customer satisfaction score, top-2-box.
    """
    return answers_to("csat", "(good_score > scale_max - CASE WHEN scale_max - scale_min <= 2 THEN 1 ELSE 2 END)::INTEGER", _BASIS)


@kpi(label="Satisfaction, mean", group="experience", unit="score", shape="mean", of="response", better="higher",
     source="docs/metrics.md#1.2", needs=("answers:csat",), span="scale", two_bases=True, one_scale=True)  # fmt: skip
def csat_mean() -> str:
    """Mean of the satisfaction answers on their own scale, turned round where low is good (school grades), so that high means satisfied.
    A second reading of CSAT, not a share of customers.

    Unit: survey response. Range: the scale. Undefined when: there is no valid answer, or answers on different scales would be mixed.
    Excludes: missing, out of scale, superseded answers.

    Plain: How satisfied customers are on average.
    Also called: mean CSAT, average rating, stars.
    """
    return answers_to("csat", "good_score", _BASIS)


@kpi(label="Easy (CES)", group="experience", unit="share", shape="share", of="response", better="higher", source="docs/metrics.md#1.3",
     needs=("answers:ces",), one_scale=True)  # fmt: skip
def ces() -> str:
    """Share of answers above the middle of the effort scale (5, 6, 7 of 7; 4, 5 of 5), where high means easy.

    Unit: survey response. Range: 0 to 1. Undefined when: there is no valid answer, or answers on different scales would be mixed.
    Excludes: missing, out of scale, superseded answers.

    Plain: How many of 100 answers say that it was easy.
    Also called: CES, customer effort score, share easy.
    """
    return answers_to("ces", "(good_score > (scale_min + scale_max) / 2)::INTEGER")


@kpi(label="Ease, mean", group="experience", unit="score", shape="mean", of="response", better="higher", source="docs/metrics.md#1.3",
     needs=("answers:ces",), span="scale", one_scale=True)  # fmt: skip
def ces_mean() -> str:
    """Mean of the effort answers on their own scale, turned round where low is good, so that high means easy.

    Unit: survey response. Range: the scale. Undefined when: there is no valid answer, or answers on different scales would be mixed.
    Excludes: missing, out of scale, superseded answers.

    Plain: How easy it was on average.
    Also called: mean CES, average effort score.
    """
    return answers_to("ces", "good_score")


@kpi(label="Against expectation", group="experience", unit="score", shape="mean", of="response", better="higher",
     source="docs/metrics.md#3.6", needs=("answers:csat", "answers:expectation"), span="difference", one_scale=True,
     looks_ahead=True)  # fmt: skip
def expectation_gap() -> str:
    """Mean of experience (CSAT) minus expectation at the same touchpoint, given by the same customer; negative is a shortfall.

    Unit: pair of answers (one customer at one touchpoint; several answers of one customer are averaged). Range: the scale's width.
    Undefined when: nobody answered both on the same scale. Excludes: missing, out of scale, superseded answers, and answers of
    people who gave only one of the two (`unpaired`).

    Plain: Whether customers got what they had hoped for.
    Also called: expectation–experience gap, disconfirmation.
    """
    return """SELECT min(survey_key) AS unit,
                     avg(good_score) FILTER (question = 'csat') - avg(good_score) FILTER (question = 'expectation') AS x,
                     'unpaired' AS why
              FROM scoped_surveys WHERE question IN ('csat', 'expectation') AND state = 'valid'
              GROUP BY coalesce(customer_key, -1 - response_key), touchpoint, scale_min, scale_max"""


@kpi(label="Responses", group="experience", unit="number", shape="count", of="response", better="higher", source="docs/metrics.md#1.5",
     needs=("answers",))  # fmt: skip
def responses() -> str:
    """Survey responses with at least one valid answer, each counted once however many questions it answers.

    Unit: survey response. Range: 0 and more. Undefined when: there is none.
    Excludes: responses without a valid answer.

    Plain: How many people answered a survey.
    Also called: answers, returns, completed surveys.
    """
    return "SELECT survey_key AS unit, response_key AS id, 1.0 AS x FROM scoped_surveys WHERE state = 'valid'"
