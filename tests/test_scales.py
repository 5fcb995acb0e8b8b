"""Answers in words, stars, thumbs and labelled numbers: their numbers, their scale, their good end, and what is no answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjm_core.dataset import Dataset
from cjm_core.ingest.build import build
from cjm_core.metrics import kpi_named
from cjm_core.plan import Answer, Mapping, Source, Table
from cjm_core.schema import MISSING_CODES
from cjm_core.scope import Scope
from cjm_core.understanding import mapping_edit
from cjm_core.understanding.answers import code_doubts
from cjm_core.understanding.questions import asked_in, effort_end
from cjm_core.understanding.scales import decoded, worded, worded_columns


def table(columns: dict[str, list[str | None]]) -> Table:
    rows = len(next(iter(columns.values())))
    cells = pa.table({name: pa.array(cells, pa.string()) for name, cells in columns.items()})
    return Table("file.csv", None, tuple(columns), cells, pa.array(range(2, rows + 2), pa.int64()), "0" * 64)


def numbers(cells: str, question: bool = True) -> tuple[object, list[float | None]]:
    """The scale of the cells (separated by '|', 50 of each) and the number that each stands for."""
    each = cells.split("|")
    found = worded("x", dict.fromkeys(each, 50), question)
    if found is None:
        return None, []
    codes = [found.codes.get(cell.lower(), cell) for cell in each]
    return found.scale, [None if code.lower() in MISSING_CODES else float(code) for code in codes]


# Five levels from the best to the worst, as the tools that sell surveys write them (SurveyMonkey, Qualtrics, Typeform) and as they are translated.
FIVE = [
    "Very satisfied|Satisfied|Neither satisfied nor dissatisfied|Dissatisfied|Very dissatisfied",
    "Extremely satisfied|Somewhat satisfied|Neither satisfied nor dissatisfied|Somewhat dissatisfied|Extremely dissatisfied",
    "Extremely satisfied|Very satisfied|Somewhat satisfied|Not so satisfied|Not at all satisfied",
    "Very satisfied|Fairly satisfied|Neutral|Fairly dissatisfied|Very dissatisfied",
    "Strongly agree|Agree|Neither agree nor disagree|Disagree|Strongly disagree",
    "Excellent|Very good|Good|Fair|Poor", "Excellent|Good|Average|Poor|Very poor",
    "Much better than expected|Better than expected|As expected|Worse than expected|Much worse than expected",
    "Far exceeded expectations|Exceeded expectations|Met expectations|Below expectations|Far below expectations",
    "Very easy|Easy|Neither easy nor difficult|Difficult|Very difficult",
    "Extremely important|Very important|Moderately important|Slightly important|Not at all important",
    "Sehr zufrieden|Eher zufrieden|Weder noch|Eher unzufrieden|Sehr unzufrieden",
    "Vollkommen zufrieden|Sehr zufrieden|Zufrieden|Weniger zufrieden|Unzufrieden",
    "Stimme voll und ganz zu|Stimme eher zu|Teils/teils|Stimme eher nicht zu|Stimme überhaupt nicht zu",
    "Sehr gut|Gut|Mittelmäßig|Schlecht|Sehr schlecht", "Sehr einfach|Einfach|Weder noch|Schwierig|Sehr schwierig",
    "Très satisfait(e)|Satisfait(e)|Ni satisfait ni insatisfait|Insatisfait(e)|Très insatisfait(e)",
    "Tout à fait d'accord|Plutôt d'accord|Ni d'accord ni pas d'accord|Plutôt pas d'accord|Pas du tout d'accord",
    "Très bon|Bon|Moyen|Mauvais|Très mauvais",
    "Muy satisfecho|Satisfecho|Ni satisfecho ni insatisfecho|Insatisfecho|Muy insatisfecho",
    "Totalmente de acuerdo|De acuerdo|Ni de acuerdo ni en desacuerdo|En desacuerdo|Totalmente en desacuerdo",
    "Muy bueno|Bueno|Regular|Malo|Muy malo",
    "Zeer tevreden|Tevreden|Neutraal|Ontevreden|Zeer ontevreden",
    "Helemaal mee eens|Mee eens|Niet mee eens, niet mee oneens|Mee oneens|Helemaal mee oneens",
    "Zeer goed|Goed|Redelijk|Slecht|Zeer slecht", "😀|🙂|😐|🙁|😡", "★★★★★|★★★★☆|★★★☆☆|★★☆☆☆|★☆☆☆☆", "⭐⭐⭐⭐⭐|⭐⭐⭐⭐|⭐⭐⭐|⭐⭐|⭐",
    "5 stars|4 stars|3 stars|2 stars|1 star", "5/5|4/5|3/5|2/5|1/5", "5 out of 5|4 out of 5|3 out of 5|2 out of 5|1 out of 5",
    "5 Sterne|4 Sterne|3 Sterne|2 Sterne|1 Stern", "5 - Very satisfied|4|3|2|1 - Very dissatisfied", "Very satisfied (5)|4|3|2|Very dissatisfied (1)",
]  # fmt: skip


@pytest.mark.parametrize("cells", FIVE)
def test_five_levels_are_five_to_one(cells: str) -> None:
    assert numbers(cells) == ((1, 5), [5, 4, 3, 2, 1])


@pytest.mark.parametrize(("cells", "scale", "read_as"), [
    ("Strongly agree|Agree|Somewhat agree|Neither agree nor disagree|Somewhat disagree|Disagree|Strongly disagree", (1, 7), [7, 6, 5, 4, 3, 2, 1]),
    ("Extremely easy|Moderately easy|Slightly easy|Neither easy nor difficult|Slightly difficult|Moderately difficult|Extremely difficult", (1, 7),
     [7, 6, 5, 4, 3, 2, 1]),
    ("Excellent|Good|Fair|Poor", (1, 4), [4, 3, 2, 1]), ("Trifft voll zu|Trifft eher zu|Trifft eher nicht zu|Trifft nicht zu", (1, 4), [4, 3, 2, 1]),
    ("Très satisfait|Plutôt satisfait|Plutôt insatisfait|Très insatisfait", (1, 4), [4, 3, 2, 1]),
    ("10 – Extremely likely|9|8|0 – Not at all likely", (0, 10), [10, 9, 8, 0]),
    ("Not at all likely - 0|5|Extremely likely - 10", (0, 10), [0, 5, 10]),
    ("👍|👎", (0, 1), [1, 0]), ("👍🏽|👎🏿", (0, 1), [1, 0]), ("Thumbs up|Thumbs down", (0, 1), [1, 0]), ("Good|Bad|Offered", (0, 1), [1, 0, None]),
    ("good|bad|unoffered", (0, 1), [1, 0, None]), ("Good, I'm satisfied|Bad, I'm unsatisfied", (0, 1), [1, 0]), ("Ja|Nein", (0, 1), [1, 0]),
    ("8/10|3/10", (1, 10), [8, 3]), ("0/10|3/10", (0, 10), [0, 3]),
])  # fmt: skip
def test_other_scales(cells: str, scale: tuple[int, int], read_as: list[float | None]) -> None:
    assert numbers(cells) == (scale, read_as)


@pytest.mark.parametrize(("cells", "direction"), [
    ("1 - Very satisfied|2|3|4|5 - Very dissatisfied", "lower"), ("1 (sehr gut)|2 (gut)|6 (ungenügend)", "lower"),
    ("5 - Very satisfied|1 - Very dissatisfied", "higher"), ("Very low effort|Low effort|Neutral|High effort|Very high effort", "lower"),
    ("1 - Very low effort|5 - Very high effort", "lower"), ("Very easy|Easy|Difficult", "higher"),
])  # fmt: skip
def test_the_labels_tell_the_good_end(cells: str, direction: str) -> None:
    found = worded("x", dict.fromkeys(cells.split("|"), 50), question=True)
    assert found is not None and found.direction == direction


@pytest.mark.parametrize("silent", ["Don't know", "Not applicable", "N.A.", "weiß nicht", "k. A.", "Ne sait pas", "No sabe", "Weet niet", "Not used"])
def test_words_for_no_answer_are_missing(silent: str) -> None:
    for other in ("Very satisfied|Satisfied|Dissatisfied", "5|4|3", "5 - Very satisfied|4|1 - Very dissatisfied"):
        assert numbers(f"{other}|{silent}")[1][-1] is None
    labelled = worded("x", dict.fromkeys(["5 - Very satisfied", "1 - Very dissatisfied", "6 - Not used"], 9), question=True)
    assert labelled is not None and (labelled.codes["6 - not used"], labelled.scale) == ("", (1, 5))


def test_unknown_words_stay_and_are_listed() -> None:
    found = worded("x", {"Very satisfied": 50, "Satisfied": 40, "Dissatisfied": 30, "banana": 3})
    assert found is not None and found.unknown == ("banana",) and "banana" not in found.codes
    assert worded("x", {"Very satisfied": 5, "Satisfied": 4, "banana": 30}) is None


@pytest.mark.parametrize("cells", [
    "Red|Blue|Green", "1|2|3|4|5", "Home|Store|Web", "2025/3|2025/4", "18-24|25-34", "A1|B2", "Low|Medium|High", "Yes|No", "1 - Store|2 - Web",
])  # fmt: skip
def test_other_columns_are_left_alone(cells: str) -> None:
    assert worded("x", dict.fromkeys(cells.split("|"), 50)) is None


@given(st.dictionaries(st.text(max_size=12), st.integers(1, 50), max_size=8), st.booleans())
def test_any_cells_give_numbers_on_the_scale_or_nothing(counts: dict[str, int], question: bool) -> None:
    found = worded("x", counts, question)
    if found and found.scale and found.family != "stars":  # "9 stars" of five is counted as out of scale, never clipped
        assert all(code == "" or found.scale[0] <= float(code) <= found.scale[1] for code in found.codes.values())


def test_free_text_is_no_scale() -> None:
    assert worded("x", {f"I was very satisfied with the man at desk {number}, it was easy": 1 for number in range(9)}) is None
    assert worded("x", {f"{word} {mark}": 1 for mark in "abcdefghijk" for word in ("satisfied", "dissatisfied")}) is None


def test_a_few_levels_of_a_scale_are_a_guess() -> None:
    found = worded("x", {"Very satisfied": 5, "Satisfied": 4})
    assert found is not None and (found.guessed, found.scale, found.codes) == (True, (1, 5), {"very satisfied": "5", "satisfied": "4"})


@pytest.mark.parametrize(("header", "question"), [
    ("How satisfied were you with the delivery?", "csat"), ("The company made it easy to handle my issue", "ces"), ("CSAT", "csat"),
    ("Wie wichtig ist Ihnen der Preis?", "importance"), ("How likely are you to recommend us?", "nps"), ("Importance: Food", "importance"),
    ("Region", None), ("Date", None), ("", None),
])  # fmt: skip
def test_what_a_header_asks(header: str, question: str | None) -> None:
    assert asked_in(header) == question


@pytest.mark.parametrize(("header", "end", "guess"), [
    ("The company made it easy to handle my issue", "higher", False), ("How much effort did you have to put forth?", "lower", True),
    ("ces", "higher", True), ("Customer Effort Score", "higher", True), ("Aufwand", "lower", True), ("Wie einfach war es?", "higher", False),
])  # fmt: skip
def test_the_good_end_of_effort(header: str, end: str, guess: bool) -> None:
    assert effort_end(header) == (end, guess)


def test_the_guess_about_effort_is_said() -> None:
    header = "How much effort did you personally have to put forth?"
    proposed = mapping_edit.proposal(table({"id": [str(n) for n in range(60)], header: [str(n % 5 + 1) for n in range(60)]}))
    assert proposed.mapping.directions == {"ces": "lower"}
    assert proposed.guessed == {"ces": f"“{header}” does not say which end is good; a high answer was taken as hard."}


def proposed(columns: dict[str, list[str | None]]) -> Mapping:
    return mapping_edit.proposed_mapping(table(columns))


def test_words_alone_tell_only_satisfaction() -> None:
    ids: list[str | None] = [str(n) for n in range(60)]
    words: list[str | None] = [("Very satisfied", "Satisfied", "Dissatisfied")[n % 3] for n in range(60)]
    quality: list[str | None] = [("Excellent", "Good", "Fair", "Poor")[n % 4] for n in range(60)]
    assert proposed({"id": ids, "Q3": words}).answers == (Answer("csat", "Q3"),)
    assert proposed({"id": ids, "condition": quality}).kind == "neither"
    asked = proposed({"id": ids, "How would you rate our service?": quality})
    assert (asked.kind, asked.scales) == ("surveys", {"csat": (1.0, 4.0)})


def test_five_words_about_recommending_are_no_nps() -> None:
    words: list[str | None] = [("Very likely", "Likely", "Neutral", "Unlikely", "Very unlikely")[n % 5] for n in range(60)]
    found = proposed({"id": [str(n) for n in range(60)], "How likely are you to recommend us?": words})
    few = proposed({"id": [str(n) for n in range(5)], "Would you recommend us?": words[:5]})  # too few rows to see that 5 is the top
    assert [answer.question for answer in few.answers] == ["Likely to recommend"]
    assert [answer.question for answer in found.answers] == ["Likely to recommend"] and found.scales == {"Likely to recommend": (1.0, 5.0)}


def test_numbers_from_0_to_100_and_numbers_among_codes() -> None:
    ids: list[str | None] = [str(n) for n in range(300)]
    assert proposed({"id": ids, "csat": [str(n % 101) for n in range(300)]}).scales == {"csat": (0, 100)}
    among = proposed({"id": ids, "satisfaction": [("1", "2", "3", "4", "5", "99", "98")[n % 7] for n in range(300)]})
    assert (among.answers, among.scales) == ((Answer("csat", "satisfaction"),), {})
    assert proposed({"id": ids, "expected revenue": [str(n % 101) for n in range(300)]}).kind == "neither"


def test_decoding_leaves_empty_cells_and_other_columns() -> None:
    source = table({"How satisfied?": ["Very satisfied", None, " satisfied ", "Dissatisfied"], "other": ["Very satisfied x", "a", "b", "c"]})
    plain = decoded(source, worded_columns(source))
    assert plain.cells.to_pydict() == {"How satisfied?": ["5", None, "4", "2"], "other": ["Very satisfied x", "a", "b", "c"]}


def test_words_survive_to_the_number(tmp_path: Path) -> None:
    # 6 satisfied (4 and 5) of 10 answers on the scale; "Don't know" is missing, "banana" lies outside: 6 / 10.
    cells: list[str | None] = [*["Very satisfied"] * 4, *["Satisfied"] * 2, *["Dissatisfied"] * 4, "Don't know", "banana"]
    source = table({"Respondent": [str(n) for n in range(12)], "How satisfied are you?": cells})
    built = build([Source(source, mapping_edit.proposed_mapping(source))], tmp_path / "x.duckdb", name="x")
    row = kpi_of(tmp_path / "x.duckdb")
    assert built.files[0].rows_loaded == 12
    assert (row["n"], row["value"]) == (10, 0.6)
    assert row["excluded"] == {"missing": 1, "out_of_scale": 1}


def kpi_of(path: Path) -> dict[str, Any]:
    row: dict[str, Any] = kpi_named("csat")(Dataset.open(path), Scope()).iloc[0].to_dict()
    return row


def test_codes_outside_a_scale_are_pointed_out() -> None:
    cells: list[str | None] = [*[str(n % 5 + 1) for n in range(100)], *["6"] * 12, *["0"] * 3, *["99"] * 5, *["42"]]
    source = table({"Q7FOOD": cells})
    mapping = Mapping("surveys", answers=(Answer("csat", "Q7FOOD", "Food"),))
    assert code_doubts(source, mapping) == (
        "“Q7FOOD” holds 6 in 12 rows, just outside 1–5: often “not used”. They will not count. If 6 is an answer, choose the scale 1–6.",
        "“Q7FOOD” holds 99 in 5 rows, outside 1–5: often “don’t know” or “no answer”. They will not count.",
        "“Q7FOOD” holds 0 in 3 rows, just outside 1–5: often “no answer”. They will not count. If 0 is an answer, choose the scale 0–5.",
    )
    silenced = Mapping("surveys", answers=mapping.answers, codes={"Q7FOOD": {"6": "", "0": "", "99": ""}})
    assert code_doubts(source, silenced) == ()


def test_many_zeros_on_a_scale_from_zero_are_doubted() -> None:
    cells: list[str | None] = [*["0"] * 40, *["1"] * 2, *[str(n % 4 + 7) for n in range(100)]]
    mapping = Mapping("surveys", answers=(Answer("nps", "q"),))
    assert code_doubts(table({"q": cells}), mapping) == (
        "“q” holds 0 in 40 rows, many more than 1, 2 and 3: if 0 means “no answer”, choose the scale 1–10 and they will not count.",
    )
