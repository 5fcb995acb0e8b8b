"""The demo's spreadsheets, read back from the outside: their form, and every planted story within its sampling error."""

from __future__ import annotations

import csv
import math
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from cjm_core.demo import ROLES, STORIES, plan, write_spreadsheets
from cjm_core.demo.shop import CHANNELS, SEGMENTS, STAGES, TOUCHPOINTS
from cjm_core.demo.stories import Story, story
from cjm_core.errors import BadInput

CUSTOMERS = 12_000
QUESTIONS = ("nps", "csat", "ces", "expectation")
SCALES = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7), "expectation": (1, 5)}
SURE = 3.3  # standard errors: one comparison in a thousand is further off by chance
SURE_OF_13 = 3.95  # the same for the furthest of 13 comparisons: two-sided 0.001 / 13


def sheet(path: Path) -> pd.DataFrame:
    """A spreadsheet as text, an empty cell as the empty string."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
    else:
        header, *rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    return pd.DataFrame(rows, columns=header)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("demo")
    write_spreadsheets(place, customers=CUSTOMERS, seed=11)
    return place


@pytest.fixture(scope="module")
def events(folder: Path) -> pd.DataFrame:
    table = sheet(folder / "events.csv")
    table["event_time"] = pd.to_datetime(table["event_time"])
    for name in ("order_value", "cost"):
        table[name] = pd.to_numeric(table[name])
    return table


@pytest.fixture(scope="module")
def survey(folder: Path) -> pd.DataFrame:
    table = sheet(folder / "survey.xlsx")
    table["answered_at"] = pd.to_datetime(table["answered_at"])
    return table


@pytest.fixture(scope="module")
def checkouts(events: pd.DataFrame) -> pd.DataFrame:
    """One row per checkout, and whether the customer's next event is the order."""
    ordered = events.sort_values(["customer_id", "event_time"], kind="stable")
    same = ordered["customer_id"] == ordered["customer_id"].shift(-1)
    ordered["bought"] = same & (ordered["touchpoint"].shift(-1) == "Order")
    return ordered[ordered["touchpoint"] == "Checkout"]


def inside(times: pd.Series, told: Story) -> pd.Series:
    return (times >= pd.Timestamp(told.start)) & (times < pd.Timestamp(told.end))


def valid(survey: pd.DataFrame, question: str, touchpoint: str) -> pd.DataFrame:
    """The answers on the question's scale at a touchpoint, as column `score`."""
    score = pd.to_numeric(survey[question], errors="coerce")
    low, high = SCALES[question]
    return survey.assign(score=score)[(survey["touchpoint"] == touchpoint) & score.between(low, high)]


def assert_difference(there: pd.Series, otherwise: pd.Series, size: float) -> None:
    """mean(there) - mean(otherwise) lies within sampling error of the planted size, and is told apart from nothing."""
    error = math.sqrt(there.var() / len(there) + otherwise.var() / len(otherwise))
    difference = there.mean() - otherwise.mean()
    assert abs(difference - size) < SURE * error, (difference, size, error)
    assert abs(difference) > 2 * error, (difference, error)


def test_events_have_the_columns_of_an_export_and_nothing_outside_the_period(events: pd.DataFrame) -> None:
    assert list(events.columns) == [
        "customer_id", "event_time", "touchpoint", "stage", "channel", "segment", "variant", "order_value", "cost",
    ]  # fmt: skip
    assert events["customer_id"].nunique() == CUSTOMERS
    assert 145_000 < len(events) < 175_000  # 80,000 for 6,000 customers
    assert events["event_time"].min() >= pd.Timestamp("2025-01-01") and events["event_time"].max() < pd.Timestamp("2026-07-01")
    assert events["event_time"].is_monotonic_increasing
    assert set(events["channel"]) == set(CHANNELS) and set(events["segment"]) == set(SEGMENTS)
    assert set(zip(events["stage"], events["touchpoint"], strict=True)) == {(s, t) for s, ts in STAGES.items() for t in ts}
    assert len(TOUCHPOINTS) == 15 and len(STAGES) == 6
    assert events.groupby("customer_id")["segment"].nunique().max() == 1


