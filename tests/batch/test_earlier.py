"""A table that was checked and is classified again keeps what the checks said."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from textmine.batch.earlier import EarlierChecks
from textmine.classify.training import labelled_rows
from textmine.cli import main
from textmine.mining.inputs import grouping_of
from textmine.reading.tables import read_table

TEXTS = ["小区垃圾没人清运，臭气熏天", "小区垃圾没人清运，苍蝇很多", "路灯坏了三天", "路灯坏了一周"]


def run(*words: object) -> int:
    with pytest.raises(SystemExit) as stop:
        main([str(word) for word in words])
    return int(stop.value.code or 0)


@pytest.fixture
def checked(tmp_path: Path) -> Path:
    frame = pd.DataFrame({
        "工单编号": ["1", "2", "3", "4"],
        "诉求内容": TEXTS,
        "受理时间": ["2024-03-01", "2024-03-02", "2024-03-03", "2024-03-04"],
        "category": ["pollution", "pollution", "transport", ""],
        "category_zh": ["环境污染", "环境污染", "道路交通", ""],
        "confidence": ["0.9", "0.9", "0.9", ""],
        "needs_review": ["False", "False", "False", "True"],
        "status": ["ok", "ok", "ok", "empty"],
        "checked_category": ["对", "ok", "市政公用", "对"],
    })  # fmt: skip
    frame.to_csv(tmp_path / "checked.csv", index=False)
    return tmp_path / "checked.csv"


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_a_confirmation_stays_with_the_answer_it_confirmed(
    checked: Path, ending: str, capsys: pytest.CaptureFixture[str]
) -> None:
    again = checked.with_name(f"again.{ending}")
    assert run("classify", checked, again, "-q") == 0
    said = capsys.readouterr().err
    assert "2 confirmations in checked_category were made of the earlier answers in category" in said
    assert "1 confirmations in checked_category stood beside no answer" in said
    table = read_table(again)
    assert table.frame["checked_category"].fillna("").tolist() == ["环境污染", "pollution", "市政公用", ""]
    assert table.frame["textmine_category"].tolist() == ["sanitation"] * 2 + ["utilities"] * 2
    # One column is the answer for every command, and what was checked wins over it.
    assert table.roles["category"] == "textmine_category"
    assert labelled_rows(table)[1] == ["pollution", "pollution", "utilities"]
    assert grouping_of(table, "category").tolist() == ["pollution", "pollution", "utilities", "utilities"]


def test_report_and_trends_count_the_same_answers(checked: Path, capsys: pytest.CaptureFixture[str]) -> None:
    again, page, trends = (checked.with_name(name) for name in ("again.xlsx", "page.html", "trends.csv"))
    assert run("classify", checked, again, "-q") == 0
    assert run("report", again, "--out", page, "-q", "--lang", "zh") == 0
    assert run("trends", again, trends, "--by", "category", "-q") == 0
    assert "grouped by textmine_category, the newest answer" in capsys.readouterr().err
    counted = pd.read_csv(trends).set_index("group")["n"].to_dict()
    assert counted == {"(all)": 4, "pollution": 2, "utilities": 2}
    html = page.read_text(encoding="utf-8")
    assert "环境污染: 2 ·" in html
    assert "市政公用: 2 ·" in html
    older = ("--columns", "category=category", "--by", "category")
    assert run("trends", again, trends, *older, "-q", "--force") == 0
    # The older answer where nobody checked, which is blank in the fourth row.
    assert pd.read_csv(trends).set_index("group")["n"].to_dict() == {
        "(all)": 4,
        "pollution": 2,
        "utilities": 1,
    }


def test_a_table_without_checks_passes_as_it_is() -> None:
    frame = pd.DataFrame({"category": ["land"], "checked_category": ["物业管理"]})
    checks = EarlierChecks({"category": "category", "checked_category": "checked_category"})
    assert checks.written_out(frame) is frame
    assert checks.remarks() == []
    assert EarlierChecks({}).written_out(frame) is frame
    numbers = frame.assign(checked_category=[1])
    assert checks.written_out(numbers) is numbers


def test_a_heading_of_the_office_for_checks_is_kept_as_the_one_column_of_checks(tmp_path: Path) -> None:
    frame = pd.DataFrame({"内容": TEXTS[:2], "category": ["land", "land"], "人工类别": ["对", ""]})
    frame.to_csv(tmp_path / "a.csv", index=False)
    assert run("classify", tmp_path / "a.csv", tmp_path / "b.xlsx", "-q") == 0
    table = read_table(tmp_path / "b.xlsx")
    assert "checked_category" not in table.frame.columns
    assert table.frame["人工类别"].fillna("").tolist() == ["征地拆迁", ""]
