"""Every place in which a customer is named: all columns of all tables of a dataset, the workspace in all its versions, other files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from cjm_core.dataset import Dataset
from cjm_core.result import records

_ID_COLUMNS = frozenset({"customer_id", "own_id", "alias"})
_SHORT, _TELLING_TEXT = 6, 12  # digits of a number that could stand for anything; letters of a comment that no other text has by chance
_FORGOTTEN = "[forgotten]"
_PIECE = 1 << 24  # bytes


@dataclass(frozen=True)
class Named:
    """All names of one customer (ids, aliases, pseudonyms), and comments that only they wrote."""

    ids: tuple[str, ...]
    texts: tuple[str, ...] = ()

    @cached_property
    def told(self) -> tuple[str, ...]:
        """The ids that name somebody in free text as well: '5' alone does not."""
        return tuple(name for name in self.ids if not (name.isdigit() and len(name) < _SHORT))

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """One of the telling ids, standing alone: not as a part of a longer id, number, date or address."""
        each = "|".join(re.escape(name) for name in sorted(self.told, key=len, reverse=True))
        return re.compile(rf"(?<![\w@])(?<!\w[-.:/+,])(?:{each})(?![\w@]|[-.:/+,]\w)", re.IGNORECASE) if each else None

    @property
    def comments(self) -> tuple[str, ...]:
        """Comments long enough to be known by."""
        return tuple(text for text in self.texts if len(text) >= _TELLING_TEXT)


def in_dataset(data: Dataset, named: Named) -> tuple[list[str], int]:
    """The places ('table customers, column customer_id') that still name the customer, and how many columns were asked."""
    columns = records(data.query(
        "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_catalog = 'dataset' ORDER BY ALL"
    ))  # fmt: skip
    found = [f"table {one['table_name']}, column {one['column_name']}" for one in columns if _held(data, one, named)]
    return found, len(columns)


def _held(data: Dataset, column: dict[str, Any], named: Named) -> bool:
    """Whether any cell is an id of the customer or one of their comments, or a text that names one of the telling ids."""
    if not any(word in str(column["data_type"]) for word in ("VARCHAR", "ENUM")):
        return False
    name, table = (str(column[part]).replace('"', '""') for part in ("column_name", "table_name"))
    cell = f'lower("{name}"::VARCHAR)'
    exact = [*(named.ids if name in _ID_COLUMNS else named.told), *named.comments]
    wanted: dict[str, Any] = {"exact": [text.lower() for text in exact] or [""], "told": [text.lower() for text in named.told]}
    same = f"trim({cell}) IN (SELECT unnest($exact)) AND trim({cell}) <> ''"
    near = f"len(list_filter($told::VARCHAR[], lambda x: contains({cell}, x))) > 0"
    if len(data.query(f'SELECT 1 FROM "{table}" WHERE {same} LIMIT 1', **wanted)):
        return True
    texts = data.query(f'SELECT DISTINCT {cell} AS said FROM "{table}" WHERE {near}', **wanted)["said"] if named.pattern else ()
    return any(named.pattern.search(str(text)) for text in texts) if named.pattern else False


def without(named: Named) -> Callable[[str, str, Any], tuple[str, Any]]:
    """A change of workspace entries that leaves no name of the customer and none of their comments in key or value."""

    def change(kind: str, key: str, value: Any) -> tuple[str, Any]:
        return blanked(key, named), _cleaned(value, named)

    return change


def _cleaned(value: Any, named: Named) -> Any:
    if isinstance(value, str):
        return blanked(value, named)
    if isinstance(value, list):
        return [_cleaned(item, named) for item in value]
    if isinstance(value, dict):
        return {blanked(str(key), named): _cleaned(item, named) for key, item in value.items()}
    return value


def blanked(text: str, named: Named) -> str:
    """The text with every such id and comment replaced."""
    for comment in named.comments:
        text = text.replace(comment, _FORGOTTEN)
    return named.pattern.sub(_FORGOTTEN, text) if named.pattern else text


def in_files(paths: Iterable[Path], named: Named) -> list[Path]:
    """The files whose bytes still name the customer. Packed files (workbooks, datasets) cannot be seen through this way."""
    return [path for path in paths if path.is_file() and _names(path, named)]


def _names(path: Path, named: Named) -> bool:
    """Whether the bytes name the customer; looked at in pieces of whole lines, because a file may be larger than the memory."""
    with path.open("rb") as file:
        for lines in iter(lambda: file.readlines(_PIECE), []):
            text = b"".join(lines).decode("utf-8", "replace")
            if in_text(text, named):
                return True
    return False


def in_text(text: str, named: Named) -> bool:
    """Whether a text holds one of the telling ids or a comment."""
    return blanked(text, named) != text


def clean_file(path: Path, named: Named) -> None:
    """Blank the names in a text file of ours, such as a log."""
    path.write_text(blanked(path.read_text(encoding="utf-8", errors="replace"), named), encoding="utf-8")


def same_customer(data: Dataset, ids: Sequence[str]) -> tuple[set[str], set[str]]:
    """The ids under which this dataset holds the customers with any of `ids`, as they are written there, and all their other ids.

    An id that stands for two customers leads to neither; e-mail addresses are the same in capitals.
    """
    found, size = set(ids), 0
    while size < len(found):
        size = len(found)
        found |= set(data.query(_LINKED, ids=sorted(found))["id"])
    named = Named(tuple(sorted(found))).told
    held = set(data.query(f"SELECT customer_id AS id FROM customers WHERE {_same('customer_id')}", ids=sorted(found))["id"])
    held |= set(data.query(_REJECTED, ids=sorted(found), told=list(named))["id"])
    return held, found - set(ids) | held


def _same(column: str) -> str:
    plain = "CASE WHEN contains({0}, '@') THEN lower(trim({0})) ELSE trim({0}) END"
    return f"{plain.format(column)} IN (SELECT {plain.format('x')} FROM (SELECT unnest($ids) AS x))"


_CLEAR = "links WHERE alias IN (SELECT alias FROM links GROUP BY alias HAVING count(DISTINCT customer_id) = 1)"
_LINKED = f"""WITH own AS (
  SELECT DISTINCT own_id, customer_key FROM (SELECT own_id, customer_key FROM events UNION ALL SELECT own_id, customer_key FROM surveys
    UNION ALL SELECT own_id, customer_key FROM comments) WHERE own_id IS NOT NULL
), pairs AS (
  SELECT alias AS a, customer_id AS b FROM {_CLEAR} UNION SELECT o.own_id, c.customer_id FROM own o JOIN customers c USING (customer_key)
)
SELECT b AS id FROM pairs WHERE {_same('a')} UNION SELECT a FROM pairs WHERE {_same('b')}
UNION SELECT customer_id FROM customers WHERE {_same('customer_id')}"""


_REJECTED = f"""SELECT r."value" AS id FROM rejects r LEFT JOIN columns c ON c.source = r.source AND c.name = r."column"
WHERE {_same('r."value"')} AND (c.meaning IN ('customer_id', 'link')
  OR lower(trim(r."value")) IN (SELECT lower(trim(x)) FROM (SELECT unnest($told::VARCHAR[]) AS x)))"""


def rejected(data: Dataset, named: Named) -> list[str]:
    """The cells kept of rows that did not load that name the customer, also inside a longer text."""
    values = data.query('SELECT DISTINCT "value" AS said FROM rejects WHERE "value" IS NOT NULL')["said"]
    return [text for text in values if in_text(text, named)]


def count_rejected(data: Dataset, gone: Iterable[str]) -> dict[str, int]:
    """How many rows that did not load are kept with one of these cells; nothing where there are none."""
    rows = len(data.query('SELECT 1 FROM rejects WHERE "value" IN (SELECT unnest($ids))', ids=sorted(gone)))
    return {"rows left out before": rows} if rows else {}


def own_texts(data: Dataset, held: Iterable[str]) -> list[str]:
    """The comments that these customers wrote and nobody else did."""
    return list(data.query(_TEXTS, ids=sorted(held))["text"])


_TEXTS = """WITH said AS (SELECT text, coalesce(c.customer_id IN (SELECT unnest($ids)), false) AS theirs
                          FROM comments LEFT JOIN customers c USING (customer_key))
            SELECT text FROM said WHERE text IS NOT NULL GROUP BY text HAVING bool_and(theirs)"""


def counts(data: Dataset, held: Iterable[str]) -> dict[str, int]:
    """How many rows of each table are these customers'."""
    mine = "customer_key IN (SELECT customer_key FROM customers WHERE customer_id IN (SELECT unnest($ids)))"
    tables = {"customers": "customers", "events": "events", "answers": "surveys", "comments": "comments"}
    selected = ", ".join(f"(SELECT count(*) FROM {table} WHERE {mine}) AS {name}" for name, table in tables.items())
    return {name: int(n) for name, n in records(data.query(f"SELECT {selected}", ids=sorted(held)))[0].items()}


def anybody_else(data: Dataset) -> bool:
    """Whether there are numbers without a customer: anonymous answers, or tables that were summed before."""
    tables = ("SELECT 1 FROM surveys WHERE customer_key IS NULL", "SELECT 1 FROM comments WHERE customer_key IS NULL", "SELECT 1 FROM reported")
    return any(len(data.query(f"{select} LIMIT 1")) for select in tables)
