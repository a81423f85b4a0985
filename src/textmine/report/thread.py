"""Walk once through the whole mission in small: a page read, a panel built, models compared with the truth."""

from __future__ import annotations

import json

import pandas as pd

from textmine.governance.comparison import compare_models
from textmine.governance.panel import build_panel
from textmine.governance.simulation import simulate_city
from textmine.news.articles import clean_page
from textmine.news.claims import extract_claims
from textmine.news.noise import COMBINATIONS, CleanPage, add_noise
from textmine.report.complaints import Extra
from textmine.report.governance_words import model_name, verdict
from textmine.report.news_labels import LABELS
from textmine.resources import corpus_path

__all__ = ["compare_section", "news_section"]

_RECORD = "solved_share"
_N_CLAIMS = 8


def news_section(lang: str = "en", *, seed: int = 1) -> Extra:
    """Read one authored page as a crawler would bring it, and list what it claims, each figure with its sentence."""
    with corpus_path("news/pages.jsonl").open(encoding="utf-8") as lines:
        record = json.loads(next(lines))
    noisy = add_noise(CleanPage.of(record), COMBINATIONS["portal"], seed=seed)
    article = clean_page(noisy)
    text = "\n".join(article.paragraphs)
    frame = pd.DataFrame(
        [{"article_id": "a1", "title": article.title, "text": text, "paragraphs": article.paragraphs}]
    )
    claims = extract_claims(frame, models={"a1": str(record["model_id"])})
    told = claims[claims["kind"] != "context"]
    shown = told.head(_N_CLAIMS)
    rows = tuple(
        (
            _range(row["value_low"], row["value_high"]),
            str(row["unit"]),
            LABELS[lang][str(row["kind"])],
            str(row["grade"]),
            str(row["sentence"]),
        )
        for row in shown.to_dict("records")
    )
    if lang == "zh":
        said = (
            f"一篇自撰的新闻页加上门户网站式噪声（{len(noisy):,} 字），清洗后剩 {len(text):,} 字；从中读出 {len(told)} 个数字主张，"
            f"下面是前 {len(rows)} 个。等级 G0 为口号，G5 为有对照或独立记录；新闻给出的是主张，不是效果。"
        )
        return Extra("新闻里说了什么", (said,), ("数值", "单位", "类型", "等级", "原句"), rows)
    said = (
        f"An authored page with the noise of a portal ({len(noisy):,} characters) comes out clean with {len(text):,}; it claims "
        f"{len(told)} figures, of which the first {len(rows)} follow. Grade G0 is a slogan, G5 an independent record: news "
        "yields claims, never effects."
    )
    return Extra("What a newspaper claims", (said,), ("value", "unit", "kind", "grade", "sentence"), rows)


def _range(low: object, high: object) -> str:
    def number(value: object) -> str:
        return "" if value is None or value != value else f"{float(str(value)):g}"

    first, last = number(low), number(high)
    return first if first == last else f"{first}–{last}"


def compare_section(lang: str = "en", *, seed: int = 7) -> Extra:
    """Simulate a city whose truth is known, build its panel and compare the models: estimate beside truth."""
    city = simulate_city(seed=seed, scenario="S1")
    panel = build_panel(city.cases, city.communities, city.adoption)
    found = {e.model_id: e for e in compare_models(panel, seed=seed).of_record()}
    truth = {e["model_id"]: e["estimate"] for e in city.truth["effects"] if e["outcome"] == _RECORD}
    rows = tuple(
        (
            model_name(model, lang),
            f"{e.estimate:+.3f}",
            f"{e.low:+.3f} … {e.high:+.3f}",
            f"{truth.get(model, 0.0):+.3f}",
        )
        for model, e in sorted(found.items())
    )
    concluded = [verdict(e, lang) for _, e in sorted(found.items())]
    n_inside = sum(e.low <= truth.get(model, 0.0) <= e.high for model, e in found.items())
    n_communities, n_months = panel["community_id"].nunique(), panel["t"].nunique()
    if lang == "zh":
        said = (
            f"模拟城市：{n_communities} 个社区、{n_months} 个月、{len(city.cases):,} 件工单，各模式对解决率的真实效果已知。"
            f"估计区间包含真值的有 {n_inside} / {len(found)} 个模式。这是模拟，不是任何真实地方的结果。"
        )
        columns = ("模式", "估计", "95% 区间", "真值")
        return Extra("治理模式有没有用（模拟城市）", (said, *concluded), columns, rows)
    said = (
        f"A simulated city: {n_communities} communities, {n_months} months, {len(city.cases):,} cases, and a known effect of each "
        f"model on the share solved. The interval holds the truth for {n_inside} of {len(found)} models. This is a simulation, "
        "not a finding about any real place."
    )
    return Extra(
        "Do governance models work? (a simulated city)",
        (said, *concluded),
        ("model", "estimate", "95 % interval", "truth"),
        rows,
    )
