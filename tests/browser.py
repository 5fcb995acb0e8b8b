"""The real server and a real Chromium: how the browser tests start them, and what they watch on every page."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Response, TimeoutError, expect, sync_playwright

from tests.guards import ROOT

# Whatever a page asks for elsewhere is reported by its test and never sent: no name but this machine's can be resolved.
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]  # fmt: skip
SECONDS = 30  # patience with one step; two slow cores may be busy with other tests
OUR_HOSTS = {"127.0.0.1", "localhost"}
# A deep link makes Streamlit look for its server below the screen's own address first.
STREAMLITS_PROBES = re.compile(r"/(?:map|present|upload|trends|experiments|definitions|settings|quality)/_stcore/(?:health|host-config)$")
_RUNNING = "[data-testid=stSkeleton], [data-testid=stSpinner], [data-testid=stStatusWidget]"
_CALM = f"""() => {{
  const app = document.querySelector('[data-testid=stApp][data-test-script-state=notRunning][data-test-connection-state=CONNECTED]');
  const calm = app && document.querySelector('[data-testid=stMain] h1') && !document.querySelector('{_RUNNING}');
  const now = performance.now();
  if (!calm) window.calmSince = undefined;
  else window.calmSince ??= now;
  return calm && now - window.calmSince > 600;  // longer than a busy server takes to begin
}}"""


# A busy server may take longer to answer than the page stays calm: whoever chooses something waits for the answer to that. A run may be
# over before the page says that it runs, so what counts is what has come from the server.
_COUNTED = """window.answers = 0;
window.WebSocket = class extends WebSocket {
  constructor(...how) { super(...how); this.addEventListener("message", () => { window.answers += 1; }); }
};"""


@contextmanager
def serving(home: Path) -> Iterator[str]:
    """`streamlit run app.py` as a person starts it, with its data in `home`; gives its address."""
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"]
    with (home / "server.txt").open("wb") as said:
        server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "CJM_HOME": str(home)}, stdout=said, stderr=said)
        try:
            _wait_for(f"http://127.0.0.1:{port}/healthz", server, home / "server.txt")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str, server: subprocess.Popen[bytes], said: Path) -> None:
    until = time.monotonic() + SECONDS
    while server.poll() is None and time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"the server did not start: {said.read_text(encoding='utf-8', errors='replace')[-2000:]}")


@contextmanager
def chromium(path: str) -> Iterator[Browser]:
    """One Chromium for a whole file of tests."""
    expect.set_options(timeout=SECONDS * 1000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass(frozen=True)
class Visits:
    """Opens pages, each as another person would, and keeps what went wrong on any of them."""

    browser: Browser
    address: str
    faults: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def open(self, path: str = "", *, dark: bool = False, width: int = 1440) -> Page:
        """A page of a new person at that address below the server's, once it has stopped running."""
        context = self.browser.new_context(viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light")
        context.set_default_timeout(SECONDS * 1000)
        self.contexts.append(context)
        _watch(context, self.faults)
        context.add_init_script(_COUNTED)
        page = context.new_page()
        page.goto(f"{self.address}/{path}")
        return settled(page)

    def close(self) -> list[str]:
        """Look at every page once more, close them, and give what went wrong on any of them."""
        for context in self.contexts:
            for page in context.pages:
                self.faults.extend(f"exception on the screen: {text[:300]}" for text in exceptions(page))
            context.close()
        return self.faults


def _watch(context: BrowserContext, faults: list[str]) -> None:
    """Note everything in a context's pages that must not happen."""

    def reached(url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.hostname not in OUR_HOSTS:
            faults.append(f"asked another machine: {url}")

    def answered(response: Response) -> None:
        if response.status >= 400 and not STREAMLITS_PROBES.search(response.url):
            faults.append(f"status {response.status}: {response.url}")

    def logged(message: ConsoleMessage) -> None:
        if message.type == "error" and not STREAMLITS_PROBES.search(message.location["url"]):
            faults.append(f"console: {message.text}")

    context.on("request", lambda request: reached(request.url))
    context.on("response", answered)
    context.on("console", logged)
    context.on("weberror", lambda error: faults.append(f"error in a script: {error.error}"))
    context.on("page", lambda page: page.on("websocket", lambda socket: reached(socket.url)))


def exceptions(page: Page) -> list[str]:
    """What the screen says of an error in the program itself."""
    return page.locator("[data-testid=stException], [data-testid=stAlert]:has-text('Something went wrong')").all_inner_texts()


def settled(page: Page, seconds: float = SECONDS) -> Page:
    """The page, once no script has run and nothing was loading for a moment."""
    page.wait_for_function(_CALM, polling=100, timeout=seconds * 1000)
    return page


def answered(page: Page, before: int) -> Page:
    """The page, once the server has said more than `before`, and all is calm again."""
    page.wait_for_function("before => window.answers > before", arg=before, polling=20)
    return settled(page)


def answers(page: Page) -> int:
    """How often the server has said something to this page; counted before a click whose answer is waited for."""
    return int(page.evaluate("window.answers"))


def fits(page: Page, width: int) -> None:
    """Make the window that wide, as a phone; charts and tables follow a moment later, and then nothing may be wider."""
    page.set_viewport_size({"width": width, "height": 844})
    settled(page)
    wide = "names => Math.max(...names.map(name => document.querySelector(name).scrollWidth))"
    names = ["html", "[data-testid=stMain]", "[data-testid=stMainBlockContainer]"]
    try:
        page.wait_for_function(f"([width, names]) => ({wide})(names) <= width", arg=[width, names], polling=100)
    except TimeoutError:
        raise AssertionError(f"the screen is {page.evaluate(wide, names)} wide in a window of {width}") from None


def go(page: Page, screen: str) -> Page:
    """Change the screen by its link in the navigation."""
    page.get_by_role("link", name=screen, exact=True).click()
    expect(page.locator(".crumb")).to_contain_text(re.compile(rf"^{re.escape(screen)}\b|· {re.escape(screen)}\b"))
    return settled(page)


def filter_of(page: Page, label: str) -> Locator:
    """The box of one filter."""
    return page.locator(".st-key-filters").get_by_role("combobox", name=label, exact=True)


def choose(page: Page, label: str, value: str) -> Page:
    """Choose a value in the filter row."""
    if filter_of(page, label).input_value() == value:  # then nothing changes, and the server says nothing
        return settled(page)
    before = answers(page)
    filter_of(page, label).click()
    page.get_by_role("option", name=value, exact=True).click()
    expect(filter_of(page, label)).to_have_value(value)
    return answered(page, before)


def pick(page: Page, label: str, value: str) -> Page:
    """Choose a value of any choice on the screen, by the label of its box."""
    box = page.locator("[data-testid=stMain]").get_by_role("combobox", name=label, exact=True)
    if box.input_value() == value:
        return settled(page)
    before = answers(page)
    box.click()
    page.get_by_role("option", name=value, exact=True).click()
    expect(box).to_have_value(value)
    return answered(page, before)


def customers_on(page: Page) -> int:
    """How many customers the map says it shows."""
    found = re.match(r"(?:All |The )?([\d,]+) customer", page.locator(".recon").inner_text())
    assert found, "the map does not say how many customers it shows"
    return int(found[1].replace(",", ""))


def drop(page: Page, *files: Path) -> Page:
    """Drop files on the upload screen, and wait until each has got its sentence."""
    page.locator("[data-testid=stFileUploader] input[type=file]").set_input_files(files)
    for file in files:
        said = page.locator("[data-testid=stMarkdown], [data-testid=stAlert]").filter(has_text=file.name)
        expect(said.first).to_be_visible()
    return settled(page)


def axe_findings(page: Page) -> dict[str, str]:
    """What axe finds: rule -> the first elements."""
    found = Axe().run(page).response["violations"]
    return {rule["id"]: " | ".join(node["html"][:160] for node in rule["nodes"][:3]) for rule in found}
