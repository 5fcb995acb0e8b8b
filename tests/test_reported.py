"""Numbers that somebody summed before are shown under their own mark, and nothing that is measured ever uses them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from cjm_core import charts, journey_map, takeaway, timeline
from cjm_core.command_line import main
from cjm_core.dataset import Dataset
from cjm_core.ingest.build import build
from cjm_core.journey_map import tables
from cjm_core.journey_map.touchpoint import touchpoint_detail
from cjm_core.metrics import KPIS, csat
from cjm_core.metrics.reported import reported, reported_numbers
from cjm_core.plan import Source
from cjm_core.scope import Scope
from cjm_core.scoreboard import measure_scoreboard
from cjm_core.settings import Settings, using
from tests.building import dataset
from tests.frames import same
from tests.guards import ROOT
from tests.summing import AGENCY, BOARD, source


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """A dataset that holds nothing but reported numbers."""
    out = tmp_path_factory.mktemp("alone") / "alone.duckdb"
    build([source(AGENCY, "agency.csv", ";"), source(BOARD)], out, name="Alone")
    return Dataset.open(out)


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> tuple[Dataset, Dataset]:
    """Answers at two touchpoints; and the same with reported numbers beside them."""
    folder = tmp_path_factory.mktemp("beside")
    answers = [
        {"customer_id": f"c{at}", "answered_at": f"2026-0{1 + at % 3}-1{at % 9}", "touchpoint": name, "csat": 1 + at % 5,
         "channel": "web" if at % 2 else "app"}
        for at in range(90) for name in ("Checkout", "Delivery")
    ]  # fmt: skip
    bare = dataset(folder, answers=answers)
    build([source(AGENCY, "agency.csv", ";"), source(BOARD)], folder / "both.duckdb", name="Both", append=bare.path)
    return bare, Dataset.open(folder / "both.duckdb")


# ---- what is read back ---------------------------------------------------------------------------------------------
def test_an_interval_only_where_n_allows_one(tmp_path: Path) -> None:
    """Newcombe 1998, table I: 81 of 263 have a Wilson interval of .2553 to .3662. A mean or a net needs more than n."""
    text = f"Month,CSAT,NPS,Churn,n\nJan 2026,{100 * 81 / 263},1,4.2 %,263\n"
    build([source(text)], tmp_path / "d.duckdb", name="D")
    rows = {row["measure"]: row for row in reported(Dataset.open(tmp_path / "d.duckdb")).to_dict("records")}
    assert (round(rows["csat"]["ci_low"], 4), round(rows["csat"]["ci_high"], 4), rows["csat"]["status"]) == (0.2553, 0.3662, "ok")
    assert rows["nps"]["ci_low"] != rows["nps"]["ci_low"] and rows["nps"]["reason"].startswith("no interval: besides n")
    assert {row["grade"] for row in rows.values()} == {"reported"}


def test_the_same_number_imported_again_counts_once_the_newest_first(tmp_path: Path) -> None:
    build([source("KPI,2025\nNPS,31\n", "old.csv")], tmp_path / "a.duckdb", name="D")
    build([source("KPI,2025\nNPS,33\n", "new.csv")], tmp_path / "b.duckdb", name="D", append=tmp_path / "a.duckdb")
    assert [(one.value, one.source) for one in reported_numbers(Dataset.open(tmp_path / "b.duckdb"))] == [(33.0, "new.csv, line 2")]


def test_a_selection_of_customers_has_no_reported_numbers(beside: tuple[Dataset, Dataset]) -> None:
    assert reported_numbers(beside[1], Scope(where=(("channel", "web"),))) == ()
    assert len(reported_numbers(beside[1])) == 8


def test_numbers_of_too_few_are_hidden_where_the_setting_says_so(alone: Dataset) -> None:
    with using(Settings(hide_below=30)):
        hidden = [one for one in reported_numbers(alone) if one.status == "suppressed"]
    assert [(one.touchpoint, one.value, one.ci_low) for one in hidden] == [("Checkout", None, None)]


def test_nothing_measured_reads_the_reported_numbers(beside: tuple[Dataset, Dataset]) -> None:
    """Every KPI gives the same with and without them; and no other SQL names their table."""
    bare, both = beside
    for kpi in KPIS:
        for by in ((), ("touchpoint",), ("month",)):
            assert same(*(kpi(one, by=by).drop(columns="excluded") for one in (bare, both))), kpi.name
    parts = ("metrics", "journeys", "journey_map", "timeline", "scoreboard")
    measuring = [path for part in parts for path in (ROOT / "cjm_core" / part).glob("*.py")]
    readers = [path for path in measuring if re.search(r"(?i)\b(from|join) reported\b(?! import)", path.read_text(encoding="utf-8"))]
    assert [str(path.relative_to(ROOT / "cjm_core")) for path in readers] == ["metrics/reported.py"]


def test_columns_of_a_summed_table_are_listed_as_reported(tmp_path: Path) -> None:
    """Months as columns: the KPI's name and the months are read. A column that is not read is not stored."""
    read = source(BOARD)
    assert read.mapping.summed is not None and read.mapping.summed.columns == ("KPI", "2025", "Q1 2026")
    agency = source(AGENCY, "agency.csv", ";")
    assert agency.mapping.summed is not None
    without_n = Source(agency.table, replace(agency.mapping, summed=replace(agency.mapping.summed, n=None)))
    build([read, without_n], tmp_path / "d.duckdb", name="D")
    columns = Dataset.open(tmp_path / "d.duckdb").query("SELECT name, meaning FROM columns ORDER BY source, rowid")
    assert list(columns.itertuples(index=False, name=None)) == [
        ("KPI", "reported"), ("2025", "reported"), ("Q1 2026", "reported"),
        ("Touchpoint", "reported"), ("Month", "reported"), ("CSAT", "reported"), ("n", "left out"),
    ]  # fmt: skip


