"""Event logs and tables of orders as people have them: whose a row is, when it happened, and what an amount is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cjm_core.dataset import Dataset
from cjm_core.ingest import words
from cjm_core.ingest.build import build
from cjm_core.ingest.prepare import prepare
from cjm_core.plan import ImportReport, Mapping, Source, Table
from cjm_core.reading.read import read_table
from cjm_core.understanding.doubts import doubts
from cjm_core.understanding.understand import propose, propose_roles


def table(folder: Path, header: str, *rows: str) -> Table:
    path = folder / "file.csv"
    path.write_text("\n".join([header, *rows]), encoding="utf-8")
    return read_table(path)


def built(folder: Path, source: Table) -> tuple[ImportReport, Dataset]:
    report = build([Source(source, propose(source))], folder / "out.duckdb", name="x", roles={})
    return report, Dataset.open(folder / "out.duckdb")


@pytest.mark.parametrize(
    "form",
    ["{d}.{m}. 21:42", "{d}/{m}", "{d} {m} 2024", "2024{m}{d}T094500Z", "2024{m}{d}094500", "2024{m}{d}-09:45:00", "2024-{m}-{d} 03", "2024Q1"],
)
def test_what_a_header_calls_a_date_is_read_as_one(tmp_path: Path, form: str) -> None:
    rows = [f"C{n % 9},{form.format(d=f'{1 + n % 28:02}', m=f'{1 + n % 12:02}')},Login" for n in range(60)]
    got = propose(table(tmp_path, "customer id,date,event", *rows))
    assert (got.kind, got.fields["event_time"]) == ("events", "date")


def test_numbers_and_versions_are_no_dates_because_of_a_header(tmp_path: Path) -> None:
    rows = [f"C{n % 9},2025-01-{1 + n % 28:02},{n % 9 + 1}.{n % 7},{n % 5 + 1}.{n % 9 + 1}." for n in range(60)]
    got = propose(table(tmp_path, "customer id,visited,response time,version", *rows))
    assert (got.fields["event_time"], got.moments) == ("visited", ())


def test_one_time_written_twice_is_one_event(tmp_path: Path) -> None:
    seconds = [1_735_700_000 + 50_000 * n for n in range(60)]
    rows = [f"V{n % 9},{_day(at)},{at},{n}" for n, at in enumerate(seconds)]
    got = propose(table(tmp_path, "visitor id,date,visitStartTime,hits", *rows))
    assert (got.moments, got.fields["event_time"]) == ((), "visitStartTime")
    rows = [f"U{n % 9},2025-01-{1 + n % 28:02} 10:00:00,2025-01-{1 + n % 28:02} 12:00:00" for n in range(60)]
    assert propose(table(tmp_path, "user id,visit local time,server time utc", *rows)).moments == ()


def _day(second: int) -> str:
    return (datetime.fromtimestamp(second, UTC) - timedelta(hours=8)).strftime("%Y%m%d")  # a day of the west coast


def test_when_a_customer_signed_up_is_no_event_of_each_row(tmp_path: Path) -> None:
    rows = [f"C{n % 9},2024-02-{1 + n % 9:02},2025-03-{1 + n % 28:02},2025-04-{1 + n % 28:02}" for n in range(60)]
    got = propose(table(tmp_path, "customer id,signup date,order date,delivery date", *rows))
    assert [moment.column for moment in got.moments] == ["order date", "delivery date"]


def test_a_date_of_sending_is_an_event_and_no_answer(tmp_path: Path) -> None:
    rows = [f"u{n % 40}@example.com,Spring,2024-03-{1 + n % 28:02},{n % 2},{n % 3 // 2}" for n in range(60)]
    got = propose(table(tmp_path, "email,campaign name,send_date,opened,clicked", *rows))
    assert (got.kind, got.fields) == ("events", {"customer_id": "email", "event_time": "send_date"})


def test_the_time_of_loading_gives_way_to_that_of_the_event(tmp_path: Path) -> None:
    rows = [f"U{n % 9},2025-02-{1 + n % 28:02} 03:00:00,2025-01-{1 + n % 28:02} 10:{n:02}:00,page view" for n in range(60)]
    assert propose(table(tmp_path, "user id,etl_tstamp,collector_tstamp,event", *rows)).fields["event_time"] == "collector_tstamp"


def test_the_filled_one_of_two_ids_is_the_customer(tmp_path: Path) -> None:
    rows = [f"a{n % 9},{f'u{n % 9}' if n % 2 else ''},2025-01-{1 + n % 28:02},view" for n in range(60)]
    source = table(tmp_path, "anonymous id,user id,time,event", *rows)
    assert propose(source).fields["customer_id"] == "anonymous id"
    rows = [f"a{n % 9},{f'u{n % 9}' if n % 4 else ''},2025-01-{1 + n % 28:02},view" for n in range(60)]
    source = table(tmp_path, "anonymous id,user id,time,event", *rows)
    assert propose(source).fields["customer_id"] == "user id"
    assert doubts(source, propose(source))[0].startswith("'user id' is empty in 15 of 60 rows, which will not load; 'anonymous id' says more often")
    nobody = [f"anonymous,2025-01-{1 + n % 28:02},view" for n in range(60)]
    assert "customer_id" not in propose(table(tmp_path, "email,time,event", *nobody)).fields


def test_an_amount_of_the_case_or_of_one_piece_is_no_order_value(tmp_path: Path) -> None:
    log = [f"A{n // 3},{('create', 'check', 'decide')[n % 3]},2025-01-{1 + n % 28:02},{1000 * (n // 3)}" for n in range(60)]
    assert "value" not in propose(table(tmp_path, "case id,activity,timestamp,amount", *log)).fields
    shop = [row.replace("decide", "purchase") for row in log]  # there the order tells which amount counts
    assert propose(table(tmp_path, "case id,activity,timestamp,amount", *shop)).fields["value"] == "amount"
    pieces = [f"C{n % 9},{536 + n // 3},2025-01-{1 + n % 28:02},{1 + n % 5},{n % 7}.95" for n in range(60)]
    priced = table(tmp_path, "customer id,invoice,invoice date,quantity,price", *pieces)
    assert "value" not in propose(priced).fields
    (said,) = doubts(priced, propose(priced))
    assert said == "'price' looks like the price of one piece, so orders have no value. Add a column with the whole amount."
    whole = table(tmp_path, "customer id,invoice,invoice date,quantity,total price", *pieces)
    assert propose(whole).fields["value"] == "total price"


def test_lines_of_orders_are_pointed_out(tmp_path: Path) -> None:
    lines = [f"C{n // 3 % 9},O{n // 3},2025-01-{1 + n // 3:02},{n}.50" for n in range(60)]
    source = table(tmp_path, "customer id,order id,order date,sales", *lines)
    (said,) = doubts(source, propose(source))
    assert said.startswith("Several rows share one 'order id' (20 different in 60 rows): each row counts as an order of its own.")
    alone = table(tmp_path, "customer id,order id,order date,sales", *lines[::3], *(f"C1,P{n},2025-02-01,5" for n in range(20)))
    assert not [said for said in doubts(alone, propose(alone)) if "share one" in said]


def test_answers_of_a_row_with_several_dates_are_given_at_its_last(tmp_path: Path) -> None:
    rows = [f"{n},u{n % 20}@example.com,2025-01-01 10:00,2025-01-0{2 + n % 7} 12:00,{n % 5 + 1}" for n in range(60)]
    rows += ["60,u1@example.com,,,"]
    report, data = built(tmp_path, table(tmp_path, "ticket id,requester email,created at,solved at,satisfaction", *rows))
    assert report.files[0].rejected == {"event_time is empty": 1}
    assert "No column says when the answers were given: each is dated by the last date in its row." in report.files[0].warnings
    first = data.query("SELECT min(answered_at)::VARCHAR AS first, count(answered_at) AS n FROM scoped_surveys").to_dict("records")[0]
    assert first == {"first": "2025-01-02 12:00:00", "n": 60}


def test_a_word_for_nobody_is_pointed_out(tmp_path: Path) -> None:
    rows = [f"{'NULL' if n % 5 == 0 else f'C{n % 9}'},2025-01-{1 + n % 28:02},view,{'null' if n % 3 else n}" for n in range(60)]
    source = table(tmp_path, "customer id,time,event,revenue", *rows)
    (said,) = doubts(source, propose(source))
    assert said.startswith("'NULL' stands for the customer in 12 of 60 rows and would be one customer.")
    assert built(tmp_path, source)[0].files[0].warnings == ()  # null is no number that could not be read


def test_a_clock_with_an_h_belongs_to_its_date(tmp_path: Path) -> None:
    rows = [f"C{n % 9},{13 + n % 9}/01/2025,{n % 24:02}h{n:02},Achat,{n}" for n in range(60)]
    got = propose(table(tmp_path, "N° client,Date,Heure,Type de contact,Montant TTC", *rows))
    assert (got.clock, got.fields["touchpoint"], got.fields["value"]) == ("Heure", "Type de contact", "Montant TTC")


def test_roles_are_found_in_names_written_together() -> None:
    assert propose_roles(["view", "addtocart", "transaction"]) == {"cart": "addtocart", "order": "transaction"}


def test_sentences_about_files_of_one_column_and_key_files(tmp_path: Path) -> None:
    one = table(tmp_path, "name", "a", "b")
    assert (words.needed(one, {"name": "split"}, "neither") or "").startswith("Its one column was not recognised")
    keys = table(tmp_path, "crm id,name", "1,a", "2,b")
    assert words.needed(keys, {"crm id": "customer_id", "name": "left out"}, "links") == (
        "file.csv needs a second column with another id of the same customer. Choose it below."
    )
    assert words.needed(keys, {"crm id": "customer_id", "name": "alias"}, "links") is None


def test_what_is_masked_is_named_and_counted(tmp_path: Path) -> None:
    source = table(tmp_path, "customer id,comment", "C1,call me at +49 170 1234567 or a@example.com", "C2,b@example.com is mine")
    said = prepare(source, Mapping("surveys", {"comment": "comment"}, mask=True))[1][0]
    assert said.startswith("Masked in 'comment': 2 e-mails, 1 phone number.")
