"""Answers in plain numbers as exports really hold them: scores, codes among them, several scales in one file, one row per answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from cjm_core.plan import Mapping, Table
from cjm_core.reading.read import read_table
from cjm_core.understanding import mapping_edit
from cjm_core.understanding.answers import code_doubts
from cjm_core.understanding.legends import legend
from cjm_core.understanding.questions import asks_to_rate, names_rating
from cjm_core.understanding.ratings import wide_ratings
from cjm_core.understanding.scales import without_codes, worded


def understood(folder: Path, header: str, *rows: str) -> Mapping:
    return mapping_edit.proposed_mapping(table(folder, header, *rows))


def table(folder: Path, header: str, *rows: str) -> Table:
    (folder / "file.csv").write_text("\n".join([header, *rows]), encoding="utf-8")
    return read_table(folder / "file.csv")


def asked(mapping: Mapping) -> list[tuple[str, str, str | None]]:
    return [(answer.question, answer.column, answer.touchpoint) for answer in mapping.answers]


def said(n: int) -> str:
    return f"It took long but the people were kind {n}"


def group(score: int) -> str:
    return "Promoter" if score > 8 else "Passive" if score > 6 else "Detractor"


@pytest.mark.parametrize(("label", "scale"), [("dissatisfied", (0, 1)), ("neutral or dissatisfied", (0, 1))])
def test_a_question_on_another_scale_than_the_ratings_is_one_of_its_own(tmp_path: Path, label: str, scale: tuple[int, int]) -> None:
    """Ratings 0–5 (0 = not used) beside a verdict of two words: no scale of the one may count for the other."""
    parts = ("Seat comfort", "Food and drink", "Gate location", "Cleanliness", "Online boarding")
    rows = [f"{n},{('satisfied', label)[n % 2]},{','.join(str((n * step) % 6) for step in (1, 5, 7, 11, 13))}" for n in range(120)]
    got = understood(tmp_path, f"id,satisfaction,{','.join(parts)}", *rows)
    assert asked(got) == [("csat 0–1", "satisfaction", None), *(("csat", part, part) for part in parts)]
    assert got.scales == {"csat 0–1": scale}


@pytest.mark.parametrize(("header", "cell", "question"), [
    ("Score Text", group, "nps"), ("survey_type", lambda score: "NPS", "nps"), ("Category", lambda score: "x", "csat"),
])  # fmt: skip
def test_a_score_is_the_recommendation_where_the_columns_beside_it_say_so(tmp_path: Path, header: str, cell, question: str) -> None:  # type: ignore[no-untyped-def]
    rows = [f"c{n % 40}@example.org,{n % 11},{cell(n % 11)},{said(n)},2025-02-{n % 28 + 1:02},2025-03-{n % 28 + 1:02}" for n in range(80)]
    got = understood(tmp_path, f"Email,Score,{header},Feedback,Survey Date,Response Date", *rows)
    assert (got.kind, asked(got), got.moments) == ("surveys", [(question, "Score", None)], ())
    assert got.fields == {"customer_id": "Email", "comment": "Feedback", "answered_at": "Response Date"}
    assert got.scales == ({} if question == "nps" else {"csat": (0, 10)})


def test_dates_of_an_answer_are_no_journey(tmp_path: Path) -> None:
    rows = [f"{n % 30},{n % 5 + 1},{said(n)},2025-02-{n % 28 + 1:02}T10:00:00,2025-02-{n % 28 + 1:02}T10:05:00" for n in range(60)]
    header = "User ID,Conversation rating,Remark,Conversation started at (Europe/Dublin),Conversation rated at (Europe/Dublin)"
    got = understood(tmp_path, header, *rows)
    assert (got.kind, asked(got)) == ("surveys", [("csat", "Conversation rating", None)])
    assert got.fields["answered_at"].startswith("Conversation rated")


def test_ratings_with_decimals_are_not_proposed(tmp_path: Path) -> None:
    """The build counts whole answers only: a proposal would leave nearly all of them out of the number."""
    rows = [f"{n % 12 + 1}/{n % 28 + 1}/2017,Arena,8.{n % 9},{said(n)},{(n * 7) % 75 / 10 + 2.5}" for n in range(60)]
    assert understood(tmp_path, "Review_Date,Hotel_Name,Average_Score,Negative_Review,Reviewer_Score", *rows).answers == ()


def test_five_levels_recommend_on_five_levels(tmp_path: Path) -> None:
    """1–5 with 9 for "don't know" under "Recommend" is no net promoter score."""
    rows = [f"{n},2025-03-{n % 28 + 1:02},{9 if n % 40 == 0 else n % 5 + 1},{9 if n % 30 == 0 else n % 4 + 2}" for n in range(400)]
    got = understood(tmp_path, "RESPNUM,DATE,RECOMMEND,OVERALL_SAT", *rows)
    assert dict(asked_pair[:2] for asked_pair in asked(got)) == {"Likely to recommend": "RECOMMEND", "csat": "OVERALL_SAT"}
    assert got.scales == {"Likely to recommend": (1, 5)}


def test_codes_for_no_answer_do_not_hide_ratings(tmp_path: Path) -> None:
    codes = (8, 9, 99)
    rows = [f"{n},{','.join(str(codes[n % 3] if (n + step) % 7 == 0 else (n * step) % 5 + 1) for step in (1, 2, 3))},{99 if n % 3 == 0 else n % 11}"
            for n in range(300)]  # fmt: skip
    got = understood(tmp_path, "RespID,Q5a Check-in,Q5b Security,Q5e Overall,Q8 NPS", *rows)
    ratings = [("csat", "Q5a Check-in", "Check-in"), ("csat", "Q5b Security", "Security"), ("csat", "Q5e Overall", None)]
    assert asked(got) == [*ratings, ("nps", "Q8 NPS", None)]
    assert got.scales == {}


@pytest.mark.parametrize(("counts", "kept"), [
    ({1: 9, 2: 9, 3: 9, 4: 9, 5: 9, 9: 3}, {1, 2, 3, 4, 5}), ({1: 9, 5: 9, 8: 2, 9: 2, 99: 1}, {1, 5, 8, 9}),
    ({1: 2, 9: 30}, {1, 9}), ({5: 1, 6: 2, 7: 2, 9: 3}, {5, 6, 7, 9}), (dict.fromkeys(range(1, 8), 8) | {9: 4}, {*range(1, 8), 9}),
    (dict.fromkeys(range(1, 6), 4) | {9: 2}, {1, 2, 3, 4, 5, 9}), (dict.fromkeys(range(1, 6), 9) | {9: 20}, {1, 2, 3, 4, 5, 9}),
    ({0: 5, 5: 9, 10: 4, 77: 1, 88: 1}, {0, 5, 10}),
    (dict.fromkeys(range(1, 8), 50) | {8: 9, 9: 2}, set(range(1, 8))), (dict.fromkeys(range(1, 10), 50), set(range(1, 10))),
    (dict.fromkeys(range(11), 5), set(range(11))), ({20: 3, 99: 1}, {20, 99}), ({99: 4}, {99}),
])  # fmt: skip
def test_codes_lie_beyond_the_scale(counts: dict[int, int], kept: set[int]) -> None:
    assert set(without_codes(counts)) == kept


def test_zero_is_an_answer_up_to_ten_unless_it_stands_out(tmp_path: Path) -> None:
    rows = [f"{n % 11},{n * 3 % 11},{n * 7 % 11}" for n in range(220)]
    wide = wide_ratings(table(tmp_path, "trust people,trust police,trust courts", *rows))
    assert wide is not None and wide.scale == (0, 10)
    blank = [f"{0 if n % 2 else n // 2 % 10 + 1},{0 if n % 2 else n * 3 // 2 % 10 + 1},{n * 7 % 10 + 1}" for n in range(220)]
    wide = wide_ratings(table(tmp_path, "food,desk,room", *[*blank, "3,1,1", "1,3,2", *("9,9,9",) * 80]))
    assert wide is not None and wide.scale == (1, 10)


@pytest.mark.parametrize(("cells", "scale"), [((1, 2, 3, 4), "1–4"), ((0, 1, 2), "0–2"), ((1, 2, 3, 4, 5), None)])
def test_one_column_that_stops_early_keeps_the_usual_scale_and_says_so(tmp_path: Path, cells: tuple[int, ...], scale: str | None) -> None:
    source = table(tmp_path, "userID,rating", *(f"U{n % 50},{cells[n % len(cells)]}" for n in range(200)))
    mapping = mapping_edit.proposed_mapping(source)
    said = f"Nobody chose 5 in “rating”; the scale 1–5 was taken. If the scale is {scale}, choose the scale {scale}."
    assert mapping.scales == {} and [text for text in code_doubts(source, mapping) if "Nobody" in text] == ([said] if scale else [])


def test_several_columns_that_stop_early_share_the_shorter_scale(tmp_path: Path) -> None:
    rows = [f"U{n % 50},{n % 3},{n // 2 % 3},{n // 3 % 3}" for n in range(200)]
    source = table(tmp_path, "userID,rating,food rating,service rating", *rows)
    mapping = mapping_edit.proposed_mapping(source)
    assert mapping.scales == {"csat": (0, 2)}
    assert any(text.startswith("Nobody chose 5 in “rating”; the scale 0–2 was taken.") for text in code_doubts(source, mapping))


def test_answers_up_to_nine_are_all_answers(tmp_path: Path) -> None:
    """9, 7, 6, 5 is no scale from 1 to 7 with a code: the person is asked."""
    rows = [f"C{n},{score}" for n, score in enumerate((9, 7, 6, 5, 9, 7, 9, 6))]
    assert understood(tmp_path, "name,How would you rate our service?", *rows).answers == ()


def test_a_nine_that_was_left_out_is_said(tmp_path: Path) -> None:
    rows = [f"{n},2025-03-{n % 28 + 1:02},{9 if n == 50 else n % 5 + 1}" for n in range(100)]
    source = table(tmp_path, "respondent,date,satisfaction", *rows)
    mapping = mapping_edit.proposed_mapping(source)
    assert asked(mapping) == [("csat", "satisfaction", None)] and mapping.scales == {}
    assert code_doubts(source, mapping)[0].startswith("“satisfaction” holds 9 in 1 row, outside 1–5:")


@pytest.mark.parametrize("header", ["hotel_stars", "star_rating", "product stars", "difficulty rating", "table rating"])
@pytest.mark.parametrize("step", ["booking", "touchpoint"])
def test_attributes_of_events_are_no_answers(tmp_path: Path, header: str, step: str) -> None:
    rows = [f"C{n % 30},2025-03-{n % 28 + 1:02} 10:{n % 60:02},{('Search', 'Visit', 'Order')[n % 3]},{(n * 7 + n // 7) % 5 + 1}" for n in range(200)]
    got = understood(tmp_path, f"customer_id,event_time,{step},{header}", *rows)
    assert (got.kind, got.answers) == ("events", ())


def test_stars_that_a_hotel_has_are_no_answers(tmp_path: Path) -> None:
    rows = [f"R{n},Hotel {n % 12},{n % 12 % 5 + 1}" for n in range(200)]
    assert understood(tmp_path, "response id,place,class stars", *rows).answers == ()


@pytest.mark.parametrize(("header", "top"), [
    ("contact_id,date,event,score,notes", 101), ("customer,date,step,score,notes", 101), ("customer,date,what,score,feedback", 101),
    ("contact_id,date,event,score,notes about feedback", 11),
])  # fmt: skip
def test_scores_of_contacts_are_no_answers(tmp_path: Path, header: str, top: int) -> None:
    rows = [f"R{n % 20},2025-03-{n % 28 + 1:02} 10:{n % 60:02},{('Open', 'Click', 'Call')[n % 3]},{n * 7 % top},{said(n)}" for n in range(200)]
    assert not understood(tmp_path, header, *rows).answers


def test_bare_codes_with_codes_among_their_cells_are_left_to_the_person(tmp_path: Path) -> None:
    rows = [f"{n},{','.join(str(9 if (n + step) % 12 == 0 else (n * step) % 5 + 1) for step in (1, 2, 3))}" for n in range(300)]
    assert understood(tmp_path, "id,qa1,qa2,qa3", *rows).answers == ()


def test_four_levels_are_ratings_under_a_question(tmp_path: Path) -> None:
    rows = [f"{n},{n % 4 + 1},{n // 2 % 4 + 1},{n // 3 % 4 + 1},{n % 4 + 1}" for n in range(200)]
    got = understood(tmp_path, "EmployeeNumber,EnvironmentSatisfaction,JobSatisfaction,RelationshipSatisfaction,StockLevel", *rows)
    assert [answer.column for answer in got.answers] == ["EnvironmentSatisfaction", "JobSatisfaction", "RelationshipSatisfaction"]
    assert got.scales == {"csat": (1, 4)}


def test_two_columns_of_one_question_rate_two_touchpoints(tmp_path: Path) -> None:
    rows = [f"{n},{n % 5 + 1},{n // 2 % 5 + 1}" for n in range(60)]
    got = understood(tmp_path, "ID,Satisfaction: Check-in,Satisfaction: Food", *rows)
    assert [(question, touchpoint) for question, _, touchpoint in asked(got)] == [("csat", "Check-in"), ("csat", "Food")]


@pytest.mark.parametrize("words", [("1", "2", "3", "4", "5"), ("Very satisfied", "Satisfied", "Neutral", "Dissatisfied", "Very dissatisfied")])
def test_one_row_per_answer(tmp_path: Path, words: tuple[str, ...]) -> None:
    rows = [f"R{n // 4},{('Check-in', 'Room', 'Bar', 'Staff')[n % 4]},{words[n * 3 % 5]}" for n in range(200)]
    got = understood(tmp_path, "respondent,item,rating", *rows)
    assert got.fields == {"touchpoint": "item", "customer_id": "respondent"} and asked(got) == [("csat", "rating", None)]
    mixed = [f"R{n // 2},{('How satisfied were you?', 'How likely are you to recommend us?')[n % 2]},{n % 11}" for n in range(200)]
    assert understood(tmp_path, "respondent,question,score", *mixed).answers == ()


def test_a_score_without_a_survey_around_it_is_none(tmp_path: Path) -> None:
    rows = [f"C{n % 20},2025-03-{n % 28 + 1:02} 10:00,{('Ad', 'Visit', 'Order')[n % 3]},{n % 5 + 1}" for n in range(60)]
    got = understood(tmp_path, "customer_id,event_time,touchpoint,score", *rows)
    assert (got.kind, got.answers) == ("events", ())


@pytest.mark.parametrize("header", ["Star Rating", "Review Stars", "Rate our restaurant", "overall_sat", "Bewerten Sie unsere Hotline"])
def test_headers_that_ask_for_a_rating(header: str) -> None:
    assert asks_to_rate(header) or names_rating(header)


@pytest.mark.parametrize("header", [
    "MEMBER_RATING", "Average rating", "Content Rating", "credit rating", "5 stars", "growth rate", "Rated power", "",
])  # fmt: skip
def test_headers_that_ask_for_none(header: str) -> None:
    assert not asks_to_rate(header) and not names_rating(header)


@pytest.mark.parametrize("cells", [
    "Molto soddisfatto|Soddisfatto|Né soddisfatto né insoddisfatto|Insoddisfatto|Molto insoddisfatto",
    "Muito satisfeito|Satisfeito|Neutro|Insatisfeito|Muito insatisfeito", "Ottimo|Buono|Sufficiente|Scarso|Pessimo",
    "Excelente|Bom|Regular|Ruim|Péssimo", "Amazing|Great|OK|Bad|Terrible",
    "Completamente d'accordo|D'accordo|Neutro|In disaccordo|Completamente in disaccordo",
])  # fmt: skip
def test_more_ladders_of_five(cells: str) -> None:
    each = cells.split("|")
    found = worded("x", dict.fromkeys(each, 50), question=True)
    assert found is not None and (found.scale, [found.codes[cell.lower()] for cell in each]) == ((1, 5), list("54321"))


@pytest.mark.parametrize("header", [
    "¿Qué tan probable es que nos recomiende a un amigo?", "Hoe waarschijnlijk is het dat u ons aanbeveelt?",
    "Con quale probabilità consiglierebbe il nostro hotel a un amico?", "De 0 a 10, qual a probabilidade de você recomendar nossa empresa?",
])  # fmt: skip
def test_the_recommendation_in_more_words(tmp_path: Path, header: str) -> None:
    got = understood(tmp_path, f'date,"{header}"', *(f"2025-03-{n % 28 + 1:02},{n % 11}" for n in range(60)))
    assert [answer.question for answer in got.answers] == ["nps"]


@pytest.mark.parametrize(("header", "read_as"), [
    ("Overall (1 = very satisfied, 5 = very dissatisfied)", ((1, 5), "satisfied", "lower")),
    ("Overall (1 = very dissatisfied; 7 = very satisfied)", ((1, 7), "satisfied", "higher")),
    ("Gesamtnote (1 = sehr gut, 6 = ungenügend)", ((1, 6), "quality", "lower")), ("How was it? 1 = poor, 2 = fair, 3 = good, 4 = excellent",
     ((1, 4), "quality", "higher")), ("How hard was it? (1 = very low effort, 5 = very high effort)", ((1, 5), "effort", "lower")),
    ("Sex (1 = male, 2 = female)", None), ("Time 10:30", None), ("Wave 2: satisfaction", None), ("Very satisfied = 5", None),
])  # fmt: skip
def test_a_header_says_its_scale(header: str, read_as: object) -> None:
    said = legend(header)
    assert (said and (said.scale, said.family, said.direction)) == read_as


def test_scales_that_headers_turn_around(tmp_path: Path) -> None:
    ends = "(1 = very good; 5 = very poor)"
    rows = [f"{n},2025-03-{n % 28 + 1:02},{n % 5 + 1},{n % 2 + 1},{n % 3 + 1},{n % 5 + 1}" for n in range(100)]
    header = f"id,date,Overall satisfaction (1 = very satisfied; 5 = very dissatisfied),Service {ends},Food {ends},Rooms {ends}"
    got = understood(tmp_path, header, *rows)
    assert [touchpoint for _, _, touchpoint in asked(got)] == [None, "Service", "Food", "Rooms"]
    assert (got.scales, got.directions) == ({}, {"csat": "lower"})
    one = understood(tmp_path, "Datum;Note (1 = sehr gut, 6 = ungenügend)", *(f"{n % 28 + 1}.03.2025;{n % 6 + 1}" for n in range(60)))
    assert (one.scales, one.directions) == ({"csat": (1, 6)}, {"csat": "lower"})


@pytest.mark.parametrize("words", [("Promotor", "Neutro", "Detrator"), ("Promoter", "Passive", "Detractor")])
def test_a_column_sorted_into_promoters_is_the_recommendation(tmp_path: Path, words: tuple[str, ...]) -> None:
    rows = [f"C{n % 40},{n % 11},{words[0] if n % 11 > 8 else words[1] if n % 11 > 6 else words[2]},2025-03-{n % 28 + 1:02}" for n in range(120)]
    got = understood(tmp_path, "Cliente,Nota,Categoria,Fecha", *rows)
    assert (got.kind, asked(got)) == ("surveys", [("nps", "Nota", None)])


def test_three_faces_are_three_levels() -> None:
    found = worded("x", {"😀": 40, "😐": 20, "🙁": 10})
    assert found is not None and (found.scale, found.codes) == ((1, 3), {"😀": "3", "😐": "2", "🙁": "1"})


def test_short_comments_are_comments_under_their_name(tmp_path: Path) -> None:
    texts = ("nice", "too slow", "", "good staff", "fine", "")
    rows = [f"{n},2025-03-{n % 28 + 1:02},{n % 5 + 1},{texts[n % 6]}" for n in range(90)]
    assert understood(tmp_path, "respondent,date,satisfaction,Comments", *rows).fields["comment"] == "Comments"
    assert "comment" not in understood(tmp_path, "respondent,date,satisfaction,Shift", *rows).fields
