"""The scoreboard: a card or a reason for every KPI, changes only beyond noise, and the periods behind them. Numbers as people read them."""
import html
import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from cjm_core import calendar, periods
from cjm_core import format as fmt
from cjm_core.compare import benjamini_hochberg
from cjm_core.metrics import GROUPS, KPIS, kpi_named
from cjm_core.scope import Scope
from cjm_core.scoreboard import as_fragment, measure_scoreboard, reason
from cjm_core.scoreboard.measure import _marked
from tests import building, worlds

DAY = timedelta(days=1)
SECOND = Scope(datetime(2025, 5, 1), datetime(2025, 8, 1))
FIRST = Scope(datetime(2025, 2, 1), datetime(2025, 5, 1))


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return building.dataset(tmp_path_factory.mktemp("board"), worlds.events(), worlds.answers(), worlds.ROLES)


def labels(board):
    return [card.label.split(":")[0] for card in board.cards] + [label for _, missing in board.missing for label, _ in missing]


def test_every_kpi_has_a_card_or_a_reason(data, tmp_path):
    for source in (data, building.dataset(tmp_path, answers=[{"response_id": 1, "nps": 9}, {"response_id": 2, "nps": 3}])):
        board = measure_scoreboard(source, Scope())
        assert sorted(labels(board)) == sorted(kpi.label for kpi in KPIS)
        assert all(len(why.split()) > 2 for _, missing in board.missing for _, why in missing)
        assert [group for group, _ in board.groups] == [group for group in GROUPS if group in dict(board.groups)]
    assert "no dates" in board.period and board.before is None
    assert {label for label, _ in dict(board.missing)["value"]} == {"Average order", "Revenue per customer"}


def test_cards_are_the_kpis(data):
    board = measure_scoreboard(data, SECOND)
    for card in board.cards:
        kpi = kpi_named(card.name)
        if kpi.shape == "composition":
            parts = kpi(data, SECOND, ("channel",))
            row = parts.loc[parts["numerator"].idxmax()]
        else:
            row = kpi(data, SECOND).iloc[0]
        assert (card.n, card.status) == (row["n"], row["status"])
        assert card.value == pytest.approx(row["value"])
        assert (card.ci_low is None) == (row["ci_low"] != row["ci_low"])
        if card.change is not None and kpi.shape != "composition":
            assert card.change == pytest.approx(card.value - kpi(data, FIRST).iloc[0]["value"])
    assert board.before == "1 Feb – 30 Apr 2025"


def test_what_grows_with_time_is_not_compared(data):
    grown = [card for card in measure_scoreboard(data, SECOND).cards if kpi_named(card.name).uncompared]
    assert grown
    for card in grown:
        assert (card.change, card.moved, card.course) == (None, False, ())
        assert card.uncompared == kpi_named(card.name).uncompared


def test_the_course_is_the_months(data):
    card = next(card for card in measure_scoreboard(data, SECOND).cards if card.name == "csat")
    months = kpi_named("csat")(data, Scope(datetime(2025, 1, 1), datetime(2025, 8, 1)), ("month",))
    assert list(card.course) == pytest.approx(months["value"].tolist())


def answered(before, after, question="csat"):
    """Answers in January and in February; the event of 1 March ends February."""
    rows = [(datetime(2025, month, 1) + at % 28 * DAY, score) for month, scores in ((1, before), (2, after)) for at, score in enumerate(scores)]
    return [{"response_id": at, "answered_at": when, question: score} for at, (when, score) in enumerate(rows)]


FEBRUARY = Scope(datetime(2025, 2, 1), datetime(2025, 3, 1))


@pytest.mark.parametrize(("before", "after", "mark"), [
    ([5] * 50 + [1] * 50, [5] * 55 + [1] * 45, "+5.0 points · no clear change"),
    ([5] * 30 + [1] * 70, [5] * 70 + [1] * 30, "▲ +40.0 points"),
    ([5] * 70 + [1] * 30, [5] * 30 + [1] * 70, "▼ −40.0 points"),
    ([5] * 25, [1] * 25, "no clear change"),  # clear, but of 25
])
def test_an_arrow_only_beyond_noise(build_dataset, before, after, mark):
    board = measure_scoreboard(build_dataset(answers=answered(before, after)), FEBRUARY)
    card = next(card for card in board.cards if card.name == "csat")
    assert card.moved == mark.startswith(("▲", "▼"))
    drawn = as_fragment(board)
    assert mark in drawn
    assert ("▲" in drawn.split('class="foot"')[0]) == mark.startswith("▲")
    if card.moved:
        assert f'class="ch {"good" if "▲" in mark else "bad"}"' in drawn
        assert ("rose by" if "▲" in mark else "fell by") in board.answer
    else:
        assert "than chance would explain" in board.answer


