"""Nothing leaves the machine: no asset from elsewhere in what we send to the browser, no network library in what we run.
The browser tests watch the requests themselves; this names the line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.guards import PRODUCT, ROOT, TEXT, files, imports, plant, trees

ELSEWHERE = r"""["'(\s]*(?:https?:)?//[\w{]"""
ASSET = re.compile(
    rf"\b(?:src|srcset|poster|action|data)\s*={ELSEWHERE}|<link\b[^>]*href\s*={ELSEWHERE}|@import\b{ELSEWHERE}|\burl\({ELSEWHERE}"
    rf"|\bfetch\({ELSEWHERE}|\bimport\({ELSEWHERE}",
    re.IGNORECASE,
)
# Serving shared maps in the room asks the machine for its own address; nothing is sent anywhere.
SERVING = {("cjm_core/sharing.py", "socket")}
NETWORK = {"requests", "urllib3", "httpx", "aiohttp", "socket", "ftplib", "smtplib", "urllib.request", "http.client"}
# Calls that make DuckDB fetch something; extensions are not in its wheel.
EXTENSIONS = re.compile(r"\b(?:INSTALL|LOAD)\s+(?:httpfs|excel|postgres|sqlite|spatial|icu|json)\b", re.IGNORECASE)


def assets_from_elsewhere(root: Path) -> list[str]:
    return [
        f"{path.relative_to(root)}:{number}"
        for path in files(root, (*PRODUCT, ".streamlit"), TEXT)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if ASSET.search(line) or EXTENSIONS.search(line)
    ]


def network_imports(root: Path) -> list[str]:
    return [
        f"{path}:{line}: {name}"
        for path, tree in trees(root, PRODUCT)
        for line, name in imports(path, tree)
        if any(name == library or name.startswith(library + ".") for library in NETWORK) and (str(path), name) not in SERVING
    ]


def test_no_asset_from_elsewhere() -> None:
    assert assets_from_elsewhere(ROOT) == []


def test_no_network_library() -> None:
    assert network_imports(ROOT) == []


@pytest.mark.parametrize(
    "line",
    [
        "<script src='https://cdn.example.org/x.js'></script>",
        '<img src="//example.org/pixel.gif">',
        '<link rel="stylesheet" href="https://fonts.example.org/css2">',
        "@import url(https://example.org/a.css);",
        "body { background: url('http://example.org/a.png') }",
        "con.execute('INSTALL httpfs')",
    ],
)
def test_an_asset_from_elsewhere_is_seen(tmp_path: Path, line: str) -> None:
    assert assets_from_elsewhere(plant(tmp_path, "pages/a.html", line)) == ["pages/a.html:1"]


def test_links_and_name_spaces_pass(tmp_path: Path) -> None:
    line = '<svg xmlns="http://www.w3.org/2000/svg"><a href="https://example.org">source</a><img src="data:image/png;base64,AA">'
    assert assets_from_elsewhere(plant(tmp_path, "cjm_core/a.html", line)) == []


def test_a_network_library_is_seen(tmp_path: Path) -> None:
    plant(tmp_path, "cjm_core/a.py", "import urllib.parse\nfrom urllib.request import urlopen\nimport requests")
    assert network_imports(tmp_path) == ["cjm_core/a.py:2: urllib.request.urlopen", "cjm_core/a.py:3: requests"]
