"""The glossary: an entry with all its parts for every number, a link from every label, and sentences that say only what was counted."""
from __future__ import annotations

import html
import re
from dataclasses import fields, replace
from datetime import datetime, timedelta

import pytest

from cjm_core import definitions, journey_map, scoreboard, settings
from cjm_core.definitions import ENTRIES, as_fragment, define, find, named
from cjm_core.definitions.disputes import QUESTIONS
from cjm_core.errors import BadInput
from cjm_core.journey_map.touchpoint import touchpoint_detail
from cjm_core.metrics import KPIS, kpi_named
from cjm_core.metrics.emotion import emotion
from cjm_core.metrics.reference import Entry, entry
from cjm_core.scope import Scope
from tests import building, worlds
from tests.screens import routed

ALL = Scope()
BEGIN, DAY, MINUTE = datetime(2025, 1, 1), timedelta(days=1), timedelta(minutes=1)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return building.dataset(tmp_path_factory.mktemp("words"), worlds.events(), worlds.answers(relationship=False), worlds.ROLES)


# ---- every number has an entry, and every label its link -------------------------------------------------------------
def lacking(found: Entry) -> list[str]:
    """Parts of an entry without words; a note is not every number's."""
    return [one.name for one in fields(found) if one.name != "note" and len(str(getattr(found, one.name))) < 3]


def test_every_number_has_an_entry_with_all_its_parts():
    assert {found.name for found in ENTRIES} == {kpi.name for kpi in (*KPIS, emotion)} | {"leaving"}
    assert {found.name: lacking(found) for found in ENTRIES if lacking(found)} == {}
    assert len({found.label for found in ENTRIES}) == len({found.plain for found in ENTRIES}) == len(ENTRIES)
    for found in ENTRIES:
        assert found.better in ("higher", "lower", "neither") and re.fullmatch(r"docs/metrics\.md#\d+\.\d+", found.source)


def test_a_number_without_plain_words_is_seen():
    def bare() -> str:
        """Share of something, computed somehow.

        Unit: customer. Range: 0 to 1. Undefined when: never. Excludes: nothing.
        """
        return ""

    with pytest.raises(KeyError, match="Plain"):
        entry(replace(kpi_named("conversion"), sql=bare))
    assert lacking(replace(ENTRIES[0], left_out="")) == ["left_out"]


def linked(fragment: str) -> dict[str, str]:
    """Name -> label of everything that opens a definition; the address must be that of the same number."""
    found = re.findall(r'<a class="term" href="definitions\?kpi=(\w+)" data-kpi="(\w+)">([^<]+)</a>', fragment)
    assert all(address == name for address, name, _ in found)
    return {name: html.unescape(label) for _, name, label in found}


def test_every_label_opens_its_entry(data, tmp_path):
    few = building.dataset(tmp_path, answers=[{"response_id": 1, "nps": 9}, {"response_id": 2, "nps": 3}])
    for source in (data, few):  # the second has mostly numbers that cannot be measured
        labels = linked(scoreboard.as_fragment(scoreboard.measure_scoreboard(source, ALL)))
        assert {name: label.split(":")[0] for name, label in labels.items()} == {kpi.name: kpi.label for kpi in KPIS}
    drawn = journey_map.measure_map(data)
    assert linked(journey_map.as_fragment(drawn)) == {lane.name: lane.label for lane in drawn.lanes}
    detail = touchpoint_detail(data, ALL, "Delivery")
    assert list(linked(journey_map.numbers_fragment(detail))) == detail.numbers["kpi"].tolist()
    assert all(named(name) for name in (*labels, *(lane.name for lane in drawn.lanes)))


def test_a_saved_map_has_no_dead_links(data):
    assert "href" not in journey_map.as_html(journey_map.measure_map(data))


@pytest.mark.parametrize(("text", "name"), [
    ("bounce", "bounce_rate_single_event"), ("churn", "churn"), ("AOV", "average_order_value"), ("net promoter", "nps"),
    ("effort score", "ces"), ("drop-off", "leaving"), ("top-2-box", "csat"), ("ARPU", "revenue_per_customer"),
])
def test_a_number_is_found_by_its_other_names(text, name):
    assert name in [found.name for found in find(text)]
    assert find(text + " zzz") == ()
    assert len(find("")) == len(ENTRIES)


# ---- the value beside it ---------------------------------------------------------------------------------------------
def test_values_are_the_kpis(data):
    scope = Scope(datetime(2025, 3, 1), datetime(2025, 6, 1), (("segment", "A"),))
    for kpi in (*KPIS, emotion):
        own = define(data, scope, kpi.name).own
        if kpi.shape == "composition":
            parts = kpi(data, scope, ("channel",))
            row = parts.loc[parts["numerator"].idxmax()]
        else:
            row = kpi(data, scope).iloc[0]
        assert (own.n, own.status) == (row["n"], row["status"])
        assert own.value == pytest.approx(row["value"]) if own.value is not None else own.reason
        assert (own.ci_low is None) == (row["ci_low"] != row["ci_low"])


