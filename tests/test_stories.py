"""What is planted in the demo is found again through the KPIs, as a person would find it, within its own interval."""

from __future__ import annotations

from datetime import datetime, time

import pytest

from cjm_core import timeline
from cjm_core.calendar import Period
from cjm_core.compare import Difference, difference
from cjm_core.dataset import Dataset
from cjm_core.demo.make import make
from cjm_core.demo.stories import START, Story, story
from cjm_core.metrics import KPIS, Kpi, ces, ces_mean, csat, csat_mean, expectation_gap, groups_of, kpi_named
from cjm_core.metrics.comparison import compared
from cjm_core.scope import Scope
from cjm_core.timeline import Series
from cjm_core.trends import ONE_SIDE


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> Dataset:
    return Dataset.open(make(tmp_path_factory.mktemp("demo") / "demo.duckdb").dataset)


def at(day) -> datetime:
    return datetime.combine(day, time())


def against_before(kpi: Kpi, data: Dataset, told: Story, where: tuple[tuple[str, str], ...]) -> Difference:
    """The KPI during the story minus all time before it."""
    periods = [Period("before", at(START), at(told.start)), Period("during", at(told.start), at(told.end))]
    found = {group.key[0]: group.moments for group in groups_of(kpi, data, Scope(where=where), ("period",), None, periods)}
    return difference(kpi.shape, found["before"], found["during"])


@pytest.mark.parametrize(("name", "kpi"), [("support_ces", ces), ("support_ces_mean", ces_mean)])
def test_the_support_change_lifted_ease_by_what_was_planted(shop: Dataset, name: str, kpi: Kpi) -> None:
    told = story(name)
    found = against_before(kpi, shop, told, told.where)
    assert found.ci_low > 0
    assert found.ci_low <= told.size <= found.ci_high


def test_the_variant_lifted_conversion_by_what_was_planted(shop: Dataset) -> None:
    told = story("checkout_variant")
    scope = Scope(at(told.start), at(told.end), (("touchpoint", "Checkout"),))
    found = compared(kpi_named("conversion"), shop, scope, "variant", ("A", "B"))
    assert found.difference.ci_low > 0
    assert found.difference.ci_low <= told.size <= found.difference.ci_high
    assert found.srm_p is not None and found.srm_p > 0.001
    assert found.sentence.startswith("The change worked")


@pytest.mark.parametrize(("name", "kpi"), [("retirees_delivery", csat), ("retirees_delivery_mean", csat_mean)])
def test_retirees_are_unhappy_at_delivery(shop: Dataset, name: str, kpi: Kpi) -> None:
    told = story(name)
    found = compared(kpi, shop, Scope(where=(("touchpoint", "Delivery"),)), "segment", ("Families", "Retirees")).difference
    assert found.ci_high < 0
    assert found.ci_low <= told.size <= found.ci_high


def test_delivery_falls_short_of_what_was_expected(shop: Dataset) -> None:
    told = story("delivery_gap")
    others = tuple(("segment", name) for name in shop.values("segment") if name != "Retirees")
    row = expectation_gap(shop, Scope(where=(("touchpoint", "Delivery"), *others))).iloc[0]
    assert row["ci_low"] <= told.size <= row["ci_high"] < 0


@pytest.mark.parametrize(("name", "kpi"), [("mobile_checkout_csat", csat), ("mobile_checkout_csat_mean", csat_mean)])
def test_the_broken_mobile_checkout_annoys(shop: Dataset, name: str, kpi: Kpi) -> None:
    told = story(name)
    found = against_before(kpi, shop, told, told.where)
    assert found.ci_high < 0
    assert found.ci_low <= told.size <= found.ci_high


def test_the_broken_mobile_checkout_loses_orders(shop: Dataset) -> None:
    """Carts filled in the app are abandoned more often than in the five weeks before; those of the other channels are not."""
    told = story("mobile_checkout_orders")
    weeks = at(told.end) - at(told.start)
    periods = [Period("before", at(told.start) - weeks, at(told.start)), Period("during", at(told.start), at(told.end))]
    found = groups_of(kpi_named("cart_abandonment"), shop, Scope(), ("period", "channel"), None, periods)
    carts = {group.key: group.moments for group in found}
    app, web = (difference("share", carts["before", channel], carts["during", channel]) for channel in ("Mobile app", "Web"))
    assert app.ci_low > 0
    assert web.ci_low < 0 < web.ci_high


def weekly(data: Dataset, name: str, split: str | None = None, line: str | None = None) -> Series:
    """One line by week over all of the data."""
    found = timeline.build(timeline.measure_lines(data, name, Scope(), "week", split))
    return next(series for series in found.series if series.name == line)


def within(series: Series, *names: str) -> set[str]:
    """The weeks that overlap one of these stories."""
    told = [(at(story(name).start), at(story(name).end)) for name in names]
    return {point.key for point in series.points if any(point.start < end and point.end > start for start, end in told)}


def test_the_five_broken_weeks_of_the_app_are_marked_and_no_dip(shop: Dataset) -> None:
    """Beside them only weeks of the A/B test may be marked, whose variant B does lower abandonment, and one by chance."""
    series = weekly(shop, "cart_abandonment", "channel", "Mobile app")
    marked, broken = {point.key for point in series.marked}, within(series, "mobile_checkout_orders")
    assert len(broken) == 5 and broken <= marked
    assert all(point.judgement.above for point in series.marked if point.key in broken)
    assert len(marked - broken - within(series, "checkout_variant")) <= 1
    assert not marked & within(series, "summer_dip_2025", "new_year_dip_2025", "new_year_dip_2026")


def test_the_sentence_names_the_five_weeks(shop: Dataset) -> None:
    half_year = Scope(datetime(2026, 1, 1), datetime(2026, 7, 1))
    told = timeline.build(timeline.measure_lines(shop, "cart_abandonment", half_year, "week", "channel")).answer
    assert (
        "**Mobile app** stayed higher than usual in five weeks, three of them above the usual range, from 9 Mar to 12 Apr 2026;"
        " since then all is as usual."
    ) in told


@pytest.mark.parametrize("name", [*(kpi.name for kpi in KPIS if kpi.unit == "number"), "conversion", "cart_abandonment"])
def test_the_seasonal_dips_are_no_alarm(shop: Dataset, name: str) -> None:
    """Fewer visits are fewer customers, answers and events; the rates of a visit stay. Coming back is a visit, and is not asked here."""
    series = weekly(shop, name)
    dips = within(series, "summer_dip_2025", "new_year_dip_2025", "new_year_dip_2026")
    assert not dips & {point.key for point in series.marked if point.judgement.rule != ONE_SIDE}
