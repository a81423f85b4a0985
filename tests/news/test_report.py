"""The evidence report is one safe file that says what is there and what is missing, in two languages."""

from __future__ import annotations

import json
import re
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from textmine.news.claims import extract_claims
from textmine.news.evidence import GAPS, build_evidence
from textmine.news.issues import extract_issues
from textmine.news.mechanisms import detect_mechanisms
from textmine.news.noise import COMBINATIONS, CleanPage, add_noise
from textmine.report.news import model_report, news_report
from textmine.report.news_labels import LABELS
from textmine.report.newsroom import FILES, Newsroom, all_files, read_news, write_news


@pytest.fixture(scope="module")
def found(authored: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    folder = tmp_path_factory.mktemp("pages")
    for seed, record in enumerate(authored):
        text = add_noise(CleanPage.of(record), COMBINATIONS["portal"], seed=seed)
        (folder / f"{record['id']}.txt").write_text(text, encoding="utf-8")
    return read_news([folder])


@pytest.fixture(scope="module")
def written(found: Newsroom, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with everything written once: fitting the font to a page takes most of a second."""
    folder = tmp_path_factory.mktemp("written")
    write_news(found, folder)
    return folder


def test_write_news_writes_every_file_with_its_headings(written: Path) -> None:
    tmp_path = written
    written = {p.name for p in tmp_path.iterdir()}
    assert set(FILES) < written <= set(all_files())
    claims = pd.read_csv(tmp_path / "claims.csv", encoding="utf-8-sig")
    assert list(claims.columns[:11]) == [
        "article_id",
        "model_id",
        "value_low",
        "value_high",
        "unit",
        "counts",
        "kind",
        "grade",
        "place",
        "period",
        "sentence",
    ]
    articles = [
        json.loads(line) for line in (tmp_path / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    texts = {a["article_id"]: a["text"] for a in articles}
    assert all("\n".join(a["paragraphs"]) == a["text"] for a in articles)
    for name in ("issues", "claims", "mechanisms"):
        table = pd.read_csv(tmp_path / f"{name}.csv", encoding="utf-8-sig")
        assert all(
            s in texts[a] and len(s) <= 150
            for a, s in zip(table["article_id"], table["sentence"], strict=True)
        )


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_report_names_every_model_and_loads_nothing(found: Newsroom, lang: str) -> None:
    evidence = build_evidence(found.articles, found.claims, found.mechanisms, found.models)
    html = news_report(found.articles, evidence, found.models, lang=lang)
    for e in evidence:
        assert escape(e.zh if lang == "zh" else e.en, quote=True) in html.replace("&#39;", "&#x27;")
    assert not re.search(r"(?:src|href)=[\"']?(?:https?:)?//|<script|@import|url\((?!.data:)", html)


def test_model_pages_link_each_other_and_the_comparison(found: Newsroom, written: Path) -> None:
    tmp_path = written
    models = sorted(p.name for p in tmp_path.glob("model-*.html"))
    assert len(models) == len({*found.models.values()}) > 3
    for page in [tmp_path / "report.html", *(tmp_path / name for name in models)]:
        linked = set(re.findall(r'href="([a-z_-]+\.html)"', page.read_text(encoding="utf-8")))
        assert linked | {page.name} >= {*models, "report.html"}
        assert all((tmp_path / name).exists() for name in linked)


def test_model_page_gives_every_figure_its_sentence(found: Newsroom, written: Path) -> None:
    html = (written / "model-first_secretary.html").read_text(encoding="utf-8")
    own = found.claims[(found.claims["model_id"] == "first_secretary") & (found.claims["kind"] != "context")]
    assert len(own) > 10
    assert all(escape(s, quote=True).replace("&#x27;", "&#39;") in html for s in own["sentence"])


def test_write_news_leaves_no_page_of_a_model_that_is_gone(found: Newsroom, tmp_path: Path) -> None:
    (tmp_path / "model-none.html").write_text("old", encoding="utf-8")
    page = tmp_path / "页.txt"
    page.write_text("区里选派38名干部任社区第一书记，第一书记每月走访。", encoding="utf-8")
    write_news(read_news([page]), tmp_path)
    assert not (tmp_path / "model-none.html").exists()
    assert (tmp_path / "model-first_secretary.html").exists()


def test_report_escapes_what_pages_say(tmp_path: Path) -> None:
    page = tmp_path / "页.txt"
    page.write_text(
        "社区第一书记来了<script>alert(1)</script>\n选派38名社区第一书记<img src=x onerror=alert(1)>，办结5件。",
        encoding="utf-8",
    )
    write_news(read_news([page]), tmp_path / "out")
    html = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "<script" not in html
    assert "<img" not in html


def test_newsroom_masked_holds_no_name(found: Newsroom, tmp_path: Path) -> None:
    names = [n for n in found.people["name"] if len(n) == 3]
    assert len(names) > 10
    write_news(found.masked(), tmp_path)
    everything = "".join(p.read_text(encoding="utf-8-sig") for p in tmp_path.iterdir())
    assert not [name for name in names if name in everything]


def test_build_evidence_says_what_is_missing_and_what_is_computed() -> None:
    text = "全省选派1000名干部下沉，联系500个社区。宣讲300场。"
    articles = pd.DataFrame({"article_id": ["a1"], "title": ["党员下沉社区"], "text": [text]})
    from textmine.news.claims import extract_claims
    from textmine.news.mechanisms import detect_mechanisms

    models = {"a1": "cadres_to_community"}
    (evidence,) = build_evidence(
        articles, extract_claims(articles, models=models), detect_mechanisms(articles, models=models), models
    )
    assert set(evidence.gaps) == {code for code, _, _ in GAPS}
    assert [(d.numerator, d.denominator, d.per_community) for d in evidence.doses] == [(1000.0, 500.0, 2.0)]
    assert evidence.to_frame().to_numpy().sum() == sum(
        n for kind, n in evidence.kinds.items() if kind != "context"
    )


def test_labels_have_the_same_words_in_both_languages() -> None:
    assert set(LABELS["en"]) == set(LABELS["zh"])


def test_model_report_shows_the_first_rows_and_says_where_all_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("textmine.report.news.MOST_ROWS", 2)
    text = "".join(f"支部{n}月办结{n + 20}件。" for n in range(1, 6))
    articles = pd.DataFrame({"article_id": ["a1"], "title": [""], "text": [text]})
    found = build_evidence(articles, extract_claims(articles, models={}), detect_mechanisms(articles), {})
    page = model_report(found, 0, extract_issues(articles), lang="en")
    assert "The first 2 of 5; all are in claims.csv." in page
    assert "办结22件" in page
    assert "办结25件" not in page
