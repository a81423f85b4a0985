"""`textmine news` keeps the rules of every command, and its scores on the real pages."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from textmine.cli import main

PAGE = "社区来了第一书记\n2023-06-14 来源：澜溪日报\n区里选派38名干部任社区第一书记，灯芯巷社区的化粪池渗漏，当天修好。"


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as stopped:
        main(["news", *arguments])
    return int(stopped.value.code or 0)


def test_news_writes_and_refuses_to_overwrite(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page, out = tmp_path / "页.txt", tmp_path / "a" / "out"
    page.write_text(PAGE, encoding="utf-8")
    assert run(str(page), "--out", str(out), "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["n_articles"], said["failed"]) == (1, [])
    assert run(str(page), "--out", str(out)) == 2
    assert "--force" in capsys.readouterr().err
    assert run(str(page), "--out", str(out), "--force", "--quiet", "--mask", "--lang", "zh") == 0


def test_news_does_the_others_when_one_page_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text(PAGE, encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(bytes(range(256)) * 20)
    assert run(str(tmp_path), "--out", str(tmp_path / "out"), "--quiet") == 2
    assert "b.txt" in capsys.readouterr().err
    assert (tmp_path / "out" / "report.html").exists()


@pytest.mark.parametrize("content", ["", "The lamp is broken.", "\n\n"])
def test_news_of_anything_keeps_headings(tmp_path: Path, content: str) -> None:
    (tmp_path / "a.txt").write_text(content, encoding="utf-8")
    assert run(str(tmp_path / "a.txt"), "--out", str(tmp_path / "out"), "--quiet") == 0
    assert (
        (tmp_path / "out" / "issues.csv")
        .read_text(encoding="utf-8-sig")
        .startswith("article_id,sentence,place,category,status")
    )


def test_news_names_a_missing_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(str(tmp_path / "无.txt"), "--out", str(tmp_path / "out")) == 2
    assert "无.txt" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.real_data
def test_news_holds_its_scores_on_the_real_pages(real_data: Path) -> None:
    script = real_data.parent / "eval" / "news_gold.py"
    if not script.exists():
        pytest.skip("the scoring script is absent")
    command = f"{sys.executable} -m textmine"
    done = subprocess.run(
        [sys.executable, str(script), "--matrix", str(real_data / "mechanisms_dev.csv"), "--command", command],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    score = json.loads(done.stdout)
    assert score["numbers_recall"] >= 0.9
    assert score["numbers_precision"] >= 0.9
    assert score["kind_accuracy"] >= 0.8
    assert score["issues_recall"] >= 0.8
    assert score["issues_precision"] >= 0.8
    assert score["mechanism_cells_equal"] >= 0.8
    assert score["mechanism_f1"] >= 0.88


def test_masking_writes_no_reporter_into_the_log_of_what_was_taken_off(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(
        "灯芯巷的老党员\n2024-03-05 10:00 来源：某市日报 记者 李明\n"
        "灯芯巷社区的楼道灯坏了两个月，居民找到社区。老党员第二天就带人把灯修好了，大家都说好。\n"
        "社区每月开一次议事会，今年办结居民的事12件，还请来电工给六栋老楼查了线路。\n责任编辑：王芳\n",
        encoding="utf-8",
    )
    for folder, options, is_told in (("open", [], True), ("masked", ["--mask"], False)):
        out = tmp_path / folder
        assert run(str(page), "--out", str(out), "--force", "--quiet", *options) == 0
        written = "".join(
            file.read_text(encoding="utf-8-sig") for file in sorted(out.iterdir()) if file.is_file()
        )
        assert ("李明" in written) == is_told
        assert is_told or "王芳" not in written
