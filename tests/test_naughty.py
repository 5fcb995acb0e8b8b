"""Text that breaks programs, from upload to every export: the same text, and nothing of it runs.

The strings are the Big List of Naughty Strings (Max Woolf, MIT) and some of our own. What cannot survive is listed with its reason, and the
list is exact: a string that is lost without being named here fails.
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Callable, Sequence
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.utils.escape import unescape

from cjm_core.dataset import Dataset
from cjm_core.ingest.build import build
from cjm_core.journey_map import as_fragment, as_html, measure_map
from cjm_core.journey_map.touchpoint import touchpoint_detail
from cjm_core.metrics import kpi_named
from cjm_core.plan import Answer, Mapping, Source
from cjm_core.reading.read import read_table
from cjm_core.schema import MISSING_CODES
from cjm_core.scope import Scope
from cjm_core.takeaway import Sheet, TakeAway, as_csv, as_xlsx, of_map, of_touchpoint
from cjm_core.takeaway.cells import clean
from cjm_core.takeaway.text import inert
from tests import building

OWN = ["x" * 10_000, "שלום עולם", "مرحبا \u202eevil\u202c", "👩‍👩‍👧‍👦 🏳️‍🌈", "'; DROP TABLE events; --", '"quoted" ""twice""', "=1+1", "@SUM(A1)",
       "@anna says thanks", "- slow delivery", "-5 %", "+49 30 1", "two\nlines", "$start", "$where_0", "events", "customer_key", "__proto__",
       "_x0041_", "{{ 7*7 }}", "**bold**", "\x7f", "a\x07b"]  # fmt: skip
PER_MAP = 20  # touchpoints that a map draws
MAPPED = {name: name for name in ("customer_id", "event_time", "touchpoint", "comment")}
SPACES = "".join(map(chr, (0x20, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)))  # Unicode's separators of words
# What cannot survive, and why.
BLANK = "only blanks: an empty cell"
TRIMMED = "blanks at its ends are trimmed"
NO_XLSX = "no XML, and so no workbook, can hold it"
MISSING = "as a comment it says that there is none"


KNOWN_TAGS = {
    "a", "b", "body", "br", "button", "caption", "dd", "div", "dl", "dt", "em", "footer", "h1", "head", "html", "i", "li", "main", "meta", "p",
    "path", "s", "small", "span", "strong", "style", "svg", "table", "tbody", "td", "th", "thead", "title", "tr", "u", "ul", "wbr",
}  # fmt: skip


class Tags(HTMLParser):
    """Every tag and attribute that a browser would make of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {(name, value or "") for name, value in attrs}


def strings() -> list[str]:
    known = json.loads(building.real_file("naughty_strings/blns.json").read_text(encoding="utf-8"))
    assert (len(known), len(set(known))) == (515, 511)
    assert not [text for text in known if re.search("[\0\ud800-\udfff]", text)]  # neither NUL nor lone surrogates, which no UTF-8 text has
    return list(dict.fromkeys([*known, *OWN]))


def lost_because(text: str, kind: str) -> str | None:
    """Why a string cannot come through as it is; None where it must."""
    if not text.strip(SPACES):
        return BLANK
    if kind == "xlsx" and re.search("[\ufffe\uffff]", text):
        return NO_XLSX
    return TRIMMED if text != text.strip(SPACES) else None


def written(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    """A CSV file or a workbook with these cells, all of them text."""
    if path.suffix == ".csv":
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
        return path
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, plain) as book:
        page = book.add_worksheet()
        for down, row in enumerate(rows):
            for across, cell in enumerate(row):
                page.write_string(down, across, cell)
    return path


