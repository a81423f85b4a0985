"""Count how many seeded changes the notebooks, and the notebooks together with the tests, catch.

    python benchmarks/bench_notebook_mutation.py --seed 7                  50 changes, saved in benchmarks/results
    python benchmarks/bench_notebook_mutation.py --seed 7 --part stored    only those of notebooks
    python benchmarks/bench_notebook_mutation.py --seed 7 --part numbers   only those of the package
    python benchmarks/bench_notebook_mutation.py --seed 3 --n 10 --dry     fewer, others; nothing is saved

Each change is made in a scratch copy of the repository and goes through what ``make test`` runs. Four kinds:

digit       a digit of a stored output is raised by one
removed     the stored outputs of a cell are removed (a test of the notebooks' law forbids that without running them)
input       a number in a notebook's code is changed
number      a named number of the package is doubled (benchmarks/package_numbers.py says how they are drawn)

The first three are caught when a cell fails under ``pytest --nbval``. A changed number is caught by the tests when the
doc examples of its module, the tests at the limits, the findings of record or the tests of its package fail; numbers that
pass all of them are tried on the quickest notebooks that read them, at most three, and with ``--notebooks`` all are.
"""

from __future__ import annotations

import argparse
import copy
import json
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from package_numbers import Copy, Number, caught_by_tests, changed, draw, named_numbers

