"""Two writers at one store, killed at random moments and started again: nothing is lost, nothing stands twice.

The writers are forked from a process that has loaded everything, so that the kills fall into the adding and not into the start.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from textmine.batch.storefile import ask, open_store
from textmine.writing.tables import write_table

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")
N_ROWS = 300

RUNNER = """
import json, os, random, signal, sys, time
from pathlib import Path
import duckdb
from textmine.batch.options import ChunkWorker
from textmine.batch.store import StoredModel, add_batch
from textmine.batch.slices import store_info
from textmine.classify.rows import ClassifyOptions
from textmine.classify.store import load_model, model_checksum

folder, model_path, n_kills = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
store = folder / "cases.duckdb"
model = StoredModel(ChunkWorker(load_model(model_path), ClassifyOptions(), "fast"), "small", model_checksum(model_path))
model.worker(["路灯不亮"], {})
files = sorted(folder.glob("*.csv"))

def start(lane):
    child = os.fork()
    # Both sides name the group: whichever comes first, it is there when it is killed.
    os.setpgid(child, child)
    if child:
        return child
    try:
        for file in files[lane::2]:
            add_batch(store, file, model)
        os._exit(0)
    finally:
        os._exit(1)

draw = random.Random(5)
add_batch(store, files[0], model)  # the first loads what the others find loaded
first = time.monotonic()
add_batch(store, files[1], model)
seconds = time.monotonic() - first
running = {lane: start(lane) for lane in (0, 1)}
n_hit = 0
while running:
    time.sleep(draw.uniform(0, seconds))
    lane = draw.choice(list(running))
    pid, status = os.waitpid(running[lane], os.WNOHANG)
    if pid:
        assert os.waitstatus_to_exitcode(status) == 0
        del running[lane]
    elif n_hit < n_kills:
        os.killpg(running[lane], signal.SIGKILL)
        os.waitpid(running[lane], 0)
        n_hit += 1
        # What stands is whole: every batch has all its rows, and the file opens.
        info = store_info(store)
        assert info["n_rows"] == sum(b["n_rows"] for b in info["batches"]), info
        running[lane] = start(lane)
print(json.dumps({"n_kills": n_hit, "seconds_of_one_add": round(seconds, 3)}))
"""


def killed_writers(folder: Path, model_path: Path, *, n_files: int, n_kills: int) -> dict[str, float]:
    """Let two writers add files with shared and corrected cases under kills; return how many hit."""
    for number in range(n_files):
        own = [(f"{number}-{at}", f"路灯不亮{number}-{at}") for at in range(N_ROWS)]
        table = pd.DataFrame(
            [*own, ("shared", "停车难"), (f"chain{number % 3}", f"第{number}次更正")],
            columns=["编号", "内容"],
        )
        write_table(table, folder / f"{number:03d}.csv")
    command = [sys.executable, "-W", "ignore", "-c", RUNNER, str(folder), str(model_path), str(n_kills)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def assert_all_there_once(store: Path, n_files: int) -> None:
    with open_store(store) as db:
        assert ask(db, "SELECT count(*), count(DISTINCT files) FROM batches") == [(n_files, n_files)]
        assert ask(db, "SELECT count(*) FROM sightings") == [(n_files * (N_ROWS + 2),)]
        assert ask(db, "SELECT count(DISTINCT case_key) FROM versions") == [(n_files * N_ROWS + 1 + 3,)]
        assert ask(db, "SELECT count(*) FROM versions") == [(n_files * N_ROWS + 1 + n_files,)]
        assert ask(db, "SELECT count(*) FROM answers") == ask(db, "SELECT count(*) FROM versions")
        # Versions of a corrected case are numbered without a gap.
        chains = ask(
            db,
            "SELECT case_key, list_sort(list(version)) FROM versions WHERE case_key LIKE 'chain%' GROUP BY ALL",
        )
        assert {key: list(range(1, len(found) + 1)) == found for key, found in chains} == {
            f"chain{at}": True for at in range(3)
        }


def test_two_killed_writers_lose_nothing_and_double_nothing(tmp_path: Path, model_path: Path) -> None:
    found = killed_writers(tmp_path, model_path, n_files=6, n_kills=4)
    assert found["n_kills"] >= 2
    assert_all_there_once(tmp_path / "cases.duckdb", 6)


@pytest.mark.slow
def test_two_writers_killed_twenty_times_lose_nothing_and_double_nothing(
    tmp_path: Path, model_path: Path
) -> None:
    found = killed_writers(tmp_path, model_path, n_files=40, n_kills=20)
    assert found["n_kills"] == 20
    assert_all_there_once(tmp_path / "cases.duckdb", 40)
