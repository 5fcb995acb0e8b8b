"""Other ways in which the field counts our numbers. They stand beside ours in the definitions and nowhere else."""

from __future__ import annotations

from cjm_core.metrics.experience import NPS_POINTS, answers_to, csat
from cjm_core.metrics.kpi import POSITIVE, during, kpi
from cjm_core.metrics.value import average_order_value
from cjm_core.schema import CHURN_DAYS


@kpi(label="About the whole relationship", group="experience", unit="points", shape="net", of="response", better="higher",
     source="docs/metrics.md#1.1", needs=("answers:nps",))  # fmt: skip
def nps_of_relationship() -> str:
    """Only answers that name no touchpoint (rNPS)."""
    return answers_to("nps", NPS_POINTS, "touchpoint IS NULL")


@kpi(label="At touchpoints", group="experience", unit="points", shape="net", of="response", better="higher",
     source="docs/metrics.md#1.1", needs=("answers:nps",))  # fmt: skip
def nps_at_touchpoints() -> str:
    """Only answers given at a touchpoint (tNPS)."""
    return answers_to("nps", NPS_POINTS, "touchpoint IS NOT NULL")


@kpi(label="Bounce rate as in GA4", group="engagement", unit="share", shape="share", of="session", better="lower",
     source="docs/metrics.md#2.2", needs=("events",))  # fmt: skip
def bounce_rate_ga4() -> str:
    """Sessions that hold one event only, and that one is not the goal."""
    return """SELECT s.session_key AS unit, (s.events = 1 AND NOT bool_or(e.reaches_goal))::INTEGER AS x
              FROM scoped_sessions s JOIN goal_events e USING (session_key) GROUP BY s.session_key, s.events"""


@kpi(label="Conversion of sessions", group="conversion", unit="share", shape="share", of="session", better="higher",
     source="docs/metrics.md#7.4", needs=("events", "goal"))  # fmt: skip
def session_conversion() -> str:
    """Sessions in which the goal is reached, as a share of all sessions."""
    return "SELECT session_key AS unit, bool_or(reaches_goal)::INTEGER AS x FROM goal_events GROUP BY session_key"


@kpi(label="Sessions with a cart and no order", group="conversion", unit="share", shape="share", of="session", better="lower",
     source="docs/metrics.md#2.3", needs=("events", "cart", "order"))  # fmt: skip
def session_abandonment() -> str:
    """Sessions in which a cart was filled and nothing ordered, as a share of the sessions in which a cart was filled."""
    return """SELECT session_key AS unit, (NOT bool_or(is_order))::INTEGER AS x FROM scoped_events
              GROUP BY session_key HAVING bool_or(is_cart)"""


@kpi(label="Back after 90 silent days", group="retention", unit="share", shape="share", of="customer", better="higher",
     source="docs/metrics.md#2.4", needs=("events",), per_period=True)  # fmt: skip
def back_after_silence() -> str:
    """Customers who fell silent for 90 days in the period and have come back since, as a share of those who fell silent."""
    return f"""SELECT customer_key AS unit, period, bool_or(next IS NOT NULL)::INTEGER AS x
               FROM (SELECT *, lead(event_time) OVER (PARTITION BY customer_key ORDER BY event_key) AS next FROM scoped_events)
                    JOIN period_days ON {during("event_time")}, (SELECT max(last_at) AS finish FROM customers)
               WHERE coalesce(next, finish) >= event_time + INTERVAL {CHURN_DAYS} DAY GROUP BY customer_key, period"""


@kpi(label="Middle order", group="value", unit="money", shape="median", of="order", better="higher",
     source="docs/metrics.md#2.3", needs=("events", "value", "order"), span=POSITIVE)  # fmt: skip
def median_order_value() -> str:
    """Half of the orders are worth more, half less (the median)."""
    return average_order_value.sql()


@kpi(label="Very easy", group="experience", unit="share", shape="share", of="response", better="higher",
     source="docs/metrics.md#1.3", needs=("answers:ces",), one_scale=True)  # fmt: skip
def ces_strict() -> str:
    """Share of answers in the top two boxes of the effort scale (6 and 7 of 7)."""
    return answers_to("ces", "(good_score > scale_max - 2)::INTEGER")


@kpi(label="In between", group="experience", unit="share", shape="share", of="response", better="neither",
     source="docs/metrics.md#1.2", needs=("answers:csat",), two_bases=True, one_scale=True)  # fmt: skip
def csat_middle() -> str:
    """Share of answers from the middle of the satisfaction scale up that are not in its top two boxes (3 of 5)."""
    return csat.sql().replace("good_score >", "good_score >= (scale_min + scale_max) / 2 AND NOT good_score >")
