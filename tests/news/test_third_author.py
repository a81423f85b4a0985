"""Pages of a third author keep the scores docs/news.md states for the present program."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from textmine.news.articles import clean_page
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


@pytest.fixture(scope="module")
def pages() -> list[dict[str, Any]]:
    lines = (ROOT / "tests/news/data/third_author.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_bodies_and_titles_are_given_back(pages: list[dict[str, Any]]) -> None:
    for page in pages:
        cleaned = clean_page(page["page"])
        assert body_score(cleaned.text, "\n".join(page["paragraphs"])) == (1.0, 1.0), page["id"]
        assert cleaned.title == page["title"]


def test_scores_are_those_of_the_documentation(pages: list[dict[str, Any]]) -> None:
    score = score_pages(pages)
    text = (ROOT / "docs" / "news.md").read_text(encoding="utf-8")
    block = text.split("<!-- third -->")[1].split("<!-- /third -->")[0]
    stated = dict(re.findall(r"^\| ([^|]+?) \| \.\d+ \| (\d?\.\d+) \|$", block, flags=re.MULTILINE))
    for name, title in MEASURES:
        assert getattr(score, name) == pytest.approx(float(stated[title]), abs=0.0005), title
