"""The files: rows read, loaded and left out, how full their columns are, and headers that drifted from one wave to the next."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from itertools import combinations

import pandas as pd

from cjm_core import format as fmt
from cjm_core.dataset import Dataset
from cjm_core.ingest import words
from cjm_core.ingest.faults import INTENDED
from cjm_core.quality.model import MOST_EXAMPLES, Finding
from cjm_core.result import records
from cjm_core.understanding.matching import drifted

_MANY = 0.05  # share of a dataset's rows from which those left out change the numbers
_SPARSE = 0.5  # a field filled in fewer rows than this is told
_EXPECTED = ("customer_id", "event_time", "answered_at", "touchpoint", "value", "channel")
_LABELS = {"customer_id": "Customer", "event_time": "Date and time", "answered_at": "Answered", "touchpoint": "Touchpoint",
           "value": "Value", "channel": "Channel"}  # fmt: skip


def measure_sources(data: Dataset) -> pd.DataFrame:
    """One row per file read, as in the table `sources`, with `rejected` (rows) and `reasons` ({reason: rows})."""
    sources = data.query("SELECT source, file, sheet, kind, rows_read, rows_loaded, warnings, imported_at, imported_by FROM sources ORDER BY source")
    counted = data.query("SELECT source, reason, count(*) AS rows FROM rejects GROUP BY ALL ORDER BY rows DESC, reason")
    reasons: dict[int, dict[str, int]] = {}
    for row in records(counted):
        reasons.setdefault(row["source"], {})[row["reason"]] = int(row["rows"])
    said = [reasons.get(int(source), {}) for source in sources["source"]]
    told = [tuple(json.loads(text or "[]")) for text in sources["warnings"]]
    listed = {"reasons": pd.Series(said, dtype=object), "warnings": pd.Series(told, dtype=object)}
    return sources.assign(rejected=sources["rows_read"] - sources["rows_loaded"], **listed)


def measure_columns(data: Dataset) -> pd.DataFrame:
    """One row per column of every file: `source, file, name, meaning, filled, rows`."""
    return data.query(
        "SELECT c.source, s.file, c.name, c.meaning, c.filled, c.rows FROM columns c JOIN sources s USING (source) ORDER BY c.source, c.rowid"
    )


def rejected_rows(data: Dataset, most: int | None = None, but: Sequence[str] = ()) -> pd.DataFrame:
    """Every row left out, `but` for these reasons: `file, sheet, line, column, value, reason`, in the order of the files."""
    limit = f"LIMIT {int(most)}" if most is not None else ""
    return data.query(
        'SELECT r.file, s.sheet, r.line, r."column", r."value", r.reason FROM rejects r LEFT JOIN sources s USING (source)'
        f" WHERE NOT list_contains($but::VARCHAR[], r.reason) ORDER BY r.source, r.line {limit}",
        but=list(but),
    )


def rows_left_out(data: Dataset, sources: pd.DataFrame) -> list[Finding]:
    """Rows that could not be used, with the most frequent reasons. Those that a rule leaves out are as they should be, and no finding."""
    meant, reasons = _meant(data), Counter[str]()
    for one in sources["reasons"]:
        reasons.update({reason: rows for reason, rows in one.items() if reason not in meant})
    count, of = reasons.total(), int(sources["rows_read"].sum())
    if not count:
        return []
    why = "; ".join(f"{fmt.count(rows)} {words.reason(name, rows)}" for name, rows in reasons.most_common(3))
    verb = "row was" if count == 1 else "rows were"
    examples = rejected_rows(data, MOST_EXAMPLES, tuple(meant)).rename(columns=str.capitalize)
    severity = "wrong" if count > _MANY * of else "look"
    advice = "They are missing on every screen. Download them below, mend them in the file and import it again in place of this one."
    return [Finding("rejected", severity, f"**{fmt.count(count)} of {fmt.count(of)}** {verb} left out: {why}.", advice, count, of, examples)]


def _meant(data: Dataset) -> set[str]:
    """Why rows are left out with which nothing is wrong: the rules of the mappings, repeats, people who are forgotten."""
    plans = data.query("SELECT plan FROM sources")["plan"]
    rules = [rule["reason"] for plan in plans for rule in json.loads(plan or "{}").get("left_out") or ()]
    return {*rules, *INTENDED}


def empty_fields(columns: pd.DataFrame) -> list[Finding]:
    """Fields that a number rests on and that most rows of a file leave empty; values are usually empty, so they are not told."""
    found = []
    for row in records(columns[columns["meaning"].isin(_EXPECTED)]):
        filled, of = int(row["filled"]), int(row["rows"])
        if row["meaning"] == "value" or not of or filled >= _SPARSE * of:
            continue
        label = _LABELS[row["meaning"]]
        said = f"“{row['name']}” ({label}) is empty in **{fmt.count(of - filled)} of {fmt.count(of)}** rows of {row['file']}."
        advice = "Numbers that need it rest on the other rows only. Export the file with this column filled, or map another column."
        found.append(Finding("sparse", "look", said, advice, of - filled, of))
    return found


def drifted_headers(sources: pd.DataFrame, columns: pd.DataFrame) -> list[Finding]:
    """Columns of one survey file that are called nearly the same in another, and are read as something else or as two splits."""
    surveys = [int(row["source"]) for row in records(sources) if row["kind"] in ("surveys", "both")]
    named: dict[int, dict[str, str]] = {}
    for row in records(columns):
        named.setdefault(int(row["source"]), {})[row["name"]] = row["meaning"]
    files = dict(zip(sources["source"], sources["file"], strict=True))
    rows = []
    for before, now in combinations(surveys, 2):
        old, new = named.get(before, {}), named.get(now, {})
        for first, second, _ in drifted(list(old), list(new)):
            if old[first] != new[second] or old[first] == "dimension":
                rows.append((files[before], first, files[now], second))
    if not rows:
        return []
    _, first, _, second = rows[0]
    more = f" and {fmt.plural(len(rows) - 1, 'more header')}" if len(rows) > 1 else ""
    said = f"**“{first}” became “{second}”**{more} between two waves."
    advice = "They are counted as two different columns. If they mean the same, give them the same name on Upload."
    examples = pd.DataFrame(rows[:MOST_EXAMPLES], columns=["File", "Column", "Other file", "Its column"])
    return [Finding("drifted", "look", said, advice, len(rows), len(columns), examples)]