def test_arrows_allow_for_all_the_numbers_looked_at(data):
    """One clear difference among many that are none: alone it is marked, among them it is not (Benjamini–Hochberg)."""
    from cjm_core.compare import Difference

    card = measure_scoreboard(data, SECOND).cards[0]
    card = replace(card, n=30)
    clear, noise = Difference(1.0, 0.1, 1.9, 0.03, "ok", None), Difference(0.0, -1.0, 1.0, 0.9, "ok", None)
    assert _marked([(card, clear)])[0].moved
    assert not any(card.moved for card in _marked([(card, clear), *[(card, noise)] * 9]))
    assert benjamini_hochberg([0.03, *[0.9] * 9])[0] > 0.05
    assert not _marked([(replace(card, n=30 - 1), clear)])[0].moved
    assert _marked([]) == []


def test_without_an_earlier_period(data):
    board = measure_scoreboard(data, Scope(datetime(2025, 1, 1), datetime(2025, 8, 1)))
    assert board.before is None and all(card.change is None for card in board.cards)
    assert "no earlier period" in board.answer
    nobody = measure_scoreboard(data, SECOND.only("segment", "nobody"))
    assert nobody.cards == () and nobody.population == "nobody"
    assert "do not allow" in nobody.answer


def test_the_drawing_tells_the_cards(data):
    board = measure_scoreboard(data, SECOND.only("segment", "A"))
    drawn = as_fragment(board)
    words = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", drawn)).split())
    for card in board.cards:
        assert card.label in words
        assert fmt.value(card.value, card.unit) in words
        assert fmt.interval(card.ci_low, card.ci_high, card.unit) in words
    for _, missing in board.missing:
        assert all(label in words and why in words for label, why in missing)
    assert set(re.findall(r"https?:[^\s\"')%]*", drawn)) <= {"http://www.w3.org/2000/svg"}


def test_names_are_text(build_dataset):
    name = "<script>alert('&\")</script>"
    rows = [{"customer_id": at, "event_time": datetime(2025, 1, 1) + at * DAY, "channel": name} for at in range(40)]
    drawn = as_fragment(measure_scoreboard(build_dataset(rows), Scope()))
    assert "<script" not in drawn and name in html.unescape(drawn)


def test_reasons():
    assert (reason("no_date"), reason("made_up")) == ("without a date", "made up")


# ---- periods ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("first", "last", "choices", "default"), [
    ("2024-01-05", "2025-06-30", ["3m", "6m", "12m", "half", "all", "custom"], "6m"),
    ("2024-07-01", "2025-06-30", ["3m", "6m", "12m", "half", "all", "custom"], "6m"),  # six months and six before them
    ("2024-08-01", "2025-06-30", ["3m", "6m", "half", "all", "custom"], "half"),
    ("2025-06-01", "2025-06-20", ["half", "all", "custom"], "half"),
])
def test_default_period(build_dataset, first, last, choices, default):
    data = build_dataset([{"customer_id": who, "event_time": f"{last if who else first} 12:00"} for who in range(200)])
    assert periods.default(build_dataset([{"customer_id": 1, "event_time": first}, {"customer_id": 1, "event_time": last}])) == "all"  # few
    assert periods.choices(data) == choices
    assert periods.default(data) == default
    assert periods.bounds(data, "all") is None
    start, end = periods.bounds(data, default)
    if default == "6m":
        assert (start, end) == (datetime(2025, 1, 1), datetime(2025, 7, 1))  # a month whose last day has data is whole
        assert periods.before(data, start, end) == (datetime(2024, 7, 1), datetime(2025, 1, 1))
    else:
        assert end == datetime.fromisoformat(f"{last} 12:00") + timedelta(microseconds=1)
        assert periods.before(data, start, end) == (start - (end - start), start)  # so that there is something to compare with


