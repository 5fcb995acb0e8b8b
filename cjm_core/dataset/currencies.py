"""Which column names the currency of the amounts beside it, and how a currency is written."""

from __future__ import annotations

import re
import unicodedata

# Words of a column that names the currency of the amounts beside it, without accents.
CURRENCY = frozenset({
    "currency", "currencies", "ccy", "wahrung", "waehrung", "wahrungscode", "devise", "devises", "monnaie", "valuta", "valutacode", "moneda",
    "divisa", "munt", "muntsoort", "munteenheid", "moeda", "waluta", "valuutta",
})  # fmt: skip


def currency_code(value: str) -> str:
    """One currency written in several ways: ' eur ' and '€' are EUR. Other signs stay, because $ and £ are several currencies."""
    return value.strip().upper().replace("€", "EUR")


def currency_sql(column: str) -> str:
    """The same in SQL."""
    return f"replace(upper(trim({column})), '€', 'EUR')"


def words_of(name: str) -> set[str]:
    """'Order_Währung', 'orderCurrency' -> order, wahrung, currency."""
    apart = unicodedata.normalize("NFKD", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)).casefold()
    return set(re.findall(r"[^\W\d_]+", "".join(letter for letter in apart if not unicodedata.combining(letter))))


def are_codes(values: list[str]) -> bool:
    """Whether most of these are like EUR, US$ or kr: a stray 'unknown' is one more currency, not a reason to add everything up."""
    short = sum(len(value.strip()) <= 4 and not re.search(r"\d", value) for value in values)
    return 2 * short > len(values)
