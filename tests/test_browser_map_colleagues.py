"""Two people with one map open: what one does is seen by the other, and nothing that the other types is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import Visits, axe_findings, settled
from tests.test_browser import ours
from tests.test_browser_map import NAUGHTY, called, opened, removed, rename, touchpoints

pytestmark = pytest.mark.browser
NOTE = ".st-key-notice"


@pytest.fixture(autouse=True)
def unedited(home: Path) -> None:
    removed(home, "small")


def marked(page: Page) -> None:
    """Put a mark on the drawing that is gone as soon as it is drawn anew."""
    page.locator(".cjm").evaluate("map => { map.dataset.mark = 'here' }")


def looked(page: Page, times: int = 2) -> None:
    """Wait until the page has looked for news so often."""
    heard = "before => window.looks >= before"
    page.evaluate("""() => {
      if (window.looks !== undefined) return;
      window.looks = 0;
      const send = WebSocket.prototype.send;
      WebSocket.prototype.send = function (what) { window.looks += 1; return send.call(this, what); };
    }""")
    page.wait_for_function(heard, arg=page.evaluate("window.looks") + times)
    settled(page)


def test_what_a_colleague_does_is_drawn_where_nobody_edits(visits: Visits) -> None:
    ana, bo = opened(visits), visits.open("map?dataset=small&period=All+dates")
    rename(ana, touchpoints(ana).first, "Stand")
    called(ana, "Ana")
    expect(touchpoints(bo)).to_have_text(["Stand", "Counter", "Parcel"])  # the map that Ana has just made of what the data draw
    rename(ana, touchpoints(ana).nth(1), "Desk")
    expect(touchpoints(bo)).to_have_text(["Stand", "Desk", "Parcel"])
    expect(bo.locator(NOTE)).to_have_count(0)


def test_nothing_moves_where_the_map_is_drawn_anew_and_nothing_is_drawn_without_need(visits: Visits) -> None:
    ana, bo = opened(visits, "demo"), visits.open("map?dataset=demo&period=All+dates", width=900)
    rename(ana, ana.locator(".tp", has_text="Delivery"), "At the door")
    called(ana, "Ana")
    expect(bo.locator(".tp", has_text="At the door")).to_be_visible()
    settled(bo).locator(".cjm .scroll").evaluate("box => { box.scrollLeft = 240 }")
    bo.locator("[data-testid=stMain]").evaluate("main => { main.scrollTop = 130 }")
    where = "() => [document.querySelector('.cjm .scroll').scrollLeft, document.querySelector('[data-testid=stMain]').scrollTop]"
    before = bo.evaluate(where)
    marked(bo)
    looked(bo)
    expect(bo.locator(".cjm[data-mark]")).to_have_count(1)  # looked at twice, drawn once
    bo.evaluate("""() => { window.moves = []; document.addEventListener('scroll', (event) => window.moves.push(event.target.className), true); }""")
    rename(ana, ana.locator(".tp", has_text="Unboxing"), "The box")
    expect(bo.locator(".tp", has_text="The box")).to_be_visible()
    settled(bo)
    assert bo.evaluate(where) == before and before[0] == 240 and before[1] > 0
    assert [one for one in bo.evaluate("window.moves") if "scroll" not in one] == []  # the page itself was not scrolled, not even for a moment


def test_while_somebody_edits_the_change_is_said_and_nothing_typed_is_lost(visits: Visits) -> None:
    ana, bo = opened(visits), opened(visits)
    read_out = bo.locator(".notice-said[role=status]")
    expect(read_out).to_have_text("")  # a screen reader says what is put into a place that it knows already
    rename(ana, touchpoints(ana).first, "Stand")
    called(ana, NAUGHTY)
    note = bo.locator(NOTE)
    expect(note).to_contain_text(f"{NAUGHTY} changed this map.")
    expect(read_out).to_have_text(f"{NAUGHTY} changed this map.")
    assert note.locator("img").count() == 0 and bo.title() != "hit"
    expect(touchpoints(bo).first).to_have_text("Kiosk")  # not before Bo wants it
    touchpoints(bo).nth(1).click()
    bo.keyboard.type("De")
    rename(ana, touchpoints(ana).nth(2), "Box")
    looked(bo)
    expect(bo.locator("textarea.typing")).to_be_focused()
    bo.keyboard.type("sk")
    note.get_by_role("button", name="Show").click()  # while something is typed: it is kept
    called(bo, "Bo")
    expect(touchpoints(bo)).to_have_text(["Stand", "Desk", "Box"])
    expect(note).to_have_count(0)
    expect(touchpoints(ana).first).to_have_text("Stand")


def test_show_draws_what_the_colleague_did(visits: Visits) -> None:
    ana, bo = opened(visits), opened(visits)
    rename(ana, touchpoints(ana).first, "Stand")
    called(ana, "Ana")
    bo.locator(NOTE).get_by_role("button", name="Show").click()
    expect(touchpoints(bo).first).to_have_text("Stand")
    expect(bo.locator(NOTE)).to_have_count(0)
    expect(bo.locator(".notice-said")).to_have_text("")
    rename(bo, touchpoints(bo).nth(1), "Desk")
    called(bo, "Bo")
    looked(bo)
    expect(bo.locator(NOTE)).to_have_count(0)  # what one does oneself is no news
    expect(ana.locator(NOTE)).to_contain_text("Bo changed this map.")
    assert ours(axe_findings(ana)) == {}


def test_the_drawing_waits_for_an_open_dialog(visits: Visits) -> None:
    ana, bo = opened(visits), visits.open("map?dataset=small&period=All+dates")
    rename(ana, touchpoints(ana).first, "Stand")
    called(ana, "Ana")
    expect(touchpoints(bo).first).to_have_text("Stand")
    settled(bo).locator("[data-lane=reach] button.cell").first.click()
    dialog = settled(bo).get_by_role("dialog")
    dialog.get_by_label("Say something").fill("Half a thou")
    rename(ana, touchpoints(ana).nth(1), "Desk")
    expect(touchpoints(ana).nth(1)).to_have_text("Desk")
    looked(bo)
    expect(dialog.get_by_label("Say something")).to_have_value("Half a thou")
    bo.keyboard.type("ght")
    dialog.get_by_label("Your name").fill("Bo")
    dialog.get_by_role("button", name="Comment", exact=True).click()
    expect(dialog).to_contain_text("Half a thought")
    bo.keyboard.press("Escape")
    expect(touchpoints(bo).nth(1)).to_have_text("Desk")
