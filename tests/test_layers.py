"""Arrows point down only (docs/architecture.md). Read from the imports, so a layer cannot be skipped by accident."""

from __future__ import annotations

import ast
import sys
import tomllib
from pathlib import Path

import pytest

from tests.guards import PRODUCT, ROOT, imports, plant, trees

# Top to bottom. A row may import rows below it; parts of one row may not import each other. `pages.*` is any section of the screens.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("app",),
    ("pages.router",),
    ("pages.*",),
    ("pages.shared",),
    ("cjm_core.__main__",),
    ("cjm_core.command_line",),
    ("cjm_core.sharing",),
    ("cjm_core.takeaway",),
    ("cjm_core.charts",),
    ("cjm_core.journey_map", "cjm_core.scoreboard", "cjm_core.timeline", "cjm_core.experiments", "cjm_core.definitions",
     "cjm_core.quality"),
    ("cjm_core.metrics", "cjm_core.journeys"),
    ("cjm_core.trends", "cjm_core.compare", "cjm_core.improve", "cjm_core.voice"),
    ("cjm_core.estimate",),
    ("cjm_core.demo",),
    ("cjm_core.keeping",),
    ("cjm_core.ingest",),
    ("cjm_core.understanding",),
    ("cjm_core.reading",),
    ("cjm_core.privacy",),
    ("cjm_core.periods",),
    ("cjm_core.dataset",),
    ("cjm_core.authored",),
    ("cjm_core.written",),
    ("cjm_core.workspace",),
    # plain values: they may use each other
    ("cjm_core.calendar", "cjm_core.errors", "cjm_core.faults", "cjm_core.format", "cjm_core.home",
     "cjm_core.look", "cjm_core.plan", "cjm_core.result", "cjm_core.schema", "cjm_core.scope", "cjm_core.settings", "cjm_core.small_cells"),
    ("cjm_core",),
)
PLAIN = len(LAYERS) - 2

# Who may import a library that belongs to one layer.
OWNERS = {
    "streamlit": ("app", "pages"),
    "starlette": ("app", "cjm_core.sharing"),
    "uvicorn": ("cjm_core.sharing",),
    "segno": ("cjm_core.sharing",),
    "pptx": ("cjm_core.takeaway",),
    "altair": ("cjm_core.charts",),
    "vl_convert": ("cjm_core.takeaway",),
    "click": ("cjm_core.command_line", "cjm_core.__main__"),
    "duckdb": ("cjm_core.dataset", "cjm_core.ingest", "cjm_core.keeping"),
    "sqlite3": ("cjm_core.workspace",),
    "python_calamine": ("cjm_core.reading",),
}
# What a part must make do with, beside the standard library and the plain values.
KEEPS_TO = {"cjm_core.estimate": {"numpy", "scipy"}}
DISTRIBUTION_OF = {"python_calamine": "python-calamine", "dateutil": "python-dateutil", "vl_convert": "vl-convert-python", "pptx": "python-pptx"}


def part_of(name: str) -> str | None:
    """The part of the house a dotted name belongs to; None for a library, `?` for one of ours without a place in LAYERS."""
    words = name.split(".")
    if words[0] == "pages":
        return "pages" if len(words) == 1 else f"pages.{words[1]}"
    if words[0] != "cjm_core":
        return "app" if name == "app" else None
    part = ".".join(words[:2])
    return part if any(part in row for row in LAYERS) else "?" if len(words) > 2 else "cjm_core"


def row_of(part: str) -> int:
    wanted = "pages.*" if part.startswith("pages.") and part not in ("pages.router", "pages.shared") else part
    return next((number for number, row in enumerate(LAYERS) if wanted in row), len(LAYERS))


def faults(root: Path) -> list[str]:
    """Every import that points up or sideways, or that takes a library that belongs to another layer."""
    found = []
    for path, tree in trees(root, PRODUCT):
        module = ".".join(path.with_suffix("").parts).removesuffix(".__init__")
        part = part_of(module)
        if part is None or part == "?" or (part == "cjm_core" and module != "cjm_core"):
            found.append(f"{path}: {module} has no place in LAYERS")
            continue
        found += [f"{path}:{line}: {fault}" for line, name in imports(path, tree) if (fault := _fault(part, name))]
    return found


