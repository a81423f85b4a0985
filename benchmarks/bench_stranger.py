"""Time a stranger's path: from a fresh clone without anything installed to the first result of one's own.

    python benchmarks/bench_stranger.py            saved in benchmarks/results/stranger.json
    python benchmarks/bench_stranger.py --dry      nothing is saved

The commands are those of README.md, in its order: clone, ``make demo``, ``classify`` with a file of one's own, then
``report``. The file is invented: 200 rows under headings of a hotline. Times are by the wall clock and by the processor
(children included), since other work may share the machine; the load beforehand is told. What ``make demo`` downloads
depends on the network.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import shlex
import subprocess
import tempfile
import time
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).parents[1]


def commands() -> list[str]:
    """Read the commands of the README's first two blocks, without the test run."""
    blocks = re.findall(r"```bash\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.S)[:2]
    lines = [line.split("  #")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line and line != "make test"]


def own_file(path: Path, n: int = 200) -> None:
    """Write an invented export of a hotline."""
    things = (
        "路灯坏了三天没人修，晚上一片漆黑",
        "物业乱涨停车费，没有公示",
        "工地半夜打桩，老人睡不着",
        "停水两天没有通知",
    )
    rows = [
        {
            "工单编号": f"GD{at:04}",
            "受理时间": f"2025-03-{at % 28 + 1:02} 09:30",
            "所属社区": f"{'桂翠松'[at % 3]}苑社区",
            "诉求内容": f"{at % 20 + 1}号楼，{things[at % 4]}。",
        }
        for at in range(n)
    ]
    pd.DataFrame(rows).to_excel(path, index=False)


def main() -> None:
    """Run the commands and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--dry", action="store_true", help="save nothing")
    options = parser.parse_args()
    environment = {k: v for k, v in os.environ.items() if k not in ("VIRTUAL_ENV", "PYTHONPATH", "MAKEFLAGS")}
    load, rows = os.getloadavg()[0], []
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for command in commands():
            is_clone = command.startswith("git clone")
            told = f"git clone -q {shlex.quote(str(ROOT))} textmine" if is_clone else command
            before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
            done = subprocess.run(told, shell=True, cwd=place, env=environment, capture_output=True, text=True, check=False)  # fmt: skip
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            if done.returncode:
                raise SystemExit(f"{command} fails: {done.stderr[-1500:]}")
            cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            rows.append(
                {
                    "command": command,
                    "seconds": round(time.perf_counter() - start, 1),
                    "cpu_seconds": round(cpu, 1),
                }
            )
            print(f"{rows[-1]['seconds']:7} s {rows[-1]['cpu_seconds']:7} s CPU  {command}", flush=True)
            if is_clone:
                place /= "textmine"
                own_file(place / "三月.xlsx")
        result = pd.read_excel(place / "三月_分类.xlsx", engine="openpyxl")
        assert len(result) == 200
        assert result["category"].notna().all()
        assert (place / "报告.html").stat().st_size > 10_000
    if not options.dry:
        kept = {"load_before": round(load, 1), "n_cpus": os.cpu_count(), "commands": rows}
        target = ROOT / "benchmarks" / "results" / "stranger.json"
        target.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
