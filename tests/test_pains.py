"""Pain points against a count in plain Python loops on random answers; the worst marks are listed apart, however few (docs/metrics.md#3.4)."""

from __future__ import annotations

import io
import re

import openpyxl
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import settings as trials
from hypothesis import strategies as st
from pptx import Presentation

from cjm_core.authored.model import Journey, PlannedStage, PlannedTouchpoint
from cjm_core.estimate import Estimate
from cjm_core.journey_map import as_fragment, as_json, from_json, pains
from cjm_core.journey_map.measure import measure_map
from cjm_core.journey_map.numbers import Found, Point, Reached, WorstMark
from cjm_core.settings import Settings, using
from cjm_core.takeaway.map_picture import map_svg
from cjm_core.takeaway.map_slides import map_pptx
from cjm_core.takeaway.map_workbook import map_xlsx
from tests.map_texts import bare
from tests.test_map_measure_words import met_at, rated, row, said

SCALES = {"csat": (1, 5), "ces": (1, 7), "nps": (0, 10), "recommended": (0, 1), "stars": (1, 3), "expectation": (1, 5)}
PLACES, CUSTOMERS = "ABCD", 200
ONE = Journey("j", stages=(PlannedStage("s", "S", tuple(PlannedTouchpoint(name, name, (name,)) for name in "ABCDE")),))
ANSWER = st.tuples(st.sampled_from(PLACES), st.sampled_from(list(SCALES)), st.integers(0, 10), st.sampled_from([1.0, 0.5]),
                   st.sampled_from([1, 2, 30]))  # fmt: skip
Answer = tuple[str, str, int, float, int]  # touchpoint, question, score, weight, how many gave it


def frame(answers: list[Answer]) -> pd.DataFrame:
    """The answers as `metrics.answered.answer_cells` gives them."""
    rows = [{"survey_key": at, "question": question, "touchpoint": place, "state": "valid", "score": float(score), "good_score": float(score),
             "scale_min": float(SCALES[question][0]), "scale_max": float(SCALES[question][1]), "weight": weight, "n": n, "people": n}
            for at, (place, question, score, weight, n) in enumerate(answers)]  # fmt: skip
    return pd.DataFrame(rows)


def on_scale(answers: list[Answer]) -> list[Answer]:
    return [(place, question, min(max(score, SCALES[question][0]), SCALES[question][1]), weight, n) for place, question, score, weight, n in answers]


def reached(met: dict[str, int]) -> Reached:
    return Reached({place: Found(Estimate(float(n), n, None, None, "ok", None, None)) for place, n in met.items()}, CUSTOMERS, {})


def scores(answers: list[Answer], met: dict[str, int]) -> dict[str, float]:
    """touchpoint -> pain score: severity/4 × frequency × reach × 100 of its worst question, by hand."""
    found: dict[str, float] = {}
    for place in PLACES:
        for question, (low, high) in SCALES.items():
            bad, everybody, depth, many = 0.0, 0.0, 0.0, 0
            for where, asked, score, weight, n in answers:
                if (where, asked) == (place, question) and question != "expectation":
                    everybody, many = everybody + weight * n, many + n
                    below = (low + high) / 2 - score
                    if below > 0:
                        bad, depth = bad + weight * n, depth + weight * n * below / ((high - low) / 2)
            if bad and many >= 30:
                severity = 4 * depth / bad
                score = 100 * severity / 4 * (bad / everybody) * met[place] / CUSTOMERS
                if score > pains.LEAST:
                    found[place] = max(score, found.get(place, 0.0))
    return found


def worst_marks(answers: list[Answer]) -> dict[tuple[str, str], tuple[int, int]]:
    """(touchpoint, question) -> how many gave the worst mark there is, of how many; where the scale has a milder bad mark."""
    found = {}
    for place in PLACES:
        for question, (low, _) in SCALES.items():
            here = [(score, n) for where, asked, score, _, n in answers if (where, asked) == (place, question)]
            worst = sum(n for score, n in here if score == low)
            if worst and question in ("csat", "ces", "nps"):  # yes or no, and three stars, know no milder bad mark
                found[place, question] = worst, sum(n for _, n in here)
    return found


