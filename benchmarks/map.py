"""How long a person waits for the map, in a real browser: to open it, to change a filter, to edit it.

    python benchmarks/map.py [--customers 6000] [--times 127] [--large FOLDER]

Makes the demo in two sizes (127 times is 10 million events and 1 million answers), serves both, and takes the median of several tries.
`warm`: the dataset was opened and looked through, but this selection was never measured. `again`: it was. Quote the ratios, because
machines differ.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from playwright.sync_api import Browser, Page

from benchmarks import sizes
from cjm_core.dataset import Dataset
from cjm_core.metrics import read_ahead
from tests.browser import serving, settled

PATIENCE = 120  # seconds
WARM = 30.0  # seconds in which the server reads ahead while a person looks at the first screen; how long that takes is in the table
FILTERS = (("Channel", ("Web", "App", "Store")), ("Period", ("Last 3 months", "Last 12 months", "All dates")))
_DRAWN = "old => { const map = document.querySelector('.cjm .recon'); return map && map.textContent !== old; }"
_REDRAWN = """name => { const first = document.querySelector('.cjm .tp');
  return first && first.textContent.trim() === name && !first.dataset.old; }"""
_STILL = "[data-testid=stSkeleton], [data-testid=stSpinner], [data-stale=true]"


def waits(home: Path, browser: Browser) -> Iterator[tuple[str, float]]:
    """(what, seconds)."""
    start = time.perf_counter()
    read_ahead(Dataset.open(home / "demo.duckdb"))
    yield "read ahead, in the background", time.perf_counter() - start
    with serving(home) as address:
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        page.set_default_timeout(PATIENCE * 1000)
        page.goto(f"{address}/upload")
        settled(page, PATIENCE)
        page.wait_for_timeout(WARM * 1000)
        yield "open the map, warm", timed(page, lambda: page.get_by_role("link", name="Map", exact=True).click(), "")
        yield "open the map again", statistics.median(again(page) for _ in range(3))
        for label, values in FILTERS:
            found = [picked(page, label, value) for value in values if offered(page, label, value)]
            if found:
                yield f"filter: {label.lower()}", statistics.median(found)
        begun(page)
        yield "edit: rename a touchpoint", statistics.median(renamed(page, f"Advert {at}") for at in range(5))
        page.context.close()


def timed(page: Page, act: Callable[[], object], old: str) -> float:
    """Seconds from the act until the map says something else than before and nothing is loading."""
    start = time.perf_counter()
    act()
    page.wait_for_function(_DRAWN, arg=old, polling=20)
    page.wait_for_function(f"() => !document.querySelector('{_STILL}')", polling=20)
    return time.perf_counter() - start


def again(page: Page) -> float:
    """Away and back."""
    page.get_by_role("link", name="Upload", exact=True).click()
    settled(page, PATIENCE)
    return timed(page, lambda: page.get_by_role("link", name="Map", exact=True).click(), "")


def box(page: Page, label: str):  # type: ignore[no-untyped-def]
    """The box of a filter."""
    return page.locator(".st-key-filters").get_by_role("combobox", name=label, exact=True)


def offered(page: Page, label: str, value: str) -> bool:
    """Whether the filter has this value and does not show it already."""
    if box(page, label).count() == 0 or box(page, label).input_value() == value:
        return False
    box(page, label).click()
    there = page.get_by_role("option", name=value, exact=True).count() > 0
    page.keyboard.press("Escape")
    return there


def picked(page: Page, label: str, value: str) -> float:
    """Seconds from choosing a value to the last pixel."""
    settled(page, PATIENCE)
    old = page.locator(".cjm .recon").inner_text()
    box(page, label).click()
    return timed(page, page.get_by_role("option", name=value, exact=True).click, old)


def begun(page: Page) -> None:
    """Switch editing on and make the first edit, before which the screen asks once who is editing."""
    page.locator(".st-key-map_tools").get_by_text("Edit", exact=True).click()
    page.locator(".cjm.editing").wait_for()
    settled(page, PATIENCE)
    typed(page, "Before it counts")
    page.get_by_role("dialog").get_by_label("Your name").fill("Ana")
    page.get_by_role("dialog").get_by_role("button", name="Go on").click()
    page.get_by_role("dialog").wait_for(state="detached")
    page.locator(".st-key-map_tools").get_by_text("Saved").wait_for()


def typed(page: Page, name: str) -> None:
    """Another name for the first touchpoint, as typed over the old one."""
    page.locator(".cjm .tp").first.click()
    page.keyboard.type(name)
    page.keyboard.press("Enter")


def renamed(page: Page, name: str) -> float:
    """Seconds from Enter until the server has drawn the new name; the typing shows it at once."""
    settled(page, PATIENCE)
    page.evaluate("for (const one of document.querySelectorAll('.cjm .tp')) one.dataset.old = '1'")
    page.locator(".cjm .tp").first.click()
    page.keyboard.type(name)
    start = time.perf_counter()
    page.keyboard.press("Enter")
    page.wait_for_function(_REDRAWN, arg=name, polling=10)
    return time.perf_counter() - start


def main() -> None:
    """Both sizes, and the table."""
    small, large = map(dict, sizes.both(__doc__, waits))
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(f"{'':30} {'small':>8} {'large':>8}  ratio")
    for name, seconds in small.items():
        print(f"{name:30} {seconds:>6.2f} s {large[name]:>6.2f} s {large[name] / seconds:>6.1f}")


if __name__ == "__main__":
    main()
