"""How long a person waits for Trends and Experiments, in a real browser: from the click on the address to the last pixel.

    python benchmarks/screens.py [--customers 6000] [--times 127]

Makes the demo in two sizes (127 times is 10 million events and 1 million answers), serves it, and opens each screen cold (a server that
has measured nothing yet) and warm (the same address again, as another person). Quote the ratios, because machines differ.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from playwright.sync_api import Browser

from cjm_core.demo.make import make
from tests.browser import chromium, serving, settled
from tests.chromium import find_chromium

SCREENS = {
    "Trends: conversion by week": "trends",
    "Trends: satisfaction by week": "trends?number=Satisfied+%28CSAT%29",
    "Trends: carts by week and channel": "trends?number=Carts+abandoned&by=By+channel",
    "Experiments: variant": "experiments",
    "Experiments: segment": "experiments?split=Segment",
    "Overview": "",
}


def waits(home: Path, browser: Browser) -> Iterator[tuple[str, float, float]]:
    """Screen, seconds cold, seconds warm. A server of its own per screen, so that nothing is remembered."""
    for name, path in SCREENS.items():
        with serving(home) as address:
            opened(browser, f"{address}/upload")  # the server's own start is not the screen's
            yield name, opened(browser, f"{address}/{path}"), opened(browser, f"{address}/{path}")


def opened(browser: Browser, address: str) -> float:
    """Seconds until the screen stands still with everything drawn. `settled` waits 0.3 s longer to be sure; that is taken off."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(120_000)
    page = context.new_page()
    start = time.perf_counter()
    page.goto(address)
    settled(page)
    taken = time.perf_counter() - start - 0.3
    context.close()
    return taken


def main() -> None:
    """Both sizes, and the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=6000)
    parser.add_argument("--times", type=int, default=127)
    parser.add_argument("--large", type=Path, help="a folder with a large dataset made before, to spare the minutes of making it")
    given = parser.parse_args()
    path = find_chromium() or sys.exit("no Chromium found")
    with tempfile.TemporaryDirectory() as small, tempfile.TemporaryDirectory() as made, chromium(path) as browser:
        large = given.large or Path(made)
        make(Path(small) / "demo.duckdb", given.customers)
        if not given.large:
            make(large / "demo.duckdb", given.customers * given.times)
        rows = [list(waits(folder, browser)) for folder in (Path(small), large)]
    print(f"{'screen':36} {'small':>16} {'large':>16}  ratio cold")
    for (name, cold, warm), (_, large_cold, large_warm) in zip(*rows, strict=True):
        print(f"{name:36} {cold:>6.2f} {warm:>6.2f} s {large_cold:>7.2f} {large_warm:>6.2f} s  {large_cold / cold:>5.1f}")


if __name__ == "__main__":
    main()
