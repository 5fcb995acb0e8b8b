"""Editing the map with a calm hand, in a real browser: nothing jumps, nothing typed is lost, a name is asked once, all can be taken back."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from cjm_core.journey_map.model import JourneyMap
from cjm_core.journey_map.render import as_fragment
from tests.browser import Visits, axe_findings, settled
from tests.map_sizes import large
from tests.maps import rich
from tests.test_browser import ours
from tests.test_browser_map import NAUGHTY, called, commented, opened, rename, touchpoints
from tests.test_browser_map_begun import unedited  # noqa: F401 - the fixture clears the maps before every test

pytestmark = pytest.mark.browser
MAP = "map?dataset=small&period=All+dates&lanes=Reach&lanes=Thinking"
BOXES = """() => Object.fromEntries([...document.querySelectorAll('.cjm th, .cjm td, .cjm .tp, .cjm .item, .cjm li')]
    .map((one, at) => [at, one]).filter(([, one]) => one.checkVisibility() && one.getBoundingClientRect().height)
    .map(([at, one]) => [at, ['x', 'y', 'width', 'height'].map(side => Math.round(one.getBoundingClientRect()[side] * 10))]))"""
OVER = """() => [...document.querySelectorAll('.cjm .tp')].filter(one => one.checkVisibility()).filter(one => {
    const cell = one.closest('th').getBoundingClientRect(), name = one.getBoundingClientRect();
    return name.top > cell.top + 24 || name.right > cell.right || name.bottom > cell.bottom;
}).map(one => one.textContent)"""


def long_names() -> JourneyMap:
    """A map of touchpoints with names that need several lines, and words that need a column and more."""
    drawn = rich()
    names = iter(f"{name} and the customer service of the Donaudampfschifffahrtsgesellschaft" for name in drawn.touchpoints)
    return replace(drawn, stages=tuple(replace(one, touchpoints=tuple(next(names) for _ in one.touchpoints)) for one in drawn.stages))


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("make", [rich, large, long_names], ids=lambda make: make.__name__)
def test_beginning_to_edit_moves_nothing_and_wraps_long_names(browser: Browser, make, dark: bool) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900}, color_scheme="dark" if dark else "light")
    drawn, found = make(), []
    for editing in (False, True):
        page.set_content(f"<body>{as_fragment(drawn, editing=editing)}</body>")
        found.append(page.evaluate(BOXES))
        assert page.evaluate(OVER) == []
    assert found[0] == found[1] and len(found[0]) > 100
    page.close()


def test_on_a_phone_what_was_there_keeps_its_height(browser: Browser) -> None:
    """What could be filled and is empty appears, as there is no other place to fill it; all else stays as high as it was."""
    page = browser.new_page(viewport={"width": 390, "height": 844})
    found = []
    for editing in (False, True):
        page.set_content(f"<body>{as_fragment(long_names(), editing=editing)}</body>")
        found.append({at: (box[0], *box[2:]) for at, box in page.evaluate(BOXES).items()})
    assert {at: found[1][at] for at in found[0]} == found[0]
    page.close()


@pytest.mark.parametrize("width", [1440, 390])
def test_the_switch_moves_nothing_on_the_screen(visits: Visits, width: int) -> None:
    page = visits.open("map?dataset=demo&period=All+dates", width=width)
    places = """() => ['.cjm', '.cjm .stages th[data-stage]', '.st-key-map_tools label']
        .map(one => document.querySelector(one).getBoundingClientRect().toJSON())"""
    before = page.evaluate(places)
    page.locator(".st-key-map_tools").get_by_text("Edit", exact=True).click()
    expect(page.locator(".cjm.editing")).to_be_visible()
    settled(page)
    assert [round(one["y"]) for one in page.evaluate(places)] == [round(one["y"]) for one in before]
    assert round(page.evaluate(places)[0]["width"]) == round(before[0]["width"])


def test_handles_and_buttons_are_seen_where_somebody_points(visits: Visits) -> None:
    page = opened(visits, "demo")
    handle = page.locator("[data-handle=touchpoint]").first
    box = handle.bounding_box()
    assert box and box["width"] >= 24 and box["height"] >= 24
    rest = handle.evaluate("one => getComputedStyle(one).backgroundColor")
    handle.hover()
    assert handle.evaluate("one => getComputedStyle(one).backgroundColor") != rest
    page.keyboard.press("Tab")
    page.locator("[data-handle=touchpoint]").nth(1).focus()
    assert page.locator("[data-handle=touchpoint]").nth(1).evaluate("one => getComputedStyle(one).backgroundColor") != rest
    cell = page.locator("td.txt:has(.item) > .tools").first
    assert cell.evaluate("one => getComputedStyle(one).opacity") == "0"
    cell.locator("xpath=..").hover()
    assert cell.evaluate("one => getComputedStyle(one).opacity") == "1"
    assert ours(axe_findings(page)) == {}


# ---- the name
def again(page: Page) -> Page:
    """The same page, loaded anew by the same browser."""
    page.reload()
    return settled(page)


def edit(page: Page) -> Page:
    page.locator(".st-key-map_tools").get_by_text("Edit", exact=True).click()
    expect(page.locator(".cjm.editing")).to_be_visible()
    return settled(page)


def test_a_name_is_asked_once_per_browser_and_can_be_changed(visits: Visits) -> None:
    page = opened(visits)
    rename(page, touchpoints(page).first, "Stand")
    called(page, "Ána  <b>; x=1")
    edit(again(page))
    rename(page, touchpoints(page).nth(1), "Desk")
    expect(page.locator(".st-key-map_tools")).to_contain_text("Saved")
    settled(page)
    assert page.get_by_role("dialog").count() == 0
    page.get_by_role("button", name="Undo").click()  # it is the same person
    expect(touchpoints(page)).to_have_text(["Stand", "Counter", "Parcel"])
    page.get_by_role("button", name="Maps and personas").click()
    page.get_by_role("menuitem", name="Your name").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Your name")).to_have_value("Ána <b>; x=1")
    dialog.get_by_label("Your name").fill("Bea")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    settled(page)
    again(page)
    page.get_by_role("button", name="Maps and personas").click()
    page.get_by_role("menuitem", name="Your name").click()
    expect(page.get_by_role("dialog").get_by_label("Your name")).to_have_value("Bea")


def test_a_name_that_something_else_wrote_into_the_browser_is_cut_and_stays_text(visits: Visits) -> None:
    page = visits.open("map?dataset=small&period=All+dates")
    written = "<img src=x onerror=alert(1)>\0\a\n" + "W" * 300
    page.evaluate("name => { document.cookie = `cjm_author=${encodeURIComponent(name)}; path=/` }", written)
    edit(again(page))
    rename(page, touchpoints(page).first, "Stand")
    expect(page.locator(".st-key-map_tools")).to_contain_text("Saved")
    settled(page)
    page.get_by_role("button", name="Maps and personas").click()
    page.get_by_role("menuitem", name="Your name").click()
    value = page.get_by_role("dialog").get_by_label("Your name").input_value()
    assert value == ("<img src=x onerror=alert(1)> " + "W" * 300)[:60]


def test_a_tab_that_was_open_before_leaves_the_name_given_since(visits: Visits) -> None:
    page = opened(visits)
    rename(page, touchpoints(page).first, "Stand")
    called(page, "Ana")
    page.evaluate("document.cookie = 'cjm_author=Bea; path=/'")  # as another tab of this browser does
    rename(page, touchpoints(page).nth(1), "Desk")
    page.wait_for_function("sessionStorage.getItem('cjm-drafts') === null")  # it has arrived
    assert "cjm_author=Bea" in page.evaluate("document.cookie")


# ---- what is typed
def field(page: Page) -> Locator:
    return page.locator(".cjm textarea.typing")


def test_what_is_typed_is_there_again_after_the_page_was_loaded_anew(visits: Visits) -> None:
    page = edit(visits.open(MAP))
    page.locator("button.add[data-lane=thinks]").last.click()
    page.keyboard.type(NAUGHTY)
    again(page)
    expect(page.locator(".cjm.editing")).to_be_visible()
    expect(field(page)).to_have_value(NAUGHTY)
    assert page.evaluate("document.activeElement.className") == "typing"
    assert page.locator("td[data-lane=thinks]").last.locator("textarea").count() == 1  # in its place
    page.keyboard.press("Enter")
    again(page)  # while the name is asked for
    expect(field(page)).to_have_value(NAUGHTY)
    page.keyboard.press("Enter")
    called(page, "Ana")
    expect(page.locator(".item .say")).to_have_text([NAUGHTY])
    again(page)
    assert page.locator(".item .say").all_inner_texts() == [NAUGHTY] and field(page).count() == 0
    assert page.evaluate("[sessionStorage.getItem('cjm-drafts'), localStorage.getItem('cjm-drafts')]") == [None, None]


def test_what_was_typed_in_a_closed_tab_is_offered_where_somebody_edits(visits: Visits) -> None:
    page = edit(visits.open(MAP))
    touchpoints(page).first.click()
    page.keyboard.type("Stand at the corner")
    context = page.context
    with page.expect_event("close"):  # what is asked to close is still there for a moment
        page.close(run_before_unload=True)
    page = context.new_page()
    page.goto(f"{visits.address}/{MAP}")
    settled(page)
    assert field(page).count() == 0 and page.locator(".cjm.editing").count() == 0  # somebody may only want to read
    edit(page)
    expect(field(page)).to_have_value("Stand at the corner")
    page.keyboard.press("Escape")
    expect(field(page)).to_have_count(0)
    edit(again(page))
    assert field(page).count() == 0 and touchpoints(page).first.inner_text() == "Kiosk"


# ---- apart again
def test_a_merged_stage_is_split_from_its_menu_and_that_is_undone(visits: Visits) -> None:
    page = opened(visits, "demo")
    stages = page.locator(".cjm th[data-stage] .edit")
    before, names = stages.all_inner_texts(), touchpoints(page).all_inner_texts()
    page.locator("[data-handle=stage]").nth(1).focus()
    page.keyboard.press("m")
    called(page, "Ana")
    expect(stages).to_have_count(len(before) - 1)
    page.locator("[data-handle=stage]").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Split again").click()
    expect(stages).to_have_text(before)
    assert touchpoints(page).all_inner_texts() == names
    settled(page)
    page.get_by_role("button", name="Undo").click()
    expect(stages).to_have_count(len(before) - 1)
    settled(page)
    page.locator("[data-handle=stage]").first.focus()
    page.keyboard.press("s")
    expect(stages).to_have_text(before)


# ---- comments
def test_an_own_comment_is_changed_and_taken_back_and_anothers_is_not(visits: Visits) -> None:
    page = opened(visits)
    dialog = commented(page, "Too low?")
    dialog.get_by_role("button", name="Change", exact=True).click()
    dialog.get_by_label("Your comment").fill(NAUGHTY)
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_contain_text(NAUGHTY)
    expect(dialog).to_contain_text(re.compile(r"Ana · .* · changed "))
    assert ours(axe_findings(settled(page))) == {} and dialog.locator("img").count() == 0
    dialog.get_by_role("button", name="Take back").click()
    expect(dialog).to_contain_text("Taken back")
    expect(dialog).not_to_contain_text(NAUGHTY)
    settled(page)
    dialog.get_by_role("button", name="Undo").click()
    expect(dialog).to_contain_text(NAUGHTY)
    settled(page)
    dialog.get_by_role("button", name="Undo").click()
    expect(dialog).to_contain_text("Too low?")
    other = visits.open("map?dataset=small&period=All+dates")
    other.get_by_role("button", name="Comments (1)").click()
    expect(other.get_by_role("dialog")).to_contain_text("Too low?")
    assert other.get_by_role("dialog").get_by_role("button", name="Take back").count() == 0


def test_a_comment_without_a_name_stays_in_its_field_and_is_not_taken_for_a_wish(visits: Visits) -> None:
    page = opened(visits)
    page.locator("[data-lane=reach] button.cell").first.click()
    dialog = settled(page).get_by_role("dialog")
    dialog.get_by_label("Say something").fill("Too low?")
    dialog.get_by_label("Your name").fill("")
    dialog.get_by_role("button", name="Comment", exact=True).click()
    expect(page.get_by_test_id("stToast")).to_contain_text("Say who you are")
    expect(settled(page).get_by_role("dialog").get_by_label("Say something")).to_have_value("Too low?")
    assert page.get_by_role("button", name="Versions").is_disabled()  # nor did it begin a map
    dialog.get_by_label("Your name").fill("Ana")
    dialog.get_by_role("button", name="Comment", exact=True).click()
    page.get_by_role("button", name="Comments (1)").click()
    expect(dialog).to_contain_text("Too low?")
    dialog.get_by_label("Answer").fill("By far")
    dialog.get_by_role("button", name="Answer", exact=True).click()
    expect(dialog).to_contain_text("By far")
    expect(settled(page).get_by_role("dialog").get_by_label("Answer")).to_have_value("")  # for the next one
