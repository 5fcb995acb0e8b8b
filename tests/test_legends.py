"""What headers say of their own scale: numbers that are no answer, school grades, plain ranges; and headers that ask for words."""

from __future__ import annotations

from pathlib import Path

import pytest

from cjm_core.plan import Mapping
from cjm_core.reading.read import read_table
from cjm_core.understanding import mapping_edit
from cjm_core.understanding.answers import code_doubts
from cjm_core.understanding.legends import legend, silent_numbers, without_range


def looked_at(folder: Path, header: str, *rows: str) -> tuple[Mapping, list[str]]:
    """What is proposed for a table, and everything that a person is told about its answers."""
    (folder / "file.csv").write_text("\n".join([header, *rows]), encoding="utf-8")
    table = read_table(folder / "file.csv")
    proposed = mapping_edit.proposal(table)
    mapping = mapping_edit.mapping_of(table.columns, proposed, mapping_edit.Choices())
    return mapping, [*code_doubts(table, mapping), *proposed.guessed.values()]


@pytest.mark.parametrize(("header", "scale", "silent"), [
    ("Boarding (1 = very poor, 5 = excellent, 0 = not used)", (1, 5), {0: "not used"}), ("Wi-Fi (1-5, 9 = don't know)", (1, 5), {9: "don't know"}),
    ("Crew (1 = very poor, 5 = excellent; 0 = n/a)", (1, 5), {0: "n/a"}), ("Wert (1 = sehr gut, 5 = sehr schlecht, 6 = keine Angabe)", (1, 5),
     {6: "keine Angabe"}), ("Service (1-10, 99 = weiß nicht)", (1, 10), {99: "weiß nicht"}), ("Food (0-5, 0 = not used)", (1, 5), {0: "not used"}),
    ("Desk (1 = poor, 5 = excellent, 8 = refused, 9 = don't know / not applicable)", (1, 5), {8: "refused", 9: "don't know / not applicable"}),
    ("Room (1 = very good, 5 = very poor, -1 = no answer)", (1, 5), {-1: "no answer"}), ("Overall (0 = n/a)", None, {0: "n/a"}),
    # Words that also name an end of a scale: only a number far from it is none of it.
    ("Effort (0 = none, 10 = very high effort)", (0, 10), {}), ("Use (1 = not relevant, 5 = very relevant)", None, {}),
    ("Use (1-5, 1 = not relevant)", (1, 5), {}), ("Use (1 = poor, 5 = excellent, 9 = unknown)", (1, 5), {9: "unknown"}),
    ("Pain (0 = none, 1 = poor, 2 = fair, 3 = good)", (0, 3), {}),
])  # fmt: skip
def test_a_number_that_is_no_answer_is_no_end_of_the_scale(header: str, scale: object, silent: dict[int, str]) -> None:
    said = legend(header)
    assert (said and said.scale, silent_numbers(header)) == (scale, silent)


@pytest.mark.parametrize("none", [0, 6, 9])
def test_ratings_whose_headers_say_which_number_is_no_answer(tmp_path: Path, none: int) -> None:
    ends = f"(1 = very poor; 5 = excellent; {none} = not used)"
    rows = [f"{n},{n % 5 + 1},{none if n % 3 else n % 5 + 1},{n % 4 + 2}" for n in range(120)]
    got, told = looked_at(tmp_path, f"Response ID,Booking {ends},Desk {ends},Crew {ends}", *rows)
    assert [(answer.question, answer.touchpoint) for answer in got.answers] == [("csat", "Booking"), ("csat", "Desk"), ("csat", "Crew")]
    assert (got.scales, got.codes) == ({}, {f"Desk {ends}": {str(none): ""}})
    assert told == [f"“Desk” holds {none} in 80 rows: “not used”, as its header says. They count as no answer."]


@pytest.mark.parametrize(("header", "scale", "direction"), [
    ("Zufriedenheit (Schulnote 1-6)", (1, 6), "lower"), ("Note 1-6", (1, 6), "lower"), ("Schulnote", (1, 6), "lower"),
    ("Bewertung (Schulnoten)", (1, 6), "lower"), ("Schulnote (1–5)", (1, 5), "lower"), ("Zufriedenheit (1-6)", (1, 6), ""),
    ("Zufriedenheit 1–6", (1, 6), ""), ("How satisfied are you on a scale of 1 to 10?", (1, 10), ""), ("Wie zufrieden von 1 bis 6?", (1, 6), ""),
    ("Note (1-5)", (1, 5), ""), ("Kino 1-6", (1, 6), ""), ("Business-class 1-5", None, None),
    ("Gut (von 1 (sehr gut) bis 6 (ungenügend))", (1, 6), "lower"), ("Rank (1 = best, 6 = worst)", (1, 6), "lower"),
    *((header, None, None) for header in (
        "Note", "Notes", "Age 18-25", "2024-2025", "2025-01-05", "Q1-5", "Q7_1-6", "Week 1-4", "Delivery in 1-3 days", "Open 1:30-5:30",
        "Question 1-6", "Score 0.1-5", "Party of 1-4 people", "Food 1-5, wine 1-10", "1-3 %", "Tel. 0-800",
    )),
])  # fmt: skip
def test_school_grades_and_plain_ranges(header: str, scale: object, direction: str | None) -> None:
    said = legend(header)
    assert (said and said.scale, said and said.direction) == (scale, direction)


