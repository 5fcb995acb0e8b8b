"""What a file would become, before anything is built: its first rows as they will be read, and what does not load and why."""

from __future__ import annotations

from dataclasses import dataclass, field

import duckdb
import pandas as pd

from cjm_core.ingest import publish, reported
from cjm_core.ingest.faults import literal
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

    `touchpoint_counts`: how many events each touchpoint has, in the order of its first row. `answered_at`: the touchpoints that the
    rows of answers name.
    """

    report: FileReport
    first: pd.DataFrame
    rejects: pd.DataFrame
    asked: tuple[Asked, ...] = ()
    touchpoint_counts: dict[str, int] = field(default_factory=dict)
    answered_at: tuple[str, ...] = ()
    has_value: bool = False

    @property
    def touchpoints(self) -> tuple[str, ...]:
        """The touchpoints of the events that will load."""
        return tuple(self.touchpoint_counts)


def look(source: Source) -> Outlook:
    """Type one file without writing anything. Raises BadInput when the mapping cannot work."""
    mapping = source.mapping
    if mapping.kind == "reported":
        return Outlook(reported.check(source.table, mapping), _figures(source), _faulty_figures(source))
    with publish.scratch() as con:
        staged = stage(con, 0, source)
        asked = tuple(_asked(con, staged, question, scale) for question, scale in scales_of(mapping).items())
        events = mapping.kind in ("events", "both")
        done = report(con, staged)
        return Outlook(
            done, _first(con, staged), _rejects(con, staged, _REJECTS if done.rejected else 0), asked, _touchpoints(con, staged) if events else {},
            tuple(_named(con, staged, "fault")) if mapping.kind == "surveys" else (), events and "value" in mapping.fields,
        )  # fmt: skip


def rejects(source: Source) -> pd.DataFrame:
    """Every row that will not load: line, column, value, reason."""
    if source.mapping.kind == "reported":
        return _faulty_figures(source)
    with publish.scratch() as con:
        return _rejects(con, stage(con, 0, source), most=None)


def _figures(source: Source) -> pd.DataFrame:
    """The first numbers of a summed table, as they will be kept."""
    columns = [part.split()[0] for part in reported.COLUMNS.split(", ")][1:]
    found = [number[: len(columns)] for number in reported.outcome(source.table, source.mapping).numbers[:_SHOWN]]
    frame = pd.DataFrame(found, columns=columns).drop(columns="line")
    return frame.dropna(axis="columns", how="all")


def _faulty_figures(source: Source) -> pd.DataFrame:
    rows = [(one.line, one.column, one.value, one.reason) for one in reported.outcome(source.table, source.mapping).rejects]
    return pd.DataFrame(rows, columns=["line", "column", "value", "reason"])


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
        place = list(LABELS).index(answer.question if answer.touchpoint is None and answer.question in LABELS else RATING)
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


def _rejects(con: duckdb.DuckDBPyConnection, staged: Staged, most: int | None = _REJECTS) -> pd.DataFrame:
    """The first rows that will not load: line, column, value, reason (as the build writes it)."""
    if most == 0:
        return pd.DataFrame(columns=["line", "column", "value", "reason"])
    table, mapping = staged.source.table, staged.source.mapping
    cells = {f"LIKE '{name} %'": column for name, column in mapping.fields.items()}
    cells |= {f"= {literal(rule.reason)}": rule.column for rule in mapping.left_out if rule.column in table.columns}
    values = " ".join(f"WHEN t.fault {test} THEN r.c{table.columns.index(column)}" for test, column in cells.items())
    names = " ".join(f"WHEN t.fault {test} THEN {literal(column)}" for test, column in cells.items())
    nothing = "WHEN false THEN NULL"
    frame: pd.DataFrame = con.execute(
        f"SELECT t.line, CASE {names or nothing} END AS column, CASE {values or nothing} END AS value, t.fault AS reason"
        f" FROM {staged.typed} t JOIN {staged.raw} r USING (row_index) WHERE t.fault IS NOT NULL"
        f" ORDER BY row_index{f' LIMIT {most}' if most else ''}"
    ).df()
    return frame


def _touchpoints(con: duckdb.DuckDBPyConnection, staged: Staged) -> dict[str, int]:
    """Touchpoint -> events, those of the rows' own touchpoint first, then those of further moments."""
    found = _named(con, staged, "event_fault")
    for at, moment in enumerate(staged.source.mapping.moments):
        number = con.execute(f"SELECT count(m{at}) FILTER (event_fault IS NULL) FROM {staged.typed}").fetchall()[0][0]
        found[moment.touchpoint] = found.get(moment.touchpoint, 0) + number
    return {name: number for name, number in found.items() if number}


def _named(con: duckdb.DuckDBPyConnection, staged: Staged, fault: str) -> dict[str, int]:
    rows = con.execute(
        f"SELECT touchpoint, count(*) FROM {staged.typed} WHERE {fault} IS NULL AND touchpoint IS NOT NULL"
        " GROUP BY touchpoint ORDER BY min(row_index)"
    ).fetchall()
    return dict(rows)
