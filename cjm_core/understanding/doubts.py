"""What a person should look at before a mapping is loaded: spoiled ids, ids that are no customers, dates that leave something open."""

from __future__ import annotations

import pyarrow.compute as pc

from cjm_core.format import count
from cjm_core.plan import Mapping, Table
from cjm_core.understanding.amounts import of_case, of_one_piece, order_column
from cjm_core.understanding.answers import code_doubts
from cjm_core.understanding.likeness import likeness
from cjm_core.understanding.profile import NOBODY, profiles, sample
from cjm_core.understanding.times import lacks_year, order_open

_IDS = ("customer_id", "journey_id", "response_id")
_ROUNDED = r"^\s*[1-9](?:[.,]\d+)?[eE]\+?\d{2}\s*$"  # 5.70306E+17
_LONG = r"^\s*\d{16,}\s*$"
_CUT = r"^\s*\d{15}0+\s*$"  # a spreadsheet keeps 15 digits; a longer number ends in zeros
_FEWEST = 30  # rows from which shares say something
_UNIQUE, _SAME = 0.98, 0.9
_NO_ID = r"null|nan|none|\\n|\(?not set\)?|\(?null\)?|unknown|unbekannt|inconnu|guest|n/a|#n/a|-1"  # as programs write that there is none
_NO_CUSTOMER = rf"(?i)^\s*(?:{_NO_ID}|{'|'.join(sorted(NOBODY))})\s*$"
_NUMBERS = 0.8  # share of numbers in a column of amounts
_FEW = 0.02  # share of rows with one of these from which it is worth a sentence
_OFTEN_EMPTY = 0.2  # share of rows without a customer that is worth a sentence
_KNOWN = 60.0  # likeness from which a header names a field


def looked_at_twice(table: Table, mapping: Mapping) -> tuple[str, ...]:
    """What a person should look at before a table is built: what is doubtful about it, and numbers beside the scale of an answer."""
    return (*doubts(table, mapping), *code_doubts(table, mapping))


def doubts(table: Table, mapping: Mapping) -> tuple[str, ...]:
    """Everything that is doubtful about a table under a mapping, one plain sentence or two each; empty where nothing is."""
    whose = (*spoiled_ids(table, mapping), *order_like_customer(table, mapping), *one_customer(table, mapping), *nobodies(table, mapping))
    return (*whose, *sparse_customer(table, mapping), *amounts(table, mapping), *open_dates(table, mapping))


def spoiled_ids(table: Table, mapping: Mapping) -> list[str]:
    """Sentences about id columns that a spreadsheet has rounded: 5.70306E+17, or long numbers that end in zeros."""
    said = []
    for column in dict.fromkeys(mapping.fields[name] for name in _IDS if name in mapping.fields):
        if column not in table.columns:
            continue
        rounded, long, cut = (_matching(table, column, pattern) for pattern in (_ROUNDED, _LONG, _CUT))
        if rounded:
            what = f"{column!r} has rounded numbers like {_example(table, column, _ROUNDED)} in place of ids ({_of(rounded, table)})"
        elif long >= 3 and cut >= 0.9 * long:
            what = f"{column!r} has long ids that end in zeros, like {_example(table, column, _CUT)} ({_of(cut, table)})"
        else:
            continue
        said.append(f"{what}: a spreadsheet has cut them, and different ids may have become one. Export it again with this column as text.")
    return said


def order_like_customer(table: Table, mapping: Mapping) -> list[str]:
    """A sentence where the customer id of events is another one in nearly every row, as order ids are."""
    column = mapping.fields.get("customer_id")
    if mapping.kind not in ("events", "both") or column not in table.columns:
        return []
    seen = profiles(table.cells, [column])[column]
    if seen.filled < _FEWEST or seen.distinct < _UNIQUE * seen.filled or 2 * _matching(table, column, "@") > seen.filled:
        return []
    then = "every row would be a customer of its own" if mapping.moments else "nobody would be seen twice"
    often = f"({count(seen.distinct)} of {count(seen.filled)})"
    return [f"{column!r} is another one in nearly every row {often}, like an order id: {then}. Choose the customer's own column, if there is one."]


def one_customer(table: Table, mapping: Mapping) -> list[str]:
    """A sentence where nearly all rows belong to one customer."""
    column = mapping.fields.get("customer_id")
    if column not in table.columns:
        return []
    cells = sample(table.cells).column(column).drop_null()
    if len(cells) < _FEWEST:
        return []
    most = max(pc.value_counts(cells).to_pylist(), key=lambda entry: entry["counts"])
    if most["counts"] < _SAME * len(cells):
        return []
    share = f"{most['counts'] / len(cells):.0%}".replace("%", " %")
    return [f"{share} of rows have the same customer, {str(most['values'])[:40]!r}. Choose another column if {column!r} is not the customer."]


