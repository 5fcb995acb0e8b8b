"""The demo in two sizes, each served to a real browser: what the benchmarks of the screens share."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from cjm_core.demo.make import make
from tests.browser import chromium
from tests.chromium import find_chromium

Waits = Callable[[Path, Browser], Iterable[tuple[Any, ...]]]


def both(about: str | None, waits: Waits) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """What `waits(folder, browser)` gives for the small and for the large demo; the sizes come from the command's options."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--customers", type=int, default=6000)
    parser.add_argument("--times", type=int, default=127)
    parser.add_argument("--large", type=Path, help="a folder with a large demo.duckdb made before, to spare the minutes of making it")
    given = parser.parse_args()
    path = find_chromium() or sys.exit("no Chromium found")
    with tempfile.TemporaryDirectory() as small, tempfile.TemporaryDirectory() as made, chromium(path) as browser:
        large = given.large or Path(made)
        make(Path(small) / "demo.duckdb", given.customers)
        if not given.large:
            make(large / "demo.duckdb", given.customers * given.times)
        return list(waits(Path(small), browser)), list(waits(large, browser))
