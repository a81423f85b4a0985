"""Find the named numbers of the package, change one at a time in a copy, and run the tests on it.

A named number is a whole number or decimal fraction in the value of a module-level name in capitals
(``_MIN_ROWS = 100``, ``LIMITS = (1.96, 3.09)``, the entries of a table). Changed means doubled; a whole number below 4
and a zero are raised by one. What is left out stands in ``NO_RESULT``, each name with the reason.
"""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
LIMIT_SECONDS = 900  # A change that makes the tests hang is seen by whoever waits for them.

_AT_ONCE = "how much is done at once; the result is the same"
_STOPS = "where a search may stop early; the result is the same"
_LOOKS = "a length on paper or screen"
_MIXER = "an arbitrary number that mixes bits: another would do as well"
_ROOM = "room for sums packed into one number; the result is the same"
_SIGN = "a direction: only the side of zero counts"
_STAMP = "a fixed date or mark inside a file"
_WAIT = "how long is waited or paused"
NO_RESULT = {
    "batch/distributed.py:_CONNECT_SECONDS": _WAIT,
    "batch/storefile.py:WAIT_SECONDS": _WAIT,
    "batch/storefile.py:_PAUSE_SECONDS": _WAIT,
    "batch/stream.py:CHUNK_ROWS": _AT_ONCE,
    "classify/features.py:_CACHE_LINE": _AT_ONCE,
    "classify/kernel.py:_GOLDEN": _MIXER,
    "classify/store.py:_DATE": _STAMP,
    "figures/panels.py:_NARROW_DAYS": _LOOKS,
    "governance/effects/inference.py:_BATCH": _AT_ONCE,
    "governance/outcomes.py:OUTCOMES": _SIGN,
    "mining/grouping.py:_ROWS": _AT_ONCE,
    "mining/likeness.py:_BLOCK": _AT_ONCE,
    "mining/likeness.py:_COMMON_SHARE": _AT_ONCE,
    "news/expressions.py:_MOST": _AT_ONCE,
    "news/kinds.py:_BITS": _ROOM,
    "news/kinds.py:_HALF": _ROOM,
    "news/mechanisms.py:_BEST_SCORE": _STOPS,
    "news/mechanisms.py:_BLOCK": _AT_ONCE,
    "reading/arrowcsv.py:_BLOCK": _AT_ONCE,
    "reading/formats.py:SMALL_ENOUGH_BYTES": _AT_ONCE,
    "reading/lines.py:BLOCK_BYTES": _AT_ONCE,
    "news/sentences.py:SHORT_TEXT": _AT_ONCE,
    "reading/stream.py:STREAM_FROM_BYTES": _AT_ONCE,
    "reading/textstream.py:_HEADER_ROWS": _AT_ONCE,
    "report/governance_figures.py:_WIDTH": _LOOKS,
    "text/duplicates.py:_SEED": _MIXER,
    "text/duplicates.py:_SMALL_BUCKET": _AT_ONCE,
    "text/mentions.py:_SHORT": _AT_ONCE,
    "text/newwords.py:_PRIME": _MIXER,
    "text/shingles.py:_MIX": _MIXER,
    "writing/workbook.py:_CREATED": _STAMP,
    "writing/workbook.py:_HEADING_SPARE_POINTS": _LOOKS,
    "writing/workbook.py:_PLACES_A_LINE": _LOOKS,
}


@dataclass(frozen=True)
class Number:
    """Say where a named number stands: bytes `start` to `end` of a module."""

    module: str
    name: str
    start: int
    end: int
    value: float

    def changed(self) -> float:
        """Return the number to put in its place."""
        is_small = isinstance(self.value, int) and abs(self.value) < 4
        return self.value + 1 if is_small or self.value == 0 else self.value * 2


def named_numbers(package: Path) -> list[Number]:
    """List the named numbers of the package, without those of ``NO_RESULT``."""
    found = []
    for path in sorted(package.rglob("*.py")):
        module = path.relative_to(package).as_posix()
        source = path.read_bytes()
        starts = [0]
        for line in source.split(b"\n"):
            starts.append(starts[-1] + len(line) + 1)
        for name, value in _named_values(ast.parse(source)):
            for node in ast.walk(value):
                if isinstance(node, ast.Constant) and type(node.value) in (int, float):
                    if f"{module}:{name}" in NO_RESULT:
                        continue
                    start = starts[node.lineno - 1] + node.col_offset
                    end = starts[(node.end_lineno or 1) - 1] + (node.end_col_offset or 0)
                    found.append(Number(module, name, start, end, node.value))
    return found


def _named_values(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) and node.value is not None:
            pairs = [(node.target, node.value)]
        elif isinstance(node, ast.Assign):
            target, value = node.targets[0], node.value
            is_row = isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple)
            pairs = list(zip(target.elts, value.elts, strict=True)) if is_row else [(target, value)]
        else:
            continue
        for target, value in pairs:
            if isinstance(target, ast.Name) and target.id.isupper():
                yield target.id, value


