"""What the first understanding must not take away: amounts, touchpoints and moments of files that are only like those it was made for."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

import cjm_core.understanding.times as times
from cjm_core.plan import Mapping, Table
from cjm_core.reading.dates import looks_dated
from cjm_core.reading.read import read_table
from cjm_core.understanding.doubts import doubts
from cjm_core.understanding.mapping_edit import proposed_mapping
from cjm_core.understanding.profile import profiles


def table(folder: Path, header: str, *rows: str) -> Table:
    path = folder / "file.csv"
    path.write_text("\n".join([header, *rows]), encoding="utf-8")
    return read_table(path)


def at(hours: int) -> str:
    return f"{datetime(2025, 1, 6, 8) + timedelta(hours=hours):%Y-%m-%d %H:%M}"


def understood(folder: Path, header: str, *rows: str) -> tuple[Mapping, tuple[str, ...]]:
    source = table(folder, header, *rows)
    got = proposed_mapping(source)
    return got, doubts(source, got)


def test_what_a_customer_always_pays_is_still_paid(tmp_path: Path) -> None:
    rows = [f"C{n // 4},{at(n)},{('Payment received', 'Renewal')[n % 2]},{9 + n // 4}.99" for n in range(60)]
    got, said = understood(tmp_path, "customer id,date,event,amount", *rows)
    assert (got.fields["value"], said) == ("amount", ())


def test_an_amount_of_the_case_stays_where_a_touchpoint_is_called_an_order_and_is_told_where_it_goes(tmp_path: Path) -> None:
    steps = ("Warenkorb angesehen", "Kasse", "Bestellung abgeschickt")
    rows = [f"S{n // 3},C{n // 3 % 7},{at(n)},{steps[n % 3]},{20 + n // 3}" for n in range(60)]
    header = "session id,Kunde,Zeit,Aktion,Bestellwert"
    assert understood(tmp_path, header, *rows)[0].fields["value"] == "Bestellwert"
    got, said = understood(tmp_path, header, *(row.replace("Bestellung", "Antrag").replace("Warenkorb", "Formular") for row in rows))
    assert "value" not in got.fields
    (told,) = said
    assert told == "Every event of one 'session id' repeats the same 'Bestellwert', so it is not counted as money earned. " + (
        "Choose it as the order value if it is."
    )


def test_the_price_of_a_log_stays_its_value_and_is_told(tmp_path: Path) -> None:
    rows = [f"U{n % 9},{at(n)},{('view', 'purchase')[n % 2]},{10 + n % 40},{1 + n % 3}" for n in range(60)]
    got, said = understood(tmp_path, "user id,event time,event type,price,quantity", *rows)
    assert got.fields["value"] == "price"
    assert said == (
        "'price' looks like the price of one piece, because 'quantity' counts several: orders would be worth too little. "
        "Choose a column with the whole amount, if there is one.",
    )
    said = understood(tmp_path, "user id,event time,event type,offer price,units", *rows)[1]
    assert said == ("'offer price' looks like the price of one piece, so orders have no value. Add a column with the whole amount.",)
    one = [row.rsplit(",", 1)[0] + ",1" for row in rows]
    assert understood(tmp_path, "user id,event time,event type,price,quantity", *one)[1] == ()


@pytest.mark.parametrize("word", ["Gen", "Set", "Out", "Mag", "Lis", "Ara", "Kas", "Lip", "Ott", "Tem", "Marca"])
def test_names_of_products_are_no_days_of_a_month(tmp_path: Path, word: str) -> None:
    rows = [f"C{n % 9},{at(n)},{word} {1 + n % 9}" for n in range(60)]
    got, said = understood(tmp_path, "customer id,date,touchpoint", *rows)
    assert (got.fields["event_time"], got.fields["touchpoint"], got.moments, said) == ("date", "touchpoint", (), ())
    assert not looks_dated(f"{word} 12, 10:00") and not looks_dated(f"2 {word}")
    assert looks_dated(f"2 {word} 2025") and looks_dated(f"{word} 2, 2025") and looks_dated(f"2 {word}. 10:30") and looks_dated("Oct 11")


@pytest.mark.parametrize(
    "header",
    [
        "ticket id,customer id,opened,updated,completed,rating", "job id,customer id,created,started,completed,rating",
        "x,customer,created,sent,completed,stars",
    ],
)
def test_the_dates_of_a_job_stay_its_moments(tmp_path: Path, header: str) -> None:
    rows = [f"{n},C{n % 20},{at(n)},{at(n + 3)},{at(n + 7)},{1 + n % 5}" for n in range(60)]
    got, _ = understood(tmp_path, header, *rows)
    assert (got.kind, len(got.moments) >= 2, [answer.question for answer in got.answers]) == ("both", True, ["csat"])


def test_a_survey_that_was_sent_opened_and_answered_is_one(tmp_path: Path) -> None:
    rows = [f"C{n % 20},{at(n)},{at(n + 3)},{at(n + 7)},{n % 11}" for n in range(60)]
    got, _ = understood(tmp_path, "customer,sent_at,opened_at,responded_at,nps", *rows)
    assert (got.kind, got.fields["answered_at"], got.moments) == ("surveys", "responded_at", ())
    case, _ = understood(tmp_path, "ticket id,sent_at,opened_at,responded_at,nps", *(f"T{row}" for row in rows))
    assert len(case.moments) >= 2  # what has a case of its own is a journey


def test_what_parcels_weigh_is_no_weight_of_answers(tmp_path: Path) -> None:
    def weight(form: str) -> str | None:
        rows = [f"{n},{at(n)},{1 + n % 5},{form.format(n % 9)}" for n in range(60)]
        return understood(tmp_path, "respondent id,date,csat,wt", *rows)[0].fields.get("weight")

    assert (weight("1{}"), weight("7{}.5"), weight("0.0{}5")) == (None, None, None)
    assert (weight("0.9{}"), weight("1,{}25".join('""'))) == ("wt", "wt")


def test_a_packed_day_with_a_short_clock_has_its_own_year(tmp_path: Path) -> None:
    rows = [f"C{n % 9},202503{1 + n % 28:02}T10{n:02},view" for n in range(40)] + [f"C1,20250301T1000,view{n}" for n in range(9)]
    assert profiles(table(tmp_path, "customer,when,event", *rows).cells)["when"].dates > 0.99
    orders = [row.replace("T", "-") for row in rows]
    assert profiles(table(tmp_path, "customer,order,event", *orders).cells)["order"].dates == 0


def test_dates_are_read_once_and_only_where_a_name_could_be_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    days = [datetime(2025, 1, 6, 8) + timedelta(hours=n) for n in range(2_000)]
    names = ("bestellt", "bezahlt", "versendet")
    rows = [f"C{n}," + ",".join(f"{day + timedelta(days=place):%d.%m.%Y %H:%M}" for place in range(3)) for n, day in enumerate(days)]
    source, texts = table(tmp_path, "customer," + ",".join(names), *rows), list[int]()
    read = times.readings
    monkeypatch.setattr(times, "readings", lambda given: (texts.append(len(given)), read(given))[1])
    got = proposed_mapping(source)
    assert (len(got.moments), texts) == (3, [])
    assert doubts(source, got) == doubts(source, got) and len(texts) == 3 and max(texts) <= 1_000


@pytest.mark.parametrize(("header", "customer"), [
    ("Code client,Touchpoint,Date", "Code client"), ("Unsere Kundennr,Touchpoint,Date", "Unsere Kundennr"),
    ("customer_email,event,date,user_id", "user_id"), ("client_id,event,date,customer_email", "client_id"),
])  # fmt: skip
def test_the_customers_own_id_comes_first(tmp_path: Path, header: str, customer: str) -> None:
    rows = [f"a{n // 4}@x.example,{('Visit', 'Call')[n % 2]},{at(n)},b{n // 4}" for n in range(60)]
    assert understood(tmp_path, header, *rows)[0].fields["customer_id"] == customer


def test_an_id_that_is_often_empty_does_not_give_way_to_a_name(tmp_path: Path) -> None:
    rows = [f"{f'K{n // 3}' if n % 2 else ''},Company {n % 3},{at(n)},Visit" for n in range(60)]
    for known in ("customer_id,customer_name", "contact_id,company_name"):
        assert understood(tmp_path, f"{known},date,event", *rows)[0].fields["customer_id"] == known.split(",")[0]


@pytest.mark.parametrize("answers", [("Very satisfied", "Satisfied", "Dissatisfied"), ("5", "4", "99"), ("85", "60", "20")])
def test_the_date_of_a_survey_makes_no_events(tmp_path: Path, answers: tuple[str, ...]) -> None:
    rows = [f"C{n},{('Store', 'Web')[n % 2]},{at(n)},{answers[n % 3]}" for n in range(120)]
    got = understood(tmp_path, "customer_id,touchpoint,survey_date,satisfaction", *rows)[0]
    assert (got.kind, got.fields.get("event_time")) == ("surveys", None)


def test_tickets_of_one_person_stay_apart(tmp_path: Path) -> None:
    rows = [f"T-{n},P{n % 7},{at(n)},{at(n + 30)}" for n in range(60)]
    got = understood(tmp_path, "Issue key,Reporter,Created,Resolved", *rows)[0]
    assert got.fields == {"customer_id": "Reporter", "journey_id": "Issue key"} and len(got.moments) == 2


def test_how_long_something_took_is_no_time_of_day(tmp_path: Path) -> None:
    rows = [f"C{n % 9},2025-01-{n % 28 + 1:02},{n % 3}h{n % 60:02},Visite" for n in range(60)]
    assert understood(tmp_path, "customer_id,Date,Durée,touchpoint", *rows)[0].clock is None
    assert understood(tmp_path, "customer_id,Date,Heure,touchpoint", *rows)[0].clock == "Heure"


def test_anonymous_is_a_channel_but_no_customer(tmp_path: Path) -> None:
    got = understood(tmp_path, "email,channel,date,event,customer", *(f"anonymous,anonymous,{at(n)},Visit,C{n % 9}" for n in range(60)))[0]
    assert (got.fields["channel"], got.fields["customer_id"]) == ("channel", "customer")


def test_a_rating_of_which_some_rows_are_the_recommendation_is_not_it(tmp_path: Path) -> None:
    rows = [f"C{n},{at(n)},{('NPS', 'CSAT')[n % 2]},{n % 11 if n % 2 == 0 else n % 5 + 1}" for n in range(120)]
    got = understood(tmp_path, "customer_id,answered_at,survey_type,rating", *rows)[0]
    assert "nps" not in [answer.question for answer in got.answers]
