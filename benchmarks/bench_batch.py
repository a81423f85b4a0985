"""Measure large batches: rows a second, peak memory, growth, the naive recipe; prints the tables of docs/large-batches.md.

``python benchmarks/bench_batch.py``               10,000 and 100,000 rows, the naive recipe, xlsx and the store (minutes)
``python benchmarks/bench_batch.py 10000 20000``   other sizes
``python benchmarks/bench_batch.py --million``     adds 1,000,000 rows (about 1 GB of csv in a temporary folder)
``python benchmarks/bench_batch.py --make N FILE`` only writes N generated rows to FILE
"""

from __future__ import annotations

import csv
import random
import subprocess
import sys
import tempfile
from pathlib import Path

SEED = 20
HEADINGS = ("工单编号", "受理时间", "所属社区", "渠道", "来电人", "标题", "诉求内容", "答复意见", "满意度")
# About 1,000 bytes a row, as a hotline's export has with its replies.
WANTED_CHARACTERS = 170
REPLY_CHARACTERS = 80


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


def run_measured(command: list[str]) -> dict[str, float]:
    """Run a command; return seconds on the clock, seconds of processor time and the highest memory in MB."""
    script = (
        "import resource, subprocess, sys, time; start = time.monotonic(); "
        "subprocess.run(sys.argv[1:], check=True, stderr=subprocess.DEVNULL); seconds = time.monotonic() - start; "
        "used = resource.getrusage(resource.RUSAGE_CHILDREN); "
        "print(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *command], check=True, capture_output=True, text=True
    )
    seconds, processor, megabytes = map(float, done.stdout.split())
    return {"seconds": seconds, "processor_seconds": processor, "peak_mb": megabytes}


def textmine(*words: str) -> list[str]:
    return [sys.executable, "-m", "textmine", *words]


# What one would write without textmine's batch: the whole file in a frame, rows one list, one call.
NAIVE = """
import sys, pandas as pd
from textmine.classify.store import default_model
frame = pd.read_csv(sys.argv[1], dtype=str)
texts = (frame["标题"].fillna("") + "\\n" + frame["诉求内容"].fillna("")).tolist()
frame["category"] = default_model().predict(texts, mode="fast")
frame.to_parquet(sys.argv[2])
"""


def show(name: str, n_rows: int, found: dict[str, float]) -> None:
    """Print one line of the table."""
    rate = n_rows / found["seconds"]
    per_row = 1e6 * found["processor_seconds"] / n_rows
    print(
        f"| {name} | {n_rows:,} | {found['seconds']:.1f} | {found['processor_seconds']:.1f} | {rate:,.0f} | "
        f"{per_row:,.0f} | {found['peak_mb']:,.0f} |",
        flush=True,
    )


def measure(sizes: list[int], folder: Path) -> None:
    """Measure csv to parquet for growing sizes, then what is measured at the middle size only."""
    print("| run | rows | seconds | processor s | rows/s | µs processor/row | peak MB |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for n_rows in sizes:
        source = folder / f"{n_rows}.csv"
        make_rows(n_rows, source)
        target = folder / f"{n_rows}.parquet"
        show(
            "classify --fast, csv to parquet",
            n_rows,
            run_measured(textmine("classify", str(source), str(target), "--fast")),
        )
    n_rows = sizes[min(1, len(sizes) - 1)]
    source = folder / f"{n_rows}.csv"
    naive = [sys.executable, "-c", NAIVE, str(source), str(folder / "naive.parquet")]
    show("pandas at once", n_rows, run_measured(naive))
    resumable = textmine("classify", str(source), str(folder / "r.parquet"), "--fast", "--resume")
    show("classify --fast --resume", n_rows, run_measured(resumable))
    book = folder / "book.xlsx"
    show(
        "classify --fast, csv to xlsx",
        n_rows,
        run_measured(textmine("classify", str(source), str(book), "--fast")),
    )
    again = textmine("classify", str(book), str(folder / "again.xlsx"), "--fast")
    show("classify --fast, xlsx to xlsx", n_rows, run_measured(again))
    store = textmine("store", "add", str(folder / "store.duckdb"), str(source), "--fast")
    show("store add --fast", n_rows, run_measured(store))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--make"]:
        make_rows(int(sys.argv[2]), Path(sys.argv[3]))
    else:
        asked = [int(word) for word in sys.argv[1:] if word.isdigit()] or [10_000, 100_000]
        if "--million" in sys.argv:
            asked.append(1_000_000)
        with tempfile.TemporaryDirectory(prefix="textmine-bench-") as name:
            measure(asked, Path(name))
