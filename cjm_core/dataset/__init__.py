"""The only door to the data: one immutable DuckDB file, opened read-only, one cursor per query."""

from __future__ import annotations

import json
import re
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from cjm_core.dataset._beside import Beside
from cjm_core.dataset._scoped import BUILT_IN, scoped_tables, with_tables
from cjm_core.dataset.currencies import CURRENCY, are_codes, currency_code, currency_sql, words_of
from cjm_core.errors import BadInput
from cjm_core.schema import SCHEMA_VERSION
from cjm_core.scope import Scope
from cjm_core.settings import in_force

_READ_AHEAD = 1_000_000_000  # bytes
_NAMED = re.compile(r"\$([a-z_][a-z0-9_]*)")


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
    beside: Beside = field(default_factory=Beside, compare=False, repr=False)

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
    def answered_at_once(self) -> bool:
        """Whether all answers of one response have the same time, as they do unless a file has a row with a time for each of them."""
        sql = "SELECT 1 FROM surveys GROUP BY response_key HAVING min(answered_at) <> max(answered_at) OR count(answered_at) % count(*) > 0 LIMIT 1"
        return self.query(sql).empty

    @cached_property
    def touchpoint_names(self) -> frozenset[str]:
        """The names of all touchpoints in these data."""
        return frozenset(self.query("SELECT touchpoint FROM touchpoints")["touchpoint"])

    @cached_property
    def currency_dimension(self) -> Dimension | None:
        """The column that says in which currency an event's value is, or None: called so, and filled with short codes or signs."""
        named = (one for one in self.dimensions.values() if one.in_events and words_of(one.name) & CURRENCY)
        return next((one for one in named if are_codes(self.values(one.name))), None)

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

    @property
    def reads_ahead(self) -> bool:
        """Whether the file is small enough to keep parts of it in memory."""
        with suppress(OSError):
            return self.path.stat().st_size < _READ_AHEAD
        return False

    def read_ahead(self) -> None:
        """Read events and answers once, so that the first screen need not wait for the disk. Very large files are left where they are."""
        with suppress(OSError):  # the file was just replaced or removed
            for table in ("events", "surveys") if self.reads_ahead else ():
                self.query(f"SELECT max(COLUMNS(*)) FROM {table}")
            if self.has_events and self.reads_ahead:
                self.beside.table(self, PAUSES, _PAUSES)
                if self.query(_NAMES)["n"].iloc[0] <= MOST_BITS:
                    self.beside.table(self, VISITS, _VISITS)
            _ = self.answered_at_once

    def query(self, sql: str, scope: Scope | None = None, **params: Any) -> pd.DataFrame:
        """Run a SELECT and return its rows.

        The tables named in `_scoped_tables` may be used as if they existed; they hold the scope's population at all times.
        `$start` and `$end` are the scope's period, or that of the data. Only named parameters carry values.
        """
        scope = scope or Scope()
        bound = {**self._period(scope), "zone": in_force().time_zone, **params}
        whole = with_tables(sql, scoped_tables(self, scope, bound))
        used = {name: bound[name] for name in set(_NAMED.findall(whole)) if name in bound}
        # A cursor per query: a connection shared by threads hands out other sessions' rows.
        with closing(self.connection.cursor()) as cursor:
            cursor.execute(_USE)
            return cursor.execute(whole, used).df()

    def narrowed(self, table: str, scope: Scope) -> str:
        """SQL of those rows of a table made of single answers that are the scope's; it stands where `scoped_surveys` would, in `query`."""
        return scoped_tables(self, scope, {}, f"{table} AS surveys")["scoped_surveys"]

    def run(self, sql: str, bound: dict[str, Any]) -> None:
        """Run a statement about the tables beside the dataset; the dataset itself cannot be written to."""
        with closing(self.connection.cursor()) as cursor:
            cursor.execute(_USE)
            cursor.execute(sql, bound)

    def _period(self, scope: Scope) -> dict[str, datetime | None]:
        """`$start` and `$end` of a query."""
        first, end = self.first_and_end("events") or self.first_and_end("answers") or (datetime(1970, 1, 1), datetime(1970, 1, 1))
        return {"start": scope.start or first, "end": scope.end or end}


PAUSES = "pauses"
QUIET_DAYS = 14  # convention: silence for longer than this is leaving
# Events after which a customer did nothing for so long or never again (`last`), and when the customer came to the same touchpoint again.
_PAUSES = f"""
SELECT customer_key, touchpoint, event_time, next_time IS NULL AS last,
       lead(event_time) OVER (PARTITION BY customer_key, touchpoint ORDER BY event_key) AS again
FROM (SELECT customer_key, touchpoint, event_time, event_key, lead(event_time) OVER (PARTITION BY customer_key ORDER BY event_key) AS next_time
      FROM dataset.events)
QUALIFY next_time IS NULL OR next_time > event_time + INTERVAL {QUIET_DAYS} DAY
ORDER BY customer_key, event_time"""
VISITS, MOST_BITS = "visits", 62
VISIT_MINUTES = 15  # every time zone's midnight is a full quarter of an hour in UTC
_NAMES = "SELECT len(enum_range(NULL::dataset.touchpoint_name)) AS n"
# Where a customer was in each quarter of an hour: the bits are the touchpoints' numbers as they are stored.
_VISITS = f"""
SELECT customer_key, time_bucket(INTERVAL {VISIT_MINUTES} MINUTE, event_time) AS quarter, bit_or(1::BIGINT << enum_code(touchpoint)) AS mask
FROM dataset.events GROUP BY ALL ORDER BY customer_key, quarter"""
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


__all__ = ["BUILT_IN", "PAUSES", "QUIET_DAYS", "VISITS", "VISIT_MINUTES", "Dataset", "Dimension", "currency_code", "currency_sql"]
