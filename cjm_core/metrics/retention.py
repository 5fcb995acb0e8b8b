"""Who comes back and who is lost (docs/metrics.md#2.4)."""

from __future__ import annotations

from cjm_core.metrics.kpi import kpi
from cjm_core.schema import CHURN_DAYS, RETENTION_DAYS

_SOURCE = "docs/metrics.md#2.4"


@kpi(label="Repeat customers", group="retention", unit="share", shape="share", of="customer", better="higher", source=_SOURCE,
     needs=("events", "order"), per_period=True)  # fmt: skip
def repeat_rate() -> str:
    """Customers with two or more orders in the period, as a share of the customers with at least one.

    Unit: customer. Range: 0 to 1. Undefined when: nobody ordered.
    Excludes: nothing.
    """
    return """SELECT customer_key AS unit, period, (count(*) > 1)::INTEGER AS x
              FROM scoped_events JOIN periods ON event_time >= period_start AND event_time < period_end
              WHERE is_order GROUP BY customer_key, period"""


def _returned(days: str) -> str:
    """One row per new customer: seen again on one of these calendar days after the first, where they are all over."""
    return f"""SELECT c.customer_key AS unit,
                      CASE WHEN any_value(c.first_at)::DATE + {RETENTION_DAYS} < (SELECT max(last_at)::DATE FROM customers)
                           THEN bool_or(e.event_time::DATE - c.first_at::DATE {days})::INTEGER END AS x, 'too_recent' AS why
               FROM scoped_customers c JOIN scoped_events e USING (customer_key) GROUP BY c.customer_key"""


@kpi(label="Back within 30 days", group="retention", unit="share", shape="share", of="customer", better="higher", source=_SOURCE,
     needs=("events",))  # fmt: skip
def retention_30d() -> str:
    """Customers first seen in the period who come back on day 1 to 30, as a share of those whose 30 days are over.

    Unit: customer. Range: 0 to 1. Undefined when: no new customer has been observed for 30 full days.
    Excludes: customers first seen less than 30 full days before the end of the data (`too_recent`).
    """
    return _returned(f"BETWEEN 1 AND {RETENTION_DAYS}")


@kpi(label="Back on day 30 or later", group="retention", unit="share", shape="share", of="customer", better="higher", source=_SOURCE,
     needs=("events",), grows=True)  # fmt: skip
def retention_unbounded() -> str:
    """Customers first seen in the period who come back on day 30 or any later day, as a share of those whose 30 days are over.

    Unit: customer. Range: 0 to 1. Undefined when: no new customer has been observed for 30 full days.
    Excludes: customers first seen less than 30 full days before the end of the data (`too_recent`).
    """
    return _returned(f">= {RETENTION_DAYS}")


@kpi(label="Customers lost", group="retention", unit="share", shape="share", of="customer_period", better="lower", source=_SOURCE,
     needs=("events",), per_period=True, last_days=CHURN_DAYS)  # fmt: skip
def churn() -> str:
    """Customers active in the 90 days before the period who show no event in the 90 days up to its end, as a share of the former.

    Unit: customer in a period; without a period it is the last 90 days of the data. Range: 0 to 1.
    Undefined when: the data do not reach back 90 days before the period, or end before it does.
    Excludes: customers of a period that is not covered (`not_observed`).
    """
    days = f"INTERVAL {CHURN_DAYS} DAY"
    return f"""SELECT customer_key AS unit, period,
                      CASE WHEN period_start - {days} >= begin AND period_end <= finish
                           THEN (NOT bool_or(event_time >= period_end - {days} AND event_time < period_end))::INTEGER END AS x,
                      'not_observed' AS why
               FROM scoped_events JOIN periods ON event_time >= period_start - {days} AND event_time < period_end,
                    (SELECT date_trunc('day', min(first_at)) AS begin, date_trunc('day', max(last_at)) + INTERVAL 1 DAY AS finish FROM customers)
               GROUP BY customer_key, period, period_start, period_end, begin, finish
               HAVING bool_or(event_time < period_start)"""
