"""Golden numbers of the KPIs through the ordinary import. O-…: docs/metrics.md#10; otherwise the arithmetic stands beside it."""
from datetime import datetime, timedelta

import pytest

from cjm_core.dataset import Dataset
from cjm_core.errors import BadInput
from cjm_core.ingest.build import build
from cjm_core.metrics import KPIS, kpi_named
from cjm_core.metrics.emotion import emotion
from cjm_core.plan import Answer, Mapping, Source
from cjm_core.reading.read import read_table
from cjm_core.scope import Scope
from tests import building

BEGIN = datetime(2025, 1, 1)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
ALL = Scope()


def told(question, scores, **same):
    """One response per score."""
    return [{"response_id": at, question: score, **same} for at, score in enumerate(scores)]


def line(customer, *steps, **same):
    """`line("u1", "0A", "1B=9.5")`: touchpoint A on day 0, B with a value on day 1."""
    rows = []
    for step in steps:
        word, _, value = step.partition("=")
        rows.append({"customer_id": customer, "event_time": BEGIN + float(word[:-1]) * DAY, "touchpoint": word[-1], "value": value, **same})
    return rows


def whole(name, data, scope=ALL, goal=None):
    """The KPI's only row."""
    frame = kpi_named(name)(data, scope, goal=goal)
    assert len(frame) == 1
    return frame.iloc[0]


def values(name, data, by, scope=ALL):
    return kpi_named(name)(data, scope, (by,)).set_index(by)["value"].to_dict()


# ---- answers ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("scores", "value", "low", "high"), [
    ([9] * 200 + [7] * 150 + [3] * 150, 10, 2.6868, 17.1939),  # O-NPS-1
    ([10] * 5, 100, 17.4915, 100),  # O-NPS-4
    ([0] * 5, -100, -100, -17.4915),
    # O-NPS-6: 14, 0, 14 and 8, 12, 8; half-widths 1.959964 × 100 × √(2 × 14.75) / 31 and √(2 × 8.75) / 31
    ([10] * 5 + [9] * 9 + [2] * 5 + [1] * 4 + [0] * 5, 0, -34.3398, 34.3398),
    ([9] * 8 + [8] * 10 + [7] * 2 + [6] * 8, 0, -26.4488, 26.4488),
])
def test_nps(build_dataset, scores, value, low, high):
    found = whole("nps", build_dataset(answers=told("nps", scores)))
    assert (found["n"], found["value"], found["status"]) == (len(scores), value, "ok" if len(scores) >= 30 else "small_sample")
    assert (found["ci_low"], found["ci_high"]) == pytest.approx((low, high), abs=5e-5)


def test_nps_left_out(build_dataset):
    """O-NPS-10: 0, 10, 9, nothing, 11, 7, nothing, 6."""
    found = whole("nps", build_dataset(answers=told("nps", [0, 10, 9, "NULL", 11, 7, "", 6])))
    assert (found["n"], found["value"]) == (5, 0)
    assert found["excluded"] == {"missing": 2, "out_of_scale": 1}
    empty = whole("nps", build_dataset(answers=told("nps", ["", "n/a", 11])))
    assert (empty["n"], empty["status"]) == (0, "undefined")
    assert empty["excluded"] == {"missing": 2, "out_of_scale": 1}


def test_csat(build_dataset):
    """O-CSAT-3: 45 of 50."""
    found = whole("csat", build_dataset(answers=told("csat", [4] * 20 + [5] * 25 + [3, 2, 1, 1, 1])))
    assert (found["value"], found["numerator"]) == (.9, 45)
    assert (found["ci_low"], found["ci_high"]) == pytest.approx((.786398, .956524), abs=1e-6)


def test_rates_are_pooled(build_dataset):
    """O-MIS-1: 20 of 20 and 21 of 30 are 82 % together, not 85 %."""
    rows = told("csat", [5] * 20, channel="mail") + told("csat", [4] * 21 + [2] * 9, channel="phone")
    data = build_dataset(answers=[{**row, "response_id": at} for at, row in enumerate(rows)])
    assert values("csat", data, "channel") == {"mail": 1, "phone": .7}
    assert whole("csat", data)["value"] == .82


