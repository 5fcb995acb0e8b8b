"""One concept, one name; and nothing in the project that is true on one machine only."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.guards import CODE, PROJECT, ROOT, TEXT, files, plant, trees

EMPTY_WORDS = {"util", "utils", "helper", "helpers", "manager", "managers"}
OTHER_WORDS_FOR_CUSTOMER = {"user", "users", "visitor", "visitors"}
EMPTY_VERBS = ("get_", "process_")
MACHINE_PATH = re.compile(r"(?<![\w.~-])/(?:work|home|root|tmp|Users|farm|opt|private)/\w|\b[A-Z]:\\+Users")
TOP_LEVEL = {
    "app.py", "pages", "cjm_core", "data", "tests", "requirements.txt", ".streamlit", "README.md", "Makefile", "pyproject.toml",
    "requirements-dev.txt", "docs", "benchmarks", ".ci", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", ".gitignore",
}  # fmt: skip


def poor_names(root: Path) -> list[str]:
    """Names that we give (files, functions, classes, arguments, variables) and that say nothing, or say customer in another word."""
    found = []
    for path, tree in trees(root, CODE):
        given = [(1, part) for part in path.with_suffix("").parts] + list(_given(tree))
        found += [f"{path}:{line}: {name}" for line, name in given if _is_poor(name)]
    return found


def _given(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.lineno, node.name
            case ast.arg():
                yield node.lineno, node.arg
            case ast.Name(ctx=ast.Store()):
                yield node.lineno, node.id


def _is_poor(name: str) -> bool:
    words = set(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().split("_"))
    return bool(words & (EMPTY_WORDS | OTHER_WORDS_FOR_CUSTOMER)) or name.lstrip("_").startswith(EMPTY_VERBS)


def machine_paths(root: Path) -> list[str]:
    """Places where a path of somebody's machine stands in the project."""
    return [
        f"{path.relative_to(root)}:{number}: {line.strip()[:80]}"
        for path in files(root, PROJECT, TEXT)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if MACHINE_PATH.search(line)
    ]


def test_names_say_something() -> None:
    assert poor_names(ROOT) == []


def test_no_path_of_a_machine() -> None:
    assert machine_paths(ROOT) == []


def test_nothing_new_at_the_top_level() -> None:
    git = shutil.which("git")
    if not git or not (ROOT / ".git").exists():
        pytest.skip("only a clone knows which files belong to the project")
    listed = subprocess.run(
        [git, "-c", f"safe.directory={ROOT}", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert {line.split("/")[0].strip('"') for line in listed.splitlines()} <= TOP_LEVEL


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("cjm_core/utils.py", ""),
        ("cjm_core/a.py", "def get_rows(): ..."),
        ("cjm_core/a.py", "def _process_rows(): ..."),
        ("cjm_core/a.py", "class CacheManager: ..."),
        ("cjm_core/a.py", "def f(user_id): ..."),
        ("pages/a.py", "visitors = 3"),
        ("tests/a.py", "class userId: ..."),
    ],
)
def test_a_poor_name_is_seen(tmp_path: Path, path: str, text: str) -> None:
    assert len(poor_names(plant(tmp_path, path, text))) == 1


def test_names_of_others_and_plain_words_pass(tmp_path: Path) -> None:
    text = "import getpass\nwho = getpass.getuser()\nx = {}.get('user_id')\ntarget_rows = processed = 1\n"
    assert poor_names(plant(tmp_path, "cjm_core/a.py", text)) == []


@pytest.mark.parametrize("folder", ["home", "Users", "tmp", "opt"])
def test_a_machine_path_is_seen(tmp_path: Path, folder: str) -> None:
    plant(tmp_path, "README.md", f"Look into `/{folder}/anna/data`.\nSee ../shared/data and https://example.org/home/x.\n")
    assert [fault.split(":")[1] for fault in machine_paths(tmp_path)] == ["1"]
