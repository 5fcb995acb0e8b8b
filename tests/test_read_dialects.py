"""Random tables written in random dialects are read back the same."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cjm_core.reading.read import as_json, read_table

Rows = list[list[str]]

# What is left out is what nobody could tell from the file alone:
# * control characters other than the line end, and NUL, which some exporters strew about and which is dropped;
# * lone carriage returns inside cells, which a file of CR lines cannot hold apart;
# * a backslash before a quotation mark or at a cell's end, where the mark around the cell follows: it may escape the mark;
# * a backslash in a cell where backslashes escape quotation marks: writers differ in whether they double it;
# * a row without any cell, which is a blank line; rows like the header, and last rows like a footnote, which are left out on purpose.
_LETTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufeff\u2028\u2029")
_MARKS = st.sampled_from(list(",;\t|\"'\n .:-_#&<>=@"))
_WESTERN = st.sampled_from(list("abcdefgz ABCXYZ0123456789äöüéèñß€“”–"))
_SLASHED = re.compile(r"\\+(?=[\"']|$)")
_NAMES = st.lists(
    st.sampled_from(["customer", "when", "touchpoint", "Order no.", "Wert (€)", "Größe", "note", "comment", "Q1", "channel", "last step"]),
    min_size=3, max_size=7, unique=True,
)


@dataclass(frozen=True)
class Written:
    """How a table is written to a file."""

    delimiter: str
    quote: str
    quote_all: bool
    backslash: bool
    end: str
    encoding: str
    final_end: bool


@st.composite
def dialects(draw: st.DrawFn) -> Written:
    delimiter = draw(st.sampled_from([",", ";", "\t", "|"]))
    # apostrophes around cells are told from apostrophes in words only where they are used throughout
    quote, quote_all = draw(st.sampled_from([('"', True), ('"', False), ("'", True)]))
    return Written(
        delimiter, quote, quote_all, draw(st.booleans()) and quote_all, draw(st.sampled_from(["\n", "\r\n", "\r"])),
        draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])), draw(st.booleans()),
    )


_PLAIN: dict[str, Callable[[int], str]] = {
    "id": lambda n: f"C{n * 37 % 1000:04}",
    "date": lambda n: f"2025-{n % 12 + 1:02}-{n % 28 + 1:02}",
    "moment": lambda n: f"{n % 28 + 1:02}.03.2025 {n % 24:02}:30",
    "number": lambda n: f"{n * 13 % 50}.{n % 10}",
}


@st.composite
def tables(draw: st.DrawFn, letters: st.SearchStrategy[str]) -> Rows:
    """A header of names, an id column, one to three more columns with plain values, at least one with any text."""
    names = draw(_NAMES)
    count = draw(st.integers(min_value=5, max_value=40))
    kinds = ["id", *draw(st.lists(st.sampled_from([*_PLAIN, "text"]), min_size=len(names) - 2, max_size=len(names) - 2)), "text"]
    texts = st.lists(letters | _MARKS, max_size=12).map(lambda signs: _SLASHED.sub("", "".join(signs)))
    start = draw(st.integers(min_value=0, max_value=500))
    return [names, *([_PLAIN[kind](start + n) if kind in _PLAIN else draw(texts) for kind in kinds] for n in range(count))]


def written(rows: Rows, how: Written) -> bytes:
    """The file's bytes."""
    def cell(text: str) -> str:
        if not (how.quote_all or any(mark in text for mark in (how.delimiter, how.quote, "\n", "\r")) or text != text.strip()):
            return text
        inner = text.replace(how.quote, f"\\{how.quote}" if how.backslash else how.quote * 2)
        return f"{how.quote}{inner}{how.quote}"

    text = how.end.join(how.delimiter.join(map(cell, row)) for row in rows) + how.end * how.final_end
    return text.encode(how.encoding)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data(), how=dialects())
def test_what_is_written_in_any_dialect_is_read_back(tmp_path: Path, data: st.DataObject, how: Written) -> None:
    letters = (_WESTERN if how.encoding == "cp1252" else _LETTERS) | st.just("a" if how.backslash else "\\")
    rows = data.draw(tables(letters.filter(lambda sign: sign != "\\") if how.backslash else letters))
    path = tmp_path / "any.csv"
    path.write_bytes(written(rows, how))
    got = as_json(read_table(path))
    assert got["columns"] == rows[0]
    assert [[cell or "" for cell in row] for row in got["rows"]] == rows[1:]  # type: ignore[attr-defined]
    assert got["skipped"] == []


def test_encodings_without_a_mark_are_told_from_their_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = [["клиент", "дата", "шаг"], *(["Анна", "2025-01-01", "корзина"] for _ in range(9))]
    for codec in ("utf-8", "utf-16-le", "utf-16-be", "utf-16"):
        path.write_bytes("\n".join(";".join(row) for row in rows).encode(codec))
        got = as_json(read_table(path))
        assert (got["columns"], got["rows"]) == (rows[0], rows[1:])
    path.write_bytes(codecs.BOM_UTF8 + b"sep=|\r\na|b\r\n1|2\r\n")
    assert as_json(read_table(path))["rows"] == [["1", "2"]]
