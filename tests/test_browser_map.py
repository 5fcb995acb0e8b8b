"""The map in a real browser: edited, undone, compared, talked about, by one person and by two; and one customer's way behind a number."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from cjm_core.authored import history
from cjm_core.dataset import Dataset
from cjm_core.workspace import Workspace
from tests.browser import Visits, axe_findings, fits, pick, settled
from tests.test_browser import ours

pytestmark = pytest.mark.browser
NAUGHTY = "<img src=x onerror=\"document.title='hit'\">{{7*7}}"


def opened(visits: Visits, dataset: str = "small", name: str = "Ana", **look: bool | int) -> Page:
    """The map of a dataset, being edited by this person."""
    page = visits.open(f"map?dataset={dataset}&period=All+dates", **look)  # type: ignore[arg-type]
    page.locator(".st-key-map_tools").get_by_text("Edit", exact=True).click()
    expect(page.locator(".cjm.editing")).to_be_visible()
    return settled(page)


def called(page: Page, name: str) -> None:
    """Say who is editing."""
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Your name").fill(name)
    dialog.get_by_role("button", name="Go on").click()
    expect(dialog).to_have_count(0)
    expect(page.locator(".st-key-map_tools")).to_contain_text("Saved")
    settled(page)


def rename(page: Page, what: Locator, name: str) -> None:
    """Type a new name in place."""
    what.click()
    page.keyboard.type(name)
    page.keyboard.press("Enter")


def touchpoints(page: Page) -> Locator:
    return page.locator(".cjm .tp")


def removed(home: Path, key: str) -> None:
    """Take the maps of a dataset away, so that the next test begins with what the data say."""
    workspace = Workspace.open(home / "workspace.sqlite")
    names = [key, "demo"]
    paths = [path for path in (home / "demo.duckdb", *(home / "datasets").glob("*.duckdb")) if path.stem in names]
    for one in (one for path in paths for one in history.journeys_of(workspace, Dataset.open(path).info["id"])):
        history.remove(workspace, one.key, "tests")


@pytest.fixture(autouse=True)
def unedited(home: Path) -> None:
    removed(home, "small")


def test_names_are_edited_in_place_moved_by_keys_and_undone(visits: Visits) -> None:
    page = opened(visits)
    rename(page, touchpoints(page).first, "Stand")
    called(page, "Ana")
    expect(touchpoints(page)).to_have_text(["Stand", "Counter", "Parcel"])
    assert "Kiosk" not in page.locator(".cjm").inner_text()
    page.locator("[data-handle=touchpoint]").first.focus()
    page.keyboard.press("ArrowRight")
    expect(touchpoints(page)).to_have_text(["Counter", "Stand", "Parcel"])
    assert page.evaluate("document.activeElement.dataset.key") == "Kiosk"  # the focus stays where it was
    page.keyboard.press("Control+z")
    expect(touchpoints(page)).to_have_text(["Stand", "Counter", "Parcel"])
    page.get_by_role("button", name="Undo").click()
    expect(touchpoints(page)).to_have_text(["Kiosk", "Counter", "Parcel"])
    page.get_by_role("button", name="Redo").click()
    expect(touchpoints(page)).to_have_text(["Stand", "Counter", "Parcel"])
    touchpoints(page).nth(1).click()
    page.keyboard.type("Never kept")
    page.keyboard.press("Escape")
    expect(touchpoints(page)).to_have_text(["Stand", "Counter", "Parcel"])


def test_a_handle_is_dragged_hidden_merged_and_opens_a_menu(visits: Visits) -> None:
    page = opened(visits)
    handle, to = page.locator("[data-handle=touchpoint]").nth(2), page.locator("th:has(> .tp)").first
    start, end = handle.bounding_box(), to.bounding_box()
    assert start and end
    page.mouse.move(start["x"] + 4, start["y"] + 4)
    page.mouse.down()
    page.mouse.move(end["x"] + 5, end["y"] + 12, steps=6)
    page.mouse.up()
    called(page, "Ana")
    expect(touchpoints(page)).to_have_text(["Parcel", "Kiosk", "Counter"])
    page.locator("[data-handle=touchpoint]").nth(2).focus()
    page.keyboard.press("m")
    expect(touchpoints(page)).to_have_text(["Parcel", "Kiosk + Counter"])
    settled(page)
    page.locator("[data-handle=touchpoint]").nth(1).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Split again").click()
    expect(touchpoints(page)).to_have_text(["Parcel", "Kiosk", "Counter"])
    settled(page)
    page.locator("[data-handle=touchpoint]").first.focus()
    page.keyboard.press("Delete")
    expect(touchpoints(page)).to_have_text(["Kiosk", "Counter"])


def test_words_are_typed_into_a_lane_and_stay_text(visits: Visits) -> None:
    page = visits.open("map?dataset=small&period=All+dates&lanes=Reach&lanes=Thinking")
    page.locator(".st-key-map_tools").get_by_text("Edit", exact=True).click()
    page.locator("button.add[data-lane=thinks]").first.click()
    page.keyboard.type(NAUGHTY)
    page.keyboard.press("Enter")
    called(page, "<b>Ana</b>")
    expect(page.locator(".item .say")).to_have_text([NAUGHTY])
    assert page.locator(".cjm img").count() == 0 and page.title() != "hit"
    page.locator(".item .say").dblclick()
    page.keyboard.type("Where is it?")
    page.locator("h1").click()  # leaving the field keeps what was typed
    expect(page.locator(".item .say")).to_have_text(["Where is it?"])
    settled(page)
    page.locator(".item").focus()
    page.keyboard.press("Alt+Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Which quote, file or sentence?").fill("8 interviews")
    dialog.get_by_role("combobox", name="How well is it known?").click()
    page.get_by_role("option", name="Reported").click()
    dialog.get_by_role("button", name="Save").click()
    expect(page.locator(".item .gr")).to_have_count(1)  # no longer an assumption


def test_versions_are_named_compared_and_brought_back(visits: Visits) -> None:
    page = opened(visits)
    rename(page, touchpoints(page).first, "Stand")
    called(page, "Ana")
    page.get_by_role("button", name="Versions").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("is called “Stand”")  # it opens with the last change: the newest version beside the one before it
    dialog.get_by_role("textbox", name="Name the map as it is now").fill("Before the workshop")
    dialog.get_by_role("button", name="Keep this name").click()
    expect(dialog.get_by_role("textbox", name="Name the map as it is now")).to_have_value("")
    page.wait_for_timeout(500)  # the list is drawn anew
    dialog.get_by_role("combobox", name="Version", exact=True).click()
    page.get_by_role("option", name=re.compile("“Before the workshop”")).click()
    settled(page)
    dialog.get_by_role("combobox", name="Compare it with").click()
    page.get_by_role("option", name=re.compile("Started the map")).click()
    expect(dialog).to_contain_text("is called “Stand”")
    dialog.get_by_role("combobox", name="Version", exact=True).click()
    page.get_by_role("option", name=re.compile("Started the map")).click()
    settled(page)
    dialog.get_by_role("button", name="Bring this version back").click()
    expect(touchpoints(page)).to_have_text(["Kiosk", "Counter", "Parcel"])


def test_two_people_who_edit_at_once_lose_nothing(visits: Visits) -> None:
    ana, bo = opened(visits), opened(visits)
    rename(ana, touchpoints(ana).first, "Stand")
    rename(bo, touchpoints(bo).nth(1), "Desk")
    called(ana, "Ana")
    called(bo, "Bo")
    rename(ana, touchpoints(ana).nth(2), "Box")
    expect(touchpoints(ana)).to_have_text(["Stand", "Desk", "Box"])
    bo.keyboard.press("Control+z")  # takes back Bo's own edit, not Ana's
    expect(touchpoints(bo)).to_have_text(["Stand", "Counter", "Box"])


def test_a_number_opens_what_is_behind_it_and_one_customers_way(visits: Visits) -> None:
    page = visits.open("map?dataset=demo&period=All+dates")
    page.locator("[data-lane=csat][data-at=Checkout] button.cell").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(re.compile(r"Satisfied: \d\d\.\d %"))
    expect(dialog).to_contain_text(re.compile(r"Counted from events\.csv: [\d,]+ rows of events"))
    who = settled(page).get_by_role("dialog").get_by_role("combobox", name="The way of one customer")
    who.scroll_into_view_if_needed()
    page.wait_for_timeout(500)  # a list that is open closes when the page moves
    who.click()
    page.get_by_role("option", name=re.compile("^[0-9a-f]{8}$")).first.click()
    expect(dialog.locator("[data-testid=stDataFrame]")).to_have_count(2)  # comments, and the customer's own way
    expect(dialog).to_contain_text("WhenWhatWhereSaid")
    assert ours(axe_findings(settled(page))) == {}


def commented(page: Page, text: str) -> Locator:
    """The list of comments, after Ana has said this about the first cell."""
    page.locator("[data-lane=reach] button.cell").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Say something").fill(text)
    dialog.get_by_label("Your name").fill("Ana")
    dialog.get_by_role("button", name="Comment", exact=True).click()
    expect(page.get_by_role("button", name="Comments (1)")).to_be_visible()
    settled(page)
    page.get_by_role("button", name="Comments (1)").click()
    return page.get_by_role("dialog")


def test_a_thread_is_begun_answered_and_resolved(visits: Visits) -> None:
    page = opened(visits)
    dialog = commented(page, NAUGHTY)
    expect(dialog).to_contain_text(NAUGHTY)
    assert dialog.locator("img").count() == 0
    dialog.get_by_label("Answer").fill("Looked at it")
    dialog.get_by_role("button", name="Answer", exact=True).click()
    expect(dialog).to_contain_text("Looked at it")
    settled(page)
    dialog.get_by_role("button", name="Resolved").click()
    expect(dialog.get_by_role("button", name="Open again")).to_be_visible()


def test_more_curves_are_drawn_beside_the_maps_own(visits: Visits) -> None:
    page = visits.open("map?dataset=demo&period=All+dates")
    page.get_by_role("button", name="Compare").click()
    page.get_by_role("combobox", name="More curves").click()
    page.get_by_role("option", name=re.compile("^segment: ")).first.click()
    expect(page.locator(".cjm tr.diff")).to_have_count(1)
    assert "against=" in page.url


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_editing_is_accessible_and_fits_a_phone(visits: Visits, dark: bool) -> None:
    page = opened(visits, "demo", dark=dark)
    assert ours(axe_findings(page)) == {}
    fits(page, 390)


def test_where_the_map_is_scrolled_to_stays_after_an_edit(visits: Visits) -> None:
    page = opened(visits, "demo", width=900)
    box = page.locator(".cjm .scroll")
    box.evaluate("box => { box.scrollLeft = 240 }")
    page.locator(".tp", has_text="Delivery").click()
    page.keyboard.type("At the door")
    before = box.evaluate("box => box.scrollLeft")  # the browser has brought the field into view
    page.keyboard.press("Enter")
    called(page, "Ana")
    expect(page.locator(".tp", has_text="At the door")).to_be_visible()
    assert box.evaluate("box => box.scrollLeft") == before > 0


def test_a_map_is_begun_from_a_template(visits: Visits) -> None:
    page = visits.open("map?dataset=small&period=All+dates")
    page.get_by_role("button", name="Maps and personas").click()
    page.get_by_role("menuitem", name="New map").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox", name="Begin with").click()
    page.get_by_role("option", name=re.compile("etail|hop")).first.click()
    dialog.get_by_label("Name", exact=True).fill("As it shall be")
    dialog.get_by_role("button", name="Make the map").click()
    expect(page.get_by_role("combobox", name="Map", exact=True)).to_have_value("As it shall be")
    expect(page.locator(".item .ga").nth(3)).to_be_attached()  # its examples are assumptions
    settled(page)
    pick(page, "Map", "As the data say")
    expect(touchpoints(page)).to_have_text(["Kiosk", "Counter", "Parcel"])
