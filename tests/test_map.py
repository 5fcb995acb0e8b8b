"""The journey map: the same numbers as the KPIs, the same in every drawing, and no name of a touchpoint breaks it."""
import html
import json
import math
import re
from datetime import datetime, timedelta

import pytest

from cjm_core.dataset import Dataset
from cjm_core.journey_map import as_fragment, as_html, as_json, measure_map
from cjm_core.journey_map.touchpoint import touchpoint_detail
from cjm_core.journeys.leaving import leaving
from cjm_core.metrics import ces, csat, expectation_gap, nps, reach
from cjm_core.metrics.emotion import emotion
from cjm_core.scope import Scope
from tests import building, worlds

ALL = Scope()
SPRING = Scope(datetime(2025, 3, 1), datetime(2025, 6, 1), (("segment", "A"),))
SCOPES = pytest.mark.parametrize("scope", [ALL, SPRING], ids=["all", "spring of A"])
BEGIN, DAY = datetime(2025, 1, 1), timedelta(days=1)


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Dataset:
    return building.dataset(tmp_path_factory.mktemp("map"), worlds.events(), worlds.answers(relationship=False), worlds.ROLES)


@SCOPES
def test_cells_are_the_kpis(data, scope):
    drawn = measure_map(data, scope)
    kpis = {"csat": csat, "ces": ces, "nps": nps, "expectation_gap": expectation_gap, "emotion": emotion}
    tables = {name: kpi(data, scope, ("touchpoint",)) for name, kpi in kpis.items()} | {"leaving": leaving(data, scope)}
    for name, table in tables.items():
        rows = table.set_index("touchpoint")
        for touchpoint, cell in zip(drawn.touchpoints, drawn.lane(name).cells, strict=True):
            if touchpoint not in rows.index or math.isnan(rows.loc[touchpoint, "value"]):
                assert (cell.value, cell.grade, cell.ci_low) == (None, None, None)  # a gap, not a 0
                assert cell.reason
            else:
                row = rows.loc[touchpoint]
                assert (cell.n, cell.status, cell.grade) == (row["n"], row["status"], "measured")
                assert cell.value == pytest.approx(row["value"])
                assert (cell.ci_low, cell.ci_high) == pytest.approx((row["ci_low"], row["ci_high"]))


@SCOPES
def test_reach_adds_up(data, scope):
    """By the map, by the KPI and by plain SQL; and the line under the map accounts for everybody."""
    drawn = measure_map(data, scope)
    counted = data.query("""SELECT touchpoint::VARCHAR AS touchpoint, count(DISTINCT customer_key) AS n FROM scoped_events
                            WHERE event_time >= $start AND event_time < $end GROUP BY 1""", scope).set_index("touchpoint")["n"]
    lane = drawn.lane("reach")
    assert {name: cell.n for name, cell in zip(drawn.touchpoints, lane.cells, strict=True)} == counted.to_dict()
    assert drawn.customers == reach(data, scope)["n"][0] == drawn.customers_on_map
    assert all(cell.share == cell.n / drawn.customers for cell in lane.cells)
    stages = reach(data, scope, ("stage",)).set_index("stage")["n"].to_dict()
    for stage in drawn.stages:
        parts = [counted[name] for name in stage.touchpoints]
        assert max(parts) <= stage.customers == stages[stage.name] <= min(sum(parts), drawn.customers)


