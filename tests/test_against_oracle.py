"""Random journeys and answers, counted twice: by the KPIs, and by plain Python loops (`oracle_kpis`)."""
import math
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cjm_core import calendar
from cjm_core.metrics import kpi_named
from cjm_core.result import records
from cjm_core.scope import Scope
from tests import oracle_kpis as oracle

BEGIN = datetime(2025, 1, 20)
CHANNEL = st.sampled_from(["web", "shop", None])
SCORES = {question: st.sampled_from([*range(low, high + 1), None, high + 1]) for question, (low, high) in oracle.SCALES.items()}


@st.composite
def worlds(draw):
    """Up to 40 events and 25 answers of six customers; times tie, pauses of exactly 30 minutes and 24 hours occur."""
    unit = draw(st.sampled_from([timedelta(minutes=10), timedelta(hours=8), timedelta(days=4)]))
    times = st.integers(0, 45).map(lambda at: BEGIN + at * unit)
    event = st.tuples(st.integers(1, 6), times, st.sampled_from(oracle.STAGES), CHANNEL, st.sampled_from([None, None, 20.0, 0.0, -5.0]))
    answer = st.tuples(
        st.one_of(st.none(), st.integers(1, 6)), st.one_of(st.none(), times), st.sampled_from([None, "Cart", "Delivery"]),
        st.sampled_from([None, "1", "2"]), CHANNEL, st.fixed_dictionaries(SCORES),
    )  # fmt: skip
    events = draw(st.lists(event, min_size=15, max_size=40))
    answers = draw(st.lists(answer, min_size=8, max_size=25))
    answers.append((None, None, None, None, "web", dict.fromkeys(SCORES)))  # a channel that no answer carries would be the customers'
    return oracle.World(
        [oracle.Event(at, f"u{who}", time, what, None, *rest) for at, (who, time, what, *rest) in enumerate(events)],
        [oracle.Answer(at, f"u{who}" if who else None, *rest) for at, (who, *rest) in enumerate(answers)],
    )


@settings(max_examples=12, deadline=None, phases=(Phase.reuse, Phase.generate), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(world=worlds())
def test_against_the_oracle(build_dataset, world):
    roles = {"cart": "Cart"} if any(event.touchpoint == "Cart" for event in world.events) else {}
    data = build_dataset(
        [{"customer_id": e.customer, "event_time": e.time, "touchpoint": e.touchpoint, "channel": e.channel, "value": e.value}
         for e in world.events],
        [{"response_id": a.place, "customer_id": a.customer, "answered_at": a.time, "touchpoint": a.touchpoint, "wave": a.wave,
          "channel": a.channel, **a.scores} for a in world.answers],
        roles,
    )  # fmt: skip
    for name, of in (oracle.PER_PERIOD | oracle.TIMED).items():
        check(data, world, name, of)
    for name in ("conversion", "time_to_convert"):
        check(data, world, name, (oracle.PER_PERIOD | oracle.TIMED)[name], goal=world.events[0].touchpoint)


def check(data, world, name, of, goal=None):
    """The whole, a period, every month, every channel."""
    kpi = kpi_named(name)
    dated = [row.time for row in (world.answers if kpi.of == "response" else world.events) if row.time is not None]
    first, end = (min(dated), max(dated) + timedelta(microseconds=1)) if dated else (BEGIN, BEGIN)
    if name == "churn":
        last = oracle.day(max(dated)) + oracle.DAY
        whole = of(world, last - 90 * oracle.DAY, last)
    else:
        whole = of(world, first, end, goal) if name in oracle.PER_PERIOD else of(world, goal)
    said = f"{name} {goal or ''}"
    compare(said, kpi(data, goal=goal), {(): whole})
    compare(said, kpi(data, by=("channel",), goal=goal), channels(whole))
    half = Scope(first + (end - first) / 4, first + (end - first) * 3 / 4)
    if not dated:
        return
    compare(said, kpi(data, half, goal=goal), {(): within(world, name, of, goal, half.start, half.end)})
    compare(said, kpi(data, half, ("channel",), goal=goal), channels(within(world, name, of, goal, half.start, half.end)))
    months = {(m.key,): within(world, name, of, goal, m.start, m.end) for m in calendar.grid(first, end, "month")}
    compare(said, kpi(data, by=("month",), goal=goal), {} if whole is None else months)


def within(world, name, of, goal, start, end):
    """The units of one period."""
    if name in oracle.PER_PERIOD:
        return of(world, start, end, goal)
    units = of(world, goal)
    return None if units is None else oracle.in_period(units, start, end, undated=True)


def channels(units):
    parts = {}
    for unit in units or []:
        parts.setdefault((unit.channel,), []).append(unit)
    return parts


def compare(said, frame, expected):
    assert len(frame) == len(expected), (said, frame, expected)
    keys = list(frame.columns[: list(frame.columns).index("n")])
    for row in records(frame):
        assert tuple(row[key] for key in keys) in expected, (said, frame.to_dict("records"), expected)
        units = expected[tuple(row[key] for key in keys)]
        n, value, excluded = oracle.summary(said.split()[0], units or [])
        assert (row["n"], row["excluded"]) == (n, excluded), (said, row, units)
        assert (math.nan if row["value"] is None else row["value"]) == pytest.approx(value, nan_ok=True), (said, row, units)
