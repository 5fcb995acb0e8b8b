"""A survey's code list, pasted or uploaded: what each column is called and what each value in it means."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from collections.abc import Mapping as Items
from dataclasses import dataclass, field, replace

from cjm_core.errors import BadInput
from cjm_core.plan import Answer, Mapping, Table
from cjm_core.reading.values import as_number
from cjm_core.schema import DEFAULT_SCALES
from cjm_core.understanding.profile import normal
from cjm_core.understanding.scale_words import NO_ANSWER
from cjm_core.understanding.word_scales import pole_of, words_scale

EVERY = ""  # in place of a column: every column with answers


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split(", "))


_COLUMN_WORDS = _words("column, columns, variable, variables, var, field, question, item, name, spalte, feld, frage, code, kolom, champ, campo")
_VALUE_WORDS = _words("value, values, code, codes, answer, wert, antwort, valeur, valor, waarde, option")
_LABEL_WORDS = _words(
    "label, labels, meaning, title, text, description, name, bezeichnung, bedeutung, beschreibung, libelle, etiqueta, betekenis, touchpoint"
)
_EMPTY = _words(
    "blank, missing, system missing, left blank, empty, leer, fehlend, sysmis, missing value, no answer, keine angabe"
)
_SPSS = re.compile(r"^\s*(variable\s+labels|value\s+labels|missing\s+values)\b", re.IGNORECASE | re.MULTILINE)
_TOKEN = re.compile(r"'((?:[^']|'')*)'|\"((?:[^\"]|\"\")*)\"|(/)|([^\s/()',\"]+)")
_VALUE = r"-?\d+(?:[.,]\d+)?"
_VALUE_LINE = re.compile(rf"\s*\(?({_VALUE})\)?\s*(?:=+|[-–—:.)\t]|\s)\s*(\S.*)")
_THREE = re.compile(rf"\s*([^\s=:]+)\s+({_VALUE})\s*[=:]\s*(\S.*)")
_PAIR = re.compile(r"\s*(\S[^=:\t]*?)\s*(?:=+|:(?=\s|$)|\t+|\s[-–—]\s|\s{2,})\s*(.*)")
_CODED = re.compile(r"\s*([A-Za-z]{0,4}\d\w*|[A-Z][A-Z0-9_]{2,})\s+([^\W\d].*)")  # a column's code and its name, with nothing between them
_LISTED = re.compile(rf"({_VALUE})\s*=\s*([^,;|]+)")


@dataclass(frozen=True)
class CodeList:
    """`names`: column -> its name. `values`: column (EVERY = each column with answers) -> value (lower case) -> its meaning."""

    names: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)


def read(source: str | Table) -> CodeList:
    """The code list in a pasted text or an uploaded table. Raises BadInput when none is found in it."""
    if isinstance(source, Table):
        rows = [list(source.columns), *([row[name] or "" for name in source.columns] for row in source.cells.to_pylist())]
        found = _of_rows(rows)
    elif _SPSS.search(source):
        found = _of_spss(source)
    else:
        found = _of_rows(_delimited(source)) or _of_lines(source.splitlines())
    if found is None or not (found.names or found.values):
        raise BadInput("No code list was found in this. Write one line per column, such as “Q7FOOD = Food”, and values below it: “6 = not used”.")
    return found


def as_plain(codes: CodeList) -> dict[str, object]:
    """The list as plain values, to be kept."""
    return {"names": dict(codes.names), "values": {name: dict(meant) for name, meant in codes.values.items()}}


def from_plain(kept: Items[str, object]) -> CodeList:
    """The list from what `as_plain` gave; anything else in it is left out."""
    names, values = kept.get("names"), kept.get("values")
    return CodeList(
        _texts(names),
        {str(name): _texts(meant) for name, meant in values.items() if _texts(meant)} if isinstance(values, dict) else {},
    )  # fmt: skip


def _texts(found: object) -> dict[str, str]:
    return {str(key): str(text) for key, text in found.items()} if isinstance(found, dict) else {}


def strange(codes: CodeList, columns: Sequence[str]) -> tuple[str, ...]:
    """One sentence that names what the list speaks of and the file does not have; empty where all is known."""
    unknown = [name for name in dict.fromkeys([*codes.names, *codes.values]) if name != EVERY and _column(name, columns) is None]
    if not unknown:
        return ()
    named = ", ".join(f"“{name[:60]}”" for name in unknown[:5]) + (f" and {len(unknown) - 5} more" if len(unknown) > 5 else "")
    return (f"The code list names {named}, which {'is no column' if len(unknown) == 1 else 'are no columns'} of this file.",)


def named(codes: CodeList, columns: Sequence[str]) -> dict[str, str]:
    """Column of the file -> its name in the list."""
    return {column: name for said, name in codes.names.items() if name.strip() and (column := _column(said, columns)) is not None}


def applied(mapping: Mapping, codes: CodeList, columns: Sequence[str], keep: Collection[str] = ()) -> Mapping:
    """The mapping with the list's names, codes, scales and good ends; the touchpoints of the columns in `keep` stay as they are.

    In answer columns words for "no answer" become no answer and numbers stay numbers; in other columns values become their meanings.
    """
    names, asked = named(codes, columns), {answer.column: answer.question for answer in mapping.answers}
    answers = tuple(_renamed(answer, names, keep) for answer in mapping.answers)
    fields = set(mapping.fields.values())
    meant, scales, ends = dict(mapping.codes), dict[str, list[tuple[float, float]]](), dict(mapping.directions)
    for column, values in _by_column(codes, columns, asked).items():
        if column in asked:
            read_as, scale, end = _answer_codes(values)
            scales.setdefault(asked[column], []).extend([scale] if scale else [])
            ends |= {asked[column]: end} if end else {}
        else:
            read_as = {value: "" if normal(text) in _EMPTY else text for value, text in values.items()}
        if read_as and column not in fields:
            meant[column] = {**meant.get(column, {}), **read_as}
    titles = {column: name for column, name in names.items() if column not in asked and column not in fields}
    found = {question: Counter(ends_of).most_common(1)[0][0] for question, ends_of in scales.items() if ends_of and question != "nps"}
    other = {question: scale for question, scale in found.items() if DEFAULT_SCALES.get(question) != scale}
    kept = {question: scale for question, scale in mapping.scales.items() if question not in found}
    return replace(mapping, answers=answers, codes=meant, scales={**kept, **other}, directions=ends, titles={**mapping.titles, **_unlike(titles)})


def _by_column(codes: CodeList, columns: Sequence[str], asked: Items[str, str]) -> dict[str, dict[str, str]]:
    """Column of the file -> its values, those for every answer column first: but 0 and 6 are answers where one recommends from 0 to 10."""
    every = codes.values.get(EVERY, {})
    beside = {value: text for value, text in every.items() if not 0 <= (-1 if (number := as_number(value)) is None else number) <= 10}
    found = {column: dict(beside if question == "nps" else every) for column, question in asked.items()} if every else {}
    for said, values in codes.values.items():
        column = _column(said, columns) if said != EVERY else None
        if column is not None:
            found[column] = {**found.get(column, {}), **values}
    return found


def _renamed(answer: Answer, names: Items[str, str], keep: Collection[str]) -> Answer:
    """A rating under its name in the list; a question about the whole relationship stays one."""
    name = names.get(answer.column)
    return replace(answer, touchpoint=name) if name and answer.touchpoint is not None and answer.column not in keep else answer


def _answer_codes(values: Items[str, str]) -> tuple[dict[str, str], tuple[float, float] | None, str | None]:
    """(cells that are no plain numbers of the scale, the scale, which end is good) of one answer column's values."""
    silent = {value for value, text in values.items() if normal(text) in NO_ANSWER | _EMPTY or not text.strip()}
    read_as = dict.fromkeys(values.keys() & silent, "")
    told = {value: text for value, text in values.items() if value not in silent}
    if told and all(as_number(value) is None for value in told):  # A = Very satisfied: letters for words
        words = words_scale(dict.fromkeys(told.values(), 1))
        numbers = {value: words.codes[text] for value, text in told.items() if words and text in words.codes}
        return read_as | {value: f"{number:g}" for value, number in numbers.items()}, words.scale if words else None, None
    numbered = {number: text for value, text in told.items() if (number := as_number(value)) is not None}
    scale = (min(numbered), max(numbered)) if len(numbered) > 1 else None
    poles = {number: pole for number, text in numbered.items() if (pole := pole_of(text))}
    sign = sum((number - sum(scale) / 2) * side for number, (_, side) in poles.items()) if scale else 0.0
    if any(family == "effort" for family, _ in poles.values()):
        sign = -sign
    return read_as, scale, "lower" if sign < 0 else "higher" if sign > 0 else None


