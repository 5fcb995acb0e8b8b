"""Numbers that prove themselves: IBAN (ISO 7064, mod 97), payment card (Luhn and the issuer's digits), IP address."""

from __future__ import annotations

import ipaddress
import re

# Letters and digits of an IBAN per country (SWIFT registry).
_IBAN = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29, "BY": 28, "CH": 21, "CR": 22,
    "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22,
    "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30,
    "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MR": 27, "MT": 31,
    "MU": 30, "NL": 18, "NO": 15, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SC": 31, "SE": 24,
    "SI": 19, "SK": 24, "SM": 27, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20,
}  # fmt: skip
# First digits and lengths in use; without them one order number in ten would pass for a card.
_CARD = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11}"
    r"|35\d{14}|6(?:011|5\d\d|4[4-9]\d)\d{12,15}|62\d{14,17}|(?:5[06-8]|6[37])\d{10,17}"
)


def iban_length(text: str) -> int | None:
    """How many of the first letters of `text`, without blanks and hyphens in capitals, are a valid IBAN; None: it begins with none."""
    length = _IBAN.get(text[:2])
    if length is None or len(text) < length:
        return None
    digits = "".join(str(int(letter, 36)) for letter in text[4:length] + text[:4])
    return length if int(digits) % 97 == 1 else None


def is_iban(text: str) -> bool:
    """Whether the whole text is one valid IBAN, with or without blanks."""
    bare = re.sub(r"[\s-]", "", text).upper()
    return bare.isascii() and bare.isalnum() and iban_length(bare) == len(bare)


def is_card(text: str) -> bool:
    """Whether the digits are those of a payment card: an issuer's first digits and length, and the Luhn sum."""
    digits = re.sub(r"[ -]", "", text)
    return bool(_CARD.fullmatch(digits)) and digits.isascii() and luhn(digits)


def luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of the others (ISO/IEC 7812-1)."""
    doubled = (2 * int(digit) for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(number - 9 if number > 9 else number for number in doubled)) % 10 == 0


def is_ip(text: str) -> bool:
    """Whether the text is an IPv4 or IPv6 address."""
    try:
        ipaddress.ip_address(text.strip())
    except ValueError:
        return False
    return True