def test_a_plain_range_is_no_part_of_a_name() -> None:
    assert without_range("Rating (1-5)") == without_range("Rating") == "Rating"
    assert without_range("Food (1 = poor, 5 = good)") == "Food (1 = poor, 5 = good)"


def test_grades_are_low_is_good_and_said(tmp_path: Path) -> None:
    rows = [f"{n % 28 + 1:02}.03.2025,K{n % 50},{n % 6 + 1}" for n in range(120)]
    got, told = looked_at(tmp_path, "Datum,Kundennummer,Zufriedenheit (Schulnote 1-6)", *rows)
    assert (got.scales, got.directions) == ({"csat": (1, 6)}, {"csat": "lower"})
    assert told == ["“Zufriedenheit (Schulnote 1-6)” is read as a school grade: 1 is best, 6 is worst."]
    got, told = looked_at(tmp_path, "Datum,Kundennummer,Zufriedenheit (1-6)", *rows)
    assert (got.scales, got.directions) == ({"csat": (1, 6)}, {})
    assert told == ["“Zufriedenheit (1-6)” does not say whether 1 or 6 is good; a high answer was taken as good."]


@pytest.mark.parametrize(("most", "scale"), [(10, (1, 10)), (15, (0, 100))])
def test_marks_beyond_six_are_no_grades(tmp_path: Path, most: int, scale: tuple[int, int]) -> None:
    rows = [f"{n % 28 + 1:02}.03.2025,K{n % 50},{n % most + 1}" for n in range(300)]
    got, told = looked_at(tmp_path, "Datum,Kundennummer,Schulnote", *rows)
    assert (got.scales, got.directions) == ({"csat": scale}, {}) and not any("school grade" in one for one in told)


def test_several_graded_touchpoints(tmp_path: Path) -> None:
    rows = [f"{n},{n % 6 + 1},{n % 5 + 1},{n % 4 + 1}" for n in range(120)]
    got, told = looked_at(tmp_path, "Antwort ID,Lieferung (Schulnote 1-6),Beratung (Schulnote 1-6),Hotline (Schulnote 1-6)", *rows)
    assert [(answer.question, answer.touchpoint) for answer in got.answers] == [("csat", "Lieferung"), ("csat", "Beratung"), ("csat", "Hotline")]
    assert (got.scales, got.directions) == ({"csat": (1, 6)}, {"csat": "lower"})
    assert told == ["“Lieferung (Schulnote 1-6)”, “Beratung (Schulnote 1-6)” and 1 more column are read as school grades: 1 is best, 6 is worst."]


def test_a_plain_range_says_where_a_scale_ends(tmp_path: Path) -> None:
    given = [3, 4, 5, 6, 7, 7, 1, 2, 6, 5]  # nobody chose 8, 9 or 10
    rows = [f"{n},{given[n % 10]},{given[(n + 3) % 10]},{given[-n % 10]}" for n in range(120)]
    got, told = looked_at(tmp_path, "Response ID,Food (1-10),Staff (1-10),Rooms (1-10)", *rows)
    assert [answer.touchpoint for answer in got.answers] == ["Food", "Staff", "Rooms"]
    assert (got.scales, got.directions, told) == ({"csat": (1, 10)}, {}, [])


def test_a_range_that_the_answers_do_not_keep_to_says_nothing(tmp_path: Path) -> None:
    rows = [f"{n % 28 + 1:02}.03.2025,K{n % 50},{n % 7 + 1}" for n in range(140)]
    got, _ = looked_at(tmp_path, "Datum,Kundennummer,Zufriedenheit (1-3)", *rows)
    assert got.scales == {"csat": (1, 7)}


@pytest.mark.parametrize("header", [
    "Bemerkung", "Comment", "Remarks", "Kommentar", "Ihr Kommentar", "Comments (optional)", "Anything else you want to tell us?",
    "Gibt es sonst noch etwas?",
])  # fmt: skip
@pytest.mark.parametrize("texts", [("Too slow", "Nice", "Friendly staff", "Dirty", "Fine"), ("Crew were lovely", "Bag came out late")])
def test_the_header_says_that_people_wrote_it(tmp_path: Path, header: str, texts: tuple[str, ...]) -> None:
    rows = [f"R{n},2025-03-{n % 28 + 1:02},{n % 5 + 1},{texts[n % len(texts)]}" for n in range(300)]
    got, _ = looked_at(tmp_path, f"Response ID,Date,Satisfaction,{header}", *rows)
    assert got.fields.get("comment") == header


@pytest.mark.parametrize("header", ["Comment type", "Shift", "Remarks count", "Reason"])
def test_other_headers_of_few_texts_are_splits(tmp_path: Path, header: str) -> None:
    rows = [f"R{n},2025-03-{n % 28 + 1:02},{n % 5 + 1},{('Bug', 'Praise', 'Idea')[n % 3]}" for n in range(300)]
    got, _ = looked_at(tmp_path, f"Response ID,Date,Satisfaction,{header}", *rows)
    assert "comment" not in got.fields
