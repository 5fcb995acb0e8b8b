"""Marks, forest, tables and words of an experiment: what is drawn is what was measured."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from cjm_core import charts, experiments
from cjm_core.compare import holm
from cjm_core.dataset import Dataset
from cjm_core.demo.make import make
from cjm_core.experiments import Appearance, Design, appearance, as_answer, as_forest, as_table, measure_experiment, own_dates
from cjm_core.scope import Scope
from tests import worlds
from tests.building import dataset
from tests.trials import BEGIN, DAY, TEST, check, measured, of_test, words_of


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> Dataset:
    return Dataset.open(make(tmp_path_factory.mktemp("demo") / "demo.duckdb").dataset)


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> Dataset:
    return dataset(tmp_path_factory.mktemp("world"), worlds.events(), worlds.answers(), worlds.ROLES)


def test_marks_heed_the_correction_and_small_groups(world):
    kpis = tuple(kpi.name for kpi in experiments.comparable(world))
    design = Design("segment", ("A", "B"), kpis)
    found = measure_experiment(world, Scope(), design, appearance(world, Scope(), "segment", ("A", "B")))
    tested = [row for row in found.rows if row.adjusted_p is not None]
    assert [row.adjusted_p for row in tested] == holm([row.difference.p for row in tested])
    for row in found.rows:
        clear = row.difference.status == "ok" and not row.difference.ci_low <= 0 <= row.difference.ci_high
        assert row.survives == (clear and row.adjusted_p <= 0.05)
        assert (row.mark is None) == (not row.survives)


def test_a_small_group_has_no_mark(build_dataset):
    """All 12 of B buy and 40 of 200 in A: far beyond luck, but 12 customers are a hint."""
    found = measured(build_dataset(of_test((200, 40), (12, 12), (0, 0))), drawn=False)
    assert found.main.adjusted_p < 0.001 and found.main.difference.ci_low > 0
    assert not found.main.survives and found.main.mark is None
    assert found.answer == "Only 12 customers – treat as a hint." and "a hint only" in words_of(as_forest(found))


def test_what_is_clear_alone_may_be_luck_among_many(build_dataset):
    """40 against 60 of 200: p .021; alone it is clear, as one of four numbers that say nothing new Holm takes the mark away."""
    data = build_dataset(of_test((200, 40), (200, 60)))
    alone = measured(data, "conversion")
    assert alone.main.mark == "good" and "by luck" not in alone.answer
    several = measured(data, "conversion", "retention_30d", "repeat_rate", "events_per_customer", "bounce_rate_single_event")
    assert several.main.mark is None
    assert several.answer.startswith(alone.answer) and "one difference like this can come by luck" in several.answer


def test_the_forest_has_one_zero_and_one_scale_for_points(shop):
    found = measured(shop, *(kpi.name for kpi in experiments.usual(experiments.comparable(shop))))
    drawn = experiments.forest(found)
    rows = {row["name"]: row for row in drawn.rows.to_dict("records")}
    assert all(0 < row["low"] <= row["value"] <= row["high"] < 100 for row in rows.values())
    points = {row.name: row.difference.value * (100 if row.unit == "share" else 1) for row in found.rows if row.unit in ("share", "points")}
    steps = [(rows[name]["value"] - drawn.zero) / value for name, value in points.items()]
    assert steps == pytest.approx([steps[0]] * len(steps), rel=0.02)  # places are rounded to hundredths of a per cent
    ticks = drawn.ticks.set_index("text")["at"]
    assert ticks["0"] == drawn.zero and (ticks["+10"] - drawn.zero) / 10 == pytest.approx(steps[0], rel=0.01)
    own = rows["revenue_per_customer"]
    assert own["own"] and (own["value"] - drawn.zero > 0) == (own["text"].startswith("+"))
    for row in found.rows:
        assert (row.difference.ci_low < 0 < row.difference.ci_high) == (rows[row.name]["low"] < drawn.zero < rows[row.name]["high"])
    charts.forest(drawn.rows, drawn.ticks, drawn.zero).to_dict()


def test_the_drawings_say_every_number(build_dataset):
    """40 of 200 buy in A, 70 of 200 in B: 20 % and 35 %; Wilson 15.0–26.1 and 28.7–41.8, Newcombe +6.3 to +23.4."""
    rows = of_test((200, 40), (200, 70))
    answers = [{"response_id": f"{name}{at}", "customer_id": f"{name}{at}", "answered_at": TEST + 5 * DAY, "csat": 2 + 3 * (at % 2)}
               for name in "ab" for at in range(60)]  # fmt: skip
    found = measured(build_dataset(rows, answers), "conversion", "csat", "revenue_per_customer")
    table, forest, said = (words_of(draw(found)) for draw in (as_table, as_forest, as_answer))
    assert "Conversion 20.0 % 15.0–26.1 · 200 customers 35.0 % 28.7–41.8 · 200 customers ▲ +15.0 points +6.3 to +23.4 –" in table
    assert "about 9,000 more answers" in table  # half-width 17.3 points, wanted 2: 120 x (75.2 - 1) = 8,906, two leading digits upwards
    assert "200 and 200 customers ▲ +15.0 points +6.3 to +23.4" in forest and "Satisfied (CSAT) 60 and 60 answers ±0.0 points" in forest
    assert "Rows in points share one scale; Revenue per customer has its own." in forest
    assert all(one.text in said for one in found.checks) and found.answer in said and "20.0 % → 35.0 %" in said
    assert set(re.findall(r'data-kpi="(\w+)"', as_forest(found))) == {row.name for row in found.rows}


def test_names_are_text_and_nothing_is_no_zero(build_dataset):
    bad = "<script>alert('&\")</script>"
    rows = [{**row, "variant": bad if row["variant"] == "A" else row["variant"]} for row in of_test((40, 8), (40, 12))]
    data = build_dataset(rows, answers=[{"response_id": "r", "customer_id": "b1", "nps": 9}])
    design = Design("variant", (bad, "B"), ("conversion", "nps"), drawn=True)
    found = measure_experiment(data, Scope(), design, appearance(data, Scope(), "variant", (bad, "B")))
    for draw in (as_table, as_forest, as_answer):
        assert "<script" not in draw(found)
    assert found.rows[1].difference.value is None
    assert "no data" in words_of(as_table(found)) and "nothing to measure" in words_of(as_forest(found))


def test_tables_have_the_columns_of_the_command_line(shop):
    found = measured(shop, "conversion", "nps")
    sides, differences = experiments.sides(found), experiments.differences(found)
    assert list(sides.columns) == ["kpi", "label", "unit", "group", "n", "value", "ci_low", "ci_high", "status", "reason", "numerator", "excluded"]
    assert sides["group"].tolist() == ["A", "B"] * 2
    assert differences["difference"].tolist() == [row.difference.value for row in found.rows]
    assert differences["survives"].tolist() == [True, False] and differences["more_needed"].isna().tolist() == [True, False]
    assert isinstance(differences, pd.DataFrame)


def test_usual_numbers(build_dataset, world):
    some = build_dataset([{"customer_id": at, "event_time": BEGIN + at * DAY} for at in range(40)])
    usual = [kpi.name for kpi in experiments.usual(experiments.comparable(some))]
    assert usual == ["retention_30d", "bounce_rate_single_event", "events_per_customer"]
    assert len(experiments.usual(experiments.comparable(world))) == experiments.measure.MOST
    assert not {"reach", "responses", "first_touch_share"} & {kpi.name for kpi in experiments.comparable(world)}


def test_without_dates_everything_is_measured(build_dataset):
    rows = [{"response_id": f"{name}{at}", "csat": 3 + (at + add) % 3, "country": name} for add, name in enumerate(("NL", "BE")) for at in range(40)]
    data = build_dataset(answers=rows)
    seen = appearance(data, Scope(), "country", ("BE", "NL"))
    assert seen == Appearance(None, None, (0, 0), 0) and own_dates(data, seen) is None
    found = measure_experiment(data, Scope(), Design("country", ("BE", "NL"), ("csat",)), seen)
    assert found.rows[0].a.n == 40 and found.dates == "" and "dates used" not in as_answer(found)
    drawn = measure_experiment(data, Scope(), Design("country", ("BE", "NL"), ("csat",), drawn=True), seen)
    assert check(drawn, "Same before the test: cannot be checked") == "unknown"
