"""Detect what a governance model does: mechanisms, told as deeds or only named, each with its sentence."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from textmine.errors import InputError
from textmine.garbage import seldom_collected
from textmine.news.character_runs import stretches
from textmine.news.expressions import Expressions, Places, compile_by_heads
from textmine.news.mechanism_model import MIN_SENTENCES, STRENGTHS, Verdict, heaviest_place, weigh_articles
from textmine.news.sentences import MAX_SENTENCE, Sentence, full_width, quote_window, split_sentences
from textmine.resources import corpus_path
from textmine.schema import MECHANISMS

__all__ = [
    "MECHANISM_CODES",
    "Mechanism",
    "detect_mechanisms",
    "find_mechanisms",
    "found_by_expressions",
    "load_mechanisms",
]

MECHANISM_CODES = (
    "intake", "deliberation", "lists", "dispatch", "coordination", "building_contact", "reporting_for_duty", "pairing",
    "coaching", "talks", "law_fraud", "mediation", "volunteering", "emergency", "accountability", "resources",
    "culture_care", "organisation", "exemplars",
)  # fmt: skip


@dataclass(frozen=True)
class Mechanism:
    """Describe one mechanism: code, names, and the expressions that tell a deed or a mention."""

    code: str
    zh: str
    en: str
    acts: tuple[str, ...]
    named: tuple[str, ...]


def load_mechanisms(path: str | Path | None = None) -> tuple[Mechanism, ...]:
    """Read the vocabulary of mechanisms: ours, or a user's file of the same form that adds to it.

    A mechanism of the user's file with a code of ours adds its expressions to ours; a new code is a new mechanism.

    Raises
    ------
    InputError
        When the file is missing, is no such vocabulary, or an expression is wrong.

    Examples
    --------
    >>> [m.zh for m in load_mechanisms()][:3]
    ['意见征集', '议事协商', '清单管理']
    """
    own = _own_vocabulary()
    if path is None:
        return own
    added = {m.code: m for m in _read_vocabulary(str(path))}
    merged = [
        Mechanism(m.code, m.zh, m.en, m.acts + extra.acts, m.named + extra.named)
        if (extra := added.pop(m.code, None))
        else m
        for m in own
    ]
    return (*merged, *added.values())


@lru_cache(maxsize=1)
def _own_vocabulary() -> tuple[Mechanism, ...]:
    return _read_vocabulary(str(corpus_path("mechanisms.yaml")))


@lru_cache(maxsize=8)
def _read_vocabulary(path: str) -> tuple[Mechanism, ...]:
    import yaml

    try:
        content = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
        return tuple(_mechanism(item) for item in content["mechanisms"])
    except FileNotFoundError:
        raise InputError("no such file", path=path, zh="文件不存在") from None
    except (yaml.YAMLError, KeyError, TypeError, AttributeError, UnicodeDecodeError, re.error) as error:
        raise InputError(
            f"this is not a vocabulary of mechanisms ({type(error).__name__}: {str(error)[:80]})",
            path=path,
            fix="it needs a list `mechanisms` with code, zh, acts and named",
            zh="不是机制词表，需要 mechanisms 列表（code、zh、acts、named）",
        ) from None


def _mechanism(item: dict[str, Any]) -> Mechanism:
    return Mechanism(
        str(item["code"]),
        str(item.get("zh", item["code"])),
        str(item.get("en", item["code"])),
        _checked(item.get("acts", ())),
        _checked(item.get("named", ())),
    )


def _checked(expressions: Sequence[str]) -> tuple[str, ...]:
    for expression in expressions:
        re.compile(expression)  # names the wrong one
    return tuple(expressions)


@lru_cache(maxsize=8)
def _expressions(vocabulary: tuple[Mechanism, ...]) -> Expressions:
    """Join what tells a deed and what tells a mention, in turn, of every mechanism."""
    return Expressions([group for mechanism in vocabulary for group in (mechanism.acts, mechanism.named)])


# What is planned, wished for or denied is no deed.
_NOT_DONE = compile_by_heads(
    r"(?:(?<!即)将(?:于|在|要|会|进一步|继续|根据|扩展|推出|定期)?(?!来)|即将|拟|计划|打算|下一步|有望|力争|争取在|今后|未来|要(?:定期|突出|坚持|打破|求第|注重|以)|应当|应该|应(?=[^急对用届邀声])|需要|希望|建议|呼吁|期待"
    r"|没有|未能|尚未|并未|缺乏|不足|不够|不规范|不经常|没人|还没|难以|未|取消了|停办了?|如果|要是|假如)[^，。；]{0,14}$"
)
# What denies a deed may also stand in the middle of what tells it (城管、住建等部门没有联合执法) or behind a name.
_DENIED_INSIDE = re.compile(r"没有(?!发生|出现)|从未|从没|没能|未能|并未")
_DENIED_BEHIND = re.compile(r"(?:[^，。；\n]{0,4}(?:也|从来|从|都|并))?(?:没(?:有)?[来见管成到]|未[来曾能])")
_FIGURE = re.compile(r"\d|[两二三四五六七八九十百千]+(?:名|位|个|次|场|件|起|户|支|张|条)")
_FINISHED = re.compile(r"[了过]|已|共|累计|先后|成功|每[月周天季]|多次|曾")


class _Found(NamedTuple):
    """Hold what shows a mechanism: strength, number of the sentence, and the span in it."""

    strength: str
    sentence: int
    start: int = 0
    end: int = 0


_NOTHING = _Found("", -1)


def find_mechanisms(
    sentences: Sequence[Sentence], vocabulary: Sequence[Mechanism] | None = None
) -> list[tuple[str, str, str]]:
    """List (code, strength, sentence) of every mechanism in a text, one each, with its best sentence.

    The expressions of the vocabulary find deeds and mentions. In a whole article they and the words of all sentences are
    weighed (`mechanism_model`); what a user's own expressions find counts as it stands.

    Examples
    --------
    >>> text = "老党员召开议事会，调解纠纷12起。下一步将建立清单。"
    >>> [(code, strength) for code, strength, _ in find_mechanisms(split_sentences(text))]
    [('deliberation', 'concrete'), ('mediation', 'concrete')]
    """
    return _mechanisms_of([sentences], vocabulary)[0]


_AT_ONCE = 50_000  # Characters of articles whose sentences are weighed together.


def _mechanisms_of(
    pages: Sequence[Sequence[Sentence]], vocabulary: Sequence[Mechanism] | None
) -> list[list[tuple[str, str, str]]]:
    """List the mechanisms of several articles, step by step: one step for all of them keeps its tables at hand."""
    own = _own_vocabulary()
    asked = tuple(vocabulary) if vocabulary else own
    added = _added(asked)
    lines = [_lines(sentences) for sentences in pages]
    is_weighed = [added is not None and len(sentences) >= MIN_SENTENCES for sentences in pages]
    found = [
        _find(text, starts, own if weighed else asked)
        for (text, starts), weighed in zip(lines, is_weighed, strict=True)
    ]
    weighed_pages = [number for number, weighed in enumerate(is_weighed) if weighed]
    texts = [lines[number][0].split("\n") for number in weighed_pages]
    verdicts = weigh_articles(texts, [[one[:2] for one in found[number]] for number in weighed_pages])
    for number, sentences, given in zip(weighed_pages, texts, verdicts, strict=True):
        weighed = dict(zip(MECHANISM_CODES, _weighed(sentences, found[number], given), strict=True))
        extra = dict(zip([m.code for m in added], _find(*lines[number], added), strict=True)) if added else {}
        found[number] = [
            max(extra.get(m.code, _NOTHING), weighed.get(m.code, _NOTHING), key=_rank) for m in asked
        ]
    return [
        [
            (mechanism.code, one.strength, quote_window(sentences[one.sentence].text, one.start, one.end))
            for mechanism, one in zip(asked, own_found, strict=True)
            if one.strength
        ]
        for sentences, own_found in zip(pages, found, strict=True)
    ]


def _rank(found: _Found) -> int:
    return STRENGTHS.index(found.strength)


@lru_cache(maxsize=8)
def _added(vocabulary: tuple[Mechanism, ...]) -> tuple[Mechanism, ...] | None:
    """Give what a vocabulary adds to ours; none where it does not hold all of ours."""
    own = {m.code: m for m in _own_vocabulary()}
    added = []
    for mechanism in vocabulary:
        ours = own.pop(mechanism.code, None)
        acts, named = (ours.acts, ours.named) if ours else ((), ())
        if mechanism.acts[: len(acts)] != acts or mechanism.named[: len(named)] != named:
            return None
        new = replace(mechanism, acts=mechanism.acts[len(acts) :], named=mechanism.named[len(named) :])
        if new.acts or new.named or ours is None:
            added.append(new)
    return None if own else tuple(added)


def found_by_expressions(sentences: Sequence[Sentence]) -> list[tuple[str, int]]:
    """Give what the expressions alone find of each mechanism: strength, blank for none, and number of the sentence.

    Examples
    --------
    >>> found_by_expressions(split_sentences("天晴了。老党员调解纠纷12起。"))[11]
    ('concrete', 1)
    """
    return [found[:2] for found in _find(*_lines(sentences), _own_vocabulary())]


def _find(text: str, starts: Sequence[int], vocabulary: tuple[Mechanism, ...]) -> list[_Found]:
    """Find by the expressions of a vocabulary."""
    best: list[_Best | None] = [None] * len(vocabulary)
    for low, high in _blocks(text):
        places = _expressions(vocabulary).places(text, low, high)
        for number, deeds_and_mentions in enumerate(zip(places[::2], places[1::2], strict=True)):
            best[number] = _better(text, best[number], *deeds_and_mentions)
    found = []
    for one in best:
        if one is None:
            found.append(_NOTHING)
            continue
        score, (start, end) = one
        at = bisect_right(starts, start) - 1
        strength = "concrete" if score >= _DEED else "named"
        found.append(_Found(strength, at, start - starts[at], end - starts[at]))
    return found


# A sentence of plans tells no deed, whatever its words.
_PLANNED = compile_by_heads(
    r"下一步|力争|计划|拟(?!定)|有望|打算|今后|即将|(?<!即)将(?:于|在|要|会|再|进一步|继续|全面|陆续|逐步|推[出行进]|实[施现]|建[成设立]"
    r"|新[建增]|投入|安排|选派|组织|打造|扩大|增加|启动|开展|开通|聘请)"
)


def _weighed(lines: Sequence[str], found: Sequence[_Found], verdicts: Sequence[Verdict]) -> list[_Found]:
    """Give the place of each mechanism that weighing what the expressions found and all sentences says is shown."""
    weighed = []
    for number, (verdict, one) in enumerate(zip(verdicts, found, strict=True)):
        strength, at = verdict
        if not strength:
            weighed.append(_NOTHING)
            continue
        if strength == "concrete" and one.strength != "concrete" and _PLANNED.search(lines[at]):
            strength = "named"
        if one.sentence == at:
            weighed.append(one._replace(strength=strength))
        else:
            place = heaviest_place(lines[at], number, strength) if len(lines[at]) > MAX_SENTENCE else 0
            weighed.append(_Found(strength, at, place, place))
    return weighed


def _lines(sentences: Sequence[Sentence]) -> tuple[str, list[int]]:
    """Write sentences in lines, and say where each begins: one search for all, since no expression crosses a line feed."""
    text = full_width("\n".join([sentence.text for sentence in sentences]))
    starts = [0]
    for sentence in sentences:
        starts.append(starts[-1] + len(sentence.text) + 1)
    return text, starts


_BLOCK = 20_000  # Characters whose places are held at once.


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Cut a text into stretches that end at a line feed."""
    low = 0
    while low < len(text):
        high = text.find("\n", low + _BLOCK) + 1 or len(text)
        yield low, high
        low = high


