"""Workbook and text table: the command line's columns and values, undefined as empty cells, and text that nothing runs."""

from __future__ import annotations

import io
import re
from datetime import date, datetime

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as trials
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from cjm_core import settings
from cjm_core.dataset import Dataset
from cjm_core.metrics import kpi_named
from cjm_core.scope import Scope
from cjm_core.settings import Settings
from cjm_core.takeaway import Sheet, TakeAway, as_csv, as_xlsx, facts
from cjm_core.takeaway.text import inert
from tests.taking import HOSTILE, cells, table, taken, values, with_kpi


def test_the_columns_and_values_are_those_of_the_command_line(shop, answer) -> None:
    data, nps = Dataset.open(shop), kpi_named("nps")
    said = answer("trend", "nps", "--every", "month", "--dataset", shop)
    frame = nps(data, Scope(), ("month",)).rename(columns={"month": "period"})
    made = TakeAway("T", "S", facts(data, Scope()), (Sheet("Trend", with_kpi(nps, frame)),))
    head = ["kpi", "label", "unit", *said["rows"][0]]
    book, text = values(as_xlsx(made)), table(as_csv(made))
    assert book[0] == head
    assert text[0] == [*head, "about"]
    assert len(book) == len(text) == len(said["rows"]) + 1
    for row, in_book, in_text in zip(said["rows"], book[1:], text[1:], strict=True):
        left_out = ", ".join(f"{reason} {count}" for reason, count in row["excluded"].items()) or None
        expected = [said["kpi"], said["label"], said["unit"], *{**row, "excluded": left_out}.values()]
        assert in_book == [pytest.approx(value, rel=1e-14) if isinstance(value, float) else value for value in expected]
        assert in_text[:-1] == ["" if value is None else repr(value) if isinstance(value, (int, float)) else value for value in expected]


def test_undefined_is_an_empty_cell() -> None:
    made = taken({"value": None, "n": 0, "status": "undefined", "reason": "nothing to measure"}, {"value": float("inf"), "ci_low": float("nan")})
    book, text = values(as_xlsx(made)), table(as_csv(made))
    for name in ("value", "ci_low", "ci_high", "numerator"):
        at = book[0].index(name)
        assert {row[at] for row in book[1:]} == {None}
        assert {row[at] for row in text[1:]} == {""}
    assert text[1][text[0].index("reason")] == "nothing to measure"


@pytest.mark.parametrize(("chosen", "unit", "value", "code"), [
    (Settings(), "share", 0.443, "0.0%"), (Settings(), "points", 31.4, "+#,##0;-#,##0;0"), (Settings(), "seconds", 90.5, "#,##0"),
    (Settings(), "score", 4.21, "#,##0.00"), (Settings(), "number", 12.0, "#,##0"), (Settings(numbers="1234.5"), "number", 12.5, "0.00"),
    (Settings(), "money", 84.2, "#,##0.00"), (Settings(currency="€"), "money", 84.2, '"€" #,##0.00'),
    (Settings(currency="€", numbers="1.234,5"), "money", 84.2, '#,##0.00 "€"'), (Settings(currency='a"b'), "money", 1.0, '"a\'b" #,##0.00'),
])  # fmt: skip
def test_cells_are_shown_in_their_unit_and_keep_their_value(chosen: Settings, unit: str, value: float, code: str) -> None:
    with settings.using(chosen):
        found = cells(as_xlsx(taken({"value": value}, unit=unit)))
    cell = found[1][[head.value for head in found[0]].index("value")]
    assert (cell.value, cell.number_format, cell.data_type) == (value, code, "n")


def test_the_difference_of_two_shares_is_no_percentage() -> None:
    frame = pd.DataFrame({"unit": ["share", "points"], "change": [-0.0473, 6.2]})
    found = cells(as_xlsx(TakeAway("T", "S", (), (Sheet("Changes", frame),))))
    assert [row[1].number_format for row in found[1:]] == ["+#,##0.000;-#,##0.000;0", "+#,##0;-#,##0;0"]


def test_the_currency_is_the_unit_of_money() -> None:
    frame = with_kpi(kpi_named("average_order_value"), taken({"value": -1234.5}).sheets[0].frame)
    made = TakeAway("T", "S", (), (Sheet("A", frame),))
    assert values(as_xlsx(made))[1][2] == "money"
    with settings.using(Settings(currency="CHF", numbers="1.234,5")):
        assert values(as_xlsx(made))[1][2] == "CHF"
        assert table(as_csv(made), ";")[1][2:5] == ["CHF", "40", "-1234,5"]  # a negative number stays a number


