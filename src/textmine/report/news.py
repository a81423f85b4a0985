"""Write the evidence report of news pages: one self-contained HTML file, every model compared and on its own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from textmine.news.evidence import GAPS, Evidence
from textmine.news.kinds import GRADES, KINDS
from textmine.news.mechanisms import load_mechanisms
from textmine.report.news_labels import LABELS, STEPS_ZH
from textmine.report.page import render_page
from textmine.taxonomy import load_taxonomy

__all__ = ["model_file", "model_report", "news_report", "write_news_report"]

# A page of more rows is slow in a browser and read by nobody; the tables beside it hold all.
MOST_ROWS = 2_000


def model_file(model_id: str) -> str:
    """Name the file of a model's page; pages of no model share one.

    Examples
    --------
    >>> model_file("first_secretary"), model_file("")
    ('model-first_secretary.html', 'model-none.html')
    """
    return f"model-{model_id or 'none'}.html"


def news_report(
    articles: pd.DataFrame, evidence: Sequence[Evidence], models: dict[str, str], *, lang: str = "en"
) -> str:
    """Render the evidence on the models of some pages as HTML: text of pages is escaped, nothing is loaded.

    Examples
    --------
    >>> articles = pd.DataFrame(columns=["article_id", "title", "outlet", "published_at", "removed", "repairs"])
    >>> "<h1>" in news_report(articles, [], {}, lang="zh")
    True
    """
    labels = LABELS[lang if lang in LABELS else "en"]
    names = {m.code: m.zh if lang == "zh" else m.en for m in load_mechanisms()}
    rows = [
        {"name": name, "cells": [e.mechanisms.get(code, "") for e in evidence]}
        for code, name in names.items()
    ]
    model_names = {e.model_id: e.zh if lang == "zh" else e.en for e in evidence}
    return str(
        render_page(
            "news.html.j2",
            title=labels["title"],
            lang=lang,
            t=labels,
            evidence=[_view(e, labels, names, lang) for e in evidence],
            matrix=rows,
            kinds=KINDS,
            grades=list(GRADES),
            gaps=[{"code": code, "name": zh if lang == "zh" else en} for code, en, zh in GAPS],
            pages=[_page(row, models, model_names, labels, lang) for row in articles.to_dict("records")],
        )
    )


def model_report(evidence: Sequence[Evidence], number: int, issues: pd.DataFrame, *, lang: str = "en") -> str:
    """Render the page of one model: its mechanisms, gaps, figures, stories and problems, each with its sentence.

    Parameters
    ----------
    number : int
        Which of the evidence the page is about; the others are linked.
    issues : DataFrame
        Schema ``ISSUES``, of the pages of this model only.

    Examples
    --------
    >>> from textmine.news.claims import extract_claims
    >>> from textmine.news.evidence import build_evidence
    >>> from textmine.news.issues import extract_issues
    >>> from textmine.news.mechanisms import detect_mechanisms
    >>> articles = pd.DataFrame({"article_id": ["a1"], "title": [""], "text": ["选派38名第一书记，楼道灯坏了没人修。"]})
    >>> found = build_evidence(articles, extract_claims(articles, models={}), detect_mechanisms(articles), {})
    >>> page = model_report(found, 0, extract_issues(articles), lang="zh")
    >>> "report.html" in page, "楼道灯坏了没人修" in page
    (True, True)
    """
    labels = LABELS[lang if lang in LABELS else "en"]
    names = {m.code: m.zh if lang == "zh" else m.en for m in load_mechanisms()}
    categories = {c.code: c.zh if lang == "zh" else c.code for c in load_taxonomy().categories}
    views = [_view(e, labels, names, lang) for e in evidence]
    rows = [
        {
            "place": str(row["place"]),
            "category": categories.get(str(row["category"]), str(row["category"])),
            "status": str(row["status"]),
            "sentence": str(row["sentence"]),
        }
        for row in issues.to_dict("records")
    ]
    return str(
        render_page(
            "news_model.html.j2",
            title=views[number]["name"],
            lang=lang,
            t=labels,
            e=views[number]
            | {"issues": rows[:MOST_ROWS], "issues_note": _note(len(rows), "issues.csv", labels)},
            models=views,
        )
    )


def _view(e: Evidence, labels: dict[str, str], names: dict[str, str], lang: str) -> dict[str, Any]:
    told = sum(n for kind, n in e.kinds.items() if kind != "context")
    gaps = [zh if lang == "zh" else en for code, en, zh in GAPS if code in e.gaps]
    joined = ("、" if lang == "zh" else ", ").join(gaps) or labels["none"]
    told_rows = e.claims[e.claims["kind"] != "context"]
    return {
        "name": e.zh if lang == "zh" else e.en,
        "file": model_file(e.model_id),
        "missing": joined,
        "n_articles": e.n_articles,
        "kinds": e.kinds,
        "grades": e.grades,
        "gaps": e.gaps,
        "summary": labels["summary"].format(
            pages=e.n_articles, figures=told, outcomes=e.kinds["outcome"], gaps=joined
        )
        + _left_aside(e, labels),
        "mechanisms": [
            {"name": names.get(code, code), "strength": strength, "sentence": e.sentences[code]}
            for code, strength in e.mechanisms.items()
        ],
        "doses": [
            {
                "text": labels["dose_text"].format(
                    top=_number(d.numerator),
                    bottom=_number(d.denominator),
                    rate=_number(round(d.per_community, 1)),
                ),
                "sentence": d.sentence,
            }
            for d in e.doses
        ],
        "claims_note": _note(len(told_rows), "claims.csv", labels),
        "claims": [
            {
                "value": _range(c["value_low"], c["value_high"], str(c["unit"])),
                "counts": c["counts"],
                "place": c["place"],
                "period": c["period"],
                "kind": c["kind"],
                "grade": c["grade"],
                "told_as": labels.get(f"told_{c.get('told_as', '')}", ""),
                "sentence": c["sentence"],
            }
            for c in told_rows.head(MOST_ROWS).to_dict("records")
        ],
        "stories": e.stories[:MOST_ROWS],
    }


def _left_aside(e: Evidence, labels: dict[str, str]) -> str:
    parts = [
        labels[name].format(n=n)
        for name, n in (("unreported", e.n_unreported), ("copies", e.n_copies), ("blank_pages", e.n_blank))
        if n
    ]
    return "".join(parts)


def _note(n: int, file: str, labels: dict[str, str]) -> str:
    """Say that a page shows the first rows only, and where all are; blank where it shows them all."""
    return labels["capped"].format(shown=MOST_ROWS, total=n, file=file) if n > MOST_ROWS else ""


def _number(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,}"


def _range(low: float, high: float, unit: str) -> str:
    has_low, has_high = low == low, high == high
    if has_low and has_high:
        text = _number(low) if low == high else f"{_number(low)}–{_number(high)}"
    else:
        text = f"≥ {_number(low)}" if has_low else f"≤ {_number(high)}"
    return f"{text} {unit}"


def _page(
    row: dict[Any, Any], models: dict[str, str], names: dict[str, str], labels: dict[str, str], lang: str
) -> dict[str, str]:
    steps = STEPS_ZH if lang == "zh" else {}
    records = [*row["removed"], *row["repairs"]]
    published = str(row["published_at"] or "")
    if not published and row.get("reposted_at"):
        published = labels["reposted"].format(date=row["reposted_at"])
    return {
        "article_id": str(row["article_id"]),
        "title": str(row["title"]),
        "outlet": str(row["outlet"]),
        "published": published,
        "model": names.get(models.get(str(row["article_id"]), ""), ""),
        "removed": ("、" if lang == "zh" else ", ").join(
            f"{steps.get(record['kind'], record['kind'])} {record['n']}" for record in records
        ),
    }


def write_news_report(
    path: Path,
    articles: pd.DataFrame,
    issues: pd.DataFrame,
    evidence: Sequence[Evidence],
    models: dict[str, str],
    *,
    lang: str = "en",
) -> list[Path]:
    """Write the page that compares all models and one page per model beside it; existing files are replaced.

    Returns
    -------
    list of Path
        The files written, the comparison first.
    """
    from textmine.writing.targets import complete_or_nothing

    pages = {path: news_report(articles, evidence, models, lang=lang)}
    for number, e in enumerate(evidence):
        own = issues[issues["article_id"].map(lambda key, e=e: models.get(str(key), "") == e.model_id)]
        pages[path.with_name(model_file(e.model_id))] = model_report(evidence, number, own, lang=lang)
    for target, html in pages.items():
        with complete_or_nothing(target, force=True) as partial:
            partial.write_text(html, encoding="utf-8")
    return list(pages)
