"""Pages of further authors keep the scores docs/news.md states for the present program."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

import pytest

from textmine.news.articles import clean_page
from textmine.news.catalogue import assign_model
from textmine.news.scoring import body_score

ROOT = Path(__file__).resolve().parents[2]


def pages_of(author: str) -> list[dict[str, Any]]:
    lines = (ROOT / f"tests/news/data/{author}_author.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def pages() -> list[dict[str, Any]]:
    return pages_of("third")


def test_bodies_and_titles_are_given_back(pages: list[dict[str, Any]]) -> None:
    for page in pages:
        cleaned = clean_page(page["page"])
        assert body_score(cleaned.text, "\n".join(page["paragraphs"])) == (1.0, 1.0), page["id"]
        assert cleaned.title == page["title"]


def test_tables_are_those_of_the_saved_results_and_of_the_present_program() -> None:
    writer = runpy.run_path(str(ROOT / "benchmarks" / "write_news_tables.py"))
    text = (ROOT / "docs" / "news.md").read_text(encoding="utf-8")
    for name, table in writer["tables"]().items():
        assert text.split(f"<!-- {name} -->")[1].split(f"<!-- /{name} -->")[0].strip() == table, name


def test_nothing_is_learned_from_authors_kept_unseen() -> None:
    unseen = {
        f"{author}_author"
        for author in runpy.run_path(str(ROOT / "benchmarks" / "write_news_tables.py"))["UNSEEN"]
    }
    for trainer in ("train_figure_kinds", "train_news_issues", "train_mechanisms"):
        kept = runpy.run_path(str(ROOT / "benchmarks" / f"{trainer}.py"))["UNSEEN"]
        assert {Path(name).stem for name in kept} == unseen
    for trainer in ("train_place_names", "bench_places"):
        kept = runpy.run_path(str(ROOT / "benchmarks" / f"{trainer}.py"))["UNSEEN"]
        assert {f"{author}_author" for author in kept} == unseen


@pytest.mark.parametrize(
    ("author", "n_exact"),
    [("fourth", 11), ("fifth", 12), ("eleventh", 16), ("fourteenth", 14), ("nineteenth", 8)],
)
def test_bodies_and_titles_of_other_authors_are_given_back(author: str, n_exact: int) -> None:
    pages = pages_of(author)
    cleaned = [clean_page(page["page"]) for page in pages]
    exact = [c.paragraphs == page["paragraphs"] for c, page in zip(cleaned, pages, strict=True)]
    assert sum(exact) == n_exact
    assert [c.title for c in cleaned] == [page["title"] for page in pages]


def test_agreement_of_readers_is_that_of_the_documentation() -> None:
    text = (ROOT / "docs" / "news.md").read_text(encoding="utf-8")
    stated = text.split("<!-- readers -->")[1].split("<!-- /readers -->")[0]
    table = runpy.run_path(str(ROOT / "benchmarks" / "bench_readers.py"))["table"]
    assert stated.strip() == table()


def test_pages_of_further_authors_get_their_model() -> None:
    pages = [page for author in ("fifth", "sixth", "seventh", "eighth") for page in pages_of(author)]
    given = [assign_model(page["title"], "\n".join(page["paragraphs"])).model_id or "" for page in pages]
    right = sum(model == page["model_id"] for model, page in zip(given, pages, strict=True))
    assert (right, len(pages)) == (45, 52)
