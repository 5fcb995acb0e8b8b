"""Presenting, as somebody with a clicker does it: on a projector, in the file, and over the local network."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Page, expect

from cjm_core import journey_map, sharing
from cjm_core.journey_map import slides
from tests.browser import Visits, axe_findings, fits, go
from tests.maps import rich

pytestmark = pytest.mark.browser
PROJECTOR = {"width": 1280, "height": 720}
# The smallest letters on the slide and on its bar, and how far the slide runs over.
SMALLEST = """() => {
  const sizes = [];
  for (const part of document.querySelectorAll('.deck .now *, .deck .turn *'))
    for (const node of part.childNodes)
      if (node.nodeType === 3 && node.textContent.trim()) {
        const range = document.createRange();
        range.selectNodeContents(node);
        const box = range.getBoundingClientRect();
        if (box.width > 1 && box.height > 1) sizes.push([parseFloat(getComputedStyle(part).fontSize), node.textContent.trim()]);
      }
  const slide = document.querySelector('.deck .now');
  return [sizes.sort((a, b) => a[0] - b[0])[0], slide.scrollHeight - slide.clientHeight, slide.scrollWidth - slide.clientWidth];
}"""


def presenting(page: Page) -> Page:
    page.set_viewport_size(PROJECTOR)
    page.get_by_role("button", name="Start", exact=True).or_(page.get_by_role("button", name="Present", exact=True)).click()
    expect(page.locator(".deck.on .now")).to_be_focused()
    return page


def every_slide(page: Page) -> Iterator[str]:
    """Turn through all slides; gives what each is called."""
    page.keyboard.press("Home")
    for at in range(1, page.locator(".slide").count() + 1):
        expect(page.locator(".progress")).to_have_text(f"{at}/{page.locator('.slide').count()}")
        yield str(page.locator(".now").get_attribute("aria-label"))
        page.keyboard.press("PageDown")


def readable(page: Page) -> None:
    for name in every_slide(page):
        (size, text), below, beside = page.evaluate(SMALLEST)
        assert size >= 20, f"{name}: {text!r} has {size} px"
        assert (below <= 1, beside <= 1) == (True, True), f"{name} runs over by {below} and {beside} px"


def test_a_clicker_turns_the_slides_and_escape_leaves(visits: Visits) -> None:
    page = presenting(go(visits.open("map?dataset=demo&period=All+dates"), "Present"))
    expect(page.locator(".now .where")).to_contain_text("1 Jan 2025 – 30 Jun 2026")  # the choices stay
    progress, count = page.locator(".progress"), page.locator(".slide").count()
    assert page.evaluate("document.fullscreenElement?.className") == "stage"
    for key, at in (("ArrowRight", 2), ("PageDown", 3), (" ", 4), ("ArrowDown", 5), ("PageUp", 4), ("ArrowLeft", 3), ("End", count),
                    ("ArrowRight", count), ("Home", 1), ("ArrowLeft", 1), ("Shift+ ", 1), ("n", 2)):  # fmt: skip
        page.keyboard.press(key)
        expect(progress).to_have_text(f"{at}/{count}")
        expect(page.locator(".slide:visible")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".deck.on")).to_have_count(0)
    expect(page.locator("h1")).to_be_visible()
    assert page.evaluate("document.fullscreenElement") is None
    page.keyboard.press("ArrowRight")  # is again the page's own
    expect(page.locator(".deck.on")).to_have_count(0)


def test_numbers_are_told_on_demand(visits: Visits) -> None:
    page = presenting(go(visits.open("map?dataset=demo"), "Present"))
    page.keyboard.press("PageDown")
    page.keyboard.press("PageDown")
    value, told = page.locator(".now td .val").first, page.locator(".now td .more").first
    expect(value).to_be_visible()
    expect(told).to_be_hidden()
    page.keyboard.press("r")
    expect(told).to_be_visible()
    page.keyboard.press("r")
    expect(value).to_be_hidden()
    expect(told).to_be_hidden()
    page.keyboard.press("r")
    expect(value).to_be_visible()
    place = value.bounding_box()
    page.locator(".now h2").click()
    expect(told).to_be_visible()
    assert value.bounding_box() == place  # nothing jumps
    page.keyboard.press("b")
    assert page.evaluate("getComputedStyle(document.querySelector('.deck'), '::after').backgroundColor") == "rgb(0, 0, 0)"


@pytest.mark.parametrize("by", ["One stage at a time", "One lane at a time"])
def test_everything_can_be_read_from_the_last_row(visits: Visits, by: str) -> None:
    page = go(visits.open("map?dataset=demo"), "Present")
    if by != "One stage at a time":
        page.locator(".st-key-present_row").get_by_role("combobox", name="Slides").click()
        page.get_by_role("option", name=by).click()
        expect(page.locator(".slide.numbers").first).to_be_attached()
    presenting(page)
    readable(page)
    page.keyboard.press("r")
    readable(page)


def test_the_screen_fits_a_phone_and_has_no_barriers(visits: Visits) -> None:
    page = go(visits.open("map?dataset=demo", dark=True), "Present")
    expect(page.locator(".frame")).to_have_count(page.locator(".slide").count())
    ours = {rule: where for rule, where in axe_findings(page).items() if ".deck" in where or "deck" in where or "slide" in where}
    assert ours == {}
    presenting(page)
    ours = {rule: where for rule, where in axe_findings(page).items() if "deck" in where or "slide" in where or "turn" in where}
    assert ours == {}
    page.keyboard.press("Escape")
    fits(page, 390)


def test_while_maps_are_shared_their_code_is_shown(visits: Visits, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = go(visits.open("map?dataset=demo"), "Present")
    expect(page.get_by_text("make share")).to_be_visible()
    monkeypatch.setenv("CJM_HOME", str(home))
    with sharing.announced("http://10.0.0.7:8600/abc/", 3):
        page = go(go(page, "Map"), "Present")
        expect(page.get_by_alt_text("QR code of the link")).to_be_visible()
        expect(page.get_by_text("http://10.0.0.7:8600/abc/")).to_be_visible()
    page = go(go(page, "Map"), "Present")
    expect(page.get_by_alt_text("QR code of the link")).to_have_count(0)


@contextmanager
def served(token: str) -> Iterator[str]:
    page = journey_map.as_html(rich(), slides.for_file(rich()))
    with sharing.listening("127.0.0.1", 0) as listener:
        server = uvicorn.Server(uvicorn.Config(sharing.app(token, {"Shop": page}), ws="none", log_level="critical"))
        running = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        running.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/{token}/"
        finally:
            server.should_exit = True
            running.join(20)


def test_a_shared_map_presents_itself_under_its_policy(visits: Visits) -> None:
    with served(sharing.new_token()) as address:
        context = visits.browser.new_context(viewport=PROJECTOR)
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("dialog", lambda dialog: said.append(dialog.message))
        page.goto(address)
        presenting(page)
        readable(page)
        page.keyboard.press("r")
        readable(page)
        page.keyboard.press("Escape")
        expect(page.locator(".deck.on")).to_have_count(0)
        assert page.evaluate("Object.keys(window).includes('alert') && document.images.length") == 1  # the picture that people put there
        assert [text for text in said if "favicon" not in text and "404" not in text] == []
        context.close()
