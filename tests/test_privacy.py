"""Pseudonyms, masked comments, columns that look personal, and the list of the forgotten (METRICS §8, §10.6)."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjm_core.errors import BadInput
from cjm_core.home import home
from cjm_core.plan import Table
from cjm_core.privacy import checks, personal, pseudonyms, suppression_list
from cjm_core.privacy.masking import DETECTORS, masked, masked_column
from cjm_core.reading.read import read_table
from cjm_core.workspace import Workspace
from tests.building import real_file, text_file

KEY = b"test-key-0123456789"


# ---- pseudonyms ----------------------------------------------------------------------------------------------------------
def test_the_published_cases() -> None:
    # RFC 4231, test case 2, and METRICS O-HMAC-1 (derived with another implementation of HMAC)
    assert pseudonyms.keyed(b"Jefe", "what do ya want for nothing?") == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    alice = "4b8b3345e802d540401734d3620a45ed4c15e634357769bba45f2db62bc748d8"
    assert pseudonyms.keyed(KEY, "alice@example.com") == alice
    assert pseudonyms.pseudonym(KEY, " Alice@Example.com ") == alice[:32]  # 32 hexadecimal digits are 128 bits


def test_only_mail_addresses_lose_their_capitals() -> None:
    assert pseudonyms.pseudonym(KEY, "AB1") != pseudonyms.pseudonym(KEY, "ab1")
    assert pseudonyms.pseudonym(KEY, "ＡＢ1") == pseudonyms.pseudonym(KEY, "AB1")  # NFKC: full-width letters


def test_a_column_keeps_its_blanks_and_its_repeats() -> None:
    column = pa.chunked_array([["a", None, "b"], ["a", "", " "]], pa.string())
    found = pseudonyms.pseudonyms(KEY, column).to_pylist()
    one, other = pseudonyms.pseudonym(KEY, "a"), pseudonyms.pseudonym(KEY, "b")
    assert found == [one, None, other, one, "", " "]
    assert pseudonyms.pseudonyms(KEY, pa.chunked_array([], pa.string())).to_pylist() == []


def test_the_key_file_is_made_once_for_its_owner_alone() -> None:
    first = pseudonyms.key()
    assert pseudonyms.key() == first and len(first) == 64
    assert stat.S_IMODE(pseudonyms.key_file().stat().st_mode) == 0o600


def test_the_environment_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CJM_KEY", KEY.decode())
    assert pseudonyms.key() == KEY
    assert not pseudonyms.key_file().exists()


@pytest.mark.parametrize("unusable", ["", "   ", "short", "x" * 5000])
def test_a_key_that_cannot_be_used_is_refused_and_not_shown(monkeypatch: pytest.MonkeyPatch, unusable: str) -> None:
    monkeypatch.setenv("CJM_KEY", unusable)
    with pytest.raises(BadInput, match="16 to 4,096 letters") as refused:
        pseudonyms.key()
    assert not unusable.strip() or unusable not in str(refused.value)


def test_an_unusable_key_file_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CJM_KEY_FILE", str(tmp_path / "key"))
    (tmp_path / "key").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadInput, match="cannot be read"):
        pseudonyms.key()
    (tmp_path / "key").write_text("")
    with pytest.raises(BadInput, match="letters"):
        pseudonyms.key()


def test_the_key_never_lies_beside_the_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CJM_KEY_FILE", str(home() / "key"))
    with pytest.raises(BadInput, match="beside the data"):
        pseudonyms.key()


# ---- checksums -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("iban", ["DE89 3704 0044 0532 0130 00", "GB29NWBK60161331926819", "nl91 abna 0417 1643 00", "FR1420041010050500013M02606"])
def test_ibans(iban: str) -> None:
    """The examples of the SWIFT IBAN registry."""
    assert checks.is_iban(iban)
    assert not checks.is_iban(iban[:-1] + ("1" if iban[-1] != "1" else "2"))


def test_luhn() -> None:
    assert checks.luhn("79927398713")  # the example of the Luhn patent's usual description
    assert not any(checks.luhn(f"7992739871{digit}") for digit in "012456789")


@pytest.mark.parametrize("card", ["4111111111111111", "5500-0000-0000-0004", "3782 822463 10005", "6011000990139424", "30569309025904"])
def test_cards(card: str) -> None:
    """The payment networks' test numbers."""
    assert checks.is_card(card)
    assert not checks.is_card("9" + card[1:])


