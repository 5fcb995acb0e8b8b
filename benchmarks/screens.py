"""How long a person waits for Trends and Experiments, in a real browser: from the click in the navigation to the last pixel.

    python benchmarks/screens.py [--customers 6000] [--times 127]

Makes the demo in two sizes (127 times is 10 million events and 1 million answers), serves it, and opens each screen cold (a server that
has measured nothing yet) and warm (coming back to it). Quote the ratios, because machines differ.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from playwright.sync_api import Browser, Locator, Page

from benchmarks import sizes
from tests.browser import serving, settled

PATIENCE = 120  # seconds
# name -> (link in the navigation, box and choice to pick there)
SCREENS: dict[str, tuple[str, tuple[str, str] | None]] = {
    "Trends: conversion by week": ("Trends", None),
    "Trends: satisfaction by week": ("Trends", ("Number", "Satisfied (CSAT)")),
    "Trends: conversion by week and channel": ("Trends", ("Split", "By channel")),
    "Experiments: variant": ("Experiments", None),
    "Experiments: segment": ("Experiments", ("Split by", "Segment")),
    "Overview": ("Overview", None),
}


def waits(home: Path, browser: Browser) -> Iterator[tuple[str, float, float]]:
    """Screen, seconds cold, seconds warm. A server of its own per screen, so that nothing has been measured before."""
    for name, (screen, choice) in SCREENS.items():
        with serving(home) as address:
            page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
            page.set_default_timeout(PATIENCE * 1000)
            page.goto(f"{address}/upload")
            settled(page, PATIENCE)
            page.wait_for_timeout(2000)  # a person looks before clicking, and meanwhile the server reads ahead
            cold = clicked(page, page.get_by_role("link", name=screen, exact=True))
            if choice:
                cold = picked(page, *choice)
            clicked(page, page.get_by_role("link", name="Upload", exact=True))
            warm = clicked(page, page.get_by_role("link", name=screen, exact=True))
            print(f"{home.name:>12} {name:40} {cold:6.2f} s cold {warm:6.2f} s warm", flush=True)
            yield name, cold, warm
            page.context.close()


def picked(page: Page, label: str, value: str) -> float:
    """Seconds from choosing the value in the box to the last pixel."""
    page.locator("[data-testid=stMain]").get_by_role("combobox", name=label, exact=True).click()
    return clicked(page, page.get_by_role("option", name=value, exact=True))


def clicked(page: Page, target: Locator) -> float:
    """Seconds from the click until the screen stands still with everything drawn. `settled` waits 0.6 s longer to be sure; that is taken off."""
    start = time.perf_counter()
    target.click()
    page.wait_for_timeout(50)  # the click reaches the server
    settled(page, PATIENCE)
    return time.perf_counter() - start - 0.6


def main() -> None:
    """Both sizes, and the table."""
    rows = sizes.both(__doc__, waits)
    print(f"{'screen':40} {'small':>16} {'large':>16}  ratio cold")
    for (name, cold, warm), (_, large_cold, large_warm) in zip(*rows, strict=True):
        print(f"{name:40} {cold:>6.2f} {warm:>6.2f} s {large_cold:>7.2f} {large_warm:>6.2f} s  {large_cold / cold:>5.1f}")


if __name__ == "__main__":
    main()