def test_without_data_and_without_events(build_dataset):
    bare = [definitions.Definition(found) for found in ENTRIES]
    assert "On your data" not in as_fragment(bare) and "With data" in definitions.answer(bare)
    few = build_dataset(answers=[{"response_id": 1, "csat": 4}])
    shown = definitions.readings_of(few, ALL, tuple(found.name for found in ENTRIES))
    text = as_fragment(shown)
    for said in ("needs a file of events", "needs answers to “How easy was it?”", "a hint only"):
        assert said in text
    assert definitions.answer(shown).startswith("**4 of 25** can be measured")  # CSAT, its mean, responses and emotion
    with pytest.raises(BadInput, match="no definition of 'x'"):
        define(few, ALL, "x")


def test_text_of_the_data_and_own_words_are_shown_as_text(build_dataset):
    rows = [{"customer_id": f"u{at}", "event_time": BEGIN + at * DAY, "touchpoint": "<b>Stage</b>", "channel": "<i>Web</i>"} for at in range(60)]
    with settings.using(settings.Settings(stage="<u>phase</u>", touchpoint="encounter", touchpoints="encounters")):
        text = as_fragment(definitions.readings_of(build_dataset(rows), ALL, tuple(found.name for found in ENTRIES)))
    assert not re.search(r"<[biu]>(Stage|Web|phase)", text)
    assert "&lt;i&gt;Web&lt;/i&gt;" in text and "most at &lt;b&gt;Stage&lt;/b&gt;" in text  # the data's own names stay
    assert "On to the next &lt;u&gt;phase&lt;/u&gt;" in text and "After which encounter" in text and "an encounter" in text
    assert "touchpoint" not in text.replace("data-touchpoint", "")


def test_the_smallest_n_is_the_one_in_force(data):
    with settings.using(settings.Settings(min_n=77)):
        assert "Fewer than 77 are a hint only." in as_fragment([define(data, ALL, "nps")])


# ---- where the field disagrees ---------------------------------------------------------------------------------------
def dispute(data, name, scope=ALL):
    found = define(data, scope, name).dispute
    return [one.value for one in found.readings], found.sentence


def answers(question, scores, **more):
    return [{"response_id": at, question: score, **more} for at, score in enumerate(scores)]


def test_csat_as_share_and_as_mean(build_dataset):
    """10 very good, 4 good, 2 bad: 84.37 as Pisano prints it, 14 of 16 = 87.5 % in the top two boxes (docs/metrics.md#1.2)."""
    values, said = dispute(build_dataset(answers=answers("csat", [5] * 10 + [4] * 4 + [2] * 2)), "csat_mean")
    assert values == [0.875, pytest.approx(70 / 16)]
    assert "88 of 100 are satisfied; the mean is 4.38 on 1–5" in said
    assert "0 of 100 are in between and 12 below" in said and "stretch the mean to 84 of 100" in said


def test_csat_in_between(build_dataset):
    """6 of 10 satisfied, 3 in the middle, 1 below; the mean (30 + 9 + 1) / 10 lies at 3/4 of 1–5."""
    values, said = dispute(build_dataset(answers=answers("csat", [5] * 6 + [3] * 3 + [1])), "csat")
    assert values == [0.6, 4.0]
    assert "30 of 100 are in between and 10 below" in said and "to 75 of 100" in said


def test_ces_in_three_ways(build_dataset):
    """2 of 8 are 6 or 7, two more a 5; the mean is 30 / 8."""
    values, said = dispute(build_dataset(answers=answers("ces", [7, 6, 5, 5, 3, 2, 1, 1])), "ces")
    assert values == [0.5, 30 / 8, 0.25]
    assert "easy for 50 of 100, and very easy for 25; the mean is 3.75 on 1–7" in said and "25 of 100 lie between" in said
    turned = build_dataset(answers=answers("ces", [1, 2, 3, 3, 5, 6, 7, 7]), directions={"ces": "lower"})
    assert dispute(turned, "ces")[0] == values and "The scale was turned" in dispute(turned, "ces")[1]


def test_nps_of_two_kinds(build_dataset):
    """Two promoters and a detractor about everything; at the touchpoint one detractor, who answered both."""
    rows = [{"response_id": at, "customer_id": f"u{at % 3}", "nps": score, "touchpoint": "Delivery" if at == 3 else None, "answered_at": BEGIN}
            for at, score in enumerate((9, 10, 2, 0))]  # fmt: skip
    values, said = dispute(build_dataset(answers=rows), "nps")
    assert values == [pytest.approx(100 / 3), -100]
    assert "+33 about the whole relationship and −100 at touchpoints" in said and "1 of 3 customers answered both" in said
    values, said = dispute(build_dataset(answers=rows[:3]), "nps")
    assert values[1] is None and "all 3 answers were given about the whole relationship and none at a touchpoint" in said


def visit(who, day, *touchpoints, **more):
    return [{"customer_id": who, "event_time": BEGIN + day * DAY + at * MINUTE, "touchpoint": name, **more} for at, name in enumerate(touchpoints)]


