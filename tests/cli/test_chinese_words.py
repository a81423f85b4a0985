"""With ``--lang zh`` nobody meets an English sentence, however messy the files are."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest

from textmine.cli import main
from textmine.writing import cells

CHINESE = re.compile("[\u4e00-\u9fff]")
TEXTS = (
    "小区门口的路灯坏了三天没人修",
    "夜里工地施工太吵睡不着",
    "楼下垃圾站臭气熏天",
    "电梯停运老人下不了楼",
)


def run(*words: object) -> int:
    with pytest.raises(SystemExit) as stopped:
        main([*map(str, words), "--lang", "zh"])
    return int(stopped.value.code or 0)


@pytest.fixture(scope="module")
def messy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("乱表")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["某街道三月工单明细表"])
    sheet.append(["编号", "诉求内容", "诉求内容", "status", "受理时间", "所属社区", "得分"])
    for at in range(30):
        day = f"2025-03-{at % 28 + 1:02d}"
        sheet.append([at, TEXTS[at % 4], "补充", "办结", day, "梧桐里" if at % 3 else None, "=1+1"])
    sheet["F10"].value = "墨池里"
    sheet.merge_cells("F10:F11")
    sheet.append(["合计", None, None, None, None, None, 30])
    book.create_sheet("另表").append(["甲", "乙"])
    book["另表"].append([1, 2])
    book.save(folder / "乱.xlsx")
    long_name = "这里本该是社区名称，却写了很长的一段话，" * 3
    rows = [f"{long_name},{TEXTS[at % 4]},{at + 1}日不详,甲{at % 2}" for at in range(40)]
    (folder / "错位.csv").write_text(
        "社区,诉求内容,受理时间,编号\n" + "\n".join(rows) + "\n短行\n", encoding="utf-8"
    )
    (folder / "坏行.jsonl").write_text(
        '{"内容": "路灯坏了"}\n不是记录\n{"内容": "停车难"}\n', encoding="utf-8"
    )
    (folder / "长文.csv").write_text(
        "内容,category\n" + TEXTS[0] + "，" + "请尽快修。" * (cells.MAX_CELL_CHARACTERS // 5 + 10) + ",x\n"
        "楼道堆物,y\n",
        encoding="utf-8",
    )
    labelled = "".join(f"{TEXTS[at % 4]}第{at}次,{'utilities' if at % 2 else '自拟类'}\n" for at in range(30))
    (folder / "标注.csv").write_text("内容,标签\n" + labelled + ",transport\n停车难,\n", encoding="utf-8")
    return folder


CALLS = (
    ("classify 乱.xlsx OUT.csv --fast", 0, 5),
    ("classify 错位.csv OUT.xlsx --fast", 0, 3),
    ("classify 坏行.jsonl OUT.csv --fast", 0, 1),
    ("classify 长文.csv OUT.xlsx --fast", 0, 2),
    ("score default 标注.csv --label 标签 --fast", 0, 2),
    ("label suspect 标注.csv OUT.csv --label 标签", 2, 1),
    ("train 标注.csv OUT.tmm --label 标签", 0, 0),
    ("explain default 路灯坏了", 0, 0),
    ("drift default 乱.xlsx", 0, 0),
    ("mask 乱.xlsx OUT.csv", 0, 1),
    ("duplicates 乱.xlsx OUT.csv", 0, 1),
    ("hotspots 乱.xlsx OUT.xlsx", 0, 2),
    ("trends 乱.xlsx OUT.csv --by 所属社区", 0, 1),
    ("store add OUT.duckdb 乱.xlsx --fast", 0, 1),
    ("classify 乱.xlsx OUT.csv --scheme foo", 2, 0),
    ("classify 错位.csv OUT.csv --encoding klingon", 2, 0),
    ("classify 没有.xlsx OUT.csv", 2, 0),
    ("classify 乱.xlsx OUT.csv --model 错位.csv", 2, 0),
    ("classify 乱.xlsx OUT.csv --review-target 97", 2, 0),
    ("replies 乱.xlsx OUT.csv --by 无此列", 2, 0),
    ("report 错位.csv --out OUT.html", 2, 0),
)


@pytest.mark.parametrize(("call", "code", "n_remarks"), CALLS, ids=[call for call, _, _ in CALLS])
def test_every_line_has_chinese_words(
    call: str, code: int, n_remarks: int, messy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [
        str(tmp_path / word)
        if word.startswith("OUT.")
        else str(messy / word)
        if (messy / word).exists()
        else word
        for word in call.split()
    ]
    assert run(*words) == code
    err = capsys.readouterr().err
    for line in filter(None, err.splitlines()):
        # Names of files, headings and values may be anything, so they do not count as Chinese words.
        said = re.sub(r"/\S*|“[^”]*”|[\w.]+\.(?:xlsx|csv|jsonl)", "", line)
        said = said.replace("提醒：", "").replace("错误：", "")
        assert CHINESE.search(said), line
        assert not re.search(r"[a-z]+ [a-z]+ [a-z]+", said), line
    assert err.count("提醒：") >= n_remarks, err


def test_what_a_store_holds_is_said_in_chinese(
    messy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("store", "add", tmp_path / "s.duckdb", messy / "乱.xlsx", "--fast") == 0
    capsys.readouterr()
    assert run("store", "info", tmp_path / "s.duckdb") == 0
    err = capsys.readouterr().err
    assert "行数太少，无法比较" in err
    assert not re.search("[a-z]{3,}", err), err
