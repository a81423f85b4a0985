"""Hold the notebooks to their law: one question, thin, executed in order, every quoted number asserted."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
MAX_CELLS, MAX_LINES, MIN_OUTPUT_SHARE = 20, 10, 0.8
QUESTIONS = 11


def _cells(path: Path) -> list[dict[str, Any]]:
    cells: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return cells


def _code(path: Path) -> list[dict[str, Any]]:
    return [cell for cell in _cells(path) if cell["cell_type"] == "code"]


def _source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def _is_only_naming(source: str) -> bool:
    """Tell cells that show nothing by their nature: imports, parameters, assertions, plain assignments."""
    return all(
        isinstance(node, (ast.Import, ast.ImportFrom, ast.Assign, ast.Assert))
        for node in ast.parse(source).body
    )


every = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def test_there_is_one_notebook_for_every_question() -> None:
    numbers = [path.name[:2] for path in NOTEBOOKS]
    assert len(numbers) == len(set(numbers)) >= QUESTIONS


@every
def test_notebook_begins_with_question_abstract_answer_data_and_limits(path: Path) -> None:
    first = _cells(path)[0]
    assert first["cell_type"] == "markdown"
    text = _source(first)
    assert text.split("\n")[0].startswith("# ")
    assert text.split("\n")[0].rstrip().endswith(("?", ")"))
    for part in ("**中文摘要**", "**Answer.**", "**Data.**", "**Not claimed.**"):
        assert part in text, f"the first cell lacks {part}"


@every
def test_quoted_checksums_are_those_of_the_files(path: Path) -> None:
    quoted = re.findall(r"`(corpus/[\w/.]+)` \(sha256 begins `(\w+)`\)", _source(_cells(path)[0]))
    for name, digest in quoted:
        now = hashlib.sha256((ROOT / name).read_bytes()).hexdigest()[: len(digest)]
        assert now == digest, (
            f"{name} has changed: in {path.name} replace {digest} by {now}, then make notebooks"
        )


@every
def test_second_cell_only_imports(path: Path) -> None:
    cell = _cells(path)[1]
    assert cell["cell_type"] == "code"
    for node in ast.parse(_source(cell)).body:
        is_seed = isinstance(node, ast.Assign) and "rng" in ast.unparse(node)
        assert isinstance(node, (ast.Import, ast.ImportFrom)) or is_seed, ast.unparse(node)
    later = [ast.parse(_source(c)) for c in _code(path)[1:]]
    assert not [n for tree in later for n in ast.walk(tree) if isinstance(n, (ast.Import, ast.ImportFrom))]


@every
def test_notebook_is_thin(path: Path) -> None:
    code = _code(path)
    assert len(code) <= MAX_CELLS
    heavy = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.For, ast.While, ast.Try, ast.Lambda)
    for cell in code:
        source = _source(cell)
        assert len([line for line in source.split("\n") if line.strip()]) <= MAX_LINES, source
        found = [n for n in ast.walk(ast.parse(source)) if isinstance(n, heavy)]
        # One short lambda inside a pandas call reads better than a detour; everything else is a missing function.
        assert all(isinstance(n, ast.Lambda) for n in found), source
        assert len(found) <= 1, source


@every
def test_notebook_was_executed_in_order_with_outputs(path: Path) -> None:
    code = _code(path)
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    shows = [cell for cell in code if not _is_only_naming(_source(cell))]
    silent = [_source(cell) for cell in shows if not cell["outputs"]]
    assert 1 - len(silent) / len(shows) >= MIN_OUTPUT_SHARE, silent


@every
def test_cells_that_draw_hold_a_picture(path: Path) -> None:
    # Executed with MPLBACKEND=agg a notebook loses its pictures, and there is nothing left to compare.
    drawing = [cell for cell in _code(path)[1:] if re.search(r"\bdraw_\w+\(.*\bax=", _source(cell))]
    for cell in drawing:
        assert any("image/png" in output["data"] for output in cell["outputs"]), _source(cell)


@every
def test_outputs_hold_no_error_warning_path_or_address(path: Path) -> None:
    for cell in _code(path):
        for output in cell["outputs"]:
            assert output["output_type"] in ("execute_result", "display_data"), output
            text = json.dumps(
                {k: v for k, v in output["data"].items() if not k.startswith("image/")}, ensure_ascii=False
            )
            assert not re.search(r"0x[0-9a-f]{6,}|/(?:home|tmp|root|work|Users)/", text), text[:300]


@every
def test_last_cell_asserts(path: Path) -> None:
    last = _cells(path)[-1]
    assert last["cell_type"] == "code"
    asserted = [n for n in ast.parse(_source(last)).body if isinstance(n, ast.Assert)]
    assert len(asserted) >= 3
    # `assert True` or an assertion of constants could not fail.
    assert all(any(isinstance(part, ast.Name) for part in ast.walk(node.test)) for node in asserted)


@every
def test_input_is_one_cell_with_the_tag_parameters(path: Path) -> None:
    tagged = [c for c in _code(path) if "parameters" in c["metadata"].get("tags", ())]
    assert len(tagged) == 1


def _nbval(path: Path) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if k not in ("MPLBACKEND", "PYTEST_ADDOPTS")}
    command = [sys.executable, "-m", "pytest", "-q", "-o", "addopts=", "--nbval", "--nbval-current-env"]
    settings = [
        "--nbval-sanitize-with",
        str(ROOT / "tests/nbval.cfg"),
        "-p",
        "no:doctest",
        "-p",
        "no:cacheprovider",
    ]
    return subprocess.run(
        [*command, *settings, "--rootdir", str(path.parent), str(path)],
        capture_output=True, text=True, cwd=path.parent, env=environment | {"PYTHONHASHSEED": "0"}, check=False,
    )  # fmt: skip


def test_changed_number_in_an_output_makes_the_comparison_fail(tmp_path: Path) -> None:
    source = next(path for path in NOTEBOOKS if path.name.startswith("03_"))
    copy = tmp_path / source.name
    notebook = json.loads(source.read_text(encoding="utf-8"))
    copy.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")
    unchanged = _nbval(copy)
    assert unchanged.returncode == 0, unchanged.stdout[-2000:]
    cell = next(
        cell
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
        and cell["outputs"]
        and re.search(r"\d", "".join(cell["outputs"][0]["data"]["text/plain"]))
    )
    said = "".join(cell["outputs"][0]["data"]["text/plain"])
    cell["outputs"][0]["data"]["text/plain"] = [
        re.sub(r"\d", lambda m: str((int(m.group()) + 1) % 10), said, count=1)
    ]
    copy.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")
    changed = _nbval(copy)
    assert changed.returncode == 1, changed.stdout[-2000:]
    assert "mismatch" in changed.stdout
