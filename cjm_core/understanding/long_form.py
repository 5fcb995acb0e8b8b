"""Surveys with one row per answer: a column says who answered, one what was asked about, one how it was rated."""

from __future__ import annotations

from dataclasses import replace

import pyarrow.compute as pc

from cjm_core.plan import Mapping, Table
from cjm_core.understanding.likeness import likeness
from cjm_core.understanding.profile import normal, pairs, profiles, sample
from cjm_core.understanding.questions import asked_in

_ITEMS = frozenset({
    "item", "question", "aspect", "attribute", "statement", "topic", "subject", "variable", "question text", "item name", "question name",
    "frage", "merkmal", "aspekt", "kriterium", "criterion", "critere", "aspecto", "pregunta", "vraag", "onderdeel", "rubrik", "element",
})  # fmt: skip
_MOST = 60  # items of one questionnaire
_REPEATED = 0.6  # ids among the rows from which each stands in several
_ONCE = 0.98  # of the rows are the only one of their respondent and item


def with_items(table: Table, mapping: Mapping) -> Mapping:
    """The mapping of a file with one row per answer: the item is the touchpoint that is rated, and the respondent is the customer."""
    rated = [answer for answer in mapping.answers if answer.question != "comment"]
    if mapping.kind != "surveys" or "touchpoint" in mapping.fields or len(rated) != 1 or rated[0].touchpoint:
        return mapping
    item, who = _items(table), _respondent(table, mapping)
    if item is None or who is None or not _once_each(table, who, item):
        return mapping
    return replace(mapping, fields={**mapping.fields, "touchpoint": item, "customer_id": mapping.fields.get("customer_id", who)})


def several_questions(table: Table) -> bool:
    """Whether a column of items asks for different things (satisfaction, recommendation), so that one column of answers has no one scale."""
    item = _items(table)
    return item is not None and len({asked_in(text) for text in pc.unique(table.cells.column(item)).to_pylist() if text} - {None}) > 1


def _items(table: Table) -> str | None:
    seen = profiles(table.cells, [name for name in table.columns if normal(name) in _ITEMS])
    return next((name for name, one in seen.items() if one.texts > 0.9 and 2 <= one.distinct <= _MOST), None)


def _respondent(table: Table, mapping: Mapping) -> str | None:
    """The column that stands for one questionnaire: a response id that is repeated, else the customer."""
    named = [name for name in table.columns if likeness(name, "response_id") > 90]
    seen = profiles(table.cells, [*named, *filter(None, [mapping.fields.get("customer_id")])])
    return next((name for name, one in seen.items() if one.filled and one.distinct <= _REPEATED * one.filled), None)


def _once_each(table: Table, who: str, item: str) -> bool:
    part = sample(table.cells)
    return bool(pairs(part.column(who), part.column(item)).num_rows >= _ONCE * part.num_rows)
