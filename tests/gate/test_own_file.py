"""A notebook runs on a user's own file when one name is given: other headings, Chinese labels, a single column."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).parents[2]
PLACES = ("杏林社区", "北渡口社区", "砖桥社区")
KINDS = {
    "电梯": ("房屋楼宇", "{n}号楼的电梯停了{d}天，老人下不了楼，报修也没人来。"),
    "物业费": ("物业管理", "{place}物业没有开会就把物业费涨了，收费明细已经{d}天不公示，问了{n}次。"),
    "噪声": ("环境污染", "{place}旁边的工地夜里{n}点还在打桩，已经连着{d}天睡不好。"),
    "停水": ("市政公用", "{n}栋又停水了，{d}天没有通知，家里有婴儿要用水。"),
}
REPLY = "您好，您反映的问题已收悉。经核实情况属实，我们已责成相关单位于{d}日内整改，联系电话见公告栏。感谢您的监督。"
# What each notebook needs: `full` has everything, `bare` one column of texts.
RUNS = [("00", "full"), ("00", "bare"), ("01", "full"), ("01", "bare"), ("02", "full"), ("02", "bare"), ("04", "full"), ("05", "full"), ("06", "full"), ("06", "bare"),
        ("07", "full"), ("07", "bare"), ("08", "full")]  # fmt: skip


def _own_table(n: int = 120) -> pd.DataFrame:
    rows = []
    for at in range(n):
        title, (label, text) = list(KINDS.items())[at % len(KINDS)]
        place = PLACES[at % 3]
        asked = pd.Timestamp("2024-03-01 09:00") + pd.Timedelta(days=at // 2)
        rows.append(
            {
                "工单号": f"XL{at:04d}",
                "诉求标题": f"{place}{title}问题",
                "反映内容": text.format(n=at % 9 + 1, d=at % 13 + 2, place=place),
                "受理时间": asked.strftime("%Y/%m/%d %H:%M"),
                "所属社区": place,
                "来电人": f"居民{at % 37}",
                "问题类别": label,
                "答复意见": REPLY.format(d=at % 5 + 3) if at % 4 else "",
                "答复时间": (asked + pd.Timedelta(days=at % 6 + 1)).strftime("%Y/%m/%d") if at % 4 else "",
            }
        )
    return pd.DataFrame(rows)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("own")
    table = _own_table()
    table.to_excel(folder / "我的工单.xlsx", index=False)
    table[["反映内容"]].rename(columns={"反映内容": "内容"}).to_excel(folder / "只有内容.xlsx", index=False)
    return {"full": folder / "我的工单.xlsx", "bare": folder / "只有内容.xlsx"}


def _run(number: str, path: Path, out: Path, **further: str) -> subprocess.CompletedProcess[str]:
    notebook = next((ROOT / "notebooks").glob(f"{number}_*.ipynb"))
    environment = {k: v for k, v in os.environ.items() if k != "MPLBACKEND"} | {"PYTHONHASHSEED": "0"}
    command = [
        sys.executable,
        "-m",
        "papermill",
        "--no-progress-bar",
        str(notebook),
        str(out),
        "-p",
        "path",
        str(path),
        *(word for name, value in further.items() for word in ("-p", name, value)),
    ]
    return subprocess.run(
        command, capture_output=True, text=True, cwd=out.parent, env=environment, check=False
    )


def _texts(out: Path) -> str:
    cells = json.loads(out.read_text(encoding="utf-8"))["cells"]
    return json.dumps([o.get("data", o) for c in cells for o in c.get("outputs", [])], ensure_ascii=False)


# The first and the analyst's template run with every `make test`, the others with `make test-slow`.
@pytest.mark.parametrize(
    ("number", "kind"),
    [
        pytest.param(
            number, kind, marks=() if (number, kind) in (("00", "bare"), ("06", "full")) else pytest.mark.slow
        )
        for number, kind in RUNS
    ],
)
def test_notebook_runs_on_a_file_of_ones_own(
    files: dict[str, Path], tmp_path: Path, number: str, kind: str
) -> None:
    out = tmp_path / "out.ipynb"
    done = _run(number, files[kind], out)
    assert done.returncode == 0, done.stderr[-3000:]
    said = _texts(out)
    assert "120" in said  # It was this file, not the shipped corpus, that was read.
    assert "image/png" in said
    if kind == "full" and number != "02":  # 02 shows words, and the lexicon may change none of this file's
        # 05 shows texts only where the model is wrong, but always the file's own categories.
        assert ("房屋楼宇" if number in ("04", "05") else "杏林社区") in said


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "word"), [("05", "需要有人工标注的类别列"), ("08", "no column of replies")]
)
def test_notebook_says_what_a_file_lacks(
    files: dict[str, Path], tmp_path: Path, number: str, word: str
) -> None:
    done = _run(number, files["bare"], tmp_path / "out.ipynb")
    assert done.returncode != 0
    assert word in done.stderr


@pytest.mark.slow
def test_marking_words_by_a_heading_of_the_file(files: dict[str, Path], tmp_path: Path) -> None:
    table = pd.read_excel(files["full"], engine="openpyxl").rename(columns={"问题类别": "类别"})
    table.to_excel(tmp_path / "类别.xlsx", index=False)
    for by in ("类别", "category", "所属社区", "month"):
        done = _run("04", tmp_path / "类别.xlsx", tmp_path / "out.ipynb", by=by)
        assert done.returncode == 0, done.stderr[-3000:]
    done = _run("04", tmp_path / "类别.xlsx", tmp_path / "out.ipynb", by="分局")
    assert done.returncode != 0
    assert "headings found: " in done.stderr
    assert "类别" in done.stderr


@pytest.mark.slow
def test_ones_own_page_is_not_held_against_the_invented_one(tmp_path: Path) -> None:
    page = tmp_path / "页面.txt"
    page.write_text(
        "巷口的书屋\n\n砖桥社区的书屋开了两年，志愿者17人，借出图书420册。\n\n责任编辑：小周\n", "utf-8"
    )
    done = _run("03", page, tmp_path / "out.ipynb")
    assert done.returncode == 0, done.stderr[-3000:]
    said = _texts(tmp_path / "out.ipynb")
    assert "未与自撰页面比较" in said
    assert "420" in said
    assert "320000000" not in said


@pytest.mark.slow
def test_template_says_when_its_output_is_there_already(files: dict[str, Path], tmp_path: Path) -> None:
    target = tmp_path / "分类.xlsx"
    target.write_bytes(b"mine")
    done = _run("06", files["bare"], tmp_path / "out.ipynb", output=str(target))
    assert done.returncode != 0
    assert "set replace = True" in done.stderr
    assert "--force" not in done.stderr
    assert target.read_bytes() == b"mine"
    done = _run("06", files["bare"], tmp_path / "out.ipynb", output=str(target), replace="True")
    assert done.returncode == 0, done.stderr[-3000:]
    assert target.stat().st_size > 10_000
    own = files["bare"].read_bytes()
    done = _run("06", files["bare"], tmp_path / "out.ipynb", output=str(files["bare"]), replace="True")
    assert done.returncode != 0
    assert files["bare"].read_bytes() == own
