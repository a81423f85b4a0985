"""Try hostile inputs on the readers and the model loader, each in a process of its own; print what each got.

``python benchmarks/bench_hostile.py`` prints the table of docs/large-batches.md and keeps it in benchmarks/results/hostile.json.
"""

from __future__ import annotations

import gzip
import json
import os
import pickle
import random
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from textmine.classify.store import load_model
from textmine.errors import InputError
from textmine.reading.stream import open_stream
from textmine.reading.tables import read_table
from textmine.writing.tables import write_table

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.gate.test_hostile import cell, sheet, workbook

RESULTS = Path(__file__).parent / "results" / "hostile.json"
LIMIT_SECONDS = 60
HEADINGS = "编号,诉求内容\n"


def bomb_workbook(path: Path) -> Path:
    return workbook(path / "a.xlsx", sheet("") + b" " * 300_000_000)


def bomb_gzip(path: Path) -> Path:
    target = path / "a.csv.gz"
    target.write_bytes(gzip.compress(HEADINGS.encode() + b"0" * 300_000_000, 6))
    return target


def far_cell(path: Path) -> Path:
    cells = f'<row r="1">{cell("A1", "诉求内容")}</row><row r="1048576">{cell("XFD1048576", "x")}</row>'
    return workbook(path / "a.xlsx", sheet(cells))


def entities(path: Path) -> Path:
    names = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    cells = f'<row r="1">{cell("A1", "诉求内容")}</row><row r="2">{cell("A2", "&e9;")}</row>'
    return workbook(path / "a.xlsx", sheet(cells, head=f'<!DOCTYPE x [<!ENTITY e0 "ha">{names}]>'))


def many_merges(path: Path) -> Path:
    """A sheet of 20,000 rows with 20,000 merged ranges over all of them."""
    cells = "".join(
        f'<row r="{n}">{cell(f"A{n}", "1")}{cell(f"B{n}", "路灯")}</row>' for n in range(1, 20_001)
    )
    merges = "".join('<mergeCell ref="C1:C20000"/>' for _ in range(20_000))
    text = sheet(cells).decode().replace("</sheetData>", f"</sheetData><mergeCells>{merges}</mergeCells>")
    return workbook(path / "a.xlsx", text.encode())


def text(name: str, content: str | bytes) -> Callable[[Path], Path]:
    def make(path: Path) -> Path:
        target = path / name
        target.write_bytes(content.encode() if isinstance(content, str) else content)
        return target

    return make


def folder_of_links(path: Path) -> Path:
    (path / "outside").mkdir()
    (path / "outside" / "secret.csv").write_text(HEADINGS + "1,秘密\n", encoding="utf-8")
    inside = path / "in"
    inside.mkdir()
    (inside / "a.csv").write_text(HEADINGS + "1,路灯不亮\n", encoding="utf-8")
    (inside / "b.csv").symlink_to(path / "outside" / "secret.csv")
    (inside / "c").symlink_to(path / "outside")
    (inside / "loop").symlink_to(inside)
    (inside / "gone.csv").symlink_to(path / "nowhere.csv")
    os.mkfifo(inside / "pipe.csv")
    return inside


class Trap:
    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return (os.system, ("touch /tmp/executed",))


NOISE = random.Random(7).randbytes(2_000_000)
CASES: dict[str, tuple[Callable[[Path], Path], str]] = {
    "workbook that unpacks to 300 MB from 0.3 MB": (bomb_workbook, "table"),
    "gzip that unpacks to 300 MB from 0.3 MB": (bomb_gzip, "table"),
    "the same, streamed": (bomb_gzip, "stream"),
    "sheet with a cell at XFD1048576": (far_cell, "table"),
    "sheet with nested XML entities (10⁹ times)": (entities, "table"),
    "sheet with 20,000 merged ranges over 20,000 rows": (many_merges, "table"),
    "zip that is no workbook": (text("a.xlsx", b"PK\x05\x06" + b"\0" * 18), "table"),
    "2 MB of noise named xlsx": (text("a.xlsx", b"PK\x03\x04" + NOISE), "table"),
    "2 MB of noise named parquet": (text("a.parquet", b"PAR1" + NOISE + b"PAR1"), "table"),
    "2 MB of noise named csv": (text("a.csv", NOISE), "table"),
    "jsonl nested 100,000 deep": (text("a.jsonl", '{"text": "路灯"}\n{"text": ' + "[" * 100_000), "table"),
    "page of 3,000 open tables and huge spans": (
        text("a.xls", "<table><tr><td colspan=999999999>诉求内容<td rowspan=999999999>x" * 3_000),
        "table",
    ),
    "csv with a quote never closed, 4 MB after it": (
        text("a.csv", HEADINGS + '1,"路灯\n' + "2,停车难\n" * 300_000),
        "stream",
    ),
    "csv with one line of 40 MB": (text("a.csv", HEADINGS + "1," + "路" * 13_000_000), "stream"),
    "heading of 100,000 brackets": (text("a.csv", "诉求内容," + "(" * 100_000 + "\n路灯,1\n"), "table"),
    "csv of 20,000 columns": (text("a.csv", "x," * 20_000 + "\n"), "table"),
    "csv of 2 million empty lines": (text("a.csv", HEADINGS + "\n" * 2_000_000 + "1,路灯\n"), "stream"),
    "folder with links outside, a loop, a pipe": (folder_of_links, "table"),
    "pickle as model": (text("a.tmm", pickle.dumps(Trap())), "model"),
    "2 MB of noise as model": (text("a.tmm", b"PK\x03\x04" + NOISE), "model"),
}


def try_one(make: Callable[[Path], Path], door: str) -> dict[str, object]:
    """Open one input in a forked process; tell the outcome, seconds and how much its memory rose."""
    with tempfile.TemporaryDirectory(prefix="textmine-hostile-") as folder:
        path = make(Path(folder))
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            signal.alarm(LIMIT_SECONDS)
            before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
            try:
                if door == "model":
                    load_model(path)
                    outcome = "loaded"
                elif door == "stream":
                    n = sum(len(chunk.frame) for chunk in open_stream(path, stream_from=0).chunks(4096))
                    outcome = f"read: {n:,} rows"
                else:
                    outcome = f"read: {len(read_table(path).frame):,} rows"
            except InputError as error:
                outcome = f"refused: {str(error).removeprefix(f'{path}: ')[:100]}"
            except BaseException as error:  # anything else is a defect, and shown as such
                outcome = f"DEFECT: {type(error).__name__}"
            peak = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
            found = {
                "outcome": outcome,
                "seconds": round(time.monotonic() - start, 2),
                "more_mb": round(peak),
            }
            os.write(writing, json.dumps(found).encode())
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            said = pipe.read()
        os.waitpid(child, 0)
        return (
            dict(json.loads(said)) if said else {"outcome": "KILLED", "seconds": LIMIT_SECONDS, "more_mb": 0}
        )


def main() -> None:
    import pandas as pd

    with (
        tempfile.TemporaryDirectory() as folder
    ):  # loads what reading and writing load, before the first fork
        for kind in ("csv", "xlsx", "parquet"):
            read_table(write_table(pd.DataFrame({"诉求内容": ["路灯"]}), Path(folder, f"a.{kind}")))
    results = {}
    print("| input | what it gets | seconds | MB more |\n|---|---|--:|--:|")
    for name, (make, door) in CASES.items():
        found = results[name] = try_one(make, door)
        print(f"| {name} | {found['outcome']} | {found['seconds']:.1f} | {found['more_mb']} |", flush=True)
    RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if any(str(found["outcome"]).startswith(("DEFECT", "KILLED")) for found in results.values()):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
