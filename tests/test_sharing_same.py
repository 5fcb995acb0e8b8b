"""What is shared, and what the command draws into a file, is what the map's screen shows: with targets, comments and personas."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from cjm_core import journey_map, sharing, written
from cjm_core.authored import history, personas, proposal, threads
from cjm_core.authored.model import LaneChoice, Persona
from cjm_core.command_line.drawing import map_
from cjm_core.command_line.sharing import drawn_pages, share
from cjm_core.dataset import Dataset
from cjm_core.demo.make import make
from cjm_core.home import home
from cjm_core.journey_map import JourneyMap, shown
from cjm_core.workspace import Workspace
from cjm_core.written import Target
from tests import screens
from tests.maps import NASTY
from tests.test_sharing import TOKEN, ask, served


@pytest.fixture
def shop() -> Dataset:
    """The demo with a target, a map, an open thread on it and two personas."""
    home().mkdir(exist_ok=True)
    make(home() / "demo.duckdb", customers=400)
    shop, workspace = Dataset.open(home() / "demo.duckdb"), Workspace.open(home() / "workspace.sqlite")
    about = shop.info["id"]
    written.write_target(workspace, about, Target("csat", 0.9, date(2026, 12, 31)))
    rows = [(name, "All of it") for name in ("Checkout", "Delivery", "Support")]
    key = history.start(workspace, proposal.from_data(rows, [LaneChoice(name) for name in ("reach", "csat", "goals")], about, "Our map"), "Ana")
    stage = history.current(workspace, key)
    assert stage
    threads.say(workspace, key, "goals", stage.stages[0].key, "Why not?", "Ben")
    name, dimension = next((name, one) for name, one in shop.dimensions.items() if 1 < one.distinct_values <= 12)
    assert dimension
    personas.write_persona(workspace, about, Persona("", NASTY, ((name, shop.values(name)[0]),), goals="Be quick"))
    personas.write_persona(workspace, about, Persona("", "Of other data", (("a column that is gone", "x"),)))
    return shop


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[JourneyMap]:
    """Every map that is written as a file from here on."""
    found: list[JourneyMap] = []
    write = journey_map.as_html
    monkeypatch.setattr(journey_map, "as_html", lambda one, *more: found.append(one) or write(one, *more))
    return found


def test_what_is_shared_is_what_the_screen_shows(shop: Dataset, drawn: list[JourneyMap]) -> None:
    pages = drawn_pages()
    assert list(pages) == ["Our map", f"Our map for {NASTY}"]
    whole, one = drawn
    assert whole == screens.opened("journey/map.py").session_state["_map_seen"].drawn
    assert one == screens.opened("journey/map.py", persona=NASTY).session_state["_map_seen"].drawn
    assert one.customers < whole.customers and one.persona and one.persona.goals == "Be quick"
    assert 'class="aim"' in pages["Our map"] and 'aria-label="1 open thread"' in pages["Our map"]
    assert "Be quick" in pages[f"Our map for {NASTY}"] and "<img src=x" not in pages[f"Our map for {NASTY}"]


def test_a_viewer_chooses_among_the_personas_in_the_list(shop: Dataset) -> None:
    with served(drawn_pages()) as port:
        listed = ask(port, f"/{TOKEN}/").body
        assert '<a href="1/">Our map</a>' in listed and '<a href="2/">Our map for &lt;img src=x' in listed
        assert "Be quick" in ask(port, f"/{TOKEN}/2/").body and "Be quick" not in ask(port, f"/{TOKEN}/1/").body


def test_the_command_says_what_it_shows_and_for_whom(shop: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "serve", lambda *_: None)
    said = CliRunner().invoke(share, ["--host", "127.0.0.1", "--port", str(_free())], catch_exceptions=False).output
    assert "Our map, Our map for <img src=x" in said
    assert "Comments of customers, notes of colleagues, targets and portraits of personas" in said


def _free() -> int:
    with sharing.listening("127.0.0.1", 0) as probe:
        return int(probe.getsockname()[1])


def test_the_map_command_draws_what_the_screen_shows(shop: Dataset, tmp_path: Path) -> None:
    seen = screens.opened("journey/map.py").session_state["_map_seen"].drawn
    scope = shown.opens_with(shop)
    assert scope.start and scope.end
    dates = ["--from", scope.start.isoformat(), "--to", scope.end.isoformat()]
    whole = ["--dataset", str(shop.path), "--journey", "Our map", *dates, "--out", str(tmp_path / "m.json")]
    assert CliRunner().invoke(map_, whole, catch_exceptions=False).exit_code == 0
    assert json.loads((tmp_path / "m.json").read_text()) == json.loads(json.dumps(journey_map.as_json(seen)))


def test_lanes_that_are_named_are_drawn_and_no_others_on_a_map_of_ones_own_too(shop: Dataset, tmp_path: Path) -> None:
    out = str(tmp_path / "m.json")
    asked = ["--dataset", str(shop.path), "--journey", "Our map", "--lane", "nps", "--lane", "csat", "--out", out]
    assert CliRunner().invoke(map_, asked, catch_exceptions=False).exit_code == 0
    assert journey_map.from_json(json.loads(Path(out).read_text())).order == ("csat", "nps")
