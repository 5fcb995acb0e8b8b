"""Maps on the local network: behind a link that cannot be guessed, read-only, and nothing else."""

from __future__ import annotations

import http.client
import json
import os
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
import uvicorn
from click.testing import CliRunner

from cjm_core import journey_map, sharing
from cjm_core.command_line.sharing import drawn_pages, share
from cjm_core.demo.make import make
from cjm_core.errors import BadInput
from cjm_core.home import home
from cjm_core.journey_map import slides
from tests.maps import NASTY, rich

TOKEN = "8CZA6g55rQ066GDlq4vL3w"  # one of `new_token`; always the same, so that every worker collects the same tests


@contextmanager
def served(pages: dict[str, str]) -> Iterator[int]:
    """The real server on a port of this machine alone."""
    with sharing.listening("127.0.0.1", 0) as listener:
        settings = uvicorn.Config(sharing.app(TOKEN, pages), ws="none", log_level="critical", server_header=False, date_header=False)
        server = uvicorn.Server(settings)
        running = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        running.start()
        until = time.monotonic() + 20
        while not server.started and time.monotonic() < until:
            time.sleep(0.02)
        try:
            yield int(listener.getsockname()[1])
        finally:
            server.should_exit = True
            running.join(20)


@dataclass(frozen=True)
class Answer:
    status: int
    body: str
    headers: dict[str, str]


def ask(port: int, path: str, method: str = "GET") -> Answer:
    """One request as a browser sends it, without following anything."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request(method, path)
        found = connection.getresponse()
        return Answer(found.status, found.read().decode(), {name.lower(): value for name, value in found.getheaders()})
    finally:
        connection.close()


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Where two maps are shared."""
    with served({"Shop": journey_map.as_html(rich(), slides.for_file(rich())), NASTY: "<p>second"}) as number:
        yield number


def test_the_link_opens_the_maps_and_a_link_has_128_bits(port):
    assert len(sharing.new_token()) == len(TOKEN) == 22  # 22 letters of 6 bits hold 128
    assert len({sharing.new_token() for _ in range(100)}) == 100
    listed = ask(port, f"/{TOKEN}/")
    assert (listed.status, 'href="1/"' in listed.body, "&lt;img src=x" in listed.body) == (200, True, True)
    assert "Web shop, as it is" in ask(port, f"/{TOKEN}/1/").body
    assert ask(port, f"/{TOKEN}/2/").body == "<p>second"
    assert ask(port, f"/{TOKEN}").headers["location"] == f"/{TOKEN}/"
    assert ask(port, f"/{TOKEN}/1").headers["location"] == f"/{TOKEN}/1/"


def test_a_single_map_needs_no_list_and_the_server_does_not_say_what_it_is():
    with served({"Shop": "<p>only"}) as number:
        found = ask(number, f"/{TOKEN}/")
        assert (found.body, found.headers["content-length"]) == ("<p>only", "7")
        assert ask(number, f"/{TOKEN}/", "HEAD") == Answer(200, "", found.headers)
        assert "server" not in found.headers


WRONG = ("/", "/favicon.ico", "/robots.txt", f"/{TOKEN[:-1]}/", f"/{TOKEN}x/", f"/{TOKEN.swapcase()}/", f"//{TOKEN}/", f"/{TOKEN}/3/", f"/{TOKEN}/0/",
         f"/{TOKEN}/1/../2/x", f"/{TOKEN}/../share.json", "/%C3%A9/", "/%ff/", f"/x/{TOKEN}/", f"/{TOKEN}//", "/docs")  # fmt: skip


@pytest.mark.parametrize("path", WRONG)
def test_everything_else_is_an_empty_404(port, path):
    found = ask(port, path)
    assert (found.status, found.body, "content-security-policy" in found.headers) == (404, "", False)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"])
def test_nothing_can_be_sent(port, method):
    found = ask(port, f"/{TOKEN}/", method)
    assert (found.status, found.body, "allow" in found.headers) == (404, "", False)


def test_only_our_own_script_runs_and_nothing_is_told_to_others(port):
    found = ask(port, f"/{TOKEN}/1/")
    policy = dict(part.strip().split(" ", 1) for part in found.headers["content-security-policy"].split(";"))
    assert policy == {"default-src": "'none'", "style-src": "'unsafe-inline'", "script-src": f"'{slides.script_hash()}'", "img-src": "data:",
                      "base-uri": "'none'", "form-action": "'none'", "frame-ancestors": "'none'"}  # fmt: skip
    assert found.headers["referrer-policy"] == "no-referrer"
    assert found.headers["x-content-type-options"] == "nosniff"
    assert found.headers["cache-control"] == "no-store"
    assert re.findall(r"<script[^>]*>(.*?)</script>", found.body, re.DOTALL) == [str(slides.script())]