def test_only_orders_have_a_value_and_only_some_touchpoints_a_cost(events: pd.DataFrame) -> None:
    assert (events["order_value"].notna() == (events["touchpoint"] == "Order")).all()
    assert set(events.loc[events["cost"].notna(), "touchpoint"]) == {"Ad", "Social post", "Support chat", "Return"}
    assert (events["order_value"].dropna() > 0).all() and (events["cost"].dropna() > 0).all()
    assert events["order_value"].mean() > 1.2 * events["order_value"].median()  # skewed, as order values are


def test_customers_come_again_and_leave_on_the_way(events: pd.DataFrame) -> None:
    reach = events.groupby("touchpoint")["customer_id"].nunique()
    path = ["Product page", "Cart", "Checkout", "Order", "Delivery", "Unboxing"]
    assert reach[path].is_monotonic_decreasing
    assert reach[["Order", "Delivery", "Unboxing", "Setup guide", "Support chat"]].min() > 1_000
    orders = events[events["touchpoint"] == "Order"].groupby("customer_id").size()
    assert 0.2 < (orders >= 2).mean() < 0.5
    site = events[events["stage"].isin(["Discover", "Compare", "Buy"])].sort_values(["customer_id", "event_time"])
    gap = site.groupby("customer_id")["event_time"].diff()
    visits = (gap.isna() | (gap > pd.Timedelta(minutes=30))).sum()
    assert 0.11 < orders.sum() / visits < 0.16


def test_survey_has_one_row_per_response_and_the_faults_of_real_life(survey: pd.DataFrame, events: pd.DataFrame) -> None:
    assert list(survey.columns) == [
        "response_id", "customer_id", "answered_at", "touchpoint", "channel", "segment", "language", "wave",
        "nps", "csat", "ces", "expectation", "comment",
    ]  # fmt: skip
    assert survey["response_id"].is_unique and set(survey["customer_id"]) <= set(events["customer_id"])
    assert 16_500 < len(survey) < 20_000  # 9,000 for 6,000 customers
    assert survey["answered_at"].is_monotonic_increasing and survey["answered_at"].max() < pd.Timestamp("2026-07-01")
    assert set(survey["touchpoint"]) == set(TOUCHPOINTS) - {"Ad"} | {""}
    assert ((survey["touchpoint"] == "") == (survey["wave"] != "")).all() and survey["wave"].nunique() == 19
    for question in QUESTIONS:
        cells = survey[question]
        scores = pd.to_numeric(cells, errors="coerce")
        assert (cells == "N/A").sum() > 3
        assert 1 <= (scores.notna() & ~scores.between(*SCALES[question])).sum() < 60


def test_nothing_is_asked_at_ads_and_very_little_at_returns(tmp_path: Path) -> None:
    write_spreadsheets(tmp_path)
    survey = sheet(tmp_path / "survey.xlsx")
    late = survey[pd.to_datetime(survey["answered_at"]) >= pd.Timestamp("2026-01-01")]
    asked = late.groupby("touchpoint").size()
    assert "Ad" not in asked and 0 < asked["Return"] < 30 and asked.drop("Return").min() >= 30
    assert 8_400 < len(survey) < 9_600 and 75_000 < len(sheet(tmp_path / "events.csv")) < 85_000


