"""Detect what a governance model does: mechanisms, told as deeds or only named, each with its sentence."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from textmine.errors import InputError
from textmine.news.sentences import Sentence, full_width, quote_window, split_sentences
from textmine.resources import corpus_path
from textmine.schema import MECHANISMS

__all__ = ["MECHANISM_CODES", "Mechanism", "detect_mechanisms", "find_mechanisms", "load_mechanisms"]

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
    acts: re.Pattern[str] | None
    named: re.Pattern[str] | None


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
    own = _read_vocabulary(str(corpus_path("mechanisms.yaml")))
    if path is None:
        return own
    added = {m.code: m for m in _read_vocabulary(str(path))}
    merged = [
        Mechanism(m.code, m.zh, m.en, _both(m.acts, extra.acts), _both(m.named, extra.named))
        if (extra := added.pop(m.code, None))
        else m
        for m in own
    ]
    return (*merged, *added.values())


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
        _joined(item.get("acts", ())),
        _joined(item.get("named", ())),
    )


def _joined(expressions: Sequence[str]) -> re.Pattern[str] | None:
    """Join expressions into one: a sentence is then looked through once a mechanism."""
    for expression in expressions:
        re.compile(expression)  # names the wrong one
    if not expressions:
        return None
    joined = "|".join(f"(?:{expression})" for expression in expressions)
    heads = _heads(joined)
    # The engine tries every alternative at every character; asking for the first one at once is five times faster.
    return re.compile(f"(?=[{''.join(map(re.escape, sorted(heads)))}])(?:{joined})" if heads else joined)


def _heads(expression: str) -> set[str] | None:
    """List the characters an expression can begin with, or None where that is not plain."""
    heads: set[str] = set()
    for part in _alternatives(expression):
        if part.startswith("(?:"):
            end = _closing(part)
            own = _heads(part[3:end]) if part[end + 1 : end + 2] not in ("?", "*", "{") else None
        elif part.startswith("\\d"):
            own = set("0123456789") if part[2:3] not in ("?", "*") else None
        elif part.startswith("[") and re.match(r"\[[\u4e00-\u9fff]+\](?![?*{])", part):
            own = set(part[1 : part.index("]")])
        elif re.match(r"[\u4e00-\u9fff“](?![?*{])", part):
            own = {part[0]}
        else:
            own = None
        if own is None:
            return None
        heads |= own
    return heads


def _alternatives(expression: str) -> list[str]:
    parts, depth, start, at = [], 0, 0, 0
    while at < len(expression):
        c = expression[at]
        if c == "\\":
            at += 1
        elif c in "([":
            depth += 1
        elif c in ")]":
            depth -= 1
        elif c == "|" and depth == 0:
            parts.append(expression[start:at])
            start = at + 1
        at += 1
    return [*parts, expression[start:]]


def _closing(expression: str) -> int:
    depth, at = 0, 0
    while at < len(expression):
        c = expression[at]
        if c == "\\":
            at += 1
        elif c == "(":
            depth += 1
        elif c == ")":
            depth -= 1
            if depth == 0:
                return at
        at += 1
    return len(expression)


def _both(one: re.Pattern[str] | None, other: re.Pattern[str] | None) -> re.Pattern[str] | None:
    return _joined([p.pattern for p in (one, other) if p is not None])


# What is planned, wished for or denied is no deed.
_NOT_DONE = re.compile(
    r"(?:(?<!即)将(?:于|在|要|会|进一步|继续|根据|扩展|推出|定期)?(?!来)|即将|拟|计划|打算|下一步|有望|力争|争取在|今后|未来|要(?:定期|突出|坚持|打破|求第|注重|以)|应当|应该|应(?=[^急对用届邀声])|需要|希望|建议|呼吁|期待"
    r"|没有|未能|尚未|并未|缺乏|不足|不够|不规范|不经常|没人|还没|难以|未)[^，。；]{0,14}$"
)
_FIGURE = re.compile(r"\d|[两二三四五六七八九十百千]+(?:名|位|个|次|场|件|起|户|支|张|条)")
_FINISHED = re.compile(r"[了过]|已|共|累计|先后|成功|每[月周天季]|多次|曾")


def find_mechanisms(
    sentences: Sequence[Sentence], vocabulary: Sequence[Mechanism] | None = None
) -> list[tuple[str, str, str]]:
    """List (code, strength, sentence) of every mechanism in a text, one each, with its best sentence.

    Examples
    --------
    >>> text = "老党员召开议事会，调解纠纷12起。下一步将建立清单。"
    >>> [(code, strength) for code, strength, _ in find_mechanisms(split_sentences(text))]
    [('deliberation', 'concrete'), ('mediation', 'concrete')]
    """
    plain = [full_width(sentence.text) for sentence in sentences]
    # One search over the whole text, not one a sentence: no expression crosses a line feed.
    text = "\n".join(plain)
    starts = [0]
    for line in plain:
        starts.append(starts[-1] + len(line) + 1)
    found = []
    for mechanism in vocabulary or load_mechanisms():
        best = _best_match(mechanism, text)
        if best is None:
            continue
        score, (start, end) = best
        at = bisect_right(starts, start) - 1
        sentence, offset = sentences[at], starts[at]
        strength = "concrete" if score >= 2 else "named"
        found.append((mechanism.code, strength, quote_window(sentence.text, start - offset, end - offset)))
    return found


_BEST_SCORE = 2.5  # A deed with a figure: no sentence says more.


def _best_match(mechanism: Mechanism, text: str) -> tuple[float, tuple[int, int]] | None:
    """Give score and span of the best match: a deed with a figure, a deed, a mention with a finished act, a mention."""
    best: tuple[float, tuple[int, int]] | None = None
    for match in mechanism.acts.finditer(text) if mechanism.acts is not None else ():
        if _is_denied(text, match.start(), 24, 2):
            continue
        score = 2.0 + 0.5 * bool(_FIGURE.search(match.group()))
        if best is None or score > best[0]:
            best = score, match.span()
        if score >= _BEST_SCORE:
            return best
    if best is not None or mechanism.named is None:
        return best
    for match in mechanism.named.finditer(text):
        if not _is_denied(text, match.start(), 16, 0):
            low, high = _line_around(text, *match.span())
            score = 1.0 + 0.1 * bool(_FINISHED.search(text, low, high))
            if best is None or score > best[0]:
                best = score, match.span()
    return best


def _is_denied(text: str, start: int, reach: int, into: int) -> bool:
    low = max(start - reach, text.rfind("\n", 0, start) + 1)
    return _NOT_DONE.search(text[low : start + into]) is not None


def _line_around(text: str, start: int, end: int) -> tuple[int, int]:
    high = text.find("\n", end)
    return text.rfind("\n", 0, start) + 1, high if high >= 0 else len(text)


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
    for article_id, text in zip(articles["article_id"], articles["text"], strict=True):
        for code, strength, sentence in find_mechanisms(split_sentences(str(text)), vocabulary):
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
