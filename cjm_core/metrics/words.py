"""What every drawing says about a number: what it counts, what was left out, and what is missing to measure it."""

from __future__ import annotations

from collections.abc import Mapping

from cjm_core import format as fmt
from cjm_core.metrics.kpi import Kpi
from cjm_core.settings import own

_COUNTED = {"customer_period": "customers", "stage_visit": "stage visits", "response": "answers"}
_REASONS = {
    "missing": "no answer given", "out_of_scale": "outside the scale", "superseded": "answered again later", "no_date": "without a date",
    "no_customer": "without a customer", "too_recent": "too recent to judge", "not_converted": "did not convert",
    "unpaired": "only one of the two answers", "history_too_short": "met too near the start of the data", "last_stage": "in the last stage",
    "not_observed": "in a period that is not covered by the data", "other_currency": "not in this currency",
}  # fmt: skip
_NEEDS = {
    "no events were loaded": "needs a file of events",
    "no survey answers were loaded": "needs a file of survey answers",
    "no column was mapped to value": "needs a column with order values",
    "no order is known: map a column to value, or give a touchpoint the role order": "needs order values, or the touchpoint where orders are placed",
    "no touchpoint has the role cart": "needs the touchpoint where the cart is filled",
    "no goal was chosen, and no order is known": "needs order values, or the touchpoint where the goal is reached",
    "no column was mapped to the question nps": "needs answers to “Would you recommend us?”, 0–10",
    "no column was mapped to the question csat": "needs answers to “How satisfied are you?”",
    "no column was mapped to the question ces": "needs answers to “How easy was it?”",
    "no column was mapped to the question expectation": "needs answers to “What did you expect?”",
}  # fmt: skip


def counted(kpi: Kpi) -> str:
    """What its n counts: 'answers', 'customers', 'orders'."""
    return own(_COUNTED.get(kpi.of, f"{kpi.of}s"))


def reason(code: str, of: str = "response") -> str:
    """A reason for leaving a unit out, in words."""
    if code == "missing" and of == "order":
        return "without a value"
    return own(_REASONS.get(code, code.replace("_", " ")))


def left_out(excluded: Mapping[str, int], of: str = "response") -> str | None:
    """'85 without a date, 3 outside the scale'; None where nothing was left out."""
    return ", ".join(f"{fmt.count(count)} {reason(code, of)}" for code, count in excluded.items()) or None


def needed(said: str) -> str:
    """What a KPI cannot do without, in the words of the upload screen."""
    return own(_NEEDS.get(said, said))
