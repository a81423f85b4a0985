"""Weigh what pages say about each governance model: mechanisms, claims by kind and grade, gaps, dose, stories."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from textmine.news.catalogue import load_models
from textmine.news.copies import find_copies
from textmine.news.kinds import GRADES, KINDS, tells_change
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
    """Hold the evidence on one model: counts, gaps and quotations. `to_frame` gives claims by kind and grade.

    Pages without text and copies of other pages are told apart and counted nowhere else; of a figure told twice on a page
    the exact one counts. `kinds` counts what is told as done, rules and background; `n_unreported` what is planned, denied
    or supposed, which fills no gap and gives no dose.
    """

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
    n_copies: int = 0
    n_blank: int = 0
    n_unreported: int = 0

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
    copies = find_copies(articles)
    blank = {
        str(key)
        for key, text in zip(articles["article_id"], articles["text"], strict=True)
        if not str(text).strip()
    }
    for model_id, (zh, en) in names.items():
        keys = [str(key) for key in articles["article_id"] if models.get(str(key), "") == model_id]
        if not keys:
            continue
        n_copies, n_blank = sum(key in copies for key in keys), sum(key in blank for key in keys)
        keys = [key for key in keys if key not in copies and key not in blank]
        own_keys = set(keys)
        own_claims = claims[claims["article_id"].isin(own_keys)]
        if "repeats" in own_claims:
            own_claims = own_claims[own_claims["repeats"].isna()]
        own_mechanisms = mechanisms[mechanisms["article_id"].isin(own_keys)]
        texts = [
            str(text)
            for key, text in zip(articles["article_id"], articles["text"], strict=True)
            if str(key) in own_keys
        ]
        told = own_claims[own_claims["kind"] != "context"]
        is_told = own_claims["kind"].isin(["context", "rule"]) | _is_reported(own_claims)
        strengths, sentences = _strongest(own_mechanisms)
        result.append(
            Evidence(
                model_id,
                zh,
                en,
                len(keys),
                strengths,
                sentences,
                {kind: int((own_claims.loc[is_told, "kind"] == kind).sum()) for kind in KINDS},
                {grade: int((told["grade"] == grade).sum()) for grade in GRADES},
                _gaps(own_claims, texts),
                tuple(_doses(own_claims)),
                tuple(story for text in texts for story in find_stories(text)),
                own_claims,
                n_copies=n_copies,
                n_blank=n_blank,
                n_unreported=int((~is_told).sum()),
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


# What is handled can be solved of how many; other shares (绿化率, 入住率) have no such denominator.
_SOLVED_RATE = re.compile(
    r"(?:办[结理成复]|解决|化解|完成|整改|处[置理]|回[复访应]|答复|响应|结案|销号|调解|采纳|兑现|落实|成功|圆梦|按[期时])[^，。；]{0,8}率"
)
_SATISFIED = re.compile(r"(?<!不)满意")
_DISSATISFIED = re.compile(r"不(?:太|很)?满意(?:率|度|的)|投诉率")


def _reported(claims: pd.DataFrame) -> pd.DataFrame:
    """Keep what is told as done: plans, denials, rules and background fill no gap."""
    return claims[~claims["kind"].isin(["context", "rule"]) & _is_reported(claims)]


def _is_reported(claims: pd.DataFrame) -> pd.Series:
    if "told_as" not in claims:
        return pd.Series(True, index=claims.index)
    return claims["told_as"] == "reported"


def _gaps(claims: pd.DataFrame, texts: Sequence[str]) -> tuple[str, ...]:
    told = _reported(claims)
    grades = set(told["grade"])
    outputs = told[(told["kind"] == "output") & told["grade"].isin(["G3", "G5"])]
    percents = told[told["unit"] == "%"]
    there = {
        "denominator": any(
            unit != "%" or _SOLVED_RATE.search(str(sentence))
            for unit, sentence in zip(outputs["unit"], outputs["sentence"], strict=True)
        ),
        "satisfaction": any(
            _SATISFIED.search(str(s)) and not _DISSATISFIED.search(str(s)) for s in percents["sentence"]
        ),
        "before_after": "G4" in grades
        or any(tells_change(str(s)) for s in told.loc[told["grade"] == "G5", "sentence"]),
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
    claims = claims[_is_reported(claims)]
    of_people = (
        claims["unit"].isin(["名", "人", "位"])
        & claims["counts"].str.contains(_PEOPLE_WORDS, na=False)
        & (claims["kind"] == "input")
    )
    of_places = claims["unit"].isin(["个", "家"]) & claims["counts"].str.match(_COMMUNITY_WORDS, na=False)
    told = claims.assign(people=of_people, places=of_places)[of_people | of_places]
    for (_, sentence), rows in told.groupby(["article_id", "sentence"], sort=False):
        if rows["people"].sum() != 1 or rows["places"].sum() != 1:
            continue
        top, bottom = rows[rows["people"]].iloc[0], rows[rows["places"]].iloc[0]
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
