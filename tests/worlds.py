"""A small made-up world with everything a KPI can meet: segments, channels, orders, refunds, carts, answers of every state."""
from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

FIRST, LAST = datetime(2025, 1, 1), datetime(2025, 8, 31, 18)  # held by somebody of every segment, so that no part of it ends earlier
SEGMENTS, CHANNELS = ("A", "B", None), ("web", "shop", None)
ASKED_AT = ("Checkout", "Delivery", "Support chat")
STEPS = ("Ad", "Newsletter", "Product page", "Cart", "Checkout", "Delivery", "Support chat", "Return")
ROLES = {"cart": "Cart"}  # an order is an event with a value
Row = dict[str, Any]


def events(customers: int = 300, seed: int = 1) -> list[Row]:
    """Three journeys a customer or fewer; no two events of the world at the same time."""
    random, rows, ticks = Random(seed), [], iter(range(10**6))
    span = (LAST - FIRST).total_seconds() - 86_400 * 25
    for number in range(customers):
        for journey in range(random.choice((1, 1, 2, 3))):
            at = FIRST + timedelta(seconds=60 + random.random() * span)
            for touchpoint in STEPS[random.randrange(2) : random.randint(2, len(STEPS))]:
                at += timedelta(seconds=random.choice((90, 1500, 1800, 2400, 90_000)))
                rows.append(event(number, journey, at + timedelta(microseconds=next(ticks)), touchpoint, random))
    rows += [event(number, 0, moment + timedelta(microseconds=number), "Ad", random) for number in range(3) for moment in (FIRST, LAST)]
    return rows


def event(customer: int, journey: int, at: datetime, touchpoint: str, random: Random) -> Row:
    worth = {"Checkout": random.choice((None, 20, 35.5, 120)), "Return": random.choice((None, -20))}
    return {
        "customer_id": f"c{customer}", "journey_id": f"c{customer}-{journey}", "event_time": at, "touchpoint": touchpoint,
        "channel": random.choice(CHANNELS), "segment": SEGMENTS[customer % 3], "value": worth.get(touchpoint),
    }  # fmt: skip


def answers(customers: int = 300, seed: int = 2, relationship: bool = True) -> list[Row]:
    """NPS of the whole relationship, CSAT, CES and expectation at touchpoints; without `relationship` NPS is asked there too.

    Some answers are blank, out of scale, without date or without customer, some are repeated on the same day.
    """
    random, rows = Random(seed), []
    for number in range(int(customers * 1.6)):
        who = random.randrange(customers)
        at = FIRST + (LAST - FIRST) * random.random()
        row = {"customer_id": f"c{who}", "answered_at": at, "segment": SEGMENTS[who % 3], "channel": random.choice(CHANNELS)}
        if number % 4 == 0 and relationship:
            rows.append({**row, "nps": random.choice((*range(11), None, 11))})
            continue
        for again in range(1 + (number % 9 == 0)):
            row["answered_at"] = (row["answered_at"] if again else at).replace(hour=5 + again)
            rows.append({**row, "touchpoint": random.choice(ASKED_AT), **_ratings(random, relationship)})
    for at, row in enumerate(rows):
        row |= {"response_id": f"r{at}", "language": random.choice(("en", "de"))}
        row |= {"customer_id": None} if at % 23 == 0 else {"answered_at": None} if at % 29 == 0 else {}
        if row.get("answered_at"):  # no two answers at the same time
            row["answered_at"] += timedelta(microseconds=at)
    return rows


def _ratings(random: Random, relationship: bool) -> Row:
    bad = random.choice((None, 9, 2.5, "n/a"))
    ratings = {"csat": random.choice((1, 2, 3, 4, 4, 5, bad)), "ces": random.choice((*range(1, 8), bad))}
    if random.random() < 0.6:
        ratings["expectation"] = random.choice((2, 3, 4, 5, 5, bad))
    return ratings if relationship else {**ratings, "nps": random.choice((*range(11), 9, 10, None, 11))}


def copied(rows: list[Row]) -> list[Row]:
    """The rows, and every one again under a new customer, journey and response."""
    names = ("customer_id", "journey_id", "response_id")
    return rows + [{**row, **{name: f"{row[name]}*" for name in names if row.get(name)}} for row in rows]
