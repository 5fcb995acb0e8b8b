"""Pages that are made from the code say what the code says."""

from __future__ import annotations

from pathlib import Path

from cjm_core.metrics import KPIS
from cjm_core.metrics.reference import markdown

ROOT = Path(__file__).parents[1]


def test_the_kpi_reference_is_the_one_the_code_makes() -> None:
    assert (ROOT / "docs" / "kpis.md").read_text(encoding="utf-8") == markdown(), "run `make docs`"


def test_every_kpi_of_the_contract_is_declared() -> None:
    names = (
        "reach new_customer_rate first_touch_share events_per_customer sessions_per_customer bounce_rate_single_event conversion"
        " stage_conversion cart_abandonment time_to_convert repeat_rate retention_30d retention_unbounded churn nps csat csat_mean ces"
        " ces_mean expectation_gap responses average_order_value revenue_per_customer"
    )
    assert {kpi.name for kpi in KPIS} >= set(names.split())
