"""Which questions the columns of a survey export ask: matrices, words, codes beside the scale, what the survey's owner added."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import exports
from tests.test_presets import asked, mapping_of, table_of


def matrix(name: str, text: str, cells: list[str]) -> list[tuple[str, str, str, list[str]]]:
    """Three rows of one matrix question, with the same cells."""
    rows_of_it = enumerate(("Website", "Store", "Delivery"), 1)
    return [(f"{name}_{place}", f"{text} - {item}", f"QID{name[1:]}_{place}", cells) for place, item in rows_of_it]


@pytest.mark.parametrize(
    ("text", "cells", "question", "scale"),
    [
        ("How likely are you to recommend us after this?", [str(n % 11) for n in range(44)], "nps", (0, 10)),
        ("How important are the following to you?", [str(1 + n % 5) for n in range(44)], "importance", (1, 5)),
        ("How satisfied were you with the following?", [str(1 + n % 7) for n in range(44)], "csat", (1, 7)),
        ("How satisfied were you with the following?", [str(n % 7) for n in range(49)], "csat", (1, 5)),  # 0 "blank" and 6 "not used" lie beside it
        ("How easy was it to use the following?", [str(1 + n % 5) for n in range(44)], "ces", (1, 5)),
        ("Please rate the following:", [str(1 + n % 5) for n in range(44)], "csat", (1, 5)),
        ("Wie zufrieden waren Sie mit den folgenden Punkten?", ["Sehr zufrieden", "Eher zufrieden", "Weder noch", "Eher unzufrieden",
         "Sehr unzufrieden", "Nicht zutreffend"] * 8, "csat", (1, 5)),
    ],
)  # fmt: skip
def test_a_matrix_of_any_question(tmp_path: Path, text: str, cells: list[str], question: str, scale: tuple[float, float]) -> None:
    usual = {"nps": (0, 10), "csat": (1, 5), "importance": (1, 5), "ces": (1, 7)}
    mapping = mapping_of(table_of(tmp_path, exports.qualtrics_with(matrix("Q3", text, cells))))
    assert asked(mapping) == [(question, "Website"), (question, "Store"), (question, "Delivery")]
    assert mapping.scales.get(question, usual[question]) == scale
    for codes in mapping.codes.values():
        assert (codes["sehr zufrieden"], codes["eher unzufrieden"], codes["nicht zutreffend"]) == ("5", "2", "")


def test_what_the_survey_owner_added(tmp_path: Path) -> None:
    """A touchpoint sent along with the survey is one; timers and fraud scores are left out; "other, namely" is a split."""
    twenty = range(20)
    table = table_of(tmp_path, exports.qualtrics_with([
        ("Q1", "How much effort did you have to put into it?", "QID1", [str(1 + n % 7) for n in twenty]),
        ("touchpoint", "touchpoint", "touchpoint", ["Checkout" if n % 2 else "Support" for n in twenty]),
        ("Q2_4_TEXT", "Which do you use? - Other - Text", "QID2_4_TEXT", ["a bike" for _ in twenty]),
        ("Q9_First Click", "Timing - First Click", "QID9_FIRST_CLICK", ["1.5" for _ in twenty]),
        ("Q_RecaptchaScore", "Q_RecaptchaScore", "Q_RecaptchaScore", ["0.9" for _ in twenty]),
    ]))  # fmt: skip
    mapping = mapping_of(table)
    assert mapping.fields["touchpoint"].startswith("touchpoint")
    assert (asked(mapping), mapping.directions) == ([("ces", None)], {"ces": "lower"})
    assert list(mapping.titles.values()) == ["Which do you use? - Other"]
    assert {name.split("{")[0].split()[0] for name in mapping.ignored} >= {"Q9_First", "Q_RecaptchaScore"}


def test_a_long_table_is_sampled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = table_of(tmp_path, exports.QUALTRICS)
    whole = mapping_of(table)
    monkeypatch.setattr("cjm_core.understanding.presets.apply._LARGE", 1)
    assert mapping_of(table) == whole


def test_one_question_on_two_scales_is_two_questions(tmp_path: Path) -> None:
    """Answers on 1–5 and on 1–10 never share a mean."""
    lines = [f"a{n},{1 + n % 5},{1 + (n + 1) % 5},{1 + n % 10},2025-03-01 10:00:00,2025-03-{1 + n:02d} 10:02:00,x" for n in range(20)]
    asks = "How satisfied were you? [Booking],How satisfied were you? [Delivery],How satisfied were you overall?"
    header = f"#,{asks},Start Date (UTC),Submit Date (UTC),Network ID"
    mapping = mapping_of(table_of(tmp_path, "\n".join([header, *lines])))
    assert asked(mapping) == [("csat", "Booking"), ("csat", "Delivery"), ("csat 1–10", None)]
    assert mapping.scales == {"csat 1–10": (1.0, 10.0)}


def test_how_often_is_no_rating(tmp_path: Path) -> None:
    lines = [f"a{n},{1 + n % 5},{1 + (n + 1) % 5},{1 + n % 3},2025-03-01 10:00:00,2025-03-{1 + n:02d} 10:02:00,x" for n in range(20)]
    header = "#,How often do you use? [Web],How often do you use? [App],How often do you use? [Shop],Start Date (UTC),Submit Date (UTC),Network ID"
    mapping = mapping_of(table_of(tmp_path, "\n".join([header, *lines])))
    assert mapping.answers == ()


def test_a_short_answer_to_a_question_for_free_text_is_a_comment(tmp_path: Path) -> None:
    names = "ResponseID,ResponseSet,Name,ExternalDataReference,EmailAddress,IPAddress,Status,StartDate,EndDate,Finished"
    header = f"{','.join(f'V{n}' for n in range(1, 11))},Q2\n{names},This is a free text question.\n"
    table = table_of(tmp_path, f"{header}R_1,Default,Anon,,,10.0.0.1,0,2017-07-18 08:28:09,2017-07-18 08:28:48,1,Hello World!\n")
    assert [answer.question for answer in mapping_of(table).answers] == ["comment"]
