"""What a mapping can say beyond columns: moments, rules, repeats, pairs, codes, key files, linked answers; and taking imports back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from cjm_core.dataset import Dataset
from cjm_core.errors import BadInput
from cjm_core.ingest.build import build
from cjm_core.keeping.imports import add, imports, undo
from cjm_core.plan import Answer, FileReport, Mapping, Moment, RowRule, Source
from cjm_core.reading.read import read_table

LOG = {"customer_id": "who", "event_time": "at", "touchpoint": "what"}


def source(folder: Path, name: str, text: str, mapping: Mapping) -> Source:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return Source(read_table(path), mapping)


def loaded(folder: Path, *sources: Source) -> tuple[tuple[FileReport, ...], Dataset]:
    done = build(sources, folder / "out.duckdb", name="trial")
    for report in done.files:
        assert report.rows_read == report.rows_loaded + sum(report.rejected.values())
    return done.files, Dataset.open(folder / "out.duckdb")


def events(data: Dataset) -> list[tuple[object, ...]]:
    frame = data.query(
        "SELECT customer_id, event_time, touchpoint::VARCHAR AS touchpoint, value FROM events JOIN customers USING (customer_key) ORDER BY event_key"
    )
    return [(row[0], str(row[1])[:10], row[2], None if pd.isna(row[3]) else row[3]) for row in frame.itertuples(index=False)]


def test_several_dates_in_one_row_are_one_event_each(tmp_path: Path) -> None:
    text = "who,ordered,paid,collected,total\nA,2025-01-01,2025-01-02,2025-01-05,10\nB,2025-01-03,,2025-01-03,20\nC,,,,30\n"
    mapping = Mapping("events", {"customer_id": "who", "value": "total"},
                      moments=(Moment("ordered", "Ordered"), Moment("paid", "Paid"), Moment("collected", "Picked up")))  # fmt: skip
    (report,), data = loaded(tmp_path, source(tmp_path, "orders.csv", text, mapping))
    assert events(data) == [
        ("A", "2025-01-01", "Ordered", 10.0), ("A", "2025-01-02", "Paid", None), ("A", "2025-01-05", "Picked up", None),
        ("B", "2025-01-03", "Ordered", 20.0), ("B", "2025-01-03", "Picked up", None),
    ]  # fmt: skip
    assert (report.rows_read, report.rows_loaded, report.rejected) == (3, 2, {"event_time is empty": 1})


def test_rows_are_left_out_by_rules_and_counted_with_their_reason(tmp_path: Path) -> None:
    text = "id,score,status,finished\n1,9,IP Address,1\n2,10,Survey Preview,1\n3,2,IP Address,0\n4,7,ip address ,1\n4,8,IP Address,1\n"
    rules = (RowRule("status", ("survey preview", "spam"), "is a preview"), RowRule("finished", ("1", "true"), "was never finished", only=True))
    mapping = Mapping("surveys", {"response_id": "id"}, answers=(Answer("nps", "score"),), left_out=rules, once=("id",))
    (report,), data = loaded(tmp_path, source(tmp_path, "survey.csv", text, mapping))
    assert report.rejected == {"is a preview": 1, "was never finished": 1, "is repeated further down": 1}
    assert list(data.query("SELECT score FROM surveys ORDER BY survey_key")["score"]) == [9.0, 8.0]
    rejects = data.query('SELECT line, "column", value, reason FROM rejects ORDER BY line')
    assert rejects.values.tolist()[0] == [3, "status", "Survey Preview", "is a preview"]


def test_a_preview_never_supersedes_a_real_answer(tmp_path: Path) -> None:
    text = "id,score,status\n4,7,real\n4,1,preview\n"
    rules = (RowRule("status", ("preview",), "is a preview"),)
    mapping = Mapping("surveys", {"response_id": "id"}, answers=(Answer("nps", "score"),), left_out=rules, once=("id",))
    _, data = loaded(tmp_path, source(tmp_path, "survey.csv", text, mapping))
    assert list(data.query("SELECT score FROM surveys")["score"]) == [7.0]


def test_starts_and_ends_of_one_activity_are_one_event(tmp_path: Path) -> None:
    text = (
        "who,at,what,life\nA,2025-01-01 10:00,Check,start\nA,2025-01-01 11:00,Check,complete\n"
        "A,2025-01-02 10:00,Check,start\nB,2025-01-01 10:00,Check,complete\nB,2025-01-03 10:00,Pay,start\n"
    )
    (report,), data = loaded(tmp_path, source(tmp_path, "log.csv", text, Mapping("events", LOG, pairs="life")))
    # A's second start and B's last one have no end: they happened, so they count.
    assert report.rejected == {"is a start whose end is counted": 1}
    assert [row[:3] for row in events(data)] == [
        ("A", "2025-01-01", "Check"), ("A", "2025-01-02", "Check"), ("B", "2025-01-01", "Check"), ("B", "2025-01-03", "Pay"),
    ]  # fmt: skip


def test_codes_become_what_they_mean_and_others_are_counted(tmp_path: Path) -> None:
    text = "id,food\n1,Very satisfied\n2, not used\n3,NEUTRAL\n4,Purple\n"
    codes = {"food": {"very satisfied": "5", "neutral": "3", "not used": ""}}
    mapping = Mapping("surveys", {"response_id": "id"}, answers=(Answer("csat", "food", "Food"),), codes=codes)
    _, data = loaded(tmp_path, source(tmp_path, "survey.csv", text, mapping))
    found = data.query("SELECT state, coalesce(score, -1) AS score FROM surveys ORDER BY survey_key").values.tolist()
    assert found == [["valid", 5.0], ["missing", -1.0], ["valid", 3.0], ["out_of_scale", -1.0]]


def test_touchpoints_take_the_name_they_are_counted_under(tmp_path: Path) -> None:
    text = "who,at,what\nA,2025-01-01,check out\nB,2025-01-01,Check-out\n"
    mapping = Mapping("events", LOG, renames={"check out": "Checkout", "Check-out": "Checkout"})
    _, data = loaded(tmp_path, source(tmp_path, "log.csv", text, mapping))
    assert data.values("touchpoint") == ["Checkout"]


def test_rated_touchpoints_and_moments_take_the_agreed_names_too(tmp_path: Path) -> None:
    log = Mapping("events", {"customer_id": "who"}, moments=(Moment("at", "Kasse"),), renames={"Kasse": "Checkout"})
    asked = Mapping("surveys", answers=(Answer("csat", "score", "check-out"),), renames={"check-out": "Checkout"})
    _, data = loaded(tmp_path, source(tmp_path, "log.csv", "who,at\nA,2025-01-01\n", log), source(tmp_path, "s.csv", "score\n4\n5\n", asked))
    assert data.values("touchpoint") == ["Checkout"]


LOG_TEXT = "who,at,what\nA,2025-01-01,Visit\nB,2025-01-02,Visit\n"
ANSWERS_TEXT = "mail,score,day\nanna@x.org,9,2025-01-03\nBEN@x.org,2,2025-01-04\nnobody@x.org,5,2025-01-05\n"
KEYS_TEXT = "customer,email\nA,Anna@x.org\nB,ben@x.org\nC,both@x.org\nD,both@x.org\n"
ASKED = Mapping("surveys", {"customer_id": "mail", "answered_at": "day"}, answers=(Answer("nps", "score"),))
KEYS = Mapping("links", {"customer_id": "customer"})


def test_a_key_file_joins_one_customer_under_two_ids(tmp_path: Path) -> None:
    reports, data = loaded(
        tmp_path, source(tmp_path, "log.csv", LOG_TEXT, Mapping("events", LOG)), source(tmp_path, "survey.csv", ANSWERS_TEXT, ASKED),
        source(tmp_path, "keys.csv", KEYS_TEXT, KEYS),
    )  # fmt: skip
    joined = data.query("SELECT customer_id, score FROM surveys JOIN customers USING (customer_key) ORDER BY survey_key").values.tolist()
    assert joined == [["A", 9.0], ["B", 2.0], ["nobody@x.org", 5.0]]
    assert "1 id stand for two customers or more and link nobody." in reports[2].warnings
    assert "2 of 3 customers with answers also have events; the others stay without." in reports[2].warnings


def test_undoing_a_key_file_gives_every_customer_the_own_id_back(tmp_path: Path) -> None:
    loaded(tmp_path, source(tmp_path, "log.csv", LOG_TEXT, Mapping("events", LOG)), source(tmp_path, "survey.csv", ANSWERS_TEXT, ASKED))
    add(Dataset.open(tmp_path / "out.duckdb"), [source(tmp_path, "keys.csv", KEYS_TEXT, KEYS)])
    data = Dataset.open(tmp_path / "out.duckdb")
    assert data.count_of("customers") == 3
    assert undo(data, imports(data)[0].id)
    again = Dataset.open(tmp_path / "out.duckdb")
    assert again.count_of("customers") == 5 and again.info["id"] == data.info["id"]


def test_an_import_can_be_undone_and_the_last_one_takes_the_dataset_with_it(tmp_path: Path) -> None:
    build([source(tmp_path, "january.csv", LOG_TEXT, Mapping("events", LOG))], tmp_path / "out.duckdb", name="t", by="Ada")
    before = Dataset.open(tmp_path / "out.duckdb")
    add(before, [source(tmp_path, "february.csv", "who,at,what\nC,2025-02-01,Visit\n", Mapping("events", LOG))], by="Ben")
    both = Dataset.open(tmp_path / "out.duckdb")
    assert [(item.by, [file.file for file in item.files]) for item in imports(both)] == [("Ben", ["february.csv"]), ("Ada", ["january.csv"])]
    newest = next(item for item in imports(both) if item.by == "Ben")
    assert undo(both, newest.id)
    after = Dataset.open(tmp_path / "out.duckdb")
    assert events(after) == events(before)
    assert not undo(after, imports(after)[0].id)
    assert not (tmp_path / "out.duckdb").exists()


def test_a_file_is_replaced_by_a_better_one(tmp_path: Path) -> None:
    build([source(tmp_path, "a.csv", LOG_TEXT, Mapping("events", LOG))], tmp_path / "out.duckdb", name="t")
    data = Dataset.open(tmp_path / "out.duckdb")
    add(data, [source(tmp_path, "b.csv", LOG_TEXT + "C,2025-01-03,Visit\n", Mapping("events", LOG))], instead_of=[0])
    assert len(events(Dataset.open(tmp_path / "out.duckdb"))) == 3


def test_an_overlapping_export_brings_only_what_is_new_and_real_repeats_stay(tmp_path: Path) -> None:
    first = "who,at,what\nA,2025-01-01,Visit\nA,2025-01-01,Visit\nB,2025-01-31,Visit\n"
    build([source(tmp_path, "january.csv", first, Mapping("events", LOG))], tmp_path / "out.duckdb", name="t")
    second = "who,at,what\nB,2025-01-31,Visit\nB,2025-01-31,Visit\nC,2025-02-01,Visit\n"
    report = add(Dataset.open(tmp_path / "out.duckdb"), [source(tmp_path, "february.csv", second, Mapping("events", LOG))]).files[0]
    assert report.rejected == {"is already loaded from another file": 1}
    assert len(events(Dataset.open(tmp_path / "out.duckdb"))) == 5


def test_the_same_response_in_two_exports_counts_once(tmp_path: Path) -> None:
    mapping = Mapping("surveys", {"response_id": "id", "answered_at": "day"}, answers=(Answer("nps", "score"),))
    head = "id,day,score,shop\n"
    first = head + "1,2025-01-01,9,A\n2,2025-01-02,8,A\n3,2025-01-02,6,A\n"
    second = head + "2,2025-01-02,8,A\n3,2025-01-02,7,A\n"
    build([source(tmp_path, "a.csv", first, mapping)], tmp_path / "out.duckdb", name="t")
    report = add(Dataset.open(tmp_path / "out.duckdb"), [source(tmp_path, "b.csv", second, mapping)]).files[0]
    assert report.rejected == {"is already loaded from another file": 1}  # the third was corrected: that is not the same answer
    assert Dataset.open(tmp_path / "out.duckdb").count_of("responses") == 4


@pytest.mark.parametrize(("days", "expected"), [(None, [None, None]), (2.0, ["Order", None]), (30.0, ["Order", "Search"])])
def test_answers_go_to_the_last_touchpoint_only_if_wanted(tmp_path: Path, days: float | None, expected: list[str | None]) -> None:
    log = "who,at,what\nA,2025-01-01 09:00,Search\nA,2025-01-01 10:00,Order\nA,2025-01-09,Return\nB,2025-01-01,Search\n"
    asked = "who,score,day\nA,5,2025-01-02\nB,4,2025-01-20\n"
    mapping = Mapping("surveys", {"customer_id": "who", "answered_at": "day"}, answers=(Answer("csat", "score"),), link_days=days)
    _, data = loaded(tmp_path, source(tmp_path, "log.csv", log, Mapping("events", LOG)), source(tmp_path, "s.csv", asked, mapping))
    found = data.query("SELECT touchpoint::VARCHAR AS t FROM surveys ORDER BY survey_key")["t"]
    assert [None if pd.isna(name) else name for name in found] == expected


def test_a_customer_can_be_left_behind_under_any_of_their_ids(tmp_path: Path) -> None:
    build([source(tmp_path, "log.csv", LOG_TEXT, Mapping("events", LOG)), source(tmp_path, "survey.csv", ANSWERS_TEXT, ASKED),
           source(tmp_path, "keys.csv", KEYS_TEXT, KEYS)], tmp_path / "out.duckdb", name="t")  # fmt: skip
    build([], tmp_path / "out.duckdb", name="t", append=tmp_path / "out.duckdb", without_customers={"A"})
    data = Dataset.open(tmp_path / "out.duckdb")
    assert "A" not in list(data.query("SELECT customer_id FROM customers")["customer_id"])
    assert data.query("SELECT count(*) AS n FROM links WHERE customer_id = 'A' OR alias LIKE 'anna%'")["n"][0] == 0
    assert data.query("SELECT count(*) AS n FROM surveys")["n"][0] == 2


def test_all_rows_left_out_by_rule_is_refused_with_the_reason(tmp_path: Path) -> None:
    mapping = Mapping("surveys", answers=(Answer("nps", "score"),), left_out=(RowRule("s", ("p",), "is a preview"),))
    with pytest.raises(BadInput, match="every one is a preview"):
        loaded(tmp_path, source(tmp_path, "s.csv", "score,s\n1,p\n2,p\n", mapping))


def test_a_rule_about_a_column_that_is_not_there_changes_nothing(tmp_path: Path) -> None:
    mapping = replace(Mapping("events", LOG), left_out=(RowRule("ghost", ("x",), "is a ghost"),))
    (report,), _ = loaded(tmp_path, source(tmp_path, "log.csv", LOG_TEXT, mapping))
    assert report.rejected == {}
