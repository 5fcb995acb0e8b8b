"""Golden numbers of the KPIs of events through the ordinary import. O-…: docs/metrics.md#10; otherwise the arithmetic stands beside it."""
from datetime import datetime

import pytest

from cjm_core.errors import BadInput
from cjm_core.metrics import kpi_named
from cjm_core.scope import Scope
from tests.test_kpis import BEGIN, DAY, HOUR, MINUTE, line, values, whole


def at(customer, *moments, touchpoint="A", **same):
    """Events of one customer at these times after the beginning."""
    return [{"customer_id": customer, "event_time": BEGIN + moment, "touchpoint": touchpoint, **same} for moment in moments]


def test_reach_and_frequency(build_dataset):
    """O-AWR-1, a tenth of it: A meets 300, B 250, 70 both, so 480 and not 550; 1,200 events are 2.5 each."""
    rows = [row for who in range(300) for row in line(who, "0A")] + [row for who in range(230, 480) for row in line(who, "1B")]
    rows += [row for who in range(480) for row in line(who, *["2A" if who < 300 else "2B"] * (1 + (who < 170)))]
    data = build_dataset(rows)
    assert values("reach", data, "touchpoint") == {"A": 300, "B": 250}
    assert whole("reach", data)["value"] == 480
    assert whole("events_per_customer", data)["value"] == 2.5


def test_new_customers(build_dataset):
    """O-AWR-1: of 500 in the period 180 are seen for the first time, 40 of them too near the start of the data: 140 of 460."""
    rows = [row for who in range(320) for row in line(f"old{who}", "0A", "40A")]
    rows += [row for who in range(40) for row in line(f"unknown{who}", "15A")] + [row for who in range(140) for row in line(f"new{who}", "45A")]
    found = whole("new_customer_rate", build_dataset(rows), Scope(BEGIN + 10 * DAY, BEGIN + 60 * DAY))
    assert (found["n"], found["numerator"], found["excluded"]) == (460, 140, {"history_too_short": 40})
    assert found["value"] == pytest.approx(.304348, abs=5e-7)


def test_first_touch(build_dataset):
    """O-AWR-1: 60 search, 25 social, 15 unknown, which stays a part of its own."""
    rows = [row for who in range(100) for row in line(who, "0A", channel="search" if who < 60 else "social" if who < 85 else None)]
    rows += [row for who in range(100) for row in line(who, "1B", channel="mail")]  # no second touch matters
    frame = kpi_named("first_touch_share")(build_dataset(rows), by=("channel",))
    assert dict(zip(frame["channel"].fillna("unknown"), frame["value"], strict=True)) == {"search": .6, "social": .25, "unknown": .15}
    assert frame["n"].tolist() == [100] * 3


def test_sessions(build_dataset):
    """O-ENG-1: 120 customers with 200 sessions, 110 of them of one event: 55 % and 1.6667 a customer."""
    sessions = [(who, day) for day in (0, 3) for who in range(120 if day == 0 else 80)]
    rows = []
    for number, (who, day) in enumerate(sessions):
        rows += at(who, day * DAY, *([day * DAY + MINUTE] if number >= 110 else []))
    data = build_dataset(rows)
    found = whole("bounce_rate_single_event", data)
    assert (found["n"], found["value"]) == (200, .55)
    assert whole("sessions_per_customer", data)["value"] == pytest.approx(1.6667, abs=5e-5)


@pytest.mark.parametrize(("gap", "sessions"), [(30 * MINUTE, 1), (30 * MINUTE + MINUTE / 60, 2), (31 * MINUTE, 2)])
def test_a_pause_of_exactly_30_minutes_is_no_new_session(build_dataset, gap, sessions):
    """docs/metrics.md#2.2: only a longer one is; midnight plays no part."""
    late = 23 * HOUR + 50 * MINUTE
    assert whole("sessions_per_customer", build_dataset(at("u1", late, late + gap)))["value"] == sessions


