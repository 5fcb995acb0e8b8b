"""What an experiment says is so: the side money falls on, what the split was tested with, and that a check before looks only before."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest

from cjm_core.dataset import Dataset
from cjm_core.experiments import Appearance, Design, Experiment, appearance, measure_experiment, own_dates
from cjm_core.experiments.appearance import before
from cjm_core.metrics import KPIS, kpi_named, measure
from cjm_core.metrics.comparison import compared
from cjm_core.scope import Scope
from cjm_core.settings import Settings, using
from tests import building, worlds
from tests.frames import same
from tests.trials import BEGIN, DAY, TEST, check, measured, of_test, people

AROUND = people("old", 5, 1, BEGIN, None) + people("late", 5, 1, TEST + 120 * DAY, None)  # so that the test is a part of the data


# ---- money -----------------------------------------------------------------------------------------------------------
def not_drawn(data: Dataset, groups: tuple[str, str], *kpis: str) -> Experiment:
    seen = appearance(data, Scope(), "variant", groups)
    return measure_experiment(data, Scope(*own_dates(data, seen)), Design("variant", groups, kpis), seen)


@pytest.mark.parametrize("groups", [("A", "B"), ("B", "A")])
@pytest.mark.parametrize(("worth", "revenue"), [
    ((205, 21), "In revenue: about 9,450 less a month ("),  # 400 in 21 days are 579.8 a month, who would bring 4.20 and not 20.50
    ((21, 205), "In revenue: about 22,553 more a month ("),  # 41.00 and not 2.10
])
def test_who_would_do_as_the_other_is_the_same_in_money(build_dataset, groups, worth, revenue):
    """A buys less often than B: then it is A that would do as B, whatever B's revenue."""
    rows = people("a", 400, 40, TEST, "A", worth[0]) + people("b", 400, 80, TEST + 20 * DAY, "B", worth[1])
    found = not_drawn(build_dataset(rows + AROUND), groups, "conversion", "revenue_per_customer")
    assert found.scale.startswith("If A did as B, that would be about 58 more customers with an order a month (")
    assert revenue in found.scale


@pytest.mark.parametrize("groups", [("A", "B"), ("B", "A")])
def test_money_that_may_be_luck_falls_on_the_same_side(build_dataset, groups):
    """11.00 in A, 10.00 in B: were A to do as B, the loss could be larger than the gain."""
    rows = people("a", 400, 40, TEST, "A", 110) + people("b", 400, 80, TEST + 20 * DAY, "B", 50)
    found = not_drawn(build_dataset(rows + AROUND), groups, "conversion", "revenue_per_customer")
    less, more = re.search(r"too early to tell: from ([\d,]+) less to ([\d,]+) more a month", found.scale).groups()
    assert int(less.replace(",", "")) > int(more.replace(",", ""))


def test_new_customers_who_come_back_are_not_counted_by_the_month(build_dataset):
    """Its n leaves out the youngest, so n by month is not how many there are."""
    rows = [*people("a", 200, 0, TEST, "A"), *people("a", 40, 0, TEST + 2 * DAY, "A")]
    rows += [*people("b", 200, 0, TEST + 20 * DAY, "B"), *people("b", 80, 0, TEST + 22 * DAY, "B")]
    found = measured(build_dataset(rows + AROUND), "retention_30d")
    assert found.main.mark == "good"
    assert found.scale == ""


# ---- the split -------------------------------------------------------------------------------------------------------
def test_a_winner_is_not_refused_because_more_of_its_customers_bought(build_dataset):
    data = build_dataset(of_test((1000, 100), (1000, 170)))
    found = measured(data, "repeat_rate", "conversion")
    assert (found.main.a.n, found.main.b.n) == (100, 170)  # as halves 2 in 100,000
    assert not found.refused
    assert check(found, "Split as planned: 1,000 and 1,000 customers (50.0 % in A") == "good"
    dates = Scope(TEST, TEST + 21 * DAY)
    lone = [compared(kpi_named(name), data, dates, "variant", ("A", "B")) for name in ("repeat_rate", "retention_30d", "conversion", "churn")]
    assert [one.srm_p for one in lone] == [1.0] * 4


