"""What the map says in words from the data: pains, delights, moments of truth, quotes, channels; and Ulwick's score."""
from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

import pytest

from cjm_core.authored.model import Journey, PlannedStage, PlannedTouchpoint
from cjm_core.journey_map.measure import Asked, measure_map
from cjm_core.scope import Scope
from cjm_core.settings import Settings, using

BEGIN, DAY = datetime(2025, 1, 1), timedelta(days=1)


def met_at(place, customers):
    channel = ("shop", "app", "app", "app")
    return [{"customer_id": f"u{at}", "event_time": BEGIN + at * DAY, "touchpoint": place, "channel": channel[at % 4]} for at in customers]


def rated(place, scores, **more):
    return [
        {"response_id": f"{place}{at}", "customer_id": f"u{at}", "touchpoint": place, "answered_at": BEGIN + (100 + at) * DAY, "csat": score, **more}
        for at, score in enumerate(scores)
    ]


def row(found, name):
    return next((lane for lane in found.texts if lane.name == name), None)


def said(lane):
    return [item for cell in lane.cells for item in cell.items]


@pytest.fixture
def shop(build_dataset):
    """100 customers come to A, 50 of them to B. At A 40 of 80 answer 1 and 40 answer 5; at B all 40 answer 4."""
    answers = [*rated("A", [1] * 40 + [5] * 40), *rated("B", [4] * 40)]
    for at, one in enumerate(answers):
        good = "All was well and quick, thank you" if at > 75 else None
        one["comment"] = f"I waited far too long at the till, again ({at})" if one["csat"] == 1 else good
    return build_dataset([*met_at("A", range(100)), *met_at("B", range(50))], answers)


def test_a_pain_point_is_severity_times_frequency_times_reach(shop):
    """At A: severity 4 (all bad answers at the end of the scale), frequency 1/2, reach 1: score 50, about 50 of 100 customers. At B: none."""
    found = measure_map(shop)
    first, quote, worst = said(row(found, "pains"))
    assert worst.text == "Worst mark there is: 40 of 80 at A"
    assert first.text == "50 of 100 unsatisfied at A"
    assert first.detail == "pain score 50 · 39–61 of 100 · about 50 customers · severity 4.0 of 4 · n 80"
    assert first.grade == "measured" and quote.quote and quote.text.startswith("I waited far too long")
    assert quote.detail.startswith("A · ") and quote.detail.endswith("1 of 5")
    best = said(row(found, "delights"))[0]
    assert best.text == "50 of 100 gave a top mark at A" and best.detail.startswith("delight score 50 ")


def test_reach_counts(build_dataset):
    data = build_dataset([*met_at("A", range(100)), *met_at("B", range(50))], [*rated("A", [2] * 40), *rated("B", [1] * 40)])
    pains = {item.text: item.detail for item in said(row(measure_map(data), "pains"))}
    assert pains["100 of 100 unsatisfied at A"].startswith("pain score 50 ")  # half as severe
    assert pains["100 of 100 unsatisfied at B"].startswith("pain score 50 ")  # half as many get there


def test_renamed_and_hidden_touchpoints_say_so(shop):
    stage = PlannedStage("s", "S", (PlannedTouchpoint("A", "Till", ("A",)), PlannedTouchpoint("B", "B", ("B",))))
    assert said(row(measure_map(shop, journey=Journey("j", stages=(stage,))), "pains"))[0].text.endswith("at Till")
    hidden = PlannedStage("s", "S", (PlannedTouchpoint("A", "Till", ("A",), hidden=True), PlannedTouchpoint("B", "B", ("B",))))
    assert row(measure_map(shop, journey=Journey("j", stages=(hidden,))), "pains") is None


def test_quotes_are_real_comments_without_names(shop):
    lane = row(measure_map(shop), "quotes")
    texts = [item.text for item in said(lane)]
    assert texts and all(item.quote and "u" + "1" not in item.detail for item in said(lane))
    assert set(texts) <= {*(f"I waited far too long at the till, again ({at})" for at in range(40)), "All was well and quick, thank you"}


