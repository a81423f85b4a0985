"""A cluster changes where rows are classified, and nothing else: not the rows, not the bytes, not after a death."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd

RUNNER = """
import json, os, signal, sys, threading, time
from textmine.batch import distributed as cluster
from textmine.batch import stream
from textmine.classify.rows import ClassifyOptions
from textmine.classify.store import load_model

def main():
    source, target, model_path = sys.argv[1:4]
    stream.CHUNK_ROWS = {"fast": 64, "best": 64}
    model = load_model(model_path)
    stream.classify_file(source, target + ".local.parquet", model, ClassifyOptions(mode="fast"), model_name=model_path)
    killed = []
    with cluster._client(None, 2) as client:
        from pathlib import Path
        there = cluster.DaskCluster(client, Path(model_path).read_bytes())
        pids = list(client.run(os.getpid).values())

        def progress(done, total):
            if not killed and done > total / 4:
                os.kill(pids[0], signal.SIGKILL)
                killed.append(pids[0])

        batch = stream.BatchOptions(jobs=4, cluster=there)
        result = stream.classify_file(
            source, target, model, ClassifyOptions(mode="fast"), model_name=model_path, batch=batch, progress=progress
        )
    same = open(target, "rb").read() == open(target + ".local.parquet", "rb").read()
    print(json.dumps({"n_rows": result.n_rows, "n_killed": len(killed), "is_same": same}))

if __name__ == "__main__":
    main()
"""


def test_a_cluster_of_two_workers_one_killed_gives_the_local_bytes(tmp_path: Path, model_path: Path) -> None:
    n_rows = 2_000
    texts = [f"小区路灯不亮第{at}次反映，停车位也不够" for at in range(n_rows)]
    source = tmp_path / "in.csv"
    pd.DataFrame({"编号": [f"{at:05d}" for at in range(n_rows)], "诉求内容": texts}).to_csv(
        source, index=False
    )
    script = tmp_path / "run.py"
    script.write_text(RUNNER, encoding="utf-8")
    command = [
        sys.executable,
        "-W",
        "ignore",
        str(script),
        str(source),
        str(tmp_path / "out.parquet"),
        str(model_path),
    ]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300)
    found = json.loads(done.stdout.strip().splitlines()[-1])
    assert found == {"n_rows": n_rows, "n_killed": 1, "is_same": True}
