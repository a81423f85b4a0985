"""Find the problems of residents a page names: where, of which category, and how far they are solved."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd

from textmine.errors import InputError
from textmine.news.places import index_places
from textmine.news.sentences import Sentence, quote_window, split_sentences
from textmine.resources import corpus_path
from textmine.schema import ISSUES

__all__ = ["STATUSES", "Issue", "classify_issues", "extract_issues", "find_issues"]

STATUSES = ("raised", "promised", "in_progress", "resolved", "claimed")


@dataclass(frozen=True)
class Issue:
    """Hold one problem: its sentence, the words that name it, place, category by vocabulary, status."""

    sentence: str
    wording: str
    place: str
    category: str
    status: str
    thing: str = ""


@dataclass(frozen=True)
class _Words:
    things: re.Pattern[str]
    categories: tuple[str, ...]
    wrong: re.Pattern[str]
    wish: re.Pattern[str]
    better: re.Pattern[str]


@lru_cache(maxsize=1)
def issue_words() -> _Words:
    import yaml

    content = yaml.safe_load(corpus_path("issue_words.yaml").read_text(encoding="utf-8"))
    groups = [f"(?P<g{n}>{item['words']})" for n, item in enumerate(content["things"])]
    return _Words(
        re.compile("|".join(groups)),
        tuple(str(item["category"]) for item in content["things"]),
        re.compile(content["wrong"]),
        re.compile(content["wish"]),
        re.compile(content["better"]),
    )


_SURE = 0.8
_PROGRESS = re.compile(
    r"正在|着手|列入|启动|研究|协调中|在建|在磨|试着|推进|施工|等待|申请|还在|选址|答复说|动工|进场|督促|参与.{0,12}(?:工程|等工作)|帮助清理|一直是"
)
_PROMISE = re.compile(r"答应|承诺|(?<!即)将(?:在|于|会)?|拟|计划|明年|下一步|近期|争取|力争|打算")
_CLAIM = re.compile(
    r"(?:多数|大多|普遍|明显|基本|逐步|逐渐|有效|不断)(?:得到)?(?:了)?(?:改善|解决|缓解|好转|提升)|迎刃而解|得到.{0,4}(?:改善|解决|缓解)"
)
# News is about these too; they are not what a resident complains of.
_ABOUT_PARTY = re.compile(
    r"党建阵地|组织生活|党员参与|党组织作用|凝聚力|学习贯彻|二十大|理论|资产负债|营商环境|考核|评议"
)
_CLAUSES = re.compile(r"[^，,；;：:。！？!?…“”]+")
_ITEMS = re.compile(r"[^、]+")
# Behind a thing these make it a post or a bureau; a number of cases settled is a claim, not a problem.
_NOT_A_PROBLEM = re.compile(
    r"(?:纠纷)?(?:调解|化解)?(?:员|队|室|机制|局|公司|部门|所|专家|指数|经理|工作|协会|条例|法|费收缴率|服务体系)"
)
_COUNTED = re.compile(
    r"(?:调解|化解|接待|结对帮扶|开办|开展|宣讲|受理)[^，。]{0,24}(?:\d|[一二两三四五六七八九十百千余多])+(?:件|起|名|户|人次|人|场)|(?:投诉|案件)[^，。]{0,10}[为是]?\d+(?:件|起)|\d+(?:件|起)(?:纠纷|矛盾)"
)
_MIN_PROBLEM = 1.5  # Weights below tell a repair only.
LOOK_AHEAD = 8  # Sentences in which the end of a story is looked for.


def find_issues(text: str) -> list[Issue]:
    """List the residents' problems of one article.

    A problem is a thing (路灯, 化粪池 …) of which something wrong, a wish or a repair is told; each thing counts once
    an article, in the sentence that says most about it. Its status is what later sentences tell of the same thing.

    Examples
    --------
    >>> for issue in find_issues("“巷子中段那盏灯坏了快两个月。”张阿婆说。电工当天就把那盏灯修好了。"):
    ...     print(issue.category, issue.status, issue.sentence)
    utilities resolved “巷子中段那盏灯坏了快两个月。”
    """
    sentences = split_sentences(text)
    places = index_places(text)
    mentions = [m for n, s in enumerate(sentences) if _is_told(s.text) for m in _mentions(n, s)]
    chosen: dict[tuple[str, str], _Mention] = {}
    last_of: dict[str, int] = {}
    for mention in mentions:
        # A repair told shortly after a problem of the same category is its end, not another problem.
        before = last_of.get(mention.category, -LOOK_AHEAD - 1)
        last_of.setdefault(mention.category, mention.number)
        if mention.weight < _MIN_PROBLEM and 0 < mention.number - before <= LOOK_AHEAD:
            continue
        last_of[mention.category] = mention.number
        known = chosen.get(mention.key)
        if known is None or (mention.weight > known.weight and mention.number - known.number <= LOOK_AHEAD):
            chosen[mention.key] = mention
    issues = []
    for mention in sorted(chosen.values(), key=lambda m: (m.number, m.start)):
        sentence = sentences[mention.number]
        issues.append(
            Issue(
                quote_window(sentence.text, mention.start, mention.end),
                mention.wording,
                places.place_of(mention.number, mention.start),
                mention.category,
                _status(mention, sentences),
                mention.key[1],
            )
        )
    return issues


def _is_told(sentence: str) -> bool:
    """Sub-headings name problems that the text tells anyway."""
    return len(sentence) > 24 or sentence[-1] in "。！？!?…”；"


@dataclass(frozen=True)
class _Mention:
    number: int
    start: int
    end: int
    key: tuple[str, str]
    category: str
    wording: str
    weight: float


def _mentions(number: int, sentence: Sentence) -> list[_Mention]:
    words, text = issue_words(), sentence.text
    if _ABOUT_PARTY.search(text) or not words.things.search(text):
        return []
    found: list[_Mention] = []
    is_quote = text.startswith("“") and len(text) < 120
    for clause in _CLAUSES.finditer(text):
        before = text[max(0, clause.start() - 12) : clause.start()]
        items = list(_ITEMS.finditer(clause.group()))
        for item in items:
            thing = None if _COUNTED.search(clause.group()) else _thing(words, item.group())
            if thing is None:
                continue
            group = int((thing.lastgroup or "g0")[1:])
            around = item.group() if len(items) > 1 else clause.group()
            wrong = words.wrong.search(around) is not None
            wish = words.wish.search(around + before) is not None
            better = words.better.search(around) is not None
            weight = 2.0 * wrong + 1.5 * wish + 1.0 * better + 0.5 * is_quote * (wrong or wish)
            if weight < 1.0:
                continue
            start = clause.start() + item.start() + thing.start()
            category, name = words.categories[group], thing.group()
            wording = around.strip() if len(around) <= 120 else name
            found.append(
                _Mention(number, start, start + len(name), (category, name), category, wording, weight)
            )
    return found


def _thing(words: _Words, item: str) -> re.Match[str] | None:
    """Find the first thing of an item that is not part of a post's name."""
    for thing in words.things.finditer(item):
        if not _NOT_A_PROBLEM.match(item, thing.end()):
            return thing
    return None