# ---- masking -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Write to Anna.Smith+x@example.co.uk.", "Write to [EMAIL]."),
        ("mail me: anna [at] firma.de bitte", "mail me: [EMAIL] bitte"),
        ("ich bin jörg@müller.de!", "ich bin [EMAIL]!"),
        ("Tel. 0171 2345678", "Tel. [PHONE]"),
        ("rufen Sie mich an: 030/1234567", "rufen Sie mich an: [PHONE]"),
        ("call (555) 234-5678 now", "call [PHONE] now"),
        ("+49 (0)30 1234567 or +33 6 12 34 56 78!", "[PHONE] or [PHONE]!"),
        ("appelez le 06 12 34 56 78", "appelez le [PHONE]"),
        ("llámame al 612 34 56 78", "llámame al [PHONE]"),
        ("bel 06-12345678 even", "bel [PHONE] even"),
        ("my phone number is 5551234567", "my phone number is [PHONE]"),
        ("IBAN DE89 3704 0044 0532 0130 00 danke", "IBAN [IBAN] danke"),
        ("(GB29NWBK60161331926819)", "([IBAN])"),
        ("card 4111 1111 1111 1111 was charged", "card [CARD] was charged"),
        ("from 192.168.178.20, or 2001:db8::ff00:42:8329", "from [IP], or [IP]"),
        ("https://shop.example/account?user=77 fails", "[URL] fails"),
        ("see www.shop.de/o/1234567, thanks", "see [URL], thanks"),
    ],
)
def test_contacts_are_masked(text: str, shown: str) -> None:
    assert masked(text)[0] == shown
    assert sum(masked(text)[1].values()) == len(re.findall(r"\[[A-Z]+\]", shown))


@pytest.mark.parametrize(
    "text",
    [
        "Order 4512345678 was late", "order number 100-2345678", "Bestellung 0012345678", "Bestellnummer: 0123456789", "#12345678",
        "12:30–14:00", "10:00:00", "08:00-17:30", "9-17 Uhr", "5/10", "10/10 10/10 10/10", "24/7 365", "24.12./25.12.",
        "on 2024-03-12", "am 12.03.2024 um 12.30", "12/03/2024 - 15/03/2024", "20240312-001", "2019-2020", "100-200 units", "Room 1201-1204",
        "€ 1.234,56", "1 234 567,89 €", "1,234,567", "15 000 000", "3.14159265", "0.123456789", "1500.00-2000.00",
        "version 10.1.2.3", "std::vector", "https://shop.example/help", "www.shop.de", "@home team", "and/or",
        "DE00 1234 5678 9012 3456 78", "4111 1111 1111 1112", "",
    ],
)  # fmt: skip
def test_what_is_no_contact_stays(text: str) -> None:
    assert masked(text) == (text, {})


def test_a_column_is_masked_and_counted() -> None:
    column = pa.chunked_array([["fine", None], ["a@b.de, c@d.de", "Tel 0171 2345678"], []], pa.string())
    shown, counts = masked_column(column)
    assert shown.to_pylist() == ["fine", None, "[EMAIL], [EMAIL]", "Tel [PHONE]"]
    assert counts == {"[EMAIL]": 2, "[PHONE]": 1}


@given(st.text(max_size=60))
def test_masking_twice_changes_nothing_and_a_column_says_the_same(text: str) -> None:
    once = masked(text)[0]
    assert masked(once)[0] == once
    assert masked_column(pa.chunked_array([[text]], pa.string()))[0].to_pylist() == [once]


@given(st.from_regex(r"[a-z]{1,8}(\.[a-z]{1,8})?@[a-z]{1,8}\.(com|de|co\.uk)", fullmatch=True), st.sampled_from(["so {}", "{}!", "({}), ok", "<{}>"]))
def test_no_mail_address_is_left(address: str, place: str) -> None:
    assert "@" not in masked(place.format(address))[0]


def test_the_detectors_are_those_that_count() -> None:
    said = "a@b.de 0171 2345678 DE89370400440532013000 4111111111111111 10.0.0.1 https://x.de/?a=b"
    assert set(masked(said)[1]) == set(DETECTORS)


# ---- columns that look personal -------------------------------------------------------------------------------------------
def _table(**columns: list[str | None]) -> Table:
    cells = pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})
    return Table("f.csv", None, tuple(columns), cells, pa.array(range(2, 2 + cells.num_rows)), "0")


def _found(**columns: list[str | None]) -> dict[str, tuple[str, str]]:
    return {one.column: (one.what, one.advice) for one in personal.found(_table(**columns))}


def test_columns_are_known_by_their_cells() -> None:
    said = _found(
        Login=["a@b.de", "c@d.de", None], Rufnr=["+49 171 2345678", "0171/2345678", "030 1234567"], Konto=["DE89370400440532013000"] * 3,
        pay=["4111111111111111"] * 3, host=["10.0.0.1", "10.0.0.2", "::1"], product=["Lamp", "Desk", "Lamp"], when=["2024-01-02"] * 3,
        order=["0123456789", "0123456780", "0123456781"],
    )  # fmt: skip
    assert said == {
        "Login": ("e-mail addresses", "hash"), "Rufnr": ("phone numbers", "drop"), "Konto": ("IBANs", "drop"),
        "pay": ("card numbers", "drop"), "host": ("IP addresses", "drop"),
    }  # fmt: skip


