"""How much customers do (docs/metrics.md#2.2)."""

from __future__ import annotations

from cjm_core.metrics.kpi import POSITIVE, kpi

_SOURCE = "docs/metrics.md#2.2"


@kpi(label="Events per customer", group="engagement", unit="number", shape="mean", of="customer", better="neither", source=_SOURCE,
     needs=("events",), per_period=True, span=POSITIVE)  # fmt: skip
def events_per_customer() -> str:
    """Mean number of events in the period per customer with at least one.

    Unit: customer. Range: 1 and more. Undefined when: there is no event.
    Excludes: nothing.
    """
    return """SELECT customer_key AS unit, period, count(*)::DOUBLE AS x
              FROM scoped_events JOIN periods ON event_time >= period_start AND event_time < period_end GROUP BY ALL"""


@kpi(label="Sessions per customer", group="engagement", unit="number", shape="mean", of="customer", better="neither", source=_SOURCE,
     needs=("events",), per_period=True, span=POSITIVE)  # fmt: skip
def sessions_per_customer() -> str:
    """Mean number of sessions begun in the period per customer with at least one; a pause of over 30 minutes ends a session.

    Unit: customer. Range: 1 and more. Undefined when: no session began.
    Excludes: nothing.
    """
    return """SELECT customer_key AS unit, period, count(*)::DOUBLE AS x
              FROM scoped_sessions JOIN periods ON started_at >= period_start AND started_at < period_end GROUP BY ALL"""


@kpi(label="Single-event sessions", group="engagement", unit="share", shape="share", of="session", better="lower", source=_SOURCE,
     needs=("events",))  # fmt: skip
def bounce_rate_single_event() -> str:
    """Sessions that hold one event only, as a share of all sessions (the classic bounce rate, not GA4's).

    Unit: session. Range: 0 to 1. Undefined when: no session began.
    Excludes: nothing.
    """
    return "SELECT session_key AS unit, (events = 1)::INTEGER AS x FROM scoped_sessions"
