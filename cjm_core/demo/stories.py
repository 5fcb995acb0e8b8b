"""What is planted in the demo data, with its true size. The generator draws from these constants: they cannot drift apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from cjm_core.demo.shop import END, START

# The pieces of a score's distribution that stories do not touch: only the share of satisfied (or "easy") answers moves.
CSAT_LOW: Final = (0.2, 0.3, 0.5)  # 1, 2, 3
CSAT_HIGH: Final = (0.45, 0.55)  # 4, 5
CES_LOW: Final = (0.1, 0.2, 0.3, 0.4)  # 1 … 4
CES_HIGH: Final = (0.3, 0.4, 0.3)  # 5, 6, 7
CSAT_SPREAD: Final = 4.55 - 2.30  # mean of the satisfied minus mean of the others: points per 100 % of satisfied
CES_SPREAD: Final = 6.0 - 3.0

SATISFIED: Final = {
    "Social post": 0.70, "Search": 0.72, "Product page": 0.77,
    "Reviews": 0.75, "Advice": 0.85, "Cart": 0.70, "Checkout": 0.52,
    "Order": 0.82, "Delivery": 0.62, "Unboxing": 0.92,
    "Setup guide": 0.69, "Support chat": 0.65, "Loyalty club": 0.80, "Return": 0.60,
}  # fmt: skip
EASY: Final = {"Checkout": 0.46, "Setup guide": 0.66, "Support chat": 0.42, "Return": 0.52}
EXPECTED: Final = {"Product page": 0.74, "Checkout": 0.72, "Delivery": 0.82, "Unboxing": 0.74, "Support chat": 0.69}
# detractors, passives; the rest are promoters. "" is the relationship as a whole.
NPS: Final = {"": (0.24, 0.33), "Order": (0.16, 0.36), "Delivery": (0.32, 0.34), "Support chat": (0.29, 0.35)}

BREAK_START, BREAK_END = date(2026, 3, 9), date(2026, 4, 13)
BREAK_ORDER_FACTOR: Final = 0.2
BREAK_CSAT_DROP: Final = 0.40  # share of satisfied answers
SUPPORT_START: Final = date(2026, 2, 2)
SUPPORT_LIFT: Final = 0.22  # share of easy answers
TEST_START, TEST_END = date(2025, 9, 1), date(2025, 12, 16)
ORDER_SHARE: Final = 0.60  # of those who reach checkout, everywhere but in the two stories
VARIANT_LIFT: Final = 0.12
RETIREES_DROP: Final = 0.30  # share of satisfied answers at delivery
SUMMER_FACTOR, NEW_YEAR_FACTOR = 0.65, 0.70


@dataclass(frozen=True)
class Story:
    """One planted effect. `end` is exclusive; `size` is in `unit` and means: there, against `against`."""

    name: str
    what: str
    where: tuple[tuple[str, str], ...]
    start: date
    end: date
    size: float
    unit: str
    against: str


MOBILE_CHECKOUT: Final = (("touchpoint", "Checkout"), ("channel", "Mobile app"))
SUPPORT: Final = (("touchpoint", "Support chat"),)
RETIREES_DELIVERY: Final = (("touchpoint", "Delivery"), ("segment", "Retirees"))
BEFORE, OTHERS = "before and after", "the other segments"

STORIES: Final[tuple[Story, ...]] = (
    Story("mobile_checkout_orders", "The mobile checkout breaks: orders per checkout are multiplied by the size", MOBILE_CHECKOUT,
          BREAK_START, BREAK_END, BREAK_ORDER_FACTOR, "factor", BEFORE),
    Story("mobile_checkout_csat", "While it is broken, fewer are satisfied with it (4 or 5 of 5)", MOBILE_CHECKOUT,
          BREAK_START, BREAK_END, -BREAK_CSAT_DROP, "share of answers", BEFORE),
    Story("mobile_checkout_csat_mean", "The same as a mean of the 1–5 answers", MOBILE_CHECKOUT,
          BREAK_START, BREAK_END, -BREAK_CSAT_DROP * CSAT_SPREAD, "points of 1–5", BEFORE),
    Story("support_ces", "A change at support: more find the chat easy (5, 6 or 7 of 7)", SUPPORT,
          SUPPORT_START, END, SUPPORT_LIFT, "share of answers", "before"),
    Story("support_ces_mean", "The same as a mean of the 1–7 answers", SUPPORT,
          SUPPORT_START, END, SUPPORT_LIFT * CES_SPREAD, "points of 1–7", "before"),
    Story("checkout_variant", "Variant B: more of those who reach checkout in the test order", (("variant", "B"),),
          TEST_START, TEST_END, VARIANT_LIFT, "share of customers", "variant A"),
    Story("retirees_delivery", "Retirees are unhappy at delivery, and only there", RETIREES_DELIVERY,
          START, END, -RETIREES_DROP, "share of answers", OTHERS),
    Story("retirees_delivery_mean", "The same as a mean of the 1–5 answers", RETIREES_DELIVERY,
          START, END, -RETIREES_DROP * CSAT_SPREAD, "points of 1–5", OTHERS),
    Story("delivery_gap", "Delivery falls short of what was expected (experience minus expectation, all but retirees)",
          (("touchpoint", "Delivery"),), START, END, (SATISFIED["Delivery"] - EXPECTED["Delivery"]) * CSAT_SPREAD,
          "points of 1–5", "expectation"),
    Story("summer_dip_2025", "Holidays: fewer visits, nothing else changes, not an alarm", (),
          date(2025, 7, 1), date(2025, 9, 1), SUMMER_FACTOR, "factor", BEFORE),
    Story("new_year_dip_2025", "After New Year: fewer visits, nothing else changes, not an alarm", (),
          date(2025, 1, 1), date(2025, 1, 15), NEW_YEAR_FACTOR, "factor", "after"),
    Story("new_year_dip_2026", "The same a year later", (),
          date(2026, 1, 1), date(2026, 1, 15), NEW_YEAR_FACTOR, "factor", BEFORE),
)  # fmt: skip


def story(name: str) -> Story:
    """The story of that name. Raises KeyError when there is none."""
    return {one.name: one for one in STORIES}[name]
