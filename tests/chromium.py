"""Where this machine's Chromium is. Asked by the browser tests and, as a program, by the Makefile (status 1: there is none)."""

import shutil
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
MAC_APPS = ("Chromium.app/Contents/MacOS/Chromium", "Google Chrome.app/Contents/MacOS/Google Chrome")


def find_chromium() -> str | None:
    """Path of a Chromium: the machine's own first, then the one Playwright has fetched; None where there is neither."""
    on_path = (shutil.which(name) for name in NAMES)
    in_apps = (str(path) for app in MAC_APPS if (path := Path("/Applications") / app).exists())
    return next((path for path in (*on_path, *in_apps) if path), None) or _playwrights_own()


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


if __name__ == "__main__":
    found = find_chromium()
    print(found or "no Chromium found")
    sys.exit(0 if found else 1)
