"""The house stands: floors, no cycles, no printing below the command line, no banned names, light import."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "textmine"
FLOORS: dict[str, float] = {
    "errors": 0, "formulas": 0.1, "garbage": 0.1, "schema": 0.1, "resources": 0.1, "taxonomy": 0.2,  # one floor, in order
    "text": 1,
    "reading": 2, "writing": 2,
    "classify": 3, "mining": 3,
    "news": 4,
    "governance": 5,
    "batch": 6,
    "figures": 7,
    "report": 8,
    "cli": 9,
}  # fmt: skip
# The doors of one floor: what is written is tested by reading it, and complaints are read with document_text.
SIBLINGS = {("writing", "reading")}
BANNED = {"utils", "helpers", "common", "base", "core", "tools", "misc"}
MAX_LINES = 480  # the aim is 300; nothing may grow far beyond it


def modules() -> list[Path]:
    return sorted(p for p in PACKAGE.rglob("*.py") if p.name not in ("__main__.py",))


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports_of(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return [name for name in found if name.startswith("textmine.")]


def test_every_room_has_a_floor() -> None:
    assert {room(p) for p in modules()} - {"__init__"} <= set(FLOORS)


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_go_downward_only(path: Path) -> None:
    own = room(path)
    if own == "__init__":
        return
    for name in imports_of(path):
        other = name.split(".")[1]
        if other in ("__version__", own):
            continue
        assert FLOORS[other] < FLOORS[own] or (own, other) in SIBLINGS, (
            f"{path} imports {name}: not a lower floor"
        )


def test_no_cycles_between_modules() -> None:
    names = {".".join(("textmine", *p.relative_to(PACKAGE).with_suffix("").parts)): p for p in modules()}
    top_level: dict[str, set[str]] = {}
    for name, path in names.items():
        body = ast.parse(path.read_text(encoding="utf-8")).body
        wanted: set[str] = set()
        for node in body:
            if isinstance(node, ast.ImportFrom) and node.module:
                wanted |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        top_level[name] = {w for w in wanted if w in names and w != name}
    state: dict[str, int] = {}

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert state.get(name) != 1, f"cycle: {' -> '.join((*trail, name))}"
        if state.get(name) == 2:
            return
        state[name] = 1
        for other in sorted(top_level[name]):
            visit(other, (*trail, name))
        state[name] = 2

    for name in names:
        visit(name, ())


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_modules_keep_the_rules(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert path.stem not in BANNED
    assert len(source.splitlines()) <= MAX_LINES, (
        f"{path.name} has {len(source.splitlines())} lines: split it"
    )
    tree = ast.parse(source)
    assert ast.get_docstring(tree), "a module says why it exists"
    if room(path) == "cli":
        return
    calls = [n.func.id for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]
    assert "print" not in calls, f"{path} prints"


def test_public_functions_are_documented() -> None:
    missing = []
    for path in modules():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        public: set[str] = set()
        for node in tree.body:
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
                public = {c.value for c in ast.walk(node.value) if isinstance(c, ast.Constant)}
        for node in tree.body:
            if (
                isinstance(node, ast.FunctionDef | ast.ClassDef)
                and node.name in public
                and not ast.get_docstring(node)
            ):
                missing.append(f"{path.name}:{node.name}")
    assert not missing


def test_import_is_light() -> None:
    code = "import sys, textmine; print(*sorted({'pandas', 'jieba', 'sklearn', 'matplotlib', 'numpy', 'numba'} & set(sys.modules)))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == ""


def test_every_public_name_exists() -> None:
    import textmine

    for name in textmine.__all__:
        assert getattr(textmine, name) is not None
    with pytest.raises(AttributeError, match="public names"):
        _ = textmine.no_such_name
