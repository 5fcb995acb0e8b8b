"""How many get on to the next step and to the goal (docs/metrics.md#2.3)."""

from __future__ import annotations

from cjm_core.metrics.kpi import LESS_TIME, POSITIVE, during, kpi

_SOURCE = "docs/metrics.md#2.3"


@kpi(label="Conversion", group="conversion", unit="share", shape="share", of="customer", better="higher", source=_SOURCE,
     needs=("events", "goal"), per_period=True)  # fmt: skip
def conversion() -> str:
    """Customers who reach the goal in the period, as a share of the customers with any event in it. Without a goal: an order.

    Unit: customer. Range: 0 to 1. Undefined when: there is no event, or neither a goal nor an order is known.
    Excludes: nothing.

    Plain: How many customers get to where you want them.
    Also called: conversion rate, CVR, CR.
    """
    return f"""SELECT customer_key AS unit, period, bool_or(reaches_goal)::INTEGER AS x
              FROM goal_events JOIN period_days ON {during("event_time")} GROUP BY ALL"""


@kpi(label="On to the next stage", group="conversion", unit="share", shape="share", of="stage_visit", better="higher", source=_SOURCE,
     needs=("events", "stages"), uncompared=LESS_TIME, looks_ahead=True)  # fmt: skip
def stage_conversion() -> str:
    """Visits of a stage after which the same journey reaches any later stage, as a share of all visits of the stage.

    Unit: stage visit (a journey's first time in a stage). Range: 0 to 1. Undefined when: no stage was visited.
    Excludes: visits of the last stage, which has no next one (`last_stage`).

    Plain: Whether a stage leads on, or is where journeys end.
    Also called: step conversion, stage-to-stage conversion; its opposite is drop-off.
    """
    return """SELECT journey_key AS unit, stage, entered_at AS unit_time, 'last_stage' AS why,
                     CASE WHEN stage_position < (SELECT max(stage_position) FROM touchpoints WHERE events > 0)
                          THEN coalesce(max(last_event) OVER later > first_event, false)::INTEGER END AS x
              FROM stage_visits
              WINDOW later AS (PARTITION BY journey_key ORDER BY stage_position ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)"""


@kpi(label="Carts abandoned", group="conversion", unit="share", shape="share", of="cart", better="lower", source=_SOURCE,
     needs=("events", "cart", "order"))  # fmt: skip
def cart_abandonment() -> str:
    """Carts not followed by an order of the same customer within 24 hours, as a share of all carts.

    Unit: cart (cart events without an order or a day's pause between them). Range: 0 to 1. Undefined when: there is no cart.
    Excludes: carts without an order that are younger than 24 hours at the end of the data (`too_recent`).

    Plain: How many filled carts come to nothing.
    Also called: cart abandonment rate, basket abandonment.
    """
    return """SELECT cart_key AS unit, CASE outcome WHEN 'abandoned' THEN 1 WHEN 'ordered' THEN 0 END AS x, outcome AS why
              FROM scoped_carts"""


@kpi(label="Time to convert", group="conversion", unit="seconds", shape="median", of="journey", better="lower", source=_SOURCE,
     needs=("events", "goal"), span=POSITIVE, uncompared=LESS_TIME, looks_ahead=True)  # fmt: skip
def time_to_convert() -> str:
    """Median time from a journey's first event to its first goal, among the journeys that reach it. Without a goal: an order.

    Unit: journey. Range: 0 seconds and more. Undefined when: no journey reaches the goal.
    Excludes: journeys that have not reached it (`not_converted`), so slow customers are under-represented.

    Plain: How long customers take to get to the goal.
    Also called: time to purchase, conversion lag, sales cycle.
    """
    return """SELECT j.journey_key AS unit, date_diff('microsecond', j.started_at, g.reached) / 1e6 AS x, 'not_converted' AS why
              FROM scoped_journeys j
              LEFT JOIN (SELECT journey_key, min(event_time) AS reached FROM goal_events WHERE reaches_goal GROUP BY 1) g
              USING (journey_key)"""
