"""The real server in a real Chromium: files go in through the widget, and every screen is looked at as a person would."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import duckdb
import pytest
from playwright.sync_api import Browser, Page, expect

from cjm_core import periods
from cjm_core.dataset import Dataset
from cjm_core.journey_map import measure_map
from cjm_core.scope import Scope
from tests import building
from tests.browser import Visits, axe_findings, choose, customers_on, drop, exceptions, filter_of, fits, go, serving, settled

pytestmark = pytest.mark.browser
SCREENS = {
    "": "Which numbers need attention?", "map": "Where do customers struggle?", "upload": "What do your spreadsheets hold?",
    "trends": "Has anything changed?", "experiments": "Did it work?", "definitions": "What does each number mean?",
    "settings": "How do you count?", "quality": "Can you trust these data?",
}  # fmt: skip
# What axe finds in Streamlit's own markup; anything else is ours to mend.
STREAMLITS_OWN = {"list", "listitem", "empty-table-header", "presentation-role-conflict"}
def ours(found: dict[str, str]) -> dict[str, str]:
    return {rule: where for rule, where in found.items() if rule not in STREAMLITS_OWN}


def uploads(home: Path, kind: str) -> Path:
    """A spreadsheet nobody here wrote; the demo's own where the shared test data are not on this machine."""
    real = building.REAL_FILES / {"csv": "event_logs/receipt.csv", "xlsx": "relay_foods/relay-foods.xlsx"}[kind]
    return real if real.exists() else home / {"csv": "events.csv", "xlsx": "survey.xlsx"}[kind]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_spreadsheet_is_uploaded_and_becomes_map_and_overview(visits: Visits, home: Path, kind: str) -> None:
    before, file = set((home / "datasets").iterdir()), uploads(home, kind)
    page = visits.open("upload?dataset=demo&channel=Mobile+app")  # whatever was looked at before gives way to what was built
    drop(page, file)
    expect(page.locator("[data-testid=stMain]")).to_contain_text("rows will load")
    page.get_by_role("button", name="Build the map").click()
    page.wait_for_url("**/map*")
    expect(page.locator("h1")).to_have_text(SCREENS["map"])
    settled(page)
    (built,) = set((home / "datasets").iterdir()) - before
    expect(filter_of(page, "Dataset")).to_have_value(built.stem)
    assert page.locator("[data-touchpoint]").all_inner_texts() == list(_map_as_opened(built).touchpoints)
    assert customers_on(page) == _map_as_opened(built).customers > 0
    assert "Demo data" not in page.locator("header.head").inner_text()
    go(page, "Overview")
    assert page.locator("article.card").count() >= 6
    expect(page.locator("article.card", has_text="Customers reached").locator("b")).to_have_text(f"{_map_as_opened(built).customers:,}")


def _map_as_opened(path: Path):
    """What the core measures for the period in which a screen opens."""
    data = Dataset.open(path)
    return measure_map(data, Scope(*(periods.bounds(data, periods.default(data)) or (None, None))))


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("path", SCREENS, ids=lambda path: path or "overview")
def test_every_screen_is_accessible_says_that_it_shows_the_demo_and_fits_a_phone(visits: Visits, path: str, dark: bool) -> None:
    page = visits.open(f"{path}?dataset=demo", dark=dark)
    expect(page.locator("h1")).to_have_text(SCREENS[path])
    expect(page.locator(".badge")).to_have_text("Demo data, made up")
    assert ours(axe_findings(page)) == {}
    fits(page, 390)
    if path == "map":  # its touchpoints stand one under the other
        assert page.locator(".cjm .scroll").evaluate("box => box.scrollWidth <= box.clientWidth")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_dropped_file_is_accessible(visits: Visits, home: Path, dark: bool) -> None:
    page = visits.open("upload", dark=dark)
    drop(page, building.text_file(home, "small.csv", "customer_id,event_time,touchpoint", "c1,2026-03-01 10:00,Search", "c2,,Order"))
    page.get_by_text("Which column is what").click()
    assert ours(axe_findings(settled(page))) == {}


def test_a_deep_link_opens_on_a_server_that_has_just_started(browser: Browser, home: Path) -> None:
    data = Dataset.open(home / "demo.duckdb")
    scope = Scope(*(periods.bounds(data, "3m") or (None, None)), (("channel", "Mobile app"),))
    with serving(home) as address:
        visits = Visits(browser, address)
        page = visits.open("map?dataset=demo&period=Last+3+months&channel=Mobile+app")
        expect(page.locator("h1")).to_have_text(SCREENS["map"])
        chosen = {label: filter_of(page, label).input_value() for label in ("Dataset", "Period", "Who", "Channel")}
        assert chosen == {"Dataset": "demo", "Period": "Last 3 months", "Who": "Everyone", "Channel": "Mobile app"}
        assert customers_on(page) == measure_map(data, scope).customers < measure_map(data, Scope(scope.start, scope.end)).customers
        assert visits.close() == []


