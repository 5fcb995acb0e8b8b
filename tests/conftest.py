"""Fixtures every test file may use."""
from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cjm_core.command_line import main
from cjm_core.dataset import Dataset
from cjm_core.demo.make import make
from cjm_core.workspace import Workspace
from tests import building
from tests.chromium import find_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser import Visits


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """An empty one."""
    return Workspace.open(tmp_path / "w.sqlite")


@pytest.fixture
def build_dataset(tmp_path: Path) -> Callable[..., Dataset]:
    """`build_dataset(events=[…], answers=[…], roles={…})`: a dataset of these rows (see `building.dataset`)."""
    return partial(building.dataset, tmp_path)


@pytest.fixture(autouse=True)
def own_home(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A home of its own: what a developer has chosen in Settings must not change what a test sees."""
    monkeypatch.setenv("CJM_HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.setenv("CJM_KEY_FILE", str(tmp_path_factory.mktemp("key") / "pseudonym.key"))  # never the person's own
    monkeypatch.delenv("CJM_KEY", raising=False)


# ---- the browser
SMALL_SHOP = [
    {"customer_id": f"c{number}", "event_time": f"2026-0{month}-10 10:0{minute}:00", "touchpoint": touchpoint}
    for number in range(7)
    for month in (3, 5)
    for minute, touchpoint in enumerate(("Kiosk", "Counter", "Parcel"))
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo and with a dataset of seven customers that is no demo."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "datasets").mkdir()
    small = building.dataset(tmp_path_factory.mktemp("small"), SMALL_SHOP)
    shutil.copy(small.path, folder / "datasets" / "small.duckdb")
    make(folder / "demo.duckdb", customers=1500)
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        pytest.skip("no Chromium was found; `make browser` fetches one")
    from tests.browser import chromium  # Playwright takes a moment to import, and few tests need it

    with chromium(path) as browser:
        yield browser


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[str]:
    from tests.browser import serving

    with serving(home) as address:
        yield address


@pytest.fixture
def visits(browser: Browser, server: str) -> Iterator[Visits]:
    """Opens pages; at the end of the test none of them may have shown an exception, logged an error or asked another machine."""
    from tests.browser import Visits

    visits = Visits(browser, server)
    yield visits
    assert visits.close() == []


# ---- the command line ----------------------------------------------------------------------------------------------------
@pytest.fixture
def run(capsys):
    """`run("kpi", "nps", …)` gives (exit status, standard output, standard error)."""

    def run(*words):
        status = main([str(word) for word in words])
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


@pytest.fixture
def answer(run):
    """`answer("kpi", "nps", …)` gives the JSON object of a command that works."""

    def answer(*words):
        status, out, err = run(*words, "--json")
        assert (status, err) == (0, "")
        assert out.count("\n") == 1
        return json.loads(out, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))

    return answer


@pytest.fixture
def refused(run):
    """`refused("kpi", …)` gives the one line of a command that cannot work."""

    def refused(*words):
        status, out, err = run(*words)
        assert (status, out) == (2, "")
        assert err.count("\n") == 1
        assert "Traceback" not in err
        return err.strip()

    return refused


@pytest.fixture(scope="session")
def shop(tmp_path_factory):
    """A small demo dataset, made by the command itself."""
    out = tmp_path_factory.mktemp("shop") / "shop.duckdb"
    assert main(["demo", "--out", str(out), "--customers", "400", "--seed", "3"]) == 0
    return out