def test_period_before(data):
    assert periods.before(data, datetime(2025, 3, 1), datetime(2025, 4, 1)) == (datetime(2025, 2, 1), datetime(2025, 3, 1))  # 28 days
    assert periods.before(data, datetime(2025, 3, 3), datetime(2025, 3, 13)) == (datetime(2025, 2, 21), datetime(2025, 3, 3))
    assert periods.before(data, datetime(2025, 1, 1), datetime(2025, 2, 1)) is None


def test_periods_without_dates(build_dataset):
    data = build_dataset(answers=[{"response_id": 1, "nps": 9}, {"response_id": 2, "nps": 3}])
    assert (periods.choices(data), periods.default(data), periods.bounds(data, "6m")) == (["all"], "all", None)
    assert periods.before(data, datetime(2025, 1, 1), datetime(2025, 2, 1)) is None


def test_calendar():
    month = calendar.grid(datetime(2024, 12, 15), datetime(2025, 2, 1), "month")
    assert [(p.key, p.start.day, p.end.day) for p in month] == [("2024-12", 15, 1), ("2025-01", 1, 1)]
    assert [p.key for p in calendar.grid(datetime(2024, 12, 31), datetime(2025, 1, 7), "week")] == ["2024-12-30", "2025-01-06"]
    assert calendar.after(datetime(2024, 11, 1), "quarter", 1) == datetime(2025, 2, 1)
    assert calendar.floor(datetime(2025, 6, 30, 23), "quarter") == datetime(2025, 4, 1)
    assert calendar.last_whole_month(datetime(2025, 6, 1)) == datetime(2025, 6, 1)
    assert calendar.last_whole_month(datetime(2025, 6, 30)) == datetime(2025, 6, 1)


# ---- numbers as people read them -------------------------------------------------------------------------------------
@pytest.mark.parametrize(("said", "expected"), [
    (fmt.full(.4432, "share"), "44.3 %"), (fmt.full(1, "share"), "100.0 %"), (fmt.value(.5, "share", 0), "50"), (fmt.full(0, "share"), "0.0 %"),
    (fmt.value(31.4, "points"), "+31"), (fmt.value(-7.2, "points"), "−7"), (fmt.value(-.2, "points"), "0"), (fmt.value(.3, "points"), "0"),
    (fmt.full(None, "share"), "no data"), (fmt.full(float("nan"), "money"), "no data"), (fmt.value(None, "score"), "no data"),
    (fmt.full(187_200, "seconds"), "2.2 days"), (fmt.full(7200, "seconds"), "2.0 hours"), (fmt.full(119, "seconds"), "119 s"),
    (fmt.full(43_200, "seconds"), "12 hours"), (fmt.value(5912, "number"), "5,912"), (fmt.value(2.345, "number"), "2.35"),
    (fmt.value(1234.5, "money"), "1,234"), (fmt.value(64.26, "money"), "64.3"), (fmt.count(1_000_000), "1,000,000"),
    (fmt.interval(.4, .49, "share", 0), "40–49"), (fmt.interval(-3, 4, "points"), "−3 to +4"), (fmt.interval(None, 1, "share"), ""),
    (fmt.interval(float("nan"), 1, "share"), ""), (fmt.interval(3600 * 3, 3600 * 20, "seconds"), "3–20"),
    (fmt.change(.024, "share"), "+2.4 points"), (fmt.change(-10_800, "seconds"), "−3.0 hours"), (fmt.change(0, "points"), "±0.0 points"),
    (fmt.change(2.5, "money"), "+2.50"), (fmt.suffix(None, "seconds"), "s"),
    (fmt.plural(1, "answer"), "1 answer"), (fmt.plural(0, "answer"), "0 answers"),
    (fmt.span(datetime(2026, 1, 1), datetime(2026, 7, 1)), "1 Jan – 30 Jun 2026"),
    (fmt.span(datetime(2026, 1, 1), datetime(2026, 1, 2)), "1 Jan 2026"),
    (fmt.span(datetime(2025, 12, 31), datetime(2026, 1, 2)), "31 Dec 2025 – 1 Jan 2026"),
])
def test_format(said, expected):
    assert said == expected