def _status(mention: _Mention, sentences: Sequence[Sentence]) -> str:
    words = issue_words()
    here = sentences[mention.number]
    thing = mention.key[1]
    tail = here.text[mention.start :]
    if _CLAIM.search(here.text):
        return "claimed"
    if words.better.search(tail) and not words.wish.search(tail):
        return "in_progress" if _PROGRESS.search(here.text) else "resolved"
    status = "raised"
    for sentence in sentences[mention.number + 1 : mention.number + 1 + 3 * LOOK_AHEAD]:
        near = sentence.paragraph - here.paragraph <= 1
        same = thing in sentence.text or (near and thing[-1] in sentence.text)
        if not same and not near:
            continue
        if same and _PROMISE.search(sentence.text):
            status = "promised"
        elif same and _PROGRESS.search(sentence.text):
            status = "in_progress"
        elif words.better.search(sentence.text) and (
            same or sentence.paragraph == here.paragraph or status == "raised"
        ):
            return "resolved"
    return status


def classify_issues(issues: Sequence[Issue]) -> list[str]:
    """Give each problem its category: by the thing it names, overruled by the default classifier where that is sure.

    The classifier learned from residents' own messages and knows narrated clauses less well: on the authored
    development pages the vocabulary is right more often, so the classifier decides from a probability of .8 on.
    Where no model is installed the vocabulary decides alone.
    """
    own = [issue.category for issue in issues]
    model = _classifier()
    if model is None or not issues:
        return own
    probabilities = model.predict_proba([f"{issue.wording}\n{issue.sentence}" for issue in issues])
    classes = [str(code) for code in model.classes_]
    best = [max(range(len(classes)), key=row.__getitem__) for row in probabilities]
    return [
        classes[at] if row[at] >= _SURE else category
        for at, row, category in zip(best, probabilities, own, strict=True)
    ]


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
