"""A journey from a workbook of stages × lanes: the sheet that our export writes, or one that people made by hand.

The first row names the stages (merged, repeated, or blank to the right), the second may name touchpoints, every other row is a lane whose
first column is its name. Between the names and the first stage there may be a column that says what a row is.

What is read are words. An item may begin with the sign of its grade (■ measured, ◪ reported, ○ voted, ☐ assumed); without one it is an
assumption. A sheet cannot measure: what it calls measured is `reported`, with the sheet as its evidence, until it is measured again from
data. Numbers in rows of a measured lane are left out, because the data say them; numbers in any other row are kept as words that are
`reported`. Pictures, comments and formulas' sources are not read.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from cjm_core.authored.lanes import MEASURED, SAID, WRITTEN, label_of
from cjm_core.authored.model import ASSUMED, Journey, LaneChoice, PlannedStage, PlannedTouchpoint, Written
from cjm_core.errors import BadInput

_MOST_BYTES, _MOST_UNPACKED, _MOST_COLUMNS, _MOST_LANES, _MOST_ROWS = 20_000_000, 40_000_000, 200, 100, 500
_LONGEST, _LONGEST_NAME = 2_000, 200  # letters of a text, of a name
_SIGNS = {"■": "measured", "◪": "reported", "○": "voted", "☐": ASSUMED}
_HEADS = ("touchpoint", "touchpoints", "step", "steps", "channel touchpoint")
_ABOUT = ("evidence", "owner", "due")
# Names of lanes by what people call them, our own labels among them; a lane of numbers is measured from data, never from a sheet.
_NUMBERS = {
    **{label_of(name).lower(): name for name in MEASURED if name not in SAID},
    "satisfied (csat)": "csat", "csat": "csat", "easy (ces)": "ces", "ces": "ces", "nps": "nps",
}  # fmt: skip
_WORDS = {
    **{label_of(name).lower(): name for name in (*WRITTEN, *SAID)}, "goals": "goals", "doing": "doing", "thinks": "thinks", "feeling": "feels",
    "pains": "pains", "delights": "delights", "actions": "actions", "channels": "channels",
}  # fmt: skip


@dataclass(frozen=True)
class _Row:
    """A row of the sheet: what it is called, what the second column says of it, and its cells from the first stage on."""

    label: str
    what: str
    cells: tuple[Any, ...]


def journey_from_xlsx(file: bytes | Path | str, key: str, name: str) -> Journey:
    """The journey in a workbook. Raises BadInput, one sentence, for anything that is not one."""
    rows, labels = _read(file)
    if not rows:
        raise BadInput("The workbook has no sheet with something in it: write the stages into the first row and a lane into each row below.")
    first = next((at for at, value in enumerate(rows[0]) if at and _said(value)), None)
    if first is None:
        raise BadInput("The first row of the sheet names no stage: write the stages from the second column on, and lanes below.")
    spans = _filled(rows[0][first:], max(map(len, rows)) - first)
    lines = [_Row(_said(row[0]), _said(row[1]) if first > 1 else "", row[first:]) for row in rows[1:]]
    named = bool(lines) and _names_touchpoints(lines[0])
    stages, ats = _stages(spans, lines[0].cells if named else ())
    return _with_lanes(Journey(key, name or "Map", stages=stages), _lanes(lines[1:] if named else lines), ats, labels)


def _read(file: bytes | Path | str) -> tuple[list[tuple[Any, ...]], dict[str, str]]:
    """The rows of the sheet Map, or of the first that is not empty; and the names of lanes by label, where our export says them."""
    import openpyxl  # brings a lot along, and is only wanted for a file

    data = _bytes(file)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(one.file_size for one in packed.infolist()) > _MOST_UNPACKED:
                raise BadInput("The workbook is too large for a map once it is unpacked: keep only the sheet with the map.")
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheets = sorted(book.worksheets, key=lambda sheet: sheet.title != "Map")
        found = next((rows for sheet in sheets if (rows := _rows(sheet))), [])
        return found, _labels(book)
    except BadInput:
        raise
    except Exception:  # openpyxl raises whatever it stumbles over in a damaged file
        raise BadInput("This is no Excel workbook (.xlsx) that can be read: save the map as .xlsx and try again.") from None


def _bytes(file: bytes | Path | str) -> bytes:
    if isinstance(file, bytes):
        data = file
    else:
        try:
            with Path(file).open("rb") as opened:
                data = opened.read(_MOST_BYTES + 1)
        except OSError as error:
            raise BadInput(f"{Path(file).name} cannot be read: {error.strerror}.") from None
    if len(data) > _MOST_BYTES:
        raise BadInput(f"The workbook is larger than {_MOST_BYTES // 1_000_000} MB: keep only the sheet with the map.")
    return data


def _rows(sheet: Any) -> list[tuple[Any, ...]]:
    """The rows from the first that is not empty to the last, without empty ones between."""
    found: list[tuple[Any, ...]] = []
    for row in sheet.iter_rows(max_row=_MOST_ROWS + 1, max_col=_MOST_COLUMNS + 3):
        values = tuple(_value(cell) for cell in row)
        wide = max((at for at, value in enumerate(values, start=1) if _said(value)), default=0)
        if wide > _MOST_COLUMNS + 2:
            raise BadInput(f"The sheet {sheet.title} has more than {_MOST_COLUMNS} columns: a map has a column for each touchpoint.")
        if wide:
            found.append(values[: max(wide, 2)] + (None,) * (2 - len(values)))
    if len(found) > _MOST_ROWS:
        raise BadInput(f"The sheet {sheet.title} has more than {_MOST_ROWS} rows: a map has a row for each lane.")
    return found


def _value(cell: Any) -> Any:
    """A value as words; a number that is shown in percent with its sign."""
    value = cell.value
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return value
    return f"\0{value * 100:.4g} %" if "%" in str(cell.number_format) else f"\0{value:,.10g}"


def _said(value: Any) -> str:
    """The text of a cell, trimmed; a number's begins with the sign NUL, which no text can hold."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()[:10]
    text = "" if value is None else str(value)
    return "\n".join(line.rstrip() for line in text.splitlines()).strip("\n ") if text else ""