def test_a_refusal_names_the_counts_that_were_tested(build_dataset):
    """On these dates 200 and 100 customers were there, of whom 40 and 60 placed an order each; on all dates 200 and 200."""
    rows = people("a", 200, 40, TEST, "A") + people("b", 100, 60, TEST, "B") + people("c", 100, 0, TEST + 30 * DAY, "B")
    found = measured(build_dataset(rows + AROUND), "average_order_value", scope=Scope(TEST, TEST + 7 * DAY))
    assert found.refused
    assert check(found, "Not split as planned. 200 and 100 customers (66.7 % in A, planned 50.0 %)") == "bad"


# ---- before ----------------------------------------------------------------------------------------------------------
def test_the_check_before_does_not_look_into_the_test(build_dataset):
    """All were first seen 20 days before the test; A is back on its first day, B 20 days later. That is the test, not what was before."""
    data = build_dataset(of_test((200, 40), (200, 70)))
    found = measured(data, "conversion", "revenue_per_customer", "retention_30d")
    assert check(found, "Same before the test (2 of 3 numbers could be checked") == "good"
    only = measured(data, "retention_30d")
    assert check(only, "Same before the test: cannot be checked, because the outcome shows only later") == "unknown"


def test_whose_outcome_lies_ahead_is_declared(tmp_path):
    """Without what happened after the period, exactly these KPIs of the period are others; a cart waits a day at most."""
    end = datetime(2025, 5, 10)
    events, answers = worlds.events(), worlds.answers()
    early = [row for row in events if row["event_time"] < end], [row for row in answers if not row["answered_at"] or row["answered_at"] < end]
    whole, cut = (building.dataset(tmp_path, *rows, worlds.ROLES) for rows in ((events, answers), early))
    scope = Scope(datetime(2025, 3, 1), end)
    apart = {kpi.name for kpi in KPIS if not same(measure(kpi, whole, scope), measure(kpi, cut, scope))}
    assert apart - {"cart_abandonment"} == {kpi.name for kpi in KPIS if kpi.looks_ahead}


# ---- clock changes ---------------------------------------------------------------------------------------------------
def daily(first: datetime, many: int) -> list[dict]:
    return [{"customer_id": f"c{at}", "event_time": first + at * DAY, "touchpoint": "Visit"} for at in range(many)]


def test_days_are_counted_as_the_calendar_has_them(build_dataset):
    """In Berlin 30 March 2025 has 23 hours."""
    midday = timedelta(hours=12)
    with using(Settings(time_zone="Europe/Berlin")):
        seen = Appearance(datetime(2025, 4, 10, 8), datetime(2025, 4, 16, 8), (9, 9), 0)
        four_weeks = build_dataset(daily(datetime(2025, 3, 13) + midday, 60))
        assert before(four_weeks, seen) == (datetime(2025, 3, 12, 23), datetime(2025, 4, 9, 22))
        assert before(build_dataset(daily(datetime(2025, 3, 14) + midday, 60)), seen) is None
        two_weeks = build_dataset(daily(datetime(2025, 3, 27) + midday, 21))  # 14 days, then the test's 7 to the end of the data
        assert own_dates(two_weeks, seen) == (datetime(2025, 4, 9, 22), datetime(2025, 4, 16, 22))
        month = Appearance(datetime(2025, 3, 19, 23), datetime(2025, 4, 18, 22, 30), (9, 9), 0)  # 20 March to 19 April: 31 days
        assert before(build_dataset(daily(datetime(2025, 1, 1) + midday, 120)), month) == (datetime(2025, 2, 16, 23), datetime(2025, 3, 19, 23))