def test_conversion_and_goal(build_dataset):
    """Of four, two order (b and c) and three reach B."""
    data = build_dataset([*line("a", "0A", "1B"), *line("b", "0A", "1C=9"), *line("c", "0B", "2B", "3C=0"), *line("d", "0A", "1B")])
    assert whole("conversion", data)["value"] == .5
    assert whole("conversion", data, goal="B")["value"] == .75
    assert whole("conversion", data, Scope(BEGIN + 3 * DAY), goal="C")["n"] == 1
    assert whole("time_to_convert", data)["value"] == 2 * 86_400  # one day and three
    assert whole("time_to_convert", data)["excluded"] == {"not_converted": 2}
    assert whole("time_to_convert", data, goal="B")["value"] == 86_400  # one, none and one
    with pytest.raises(BadInput, match=r"'Z'.*A, B, C"):
        kpi_named("conversion")(data, goal="Z")
    named = build_dataset([*line("a", "0A", "1B"), *line("b", "0A")], roles={"goal": "B"})
    assert whole("conversion", named)["value"] == .5


def test_orders(build_dataset):
    """Orders 20, 40 and 30 and a refund of 20, which is no order: 90 / 3 an order, 70 / 3 a customer."""
    data = build_dataset([*line("a", "0A=20", "1A=40", "2R=-20"), *line("b", "0A=30"), *line("c", "0A")])
    assert whole("average_order_value", data)["value"] == 30
    assert whole("revenue_per_customer", data)["value"] == pytest.approx(70 / 3)
    assert whole("conversion", data)["value"] == pytest.approx(2 / 3)
    named = build_dataset([*line("a", "0A=20", "1B"), *line("b", "0B=10")], roles={"order": "B"})  # B is the order: one without a value
    found = whole("average_order_value", named)
    assert (found["value"], found["excluded"]) == (10, {"missing": 1})


def test_repeat_rate(build_dataset):
    """O-RPR-1: 1, 1, 2, 3 and 1 orders."""
    rows = [row for who, orders in enumerate([1, 1, 2, 3, 1]) for row in line(who, *[f"{day}A=5" for day in range(orders)])]
    data = build_dataset([*rows, *line("looks", "0A")])
    assert (whole("repeat_rate", data)["value"], whole("repeat_rate", data)["n"]) == (.4, 5)
    assert whole("repeat_rate", data, Scope(BEGIN, BEGIN + DAY))["value"] == 0


def test_carts(build_dataset):
    """O-CART: 100 carts, 30 of them ordered; the carts of the last day are too recent to judge."""
    rows = [row for who in range(100) for row in line(who, "0C", *(["0.9O=5"] if who < 30 else []))]
    rows += [*line("late", "39.5C"), *line("late too", "39.5C", "40O=5")]
    data = build_dataset(rows, roles={"cart": "C"})
    found = whole("cart_abandonment", data)
    assert (found["value"], found["n"], found["excluded"]) == (pytest.approx(70 / 101), 101, {"too_recent": 1})
    assert whole("cart_abandonment", data, Scope(BEGIN, BEGIN + DAY))["value"] == .7


def test_what_one_cart_is(build_dataset):
    """Cart events without an order or a day's pause between them are one cart; an order after 24 hours is not its own."""
    data = build_dataset([
        *line("one", "0C", "0.5C", "1.4O=5"), *line("two", "0C", "0.5O=5", "0.6C", "1.6O=5"), *line("paused", "0C", "1.1C"),
        *line("late", "0C", "1.01O=5"), *line("end", "9A"),
    ], roles={"cart": "C"})  # fmt: skip
    found = whole("cart_abandonment", data)
    assert (found["n"], found["numerator"]) == (6, 3)  # paused twice and late


def test_back_within_30_days(build_dataset):
    """O-RET-3's customers as far as our windows go: day 1–30 a, b, c and e of five, day 30 or later e; f and g are too young."""
    lines = {"a": "0A 1A 3A 7A", "b": "0A 1A", "c": "0A 7A 14A", "d": "0A", "e": "0A 2A 30A", "f": "35A 36A", "g": "40A"}
    data = build_dataset([row for who, steps in lines.items() for row in line(who, *steps.split())])
    for name, back in (("retention_30d", 4), ("retention_unbounded", 1)):
        found = whole(name, data)
        assert (found["n"], found["numerator"], found["excluded"]) == (5, back, {"too_recent": 2})


