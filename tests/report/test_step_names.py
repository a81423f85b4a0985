"""Every step of cleaning has a Chinese name in the Chinese report, and workbooks are headed in the language asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from textmine.cli import build_app
from textmine.news.articles import clean_page
from textmine.news.noise import NOISE_KINDS, CleanPage, add_noise
from textmine.report.news_labels import STEPS_ZH
from textmine.resources import corpus_path

AUTHORS = Path(__file__).parents[1] / "news" / "data"


def kinds_of(page: str) -> set[str]:
    cleaned = clean_page(page)
    return {record["kind"] for record in (*cleaned.removed, *cleaned.repairs)}


def test_every_step_that_is_taken_has_a_chinese_name() -> None:
    lines = (Path(corpus_path("news")) / "pages.jsonl").read_text(encoding="utf-8").splitlines()[:6]
    pages = [CleanPage.of(json.loads(line)) for line in lines]
    found = {
        kind
        for n, page in enumerate(pages)
        for one in NOISE_KINDS
        for kind in kinds_of(add_noise(page, (one,), seed=n))
    }
    for file in sorted(AUTHORS.glob("*_author.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            found |= kinds_of(json.loads(line)["page"])
    assert len(found) > 20
    assert not found - set(STEPS_ZH)


@pytest.mark.parametrize(
    "words", [["mask"], ["duplicates"], ["trends", "--by", "category"], ["keyness", "--by", "category"]]
)
def test_a_chinese_workbook_says_what_it_was_made_of_in_chinese(words: list[str], tmp_path: Path) -> None:
    table = tmp_path / "in.csv"
    table.write_text(
        "工单号,诉求内容,来电时间,category\n"
        + "".join(f"{n},楼道灯坏了没人修,2024-03-{n + 1:02d},{'a' if n % 2 else 'b'}\n" for n in range(12)),
        encoding="utf-8",
    )
    out = tmp_path / "out.xlsx"
    run = CliRunner().invoke(build_app(), [words[0], str(table), str(out), *words[1:], "--lang", "zh"])
    assert run.exit_code == 0, run.output
    last = load_workbook(out).worksheets[-1]
    assert last.title == "来源"
    assert [cell.value for cell in next(last.iter_rows(max_row=1))] == ["项目", "内容"]
