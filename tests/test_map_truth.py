"""What a sceptical reader would check on a map: no sentence and no number says more than the data do. Oracles in plain Python."""
from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest

from cjm_core.authored.model import Journey, LaneChoice, PlannedStage, PlannedTouchpoint, Written
from cjm_core.journey_map import render_words
from cjm_core.journey_map.measure import Asked, asked_of, measure_map
from cjm_core.journeys.leaving import leaving
from cjm_core.metrics.answered import who_answered
from cjm_core.scope import Scope
from cjm_core.settings import Settings, using
from tests.test_map_measure_words import met_at, rated, row, said

BEGIN, DAY = datetime(2025, 1, 1), timedelta(days=1)
EVERYBODY = Scope()


def survey(places="ABCDEFGHIJKLMNOPQRST", people=100, **more):
    """Everybody rates every place in one response; A is bad for 15 of 100, by a little; the others please everybody but 2."""
    return [
        {"response_id": f"r{who}", "touchpoint": place, "csat": (2 if who < 15 else 4) if place == "A" else (2 if who < 2 else 5), **more}
        for who in range(people) for place in places
    ]  # fmt: skip


# ---- pains without events
def test_the_worst_of_many_touchpoints_is_a_pain_point_though_there_are_no_events(build_dataset):
    """Severity 2, frequency 15/100, everybody rated it: 7.5. Its share of the answers, 1/20, has nothing to do with how many meet it."""
    first = said(row(measure_map(build_dataset(answers=survey())), "pains"))[0]
    assert first.text == "15 of 100 unsatisfied at A"
    assert first.detail.startswith("pain score 8 · ") and "rated by 100 % of those who answered" in first.detail and "customers" not in first.detail


def test_a_touchpoint_without_events_is_no_less_bad_where_others_have_some(build_dataset):
    found = measure_map(build_dataset(met_at("Web", range(50)), [*rated("Store", [1] * 40), *rated("Web", [5] * 20)]))
    first = said(row(found, "pains"))[0]
    assert first.text == "100 of 100 unsatisfied at Store" and "pain score 100 · " in first.detail and "rated by 100 %" in first.detail


def test_who_answered_counts_people_once(build_dataset):
    rows = [{"response_id": f"{who}{place}", "customer_id": who, "touchpoint": place, "csat": 5, "ces": 7, "expectation": 3}
            for who, places in (("u1", "AB"), ("u2", "A"), (None, "B")) for place in places]  # fmt: skip
    rows += [{"response_id": f"x{at}", "touchpoint": "C", "expectation": 3} for at in range(3)]
    assert who_answered(build_dataset(answers=rows), Scope(), ("expectation", "importance")) == pytest.approx({"A": 2 / 3, "B": 2 / 3})


def test_nine_of_ten_is_not_called_the_best_mark(build_dataset):
    rows = [{"response_id": at, "touchpoint": "A", "csat": 9 if at % 4 else 0} for at in range(80)]
    texts = [item.text for item in said(row(measure_map(build_dataset(answers=rows, scales={"csat": (0, 10)})), "delights"))]
    assert texts == ["75 of 100 gave a top mark at A"]