def test_where_small_numbers_are_hidden_few_say_nothing(build_dataset):
    few = [{**one, "comment": f"It was very bad indeed, number {at}"} for at, one in enumerate(rated("B", [1] * 3))]
    answers = [*rated("A", [5] * 37 + [1] * 3), *few]
    data = build_dataset([*met_at("A", range(60)), *met_at("B", range(3))], answers)
    assert said(row(measure_map(data), "quotes"))
    with using(Settings(hide_below=5)):
        found = measure_map(data, asked=Asked(("reach", "pains", "delights", "quotes", "channels")))
        assert [lane.name for lane in found.texts if said(lane)] == ["channels"]
        assert not [item for cell in row(found, "channels").cells if cell.at == "B" for item in cell.items]


def test_channels(shop):
    lane = row(measure_map(shop, asked=Asked(("reach", "channels"))), "channels")
    assert [item.text for item in lane.cells[0].items] == ["app 75 %", "shop 25 %"]
    assert lane.cells[0].items[0].detail.endswith("75 of 100 events") and (lane.by, lane.written) == ("touchpoint", False)


def test_moments_of_truth_need_answers_about_the_whole(shop, build_dataset):
    lane = row(measure_map(shop, asked=Asked(("truths",))), "truths")
    assert said(lane) == [] and "no answers about the whole relationship" in lane.detail
    random, answers, events = Random(5), [], []
    for who in range(300):
        truth = random.random()
        for place in "ABCDE":
            score = round(1 + 4 * (truth if place == "C" else random.random()))
            answers.append({"response_id": f"{place}{who}", "customer_id": f"u{who}", "touchpoint": place, "csat": score})
            events.append({"customer_id": f"u{who}", "event_time": BEGIN + who * DAY, "touchpoint": place})
        answers.append({"response_id": f"w{who}", "customer_id": f"u{who}", "nps": round(10 * truth)})
    found = said(row(measure_map(build_dataset(events, answers), asked=Asked(("truths",))), "truths"))
    assert [item.text for item in found] == ["C: closely linked with whether they would recommend"]
    assert "300 customers" in found[0].detail and "met by 100 %" in found[0].detail


def test_opportunity(build_dataset):
    """82 of 100 call it important, 30 are satisfied: 8.2 + (8.2 − 3.0) = 13.4 (METRICS §3.5)."""
    rows = [{"response_id": at, "touchpoint": "A", "importance": 5 if at < 82 else 3, "csat": 5 if at < 30 else 2} for at in range(100)]
    lane = measure_map(build_dataset(answers=rows), asked=Asked(("opportunity",))).lane("opportunity")
    cell = lane.cells[0]
    assert (cell.value, cell.n, cell.status) == (pytest.approx(13.4), 100, "ok") and 11 < cell.ci_low < 13.4 < cell.ci_high < 16
    assert measure_map(build_dataset(answers=rated("A", [4] * 40)), asked=Asked(("opportunity",))).lane("opportunity").cells[0].value is None


def test_a_survey_of_comments_only_is_a_map_of_quotes(build_dataset):
    rows = [{"response_id": at, "touchpoint": "AB"[at % 2], "comment": f"This is what I have to say, number {at}", "csat": None} for at in range(20)]
    found = measure_map(build_dataset(answers=rows))
    assert (found.touchpoints, found.lanes, [lane.name for lane in found.texts]) == (("A", "B"), (), ["quotes"])
    assert found.customers == 0 and found.answer


def test_no_place_at_all_is_a_map_that_says_so(build_dataset):
    found = measure_map(build_dataset(answers=[{"response_id": at, "comment": "Fine", "csat": 3} for at in range(5)]), Scope())
    assert (found.touchpoints, found.rows) == ((), ()) and "no map to draw" in found.answer