def draw(numbers: Sequence[Number], n: int, rng: object) -> list[Number]:
    """Draw numbers, modules weighing the same: modules in random order, one number from each, then round again."""
    by_module: dict[str, list[Number]] = {}
    for number in numbers:
        by_module.setdefault(number.module, []).append(number)
    for own in by_module.values():
        rng.shuffle(own)  # type: ignore[attr-defined]
    modules = sorted(by_module)
    rng.shuffle(modules)  # type: ignore[attr-defined]
    deepest = max(map(len, by_module.values()))
    order = [by_module[m][turn] for turn in range(deepest) for m in modules if turn < len(by_module[m])]
    return order[:n]


# Findings (tests/gate/test_findings.py) that rest on a package; every package has tests at its limits besides.
SECTIONS = {
    "text": ("personal_data", "names_in_doubt", "near_duplicates", "words_of_categories"),
    "mining": ("replies_and_trends", "hot_issues", "words_of_categories"),
    "news": ("news", "sentences_in_doubt", "cleaned_pages"),
    "classify": ("classifier", "self_training"),
    "governance": ("measures", "effects", "comparison", "simulated_city"),
}


class Copy:
    """Hold a scratch copy of the repository in which things are changed one at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
        )
        for name in filter(None, listed.stdout.split("\0")):
            if (ROOT / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, folder / name)
        self.package = folder / "src" / "textmine"
        left_out = ("MPLBACKEND", "PYTEST_ADDOPTS", "TEXTMINE_REAL_DATA")
        self.environment = {k: v for k, v in os.environ.items() if k not in left_out}
        # The copy comes before the installed package; without stored bytecode a changed file is always read.
        self.environment |= {
            "PYTHONPATH": str(folder / "src"),
            "PYTHONHASHSEED": "0",
            "PYTHONDONTWRITEBYTECODE": "1",
            "NUMBA_CACHE_DIR": str(folder / "numba"),
        }

    def pytest(self, arguments: Sequence[str], *, is_notebook: bool = False) -> tuple[int, str]:
        """Run pytest in the copy; return its exit code and what failed. A run that does not end has failed."""
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *arguments]
        environment = self.environment | ({} if is_notebook else {"MPLBACKEND": "agg"})
        try:
            done = subprocess.run(
                command, cwd=self.folder, env=environment, capture_output=True, text=True,
                timeout=LIMIT_SECONDS, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return 1, f"did not end within {LIMIT_SECONDS} seconds"
        if done.returncode not in (0, 1, 2, 5):
            raise RuntimeError(done.stdout[-2000:] + done.stderr[-2000:])
        failed = [line for line in done.stdout.split("\n") if line.startswith(("FAILED", "ERROR"))]
        return int(done.returncode in (1, 2)), failed[0][:200] if failed else ""


def stages(made: Copy, module: str) -> list[list[str]]:
    """List what is run on a changed module, quickest first; all of it is part of ``make test``."""
    part = module.split("/")[0] if "/" in module else "gate"
    tests = made.folder / "tests"
    name = "textmine." + module.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    own = [
        path.relative_to(made.folder).as_posix()
        for path in sorted((tests / part).glob("test_*.py"))
        if path.name != "test_limits.py"
        and (name in path.read_text(encoding="utf-8") or Path(module).stem in path.stem)
    ]
    others = [
        path.relative_to(made.folder).as_posix()
        for path in sorted((tests / part).glob("test_*.py"))
        if path.name != "test_limits.py" and path.relative_to(made.folder).as_posix() not in own
    ]
    quick = [f"src/textmine/{module}"]
    if (tests / part / "test_limits.py").is_file():
        quick.append(f"tests/{part}/test_limits.py")
    finding = "tests/gate/test_findings.py::test_findings_have_not_moved[{}]"
    quick += [finding.format(section) for section in SECTIONS.get(part, ())]
    return [quick, *([own] if own else []), *([others] if others else [])]


@contextmanager
def changed(made: Copy, number: Number) -> Iterator[None]:
    """Change a number in the copy, and put it back."""
    path = made.package / number.module
    before = path.read_bytes()
    # numba keeps the values of names in its cache.
    is_compiled = number.module.startswith(("classify/k", "classify/codepoints", "text/shingles"))
    if is_compiled:
        shutil.rmtree(made.folder / "numba", ignore_errors=True)
    path.write_bytes(before[: number.start] + repr(number.changed()).encode() + before[number.end :])
    try:
        yield
    finally:
        path.write_bytes(before)
        if is_compiled:
            shutil.rmtree(made.folder / "numba", ignore_errors=True)


def caught_by_tests(made: Copy, number: Number) -> str:
    """Change a number and run the tests; return what failed first, blank where nothing did."""
    with changed(made, number):
        for arguments in stages(made, number.module):
            has_failed, what = made.pytest(["-m", "not slow and not browser", *arguments])
            if has_failed:
                return what or "tests"
    return ""
