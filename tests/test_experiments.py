"""Several KPIs in two groups: health before belief, what a difference amounts to, and the same on screen and command line."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time

import pytest

from cjm_core import experiments
from cjm_core import format as fmt
from cjm_core.calendar import Period
from cjm_core.compare import NOT_AS_PLANNED
from cjm_core.dataset import Dataset
from cjm_core.demo.make import make
from cjm_core.demo.stories import story
from cjm_core.experiments import Design, appearance, as_answer, measure_experiment, own_dates
from cjm_core.metrics import KPIS, kpi_named
from cjm_core.metrics.comparison import compared
from cjm_core.scope import Scope
from cjm_core.settings import Settings, using
from tests.trials import BEGIN, DAY, TEST, check, measured, of_test, people


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> Dataset:
    return Dataset.open(make(tmp_path_factory.mktemp("demo") / "demo.duckdb").dataset)


# ---- health ----------------------------------------------------------------------------------------------------------
def test_the_demo_is_sound_and_its_planted_lift_is_found(shop):
    told = story("checkout_variant")
    found = measured(shop, *(kpi.name for kpi in experiments.usual(experiments.comparable(shop))))
    assert check(found, "Split as planned: 419 and 400 customers (51.2 % in A") == "good"
    assert check(found, "Nobody is in both groups") == "good"
    assert check(found, "Same before the test (") == "good" and check(found, "numbers could be checked, 18 May – 31 Aug 2025)") == "good"
    lift = found.main.difference
    assert found.main.name == "conversion" and found.main.mark == "good"
    assert 0 < lift.ci_low <= told.size <= lift.ci_high
    assert found.answer.startswith(f"The change worked: conversion rose by about {fmt.size(lift.value, 'share')} (likely between ")
    assert found.dates == "1 Sep – 15 Dec 2025"
    abandoned = next(row for row in found.rows if row.name == "cart_abandonment")
    assert abandoned.mark == "good" and abandoned.difference.value < 0  # fewer is better


def test_the_test_has_its_own_dates_and_a_segment_has_none(shop):
    told = story("checkout_variant")
    seen = appearance(shop, Scope(), "variant", ("A", "B"))
    assert own_dates(shop, seen) == (datetime.combine(told.start, time()), datetime.combine(told.end, time()))
    assert own_dates(shop, appearance(shop, Scope(), "segment", ("Families", "Retirees"))) is None
    with using(Settings(time_zone="Pacific/Auckland")):  # days of the reporting zone
        start, end = own_dates(shop, seen)
        assert (start, end) != (datetime.combine(told.start, time()), datetime.combine(told.end, time()))
        assert start <= seen.first < start + DAY and end - DAY <= seen.last < end


@pytest.mark.parametrize(("a", "b", "planned", "refused"), [
    ((600, 120), (400, 120), 0.5, True),  # docs/metrics.md#10.5, O-SRM-1: chi-square 40
    ((600, 120), (400, 120), 0.6, False),
    ((520, 120), (480, 120), 0.5, False),  # chi-square 1.6, p .206
])
def test_a_split_that_is_off_is_refused(build_dataset, a, b, planned, refused):
    found = measured(build_dataset(of_test(a, b)), planned=planned)
    assert found.refused == refused
    assert (found.answer == NOT_AS_PLANNED) == refused
    if refused:
        assert check(found, "Not split as planned. 600 and 400 customers (60.0 % in A, planned 50.0 %)") == "bad"
        assert found.scale == "" and not any(one.state == "note" for one in found.checks)  # nothing that gives the result away
        assert "points" not in as_answer(found)
    assert not measured(build_dataset(of_test(a, b)), drawn=False).refused  # nobody planned a split


def test_who_is_in_both_groups_is_counted_and_named(build_dataset):
    rows = of_test((100, 20), (100, 30))
    both = [{**row, "customer_id": f"b{number}", "event_time": TEST + 10 * DAY} for number, row in enumerate(people("x", 7, 0, TEST, "A"))]
    data = build_dataset(rows + both)
    assert appearance(data, Scope(), "variant", ("A", "B")).both == 7
    assert check(measured(data), "7 customers are in both groups") == "bad"
    assert check(measured(data, drawn=False), "7 customers are in both groups") == "note"


def test_groups_that_differed_before_are_seen(build_dataset):
    same, apart = (measured(build_dataset(of_test((200, 40), (200, 70), before))) for before in ((60, 62), (30, 90)))
    assert check(same, "Same before the test (2 of 2 numbers could be checked") == "good"
    assert check(apart, "Not the same before the test: Conversion, Revenue per customer differed already") == "bad"


@pytest.mark.parametrize(("change", "why"), [
    (lambda rows: [row for row in rows if row["event_time"] >= TEST - DAY], "not at least four weeks before"),
    (lambda rows: [row for row in rows if row["event_time"] >= TEST or row["customer_id"].startswith("old")], "too few of these customers"),
])
def test_where_nothing_was_before_it_cannot_be_checked(build_dataset, change, why):
    found = measured(build_dataset(change(of_test((200, 40), (200, 70)))))
    assert check(found, "Same before the test: cannot be checked") == "unknown"
    assert any(why in one.text for one in found.checks)


def test_answers_without_customers_are_judged_by_their_number(build_dataset):
    rows = [{"response_id": f"{name}{at}", "answered_at": BEGIN + at * DAY, "csat": 3 + at % 3, "variant": name}
            for name, many in (("A", 90), ("B", 30)) for at in range(many)]  # fmt: skip
    found = measured(build_dataset(answers=rows), "csat")
    assert found.refused and check(found, "Not split as planned. 90 and 30 answers") == "bad"  # chi-square 30
    assert check(found, "the answers name no customers") == "unknown"


# ---- what is said ----------------------------------------------------------------------------------------------------
def test_the_difference_in_customers_and_in_money(build_dataset):
    """200 and 200 customers in 21 days (0.690 months of 30.4375 days): 579.8 a month, of whom 15 % more buy: about 87.
    Revenue per customer is 50 times conversion, so 579.8 x 7.50 = 4,348."""
    found = measured(build_dataset(of_test((200, 40), (200, 70))))
    assert found.main.difference.value == pytest.approx(0.15)
    assert "With B for everyone in both groups, that is about 87 more customers with an order a month (" in found.scale
    assert "In revenue: about 4,348 more a month (" in found.scale
    with using(Settings(currency="€", numbers="1.234,5")):
        assert "about 4.348 € more a month" in measured(build_dataset(of_test((200, 40), (200, 70)))).scale


def test_no_amount_where_it_may_be_luck(build_dataset):
    found = measured(build_dataset(of_test((200, 40), (200, 42))))
    assert "a month" not in found.scale
    assert found.answer.startswith("Too early to tell.") and "more customers" in found.answer
    assert found.main.mark is None and found.main.more_needed


def test_groups_that_nobody_drew_get_no_cause(shop):
    scope = Scope(datetime(2026, 1, 1), datetime(2026, 7, 1))
    seen = appearance(shop, Scope(), "channel", ("Web", "Mobile app"))
    design = Design("channel", ("Web", "Mobile app"), ("conversion", "cart_abandonment"))
    found = measure_experiment(shop, scope, design, seen)
    assert "were not drawn by chance, so this alone does not say why" in found.answer
    assert found.scale.startswith("If Mobile app did as Web, that would be about ")  # the worse one would have more
    assert "more customers with an order a month" in found.scale
    back = measure_experiment(shop, scope, replace(design, groups=("Mobile app", "Web")), seen)
    assert back.scale.split(" Clearly")[0].split(" Also")[0] in found.scale
    carts = measure_experiment(shop, scope, replace(design, kpis=("cart_abandonment", "conversion")), seen)  # here fewer is better
    assert carts.scale.startswith("If Mobile app did as Web, that would be about ") and "fewer abandoned carts a month" in carts.scale
    assert not any("Split as planned" in one.text or "before the test" in one.text for one in found.checks)
    assert check(found, "customers are in both groups (each counts where they were first") == "note"


def test_two_periods(shop):
    """Ease at support before and after the planted change there."""
    told = story("support_ces")
    start, end = (datetime.combine(day, time()) for day in (told.start, told.end))
    then, now = Period("then", BEGIN, start), Period("now", start, end)
    design = Design(experiments.PERIOD, ("then", "now"), ("ces", "conversion"), periods=(then, now))
    scope = Scope(now.start, now.end, told.where)
    found = measure_experiment(shop, scope, design, appearance(shop, scope, design.split, design.groups, design.periods))
    assert found.answer.startswith("Easy (CES) rose by about ")
    assert found.answer.endswith("It improved, but other things changed too; we cannot say what caused it.")
    assert check(found, "customers are in both periods; they count in each") == "note"
    assert not {kpi.name for kpi in experiments.comparable(shop, over_time=True)} & {kpi.name for kpi in KPIS if kpi.uncompared}


def alike(said: dict, shown: object) -> bool:
    """Equal, but for the last digit of a sum over rows that arrive in another order."""
    return all(value == (pytest.approx(getattr(shown, name), rel=1e-12) if isinstance(value, float) else getattr(shown, name))
               for name, value in said.items())  # fmt: skip


def test_the_command_line_says_the_same(shop, answer):
    """One KPI: rows, difference, p of the split and sentence are those of the screen."""
    told = story("checkout_variant")
    words = ("--dataset", shop.path, "--split", "variant", "--groups", "A", "B", "--from", told.start, "--to", told.end)
    shown = measured(shop, "conversion", "csat", "average_order_value")
    for row in shown.rows:
        said = answer("compare", row.name, *words)
        for group, side in zip(said["rows"], (row.a, row.b), strict=True):
            assert alike(group, side)
        assert alike(said["difference"], row.difference)
    only = answer("compare", "conversion", *words)
    assert only["sentence"] == shown.answer == measured(shop, "conversion").answer
    assert only["srm_p"] == compared(kpi_named("conversion"), shop, Scope(*own_dates(shop, appearance(shop, Scope(), "variant", ("A", "B")))),
                                     "variant", ("A", "B")).srm_p  # fmt: skip
