"""Fixtures every test file may use."""
from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from cjm_core.command_line import main
from cjm_core.dataset import Dataset
from tests import building


@pytest.fixture
def build_dataset(tmp_path: Path) -> Callable[..., Dataset]:
    """`build_dataset(events=[…], answers=[…], roles={…})`: a dataset of these rows (see `building.dataset`)."""
    return partial(building.dataset, tmp_path)


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
