"""Kill a resumable run at times drawn uniformly over its course: the next run gives the bytes of an undisturbed one.

Each run is a forked child that is killed with SIGKILL; forking spares loading the libraries anew for each of the kills.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

RUNNER = """
import json, os, random, signal, sys, time, traceback
from pathlib import Path
from textmine.batch import stream
from textmine.classify.rows import ClassifyOptions
from textmine.classify.store import load_model

source, folder, model_path, n_kills = sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
stream.CHUNK_ROWS = {"fast": 256, "best": 256}
model = load_model(model_path)
model.predict_with_evidence(["路灯不亮"], mode="fast")  # compiles or loads the kernel before the first fork

def classify(target, is_resumable):
    child = os.fork()
    os.setpgid(child, child)  # a group of its own, named from both sides, so that it is there when it is killed
    if child:
        return child
    try:
        batch = stream.BatchOptions(jobs=2, is_resumable=is_resumable)
        done = stream.classify_file(source, target, model, ClassifyOptions(mode="fast"), model_name=model_path, batch=batch)
        target.with_suffix(".resumed").write_text(str(done.n_rows_resumed))
        os._exit(0)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)

def finish(child):
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0

start = time.monotonic()
finish(classify(folder / "whole.parquet", False))
seconds = time.monotonic() - start
whole = (folder / "whole.parquet").read_bytes()
draw = random.Random(int(sys.argv[5]))
n_hit = n_same = n_attempts = n_resumed = 0
while n_hit < n_kills and n_attempts < 3 * n_kills:
    target = folder / f"out{n_attempts}.parquet"
    n_attempts += 1
    child = classify(target, True)
    time.sleep(draw.uniform(0, seconds))
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    n_hit += not target.exists()
    finish(classify(target, True))
    n_same += target.read_bytes() == whole
    n_resumed += int(target.with_suffix(".resumed").read_text()) > 0
    assert not (folder / f"{target.name}.partial").exists()
print(json.dumps({"n_attempts": n_attempts, "n_hit": n_hit, "n_same": n_same, "n_resumed": n_resumed}))
"""


def kill_runs(
    tmp_path: Path, model_path: Path, *, n_rows: int, n_kills: int, seed: int = 6
) -> dict[str, int]:
    """Count runs started, killed before they were complete, with the same bytes in the end, with work taken up."""
    import json

    texts = [f"小区路灯不亮第{at}次反映，停车位也不够" for at in range(n_rows)]
    table = pd.DataFrame({"编号": [f"{at:06d}" for at in range(n_rows)], "诉求内容": texts})
    source = tmp_path / "in.csv"
    table.to_csv(source, index=False)
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-c",
        RUNNER,
        str(source),
        str(tmp_path),
        str(model_path),
        str(n_kills),
        str(seed),
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")
def test_classify_file_resumes_after_kills_with_the_same_bytes(tmp_path: Path, model_path: Path) -> None:
    found = kill_runs(tmp_path, model_path, n_rows=2_000, n_kills=3)
    assert found["n_hit"] == 3
    assert found["n_same"] == found["n_attempts"]


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")
def test_classify_file_resumes_after_thirty_kills_with_the_same_bytes(
    tmp_path: Path, model_path: Path
) -> None:
    found = kill_runs(tmp_path, model_path, n_rows=20_000, n_kills=30)
    assert found["n_hit"] == 30
    assert found["n_resumed"] >= 5
    assert found["n_same"] == found["n_attempts"]


def test_classify_command_resumes_after_a_kill_of_its_process_group(tmp_path: Path, model_path: Path) -> None:
    texts = [f"小区路灯不亮第{at}次反映" for at in range(3_000)]
    source = tmp_path / "in.csv"
    pd.DataFrame({"诉求内容": texts}).to_csv(source, index=False)
    command = [
        sys.executable,
        "-m",
        "textmine",
        "classify",
        str(source),
        "--model",
        str(model_path),
        "--fast",
    ]
    start = time.monotonic()
    subprocess.run([*command, str(tmp_path / "whole.csv")], check=True, stderr=subprocess.DEVNULL)
    seconds = time.monotonic() - start
    resumed = [*command, str(tmp_path / "out.csv"), "--resume"]
    process = subprocess.Popen(resumed, stderr=subprocess.DEVNULL, start_new_session=True)
    time.sleep(random.Random(1).uniform(0.5, 0.9) * seconds)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    subprocess.run(resumed, check=True, stderr=subprocess.DEVNULL)
    assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()