def test_filters_survive_a_change_of_screen_and_the_back_button(visits: Visits) -> None:
    page = visits.open("map?dataset=demo")
    choose(page, "Period", "Last 3 months")
    choose(page, "Channel", "Mobile app")
    shown = customers_on(page)
    for screen in ("Overview", "Upload", "Map"):
        go(page, screen)
        _has_kept_them(page, screen)
    assert customers_on(page) == shown
    for path, screen in (("upload", "Upload"), ("", "Overview"), ("map", "Map")):  # one step back each
        page.go_back()
        expect(page.locator("h1")).to_have_text(SCREENS[path])
        _has_kept_them(settled(page), screen)
    assert customers_on(page) == shown


def _has_kept_them(page: Page, screen: str) -> None:
    if screen != "Upload":  # it has no use for them
        expect(filter_of(page, "Period")).to_have_value("Last 3 months")
        expect(filter_of(page, "Channel")).to_have_value("Mobile app")
    address = parse_qs(urlsplit(page.url).query)
    assert (address.get("period"), address.get("channel")) == (["Last 3 months"], ["Mobile app"])


@pytest.mark.parametrize("keyboard", [False, True], ids=["click-light", "keyboard-dark"])
def test_a_touchpoint_opens_its_numbers_and_comments(visits: Visits, keyboard: bool) -> None:
    page = visits.open("map?dataset=demo&period=All+dates", dark=keyboard)
    if keyboard:
        page.get_by_role("region", name="Journey map").focus()
        for _ in range(8):  # Ad, Search, …
            page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.dataset.touchpoint") == "Checkout"
        page.keyboard.press("Enter")
    else:
        page.get_by_role("button", name="Checkout", exact=True).click()
    expect(page.get_by_role("dialog")).to_contain_text("comments")
    dialog = settled(page).get_by_role("dialog")  # a table's cells are text under its canvas, and come a moment after it
    expect(dialog).to_have_text(re.compile(r"^Checkout"))
    expect(dialog).to_have_text(re.compile(r"Satisfied \(CSAT\)\d\d\.\d %\d\d\.\d–\d\d\.\d\d+ answers"))
    expect(dialog).to_have_text(re.compile(r"\d+ comments, the newest firstDateCommentScore20\d\d-"))
    assert ours(axe_findings(page)) == {}
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".cjm .scroll")).to_be_visible()


def test_bad_files_get_one_plain_sentence_each_and_change_nothing(visits: Visits, home: Path, tmp_path: Path) -> None:
    before = set(home.rglob("*.duckdb"))
    page_file = building.text_file(tmp_path, "page.csv", "<!DOCTYPE html><html><head><title>Sign in</title></head><body>…</body></html>")
    header = building.text_file(tmp_path, "header.csv", "customer_id,event_time,touchpoint")
    cut, binary = tmp_path / "cut.xlsx", tmp_path / "binary.csv"
    cut.write_bytes((home / "survey.xlsx").read_bytes()[:20_000])
    binary.write_bytes(bytes(range(256)) * 40)
    files = (page_file, header, cut, binary)
    page = visits.open("upload?dataset=demo")
    drop(page, *files)
    said = page.locator("[data-testid=stAlert]").all_inner_texts()
    assert [text.split()[0] for text in said] == [file.name for file in files]
    assert not [text for text in said if "Traceback" in text or "Error" in text or len(text) > 250 or "\n" in text.strip()]
    assert page.get_by_role("button", name="Build the map").count() == 0
    assert set(home.rglob("*.duckdb")) == before
    assert customers_on(visits.open("map?dataset=demo")) > 100


def test_two_people_see_their_own_numbers(visits: Visits, home: Path) -> None:
    everything = Scope(*(periods.covered(Dataset.open(home / "demo.duckdb")) or (None, None)))
    expected = {"demo": measure_map(Dataset.open(home / "demo.duckdb"), everything).customers, "small": 7}
    pages = {key: visits.open(f"map?dataset={key}&period=All+dates") for key in expected}
    expect(pages["demo"].locator(".badge")).to_have_count(1)
    expect(pages["small"].locator(".badge")).to_have_count(0)
    for screen in ("Overview", "Map"):
        for page in pages.values():  # both are asked before either is waited for
            page.get_by_role("link", name=screen, exact=True).click()
        for key, page in pages.items():
            expect(page.locator("h1")).to_have_text(SCREENS["" if screen == "Overview" else "map"])
            settled(page)
            if screen == "Map":
                assert customers_on(page) == expected[key]
            else:
                expect(page.locator("article.card", has_text="Customers reached").locator("b")).to_have_text(f"{expected[key]:,}")


def test_an_error_in_a_screen_shows_a_reference_and_never_how_it_came(browser: Browser, tmp_path: Path, home: Path) -> None:
    shutil.copy(home / "demo.duckdb", tmp_path / "broken.duckdb")
    with duckdb.connect(str(tmp_path / "broken.duckdb")) as broken:
        broken.execute("ALTER TABLE touchpoints RENAME COLUMN stage TO no_stage")
    with serving(tmp_path) as address:
        visits = Visits(browser, address)
        page = visits.open("map")
        (said,) = exceptions(page)
        reference = re.search(r"Reference ([0-9a-f]{8})\.", said)
        assert reference
        assert f"reference {reference[1]}" in (tmp_path / "logs" / "errors.log").read_text(encoding="utf-8")
        assert not re.search("Traceback|no_stage|Binder|touchpoints|File \"", page.locator("body").inner_text())
        assert visits.close() == [f"exception on the screen: {said[:300]}"]
