"""Run against a Dask cluster that somebody else started: a scheduler and two workers in processes of their own."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest

from textmine.batch.folders import classify_folder
from textmine.batch.stream import classify_file
from textmine.classify.rows import ClassifyOptions
from textmine.classify.store import load_model
from textmine.writing.tables import write_table

pytestmark = pytest.mark.slow
WAIT_SECONDS = 120.0
FAST = ClassifyOptions(mode="fast")


def dask(*words: str) -> list[str]:
    return [sys.executable, "-W", "ignore", "-m", "dask", *words]


def wait_for(is_ready: Callable[[], bool]) -> None:
    end = time.monotonic() + WAIT_SECONDS
    while not is_ready():
        assert time.monotonic() < end
        time.sleep(0.1)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Start a scheduler and two workers without a nanny, so that one that is killed stays dead."""
    scratch = {**os.environ, "DASK_TEMPORARY_DIRECTORY": str(tmp_path / "scratch"), "NUMBA_NUM_THREADS": "1"}
    log = tmp_path / "scheduler.log"
    started = []
    with log.open("wb") as said:
        command = dask("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        started.append(subprocess.Popen(command, stdout=said, stderr=said, env=scratch))
        try:
            wait_for(lambda: b"Scheduler at" in log.read_bytes())
            address = re.search(r"tcp://127\.0\.0\.1:\d+", log.read_text())[0]
            for _ in range(2):
                command = dask(
                    "worker",
                    address,
                    "--nthreads",
                    "1",
                    "--no-nanny",
                    "--no-dashboard",
                    "--host",
                    "127.0.0.1",
                )
                started.append(subprocess.Popen(command, stdout=said, stderr=said, env=scratch))
            wait_for(lambda: log.read_bytes().count(b"Registered to:") == 2)
            yield address, started[1:]
        finally:
            for process in started:
                process.kill()
                process.wait()


def classified(address: str, source: Path, target: Path, model_path: Path) -> dict[str, object]:
    command = [sys.executable, "-m", "textmine", "classify", str(source), str(target), "--fast", "--json"]
    command += ["--model", str(model_path), "--engine", "dask", "--scheduler", address, "--jobs", "4"]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=WAIT_SECONDS)
    return dict(json.loads(done.stdout))


def test_classify_on_a_running_cluster_gives_the_local_bytes_though_a_worker_is_killed(
    tmp_path: Path, model_path: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    address, workers = cluster
    model = load_model(model_path)
    texts = [f"小区路灯不亮第{at}次反映，停车位也不够" for at in range(24_000)]
    table = pd.DataFrame({"编号": [f"{at:05d}" for at in range(24_000)], "诉求内容": texts})
    one = write_table(table, tmp_path / "in.csv")
    for part in range(12):
        write_table(
            table.iloc[part * 2_000 : (part + 1) * 2_000], tmp_path / "in" / f"part-{part:02d}.parquet"
        )
    classify_file(one, tmp_path / "local.parquet", model, FAST)
    classify_folder(tmp_path / "in", tmp_path / "local", model, FAST)

    assert classified(address, one, tmp_path / "far.parquet", model_path)["n_rows"] == 24_000
    assert (tmp_path / "far.parquet").read_bytes() == (tmp_path / "local.parquet").read_bytes()

    # The second run is over a folder; a worker dies when the first parts stand.
    command = [
        sys.executable,
        "-m",
        "textmine",
        "classify",
        str(tmp_path / "in"),
        str(tmp_path / "far"),
        "--fast",
    ]
    command += ["--model", str(model_path), "--engine", "dask", "--scheduler", address, "--resume", "--json"]
    words = tmp_path / "words.txt"
    with words.open("wb") as file:
        run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=file)
    parts = tmp_path / "far.partial" / "parts"
    wait_for(lambda: run.poll() is not None or len(list(parts.glob("part-*.parquet"))) >= 2)
    n_before = len(list(parts.glob("part-*.parquet")))
    os.kill(workers[0].pid, signal.SIGKILL)
    said, _ = run.communicate(timeout=WAIT_SECONDS)
    assert run.returncode == 0, words.read_text(encoding="utf-8")
    assert json.loads(said)["n_rows"] == 24_000
    assert 2 <= n_before < 12, "the worker was to die while parts were missing"
    for part in sorted((tmp_path / "local").glob("part-*.parquet")):
        assert (tmp_path / "far" / part.name).read_bytes() == part.read_bytes()
