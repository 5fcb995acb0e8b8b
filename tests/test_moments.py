"""Several events in one row, clocks beside dates, starts and completions, and what is doubtful about a mapping."""

from __future__ import annotations

from pathlib import Path

import pytest

from cjm_core.plan import Mapping, Moment, Table
from cjm_core.reading.read import read_table
from cjm_core.understanding.doubts import doubts, one_customer, open_dates, order_like_customer, spoiled_ids
from cjm_core.understanding.moments import moment_names
from cjm_core.understanding.understand import propose, why

SHARED = Path(__file__).parents[1].parent / "shared" / "data"


def table(folder: Path, header: str, *rows: str) -> Table:
    path = folder / "file.csv"
    path.write_text("\n".join([header, *rows]), encoding="utf-8")
    return read_table(path)


def days(*names: int, form: str = "2025-{month:02}-{day:02} 10:0{n}") -> str:
    """Dates that follow one another, joined for a row."""
    return ",".join(form.format(month=1 + (7 * name) % 12, day=1 + (5 * name + n) % 28, n=n) for n, name in enumerate(names))


def rows(columns: int, before: str = "C{n}", after: str = "", number: int = 60) -> list[str]:
    return [f"{before.format(n=n % 17)},{days(*range(n, n + columns))}{after.format(n=n)}" for n in range(number)]


@pytest.mark.parametrize(
    ("headers", "names"),
    [
        ("order_purchase_timestamp order_approved_at order_delivered_carrier_date", ("Purchase", "Approved", "Delivered carrier")),
        ("Order_date Ship_date Delivered_on", ("Order", "Ship", "Delivered")),
        ("Bestelldatum Lieferdatum Retourendatum", ("Bestellung", "Lieferung", "Retoure")),
        ("date_commande date_de_livraison", ("Commande", "Livraison")), ("Fecha_de_pedido Fecha_de_envío", ("Pedido", "Envío")),
        ("Besteldatum Leverdatum", ("Bestelling", "Levering")), ("orderedAt pickedUpAt", ("Ordered", "Picked up")),
        ("Create_Date Last_Contacted", ("Created", "Last contacted")), ("date date_2", ("date", "2")),
    ],
)  # fmt: skip
def test_touchpoints_are_named_from_what_differs(headers: str, names: tuple[str, ...]) -> None:
    assert moment_names([header.replace("_", " ") for header in headers.split()] if "order_p" not in headers else headers.split()) == names


def test_dates_of_one_row_become_one_event_each(tmp_path: Path) -> None:
    source = table(tmp_path, "customer_id,ordered_at,paid_at,picked_up_at,amount", *rows(3, after=",{n}.50"))
    got = propose(source)
    assert (got.kind, got.fields) == ("events", {"customer_id": "customer_id", "value": "amount"})
    assert got.moments == (Moment("ordered_at", "Ordered"), Moment("paid_at", "Paid"), Moment("picked_up_at", "Picked up"))
    assert why(source, got)["paid_at"] == "one event of each row; 100 % of values are dates"


def test_births_deadlines_estimates_and_marks_of_a_database_are_no_moments(tmp_path: Path) -> None:
    header = "customer,order date,delivery date,estimated delivery,valid until,date of birth,updated at"
    assert [moment.touchpoint for moment in propose(table(tmp_path, header, *rows(6))).moments] == ["Order", "Delivery"]
    one = propose(table(tmp_path, "customer,order date,estimated delivery,date of birth", *rows(3)))
    assert (one.moments, one.fields["event_time"]) == ((), "order date")
    assert propose(table(tmp_path, "customer,date of birth", *rows(1))).kind == "neither"


def test_a_copy_of_a_date_and_the_ends_of_one_thing_are_no_further_moment(tmp_path: Path) -> None:
    copies = [f"C{n},2025-01-{n + 1:02},2025-01-{n + 1:02},2025-02-{n + 1:02}" for n in range(28)]
    found = propose(table(tmp_path, "customer,order date,created at,paid on", *copies)).moments
    assert [moment.column for moment in found] == ["order date", "paid on"]
    calls = propose(table(tmp_path, "caller,Call Start,Call End", *rows(2)))
    assert (calls.kind, calls.moments, calls.fields["event_time"]) == ("events", (), "Call Start")


def test_no_moments_where_a_touchpoint_is_named_or_answers_are_counted(tmp_path: Path) -> None:
    assert propose(table(tmp_path, "customer,ordered at,paid at,touchpoint", *rows(2, after=",Shop"))).moments == ()
    survey = propose(table(tmp_path, "Response ID,start date,end date,nps", *[f"R{n},{days(n, n + 1)},{n % 11}" for n in range(60)]))
    assert (survey.kind, survey.moments) == ("surveys", ())
    trips = propose(table(tmp_path, "rider id,pickup at,dropoff at,rating", *[f"r{n % 9},{days(n, n + 1)},{n % 5 + 1}" for n in range(60)]))
    assert (trips.kind, len(trips.moments), len(trips.answers)) == ("both", 2, 1)


def test_rows_without_customers_are_cases(tmp_path: Path) -> None:
    got = propose(table(tmp_path, "Parcel No,collected,delivered", *[f"{n + 700},{days(n, n + 1)}" for n in range(40)]))
    assert (got.kind, got.fields, len(got.moments)) == ("events", {"journey_id": "Parcel No"}, 2)


