"""Why a row of a file does not count, as SQL: rules of the mapping first, then what an event cannot do without."""

from __future__ import annotations

import duckdb

from cjm_core.plan import Mapping, RowRule

_STARTS = ("start", "started", "begin", "begun", "open", "opened", "beginn", "gestartet", "debut", "début", "inicio", "schedule", "scheduled",
           "assign", "assigned", "suspend", "resume", "reassign", "manualskip")  # fmt: skip
_ENDS = ("complete", "completed", "end", "ended", "finish", "finished", "close", "closed", "ende", "beendet", "fin", "eind")
REPEATED, PAIRED, FORGOTTEN = "is repeated further down", "is a start whose end is counted", "belongs to a forgotten customer"
KNOWN = "is already loaded from another file"
INTENDED = (REPEATED, PAIRED, FORGOTTEN, KNOWN)  # nothing is wrong with these rows; rules of a mapping leave out others as meant


def literal(text: str) -> str:
    """A text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


def text_sql(column: str) -> str:
    """A trimmed cell; blanks are nothing."""
    return f"nullif(trim({column}), '')"


def plain_id(sql: str) -> str:
    """SQL of an id as it is kept and compared: e-mail addresses are the same in capitals, other ids are not."""
    return f"CASE WHEN contains({sql}, '@') THEN lower({sql}) ELSE {sql} END"


def event_fault_sql(mapping: Mapping, sql: dict[str, str], column: dict[str, str], times: list[str]) -> str:
    """Why a row is no event, in the order in which a person would look; `times` are the SQL of its further moments."""
    if mapping.kind == "surveys":
        return "NULL"
    cases = [f"WHEN {sql['customer_id']} IS NULL THEN 'customer_id is empty'"]
    if mapping.kind == "links":
        return f"CASE {cases[0]} END"
    other = "".join(f" AND {time} IS NULL" for time in times)
    if mapping.moments and "event_time" not in mapping.fields:
        none = " AND ".join(f"{text_sql(column[moment.column])} IS NULL" for moment in mapping.moments)
        cases.append(f"WHEN {none} THEN 'event_time is empty'")
    if "event_time" in mapping.fields:
        cases.append(f"WHEN {text_sql(column[mapping.fields['event_time']])} IS NULL{other} THEN 'event_time is empty'")
    cases.append(f"WHEN {sql.get('event_time', 'NULL')} IS NULL{other} THEN 'event_time is not a date'")
    if "touchpoint" in mapping.fields:
        cases.append(f"WHEN {sql['touchpoint']} IS NULL{other} THEN 'touchpoint is empty'")
    return f"CASE {' '.join(cases)} END"


def rule_sql(mapping: Mapping, column: dict[str, str]) -> str:
    """The reason of the first rule that leaves a row out; NULL for a row that counts."""
    cases = [f"WHEN {_fits(rule, column[rule.column])} THEN {literal(rule.reason)}" for rule in mapping.left_out if rule.column in column]
    return f"CASE {' '.join(cases)} END" if cases else "NULL"


def _fits(rule: RowRule, cell: str) -> str:
    values = ", ".join(literal(value) for value in rule.values) or "NULL"
    return f"lower(trim(coalesce({cell}, ''))) {'NOT ' if rule.only else ''}IN ({values})"


def leave_out_repeats(con: duckdb.DuckDBPyConnection, raw: str, typed: str, columns: list[str]) -> None:
    """Of the rows with equal filled cells in these columns, only the last that counts stays; one that is no event gives way to one that is."""
    cells = [f"trim(r.{column})" for column in columns]
    filled = " AND ".join(f"{text_sql(f'r.{column}')} IS NOT NULL" for column in columns)
    con.execute(
        f"UPDATE {typed} SET fault = {literal(REPEATED)}, event_fault = {literal(REPEATED)} WHERE row_index IN (SELECT row_index FROM ("
        f"SELECT t.row_index, row_number() OVER (PARTITION BY {', '.join(cells)} ORDER BY t.event_fault IS NOT NULL, t.row_index DESC) AS place"
        f" FROM {typed} t JOIN {raw} r USING (row_index) WHERE t.fault IS NULL AND {filled}) WHERE place > 1)"
    )


def leave_out_starts(con: duckdb.DuckDBPyConnection, raw: str, typed: str, column: str) -> None:
    """The starts of a customer's touchpoint that an end closes, the earliest first: an activity written down twice is one event.

    An end closes a start at its own time or before. Each word is counted by itself: one end closes a schedule and a start.
    """
    word = f"lower(trim(r.{column}))"
    starts, ends = (", ".join(map(literal, words)) for words in (_STARTS, _ENDS))
    same = "PARTITION BY customer_id, journey_id, touchpoint"
    con.execute(
        f"UPDATE {typed} SET fault = {literal(PAIRED)}, event_fault = {literal(PAIRED)} WHERE row_index IN (WITH said AS ("
        f"SELECT t.row_index, t.customer_id, t.journey_id, t.touchpoint, t.event_time, {word} AS word, {word} IN ({ends}) AS ends"
        f" FROM {typed} t JOIN {raw} r USING (row_index) WHERE t.event_fault IS NULL AND {word} IN ({starts}, {ends})"
        f"), placed AS (SELECT *, row_number() OVER ({same}, word ORDER BY event_time, row_index) AS place,"
        f" count(*) FILTER (ends) OVER ({same}) - count(*) FILTER (ends) OVER ({same} ORDER BY event_time, ends, row_index) AS later FROM said"
        f"), closing AS (SELECT *, min(later + place - 1) OVER ({same}, word) AS closed FROM placed WHERE NOT ends)"  # later: ends from here on
        f" SELECT row_index FROM closing WHERE place <= closed)"
    )
