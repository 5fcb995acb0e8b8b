"""The files, their columns and the findings as tables: in words for the screen, raw for taking away."""

from __future__ import annotations

import pandas as pd

from cjm_core import format as fmt
from cjm_core.ingest import words
from cjm_core.quality.model import Quality
from cjm_core.result import records
from cjm_core.settings import own

_KINDS = {"events": "events", "surveys": "answers", "both": "events and answers", "links": "key file", "reported": "reported numbers"}
_MEANINGS = {
    "customer_id": "customer", "journey_id": "journey", "event_time": "date and time", "answered_at": "answered on", "dimension": "split",
    "response_id": "response", "nps": "NPS", "csat": "CSAT", "ces": "CES", "moment": "date of an event", "link": "another id",
    "clock": "time of day",
}  # fmt: skip


def sources_in_words(found: Quality) -> pd.DataFrame:
    """One row per file: what it is, rows read, loaded and left out and why, what was noted, and when it came."""
    rows = [
        {
            "File": row["file"], "Sheet": row["sheet"], "Holds": _KINDS.get(row["kind"], row["kind"]), "Rows read": int(row["rows_read"]),
            "Loaded": int(row["rows_loaded"]), "Left out": int(row["rejected"]),
            "Why": "; ".join(f"{fmt.count(count)} {words.reason(name, count)}" for name, count in row["reasons"].items()),
            "Noted": " ".join(row["warnings"]), "Brought in": _when(row["imported_at"]), "By": row["imported_by"],
        }
        for row in records(found.sources)
    ]  # fmt: skip
    table = pd.DataFrame(rows)
    spare = [name for name in ("Sheet", "Why", "Noted", "By") if name in table and not table[name].fillna("").astype(bool).any()]
    return table.drop(columns=spare)


def columns_in_words(found: Quality) -> pd.DataFrame:
    """One row per column of every file: what it is read as, and the part of its rows that is filled (per cent, and of how many)."""
    table = found.columns
    share = table["filled"] / table["rows"].where(table["rows"] > 0)
    said = [f"{fmt.count(filled)} of {fmt.count(rows)}" for filled, rows in zip(table["filled"], table["rows"], strict=True)]
    meanings = [own(_MEANINGS.get(name, name.replace("_", " "))) for name in table["meaning"]]
    return pd.DataFrame({"File": table["file"], "Column": table["name"], "Read as": meanings, "Filled": share * 100, "Rows": said})


def findings_table(found: Quality) -> pd.DataFrame:
    """`severity, finding, advice, count, of, share, kind`: what the command prints and what is taken away."""
    rows = [(one.severity, one.sentence.replace("**", ""), one.advice, one.count, one.of, one.share, one.kind) for one in found.findings]
    return pd.DataFrame(rows, columns=["severity", "finding", "advice", "count", "of", "share", "kind"])


def _when(text: str) -> str:
    return fmt.day(pd.Timestamp(text).tz_convert(None).to_pydatetime() if pd.Timestamp(text).tzinfo else pd.Timestamp(text).to_pydatetime())
