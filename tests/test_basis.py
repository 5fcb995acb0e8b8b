"""What a number is compared with: the period before, the same period last year, or a target."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from cjm_core import periods
from cjm_core.dataset import Dataset
from cjm_core.scope import Scope
from cjm_core.scoreboard import as_fragment, measure_scoreboard
from cjm_core.written import Target
from tests import building

BEGIN, END = datetime(2024, 12, 1), datetime(2026, 1, 1)  # 13 months


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Dataset:
    """One event and one answer a day; NPS answers are 9 until the end of November 2025 and 10 or 5 in turn in December."""
    days = [BEGIN + timedelta(days=number, hours=12) for number in range((END - BEGIN).days)]
    events = [{"customer_id": f"c{at}", "event_time": day, "touchpoint": "Visit"} for at, day in enumerate(days)]
    answers = [
        {"response_id": f"r{at}", "customer_id": f"c{at}", "answered_at": day, "nps": 9 if day < datetime(2025, 12, 1) else (10, 5)[at % 2]}
        for at, day in enumerate(days)
    ]
    return building.dataset(tmp_path_factory.mktemp("basis"), events, answers)


def test_a_year_is_the_basis_where_the_data_reach(data: Dataset) -> None:
    december = datetime(2025, 12, 1), END
    assert periods.default_basis(data, *december) == "year"
    assert periods.compared(data, *december, "year") == (datetime(2024, 12, 1), datetime(2025, 1, 1))
    assert periods.compared(data, *december, "before") == (datetime(2025, 11, 1), datetime(2025, 12, 1))
    assert periods.compared(data, *december, "target") is None


def test_without_last_year_it_is_the_period_before(data: Dataset) -> None:
    autumn = datetime(2025, 9, 1), datetime(2025, 12, 1)
    assert periods.compared(data, *autumn, "year") is None
    assert periods.default_basis(data, *autumn) == "before"
    assert periods.default_basis(data, None, None) == "before"


def test_the_overview_compares_with_the_basis(data: Dataset) -> None:
    scope = Scope(datetime(2025, 12, 1), END)
    nps = {basis: next(c for c in measure_scoreboard(data, scope, None, basis).cards if c.name == "nps") for basis in ("year", "before", "target")}
    assert measure_scoreboard(data, scope, None, "year").before == "1 Dec – 31 Dec 2024"
    assert nps["year"].value == pytest.approx(100 * (15 - 16) / 31)  # 1 December is day 365, an odd one: 16 fives, 15 tens
    assert nps["year"].change == nps["before"].change == pytest.approx(nps["year"].value - 100)
    assert nps["target"].change is None


def test_a_target_is_said_on_its_card_and_counted_in_the_sentence(data: Dataset) -> None:
    scope = Scope(datetime(2025, 12, 1), END)
    targets = (Target("nps", 90.0, date(2026, 6, 30), since=date(2025, 11, 30), start=80.0), Target("csat", 0.9, date(2026, 6, 30)))
    board = measure_scoreboard(data, scope, None, "target", targets)
    (card,) = [card for card in board.cards if card.aim]
    assert (card.name, card.standing) == ("nps", "at_risk")
    assert card.aim == "target +90 by 30 Jun 2026: at risk"
    assert board.answer == "**One target**: one at risk. At risk: **NPS**."
    assert "at risk" in as_fragment(board)
    assert "No targets are set" in measure_scoreboard(data, scope, None, "target").answer
    assert "at risk" not in as_fragment(measure_scoreboard(data, scope.only("touchpoint", "Visit"), None, "target", targets))


def test_last_year_must_be_covered_from_its_first_day(tmp_path) -> None:
    """Data from 18 February 2025: ten days from 10 February a year later have no whole counterpart."""
    days = [datetime(2025, 2, 18) + timedelta(days=number) for number in range(400)]
    short = building.dataset(tmp_path, [{"customer_id": f"c{at}", "event_time": day, "touchpoint": "Visit"} for at, day in enumerate(days)])
    assert periods.compared(short, datetime(2026, 2, 10), datetime(2026, 2, 20), "year") is None
    assert periods.default_basis(short, datetime(2026, 2, 10), datetime(2026, 2, 20)) == "before"
    assert periods.compared(short, datetime(2026, 2, 18), datetime(2026, 2, 20), "year") == (datetime(2025, 2, 18), datetime(2025, 2, 20))
