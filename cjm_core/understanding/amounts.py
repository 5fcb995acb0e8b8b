"""Amounts that are no order's value: the price of one piece, what a case asks for on each of its events, and what a parcel weighs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping as Items

from cjm_core.plan import Table
from cjm_core.reading.values import as_number
from cjm_core.understanding.likeness import is_case
from cjm_core.understanding.profile import normal, profiles, sample, words_of
from cjm_core.understanding.roles import buys

_PIECES = words_of("quantity qty menge anzahl stuckzahl quantite cantidad aantal quantita quantidade pieces units")
_PRICES = words_of("price preis prix precio prijs prezzo preco unitprice unit")
_WHOLE = words_of("total sum order gesamt summe line ext extended importe totaal gesamtpreis")
_ORDERS = words_of("order invoice receipt bestellung rechnung bon commande facture pedido factura bestelling factuur transaction basket")
_IDS = words_of("id no nr num number nummer numero key")
_ROWS, _FEWEST, _SAME = 5_000, 5, 0.95
_LIGHT, _HEAVY = 0.5, 2.0  # the mean of the weights of answers


def no_order_values(table: Table, fields: Items[str, str]) -> bool:
    """Whether the column that is called an amount is plainly not what a row brought in."""
    if "value" not in fields:
        return False
    piece = "touchpoint" not in fields and of_one_piece(table, fields["value"]) is not None  # of a log it is better than nothing
    return piece or of_case(table, fields, fields["value"]) is not None


def of_one_piece(table: Table, value: str) -> str | None:
    """The column with the number of pieces, where `value` is the price of one; None where it is not."""
    words = set(normal(value).split())
    if not words & _PRICES or words & _WHOLE:
        return None
    counted = [name for name in table.columns if set(normal(name).split()) & _PIECES and name != value]
    seen = profiles(table.cells, counted)
    several = (name for name in counted if seen[name].numbers > 0.9 and seen[name].within(1, 1) < _SAME)
    return next(several, None)


def order_column(table: Table, fields: Items[str, str]) -> str | None:
    """The column with an order's id that several rows share, each time with one customer: the rows are its lines."""
    who = fields.get("customer_id")
    for name in table.columns:
        words = normal(name).split()
        if not set(words) & _ORDERS or name in fields.values() or not (words[-1] in _IDS or len(words) == 1):
            continue
        seen = profiles(table.cells, [name])[name]
        if seen.filled < 30 or seen.dates or seen.distinct > 0.9 * seen.filled or seen.distinct < _FEWEST:
            continue
        if who and all(len(found) == 1 for found in _grouped(table, name, who).values()):
            return name
    return None


def of_case(table: Table, fields: Items[str, str], value: str) -> str | None:
    """The column with the case of which every event repeats one amount, whatever happened; None where one of them could be an order.

    Only cases: what a customer always pays (a subscription, a gift) is earned each time.
    """
    who = next((fields[name] for name in ("journey_id", "customer_id") if name in fields and is_case(fields[name])), None)
    what = fields.get("touchpoint")
    if who is None or what is None or profiles(table.cells, [value])[value].fill < _SAME:
        return None
    if any(buys(text) for text in sample(table.cells).column(what).unique().to_pylist() if text):
        return None
    amounts, happened = _grouped(table, who, value), _grouped(table, who, what)
    several = [case for case, found in happened.items() if len(found) > 1 and case in amounts]
    same = sum(len(amounts[case]) == 1 for case in several)
    return who if len(several) >= _FEWEST and same >= _SAME * len(several) else None


def weighs(table: Table, kind: str, column: str) -> bool:
    """Whether a column can weigh answers: under "wt", which may be what a parcel weighs, only decimals around 1 beside answers do."""
    if "wt" not in normal(column).split():
        return True
    numbers = [number for text in sample(table.cells).column(column).to_pylist() if text and (number := as_number(text)) is not None]
    whole = sum(number == int(number) for number in numbers if abs(number) < 1e9)
    return kind in ("surveys", "neither") and 2 * whole < len(numbers) and _LIGHT <= sum(numbers) / len(numbers) <= _HEAVY


def _grouped(table: Table, by: str, column: str) -> dict[str, set[str]]:
    part = table.cells.slice(0, _ROWS)
    found: dict[str, set[str]] = defaultdict(set)
    for key, text in zip(part.column(by).to_pylist(), part.column(column).to_pylist(), strict=True):
        if key and text:
            found[key].add(text)
    return found
