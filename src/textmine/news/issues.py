"""Find the problems of residents a page names: where, of which category, and how far they are solved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from textmine.errors import InputError
from textmine.garbage import seldom_collected
from textmine.news.character_runs import stretches
from textmine.news.expressions import compile_by_heads
from textmine.news.issue_features import Item, Reading, read_sentence
from textmine.news.issue_items import Problem, named_problems
from textmine.news.issue_model import THRESHOLD, THRESHOLD_WITHOUT_THING, page_probabilities
from textmine.news.issue_status import STATUSES
from textmine.news.placechoice import index_places
from textmine.news.sentences import Sentence, full_width_sentences, quote_window, split_sentences
from textmine.news.status_model import weighed_status
from textmine.schema import ISSUES

__all__ = ["STATUSES", "Issue", "classify_issues", "extract_issues", "find_issues"]

_SURE = 0.9  # The classifier overrules a vocabulary that is of one mind from here on.
REPAIRED_SOON = 4  # Sentences in which a repair of the same category is the end of the problem before.
_SPECIFIC = 3  # Characters from which a thing's name is seldom that of another thing in the same place.
LOOK_AHEAD = 8  # Sentences in which a second mention of the same thing is the same problem.
# Settled quarrels that are counted are a figure; the first quarrel he settled is told as a case.
_COUNTED = compile_by_heads(
    r"(?:调解|化解|接待|结对帮扶|开办|开展|宣讲|受理|劝和)[^，。]{0,24}(?:\d|[一二两三四五六七八九十百千余多])+(?:件|起|名|户|人次|人|场)|(?:投诉|案件)[^，。]{0,10}[为是]?\d+(?:件|起)|\d+(?:件|起)(?:纠纷|矛盾)"
)
_MAX_WORDING = 120  # Characters of a problem that are shown to the classifier.


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


def find_issues(text: str) -> list[Issue]:
    """List the residents' problems of one article.

    A piece of a sentence, between commas and other marks, names a problem when its words, those of its sentence, and what
    it says of things, troubles, wishes and repairs weigh enough. Pieces about one matter are one problem, and a thing counts
    once within eight sentences.

    Examples
    --------
    >>> for issue in find_issues("“楼道灯坏了快两个月。”张阿婆说。电工当天就把楼道灯修好了。"):
    ...     print(issue.category, issue.status, issue.sentence)
    utilities resolved “楼道灯坏了快两个月。”
    """
    return _issues_of([text])[0]


_AT_ONCE = 50_000  # Characters of articles whose problems are weighed together.


def _issues_of(texts: Sequence[str]) -> list[list[Issue]]:
    """List the problems of several articles, step by step: one step for all of them keeps its tables at hand."""
    readings = [[read_sentence(sentence) for sentence in full_width_sentences(text)] for text in texts]
    weighed = iter(page_probabilities([reading for own in readings for reading in own]))
    return [
        _issues_in(text, own, [next(weighed) for _ in own]) for text, own in zip(texts, readings, strict=True)
    ]


def _issues_in(text: str, readings: Sequence[Reading], weighed: Sequence[Sequence[float]]) -> list[Issue]:
    sentences = split_sentences(text)
    places = index_places(text)
    told = _Told()
    chosen: list[tuple[int, Problem]] = []
    for number, (reading, probabilities) in enumerate(zip(readings, weighed, strict=True)):
        if max(probabilities, default=0.0) < THRESHOLD or _is_a_count(reading.text):
            continue
        for problem in named_problems(reading, probabilities, THRESHOLD):
            if not problem.things and problem.probability < THRESHOLD_WITHOUT_THING:
                continue
            place = places.place_of(number, problem.start)
            if not told.is_known(reading, number, problem.item, place):
                told.add(reading, number, problem.item, place)
                chosen.append((number, problem))
    problems = {number for number, _ in chosen}
    return [
        _issue(
            sentences[number],
            problem,
            places.place_of(number, problem.start),
            weighed_status(readings, sentences, number, problem.item, problems),
        )
        for number, problem in chosen
    ]


def _is_a_count(text: str) -> bool:
    return any("第" not in match.group() for match in _COUNTED.finditer(text))


def _issue(sentence: Sentence, problem: Problem, place: str, status: str) -> Issue:
    text = sentence.text
    categories = tuple(dict.fromkeys(kind for _, _, kind in problem.things))
    return Issue(
        quote_window(text, problem.start, problem.end),
        text[problem.start : problem.end][:_MAX_WORDING],
        place,
        categories[0] if categories else "other",
        status,
        text[slice(*problem.things[0][:2])] if problem.things else "",
        categories,
    )


class _Told:
    """Remember the problems of a page, so that one told on or solved later is not counted again."""

    def __init__(self) -> None:
        self._names: dict[str, tuple[int, str]] = {}
        self._kinds: dict[str, int] = {}

    def add(self, reading: Reading, number: int, item: Item, place: str) -> None:
        for low, high, kind in item.things:
            self._names[reading.text[low:high]] = number, place
            self._kinds[kind] = number

    def is_known(self, reading: Reading, number: int, item: Item, place: str) -> bool:
        """A thing named again soon after or of the same place, or repaired later, is the same problem; so is a repair of its kind."""
        is_repair = "better" in item.classes and not item.has_trouble
        for low, high, kind in item.things:
            name = reading.text[low:high]
            at, where = self._names.get(name, (number, ""))
            if at != number and (
                number - at <= LOOK_AHEAD or is_repair or (where == place and len(name) >= _SPECIFIC)
            ):
                return True
            if is_repair and 0 < number - self._kinds.get(kind, number) <= REPAIRED_SOON:
                return True
        return False


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


@seldom_collected()
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
    texts = [str(text) for text in articles["text"]]
    found = [
        own
        for low, high in stretches([len(text) for text in texts], _AT_ONCE)
        for own in _issues_of(texts[low:high])
    ]
    pairs = [(key, issue) for key, own in zip(articles["article_id"], found, strict=True) for issue in own]
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
