"""Forgetting a customer: out of everything, proved, and not back with the next export (METRICS §8)."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from cjm_core.dataset import Dataset
from cjm_core.errors import BadInput
from cjm_core.home import home
from cjm_core.ingest.build import build
from cjm_core.keeping import traces
from cjm_core.keeping.forget import forget, held_by, receipts
from cjm_core.metrics import kpi_named
from cjm_core.plan import Mapping, Source
from cjm_core.privacy import pseudonyms
from cjm_core.quality import measure_quality, rejected_rows
from cjm_core.reading.read import read_table
from cjm_core.result import records
from cjm_core.workspace import Workspace
from tests import building
from tests.building import text_file

TELLING = "The courier rang at my neighbour’s door and left"
EVENTS = [
    {"customer_id": name, "event_time": f"2026-01-0{day} 10:00:00", "touchpoint": place, "city": f"city of {name}"}
    for name in ("anna@example.com", "c1001", "c10010") for day, place in ((1, "Search"), (2, "Buy"))
]  # fmt: skip
ANSWERS = [
    {"customer_id": "anna@example.com", "answered_at": "2026-01-03 10:00:00", "touchpoint": "Buy", "csat": 1, "comment": TELLING},
    {"customer_id": "c1001", "answered_at": "2026-01-03 11:00:00", "touchpoint": "Buy", "csat": 5, "comment": "Fine"},
    {"customer_id": None, "answered_at": "2026-01-03 11:00:00", "touchpoint": "Buy", "csat": 3, "comment": "Fine"},
]


@pytest.fixture
def kept(build_dataset: Callable[..., Dataset]) -> Dataset:
    """A dataset of three customers in the home, and a workspace that names two of them."""
    place = home() / "datasets" / "shop.duckdb"
    place.parent.mkdir(parents=True)
    shutil.copy(build_dataset(EVENTS, ANSWERS).path, place)
    workspace = Workspace.open(home() / "workspace.sqlite")
    workspace.write("note", "d|1", {"text": "Call from Anna@Example.com about c10010", "day": "2026-01-05"})
    workspace.write("note", "d|1", {"text": "Second version", "day": "2026-01-05"})
    workspace.write("view", "anna@example.com", {"path": "/map", "choices": [["customer", "anna@example.com"]]})
    workspace.write("setting", "settings", {"min_n": 30})
    return Dataset.open(place)


def _files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_customer_is_gone_everywhere_and_it_is_proved(kept: Dataset) -> None:
    (home() / "uploads" / "s").mkdir(parents=True)
    (home() / "uploads" / "s" / "export.csv").write_text("anna@example.com,1")
    (home() / "logs").mkdir()
    (home() / "logs" / "cjm.log").write_text("Fault 1: row of anna@example.com\nFault 2: other\n")
    before, gone = kept.info["id"], pseudonyms.pseudonym(pseudonyms.key(), "anna@example.com")
    receipt = forget(home(), " ANNA@example.com ")
    assert receipt.complete, receipt.sentence
    assert receipt.removed == {"customers": 1, "events": 2, "answers": 1, "comments": 1}
    assert (receipt.datasets, receipt.versions_deleted, receipt.uploads_deleted, receipt.entries_changed) == (1, 0, 1, 2)
    data = Dataset.open(kept.path)
    assert data.info["id"] == before and data.fingerprint != kept.fingerprint
    assert sorted(data.query("SELECT customer_id FROM customers")["customer_id"]) == ["c1001", "c10010"]
    assert sorted(data.query("SELECT text FROM comments")["text"]) == ["Fine", "Fine"]
    assert kpi_named("csat")(data)["n"].tolist() == [2]  # numbers are computed anew
    for path, content in _files(home()).items():
        assert not [word for word in (b"anna@example.com", gone.encode(), TELLING.encode()) if word in content.lower()], path
    assert (home() / "logs" / "cjm.log").read_text() == "Fault 1: row of [forgotten]\nFault 2: other\n"


def test_the_rows_of_the_forgotten_are_left_out_of_their_files_from_then_on(kept: Dataset) -> None:
    forget(home(), "anna@example.com")
    data = Dataset.open(kept.path)
    files = data.query("SELECT rows_read, rows_loaded, count(r.line) AS out FROM sources LEFT JOIN rejects r USING (source) GROUP BY ALL ORDER BY 1")
    assert files.to_numpy().tolist() == [[3, 2, 1], [6, 4, 2]]
    assert measure_quality(data).answer.startswith("**6 of 9 rows** are in") and rejected_rows(data)["value"].isna().all()
    assert not [one for one in measure_quality(data).findings if one.kind == "rejected"]


def test_the_workspace_keeps_everything_else_in_all_versions(kept: Dataset) -> None:
    forget(home(), "anna@example.com")
    workspace = Workspace.open(home() / "workspace.sqlite")
    texts = [value["text"] for _, _, value in workspace.versions("note", "d|1")]
    assert texts == ["Call from [forgotten] about c10010", "Second version"]
    assert workspace.read("view", "[forgotten]") == {"path": "/map", "choices": [["customer", "[forgotten]"]]}
    assert workspace.read("setting", "settings") == {"min_n": 30}


def test_the_receipt_names_nobody(kept: Dataset) -> None:
    receipt = forget(home(), "anna@example.com")
    workspace = Workspace.open(home() / "workspace.sqlite")
    assert receipts(workspace) == [receipt]
    said = json.dumps(workspace.newest("receipt")) + json.dumps(workspace.newest("forgotten")) + receipt.sentence
    key = pseudonyms.key()
    assert not [name for name in ("anna", pseudonyms.pseudonym(key, "anna@example.com"), pseudonyms.keyed(key, "anna@example.com")) if name in said]
    assert len(receipt.request) == 64


def test_an_id_that_begins_like_another_takes_only_its_own(kept: Dataset) -> None:
    receipt = forget(home(), "c1001")
    assert receipt.complete and receipt.removed["customers"] == 1
    assert sorted(Dataset.open(kept.path).query("SELECT customer_id FROM customers")["customer_id"]) == ["anna@example.com", "c10010"]
    notes = Workspace.open(home() / "workspace.sqlite").versions("note", "d|1")
    assert notes[0][2]["text"] == "Call from Anna@Example.com about c10010"


def test_an_id_that_nobody_has_changes_nothing(kept: Dataset) -> None:
    before = _files(home() / "datasets"), Workspace.open(home() / "workspace.sqlite").newest("note")
    for stranger in ("c1", "nobody@example.com", "' OR 1=1 --", "%"):
        with pytest.raises(BadInput, match="nothing was changed"):
            forget(home(), stranger)
    with pytest.raises(BadInput, match="Name the customer"):
        forget(home(), "  ")
    assert (_files(home() / "datasets"), Workspace.open(home() / "workspace.sqlite").newest("note")) == before


def test_without_a_usable_key_nothing_is_changed(kept: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CJM_KEY", "short")
    before = kept.path.read_bytes()
    with pytest.raises(BadInput, match="letters"):
        forget(home(), "c1001")
    assert kept.path.read_bytes() == before


def test_a_second_upload_does_not_bring_them_back(kept: Dataset, tmp_path: Path) -> None:
    forget(home(), "anna@example.com")
    again = building.source(tmp_path / "again.csv", [*EVENTS, {**EVENTS[0], "customer_id": "Anna@example.com "}])
    report = build([again], kept.path, name="Test", append=kept.path)
    assert "anna@example.com" not in set(Dataset.open(kept.path).query("SELECT lower(trim(customer_id)) AS id FROM customers")["id"])
    assert sum(report.files[0].rejected.values()) >= 3


def test_older_versions_are_deleted_and_other_datasets_rebuilt(kept: Dataset, tmp_path: Path) -> None:
    folder = home() / "datasets"
    more = building.source(tmp_path / "more.csv", [{"customer_id": "c7", "event_time": "2026-02-01 10:00:00", "touchpoint": "Buy"}])
    build([more], folder / "shop-2.duckdb", name="Shop 2", append=kept.path)
    other = building.source(tmp_path / "other.csv", EVENTS[:2])
    build([other, more], folder / "other.duckdb", name="Other")
    untouched = building.source(tmp_path / "untouched.csv", EVENTS[2:])
    build([untouched], folder / "untouched.duckdb", name="Untouched")
    before = (folder / "untouched.duckdb").read_bytes()
    assert set(held_by(home(), "anna@example.com")) == {"Shop 2", "Other"}
    receipt = forget(home(), "anna@example.com")
    assert receipt.complete and (receipt.datasets, receipt.versions_deleted) == (2, 1)
    assert sorted(path.name for path in folder.glob("*.duckdb")) == ["other.duckdb", "shop-2.duckdb", "untouched.duckdb"]
    assert (folder / "untouched.duckdb").read_bytes() == before
    assert list(Dataset.open(folder / "other.duckdb").query("SELECT customer_id FROM customers")["customer_id"]) == ["c7"]


def test_a_dataset_of_nobody_else_is_deleted(tmp_path: Path) -> None:
    (home() / "datasets").mkdir(parents=True)
    build([building.source(tmp_path / "a.csv", EVENTS[:2])], home() / "datasets" / "one.duckdb", name="One")
    assert forget(home(), "anna@example.com").complete
    assert not (home() / "datasets" / "one.duckdb").exists()


def test_pseudonyms_lead_to_the_customer(tmp_path: Path) -> None:
    (home() / "datasets").mkdir(parents=True)
    source = building.source(tmp_path / "a.csv", EVENTS)
    key = pseudonyms.key()
    hidden = pseudonyms.pseudonyms(key, source.table.cells.column("customer_id"))
    cells = source.table.cells.set_column(source.table.columns.index("customer_id"), "customer_id", hidden)
    cells = cells.set_column(source.table.columns.index("city"), "city", pa.array(["x"] * 6))
    table = type(source.table)(**{**vars(source.table), "cells": cells})
    build([Source(table, source.mapping)], home() / "datasets" / "p.duckdb", name="P")
    assert held_by(home(), "anna@example.com") == ("P",)
    receipt = forget(home(), "Anna@Example.com")
    assert receipt.complete and receipt.removed["events"] == 2
    left = Dataset.open(home() / "datasets" / "p.duckdb").query("SELECT customer_id FROM customers")["customer_id"]
    assert set(left) == {pseudonyms.pseudonym(key, "c1001"), pseudonyms.pseudonym(key, "c10010")}


def test_a_linked_address_leads_to_the_customer_and_goes_with_them(tmp_path: Path) -> None:
    (home() / "datasets").mkdir(parents=True)
    keys = text_file(tmp_path, "keys.csv", "customer,mail", "c1001,Eve@example.com", "c10010,family@example.com", "c7,family@example.com")
    link = Source(read_table(keys), Mapping("links", {"customer_id": "customer"}))
    events = building.source(tmp_path / "e.csv", EVENTS)
    answers = building.source(
        tmp_path / "s.csv", [{"customer_id": "eve@example.com", "answered_at": "2026-01-04 10:00:00", "touchpoint": "Buy", "csat": 2}], {"csat"}
    )
    place = home() / "datasets" / "l.duckdb"
    build([events, answers, link], place, name="L")
    receipt = forget(home(), "EVE@example.com")
    assert receipt.complete, receipt.sentence
    assert receipt.removed == {"customers": 1, "events": 2, "answers": 1, "comments": 0}
    data = Dataset.open(place)
    assert sorted(data.query("SELECT customer_id FROM customers")["customer_id"]) == ["anna@example.com", "c10010"]
    assert {row["alias"] for row in records(data.query("SELECT alias FROM links"))} == {"family@example.com"}


def test_what_is_left_is_said(kept: Dataset, build_dataset: Callable[..., Dataset]) -> None:
    """Somebody else's comment names the customer: it is not ours to change, so the receipt says where it is."""
    answers = [*ANSWERS, {**ANSWERS[1], "customer_id": "c10010", "comment": "ask anna@example.com."}]
    shutil.copy(build_dataset(EVENTS, answers).path, kept.path)
    receipt = forget(home(), "anna@example.com")
    assert not receipt.complete
    assert receipt.left == ("Test still names the customer in table comments, column text.",)
    assert "Not everything could be removed" in receipt.sentence


