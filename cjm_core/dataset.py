"""The only door to the data: one immutable DuckDB file, opened read-only, one cursor per query."""

from __future__ import annotations

import json
import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from cjm_core.errors import BadInput
from cjm_core.schema import SCHEMA_VERSION
from cjm_core.scope import Scope
from cjm_core.settings import in_force

_READ_AHEAD = 1_000_000_000  # bytes
_NAMED = re.compile(r"\$([a-z_][a-z0-9_]*)")
_TABLES = ("customers", "journeys", "sessions", "carts", "events", "comments")
# Words of a column that names the currency of the amounts beside it, without accents.
_CURRENCY = frozenset({
    "currency", "currencies", "ccy", "wahrung", "waehrung", "wahrungscode", "devise", "devises", "monnaie", "valuta", "valutacode", "moneda",
    "divisa", "munt", "muntsoort", "munteenheid", "moeda", "waluta", "valuutta",
})  # fmt: skip


@dataclass(frozen=True)
class Dimension:
    """A column of the person's files by which numbers can be split. `column` is its physical name, never the file's text."""

    name: str
    column: str
    in_events: bool
    in_surveys: bool
    distinct_values: int


@dataclass(frozen=True)
class Dataset:
    """One imported dataset. Hash and equality are its fingerprint (sources, import plan and schema version)."""

    fingerprint: str
    path: Path = field(compare=False)
    info: dict[str, str] = field(compare=False, repr=False)
    dimensions: dict[str, Dimension] = field(compare=False, repr=False)
    connection: duckdb.DuckDBPyConnection = field(compare=False, repr=False)

    @staticmethod
    def open(path: str | Path) -> Dataset:
        """Open a dataset file. Raises BadInput when it is missing or not one of ours."""
        connection = _connect(Path(path))
        try:
            info = dict(connection.execute("SELECT key, value FROM dataset_info").fetchall())
            rows = connection.execute('SELECT name, "column", in_events, in_surveys, distinct_values FROM dimensions').fetchall()
        except duckdb.Error:
            raise BadInput(f"{path} is not a dataset of this program. Import your files again with: import FILE --out {path}") from None
        if int(info.get("schema_version") or 0) != SCHEMA_VERSION:
            raise BadInput(f"{path} was made by another version of this program. Import the original files again.")
        dimensions = {row[0]: Dimension(*row) for row in rows}
        return Dataset(info["fingerprint"], Path(path), info, dimensions, connection)

    @property
    def name(self) -> str:
        """What people call this dataset."""
        return self.info["name"]

    @property
    def is_demo(self) -> bool:
        """Whether the data are made up."""
        return self.info.get("demo") == "1"

    def first_and_end(self, of: str = "events") -> tuple[datetime, datetime] | None:
        """First time, and the end just after the last, of `events`, `answers` or `reported` numbers; None where there are no dates."""
        first, last = self.info.get(f"{of}_from"), self.info.get(f"{of}_to")
        if not first or not last:
            return None
        return datetime.fromisoformat(first), datetime.fromisoformat(last) + timedelta(microseconds=1)

    @property
    def has_events(self) -> bool:
        """Whether any event was loaded."""
        return self.first_and_end("events") is not None

    def count_of(self, what: str) -> int:
        """How many events, customers, journeys, responses, values, orders, goals, carts or channels were loaded."""
        return int(self.info.get(f"count_{what}") or 0)

    @property
    def questions(self) -> dict[str, int]:
        """Every question asked and its number of valid answers."""
        return dict(json.loads(self.info.get("questions") or "{}"))

    def dimension(self, name: str) -> Dimension:
        """The dimension of that name. Raises BadInput that lists the names there are."""
        if name in self.dimensions:
            return self.dimensions[name]
        known = ", ".join([*BUILT_IN, *self.dimensions])
        raise BadInput(f"There is no dimension {name!r} in this dataset. It has: {known}.")

    def values(self, name: str) -> list[str]:
        """The values of a dimension (or `touchpoint`, `stage`) that occur, in their order. Raises BadInput for an unknown name."""
        if name in BUILT_IN:
            place = "position" if name == "touchpoint" else "stage_position"
            return list(self.query(f"SELECT {name} AS value FROM touchpoints GROUP BY {name} ORDER BY min({place})")["value"])
        dimension = self.dimension(name)
        carriers = [table for table, has in (("events", dimension.in_events), ("surveys", dimension.in_surveys)) if has]
        union = " UNION ".join(f"SELECT {dimension.column} AS value FROM {table}" for table in carriers)
        return list(self.query(f"SELECT DISTINCT value FROM ({union}) WHERE value IS NOT NULL ORDER BY value")["value"])

    @cached_property
    def currency_dimension(self) -> Dimension | None:
        """The column that says in which currency an event's value is, or None: called so, and filled with short codes or signs."""
        named = (one for one in self.dimensions.values() if one.in_events and _words(one.name) & _CURRENCY)
        return next((one for one in named if _are_codes(self.values(one.name))), None)

    @cached_property
    def currencies(self) -> tuple[str, ...]:
        """Every currency of the values, in capitals; none where no column names it."""
        return tuple(sorted({currency_code(value) for value in self.values(self.currency_dimension.name)})) if self.currency_dimension else ()

    @property
    def currency(self) -> str | None:
        """The currency, where the data know exactly one."""
        return self.currencies[0] if len(self.currencies) == 1 else None

    def currency_in(self, scope: Scope, usual: str = "") -> str:
        """What to write beside amounts of this scope: the data's only currency; the chosen one of several, or nothing; without any, `usual`.

        `usual` is also another way to write the only one ("€" for EUR). It never stands beside amounts in another currency.
        """
        if self.currency_dimension is None or not self.currencies:
            return usual
        if self.currency:
            return usual if currency_code(usual) == self.currency else self.currency
        chosen = {currency_code(value) for value in scope.values_of().get(self.currency_dimension.name, ())}
        return chosen.pop() if len(chosen) == 1 else ""

    def read_ahead(self) -> None:
        """Read events and answers once, so that the first screen need not wait for the disk. Very large files are left where they are."""
        with suppress(OSError):  # the file was just replaced or removed
            for table in ("events", "surveys") if self.path.stat().st_size < _READ_AHEAD else ():
                self.query(f"SELECT max(COLUMNS(*)) FROM {table}")

    def query(self, sql: str, scope: Scope | None = None, **params: Any) -> pd.DataFrame:
        """Run a SELECT and return its rows.

        The tables named in `_scoped_tables` may be used as if they existed; they hold the scope's population at all times.
        `$start` and `$end` are the scope's period, or that of the data. Only named parameters carry values.
        """
        scope = scope or Scope()
        bound = {**self._period(scope), "zone": in_force().time_zone, **params}
        tables = _scoped_tables(self, scope, bound)
        whole = _with_tables(sql, tables)
        used = {name: bound[name] for name in set(_NAMED.findall(whole)) if name in bound}
        # A cursor per query: a connection shared by threads hands out other sessions' rows.
        cursor = self.connection.cursor()
        try:
            cursor.execute(_USE)
            return cursor.execute(whole, used).df()
        finally:
            cursor.close()

    def _period(self, scope: Scope) -> dict[str, datetime | None]:
        """`$start` and `$end` of a query."""
        first, end = self.first_and_end("events") or self.first_and_end("answers") or (datetime(1970, 1, 1), datetime(1970, 1, 1))
        return {"start": scope.start or first, "end": scope.end or end}