def nobodies(table: Table, mapping: Mapping) -> list[str]:
    """A sentence where a word for “nobody” would be counted as one customer."""
    column = mapping.fields.get("customer_id")
    if column not in table.columns or table.cells.num_rows < _FEWEST:
        return []
    cells = int(pc.sum(pc.match_substring_regex(table.cells.column(column), _NO_CUSTOMER)).as_py() or 0)
    if not _FEW * table.cells.num_rows <= cells < _SAME * table.cells.num_rows:
        return []
    example = _example(table, column, _NO_CUSTOMER)
    return [f"{example!r} stands for the customer in {_of(cells, table)} and would be one customer. Empty these cells if nobody is known there."]


def sparse_customer(table: Table, mapping: Mapping) -> list[str]:
    """A sentence where many events have no customer although another column could say whose they are."""
    column = mapping.fields.get("customer_id")
    if mapping.kind not in ("events", "both") or column not in table.columns:
        return []
    empty = table.cells.column(column).null_count
    taken = {*mapping.fields.values(), *(moment.column for moment in mapping.moments)}
    known = [name for name in table.columns if name not in taken and likeness(name, "customer_id") >= _KNOWN]
    filled = next((name for name in known if table.cells.column(name).null_count < empty / 4), None)
    if empty < _OFTEN_EMPTY * table.cells.num_rows or filled is None:
        return []
    more = f"{filled!r} says more often whose a row is"
    return [f"{column!r} is empty in {_of(empty, table)}, which will not load; {more}. Choose the one that counts."]


def amounts(table: Table, mapping: Mapping) -> list[str]:
    """Sentences about amounts that are not what a row brought in, and about rows that are the lines of one order."""
    if mapping.kind not in ("events", "both"):
        return []
    return [*_priced(table, mapping), *_lines_of_orders(table, mapping)] if "value" in mapping.fields else _left_out(table, mapping)


def _priced(table: Table, mapping: Mapping) -> list[str]:
    """A sentence where the price of one piece counts as the whole value."""
    value = mapping.fields["value"]
    pieces = of_one_piece(table, value) if value in table.columns else None
    if pieces is None:
        return []
    why = f"{value!r} looks like the price of one piece, because {pieces!r} counts several: orders would be worth too little."
    return [f"{why} Choose a column with the whole amount, if there is one."]


def _left_out(table: Table, mapping: Mapping) -> list[str]:
    """A sentence on an amount that was not taken for the value of orders."""
    taken = {*mapping.fields.values(), *mapping.ignored, *(answer.column for answer in mapping.answers)}
    priced = next((name for name in table.columns if name not in taken and of_one_piece(table, name)), None)
    if priced:
        return [f"{priced!r} looks like the price of one piece, so orders have no value. Add a column with the whole amount."]
    named = [name for name in table.columns if name not in taken and likeness(name, "value") >= _KNOWN]
    seen = profiles(table.cells, named)
    repeated = ((name, of_case(table, mapping.fields, name)) for name in named if seen[name].numbers >= _NUMBERS)
    name, case = next((found for found in repeated if found[1]), (None, None))
    what = f"Every event of one {case!r} repeats the same {name!r}, so it is not counted as money earned."
    return [f"{what} Choose it as the order value if it is."] if case else []


def _lines_of_orders(table: Table, mapping: Mapping) -> list[str]:
    """A sentence where several rows are the lines of one order and are counted one by one."""
    order = order_column(table, mapping.fields) if "touchpoint" not in mapping.fields else None
    if order is None:
        return []
    seen = profiles(table.cells, [order])[order]
    often = f"({count(seen.distinct)} different in {count(seen.filled)} rows)"
    return [f"Several rows share one {order!r} {often}: each row counts as an order of its own. Export one row per order to count orders rightly."]


def open_dates(table: Table, mapping: Mapping) -> list[str]:
    """Sentences about dates without a year, and dates whose day and month could change places."""
    columns = [mapping.fields[name] for name in ("event_time", "answered_at") if name in mapping.fields]
    said = []
    for column in dict.fromkeys([*columns, *(moment.column for moment in mapping.moments)]):
        if column not in table.columns:
            continue
        if mapping.year is None and lacks_year(table, column):
            said.append(f"The dates in {column!r} have no year. Say which year they are from.")
        if mapping.day_first is None and order_open(table, column):
            said.append(f"Day and month in {column!r} could change places in every date. Say which comes first; without that, the day does.")
    return said


def _of(cells: int, table: Table) -> str:
    return f"{count(cells)} of {count(table.cells.num_rows)} rows"


def _matching(table: Table, column: str, pattern: str) -> int:
    return int(pc.sum(pc.match_substring_regex(table.cells.column(column), pattern)).as_py() or 0)


def _example(table: Table, column: str, pattern: str) -> str:
    cells = table.cells.column(column)
    place = pc.index(pc.match_substring_regex(cells, pattern), True).as_py()
    return str(cells[place].as_py()).strip()