def test_a_taken_port_is_said_before_anything_is_shared():
    with sharing.listening("127.0.0.1", 0) as first:
        first.listen()
        with pytest.raises(BadInput, match="Name another port"), sharing.listening("127.0.0.1", first.getsockname()[1]):
            pass


def test_the_link_is_known_while_it_runs_and_forgotten_afterwards():
    assert sharing.running() is None
    with sharing.announced("http://127.0.0.1:8600/x/", 2):
        assert sharing.running() == sharing.Shared("http://127.0.0.1:8600/x/", 2, os.getpid())
        assert (home() / "share.json").stat().st_mode & 0o077 == 0
    assert sharing.running() is None
    assert not (home() / "share.json").exists()


@pytest.mark.parametrize("said", ["", "[]", "{}", '{"link": 1}', '{"link": "http://x", "maps": 1, "process": 999999999}',
                                  '{"link": "javascript:alert(1)", "maps": 1, "process": OURS}'])
def test_what_a_dead_process_or_another_hand_left_is_ignored(said):
    home().mkdir(exist_ok=True)
    (home() / "share.json").write_text(said.replace("OURS", str(os.getpid())))
    assert sharing.running() is None


def test_the_address_is_found_without_sending_anything(monkeypatch):
    assert re.fullmatch(r"\d+\.\d+\.\d+\.\d+", sharing.here())
    sent: list[object] = []
    monkeypatch.setattr(socket.socket, "connect", lambda *_: (_ for _ in ()).throw(OSError("no network")))
    monkeypatch.setattr(socket.socket, "send", lambda *args: sent.append(args))
    assert sharing.here() == "127.0.0.1"
    assert sent == []
    assert sharing.address("0.0.0.0", 8600, "t") == "http://127.0.0.1:8600/t/"
    assert sharing.address("10.0.0.7", 8600, "t") == "http://10.0.0.7:8600/t/"


def test_the_qr_code_is_a_picture_and_a_text_of_the_same_size():
    link = sharing.address("127.0.0.1", 8600, TOKEN)
    assert sharing.qr_picture(link).startswith("data:image/png;base64,")
    lines = sharing.qr_text(link).split("\n")
    assert {len(line) for line in lines} <= {2 * len(lines), 2 * len(lines) - 1}
    assert set("".join(lines)) <= set("█▀▄ ")


def test_every_map_of_the_workspace_is_drawn_once():
    with pytest.raises(BadInput, match="no map to share yet"):
        drawn_pages()
    home().mkdir(exist_ok=True)
    make(home() / "demo.duckdb", customers=300)
    (name,) = pages = drawn_pages()
    assert name == "Demo shop"
    assert "Where do customers struggle?" in pages[name]
    assert str(slides.script()) in pages[name]
    assert list(drawn_pages(journey="Demo shop")) == ["Demo shop"]
    with pytest.raises(BadInput, match="no map 'Another'"):
        drawn_pages(journey="Another")


def test_maps_that_people_made_are_shared_with_and_without_data():
    from cjm_core.authored import history
    from cjm_core.authored.model import Journey, PlannedStage, PlannedTouchpoint
    from cjm_core.dataset import Dataset
    from cjm_core.workspace import Workspace

    home().mkdir(exist_ok=True)
    make(home() / "demo.duckdb", customers=300)
    workspace = Workspace.open(home() / "workspace.sqlite")
    stage = PlannedStage("s", "Come in", (PlannedTouchpoint("+door", "The door"),))
    history.start(workspace, Journey("a", "By hand", stages=(stage,)))
    history.start(workspace, Journey("b", "The shop", dataset=Dataset.open(home() / "demo.duckdb").info["id"]))
    assert sorted(drawn_pages()) == ["By hand", "The shop"]
    assert "The door" in drawn_pages()["By hand"]


def test_the_command_prints_the_link_and_the_code_and_cleans_up(monkeypatch):
    home().mkdir(exist_ok=True)
    make(home() / "demo.duckdb", customers=300)
    seen: list[object] = []
    monkeypatch.setattr(uvicorn.Server, "run", lambda _self, sockets: seen.append(json.loads((home() / "share.json").read_text())))
    said = CliRunner().invoke(share, ["--host", "127.0.0.1", "--port", str(_free())], catch_exceptions=False)
    assert "Comments of customers" in said.output
    assert (said.exit_code, seen[0]["link"] in said.output, "█" in said.output) == (0, True, True)
    assert not (home() / "share.json").exists()


def _free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
