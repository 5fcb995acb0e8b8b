"""KPIs counted in plain Python loops: slow, obvious, no pandas, no SQL. Random journeys and answers are checked against it.

A KPI is the list of its units (or None where the data lack what it needs); `summary` makes a number of them.
"""
from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tests import oracle
from tests.oracle import by, median

DAY = timedelta(days=1)
STAGES = ("Ad", "Product page", "Cart", "Delivery")  # one touchpoint a stage, in the order of the stages
SCALES = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7), "expectation": (1, 5)}

@dataclass(frozen=True)
class Event(oracle.Event):
    channel: str | None = None
    value: float | None = None


@dataclass(frozen=True)
class Answer:
    """One row of the file of answers; `scores` holds what was written under each question, None for an empty cell."""

    place: int
    customer: str | None
    time: datetime | None
    touchpoint: str | None
    wave: str | None
    channel: str | None
    scores: dict[str, int | None] = field(hash=False)


@dataclass(frozen=True)
class Unit:
    """One customer, session, answer, …: when it counts, in which channel, and its number, or why it has none."""

    time: datetime | None
    channel: str | None
    x: float | None
    why: str | None = None
    name: object = None


@dataclass(frozen=True)
class World:
    events: list[Event]
    answers: list[Answer]

    @property
    def histories(self):
        return [sorted(mine, key=lambda event: (event.time, event.place)) for mine in by(self.events, lambda event: event.customer).values()]


def first_known(rows):
    return next((row.channel for row in rows if row.channel is not None), None)


def inside(rows, start, end):
    return [row for row in rows if start <= row.time < end]


def day(time):
    return datetime(time.year, time.month, time.day)


def is_goal(event, goal):
    return event.touchpoint == goal if goal else event.value is not None and event.value >= 0


def summary(kpi, units):
    """(n, value, excluded)."""
    excluded = Counter(unit.why for unit in units if unit.x is None)
    numbers = [unit.x for unit in units if unit.x is not None]
    if kpi == "responses":
        undated = len({unit.name for unit in units if unit.x is None})
        excluded = {"no_date": undated} if undated else {}
        numbers = [1 for _ in {unit.name for unit in units if unit.x is not None}]
    if not numbers:
        return 0, math.nan, dict(excluded)
    value = median(numbers) if kpi == "time_to_convert" else len(numbers) if kpi in ("reach", "responses") else sum(numbers) / len(numbers)
    return len(numbers), value, dict(excluded)


def in_period(units, start, end, undated):
    """The units of a period; answers without a date are in none, which is said."""
    kept = [unit for unit in units if unit.time is not None and start <= unit.time < end]
    return kept + [replace(u, x=None, why="no_date" if u.x is not None else u.why) for u in units if u.time is None and undated]

# ---- counted anew in every period ------------------------------------------------------------------------------------
def per_customer(count):
    """A KPI with one unit per customer who has any event in the period: `count(events in the period, goal)`."""
    def units(world, start, end, goal=None):
        found = [(inside(history, start, end), history) for history in world.histories]
        return [Unit(None, first_known(history), count(rows, goal)) for rows, history in found if rows]
    return units

reach = per_customer(lambda rows, goal: 1)
events_per_customer = per_customer(lambda rows, goal: len(rows))

def revenue_per_customer(world, start, end, goal=None):
    if all(event.value is None for event in world.events):
        return None
    return per_customer(lambda rows, goal: sum(event.value or 0 for event in rows))(world, start, end)


def conversion(world, start, end, goal=None):
    if not any(is_goal(event, goal) for event in world.events):
        return None
    return per_customer(lambda rows, goal: any(is_goal(event, goal) for event in rows))(world, start, end, goal)


def repeat_rate(world, start, end, goal=None):
    if not any(is_goal(event, None) for event in world.events):
        return None
    orders = [(inside([event for event in history if is_goal(event, None)], start, end), history) for history in world.histories]
    return [Unit(None, first_known(history), len(rows) > 1) for rows, history in orders if rows]


def new_customer_rate(world, start, end, goal=None):
    begin, units = min(event.time for event in world.events), []
    for history in world.histories:
        if inside(history, start, end):
            first = history[0].time
            known = first < start or first >= begin + 30 * DAY
            units.append(Unit(None, first_known(history), first >= start if known else None, "history_too_short"))
    return units


def sessions(history):
    found = []
    for event in history:
        if found and event.time - found[-1][-1].time <= timedelta(minutes=30):
            found[-1].append(event)
        else:
            found.append([event])
    return found


def sessions_per_customer(world, start, end, goal=None):
    counts = [(sum(start <= session[0].time < end for session in sessions(history)), history) for history in world.histories]
    return [Unit(None, first_known(history), count) for count, history in counts if count]


def churn(world, start, end, goal=None):
    begin = day(min(event.time for event in world.events))
    finish = day(max(event.time for event in world.events)) + DAY
    units = []
    for history in world.histories:
        if inside(history, start - 90 * DAY, start):
            lost = None if start - 90 * DAY < begin or end > finish else not inside(history, end - 90 * DAY, end)
            units.append(Unit(None, first_known(history), lost, "not_observed"))
    return units

# ---- with a time of their own ----------------------------------------------------------------------------------------
def bounce_rate_single_event(world, goal=None):
    found = [session for history in world.histories for session in sessions(history)]
    return [Unit(session[0].time, first_known(session), len(session) == 1) for session in found]