def test_the_time_of_day_beside_a_date(tmp_path: Path) -> None:
    visits = [f"{n % 9},{n % 28 + 1:02}.03.2025,{n % 9 + 9}:30,Cash" for n in range(40)]
    source = table(tmp_path, "Kunde;Datum;Uhrzeit;Kontaktpunkt", *(row.replace(",", ";") for row in visits))
    assert propose(source).clock == "Uhrzeit"
    assert why(source, propose(source))["Uhrzeit"] == "the time of day that belongs to the date beside it"
    whole = [f"C,2025-03-{n + 1:02} 10:3{n % 9},9:30,x" for n in range(20)]
    assert propose(table(tmp_path, "customer,timestamp,pick time,touchpoint", *whole)).clock is None


def test_starts_and_completions_are_pairs(tmp_path: Path) -> None:
    log = [f"c{n},{step},{word},2025-01-{n + 1:02} 1{at}:00" for n in range(9) for step in "AB" for at, word in enumerate(("start", "complete"))]
    source = table(tmp_path, "case_id,activity,lifecycle:transition,timestamp", *log)
    assert propose(source).pairs == "lifecycle:transition"
    assert why(source, propose(source))["lifecycle:transition"].startswith("its values say start and complete")
    only = [row for row in log if "start" not in row]
    assert propose(table(tmp_path, "case_id,activity,lifecycle:transition,timestamp", *only)).pairs is None
    other = [row.replace(",A,complete", ",C,complete").replace(",B,start", ",D,start") for row in log if ",A,start" not in row]
    assert propose(table(tmp_path, "case_id,activity,lifecycle:transition,timestamp", *other)).pairs is None  # no activity has both


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("ts", [str(1_735_689_600 + 7_000 * n) for n in range(30)]), ("Date", [f"{45_321 + n}.25" for n in range(30)]),
        ("x", [f"202501{n + 1:02}" for n in range(30)]),
    ],
)
def test_bare_numbers_are_dates_where_header_or_all_values_say_so(tmp_path: Path, name: str, values: list[str]) -> None:
    got = propose(table(tmp_path, f"user,{name},page", *(f"u{at % 7},{value},p{at % 3}" for at, value in enumerate(values))))
    assert (got.kind, got.fields["event_time"]) == ("events", name)
    unnamed = propose(table(tmp_path, "user,amount,page", *(f"u{n % 7},{45_321 + n},p{n % 3}" for n in range(30))))
    assert "event_time" not in unnamed.fields and unnamed.fields["value"] == "amount"


def test_ids_that_a_spreadsheet_has_spoiled(tmp_path: Path) -> None:
    mapping = Mapping("events", {"customer_id": "id", "event_time": "date"})
    rounded = spoiled_ids(table(tmp_path, "id,date", "5.70306E+17,2025-01-01", "C7,2025-01-02"), mapping)
    assert rounded == [
        "'id' has rounded numbers like 5.70306E+17 in place of ids (1 of 2 rows): a spreadsheet has cut them, and different ids may have become"
        " one. Export it again with this column as text."
    ]
    cut = spoiled_ids(table(tmp_path, "id,date", *(f"57030612345678{n}000,2025-01-01" for n in range(5))), mapping)
    assert len(cut) == 1 and "that end in zeros, like 570306123456780000 (5 of 5 rows)" in cut[0]
    assert spoiled_ids(table(tmp_path, "id,date", *(f"57030612345678{n}123,2025-01-01" for n in range(5))), mapping) == []


def test_ids_that_are_orders_or_always_the_same(tmp_path: Path) -> None:
    mapping = Mapping("events", {"customer_id": "id", "event_time": "date"})
    orders = table(tmp_path, "id,date", *(f"{n},2025-01-01" for n in range(80)))
    assert order_like_customer(orders, mapping) == [
        "'id' is another one in nearly every row (80 of 80), like an order id: nobody would be seen twice. Choose the customer's own column,"
        " if there is one."
    ]
    assert order_like_customer(orders, Mapping("surveys", {"customer_id": "id"})) == []
    guests = table(tmp_path, "id,date", *(f"{'guest' if n % 20 else n},2025-01-01" for n in range(80)))
    assert one_customer(guests, mapping) == ["95 % of rows have the same customer, 'guest'. Choose another column if 'id' is not the customer."]
    good = table(tmp_path, "id,date", *(f"{n % 30},2025-01-01" for n in range(80)))
    assert doubts(good, mapping) == () and doubts(good, Mapping("events", {"customer_id": "gone"})) == ()


def test_dates_that_leave_something_open(tmp_path: Path) -> None:
    mapping = Mapping("events", {"customer_id": "id", "event_time": "date"})
    bare = table(tmp_path, "id,date", "a,11 Oct", "b,12 Oct")
    assert open_dates(bare, mapping) == ["The dates in 'date' have no year. Say which year they are from."]
    twofold = table(tmp_path, "id,date", "a,03/04/2025", "b,05/06/2025")
    assert len(open_dates(twofold, mapping)) == 1 and "change places" in open_dates(twofold, mapping)[0]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of real files (shared/data) is not on this machine")
def test_real_files() -> None:
    food = propose(read_table(SHARED / "relay_foods" / "relay-foods.xlsx"))
    assert food.moments == (Moment("OrderDate", "Order"), Moment("PickupDate", "Pickup"))
    arrests = propose(read_table(SHARED / "readxl" / "los-angeles-arrests-xlsx.xlsx"))
    assert (arrests.kind, arrests.fields) == ("events", {"journey_id": "BKG_NUM"})
    assert [moment.column for moment in arrests.moments] == ["BKG_DT", "ARR_DT", "REL_DT"]
    receipt = propose(read_table(SHARED / "event_logs" / "receipt.csv"))
    assert (receipt.pairs, receipt.moments, receipt.clock) == (None, (), None)
