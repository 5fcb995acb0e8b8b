"""E-mails, phones, IBANs, cards, IP addresses and telling URLs in comments become placeholders before anything is stored.

Patterns with checksums find most of them and never all: names stay. Order numbers, dates, prices and times must not be touched,
so whatever could be either is left as it is (METRICS §8).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from cjm_core.privacy.checks import iban_length, is_card, is_ip

DETECTORS = ("[URL]", "[EMAIL]", "[IBAN]", "[CARD]", "[IP]", "[PHONE]")  # in the order in which they look

# A cell without any of these has nothing to mask: an at sign, an address, six digits near each other, a colon pair.
_WORTH_A_LOOK = r"@|://|www\.|[\[(]at[\])]|(?:\d[^\pL\d]{0,3}){6}|[0-9a-fA-F]*:[0-9a-fA-F]*:|\pL\.\pL{2,}/|(?:\d{1,3}\.){3}|(?i:\b[a-z]{2}\d\d)"

_URL = re.compile(r"(?<![@\w])(?:https?://|www\.|(?:[a-z0-9-]+\.)+[a-z]{2,}/)[^\s<>\"']+", re.IGNORECASE)
_TELLING = re.compile(r"[?&#;][^=\s]*=\S|@|\d{4,}|[0-9a-f]{8}-[0-9a-f]{4}|(?=[\w-]*\d)(?=[\w-]*[a-z])[\w-]{16,}", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+%’'-]*[\w+%-](?:@|\s?[\[(]at[\])]\s?)\w[\w-]*(?:(?:\.|\s?[\[(]dot[\])]\s?)\w[\w-]*)+", re.IGNORECASE)
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]){11,30}", re.ASCII)
_CARD = re.compile(r"(?<![\w.,-])\d(?:[ -]?\d){11,18}(?![\w]|[.,-]\d)")
_IP4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?!\w|\.\d)")
_IP6 = re.compile(r"(?<![\w:])(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4}(?![\w:])")
_VERSION = re.compile(r"(?:\bv|version|release|firmware|ios|android|windows)[ .:]*$", re.IGNORECASE)

# A run of digits with the signs that people put between them.
_NUMBER = re.compile(r"(?<![\w.,:/+#$€£-])(?:\+\s?|\(\+?)?\d(?:[ \u00a0\u202f]?[-–./()]?[ \u00a0\u202f]?\(?\d){6,16}(?![\w]|[.,:]\d|\s?[€$£%])")
_SPOKEN_OF = re.compile(
    r"(?:\b(?:tel|telefon\w*|phone\w*|tél\w*|teléfono\w*|telefoon\w*|fax|mobile?|mobiel|mobiltelefon|handy\w*|handynummer|cell|portable|móvil|gsm"
    r"|whats ?app|sms|call|ring|reach|contact|anrufen|ruf\w*|rückruf|erreichbar|appel\w*|llam\w*|bel|bellen|durchwahl)\b)[^\d\n]{0,25}$",
    re.IGNORECASE,
)
_OTHER_NUMBER = re.compile(
    r"(?:#|\b(?:order|orders|bestell\w*|auftrag\w*|invoice|rechnung\w*|ticket\w*|ref\w*|article|artikel\w*|item|sku|ean|isbn|tracking|parcel|paket\w*"
    r"|sendung\w*|commande|facture|colis|pedido|factura|paquete|bestelling|factuur|pakket|kunden\w*|customer|client\w*|klant\w*|account|konto\w*"
    r"|case|vorgang\w*|contract|vertrag\w*|serial|serien\w*|id|code|booking|buchung\w*|reservation|model|modell)\b)[^\d\n]{0,15}$",
    re.IGNORECASE,
)  # fmt: skip
_DATE = re.compile(r"(?<!\d)(?:(?:19|20)\d\d[-./](?:0?[1-9]|1[0-2])[-./][0-3]?\d|[0-3]?\d[-./][0-3]?\d[-./](?:19|20)?\d\d)(?!\d)")
_NATIONAL = re.compile(
    r"(?:1[ .-])?\(?[2-9]\d\d\)?[ .-]\s?[2-9]\d\d[ .-]\d{4}"  # (555) 234-5678
    r"|[679]\d\d (?:\d{3} \d{3}|\d\d \d\d \d\d)"  # 612 34 56 78
)


def masked(text: str) -> tuple[str, dict[str, int]]:
    """The text with placeholders, and how many of each: {'[EMAIL]': 1}."""
    counts: Counter[str] = Counter()
    for name, (sign, pattern, judged) in _RULES.items():
        if not sign.search(text):  # a quick look saves most of the work
            continue
        text = pattern.sub(lambda match, name=name, judged=judged: _placed(match, name, judged, counts), text)  # type: ignore[misc]
    return text, dict(counts)


def masked_column(column: pa.ChunkedArray) -> tuple[pa.ChunkedArray, dict[str, int]]:
    """A text column with every cell masked, and how many cells' findings of each kind. Only cells worth a look are looked at."""
    counts: Counter[str] = Counter()
    chunks = []
    for chunk in column.chunks:
        worth = pc.fill_null(pc.match_substring_regex(chunk, _WORTH_A_LOOK), False)
        found = [masked(text) for text in chunk.filter(worth).to_pylist()]
        for _, here in found:
            counts.update(here)
        chunks.append(pc.replace_with_mask(chunk, worth, pa.array([text for text, _ in found], chunk.type)))
    return pa.chunked_array(chunks, column.type), {name: counts[name] for name in DETECTORS if counts[name]}


