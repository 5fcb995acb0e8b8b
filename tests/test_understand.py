"""Understanding: what a file is and which column is what, for made-up and real files, in five languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from cjm_core.plan import Answer, Mapping, Table
from cjm_core.reading.read import read_table
from cjm_core.reading.values import is_date, is_number, kind_of
from cjm_core.understanding.profile import normal
from cjm_core.understanding.understand import (
    WideRatings,
    propose,
    propose_roles,
    why,
    wide_ratings,
    with_ratings,
)

SHARED = Path(__file__).parents[1].parent / "shared" / "data"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of real files (shared/data) is not on this machine")


def table(folder: Path, header: str, *rows: str) -> Table:
    path = folder / "file.csv"
    path.write_text("\n".join([header, *rows]), encoding="utf-8")
    return read_table(path)


def fields_and_answers(mapping: Mapping) -> tuple[str, dict[str, str], dict[str, str]]:
    return mapping.kind, mapping.fields, {answer.question: answer.column for answer in mapping.answers}


EVENT_ROWS = [
    f"C{n % 7},2025-01-{n % 28 + 1:02} 10:00:00,{('Ad', 'Cart', 'Order')[n % 3]},Buy,web,B2C,A,{'' if n % 3 else '12.5'},0.2" for n in range(60)
]


def test_an_event_file_like_the_demo(tmp_path: Path) -> None:
    got = propose(table(tmp_path, "customer_id,event_time,touchpoint,stage,channel,segment,variant,order_value,cost", *EVENT_ROWS))
    assert fields_and_answers(got) == (
        "events",
        {
            "customer_id": "customer_id", "event_time": "event_time", "touchpoint": "touchpoint", "channel": "channel",
            "stage": "stage", "value": "order_value", "cost": "cost",
        },
        {},
    )


def test_a_survey_file_like_the_demo(tmp_path: Path) -> None:
    scores = [f"{n % 11},{n % 5 + 1},{n % 7 + 1},{n % 5 + 1}" for n in range(60)]
    rows = [f"R{n},C{n % 9},2025-02-{n % 28 + 1:02} 12:00,Delivery,{given},it was fine {n},en" for n, given in enumerate(scores)]
    source = table(tmp_path, "response_id,customer_id,answered_at,touchpoint,nps,csat,ces,expectation,comment,language", *rows)
    got = propose(source)
    assert fields_and_answers(got) == (
        "surveys",
        {
            "customer_id": "customer_id", "touchpoint": "touchpoint", "response_id": "response_id", "answered_at": "answered_at",
            "comment": "comment",
        },
        {"nps": "nps", "csat": "csat", "ces": "ces", "expectation": "expectation"},
    )
    assert got.scales == {}
    assert wide_ratings(source) is None or "nps" not in wide_ratings(source).columns  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "header",
    [
        "Kundennummer;Zeitstempel;Kontaktpunkt;Kanal;Umsatz", "Client;Horodatage;Point de contact;Canal;Montant",
        "Cliente;Fecha;Punto de contacto;Canal;Importe", "Klantnr;Tijdstip;Contactpunt;Kanaal;Omzet",
        "CustomerID;Event Date;Touch-Point;CHANNEL;Order Value", "user_id;timestamp;event_name;medium;revenue",
    ],
)
def test_five_languages(tmp_path: Path, header: str) -> None:
    rows = [f"K{n % 7};{n % 28 + 1:02}.03.2025 09:{n % 60:02};{('Suche', 'Kauf')[n % 2]};{('web', 'shop')[n % 2]};{n},50" for n in range(40)]
    got = propose(table(tmp_path, header, *rows))
    assert got.kind == "events"
    assert got.fields == dict(zip(("customer_id", "event_time", "touchpoint", "channel", "value"), header.split(";"), strict=True))


@pytest.mark.parametrize(
    ("header", "question", "top"),
    [
        ("How likely are you to recommend us to a friend?", "nps", 10), ("Wie wahrscheinlich ist es, dass Sie uns weiterempfehlen?", "nps", 10),
        ("Recommanderiez-vous notre service ?", "nps", 10), ("¿Nos recomendaría?", "nps", 10), ("Zou u ons aanbevelen?", "nps", 10),
        ("How satisfied were you?", "csat", 5), ("Wie zufrieden sind Sie?", "csat", 5), ("Hoe tevreden bent u?", "csat", 5),
        ("How easy was it to get help?", "ces", 7), ("Zufriedenheit", "csat", 5), ("Customer Effort Score", "ces", 7),
    ],
)
def test_questions_are_known_by_their_words_and_their_scale(tmp_path: Path, header: str, question: str, top: int) -> None:
    low = 0 if top == 10 else 1
    rows = [f"{n};{n % (top + 1 - low) + low}" for n in range(50)]
    got = propose(table(tmp_path, f"Response ID;{header}", *rows))
    assert fields_and_answers(got) == ("surveys", {"response_id": "Response ID"}, {question: header})
    assert got.scales == {}


def test_another_scale_is_proposed_with_the_question(tmp_path: Path) -> None:
    got = propose(table(tmp_path, "id,satisfaction", *(f"{n},{n % 10 + 1}" for n in range(60))))
    assert got.scales == {"csat": (1.0, 10.0)}
    assert propose(table(tmp_path, "id,ces", *(f"{n},{n % 5 + 1}" for n in range(60)))).scales == {"ces": (1.0, 5.0)}


def test_long_free_text_is_a_comment_without_its_name(tmp_path: Path) -> None:
    rows = [f"{n},{n % 11},the parcel came late and nobody could tell me why number {n}" for n in range(40)]
    assert propose(table(tmp_path, "response_id,nps,q9", *rows)).fields["comment"] == "q9"


def test_one_file_with_events_and_answers_is_both(tmp_path: Path) -> None:
    rows = [f"C{n % 7},2025-01-{n % 28 + 1:02},{('Ad', 'Order')[n % 2]},{'' if n % 2 else '9.5'},{n % 11 if n % 5 == 0 else ''}" for n in range(60)]
    got = propose(table(tmp_path, "customer,date,touchpoint,revenue,nps", *rows))
    assert (got.kind, got.fields["event_time"], got.answers) == ("both", "date", (Answer("nps", "nps"),))


def test_a_table_of_something_else_is_neither(tmp_path: Path) -> None:
    assert propose(table(tmp_path, "a,b", "1,x", "2,y")) == Mapping("neither")
    assert propose(table(tmp_path, "a,b")).kind == "neither"
    assert propose(table(tmp_path, "")).kind == "neither"


def test_every_proposal_has_a_reason(tmp_path: Path) -> None:
    source = table(tmp_path, "customer_id,event_time,touchpoint,stage,channel,segment,variant,order_value,cost", *EVENT_ROWS)
    reasons = why(source, propose(source))
    assert set(reasons) == set(propose(source).fields.values())
    assert reasons["event_time"] == "named like a date; 100 % of values are dates"
    unnamed = table(tmp_path, "customer_id,touchpoint,x", *(f"C{n % 5},{'ab'[n % 2]},2025-01-{n % 28 + 1:02}" for n in range(30)))
    assert propose(unnamed).fields["event_time"] == "x"
    assert why(unnamed, propose(unnamed))["x"] == "its values tell; 100 % of values are dates"


def test_wide_ratings_are_offered_and_applied(tmp_path: Path) -> None:
    header = "respondent,sat_delivery,sat_checkout,sat_support,sat_overall,age"
    rows = [f"{n},{n % 3 + 3},{n % 5 + 1},{(n * 7) % 5 + 1},{'' if n % 9 == 0 else n % 4 + 2},{n % 60 + 18}" for n in range(80)]
    source = table(tmp_path, header, *rows)
    wide = wide_ratings(source)
    columns = ("sat_delivery", "sat_checkout", "sat_support", "sat_overall")
    assert wide == WideRatings(columns, ("delivery", "checkout", "support", None), "csat", (1.0, 5.0))
    before = propose(source)
    after = with_ratings(before, wide)
    assert after.kind == "surveys"
    assert [(a.column, a.touchpoint) for a in after.answers if a.column != "age"] == list(zip(columns, wide.touchpoints, strict=True))
    assert after.scales == {} and not set(after.fields.values()) & set(columns)


@pytest.mark.parametrize(
    ("touchpoints", "roles"),
    [
        (["Website visit", "Cart", "Checkout", "Order confirmation"], {"cart": "Cart", "order": "Order confirmation"}),
        (["Warenkorb", "Bestellung", "Retoure"], {"cart": "Warenkorb", "order": "Bestellung"}),
        (["Panier", "Commande"], {"cart": "Panier", "order": "Commande"}), (["Carrito", "Compra"], {"cart": "Carrito", "order": "Compra"}),
        (["Winkelwagen", "Bestelling"], {"cart": "Winkelwagen", "order": "Bestelling"}),
        (["add_to_cart", "remove_from_cart", "purchase"], {"cart": "add_to_cart", "order": "purchase"}),
        (["Order cancelled", "Track order"], {}), (["Boarding", "Security"], {}), ([], {}),
    ],
)
def test_roles_are_proposed_only_where_a_name_is_clear(touchpoints: list[str], roles: dict[str, str]) -> None:
    assert propose_roles(touchpoints) == roles


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2025-03-01", "date"), ("2025-03-01T10:00:00Z", "date"), ("2011-10-11 13:45:40.276000+02:00", "date"), ("24-02-2015 11.35", "date"),
        ("01.03.2025", "date"), ("3/1/25 9:30 AM", "date"), ("12/31/1899 09:30:00 AM", "date"), ("Mar 1, 2025", "date"), ("1. März 2025", "date"),
        ("Sat, 11 Oct 2025", "date"), ("20250301", "number"), ("1,234.50", "number"), ("-3", "number"), ("€ 12,50", "number"),
        ("5.70306E+17", "number"), ("12 %", "number"), ("10:30", "time"), ("MG-8769", "text"), ("1-2-3-4", "text"), ("", "empty"), ("  ", "empty"),
    ],
)
def test_what_a_cell_looks_like(text: str, kind: str) -> None:
    assert kind_of(text) == kind
    assert is_date(text) == (kind == "date") and is_number(text) == (kind == "number")


def test_headers_become_plain_words() -> None:
    assert [normal(name) for name in ("CustomerID", "case:concept:name", "Order-Date ", "ZufriedenheitGroß", "RESPNUM", "Point de contact é")] == [
        "customer id", "case concept name", "order date", "zufriedenheit gross", "respnum", "point de contact e",
    ]


@needs_shared
@pytest.mark.parametrize(
    ("file", "kind", "fields", "answers"),
    [
        ("relay_foods/relay-foods.xlsx", "events", {"customer_id": "UserId"}, {}),  # its two dates are moments
        (
            "event_logs/receipt.csv", "events",
            {"customer_id": "case:concept:name", "event_time": "time:timestamp", "touchpoint": "concept:name", "channel": "case:channel"}, {},
        ),
        (
            "event_logs/running_example.csv", "events",
            {"customer_id": "case_id", "event_time": "timestamp", "touchpoint": "activity", "cost": "costs"}, {},
        ),
        (
            "event_logs/running-example.csv", "events",
            {"customer_id": "case:concept:name", "event_time": "time:timestamp", "touchpoint": "concept:name", "cost": "Costs"}, {},
        ),
        (
            "event_logs/roadtraffic100traces.csv", "events",
            {
                "customer_id": "case:concept:name", "event_time": "time:timestamp", "touchpoint": "concept:name", "value": "amount",
                "cost": "expense",
            },
            {},
        ),
        ("telco/Telco-Customer-Churn.csv", "neither", {"customer_id": "customerID", "value": "TotalCharges"}, {}),
        (
            "sfo_2017/2017_SFO_Customer_Survey_20250817.csv", "surveys", {"response_id": "RESPNUM", "weight": "WEIGHT"},
            {"nps": "NETPRO"},
        ),
        ("survival/waltons.csv", "neither", {}, {}),
    ],
)
def test_real_files(file: str, kind: str, fields: dict[str, str], answers: dict[str, str]) -> None:
    assert fields_and_answers(propose(read_table(SHARED / file))) == (kind, fields, answers)


@needs_shared
def test_the_airport_survey_is_wide() -> None:
    wide = wide_ratings(read_table(SHARED / "sfo_2017" / "2017_SFO_Customer_Survey_20250817.csv"))
    assert wide is not None
    named = dict(zip(wide.columns, wide.touchpoints, strict=True))
    assert {name for name in named if name.startswith("Q7")} == {
        "Q7ART", "Q7FOOD", "Q7STORE", "Q7SIGN", "Q7WALKWAYS", "Q7SCREENS", "Q7INFODOWN", "Q7INFOUP", "Q7WIFI", "Q7ROADS", "Q7PARK",
        "Q7AIRTRAIN", "Q7LTPARKING", "Q7RENTAL", "Q7ALL",
    }
    assert (named["Q7ART"], named["Q7ALL"], named["Q9FOOD"], named["Q10SAFE"]) == ("ART", None, "FOOD (Q9)", "SAFE")
    assert (wide.question, wide.scale) == ("csat", (1.0, 5.0))
    assert "NETPRO" not in named and "STRATA" not in named and "Q19AGE" not in named
    for other in ("telco/Telco-Customer-Churn.csv", "event_logs/receipt.csv"):
        assert wide_ratings(read_table(SHARED / other)) is None
