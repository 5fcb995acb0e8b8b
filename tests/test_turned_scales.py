"""A scale whose low end is good says so wherever a score of it is spoken, and its mean says that it was turned round."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from cjm_core import settings
from cjm_core.dataset import Dataset
from cjm_core.journey_map import measure_numbers, one_customer
from cjm_core.journey_map.asked import Asked
from cjm_core.journey_map.quotes import quotes
from cjm_core.journey_map.touchpoint import touchpoint_detail
from cjm_core.metrics import kpi_named
from cjm_core.metrics.scores import TURNED, score_words
from cjm_core.scope import Scope
from cjm_core.settings import Settings
from cjm_core.timeline import comments
from pages.journey import _touchpoint

BAD = "Catastrophe, I am leaving for good"


@pytest.fixture
def graded(build_dataset: Callable[..., Dataset]) -> Dataset:
    """Grades from 1, the best, to 6 at one touchpoint: twelve 1, six 2 and two 6."""
    rows = [
        {"response_id": f"r{n}", "customer_id": f"C{n}", "answered_at": datetime(2026, 3, n % 28 + 1), "touchpoint": "Hotline", "csat": grade,
         "comment": BAD if n == 19 else f"Very friendly people, number {n}"}
        for n, grade in enumerate([1] * 12 + [2] * 6 + [6] * 2)
    ]  # fmt: skip
    return build_dataset(answers=rows, scales={"csat": (1, 6)}, directions={"csat": "lower"})


@pytest.mark.parametrize(("scale", "said"), [
    ((1, 6, "lower"), "6 of 6, where 1 is best"), ((1, 6, "higher"), "6 of 6"), ((0, 10, None), "6 of 10"), ((None, None, None), "6"),
    ((float("nan"), float("nan"), None), "6"),
])  # fmt: skip
def test_score_words(scale: tuple[float | None, float | None, str | None], said: str) -> None:
    assert score_words(6.0, *scale) == said


def test_every_spoken_score_says_that_low_is_good(graded: Dataset) -> None:
    said = quotes(graded, Scope(), ["Hotline"])["Hotline"]
    bad = next(one for one in said if one.text == BAD)
    assert bad.detail.endswith("6 of 6, where 1 is best") and bad.good == -1
    detail = touchpoint_detail(graded, Scope(), "Hotline")
    shown = _touchpoint._comments(detail.comments)
    assert set(shown.loc[shown["Comment"] == BAD, "Score"]) == {"CSAT 6 of 6, where 1 is best"}
    assert set(detail.answers["best"]) == {1}
    with settings.using(Settings(hide_below=0)):
        who = one_customer.customers_at(graded, Scope(), "Hotline")[0]
        way = {one.kind: one.detail for one in one_customer.happenings(graded, who.number)}
        assert way["answer"].startswith("CSAT ") and way["answer"].endswith(" of 6, where 1 is best")
    told = comments(graded, "csat_mean", Scope(), datetime(2026, 1, 1), datetime(2027, 1, 1))
    assert {tuple(row) for row in told[["scale_min", "scale_max", "direction"]].itertuples(index=False)} == {(1, 6, "lower")}


def test_a_mean_is_high_where_customers_are_satisfied_and_says_that_it_was_turned(graded: Dataset) -> None:
    """Turned round 1 is 6 and 2 is 5: (12 × 6 + 6 × 5 + 2 × 1) / 20."""
    table = kpi_named("csat_mean")(graded, Scope())
    assert table["value"][0] == pytest.approx(5.2) and TURNED in table.attrs["basis"]
    numbers = touchpoint_detail(graded, Scope(), "Hotline").numbers.set_index("kpi")
    assert numbers.loc["csat_mean", "label"] == f"Satisfaction, mean ({TURNED})" and numbers.loc["csat", "label"] == "Satisfied (CSAT)"
    lane = measure_numbers(graded, Scope(), Asked(lanes=("csat_mean",))).measured["csat_mean"]
    assert lane.detail.endswith(TURNED)


def test_nothing_is_said_of_scales_whose_high_end_is_good(build_dataset: Callable[..., Dataset]) -> None:
    rows = [{"response_id": f"r{n}", "touchpoint": "Till", "csat": n % 5 + 1, "comment": f"Fine and friendly people {n}"} for n in range(20)]
    data = build_dataset(answers=rows)
    assert all(one.detail.endswith(" of 5") for one in quotes(data, Scope(), ["Till"])["Till"])
    detail = touchpoint_detail(data, Scope(), "Till")
    assert "best" not in detail.answers and "Satisfaction, mean" in set(detail.numbers["label"])
    assert TURNED not in (kpi_named("csat_mean")(data, Scope()).attrs["basis"] or "")