def _unlike(titles: dict[str, str]) -> dict[str, str]:
    """Each title once; a second column of the same name carries its header too."""
    seen = Counter[str]()
    unlike = {}
    for column, title in titles.items():
        seen[title.lower()] += 1
        unlike[column] = title if seen[title.lower()] == 1 else f"{title} ({column})"
    return unlike


def _column(said: str, columns: Sequence[str]) -> str | None:
    """The file's column that a name in the list means: the same text, else the same words."""
    if said in columns:
        return said
    plain = normal(said)
    return next((column for column in columns if column.strip().lower() == said.strip().lower() or (plain and normal(column) == plain)), None)


def _delimited(text: str) -> list[list[str]]:
    first = text.lstrip("\ufeff\n\r ").split("\n", 1)[0]
    mark = max("\t;,|", key=first.count)
    return list(csv.reader(text.lstrip("\ufeff").strip().splitlines(), delimiter=mark)) if mark in first else []


def _of_rows(rows: Sequence[Sequence[str]]) -> CodeList | None:
    """A table with a header that says what its columns are; a column's name may be left out in the rows below its first."""
    head = [set(normal(cell).split()) for cell in rows[0]] if rows else []
    column = _place(head, _COLUMN_WORDS, ())
    label = _place(head, _LABEL_WORDS, (column,))
    value = _place(head, _VALUE_WORDS, (column, label))
    if column is None or label is None or len(rows) < 2:
        return _without_header(rows)
    names, values, current = dict[str, str](), dict[str, dict[str, str]](), EVERY
    for row in rows[1:]:
        cells = [*(cell.strip() for cell in row), *[""] * len(head)]
        current = cells[column] or current
        if value is not None and (listed := _LISTED.findall(cells[value])):
            values.setdefault(current, {}).update({key.lower(): _bare(text) for key, text in listed})
            names |= {current: cells[label]} if cells[label] else {}
        elif value is not None and cells[value]:
            values.setdefault(current, {})[cells[value].lower()] = cells[label]
        elif cells[label] and current != EVERY:
            names[current] = cells[label]
    return CodeList(names, values)


