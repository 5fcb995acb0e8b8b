"""“Leave here” was too low: whoever visited a touchpoint twice and then never came back was counted as staying.

The next event after the last one here was looked up with arg_max, which passes over NULL: so it found the next event of an earlier
visit, which was the second visit itself. Shown until November 2026; it is looked up with arg_max_null since.
"""
from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from cjm_core.dataset import PAUSES
from cjm_core.journeys.leaving import leaving
from cjm_core.scope import Scope

BEGIN, DAY = datetime(2025, 1, 1), timedelta(days=1)


@pytest.mark.parametrize("ahead", [False, True], ids=["from events", "from pauses"])
def test_who_comes_back_to_the_same_touchpoint_and_then_never_again_has_left(build_dataset, ahead):
    """The last event at a touchpoint decides, also where it is the customer's last at all and others came before it there."""
    days = {"u1": (0, 1), "u2": (0,), "u3": (0, 1, 2), "far": (40,)}
    places = dict.fromkeys(days, "A") | {"far": "B"}
    data = build_dataset([{"customer_id": who, "event_time": BEGIN + at * DAY, "touchpoint": places[who]} for who in days for at in days[who]])
    if ahead:
        data.read_ahead()
    assert bool(data.beside.made(PAUSES)) == ahead
    row = leaving(data, Scope()).set_index("touchpoint").loc["A"]
    assert (row["n"], row["numerator"]) == (3, 3)