def _labels(book: Any) -> dict[str, str]:
    """label -> name of the lanes, from the sheet Cells of our export."""
    if "Cells" not in book.sheetnames:
        return {}
    rows = book["Cells"].iter_rows(max_col=2, max_row=50_000, values_only=True)
    head = next(rows, ())
    return {str(label): str(name) for name, label in rows if name and label} if tuple(head[:2]) == ("lane", "label") else {}


def _filled(heads: Sequence[Any], wide: int) -> list[str]:
    """The stage of every column: where a head is blank, that of the column before."""
    found: list[str] = []
    for value in (*heads, *[None] * (wide - len(heads))):
        said = _name(_said(value))
        found.append(said or (found[-1] if found else ""))
    return found


def _name(text: str) -> str:
    said = " ".join(text.replace("\0", "").split())
    if len(said) > _LONGEST_NAME:
        raise BadInput(f"A name in the sheet has more than {_LONGEST_NAME} letters: {said[:40]}….")
    return said


def _names_touchpoints(row: _Row) -> bool:
    """Whether the second row names touchpoints: it says so, or it has no name of its own."""
    return row.label.strip().lower() in _HEADS or (not row.label and not row.what)


def _key(*parts: object) -> str:
    """A key that the same sheet gives again."""
    letters = hashlib.sha256("\n".join(map(str, parts)).encode("utf-8", "replace")).hexdigest()[:8]
    return "+" + letters.translate(str.maketrans("0123456789", "ghijklmnop"))


def _stages(spans: list[str], touchpoints: Sequence[Any]) -> tuple[tuple[PlannedStage, ...], list[tuple[str, str]]]:
    """The stages, and (key of the stage, key of the touchpoint or nothing) of every column."""
    runs: list[tuple[str, list[int]]] = []
    for at, name in enumerate(spans):
        if runs and runs[-1][0] == name:
            runs[-1][1].append(at)
        else:
            runs.append((name, [at]))
    stages, ats = [], []
    for number, (name, columns) in enumerate(runs):
        key, planned = _key("stage", number, name), []
        for at in columns:
            said = _name(_said(touchpoints[at])) if at < len(touchpoints) else ""
            planned += [PlannedTouchpoint(_key("touchpoint", at, said), said)] if said else []
            ats.append((key, planned[-1].key if said else ""))
        stages.append(PlannedStage(key, name, tuple(planned)))
    return tuple(stages), ats


