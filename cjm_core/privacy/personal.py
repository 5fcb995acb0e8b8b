"""Columns that look personal, pointed out before anything is loaded: by what is in their cells, or by their header in five languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from cjm_core.plan import Table
from cjm_core.privacy.checks import is_card, is_iban, is_ip
from cjm_core.privacy.masking import masked

ADVICE = ("drop", "hash", "mask", "keep")
_SAMPLE = 400  # filled cells per column, from all over the file
_MOST, _SOME = 0.6, 0.01  # of the cells: for a column of one kind; for free text with a contact in it


@dataclass(frozen=True)
class Personal:
    """One column that looks personal. `share` is of the filled cells looked at, 1 where the header alone says so.

    `advice`: "drop"; "hash", for an e-mail that serves as customer id; "mask", for free text with contacts in it; "keep".
    """

    column: str
    what: str
    share: float
    advice: str


def found(table: Table) -> tuple[Personal, ...]:
    """The columns that look personal, in the order of the file. Looks at a sample; it misses things, so a person decides."""
    others = any(_CUSTOMER_ID.search(_plain(name)) for name in table.columns)
    beside = {_plain(name) for name in table.columns}
    judged = (_judged(name, _sample(table, name), "drop" if others else "hash", beside) for name in table.columns)
    return tuple(one for one in judged if one is not None)


def _sample(table: Table, name: str) -> list[str]:
    cells = pc.drop_null(table.cells.column(name))
    step = max(len(cells) // _SAMPLE, 1)
    return [text.strip() for text in cells.take(pa.array(range(0, len(cells), step), pa.int64())[:_SAMPLE]).to_pylist() if text.strip()]


def _judged(name: str, cells: Sequence[str], for_email: str, beside: set[str]) -> Personal | None:
    if not cells:
        return None
    header = _plain(name)
    for what, fits, advice in _KINDS:
        share = sum(fits(text, header) for text in cells) / len(cells)
        if share >= _MOST:
            return Personal(name, what, share, for_email if what == "e-mail addresses" else advice)
    said = _NAME if header == "nom" and "prenom" in beside else _by_header(header, cells)
    if said is not None:
        return Personal(name, said[0], 1.0, said[1])
    share = sum(len(text) > 25 and any(masked(text)[1]) for text in cells) / len(cells)
    return Personal(name, "contacts in free text", share, "mask") if share >= _SOME else None


def _is_phone(text: str, header: str) -> bool:
    """Written like a phone number in groups or with a plus; bare digits only under a header that says so."""
    said = bool(_PHONE_HEADER.search(header))
    if said:
        return re.fullmatch(r"[+\d()/ .\-–]{6,25}", text) is not None and 6 <= len(re.sub(r"\D", "", text)) <= 15
    return not text.isdigit() and masked(text)[0] == "[PHONE]"


_PHONE_HEADER = re.compile(
    r"\b(?:phone|tel|telephone|mobile|cell|handy|mobil|portable|telefono|movil|telefoon|mobiel|fax|whatsapp|\w*telefon\w*|\w*nummer mobil)\b"
)
_CUSTOMER_ID = re.compile(
    r"\b(?:customer|client|user|kunden?|klant|cliente|member|respondent|visitor|person|contact|account|distinct|shopper|guest)"
    r" ?(?:id|nr|no|num|number|nummer|numero|key|ref|code|nummero)\b|^(?:uid|userid|customerid|kundennr|kundennummer|klantnummer)$"
)
_Fits = Callable[[str, str], bool]
_KINDS: tuple[tuple[str, _Fits, str], ...] = (
    ("e-mail addresses", lambda text, header: masked(text)[0] == "[EMAIL]", "drop"),
    ("IBANs", lambda text, header: is_iban(text), "drop"),
    ("card numbers", lambda text, header: is_card(text), "drop"),
    ("IP addresses", lambda text, header: (text.count(".") == 3 or ":" in text) and is_ip(text), "drop"),
    ("phone numbers", _is_phone, "drop"),
)

_WHOSE = frozenset({
    "customer", "contact", "billing", "shipping", "recipient", "client", "user", "respondent", "guest", "buyer", "shopper", "member",
    "delivery", "kunden", "kunde", "rechnung", "lieferung", "cliente", "facturacion", "envio", "klant", "factuur", "levering", "du", "de",
    "la", "el", "della", "the", "your", "ihr", "ihre", "su", "votre", "uw",
})  # fmt: skip
_NAME, _ADDRESS, _BIRTH = ("names", "drop"), ("addresses", "drop"), ("dates of birth", "drop")
_PLACE, _PERSON = ("places that narrow down who it is", "keep"), ("traits that narrow down who it is", "keep")
_HEADERS: dict[tuple[str, str], str] = {
    _NAME: "first name|firstname|given name|forename|surname|last name|lastname|family name|full name|fullname|middle name|maiden name"
           "|vorname|nachname|familienname|vor und nachname|vor nachname|vollstandiger name|kundenname|ansprechpartner|benutzername|username"
           "|prenom|nom famille|nom complet|nom prenom|prenom nom|apellido|apellidos|nombre completo|nombre apellidos|nombre y apellidos"
           "|primer apellido|segundo apellido|nombre pila|voornaam|achternaam|volledige naam|tussenvoegsel|klantnaam|naam klant|initials",
    _ADDRESS: "address|address line|street|street address|street name|home address|postal address|house number|adresse|anschrift|strasse|straße"
              "|hausnummer|strasse hausnummer|rue|adresse postale|adresse complete|numero rue|direccion|direccion postal|calle|domicilio|adres"
              "|straat|straatnaam|huisnummer|woonadres|postadres|latitude|longitude|location latitude|location longitude",
    _BIRTH: "birth date|birthdate|date birth|date of birth|birthday|dob|born|geburtsdatum|geburtstag|date naissance|naissance|anniversaire"
            "|fecha nacimiento|nacimiento|cumpleanos|geboortedatum|geboortedag|geb datum|gebdatum",
    _PLACE: "zip|zip code|zipcode|postcode|postal code|postleitzahl|plz|code postal|codigo postal|city|town|stadt|ort|wohnort|ville|ciudad"
            "|stad|woonplaats",
    _PERSON: "gender|sex|age|geschlecht|alter|sexe|age|sexo|genero|edad|geslacht|leeftijd|nationality|religion|marital status|familienstand",
}  # fmt: skip
_MEANING = {phrase: meaning for meaning, phrases in _HEADERS.items() for phrase in phrases.split("|")}
_BARE_NAME = frozenset({"name", "nombre", "naam", "nom"})
_TWO_WORDS = re.compile(r"[^\W\d_][\w.'’-]*(?: (?:van|von|de|der|den|la|del|di|zu|[^\W\d_]\.?))*,? [^\W\d_][\w.'’-]+(?: [^\W\d_][\w'’-]+)?")


def _by_header(header: str, cells: Sequence[str]) -> tuple[str, str] | None:
    """What the header calls the column. 'Name' alone is one only where nearly every cell is another pair of capitalised words."""
    words = [word for word in header.split() if word not in _WHOSE and not word.isdigit()]
    whole = " ".join(words)
    if whole in _BARE_NAME:
        return _NAME if _are_names(cells) else None
    return _MEANING.get(whole) or _MEANING.get(header)


def _are_names(cells: Sequence[str]) -> bool:
    fit = sum(bool(_TWO_WORDS.fullmatch(text)) and not text.islower() for text in cells)
    return fit >= 0.8 * len(cells) and len(set(cells)) > 0.5 * len(cells)


def _plain(name: str) -> str:
    """'RecipientLastName', 'Geburts-Datum ' -> 'recipient last name', 'geburts datum': lower case without accents and signs."""
    own = name.split()[0] if "ImportId" in name else name  # Qualtrics: three header lines in one
    apart = unicodedata.normalize("NFKD", re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[a-z])(?=\d)", " ", own)).casefold()
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", bare))
