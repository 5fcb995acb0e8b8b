"""What is kept beside the data for the map says exactly what the KPIs say, whatever is chosen."""
from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

import pandas as pd
import pytest

from cjm_core.dataset import VISITS, Dataset
from cjm_core.journey_map import feeling
from cjm_core.journeys.met import met
from cjm_core.metrics import _kept, read_ahead
from cjm_core.metrics.answered import ROW_BY_ROW, answer_cells, groups_at_touchpoints
from cjm_core.metrics.by_touchpoint import by_touchpoint
from cjm_core.scope import Scope
from cjm_core.settings import Settings, using
from tests import building

BEGIN = datetime(2026, 1, 1)
MIDDLE, END = BEGIN + timedelta(days=20), BEGIN + timedelta(days=50)
PERIODS = {"always": {}, "period": {"start": MIDDLE, "end": END}, "since": {"start": MIDDLE}}
CHOSEN = {"everybody": (), "answers' own": (("segment", "A"),), "mixed": (("channel", "Web"),), "customers'": (("plan", "big"),),
          "place": (("touchpoint", "Cart"),), "stage and plan": (("plan", "small"), ("stage", "Buy"))}  # fmt: skip


def rows(random: Random) -> tuple[list[dict], list[dict]]:
    """People answer several questions in one response, sometimes without a date or a name, and on different channels."""
    place = lambda: random.choice(("Ad", "Cart", "Help"))  # noqa: E731
    when = lambda: BEGIN + timedelta(hours=random.randrange(70 * 24), minutes=random.randrange(60))  # noqa: E731
    way = lambda: random.choice(("Web", "App"))  # noqa: E731
    events = [{"customer_id": random.randrange(60), "event_time": when(), "touchpoint": place(), "channel": way()} for _ in range(400)]
    for event in events:
        event |= {"stage": "Look" if event["touchpoint"] == "Ad" else "Buy", "plan": "big" if event["customer_id"] % 3 else "small"}
    answers = [{
        "response_id": at, "customer_id": random.choice((None, *range(60))), "answered_at": random.choice((None, *[when()] * 5)),
        "touchpoint": place(),
        "csat": random.choice((None, 1, 2, 4, 5, 9)), "nps": random.choice((None, *range(11))), "expectation": random.choice((None, 3, 5)),
        "channel": way(), "segment": random.choice("AB"), "weight": random.choice((1, 2.5)),
    } for at in range(500)]  # fmt: skip
    return events, answers


@pytest.fixture(scope="module")
def both(tmp_path_factory) -> tuple[Dataset, Dataset]:
    """The same dataset twice: as it is, and with what is kept beside it."""
    plain = building.dataset(tmp_path_factory.mktemp("kept"), *rows(Random(7)))
    kept = Dataset.open(plain.path)
    read_ahead(kept)
    return plain, kept


@pytest.fixture(params=[(period, chosen) for period in PERIODS for chosen in CHOSEN], ids=" ".join)
def scope(request) -> Scope:
    period, chosen = request.param
    return Scope(**PERIODS[period], where=CHOSEN[chosen])


def alike(a, b) -> None:
    assert list(a) == list(b)
    for name, group in a.items():
        mine, theirs = group.moments, b[name].moments
        assert (mine.n, group.excluded, group.low, group.high, group.fault) == (theirs.n, b[name].excluded, b[name].low, b[name].high, b[name].fault)
        sums = theirs.sum_x, theirs.sum_xx, theirs.size, b[name].weight
        assert (mine.sum_x, mine.sum_xx, mine.size, group.weight) == pytest.approx(sums, rel=1e-12)


@pytest.mark.parametrize("kpi", _kept.SEVERAL, ids=lambda kpi: kpi.name)
def test_units_of_several_answers(both, scope, kpi):
    plain, kept = both
    assert _kept.groups(kpi, plain, scope) is None
    assert _kept.groups(kpi, kept, scope) is not None
    alike(by_touchpoint(kpi, kept, scope), by_touchpoint(kpi, plain, scope))


def test_single_answers(both, scope):
    plain, kept = both
    cells = answer_cells(kept, scope)
    assert cells["survey_key"].is_unique
    summed = [frame.groupby([*_kept.CELL], dropna=False)["n"].sum().sort_index() for frame in (cells, answer_cells(plain, scope))]
    pd.testing.assert_series_equal(*summed)
    for kpi in ROW_BY_ROW:
        alike(groups_at_touchpoints([kpi], kept, cells).get(kpi.name, {}), by_touchpoint(kpi, plain, scope))
    assert feeling._asked(kept, scope) == feeling._asked(plain, scope)


def test_who_was_met_where(both, scope):
    plain, kept = met(both[0], scope), met(both[1], scope)
    assert both[1].beside.made(VISITS) and list(plain.bits) == list(kept.bits) and plain.customers == kept.customers
    for names in (("Ad",), ("Cart", "Help"), tuple(plain.bits), ("nowhere",)):
        assert plain.at(names) == kept.at(names)
        assert plain.only_at(names, ("Ad",)) == kept.only_at(names, ("Ad",))


def test_periods_that_begin_or_end_inside_a_quarter_of_an_hour(both):
    for minute in range(0, 70 * 24 * 60, 97):
        scope = Scope(BEGIN + timedelta(minutes=minute), BEGIN + timedelta(minutes=minute + 100))
        plain, kept = (met(one, scope) for one in both)
        assert [plain.at((name,)) for name in plain.bits] == [kept.at((name,)) for name in plain.bits]


def test_other_weights_and_hidden_numbers(both):
    """Other weights are other units; where people are to be counted, the KPI does so itself."""
    plain, kept = both
    for settings in (Settings(weight_nps=0.0), Settings(weight_csat=3.0), Settings(hide_below=5)):
        with using(settings):
            alike(by_touchpoint(_kept.SEVERAL[0], kept, Scope()), by_touchpoint(_kept.SEVERAL[0], plain, Scope()))
            assert (_kept.groups(_kept.SEVERAL[0], kept, Scope()) is None) == bool(settings.hide_below)
