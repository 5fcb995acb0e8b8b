"""Numbers that somebody has added up already: kept as they are, apart from everything measured."""

from __future__ import annotations

import duckdb

from cjm_core.errors import BadInput
from cjm_core.plan import FileReport, Mapping, Table


def create(con: duckdb.DuckDBPyConnection) -> None:
    """The table of reported numbers, empty."""
    con.execute(
        "CREATE TABLE reported (source INTEGER, measure VARCHAR, unit VARCHAR, touchpoint VARCHAR, period_start TIMESTAMP,"
        " period_end TIMESTAMP, value DOUBLE, n BIGINT, low DOUBLE, high DOUBLE, line BIGINT)"
    )


def insert(con: duckdb.DuckDBPyConnection, source: int, table: Table, mapping: Mapping) -> FileReport:
    raise BadInput("later")
