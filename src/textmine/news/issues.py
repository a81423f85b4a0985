"""Find the problems of residents a page names: where, of which category, and how far they are solved."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp
from typing import Any

import pandas as pd

from textmine.errors import InputError
from textmine.news.issue_features import Item, Reading, read_sentence, sentence_marks
from textmine.news.issue_status import STATUSES, problem_status
from textmine.news.places import index_places
from textmine.news.sentences import Sentence, full_width, quote_window, split_sentences
from textmine.resources import data_path
from textmine.schema import ISSUES

__all__ = ["STATUSES", "Issue", "classify_issues", "extract_issues", "find_issues", "problem_items"]

WEIGHTS = "news_issues.json"
# From this probability on a sentence names a problem. F1 on the authored sources, each left out once, is flat between
# .25 and .4; news is read for what it names, so the lower half.
THRESHOLD = 0.28
_SURE = 0.9  # The classifier overrules a vocabulary that is of one mind from here on.
LOOK_AHEAD = 8  # Sentences in which a second mention of the same thing is the same problem.
_MAX_WORDING = 120  # Characters of a piece that are shown to the classifier.
# What a party says of itself is no resident's problem.
_ABOUT_PARTY = re.compile(r"党建阵地|组织生活|党员参与|党组织作用|凝聚力|战斗堡垒|本领恐慌|资产负债|营商环境")
_COUNTED = re.compile(
    r"(?:调解|化解|接待|结对帮扶|开办|开展|宣讲|受理|劝和)[^，。]{0,24}(?:\d|[一二两三四五六七八九十百千余多])+(?:件|起|名|户|人次|人|场)|(?:投诉|案件)[^，。]{0,10}[为是]?\d+(?:件|起)|\d+(?:件|起)(?:纠纷|矛盾)"
)


@dataclass(frozen=True)
class Issue:
    """Hold one problem: its sentence, the words that name it, place, categories by vocabulary, status, thing."""

    sentence: str
    wording: str
    place: str
    category: str
    status: str
    thing: str = ""
    categories: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def _weights() -> dict[str, Any]:
    return dict(json.loads(data_path(WEIGHTS).read_text(encoding="utf-8")))


def _probability(marks: Mapping[str, float]) -> float:
    """Weigh the marks of a sentence: a logistic regression fitted on the authored pages alone."""
    table = _weights()
    weights = table["weights"]
    score = table["intercept"] + sum(weights.get(mark, 0.0) * value for mark, value in marks.items())
    return 1.0 / (1.0 + exp(-max(-50.0, min(50.0, score))))


def problem_items(reading: Reading) -> list[Item]:
    """Choose the pieces of a sentence that each name a problem: of a list or of several quotations each one, else the best.

    Examples
    --------
    >>> [r.text[i.start:i.end] for r in [read_sentence("楼道堆物、车辆乱停、油烟扰民等问题")] for i in problem_items(r)]
    ['楼道堆物', '车辆乱停', '油烟扰民等问题']
    """
    named = [item for item in reading.items if item.things or (item.has_trouble and item.is_quoted)]
    strong = [item for item in named if item.things and (item.has_trouble or "wish" in item.classes)]
    listed = [item for item in named if item.things and _is_listed(reading.text, item)]
    if len(listed) > 1:
        kept = [item for item in named if item in listed or item in strong]
    elif strong:
        kept = [item for n, item in enumerate(strong) if not n or _begins_anew(reading.text, item)]
    else:
        kept = [item for item in named if item.things and "better" in item.classes]
    chosen: list[Item] = []
    seen: set[str] = set()
    for item in kept or named[:1]:
        names = {reading.text[low:high] for low, high, _ in item.things}
        kinds = {kind for _, _, kind in item.things}
        # In a list every piece is a problem; elsewhere only what is of another category than the pieces before.
        if names <= seen or (strong and len(listed) < 2 and kinds <= seen):
            continue
        seen |= names | kinds
        chosen.append(item)
    return chosen or named[:1] or [item for item in reading.items if item.has_trouble][:1]


_ANEW = re.compile(r"所以|还有|另外?|也|加上|同时|再就是|以及|有(?:业主|居民|人|住户)")


def _begins_anew(text: str, item: Item) -> bool:
    """What follows a comma mostly goes on about the same matter: 化粪池渗漏，臭气熏天."""
    return text[item.start - 1] in "；。！？“：" or _ANEW.match(text, item.start) is not None


def _is_listed(text: str, item: Item) -> bool:
    """A piece between 、 or in quotation marks of its own is an item of a list."""
    before, after = text[item.start - 1 : item.start], text[item.end : item.end + 1]
    return "、" in (before, after) or (
        before == "“" and after == "”" and "“" in text[: item.start - 1] + text[item.end + 1 :]
    )


def find_issues(text: str) -> list[Issue]:
    """List the residents' problems of one article.

    A sentence names a problem when what it says of things, troubles, wishes and repairs, and how it is framed
    (quoted, asked, reported), weighs enough. A thing counts once within eight sentences.

    Examples
    --------
    >>> for issue in find_issues("“楼道灯坏了快两个月。”张阿婆说。电工当天就把楼道灯修好了。"):
    ...     print(issue.category, issue.status, issue.sentence)
    utilities resolved “楼道灯坏了快两个月。”
    """
    sentences = split_sentences(text)
    readings = [read_sentence(full_width(sentence.text)) for sentence in sentences]
    places = index_places(text)
    last_of: dict[str, int] = {}
    chosen: list[tuple[int, Item]] = []
    for number, reading in enumerate(readings):
        if not _can_be_problem(reading):
            continue
        if _probability(sentence_marks(readings, sentences, number)) < THRESHOLD:
            continue
        for item in problem_items(reading):
            names = [reading.text[low:high] for low, high, _ in item.things]
            if not _is_known(names, number, last_of, item):
                last_of |= dict.fromkeys(names, number)
                chosen.append((number, item))
    problems = {number for number, _ in chosen}
    return [
        _issue(
            sentences[number],
            item,
            places.place_of(number, item.start),
            problem_status(readings, sentences, number, item, problems),
        )
        for number, item in chosen
    ]


def _issue(sentence: Sentence, item: Item, place: str, status: str) -> Issue:
    text = sentence.text
    categories = tuple(dict.fromkeys(kind for _, _, kind in item.things))
    return Issue(
        quote_window(text, item.start, item.end),
        text[item.start : item.end][:_MAX_WORDING],
        place,
        categories[0] if categories else "other",
        status,
        text[slice(*item.things[0][:2])] if item.things else "",
        categories,
    )


def _can_be_problem(reading: Reading) -> bool:
    if _ABOUT_PARTY.search(reading.text):
        return False
    # The first quarrel he settled is told as a case; 196 settled quarrels are a figure.
    if any("第" not in match.group() for match in _COUNTED.finditer(reading.text)):
        return False
    return any(item.things or item.has_trouble for item in reading.items)


def _is_known(names: Sequence[str], number: int, last_of: Mapping[str, int], item: Item) -> bool:
    """A thing named again soon after, or repaired later, is the same problem."""
    return any(
        name in last_of
        and number != last_of[name]
        and (number - last_of[name] <= LOOK_AHEAD or "better" in item.classes)
        for name in names
    )


def classify_issues(issues: Sequence[Issue]) -> list[str]:
    """Give each problem its category: by the things it names and by the default classifier.

    The classifier learned from residents' own messages and knows narrated clauses less well: it chooses where the
    vocabulary names several categories or none, and overrules a vocabulary of one mind from a probability of .9 on.
    Where no model is installed the first thing named decides.
    """
    own = [issue.category for issue in issues]
    model = _classifier()
    if model is None or not issues:
        return own
    probabilities = model.predict_proba(
        [issue.wording if issue.categories else issue.sentence for issue in issues]
    )
    classes = [str(code) for code in model.classes_]
    return [
        _chosen(issue, dict(zip(classes, row, strict=True)))
        for issue, row in zip(issues, probabilities, strict=True)
    ]


def _chosen(issue: Issue, probability: Mapping[str, float]) -> str:
    best = max(probability, key=lambda code: probability[code])
    if not issue.categories or probability[best] >= _SURE:
        return best
    return max(issue.categories, key=lambda code: probability.get(code, 0.0))


def _classifier() -> Any:
    """Return the installed default model, or nothing where there is none."""
    try:
        from textmine.classify.store import default_model

        return default_model()
    except (ImportError, InputError):
        return None


def extract_issues(articles: pd.DataFrame) -> pd.DataFrame:
    """Extract residents' problems from articles, one row each.

    Parameters
    ----------
    articles : DataFrame
        Schema ``ARTICLES``; `article_id` and `text` are used.

    Returns
    -------
    DataFrame
        Schema ``ISSUES``; empty, with its headings, for no articles.

    Examples
    --------
    >>> articles = pd.DataFrame({"article_id": ["a1"], "text": ["灯芯巷社区的化粪池渗漏，没人来修。"]})
    >>> extract_issues(articles)[["place", "status"]].values.tolist()
    [['灯芯巷社区', 'raised']]
    """
    pairs = [
        (key, issue)
        for key, text in zip(articles["article_id"], articles["text"], strict=True)
        for issue in find_issues(str(text))
    ]
    categories = classify_issues([issue for _, issue in pairs])
    return ISSUES.frame(
        [
            {
                "article_id": key,
                "sentence": issue.sentence,
                "place": issue.place,
                "category": category,
                "status": issue.status,
            }
            for (key, issue), category in zip(pairs, categories, strict=True)
        ]
    )
