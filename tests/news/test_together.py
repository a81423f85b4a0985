"""What is found in an article does not depend on the articles read with it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from textmine.news import claims, issues, mechanisms
from textmine.news.claims import extract_claims
from textmine.news.issues import extract_issues
from textmine.news.mechanisms import detect_mechanisms

_PAGES = Path(__file__).parent / "data" / "fourteenth_author.jsonl"


def _articles() -> pd.DataFrame:
    pages = [json.loads(line) for line in _PAGES.read_text(encoding="utf-8").splitlines()]
    texts = ["\n".join(page["paragraphs"]) for page in pages]
    texts[3:3] = ["", "天晴了。", "Nothing but English.", "\n"]
    return pd.DataFrame({"article_id": [f"a{n}" for n in range(len(texts))], "title": "", "text": texts})


@pytest.mark.parametrize("at_once", [1, 1500, 1_000_000])
@pytest.mark.parametrize("extract", [extract_claims, extract_issues, detect_mechanisms])
def test_articles_read_together_are_read_as_alone(
    extract: Callable[..., pd.DataFrame], at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (claims, issues, mechanisms):
        monkeypatch.setattr(module, "_AT_ONCE", at_once)
    articles = _articles()
    models = {} if extract is not extract_issues else None
    asked = {} if models is None else {"models": models}
    together = extract(articles, **asked)
    alone = [extract(articles.iloc[[n]], **asked) for n in range(len(articles))]
    expected = pd.concat([own for own in alone if len(own)], ignore_index=True)
    assert len(expected) > 50
    pd.testing.assert_frame_equal(together, expected, check_dtype=False)