def test_only_the_commonest_touchpoints_are_drawn_and_the_rest_is_counted(build_dataset):
    rows = [{"customer_id": f"u{who}", "event_time": BEGIN + at * DAY, "touchpoint": f"T{at}"} for who in range(40) for at in range(who // 2 + 14)]
    drawn = measure_map(build_dataset([*rows, {"customer_id": "odd", "event_time": BEGIN, "touchpoint": "Odd"}]))
    assert (len(drawn.touchpoints), drawn.hidden_touchpoints) == (30, 4)
    assert (drawn.customers, drawn.customers_on_map) == (41, 40)
    text = " ".join(as_html(drawn).split())
    assert "41 customers in this selection = 40 on the map + 1 with other touchpoints only (4 rarer touchpoints are not drawn)." in text


def test_marks_only_where_the_interval_excludes_the_mean(data):
    marked = set()
    for lane in measure_map(data).lanes:
        for cell in lane.cells:
            border = 0.0 if lane.name == "expectation_gap" else lane.mean  # what was expected is its own border
            far = border is not None and cell.ci_low is not None and not cell.ci_low <= border <= cell.ci_high
            assert (cell.mark is not None) == (far and cell.n >= 30)
            if cell.mark:
                assert (cell.mark == "above") == (cell.value > border)
            marked.add(cell.mark)
    assert None in marked


def test_marks(build_dataset):
    """30 at each: everybody satisfied, nobody, and five of the 29 at a third, who are too few to be marked."""
    scores = {"Good": [5] * 30, "Bad": [1] * 30, "Few": [5] * 5 + [1] * 24}
    rows = [{"touchpoint": name, "csat": score} for name, found in scores.items() for score in found]
    drawn = measure_map(build_dataset(answers=[{"response_id": at, **row} for at, row in enumerate(rows)]))
    assert {name: cell.mark for name, cell in zip(drawn.touchpoints, drawn.lane("csat").cells, strict=True)} == {
        "Good": "above", "Bad": "below", "Few": None,
    }  # fmt: skip
    assert drawn.lane("csat").mean == pytest.approx(35 / 89)
    assert drawn.lane("reach") is None
    assert "No events were loaded" in " ".join(drawn.notes)
    assert "At **Bad**: 0 of 100 are satisfied" in drawn.answer and "**Good** is the best moment" in drawn.answer


def test_gaps(build_dataset):
    """Nothing asked is a gap with its reason, in the numbers, in the drawing and in the sentence below it."""
    events = [{"customer_id": f"u{who}", "event_time": BEGIN + who * DAY, "touchpoint": name} for who in range(40) for name in ("Ad", "Cart")]
    drawn = measure_map(build_dataset(events, [{"response_id": 1, "touchpoint": "Cart", "csat": 5, "nps": 9}]))
    ad, cart = drawn.lane("emotion").cells
    assert (ad.value, ad.reason, cart.value, cart.mixed) == (None, "not asked", pytest.approx((2 + 1.6) / 2), True)
    assert drawn.never_asked == 1
    text = as_html(drawn)
    assert "nothing<br>asked" in text and "not asked" in text
    assert "1 touchpoint was never asked about" in " ".join(text.split())
    bare = measure_map(build_dataset(events))
    assert bare.lane("emotion") is None
    assert bare.answer.startswith("After **Ad**, 0 of 40 customers do nothing more")


def test_leaving(build_dataset):
    """u1 comes back after 14 days to the second, u2 never, u3 after 15, and u4's 14 days are not over."""
    times = {"u1": (0, 14), "u2": (0,), "u3": (0, 15), "u4": (20,), "u5": (40,)}
    days = [(who, at) for who, mine in times.items() for at in mine]
    data = build_dataset([{"customer_id": who, "event_time": BEGIN + at * DAY, "touchpoint": "A" if at in (0, 20) else "B"} for who, at in days])
    row = leaving(data, Scope(BEGIN, BEGIN + 10 * DAY)).iloc[0]
    assert (row["n"], row["numerator"], row["excluded"]) == (3, 2, {})
    late = leaving(data, ALL).set_index("touchpoint").loc["B"]
    assert (late["n"], late["excluded"]) == (2, {"too_recent": 1})


def texts(fragment):
    return html.unescape(re.sub(r"<(style|[^>]+)>", " ", re.sub(r"<style>.*?</style>", "", fragment, flags=re.DOTALL)))


@SCOPES
def test_every_drawing_tells_the_same(data, scope):
    drawn = measure_map(data, scope)
    told = json.loads(json.dumps(as_json(drawn), allow_nan=False))
    assert [stage["name"] for stage in told["stages"]] == [stage.name for stage in drawn.stages]
    assert (told["filled_cells"], told["measured_cells"]) == (drawn.filled, drawn.measured)
    words = " ".join(texts(as_html(drawn)).split())
    for name in (*drawn.touchpoints, *(stage.name for stage in drawn.stages)):
        assert name in words
    for lane, drawn_lane in zip(told["lanes"], drawn.lanes, strict=True):
        assert [cell["value"] for cell in lane["cells"]] == [cell.value for cell in drawn_lane.cells]
        assert [(cell["n"], cell["ci_low"]) for cell in lane["cells"]] == [(cell.n, cell.ci_low) for cell in drawn_lane.cells]
        if lane["unit"] == "share":
            for cell in lane["cells"]:
                if cell["value"] is not None:
                    assert re.search(rf"{cell['value'] * 100:,.0f} ?%? .*n {cell['n']:,}", words)
    assert f"{drawn.measured} of {drawn.filled} filled cells are measured" in words


def test_the_file_asks_nobody_for_anything(data):
    text = as_html(measure_map(data))
    assert "<script" not in text
    assert set(re.findall(r"https?:[^\s\"')]*", text)) <= {"http://www.w3.org/2000/svg"}  # a name, not an address to fetch
    assert not re.search(r"(src|href|srcset|action)\s*=|@import|url\((?!\"data:|&#34;data:|\"?data:)", text)


def real_names():
    strings = json.loads(building.real_file("naughty_strings/blns.json").read_text(encoding="utf-8"))
    return [text for text in strings if text and text.strip() == text and text.isprintable()][::30]


def own_names():
    return ["<script>alert(1)</script>", "\"'><img src=x onerror=alert(1)>", "It's {{ 7*7 }} **bold**", "a'); DROP TABLE events; --", "Ü\u200bß"]


@pytest.mark.parametrize("names", [own_names, real_names])
def test_no_name_breaks_it(build_dataset, names):
    wanted = list(dict.fromkeys(names()))[:20]
    rows = [{"customer_id": f"u{at}", "event_time": BEGIN + at * DAY, "touchpoint": name} for at, name in enumerate(wanted)]
    said = [{"response_id": at, "touchpoint": name, "csat": 4, "comment": name} for at, name in enumerate(wanted)]
    data = build_dataset(rows, said)
    drawn = measure_map(data)
    assert set(drawn.touchpoints) == set(wanted)
    for text in (as_fragment(drawn), as_html(drawn)):
        assert "<script" not in text and "<img" not in text and "onerror=alert(1)>" not in text
        found = [html.unescape(name) for name in re.findall(r'data-touchpoint="([^"]*)"', text)]
        assert found == list(drawn.touchpoints)
    assert [(stage["name"], stage["touchpoints"]) for stage in json.loads(json.dumps(as_json(drawn)))["stages"]] == [
        (stage.name, list(stage.touchpoints)) for stage in drawn.stages
    ]
    for name in wanted:
        assert touchpoint_detail(data, ALL, name).comments["text"].tolist() == [name]


def test_behind_a_touchpoint(data):
    found = touchpoint_detail(data, ALL, "Delivery")
    assert found.stage == "Receive"
    numbers = found.numbers.set_index("kpi")
    drawn = measure_map(data)
    at = drawn.touchpoints.index("Delivery")
    for name in ("csat", "ces", "nps", "emotion", "leaving", "expectation_gap"):
        assert numbers.loc[name, "value"] == pytest.approx(drawn.lane(name).cells[at].value)
    for question in ("csat", "nps"):
        assert found.answers[found.answers["question"] == question]["n"].sum() == numbers.loc[question, "n"]
    assert touchpoint_detail(data, SPRING, "Nowhere").numbers.empty