def _lanes(rows: Sequence[_Row]) -> list[list[_Row]]:
    """Rows by lane: one without a name goes on with the lane above it."""
    lanes: list[list[_Row]] = []
    for row in rows:
        if row.label or not lanes:
            lanes.append([row])
        else:
            lanes[-1].append(row)
    if len(lanes) > _MOST_LANES:
        raise BadInput(f"The sheet has more than {_MOST_LANES} lanes: keep the rows that belong to the map.")
    return lanes


def _with_lanes(journey: Journey, lanes: Sequence[Sequence[_Row]], ats: list[tuple[str, str]], labels: dict[str, str]) -> Journey:
    choices: dict[str, LaneChoice] = {}
    items: list[Written] = []
    for rows in lanes:
        label = _name(rows[0].label) or "Notes"
        choice = _choice(label, rows, ats, labels)
        if choice.name in choices:
            choice = LaneChoice(f"text-{_key(label, len(choices))[1:]}", label, kind="text", by=choice.by)
        choices[choice.name] = choice
        if not _is_measured(choice.name, rows[0]):
            items += [one for row in rows for one in _items(choice, row, ats)]
    return Journey(journey.key, journey.name, stages=journey.stages, lanes=tuple(choices.values()), items=tuple(items))


def _is_measured(name: str, row: _Row) -> bool:
    return row.what.startswith(("measured", "reported")) or name in _NUMBERS.values() or name.startswith("reported:")


def _choice(label: str, rows: Sequence[_Row], ats: list[tuple[str, str]], labels: dict[str, str]) -> LaneChoice:
    """The lane that a row of the sheet stands for; one of its own where nothing is known by that name."""
    known = _NUMBERS | _WORDS
    name = labels.get(label) or known.get(label.lower()) or f"text-{_key('lane', label)[1:]}"
    if _is_measured(name, rows[0]):
        return LaneChoice(name)
    own = label if _WORDS.get(label.lower()) != name else ""
    kind = "line" if rows[0].what.startswith("line") or name in ("interaction", "visibility") else "picture" if name == "pictures" else "text"
    return LaneChoice(name, own, kind=kind, by=_by(rows, ats))


def _by(rows: Sequence[_Row], ats: list[tuple[str, str]]) -> str:
    """Whether a lane has a cell for each touchpoint: it says so, or something stands elsewhere than at the beginning of a stage."""
    if rows[0].what.endswith(("by stage", "by touchpoint")):
        return rows[0].what.rpartition(" ")[2]
    begins = {at for at, (stage, _) in enumerate(ats) if at == 0 or ats[at - 1][0] != stage}
    filled = {at for row in rows for at, value in enumerate(row.cells) if _said(value)}
    return "touchpoint" if any(touchpoint for _, touchpoint in ats) and filled - begins else "stage"


def _items(lane: LaneChoice, row: _Row, ats: list[tuple[str, str]]) -> Iterator[Written]:
    for at, value in enumerate(row.cells[: len(ats)]):
        place = ats[at][1] or ats[at][0] if lane.by == "touchpoint" else ats[at][0]
        for number, (text, grade, about) in enumerate(_parts(_said(value))):
            if len(text) > _LONGEST:
                raise BadInput(f"A text in the lane {row.label[:60]} has more than {_LONGEST:,} letters: {text[:40]}….")
            yield Written(
                _key(lane.name, at, number, text), lane.name, place, text, grade, about.get("evidence", "")[:_LONGEST],
                about.get("owner", "")[:_LONGEST_NAME], _day(about.get("due", "")),
            )  # fmt: skip


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""


def _parts(text: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    """(text, grade, what stands under it) of the items of a cell. Without signs the whole cell is one item."""
    blocks: list[list[str]] = []
    for line in text.split("\n"):
        if blocks and line[:1] not in _SIGNS:
            blocks[-1].append(line)
        elif line.strip():
            blocks.append([line])
    for first, *more in blocks:
        number = first.startswith("\0")
        grade = _SIGNS.get(first[:1], "reported" if number else ASSUMED)
        lines = [first[1:] if first[:1] in _SIGNS or number else first, *(line for line in more if not line.startswith("    "))]
        about = {name: line.strip().partition(": ")[2] for line in more for name in _ABOUT if line.startswith(f"    {name}: ")}
        if grade == "measured" or number:
            grade, about = "reported", {"evidence": "as the workbook says", **about}
        said = "\n".join(line.strip() for line in lines if line.strip())
        if said:
            yield said, grade, about