@pytest.mark.parametrize(("scale", "scores", "value"), [
    ((1, 5), [3, 4, 5], 2 / 3), ((1, 7), [5, 6, 7, 4], 2 / 4), ((1, 10), [8, 9, 10, 1], 2 / 4), ((0, 1), [1, 1, 0], 2 / 3),
])
def test_csat_counts_the_top_boxes_of_its_scale(build_dataset, scale, scores, value):
    """docs/metrics.md#1.2: {4,5} of 5, {6,7} of 7, {9,10} of 10, thumbs up."""
    assert whole("csat", build_dataset(answers=told("csat", scores), scales={"csat": scale}))["value"] == pytest.approx(value)


def test_ces(build_dataset):
    """O-CES-2, on five points: mean 3.6; 4 or 5 from six of ten."""
    data = build_dataset(answers=told("ces", [2, 4, 4, 5, 3, 2, 3, 4, 4, 5]), scales={"ces": (1, 5)})
    assert (whole("ces_mean", data)["value"], whole("ces", data)["value"]) == (3.6, .6)
    seven = build_dataset(answers=told("ces", [4, 5, 6, 7, 1]))
    assert (whole("ces_mean", seven)["value"], whole("ces", seven)["value"]) == (4.6, .6)  # 23 / 5; 5, 6 and 7


def test_ces_where_low_is_good(build_dataset):
    """CES 1.0: 1, 2, 5 of 5 turn into 5, 4, 1."""
    data = build_dataset(answers=told("ces", [1, 2, 5]), scales={"ces": (1, 5)}, directions={"ces": "lower"})
    assert whole("ces", data)["value"] == pytest.approx(2 / 3)
    assert whole("ces_mean", data)["value"] == pytest.approx(10 / 3)


def test_scales_are_never_mixed(build_dataset):
    five = build_dataset(answers=told("csat", [5, 5, 1], channel="mail"))
    data = build_dataset(answers=told("csat", [10, 2, 2], channel="phone"), scales={"csat": (1, 10)}, append=five)
    for name in ("csat", "csat_mean"):
        found = whole(name, data)
        assert found["status"] == "undefined"
        assert "different scales" in found["reason"]
    assert values("csat", data, "channel") == pytest.approx({"mail": 2 / 3, "phone": 1 / 3})


def test_weights(build_dataset):
    """A promoter who stands for three and a detractor who stands for one: (3 − 1) / 4."""
    data = build_dataset(answers=[{"response_id": 1, "nps": 10, "weight": 3}, {"response_id": 2, "nps": 0, "weight": 1}])
    assert whole("nps", data)["value"] == 50


@pytest.mark.parametrize(("weighted", "value"), [(False, 39.84), (True, 40.40)])
def test_nps_of_an_airport(tmp_path, weighted, value):
    """A real survey; both numbers are in ../shared/data/README.md."""
    path = building.real_file("sfo_2017/2017_SFO_Customer_Survey_20250817.csv")
    fields = {"response_id": "RESPNUM"} | ({"weight": "WEIGHT"} if weighted else {})
    build([Source(read_table(path), Mapping("surveys", fields, answers=(Answer("nps", "NETPRO"),)))], tmp_path / "sfo.duckdb", name="SFO")
    found = whole("nps", Dataset.open(tmp_path / "sfo.duckdb"))
    assert (round(found["value"], 2), found["n"]) == (value, 2746)
    assert found["excluded"] == {"out_of_scale": 84, "missing": 1}


def test_repeats_keep_the_latest(build_dataset):
    """docs/metrics.md#1.1: one answer per customer and wave; without a wave only a repeat of the same day is superseded."""
    def row(customer, day, score, **more):
        return {"customer_id": customer, "answered_at": BEGIN + day * DAY, "nps": score, **more}

    waves = build_dataset(answers=[row("a", 0, 0, wave="1"), row("a", 9, 10, wave="1"), row("a", 20, 10, wave="2"), row("b", 0, 0, wave="1")])
    assert (whole("nps", waves)["n"], whole("nps", waves)["value"]) == (3, pytest.approx(100 / 3))
    assert whole("nps", waves)["excluded"] == {"superseded": 1}
    days = build_dataset(answers=[row("a", .1, 0), row("a", .5, 10), row("a", 1.1, 10), row("b", .2, 0), row(None, .2, 0), row(None, .3, 0)])
    assert whole("nps", days)["excluded"] == {"superseded": 1}
    assert whole("nps", days)["n"] == 5
    blank = build_dataset(answers=[row("a", .1, 10), row("a", .5, ""), row("b", .1, 9), row("b", .5, 11)])
    assert (whole("nps", blank)["n"], whole("nps", blank)["value"]) == (2, 100)  # no answer takes back none


