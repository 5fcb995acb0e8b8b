"""Code lists: every usual layout, what they change in a mapping, and that they can be kept."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjm_core.errors import BadInput
from cjm_core.plan import Answer, Mapping, Table
from cjm_core.understanding.code_list import EVERY, CodeList, applied, as_plain, from_plain, named, read, strange

FOOD = {"Q7FOOD": "Food"}
ENDS = {"1": "Very bad", "5": "Very good", "6": "Not used"}
SPSS = """
VARIABLE LABELS Q7FOOD 'Food' /Q7WIFI "Free Wi-Fi".
VALUE LABELS Q7FOOD Q7WIFI 1 'Very bad' 5 'Very good' 6 'Not used' /Q20 'm' 'Male' 'f' 'Ann''s'.
MISSING VALUES Q7FOOD (0).
"""


@pytest.mark.parametrize(("text", "names", "values"), [
    ("Q7FOOD = Food", FOOD, {}), ("Q7FOOD: Food", FOOD, {}), ("Q7FOOD\tFood", FOOD, {}), ("Q7FOOD - Food", FOOD, {}), ("Q7FOOD Food", FOOD, {}),
    ('"Q7FOOD","Food"', FOOD, {}), ("variable;label\nQ7FOOD;Food", FOOD, {}), ("Q7FOOD   Food", FOOD, {}), ("# a note\nQ7FOOD = Food", FOOD, {}),
    ("column,value,label\nQ7FOOD,,Food\nQ7FOOD,1,Very bad\n,5,Very good\n,6,Not used", FOOD, {"Q7FOOD": ENDS}),
    ("Variable,Label,Values\nQ7FOOD,Food,\"1=Very bad, 5=Very good, 6=Not used\"", FOOD, {"Q7FOOD": ENDS}),
    ("Q7FOOD,1,Very bad\nQ7FOOD,5,Very good\nQ7FOOD,6,Not used", {}, {"Q7FOOD": ENDS}),
    ("Q7FOOD = Food\n  1 = Very bad\n  5 = Very good\n  6 = Not used", FOOD, {"Q7FOOD": ENDS}),
    ("Q7FOOD: Food\n1. Very bad\n5. Very good\n6. Not used", FOOD, {"Q7FOOD": ENDS}),
    ("Q7FOOD: 1=Very bad, 5=Very good, 6=Not used", {}, {"Q7FOOD": ENDS}),
    ("Q7FOOD = Food (1 = Very bad; 5 = Very good; 6 = Not used)", FOOD, {"Q7FOOD": ENDS}),
    ("Q7FOOD 1 = Very bad\n   5 = Very good\n   6 = Not used", {}, {"Q7FOOD": ENDS}),
    ("Q7FOOD\n1 Very bad\n5 Very good\n6 Not used", {}, {"Q7FOOD": ENDS}),
    ("A, B: 6 = Not used", {}, {"A": {"6": "Not used"}, "B": {"6": "Not used"}}),
    ("0 = blank\n6 - not used", {}, {EVERY: {"0": "blank", "6": "not used"}}),
    ("Q1 = Food\nQ2 = Wifi\n6 = not used", {"Q1": "Food", "Q2": "Wifi"}, {EVERY: {"6": "not used"}}),
    ("Q20: Gender\n   M = Male\n   F = Female", {"Q20": "Gender"}, {"Q20": {"m": "Male", "f": "Female"}}),
    (SPSS, {"Q7FOOD": "Food", "Q7WIFI": "Free Wi-Fi"}, {"Q7FOOD": ENDS | {"0": ""}, "Q7WIFI": ENDS, "Q20": {"m": "Male", "f": "Ann's"}}),
])  # fmt: skip
def test_layouts(text: str, names: dict[str, str], values: dict[str, dict[str, str]]) -> None:
    assert read(text) == CodeList(names, values)


def test_an_uploaded_table_is_read_like_a_pasted_one() -> None:
    cells = pa.table({"Spalte": ["Q7FOOD", "Q7FOOD"], "Wert": [None, "6"], "Bedeutung": ["Food", "nicht genutzt"]})
    source = Table("codes.xlsx", None, ("Spalte", "Wert", "Bedeutung"), cells, pa.array([2, 3]), "0" * 64)
    assert read(source) == CodeList(FOOD, {"Q7FOOD": {"6": "nicht genutzt"}})


@pytest.mark.parametrize("text", ["", "   \n ", "hello"])
def test_no_list_is_said(text: str) -> None:
    with pytest.raises(BadInput, match="No code list was found"):
        read(text)


@given(st.text(max_size=200))
def test_any_text_is_a_list_or_one_sentence(text: str) -> None:
    try:
        found = read(text)
    except BadInput:
        return
    assert from_plain(as_plain(found)) == found
    applied(Mapping("surveys", answers=(Answer("csat", "a"),)), found, ("a", "b"))


COLUMNS = ("id", "Q7FOOD", "Q7ALL", "Q20", "NETPRO")
BEFORE = Mapping("surveys", {"response_id": "id"}, answers=(Answer("csat", "Q7FOOD", "FOOD"), Answer("csat", "Q7ALL"), Answer("nps", "NETPRO")))


def test_names_codes_scales_and_ends() -> None:
    lines = ("id = Number", "q7food = Food court", " 1 = Very good", " 4 = Very bad", " 6 = not used", "Q7ALL = All", "", "11 = blank", "",
             "Q20 = Gender", " 1 = Male", " 9 = blank")  # fmt: skip
    codes = read("\n".join(lines))
    after = applied(BEFORE, codes, COLUMNS)
    assert after.answers == (Answer("csat", "Q7FOOD", "Food court"), Answer("csat", "Q7ALL"), Answer("nps", "NETPRO"))  # the whole stays the whole
    assert after.codes == {"Q7FOOD": {"11": "", "6": ""}, "Q7ALL": {"11": ""}, "NETPRO": {"11": ""}, "Q20": {"1": "Male", "9": ""}}
    assert (after.scales, after.directions, after.titles) == ({"csat": (1.0, 4.0)}, {"csat": "lower"}, {"Q20": "Gender"})
    assert applied(BEFORE, codes, COLUMNS, keep={"Q7FOOD"}).answers[0].touchpoint == "FOOD"


def test_letters_that_stand_for_words_become_numbers() -> None:
    letters = {"a": "Very satisfied", "b": "Satisfied", "c": "Neutral", "d": "Dissatisfied", "e": "Very dissatisfied", "x": "Don't know"}
    after = applied(BEFORE, CodeList({}, {"Q7FOOD": letters}), COLUMNS)
    assert after.codes == {"Q7FOOD": {"a": "5", "b": "4", "c": "3", "d": "2", "e": "1", "x": ""}}


def test_two_columns_of_one_title_are_told_apart() -> None:
    assert applied(Mapping("events"), CodeList({"a": "Age", "b": "age"}), ("a", "b")).titles == {"a": "Age", "b": "age (b)"}


def test_what_the_file_does_not_have_is_said() -> None:
    codes = CodeList({"Q99": "x", "q7food": "Food"}, {EVERY: {"6": "not used"}, "Q98": {"1": "a"}})
    assert strange(codes, COLUMNS) == ("The code list names “Q99”, “Q98”, which are no columns of this file.",)
    assert named(codes, COLUMNS) == {"Q7FOOD": "Food"}
    assert strange(CodeList({"id": "x"}), COLUMNS) == ()
    assert from_plain({"names": None, "values": 3}) == CodeList()


def test_a_code_for_every_column_spares_the_answers_of_a_recommendation() -> None:
    """6 = not used on 1–5 is an answer from 0 to 10: emptying it would leave out detractors only."""
    mapping = Mapping("surveys", answers=(Answer("csat", "food", "Food"), Answer("nps", "nps")))
    made = applied(mapping, read("6 = not used\n0 = blank\n11 = blank"), ("food", "nps"))
    assert made.codes == {"food": {"6": "", "0": "", "11": ""}, "nps": {"11": ""}}
