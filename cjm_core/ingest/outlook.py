"""What a file would become, before anything is built: its first rows as they will be read, and what does not load and why."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pandas as pd

from cjm_core.ingest.staging import Staged, missing_sql, report, scales_of, stage
from cjm_core.plan import Answer, FileReport, Source, Table
from cjm_core.understanding.mapping_edit import LABELS, RATING, label

_SHOWN = 8  # rows
_REJECTS = 50  # rows
_SPLITS = 12  # columns that are only splits, in the preview


@dataclass(frozen=True)
class Asked:
    """How the answers of one question look: filled ones on the scale, outside it, and empty ones."""

    question: str
    scale: tuple[float, float]
    valid: int
    outside: int
    missing: int


@dataclass(frozen=True)
class Outlook:
    """`first`: the first rows, headed by what each column is. `rejects`: line, column, value, reason (the first 50).

    `touchpoints` are those of the events that will load, in the order of their first row.
    """

    report: FileReport
    first: pd.DataFrame
    rejects: pd.DataFrame
    asked: tuple[Asked, ...]
    touchpoints: tuple[str, ...]
    has_value: bool


def look(source: Source) -> Outlook:
    """Type one file without writing anything. Raises BadInput when the mapping cannot work."""
    with duckdb.connect(":memory:") as con:
        con.execute("SET TimeZone = 'UTC'")
        staged = stage(con, 0, source)
        asked = tuple(_asked(con, staged, question, scale) for question, scale in scales_of(source.mapping).items())
        events = source.mapping.kind in ("events", "both")
        return Outlook(
            report(con, staged), _first(con, staged), _rejects(con, staged), asked, _touchpoints(con, staged) if events else (),
            events and "value" in source.mapping.fields,
        )  # fmt: skip


def as_read(table: Table) -> pd.DataFrame:
    """The first rows as text, for a file that cannot be loaded yet."""
    frame: pd.DataFrame = table.cells.slice(0, _SHOWN).to_pandas()
    return frame


def first_values(table: Table, column: str, most: int = 3) -> str:
    """The first different values of a column, for a glance: 'Web · Store · Phone'."""
    seen = dict.fromkeys(value for value in table.cells.column(column).slice(0, 500).to_pylist() if value)
    return " · ".join(value if len(value) <= 24 else value[:23] + "…" for value in list(seen)[:most]) or "empty in the first rows"


def heading(meaning: str, touchpoint: str | None = None) -> str:
    """What stands above a column: its meaning, without the explanation in brackets."""
    return f"Rating of {touchpoint}" if touchpoint else label(meaning).split(" (")[0]


def _first(con: duckdb.DuckDBPyConnection, staged: Staged) -> pd.DataFrame:
    """The first rows that load: fields typed, answers as numbers, in the order of `LABELS`, then some of the splits."""
    mapping = staged.source.mapping
    meant = [(list(LABELS).index(name), heading(name), f"t.{name}") for name in mapping.fields]
    meant += [(list(LABELS).index("event_time"), moment.touchpoint, f"t.m{at}") for at, moment in enumerate(mapping.moments)]
    for at, answer in enumerate(mapping.answers):
        place = list(LABELS).index(RATING if answer.touchpoint else answer.question)
        meant.append((place, heading(answer.question, answer.touchpoint), _score(f"t.a{at}", answer)))
    picked = [(name, sql) for _, name, sql in sorted(meant, key=lambda item: item[0])]
    picked += [(name, f"t.{typed}") for name, typed in list(staged.dimensions.items())[:_SPLITS]]
    if not picked:
        return pd.DataFrame()
    listed = ", ".join(f"{sql} AS p{at}" for at, (_, sql) in enumerate(picked))
    frame: pd.DataFrame = con.execute(
        f"SELECT {listed} FROM {staged.typed} t WHERE t.fault IS NULL ORDER BY row_index LIMIT {_SHOWN}"
    ).df()
    return frame.set_axis(_unlike([name for name, _ in picked]), axis=1)


def _unlike(names: list[str]) -> list[str]:
    """The names, each made unlike those before it."""
    seen: list[str] = []
    for name in names:
        tries = (name, *(f"{name} ({count})" for count in range(2, len(names) + 2)))
        seen.append(next(text for text in tries if text not in seen))
    return seen


def _score(cell: str, answer: Answer) -> str:
    """SQL of a cell as the build will read it: text for a comment, a number for an answer."""
    number = f"try_cast(replace(trim({cell}), ',', '.') AS DOUBLE)"
    return f"CASE WHEN NOT ({missing_sql(cell)}) THEN {f'trim({cell})' if answer.question == 'comment' else number} END"


def _asked(con: duckdb.DuckDBPyConnection, staged: Staged, question: str, scale: tuple[float, float]) -> Asked:
    """Count the answers of one question over all its columns, in the rows that load."""
    low, high = scale
    valid = outside = missing = 0
    for at, answer in enumerate(staged.source.mapping.answers):
        if answer.question == question:
            cell = f"a{at}"
            score = _score(cell, answer)
            good, empty, every = con.execute(
                f"SELECT count(*) FILTER (x BETWEEN {low} AND {high} AND x = floor(x)), count(*) FILTER (empty), count(*) FROM ("
                f"SELECT {score} AS x, {missing_sql(cell)} AS empty FROM {staged.typed} WHERE fault IS NULL)"
            ).fetchall()[0]
            valid, missing, outside = valid + good, missing + empty, outside + every - good - empty
    return Asked(question, scale, valid, outside, missing)


def _rejects(con: duckdb.DuckDBPyConnection, staged: Staged) -> pd.DataFrame:
    """The first rows that will not load: line, column, value, reason (as the build writes it)."""
    table, fields = staged.source.table, staged.source.mapping.fields
    cells = {name: f"r.c{table.columns.index(column)}" for name, column in fields.items()}
    cases = " ".join(f"WHEN t.fault LIKE '{name} %' THEN {cell}" for name, cell in cells.items())
    frame: pd.DataFrame = con.execute(
        f"SELECT t.line, split_part(t.fault, ' ', 1) AS field, CASE {cases or 'WHEN false THEN NULL'} END AS value,"
        f" t.fault AS reason FROM {staged.typed} t JOIN {staged.raw} r USING (row_index) WHERE t.fault IS NOT NULL"
        f" ORDER BY row_index LIMIT {_REJECTS}"
    ).df()
    frame.insert(1, "column", frame.pop("field").map(lambda name: fields.get(name, name)))
    return frame


def _touchpoints(con: duckdb.DuckDBPyConnection, staged: Staged) -> tuple[str, ...]:
    rows = con.execute(
        f"SELECT touchpoint FROM {staged.typed} WHERE event_fault IS NULL AND touchpoint IS NOT NULL"
        " GROUP BY touchpoint ORDER BY min(row_index)"
    ).fetchall()
    return tuple(row[0] for row in rows)
