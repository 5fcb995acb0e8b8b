"""One function per KPI, in families. `KPIS` is the registry; there is no second one."""

from __future__ import annotations

from cjm_core.errors import BadInput
from cjm_core.metrics._aggregate import Group, measure, parts_of, unlike, whole
from cjm_core.metrics._aggregate import moments as groups_of
from cjm_core.metrics._kept import read_ahead
from cjm_core.metrics._needs import lacking
from cjm_core.metrics._periods import NOTHING
from cjm_core.metrics.awareness import first_touch_share, new_customer_rate, reach
from cjm_core.metrics.conversion import cart_abandonment, conversion, stage_conversion, time_to_convert
from cjm_core.metrics.engagement import bounce_rate_single_event, events_per_customer, sessions_per_customer
from cjm_core.metrics.experience import ces, ces_mean, csat, csat_mean, expectation_gap, nps, responses
from cjm_core.metrics.kpi import GROUPS, Kpi
from cjm_core.metrics.retention import churn, repeat_rate, retention_30d, retention_unbounded
from cjm_core.metrics.value import average_order_value, revenue_per_customer

KPIS: tuple[Kpi, ...] = (
    reach, new_customer_rate, first_touch_share,
    events_per_customer, sessions_per_customer, bounce_rate_single_event,
    conversion, stage_conversion, cart_abandonment, time_to_convert,
    repeat_rate, retention_30d, retention_unbounded, churn,
    nps, csat, csat_mean, ces, ces_mean, expectation_gap, responses,
    average_order_value, revenue_per_customer,
)  # fmt: skip

__all__ = [
    "GROUPS", "KPIS", "NOTHING", "Group", "Kpi", "ces", "csat", "expectation_gap", "groups_of",
    "kpi_named", "lacking", "measure", "nps", "parts_of", "reach", "read_ahead", "unlike", "whole",
]  # fmt: skip


def kpi_named(name: str) -> Kpi:
    """The KPI of that name. Raises BadInput that lists the names there are."""
    for item in KPIS:
        if item.name == name:
            return item
    raise BadInput(f"There is no KPI {name!r}. There are: {', '.join(item.name for item in KPIS)}.")
