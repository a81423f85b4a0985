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
from textmine.news.counted import what_is_counted
from textmine.news.kinds import claim_grades, page_kinds
from textmine.news.modality import figure_told_as
from textmine.news.numbers import Quantity, find_quantities
from textmine.news.period import has_period, period_of
from textmine.news.placechoice import index_places
from textmine.news.sentences import (
    full_width_sentences,
    quote_window,
    split_sentences,
)
from textmine.schema import CLAIMS

__all__ = ["assign_models", "extract_claims", "find_claims", "link_repeats"]

_PUBLISHED = re.compile(r"(?:19|20)\d\d")


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
        is_dated = has_period(plain[number])
        counted = what_is_counted(plain[number], quantities)
        for quantity, kind, grade, noun in zip(quantities, kinds, grades, counted, strict=True):
            told_as = figure_told_as(plain[number], quantity.start, year=year)
            rows.append(
                {
                    "value_low": quantity.low,
                    "value_high": quantity.high,
                    "unit": quantity.unit,
                    "counts": noun,
                    "kind": kind,
                    "grade": grade if told_as == "reported" or kind == "rule" else "G0",
                    "place": places.place_of(number, quantity.start),
                    "period": period_of(plain[number], quantity) if is_dated else "",
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
