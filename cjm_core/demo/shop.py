"""The made-up shop: its touchpoints, channels, customers' groups and calendar. Plain constants, nothing random."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

START: Final = date(2025, 1, 1)
END: Final = date(2026, 7, 1)  # exclusive
DAYS: Final = (END - START).days
DAY: Final = 86_400  # seconds

STAGES: Final[dict[str, tuple[str, ...]]] = {
    "Discover": ("Ad", "Social post", "Search"),
    "Compare": ("Product page", "Reviews", "Advice"),
    "Buy": ("Cart", "Checkout", "Order"),
    "Receive": ("Delivery", "Unboxing"),
    "Use": ("Setup guide", "Support chat"),
    "Stay": ("Loyalty club", "Return"),
}
TOUCHPOINTS: Final = tuple(touchpoint for stage in STAGES.values() for touchpoint in stage)
STAGE_OF: Final = tuple(stage for stage, touchpoints in STAGES.items() for _ in touchpoints)
CHANNELS: Final = ("Web", "Mobile app", "Store", "Phone")
SEGMENTS: Final = ("Families", "Young professionals", "Business", "Retirees")
LANGUAGES: Final = ("English", "German", "French", "Spanish", "Dutch")

SEGMENT_SHARE: Final = (0.36, 0.30, 0.14, 0.20)
LANGUAGE_SHARE: Final = (0.44, 0.22, 0.14, 0.10, 0.10)
CHANNEL_SHARE: Final = (  # of a customer's usual channel, by segment
    (0.40, 0.42, 0.14, 0.04),
    (0.33, 0.57, 0.08, 0.02),
    (0.58, 0.22, 0.08, 0.12),
    (0.40, 0.24, 0.24, 0.12),
)
BASKET: Final = (1.0, 0.85, 1.9, 1.05)  # order value against the shop's, by segment
MEDIAN_ORDER: Final = 78.0  # EUR

MEAN_COST: Final = {"Ad": 0.62, "Social post": 0.24, "Support chat": 6.40, "Return": 8.90}  # EUR per event

# Share of the events of a touchpoint that are followed by an answer. Nothing is ever asked about ads.
ANSWER_RATE: Final = {
    "Social post": 0.06, "Search": 0.035, "Product page": 0.02,
    "Reviews": 0.05, "Advice": 0.08, "Cart": 0.05, "Checkout": 0.225,
    "Order": 0.15, "Delivery": 0.35, "Unboxing": 0.28,
    "Setup guide": 0.24, "Support chat": 0.52, "Loyalty club": 0.17, "Return": 0.10,
}  # fmt: skip


def number_of(touchpoint: str) -> int:
    """Position of a touchpoint in `TOUCHPOINTS`."""
    return TOUCHPOINTS.index(touchpoint)


def by_touchpoint(values: dict[str, float], otherwise: float = 0.0) -> NDArray[np.float64]:
    """One value per touchpoint, in the order of `TOUCHPOINTS`."""
    return np.array([values.get(touchpoint, otherwise) for touchpoint in TOUCHPOINTS])


def second_of(day: date) -> int:
    """Seconds from the start of the data to the start of a day."""
    return (day - START).days * DAY
