"""Made-up tests with two variants, and what the experiment tests read off them."""

from __future__ import annotations

import html
import re
from datetime import datetime, timedelta

from cjm_core.dataset import Dataset
from cjm_core.experiments import Design, Experiment, appearance, measure_experiment, own_dates
from cjm_core.scope import Scope

DAY = timedelta(days=1)
BEGIN = datetime(2025, 1, 1)
TEST = BEGIN + 60 * DAY  # the test's first day: 2 March 2025


def people(name: str, many: int, buyers: int, at: datetime, variant: str | None, worth: float = 50) -> list[dict]:
    """So many customers with one visit, of whom some buy an hour later."""
    rows = []
    for who in range(many):
        row = {"customer_id": f"{name}{who}", "event_time": at + timedelta(minutes=who), "touchpoint": "Visit", "variant": variant}
        rows.append(row)
        if who < buyers:
            rows.append({**row, "event_time": row["event_time"] + timedelta(hours=1), "touchpoint": "Order", "value": worth})
    return rows


def of_test(a: tuple[int, int], b: tuple[int, int], before: tuple[int, int] = (60, 60)) -> list[dict]:
    """A test with (customers, buyers) in A and B; all of them visited three weeks before, and so many of each group bought then."""
    (n_a, buyers_a), (n_b, buyers_b) = a, b
    rows = people("a", n_a, buyers_a, TEST, "A") + people("b", n_b, buyers_b, TEST + 20 * DAY, "B")
    rows += people("a", n_a, before[0], TEST - 20 * DAY, None) + people("b", n_b, before[1], TEST - 20 * DAY, None)
    return rows + people("old", 5, 1, BEGIN, None) + people("late", 5, 1, TEST + 120 * DAY, None)


def measured(data: Dataset, *kpis: str, scope: Scope | None = None, **more) -> Experiment:
    design = Design("variant", ("A", "B"), kpis or ("conversion", "revenue_per_customer"), **{"drawn": True, **more})
    seen = appearance(data, Scope(), design.split, design.groups, design.periods)
    dates = own_dates(data, seen)
    return measure_experiment(data, scope or Scope(*(dates or ())), design, seen)


def check(found: Experiment, words: str) -> str:
    """The state of the one check that says these words."""
    (state,) = [one.state for one in found.checks if words in one.text]
    return state


def words_of(drawn: str) -> str:
    return " ".join(html.unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", drawn, flags=re.DOTALL)).split())
