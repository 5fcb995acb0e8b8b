"""What customers spend (docs/metrics.md#2.3)."""

from __future__ import annotations

from cjm_core.metrics.kpi import POSITIVE, kpi

_SOURCE = "docs/metrics.md#2.3"


@kpi(label="Average order", group="value", unit="money", shape="ratio", of="order", better="higher", source=_SOURCE,
     needs=("events", "value", "order"), span=POSITIVE)  # fmt: skip
def average_order_value() -> str:
    """Sum of order values divided by the number of orders; the interval allows for customers who order more than once.

    Unit: order. Range: 0 and more. Undefined when: no order carries a value.
    Excludes: orders without a value (`missing`); refunds (negative values) are no orders.
    """
    return """SELECT event_key AS unit, CASE WHEN value >= 0 THEN value END AS x, 1.0 AS y, 'missing' AS why
              FROM scoped_events WHERE is_order"""


@kpi(label="Revenue per customer", group="value", unit="money", shape="mean", of="customer", better="higher", source=_SOURCE,
     needs=("events", "value"), per_period=True)  # fmt: skip
def revenue_per_customer() -> str:
    """Sum of values in the period, refunds subtracted, per customer with any event in it (0 for those who bought nothing).

    Unit: customer. Range: any amount. Undefined when: there is no event, or no column was mapped to value.
    Excludes: nothing.
    """
    return """SELECT customer_key AS unit, period, coalesce(sum(value), 0) AS x
              FROM scoped_events JOIN periods ON event_time >= period_start AND event_time < period_end GROUP BY ALL"""
