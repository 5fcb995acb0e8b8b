"""Tables that somebody summed before are found by their shape, and every row of them is kept or rejected with its reason."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjm_core.dataset import Dataset
from cjm_core.demo import plan, write_spreadsheets
from cjm_core.errors import BadInput
from cjm_core.ingest.build import build, check
from cjm_core.ingest.reported import outcome
from cjm_core.metrics import kpi_named
from cjm_core.metrics.reported import GIVEN, reported
from cjm_core.plan import Mapping, Source
from cjm_core.reading.read import read_table, sheet_names
from cjm_core.understanding.mapping_edit import proposed_mapping
from cjm_core.understanding.spans import of_key, span_of, spans_of
from cjm_core.understanding.summed import proposed
from cjm_core.understanding.summed_columns import measure_of
from cjm_core.understanding.summed_words import MEASURES
from cjm_core.understanding.typed import typed
from tests.building import REAL_FILES
from tests.summing import BOARD, source, table


# ---- what is read --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("text", "key"), [
    ("Jan 2025", "2025-01"), ("März 25", "2025-03"), ("févr. 2025", "2025-02"), ("ene-25", "2025-01"), ("mrt '25", "2025-03"), ("2025-01", "2025-01"),
    ("01/2025", "2025-01"), ("202512", "2025-12"), ("2025M3", "2025-03"), ("Q1 2025", "2025-Q1"), ("2025-Q4", "2025-Q4"), ("4Q25", "2025-Q4"),
    ("H2 2025", "2025-H2"), ("2025-W05", "2025-W05"), ("KW 5 2025", "2025-W05"), ("2025", "2025"), ("Jan–Mar 2025", "2025-Q1"),
    ("Feb - Apr 2025", "2025-02/2025-04"), ("2025-06-01 00:00:00", "2025-06-01"), ("juillet 2025", "2025-07"),
    ("jui 2025", None), ("Checkout", None), ("13/2025", None), ("Jan", None), ("Mango 2025", None), ("9999", None), ("2025-W54", None),
])  # fmt: skip
def test_periods_are_read_in_five_languages(text: str, key: str | None) -> None:
    found = span_of(text)
    assert (found.key if found else None) == (key if key != "2025-Q1" or "Q" in text else "2025-01/2025-03")
    assert found is None or of_key(found.key) is not None


def test_first_days_of_months_are_those_months() -> None:
    """A header of Excel dates, American and German: only the order of day and month that gives months can be meant."""
    for texts in (["1/1/2025", "2/1/2025", "3/1/2025"], ["01.01.2025", "01.02.2025", "01.03.2025"], ["2025-01-31", "2025-02-28", "2025-03-31"]):
        assert [span.key for span in spans_of(texts) if span] == ["2025-01", "2025-02", "2025-03"]


@pytest.mark.parametrize(("file", "text", "numbers"), [
    ("csat.csv", "Touchpoint,Jan 2025,Feb 2025\nCheckout,45 %,47 %\nHelp,60 %,", [
        ("csat", "share", "Checkout", 0.45), ("csat", "share", "Checkout", 0.47), ("csat", "share", "Help", 0.6)]),
    ("a.csv", "Month,Touchpoint,NPS,n\n2025-01,Checkout,31,120\n2025-01,Help,-4,80", [
        ("nps", "points", "Checkout", 31.0), ("nps", "points", "Help", -4.0)]),
    ("a.csv", "Month,NPS,Responses,CSAT\nJan 2025,31,200,81.5\nFeb 2025,33,210,80", [
        ("nps", "points", None, 31.0), ("csat", "share", None, 0.815), ("nps", "points", None, 33.0), ("csat", "share", None, 0.8)]),
    ("a.csv", "KPI,2024,2025\nNPS,31,35\nChurn,4.5 %,4.1 %\nCSAT,4.1,4.3", [("nps", "points", None, 31.0), ("nps", "points", None, 35.0),
        ("churn", "share", None, 0.045), ("churn", "share", None, 0.041), ("csat_mean", "score", None, 4.1), ("csat_mean", "score", None, 4.3)]),
    ("a.csv", "Month,Touchpoint,Top-2-Box %,Mean,n\n2025-01,Store,81%,4.2,120\n2025-02,Store,80%,4.15,90", [
        ("csat", "share", "Store", 0.81), ("Mean", "score", "Store", 4.2), ("csat", "share", "Store", 0.8), ("Mean", "score", "Store", 4.15)]),
    ("csat.csv", "Month,promoters,passives,detractors\n2025-01,60,30,20\n2025-02,50,35,21", [
        (name, "number", None, number) for numbers in ((60.0, 30.0, 20.0), (50.0, 35.0, 21.0))
        for name, number in zip(("promoters", "passives", "detractors"), numbers, strict=True)]),
    ("a.csv", "Month,Location,Very happy,Happy,Unhappy\n2025-01,Gate,60,30,20", [
        ("Very happy", "number", "Gate", 60.0), ("Happy", "number", "Gate", 30.0), ("Unhappy", "number", "Gate", 20.0)]),
    ("NPS 2025.csv", "Kontaktpunkt,Jan,Feb,Mär\nKasse,31,28,30", [("nps", "points", "Kasse", number) for number in (31.0, 28.0, 30.0)]),
    ("csat.csv", "Month,Checkout,Help\n2025-01,81,70\n2025-02,82,71", [
        ("csat", "share", "Checkout", 0.81), ("csat", "share", "Help", 0.7), ("csat", "share", "Checkout", 0.82), ("csat", "share", "Help", 0.71)]),
    ("CSAT Q1 2025.csv", "Touchpoint,CSAT,Responses\nCheckout,81,300\nTotal,70,400", [
        ("csat", "share", "Checkout", 0.81), ("csat", "share", None, 0.7)]),
    ("a.csv", "Maand,Tevredenheid %,Omzet per klant €\nmrt 2025,81,€ 12.30", [
        ("csat", "share", None, 0.81), ("revenue_per_customer", "money", None, 12.3)]),
])  # fmt: skip
def test_a_summed_table_is_recognised(file: str, text: str, numbers: list[tuple[str, str, str | None, float]]) -> None:
    given_ = source(text, file)
    found = outcome(given_.table, given_.mapping)
    assert [(one[0], one[1], one[2], pytest.approx(one[5])) for one in found.numbers] == numbers
    assert (found.loaded, found.rejected) == (given_.table.cells.num_rows, {})


@pytest.mark.parametrize("text", [
    "date,touchpoint,csat\n2025-01-01,Checkout,4\n2025-01-02,Help,5\n2025-01-05,Help,2",  # single answers
    "month,nps\n2025-01,9\n2025-02,10\n2025-03,3",  # whole numbers of the scale and no n: these may be answers
    "customer_id,Jan 2025,Feb 2025\nA,1,2\nB,2,3",  # somebody's rows
    "Month,Touchpoint,NPS\n2025-01,Checkout,31\n2025-01,Checkout,45",  # two rows with the same key
    "case,activity,timestamp\n1,Order,2025-01-01\n2,Pay,2025-01-02",
    "country,year,pop\nA,1952,100\nA,1957,120",  # of the world, but not of customers
])  # fmt: skip
def test_answers_events_and_other_tables_are_not_taken_for_sums(text: str) -> None:
    assert proposed(table(text)) is None


def test_no_real_file_is_taken_for_sums(tmp_path: Path) -> None:
    """Nor any sheet of the demo: 474 tables on the machine where this was written."""
    write_spreadsheets(tmp_path, customers=200)
    assert [path.name for path, _ in plan(tmp_path) if proposed(read_table(path))] == []
    fired = []
    for path in sorted(REAL_FILES.rglob("*")) if REAL_FILES.is_dir() else []:
        if path.is_file() and path.stat().st_size < 3e6:
            try:
                fired += [path.name for sheet in sheet_names(path) or [None] if proposed(read_table(path, sheet))]
            except BadInput:
                continue
    assert fired == []


def test_units_are_those_of_the_kpis() -> None:
    assert {name: kpi_named(name).unit for name in MEASURES} == {name: unit for name, (unit, _) in MEASURES.items()}
    assert {name for name in MEASURES if measure_of(kpi_named(name).name.replace("_", " ")) not in (name, None)} == set()


# ---- what is stored ------------------------------------------------------------------------------------------------
def test_every_row_is_loaded_or_rejected_with_its_reason(tmp_path: Path) -> None:
    text = "Month,Touchpoint,CSAT,n\nJan 2026,Pay,81,10\nJan 2026,Ship,181,10\nsoon,Pay,80,10\nFeb 2026,Pay,much,10\n,Pay,80,1\nMar 2026,Pay,80,x\n"
    read = table(text)
    mapping = Mapping("reported", summed=proposed(table("Month,Touchpoint,CSAT,n\nJan 2026,Pay,81,10\n")))
    done = check(Source(read, mapping))
    reasons = ("the number cannot be read", "the number lies outside 0 to 100 %", "the period cannot be read", "the period is empty")
    assert done.rejected == dict.fromkeys(reasons, 1)
    assert done.rows_read == done.rows_loaded + sum(done.rejected.values()) == read.cells.num_rows
    assert done.warnings == ("1 cell was left empty in rows that were loaded: the count is no whole number above 0.",)
    build([Source(read, mapping)], tmp_path / "d.duckdb", name="D")
    kept = Dataset.open(tmp_path / "d.duckdb").query('SELECT line, "column", value FROM rejects ORDER BY line')
    assert kept.to_dict("records")[:2] == [{"line": 3, "column": "CSAT", "value": "181"}, {"line": 4, "column": "Month", "value": "soon"}]


def test_impossible_mappings_are_refused_in_a_sentence() -> None:
    read, mapping = table(BOARD), source(BOARD).mapping
    assert mapping.summed is not None
    for wrong, said in (
        (replace(mapping.summed, measure_column="Gone"), "has no column 'Gone'"), (replace(mapping.summed, periods={}), "which column holds"),
        (replace(mapping.summed, measures={"NPS": ("nps", "stars")}), "is no unit"), (None, "nothing says"),
    ):  # fmt: skip
        with pytest.raises(BadInput, match=said):
            outcome(read, replace(mapping, summed=wrong))


def test_months_without_a_year_are_asked_for() -> None:
    read = table("Touchpoint,Jan,Feb,Mar\nPay,4.1,4.2,4.3", "csat.csv")
    found = proposed(read)
    assert found is not None
    with pytest.raises(BadInput, match="the month has no year"):
        outcome(read, Mapping("reported", summed=found))
    assert {number[3].year for number in outcome(read, Mapping("reported", summed=found, year=2024)).numbers} == {2024}


ROWS = st.tuples(st.sampled_from(("Pay", "Ship", "Ask")), st.integers(1, 12), st.integers(0, 1000), st.integers(1, 9999))


@given(st.lists(ROWS, min_size=1, max_size=20, unique_by=lambda row: row[:2]), st.booleans(), st.sampled_from(("percent", "sign", "share")))
def test_what_is_written_is_what_is_kept(rows: list[tuple[str, int, int, int]], comma: bool, how: str) -> None:
    """Any table of shares, written with a point or a comma, as 45.3, 45.3 % or 0.453, gives back its numbers."""
    text = "Month;Touchpoint;CSAT;n\n"
    for name, month, tenths, n in rows:
        number = f"{tenths / 1000:.4f}" if how == "share" else f"{tenths / 10:.1f}"
        text += f"2026-{month:02};{name};{number.replace('.', ',') if comma else number}{' %' if how == 'sign' else ''};{n}\n"
    read = table(text, mark=";")
    found = proposed(table("Month,Touchpoint,CSAT,n\n2026-01,Pay,0.5,10\n" if how == "share" else "Month,Touchpoint,CSAT,n\n2026-01,Pay,50,10\n"))
    kept = outcome(read, Mapping("reported", summed=found)).numbers
    assert [(one[2], one[3].month, one[6]) for one in kept] == [(name, month, n) for name, month, _, n in rows]
    assert [one[5] for one in kept] == [pytest.approx(tenths / 1000) for _, _, tenths, _ in rows]


def test_typed_numbers_take_the_same_road(tmp_path: Path) -> None:
    read, mapping = typed([("NPS", "Checkout", "Jan 2026", 31, 120, 22.5, 39.0, "Ana"), ("Staff", None, "2025", 40, None, None, None, "Ana")])
    build([Source(read, mapping)], tmp_path / "d.duckdb", name="D")
    rows = reported(Dataset.open(tmp_path / "d.duckdb")).to_dict("records")
    assert [(row["measure"], row["touchpoint"], row["period"], row["value"], row["ci_low"], row["file"]) for row in rows] == [
        ("Staff", None, "2025", 40.0, pytest.approx(float("nan"), nan_ok=True), "typed by Ana"),
        ("nps", "Checkout", "2026-01", 31.0, 22.5, "typed by Ana"),
    ]  # fmt: skip
    assert rows[1]["reason"] == GIVEN


def test_a_proposal_carries_the_sums_to_the_import() -> None:
    """From the dropped file to the mapping that is built, with nothing chosen by a person."""
    given_ = source("Touchpoint,Jan 2025,Feb 2025,Mar 2025\nCheckout,4.1,4.2,4.3\nHelp,3.9,4.0,4.1\n", "csat.csv")
    assert proposed_mapping(given_.table) == given_.mapping
    assert check(Source(given_.table, proposed_mapping(given_.table))).rows_loaded == 2


def test_a_typed_satisfaction_of_four_is_a_mean() -> None:
    (mean, share) = (typed([("CSAT", None, "2025", value, None, None, None, "Ana")])[1].summed for value in (4.2, 81.0))
    assert mean is not None and share is not None
    assert (mean.measures, share.measures) == ({"CSAT": ("csat_mean", "score")}, {"CSAT": ("csat", "percent")})
