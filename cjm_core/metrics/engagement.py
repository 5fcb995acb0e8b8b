"""How much customers do (docs/metrics.md#2.2)."""

from __future__ import annotations

from cjm_core.metrics.kpi import POSITIVE, during, kpi

_SOURCE = "docs/metrics.md#2.2"


@kpi(label="Events per customer", group="engagement", unit="number", shape="mean", of="customer", better="neither", source=_SOURCE,
     needs=("events",), per_period=True, span=POSITIVE)  # fmt: skip
def events_per_customer() -> str:
    """Mean number of events in the period per customer with at least one.

    Unit: customer. Range: 1 and more. Undefined when: there is no event.
    Excludes: nothing.

    Plain: How much a customer does with you.
    Also called: interactions per customer, frequency, activity.
    """
    return f"""SELECT customer_key AS unit, period, count(*)::DOUBLE AS x
              FROM scoped_events JOIN period_days ON {during("event_time")} GROUP BY ALL"""


@kpi(label="Sessions per customer", group="engagement", unit="number", shape="mean", of="customer", better="neither", source=_SOURCE,
     needs=("events",), per_period=True, span=POSITIVE)  # fmt: skip
def sessions_per_customer() -> str:
    """Mean number of sessions begun in the period per customer with at least one; a pause of over 30 minutes ends a session.

    Unit: customer. Range: 1 and more. Undefined when: no session began.
    Excludes: nothing.

    Plain: How often a customer comes by.
    Also called: visits per customer, visit frequency.
    """
    return f"""SELECT customer_key AS unit, period, count(*)::DOUBLE AS x
              FROM scoped_sessions JOIN period_days ON {during("started_at")} GROUP BY ALL"""


@kpi(label="Single-event sessions", group="engagement", unit="share", shape="share", of="session", better="lower", source=_SOURCE,
     needs=("events",))  # fmt: skip
def bounce_rate_single_event() -> str:
    """Sessions that hold one event only, as a share of all sessions (the classic bounce rate, not GA4's).

    Unit: session. Range: 0 to 1. Undefined when: no session began.
    Excludes: nothing.

    Plain: How often somebody does one thing and is gone.
    Also called: bounce rate, classic bounce rate, single-page visits.
    """
    return "SELECT session_key AS unit, (events = 1)::INTEGER AS x FROM scoped_sessions"
