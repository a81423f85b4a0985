"""A command that says --sheet reads a sheet alone has that option."""

from __future__ import annotations

import shlex
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from textmine.cli import main
from textmine.reading.corpus import load_corpus


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as stop:
        main(list(words))
    return int(stop.value.code or 0)


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("book") / "in.xlsx"
    some = load_corpus("heldout").groupby("category").head(4)
    rows = pd.DataFrame(
        {"工单编号": some["complaint_id"], "工单内容": some["text"], "标签": some["category"]}
    )
    rows = rows.assign(受理时间="2024-03-01", 答复内容="已处理")
    with pd.ExcelWriter(path) as book:
        rows.head(30).to_excel(book, sheet_name="甲", index=False)
        rows.iloc[:40].set_axis(["事由编码", "情况", "归口", "何时", "回音"], axis=1).to_excel(
            book, sheet_name="乙", index=False
        )
        pd.DataFrame([["T5", "停车难"]]).to_excel(book, sheet_name="丙", index=False, header=False)
    return path


COMMANDS = (
    "mask IN OUT.csv",
    "segment IN OUT.txt",
    "words IN OUT.csv",
    "duplicates IN OUT.csv",
    "store add OUT.db IN",
    "drift default IN",
    "score default IN --label 归口",
    "train IN OUT.tmm --label 归口",
    "label sample IN OUT.csv --n 5",
    "label agree IN IN --label 归口",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_advice_about_sheets_can_be_followed(
    command: str, workbook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [
        str(tmp_path / w) if w.startswith("OUT") else str(workbook) if w == "IN" else w
        for w in shlex.split(command)
    ]
    roles = ("--columns", "text=情况,id=事由编码")
    assert run(*words, "--sheet", "丁", "-q", "--lang", "zh") == 2
    assert "没有此工作表；现有：甲、乙、丙" in capsys.readouterr().err
    assert run(*words, "--sheet", "乙", *roles, "-q") == 0, capsys.readouterr().err
    assert "was left out" not in capsys.readouterr().err


def test_a_sheet_left_out_is_counted_with_its_first_row(
    workbook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("mask", str(workbook), str(tmp_path / "o.csv"), "-q", "--lang", "zh") == 0
    said = capsys.readouterr().err
    assert "工作表“丙”的列名不同，其中 1 行（含首行）未读取；可用 --sheet 丙 单独读取" in said
    assert "工作表“乙”的列名不同，其中 41 行（含首行）未读取" in said


def test_report_and_suspect_have_the_option_too(workbook: Path, tmp_path: Path) -> None:
    classified = tmp_path / "c.xlsx"
    assert run("classify", str(workbook), str(classified), "--sheet", "甲", "-q") == 0
    assert (
        run("report", str(classified), "--out", str(tmp_path / "r.html"), "--sheet", "classified", "-q") == 0
    )
    assert run("label", "suspect", str(classified), str(tmp_path / "s.csv"), "--sheet", "丁", "-q") == 2


def test_replies_without_a_column_of_replies_names_the_headings_of_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pd.DataFrame({"工单号": ["1"], "诉求内容": ["路灯坏了"], "处理": ["已修"]}).to_csv(
        tmp_path / "a.csv", index=False
    )
    words = ("replies", str(tmp_path / "a.csv"), str(tmp_path / "o.csv"), "-q")
    assert run(*words, "--lang", "zh") == 2
    assert (
        "找不到答复列；请用 --columns reply=列名 指定。现有列：工单号, 诉求内容, 处理"
        in capsys.readouterr().err
    )
    assert run(*words) == 2
    assert "complaint_id" not in capsys.readouterr().err
    assert run(*words, "--columns", "reply=处理") == 0


def test_slips_in_checks_are_named_with_the_row_of_the_sheet(tmp_path, capsys):
    rows = [["诉求内容", "受理时间", "category", "checked_category"]]
    rows += [
        [f"路灯不亮{at}", f"2024-0{at % 6 + 1}-05", "utilities", "utilites" if at == 3 else None]
        for at in range(12)
    ]
    book = openpyxl.Workbook()
    for row in [["三月"], *rows]:
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    for command in ("trends", "keyness"):
        words = [command, str(tmp_path / "a.xlsx"), str(tmp_path / f"{command}.csv"), "--by", "category"]
        with pytest.raises(SystemExit):
            main([*words, "--lang", "zh"])
        # Two rows stand above the first row of data.
        assert "“utilites”不是已有类别（1 行，首见第 6 行；最接近：utilities）" in capsys.readouterr().err
