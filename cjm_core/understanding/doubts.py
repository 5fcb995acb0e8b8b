"""What a person should look at before a mapping is loaded: spoiled ids, ids that are no customers, dates that leave something open."""

from __future__ import annotations

import pyarrow.compute as pc

from cjm_core.format import count
from cjm_core.plan import Mapping, Table
from cjm_core.understanding.profile import profiles, sample
from cjm_core.understanding.times import lacks_year, order_open

_IDS = ("customer_id", "journey_id", "response_id")
_ROUNDED = r"^\s*[1-9](?:[.,]\d+)?[eE]\+?\d{2}\s*$"  # 5.70306E+17
_LONG = r"^\s*\d{16,}\s*$"
_CUT = r"^\s*\d{15}0+\s*$"  # a spreadsheet keeps 15 digits; a longer number ends in zeros
_FEWEST = 30  # rows from which shares say something
_UNIQUE, _SAME = 0.98, 0.9


def doubts(table: Table, mapping: Mapping) -> tuple[str, ...]:
    """Everything that is doubtful about a table under a mapping, one plain sentence or two each; empty where nothing is."""
    return (*spoiled_ids(table, mapping), *order_like_customer(table, mapping), *one_customer(table, mapping), *open_dates(table, mapping))


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
    if seen.filled < _FEWEST or seen.distinct < _UNIQUE * seen.filled:
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