_Best = tuple[float, tuple[int, int]]  # Score and span of the best match of a mechanism.
_DEED, _MENTION, _BEST_SCORE = 2.0, 1.0, 2.5  # A deed with a figure: no sentence says more.


def _better(text: str, best: _Best | None, deeds: Places, mentions: Places) -> _Best | None:
    """Choose the best match so far: a deed with a figure, a deed, a mention with a finished act, a mention; the first."""
    if best is not None and best[0] >= _BEST_SCORE:
        return best
    for match in deeds.matches():
        if _is_denied(text, match.start(), 24, 2) or _DENIED_INSIDE.search(match.group()):
            continue
        if _is_planned(text, match.start()):
            continue
        score = _DEED + 0.5 * (_FIGURE.search(match.group()) is not None)
        if best is None or score > best[0]:
            best = score, match.span()
        if score >= _BEST_SCORE:
            return best
    if best is not None and best[0] >= _DEED:
        return best
    for match in mentions.matches():
        if not (_is_denied(text, match.start(), 16, 0) or _DENIED_BEHIND.match(text, match.end())):
            low, high = _line_around(text, *match.span())
            score = _MENTION + 0.1 * (_FINISHED.search(text, low, high) is not None)
            if best is None or score > best[0]:
                best = score, match.span()
    return best


