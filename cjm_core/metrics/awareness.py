"""How many customers are met, and where they come from (docs/metrics.md#2.1)."""

from __future__ import annotations

from cjm_core.metrics.kpi import during, kpi
from cjm_core.schema import LOOK_BACK_DAYS

_SOURCE = "docs/metrics.md#2.1"


@kpi(label="Customers reached", group="awareness", unit="number", shape="count", of="customer", better="higher", source=_SOURCE,
     needs=("events",), per_period=True)  # fmt: skip
def reach() -> str:
    """Customers with at least one event in the period, each counted once.

    Unit: customer. Range: 0 and more. Undefined when: there is no event.
    Excludes: nothing. Reach of parts or months does not add up, because one customer can be in several.

    Plain: How many different people dealt with you at all.
    Also called: unique customers, unique visitors, active customers.
    """
    return f"""SELECT DISTINCT customer_key AS unit, period, 1.0 AS x
              FROM scoped_events JOIN period_days ON {during("event_time")}"""


@kpi(label="New customers", group="awareness", unit="share", shape="share", of="customer", better="neither", source=_SOURCE,
     needs=("events",), per_period=True, uncompared="early months know fewer customers from before")  # fmt: skip
def new_customer_rate() -> str:
    """Customers seen for the first time ever in the period, as a share of the customers reached in it.

    Unit: customer. Range: 0 to 1. Undefined when: nobody was reached.
    Excludes: customers first seen within 30 days of the start of the data, who may not be new (`history_too_short`).

    Plain: How many of the people you met are new to you.
    Also called: new visitor rate, share of first-time customers.
    """
    return f"""SELECT c.customer_key AS unit, r.period,
                      CASE WHEN c.first_at >= h.begin + INTERVAL {LOOK_BACK_DAYS} DAY OR c.first_at < r.period_start
                           THEN (c.first_at >= r.period_start)::INTEGER END AS x,
                      'history_too_short' AS why
               FROM (SELECT DISTINCT customer_key, period, period_start FROM scoped_events
                     JOIN period_days ON {during("event_time")}) r
               JOIN scoped_customers c USING (customer_key), (SELECT min(first_at) AS begin FROM customers) h"""


@kpi(label="First touch", group="awareness", unit="share", shape="composition", of="journey", better="neither", source=_SOURCE,
     needs=("events",), first_row=True)  # fmt: skip
def first_touch_share() -> str:
    """Journeys that began in this part (by channel: the channel of the first event), as a share of all journeys begun.

    Unit: journey. Range: 0 to 1; the parts add up to 1. Undefined when: no journey began in the period.
    Excludes: nothing; journeys without a known channel are a part of their own.

    Plain: Where journeys begin.
    Also called: first-touch attribution, share of first touch, source.
    """
    return "SELECT journey_key AS unit, 1.0 AS x FROM scoped_journeys"
