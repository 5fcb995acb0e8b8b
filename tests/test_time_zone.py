"""The reporting time zone: measuring in Kolkata is measuring data whose clocks are five and a half hours ahead."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from cjm_core.dataset import Dataset
from cjm_core.journeys.retention import retention
from cjm_core.metrics import KPIS, Kpi
from cjm_core.result import records
from cjm_core.scope import Scope
from cjm_core.settings import Settings, using
from tests import building, worlds
from tests.frames import same

AHEAD = timedelta(hours=5, minutes=30)
KOLKATA = Settings(time_zone="Asia/Kolkata")  # no summer time, so that one shift is right for all dates


def shifted(rows: list[dict]) -> list[dict]:
    return [{name: value + AHEAD if isinstance(value, datetime) else value for name, value in row.items()} for row in rows]


@pytest.fixture(scope="module")
def worlds_of_both(tmp_path_factory) -> tuple[Dataset, Dataset]:
    folder = tmp_path_factory.mktemp("zones")
    return tuple(building.dataset(folder, change(worlds.events()), change(worlds.answers()), worlds.ROLES) for change in (list, shifted))


@pytest.mark.parametrize("every", ["day", "week", "month", "quarter"])
@pytest.mark.parametrize("kpi", KPIS, ids=lambda kpi: kpi.name)
def test_a_period_is_one_of_the_zone(worlds_of_both: tuple[Dataset, Dataset], kpi: Kpi, every: str) -> None:
    here, there = worlds_of_both
    with using(KOLKATA):
        found = kpi(here, Scope(), (every,))
    assert same(found, kpi(there, Scope(), (every,)))


@pytest.mark.parametrize("every", ["week", "month"])
def test_cohorts_are_of_the_zone(worlds_of_both: tuple[Dataset, Dataset], every: str) -> None:
    here, there = worlds_of_both
    with using(KOLKATA):
        found = records(retention(here, Scope(), every))
    assert found == records(retention(there, Scope(), every))


def test_cohorts_begin_where_the_week_begins(worlds_of_both: tuple[Dataset, Dataset]) -> None:
    """A Sunday is the week before by Monday's count and the same week by its own; whole customers move, none is lost."""
    with using(Settings(week_start="Sunday")):
        found = retention(worlds_of_both[0], Scope(), "week")
    assert {datetime.fromisoformat(key).weekday() for key in found["cohort"]} == {6}
    usual = retention(worlds_of_both[0], Scope(), "week")
    assert found[found["age"] == 0]["eligible"].sum() == usual[usual["age"] == 0]["eligible"].sum()
