"""Upload as people use it: what was read is on the screen, a known export is one click, and every step can be taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, TimeoutError, expect

from cjm_core.dataset import Dataset
from cjm_core.keeping.imports import imports
from tests.browser import SECONDS, Visits, axe_findings, drop, go, settled
from tests.exports import BY_PRESET
from tests.test_browser import ours

pytestmark = pytest.mark.browser
PLACES = ("Food", "Wi-Fi", "Roads", "Signs", "Toilets")


def wide_survey(folder: Path) -> Path:
    """One rating column per touchpoint, a recommendation, and codes beside the scale, as airports ask."""
    head = ",".join(["respondent", *(f"Q7_{at} How would you rate our {place}?" for at, place in enumerate(PLACES)), "NPS"])
    rows = [",".join(map(str, [f"r{n}", *(1 + (n * (at + 1) + n // 5) % 5 if n % 9 else 6 for at in range(len(PLACES))), n % 11])) for n in range(90)]
    path = folder / "airport survey.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def log(folder: Path, name: str, rows: int, start: int = 0) -> Path:
    path = folder / name
    with path.open("w", encoding="utf-8") as file:
        file.write("customer_id,event_time,touchpoint\n")
        file.writelines(f"C{n % 997},2026-01-{n % 28 + 1:02} 10:{n % 60:02}:{n // 60 % 60:02},T{n % 7}\n" for n in range(start, start + rows))
    return path


def listed(page: Page, label: str, start: str) -> None:
    """Choose from a list that closes with whatever still moves on the page: again, until it is chosen."""
    box, option = page.get_by_role("combobox", name=label), page.get_by_role("option", name=start).first
    for _ in range(10):
        box.evaluate("box => box.scrollIntoView({block: 'center'})")
        box.click()
        try:
            option.click(timeout=2_000)
            return
        except TimeoutError:
            page.keyboard.press("Escape")
    raise AssertionError(f"{label} does not open")


def build_map(page: Page) -> Page:
    page.get_by_role("button", name="Build the map").click()
    expect(page.locator(".crumb")).to_contain_text("· Map", timeout=SECONDS * 1000)
    return settled(page)


def newest(home: Path) -> Dataset:
    return Dataset.open(max((home / "datasets").glob("*.duckdb"), key=lambda path: path.stat().st_mtime))


def test_a_wide_survey_is_one_drop_and_one_click_and_waits_while_one_looks_elsewhere(visits: Visits, home: Path, tmp_path: Path) -> None:
    page = visits.open("upload")
    drop(page, wide_survey(tmp_path))
    expect(page.get_by_text("These 5 columns look like ratings of touchpoints: Food, Wi-Fi, Roads")).to_be_visible()
    expect(page.get_by_text("All 90 rows will load.")).to_be_visible()
    go(page, "Settings")
    go(page, "Upload")
    expect(page.get_by_text("Still here from before: airport survey.csv")).to_be_visible()
    build_map(page)
    assert set(newest(home).values("touchpoint")) == set(PLACES)


def test_a_known_export_is_read_so_after_one_confirmation(visits: Visits, home: Path, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(BY_PRESET["qualtrics"], encoding="utf-8")
    page = visits.open("upload")
    drop(page, path)
    page.get_by_role("button", name="Read it as Qualtrics").click()
    expect(page.get_by_role("button", name="Read it as found instead")).to_be_visible()
    expect(settled(page).get_by_text("will not:")).to_be_visible()
    assert "ImportId" not in page.locator("[data-testid=stMain]").inner_text()  # what the export writes for machines
    page.get_by_text("Which column is what").click()
    assert ours(axe_findings(settled(page))) == {}
    build_map(page)
    assert "preset" in newest(home).query("SELECT mapping FROM sources")["mapping"][0]


def test_a_month_is_added_again_and_taken_out(visits: Visits, home: Path, tmp_path: Path) -> None:
    page = visits.open("upload")
    drop(page, log(tmp_path, "january.csv", 300))
    build_map(page)
    go(page, "Upload")
    for file, said in ((log(tmp_path, "february.csv", 200, 300), None), (tmp_path / "january.csv", "is already in this dataset")):
        drop(page, file)
        listed(page, "Where", "Add to january")
        if said is None:
            build_map(page)
            go(page, "Upload")
        else:
            page.get_by_role("button", name="Build the map").click()
            expect(page.get_by_text(said)).to_be_visible()
    assert newest(home).count_of("events") == 500
    undone = next(one for one in imports(newest(home)) if one.files[0].file == "february.csv")
    page.locator(f".st-key-import-{undone.id}").get_by_role("button", name="Take out").click()
    page.get_by_role("button", name="Yes, take it out").click()
    expect(page.locator(f".st-key-import-{undone.id}")).to_have_count(0)
    assert newest(home).count_of("events") == 300


def test_a_large_file_is_read_from_the_inbox_and_can_be_stopped(visits: Visits, home: Path, tmp_path: Path) -> None:
    lines = log(tmp_path, "block.csv", 100_000).read_text(encoding="utf-8")
    head, block = lines.split("\n", 1)
    (home / "inbox").mkdir(exist_ok=True)
    large = home / "inbox" / "large.csv"
    with large.open("w", encoding="utf-8") as file:
        file.write(head + "\n")
        file.writelines(block for _ in range(150))
    page = visits.open("upload")
    page.get_by_text("Larger than 200 MB? 1 waiting in the folder").click()
    settled(page)
    listed(page, "Files in the folder", "large.csv")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Reading large.csv was cancelled.")).to_be_visible()
    expect(page.get_by_role("button", name="Read it again")).to_be_visible()
    assert large.exists(), "a person's own file is never touched"
    large.unlink()


def test_a_build_that_is_stopped_leaves_the_file_where_it_was(visits: Visits, home: Path, tmp_path: Path) -> None:
    page = visits.open("upload")
    before = set((home / "datasets").glob("*"))
    drop(page, log(tmp_path, "large.csv", 2_000_000))
    page.get_by_role("button", name="Build the map").click()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("The import was cancelled. Nothing was changed.")).to_be_visible()
    assert set((home / "datasets").glob("*")) == before
    page.get_by_role("radio", name="Leave out").click()  # the next click has once taken the file away
    expect(page.get_by_text("large.csv is left out")).to_be_visible()
    expect(page.get_by_text("Still here from before: large.csv")).to_be_visible()


def test_what_may_say_who_somebody_is_is_left_out_unless_the_person_keeps_it(visits: Visits, home: Path, tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    rows = [f"C{n},2026-03-{n % 28 + 1:02},Call,jo{n}@example.org,Please write to jo{n}@example.org about order {n}" for n in range(60)]
    path.write_text("\n".join(["customer_id,event_time,touchpoint,email,remark", *rows]) + "\n", encoding="utf-8")
    page = visits.open("upload")
    drop(page, path)
    expect(page.get_by_text("2 columns may say who somebody is.")).to_be_visible()
    build_map(page)
    assert b"example.org" not in newest(home).path.read_bytes()