def test_a_third_of_the_answers_has_a_comment_that_fits(survey: pd.DataFrame) -> None:
    written = survey[survey["comment"] != ""]
    assert 0.3 < len(written) / len(survey) < 0.4
    assert set(written["language"]) == {"English", "German", "French", "Spanish", "Dutch"}
    assert not written["comment"].str.contains(r"[{}]").any()
    happy, unhappy = written[written["csat"].isin([4, 5])], written[written["csat"].isin([1, 2])]
    neither = written[written["csat"] == 3]
    assert min(happy["comment"].nunique(), unhappy["comment"].nunique(), neither["comment"].nunique()) > 60
    assert not set(happy["comment"]) & set(unhappy["comment"])
    paid = happy[(happy["touchpoint"] == "Checkout") & (happy["language"] == "English")]
    assert paid["comment"].str.contains("heckout|Paid").all()


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    first, again, other = (write_spreadsheets(tmp_path / name, 300, seed) for name, seed in (("a", 5), ("b", 5), ("c", 6)))
    assert [one.read_bytes() for one in first] == [one.read_bytes() for one in again]
    assert first[0].read_bytes() != other[0].read_bytes()
    with zipfile.ZipFile(first[1]) as book:  # the clock must not get into the workbook, and two quick runs would not show it
        assert b"2026-07-01T00:00:00Z" in book.read("docProps/core.xml")


def test_a_long_survey_is_a_csv_file_and_the_plan_finds_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_spreadsheets(tmp_path, 100)
    workbook = sheet(tmp_path / "survey.xlsx")
    monkeypatch.setattr("cjm_core.demo.LONGEST_BOOK", 10)
    files = write_spreadsheets(tmp_path, 100)
    assert [one.name for one in files] == ["events.csv", "survey.csv"] == sorted(one.name for one in tmp_path.iterdir())
    text = sheet(tmp_path / "survey.csv")
    assert list(text["comment"]) == list(workbook["comment"]) and (text["csat"] == "").sum() == (workbook["csat"] == "").sum()
    assert [path for path, _ in plan(tmp_path)] == files


def test_the_plan_names_columns_that_are_there(folder: Path) -> None:
    for path, mapping in plan(folder):
        columns = set(sheet(path).columns)
        assert set(mapping.fields.values()) | {answer.column for answer in mapping.answers} <= columns
    assert set(ROLES.values()) <= set(TOUCHPOINTS)


@pytest.mark.parametrize(("customers", "seed"), [(99, 1), (1_000_001, 1), (100, -1)])
def test_impossible_sizes_are_refused_in_one_sentence(tmp_path: Path, customers: int, seed: int) -> None:
    with pytest.raises(BadInput, match="is not possible: give a number"):
        write_spreadsheets(tmp_path / "none", customers, seed)
    assert not (tmp_path / "none").exists()


def test_the_mobile_checkout_breaks_for_five_weeks_and_only_there(checkouts: pd.DataFrame) -> None:
    told = story("mobile_checkout_orders")
    assert (told.end - told.start).days == 35
    quiet = checkouts[~inside(checkouts["event_time"], story("checkout_variant"))]
    then, mobile = inside(quiet["event_time"], told), quiet["channel"] == "Mobile app"
    broken, usual = quiet[then & mobile]["bought"], quiet[~then & mobile]["bought"]
    error = math.sqrt(broken.var() / len(broken)) / usual.mean()
    assert abs(broken.mean() / usual.mean() - told.size) < SURE * error
    others = quiet[~mobile]
    during = others[inside(others["event_time"], told)]["bought"]
    assert abs(during.mean() - usual.mean()) < SURE * math.sqrt(during.var() / len(during) + usual.var() / len(usual))


def test_satisfaction_with_the_mobile_checkout_falls_meanwhile(survey: pd.DataFrame) -> None:
    answers = valid(survey, "csat", "Checkout")
    mobile = answers[answers["channel"] == "Mobile app"]
    then = inside(mobile["answered_at"], story("mobile_checkout_csat"))
    satisfied = mobile["score"] >= 4
    assert_difference(satisfied[then].astype(float), satisfied[~then].astype(float), story("mobile_checkout_csat").size)
    assert_difference(mobile["score"][then], mobile["score"][~then], story("mobile_checkout_csat_mean").size)


def test_the_support_change_lifts_ces(survey: pd.DataFrame) -> None:
    answers = valid(survey, "ces", "Support chat")
    after = inside(answers["answered_at"], story("support_ces"))
    easy = (answers["score"] >= 5).astype(float)
    assert_difference(easy[after], easy[~after], story("support_ces").size)
    assert_difference(answers["score"][after], answers["score"][~after], story("support_ces_mean").size)


