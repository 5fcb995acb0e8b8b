"""What customers spend (docs/metrics.md#2.3)."""

from __future__ import annotations

from cjm_core.metrics.kpi import POSITIVE, during, kpi

_SOURCE = "docs/metrics.md#2.3"


@kpi(label="Average order", group="value", unit="money", shape="ratio", of="order", better="higher", source=_SOURCE,
     needs=("events", "value", "order"), span=POSITIVE)  # fmt: skip
def average_order_value() -> str:
    """Sum of order values divided by the number of orders; the interval allows for customers who order more than once.

    Unit: order. Range: 0 and more. Undefined when: no order carries a value, or amounts in several currencies would be added.
    Excludes: orders without a value (`missing`); refunds (negative values) are no orders; where one currency is chosen, orders in
    others (`other_currency`).

    Plain: What an order is worth.
    Also called: AOV, ATV, average basket, basket value.
    """
    return """SELECT event_key AS unit, part, CASE WHEN value >= 0 THEN value END AS x, 1.0 AS y,
                     CASE WHEN counts THEN 'missing' ELSE 'other_currency' END AS why, currency AS currency_1, currency AS currency_2
              FROM amounts WHERE is_order"""


@kpi(label="Revenue per customer", group="value", unit="money", shape="mean", of="customer", better="higher", source=_SOURCE,
     needs=("events", "value"), per_period=True)  # fmt: skip
def revenue_per_customer() -> str:
    """Sum of values in the period, refunds subtracted, per customer with any event in it (0 for those who bought nothing).

    Unit: customer. Range: any amount. Undefined when: there is no event, no column was mapped to value, or amounts in several
    currencies would be added. Excludes: nothing; where one currency is chosen, amounts in others do not count.

    Plain: What a customer brings in.
    Also called: ARPU, ARPC, average revenue per account.
    """
    return f"""SELECT customer_key AS unit, period, part, coalesce(sum(value), 0) AS x, min(currency) AS currency_1, max(currency) AS currency_2
              FROM amounts JOIN period_days ON {during("event_time")} GROUP BY ALL"""
