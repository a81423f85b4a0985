"""Count how many seeded changes the comparison of notebooks catches.

    python benchmarks/bench_notebook_mutation.py                  50 changes, seed 0, saved in benchmarks/results
    python benchmarks/bench_notebook_mutation.py --n 10 --seed 3  fewer, others; nothing is saved

Each change is made in a scratch copy of the repository and goes through ``pytest --nbval`` as in ``make test``; it is
caught when a cell then fails. Four kinds, in turn:

digit       a digit of a stored output is raised by one
removed     the stored outputs of a cell are removed (a test of the notebooks' law forbids that without running them)
input       a number in a notebook's code is changed
constant    a named number of the package is doubled (a whole number below 4: raised by one)

A constant counts when a notebook calls a function that reads it: a run under ``sys.setprofile`` finds out. Left out are
those that only say how a thing is drawn or how much is done at once (``NOT_RESULTS``): no number depends on them.
A changed constant is tried on the quickest notebooks that read it, at most three: ``make test`` runs them all.
"""

from __future__ import annotations

import argparse
import ast
import copy
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[1]
KINDS = ("digit", "constant", "removed", "constant", "input")
MIN_CAUGHT, MIN_COMPARED = 0.95, 0.80
MOST_TRIED = 3
NUMBER = re.compile(r"(?<![\w.\"'])\d+(?:\.\d+)?(?![\w\"'])")
NOT_RESULTS = re.compile(
    r"CHUNK|BATCH|CACHE|BLOCK|BUFFER|BYTES|TOLERANCE|MAX_ITER|WORKERS|ROWS_A|WIDTH|VERSION"
)
DRAWING = ("figures", "report", "cli", "writing")

RECORDER = """
import json, sys, os
os.environ["MPLBACKEND"] = "agg"
seen = set()
def look(frame, event, _):
    if event == "call":
        name = frame.f_code.co_filename
        at = name.find("/textmine/")
        if at >= 0 and "site-packages" not in name:
            seen.update((name[at + 10:], word) for word in frame.f_code.co_names if word.isupper() or word.lstrip("_").isupper())
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
notebook = json.load(open(sys.argv[1], encoding="utf-8"))
cells = [c for c in notebook["cells"] if c["cell_type"] == "code"]
sys.setprofile(look)
for cell in cells:
    shell.run_cell("".join(cell["source"]), silent=True)
sys.setprofile(None)
json.dump(sorted(seen), open(sys.argv[2], "w"))
"""


@dataclass(frozen=True)
class Outcome:
    """Say what was changed and whether that was caught."""

    kind: str
    where: str
    what: str
    is_caught: bool
    notebooks: tuple[str, ...]