def currency_code(value: str) -> str:
    """One currency written in several ways: ' eur ' and '€' are EUR. Other signs stay, because $ and £ are several currencies."""
    return value.strip().upper().replace("€", "EUR")


def currency_sql(column: str) -> str:
    """The same in SQL."""
    return f"replace(upper(trim({column})), '€', 'EUR')"


def _words(name: str) -> set[str]:
    """'Order_Währung', 'orderCurrency' -> order, wahrung, currency."""
    apart = unicodedata.normalize("NFKD", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)).casefold()
    return set(re.findall(r"[^\W\d_]+", "".join(letter for letter in apart if not unicodedata.combining(letter))))


def _are_codes(values: list[str]) -> bool:
    """Whether most of these are like EUR, US$ or kr: a stray 'unknown' is one more currency, not a reason to add everything up."""
    short = sum(len(value.strip()) <= 4 and not re.search(r"\d", value) for value in values)
    return 2 * short > len(values)


BUILT_IN = ("touchpoint", "stage")
_USE = "USE dataset"  # a cursor does not inherit it
_SANDBOX = (
    "SET autoinstall_known_extensions = false", "SET autoload_known_extensions = false",
    "SET enable_external_access = false", "SET lock_configuration = true",
)  # fmt: skip


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    """A read-only connection that can reach nothing but its own file."""
    if not path.is_file():
        raise BadInput(f"There is no dataset at {path}. Make one with: import FILE --out {path}")
    quoted = str(path).replace("'", "''")
    try:
        # Attached to a database of its own: opened directly, DuckDB would hand out the file that stood here before, as long as
        # anybody still reads it.
        connection = duckdb.connect(":memory:")
        for statement in (f"ATTACH '{quoted}' AS dataset (TYPE duckdb, READ_ONLY)", *_SANDBOX, _USE):
            connection.execute(statement)
        return connection
    except duckdb.Error:
        raise BadInput(f"{path} is not a dataset of this program. Import your files again with: import FILE --out {path}") from None


