"""Rating columns: touchpoint names from the question texts, questions of their own, weights, and the airport survey as it is used by default."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cjm_core.dataset import Dataset
from cjm_core.ingest.build import build
from cjm_core.ingest.words import rating_columns
from cjm_core.metrics import kpi_named
from cjm_core.plan import Answer, Mapping, Moment, RowRule, Source, Summed, Table
from cjm_core.reading.read import read_table
from cjm_core.scope import Scope
from cjm_core.understanding import code_list, mapping_edit
from cjm_core.understanding.answers import code_doubts
from cjm_core.understanding.mapping_edit import MOMENT, Choices, choose, mapping_of
from cjm_core.understanding.names import touchpoint_names
from cjm_core.understanding.ratings import WideRatings, wide_ratings
from tests.building import real_file

IMPORT_IDS = [
    f'Q7_{n} Please rate the following parts of your visit - {name} {{"ImportId":"QID7_{n}"}}'
    for n, name in enumerate(("Food", "Check-in", "Overall"), 1)
]


@pytest.mark.parametrize(("columns", "names"), [
    (["Q7_1 How satisfied were you with the following? - Food", "Q7_2 How satisfied were you with the following? - Wi-Fi"], ("Food", "Wi-Fi")),
    (IMPORT_IDS, ("Food", "Check-in", None)),
    (["How would you rate our [check-in]?", "How would you rate our [boarding]?"], ("check-in", "boarding")),
    (["Rate our airport [Food]", "Rate our airport [Wifi]", "How clean was it? [Restrooms]"], ("Food", "Wifi", "Restrooms")),
    (["How satisfied were you with the delivery of your order?", "How satisfied were you with customer service of your order?"],
     ("delivery", "customer service")),
    (["How satisfied were you with delivery?", "How satisfied were you with checkout?", "Overall, how satisfied are you?"],
     ("delivery", "checkout", None)),
    (["Wie zufrieden waren Sie mit dem Check-in?", "Wie zufrieden waren Sie mit unserem Kundendienst?", "Wie zufrieden waren Sie insgesamt?"],
     ("Check-in", "Kundendienst", None)),
    (["Quelle note donnez-vous à notre livraison ?", "Quelle note donnez-vous à notre service client ?"], ("livraison", "service client")),
    (["Please rate: Website", "Please rate: Phone line"], ("Website", "Phone line")),
    (["Please rate each. Food & drinks", "Please rate each. Wi-Fi at the gate"], ("Food & drinks", "Wi-Fi at the gate")),
    (["Our check-in - Speed", "Our check-in - Staff", "Our boarding - Speed", "Our boarding - Staff"],
     ("Speed (check-in)", "Staff (check-in)", "Speed (boarding)", "Staff (boarding)")),
    (["sat_delivery", "sat_checkout", "sat_overall"], ("delivery", "checkout", None)), (["Food rating", "Wifi rating"], ("Food", "Wifi")),
    (["7.1 Website", "7.2 Store", "7.10 Hotline"], ("Website", "Store", "Hotline")),
    (["13. How would you rate the price?", "15. How would you rate the music?"], ("price", "music")),
    (["Q7FOOD", "Q7ALL", "Q9FOOD", "Q10SAFE"], ("FOOD", None, "FOOD (Q9)", "SAFE")),
    (["Q1", "Q2", "Q3"], ("Q1", "Q2", "Q3")), (["Q7_1", "Q7_2"], ("Q7_1", "Q7_2")), (["Food", "Wifi"], ("Food", "Wifi")),
])  # fmt: skip
def test_names_are_the_part_in_which_the_texts_differ(columns: list[str], names: tuple[str | None, ...]) -> None:
    assert touchpoint_names(columns) == names


def table(folder: Path, header: str, *rows: str) -> Table:
    (folder / "file.csv").write_text("\n".join([header, *rows]), encoding="utf-8")
    return read_table(folder / "file.csv")


def test_a_grid_of_words_is_wide(tmp_path: Path) -> None:
    words = ("Excellent", "Good", "Fair", "Poor", "Not applicable")
    rows = [f"2025-01-{n % 28 + 1:02},{words[n % 5]},{words[n * 3 % 5]},{words[n // 2 % 5]}" for n in range(60)]
    mapping = mapping_edit.proposed_mapping(table(tmp_path, "Timestamp,How was our [check-in]?,How was our [boarding]?,How was our [food]?", *rows))
    assert [(answer.question, answer.touchpoint) for answer in mapping.answers] == [("csat", "check-in"), ("csat", "boarding"), ("csat", "food")]
    assert mapping.scales == {"csat": (1.0, 4.0)}
    assert mapping.codes["How was our [food]?"] == {"excellent": "4", "good": "3", "fair": "2", "poor": "1", "not applicable": ""}
    assert mapping.fields == {"answered_at": "Timestamp"}


def test_headers_say_different_questions(tmp_path: Path) -> None:
    rows = [f"{n},{n % 5 + 1},{n * 2 % 5 + 1},{n * 3 % 5 + 1},{n // 2 % 5 + 1}" for n in range(60)]
    source = table(tmp_path, "id,Importance: Food,Importance: Wifi,Satisfaction: Food,Satisfaction: Wifi", *rows)
    wide = wide_ratings(source)
    assert wide is not None and wide.touchpoints == ("Food", "Wifi", "Food", "Wifi")
    assert wide.questions == ("importance", "importance", "csat", "csat")
    choices = Choices(questions={"Importance: Wifi": "Wish"})
    asked = {answer.column: answer.question for answer in mapping_of(source.columns, mapping_edit.proposal(source), choices).answers}
    assert asked == {"Importance: Food": "importance", "Importance: Wifi": "Wish", "Satisfaction: Food": "csat", "Satisfaction: Wifi": "csat"}


def test_ages_and_codes_are_no_ratings(tmp_path: Path) -> None:
    rows = [f"{n},{n % 5 + 1},{n % 5 + 1},{n % 5 + 1}" for n in range(60)]
    assert wide_ratings(table(tmp_path, "id,What is your age group?,Income group,Number of visits per year", *rows)) is None


AIRPORT = "sfo_2017/2017_SFO_Customer_Survey_20250817.csv"


def test_the_airport_survey_is_used_by_default_and_weighted(tmp_path: Path) -> None:
    source = read_table(real_file(AIRPORT))
    proposed = mapping_edit.proposal(source)
    assert proposed.use_wide and proposed.wide is not None and len(proposed.wide.columns) == 26
    mapping = mapping_of(source.columns, proposed, Choices())
    assert mapping.fields == {"response_id": "RESPNUM", "weight": "WEIGHT"}
    doubts = code_doubts(source, mapping)
    assert doubts[0].startswith("“Q7ART”, “Q7FOOD” and 22 more columns hold 6 in 14,677 answers altogether, just outside 1–5: often “not used”.")
    assert "“NETPRO” holds 11 in 84 rows, just outside 0–10: often “no answer”. They will not count." in doubts
    build([Source(source, mapping)], tmp_path / "sfo.duckdb", name="SFO")
    found = kpi_named("nps")(Dataset.open(tmp_path / "sfo.duckdb"), Scope())
    # README of the file: weighted NPS 40.40 of 2,746 valid answers. Kish's effective n = (sum of weights)^2 / sum of squared weights.
    rows = [row for row in source.cells.select(["NETPRO", "WEIGHT"]).to_pylist() if (row["NETPRO"] or "11") != "11"]
    weights = [float(row["WEIGHT"]) for row in rows]
    effective = sum(weights) ** 2 / sum(weight**2 for weight in weights)
    assert (found["n"][0], round(found["value"][0], 2)) == (2746, 40.40)
    assert found.attrs["basis"].endswith(f"weighted, as good as {effective:,.0f} unweighted ones")
    silenced = code_list.applied(mapping, code_list.read("0 = blank\n6 = not used\n11 = blank"), source.columns)
    assert not [said for said in code_doubts(source, silenced) if "hold" in said and "0–10" not in said]


MARKED = Mapping(
    "events", {"customer_id": "who", "event_time": "ordered"}, moments=(Moment("paid", "Payment"), Moment("picked", "Pick-up")),
    left_out=(RowRule("state", ("test",), "is a test"),), once=("who", "ordered"), pairs="state", titles={"state": "State"},
    renames={"A": "B"}, hashed=("who",), zone="Europe/Berlin", year=2025, preset="shop", codes={"state": {"x": "Open"}},
)  # fmt: skip
COLUMNS = ("who", "ordered", "paid", "picked", "state", "shop")


def edited(choices: Choices) -> Mapping:
    return mapping_of(COLUMNS, mapping_edit.Proposal(MARKED, None, {}, False), choices)


def test_everything_proposed_is_carried_on() -> None:
    assert edited(Choices()) == MARKED


@pytest.mark.parametrize(("choices", "changed"), [
    (Choices(moments=False), {"moments": ()}), (Choices(left_out=False), {"left_out": ()}), (Choices(once=False), {"once": ()}),
    (Choices(pairs=False), {"pairs": None}), (Choices(zone="UTC"), {"zone": "UTC"}), (Choices(year=2024), {"year": 2024}),
    (Choices(mask=True), {"mask": True}), (Choices(link_days=7), {"link_days": 7}), (Choices(link_days=0), {"link_days": None}),
    (Choices(hashed={"who": False, "shop": True}), {"hashed": ("shop",)}),
    (Choices(titles={"shop": "Branch"}), {"titles": {"state": "State", "shop": "Branch"}}),
    (Choices(renames={"C": "D"}), {"renames": {"A": "B", "C": "D"}}), (Choices(renames={"A": "A"}), {"renames": {}}),
    (Choices(names={"paid": "Paid"}), {"moments": (Moment("paid", "Paid"), Moment("picked", "Pick-up"))}),
    (choose(Choices(), "picked", mapping_edit.SPLIT), {"moments": (Moment("paid", "Payment"),)}),
    (choose(Choices(), "shop", MOMENT), {"moments": (Moment("paid", "Payment"), Moment("picked", "Pick-up"), Moment("shop", "shop"))}),
    (choose(Choices(), "state", mapping_edit.OUT), {"titles": {}, "codes": {}, "ignored": ("state",)}),
    (Choices(code_list=code_list.read("shop = Branch\n  1 = Berlin")), {
        "titles": {"state": "State", "shop": "Branch"}, "codes": {"state": {"x": "Open"}, "shop": {"1": "Berlin"}},
    }),
])  # fmt: skip
def test_each_correction_changes_only_its_own_field(choices: Choices, changed: dict[str, object]) -> None:
    assert edited(choices) == replace(MARKED, **changed)  # type: ignore[arg-type]


def test_a_key_file_has_one_column_that_counts_and_the_others_that_name_people_are_other_ids() -> None:
    base = Mapping("neither", {"customer_id": "a", "channel": "b"})
    proposed = mapping_edit.Proposal(base, None, {}, False, ids=frozenset("ab"))
    made = mapping_of(("a", "b", "age"), proposed, Choices(kind="links", hashed={"b": True}))
    assert made == Mapping("links", {"customer_id": "a"}, ignored=("age",), hashed=("b",))
    assert mapping_of(("a", "b", "age"), proposed, choose(Choices(kind="links"), "age", mapping_edit.ALIAS)).ignored == ()


def test_reported_tables_pass_through() -> None:
    totals = Mapping("reported", summed=Summed("nps", "points", value="b"))
    assert mapping_of(("a", "b"), mapping_edit.Proposal(totals, None, {}, False), Choices()) == totals


def test_an_answer_to_a_question_of_ones_own_stays_one() -> None:
    own = Mapping("surveys", answers=(Answer("Speed", "q1"), Answer("Speed", "q2", "Desk")), scales={"Speed": (1, 5)})
    assert mapping_of(("q1", "q2"), mapping_edit.Proposal(own, None, {}, False), Choices()) == own


@pytest.mark.parametrize(("touchpoints", "said"), [
    (("A", "B", "C", "D", "E", "F", "G", None),
     "These 8 columns look like ratings of touchpoints: A, B, C, D, E, F, 1 more and one of the whole experience."),
    (("A", None, "B", None), "These 4 columns look like ratings of touchpoints: A, B and 2 of the whole experience."),
    (("A", "B", "C", "D", "E", "F", "G", "H"), "These 8 columns look like ratings of touchpoints: A, B, C, D, E, F and 2 more."),
    (("A", "B", "C"), "These 3 columns look like ratings of touchpoints: A, B, C."),
    ((None, None, None), "These 3 columns look like ratings of the whole experience."),
])  # fmt: skip
def test_the_columns_that_are_named_and_counted_add_up(touchpoints, said):
    assert rating_columns(WideRatings(tuple(f"Q{at}" for at in range(len(touchpoints))), touchpoints)) == said