@given(st.lists(ANSWER, min_size=1, max_size=40).map(on_scale), st.lists(st.integers(0, CUSTOMERS), min_size=4, max_size=4))
@trials(max_examples=150, deadline=None)
def test_scores_and_worst_marks_as_counted_by_hand(answers: list[Answer], many: list[int]) -> None:
    met = dict(zip(PLACES, many, strict=True))
    found = pains.pains(frame(answers), reached(met), frozenset())
    assert {point.place: point.score for point in found} == pytest.approx(scores(answers, met))
    assert list(found) == sorted(found, key=lambda point: -point.score)
    listed = pains.worst_marks(frame(answers), frozenset())
    expected = worst_marks(answers)
    assert {(one.place, one.question): (one.worst, one.n) for one in listed} == expected
    assert [one.worst / one.n for one in listed] == sorted((worst / n for worst, n in expected.values()), reverse=True)


@given(st.lists(ANSWER, min_size=1, max_size=40).map(on_scale))
@example([("A", "csat", 1, 1.0, 30), ("A", "csat", 2, 1.0, 2), ("A", "csat", 5, 1.0, 30)])
@trials(max_examples=100, deadline=None)
def test_where_small_numbers_are_hidden_no_worst_mark_of_a_few_is_told(answers: list[Answer]) -> None:
    """Neither those who gave it, nor the other bad answers, nor the rest can be fewer than five, and one may have answered several times."""
    with using(Settings(hide_below=5)):
        for one in pains.worst_marks(frame(answers), frozenset()):
            low, high = SCALES[one.question]
            here = [(score, n) for place, question, score, _, n in answers if (place, question) == (one.place, one.question)]
            bad = sum(n for score, n in here if low < score < (low + high) / 2)
            assert min(one.worst, one.n - one.worst or 5, bad or 5) >= 5
            assert max(n for score, n in here if score == low) >= 5


@pytest.fixture
def shop(build_dataset):
    """A to D are bad for ever fewer; at E a few give the worst mark, to two questions, and nobody else a bad one."""
    places = {"A": 50, "B": 40, "C": 30, "D": 20}
    answers = [one for place, bad in places.items() for one in rated(place, [2] * bad + [5] * (100 - bad))]
    easy = [{**one, "response_id": f"e{at}", "csat": None, "ces": 1 if at < 3 else 6} for at, one in enumerate(rated("E", [5] * 100))]
    return build_dataset([one for place in "ABCDE" for one in met_at(place, range(100))], [*answers, *rated("E", [1] + [5] * 99), *easy])


def test_a_few_in_a_hundred_are_listed_apart(shop):
    lane = row(measure_map(shop, journey=ONE), "pains")
    told = [item for item in said(lane) if item.text.startswith("Worst mark")]
    assert [item.text for item in told] == ["Worst mark there is: 3 of 100 at E"]
    assert told[0].quiet and told[0].grade == "measured"