def _is_denied(text: str, start: int, reach: int, into: int) -> bool:
    low = max(start - reach, text.rfind("\n", 0, start) + 1)
    return _NOT_DONE.search(text[low : start + into]) is not None


def _is_planned(text: str, start: int) -> bool:
    """Tell whether the sentence up to a place begins with a plan, and nothing done follows."""
    low = text.rfind("\n", 0, start) + 1
    plan = _PLANNED.search(text, low, start)
    return plan is not None and _FINISHED.search(text, plan.end(), start) is None


def _line_around(text: str, start: int, end: int) -> tuple[int, int]:
    high = text.find("\n", end)
    return text.rfind("\n", 0, start) + 1, high if high >= 0 else len(text)


@seldom_collected()
def detect_mechanisms(
    articles: pd.DataFrame,
    *,
    models: dict[str, str] | None = None,
    vocabulary: Sequence[Mechanism] | None = None,
) -> pd.DataFrame:
    """Tell which mechanisms each article shows, and how strongly.

    Parameters
    ----------
    articles : DataFrame
        Schema ``ARTICLES``; `article_id` and `text` are used.
    models : dict, optional
        Governance model by article; blank where not given.

    Returns
    -------
    DataFrame
        Schema ``MECHANISMS``; empty, with its headings, for no articles.

    Examples
    --------
    >>> articles = pd.DataFrame({"article_id": ["a1"], "text": ["老党员调解纠纷12起。"]})
    >>> detect_mechanisms(articles)[["mechanism", "strength"]].values.tolist()
    [['mediation', 'concrete']]
    """
    rows: list[dict[str, object]] = []
    texts = [str(text) for text in articles["text"]]
    found = [
        own
        for low, high in stretches([len(text) for text in texts], _AT_ONCE)
        for own in _mechanisms_of([split_sentences(text) for text in texts[low:high]], vocabulary)
    ]
    for article_id, own in zip(articles["article_id"], found, strict=True):
        for code, strength, sentence in own:
            rows.append(
                {
                    "model_id": (models or {}).get(article_id, ""),
                    "article_id": article_id,
                    "mechanism": code,
                    "strength": strength,
                    "sentence": sentence,
                }
            )
    return MECHANISMS.frame(rows)