def _fault(part: str, name: str) -> str | None:
    library, target = name.split(".")[0], part_of(name)
    if target is None:
        if library in KEEPS_TO.get(part, {library}) | sys.stdlib_module_names and _owns(part, library):
            return None
        return f"{part} may not import {library}"
    if target == part or target == "pages":
        return None
    above, below = row_of(part), row_of(target)
    if (above < below and not (part in KEEPS_TO and below < PLAIN)) or above == below == PLAIN:
        return None
    return f"{part} may not import {target}"


def _owns(part: str, library: str) -> bool:
    owners = OWNERS.get(library)
    return owners is None or any(part == owner or part.startswith(owner + ".") for owner in owners)


def undeclared(root: Path) -> set[str]:
    """Libraries that the product imports and pyproject.toml does not list: they would vanish when another library drops them."""
    listed = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    declared = {line.split("==")[0].strip().lower() for line in listed}
    libraries = {name.split(".")[0] for path, tree in trees(root, PRODUCT) for _, name in imports(path, tree) if part_of(name) is None}
    return {name for name in libraries - sys.stdlib_module_names if DISTRIBUTION_OF.get(name, name).lower() not in declared}


def stray_screens(root: Path) -> list[str]:
    """Screens that lie directly in pages/: Streamlit would run them without the router on a cold deep link."""
    return [path.name for path in (root / "pages").glob("*.py") if path.name not in ("router.py", "__init__.py")]


def test_arrows_point_down_only() -> None:
    assert faults(ROOT) == []


def test_every_library_is_declared() -> None:
    assert undeclared(ROOT) == set()


def test_screens_lie_in_their_section() -> None:
    assert stray_screens(ROOT) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("cjm_core/format.py", "import streamlit as st"),
        ("cjm_core/dataset.py", "from cjm_core.ingest import build"),
        ("cjm_core/metrics/nps.py", "def f():\n    from ..charts import shape"),
        ("cjm_core/metrics/nps.py", "from cjm_core import journeys"),
        ("cjm_core/metrics/nps.py", "import duckdb"),
        ("cjm_core/journey_map/html.py", "import cjm_core.scoreboard.model"),
        ("cjm_core/estimate.py", "import pandas"),
        ("cjm_core/estimate.py", "from cjm_core.dataset import Dataset"),
        ("cjm_core/charts/shape.py", "import pages.shared.show"),
        ("cjm_core/left_over.py", "x = 1"),
        ("pages/shared/show.py", "from pages import journey"),
        ("pages/journey/map.py", "from pages.measure.overview import x"),
    ],
)
def test_a_wrong_import_is_seen(tmp_path: Path, path: str, text: str) -> None:
    ast.parse(text)
    assert len(faults(plant(tmp_path, path, text))) == 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("cjm_core/dataset.py", "import duckdb\nfrom cjm_core.scope import Scope\nfrom cjm_core import errors"),
        ("cjm_core/estimate.py", "import math\nimport numpy as np\nfrom scipy.stats import beta\nfrom cjm_core.result import Estimate"),
        ("cjm_core/journey_map/html.py", "from .model import Cell\nfrom cjm_core.metrics import measure"),
        ("pages/journey/map.py", "import streamlit\nfrom pages.shared import show\nfrom pages.journey import _part\nimport cjm_core"),
    ],
)
def test_a_right_import_passes(tmp_path: Path, path: str, text: str) -> None:
    assert faults(plant(tmp_path, path, text)) == []


def test_an_undeclared_library_is_seen(tmp_path: Path) -> None:
    plant(tmp_path, "pyproject.toml", '[project]\ndependencies = ["pandas==3.1.1", "python-calamine"]')
    plant(tmp_path, "cjm_core/ingest/read.py", "import json\nimport pandas\nimport python_calamine\nimport markupsafe")
    assert undeclared(tmp_path) == {"markupsafe"}


def test_a_stray_screen_is_seen(tmp_path: Path) -> None:
    plant(tmp_path, "pages/router.py", "")
    assert stray_screens(plant(tmp_path, "pages/map.py", "")) == ["map.py"]
