"""The import in plain sentences, as the screen says them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from collections.abc import Mapping as Items
from pathlib import PurePath

from cjm_core.dataset import Dataset
from cjm_core.format import count, plural, span
from cjm_core.ingest.outlook import Asked, heading
from cjm_core.plan import FileReport, Table
from cjm_core.settings import in_force, own
from cjm_core.understanding.mapping_edit import ALIAS, LABELS, LEAVE_OUT, MOMENT, OUT, RATING, SPLIT, label
from cjm_core.understanding.profile import normal
from cjm_core.understanding.ratings import WideRatings
from cjm_core.understanding.synonyms import HEADERS

_KINDS = {
    "events": ("events", "one row per thing a customer did"),
    "surveys": ("survey answers", "one row per response"),
    "both": ("events and survey answers", "one row per thing a customer did, some with answers"),
    "links": ("a key file", "one row per customer under several ids"),
    "reported": ("totals", "numbers that somebody added up before"),
}
_REASONS = {  # as the build counts them -> after a number; one row, several rows
    "customer_id is empty": ("has no customer", "have no customer"),
    "event_time is empty": ("has no date", "have no date"),
    "event_time is not a date": ("has a date that cannot be read", "have a date that cannot be read"),
    "touchpoint is empty": ("has no touchpoint", "have no touchpoint"),
}
_MANY = {"is": "are", "was": "were", "has": "have", "looks": "look"}  # the verb with which a preset's reason begins
_FOR_MACHINES = re.compile(r"""\s*\{['"]ImportId['"]:.*?\}""")
_FIELD = re.compile(rf"(?<!['“\w])({'|'.join(name for name in LABELS if '_' in name)})(?!['”\w])")


def place(table: Table) -> str:
    """The file, and the sheet where there is one."""
    return f"{table.file}, sheet “{table.sheet}”" if table.sheet else table.file


def what_it_is(kind: str, rows: int, corrected: bool) -> tuple[str, str, str]:
    """Three pieces of the sentence that follows the file's name; the middle one is the answer."""
    if kind == LEAVE_OUT:
        return ("is", "left out", ": nothing of it is loaded.")
    if kind not in _KINDS:
        return ("looks like", "neither events nor survey answers", ".")
    what, unit = _KINDS[kind]
    return ("is read as" if corrected else "looks like", what, f": {plural(rows, 'row')}, {unit}.")


def short(column: str) -> str:
    """A column's name as people know it, without what an export writes for machines into a header line of its own."""
    return _FOR_MACHINES.sub("", column).strip() or column


def neither(table: Table, dated: bool = False, owned: bool = False) -> str:
    """Why a file is taken for nothing, and what to do: it names the column that should hold dates, if there is one."""
    named = [column for column in table.columns if normal(column) in {*HEADERS["event_time"], *HEADERS["answered_at"]}]
    do = "Say above what the file holds, or leave it out."
    if dated:
        return f"No column says which customer a row belongs to. {do}"
    if named:
        return f"Its column “{named[0]}” holds no dates that can be read; write them like 2026-03-01. {do}"
    if len(table.columns) == 1:
        return f"Its one column was not recognised as the date of an event or as an answer to a question. {do}"
    of = plural(len(table.columns), "column")
    if owned and len(table.columns) < 5:
        do = "If it says which ids belong to the same customer, choose “Key file” above; else say what it holds, or leave it out."
    return f"Among its {of} none was recognised as the date of an event or as an answer to a question. {do}"


def while_reading(table: Table) -> list[str]:
    """What was mended or left out while the file was read, with how often: at most one sentence."""
    often = Counter(skip.reason for skip in table.skipped).most_common(4)
    return [f"While reading: {', '.join(f'{name} ({count(number)} ×)' for name, number in often)}."] if often else []


def columns_read(said: Items[str, str]) -> str:
    """'Customer ← UserId · Date and time ← OrderDate · 5 columns are splits.'"""
    order = list(LABELS)
    named = sorted((order.index(meaning), short(column)) for column, meaning in said.items() if meaning not in (MOMENT, RATING, SPLIT, OUT))
    parts = [f"{heading(order[place])} ← {column}" for place, column in named]
    moments = [short(column) for column, meaning in said.items() if meaning == MOMENT]
    parts += [f"An event each ← {', '.join(moments)}"] if moments else []
    for meaning, one, many in ((RATING, "rates a touchpoint", "rate a touchpoint each"), (SPLIT, "is a split", "are splits"),
                               (OUT, "is left out", "are left out")):  # fmt: skip
        number = sum(1 for each in said.values() if each == meaning)
        parts += [f"{plural(number, 'column')} {own(one if number == 1 else many)}"] if number else []
    return " · ".join(parts)


def will_load(report: FileReport) -> str:
    """'8,847 rows will load, 12 will not: 9 have no date, 3 have no customer.'"""
    if not report.rejected:
        return f"All {count(report.rows_loaded)} rows will load." if report.rows_loaded != 1 else "Its one row will load."
    reasons = sorted(report.rejected.items(), key=lambda item: -item[1])
    parts = ", ".join(f"{count(number)} {reason(name, number)}" for name, number in reasons)
    return f"{plural(report.rows_loaded, 'row')} will load, {count(sum(report.rejected.values()))} will not: {parts}."


def reason(name: str, number: int = 1) -> str:
    """Why a row does not load, after 'it' or a number."""
    if name in _REASONS:
        return own(_REASONS[name][number != 1])
    verb, _, rest = name.partition(" ")
    return f"{_MANY.get(verb, verb) if number != 1 else verb} {in_labels(rest)}" if verb in _MANY else f"({in_labels(name)})"


def answers(asked: Iterable[Asked]) -> list[str]:
    """One sentence per question whose answers do not all count."""
    said = []
    for one in asked:
        parts = [f"{plural(one.valid, 'answer')} will count"]
        lie = "lies" if one.outside == 1 else "lie"
        parts += [f"{count(one.outside)} {lie} outside {scale_text(one.scale)} and will not"] if one.outside else []
        parts += [f"{count(one.missing)} {'is' if one.missing == 1 else 'are'} empty"] if one.missing else []
        said += [f"{label(one.question)}: {', '.join(parts)}."] if one.outside else []
    return said


def scale_text(scale: tuple[float, float]) -> str:
    """'1–5'."""
    return f"{scale[0]:g}–{scale[1]:g}"


def rating_columns(wide: WideRatings) -> str:
    """'These 12 columns look like ratings of touchpoints: Food, Wi-Fi, Roads, Shops, Signs, Staff, 5 more and one of the whole experience.'"""
    named = [name for name in wide.touchpoints if name]
    whole = len(wide.columns) - len(named)
    if not named:
        return f"These {whole} columns look like ratings of the whole experience."
    rest = [f"{len(named) - 6} more"] if len(named) > 6 else []
    rest += [f"{'one' if whole == 1 else whole} of the whole experience"] if whole else []
    told = [*named[:6], *rest[:-1]]
    last = f" and {rest[-1]}" if rest else ""
    return f"These {len(wide.columns)} columns look like ratings of {in_force().touchpoints}: {', '.join(told)}{last}."


def dataset_line(data: Dataset) -> str:
    """'78,875 events of 6,000 customers · 8,847 responses · 1 Jan 2025 – 30 Jun 2026'"""
    events = f"{plural(data.count_of('events'), 'event')} of {plural(data.count_of('customers'), 'customer')}"
    parts = [events] if data.has_events else []
    parts += [plural(data.count_of("responses"), "response")] if data.count_of("responses") else []
    parts += [plural(data.count_of("reported"), "reported number")] if data.count_of("reported") else []
    if not parts:
        return "only comments"
    dates = data.first_and_end("events") or data.first_and_end("answers") or data.first_and_end("reported")
    return " · ".join([*parts, span(*dates) if dates else "no dates"])


def in_labels(sentence: str) -> str:
    """A sentence of the core with the fields called as on the screen; names in quotation marks are the file's own."""
    return _FIELD.sub(lambda match: f"“{label(match.group(1))}”", sentence)


def needed(table: Table, said: Items[str, str], kind: str) -> str | None:
    """What is still to be said before this file can be loaded, or None."""
    has = set(said.values())
    if not table.columns or table.cells.num_rows == 0:
        what = "has no rows under its header" if table.columns else "is empty"
        return f"{place(table)} {what}. Export it again with data in it, or remove it."
    if kind == "neither":
        return neither(table, "event_time" in has, "customer_id" in has)
    if kind in ("events", "both"):
        if not has & {"customer_id", "journey_id"}:
            return f"{place(table)} needs a column that says whose event a row is. Choose the one that is “Customer” below."
        if not has & {"event_time", MOMENT}:
            return f"{place(table)} needs a column that says when things happened. Choose the one that is “Date and time” below."
    if kind == "links" and "customer_id" not in has:
        return f"{place(table)} needs the column with the id that counts. Choose the one that is “Customer” below."
    if kind == "links" and ALIAS not in has:
        return f"{place(table)} needs a second column with another id of the same customer. Choose it below."
    if kind == "surveys" and not has & {"nps", "csat", "ces", "expectation", "importance", "comment", RATING}:
        return f"{place(table)} has no column with answers yet. Choose the one that is a question or a comment below."
    return None


def dataset_name(files: Iterable[str]) -> str:
    """A name for the dataset of these files: 'events and survey', 'events and 3 more'."""
    stems = list(dict.fromkeys(PurePath(name).stem.replace("_", " ").strip() or name for name in files))
    return stems[0] if len(stems) == 1 else " and ".join(stems) if len(stems) == 2 else f"{stems[0]} and {len(stems) - 1} more"


def safe_name(text: str, longest: int = 60) -> str:
    """A text as part of a file's name: letters and digits of any language, everything else a hyphen."""
    return re.sub(r"[\W_]+", "-", text).strip("-")[:longest].strip("-").lower() or "dataset"


def upload_name(text: str) -> str:
    """A file's name without anything that could lead out of a folder; the ending is kept."""
    bare = re.sub(r"[\x00-\x1f\x7f/\\:*?\"<>|]", "_", text).strip(" .") or "file"
    stem, dot, ending = bare.rpartition(".")
    return bare if len(bare) <= 120 else f"{stem[:100]}{dot}{ending[:10]}"


def phase_share(phase: str, share: float) -> float:
    """A phase's own share as a share of the whole build: checking is its first tenth."""
    return min(1.0, max(0.0, 0.1 * share if phase.startswith("Checking") else 0.1 + 0.9 * share))
