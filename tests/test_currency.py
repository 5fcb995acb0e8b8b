"""Amounts in different currencies are never added: found in the data, refused in every number, and counted again in plain Python loops."""
from __future__ import annotations

import math
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from cjm_core import calendar
from cjm_core.metrics import kpi_named, measure, unlike, whole
from cjm_core.metrics.comparison import compared
from cjm_core.result import records
from cjm_core.scope import Scope
from cjm_core.scoreboard import measure_scoreboard
from cjm_core.timeline import build, measure_lines
from tests.oracle import by

BEGIN, DAY = datetime(2025, 1, 1), timedelta(days=1)
MONEY = ("average_order_value", "revenue_per_customer")
COLUMN = "Order currency"


def orders(*amounts, column=COLUMN, **more):
    """One order a day, each of its own customer: (value, currency)."""
    rows = [{"customer_id": f"u{at}", "event_time": BEGIN + at * DAY, "touchpoint": "Order", "value": value, column: currency, **more}
            for at, (value, currency) in enumerate(amounts)]  # fmt: skip
    return [*rows, {"customer_id": "last", "event_time": BEGIN + len(rows) * DAY, "touchpoint": "Ad", "value": None, column: None}]


def of(currency, column=COLUMN):
    return Scope(where=((column, currency),))


def only(table):
    (row,) = records(table)
    return row


@pytest.mark.parametrize("column", ["currency", "Order Currency", "orderCurrency", "WÄHRUNG", "Devise", "valuta_code", "moneda", "ccy"])
def test_a_column_that_names_the_currency_is_found(build_dataset, column):
    data = build_dataset(orders((10, "EUR"), (20, "usd "), (30, "€"), column=column))
    assert data.currency_dimension.name == column
    assert (data.currencies, data.currency) == (("EUR", "USD"), None)


@pytest.mark.parametrize(("column", "values"), [
    ("country", ("NL", "US")), ("currency rate", ("1.05", "1.1")), ("Aufbewahrung", ("ja", "nein")),
    ("currency account", ("Savings", "Current account")),
])
def test_other_columns_are_not(build_dataset, column, values):
    data = build_dataset(orders(*((10, value) for value in values), column=column))
    assert (data.currency_dimension, data.currencies, data.currency) == (None, (), None)
    assert only(kpi_named("average_order_value")(data))["value"] == 10


@pytest.mark.parametrize("name", MONEY)
def test_two_currencies_are_no_number(build_dataset, name):
    data = build_dataset(orders((10, "EUR"), (20, "USD"), (30, "EUR")))
    row = only(kpi_named(name)(data))
    assert (row["value"], row["n"], row["status"]) == (None, 0, "undefined")
    assert row["reason"] == "amounts in EUR and USD are never added; choose one currency"


@pytest.mark.parametrize(("name", "value", "n", "excluded"), [
    ("average_order_value", 20.0, 2, {"other_currency": 1}),  # (10 + 30) / 2
    ("revenue_per_customer", 20.0, 2, {}),  # (10 + 30) / 2 customers who ever had euros
])
def test_one_of_them_is_one(build_dataset, name, value, n, excluded):
    """u0 also spends 500 dollars, which must not slip in; u2 only dollars."""
    rows = [*orders((10, "EUR"), (30, "EUR"), (20, "USD")),
            {"customer_id": "u0", "event_time": BEGIN, "touchpoint": "Order", "value": 500, COLUMN: "USD"}]  # fmt: skip
    data = build_dataset(rows)
    row = only(kpi_named(name)(data, of("EUR")))
    assert (row["value"], row["n"], row["excluded"]) == (value, n, excluded)
    parts = {part[COLUMN]: part for part in records(kpi_named(name)(data, by=(COLUMN,)))}
    assert set(parts) == {"EUR", "USD"}
    assert (parts["EUR"]["value"], parts["USD"]["value"]) == (value, 260.0)  # (500 + 20) / 2
    assert [data.currency_in(scope, "kr") for scope in (Scope(), of("EUR"))] == ["", "EUR"]


