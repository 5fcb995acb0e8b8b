"""How a map is begun in a real browser: from each template, from a file, and without data that are attached later."""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, TimeoutError, expect

from cjm_core.authored import history, personas, proposal
from cjm_core.dataset import Dataset
from cjm_core.journey_map import plain
from cjm_core.takeaway import map_workbook
from cjm_core.workspace import Workspace
from tests.browser import Visits, answered, answers, customers_on, serving, settled
from tests.maps import rich
from tests.test_browser_map import rename, touchpoints

pytestmark = pytest.mark.browser
SMALL = "map?dataset=small&period=All+dates"


@pytest.fixture(autouse=True)
def unedited(home: Path) -> None:
    workspace = Workspace.open(home / "workspace.sqlite")
    for one in history.journeys_of(workspace):
        history.remove(workspace, one.key, "tests")
    for path in (home / "demo.duckdb", home / "datasets" / "small.duckdb"):
        about = Dataset.open(path).info["id"]
        for persona in personas.personas(workspace, about):
            personas.remove_persona(workspace, about, persona.key)


def menu(page: Page, entry: str) -> Locator:
    """The dialog that an entry of the menu of maps and personas opens."""
    page.get_by_role("button", name="Maps and personas").click()
    page.get_by_role("menuitem", name=entry).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    settled(page)
    return dialog


def begun(page: Page, start: str, file: Path | None = None, name: str = "") -> None:
    """Begin a map in the dialog that is open."""
    dialog = page.get_by_role("dialog")
    before = answers(page)
    first = dialog.get_by_role("combobox", name="Begin with")
    if first.input_value() != start:
        first.click()
        page.get_by_role("option", name=start, exact=True).click()
        answered(page, before)
    if file:
        before = answers(page)
        dialog.locator("input[type=file]").set_input_files(file)
        answered(page, before)
    if name:
        dialog.get_by_label("Name", exact=True).fill(name)
    dialog.get_by_role("button", name="Make the map").click()
    expect(dialog).to_have_count(0)
    settled(page)


def known_as(page: Page, name: str) -> None:
    """Say who is editing, where that was not asked before."""
    settled(page)
    asked = page.get_by_role("dialog").get_by_label("Your name", exact=True)
    with suppress(TimeoutError):  # a busy server may take a moment to ask
        asked.wait_for(timeout=5000)
    if asked.count():
        asked.fill(name)
        page.get_by_role("dialog").get_by_role("button", name="Go on").click()
        expect(page.get_by_role("dialog")).to_have_count(0)
        settled(page)


def stages(page: Page) -> list[str]:
    return page.locator(".cjm th[data-stage]").evaluate_all("all => all.map(one => one.dataset.stage)")


@pytest.mark.parametrize("template", proposal.templates(), ids=lambda one: one.name)
def test_a_map_is_begun_from_each_template(visits: Visits, template: proposal.Template) -> None:
    page = visits.open(SMALL)
    menu(page, "New map")
    begun(page, template.title, name="Drawn by hand")
    expect(page.get_by_role("combobox", name="Map", exact=True)).to_have_value("Drawn by hand")
    assert len(stages(page)) == len(template.stages)
    for stage in template.stages:
        expect(page.locator(".cjm .stages")).to_contain_text(stage)


@pytest.mark.parametrize("ending", ["xlsx", "json"])
def test_a_map_is_begun_from_a_file(visits: Visits, tmp_path: Path, ending: str) -> None:
    drawn = rich()
    file = tmp_path / f"our map.{ending}"
    file.write_bytes(map_workbook.map_xlsx(drawn) if ending == "xlsx" else json.dumps(plain.as_json(drawn)).encode())
    page = visits.open(SMALL)
    menu(page, "New map")
    begun(page, "A file (XLSX or JSON)", file)
    assert page.locator(".cjm .stages th[data-stage]").count() == len(drawn.stages)
    assert touchpoints(page).all_inner_texts() == list(drawn.touchpoints)


def test_a_file_that_holds_no_map_is_said_and_nothing_is_made(visits: Visits, tmp_path: Path, home: Path) -> None:
    file = tmp_path / "other.json"
    file.write_text('{"a": 1}', encoding="utf-8")
    page = visits.open(SMALL)
    dialog = menu(page, "New map")
    before = answers(page)
    dialog.get_by_role("combobox", name="Begin with").click()
    page.get_by_role("option", name="A file (XLSX or JSON)", exact=True).click()
    answered(page, before)
    before = answers(page)
    dialog.locator("input[type=file]").set_input_files(file)
    answered(page, before)
    dialog.get_by_role("button", name="Make the map").click()
    expect(dialog.locator("[data-testid=stAlert]")).to_contain_text("map")
    assert history.journeys_of(Workspace.open(home / "workspace.sqlite")) == []


def test_a_map_is_begun_without_data_which_are_attached_later(browser: Browser, tmp_path: Path, home: Path) -> None:
    with serving(tmp_path) as address:
        visits = Visits(browser, address)
        page = visits.open("map")
        page.get_by_role("button", name="Start a map without data").click()
        expect(page.get_by_role("dialog")).to_be_visible()
        settled(page)
        begun(page, next(one.title for one in proposal.templates() if one.name == "retail"), name="Our shop")
        first = touchpoints(page).first.inner_text()
        page.locator(".st-key-map_tools").get_by_text("Edit", exact=True).click()
        expect(page.locator(".cjm.editing")).to_be_visible()
        rename(page, touchpoints(page).first, "Kiosk")
        expect(touchpoints(page).first).to_have_text("Kiosk")
        assert first != "Kiosk"
        (tmp_path / "datasets").mkdir(exist_ok=True)
        shutil.copy(home / "datasets" / "small.duckdb", tmp_path / "datasets" / "small.duckdb")
        page = visits.open(f"{SMALL}&map=Our+shop")  # who comes anew sees first what is measured
        dialog = menu(page, "Touchpoints in the data")
        dialog.get_by_role("combobox", name="Kiosk", exact=True).click()
        page.get_by_role("option", name="Kiosk", exact=True).click()
        page.keyboard.press("Escape")
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("button", name="Save").click()
        known_as(page, "Ana")
        expect(page.locator("[data-lane=reach] button.cell").first).to_be_visible()
        assert customers_on(page) == 7
        assert visits.close() == []