def code_cells(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    """List the code cells."""
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def said(cell: dict[str, Any]) -> str:
    """Return the plain text of a cell's first output."""
    return "".join(cell["outputs"][0].get("data", {}).get("text/plain", "")) if cell["outputs"] else ""


def is_compared(cell: dict[str, Any]) -> bool:
    """Tell whether a cell's output tells something that is compared: text, or a figure's data in words."""
    text = said(cell)
    return bool(text) and not re.fullmatch(r"<Figure size .*>|<.* object.*>", text.strip())


def raise_digit(cell: dict[str, Any], rng: np.random.Generator) -> str:
    """Change one digit of the first output's text."""
    text = said(cell)
    at = int(rng.choice([m.start() for m in re.finditer(r"\d", text)]))
    cell["outputs"][0]["data"]["text/plain"] = text[:at] + str((int(text[at]) + 1) % 10) + text[at + 1 :]
    return f"{text[max(0, at - 20) : at + 20]!r}"


def change_input(cell: dict[str, Any], rng: np.random.Generator) -> str:
    """Change a number in a cell's code: what a careless edit does."""
    source = "".join(cell["source"])
    spots = list(NUMBER.finditer(source))
    spot = spots[int(rng.integers(len(spots)))]
    new = f"{float(spot.group()) * 0.5:.3g}" if "." in spot.group() else str(int(spot.group()) + 2)
    cell["source"] = source[: spot.start()] + new + source[spot.end() :]
    return f"{spot.group()} -> {new} in {source[max(0, spot.start() - 30) : spot.end()].strip()!r}"


def changed_notebook(
    notebook: dict[str, Any], kind: str, rng: np.random.Generator
) -> tuple[dict[str, Any], str]:
    """Return a changed copy and what was changed."""
    out = copy.deepcopy(notebook)
    cells = code_cells(out)
    if kind == "digit":
        cells = [c for c in cells if re.search(r"\d", said(c))]
    elif kind == "removed":
        cells = [c for c in cells if c["outputs"]]
    else:
        # Sizes of figures are looks; the last cell's bounds are wide on purpose.
        cells = [c for c in cells[1:-1] if c["outputs"] and NUMBER.search("".join(c["source"]))]
        cells = [c for c in cells if "figsize" not in "".join(c["source"])]
    cell = cells[int(rng.integers(len(cells)))]
    if kind == "digit":
        return out, raise_digit(cell, rng)
    if kind == "input":
        return out, change_input(cell, rng)
    what = "".join(cell["source"]).strip().split("\n")[-1][:60]
    cell["outputs"] = []
    return out, what


def package_constants(package: Path) -> dict[tuple[str, str], tuple[int, float]]:
    """Find named numbers of modules that compute: (module, name) to (line, value)."""
    found = {}
    for path in sorted(package.rglob("*.py")):
        module = path.relative_to(package).as_posix()
        if module.split("/")[0] in DRAWING:
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                name, value = node.targets[0].id, node.value
                is_number = isinstance(value, ast.Constant) and type(value.value) in (int, float)
                if is_number and name.isupper() and not NOT_RESULTS.search(name):
                    found[module, name] = (node.lineno, value.value)
    return found


def change_constant(package: Path, module: str, line: int, value: float) -> str:
    """Change a constant in a copy of the package."""
    path = package / module
    lines = path.read_text(encoding="utf-8").split("\n")
    new = value + 1 if isinstance(value, int) and abs(value) < 4 else value * 2
    before = lines[line - 1]
    lines[line - 1] = re.sub(r"=\s*[-\d._e]+", f"= {new!r}", before, count=1)
    assert lines[line - 1] != before, before
    path.write_text("\n".join(lines), encoding="utf-8")
    return f"{before.split('#')[0].strip()} -> {new!r}"


class Copy:
    """Hold a scratch copy of the repository in which things are broken one at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("src", "corpus", "notebooks"):
            shutil.copytree(
                ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.partial")
            )
        self.package = folder / "src" / "textmine"
        self.environment = {k: v for k, v in os.environ.items() if k not in ("MPLBACKEND", "PYTEST_ADDOPTS")}
        # The copy comes before the installed package; without stored bytecode a changed file is always read.
        self.environment |= {
            "PYTHONPATH": str(folder / "src"),
            "PYTHONHASHSEED": "0",
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def fails(self, notebook: dict[str, Any], name: str) -> bool:
        """Run pytest --nbval on a notebook and tell whether a cell fails."""
        path = self.folder / name
        path.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-x",
            "-o",
            "addopts=",
            "--nbval",
            "--nbval-current-env",
        ]
        settings = [
            "--nbval-sanitize-with",
            str(ROOT / "tests/nbval.cfg"),
            "-p",
            "no:doctest",
            "-p",
            "no:cacheprovider",
        ]
        done = subprocess.run(
            [*command, *settings, "--rootdir", str(self.folder), str(path)],
            capture_output=True, text=True, cwd=self.folder, env=self.environment, check=False,
        )  # fmt: skip
        if done.returncode not in (0, 1):
            raise RuntimeError(done.stdout[-2000:] + done.stderr[-2000:])
        return done.returncode == 1

    def constants_read(self, path: Path) -> set[tuple[str, str]]:
        """Return the (module, name) of the constants that functions called by a notebook read."""
        out = self.folder / "seen.json"
        recorder = self.folder / "recorder.py"
        recorder.write_text(RECORDER, encoding="utf-8")
        command = [sys.executable, str(recorder), str(path), str(out)]
        subprocess.run(command, cwd=self.folder, env=self.environment, check=True, capture_output=True)
        return {(module, name) for module, name in json.loads(out.read_text(encoding="utf-8"))}


def try_notebook(
    made: Copy, stored: dict[str, Any], names: list[str], kind: str, rng: np.random.Generator
) -> Outcome:
    """Change one notebook and look."""
    name = names[int(rng.integers(len(names)))]
    broken, what = changed_notebook(stored[name], kind, rng)
    return Outcome(kind, name[:2], what, made.fails(broken, name), (name[:2],))


def try_constant(
    made: Copy,
    stored: dict[str, Any],
    readers: dict[str, list[str]],
    spot: tuple[str, str],
    at: tuple[int, float],
) -> Outcome:
    """Change one constant of the package and look in the notebooks that read it."""
    module, name = spot
    path = made.package / module
    before = path.read_text(encoding="utf-8")
    what = change_constant(made.package, module, *at)
    tried = []
    try:
        for notebook in readers[f"{module}:{name}"][:MOST_TRIED]:
            tried.append(notebook[:2])
            if made.fails(stored[notebook], notebook):
                return Outcome("constant", module, what, True, tuple(tried))
    finally:
        path.write_text(before, encoding="utf-8")
    return Outcome("constant", module, what, False, tuple(tried))


def print_table(outcomes: list[Outcome], stored: dict[str, Any]) -> dict[str, Any]:
    """Print what was caught by kind, and the share of cells compared; return the numbers."""
    numbers: dict[str, Any] = {}
    print("| change | caught | of |\n|---|---|---|")
    for kind in dict.fromkeys(KINDS):
        part = [o for o in outcomes if o.kind == kind]
        numbers[kind] = [sum(o.is_caught for o in part), len(part)]
        print(f"| {kind} | {numbers[kind][0]} | {numbers[kind][1]} |")
    caught = sum(o.is_caught for o in outcomes)
    shown = [c for nb in stored.values() for c in code_cells(nb) if c["outputs"]]
    compared = sum(map(is_compared, shown))
    numbers |= {"all": [caught, len(outcomes)], "cells_with_output": len(shown), "cells_compared": compared}
    print(
        f"| all | {caught} = {caught / max(len(outcomes), 1):.0%} (aim {MIN_CAUGHT:.0%}) | {len(outcomes)} |"
    )
    print(
        f"\n{compared} of {len(shown)} cells with output compared = {compared / len(shown):.0%} (aim {MIN_COMPARED:.0%})"
    )
    return numbers


def main() -> None:
    """Make the changes, print those missed and the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--n", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default="", help="notebooks whose names begin so, separated by commas")
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    begins = tuple(options.only.split(","))
    paths = [p for p in sorted((ROOT / "notebooks").glob("*.ipynb")) if p.name.startswith(begins)]
    stored = {p.name: json.loads(p.read_text(encoding="utf-8")) for p in paths}
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory() as folder:
        made = Copy(Path(folder))
        seconds, read, sound = {}, {}, []
        for path in paths:
            start = time.perf_counter()
            if made.fails(stored[path.name], path.name):
                print(f"{path.name} fails unchanged and is left out", flush=True)
                continue
            seconds[path.name] = time.perf_counter() - start
            sound.append(path.name)
            read[path.name] = made.constants_read(path)
            print(f"{path.name}: {seconds[path.name]:.0f} s, reads {len(read[path.name])} names", flush=True)
        known = package_constants(made.package)
        quickest = sorted(sound, key=seconds.__getitem__)
        readers = {f"{m}:{n}": [nb for nb in quickest if (m, n) in read[nb]] for m, n in known}
        spots = [spot for spot in known if readers[":".join(spot)]]
        chosen = iter([spots[i] for i in rng.permutation(len(spots))])
        for at in range(options.n):
            kind = KINDS[at % len(KINDS)]
            if kind == "constant":
                spot = next(chosen)
                outcome = try_constant(made, stored, readers, spot, known[spot])
            else:
                outcome = try_notebook(made, stored, quickest, kind, rng)
            outcomes.append(outcome)
            print(
                f"{at + 1:3} {'caught' if outcome.is_caught else 'MISSED'} {kind} {outcome.where}: {outcome.what}",
                flush=True,
            )
        print(f"\n{len(spots)} constants of the package are read by notebooks")
    numbers = print_table(outcomes, stored)
    if options.n == 50 and options.seed == 0 and not options.only:
        numbers["outcomes"] = [asdict(outcome) for outcome in outcomes]
        target = ROOT / "benchmarks" / "results" / "notebook_mutation.json"
        target.write_text(json.dumps(numbers, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
