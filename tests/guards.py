"""What the guard tests look at: the project's own files, as text and as syntax trees. Every guard takes a root folder, so that
its own test can plant a violation in a temporary one and see it go red."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PRODUCT = ("app.py", "pages", "cjm_core")
CODE = (*PRODUCT, "tests", "benchmarks")
PAPERS = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "data/README.md", "docs")
PROJECT = (*CODE, *PAPERS, ".ci", ".streamlit", ".gitignore", "Makefile", "pyproject.toml", "requirements.txt", "requirements-dev.txt")
TEXT = {"", ".py", ".md", ".toml", ".txt", ".html", ".css", ".js", ".j2", ".json", ".csv", ".svg"}


def files(root: Path, parts: tuple[str, ...], endings: set[str]) -> list[Path]:
    """Every file of these parts of the project with one of these endings, sorted; parts that do not exist are passed over."""
    found = [path for part in parts for path in ((root / part).rglob("*") if (root / part).is_dir() else [root / part])]
    return sorted(path for path in found if path.is_file() and path.suffix in endings and "__pycache__" not in path.parts)


def trees(root: Path, parts: tuple[str, ...]) -> Iterator[tuple[Path, ast.Module]]:
    """Path below the root, and syntax tree, of every Python file of these parts."""
    for path in files(root, parts, {".py"}):
        yield path.relative_to(root), ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path, tree: ast.Module) -> list[tuple[int, str]]:
    """(line, full dotted name) of every import in a file, wherever it stands; `from a import b` gives `a.b`."""
    package = path.parts[:-1]
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join((*above, *([node.module] if node.module else [])))
            found += [(node.lineno, f"{base}.{alias.name}") for alias in node.names]
    return found


def plant(root: Path, path: str, text: str) -> Path:
    """Write a file of a make-believe project; returns its root."""
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")
    return root
