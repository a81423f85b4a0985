"""Measure large batches: rows a second, peak memory, growth, the naive recipe; prints the tables of docs/large-batches.md.

``python benchmarks/bench_batch.py``               10,000 and 100,000 rows, naive recipe, xlsx round trip (a few minutes)
``python benchmarks/bench_batch.py --million``     adds 1,000,000 rows (about 1 GB of csv in a temporary folder)
``python benchmarks/bench_batch.py --make N FILE`` only writes N generated rows to FILE
"""

from __future__ import annotations

import csv
import random
import resource
import subprocess
import sys
import tempfile
import time
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
            writer.writerow((*row, draw.choice(titles), body, reply, draw.choice(("满意", "一般", "不满意", ""))))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--make"]:
        make_rows(int(sys.argv[2]), Path(sys.argv[3]))