def test_a_mail_address_beside_a_customer_id_can_go() -> None:
    assert _found(Email=["a@b.de"], customer_id=["c1"])["Email"] == ("e-mail addresses", "drop")


@pytest.mark.parametrize(
    "header",
    ["First name", "surname", "LastName", "RecipientLastName", "Billing Full Name", "Vorname", "Nachname", "Prénom", "Apellidos", "achternaam",
     "Voornaam", "customer_surname", "Nombre y apellidos"],
)  # fmt: skip
def test_names_are_known_by_their_header(header: str) -> None:
    assert _found(**{header: ["x", "y"]}) == {header: ("names", "drop")}


@pytest.mark.parametrize(
    ("header", "what"),
    [("Billing Address1", "addresses"), ("Straße", "addresses"), ("dirección", "addresses"), ("adres", "addresses"),
     ("Date of birth", "dates of birth"), ("Geburtsdatum", "dates of birth"), ("date de naissance", "dates of birth"),
     ("fecha_nacimiento", "dates of birth"), ("geboortedatum", "dates of birth"), ("PLZ", "places that narrow down who it is"),
     ("Age", "traits that narrow down who it is")],
)  # fmt: skip
def test_other_headers(header: str, what: str) -> None:
    assert _found(**{header: ["1", "2"]})[header][0] == what


@pytest.mark.parametrize("header", ["Product name", "Event name", "touchpoint", "store", "nombre del producto", "campaign_name", "web address"])
def test_names_of_things_are_not_personal(header: str) -> None:
    assert _found(**{header: ["Desk Lamp", "Chair"]}) == {}


def test_the_bare_word_name_needs_names_below_it() -> None:
    assert _found(Name=["Anna Smith", "Jan van Dijk", "María López"])["Name"] == ("names", "drop")
    assert _found(nom=["Durand"], **{"Prénom": ["Luc"]})["nom"] == ("names", "drop")
    assert _found(Name=["Checkout", "Search", "Checkout"]) == {}


def test_contacts_in_free_text_are_pointed_out() -> None:
    texts: list[str | None] = ["It was all right, thank you very much indeed"] * 30 + ["Please write to me at anna@example.com today"]
    assert _found(remarks=texts)["remarks"] == ("contacts in free text", "mask")


@pytest.mark.parametrize(
    ("file", "columns"),
    [("qualtrics/sample_legacy.csv", ["V6 IPAddress"]), ("relay_foods/relay-foods.xlsx", []), ("telco/Telco-Customer-Churn.csv", ["gender"])],
)
def test_of_real_files_only_the_personal_columns_are_named(file: str, columns: list[str]) -> None:
    assert [one.column for one in personal.found(read_table(real_file(file)))] == columns


# ---- the forgotten --------------------------------------------------------------------------------------------------------
def test_an_empty_list_needs_no_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CJM_KEY", "short")
    assert suppression_list.forgotten(Workspace.open(tmp_path / "w.sqlite"), ["a"]) == set()


def test_the_list_knows_ids_however_they_are_written_and_tells_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CJM_KEY", KEY.decode())
    workspace = Workspace.open(tmp_path / "w.sqlite")
    suppression_list.remember(workspace, KEY, ["Alice@Example.com", "c17"])
    suppression_list.remember(workspace, KEY, ["c17"])
    assert suppression_list.forgotten(workspace, ["alice@example.com", " c17", "c18"]) == {"alice@example.com", " c17"}
    entries = workspace.newest("forgotten")
    assert len(entries) == 2
    assert not {pseudonyms.keyed(KEY, "c17"), pseudonyms.pseudonym(KEY, "c17")} & set(entries)  # an entry is nobody's pseudonym
    assert not any("c17" in text or "alice" in text for text in entries)


def test_another_key_is_refused_rather_than_forgetting_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = Workspace.open(tmp_path / "w.sqlite")
    suppression_list.remember(workspace, KEY, ["c17"])
    monkeypatch.setenv("CJM_KEY", "another-key-0123456789")
    with pytest.raises(BadInput, match="Put that key back"):
        suppression_list.forgotten(workspace, ["c17"])
    with pytest.raises(BadInput, match="Put that key back"):
        suppression_list.remember(workspace, b"another-key-0123456789", ["c18"])


def test_a_text_file_is_read_before_it_is_judged(tmp_path: Path) -> None:
    table = read_table(text_file(tmp_path, "k.csv", "E-Mail;Kundennummer", "a@b.de;00123"))
    assert [(one.column, one.advice) for one in personal.found(table)] == [("E-Mail", "drop")]