@pytest.fixture(scope="module", params=["csv", "xlsx"])
def long(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Dataset]:
    """One row per string, which is its touchpoint and its comment; `batch` parts them into maps."""
    folder, kind = tmp_path_factory.mktemp("naughty"), request.param
    rows = [[f"c{at}", "2025-03-01 10:00", text, text, "4", f"b{at // PER_MAP}"] for at, text in enumerate(strings())]
    path = written(folder / f"long.{kind}", [["customer_id", "event_time", "touchpoint", "comment", "csat", "batch"], *rows])
    mapping = Mapping("both", MAPPED, answers=(Answer("csat", "csat"),))
    table = read_table(path)
    (done,) = build([Source(table, mapping)], folder / "d.duckdb", name="naughty").files
    assert (done.rows_read, done.rows_loaded, table.warnings) == (len(rows), len(rows), ())
    return kind, Dataset.open(folder / "d.duckdb")


@pytest.fixture(scope="module")
def maps(long: tuple[str, Dataset]) -> list[tuple[Scope, list[str]]]:
    """The scope of every batch with the touchpoints that it must show."""
    kind, _ = long
    every = strings()
    parts = [every[at : at + PER_MAP] for at in range(0, len(every), PER_MAP)]
    return [(Scope(where=(("batch", f"b{at}"),)), [text for text in part if not lost_because(text, kind)]) for at, part in enumerate(parts)]


def test_every_string_is_a_touchpoint_and_a_comment(long: tuple[str, Dataset]) -> None:
    kind, data = long
    points, comments = set(data.values("touchpoint")), set(data.query("SELECT text FROM comments")["text"])
    lost = {text: reason for text in strings() if (reason := lost_because(text, kind))}
    assert {text for text in strings() if text not in points} == set(lost)
    silent = {text for text in strings() if text.strip().lower() in MISSING_CODES and text not in lost}
    assert {text for text in strings() if text not in comments} == {*lost, *silent}
    assert silent == {"null", "NULL", "None", "-"}, MISSING
    assert len(points - set(strings())) == len(lost) - list(lost.values()).count(BLANK)  # the rest of each, and nothing else


def test_every_string_stands_on_the_map_and_in_its_file_as_text(long: tuple[str, Dataset], maps: list[tuple[Scope, list[str]]]) -> None:
    _, data = long
    for scope, wanted in maps:
        drawn = measure_map(data, scope)
        assert set(wanted) <= set(drawn.touchpoints)
        for page in (as_fragment(drawn), as_html(drawn)):
            tags = Tags(page)
            assert tags.names <= KNOWN_TAGS
            assert not {name for name, _ in tags.attributes if name.startswith("on") or name in ("src", "action", "srcdoc")}
            assert all(value.startswith("definitions?") for name, value in tags.attributes if name == "href")  # the map's own
            found = [html.unescape(name) for name in re.findall(r'data-touchpoint="([^"]*)"', page)]
            assert found == list(drawn.touchpoints)
            names = re.findall(r'data-touchpoint="[^"]*">([^<]*)</button>', page.replace("<wbr>", ""))  # where long names may break
            shown = [html.unescape(name) for name in names]
            assert shown == found


def test_every_string_is_taken_away_as_it_is(long: tuple[str, Dataset], maps: list[tuple[Scope, list[str]]]) -> None:
    """XLSX read by another program: the same text, no formula, no link. CSV: the same but for an apostrophe before what would run."""
    _, data = long
    for scope, wanted in maps:
        taken = of_map(measure_map(data, scope), data, scope)
        cells = [cell for row in openpyxl.load_workbook(io.BytesIO(as_xlsx(taken))).worksheets[1].iter_rows() for cell in row]
        assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
        assert {text for text in wanted if text not in {unescape(cell.value) for cell in cells if isinstance(cell.value, str)}} == set()
        lines = list(csv.reader(io.StringIO(as_csv(taken).decode("utf-8-sig"), newline="")))
        there = {line[lines[0].index("touchpoint")] for line in lines[1:]}
        assert {text for text in wanted if clean(text) not in there} == {text for text in wanted if inert(text) != clean(text)}
        assert {inert(text) for text in wanted} <= there