def test_times_stand_in_the_reporting_time_zone() -> None:
    frame = pd.DataFrame({"at": [pd.Timestamp("2026-06-30 22:30"), pd.NaT], "day": [date(2026, 1, 2), None], "yes": [True, None]})
    made = TakeAway("T", "S", (), (Sheet("Comments", frame),))
    assert table(as_csv(made))[1][:3] == ["2026-06-30T22:30:00+00:00", "2026-01-02", "true"]
    with settings.using(Settings(time_zone="Europe/Berlin")):
        assert table(as_csv(made))[1][0] == "2026-07-01T00:30:00+02:00"
        found = cells(as_xlsx(made))
    assert (found[1][0].value, found[1][0].number_format) == (datetime(2026, 7, 1, 0, 30), "yyyy-mm-dd hh:mm")
    assert (found[1][1].number_format, found[1][2].value) == ("yyyy-mm-dd", True)
    assert len(found) == 2  # nothing was written for what is missing


def of_texts(texts: list[str]) -> TakeAway:
    """A sheet with these texts as its header and in every row."""
    frame = pd.DataFrame([texts, texts], dtype=object, columns=pd.Index(texts, dtype=object))
    return TakeAway(texts[0], texts[0], (texts[0],), (Sheet(texts[0], frame),))


def dangerous(piece: str, cell: str) -> bool:
    """Whether a spreadsheet would run a piece of a cell that begins like this; after - and @ only what can call or reach something."""
    signs = "=+-@＝＋－＠" if re.search(r"[(|!=\[（｜！＝［]", cell) else "=+＝＋"
    return piece.lstrip(' "\u00a0')[:1] in tuple(signs) if piece.strip() else False


@pytest.mark.parametrize("text", [text for text in HOSTILE if text])
def test_text_is_inert(text: str) -> None:
    _is_inert([text, text])


@trials(max_examples=150, deadline=None)
@given(st.lists(st.text(st.one_of(st.characters(codec=None), st.sampled_from("=+-@;,\t\r\n \"'")), max_size=30), min_size=1, max_size=3))
def test_any_text_is_inert(texts: list[str]) -> None:
    _is_inert(texts)


def _is_inert(texts: list[str]) -> None:
    made = of_texts(texts)
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(made)))
    for sheet in book.worksheets:
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f" or cell.hyperlink]
    assert {cell.data_type for row in book.worksheets[1].iter_rows() for cell in row if cell.value is not None} <= {"s", "inlineStr"}
    for cell in (cell for row in table(as_csv(made)) for cell in row):
        assert not cell.startswith(("\t", "\r", "\n"))
        assert not [piece for piece in re.split(r"[,;\t\r\n]", cell) if dangerous(piece, cell)]  # whatever a spreadsheet takes for the end of a cell


def test_harmless_text_is_kept_as_it_is() -> None:
    kept = ["Berlin, Germany", "a-b", "1 = 1", "it's; fine", "x@y.org", "_x0041_", "é 日本", "'quoted'", "two\nlines", "007", "5 - 3",
            "- slow, - late", "@anna", "-5 %", "-", "--"]  # fmt: skip
    assert [inert(text) for text in kept] == kept
    assert [unescape(text) for text in values(as_xlsx(of_texts(kept)))[1]] == kept  # as Excel does, and openpyxl does not
    assert table(as_csv(of_texts(kept)))[1][:-1] == kept
    assert inert("=1+1") == "'=1+1"


def test_the_workbook_says_what_it_is_about_and_reads_like_a_table() -> None:
    long = "x" * 40_000
    sheets = tuple(Sheet(name, pd.DataFrame({"text": [long, "b"], "n": [1, 2]})) for name in ("About", "a/b:c", "A" * 40, "A" * 40, "History", ""))
    with settings.using(Settings(currency="€", fiscal_start=4, touchpoint="moment", time_zone="Europe/Berlin")):
        bytes_ = as_xlsx(TakeAway("Title", "The **sentence**.", ("fact one", "fact two"), sheets))
    book = openpyxl.load_workbook(io.BytesIO(bytes_))
    assert len({name.lower() for name in book.sheetnames}) == 7
    assert book.sheetnames[0] == "About"
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in book.sheetnames)
    said = [value for row in values(bytes_, 0) for value in row if value]
    assert said[:4] == ["Title", "The sentence.", "fact one", "fact two"]
    assert {"€", "April", "Europe/Berlin", "moment for touchpoint"} <= set(said)
    page = book.worksheets[1]
    assert (page.freeze_panes, page.auto_filter.ref, page["A1"].font.bold) == ("A2", "A1:B3", True)
    assert len(page["A2"].value) == 32_767  # what a cell of Excel holds
    assert page.column_dimensions["A"].width <= 61


@pytest.mark.parametrize(("numbers", "delimiter", "half"), [
    ("1,234.5", ",", "1234.5"), ("1.234,5", ";", "1234,5"), ("1 234,5", ";", "1234,5"), ("1’234.5", ",", "1234.5"), ("1234.5", ",", "1234.5"),
])  # fmt: skip
def test_the_number_format_decides_the_dialect(numbers: str, delimiter: str, half: str) -> None:
    with settings.using(Settings(numbers=numbers)):
        assert table(as_csv(taken({"value": 1234.5})), delimiter)[1][1] == half