def test_where_all_is_in_one_currency_it_is_known(build_dataset):
    data = build_dataset(orders((10, "EUR"), (20, "eur"), (30, "€")))
    assert (data.currency, only(kpi_named("average_order_value")(data))["value"]) == ("EUR", 20)
    assert [data.currency_in(Scope(), usual) for usual in ("", "€", "$")] == ["EUR", "€", "EUR"]  # $10 would be wrong


def test_amounts_without_a_currency_are_another_one(build_dataset):
    """… beside those that have one; 0 without a currency is 0 in any."""
    some = build_dataset(orders((10, "EUR"), (20, None)))
    assert "EUR and amounts without a currency" in only(kpi_named("revenue_per_customer")(some))["reason"]
    assert {part[COLUMN]: part["value"] for part in records(kpi_named("average_order_value")(some, by=(COLUMN,)))} == {"EUR": 10, None: 20}
    free = build_dataset(orders((10, "EUR"), (0, None)))
    assert only(kpi_named("average_order_value")(free))["value"] == 5


def test_a_difference_between_currencies_is_none(build_dataset):
    rows = [row | {"country": country} for country, currency in (("NL", "EUR"), ("US", "USD"))
            for row in orders(*((value, currency) for value in range(10, 50)))]  # fmt: skip
    for row in rows:
        row["customer_id"] += row["country"]
    data = build_dataset(rows)
    for split, groups in (("country", ("NL", "US")), (COLUMN, ("EUR", "USD"))):
        found = compared(kpi_named("average_order_value"), data, Scope(), split, groups)
        assert found.rows["value"].tolist() == [29.5, 29.5]
        assert (found.difference.value, found.difference.reason) == (None, "amounts in EUR and USD cannot be compared")
    assert compared(kpi_named("conversion"), data, Scope(), "country", ("NL", "US")).difference.value == 0
    euros, dollars = (whole(kpi_named("average_order_value"), data, of(name)) for name in ("EUR", "USD"))
    assert unlike(kpi_named("average_order_value"), euros, euros) is None
    assert unlike(kpi_named("average_order_value"), euros, dollars)


def test_trends_say_why_there_is_no_line(build_dataset):
    lines = measure_lines(build_dataset(orders((20, "EUR"), (30, "USD"))), "average_order_value", Scope(), "month")
    assert build(lines).answer == (
        "**Average order** cannot be measured here: amounts in EUR and USD are never put in one line; choose one currency."
    )


def test_a_line_does_not_change_its_currency(build_dataset):
    """January in euros, February in dollars: two numbers, no line; the scoreboard shows February and no change."""
    amounts = [(value, "EUR") for value in range(10, 41)] + [(value, "USD") for value in range(110, 138)]
    data = build_dataset([*orders(*amounts), {"customer_id": "u0", "event_time": datetime(2025, 3, 1), "touchpoint": "Ad"}])
    for name in MONEY:
        table = kpi_named(name)(data, by=("month",)).head(2)
        assert set(table["reason"]) == {"amounts in EUR and USD are never put in one line; choose one currency"}
        assert table["value"].isna().all()
        euros = records(kpi_named(name)(data, of("EUR"), by=("month",)))
        assert euros[0]["value"] == pytest.approx(25)  # the mean of 10 … 40
        february = Scope(datetime(2025, 2, 1), datetime(2025, 3, 1))
        card = next(card for card in measure_scoreboard(data, february).cards if card.name == name)
        assert (card.change, card.course) == (None, (None, card.value))
        assert card.value == pytest.approx(123.5)  # the mean of 110 … 137


