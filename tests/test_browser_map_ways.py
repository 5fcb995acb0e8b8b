"""The map in a real browser: set against what shall be, seen by a persona, filled with pictures, saved, downloaded."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PIL import Image
from playwright.sync_api import expect
from pptx import Presentation

from cjm_core.journey_map import plain
from tests.browser import Visits, answered, answers, axe_findings, customers_on, pick, settled
from tests.test_browser_map import called, opened, rename, touchpoints
from tests.test_browser_map_begun import known_as, menu, unedited  # noqa: F401 - the fixture clears the maps before every test

pytestmark = pytest.mark.browser
SMALL = "map?dataset=small&period=All+dates"



def test_what_shall_be_is_a_copy_whose_hopes_are_drawn_beside_what_is(visits: Visits) -> None:
    page = visits.open("map?dataset=demo&period=All+dates")
    page.get_by_role("button", name="Compare", exact=True).click()
    page.get_by_role("button", name="Copy it as it shall be").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Your name").fill("Ana")
    dialog.get_by_role("button", name="Go on").click()
    shown = page.get_by_role("combobox", name="Map", exact=True)
    expect(shown).to_have_value(re.compile("as it shall be"))
    settled(page)
    page.locator(".st-key-map_tools").get_by_text("Edit", exact=True).click()
    page.locator("button.add[data-lane=expected][data-at=Checkout]").click()
    page.keyboard.type("1.5")
    page.keyboard.press("Enter")
    expect(page.locator("td[data-lane=expected] .item")).to_have_count(1)
    settled(page)
    expect(page.locator(".cjm .key")).to_contain_text("Expected")
    name = shown.input_value()
    pick(page, "Map", "As the data say")
    expect(page.locator("[data-lane=expected]")).to_have_count(0)
    page.get_by_role("button", name="Compare", exact=True).click()
    before = answers(page)
    page.get_by_role("combobox", name="Against another map").click()
    page.get_by_role("option", name=name, exact=True).click()
    answered(page, before)
    expect(page.locator(".cjm .key")).to_contain_text(f"{name} (assumed)")
    said = page.locator(".cjm .recon").inner_text()
    assert re.search(r"expects Checkout \+1\.5 \(measured [+−]\d\.\d\)", said), said
    assert "is an assumption" in said
    again = visits.open(page.url.split("/", 3)[3])  # a link shows what its sender saw
    expect(again.locator(".cjm .key")).to_contain_text(f"{name} (assumed)")


def test_a_persona_is_written_with_a_picture_changed_and_removed(visits: Visits, tmp_path: Path) -> None:
    picture = tmp_path / "face.png"
    Image.new("RGB", (40, 40), "#3d5a99").save(picture)
    page = visits.open("map?dataset=demo&period=All+dates")
    everybody = customers_on(page)
    dialog = menu(page, "New persona")
    dialog.get_by_role("combobox", name="Customers").click()
    before = answers(page)
    page.get_by_role("option", name="segment: Families", exact=True).click()
    answered(page, before)
    page.keyboard.press("Escape")
    dialog.get_by_label("Name", exact=True).fill("Busy Bea")
    dialog.get_by_label("Goals").fill("Be done by six")
    before = answers(page)
    dialog.locator("input[type=file]").set_input_files(picture)
    answered(page, before)
    dialog.get_by_role("button", name="Save").click()
    expect(page.locator(".cjm .persona")).to_contain_text("Busy Bea")
    settled(page)
    assert 0 < customers_on(page) < everybody
    assert page.locator(".cjm .persona img").evaluate("one => one.naturalWidth") == 40
    assert "persona=Busy+Bea" in page.url
    dialog = menu(page, "About this persona")
    dialog.get_by_label("A quote").fill("Quick, please")
    dialog.get_by_role("button", name="Save").click()
    expect(page.locator(".cjm .persona")).to_contain_text("Quick, please")
    settled(page)
    menu(page, "About this persona").get_by_role("button", name="Remove", exact=True).click()
    expect(page.locator(".cjm .persona")).to_have_count(0)
    assert customers_on(settled(page)) == everybody


def test_a_picture_is_put_into_a_lane_and_a_wrong_one_is_refused(visits: Visits, tmp_path: Path) -> None:
    good, wrong = tmp_path / "shelf.jpg", tmp_path / "no.png"
    Image.new("RGB", (60, 30), "#a8480a").save(good)
    wrong.write_bytes(b"<svg onload=alert(1)>")
    page = visits.open(f"{SMALL}&lanes=Reach&lanes=Pictures")
    page.locator(".st-key-map_tools").get_by_text("Edit", exact=True).click()
    for file in (wrong, good):
        page.locator("button.add[data-lane=pictures]").first.click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_be_visible()
        settled(page)
        before = answers(page)
        dialog.locator("input[type=file]").set_input_files(file)
        answered(page, before)
        dialog.get_by_label("What it shows", exact=True).fill("The shelf")
        dialog.get_by_role("button", name="Put it there").click()
        if file is wrong:
            expect(page.get_by_role("dialog").get_by_label("Your name", exact=True)).to_be_visible()
            known_as(page, "Ana")
            expect(page.locator("[data-testid=stToast]")).to_be_visible()
            assert page.locator(".cjm .item img").count() == 0
            settled(page)
    expect(page.locator(".cjm .item img")).to_have_count(1)
    assert page.locator(".cjm .item img").evaluate("one => [one.naturalWidth, one.alt]") == [60, "Picture: The shelf"]


def test_lanes_are_ordered_renamed_folded_and_saved_as_a_view(visits: Visits) -> None:
    page = opened(visits, "demo")
    rename(page, touchpoints(page).first, "Stand")
    called(page, "Ana")
    rows = page.locator(".cjm tbody th[data-lane]")
    names = rows.evaluate_all("all => all.map(one => one.dataset.lane)")
    page.get_by_role("button", name="Lane order").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    settled(page)
    before = answers(page)
    dialog.get_by_role("button", name="Move Reach down").click()
    answered(page, before)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(rows.first).to_have_attribute("data-lane", names[1])
    expect(rows.nth(1)).to_have_attribute("data-lane", names[0])
    settled(page)
    page = visits.open(f"{SMALL}&lanes=Reach")
    page.get_by_role("button", name="Save view").click()
    page.get_by_label("Name of this view").fill("Only reach")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("[data-testid=stToast]")).to_contain_text("Only reach")
    page = visits.open("?dataset=small")
    page.get_by_role("link", name="Only reach").click()
    expect(page.locator(".cjm")).to_be_visible()
    settled(page)
    assert page.locator(".cjm tbody th[data-lane]").evaluate_all("all => all.map(one => one.dataset.lane)") == ["reach"]


def test_every_download_is_of_its_kind_and_says_the_same_numbers(visits: Visits, tmp_path: Path) -> None:
    page = visits.open("map?dataset=demo&period=All+dates")
    cell = page.locator("[data-lane=csat][data-at=Checkout] button.cell").inner_text().split()[0]
    value = re.search(r"\d+", cell)
    assert value
    files: dict[str, bytes] = {}
    page.get_by_role("button", name="Download").click()
    for ending in ("html", "pdf", "png", "svg", "pptx", "xlsx", "json", "csv"):
        with page.expect_download(timeout=60_000) as waiting:
            page.locator(f".st-key-map_file_{ending} button").click()
        assert waiting.value.suggested_filename.endswith(f".{ending}")
        waiting.value.save_as(tmp_path / f"map.{ending}")
        files[ending] = (tmp_path / f"map.{ending}").read_bytes()
    assert files["pdf"].startswith(b"%PDF-") and Image.open(io.BytesIO(files["png"])).width > 800 and b"<svg" in files["svg"][:300]
    assert 'class="in-file' in files["html"].decode() and f">{value[0]}<" in files["html"].decode()  # it can be presented
    found = plain.from_json(json.loads(files["json"]))
    exact = found.lane("csat").cells[found.touchpoints.index("Checkout")].value
    assert exact is not None and f"{exact * 100:.0f}" == value[0]
    sheet = load_workbook(io.BytesIO(files["xlsx"])).worksheets
    numbers = [one for tab in sheet for row in tab.iter_rows(values_only=True) for one in row if isinstance(one, int | float)]
    assert round(exact, 3) in [round(one, 3) for one in numbers]
    slides = Presentation(io.BytesIO(files["pptx"])).slides
    assert len(slides) > len(found.stages)
    assert "Checkout" in files["csv"].decode() and "Checkout" in files["svg"].decode()


def test_a_review_day_that_has_come_is_said(visits: Visits) -> None:
    page = opened(visits, "demo")
    rename(page, touchpoints(page).first, "Advert")
    called(page, "Ana")
    dialog = menu(page, "About this map")
    dialog.locator("[data-testid=stDateInput] [data-type=year]").first.focus()
    page.keyboard.type("20200101")
    page.keyboard.press("Escape")  # the calendar
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    settled(page)
    expect(page.locator("[data-testid=stMain]")).to_contain_text(re.compile("This map is due: .*2020"))


def test_choices_of_another_dataset_fall_back_without_a_word(visits: Visits) -> None:
    page = opened(visits, "demo")
    rename(page, touchpoints(page).first, "Advert")
    called(page, "Ana")
    link = "period=All+dates&map=Demo+shop&persona=Nobody&view=Flow&lanes=Reach&lanes=Gone&against=segment%3A+New&other=Nothing"
    same = visits.open(f"map?dataset=demo&{link}&view=Grid".replace("view=Flow&", ""))
    assert same.locator(".cjm tbody th[data-lane]").evaluate_all("all => all.map(one => one.dataset.lane)") == ["reach"]
    assert same.get_by_role("combobox", name="Map", exact=True).input_value() == "Demo shop"
    other = visits.open(f"map?dataset=small&{link}")
    assert other.locator("[data-testid=stAlert]").count() == 0
    expect(other.locator("[data-testid=stMain]")).to_contain_text("Kiosk")


def test_a_key_turns_one_slide_after_several_runs(visits: Visits) -> None:
    page = visits.open("present?dataset=demo&period=All+dates")
    for way in ("One lane at a time", "One stage at a time", "One lane at a time"):
        pick(page, "Slides", way)
    page.get_by_role("button", name="Start").click()
    expect(page.locator(".deck.on")).to_be_visible()
    at = page.locator(".deck .progress").inner_text().split("/")[0]
    page.keyboard.press("ArrowRight")
    assert page.locator(".deck .progress").inner_text().split("/")[0] == str(int(at) + 1)
    page.keyboard.press("Escape")
    expect(page.locator(".deck.on")).to_have_count(0)


def test_lanes_are_chosen_in_groups_and_stand_in_the_address(visits: Visits) -> None:
    page = visits.open(f"{SMALL}&lanes=Reach")
    page.get_by_role("button", name="Lanes", exact=True).click()
    page.locator("[data-testid=stButtonGroup]").filter(has_text="Written by people").get_by_text("Actions", exact=True).click()
    settled(page)
    expect(page.locator(".cjm tbody th").last).to_contain_text("Actions")
    assert axe_findings(page) == {}
    assert "lanes=Reach" in page.url and "lanes=Actions" in page.url


def test_the_filters_are_one_row_on_a_phone(visits: Visits) -> None:
    page = visits.open(SMALL, width=390)
    places = [one.bounding_box() for one in page.locator(".st-key-filters [data-testid=stSelectbox]").all()]
    assert len(places) > 2 and len({round(place["y"]) for place in places if place}) == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