def test_churn(build_dataset):
    """Without a period: the last 90 days, days 91–180 of 181. a and b were there in the 90 before; b is gone, c came later."""
    data = build_dataset([*line("start", "0A"), *line("a", "50A", "100A"), *line("b", "90A"), *line("c", "95A", "180A")])
    found = whole("churn", data)
    assert (found["n"], found["numerator"]) == (2, 1)
    early = whole("churn", data, Scope(BEGIN + 80 * DAY, BEGIN + 170 * DAY))  # nobody saw the 90 days before it
    assert (early["status"], early["excluded"]) == ("undefined", {"not_observed": 2})
    month = whole("churn", data, Scope(BEGIN + 150 * DAY, BEGIN + 180 * DAY))  # there from day 60 on; seen again from day 90 on
    assert (month["n"], month["numerator"]) == (3, 0)
    assert whole("churn", data, Scope(BEGIN + 150 * DAY, BEGIN + 200 * DAY))["excluded"] == {"not_observed": 3}


def test_churn_at_the_touchpoint_where_they_were_before(build_dataset):
    """Somebody who is lost has no touchpoint afterwards, so the one before counts."""
    data = build_dataset([*line("start", "0A"), *line("a", "50A", "100B"), *line("b", "60B"), *line("c", "180A")])
    assert values("churn", data, "touchpoint") == {"A": 0, "B": 1}


def test_stage_conversion(build_dataset):
    """Three see the ad, two go on to the cart's stage, one of them to delivery's; nothing comes after that."""
    steps = {"a": ["Ad"], "b": ["Ad", "Cart"], "c": ["Ad", "Cart", "Delivery"], "d": ["Cart", "Ad"]}
    rows = [row for who, names in steps.items() for day, name in enumerate(names) for row in at(who, day * DAY, touchpoint=name)]
    data = build_dataset(rows)
    found = kpi_named("stage_conversion")(data, by=("stage",)).set_index("stage")
    assert found.loc["Discover", ["n", "numerator"]].tolist() == [4, 2]  # d's cart came first
    assert found.loc["Buy", ["n", "numerator"]].tolist() == [3, 1]
    assert found.loc["Receive", "excluded"] == {"last_stage": 1}
    assert whole("stage_conversion", data)["value"] == pytest.approx(3 / 7)


def test_a_stage_counts_a_customer_once(build_dataset):
    """Cart and payment are one stage: whoever meets both is one customer of it."""
    met = [("a", 0, "Ad"), ("a", 1, "Cart"), ("a", 2, "Payment"), ("b", 1, "Cart")]
    data = build_dataset([row for who, day, name in met for row in at(who, day * DAY, touchpoint=name)])
    for name in ("reach", "events_per_customer", "new_customer_rate", "bounce_rate_single_event"):
        frame = kpi_named(name)(data, by=("stage",)).set_index("stage")
        assert frame.loc["Buy", "n"] + sum(frame.loc["Buy", "excluded"].values()) == (3 if name.startswith("bounce") else 2)


def test_periods(build_dataset):
    """Empty months are there, the running one says so, and times are in UTC."""
    data = build_dataset([*line("a", "0A", "70A"), {"customer_id": "b", "event_time": "2025-01-31T23:30:00-02:00", "touchpoint": "A"}])
    frame = kpi_named("reach")(data, by=("month",))
    assert frame["month"].tolist() == ["2025-01", "2025-02", "2025-03"]
    assert frame["n"].tolist() == [1, 1, 1]
    assert frame["reason"].fillna("").tolist() == ["", "", "period not finished"]
    weeks = kpi_named("reach")(data, Scope(datetime(2025, 2, 3), datetime(2025, 2, 17)), ("week",))
    assert weeks["week"].tolist() == ["2025-02-03", "2025-02-10"]
    assert weeks["status"].tolist() == ["undefined"] * 2
    assert kpi_named("reach")(data, by=("quarter",))["quarter"].tolist() == ["2025-Q1"]
    assert len(kpi_named("reach")(data, by=("day",))) == 71


@pytest.mark.parametrize(("by", "said"), [(("colour",), "'colour'.*touchpoint, stage"), (("month", "week"), "at a time"),
                                          (("stage", "stage"), "once")])  # fmt: skip
def test_refuses(build_dataset, by, said):
    with pytest.raises(BadInput, match=said):
        kpi_named("reach")(build_dataset(line("a", "0A")), by=by)