# ---- random amounts, counted in plain loops --------------------------------------------------------------------------
CURRENCIES = st.sampled_from(["EUR", "EUR", "USD", "usd", None])
VALUES = st.sampled_from([None, None, 0, 5, 20, -5])
EVENT = st.tuples(st.integers(1, 4), st.integers(0, 75), VALUES, CURRENCIES)


def code(currency):
    return "" if currency is None else currency.upper()


def population(events, chosen):
    """Everybody with an event that carries the currency; everybody where none was chosen."""
    return {event[0] for event in events if chosen is None or event[3] == chosen}


def amounts(events, chosen, nobody=False):
    """The events of the population whose amount counts. `nobody` asks for the amounts without a currency."""
    who = {event[0] for event in events if event[3] is None and event[2]} if nobody else population(events, chosen)
    return [event for event in events if event[0] in who and (event[3] is None if nobody else chosen is None or event[3] == chosen)]


def named(counted):
    return {code(event[3]) for event in counted if event[2] is not None and (event[2] or event[3])}


def average_order_value(events, everything, chosen, nobody=False):
    there = [event for event in amounts(everything, chosen, nobody) if event in events]
    kept = [event for event in there if event[2] is not None and event[2] >= 0]
    if not kept or len(named(kept)) > 1:
        return 0, None
    return len(kept), sum(event[2] for event in kept) / len(kept)


def revenue_per_customer(events, everything, chosen, nobody=False):
    counted = amounts(everything, chosen, nobody)
    who = {event[0] for event in everything if event[3] is None and event[2]} if nobody else population(everything, chosen)
    spent = [sum(event[2] or 0 for event in mine if event in counted)
             for customer, mine in by(events, lambda event: event[0]).items() if customer in who]  # fmt: skip
    if not spent or len(named([event for event in counted if event in events])) > 1:
        return 0, None
    return len(spent), sum(spent) / len(spent)


ORACLES = {"average_order_value": average_order_value, "revenue_per_customer": revenue_per_customer}


@trying(max_examples=15, deadline=None, phases=(Phase.reuse, Phase.generate), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=st.lists(EVENT, min_size=4, max_size=25))
def test_against_the_oracle(build_dataset, found):
    # No two rows alike, so that `in` finds a row again; something of everything, so that column and KPIs are there.
    found = [*found, (9, 3, 7, "EUR"), (9, 40, 7, "EUR"), (8, 0, 1, "USD"), (8, 75, None, None)]
    events = [(who, day + at / 1000, value, currency) for at, (who, day, value, currency) in enumerate(found)]
    data = build_dataset([{"customer_id": f"u{who}", "event_time": BEGIN + day * DAY, "touchpoint": "Order", "value": value, "currency": currency}
                          for who, day, value, currency in events])  # fmt: skip
    months = [(month.start, month.end) for month in calendar.grid(BEGIN, BEGIN + 76 * DAY, "month")]
    for name, oracle in ORACLES.items():
        kpi = kpi_named(name)
        same(kpi(data), oracle(events, events, None))
        for chosen in sorted({event[3] for event in events if event[3]}):
            scope = Scope(where=(("currency", chosen),))
            same(kpi(data, scope), oracle(events, events, chosen))
            parts = kpi(data, by=("currency",))
            part, expected = parts[parts["currency"] == chosen], oracle(events, events, chosen)
            assert len(part) or not expected[0]
            for _ in range(len(part)):
                same(part, expected)
            for start, end in months:
                there = [event for event in events if start <= BEGIN + event[1] * DAY < end]
                same(measure(kpi, data, scope.within(start, end)), oracle(there, events, chosen))
        none = parts[parts["currency"].isna()]
        expected = oracle(events, events, None, nobody=True)
        assert len(none) or not expected[0]
        for _ in range(len(none)):
            same(none, expected)


def same(table, expected):
    row = only(table)
    assert (row["n"], math.nan if row["value"] is None else row["value"]) == (expected[0], pytest.approx(
        math.nan if expected[1] is None else expected[1], nan_ok=True))  # fmt: skip