# ---- moments of truth
def test_anonymous_answers_of_one_response_belong_together(build_dataset):
    """Without customers and events: who rates C well would recommend; the others have nothing to do with it."""
    rows = []
    for who in range(200):
        scores = {"A": 1 + who * 7 % 5, "B": 1 + who * 3 % 5, "C": 1 + who // 40, "D": 1 + who * 11 % 5}
        rows += [{"response_id": f"r{who}", "touchpoint": place, "csat": score} for place, score in scores.items()]
        rows.append({"response_id": f"r{who}", "nps": 2 * (1 + who // 40)})
    found = said(row(measure_map(build_dataset(answers=rows), asked=Asked(("truths",))), "truths"))
    assert [item.text for item in found] == ["C: closely linked with whether they would recommend"]
    assert "200 people · rated by 100 % of those who answered" in found[0].detail


def test_a_weak_link_is_not_called_close(build_dataset):
    rows = []
    for who in range(400):
        scores = {"A": 1 + who * 7 % 5, "B": 1 + who * 3 % 5, "C": 1 + (who // 40) % 5 if who % 5 == 0 else 1 + who * 13 % 5, "D": 1 + who * 11 % 5}
        rows += [{"response_id": f"r{who}", "touchpoint": place, "csat": score} for place, score in scores.items()]
        rows.append({"response_id": f"r{who}", "nps": 2 * (1 + (who // 40) % 5)})
    found = said(row(measure_map(build_dataset(answers=rows), asked=Asked(("truths",))), "truths"))
    assert [item.text for item in found] == ["C: linked a little, but more than others, with whether they would recommend"]


# ---- quotes
def test_the_score_beside_a_quote_is_about_the_same_touchpoint(build_dataset):
    said_there = {"A": "It could hardly have been worse than this", "B": "It could hardly have been better than this"}
    rows = [{"response_id": f"r{who}", "touchpoint": place, "importance": 3, "csat": score, "comment": said_there[place]}
            for who in range(40) for place, score in (("A", 1), ("B", 5))]  # fmt: skip
    items = said(row(measure_map(build_dataset(answers=rows)), "quotes"))
    assert {item.text: item.detail for item in items} == {said_there["A"]: "A · 1 of 5", said_there["B"]: "B · 5 of 5"}


# ---- what is written
def test_text_is_stale_only_where_data_moved_beyond_both_errors(build_dataset):
    """40 of 80 are satisfied: 50 % (39 to 61). 63 % lies outside that, and is no more than noise: it was measured with an error, too."""
    rows = [{**one, "segment": "ab"[at % 2]} for at, one in enumerate(rated("A", [1] * 40 + [5] * 40))]
    data = build_dataset(answers=rows)

    def stale(then, scope=EVERYBODY):
        item = Written("w", "pains", "A", "They wait", "measured", about=("csat", then))
        journey = Journey("j", stages=(PlannedStage("s", "S", (PlannedTouchpoint("A", "A", ("A",)),)),), lanes=(LaneChoice("pains"),), items=(item,))
        return next(one.stale for one in said(row(measure_map(data, scope, journey), "pains")) if one.key == "w")

    assert stale(0.63) == "" and stale(0.37) == "" and "was 80.0 % when this was written; it is 50.0 % now" in stale(0.8)
    assert stale(0.8, Scope(where=(("segment", "a"),))) == ""  # another choice of customers is no movement


# ---- sentences under the map
def test_weights_are_of_the_questions_on_this_map(build_dataset):
    one = measure_map(build_dataset(answers=rated("A", [1, 5] * 20)))
    assert one.weights == () and render_words.weights(one) == ""
    two = measure_map(build_dataset(answers=rated("A", [1, 5] * 20, ces=5)))
    assert two.weights == (("csat", 1.0), ("ces", 1.0)) and render_words.weights(two) == "On the curve CSAT, CES weigh the same."
    assert measure_map(build_dataset(met_at("A", range(40)))).weights == ()
    with using(Settings(weight_ces=0)):
        assert measure_map(build_dataset(answers=rated("A", [1, 5] * 20, ces=5))).weights == ()


def test_only_changes_that_are_shown_are_counted(build_dataset):
    data = build_dataset(answers=[{**one, "answered_at": BEGIN + at % 2 * 60 * DAY} for at, one in enumerate(rated("A", [1, 5] * 40, ces=3, nps=7))])
    now, before = Scope(BEGIN + 50 * DAY, BEGIN + 70 * DAY), (BEGIN, BEGIN + 20 * DAY)
    journey = Journey("j", stages=(PlannedStage("s", "S", (PlannedTouchpoint("A", "A", ("A",)),)),), lanes=(LaneChoice("csat"),))
    found = measure_map(data, now, journey, asked_of(journey, before=before))
    assert [lane.name for lane in found.lanes] == ["csat"] and found.lane("csat").cells[0].change
    assert "looked at 1 comparison" in found.compared and not found.weights and found.peak_end is None
    usual = measure_map(data, now, asked=Asked(before=before))
    assert len([cell for lane in usual.lanes for cell in lane.cells if cell.change]) == 4 and "looked at 4 comparisons" in usual.compared


def test_the_period_of_a_map_is_that_of_its_events_and_its_answers(build_dataset):
    data = build_dataset(met_at("A", range(10)), rated("A", [4] * 40))  # events until 10 Jan, answers until May
    assert measure_map(data).period == "1 Jan – 20 May 2025"


def test_events_that_were_loaded_are_not_said_to_be_missing(build_dataset):
    data = build_dataset(met_at("A", range(10)), rated("A", [4] * 40))
    later = measure_map(data, Scope(BEGIN + 60 * DAY, BEGIN + 200 * DAY))
    assert any("no events in this selection" in note for note in later.notes) and not any("loaded" in note for note in later.notes)


# ---- merged and hidden
def test_touchpoints_merged_into_one_that_the_data_lack_are_one(build_dataset):
    data = build_dataset([*met_at("A", range(30)), *met_at("B", range(20, 50)), *met_at("C", range(5))], rated("B", [4] * 40))
    both = PlannedTouchpoint("Gone", "Both", ("Gone", "B", "A"))
    found = measure_map(data, journey=Journey("j", stages=(PlannedStage("s", "S", (both,)),)))
    assert (found.lane("reach").cells[0].n, found.lane("csat").cells[0].n, found.customers_on_map, found.stages[0].customers) == (50, 40, 50, 50)
    chosen = measure_map(data, Scope(where=(("touchpoint", "A"),)), Journey("j", stages=(PlannedStage("s", "S", (both,)),)))
    assert chosen.customers == 50


# ---- small numbers hidden: everybody minus a choice of customers must leave nobody alone
COUNTED = ("reach", "csat", "channels", "pains", "delights", "quotes", "leaving", "time_to_next", "opportunity")


def apart(build_dataset, events=True):
    """60 customers at A, all but 3 of segment s; 60 at B, all but 10 of it."""
    met, rows = [], []
    for at in range(120):
        place, number = "AB"[at // 60], at % 60
        row = {"customer_id": f"u{at}", "segment": "s" if number < (57, 50)[at // 60] else "t"}
        met += [{**row, "event_time": BEGIN + number % 30 * DAY + at * timedelta(minutes=1) + later, "touchpoint": name, "channel": "web"}
                for name, later in ((place, 0 * DAY), ("C", DAY / 2))] if events else []  # fmt: skip
        bad = {"csat": 1 if at % 2 else 5, "wifi": 1 if at % 2 else 5, "importance": 5 if at % 3 else 2}
        rows.append({**row, "response_id": f"r{at}", "touchpoint": place, "comment": f"A comment that can well be read, {at}", **bad})
    met += [{"customer_id": "last", "event_time": BEGIN + 90 * DAY, "touchpoint": "C", "channel": "web", "segment": "s"}] if events else []
    return build_dataset(met, rows, questions=("wifi",), scales={"wifi": (1, 5)})


def counts(found):
    """Every number of people or rows that can be read off a map, by where it stands."""
    told = {("map", "on it"): found.customers_on_map, **{("map", why): n for why, n in found.outside}}
    told |= {("stage", stage.name): stage.customers for stage in found.stages}
    told |= {(lane.name, name): cell.n for lane in found.lanes for name, cell in zip(found.touchpoints, lane.cells, strict=True)}
    for lane in found.texts:
        for cell in lane.cells:
            for item in (one for one in cell.items if not one.quote):
                numbers = re.findall(r"n (\d+)$|of (\d+) events$", item.detail)
                told |= {(lane.name, cell.at, item.text.rpartition(" at ")[2].split()[0], "n"): int("".join(found)) for found in numbers}
    return told


@pytest.mark.parametrize("events", [True, False])
@pytest.mark.parametrize("drawn", ["A", "B", "AB", "C"])
def test_nobody_is_alone_between_the_map_of_everybody_and_one_of_a_choice(build_dataset, events, drawn):
    data = apart(build_dataset, events)
    stages = (PlannedStage("s", "S", tuple(PlannedTouchpoint(name, name, (name,)) for name in drawn)),)
    other = PlannedStage("h", "H", tuple(PlannedTouchpoint(name, name, (name,)) for name in "ABC" if name not in drawn), hidden=True)
    journey = Journey("j", stages=(*stages, other), lanes=tuple(LaneChoice(name) for name in COUNTED))
    with using(Settings(hide_below=5)):
        whole, part = (measure_map(data, Scope(where=where), journey, Asked(COUNTED)) for where in ((), (("segment", "s"),)))
    every, some = counts(whole), counts(part)
    alone = {place: (every[place], n) for place, n in some.items() if place in every and 0 < every[place] - n < 5 and n}
    assert not alone
    if drawn == "A":
        assert not [item for lane in part.texts for cell in lane.cells for item in cell.items]
    if drawn == "B":
        assert said(row(part, "pains")) and said(row(part, "quotes"))
    assert not events or drawn != "B" or (some["reach", "B"], some["leaving", "B"], some["stage", "S"]) == (50, 50, 50) != (0, 0, 0)


def test_those_left_out_are_not_told_by_why_customers_are_not_on_the_map(build_dataset):
    """At B, which the map hides, all but 3 are of segment s; at C, which it lacks, all but 10."""
    met = [{"customer_id": f"{place}{at}", "event_time": BEGIN + at * DAY, "touchpoint": place, "segment": "s" if at < of else "t"}
           for place, of in (("A", 50), ("B", 57), ("C", 50)) for at in range(60)]  # fmt: skip
    places = (PlannedTouchpoint("A", "A", ("A",)), PlannedTouchpoint("B", "B", ("B",), hidden=True))
    with using(Settings(hide_below=5)):
        data, journey = build_dataset(met), Journey("j", stages=(PlannedStage("s", "S", places),))
        assert [n for _, n in measure_map(data, journey=journey).outside] == [60, 60]
        assert [n for _, n in measure_map(data, Scope(where=(("segment", "s"),)), journey).outside] == [107]


def test_leaving_tells_nothing_of_the_few_others_that_can_be_judged(build_dataset):
    """60 were met, 50 of segment s. Of the 10 others 3 came long ago, 7 too recently to tell."""
    days = {at: 0 if at < 53 else 89 for at in range(60)}
    met = [{"customer_id": f"u{at}", "event_time": BEGIN + day * DAY, "touchpoint": "A", "segment": "s" if at < 50 else "t"}
           for at, day in days.items()]  # fmt: skip
    data = build_dataset([*met, {"customer_id": "x", "event_time": BEGIN + 90 * DAY, "touchpoint": "B", "segment": "t"}])
    chosen = Scope(where=(("segment", "s"),))
    with using(Settings(hide_below=5)):
        whole, part = (leaving(data, scope).set_index("touchpoint").loc["A"] for scope in (Scope(), chosen))
        assert (whole["n"], part["n"], part["status"]) == (53, 0, "suppressed")
        assert measure_map(data, chosen).lane("leaving").cells[0].status == "suppressed"
    assert leaving(data, chosen).set_index("touchpoint").loc["A", "n"] == 50


def test_a_link_tells_nothing_of_the_few_others_who_answered_both(build_dataset):
    rows = []
    for who in range(203):
        part, mark = {"response_id": f"r{who}", "segment": "s" if who < 200 else "t"}, 1 + who // 41
        scores = {"A": 1 + who * 7 % 5, "B": 1 + who * 3 % 5, "C": mark, "D": 1 + who * 11 % 5}
        rows += [*({**part, "touchpoint": place, "csat": score} for place, score in scores.items()), {**part, "nps": 2 * mark}]
    data, chosen = build_dataset(answers=rows), Scope(where=(("segment", "s"),))
    assert said(row(measure_map(data, chosen, asked=Asked(("truths",))), "truths"))
    with using(Settings(hide_below=5)):
        assert said(row(measure_map(data, asked=Asked(("truths",))), "truths"))
        assert not said(row(measure_map(data, chosen, asked=Asked(("truths",))), "truths"))