def _without_header(rows: Sequence[Sequence[str]]) -> CodeList | None:
    """Rows of (column, name) or of (column, value, meaning)."""
    filled = [[cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)]
    widths = {len(row) for row in filled}
    if any("=" in cell for row in filled for cell in row) or any(as_number(row[0]) is not None or not row[0] for row in filled):
        return None
    if widths == {2}:
        return CodeList({row[0]: row[1] for row in filled if row[1]})
    if widths != {3} or any(as_number(row[1]) is None for row in filled):
        return None
    values: dict[str, dict[str, str]] = defaultdict(dict)
    for column, value, meaning in filled:
        values[column][value] = meaning
    return CodeList({}, dict(values))


def _place(head: Sequence[set[str]], words: frozenset[str], taken: Collection[int | None]) -> int | None:
    return next((place for place, cell in enumerate(head) if place not in taken and cell & words and len(cell) <= 3), None)


def _of_lines(lines: Iterable[str]) -> CodeList:
    """'Q7FOOD = Food', 'Q7 1 = very bad', and values below their column: '6 = not used'."""
    names, values, current, run = dict[str, str](), defaultdict[str, dict[str, str]](dict), [EVERY], 0
    for line in lines:
        if not line.strip():
            run = 2  # what follows an empty line belongs to no column above it, where it is a word for "no answer"
            continue
        inside = line[:1] in " \t" and current != [EVERY]
        three, value, pair = _THREE.fullmatch(line), _VALUE_LINE.fullmatch(line), _PAIR.fullmatch(line) or _CODED.fullmatch(line)
        if value and not three:
            alone = not inside and run > 1 and normal(value[2]) in NO_ANSWER | _EMPTY
            for column in [EVERY] if alone else current:
                values[column][value[1].lower()] = _bare(value[2])
            run = run if alone else 0
        elif three and not inside:
            current, run = [three[1].strip(":")], 0
            values[current[0]][three[2].lower()] = _bare(three[3])
        elif pair and inside and pair[2]:
            for column in current:
                values[column][pair[1].lower()] = _bare(pair[2])
        elif pair:
            current, run = [part.strip() for part in pair[1].split(",") if part.strip()], run + 1
            _note(current, pair[2], names, values)
        else:
            current, run = [line.strip().rstrip(":")], 0
    return CodeList(names, dict(values))


