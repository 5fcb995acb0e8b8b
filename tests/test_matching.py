"""Names that mean the same, many names in few groups, and headers that drifted: proposals that a person confirms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjm_core.understanding.matching import MOST_NAMES, OTHER, GroupRule, alike, drifted, fits, grouped, propose_rules, similar


@pytest.mark.parametrize(("found", "kept"), [
    ("check out", "Checkout"), ("Customer service", "Customer support"), ("Kundendienst", "Support"), ("Shipping", "Delivery"), ("Returns", "Return"),
    ("product_pages", "Product page"), ("Web site visits", "Website visit"), ("Confirmation of the order", "Order confirmation"),
    ("DELIVERY", "Delivery"),
    ("Warenkorb", "Cart"), ("Delivry", "Delivery"),
])  # fmt: skip
def test_one_thing_under_two_names_is_offered(found: str, kept: str) -> None:
    assert [(match.found, match.kept) for match in similar([kept, "Something else"], [found])] == [(found, kept)]


@pytest.mark.parametrize(("found", "kept"), [("Boarding gate 1", "Boarding gate 2"), ("Payment", "Delivery"), ("Store", "Website"), ("", "Delivery"),
("!!", "??"), ("Cart", "Car")])
def test_two_things_are_not(found: str, kept: str) -> None:
    assert similar([kept], [found]) == ()


def test_equal_names_need_no_match_and_each_is_offered_once() -> None:
    matches = similar(["Delivery", "Support", "Customer support"], ["Delivery", "Customer service"])
    assert [(match.found, match.kept, match.score) for match in matches] == [("Customer service", "Customer support", 100.0)]


@given(st.text(max_size=30), st.text(max_size=30))
def test_likeness_is_a_share_and_does_not_depend_on_the_order(first: str, second: str) -> None:
    assert alike(first, second) == pytest.approx(alike(second, first))
    assert 0 <= alike(first, second) <= 100


NAMES = {
    "/product/1": 5, "/product/2": 6, "https://shop.example/Product/9?from=x": 2, "/cart": 3, "/": 4, "Order 12345 created": 3,
    "Order 777 created": 1, "Order cancelled": 2, "Ticket #4411": 1, "Ticket #4412": 1,
    "INV-2041 sent": 1, "INV-2042 sent": 2, "Step 1": 2, "Step 2": 3, "Home": 9,
    "Order 5b0c2e7e-8f6a-4a55-9d0e-0f6f4e1f2a3b created": 1, "1234": 1, "5678": 1,
    "Parcel 998877": 1,
}  # fmt: skip


def test_rules_for_addresses_and_ids_are_proposed_and_applied() -> None:
    rules = propose_rules(NAMES)
    assert rules == (
        GroupRule("path", "/product/*", "Product page"), GroupRule("ids", "order * created", "Order created"), GroupRule("ids", "* sent", "Sent"),
        GroupRule("ids", "ticket *", "Ticket"),
    )  # fmt: skip
    renames = grouped(NAMES, rules)
    assert renames == {
        "/product/1": "Product page", "/product/2": "Product page", "https://shop.example/Product/9?from=x": "Product page",
        "Order 12345 created": "Order created", "Order 777 created": "Order created",
        "Order 5b0c2e7e-8f6a-4a55-9d0e-0f6f4e1f2a3b created": "Order created", "Ticket #4411": "Ticket", "Ticket #4412": "Ticket",
        "INV-2041 sent": "Sent", "INV-2042 sent": "Sent",
    }  # fmt: skip


@pytest.mark.parametrize(("rule", "fitting", "others"), [
    (GroupRule("contains", "Order", "x"), ["my order", "ORDERED"], ["ord"]), (GroupRule("begins", "order", "x"), ["Order 1"], ["my order"]),
    (GroupRule("path", "/a/*", "x"), ["/a/b", "/A/b/c", "https://x.example/a/b"], ["/a", "/b/a", "a/b", "Home"]),
    (GroupRule("path", "/a/*/c", "x"), ["/a/b/c"], ["/a/b", "/a/b/d"]), (GroupRule("path", "/", "x"), ["/", "https://x.example/"], ["/a"]),
    (GroupRule("contains", "", "x"), [], ["anything", ""]), (GroupRule("path", "*", "x"), [], ["/a"]),
    (GroupRule("contains", "(.*", "x"), ["a(.*b"], ["ab"]),
])  # fmt: skip
def test_rules_are_plain_words_and_paths(rule: GroupRule, fitting: list[str], others: list[str]) -> None:
    assert [name for name in [*fitting, *others] if fits(rule, name)] == fitting


@given(st.dictionaries(st.text(min_size=1, max_size=8), st.integers(1, 99), max_size=60), st.integers(1, 40))
def test_never_more_than_the_most(names: dict[str, int], most: int) -> None:
    renames = grouped(names, (), most)
    assert len({renames.get(name, name) for name in names}) <= max(most, 1)
    kept = [names[name] for name in names if name not in renames]
    assert all(names[name] <= min(kept, default=0) or name == OTHER for name in renames) or not kept


def test_the_rarest_become_the_rest_and_saved_groups_stay() -> None:
    names = {f"n{place}": place + 1 for place in range(40)} | {"rare": 1}
    renames = grouped(names, (GroupRule("contains", "rare", "Rare"),))
    left = {renames.get(name, name) for name in names}
    assert len(left) == MOST_NAMES and {"Rare", OTHER, "n39"} <= left and "n0" not in left
    assert grouped({"a": 1, "b": 2}, ()) == {}


def test_drifted_headers() -> None:
    before = ["Q1 How satisfied are you?", "Delivery", "csat_app", "Q7_1", "Region", "Q8 How was our service desk?"]
    now = ["Q1 How satisfied were you?", "csat-app", "Q7_2", "Region", "Q9 How was our service desk?", "Country"]
    assert [(old, new) for old, new, _ in drifted(before, now)] == [
        ("csat_app", "csat-app"), ("Q8 How was our service desk?", "Q9 How was our service desk?"),
        ("Q1 How satisfied are you?", "Q1 How satisfied were you?"),
    ]  # fmt: skip