def returned(came_back):
    def units(world, goal=None):
        last, found = max(event.time for event in world.events), []
        for history in world.histories:
            days = [(day(event.time) - day(history[0].time)).days for event in history]
            old_enough = day(history[0].time) + 30 * DAY < day(last)
            found.append(Unit(history[0].time, first_known(history), any(map(came_back, days)) if old_enough else None, "too_recent"))
        return found
    return units

retention_30d = returned(lambda days: 1 <= days <= 30)
retention_unbounded = returned(lambda days: days >= 30)

def average_order_value(world, goal=None):
    orders = [event for event in world.events if is_goal(event, None)]
    return [Unit(event.time, event.channel, event.value) for event in orders] or None


def time_to_convert(world, goal=None):
    if not any(is_goal(event, goal) for event in world.events):
        return None
    units = []
    for history in world.histories:
        reached = next((event for event in history if is_goal(event, goal)), None)
        seconds = (reached.time - history[0].time).total_seconds() if reached else None
        units.append(Unit(history[0].time, first_known(history), seconds, "not_converted"))
    return units


def stage_conversion(world, goal=None):
    there = {STAGES.index(event.touchpoint) for event in world.events}
    if len(there) < 2:
        return None
    units = []
    for history in world.histories:
        line = [STAGES.index(event.touchpoint) for event in history]
        for stage in set(line):
            at = line.index(stage)
            on = any(later > stage for later in line[at + 1:])
            units.append(Unit(history[at].time, first_known(history), on if stage < max(there) else None, "last_stage"))
    return units


def cart_abandonment(world, goal=None):
    if not any(is_goal(event, None) for event in world.events) or not any(event.touchpoint == "Cart" for event in world.events):
        return None
    last, units = max(event.time for event in world.events), []
    for history in world.histories:
        for cart in carts([event for event in history if event.touchpoint == "Cart" or is_goal(event, None)]):
            put = [event for event in cart if event.touchpoint == "Cart"]
            orders = [event for event in cart if is_goal(event, None)]
            until = put[-1].time + DAY
            left = 0 if orders and orders[0].time <= until else None if until > last else 1
            units.append(Unit(cart[0].time, cart[0].channel, left, "too_recent"))
    return units


def carts(marks):
    found = []
    for at, event in enumerate(marks):
        before = marks[at - 1] if at else None
        if event.touchpoint == "Cart" and (before is None or is_goal(before, None) or event.time > before.time + DAY):
            found.append([event])
        elif found:
            found[-1].append(event)
    return found

# ---- answers ---------------------------------------------------------------------------------------------------------
def states(world, question):
    """(answer, state) of everybody who was asked."""
    low, high = SCALES[question]
    scores = [(answer, answer.scores[question]) for answer in world.answers]
    judged = [(answer, "missing" if score is None else "valid" if low <= score <= high else "out_of_scale") for answer, score in scores]
    valid = [answer for answer, state in judged if state == "valid"]
    return [(one, "superseded" if state == "valid" and any(replaces(other, one) for other in valid) else state) for one, state in judged]


def replaces(other, one):
    """Whether the other is the same customer's later answer to the same thing."""
    if one.customer is None or (other.customer, other.touchpoint) != (one.customer, one.touchpoint):
        return False
    if one.touchpoint is None and (one.wave or other.wave):
        same = one.wave == other.wave
    else:
        same = one.time is not None and other.time is not None and day(one.time) == day(other.time)
    return same and (other.time is not None, other.time or datetime.min, other.place) > (one.time is not None, one.time or datetime.min, one.place)


def asked(question, x, relationship=False):
    def units(world, goal=None):
        rows = states(world, question)
        if relationship and any(answer.touchpoint is None and state == "valid" for answer, state in rows):
            rows = [(answer, state) for answer, state in rows if answer.touchpoint is None]
        return [Unit(a.time, a.channel, x(a.scores[question]) if state == "valid" else None, state) for a, state in rows]
    return units

nps = asked("nps", lambda score: 100 * ((score >= 9) - (score <= 6)), relationship=True)
csat = asked("csat", lambda score: score >= 4, relationship=True)
ces = asked("ces", lambda score: score >= 5)

def responses(world, goal=None):
    return [Unit(answer.time, answer.channel, 1, name=answer.place) for question in SCALES
            for answer, state in states(world, question) if state == "valid"]


def expectation_gap(world, goal=None):
    valid = [(answer, question) for question in ("csat", "expectation") for answer, state in states(world, question) if state == "valid"]
    units = []
    for rows in by(valid, lambda row: (row[0].customer or row[0].place, row[0].touchpoint)).values():
        first = min((answer for answer, _ in rows), key=lambda a: (a.time is None, a.time or datetime.min, a.place))
        got, hoped = ([a.scores[question] for a, q in rows if q == question] for question in ("csat", "expectation"))
        gap = sum(got) / len(got) - sum(hoped) / len(hoped) if got and hoped else None
        units.append(Unit(first.time, first.channel, gap, "unpaired"))
    return units

TIMED = {name: globals()[name] for name in (
    "bounce_rate_single_event", "retention_30d", "retention_unbounded", "average_order_value", "time_to_convert", "stage_conversion",
    "cart_abandonment", "nps", "csat", "ces", "responses", "expectation_gap",
)}  # fmt: skip
PER_PERIOD = {name: globals()[name] for name in (
    "reach", "events_per_customer", "sessions_per_customer", "new_customer_rate", "conversion", "repeat_rate", "churn", "revenue_per_customer",
)}  # fmt: skip