Judged = Callable[[re.Match[str]], int]


def _placed(match: re.Match[str], name: str, judged: Judged, counts: Counter[str]) -> str:
    """The placeholder and what is left of the match behind the part that was recognised."""
    length = judged(match)
    if not length:
        return match.group()
    counts[name] += 1
    return name + match.group()[length:]


def _url(match: re.Match[str]) -> int:
    """A URL that leads to one person's page: with a parameter, a long number or a token."""
    address = match.group().rstrip(".,;:!?)]}»”")
    path = re.sub(r"^(?:https?://)?[^/?#]*", "", address, flags=re.IGNORECASE)
    return len(address) if _TELLING.search(path) or "@" in address else 0


def _iban(match: re.Match[str]) -> int:
    """The part of the match that is an IBAN: as long as its country's are, and with the right check digits."""
    places = [at for at, letter in enumerate(match.group()) if letter not in " -"]
    length = iban_length("".join(match.group()[at] for at in places).upper())
    if length is None or (length < len(places) and places[length] == places[length - 1] + 1):
        return 0  # it runs on without a blank: a longer number of some other kind
    return places[length - 1] + 1


def _ip(match: re.Match[str]) -> int:
    text = match.group()
    before = match.string[max(match.start() - 20, 0) : match.start()]
    if not is_ip(text) or (":" in text and (len(text) < 6 or not re.search(r"\d", text))) or _VERSION.search(before):
        return 0
    return len(text)


def _phone(match: re.Match[str]) -> int:
    """A number that is written like a phone number, or that the words before it call one."""
    text = match.group()
    digits = re.sub(r"\D", "", text)
    before = match.string[max(match.start() - 40, 0) : match.start()]
    if not 7 <= len(digits) <= 15 or _DATE.search(text):
        return 0
    if _SPOKEN_OF.search(before) and not _OTHER_NUMBER.search(before):
        return len(text)
    return len(text) if not _OTHER_NUMBER.search(before) and _looks_like_one(text, digits) else 0


def _looks_like_one(text: str, digits: str) -> bool:
    apart = digits != text.lstrip("(")  # written in groups, as nobody writes an order number
    if "+" in text[:2]:
        return len(digits) >= 8
    if digits.startswith("00"):
        return digits[2:3] != "0" and len(digits) >= (10 if apart else 12)
    if digits.startswith("0"):
        return digits[1] != "0" and not re.match(r"0[.,]", text) and 9 <= len(digits) <= 12 and (apart or len(digits) >= 10)
    return bool(_NATIONAL.fullmatch(text))


def _all(match: re.Match[str]) -> int:
    return len(match.group())


_RULES: dict[str, tuple[re.Pattern[str], re.Pattern[str], Judged]] = {  # what there must be at least, where it is, and whether it is
    "[URL]": (re.compile(r"/|www\."), _URL, _url),
    "[EMAIL]": (re.compile(r"@|[\[(]at[\])]", re.IGNORECASE), _EMAIL, _all),
    "[IBAN]": (re.compile(r"[A-Za-z]{2}\d\d"), _IBAN, _iban),
    "[CARD]": (re.compile(r"\d{3}"), _CARD, lambda match: len(match.group()) if is_card(match.group()) else 0),
    "[IP]": (re.compile(r"\d\.\d+\.|:[0-9a-fA-F]*:"), re.compile(f"{_IP4.pattern}|{_IP6.pattern}"), _ip),
    "[PHONE]": (re.compile(r"\d\W{0,3}\d\W{0,3}\d"), _NUMBER, _phone),
}
