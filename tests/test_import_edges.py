"""Edges of bringing data in and of taking people out: clocks, starts and ends, cells that must not be kept, files beside the datasets."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pandas as pd
import pytest

from cjm_core.dataset import Dataset
from cjm_core.home import home, working_folder
from cjm_core.ingest.build import build
from cjm_core.keeping.forget import forget, held_by
from cjm_core.plan import Answer, Mapping, RowRule, Source
from cjm_core.privacy import pseudonyms
from cjm_core.reading.read import read_table
from tests.screens import routed

LOG = {"customer_id": "who", "event_time": "at", "touchpoint": "what"}


def built(folder: Path, text: str, mapping: Mapping, out: str = "out.duckdb") -> Dataset:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "file.csv").write_text(text, encoding="utf-8")
    build([Source(read_table(folder / "file.csv"), mapping)], folder / out, name="trial")
    return Dataset.open(folder / out)


def times(folder: Path, day: str, *clocks: str, zone: str | None = None) -> list[str]:
    rows = "".join(f"A{at},{day},{clock},x\n" for at, clock in enumerate(clocks))
    data = built(folder, f"who,at,clock,what\n{rows}", Mapping("events", LOG, clock="clock", zone=zone))
    return list(data.query("SELECT strftime(event_time, '%Y-%m-%d %H:%M') AS t FROM events ORDER BY event_time")["t"])


# ---- clocks
ZONED = ["2025-01-01T00:00:00Z", "2025-01-01T00:00:00+02:00", "01.01.2025 00:00 +0200", "2025-01-01T00:00Z", "2025-01-01 00:00:00"]


@pytest.mark.parametrize("day", ZONED)
def test_of_a_day_with_a_zone_beside_a_clock_only_the_day_counts(tmp_path: Path, day: str) -> None:
    assert times(tmp_path, day, "09:30", "23:15") == ["2025-01-01 09:30", "2025-01-01 23:15"]
    assert times(tmp_path / "local", day, "09:30", zone="Europe/Berlin") == ["2025-01-01 08:30"]


@pytest.mark.parametrize("clock", ["24:00", "24:00:00", "24.00", "24:00 Uhr", "2400", "24h00"])
def test_24_o_clock_is_the_next_midnight(tmp_path: Path, clock: str) -> None:
    assert times(tmp_path, "2025-01-31", "09:30", clock) == ["2025-01-31 09:30", "2025-02-01 00:00"]


def test_a_clock_that_cannot_be_read_is_no_midnight_and_an_empty_one_is(tmp_path: Path) -> None:
    text = "who,at,clock,what\nA,2025-01-01,,x\nB,2025-01-01,25:99,x\nC,2025-01-01,late,x\nD,2025-01-01,09:00,x\n"
    data = built(tmp_path, text, Mapping("events", LOG, clock="clock"))
    assert list(data.query("SELECT strftime(event_time, '%H:%M') AS t FROM events ORDER BY 1")["t"]) == ["00:00", "09:00"]
    rejects = data.query('SELECT "value", reason FROM rejects ORDER BY line')
    assert list(rejects["reason"]) == ["event_time is not a date"] * 2
    assert list(rejects["value"]) == ["2025-01-01 25:99", "2025-01-01 late"]


def test_one_bad_cell_among_parts_of_a_day_spoils_only_itself(tmp_path: Path) -> None:
    assert times(tmp_path, "2025-01-01", "0.5", "0.25", "1.0", "n/a") == ["2025-01-01 06:00", "2025-01-01 12:00", "2025-01-02 00:00"]


# ---- written down twice
@pytest.mark.parametrize(
    ("rows", "counted"),
    [
        (["complete 01", "start 02"], [1, 2]),  # the end was of something that began before the file
        (["complete 01", "start 02", "complete 03"], [1, 3]),
        (["start 01", "complete 02", "start 03"], [2, 3]),
        (["start 01", "start 02", "complete 03"], [2, 3]),
        (["start 01", "complete 01"], [1]),
        (["schedule 01", "start 02", "complete 03"], [3]),
        (["complete 01", "complete 02", "start 03", "complete 04", "start 05"], [1, 2, 4, 5]),
    ],
)
def test_a_start_is_closed_only_by_an_end_that_follows(tmp_path: Path, rows: list[str], counted: list[int]) -> None:
    text = "who,at,what,state\n" + "".join(f"A,2025-01-{row.split()[1]},x,{row.split()[0]}\n" for row in reversed(rows))
    data = built(tmp_path, text, Mapping("events", LOG, pairs="state", ignored=("state",)))
    assert list(data.query("SELECT day(event_time)::INTEGER AS d FROM events ORDER BY event_time")["d"]) == counted


def test_an_end_without_a_readable_date_closes_nothing(tmp_path: Path) -> None:
    text = "who,at,what,state,nps\nA,2025-01-01,x,start,\nA,soon,x,complete,9\n"
    data = built(tmp_path, text, Mapping("both", LOG, answers=(Answer("nps", "nps"),), pairs="state"))
    assert data.count_of("events") == 1


def test_a_last_row_with_a_bad_date_does_not_remove_the_event_before_it(tmp_path: Path) -> None:
    text = "id,who,at,what,nps\n1,A,2025-01-01,x,8\n1,A,soon,x,9\n2,B,2025-01-01,x,7\n2,B,2025-01-02,x,6\n"
    data = built(tmp_path, text, Mapping("both", LOG, answers=(Answer("nps", "nps"),), once=("id",)))
    found = data.query("SELECT customer_id, day(event_time)::INTEGER AS d FROM events JOIN customers USING (customer_key) ORDER BY 1")
    assert list(zip(found["customer_id"], found["d"], strict=True)) == [("A", 1), ("B", 2)]


# ---- what is not to be kept
def test_a_rule_does_not_keep_the_cells_of_columns_that_are_left_out_or_replaced(tmp_path: Path) -> None:
    rows = ("A,2025-01-01,x,eve@example.com,Eve,fine", "B,2025-01-01,x,bob@example.com,Bob,fine", "C,2025-01-01,x,cy@example.com,Cy,test")
    text = "\n".join(["who,at,what,mail,name,state", *rows, "D,2025-01-01,x,,,", ""])
    hidden = pseudonyms.pseudonym(pseudonyms.key(), "bob@example.com")
    mapping = Mapping(
        "events", LOG, ignored=("name",), hashed=("mail",), codes={"mail": {"zoe@example.com": "Zoe"}},
        left_out=(RowRule("name", ("eve",), "is of the staff"), RowRule("mail", ("bob@example.com", hidden), "is ours"),
                  RowRule("state", ("test",), "is a test")),
    )  # fmt: skip
    data = built(tmp_path, text, mapping)
    rejects = data.query('SELECT "column", "value" FROM rejects ORDER BY line').astype(object)
    assert [[None if pd.isna(cell) else cell for cell in row] for row in rejects.to_numpy().tolist()] == [
        ["name", None], ["mail", hidden], ["state", "test"],
    ]  # fmt: skip
    plan = str(data.query("SELECT plan FROM sources")["plan"][0])
    assert "bob@" not in plan and "zoe@" not in plan
    kept = json.loads(plan)
    assert [rule["column"] for rule in kept["left_out"]] == ["name", "state"] and kept["hashed"] == ["mail"]
    assert not [word for word in (b"bob@example.com", b"Eve") if word in data.path.read_bytes()]


def test_a_customer_who_is_only_among_the_rows_left_out_can_be_forgotten(tmp_path: Path) -> None:
    text = "who,at,what,note\nA1,2025-01-01,x,\n Zoe@example.com,2025-01-01,x,\nB1,2025-01-01,x,call zoe@example.com\nB1,2025-01-02,x,\n"
    rules = (RowRule("who", ("zoe@example.com",), "is of the staff"), RowRule("note", ("call zoe@example.com",), "is a call"))
    place = built(home() / "datasets", text, Mapping("events", LOG, left_out=rules)).path
    (home() / "datasets" / "file.csv").unlink()
    assert held_by(home(), "zoe@example.com") == ("trial",)
    receipt = forget(home(), "zoe@example.com")
    data = Dataset.open(place)
    assert data.count_of("events") == 2 and data.query("SELECT * FROM rejects").empty
    assert receipt.removed["rows left out before"] == 2
    assert [word for word in receipt.left if "rejects" in word] == []


def test_a_number_that_is_a_customer_is_not_taken_for_a_code_among_the_rows_left_out(tmp_path: Path) -> None:
    text = "who,at,what,state\n7,2025-01-01,x,1\n8,2025-01-01,x,7\n9,2025-01-01,x,1\n"
    place = built(home() / "datasets", text, Mapping("events", LOG, left_out=(RowRule("state", ("7",), "is void"),))).path
    assert forget(home(), "9").removed["customers"] == 1
    assert list(Dataset.open(place).query('SELECT "value" FROM rejects WHERE "value" IS NOT NULL')["value"]) == ["7"]


# ---- files beside the datasets
@pytest.fixture
def shop(tmp_path: Path) -> Path:
    text = "who,at,what\nanna@example.com,2025-01-01,x\nbob@example.com,2025-01-01,x\n20481,2025-01-01,x\n"
    place = built(home() / "datasets", text, Mapping("events", LOG)).path
    (home() / "datasets" / "file.csv").unlink()
    (home() / "inbox").mkdir()
    return place


def _workbook(path: Path, *names: str) -> None:
    with pd.ExcelWriter(path) as book:
        pd.DataFrame({"n": [1]}).to_excel(book, sheet_name="first", index=False)
        pd.DataFrame({"who": list(names)}).to_excel(book, sheet_name="second", index=False)


def test_the_inbox_is_searched_and_left_alone(shop: Path) -> None:
    inbox = home() / "inbox"
    (inbox / "plain.csv").write_text("who,n\nAnna@example.com,1\n")
    (inbox / "wide.csv").write_text("who,n\nanna@example.com,1\nb,2\n", encoding="utf-16")
    _workbook(inbox / "book.xlsx", "anna@example.com")
    _workbook(inbox / "other.xlsx", "joanna@example.com", "bob@example.com")
    (inbox / "torn.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    before = {path.name: path.read_bytes() for path in inbox.iterdir()}
    receipt = forget(home(), "anna@example.com")
    assert {path.name: path.read_bytes() for path in inbox.iterdir()} == before
    assert not receipt.complete and "nowhere" not in receipt.sentence
    named = [line for line in receipt.left if "still names" in line]
    assert all("a file in the inbox" in line.lower() for line in named)
    assert [name for name in sorted(before) if any(name in line for line in named)] == ["book.xlsx", "plain.csv", "wide.csv"]
    assert [line for line in receipt.failed if "torn.xlsx" in line and "not searched" in line]


def test_an_inbox_without_the_customer_is_counted_as_searched(shop: Path) -> None:
    (home() / "inbox" / "plain.csv").write_text("who,n\nbob@example.com,1\n")
    receipt = forget(home(), "anna@example.com")
    assert receipt.complete and receipt.searched["files"] >= 3  # dataset, workspace, inbox


def test_a_short_number_is_found_in_the_inbox_where_the_column_is_of_customers(shop: Path) -> None:
    (home() / "inbox" / "plain.csv").write_text("customer_id,amount\n20481,1\n")
    (home() / "inbox" / "money.csv").write_text("name,amount\nx,20481\n")
    receipt = forget(home(), "20481")
    assert ["plain.csv" in line for line in receipt.left] == [True]


def test_a_receipt_does_not_repeat_a_name_that_a_file_bears(shop: Path) -> None:
    (home() / "inbox" / "anna@example.com.csv").write_text("who,n\nx,1\n")
    receipt = forget(home(), "anna@example.com")
    assert len(receipt.left) == 1 and "anna" not in receipt.sentence


def test_what_an_import_left_behind_is_deleted_and_one_under_way_is_said(shop: Path) -> None:
    ours = shop.with_name(f".new.duckdb.{os.getpid()}-abc.building")
    taken = shop.with_name(f".old.duckdb.{os.getpid()}-abc.building")  # its process's number has gone to another since
    for path in (shop.with_name(".shop.duckdb.999999999-abc.building"), home() / ".a.duckdb.999999999-abc.building", ours, taken):
        path.write_bytes(b"anna@example.com")
    os.utime(taken, (0, 0))
    receipt = forget(home(), "anna@example.com")
    assert [path.name for path in home().rglob("*.building")] == [ours.name]
    assert not receipt.complete and "under way" in receipt.sentence


def test_what_was_unpacked_when_the_power_went_is_deleted_and_what_is_in_use_is_said(shop: Path) -> None:
    dead = home() / ".working-999999999-abc"
    dead.mkdir()
    (dead / "unpacked").write_bytes(b"anna@example.com")
    with working_folder() as ours:
        receipt = forget(home(), "anna@example.com")
        assert [path.name for path in home().glob(".working-*")] == [ours.name]
        assert not receipt.complete and "under way" in receipt.sentence
    assert not list(home().glob(".working-*"))


# ---- reading that was cancelled
def test_a_cancelled_reading_is_offered_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pages.shared import uploads
    from pages.shared.jobs import Job

    inbox = home() / "inbox"
    inbox.mkdir()
    (inbox / "log.csv").write_text("customer_id,event_time,touchpoint\nc1,2026-03-01 10:00,Search\nc2,2026-03-01 10:00,Search\n")
    monkeypatch.setattr(uploads, "_LARGE", 1)
    screen = routed("data/upload.py").run()
    job = Job("Reading", about=(uploads.Upload(str(inbox / "log.csv")), (inbox / "log.csv").stat().st_mtime_ns))
    job.problem = "Reading log.csv was cancelled."
    job.stop.set()
    job.done.set()
    screen.session_state["job"] = job
    screen.session_state["upload_taken"] = ["log.csv"]
    screen.run()
    assert [error.value for error in screen.error] == ["Reading log\\.csv was cancelled\\."]
    (again,) = [button for button in screen.button if button.label == "Read it again"]
    again.click().run()
    assert not screen.exception and not screen.error