ROOT = Path(__file__).parents[1]
KINDS = ("digit", "removed", "input")
N_NUMBERS_SHARE = 0.4
MIN_CAUGHT, MIN_COMPARED = 0.95, 0.80
MOST_TRIED = 3
NUMBER = re.compile(r"(?<![\w.\"'])\d+(?:\.\d+)?(?![\w\"'])")
RECORDER = """
import json, sys, os
os.environ["MPLBACKEND"] = "agg"
seen = set()
def look(frame, event, _):
    if event == "call":
        name = frame.f_code.co_filename
        at = name.find("/textmine/")
        if at >= 0 and "site-packages" not in name and frame.f_code.co_name != "<module>":
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
    by: str
    in_notebooks: bool | None = None


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


def fails(made: Copy, notebook: dict[str, Any], name: str) -> bool:
    """Run pytest --nbval on a notebook in the copy and tell whether a cell fails."""
    path = made.folder / "notebooks" / name
    before = path.read_bytes()
    path.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")
    settings = [
        "-o",
        "addopts=",
        "--nbval",
        "--nbval-current-env",
        "--nbval-sanitize-with",
        "tests/nbval.cfg",
    ]
    try:
        return bool(made.pytest([*settings, str(path)], is_notebook=True)[0])
    finally:
        path.write_bytes(before)


def names_read(made: Copy, path: Path) -> set[tuple[str, str]]:
    """Return the (module, name) of the named numbers that functions called by a notebook read."""
    out, recorder = made.folder / "seen.json", made.folder / "recorder.py"
    recorder.write_text(RECORDER, encoding="utf-8")
    command = [sys.executable, str(recorder), str(path), str(out)]
    subprocess.run(
        command, cwd=made.folder / "notebooks", env=made.environment, check=True, capture_output=True
    )
    return {(module, name) for module, name in json.loads(out.read_text(encoding="utf-8"))}


def try_stored(made: Copy, stored: dict[str, Any], n: int, seed: int) -> list[Outcome]:
    """Change outputs and inputs of notebooks."""
    rng = np.random.default_rng([seed, 0])
    names, outcomes = sorted(stored), []
    for at in range(n):
        kind, name = KINDS[at % len(KINDS)], names[int(rng.integers(len(names)))]
        broken, what = changed_notebook(stored[name], kind, rng)
        has_failed = fails(made, broken, name)
        outcomes.append(Outcome(kind, name[:2], what, has_failed, "notebooks" if has_failed else ""))
        say(outcomes)
    return outcomes


def try_numbers(made: Copy, stored: dict[str, Any], n: int, seed: int, *, is_alone: bool) -> list[Outcome]:
    """Change named numbers of the package."""
    outcomes: list[Outcome] = []
    read: dict[str, set[tuple[str, str]]] = {}
    for number in draw(named_numbers(made.package), n, np.random.default_rng([seed, 1])):
        what = f"{number.name}: {number.value!r} -> {number.changed()!r}"
        by = caught_by_tests(made, number)
        in_notebooks = None
        if is_alone or not by:
            if not read:
                read = {name: names_read(made, made.folder / "notebooks" / name) for name in stored}
            in_notebooks = caught_by_notebooks(made, stored, read, number)
        caught = by or ("notebooks" if in_notebooks else "")
        outcomes.append(Outcome("number", number.module, what, bool(caught), caught, in_notebooks))
        say(outcomes)
    return outcomes


def caught_by_notebooks(
    made: Copy, stored: dict[str, Any], read: dict[str, set[tuple[str, str]]], number: Number
) -> bool:
    """Try a changed number on notebooks that read it."""
    readers = [name for name in sorted(stored) if (number.module, number.name) in read[name]]
    with changed(made, number):
        return any(fails(made, stored[name], name) for name in readers[:MOST_TRIED])


def say(outcomes: list[Outcome]) -> None:
    """Print the last outcome."""
    last = outcomes[-1]
    word = "caught" if last.is_caught else "MISSED"
    print(f"{len(outcomes):3} {word} {last.kind} {last.where} {last.what} | {last.by}", flush=True)


def print_table(outcomes: list[Outcome], stored: dict[str, Any]) -> dict[str, Any]:
    """Print what was caught by kind, and the share of cells compared; return the numbers."""
    numbers: dict[str, Any] = {}
    print("| change | caught | of |\n|---|---|---|")
    for kind in (*KINDS, "number"):
        part = [o for o in outcomes if o.kind == kind]
        numbers[kind] = [sum(o.is_caught for o in part), len(part)]
        print(f"| {kind} | {numbers[kind][0]} | {numbers[kind][1]} |")
    caught = sum(o.is_caught for o in outcomes)
    shown = [c for nb in stored.values() for c in code_cells(nb) if c["outputs"]]
    compared = sum(map(is_compared, shown))
    numbers |= {"all": [caught, len(outcomes)], "cells_with_output": len(shown), "cells_compared": compared}
    alone = [o for o in outcomes if o.in_notebooks is not None]
    numbers["numbers_in_notebooks_alone"] = [sum(bool(o.in_notebooks) for o in alone), len(alone)]
    share = caught / max(len(outcomes), 1)
    print(f"| all | {caught} = {share:.0%} (aim {MIN_CAUGHT:.0%}) | {len(outcomes)} |\n")
    print(f"{compared} of {len(shown)} cells with output compared (aim {MIN_COMPARED:.0%})")
    return numbers


def main() -> None:
    """Make the changes, print each and the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--n", type=int, default=50)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--part", choices=("stored", "numbers"))
    parser.add_argument("--notebooks", action="store_true", help="try every number on notebooks, too")
    parser.add_argument("--dry", action="store_true", help="save nothing")
    options = parser.parse_args()
    n_numbers = round(N_NUMBERS_SHARE * options.n)
    paths = sorted((ROOT / "notebooks").glob("*.ipynb"))
    stored = {p.name: json.loads(p.read_text(encoding="utf-8")) for p in paths}
    start, outcomes = time.perf_counter(), []
    with tempfile.TemporaryDirectory() as folder:
        made = Copy(Path(folder))
        check_unchanged(made, stored if options.part != "numbers" else {})
        if options.part != "numbers":
            outcomes += try_stored(made, stored, options.n - n_numbers, options.seed)
        if options.part != "stored":
            outcomes += try_numbers(made, stored, n_numbers, options.seed, is_alone=options.notebooks)
        n_named = len(named_numbers(made.package))
    if not options.dry:
        target = ROOT / "benchmarks" / "results" / "notebook_mutation.json"
        kept = json.loads(target.read_text(encoding="utf-8")) if target.is_file() else {}
        if options.part and kept.get("seed") == options.seed:
            of_part = {"stored": KINDS, "numbers": ("number",)}[options.part]
            others = [Outcome(**o) for o in kept["outcomes"] if o["kind"] not in of_part]
            outcomes = [*others, *outcomes]
    numbers = print_table(outcomes, stored)
    print(f"{n_named} named numbers; {time.perf_counter() - start:.0f} s")
    if not options.dry:
        numbers |= {"seed": options.seed, "named_numbers": n_named}
        numbers["outcomes"] = [asdict(outcome) for outcome in outcomes]
        target.write_text(json.dumps(numbers, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def check_unchanged(made: Copy, stored: dict[str, Any]) -> None:
    """Stop where the tests or the notebooks that are to catch changes fail without any."""
    limits = [str(path) for path in sorted((made.folder / "tests").glob("*/test_limits.py"))]
    has_failed, what = made.pytest([*limits, "tests/gate/test_findings.py"])
    if has_failed:
        raise SystemExit(f"fails unchanged: {what}")
    for name, notebook in stored.items():
        if fails(made, notebook, name):
            raise SystemExit(f"fails unchanged: {name}")


if __name__ == "__main__":
    main()
