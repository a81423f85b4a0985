"""Extract every reported figure with what it counts, of what kind it is and how good the evidence is."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pandas as pd

from textmine.garbage import seldom_collected
from textmine.news.catalogue import assign_model
from textmine.news.character_runs import stretches
from textmine.news.kinds import claim_grades, page_kinds
from textmine.news.modality import figure_told_as
from textmine.news.numbers import Quantity, find_quantities
from textmine.news.placechoice import index_places
from textmine.news.sentences import (
    clause_around,
    full_width_sentences,
    quote_window,
    split_sentences,
)
from textmine.schema import CLAIMS

__all__ = ["assign_models", "extract_claims", "find_claims", "link_repeats"]

_NOUN_END = re.compile(
    r"[，。、；：！？,;:!?“”‘’（）()\s\d]|(?:已|均|都|的(?=[^员])|在|是|被|为|到|来|作(?![队室人者站组日])|参与|组织|开展|带|写|进|从|先后|分别|平均|建立|建在|围绕|负责(?!同志|人)|发挥|终于|非常|还需|周围|聚焦|以及|并|与|和|把|给|任|担任|下沉(?=[^党]))"
)
_YEAR = r"(?:20\d\d|今|去|前)年"
_SPAN = (  # 2022年1月至6月, 今年1至5月: half of it would be another time
    rf"(?:从|自)?(?:{_YEAR}(?:\d{{1,2}}月?(?:\d{{1,2}}日)?)?|\d{{1,2}}月(?:\d{{1,2}}日)?|\d{{1,2}}(?=[至到—–~～-]\d{{1,2}}月))(?:初|底|份)?"
    rf"[至到—–~～-](?:{_YEAR}(?:\d{{1,2}}月(?:\d{{1,2}}日)?)?|\d{{1,2}}月(?:\d{{1,2}}日)?|目前|现在|今(?!年))(?:底|初|末|份)?"
)
_PART_OF_YEAR = r"上半年|下半年|前[一二三两]个?季度|第?[一二三四]季度|前[一二三四五六七八九十\d]{1,2}个月"
_PERIOD = re.compile(
    rf"(?=[截到至2今去前上下目近第一二三四半过两五六七八九十\d自从每如])(?:{_SPAN}|(?:截至|(?<![\u4e00-\u9fff\d])[到至])?(?:"
    rf"{_YEAR}(?:(?:\d{{1,2}}|[一二三四五六七八九十]{{1,2}})月)?(?:\d{{1,2}}日|底|初)?(?:以来|起|同期|{_PART_OF_YEAR})?|{_PART_OF_YEAR}|目前|近期|近日"
    r"|\d{1,2}月(?:\d{1,2}日|底|初|份|上旬|中旬|下旬)?|(?:近|过去)?[一二两三四五六七八九十\d]+年(?:多)?来|一年多来|半年来|自.{2,12}(?:以来|建立后|成立以来)|每(?:个)?(?:季度|月|周|年|天)|至今|如今))"
)
_PUBLISHED = re.compile(r"(?:19|20)\d\d")
_BY_THE_WAY = re.compile("^平均年龄[^的]{0,8}的|^像[^的]{1,8}的")
_LIMIT_WORDS = re.compile("(?:近|约|超过?|逾|共|达|累计|为|了)+$")
_NOUN_BREAK = re.compile(r"[\d、“”]")
_MAX_NOUN = 14
_PERIOD_REACH = 90  # Characters in front of a figure in which its period is looked for.


def _counts(sentence: str, quantity: Quantity) -> str:
    """Say what a figure counts: the noun behind it; of 问题办结12件 the words in front of it."""
    low, high = clause_around(sentence, quantity.start, quantity.end)
    after = sentence[quantity.end : high]
    if after[:1] in ("平", "像"):
        after = _BY_THE_WAY.sub("", after)
    after = after.lstrip("的")
    end = _NOUN_END.search(after)
    noun = after[: end.start() if end else _MAX_NOUN][:_MAX_NOUN]
    if noun:
        return noun
    return _NOUN_BREAK.split(_LIMIT_WORDS.sub("", sentence[low : quantity.start]))[-1][-_MAX_NOUN:]


def _period(sentence: str, start: int) -> str:
    found = ""
    for match in _PERIOD.finditer(sentence, max(0, start - _PERIOD_REACH), start):
        found = match.group()
    return found


def find_claims(text: str, *, year: int | None = None) -> list[dict[str, object]]:
    """List the figures of one article, as rows of ``CLAIMS`` without article and model, plus `repeats` and `told_as`.

    A figure that is planned, denied or supposed is no evidence: unless it is a rule or background its grade is G0.

    Parameters
    ----------
    year : int, optional
        In which the article was published: what a later year brings is planned.

    Examples
    --------
    >>> for claim in find_claims("灯芯巷社区共记下214件事，其中办结189件。"):
    ...     print(claim["value_low"], claim["unit"], claim["kind"], claim["grade"], claim["place"])
    214.0 件 activity G1 灯芯巷社区
    189.0 件 output G3 灯芯巷社区
    """
    return _claims_of([text], [year])[0]


_AT_ONCE = 50_000  # Characters of articles whose figures are weighed together.


def _claims_of(texts: Sequence[str], years: Sequence[int | None]) -> list[list[dict[str, object]]]:
    """List the figures of several articles, step by step: one step for all of them keeps its tables at hand."""
    plain = [full_width_sentences(text) for text in texts]
    found = [[find_quantities(sentence) for sentence in own] for own in plain]
    kinds = iter(
        page_kinds([sentence for own in plain for sentence in own], [q for own in found for q in own])
    )
    return [
        _rows(text, own, quantities, [next(kinds) for _ in own], year)
        for text, own, quantities, year in zip(texts, plain, found, years, strict=True)
    ]


def _rows(
    text: str,
    plain: Sequence[str],
    found: Sequence[Sequence[Quantity]],
    kinds_of: Sequence[Sequence[str]],
    year: int | None,
) -> list[dict[str, object]]:
    sentences = split_sentences(text)
    places = index_places(text)
    rows: list[dict[str, object]] = []
    for number, (sentence, quantities) in enumerate(zip(sentences, found, strict=True)):
        if not quantities:
            continue
        kinds = kinds_of[number]
        around = [plain[at] for at in (number - 1, number + 1) if 0 <= at < len(sentences)]
        earlier = (
            found[number - 1] if number and sentences[number - 1].paragraph == sentence.paragraph else []
        )
        grades = claim_grades(plain[number], quantities, kinds, earlier=earlier, near="\n".join(around))
        has_period = _PERIOD.search(plain[number]) is not None
        for quantity, kind, grade in zip(quantities, kinds, grades, strict=True):
            told_as = figure_told_as(plain[number], quantity.start, year=year)
            rows.append(
                {
                    "value_low": quantity.low,
                    "value_high": quantity.high,
                    "unit": quantity.unit,
                    "counts": _counts(plain[number], quantity),
                    "kind": kind,
                    "grade": grade if told_as == "reported" or kind == "rule" else "G0",
                    "place": places.place_of(number, quantity.start),
                    "period": _period(plain[number], quantity.start) if has_period else "",
                    "sentence": quote_window(sentence.text, quantity.start, quantity.end),
                    "told_as": told_as,
                }
            )
    for row, repeats in zip(rows, link_repeats(rows), strict=True):
        row["repeats"] = repeats
    return rows


_ROUNDING = 0.12  # 1万多家 for 11129: the exact figure lies within 12 % above the rounded one.


def link_repeats(claims: Sequence[dict[str, object]]) -> list[int | None]:
    """Link a rounded or repeated figure to the exact one it repeats: its position in the list, or None.

    A figure repeats another one of the same unit and of a like noun when their ranges meet: 1万多家 and 11129家,
    148米 twice. The exact figure is the one linked to; of two exact ones the earlier.

    Examples
    --------
    >>> link_repeats(find_claims("全省1万多家单位报到。目前共有11129家单位下沉社区。"))
    [1, None]
    """
    exact: dict[object, list[tuple[float, int]]] = defaultdict(list)
    for at, claim in enumerate(claims):
        if claim["value_low"] == claim["value_high"]:
            exact[claim["unit"]].append((float(str(claim["value_low"])), at))
    for values in exact.values():
        values.sort()
    nouns = [_pairs(str(claim["counts"])) for claim in claims]
    return [_exact_of(at, claim, nouns, exact.get(claim["unit"], [])) for at, claim in enumerate(claims)]


_MAX_CANDIDATES = 50  # Exact figures of like value that are compared by what they count.


def _exact_of(
    at: int, claim: dict[str, object], nouns: Sequence[frozenset[str]], exact: list[tuple[float, int]]
) -> int | None:
    low, high = _reach(claim)
    is_exact = claim["value_low"] == claim["value_high"]
    first, last = bisect_left(exact, (low, -1)), bisect_right(exact, (high, len(nouns)))
    own = nouns[at]
    for other in sorted([number for _, number in exact[first : min(last, first + _MAX_CANDIDATES)]]):
        if is_exact and other >= at:
            return None
        if other != at and not own.isdisjoint(nouns[other]):
            return other
    return None


def _reach(claim: dict[str, object]) -> tuple[float, float]:
    """Give the values that a wording can stand for when it rounds an exact figure."""
    low, high = claim["value_low"], claim["value_high"]
    if low is not None and high is not None:
        return float(str(low)), float(str(high))
    if low is not None:
        return float(str(low)), float(str(low)) * (1 + _ROUNDING)
    return float(str(high)) * (1 - _ROUNDING), float(str(high))


@lru_cache(maxsize=4096)
def _pairs(noun: str) -> frozenset[str]:
    """Give the pairs of characters of a noun: two nouns are alike when they share one."""
    return frozenset(noun[n : n + 2] for n in range(len(noun) - 1))


def assign_models(articles: pd.DataFrame) -> dict[str, str]:
    """Assign each article to a governance model; blank for none."""
    return {
        str(key): assign_model(str(title), str(text)).model_id
        for key, title, text in zip(articles["article_id"], articles["title"], articles["text"], strict=True)
    }


def _years(articles: pd.DataFrame) -> list[int | None]:
    """Read the year in which each article was published; None where the page does not say."""
    if "published_at" not in articles:
        return [None] * len(articles)
    found = [_PUBLISHED.match(str(value)) for value in articles["published_at"]]
    return [int(match.group()) if match else None for match in found]


@seldom_collected()
def extract_claims(articles: pd.DataFrame, *, models: dict[str, str] | None = None) -> pd.DataFrame:
    """Extract every reported figure of articles, one row each.

    Parameters
    ----------
    articles : DataFrame
        Schema ``ARTICLES``; `article_id`, `title` and `text` are used.
    models : dict, optional
        Governance model by article; assigned from the text where not given.

    Returns
    -------
    DataFrame
        Schema ``CLAIMS`` plus `repeats`: the row (from 0, within the article) of the exact figure this one repeats;
        and `told_as`: reported, planned, denied or supposed.
        Empty, with its headings, for no articles.

    Examples
    --------
    >>> articles = pd.DataFrame({"article_id": ["a1"], "title": [""], "text": ["近400名老同志参与，评议占考核的百分之五十。"]})
    >>> extract_claims(articles)[["value_low", "value_high", "unit", "kind"]].values.tolist()
    [[nan, 400.0, '名', 'input'], [50.0, 50.0, '%', 'rule']]
    """
    known = models if models is not None else assign_models(articles)
    texts, years = [str(text) for text in articles["text"]], _years(articles)
    claims = [
        own
        for low, high in stretches([len(text) for text in texts], _AT_ONCE)
        for own in _claims_of(texts[low:high], years[low:high])
    ]
    rows = [
        {"article_id": key, "model_id": known.get(key, ""), **claim}
        for key, own in zip(articles["article_id"], claims, strict=True)
        for claim in own
    ]
    names = [*CLAIMS.names, "repeats", "told_as"]
    if not rows:
        return pd.DataFrame({name: pd.Series(dtype=object) for name in names})
    columns: dict[str, object] = {name: [row[name] for row in rows] for name in names}
    for name in ("value_low", "value_high", "repeats"):
        columns[name] = np.array(columns[name], dtype=float)
    return pd.DataFrame(columns)
