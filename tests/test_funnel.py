"""Funnels: published and hand-made numbers. Random journeys are checked against the oracle in `test_journeys.py`."""
import math
from datetime import datetime, timedelta

import pytest

from cjm_core.errors import BadInput
from cjm_core.estimate import wilson
from cjm_core.journeys import MODES, funnel
from cjm_core.scope import Scope
from tests import oracle
from tests.building import posthog_cases

ALL = Scope()
BEGIN = datetime(2025, 1, 1)
DAY = timedelta(days=1)


def days(customers):
    """{"u1": "0A 1B"} as event rows: day 0 touchpoint A, day 1 touchpoint B."""
    return [
        {"customer_id": customer, "event_time": BEGIN + int(word[:-1]) * DAY, "touchpoint": word[-1]}
        for customer, line in customers.items() for word in line.split()
    ]


# O-FUN-1 (docs/metrics.md#10.2): enumerated there by a reference script
FUN_1 = {
    "u1": "0A 1B 2C", "u2": "0A 1X 2B 3C", "u3": "0B 1A 2C", "u4": "0A 1B 30C", "u5": "0C 1B 2A", "u6": "0A 20A 21B 22C",
    "u7": "0B 1C", "u8": "0A 1C 2B 3C", "u9": "0A", "u10": "0X",
}


@pytest.mark.parametrize(("mode", "counts"), [("ordered", [8, 5, 4]), ("strict", [8, 3, 2]), ("any_order", [9, 8, 6])])
def test_funnel_o_fun_1(build_dataset, mode, counts):
    table = funnel(build_dataset(days(FUN_1)), ALL, ["A", "B", "C"], 10 * DAY, mode)
    assert table["n"].tolist() == counts
    assert table.attrs["immature"] == 0


def test_funnel_o_fun_1_shares_and_times(build_dataset):
    """O-FUN-1: steps 62.5 % and 80 %, overall 50 %; A to C takes u1 2, u2 3, u6 2, u8 3 days: median 2.5."""
    table = funnel(build_dataset(days(FUN_1)), ALL, ["A", "B", "C"], 10 * DAY)
    assert table["position"].tolist() == [1, 2, 3]
    assert table["step"].tolist() == ["A", "B", "C"]
    assert table["overall"].tolist() == [1, .625, .5]
    assert table["from_previous"].tolist()[1:] == [.625, .8]
    assert math.isnan(table["from_previous"][0])
    assert (table["overall_low"][2], table["overall_high"][2]) == wilson(4, 8)
    assert (table["from_previous_low"][2], table["from_previous_high"][2]) == wilson(4, 5)
    assert table["median_seconds"].tolist() == [0, 86_400, 2.5 * 86_400]


def test_funnel_young_entries_leave_the_denominator(build_dataset):
    """docs/metrics.md#10.2: the data end on day 25; u2's every entry is younger than 10 days and it is not through; u3 is."""
    data = build_dataset(days({"u1": "0A 25X", "u2": "20A 21B", "u3": "20A 21B 22C", "u4": "0A 20A", "u5": "15A"}))
    table = funnel(data, ALL, ["A", "B", "C"], 10 * DAY)
    assert table["n"].tolist() == [4, 1, 1]  # u5's ten days are over to the day
    assert table.attrs["immature"] == 1
    assert funnel(data, ALL, ["A", "B", "C"])["n"].tolist() == [5, 2, 1]  # without a window nobody is too young


def test_funnel_period_is_that_of_the_best_entry(build_dataset):
    data = build_dataset(days({"u1": "0A 10A 11B", "u2": "0A 1B"}))
    assert funnel(data, Scope(BEGIN, BEGIN + 5 * DAY), ["A", "B"], 5 * DAY)["n"].tolist() == [1, 1]
    assert funnel(data, Scope(BEGIN + 5 * DAY), ["A", "B"], 5 * DAY)["n"].tolist() == [1, 1]


def test_funnel_earliest_of_equally_long_chains(build_dataset):
    table = funnel(build_dataset(days({"u1": "0A 3A 4B"})), ALL, ["A", "B"], 10 * DAY)
    assert table["median_seconds"][1] == 4 * 86_400


def test_funnel_same_time_is_taken_in_the_order_of_the_steps(build_dataset):
    data = build_dataset(days({"u1": "0C 0B 0A", "u2": "0B 0X 0A"}))
    assert funnel(data, ALL, ["A", "B", "C"])["n"].tolist() == [2, 2, 1]
    assert funnel(data, ALL, ["A", "B", "C"], mode="strict")["n"].tolist() == [2, 2, 1]


def test_funnel_one_event_is_one_step(build_dataset):
    data = build_dataset(days({"u1": "0A 1B", "u2": "0A 1A 2B"}))
    for mode in MODES:
        assert funnel(data, ALL, ["A", "A", "B"], mode=mode)["n"].tolist()[-1] == 1


def test_funnel_of_nobody(build_dataset):
    table = funnel(build_dataset(days({"u1": "0A"})), Scope(datetime(2030, 1, 1)), ["A", "A"])
    assert table["n"].tolist() == [0, 0]
    assert table[["overall", "from_previous", "median_seconds"]].isna().all(axis=None)


@pytest.mark.parametrize(("steps", "window", "mode", "said"), [
    (["A", "Z"], None, "ordered", "'Z'.*A, X, B, C"), ([], None, "ordered", "step"), (["A"], -DAY, "ordered", "negative"),
    (["A"], None, "loose", "ordered, strict, any_order"),
])
def test_funnel_refuses(build_dataset, steps, window, mode, said):
    with pytest.raises(BadInput, match=said):
        funnel(build_dataset(days(FUN_1)), ALL, steps, window, mode)


def test_funnel_without_events(build_dataset):
    with pytest.raises(BadInput, match="no events"):
        funnel(build_dataset(answers=[{"response_id": 1, "nps": 9}, {"response_id": 2, "nps": 3}]), ALL, ["A"])


def test_posthog_strict_funnel(build_dataset):
    case = posthog_cases()["strict_funnel"]
    rows = [{"customer_id": who, "event_time": BEGIN + at * timedelta(minutes=1), "touchpoint": what}
            for who, line in case["events_in_order"].items() for at, what in enumerate(line)]
    assert funnel(build_dataset(rows), ALL, case["steps"], mode="strict")["n"].tolist() == case["expected_strict"]["counts"]


def test_posthog_time_to_convert(build_dataset):
    """Their times are 3600, 2220 and 82,800 s; the median of these is 3600."""
    case = posthog_cases()["time_to_convert"]
    rows = [{"customer_id": who, "event_time": time, "touchpoint": what} for who, what, time in case["events"]]
    table = funnel(build_dataset(rows), ALL, [case["from"], case["to"]], case["window_days"] * DAY)
    assert table["n"].tolist() == [3, 3]
    assert table["median_seconds"][1] == oracle.median(case["expected"]["times_s"])