def _with_tables(sql: str, tables: dict[str, str]) -> str:
    """The query preceded by those scoped tables it mentions, directly or through another."""
    needed: set[str] = set()
    texts = [sql]
    while texts:
        words = set(re.findall(r"[a-z_]+", texts.pop()))
        for name in words & set(tables) - needed:
            needed.add(name)
            texts.append(tables[name])
    # Written out where they are used, so that each use reads only its own columns and rows; the population is found once.
    heads = [f"{name} AS {'' if name == 'population' else 'NOT MATERIALIZED '}({tables[name]})" for name in tables if name in needed]
    if not heads:
        return sql
    body = sql.strip()
    if body[:5].upper() == "WITH ":
        return "WITH " + ", ".join(heads) + ", " + body[5:]
    return "WITH " + ", ".join(heads) + " " + body


def _scoped_tables(data: Dataset, scope: Scope, bound: dict[str, Any]) -> dict[str, str]:
    """SQL of the tables that hold only the scope's customers; binds the chosen values into `bound`."""
    conditions, own = [], []
    for index, (name, values) in enumerate(scope.values_of().items()):
        bound[f"where_{index}"] = values
        chosen = f"(SELECT unnest($where_{index}))"
        members = _members(data, name, chosen)
        conditions.append(f"customer_key IN ({members})")
        carried = _survey_column(data, name)
        own.append(f"({carried} IN {chosen})" if carried else f"(customer_key IN ({members}) OR customer_key IS NULL)")
    where = " AND ".join(conditions) or "true"
    tables = {"population": f"SELECT customer_key FROM customers WHERE {where}"}
    for table in _TABLES:
        keep = "WHERE customer_key IN (SELECT customer_key FROM population)" if conditions else ""
        tables[f"scoped_{table}"] = f"SELECT * FROM {table} {keep}"
    # Anonymous answers that cannot be placed in the population stay, marked, so that they are counted as left out.
    lost = "customer_key IS NULL" if any("OR customer_key IS NULL" in text for text in own) else "false"
    tables["scoped_surveys"] = (
        f"SELECT * REPLACE (CASE WHEN state = 'valid' AND {lost} THEN 'no_customer' ELSE state END AS state) FROM surveys"
        f" WHERE {' AND '.join(own) or 'true'}"
    )
    return tables


def _members(data: Dataset, name: str, chosen: str) -> str:
    """SQL for the customers who carry one of the chosen values in any of their rows."""
    if name == "touchpoint":
        return f"SELECT customer_key FROM events WHERE touchpoint::VARCHAR IN {chosen}"
    if name == "stage":
        return f"SELECT customer_key FROM events JOIN touchpoints t ON t.touchpoint = events.touchpoint::VARCHAR WHERE t.stage IN {chosen}"
    dimension = data.dimension(name)
    table = "events" if dimension.in_events else "surveys"
    return f"SELECT customer_key FROM {table} WHERE {dimension.column} IN {chosen} AND customer_key IS NOT NULL"


def _survey_column(data: Dataset, name: str) -> str | None:
    """SQL for the answers' own value of a dimension, or None where answers do not carry it."""
    if name == "touchpoint":
        return "touchpoint::VARCHAR"
    if name == "stage":
        return "(SELECT t.stage FROM touchpoints t WHERE t.touchpoint = surveys.touchpoint::VARCHAR)"
    dimension = data.dimension(name)
    return dimension.column if dimension.in_surveys else None