@pytest.mark.parametrize("text", ["=1+1", "-5 %", "@anna says thanks", "a\x07b", "<script>alert(123)</script>", "x" * 10_000, "\x7f"])
def test_the_details_of_a_touchpoint_carry_it_too(long: tuple[str, Dataset], text: str) -> None:
    _, data = long
    detail = touchpoint_detail(data, Scope(), text)
    assert detail.comments["text"].tolist() == [text]
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(of_touchpoint(detail, data, Scope()))))
    assert text in [unescape(str(cell.value)) for row in book["Comments"].iter_rows() for cell in row]


def test_every_string_goes_through_the_command_line(long: tuple[str, Dataset], answer: Callable[..., dict]) -> None:
    kind, data = long
    said = answer("kpi", "csat", "--dataset", data.path, "--by", "touchpoint")
    there = {row["touchpoint"] for row in said["rows"]}
    assert {text for text in strings() if text not in there} == {text for text in strings() if lost_because(text, kind)}
    for text in ("=1+1", "'; DROP TABLE events; --", "a\x07b", "x" * 10_000, "$start"):
        assert answer("kpi", "csat", "--dataset", data.path, "--where", f"touchpoint={text}")["rows"][0]["n"] == 1


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_every_string_names_a_column(kind: str, tmp_path: Path, answer: Callable[..., dict]) -> None:
    """As a dimension it splits numbers under its own name; names that differ in capitals only are told apart, and it is said."""
    every = strings()
    rows = [[f"c{who}", "2025-03-01 10:00", "Shop", *(f"{who} of {at}" for at in range(len(every)))] for who in (1, 2)]
    table = read_table(written(tmp_path / f"wide.{kind}", [["customer_id", "event_time", "touchpoint", *every], *rows]))
    mapping = Mapping("events", {name: name for name in ("customer_id", "event_time", "touchpoint")})
    (done,) = build([Source(table, mapping)], tmp_path / "d.duckdb", name="wide").files
    data = Dataset.open(tmp_path / "d.duckdb")
    folded = [text for at, text in enumerate(every) if text.lower() in map(str.lower, every[:at])]
    assert folded == ["NULL", "NIL", "True", "False", "TRUE", "FALSE"]
    assert [text for text in folded if not any(f"{text!r}" in said for said in done.warnings)] == []
    lost = {text for text in every if lost_because(text, kind) or text in folded or text != text.strip()}
    assert {text for text in every if text not in data.dimensions} == lost
    assert len(data.dimensions) == len(every)  # none is left out, whatever it is called
    for at, text in list(enumerate(every))[::50]:
        if text not in lost:
            assert data.values(text) == [f"1 of {at}", f"2 of {at}"]
            assert [row[text] for row in answer("kpi", "reach", "--dataset", data.path, "--by", text)["rows"]] == data.values(text)
            scope = Scope(where=((text, f"1 of {at}"),))
            assert measure_map(data, scope).customers == 1
            assert f"1 of {at}" in as_html(measure_map(data, scope))
            split = TakeAway("T", "S", (), (Sheet("Numbers", kpi_named("reach")(data, Scope(), (text,))),))
            (head, *_) = openpyxl.load_workbook(io.BytesIO(as_xlsx(split))).worksheets[1].iter_rows()
            assert (unescape(head[0].value), head[0].data_type) == (text, "s")


def test_a_name_that_is_made_up_for_a_second_column_is_never_one_that_is_taken(tmp_path: Path) -> None:
    """These headers once made the import look for a free name without end."""
    table = read_table(written(tmp_path / "a.csv", [["customer_id", "event_time", "a", "A_3", "A"], ["c1", "2025-03-01", "x", "y", "z"]]))
    build([Source(table, Mapping("events", {name: name for name in ("customer_id", "event_time")}))], tmp_path / "d.duckdb", name="d")
    assert list(Dataset.open(tmp_path / "d.duckdb").dimensions) == ["a", "A_3", "A_4"]