def test_a_short_number_is_not_looked_for_in_free_text(tmp_path: Path) -> None:
    (home() / "datasets").mkdir(parents=True)
    events = [{**row, "customer_id": str(number)} for number, row in enumerate(EVENTS)]
    build([building.source(tmp_path / "a.csv", events)], home() / "datasets" / "n.duckdb", name="N")
    Workspace.open(home() / "workspace.sqlite").write("note", "d|1", {"text": "5 shops opened"})
    assert forget(home(), "5").complete
    assert Workspace.open(home() / "workspace.sqlite").read("note", "d|1") == {"text": "5 shops opened"}


def test_names_stand_alone() -> None:
    named = traces.Named(("c17", "anna@example.com", "5"))
    change = traces.without(named)
    said = "c17, C17. (c17) c170 xc17 2026-c17-01 anna@example.com; joanna@example.com 5"
    blanked = "[forgotten], [forgotten]. ([forgotten]) c170 xc17 2026-c17-01 [forgotten]; joanna@example.com 5"
    assert change("note", "c17", said) == ("[forgotten]", blanked)


def test_the_command_asks_first(kept: Dataset, run: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("click.confirm", lambda *words, **more: (_ for _ in ()).throw(__import__("click").Abort()))
    status, out, err = run("forget", "c1001")
    assert (status, out) == (1, "") and "Nothing was changed" in err
    assert "c1001" in set(Dataset.open(kept.path).query("SELECT customer_id FROM customers")["customer_id"])


def test_the_command_forgets(kept: Dataset, answer: Callable[..., dict[str, object]], refused: Callable[..., str]) -> None:
    said = answer("forget", "c1001", "--yes")
    assert said["complete"] and said["removed"] == {"customers": 1, "events": 2, "answers": 1, "comments": 1}
    assert "nobody" not in str(said["said"]) and "c1001" not in str(said)
    assert "nothing was changed" in refused("forget", "c999", "--yes")
