"""Count how many seeded changes of notebook outputs the comparison of notebooks catches.

    python benchmarks/bench_notebook_mutation.py              50 changes, seed 0
    python benchmarks/bench_notebook_mutation.py --n 100      more of them

Each change is made in a copy of one notebook (a digit of an output raised by one, an output removed, a number in the
code changed) and the copy goes through ``pytest --nbval`` as in ``make test``; it is caught when that fails.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[1]
KINDS = ("digit", "removed output", "constant in code")
MIN_CAUGHT = 0.95


def code_cells(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    """List the code cells."""
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def has_number(cell: dict[str, Any]) -> bool:
    """Tell whether a cell's output shows a number."""
    return any(
        re.search(r"\d", "".join(o.get("data", {}).get("text/plain", []))) for o in cell["outputs"][:1]
    )


def raise_digit(cell: dict[str, Any], rng: np.random.Generator) -> str:
    """Change one digit of the first output, in its plain text and so in what is compared."""
    data = cell["outputs"][0]["data"]
    text = "".join(data["text/plain"])
    at = rng.choice([m.start() for m in re.finditer(r"\d", text)])
    data["text/plain"] = text[:at] + str((int(text[at]) + 1) % 10) + text[at + 1 :]
    return text.strip().split("\n")[0][:60]


def raise_constant(cell: dict[str, Any], rng: np.random.Generator) -> str:
    """Change a number in a cell's code: what a careless edit of an input does."""
    source = "".join(cell["source"])
    spots = list(re.finditer(r"(?<![\w.\"'])\d+(?:\.\d+)?(?![\w\"'])", source))
    spot = spots[int(rng.integers(len(spots)))]
    value = spot.group()
    new = f"{float(value) * 0.5:.3g}" if "." in value else str(int(value) + 2)
    cell["source"] = source[: spot.start()] + new + source[spot.end() :]
    return f"{value} -> {new} in {source.strip()[:50]!r}"


def change(
    notebook: dict[str, Any], kind: str, rng: np.random.Generator
) -> tuple[dict[str, Any], str] | None:
    """Return a changed copy and what was changed; None where the notebook offers nothing of the kind."""
    out = copy.deepcopy(notebook)
    cells = code_cells(out)
    if kind == "digit":
        cells = [c for c in cells if has_number(c)]
    elif kind == "removed output":
        cells = [c for c in cells if c["outputs"]]
    else:
        cells = [
            c
            for c in cells[1:-1]
            if re.search(r"(?<![\w.\"'])\d+(?:\.\d+)?(?![\w\"'])", "".join(c["source"])) and c["outputs"]
            and "subplots" not in "".join(c["source"])
        ]  # fmt: skip
    if not cells:
        return None
    cell = cells[int(rng.integers(len(cells)))]
    if kind == "digit":
        return out, raise_digit(cell, rng)
    if kind == "constant in code":
        return out, raise_constant(cell, rng)
    said = "".join(cell["source"]).strip().split("\n")[-1][:60]
    cell["outputs"] = []
    return out, said


def is_caught(notebook: dict[str, Any], name: str, folder: Path) -> bool:
    """Run pytest --nbval on a copy and tell whether it fails by a test, not by an accident."""
    path = folder / name
    path.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")
    environment = {k: v for k, v in os.environ.items() if k not in ("MPLBACKEND", "PYTEST_ADDOPTS")}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-o", "addopts=", "--nbval", "--nbval-current-env"]
    more = [
        "--nbval-sanitize-with",
        str(ROOT / "tests/nbval.cfg"),
        "-p",
        "no:doctest",
        "-p",
        "no:cacheprovider",
    ]
    done = subprocess.run(
        [*command, *more, "--rootdir", str(folder), str(path)],
        capture_output=True, text=True, cwd=folder, env=environment | {"PYTHONHASHSEED": "0"}, check=False,
    )  # fmt: skip
    return done.returncode == 1


def main() -> None:
    """Make the changes, print each that was missed and the share caught."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--n", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default="", help="notebooks whose names begin so, separated by commas")
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    begins = tuple(options.only.split(",")) if options.only else ("",)
    paths = [p for p in sorted((ROOT / "notebooks").glob("*.ipynb")) if p.name.startswith(begins)]
    stored = {p: json.loads(p.read_text(encoding="utf-8")) for p in paths}
    counts = {kind: [0, 0] for kind in KINDS}
    with tempfile.TemporaryDirectory() as folder:
        for at in range(options.n):
            path, kind = paths[at % len(paths)], KINDS[(at // len(paths) + at) % len(KINDS)]
            made = change(stored[path], kind, rng)
            if made is None:
                continue
            caught = is_caught(made[0], path.name, Path(folder))
            counts[kind][0] += caught
            counts[kind][1] += 1
            if not caught:
                print(f"missed: {path.stem}: {kind}: {made[1]}", flush=True)
    shown = [c for nb in stored.values() for c in code_cells(nb) if c["outputs"]]
    text = [c for c in shown if any("text/plain" in o.get("data", {}) for o in c["outputs"])]
    for kind, (caught, n) in counts.items():
        print(f"{kind:18} {caught}/{n}")
    caught, n = sum(c for c, _ in counts.values()), sum(k for _, k in counts.values())
    print(f"{'all':18} {caught}/{n} = {caught / max(n, 1):.1%} (aim: {MIN_CAUGHT:.0%})")
    print(f"cells with output  {len(shown)}, of these compared {len(text)}")


if __name__ == "__main__":
    main()
