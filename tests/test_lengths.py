"""Files, screens and functions stay short enough to read in one go."""

from __future__ import annotations

import ast
from pathlib import Path
from statistics import median

from tests.guards import CODE, PRODUCT, ROOT, files, plant, trees

FILE, SCREEN, SHARED = 300, 80, 150  # lines; what the screens share is no screen
BODY, MEDIAN_BODY = 60, 10  # lines of a function without its docstring and its SQL
SQL = ("SELECT ", "CREATE ", "INSERT ", "UPDATE ", "ALTER ", "COPY ", "FROM ")


def long_files(root: Path) -> list[str]:
    found = []
    for path in files(root, CODE, {".py"}):
        name, lines = path.relative_to(root), len(path.read_text(encoding="utf-8").splitlines())
        allowed = FILE if name.parts[0] != "pages" else SHARED if name.parts[1] == "shared" else SCREEN
        if lines > allowed:
            found.append(f"{name}: {lines} lines, {allowed} allowed")
    return found


def bodies(root: Path, parts: tuple[str, ...]) -> dict[str, int]:
    """`file:line name` of every function, and the lines of its body without docstring and SQL."""
    return {
        f"{path}:{node.lineno} {node.name}": body_lines(node)
        for path, tree in trees(root, parts)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    if not body:
        return 0
    lines = set(range(body[0].lineno, (body[-1].end_lineno or 0) + 1))
    for node in (inner for statement in body for inner in ast.walk(statement)):
        if isinstance(node, ast.Constant | ast.JoinedStr) and _is_sql(node):
            lines -= set(range(node.lineno + 1, (node.end_lineno or 0) + 1))  # its first line is the statement's own
    return len(lines)


def _is_sql(node: ast.Constant | ast.JoinedStr) -> bool:
    pieces = node.values if isinstance(node, ast.JoinedStr) else [node]
    text = " ".join(str(piece.value) for piece in pieces if isinstance(piece, ast.Constant)).replace("\n", " ")
    return any(word in text for word in SQL)


def test_files_are_short() -> None:
    assert long_files(ROOT) == []


def test_functions_are_short() -> None:
    assert {name: lines for name, lines in bodies(ROOT, CODE).items() if lines > BODY} == {}
    assert median(bodies(ROOT, PRODUCT).values()) <= MEDIAN_BODY


def test_long_files_are_seen(tmp_path: Path) -> None:
    plant(tmp_path, "cjm_core/fits.py", "x = 1\n" * 300)
    plant(tmp_path, "cjm_core/long.py", "x = 1\n" * 301)
    plant(tmp_path, "pages/journey/long.py", "x = 1\n" * 81)
    assert long_files(tmp_path) == ["cjm_core/long.py: 301 lines, 300 allowed", "pages/journey/long.py: 81 lines, 80 allowed"]


def test_the_body_is_counted_without_docstring_and_sql(tmp_path: Path) -> None:
    function = 'def f():\n    """One\n\n    two."""\n    x = 1\n    return f"""SELECT {x}\n    FROM\n    t"""\n'
    assert list(bodies(plant(tmp_path, "cjm_core/a.py", function), PRODUCT).values()) == [2]


def test_a_long_function_is_seen(tmp_path: Path) -> None:
    plant(tmp_path, "cjm_core/a.py", "def f():\n" + "    x = 1\n" * 61)
    assert bodies(tmp_path, PRODUCT) == {"cjm_core/a.py:1 f": 61}
