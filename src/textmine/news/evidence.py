"""Weigh what pages say about each governance model: mechanisms, claims by kind and grade, gaps, dose, stories."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from textmine.news.catalogue import load_models
from textmine.news.kinds import GRADES, KINDS
from textmine.news.mechanisms import MECHANISM_CODES
from textmine.news.stories import Story, find_stories

__all__ = ["GAPS", "Dose", "Evidence", "build_evidence"]

# What a reader needs to judge a model and news rarely gives: code, English, Chinese.
GAPS = (
    (
        "denominator",
        "an output with its denominator (solved of how many)",
        "带分母的产出（共多少件、办结多少件）",
    ),
    ("satisfaction", "a satisfaction rate", "满意率"),
    ("before_after", "a measured before and after", "前后对比的数据"),
    ("comparison", "a comparison community or an independent record", "对照社区或独立记录"),
    ("time_to_close", "time to close a problem", "办理时长"),
    ("outcome", "any outcome for residents in numbers", "居民状况变化的数据"),
)


@dataclass(frozen=True)
class Dose:
    """Hold people per community computed from two figures of one sentence: numerator, denominator, quotient."""

    numerator: float
    denominator: float
    per_community: float
    sentence: str


@dataclass(frozen=True)
class Evidence:
    """Hold the evidence on one model: counts, gaps and quotations. `to_frame` gives claims by kind and grade."""

    model_id: str
    zh: str
    en: str
    n_articles: int
    mechanisms: dict[str, str]
    sentences: dict[str, str]
    kinds: dict[str, int]
    grades: dict[str, int]
    gaps: tuple[str, ...]
    doses: tuple[Dose, ...]
    stories: tuple[Story, ...]
    claims: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """Cross claims by kind and grade; context is left out."""
        told = self.claims[self.claims["kind"] != "context"]
        table = pd.crosstab(told["kind"], told["grade"]) if len(told) else pd.DataFrame()
        return table.reindex(index=list(KINDS[:-1]), columns=list(GRADES)[1:], fill_value=0)


def build_evidence(
    articles: pd.DataFrame, claims: pd.DataFrame, mechanisms: pd.DataFrame, models: dict[str, str]
) -> list[Evidence]:
    """Put together the evidence on every model that has a page, and on pages of no model last.

    Parameters
    ----------
    articles, claims, mechanisms : DataFrame
        Schemas ``ARTICLES``, ``CLAIMS`` and ``MECHANISMS``.
    models : dict
        Governance model by article; blank for none.

    Examples
    --------
    >>> from textmine.news.claims import extract_claims
    >>> from textmine.news.mechanisms import detect_mechanisms
    >>> articles = pd.DataFrame({"article_id": ["a1"], "title": [""], "text": ["选派38名干部任社区第一书记，办结5件。"]})
    >>> models = {"a1": "first_secretary"}
    >>> evidence = build_evidence(articles, extract_claims(articles, models=models), detect_mechanisms(articles, models=models), models)
    >>> evidence[0].en, evidence[0].kinds["input"], "satisfaction" in evidence[0].gaps
    ('First secretary of the community', 1, True)
    """
    names = {model.model_id: (model.zh, model.en) for model in load_models()} | {
        "": ("不属五种模式", "None of the five models")
    }
    result = []
    for model_id, (zh, en) in names.items():
        keys = [str(key) for key in articles["article_id"] if models.get(str(key), "") == model_id]
        if not keys:
            continue
        own_claims = claims[claims["article_id"].isin(keys)]
        own_mechanisms = mechanisms[mechanisms["article_id"].isin(keys)]
        texts = [
            str(text)
            for key, text in zip(articles["article_id"], articles["text"], strict=True)
            if str(key) in keys
        ]
        told = own_claims[own_claims["kind"] != "context"]
        strengths, sentences = _strongest(own_mechanisms)
        result.append(
            Evidence(
                model_id,
                zh,
                en,
                len(keys),
                strengths,
                sentences,
                {kind: int((own_claims["kind"] == kind).sum()) for kind in KINDS},
                {grade: int((told["grade"] == grade).sum()) for grade in GRADES},
                _gaps(own_claims, texts),
                tuple(_doses(own_claims)),
                tuple(story for text in texts for story in find_stories(text)),
                own_claims,
            )
        )
    return result


def _strongest(mechanisms: pd.DataFrame) -> tuple[dict[str, str], dict[str, str]]:
    strengths: dict[str, str] = {}
    sentences: dict[str, str] = {}
    for code in MECHANISM_CODES:
        rows = mechanisms[mechanisms["mechanism"] == code]
        if rows.empty:
            continue
        rows = rows.sort_values("strength", kind="stable")  # concrete before named
        strengths[code], sentences[code] = str(rows.iloc[0]["strength"]), str(rows.iloc[0]["sentence"])
    return strengths, sentences


def _gaps(claims: pd.DataFrame, texts: Sequence[str]) -> tuple[str, ...]:
    told = claims[claims["kind"] != "context"]
    grades = set(told["grade"])
    percents = told[told["unit"] == "%"]
    there = {
        "denominator": "G3" in grades or bool(((told["kind"] == "output") & (told["grade"] == "G5")).any()),
        "satisfaction": any("满意" in str(s) for s in percents["sentence"]),
        "before_after": bool(grades & {"G4", "G5"}),
        "comparison": "G5" in grades,
        "time_to_close": any(
            re.search(r"(?:平均|办理|处置|办结)[^，。]{0,8}(?:时长|时间|用时)[^，。]{0,8}\d", text)
            for text in texts
        ),
        "outcome": bool((told["kind"] == "outcome").any()),
    }
    return tuple(code for code, _, _ in GAPS if not there[code])


_PEOPLE_WORDS = re.compile(r"党员|干部|书记|志愿者")
_COMMUNITY_WORDS = re.compile(r"社区|村")


def _doses(claims: pd.DataFrame) -> list[Dose]:
    """Divide people by communities where one sentence reports both; nothing is divided across sentences."""
    doses = []
    for (_, sentence), rows in claims.groupby(["article_id", "sentence"], sort=False):
        people = rows[
            rows["unit"].isin(["名", "人", "位"])
            & rows["counts"].str.contains(_PEOPLE_WORDS)
            & (rows["kind"] == "input")
        ]
        places = rows[rows["unit"].isin(["个", "家"]) & rows["counts"].str.match(_COMMUNITY_WORDS)]
        if len(people) != 1 or len(places) != 1:
            continue
        top, bottom = people.iloc[0], places.iloc[0]
        if (
            not (top["value_low"] == top["value_high"] and bottom["value_low"] == bottom["value_high"])
            or bottom["value_low"] < 2
        ):
            continue
        doses.append(
            Dose(
                float(top["value_low"]),
                float(bottom["value_low"]),
                float(top["value_low"]) / float(bottom["value_low"]),
                str(sentence),
            )
        )
    return doses