def test_nps_is_the_relationships_where_it_was_asked(build_dataset):
    rows = [{"touchpoint": None, "nps": 10}, {"touchpoint": "Delivery", "nps": 0}, {"touchpoint": "Delivery", "nps": 3}]
    asked = build_dataset(answers=[{"response_id": at, **row} for at, row in enumerate(rows)])
    assert (whole("nps", asked)["n"], whole("nps", asked)["value"]) == (1, 100)
    assert values("nps", asked, "touchpoint") == {"Delivery": -100}
    assert whole("nps", asked, ALL.only("touchpoint", "Delivery"))["value"] == -100
    only = build_dataset(answers=[{"response_id": at, **row} for at, row in enumerate(rows[1:])])
    assert whole("nps", only)["value"] == -100


def test_answers_that_nobody_can_place(build_dataset):
    rows = [{"customer_id": "u1", "answered_at": BEGIN, "nps": 10}, {"customer_id": "u1", "nps": 0}, {"answered_at": BEGIN, "nps": 0}]
    data = build_dataset([*line("u1", "0A", plan="x"), *line("u2", "0A", plan="y")], [{"response_id": at, **row} for at, row in enumerate(rows)])
    dated = whole("nps", data, Scope(BEGIN, BEGIN + DAY))
    assert (dated["n"], dated["excluded"]) == (2, {"no_date": 1})
    chosen = whole("nps", data, ALL.only("plan", "x"))  # the file of answers has no plan: the third could be anybody's
    assert (chosen["n"], chosen["excluded"]) == (2, {"no_customer": 1})


def test_a_survey_without_dates_has_no_period(build_dataset):
    data = build_dataset(answers=told("nps", [9, 3]))
    for frame in (kpi_named("nps")(data, Scope(BEGIN)), kpi_named("nps")(data, Scope(), ("month",))):
        assert (frame["status"] == "undefined").all()
        assert frame["excluded"].tolist() == [{"no_date": 2}]  # one row, which belongs to no month


def test_expectation_gap(build_dataset):
    """u1: 2 − 5 and 4 − 4 at two places; u2's two answers are averaged, 3.5 − 3; u3 gave only one. (−3 + 0 + .5) / 3."""
    rows = [("u1", "A", 2, 5), ("u1", "B", 4, 4), ("u2", "A", 3, 3), ("u2", "A", 4, None), ("u3", "A", None, 5)]
    data = build_dataset(answers=[
        {"customer_id": who, "touchpoint": place, "csat": csat, "expectation": hoped, "answered_at": BEGIN + at * DAY}
        for at, (who, place, csat, hoped) in enumerate(rows)
    ])
    found = whole("expectation_gap", data)
    assert (found["n"], found["value"], found["excluded"]) == (3, pytest.approx(-2.5 / 3), {"unpaired": 1})


def test_responses_are_counted_once(build_dataset):
    """Four ask for anything; one gives no valid answer."""
    rows = [{"nps": 9, "csat": 5}, {"nps": "", "csat": 1}, {"nps": 11, "csat": ""}, {"nps": 0, "csat": 9}]
    assert whole("responses", build_dataset(answers=[{"response_id": at, **row} for at, row in enumerate(rows)]))["value"] == 3


def test_emotion(build_dataset):
    """docs/metrics.md#3.3: CSAT x − 3, CES (x − 4) / 1.5, NPS (x − 5) / 2.5; one response's questions are averaged first."""
    asked = [("A", {"csat": 5}, 2), ("B", {"ces": 7}, 2), ("C", {"nps": 0}, -2), ("D", {"csat": 3, "nps": 10}, 1), ("E", {"ces": 4}, 0)]
    data = build_dataset(answers=[{"response_id": place, "touchpoint": place, **scores} for place, scores, _ in asked])
    assert emotion(data, by=("touchpoint",)).set_index("touchpoint")["value"].to_dict() == {place: felt for place, _, felt in asked}
    assert emotion(data).iloc[0]["value"] == .6  # (2 + 2 − 2 + 1 + 0) / 5


def test_names():
    assert [kpi_named(kpi.name) for kpi in KPIS] == list(KPIS)
    with pytest.raises(BadInput, match=r"no KPI 'love'.*nps"):
        kpi_named("love")
