"""Measure large batches; each part prints a table of docs/large-batches.md and keeps it in benchmarks/results/batch.json.

``python benchmarks/bench_batch.py make N FOLDER``     writes N generated rows to FOLDER/N.csv (the other parts make theirs)
``python benchmarks/bench_batch.py growth [FOLDER] N…`` csv to parquet for growing sizes (default 10,000 and 100,000)
``python benchmarks/bench_batch.py naive [FOLDER]``    the pandas recipe, and `classify`, on 100,000 rows
``python benchmarks/bench_batch.py book [FOLDER]``     100,000 rows to xlsx, through LibreOffice, and back
``python benchmarks/bench_batch.py store [FOLDER]``    100,000 rows into a case store and out of it
``python benchmarks/bench_batch.py kills [FOLDER]``    30 kills of the process group, each followed by --resume
``python benchmarks/bench_batch.py folder [FOLDER]``   a folder of parquet files: local, and two Dask workers

With FOLDER, generated files stay there; without, they go to a temporary folder.
"""

from __future__ import annotations

import contextlib
import csv
import hashlib
import json
import os
import platform
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

SEED = 20
HEADINGS = ("工单编号", "受理时间", "所属社区", "渠道", "来电人", "标题", "诉求内容", "答复意见", "满意度")
# About 1,000 bytes a row, as a hotline's export has with its replies.
WANTED_CHARACTERS = 170
REPLY_CHARACTERS = 80
RESULTS = Path(__file__).parent / "results" / "batch.json"
SAMPLE_SECONDS = 0.05


def make_rows(n_rows: int, path: Path, *, seed: int = SEED) -> None:
    """Write invented work orders: each joins sentences of several corpus complaints, drawn with a fixed seed."""
    from textmine.reading.corpus import load_corpus

    corpus = load_corpus()
    draw = random.Random(seed)
    titles = [t for t in corpus["title"] if t]
    bodies = corpus["text"].tolist()
    places = corpus["community"].tolist()
    channels = corpus["channel"].tolist()
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADINGS)
        for number in range(n_rows):
            body = draw.choice(bodies)
            while len(body) < WANTED_CHARACTERS:
                body += draw.choice(bodies)
            reply = draw.choice(bodies)[:REPLY_CHARACTERS]
            month, day, hour = draw.randint(1, 12), draw.randint(1, 28), draw.randint(0, 23)
            when = f"2025-{month:02d}-{day:02d} {hour:02d}:{draw.randint(0, 59):02d}:00"
            person = f"0{draw.randint(10**9, 10**10 - 1)}"
            row = (f"{number + 1:09d}", when, draw.choice(places), draw.choice(channels), person)
            writer.writerow(
                (*row, draw.choice(titles), body, reply, draw.choice(("满意", "一般", "不满意", "")))
            )


def made(n_rows: int, folder: Path) -> Path:
    """Return a file of generated rows, made when it is not there."""
    path = folder / f"{n_rows}.csv"
    if not path.exists():
        make_rows(n_rows, path)
    return path


def textmine(*words: object) -> list[str]:
    return [sys.executable, "-m", "textmine", *map(str, words)]


def run_measured(command: list[str]) -> dict[str, float]:
    """Run a command; return seconds on the clock, processor seconds and the highest memory of its process tree in MB."""
    script = (
        "import resource, subprocess, sys, time; start = time.monotonic(); "
        "subprocess.run(sys.argv[1:], check=True, stderr=subprocess.DEVNULL); seconds = time.monotonic() - start; "
        "used = resource.getrusage(resource.RUSAGE_CHILDREN); print(seconds, used.ru_utime + used.ru_stime)"
    )
    run = subprocess.Popen([sys.executable, "-c", script, *command], stdout=subprocess.PIPE, text=True)
    peak = [0.0]
    done = threading.Event()

    def watch() -> None:
        while not done.wait(SAMPLE_SECONDS):
            peak[0] = max(peak[0], sum(map(_resident_mb, _descendants(run.pid))))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    said, _ = run.communicate()
    done.set()
    watcher.join()
    if run.returncode:
        raise SystemExit(f"failed: {' '.join(command)}")
    seconds, processor = map(float, said.split()[-2:])
    return {
        "seconds": round(seconds, 2),
        "processor_seconds": round(processor, 2),
        "peak_mb": round(peak[0]),
    }


