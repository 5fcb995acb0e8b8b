"""From a preset and a table to the mapping that a person confirms."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from cjm_core.errors import BadInput
from cjm_core.plan import Answer, Mapping, Moment, RowRule, Table
from cjm_core.schema import ANSWER_ONLY_FIELDS, DEFAULT_SCALES, EVENT_ONLY_FIELDS, MISSING_CODES
from cjm_core.understanding.presets.asked import Asked, asked, short
from cjm_core.understanding.presets.headers import Header, distinct, first, fullest, headers, key, known, with_second_line
from cjm_core.understanding.presets.model import Fixed, Preset, Rule
from cjm_core.understanding.presets.recognise import missing
from cjm_core.understanding.profile import sample
from cjm_core.understanding.understand import propose

_WORDS = ("no", "one", "two", "three")
_LARGE = 200_000  # rows from which a sample is enough to see what is in the columns
_ELSEWHERE = ("customer_id", "touchpoint", "channel", "wave", "weight")  # fields that a survey's further columns may hold


def applied(preset: Preset, table: Table) -> Mapping:
    """The mapping of an export of this kind. Raises BadInput where the table lacks a column that such an export has."""
    if lacking := missing(preset, table):
        raise BadInput(f"{table.file} is no export from {preset.title}: it has no column {lacking!r}.")
    among = known(table)
    rules = tuple(rule for said in preset.left_out if (rule := _rule(said, among, table)))
    looked_at = table if table.cells.num_rows <= _LARGE else replace(table, cells=sample(table.cells))
    counting = rows_that_count(looked_at, rules)
    counting = counting if counting.cells.num_rows else looked_at  # where no row counts, the columns are still what they are
    fields = _fields(preset, among, counting)
    moments = _moments(preset, among, counting, fields)
    fixed, more_rules = _fixed(preset, among, counting)
    taken = {*fields.values(), *(moment.column for moment in moments), *(answer.column for answer in fixed.answers)}
    titles = {column: title for name, title in preset.dimensions.items() if (column := among.get(key(name))) and column not in taken}
    ignored = _ignored(preset, counting, among, taken | set(titles))
    seen = with_second_line(headers(table), table) if preset.second_line else headers(table)
    free = [header for header in seen if header.column not in taken | set(ignored) | set(titles)]
    if preset.questions:
        fields = {**_elsewhere(counting, free, set(fields)), **fields}
        free = [header for header in free if header.column not in fields.values()]
    found = asked(counting, free) if preset.questions else Asked()
    answered = {answer.column for answer in found.answers}
    titles |= _titles(header for header in free if header.column not in answered) if preset.questions else {}
    answers = fixed.answers + found.answers
    kind = "events" if preset.kind == "both" and not answers else preset.kind
    barred = ANSWER_ONLY_FIELDS if kind == "events" else EVENT_ONLY_FIELDS if kind == "surveys" else ()
    once = first(preset.once, among)
    return Mapping(
        kind, {name: column for name, column in fields.items() if name not in barred}, dict(preset.constants), answers,
        fixed.scales | found.scales, found.directions, ignored=tuple(ignored), moments=moments, left_out=rules + more_rules,
        once=(once,) if once else (), codes=fixed.codes | found.codes, titles=titles, zone=preset.zone,
        mask=any(answer.question == "comment" for answer in answers), preset=preset.name,
    )  # fmt: skip


def sentence(preset: Preset, table: Table) -> str:
    """What the table looks like and what the preset will do, to be confirmed by a person."""
    lines = table.header_lines
    parts = ([f"{_WORDS[lines] if lines < len(_WORDS) else lines} header lines"] if lines > 1 else []) + list(preset.says)
    return f"This looks like an export from {preset.title}: {'; '.join(parts)}."


def rows_that_count(table: Table, rules: tuple[RowRule, ...]) -> Table:
    """The table without the rows that these rules leave out; its `lines` are those of the whole table."""
    keep = pa.array([True] * table.cells.num_rows)
    for rule in rules:
        cells = pc.utf8_lower(pc.utf8_trim_whitespace(pc.fill_null(table.cells.column(rule.column), "")))
        fits = pc.is_in(cells, value_set=pa.array(rule.values, pa.string())).combine_chunks()
        keep = pc.and_(keep, fits if rule.only else pc.invert(fits))
    return replace(table, cells=table.cells.filter(keep))


def _rule(said: Rule, among: dict[str, str], table: Table) -> RowRule | None:
    """The rule for this file, with the cells that it means; None where the column is absent."""
    column = first(said.columns, among)
    if column is None or not said.containing:
        return RowRule(column, said.values, said.reason, said.only) if column else None
    values = tuple(text for text in distinct(table, column) if any(word in text for word in said.containing))
    return RowRule(column, values or said.containing, said.reason, said.only)  # no such cell: then no row of it either


def _fields(preset: Preset, among: dict[str, str], table: Table) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, names in preset.fields.items():
        column = fullest(names, among, table) if name == "customer_id" else _filled(names, among, table)
        if column and column not in found.values():
            found[name] = column
    return found


def _filled(names: tuple[str, ...], among: dict[str, str], table: Table) -> str | None:
    """The first of these columns that is not empty."""
    columns = [among[key(name)] for name in names if key(name) in among]
    return next((column for column in columns if table.cells.column(column).null_count < table.cells.num_rows), None)


def _moments(preset: Preset, among: dict[str, str], table: Table, fields: dict[str, str]) -> tuple[Moment, ...]:
    found = [(_filled(names, among, table), touchpoint) for names, touchpoint in preset.moments]
    return tuple(Moment(column, touchpoint) for column, touchpoint in found if column and column != fields.get("event_time"))


def _fixed(preset: Preset, among: dict[str, str], table: Table) -> tuple[Asked, tuple[RowRule, ...]]:
    """The answers in columns of known names, and the rule that keeps one kind of survey where a file holds several."""
    wanted, rules = list(preset.answers), tuple[RowRule, ...]()
    if by := preset.asked_by:
        column = _filled(by.columns, among, table)
        said = Counter(_cells(table, column)) if column else Counter()
        usual = [text for text, _ in said.most_common() if text in by.kinds] or ([] if said else [by.usual])
        wanted += [by.kinds[text] for text in usual[:1]]  # none where only kinds are named that we do not know
        same = tuple(name for name, kind in by.kinds.items() if usual and _alike(kind, by.kinds[usual[0]]))
        if column and usual and set(said) - set(same):
            rules = (RowRule(column, same, "answers another kind of survey", only=True),)
    placed = [(fixed, column) for fixed in wanted if (column := _filled(fixed.columns, among, table))]
    return _as_asked(placed), rules


def _alike(one: Fixed, other: Fixed) -> bool:
    return (one.question, one.scale) == (other.question, other.scale)


def _as_asked(placed: list[tuple[Fixed, str]]) -> Asked:
    answers = tuple(Answer(fixed.question, column, fixed.touchpoint) for fixed, column in placed)
    scales = {fixed.question: fixed.scale for fixed, _ in placed if fixed.scale and DEFAULT_SCALES.get(fixed.question) != fixed.scale}
    return Asked(answers, scales, codes={column: fixed.codes for fixed, column in placed if fixed.codes})


def _cells(table: Table, column: str) -> list[str]:
    return [text.strip().lower() for text in table.cells.column(column).to_pylist() if text]


def _ignored(preset: Preset, table: Table, among: dict[str, str], used: set[str]) -> list[str]:
    """Columns left out altogether: named by the preset, not named by it where only named ones are kept, or without any cell."""
    named = {among[key(name)] for name in preset.ignored if key(name) in among}
    if preset.keep_only:
        return [column for column in table.columns if column not in used]
    out = []
    for header in headers(table):
        forms = (header.column, header.code, header.import_id, header.text)
        parts = any(re.search(part, form) for part in preset.ignored_parts for form in forms if form)
        if header.column not in used and (header.column in named or parts or _is_empty(table, header.column)):
            out.append(header.column)
    return out


def _is_empty(table: Table, column: str) -> bool:
    texts = pc.unique(table.cells.column(column)).to_pylist()
    return all(text is None or text.strip().lower() in MISSING_CODES for text in texts[:50]) and len(texts) <= 50


def _elsewhere(table: Table, free: list[Header], known_fields: set[str]) -> dict[str, str]:
    """Who the customer is, and the like, in columns that the survey's owner added."""
    own = [header for header in free if not header.import_id.startswith("QID")]
    if not own or not table.cells.num_rows:
        return {}
    named = {header.code or header.text: header.column for header in own}
    cells = table.cells.select(list(named.values())).rename_columns(list(named))
    proposed = propose(replace(table, columns=tuple(named), cells=cells))
    return {name: named[column] for name, column in proposed.fields.items() if name in _ELSEWHERE and name not in known_fields}


def _titles(free: Iterable[Header]) -> dict[str, str]:
    """Readable names for the columns that become splits, where they differ from the file's."""
    titles: dict[str, str] = {}
    for header in free:
        name = short(header)
        if name in titles.values():
            name = f"{name} ({header.code or len(titles) + 1})"
        if name != header.column:
            titles[header.column] = name
    return titles
