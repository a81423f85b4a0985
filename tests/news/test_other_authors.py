"""Pages of further authors keep the scores docs/news.md states for the present program."""

from __future__ import annotations

import json
import re
import runpy
from pathlib import Path
from typing import Any

import pytest

from textmine.news.articles import clean_page
from textmine.news.catalogue import assign_model
from textmine.news.scoring import body_score, score_pages

ROOT = Path(__file__).resolve().parents[2]
MEASURES = (
    ("numbers_recall", "figures recall (value and unit)"),
    ("numbers_precision", "figures precision"),
    ("kind_accuracy", "kind"),
    ("grade_accuracy", "grade"),
    ("issues_recall", "problems recall"),
    ("issues_precision", "problems precision"),
    ("status_accuracy", "status of found problems"),
    ("mechanism_cells_equal", "mechanism cells equal"),
    ("mechanism_f1", "mechanism F1"),
)


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


@pytest.mark.parametrize(
    "author", ["third", "fourth", "training", "fifth", "sixth", "seventh", "eighth", "tenth"]
)
def test_scores_are_those_of_the_documentation(author: str) -> None:
    score = score_pages(pages_of(author))
    text = (ROOT / "docs" / "news.md").read_text(encoding="utf-8")
    block = text.split(f"<!-- {author} -->")[1].split(f"<!-- /{author} -->")[0]
    # The last number of a row is what the present program does.
    stated = dict(re.findall(r"^\| ([^|]+?) \|.* (\d?\.\d+) \|$", block, flags=re.MULTILINE))
    for name, title in MEASURES:
        if title not in stated:  # The training author gave rules no grade.
            assert (author, name) == ("training", "grade_accuracy")
            continue
        assert getattr(score, name) == pytest.approx(float(stated[title]), abs=0.0005), title


@pytest.mark.parametrize(("author", "n_exact"), [("fourth", 11), ("fifth", 12)])
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