def _descendants(pid: int) -> list[int]:
    """Return the processes below one, itself left out: it only waits."""
    found: list[int] = []
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in map(int, (task / "children").read_text().split()):
                found += [child, *_descendants(child)]
    return found


def _resident_mb(pid: int) -> float:
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1024**2
    return 0.0


def keep(part: str, found: Any) -> None:
    """Put one part's numbers into the results file beside those of the other parts."""
    results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    load = round(os.getloadavg()[0], 1)
    results[part] = {
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "load": load,
        "runs": found,
    }
    RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"(load {load}; kept in {RESULTS.name})")


def show(runs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Print runs as a table."""
    print("| run | rows | seconds | processor s | rows/s | µs processor/row | peak MB |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for run in runs:
        n, seconds, processor = run["n_rows"], run["seconds"], run["processor_seconds"]
        print(
            f"| {run['run']} | {n:,} | {seconds:.1f} | {processor:.1f} | {n / seconds:,.0f} | {1e6 * processor / n:,.0f} | "
            f"{run['peak_mb']:,} |"
        )
    return runs


def measured(name: str, n_rows: int, command: list[str]) -> dict[str, Any]:
    return {"run": name, "n_rows": n_rows, **run_measured(command)}


def growth(folder: Path, sizes: list[int]) -> None:
    """Measure csv to parquet for growing sizes."""
    runs = []
    for n_rows in sizes or [10_000, 100_000]:
        command = textmine(
            "classify", made(n_rows, folder), folder / f"{n_rows}.parquet", "--fast", "--force"
        )
        runs.append(measured("classify --fast, csv to parquet", n_rows, command))
    keep("growth", show(runs))


# What one would write without textmine's batch: the whole file in a frame, rows one list, one call.
NAIVE = """
import sys, pandas as pd
from textmine.classify.store import default_model
frame = pd.read_csv(sys.argv[1], dtype=str)
texts = (frame["标题"].fillna("") + "\\n" + frame["诉求内容"].fillna("")).tolist()
frame["category"] = default_model().predict(texts, mode="fast")
frame.to_parquet(sys.argv[2])
"""


def naive(folder: Path, n_rows: int = 100_000) -> None:
    """Measure the pandas recipe beside the command; the recipe gives one column, the command nine."""
    source = made(n_rows, folder)
    recipe = [sys.executable, "-c", NAIVE, str(source), str(folder / "naive.parquet")]
    command = textmine("classify", source, folder / "own.parquet", "--fast", "--force")
    runs = [
        measured("pandas at once, category only", n_rows, recipe),
        measured("classify --fast", n_rows, command),
        measured("classify --fast --jobs 1", n_rows, [*command, "--jobs", "1"]),
    ]
    keep("naive", show(runs))


def book(folder: Path, n_rows: int = 100_000) -> None:
    """Write a workbook, let LibreOffice open and save it, classify what it saved, compare all values."""
    from textmine.reading.tables import read_table

    source, target, saved = made(n_rows, folder), folder / "book.xlsx", folder / "office"
    runs = [measured("csv to xlsx", n_rows, textmine("classify", source, target, "--fast", "--force"))]
    office = shutil.which("soffice")
    found: dict[str, Any] = {}
    if office:
        profile = f"-env:UserInstallation={(folder / 'profile').resolve().as_uri()}"
        convert = [office, profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir"]
        runs.append(measured("LibreOffice opens and saves it", n_rows, [*convert, str(saved), str(target)]))
        before, after = read_table(target).frame, read_table(saved / target.name).frame
        same = [
            name
            for name in before.columns
            if before[name].astype(str).tolist() == after[name].astype(str).tolist()
        ]
        found = {
            "n_rows_after": len(after),
            "n_columns": len(before.columns),
            "is_same_headings": list(before.columns) == list(after.columns),
            "columns_that_differ": [name for name in before.columns if name not in same],
        }
        again = textmine("classify", saved / target.name, folder / "again.xlsx", "--fast", "--force")
        runs.append(measured("xlsx (LibreOffice's) to xlsx", n_rows, again))
    show(runs)
    print(json.dumps(found, ensure_ascii=False))
    keep("book", [*runs, found])


def store(folder: Path, n_rows: int = 100_000) -> None:
    """Add a batch to a store and export it."""
    place = folder / "store.duckdb"
    place.unlink(missing_ok=True)
    add = textmine("store", "add", place, made(n_rows, folder), "--fast")
    export = textmine("store", "export", place, folder / "slice.parquet", "--force")
    keep("store", show([measured("store add --fast", n_rows, add), measured("store export", n_rows, export)]))


def _checksum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _processor_seconds(pid: int) -> float:
    """Return the processor time a process and all below it have used so far."""
    used = 0.0
    for one in (pid, *_descendants(pid)):
        with contextlib.suppress(OSError, ValueError, IndexError):
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
            used += sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return used


def kills(folder: Path, n_rows: int = 100_000, n_kills: int = 30) -> None:
    """Kill the process group at times drawn uniformly over an undisturbed run, resume, compare the bytes.

    Times are processor seconds of the run: on a busy computer those of the clock would mostly fall before or after it.
    """
    source = made(n_rows, folder)
    target, whole = folder / "killed.parquet", folder / "whole.parquet"
    seconds = run_measured(textmine("classify", source, whole, "--fast", "--force", "--quiet"))[
        "processor_seconds"
    ]
    checksum, draw, runs = _checksum(whole), random.Random(SEED), []
    command = textmine("classify", source, target, "--fast", "--resume", "--json")
    for _ in range(n_kills):
        for left in folder.glob("killed.parquet*"):
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        at = draw.uniform(0, seconds)
        process = subprocess.Popen(
            command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        while process.poll() is None and _processor_seconds(process.pid) < at:
            time.sleep(SAMPLE_SECONDS / 5)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        is_hit = not target.exists()
        said = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
        runs.append(
            {
                "at_processor_seconds": round(at, 2),
                "is_hit": is_hit,
                "n_rows_resumed": json.loads(said)["n_rows_resumed"],
                "is_same": _checksum(target) == checksum,
            }
        )
        print(runs[-1], flush=True)
    total = {
        "n_rows": n_rows,
        "processor_seconds": seconds,
        "n_kills": len(runs),
        "n_before_completion": sum(r["is_hit"] for r in runs),
        "n_with_work_taken_up": sum(r["n_rows_resumed"] > 0 for r in runs),
        "n_same_bytes": sum(r["is_same"] for r in runs),
    }
    print(json.dumps(total))
    keep("kills", [total, *runs])


def folder_of_parts(folder: Path, n_rows: int = 100_000, n_parts: int = 10) -> None:
    """Classify a folder of parquet files here and on two Dask workers; compare every file."""
    import pandas as pd

    source = folder / f"parts-{n_rows}"
    if not source.exists():
        source.mkdir()
        rows = pd.read_csv(made(n_rows, folder), dtype=str, keep_default_na=False)
        for part in range(n_parts):
            rows.iloc[part * n_rows // n_parts : (part + 1) * n_rows // n_parts].to_parquet(
                source / f"part-{part:02d}.parquet", index=False
            )
    ways = {
        "folder, here": [],
        "folder, two Dask workers": ["--engine", "dask", "--workers", "2"],
    }
    runs, sums = [], []
    for number, (name, more) in enumerate(ways.items()):
        target = folder / f"classified-{number}"
        runs.append(
            measured(
                name, n_rows, textmine("classify", source, target, "--fast", "--quiet", "--force", *more)
            )
        )
        sums.append([_checksum(path) for path in sorted(target.glob("part-*.parquet"))])
    if len(sums[0]) != n_parts or sums[0] != sums[1]:
        raise SystemExit("the two ways gave different files")
    keep("folder", show(runs))


def main(words: list[str]) -> None:
    part = words[0] if words else "growth"
    numbers = [int(word) for word in words[1:] if word.isdigit()]
    named = [word for word in words[1:] if not word.isdigit()]
    parts = {"naive": naive, "book": book, "store": store, "kills": kills, "folder": folder_of_parts}
    with tempfile.TemporaryDirectory(prefix="textmine-bench-") as temporary:
        folder = Path(named[0]) if named else Path(temporary)
        if part == "make":
            made(numbers[0], folder)
        elif part == "growth":
            growth(folder, numbers)
        elif part in parts:
            parts[part](folder, *numbers)
        else:
            raise SystemExit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
