"""What a figure counts is the noun behind it, the subject of its change, or what stands in front."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import pytest

from textmine.news.claims import find_claims
from textmine.news.counted import MAX_NOUN, what_is_counted
from textmine.news.numbers import find_quantities

ROOT = Path(__file__).resolve().parents[2]


def counted(sentence: str) -> list[str]:
    return what_is_counted(sentence, find_quantities(sentence))


@pytest.mark.parametrize(
    ("sentence", "nouns"),
    [
        ("涉物业的投诉由去年同期的64件降到11件。", ["投诉", "投诉"]),
        ("该小区物业费收缴率从41%升至86%。", ["小区物业费收缴率"] * 2),
        ("楼道堆物，由36处减为2处。", ["楼道堆物"] * 2),
        ("月工资由2100元提高到3200元。", ["月工资", "月工资"]),
        ("今年发生楼道火情1起，上年同期为7起。", ["发生楼道火情", "发生楼道火情"]),
        ("持有证书的702人，占38.0%。", ["持有证书", "持有证书"]),
        ("电工、教师等8类1860名党员入库。", ["党员入库"] * 2),
        ("老马今年73岁。", ["年龄"]),
        ("半年下来，灯亮了。", ["时间"]),
        ("6天以后，管子埋好了。", ["时间"]),
        ("共有5家报到单位。", ["报到单位"]),
        ("办实事“微心愿”30个，发放8000元工作经费。", ["微心愿", "工作经费"]),
        ("满意率占九成（93%）。", ["满意率", "满意率"]),
        ("灯亮了。", []),
        ("", []),
    ],
)
def test_what_is_counted(sentence: str, nouns: list[str]) -> None:
    assert counted(sentence) == nouns


def test_a_noun_is_no_splinter_and_no_longer_than_its_limit() -> None:
    pages = [
        json.loads(line)
        for line in (ROOT / "corpus/news/pages.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    nouns = [str(c["counts"]) for page in pages for c in find_claims("\n".join(page["paragraphs"]))]
    assert max(map(len, nouns)) == MAX_NOUN
    assert not {"里", "下", "大", "一", "工", "报"} & set(nouns)
    assert sum(not noun for noun in nouns) < 0.05 * len(nouns)


@pytest.mark.parametrize(
    "long", ["党员" * 300 + "5名" + "党员" * 300, "由" * 500 + "5件降到3件", "5件3件" * 300]
)
def test_long_sentences_end(long: str) -> None:
    assert len(counted(long)) == len(find_quantities(long))


def test_the_table_of_the_docs_is_what_the_program_gives() -> None:
    bench = runpy.run_path(str(ROOT / "benchmarks" / "bench_counted.py"))
    saved = json.loads((ROOT / "benchmarks" / "results" / "news_counted.json").read_text(encoding="utf-8"))
    assert {author: bench["measure"](path) for author, path in bench["PAGES"].items()} == saved
    assert min(own["noun alike"] for own in saved.values()) > 0.6


def test_nouns_are_alike_that_share_two_fifths_of_their_characters() -> None:
    alike = runpy.run_path(str(ROOT / "benchmarks" / "bench_counted.py"))["are_alike"]
    assert alike("在职党员", "党员")
    assert not alike("装电梯", "协调会")
    assert not alike("", "")
