"""Hostile text through the real screens in a real Chromium: it is seen as text everywhere, and nothing of it runs."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from cjm_core.journey_map import slides
from tests import building
from tests.browser import Visits, settled

pytestmark = pytest.mark.browser
OWN = [
    "<script>alert('cell')</script>", "\"><img src=x onerror=alert(1)>", "'><svg/onload=alert(2)>", "<iframe src=javascript:alert(3)>",
    "<a href=\"javascript:alert(4)\">x</a>", "![x](https://example.com/x.png)", "[x](javascript:alert(5))", "{{ 7*7 }} ${alert(6)}",
    "'; DROP TABLE events; --", "مرحبا \u202eevil\u202c", "👩‍👩‍👧‍👦", "</style><script>alert(7)</script>", "x" * 10_000, "=1+1", "$a$ :red[b]",
]  # fmt: skip
FIRST = OWN[0]
COLUMN = "<img src=x onerror=alert(9)> *b* 'c'"
# Whatever runs leaves a trace: every way in which the strings try to call somebody ends here.
TRAP = """
  window.ran = [];
  for (const name of ['alert', 'confirm', 'prompt', 'print']) window[name] = (...said) => window.ran.push([name, ...said.map(String)]);
"""


def naughty() -> list[str]:
    """Our own, then those of the public list that look most like markup (absent: our own only)."""
    path = building.REAL_FILES / "naughty_strings" / "blns.json"
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    return list(dict.fromkeys([*OWN, *[text for text in known if text.strip() and re.search(r"[<>]|script|alert", text)][::3]]))


def hostile(folder: Path) -> Path:
    """Events with answers and comments: every text is touchpoint, comment, value and part of a column's name; even the file's name is hostile."""
    path = folder / "a<b onclick=alert(8)>'&.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow(["customer_id", "event_time", "touchpoint", "comment", "csat", COLUMN, "<script>alert(10)</script>"])
        for who in range(12):
            for at, text in enumerate(naughty()):
                if at < len(OWN) or at % 4 == who % 4:  # our own are met most often, and so are on the map
                    said = ["", ""] if (at + who) % 3 == 0 else [text, 1 + at % 5]
                    lines.writerow([f"c{who}", f"2026-0{1 + who // 3}-1{at % 9} 10:{at % 60:02}", text[:200], *said, naughty()[at % 3], text])
    return path


def _watch(page: Page) -> tuple[Page, list[str]]:
    """The page again, its traps set before any of its scripts; the list fills with every dialog that opens."""
    opened: list[str] = []
    page.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
    page.context.add_init_script(TRAP)
    page.reload()
    return settled(page), opened


def _inert(page: Page) -> None:
    """Nothing ran, and no element of the page was made of a text."""
    assert page.evaluate("window.ran") == []
    made = """() => [...document.querySelectorAll('*')].filter(one =>
        (one.matches('script') && /alert/.test(one.textContent)) || one.matches('img[src=x], iframe[src^=javascript], a[href^=javascript]')
        || [...one.attributes].some(held => /^on/i.test(held.name) && /alert/.test(held.value))).map(one => one.outerHTML.slice(0, 200))"""
    assert page.evaluate(made) == []


def test_hostile_text_is_text_on_every_screen_and_in_the_file(visits: Visits, tmp_path: Path) -> None:
    page, opened = _watch(visits.open("upload"))
    drop_hostile(page, hostile(tmp_path))
    page.get_by_text("Which column is what").first.click()
    _inert(settled(page))
    page.get_by_role("button", name="Build the map").click()
    page.wait_for_url("**/map*")
    settled(page)
    names = page.locator("button.tp").evaluate_all("all => all.map(one => one.textContent)")
    assert len(names) == 30 and FIRST in names
    _inert(page)
    button = page.locator("button.tp").nth(names.index(FIRST))
    button.hover()
    button.click()
    expect(page.get_by_role("dialog")).to_contain_text("comments")
    assert settled(page).get_by_role("dialog").evaluate("box => box.textContent").startswith(FIRST)
    _inert(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    _the_file_is_inert(page, tmp_path)
    dataset = _dataset(page)
    page.goto(f"{visits.address}/quality?dataset={dataset}")
    expect(settled(page).locator("h1")).to_have_text("Can you trust these data?")
    _inert(page)
    page.goto(f"{visits.address}/trends?dataset={dataset}&period=All+dates&number=Satisfied+%28CSAT%29&by=By+touchpoint")
    expect(settled(page).locator("h1")).to_have_text("Has anything changed?")
    page.locator("[data-testid=stVegaLiteChart]").first.hover()
    _inert(settled(page))
    assert opened == []


def drop_hostile(page: Page, file: Path) -> None:
    """As `drop`, but the file's name on the screen is not looked for letter by letter."""
    page.locator("[data-testid=stFileUploader] input[type=file]").set_input_files(file)
    expect(page.locator("[data-testid=stMain]")).to_contain_text("rows will load")
    _inert(settled(page))


def _dataset(page: Page) -> str:
    return page.locator(".st-key-filters").get_by_role("combobox", name="Dataset", exact=True).input_value()


def _the_file_is_inert(page: Page, folder: Path) -> None:
    """The map as a web page, saved and opened: it shows the same names, asks nobody and runs nothing."""
    page.get_by_role("button", name="Download", exact=True).click()
    with page.expect_download() as coming:
        page.get_by_role("button", name="Web page (HTML)").click()
    saved = folder / "map.html"
    saved.write_bytes(Path(coming.value.path()).read_bytes())
    asked: list[str] = []
    own = page.context.browser.new_context()  # apart from the pages of the program, which may ask only its server
    own.add_init_script(TRAP)
    opened = own.new_page()
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("console", lambda message: asked.append(f"{message.type}: {message.text}"))
    opened.goto(saved.as_uri())
    names = opened.locator("button.tp").evaluate_all("all => all.map(one => one.textContent)")
    assert names == page.locator("button.tp").evaluate_all("all => all.map(one => one.textContent)")
    assert opened.locator("script").evaluate_all("all => all.map(one => one.textContent)") == [str(slides.script())]  # our own, and no other
    _inert(opened)
    assert [url for url in asked if not url.startswith("data:")] == [saved.as_uri()]
    own.close()
