"""Trends and Experiments as people use them: choose, write, save, send a link, take away; and every file opened again."""

from __future__ import annotations

import io
import re
import struct
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from cjm_core import written
from cjm_core.dataset import Dataset
from cjm_core.workspace import Workspace
from tests.browser import Visits, choose, go, pick, settled

pytestmark = pytest.mark.browser
CARTS = "trends?dataset=demo&period=All+dates&number=Carts+abandoned&every=Every+week"


def taken(page: Page, label: str) -> tuple[str, bytes]:
    """Name and bytes of one file of the Download menu."""
    page.get_by_role("button", name="Download", exact=True).click()
    with page.expect_download() as coming:
        page.get_by_role("button", name=label).click()
    page.keyboard.press("Escape")
    return coming.value.suggested_filename, Path(coming.value.path()).read_bytes()


def size_of_png(data: bytes) -> tuple[int, int]:
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", data[16:24])  # type: ignore[return-value]


def test_a_number_is_chosen_noted_aimed_saved_sent_and_taken_away(visits: Visits, home: Path) -> None:
    page = visits.open("trends?dataset=demo")
    pick(page, "Number", "Carts abandoned")
    pick(page, "Split", "By channel")
    pick(page, "As", "Small multiples")
    expect(page.locator(".answer").first).to_contain_text("Carts abandoned")
    pick(page, "Split", "Not split")

    page.get_by_role("button", name="Notes").click()
    page.get_by_role("group", name="On").get_by_role("spinbutton").first.click()
    page.keyboard.type("20260309")
    page.keyboard.press("Tab")
    page.get_by_label("What happened?").click(force=True)  # which closes the calendar
    page.get_by_label("What happened?").fill("Release 4.2 <b>new</b> payment page")
    page.get_by_role("button", name="Add note").click()
    expect(page.get_by_text("9 Mar 2026", exact=True)).to_be_visible()
    settled(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Target", exact=True).click()
    page.get_by_label("Value to reach (%)").fill("55")
    page.keyboard.press("Enter")  # which sends the form, as the button "Set target" does
    expect(page.locator(".answer").nth(1)).to_contain_text("55.0 %")
    page.keyboard.press("Escape")
    workspace = Workspace.open(home / "workspace.sqlite")
    data_id = _id(home)
    assert [(note.day, note.text) for note in written.notes(workspace, data_id)] == [(date(2026, 3, 9), "Release 4.2 <b>new</b> payment page")]
    (target,) = written.targets(workspace, data_id)
    assert (target.kpi, target.value) == ("cart_abandonment", pytest.approx(0.55))

    page.get_by_role("button", name="Save view").click()
    page.get_by_label("Name of this view").fill("Carts & <i>channels</i>")
    page.get_by_role("button", name="Save", exact=True).click()
    settled(page)
    first_answer = page.locator(".answer").first.inner_text()

    go(page, "Overview")
    link = page.get_by_role("link", name="Carts & <i>channels</i>")
    expect(page.locator("article.card", has_text="Carts abandoned")).to_contain_text("target 55.0 %")
    address = str(link.get_attribute("href"))
    assert parse_qs(urlsplit(address).query)["number"] == ["Carts abandoned"]
    other = visits.open(address)  # another person, another browser
    expect(other.locator("h1")).to_have_text("Has anything changed?")
    assert other.locator(".answer").first.inner_text() == first_answer
    link.click()
    expect(page.locator("h1")).to_have_text("Has anything changed?")
    assert settled(page).locator(".answer").first.inner_text() == first_answer

    name, picture = taken(page, "Picture (PNG)")
    assert (name, size_of_png(picture)) == ("trend-cart_abandonment.png", (2000, 1125))
    name, book = taken(page, "Spreadsheet (XLSX)")
    sheets = openpyxl.load_workbook(io.BytesIO(book))
    rows = list(sheets["Numbers"].iter_rows(values_only=True))
    assert name == "trend-cart_abandonment.xlsx"
    assert {"period", "n", "value", "ci_low", "ci_high", "status"} <= set(rows[0])
    assert len(rows) > 20


def test_a_click_on_a_point_opens_its_numbers(visits: Visits) -> None:
    page = visits.open(CARTS)
    box = page.locator("[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg").first
    expect(box).to_be_visible()
    page.get_by_text("The numbers", exact=True).click()  # the way of the keyboard: a row of the table
    table = page.get_by_test_id("stDataFrame").first
    expect(table).to_be_visible()
    settled(page)
    table.click(position={"x": 12, "y": 52})
    expect(page.get_by_role("dialog")).to_contain_text("Carts abandoned")


def test_two_variants_are_compared_and_taken_away(visits: Visits) -> None:
    page = visits.open("experiments?dataset=demo")
    pick(page, "Split by", "Variant")
    expect(page.locator("[data-testid=stMain]")).to_contain_text("Split as planned")
    expect(page.locator("[data-testid=stMain]")).to_contain_text("Nobody is in both groups")
    expect(page.locator("[data-testid=stMain]")).to_contain_text("Too early to tell")  # a fourth of the demo's customers
    assert size_of_png(taken(page, "Picture (PNG)")[1]) == (2000, 1125)
    book = openpyxl.load_workbook(io.BytesIO(taken(page, "Spreadsheet (XLSX)")[1]))
    assert book.sheetnames[0] == "About"


def test_a_setting_shows_everywhere_at_once(visits: Visits) -> None:
    page = visits.open("settings?dataset=demo")
    page.get_by_role("textbox", name="Currency").fill("€")
    page.get_by_label("Numbers look like").click()
    page.get_by_role("option", name="1.234,5").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved. It holds on every screen")).to_be_visible()  # before that, leaving would come before the form
    settled(page)
    go(page, "Overview")
    card = page.locator("article.card", has_text="Average order")
    expect(card.locator("b")).to_have_text(re.compile(r"^\d+,\d\d €$"))
    page.get_by_role("button", name="Download", exact=True).click()
    with page.expect_download() as coming:
        page.get_by_role("button", name="Text table (CSV)").click()
    text = Path(coming.value.path()).read_text(encoding="utf-8-sig")
    assert ";" in text.splitlines()[0] and ",".join(text.splitlines()[0].split(";")) != text.splitlines()[0]
    go(page, "Settings")
    page.get_by_role("button", name="Reset to usual").click()
    expect(page.get_by_text("Everything is as usual again.")).to_be_visible()


def test_a_label_opens_its_definition_and_filters_stay(visits: Visits) -> None:
    page = visits.open("?dataset=demo")
    choose(page, "Period", "Last 3 months")
    page.locator("article.card h3 a", has_text="Carts abandoned").click()
    expect(page.get_by_role("dialog")).to_contain_text("24 hours")
    page.keyboard.press("Escape")
    expect(page.locator(".st-key-filters").get_by_role("combobox", name="Period")).to_have_value("Last 3 months")


def _id(home: Path) -> str:
    return Dataset.open(home / "demo.duckdb").info["id"]