def test_no_pain_point_is_missed(shop):
    """Two stand in a stage; the others follow behind them in their rank, in page, slides and workbook. A picture says how many they are."""
    drawn = measure_map(shop, journey=ONE)
    lane = row(drawn, "pains")
    every = [item.text for cell in lane.cells for item in (*cell.items, *cell.more)]
    listed = [text for text in every if " unsatisfied at " in text]
    assert listed == [f"{bad} of 100 unsatisfied at {place}" for place, bad in (("A", 50), ("B", 40), ("C", 30), ("D", 20))]
    assert every[-1] == "1 of 100 gave the worst mark for satisfaction at E"
    page = as_fragment(drawn)
    assert re.search(r"<details[^>]*><summary>[^<]*more</summary>", page)
    assert all(text in page for text in listed)
    behind = sum(len(cell.more) for cell in lane.cells)
    assert bare(f"and {behind} more") in bare(re.sub("<[^>]*>", "", map_svg(drawn)))
    assert from_json(as_json(drawn)) == drawn
    slides = Presentation(io.BytesIO(map_pptx(drawn))).slides
    told = " ".join(one.notes_slide.notes_text_frame.text + " ".join(map(words_on, one.shapes)) for one in slides)
    sheet = [cell for line in openpyxl.load_workbook(io.BytesIO(map_xlsx(drawn)))["Cells"].iter_rows(values_only=True) for cell in line]
    assert all(bare(text) in bare(told) and text in sheet for text in every)
    assert f"and {len(lane.cells[0].more)} more, in the notes" in told


def words_on(shape):
    return " ".join(cell.text for line in shape.table.rows for cell in line.cells) if shape.has_table else ""


def test_every_stage_says_its_own_worst_however_few_get_there():
    """Six points of the first three stages are worse than the only one of the last: it is drawn all the same."""
    worse = [Point(f"{stage}{at}", 50.0 - 10 * at - number, "", "") for at in range(3) for number, stage in enumerate("abc")]
    points = [*worse, Point("d", 2.0, "", "")]
    stage_of = {point.place: point.place[0] for point in points}
    drawn = pains.chosen(points, stage_of)
    assert [point.place for point in drawn] == ["a0", "b0", "c0", "a1", "b1", "d"]
    assert [point.place for point in pains.chosen(points, {"a2": "a"})] == ["a2"]


def test_the_worst_mark_is_hidden_with_those_whom_a_choice_leaves_out():
    """9 gave the worst mark, 6 of them were chosen: the other 3 would follow by subtraction. Of other bad marks enough are left out."""
    everybody = frame([("A", "csat", 1, 1.0, 9), ("A", "csat", 2, 1.0, 20), ("A", "csat", 5, 1.0, 60)])
    part = frame([("A", "csat", 1, 1.0, 6), ("A", "csat", 2, 1.0, 10), ("A", "csat", 5, 1.0, 30)])
    with using(Settings(hide_below=5)):
        assert ("csat", "A") in pains.telling(part, everybody)


@pytest.mark.parametrize("everybody", [
    [(1, 20), (2, 13), (4, 60)],  # 3 milder bad marks are left out
    [(1, 20), (2, 20), (4, 33)],  # 3 others than bad ones
])  # fmt: skip
def test_nothing_follows_of_those_whom_a_choice_leaves_out(everybody: list[tuple[int, int]]) -> None:
    """What is told of a part (so many bad, so many of them the worst) follows for the rest, too: no share of the rest may be of a few."""
    part = [(1, 10), (2, 10), (4, 30)]
    every, chosen = (frame([("A", "csat", score, 1.0, n) for score, n in rows]) for rows in (everybody, part))
    with using(Settings(hide_below=5)):
        assert ("csat", "A") in pains.telling(chosen, every)


def test_yes_and_no_beside_a_longer_scale_are_no_worst_marks() -> None:
    """One question on two scales at one touchpoint: "no" does not say how bad it was, so only the others count."""
    stars, thumbs = frame([("A", "csat", 1, 1.0, 2), ("A", "csat", 5, 1.0, 30)]), frame([("A", "recommended", 0, 1.0, 40)])
    both = pd.concat([stars, thumbs.assign(question="csat")])
    assert pains.worst_marks(both, frozenset()) == (WorstMark("A", "csat", 2, 32),)
    with using(Settings(hide_below=5)):
        few = pd.concat([frame([("A", "csat", 1, 1.0, 9), ("A", "csat", 5, 1.0, 30)]), thumbs.assign(question="csat", n=3, people=3)])
        assert pains.worst_marks(few, frozenset()) == ()  # that 3 answered in the other way would follow