def test_variant_b_lifts_orders_of_those_who_reach_checkout(events: pd.DataFrame, checkouts: pd.DataFrame) -> None:
    told = story("checkout_variant")
    tested = checkouts[checkouts["variant"] != ""]
    assert (inside(checkouts["event_time"], told) == (checkouts["variant"] != "")).all()
    assert tested.groupby("customer_id")["variant"].nunique().max() == 1
    customers = tested.groupby("customer_id").agg(variant=("variant", "first"), bought=("bought", "max"))
    a, b = (customers.loc[customers["variant"] == variant, "bought"].astype(float) for variant in "AB")
    assert abs(len(a) - len(b)) < SURE * math.sqrt(len(customers))
    assert_difference(b, a, told.size)
    entered = tested.groupby("customer_id")["event_time"].min()
    shown = events[events["variant"] != ""]
    assert (shown["event_time"] >= shown["customer_id"].map(entered)).all()


def test_retirees_are_unhappy_at_delivery_and_nowhere_else(survey: pd.DataFrame) -> None:
    for touchpoint in set(TOUCHPOINTS) - {"Ad"}:
        answers = valid(survey, "csat", touchpoint)
        answers = answers[~inside(answers["answered_at"], story("mobile_checkout_csat")) | (answers["channel"] != "Mobile app")]
        retirees, satisfied = answers["segment"] == "Retirees", (answers["score"] >= 4).astype(float)
        if touchpoint == "Delivery":
            assert_difference(satisfied[retirees], satisfied[~retirees], story("retirees_delivery").size)
            assert_difference(answers["score"][retirees], answers["score"][~retirees], story("retirees_delivery_mean").size)
        else:
            spread = satisfied.std() * math.sqrt(1 / retirees.sum() + 1 / (~retirees).sum())
            assert abs(satisfied[retirees].mean() - satisfied[~retirees].mean()) < SURE_OF_13 * spread, touchpoint


def test_delivery_falls_short_of_expectation(survey: pd.DataFrame) -> None:
    answers = valid(survey, "csat", "Delivery")
    expected = pd.to_numeric(answers["expectation"], errors="coerce")
    both = expected.between(1, 5) & (answers["segment"] != "Retirees")
    gap = answers["score"][both] - expected[both]
    assert abs(gap.mean() - story("delivery_gap").size) < SURE * gap.std() / math.sqrt(len(gap))


@pytest.mark.parametrize(("name", "days"), [("summer_dip_2025", 30), ("new_year_dip_2026", 21), ("new_year_dip_2025", 14)])
def test_visits_dip_with_the_season(events: pd.DataFrame, name: str, days: int) -> None:
    told = story(name)
    site = events[events["stage"].isin(["Discover", "Compare"])].sort_values(["customer_id", "event_time"])
    gap = site.groupby("customer_id")["event_time"].diff()
    starts = site.loc[gap.isna() | (gap > pd.Timedelta(minutes=30)), "event_time"]
    dip = inside(starts, told).sum() / (told.end - told.start).days
    beside = pd.Timedelta(days=days)
    before = ((starts >= pd.Timestamp(told.start) - beside) & (starts < pd.Timestamp(told.start))).sum() / days
    after = ((starts >= pd.Timestamp(told.end)) & (starts < pd.Timestamp(told.end) + beside)).sum() / days
    usual = (before + after) / 2 if before else after
    assert abs(dip / usual - told.size) < 0.09  # the neighbouring weeks are a rough measure of what would have been


def test_the_page_on_the_data_tells_every_story_with_its_size() -> None:
    page = (Path(__file__).parents[1] / "data" / "README.md").read_text(encoding="utf-8")
    rows = {cells[1].strip("` "): cells for line in page.splitlines() if (cells := [c.strip() for c in line.split("|")])[1:2]}
    for told in STORIES:
        assert float(rows[told.name][4].replace("−", "-").split()[0].lstrip("×+")) == pytest.approx(told.size), told.name
        assert (rows[told.name][3]).startswith(f"{told.start} … "), told.name