def test_bounce_and_conversion(build_dataset):
    """Four sessions of three customers: two of one event, of which one is the order."""
    rows = [*visit("a", 0, "Ad", "Cart"), *visit("a", 2, "Order"), *visit("b", 0, "Ad"), *visit("c", 0, "Ad", "Cart")]
    data = build_dataset(rows, roles={"order": "Order", "goal": "Order"})
    values, said = dispute(data, "bounce_rate_single_event")
    assert values == [0.5, 0.25] and "50.0 % of your sessions hold one event only. GA4’s rule gives 25.0 %, because in 1 session" in said
    values, said = dispute(data, "conversion")
    assert values == [pytest.approx(1 / 3), 0.25] and "a customer comes 1.3 times on average" in said
    without = build_dataset([*visit("a", 0, "Ad", "Order"), *visit("b", 0, "Ad")], roles={"order": "Order"})
    assert "Both give 50.0 % here" in dispute(without, "bounce_rate_single_event")[1]


def test_carts_and_sessions(build_dataset):
    """a orders two hours later, in another session; b never: half of the carts, all of the cart sessions."""
    rows = [*visit("a", 0, "Cart"), *visit("a", 2 / 24, "Order"), *visit("b", 0, "Cart"), *visit("c", 5, "Ad")]
    values, said = dispute(build_dataset(rows, roles={"cart": "Cart", "order": "Order"}), "cart_abandonment")
    assert values == [0.5, 1.0]
    assert "1 cart found an order in a later session" in said and "the opposite, 50.0 %" in said


def test_back_early_and_late(build_dataset):
    """a comes back on day 10 and 40, b on day 10, c on day 100, d never; the data end on day 149."""
    days = {"a": (0, 10, 40), "b": (0, 10), "c": (0, 100), "d": (0,), "e": (149,)}
    data = build_dataset([row for who, mine in days.items() for day in mine for row in visit(who, day, "Ad")])
    values, said = dispute(data, "retention_unbounded")
    assert values == [0.5, 0.5] and "1 did both, 1 only the first and 1 only the second" in said


def test_lost_and_back_after_silence(build_dataset):
    """Of a, b and c, who were there from day 5 to 95, only c was there from day 59 to 149. c came back after 94 days, a, b and d did not."""
    days = {"a": (0, 10), "b": (10,), "c": (6, 100), "d": (0,), "e": (149,)}
    data = build_dataset([row for who, mine in days.items() for day in mine for row in visit(who, day, "Ad")])
    values, said = dispute(data, "churn", Scope(BEGIN + 95 * DAY, BEGIN + 149 * DAY))
    assert values == [pytest.approx(2 / 3), None]
    assert "66.7 % of those who were there before count as lost; divided by those who stayed, as some do, it would read 200.0 %" in said
    values, said = dispute(data, "churn")
    assert values[1] == 0.25 and "25.0 % of those who fell silent for 90 days have come back" in said


def test_the_average_and_the_middle_order(build_dataset):
    rows = [row for at, value in enumerate((10, 10, 20, 200)) for row in visit(f"u{at}", at, "Order", value=value)]
    values, said = dispute(build_dataset(rows), "average_order_value")
    assert values == [60, 15]
    assert "a few large orders pull the average up: 75 of 100 orders are worth less" in said


def test_every_question_concerns_entries_and_is_shown_once(data):
    assert all(named(name) for question in QUESTIONS for name in question.members)
    shown = definitions.readings_of(data, ALL, tuple(found.name for found in ENTRIES))
    text = as_fragment(shown)
    assert all(text.count(html.escape(question.question)) == 1 for question in QUESTIONS)
    assert html.escape(QUESTIONS[1].question) in as_fragment([define(data, ALL, "csat_mean")])  # alone it stands there


# ---- on the screen ---------------------------------------------------------------------------------------------------
@pytest.fixture
def screen(tmp_path, monkeypatch):
    """The glossary behind the real router, with nothing loaded."""
    monkeypatch.setenv("CJM_HOME", str(tmp_path))
    return routed("data/definitions.py")


def terms(screen):
    assert not screen.exception
    return re.findall(r"<h3>([^<]+)</h3>", "".join(element.proto.body for element in screen.get("html")))


@pytest.mark.parametrize("address", ["csat", "CSAT_MEAN", "Satisfied (CSAT)", "leaving"])
def test_a_link_names_the_number_or_its_label(screen, address):
    screen.query_params["kpi"] = address
    assert terms(screen.run()) == [named(address).label]
    assert screen.query_params["kpi"] == named(address).label


def test_the_screen_is_searched(screen):
    assert len(terms(screen.run())) == len(ENTRIES)
    assert terms(screen.text_input(key="find").set_value("churn").run()) == ["Customers lost"]
    assert terms(screen.text_input(key="find").set_value("<b>zzz</b>").run()) == []
    assert any("Nothing here is called “&lt;b&gt;zzz" in element.proto.body for element in screen.get("html"))