def _note(columns: list[str], rest: str, names: dict[str, str], values: dict[str, dict[str, str]]) -> None:
    """What follows a column: its name, its values ('1 = bad, 5 = good'), or both ('Food (1 = bad, 5 = good)')."""
    listed = _LISTED.findall(rest.rstrip(" )]."))
    name = re.split(rf"[(\[,;:]?\s*{_VALUE}\s*=", rest, maxsplit=1)[0] if listed else rest
    for column in columns:
        if listed:
            values.setdefault(column, {}).update({value.lower(): _bare(text) for value, text in listed})
        if _bare(name):
            names[column] = _bare(name)


def _bare(text: str) -> str:
    return text.strip().strip("\"'“”„").rstrip(" ,;").strip()


def _of_spss(text: str) -> CodeList:
    """VARIABLE LABELS, VALUE LABELS and MISSING VALUES of a syntax file."""
    names, values = dict[str, str](), defaultdict[str, dict[str, str]](dict)
    parts = _SPSS.split(text)
    for command, body in zip(parts[1::2], parts[2::2], strict=True):
        what, columns, waiting = normal(command), list[str](), None
        for quoted, doubled, slash, word in _TOKEN.findall(body):
            string = (quoted or doubled).replace("''", "'").replace('""', '"')
            if slash:
                columns, waiting = [], None
            elif word and word.rstrip(".") and (what == "variable labels" or waiting is None) and not re.fullmatch(_VALUE, word.rstrip(".")):
                columns = [*(columns if what != "variable labels" and not _ended(columns, values) else []), word.rstrip(".")]
            elif word and what == "missing values" and word.rstrip("."):
                values |= {column: {**values[column], word.rstrip("."): ""} for column in columns}
            elif word and word.rstrip("."):
                waiting = word.rstrip(".")
            elif what == "variable labels" and columns and string:
                names[columns[-1]] = string
            elif waiting is not None and string:
                values |= {column: {**values[column], waiting.lower(): string} for column in columns}
                waiting = None
            elif string:
                waiting = string
    return CodeList(names, dict(values))


def _ended(columns: list[str], values: Items[str, dict[str, str]]) -> bool:
    """Whether these columns have their values already, so that another name begins another list."""
    return bool(columns) and all(column in values for column in columns)
