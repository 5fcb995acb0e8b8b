"""Who comes back and who is lost (docs/metrics.md#2.4)."""

from __future__ import annotations

from cjm_core.calendar import floor_sql, local_sql
from cjm_core.metrics.kpi import LESS_TIME, during, kpi
from cjm_core.schema import CHURN_DAYS, RETENTION_DAYS

_SOURCE = "docs/metrics.md#2.4"


@kpi(label="Repeat customers", group="retention", unit="share", shape="share", of="customer", better="higher", source=_SOURCE,
     needs=("events", "order"), per_period=True)  # fmt: skip
def repeat_rate() -> str:
    """Customers with two or more orders in the period, as a share of the customers with at least one.

    Unit: customer. Range: 0 to 1. Undefined when: nobody ordered.
    Excludes: nothing.

    Plain: How many buyers buy again.
    Also called: repeat purchase rate, RPR, repurchase rate.
    """
    return f"""SELECT customer_key AS unit, period, (count(*) > 1)::INTEGER AS x
              FROM scoped_events JOIN period_days ON {during("event_time")}
              WHERE is_order GROUP BY customer_key, period"""


def _returned(days: str) -> str:
    """One row per new customer: seen again on one of these calendar days after the first, where they are all over."""
    first, seen, last = (f"{local_sql(column)}::DATE" for column in ("c.first_at", "e.event_time", "max(last_at)"))
    return f"""SELECT c.customer_key AS unit,
                      CASE WHEN any_value({first}) + {RETENTION_DAYS} < (SELECT {last} FROM customers)
                           THEN bool_or({seen} - {first} {days})::INTEGER END AS x, 'too_recent' AS why
               FROM scoped_customers c JOIN scoped_events e USING (customer_key) GROUP BY c.customer_key"""


@kpi(label="Back within 30 days", group="retention", unit="share", shape="share", of="customer", better="higher", source=_SOURCE,
     needs=("events",), looks_ahead=True)  # fmt: skip
def retention_30d() -> str:
    """Customers first seen in the period who come back on day 1 to 30, as a share of those whose 30 days are over.

    Unit: customer. Range: 0 to 1. Undefined when: no new customer has been observed for 30 full days.
    Excludes: customers first seen less than 30 full days before the end of the data (`too_recent`).

    Plain: How many new customers come back within their first month.
    Also called: 30-day retention, bracket retention.
    """
    return _returned(f"BETWEEN 1 AND {RETENTION_DAYS}")


@kpi(label="Back on day 30 or later", group="retention", unit="share", shape="share", of="customer", better="higher", source=_SOURCE,
     needs=("events",), uncompared=LESS_TIME, looks_ahead=True)  # fmt: skip
def retention_unbounded() -> str:
    """Customers first seen in the period who come back on day 30 or any later day, as a share of those whose 30 days are over.

    Unit: customer. Range: 0 to 1. Undefined when: no new customer has been observed for 30 full days.
    Excludes: customers first seen less than 30 full days before the end of the data (`too_recent`).

    Plain: How many new customers are still with you after a month.
    Also called: unbounded retention, rolling retention, on-or-after retention.
    """
    return _returned(f">= {RETENTION_DAYS}")


@kpi(label="Customers lost", group="retention", unit="share", shape="share", of="customer_period", better="lower", source=_SOURCE,
     needs=("events",), per_period=True, last_days=CHURN_DAYS)  # fmt: skip
def churn() -> str:
    """Customers active in the 90 days before the period who show no event in the 90 days up to its end, as a share of the former.

    Unit: customer in a period; without a period it is the last 90 days of the data. Range: 0 to 1.
    Undefined when: the data do not reach back 90 days before the period, or end before it does.
    Excludes: customers of a period that is not covered (`not_observed`).

    Plain: How many customers have fallen silent.
    Also called: churn rate, logo churn, attrition, lapsed customers.
    """
    days = f"INTERVAL {CHURN_DAYS} DAY"
    covered = f"""{local_sql("period_start")} - {days} >= (SELECT {floor_sql("min(first_at)", "day")} FROM customers)
                  AND {local_sql("period_end")} <= (SELECT {floor_sql("max(last_at)", "day")} + INTERVAL 1 DAY FROM customers)"""
    # Over many short periods the windows of 90 days overlap, and each event would count in all of them: the last event before a period
    # and the one that follows it say the same. A period longer than the window can hold events that lie before the window.
    return f"""SELECT unit, period, CASE WHEN {covered} THEN lost::INTEGER END AS x, 'not_observed' AS why FROM (
                 SELECT customer_key AS unit, period, period_start, period_end,
                        last_at < period_end - {days} AND (next_at IS NULL OR next_at >= period_end) AS lost
                 FROM (SELECT customer_key, event_time AS last_at, lead(event_time) OVER (PARTITION BY customer_key ORDER BY event_time) AS next_at
                       FROM scoped_events) gaps
                 JOIN periods ON last_at < period_start AND coalesce(least(next_at, last_at + {days}), last_at + {days}) >= period_start
                 WHERE period_end - {days} <= period_start
                 UNION ALL
                 SELECT customer_key, period, period_start, period_end,
                        NOT bool_or(event_time >= period_end - {days} AND event_time < period_end)
                 FROM scoped_events JOIN periods ON event_time >= period_start - {days} AND event_time < period_end
                 WHERE period_end - {days} > period_start
                 GROUP BY customer_key, period, period_start, period_end HAVING bool_or(event_time < period_start))"""