# ---- what is shown -------------------------------------------------------------------------------------------------
def test_the_map_keeps_them_in_rows_of_their_own(beside: tuple[Dataset, Dataset]) -> None:
    bare, both = (journey_map.measure_map(data) for data in beside)
    assert (both.lanes, both.answer, both.measured) == (bare.lanes, bare.answer, bare.measured)
    (lane,) = both.reported
    cells = dict(zip(both.touchpoints, lane.cells, strict=True))
    assert {name: (cell.value, cell.n, cell.period, cell.source) for name, cell in cells.items() if cell} == {
        "Checkout": (0.5, 25, "Feb 2026", "agency.csv, line 4"), "Delivery": (0.6, 180, "Jan 2026", "agency.csv, line 3"),
    }  # fmt: skip
    assert both.filled == bare.filled + 2
    assert "1 reported number is at touchpoints that are not on this map: Moon." in both.notes
    drawn = journey_map.as_fragment(both)
    assert drawn.count('class="g gr" title="reported"') == 2
    sheet = tables.numbers(beside[1], Scope(), both)
    numbers = sum(cell.value is not None for one in bare.lanes for cell in one.cells)
    assert sheet.groupby("grade")["kpi"].count().to_dict() == {"measured": numbers, "reported": 2}


def test_a_map_of_reported_numbers_alone_says_what_is_missing(alone: Dataset) -> None:
    drawn = journey_map.measure_map(alone)
    assert drawn.touchpoints == ("Checkout", "Delivery", "Moon")
    assert drawn.answer.startswith("The lowest reported Satisfied (CSAT) is at **Checkout**: 50.0 % (Feb 2026).")
    assert "nothing is measured" in drawn.answer
    assert json.dumps(journey_map.as_json(drawn))
    assert "agency.csv, line 4" in journey_map.numbers_fragment(touchpoint_detail(alone, Scope(), "Checkout"))
    taken = takeaway.of_map(drawn, alone, Scope())
    assert takeaway.as_csv(taken).decode("utf-8-sig").count("reported") >= 3 and takeaway.as_xlsx(taken)


def test_the_overview_says_where_reported_numbers_alone_are_shown(alone: Dataset, beside: tuple[Dataset, Dataset]) -> None:
    """Four of the agency and four of the board."""
    board = measure_scoreboard(alone, Scope())
    assert board.groups == () and board.answer.endswith("The map and Trends show 8 reported numbers.")
    assert "reported" not in measure_scoreboard(beside[1], Scope()).answer


def test_trends_draw_them_beside_the_line_and_judge_by_none(beside: tuple[Dataset, Dataset]) -> None:
    data = beside[1]
    plain = timeline.build(timeline.measure_lines(data, "csat", Scope(), "month", "touchpoint"))
    line = timeline.beside(plain, timeline.told(data, "csat", Scope()))
    assert (line.series, line.answer) == (plain.series, plain.answer)
    assert [(one.touchpoint, one.when) for one in line.reported] == [("Checkout", "Jan 2026"), ("Delivery", "Jan 2026"), ("Checkout", "Feb 2026")]
    assert "1 reported number is at touchpoints without a line." in line.remarks
    assert "□ reported" in timeline.key(line)
    drawn = charts.over_time(timeline.drawing(line), charts.Paint())
    assert json.dumps(drawn).count('"square"') == 1
    sheet = timeline.numbers(line)
    assert set(sheet["grade"]) == {"measured", "reported"}
    assert len(timeline.in_words(line)[0]) == len(timeline.in_words(line)[1]) == len(sheet)


@pytest.mark.parametrize("name", ["nps", "Staff"])
def test_trends_of_reported_numbers_alone(alone: Dataset, name: str) -> None:
    found = timeline.told(alone, name, Scope())
    assert found is not None and (name, found.measure.label + " · reported") in timeline.shown(alone)
    known = name in {kpi.name for kpi in KPIS}
    measured = timeline.build(timeline.measure_lines(alone, name, Scope(), "month")) if known else None
    line = timeline.beside(measured, found) if measured else timeline.alone(found, "month", None)
    assert [one.when for one in line.reported] == ["2025", "Q1 2026"]
    assert "reported" in line.answer
    assert charts.over_time(timeline.drawing(line), charts.Paint())["params"][0]["views"] == ["places"]
    assert '"name": "places"' in json.dumps(charts.over_time(timeline.drawing(line), charts.Paint()))


def test_the_command_line_lists_them(alone: Dataset, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reported", "--dataset", str(alone.path), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert len(said["rows"]) == 8 and said["measures"] == ["nps", "csat", "Staff"]
    assert {row["n"] for row in said["rows"] if row["measure"] == "nps"} == {None}
    assert main(["reported", "gone", "--dataset", str(alone.path)]) == 2
    assert "There are: nps, csat, Staff" in capsys.readouterr().err


def test_a_measured_value_is_what_it_was(beside: tuple[Dataset, Dataset]) -> None:
    """18 of 90 answers each are 1 to 5, so 36 of 90 are satisfied, whatever an agency reports."""
    assert csat(beside[1])["value"].iloc[0] == pytest.approx(72 / 180)
