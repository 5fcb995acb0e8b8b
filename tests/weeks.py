"""Thirty weeks of customers whose orders fail in three of them: small enough to be counted by hand."""

from __future__ import annotations

from datetime import datetime, timedelta

WEEK, DAY = timedelta(days=7), timedelta(days=1)
MONDAY = datetime(2026, 1, 5)
WEEKS = 30
BROKEN = (22, 23, 24)
CUSTOMERS = 40  # a week


def orders_in(week: int) -> int:
    """Of 40 customers: 22.5, 25 and 27.5 %, and 2.5 % while it is broken."""
    return 1 if week in BROKEN else 9 + week % 3


def events() -> list[dict[str, object]]:
    """Other customers every week. The first week begins on a Wednesday, the last ends on a Tuesday."""
    rows: list[dict[str, object]] = []
    for week in range(WEEKS):
        for number in range(CUSTOMERS):
            at = MONDAY + week * WEEK + (2 * DAY if week == 0 else timedelta()) + timedelta(hours=number)
            who = {"customer_id": f"c{week}-{number}", "segment": "Old" if number % 2 else "New"}
            rows.append({**who, "event_time": at, "touchpoint": "Visit"})
            if number < orders_in(week):
                rows.append({**who, "event_time": at + timedelta(minutes=5), "touchpoint": "Order"})
    return rows
