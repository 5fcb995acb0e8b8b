"""Bringing in more: what is the same and what only looks so, and what stays true when something is taken out again."""

from __future__ import annotations

from pathlib import Path

from cjm_core.dataset import Dataset
from cjm_core.ingest.build import build
from cjm_core.keeping.imports import add, imports, undo
from cjm_core.metrics import kpi_named
from cjm_core.plan import Answer, Mapping, RowRule
from tests.test_import_parts import LOG, loaded, source

EVENTS = Mapping("events", LOG)


def opened(folder: Path) -> Dataset:
    return Dataset.open(folder / "out.duckdb")


def test_rows_that_differ_in_anything_that_is_kept_are_not_the_same(tmp_path: Path) -> None:
    head = "who,at,what,good\n"
    loaded(tmp_path, source(tmp_path, "a.csv", head + "A,2025-01-01,Order,tea\n", EVENTS))
    report = add(opened(tmp_path), [source(tmp_path, "b.csv", head + "A,2025-01-01,Order,tea\nA,2025-01-01,Order,coffee\n", EVENTS)]).files[0]
    assert report.rejected == {"is already loaded from another file": 1}


def test_answers_whose_numbers_begin_anew_in_each_wave_all_count(tmp_path: Path) -> None:
    asked = Mapping("surveys", {"response_id": "id"}, answers=(Answer("nps", "score"),))
    loaded(tmp_path, source(tmp_path, "wave-1.csv", "id,score\n1,9\n2,8\n", asked))
    report = add(opened(tmp_path), [source(tmp_path, "wave-2.csv", "id,score\n1,9\n2,8\n3,1\n", asked)]).files[0]
    assert (report.rows_loaded, report.rejected) == (3, {})


def test_overlapping_logs_without_a_touchpoint_bring_each_row_once(tmp_path: Path) -> None:
    bare = Mapping("events", {"customer_id": "who", "event_time": "at"})
    loaded(tmp_path, source(tmp_path, "a.csv", "who,at\nA,2025-01-01\nB,2025-01-02\n", bare))
    report = add(opened(tmp_path), [source(tmp_path, "b.csv", "who,at\nB,2025-01-02\nC,2025-01-03\n", bare)]).files[0]
    assert report.rejected == {"is already loaded from another file": 1}


def test_an_address_in_capitals_is_the_same_customer(tmp_path: Path) -> None:
    asked = Mapping("surveys", {"customer_id": "mail"}, answers=(Answer("nps", "score"),))
    _, data = loaded(tmp_path, source(tmp_path, "log.csv", "who,at,what\nAnna@X.com,2025-01-01,Visit\n", EVENTS),
                     source(tmp_path, "s.csv", "mail,score\nanna@x.com,9\n", asked))  # fmt: skip
    assert list(data.query("SELECT customer_id FROM customers")["customer_id"]) == ["anna@x.com"]


def test_a_stage_goes_with_the_file_that_gave_it(tmp_path: Path) -> None:
    staged = Mapping("events", LOG | {"stage": "phase"})
    loaded(tmp_path, source(tmp_path, "plain.csv", "who,at,what\nA,2025-01-01,Visit\nA,2025-01-02,Payment\n", EVENTS))
    before = opened(tmp_path).query("SELECT touchpoint, stage FROM touchpoints ORDER BY 1").values.tolist()
    add(opened(tmp_path), [source(tmp_path, "staged.csv", "who,at,what,phase\nB,2025-01-01,Visit,Dreaming\n", staged)])
    assert "Dreaming" in opened(tmp_path).values("stage")
    newest = imports(opened(tmp_path))[0]
    undo(opened(tmp_path), newest.id)
    assert opened(tmp_path).query("SELECT touchpoint, stage FROM touchpoints ORDER BY 1").values.tolist() == before


def test_answers_are_linked_anew_when_events_come_or_go(tmp_path: Path) -> None:
    asked = Mapping("surveys", {"customer_id": "who", "answered_at": "day"}, answers=(Answer("csat", "score"),), link_days=7)
    loaded(tmp_path, source(tmp_path, "s.csv", "who,score,day\nA,5,2025-01-02\n", asked))
    linked = "SELECT touchpoint::VARCHAR AS t FROM surveys"
    add(opened(tmp_path), [source(tmp_path, "log.csv", "who,at,what\nA,2025-01-02 18:00,Delivery\n", EVENTS)])
    assert list(opened(tmp_path).query(linked)["t"]) == ["Delivery"]  # an answer of that day comes after what happened on it
    undo(opened(tmp_path), imports(opened(tmp_path))[0].id)
    assert opened(tmp_path).query(linked)["t"].isna().all()


def test_a_role_goes_with_its_touchpoint(tmp_path: Path) -> None:
    valued = Mapping("events", LOG | {"value": "worth"})
    loaded(tmp_path, source(tmp_path, "a.csv", "who,at,what,worth\nA,2025-01-01,Visit,10\n", valued))
    more = source(tmp_path, "b.csv", "who,at,what,worth\nB,2025-01-01,Order,20\n", valued)
    add(opened(tmp_path), [more], roles={"order": "Order"})
    assert opened(tmp_path).count_of("orders") == 1
    undo(opened(tmp_path), imports(opened(tmp_path))[0].id)
    assert opened(tmp_path).count_of("orders") == 1  # again any event with a value


def test_a_rule_looks_at_the_cell_and_not_at_its_pseudonym(tmp_path: Path) -> None:
    mapping = Mapping("events", LOG | {"customer_id": "who"}, hashed=("who",), left_out=(RowRule("who", ("test@x.com",), "is a test"),))
    (report,), data = loaded(tmp_path, source(tmp_path, "a.csv", "who,at,what\ntest@x.com,2025-01-01,Visit\nreal@x.com,2025-01-01,Visit\n", mapping))
    assert report.rejected == {"is a test": 1}
    assert "@" not in data.query("SELECT customer_id FROM customers")["customer_id"][0]


def test_a_negative_weight_is_no_weight(tmp_path: Path) -> None:
    mapping = Mapping("surveys", {"weight": "w"}, answers=(Answer("nps", "score"),))
    (report,), data = loaded(tmp_path, source(tmp_path, "s.csv", "score,w\n9,-2\n3,1\n10,1\n", mapping))
    assert "1 weights are negative; they count as 1." in report.warnings
    assert kpi_named("nps")(data)["value"][0] == 100 * (2 - 1) / 3


def test_undoing_with_an_old_view_of_the_dataset_spares_what_others_added(tmp_path: Path) -> None:
    loaded(tmp_path, source(tmp_path, "a.csv", "who,at,what\nA,2025-01-01,Visit\n", EVENTS))
    seen = opened(tmp_path)
    add(opened(tmp_path), [source(tmp_path, "b.csv", "who,at,what\nB,2025-01-01,Visit\n", EVENTS)])
    assert undo(seen, imports(seen)[0].id)
    assert list(opened(tmp_path).query("SELECT customer_id FROM customers")["customer_id"]) == ["B"]


def test_replacing_works_on_what_is_there_now(tmp_path: Path) -> None:
    build([source(tmp_path, "a.csv", "who,at,what\nA,2025-01-01,Visit\n", EVENTS)], tmp_path / "out.duckdb", name="t")
    seen = opened(tmp_path)
    add(seen, [source(tmp_path, "b.csv", "who,at,what\nB,2025-01-01,Visit\n", EVENTS)], instead_of=[0])
    assert [file.file for one in imports(opened(tmp_path)) for file in one.files] == ["b.csv"]
