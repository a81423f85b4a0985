"""Cleaning gives the article back: on every kind of noise, on clean pages, on anything at all."""

from __future__ import annotations

import functools
import hashlib
import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.errors import InputError
from textmine.news.articles import clean_page, clean_pages
from textmine.news.noise import COMBINATIONS, NOISE_KINDS, CleanPage, add_noise
from textmine.news.scoring import body_score
from textmine.resources import corpus_path
from textmine.schema import ARTICLES

FLOOR = 0.99
CASES = {kind: (kind,) for kind in NOISE_KINDS} | COMBINATIONS
GOLD = json.loads((Path(__file__).parent / "body_gold.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("kind", CASES)
def test_clean_page_gives_the_article_back(
    kind: str, authored: list[dict[str, Any]], authored_second: list[dict[str, Any]]
) -> None:
    scores = []
    for seed, record in enumerate([*authored, *authored_second]):
        page = CleanPage.of(record)
        cleaned = clean_page(add_noise(page, CASES[kind], seed=seed))
        scores.append(body_score(cleaned.text, "\n".join(page.paragraphs)))
        assert cleaned.removed or cleaned.repairs, "what was done must be on record"
    assert sum(p for p, _ in scores) / len(scores) >= FLOOR
    assert sum(r for _, r in scores) / len(scores) >= FLOOR


def test_noise_would_be_noticed(authored: list[dict[str, Any]]) -> None:
    """The makers make noise: without cleaning no kind but hidden ones reaches the floor."""
    page = CleanPage.of(authored[0])
    gold = "\n".join(page.paragraphs)
    assert body_score(add_noise(page, ["related_news"]), gold)[0] < FLOOR
    assert body_score(add_noise(page, ["pinyin_glosses"]), gold)[0] < FLOOR


def test_clean_page_leaves_clean_pages_byte_for_byte(authored: list[dict[str, Any]]) -> None:
    for record in authored:
        page = CleanPage.of(record)
        cleaned = clean_page(add_noise(page, []))
        assert cleaned.text == "\n".join(page.paragraphs)
        assert (cleaned.title, cleaned.outlet, cleaned.repairs) == (page.title, page.outlet, [])


@pytest.mark.parametrize("kind", CASES)
def test_clean_page_twice_is_once(kind: str, authored: list[dict[str, Any]]) -> None:
    for seed, record in enumerate(authored[:8]):
        once = clean_page(add_noise(CleanPage.of(record), CASES[kind], seed=seed)).text
        assert clean_page(once).text == once


@functools.cache
def _pages() -> list[CleanPage]:
    lines = corpus_path("news/pages.jsonl").read_text(encoding="utf-8").splitlines()
    return [CleanPage.of(json.loads(line)) for line in lines]


def _page(seed: int) -> CleanPage:
    return _pages()[seed % len(_pages())]


@given(
    kinds=st.lists(st.sampled_from(sorted(NOISE_KINDS)), max_size=4, unique=True),
    seed=st.integers(0, 10_000),
)
@settings(max_examples=60, deadline=None)
def test_clean_page_is_idempotent_on_any_mixture_of_noise(kinds: list[str], seed: int) -> None:
    page = _page(seed)
    once = clean_page(add_noise(page, kinds, seed=seed)).text
    assert clean_page(once).text == once


@given(seed=st.integers(0, 10_000), n_first=st.integers(1, 6))
@settings(max_examples=40, deadline=None)
def test_clean_page_leaves_any_clean_paragraphs_alone(seed: int, n_first: int) -> None:
    page = _page(seed)
    text = "\n".join(page.paragraphs[:n_first])
    article = clean_page(text)
    assert (article.text, article.repairs, article.removed) == (text, [], [])


def test_clean_page_leaves_no_figure_of_related_news(authored: list[dict[str, Any]]) -> None:
    text = clean_page(add_noise(CleanPage.of(authored[0]), COMBINATIONS["portal"])).text
    assert not re.search(r"8700|126亩|560人|4\.2万人次|000000", text)


def test_clean_page_tells_a_repost_date_from_a_publication(authored: list[dict[str, Any]]) -> None:
    cleaned = clean_page(add_noise(CleanPage.of(authored[1]), ["repost_header"]))
    assert cleaned.published.precision == "none"
    assert cleaned.reposted_at == "2031-05-17T02:40:36"
    assert cleaned.outlet == authored[1]["outlet"] or cleaned.outlet == ""


@pytest.mark.parametrize(
    "text", ["", "   \n\n ", "The street lamp is broken. Nobody cares.", "?", "1" * 5000, "|" * 3000]
)
def test_clean_page_of_anything_is_defined(text: str) -> None:
    article = clean_page(text)
    assert article.text == "\n".join(article.paragraphs)


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_clean_page_never_fails(text: str) -> None:
    article = clean_page(text)
    assert all(paragraph.strip() for paragraph in article.paragraphs)


def test_clean_page_of_five_megabytes_in_one_line_is_quick() -> None:
    line = "灯芯巷社区的路灯坏了三个月，区里选派38名干部，" * 70_000
    start = time.process_time()
    assert clean_page(line).text == line
    assert time.process_time() - start < 30


def test_clean_pages_names_pages_in_order_and_passes_failures(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("灯亮了。", encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "c.txt").write_bytes("楼道干净了。".encode("gb18030"))
    failed: list[InputError] = []
    table = clean_pages([tmp_path], failed=failed)
    assert ARTICLES.check(table)["article_id"].tolist() == ["a1", "a2"]
    assert table["text"].tolist() == ["灯亮了。", "楼道干净了。"]
    assert len(failed) == 1
    with pytest.raises(InputError, match="not a text file"):
        clean_pages([tmp_path])


def test_clean_pages_of_nothing_is_an_empty_table() -> None:
    assert clean_pages([])["text"].tolist() == []


@pytest.mark.real_data
@pytest.mark.parametrize("doc", GOLD)
def test_clean_pages_equals_the_body_read_by_hand(doc: str, real_data: Path) -> None:
    """Paragraphs are compared by checksum: the texts are not ours. □ marks characters lost for good."""
    gold = GOLD[doc]["paragraphs"]
    paragraphs = clean_pages([real_data / "news_raw" / f"{doc}.txt"])["paragraphs"][0]
    found = {hashlib.sha256(p.encode()).hexdigest()[:24]: len(p) for p in paragraphs}
    same = sum(length for digest, length in gold if digest in found) - GOLD[doc]["lost"]
    assert same / sum(found.values()) >= FLOOR
    assert same / sum(length for _, length in gold) >= FLOOR
    assert len(paragraphs) == len(gold)


@pytest.mark.real_data
def test_clean_pages_restores_names_and_drops_foreign_figures(real_data: Path) -> None:
    table = clean_pages([real_data / "news_raw"])
    text = "\n".join(table["text"])
    for name in ("綦江区委组织部", "李强光", "周国华"):
        assert name in text
    for foreign in ("8700万元", "50位议事", "185169", "010-5601", "189次", "2018年10期", "八宿县"):
        assert foreign not in text
    assert not re.search(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔù]+\)", text)
    assert table["title"].tolist().count("") == 2  # one page has a foreign headline only, one has none


def test_a_pointer_to_the_next_film_between_paragraphs_does_not_end_the_page() -> None:
    body = [
        f"第{n}段说的是灯芯巷的路灯怎么修好的，一共二十三盏，谁去修，一笔一笔记着，大家都高兴。"
        for n in "一二三四五六七八"
    ]
    page = [
        *body[:4],
        "下一条 自动播放 3秒后：《街坊》小巷里的修鞋摊，一干32年",
        *body[4:],
        "相关视频",
        "邻县修路 02:10",
    ]
    assert clean_page("\n".join(page)).paragraphs == body
